package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// occupancySQL lists what is taken within days of the salon's calendar: active
// segments, but for those of the excepted booking or appointment, and blocks.
const occupancySQL = `
WITH asked AS (
	SELECT tstzrange(($2::date)::timestamp AT TIME ZONE s.timezone, ($3::date + 1)::timestamp AT TIME ZONE s.timezone) AS days
	FROM salons s WHERE s.id = $1
)
SELECT b.stylist_id, lower(b.during), upper(b.during)
FROM asked, stylists st JOIN busy_segments b ON b.stylist_id = st.id AND b.active
WHERE st.salon_id = $1 AND b.during && asked.days
  AND ($4::uuid IS NULL OR NOT EXISTS (SELECT 1 FROM appointments a WHERE a.id = b.appointment_id AND $4 IN (a.booking_id, a.id)))
UNION ALL
SELECT b.stylist_id, lower(b.during), upper(b.during)
FROM asked, stylists st JOIN blocks b ON b.stylist_id = st.id
WHERE st.salon_id = $1 AND b.during && asked.days`

// Occupancy reads what is taken on days [from, to] of the salon's calendar for
// its stylists, fresh. except is a booking, or one appointment, whose own
// segments do not count; it may be empty.
func (s *Store) Occupancy(ctx context.Context, salonID salon.ID, from, to salon.Date, except salon.ID) (salon.Occupancy, error) {
	out := salon.Occupancy{Busy: map[salon.ID][]salon.Interval{}, From: from, To: to}
	batch := &pgx.Batch{}
	batch.Queue(occupancySQL, salonID, from, to, except).Query(func(rows pgx.Rows) error {
		return scanBusy(rows, out.Busy)
	})
	batch.Queue(`SELECT starts_on, ends_on, reason FROM closures
		WHERE salon_id = $1 AND starts_on <= $3 AND ends_on >= $2 ORDER BY starts_on, ends_on`, salonID, from, to).Query(func(rows pgx.Rows) error {
		var err error
		out.Closures, err = pgx.CollectRows(rows, pgx.RowToStructByPos[salon.Closure])
		return err //nolint:wrapcheck // wrapped below
	})
	if err := s.db(ctx).SendBatch(ctx, batch).Close(); err != nil {
		return salon.Occupancy{}, fail("reading what is taken", err)
	}
	return out, nil
}

// scanBusy reads rows of (stylist, start, end). An unbounded end becomes the
// far future, an unbounded start the far past: unknown is busy.
func scanBusy(rows pgx.Rows, into map[salon.ID][]salon.Interval) error {
	for rows.Next() {
		var stylist salon.ID
		var span salon.Interval
		if err := rows.Scan(&stylist, instant{&span.Start}, instant{&span.End}); err != nil {
			return err //nolint:wrapcheck // the caller says what was read
		}
		if span.End.IsZero() {
			span.End = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		into[stylist] = append(into[stylist], span)
	}
	return rows.Err() //nolint:wrapcheck // the caller says what was read
}
