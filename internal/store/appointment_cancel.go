package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// CancelAppointments cancels confirmed appointments on the terms that were
// stated, all or none. Terms are judged at c.At, the instant the confirming
// message arrived (zero: now). When other terms hold by then, nothing changes
// and the result says which. salon.ErrConflict: an appointment is not confirmed
// any more, has begun, or belongs to somebody else; nothing changes either, and
// the transaction of the context stays usable.
//
// A deposit to be given back becomes refund_due_cents and a job; the ledger's
// row, and payment_status refunded, follow when the provider accepted it, so
// that the ledger always explains the status. A forfeited one is a row of the
// ledger at once. For one appointment of a group both are about its share.
func (s *Store) CancelAppointments(ctx context.Context, snapshot *salon.Salon, by salon.By, c dialog.CancelAppointments, now time.Time) (dialog.CancelResult, error) {
	at := c.At
	if at.IsZero() || at.After(now) {
		at = now
	}
	var result dialog.CancelResult
	err := s.inSavepoint(ctx, func(ctx context.Context) error {
		bookings, err := s.lockBookingsOf(ctx, c.Items)
		if err != nil {
			return err
		}
		result = dialog.CancelResult{}
		for _, item := range c.Items {
			b, a, ok := findAppointment(bookings, item.AppointmentID)
			if !ok || a.Status != salon.Confirmed || !a.Start.After(at) || !by.May(b, a) {
				return fmt.Errorf("appointment %s is %s: %w", item.AppointmentID, a.Status, salon.ErrConflict)
			}
			a.Excused = a.Excused || c.BySalon
			terms, amount := dialog.TermsOf(snapshot, b, a, at)
			result.TermsChanged = result.TermsChanged || terms != item.Terms && !c.BySalon
			result.Items = append(result.Items, dialog.CancelledItem{Appointment: a, Terms: terms, Amount: amount})
		}
		if result.TermsChanged {
			return nil
		}
		return s.cancelAll(ctx, cancellation{snapshot: snapshot, by: by, bookings: bookings, items: result.Items, at: at, now: now})
	})
	if err != nil {
		return dialog.CancelResult{}, fmt.Errorf("cancelling appointments: %w", err)
	}
	return result, nil
}

// cancellation is a decided one, with its bookings locked.
type cancellation struct {
	snapshot *salon.Salon
	by       salon.By
	bookings []salon.Booking
	items    []dialog.CancelledItem
	at, now  time.Time
}

// lockBookingsOf locks the bookings of several appointments, in one order for
// all.
func (s *Store) lockBookingsOf(ctx context.Context, items []dialog.CancelItem) ([]salon.Booking, error) {
	ids := make([]salon.ID, len(items))
	for i, item := range items {
		ids[i] = item.AppointmentID
	}
	rows, err := s.db(ctx).Query(ctx, `SELECT DISTINCT booking_id FROM appointments WHERE id = ANY($1::uuid[]) ORDER BY booking_id`, ids)
	if err != nil {
		return nil, fail("finding appointments", err)
	}
	bookings, err := pgx.CollectRows(rows, pgx.RowTo[salon.ID])
	if err != nil {
		return nil, fail("finding appointments", err)
	}
	var out []salon.Booking
	for _, id := range bookings {
		b, err := s.lockBooking(ctx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

// findAppointment finds an appointment among bookings.
func findAppointment(bookings []salon.Booking, id salon.ID) (salon.Booking, salon.Appointment, bool) {
	for _, b := range bookings {
		if a, err := appointmentOf(b, id); err == nil {
			return b, a, true
		}
	}
	return salon.Booking{}, salon.Appointment{}, false
}

// cancelAll carries it out: rows, money, history, notices. It completes the
// items with what became of them.
func (s *Store) cancelAll(ctx context.Context, c cancellation) error {
	batch := &pgx.Batch{}
	byCustomer := make([]salon.Appointment, 0, len(c.items))
	for i := range c.items {
		a := &c.items[i].Appointment
		batch.Queue(`UPDATE busy_segments SET active = false WHERE appointment_id = $1 AND active`, a.ID)
		batch.Queue(`
			UPDATE appointments SET status = 'cancelled', remind_at = NULL, version = version + 1, updated_at = $2
			WHERE id = $1`, a.ID, c.now)
		a.Status = salon.Cancelled
		a.Version++
		byCustomer = append(byCustomer, *a)
	}
	for _, b := range c.bookings {
		batch.Queue(`UPDATE bookings SET version = version + 1, updated_at = $2 WHERE id = $1`, b.ID, c.now)
	}
	slices.SortStableFunc(byCustomer, func(x, y salon.Appointment) int { return cmp.Compare(x.CustomerID, y.CustomerID) })
	for _, a := range byCustomer {
		batch.Queue(`UPDATE customers SET total_spent_cents = total_spent_cents - $2, updated_at = $3 WHERE id = $1`, a.CustomerID, a.Price, c.now)
	}
	if err := s.db(ctx).SendBatch(ctx, batch).Close(); err != nil {
		return fail("cancelling appointments", err)
	}
	for _, b := range c.bookings {
		if err := s.cancelDeposit(ctx, c, b); err != nil {
			return err
		}
		if err := s.afterCancel(ctx, c, b); err != nil {
			return err
		}
	}
	return nil
}

// afterCancel keeps the history of a booking's cancelled appointments and tells
// whom it concerns.
func (s *Store) afterCancel(ctx context.Context, c cancellation, b salon.Booking) error {
	payer, err := s.Customer(ctx, b.CustomerID)
	if err != nil {
		return err
	}
	for _, item := range c.items {
		a := item.Appointment
		if a.BookingID != b.ID {
			continue
		}
		note := noteCancelled
		switch {
		case c.by.Staff():
			note = noteStaffCancels
		case !a.Excused && !c.snapshot.Refundable(c.at, a.Start):
			note = noteLateCancelled
		}
		err := s.logAppointment(ctx, a, history{
			action: "cancelled", by: c.by, at: c.now,
			before: map[string]any{"status": salon.Confirmed},
			after:  map[string]any{"status": a.Status, "terms": item.Terms, "amount_cents": item.Amount, "note": note},
		})
		if err != nil {
			return err
		}
		kept := item.Amount
		if item.Terms != dialog.TermsForfeit {
			kept = 0
		}
		if err := s.tell(ctx, b, c.by, c.snapshot.NoticesOfCancel(a, payer, kept, c.at)...); err != nil {
			return err
		}
	}
	return nil
}
