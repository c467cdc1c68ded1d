package job

import (
	"context"
	"errors"
	"fmt"

	"github.com/riverqueue/river"

	"atrevete/internal/channel"
	"atrevete/internal/salon"
)

// eraseContact asks a channel to delete somebody. When that cannot be done the
// team is told, by number only: a request to be erased is never forgotten.
func (e *Effects) eraseContact(ctx context.Context, j salon.Job, try Attempt) error {
	err := fmt.Errorf("channel %q cannot delete contacts: %w", j.Channel, channel.ErrPermanent)
	if eraser, able := e.Channels[j.Channel].(channel.Eraser); able {
		err = eraser.EraseContact(ctx, j.Contact)
	}
	switch {
	case err == nil:
		return nil
	case !errors.Is(err, channel.ErrPermanent) && !try.Last:
		return fmt.Errorf("erase contact: %w", err)
	}
	told := e.Store.AddNotice(ctx, salon.Notice{
		SalonID: j.SalonID, Kind: salon.NoticePrivacy, Urgent: true,
		Text: fmt.Sprintf("Hay que borrar a mano el contacto número %s de %s: se pidió borrar sus datos y no se ha podido hacer automáticamente.", j.Contact, j.Channel),
	})
	if told != nil {
		return fmt.Errorf("give up erasing a contact: %w", told)
	}
	return river.JobCancel(fmt.Errorf("erase contact: %w", err))
}

// eraseEvent takes the text out of a calendar's event.
func (e *Effects) eraseEvent(ctx context.Context, j salon.Job) error {
	if e.Events == nil {
		return nil // nothing was ever written to a calendar
	}
	if err := e.Events.EraseEvent(ctx, j.AppointmentID); err != nil {
		return fmt.Errorf("erase calendar event: %w", err)
	}
	return nil
}

// forgetTurn deletes a checkpoint; a later turn starts without it.
func (e *Effects) forgetTurn(ctx context.Context, j salon.Job) error {
	if e.Turns == nil {
		return nil
	}
	if err := e.Turns.DeleteCheckpoint(ctx, j.ConversationID); err != nil {
		return fmt.Errorf("forget turn: %w", err)
	}
	return nil
}
