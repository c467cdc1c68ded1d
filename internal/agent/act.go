package agent

import (
	"context"
	"errors"
	"fmt"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// act carries out one action and returns the event that answers it, or nil.
func (t *turn) act(ctx context.Context, action dialog.Action) (*dialog.Event, error) {
	switch {
	case action.FindSlots != nil:
		return t.findSlots(ctx, *action.FindSlots)
	case action.Hold != nil:
		return t.hold(ctx, *action.Hold)
	case action.SaveCustomer != nil:
		return t.saveCustomer(ctx, *action.SaveCustomer)
	case action.ReleaseHold != nil:
		return t.release(ctx, action.ReleaseHold.BookingID)
	case action.ReplaceLink != nil:
		return t.link(ctx, action.ReplaceLink.BookingID, true)
	case action.BookingStatus != nil:
		return t.link(ctx, action.BookingStatus.BookingID, false)
	case action.Move != nil:
		return t.move(ctx, *action.Move)
	case action.Cancel != nil:
		return t.cancel(ctx, *action.Cancel)
	case action.Note != nil:
		return nil, t.note(ctx, *action.Note)
	case action.JoinWaitlist != nil:
		return nil, t.joinWaitlist(ctx, *action.JoinWaitlist)
	case action.DeclineOffer != nil:
		return nil, t.declineOffer(ctx, *action.DeclineOffer)
	case action.StopMessages != nil:
		return nil, t.stopMessages(ctx)
	case action.HandOff != nil:
		return nil, t.callPerson(ctx, *action.HandOff)
	}
	return nil, fmt.Errorf("%w: empty action", errPoison)
}

func (t *turn) hold(ctx context.Context, r salon.BookingRequest) (*dialog.Event, error) {
	if t.customer.ID.Empty() { // nobody told a name: the booking still needs somebody to belong to
		if _, err := t.saveCustomer(ctx, dialog.CustomerChange{}); err != nil {
			return nil, err
		}
	}
	t.agenda = nil
	r.SalonID, r.CustomerID, r.ConversationID = t.snapshot.ID, t.customer.ID, t.conversation.ID
	booking, err := t.agent.Store.Hold(ctx, t.snapshot, r, t.agent.Clock())
	switch {
	case errors.Is(err, salon.ErrSlotTaken):
		return &dialog.Event{Held: &dialog.HoldResult{Taken: true}}, nil
	case errors.Is(err, salon.ErrTooMany):
		return &dialog.Event{Held: &dialog.HoldResult{TooMany: true}}, nil
	case err != nil:
		return nil, fmt.Errorf("hold slot: %w", err)
	}
	return &dialog.Event{Held: &dialog.HoldResult{Booking: booking, LinkURL: t.linkURL(booking)}}, nil
}

func (t *turn) saveCustomer(ctx context.Context, change dialog.CustomerChange) (*dialog.Event, error) {
	conversation := t.conversation
	conversation.CustomerID = t.customer.ID
	customer, err := t.agent.Store.SaveCustomer(ctx, conversation, change)
	if err != nil {
		return nil, fmt.Errorf("save customer: %w", err)
	}
	if customer.ID != t.customer.ID {
		t.agenda = nil
	}
	t.customer = customer
	return &dialog.Event{Saved: &customer}, nil
}

func (t *turn) release(ctx context.Context, id salon.ID) (*dialog.Event, error) {
	t.agenda = nil
	booking, err := t.agent.Store.ReleaseBooking(ctx, id, t.agent.Clock())
	refused := errors.Is(err, salon.ErrConflict)
	if refused {
		booking, err = t.agent.Store.Booking(ctx, id)
	}
	if err != nil {
		return nil, fmt.Errorf("release hold: %w", err)
	}
	return &dialog.Event{Release: &dialog.ReleaseResult{Refused: refused, Booking: booking}}, nil
}

func (t *turn) link(ctx context.Context, id salon.ID, replace bool) (*dialog.Event, error) {
	read := t.agent.Store.Booking
	if replace {
		t.agenda = nil
		read = t.agent.Store.ReplaceLink
	}
	booking, err := read(ctx, id)
	if replace && errors.Is(err, salon.ErrConflict) { // paid or over in the meantime
		replace = false
		booking, err = t.agent.Store.Booking(ctx, id)
	}
	if err != nil {
		return nil, fmt.Errorf("read link: %w", err)
	}
	return &dialog.Event{Link: &dialog.LinkResult{Replaced: replace, Booking: booking, LinkURL: t.linkURL(booking)}}, nil
}

// linkURL is the address of a booking's deposit page; empty when there is none.
func (t *turn) linkURL(b salon.Booking) string {
	if b.LinkToken == "" {
		return ""
	}
	return t.agent.cfg.PublicURL + "/pay/" + b.LinkToken
}

// stopMessages keeps what is not needed from being sent. Of somebody without a
// row nothing would be.
func (t *turn) stopMessages(ctx context.Context) error {
	if t.customer.ID.Empty() {
		return nil
	}
	if err := t.agent.Store.StopMessages(ctx, t.customer.ID, t.agent.Clock()); err != nil {
		return fmt.Errorf("stop messages: %w", err)
	}
	return nil
}

// callPerson makes a person the owner and tells the team.
func (t *turn) callPerson(ctx context.Context, r dialog.HandOffRequest) error {
	t.owner, t.handOff, t.outcome = salon.OwnerHuman, &r, "handed_off"
	err := t.agent.Store.AddNotice(ctx, salon.Notice{
		ID: t.agent.NewID(), SalonID: t.conversation.SalonID, ConversationID: t.conversation.ID,
		Kind: salon.NoticeHandover, Reason: string(r.Reason), Urgent: true, Text: r.Summary, CreatedAt: t.agent.Clock(),
	})
	if err != nil {
		return fmt.Errorf("notify team: %w", err)
	}
	return t.awaitStaff(ctx)
}

// awaitStaff starts the time in which the team should answer. A turn that failed
// before it knew the salon leaves it out: the team has been told.
func (t *turn) awaitStaff(ctx context.Context) error {
	if t.snapshot == nil {
		return nil
	}
	if err := t.agent.Store.AwaitStaff(ctx, t.snapshot, t.conversation.ID, t.agent.Clock()); err != nil {
		return fmt.Errorf("await staff: %w", err)
	}
	return nil
}

// staffAnswered ends it.
func (t *turn) staffAnswered(ctx context.Context) error {
	if t.conversation.AwaitingSince.IsZero() {
		return nil
	}
	if err := t.agent.Store.StaffAnswered(ctx, t.conversation.ID); err != nil {
		return fmt.Errorf("end waiting for staff: %w", err)
	}
	return nil
}
