package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// appointmentColumns is what scanAppointment reads, from appointments a and
// customers c (who comes).
const appointmentColumns = `
	a.id, a.booking_id, a.customer_id, a.stylist_id, a.pack_id, a.starts_at, a.duration_minutes, a.price_cents, a.status, a.version, a.excused,
	coalesce(c.phone, ''), coalesce(c.first_name, ''), coalesce(c.last_name, ''), c.preferred_stylist_id, c.referred_by_id, c.total_spent_cents,
	ARRAY(SELECT s.service_id::text FROM appointment_services s WHERE s.appointment_id = a.id ORDER BY s.position)`

// bookingColumns is what scanBooking reads, from bookings b.
const bookingColumns = `
	b.id, b.salon_id, b.customer_id, b.conversation_id, b.deposit_cents, b.payment_status,
	b.hold_expires_at, b.warn_at, coalesce(b.link_token, ''), b.links_sent, b.version, b.offered, b.waitlist_id`

// Booking reads a booking with its appointments, in the order they were asked for.
func (s *Store) Booking(ctx context.Context, id salon.ID) (salon.Booking, error) {
	b, err := scanBooking(s.db(ctx).QueryRow(ctx, `SELECT `+bookingColumns+` FROM bookings b WHERE b.id = $1`, id))
	if err != nil {
		return salon.Booking{}, fail("reading a booking", err)
	}
	rows, err := s.db(ctx).Query(ctx, `
		SELECT `+appointmentColumns+`
		FROM appointments a JOIN customers c ON c.id = a.customer_id
		WHERE a.booking_id = $1 ORDER BY a.position, a.starts_at, a.id`, id)
	if err != nil {
		return salon.Booking{}, fail("reading a booking's appointments", err)
	}
	b.Appointments, err = pgx.CollectRows(rows, scanAppointment)
	if err != nil {
		return salon.Booking{}, fail("reading a booking's appointments", err)
	}
	return b, nil
}

// lockBooking reads a booking and keeps everybody else from deciding about it
// until the transaction ends.
func (s *Store) lockBooking(ctx context.Context, id salon.ID) (salon.Booking, error) {
	var locked salon.ID
	err := s.db(ctx).QueryRow(ctx, `SELECT id FROM bookings WHERE id = $1 FOR NO KEY UPDATE`, id).Scan(&locked)
	if err != nil {
		return salon.Booking{}, fail("locking a booking", err)
	}
	return s.Booking(ctx, id)
}

// scanBooking reads bookingColumns.
func scanBooking(row pgx.Row) (salon.Booking, error) {
	var b salon.Booking
	err := row.Scan(&b.ID, &b.SalonID, &b.CustomerID, &b.ConversationID, &b.Deposit, &b.Payment,
		instant{&b.HoldExpiresAt}, instant{&b.WarnAt}, &b.LinkToken, &b.LinksSent, &b.Version, &b.Offered, &b.WaitlistID)
	return b, err //nolint:wrapcheck // the caller says what was read
}

// scanAppointment reads appointmentColumns.
func scanAppointment(row pgx.CollectableRow) (salon.Appointment, error) {
	return scanAppointmentAnd(row)
}

// scanAppointmentAnd reads appointmentColumns and what the query adds to them.
func scanAppointmentAnd(row pgx.Row, more ...any) (salon.Appointment, error) {
	var a salon.Appointment
	var services []string
	err := row.Scan(append([]any{
		&a.ID, &a.BookingID, &a.CustomerID, &a.StylistID, &a.Visit.Pack, &a.Start, &a.Minutes, &a.Price, &a.Status, &a.Version, &a.Excused,
		&a.Customer.Phone, &a.Customer.FirstName, &a.Customer.LastName, &a.Customer.PreferredStylistID, &a.Customer.ReferredByID, &a.Customer.TotalSpent,
		&services,
	}, more...)...)
	if err != nil {
		return salon.Appointment{}, fmt.Errorf("scanning an appointment: %w", err)
	}
	a.Customer.ID = a.CustomerID
	if a.Visit.Pack.Empty() {
		for _, id := range services {
			a.Visit.Services = append(a.Visit.Services, salon.ID(id))
		}
	}
	return a, nil
}

// Upcoming lists the provisional and confirmed appointments from now on that
// the customer comes to or booked for somebody, in order.
func (s *Store) Upcoming(ctx context.Context, customer salon.ID, now time.Time) ([]salon.Appointment, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT `+appointmentColumns+`
		FROM appointments a
		JOIN bookings b ON b.id = a.booking_id
		JOIN customers c ON c.id = a.customer_id
		WHERE a.id IN (
			SELECT id FROM appointments WHERE customer_id = $1 AND starts_at >= $2
			UNION
			SELECT p.id FROM bookings q JOIN appointments p ON p.booking_id = q.id WHERE q.customer_id = $1 AND p.starts_at >= $2)
		AND a.status IN ('provisional', 'confirmed')
		ORDER BY a.starts_at, b.id, a.position`, customer, now)
	if err != nil {
		return nil, fail("listing upcoming appointments", err)
	}
	list, err := pgx.CollectRows(rows, scanAppointment)
	if err != nil {
		return nil, fail("listing upcoming appointments", err)
	}
	return list, nil
}
