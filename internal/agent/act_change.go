package agent

import (
	"context"
	"errors"
	"fmt"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// by says on whose behalf this turn changes appointments. Without a customer
// nothing is hers to change.
func (t *turn) by() (salon.By, error) {
	by := salon.By{CustomerID: t.customer.ID, ConversationID: t.conversation.ID}
	if by.Staff() {
		return by, fmt.Errorf("%w: a change without a customer", errPoison)
	}
	return by, nil
}

func (t *turn) move(ctx context.Context, m dialog.Move) (*dialog.Event, error) {
	by, err := t.by()
	if err != nil {
		return nil, err
	}
	t.agenda = nil
	result, err := t.agent.Store.MoveAppointment(ctx, t.snapshot, by, m, t.agent.Clock())
	switch {
	case errors.Is(err, salon.ErrSlotTaken):
		result = dialog.MoveResult{Taken: true}
	case errors.Is(err, salon.ErrConflict), errors.Is(err, salon.ErrNotFound):
		result = dialog.MoveResult{Refused: true}
	case err != nil:
		return nil, fmt.Errorf("move appointment: %w", err)
	}
	return &dialog.Event{Moved: &result}, nil
}

func (t *turn) cancel(ctx context.Context, c dialog.CancelAppointments) (*dialog.Event, error) {
	by, err := t.by()
	if err != nil {
		return nil, err
	}
	t.agenda = nil
	result, err := t.agent.Store.CancelAppointments(ctx, t.snapshot, by, c, t.agent.Clock())
	switch {
	case errors.Is(err, salon.ErrConflict), errors.Is(err, salon.ErrNotFound):
		result = dialog.CancelResult{Refused: true}
	case err != nil:
		return nil, fmt.Errorf("cancel appointments: %w", err)
	}
	return &dialog.Event{Gone: &result}, nil
}

func (t *turn) note(ctx context.Context, n dialog.Note) error {
	by, err := t.by()
	if err != nil {
		return err
	}
	if err := t.agent.Store.NoteAppointment(ctx, t.snapshot, by, n, t.agent.Clock()); err != nil {
		return fmt.Errorf("note appointment: %w", err)
	}
	return nil
}

func (t *turn) joinWaitlist(ctx context.Context, w dialog.JoinWaitlist) error {
	if t.customer.ID.Empty() { // nobody told a name: the wish still needs somebody to belong to
		if _, err := t.saveCustomer(ctx, dialog.CustomerChange{}); err != nil {
			return err
		}
	}
	by, err := t.by()
	if err != nil {
		return err
	}
	if err := t.agent.Store.JoinWaitlist(ctx, t.snapshot.ID, by, w, t.agent.Clock()); err != nil {
		return fmt.Errorf("join waitlist: %w", err)
	}
	return nil
}

func (t *turn) declineOffer(ctx context.Context, d dialog.DeclineOffer) error {
	if err := t.agent.Store.DeclineOffer(ctx, d.BookingID, t.agent.Clock()); err != nil {
		return fmt.Errorf("decline offer: %w", err)
	}
	return nil
}
