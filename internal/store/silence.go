package store

import (
	"context"
	"fmt"
	"time"

	"atrevete/internal/salon"
)

// StopMessages notes that a customer wants no messages that are not needed:
// reminders are not sent, freed hours not offered. It ends when they book again.
func (s *Store) StopMessages(ctx context.Context, customer salon.ID, now time.Time) error {
	err := s.InTx(ctx, func(ctx context.Context) error {
		_, err := s.db(ctx).Exec(ctx, `UPDATE customers SET messages_off_at = coalesce(messages_off_at, $2), updated_at = $2 WHERE id = $1`, customer, now)
		if err != nil {
			return fail("noting it", err)
		}
		_, err = s.db(ctx).Exec(ctx, `UPDATE waitlist SET status = 'gone', updated_at = $2 WHERE customer_id = $1 AND status = 'waiting'`, customer, now)
		return fail("leaving the waitlist", err)
	})
	if err != nil {
		return fmt.Errorf("stopping messages to a customer: %w", err)
	}
	return nil
}

// silent reports whether a customer asked not to be written to.
func (s *Store) silent(ctx context.Context, customer salon.ID) (bool, error) {
	var silent bool
	err := s.db(ctx).QueryRow(ctx, `SELECT messages_off_at IS NOT NULL FROM customers WHERE id = $1`, customer).Scan(&silent)
	return silent, fail("reading whether a customer wants messages", err)
}
