package prove

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
	"atrevete/internal/store"
)

// checkTimeout bounds one of the checks, which read whole tables.
const checkTimeout = 5 * time.Minute

// overlapsSQL joins what is taken with itself, by stylist and hour, and looks at
// the appointments' own state: it uses neither the exclusion constraint nor its
// index, nor the flag that the constraint looks at.
const overlapsSQL = `
WITH taken AS (
	SELECT b.id, b.appointment_id, b.stylist_id, b.during, hour
	FROM busy_segments b JOIN appointments a ON a.id = b.appointment_id AND a.status IN ('provisional', 'confirmed', 'completed', 'no_show'),
		generate_series(date_trunc('hour', lower(b.during)), upper(b.during) - interval '1 microsecond', interval '1 hour') hour
)
SELECT count(*) FROM (
	SELECT DISTINCT x.id, y.id FROM taken x JOIN taken y ON x.stylist_id = y.stylist_id AND x.hour = y.hour AND x.id < y.id
	WHERE x.during && y.during
) pairs`

// untrueSQL counts appointments whose time in the diary is not what their state
// says: active without time, or time that stays taken for nobody.
const untrueSQL = `
SELECT count(*) FROM appointments a LEFT JOIN LATERAL (
	SELECT count(*) FILTER (WHERE b.active) AS active FROM busy_segments b WHERE b.appointment_id = a.id
) t ON true
WHERE (a.status IN ('provisional', 'confirmed')) <> (t.active > 0) AND a.status NOT IN ('completed', 'no_show')`

// check reads the rows and fills in what must be zero.
func (s *storm) check(ctx context.Context, r *Report) error {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	quiet, err := store.Open(ctx, s.URL, store.Options{AppName: crewApp, MaxConns: 1, StatementTimeout: checkTimeout})
	if err != nil {
		return fmt.Errorf("opening the private database: %w", err)
	}
	defer quiet.Close()
	c := &checker{storm: s, store: quiet}
	for _, one := range []struct {
		into *int64
		sql  string
		args []any
	}{
		{&r.Overlaps, overlapsSQL, nil},
		{&r.UntrueDiary, untrueSQL, nil},
		{&r.LostHolds, `SELECT count(*) FROM unnest($1::uuid[]) t (id) WHERE NOT EXISTS (SELECT 1 FROM bookings b WHERE b.id = t.id)`, []any{s.promise}},
		{&r.OverdueHolds, `SELECT count(*) FROM bookings WHERE payment_status = 'pending' AND released_at IS NULL AND hold_expires_at <= $1`, []any{s.clock.Now()}},
		{&r.LostMessages, `SELECT count(*) FROM unnest($1::text[]) t (id) WHERE NOT EXISTS (
				SELECT 1 FROM inbox i JOIN turns u ON u.id = i.turn_id WHERE i.source = $2 AND i.external_id = t.id AND i.processed_at IS NOT NULL)`, []any{s.sent, channelName}},
		{&r.UnansweredRows, `SELECT count(*) FROM inbox WHERE processed_at IS NULL`, nil},
		{&r.UnsentReplies, `SELECT count(*) FROM outbox WHERE status IN ('pending', 'failed')`, nil},
		{&r.UnfinishedJobs, `SELECT count(*) FROM river_job WHERE state <> 'completed'`, nil},
	} {
		err := c.query(ctx, one.sql, one.args, func(rows pgx.Rows) error { return rows.Scan(one.into) })
		if err != nil {
			return err
		}
	}
	if err := c.post(ctx, r); err != nil {
		return err
	}
	if err := c.ledger(ctx, r); err != nil {
		return err
	}
	return c.bank(ctx, r)
}

// checker reads what the storm left.
type checker struct {
	storm *storm
	store *store.Store
}

// query reads rows.
func (c *checker) query(ctx context.Context, sql string, args []any, each func(pgx.Rows) error) error {
	rows, err := c.store.Pool().Query(ctx, sql, args...)
	if err != nil {
		return fmt.Errorf("checking: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			return fmt.Errorf("checking: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("checking: %w", err)
	}
	return nil
}

// post holds what the outbox says was sent against what was delivered:
// every reply once, and those of a conversation in order.
func (c *checker) post(ctx context.Context, r *Report) error {
	post := c.storm.post
	post.mu.Lock()
	defer post.mu.Unlock()
	order, ours := map[salon.ID][]salon.ID{}, map[salon.ID]bool{}
	err := c.query(ctx, `SELECT id, conversation_id, status FROM outbox ORDER BY seq`, nil, func(rows pgx.Rows) error {
		var id, conversation salon.ID
		var status string
		if err := rows.Scan(&id, &conversation, &status); err != nil {
			return err //nolint:wrapcheck // wrapped by query
		}
		ours[id] = true
		r.RepeatedReplies += int64(max(0, post.delivered[id]-1))
		if status != "sent" {
			return nil // counted as unsent
		}
		r.Replies++
		order[conversation] = append(order[conversation], id)
		if post.delivered[id] == 0 {
			r.LostReplies++
		}
		return nil
	})
	if err != nil {
		return err
	}
	for conversation, letters := range post.letters {
		letters = slices.DeleteFunc(letters, func(m salon.Outbound) bool { return !ours[m.ID] }) // notices to staff have no order
		at := 0
		for _, want := range order[conversation] {
			if at < len(letters) && letters[at].ID == want {
				at++
			}
		}
		r.DisorderedReplies += int64(len(letters) - at)
	}
	return nil
}

// ledger asks whether every cent of it is explained by what became of its
// booking.
func (c *checker) ledger(ctx context.Context, r *Report) error {
	faults, err := c.store.LedgerFaults(ctx)
	if err != nil {
		return err
	}
	for _, one := range faults {
		r.UnexplainedCents += max(1, distance(one.Cents, 0))
		if len(r.Examples) < maxFaults {
			r.Examples = append(r.Examples, fmt.Sprintf("booking %s, payment %s: %d cents, %s", one.BookingID, one.Ref, one.Cents, one.Fault))
		}
	}
	return nil
}

// bank holds the ledger against the bank's own books.
func (c *checker) bank(ctx context.Context, r *Report) error {
	bank := c.storm.bank
	bank.mu.Lock()
	defer bank.mu.Unlock()
	for _, one := range bank.charges {
		r.Taken += int64(one.taken)
		r.Returned += int64(one.returned)
	}
	known, err := ledgerCharges(ctx, c.store)
	if err != nil {
		return err
	}
	for ref, one := range bank.charges {
		r.UnexplainedCents += distance(one.taken, known[ref].taken) + distance(one.returned, known[ref].returned)
		delete(known, ref)
	}
	for _, one := range known { // in the ledger, and the bank knows nothing of it
		r.UnexplainedCents += int64(one.taken + one.returned)
	}
	return nil
}

func distance(a, b salon.Money) int64 { return int64(max(a-b, b-a)) }
