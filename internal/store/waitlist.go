package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// JoinWaitlist writes a customer down for a freed slot. The same wish is
// written once.
func (s *Store) JoinWaitlist(ctx context.Context, salonID salon.ID, by salon.By, w dialog.JoinWaitlist, now time.Time) error {
	visit, err := json.Marshal(w.Visit)
	if err != nil {
		return fmt.Errorf("writing a wish: %w", err)
	}
	_, err = s.db(ctx).Exec(ctx, `
		INSERT INTO waitlist (id, salon_id, customer_id, conversation_id, stylist_id, visit, from_day, to_day, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
		ON CONFLICT DO NOTHING`,
		NewID(), salonID, by.CustomerID, by.ConversationID, w.Stylist, string(visit), w.From, w.To, now)
	return fail("joining the waitlist", err)
}
