package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

const dayAppointmentsSQL = `
SELECT ` + appointmentColumns + `
FROM appointments a JOIN customers c ON c.id = a.customer_id JOIN salons sa ON sa.id = a.salon_id
WHERE a.salon_id = $1 AND a.status NOT IN ('cancelled', 'expired')
	AND a.starts_at >= ($2::date)::timestamp AT TIME ZONE sa.timezone
	AND a.starts_at < ($2::date + 1)::timestamp AT TIME ZONE sa.timezone
ORDER BY a.starts_at, a.id`

const dayBlocksSQL = `
SELECT b.stylist_id, lower(b.during), upper(b.during)
FROM blocks b JOIN stylists st ON st.id = b.stylist_id JOIN salons sa ON sa.id = st.salon_id
WHERE st.salon_id = $1 AND b.during && tstzrange(
	($2::date)::timestamp AT TIME ZONE sa.timezone, ($2::date + 1)::timestamp AT TIME ZONE sa.timezone)`

// DayPlan reads one day of the deployment's first salon: its hours, its team,
// the appointments that take place or are held, and the blocks. salon.ErrNotFound:
// there is no salon.
func (s *Store) DayPlan(ctx context.Context, day salon.Date) (salon.DayPlan, error) {
	shop, err := s.FirstSalon(ctx)
	if err != nil {
		return salon.DayPlan{}, err
	}
	plan := salon.DayPlan{
		Date: day, Hours: shop.Opening[day.Weekday()], Stylists: shop.Team, Blocks: map[salon.ID][]salon.Interval{},
	}
	batch := &pgx.Batch{}
	batch.Queue(`SELECT coalesce(min(coalesce(nullif(reason, ''), 'Cerrado')), '') FROM closures
		WHERE salon_id = $1 AND $2 BETWEEN starts_on AND ends_on`, shop.ID, day).QueryRow(func(row pgx.Row) error {
		return row.Scan(&plan.Closed)
	})
	batch.Queue(dayBlocksSQL, shop.ID, day).Query(func(rows pgx.Rows) error { return scanBusy(rows, plan.Blocks) })
	batch.Queue(dayAppointmentsSQL, shop.ID, day).Query(func(rows pgx.Rows) error {
		plan.Appointments, err = pgx.CollectRows(rows, scanAppointment)
		return err //nolint:wrapcheck // wrapped below
	})
	if err := s.db(ctx).SendBatch(ctx, batch).Close(); err != nil {
		return salon.DayPlan{}, fail("reading the day", err)
	}
	return plan, nil
}
