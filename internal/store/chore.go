package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"atrevete/internal/salon"
)

// ClaimChore takes a chore of a salon that is due at now, the product's clock. It
// is due again after lease, unless FinishChore says when: a worker that dies
// leaves it to the next. A chore that nobody ever did is due. False: not due, or
// somebody else has it.
func (s *Store) ClaimChore(ctx context.Context, salonID salon.ID, name string, now time.Time, lease time.Duration) (bool, error) {
	tag, err := s.db(ctx).Exec(ctx, `
		INSERT INTO chores AS c (salon_id, name, due_at) VALUES ($1, $2, $3::timestamptz + $4::interval)
		ON CONFLICT (salon_id, name) DO UPDATE SET due_at = excluded.due_at WHERE c.due_at <= $3`, salonID, name, now, lease)
	return tag.RowsAffected() == 1, fail("claiming a chore", err)
}

// FinishChore says when a chore is due next, and keeps its report for people.
func (s *Store) FinishChore(ctx context.Context, salonID salon.ID, name string, now, next time.Time, report any) error {
	body, err := json.Marshal(report)
	if err != nil {
		return fmt.Errorf("writing the report of a chore: %w", err)
	}
	tag, err := s.db(ctx).Exec(ctx, `UPDATE chores SET due_at = $3, finished_at = $4, report = $5 WHERE salon_id = $1 AND name = $2`,
		salonID, name, next, now, string(body))
	return oneRow("finishing a chore", tag.RowsAffected(), err)
}

// Salons lists the salons of the deployment, the first one first.
func (s *Store) Salons(ctx context.Context) ([]salon.ID, error) {
	list, err := s.ids(ctx, `SELECT id FROM salons ORDER BY created_at, id`)
	if err != nil {
		return nil, fmt.Errorf("listing salons: %w", err)
	}
	return list, nil
}
