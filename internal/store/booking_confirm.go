package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// confirmBooking turns a paid booking into confirmed appointments, whether its
// hold stood or was re-activated, and notes which payment is its deposit. The
// booking is locked.
func (s *Store) confirmBooking(ctx context.Context, snapshot *salon.Salon, id salon.ID, fact salon.PaymentFact, now time.Time) (salon.Booking, error) {
	batch := &pgx.Batch{}
	batch.Queue(`
		UPDATE appointments SET status = 'confirmed', version = version + 1, updated_at = $2
		WHERE booking_id = $1 AND status IN ('provisional', 'expired')`, id, now)
	batch.Queue(`
		UPDATE bookings SET payment_status = 'confirmed', warn_at = NULL, released_at = NULL, version = version + 1, updated_at = $2,
			deposit_provider = $3, deposit_ref = $4
		WHERE id = $1`, id, now, fact.Provider, fact.ProviderRef)
	if err := s.db(ctx).SendBatch(ctx, batch).Close(); err != nil {
		return salon.Booking{}, fail("confirming a booking", err)
	}
	if err := s.expireSessions(ctx, id); err != nil {
		return salon.Booking{}, err
	}
	b, err := s.Booking(ctx, id)
	if err != nil {
		return salon.Booking{}, err
	}
	if err := s.afterConfirmation(ctx, snapshot, b, now); err != nil {
		return salon.Booking{}, err
	}
	return s.Booking(ctx, id) // with what the customers have spent by now
}

// afterConfirmation does what follows from confirmed appointments: what their
// customers have spent, the reminder's due time, and the stylists' notices.
func (s *Store) afterConfirmation(ctx context.Context, snapshot *salon.Salon, b salon.Booking, now time.Time) error {
	byCustomer := slices.Clone(b.Appointments)
	slices.SortStableFunc(byCustomer, func(x, y salon.Appointment) int { return cmp.Compare(x.CustomerID, y.CustomerID) })
	batch := &pgx.Batch{}
	for _, a := range byCustomer { // in one order for all, so that groups cannot lock each other out
		batch.Queue(`UPDATE customers SET total_spent_cents = total_spent_cents + $2, updated_at = $3 WHERE id = $1`, a.CustomerID, a.Price, now)
	}
	for _, a := range b.Appointments {
		if due, ok := snapshot.ReminderDue(a.Start, now); ok {
			batch.Queue(`UPDATE appointments SET remind_at = $2 WHERE id = $1`, a.ID, due)
		}
	}
	if err := s.db(ctx).SendBatch(ctx, batch).Close(); err != nil {
		return fail("following up a confirmation", err)
	}
	for _, a := range b.Appointments {
		notice := snapshot.NoticeOfNew(a, now)
		notice.ConversationID = b.ConversationID
		if err := s.AddNotice(ctx, notice); err != nil {
			return err
		}
	}
	return s.logBooking(ctx, b, "confirmed", now)
}

// rebook takes the slots of an expired booking back if all of them are still
// free, judged as when they were held. salon.ErrSlotTaken leaves the
// transaction usable.
func (s *Store) rebook(ctx context.Context, snapshot *salon.Salon, b salon.Booking, now time.Time) error {
	var held time.Time
	var erased bool
	err := s.db(ctx).QueryRow(ctx, `
		SELECT b.created_at, c.erased_at IS NOT NULL FROM bookings b JOIN customers c ON c.id = b.customer_id WHERE b.id = $1`, b.ID).Scan(&held, &erased)
	if err != nil {
		return fail("reading when a booking was made", err)
	}
	if erased { // there is nobody any more who could be told
		return fmt.Errorf("the customer's data were erased: %w", salon.ErrSlotTaken)
	}
	plans := make([]salon.Plan, len(b.Appointments))
	for i, a := range b.Appointments {
		plan, err := snapshot.Catalogue.Plan(a.Visit)
		if err != nil || plan.Minutes != a.Minutes || !a.Start.After(now) {
			return fmt.Errorf("the visit cannot take place as it was booked: %w", salon.ErrSlotTaken)
		}
		plans[i] = plan
	}
	return s.inSavepoint(ctx, func(ctx context.Context) error {
		if err := s.recheck(ctx, snapshot, b, plans, held); err != nil {
			return err
		}
		_, err := s.db(ctx).Exec(ctx, `
			DELETE FROM busy_segments WHERE appointment_id IN (SELECT id FROM appointments WHERE booking_id = $1)`, b.ID)
		if err != nil {
			return fail("clearing old segments", err)
		}
		var busy segments
		for i, a := range b.Appointments {
			busy.add(a, plans[i])
		}
		return s.insertSegments(ctx, b.SalonID, busy)
	})
}
