package store

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// longestVisit bounds how far back an appointment may have begun that is not over.
const longestVisit = 12 * time.Hour

// concernedSQL lists the bookings with an appointment that stands and is not
// over, which the customer comes to or made. What is only offered to her from the
// waiting list is not hers yet.
const concernedSQL = `
SELECT a.booking_id FROM appointments a JOIN bookings q ON q.id = a.booking_id AND NOT q.offered
WHERE a.customer_id = $1 AND a.starts_at >= $2 AND a.status IN ('provisional', 'confirmed')
	AND a.starts_at + make_interval(mins => a.duration_minutes) > $3
UNION
SELECT a.booking_id FROM bookings q JOIN appointments a ON a.booking_id = q.id
WHERE q.customer_id = $1 AND NOT q.offered AND a.starts_at >= $2 AND a.status IN ('provisional', 'confirmed')
	AND a.starts_at + make_interval(mins => a.duration_minutes) > $3`

const agendaBookingsSQL = `
SELECT ` + bookingColumns + ` FROM bookings b WHERE b.id IN (` + concernedSQL + `) ORDER BY b.created_at, b.id`

const agendaAppointmentsSQL = `
SELECT ` + appointmentColumns + `, next.starts_at
FROM appointments a JOIN customers c ON c.id = a.customer_id JOIN salons sa ON sa.id = a.salon_id
LEFT JOIN LATERAL (
	SELECT n.starts_at FROM appointments n
	WHERE n.stylist_id = a.stylist_id AND n.id <> a.id AND n.status IN ('provisional', 'confirmed') AND n.starts_at >= a.starts_at
		AND n.starts_at < ((a.starts_at AT TIME ZONE sa.timezone)::date + 1)::timestamp AT TIME ZONE sa.timezone
	ORDER BY n.starts_at LIMIT 1
) next ON true
WHERE a.booking_id IN (` + concernedSQL + `)
ORDER BY a.booking_id, a.position, a.starts_at, a.id`

// A visit that was not marked completed yet counts once it is over.
const lastVisitSQL = `
SELECT ` + appointmentColumns + `, ARRAY(
	SELECT s.name FROM appointment_services x JOIN services s ON s.id = x.service_id
	WHERE x.appointment_id = a.id AND NOT s.active AND a.pack_id IS NULL
	UNION ALL SELECT p.name FROM packs p WHERE p.id = a.pack_id AND NOT p.active)
FROM appointments a JOIN customers c ON c.id = a.customer_id
WHERE a.customer_id = $1 AND a.starts_at <= $2 AND (a.status = 'completed'
	OR (a.status = 'confirmed' AND a.starts_at + make_interval(mins => a.duration_minutes) <= $2))
ORDER BY a.starts_at DESC LIMIT 1`

// Agenda reads what the book has for a customer, in one round trip: what is
// ahead or under way with its bookings and deposits, when the stylists' next
// visits begin, and her last visit.
func (s *Store) Agenda(ctx context.Context, customer salon.ID, now time.Time) (dialog.Agenda, error) {
	out := dialog.Agenda{Next: map[salon.ID]time.Time{}}
	appointments := map[salon.ID][]salon.Appointment{}
	batch := &pgx.Batch{}
	batch.Queue(agendaAppointmentsSQL, customer, now.Add(-longestVisit), now).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var next time.Time
			a, err := scanAppointmentAnd(rows, instant{&next})
			if err != nil {
				return err
			}
			if !next.IsZero() {
				out.Next[a.ID] = next
			}
			appointments[a.BookingID] = append(appointments[a.BookingID], a)
		}
		return rows.Err()
	})
	batch.Queue(agendaBookingsSQL, customer, now.Add(-longestVisit), now).Query(func(rows pgx.Rows) error {
		var err error
		out.Bookings, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (salon.Booking, error) { return scanBooking(row) })
		return err //nolint:wrapcheck // wrapped below
	})
	batch.Queue(lastVisitSQL, customer, now).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			out.Last = &dialog.LastVisit{}
			var err error
			if out.Last.Appointment, err = scanAppointmentAnd(rows, &out.Last.Gone); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	if err := s.db(ctx).SendBatch(ctx, batch).Close(); err != nil {
		return dialog.Agenda{}, fail("reading a customer's agenda", err)
	}
	arrangeAgenda(&out, customer, appointments, now)
	return out, nil
}

// arrangeAgenda gives the bookings their appointments and picks those that
// concern the customer and are not over.
func arrangeAgenda(out *dialog.Agenda, customer salon.ID, appointments map[salon.ID][]salon.Appointment, now time.Time) {
	for i := range out.Bookings {
		b := &out.Bookings[i]
		b.Appointments = appointments[b.ID]
		for _, a := range b.Appointments {
			switch {
			case !a.Status.Active() || (a.CustomerID != customer && b.CustomerID != customer):
			case !a.Start.Before(now):
				out.Upcoming = append(out.Upcoming, a)
			case a.Status == salon.Confirmed && a.End().After(now):
				out.Underway = append(out.Underway, a)
			}
		}
	}
	byStart := func(x, y salon.Appointment) int { return x.Start.Compare(y.Start) }
	slices.SortStableFunc(out.Upcoming, byStart)
	slices.SortStableFunc(out.Underway, byStart)
}
