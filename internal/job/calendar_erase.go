package job

import (
	"context"
	"fmt"

	"atrevete/internal/calendar"
	"atrevete/internal/salon"
)

// EraseEvent is nil once nothing of an appointment's customer is left in the
// calendar. The rewriting itself is that of every change: an erased name is a
// change of the mirror.
func (c *Calendars) EraseEvent(ctx context.Context, appointment salon.ID) error {
	waiting, err := c.Store.MirrorsWaiting(ctx, appointment)
	if err != nil {
		return fmt.Errorf("erase calendar event: %w", err)
	}
	if waiting {
		return fmt.Errorf("the event is still to be written: %w", calendar.ErrRetry)
	}
	return nil
}
