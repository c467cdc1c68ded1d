package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

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
		INSERT INTO waitlist (id, salon_id, customer_id, conversation_id, stylist_id, visit, from_day, to_day, earliest, latest, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, nullif($9, '00:00')::time, nullif($10, '00:00')::time, $11, $11)
		ON CONFLICT DO NOTHING`,
		NewID(), salonID, by.CustomerID, by.ConversationID, w.Stylist, string(visit), w.From, w.To, clock(w.Earliest), clock(w.Latest), now)
	return fail("joining the waitlist", err)
}

// clock writes a time of day as PostgreSQL reads it.
func clock(c salon.ClockTime) string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// waiter is somebody on the waiting list, with what decides whether to ask now.
type waiter struct {
	salon.Wish
	Human bool // a person owns the conversation
	Busy  bool // being asked about another slot
	Asked []salon.Interval
}

// waitersFor lists who waits for time of a stylist on the days of an opening and
// was not asked about it, in the order in which they joined.
func (s *Store) waitersFor(ctx context.Context, o opening) ([]waiter, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT w.id, w.customer_id, coalesce(w.conversation_id, last.id), w.visit, w.stylist_id, w.from_day, w.to_day,
			coalesce(extract(epoch FROM w.earliest) / 60, 0)::int, coalesce(extract(epoch FROM w.latest) / 60, 0)::int,
			coalesce(c.owner, last.owner, '') = 'human',
			EXISTS (SELECT 1 FROM waitlist other WHERE other.customer_id = w.customer_id AND other.status = 'offered'),
			ARRAY(SELECT extract(epoch FROM bound)::bigint FROM waitlist_offers f JOIN waitlist mine ON mine.id = f.waitlist_id,
				unnest(ARRAY[lower(f.during), upper(f.during)]) bound
				WHERE mine.customer_id = w.customer_id AND f.stylist_id = $2 ORDER BY f.offered_at, f.id, bound)
		FROM waitlist w JOIN salons sa ON sa.id = w.salon_id LEFT JOIN conversations c ON c.id = w.conversation_id
		LEFT JOIN LATERAL (SELECT id, owner FROM conversations v WHERE v.customer_id = w.customer_id
			ORDER BY v.last_inbound_at DESC NULLS LAST, v.created_at DESC, v.id DESC LIMIT 1) last ON true
		WHERE w.salon_id = $1 AND w.status IN ('waiting', 'offered') AND (w.stylist_id IS NULL OR w.stylist_id = $2)
		AND tstzrange((w.from_day)::timestamp AT TIME ZONE sa.timezone, (w.to_day + 1)::timestamp AT TIME ZONE sa.timezone) && $3::tstzrange
		AND NOT EXISTS (SELECT 1 FROM waitlist_offers f WHERE f.waitlist_id = w.id AND f.opening_id = $4)
		AND NOT EXISTS (SELECT 1 FROM customers k WHERE k.id = w.customer_id AND k.messages_off_at IS NOT NULL)
		ORDER BY w.created_at, w.id`, o.Salon, o.Stylist, o.Range, o.ID)
	if err != nil {
		return nil, fail("listing who waits for a slot", err)
	}
	list, err := pgx.CollectRows(rows, scanWaiter)
	return list, fail("listing who waits for a slot", err)
}

func scanWaiter(row pgx.CollectableRow) (waiter, error) {
	var w waiter
	var bounds []int64
	var earliest, latest int
	err := row.Scan(&w.ID, &w.CustomerID, &w.ConversationID, &w.Visit, &w.Stylist, &w.From, &w.To, &earliest, &latest, &w.Human, &w.Busy, &bounds)
	w.Earliest, w.Latest = salon.ClockTime(earliest), salon.ClockTime(latest)
	for i := 1; i < len(bounds); i += 2 {
		w.Asked = append(w.Asked, salon.Interval{Start: time.Unix(bounds[i-1], 0), End: time.Unix(bounds[i], 0)})
	}
	return w, err //nolint:wrapcheck // the caller says what was read
}

const wishesPastSQL = `
SELECT w.id, (w.to_day + 1)::timestamp AT TIME ZONE sa.timezone AS due FROM waitlist w JOIN salons sa ON sa.id = w.salon_id
WHERE w.status = 'waiting' AND (w.to_day + 1)::timestamp AT TIME ZONE sa.timezone <= $1`

// firePastWish takes somebody off the waiting list whose days are over.
func (s *Store) firePastWish(ctx context.Context, id salon.ID, now time.Time) (fired, error) {
	tag, err := s.db(ctx).Exec(ctx, `UPDATE waitlist SET status = 'gone', updated_at = $2 WHERE id = $1 AND status = 'waiting'`, id, now)
	return fired{done: tag.RowsAffected() > 0}, fail("forgetting a wish that is over", err)
}
