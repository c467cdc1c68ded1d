package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Backlog is what waits, for the metrics. Ages are real time, zero when nothing waits.
type Backlog struct {
	InboxRows    int            // unprocessed
	InboxAge     time.Duration  // of the oldest
	OutboxRows   int            // pending
	OutboxAge    time.Duration  // of the oldest
	OutboxDead   int            // failed for good
	Notices      int            // undelivered
	NoticeAge    time.Duration  // of the oldest undelivered
	UrgentAge    time.Duration  // of the oldest undelivered urgent one
	Bookings     map[string]int // by payment_status
	Appointments map[string]int // by status
}

// Backlog reads what waits and what there is.
func (s *Store) Backlog(ctx context.Context) (Backlog, error) {
	b := Backlog{Bookings: map[string]int{}, Appointments: map[string]int{}}
	batch := &pgx.Batch{}
	batch.Queue(`
		SELECT i.n, i.age, o.n, o.age, f.n, u.n, u.age, u.urgent FROM
			(SELECT count(*) AS n, coalesce(now() - min(stored_at), '0') AS age FROM inbox WHERE processed_at IS NULL) i,
			(SELECT count(*) AS n, coalesce(now() - min(queued_at), '0') AS age FROM outbox WHERE status = 'pending') o,
			(SELECT count(*) AS n FROM outbox WHERE status = 'failed') f,
			(SELECT count(*) AS n, coalesce(now() - min(queued_at), '0') AS age, coalesce(now() - min(queued_at) FILTER (WHERE urgent), '0') AS urgent
				FROM notices WHERE delivered_at IS NULL) u`).QueryRow(func(row pgx.Row) error {
		return row.Scan(&b.InboxRows, &b.InboxAge, &b.OutboxRows, &b.OutboxAge, &b.OutboxDead, &b.Notices, &b.NoticeAge, &b.UrgentAge)
	})
	batch.Queue(`SELECT payment_status, count(*) FROM bookings GROUP BY 1`).Query(countInto(b.Bookings))
	batch.Queue(`SELECT status, count(*) FROM appointments GROUP BY 1`).Query(countInto(b.Appointments))
	if err := s.db(ctx).SendBatch(ctx, batch).Close(); err != nil {
		return Backlog{}, fail("reading the backlog", err)
	}
	return b, nil
}

// countInto reads rows of (name, count).
func countInto(counts map[string]int) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		var name string
		var count int
		_, err := pgx.ForEachRow(rows, []any{&name, &count}, func() error {
			counts[name] = count
			return nil
		})
		return err //nolint:wrapcheck // the caller says what was read
	}
}
