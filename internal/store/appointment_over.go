package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// completionsDue lists confirmed appointments whose end is long enough ago. A
// move changes starts_at, and with it when it is due.
func completionsDue() string {
	return fmt.Sprintf(`
SELECT id, starts_at + make_interval(mins => duration_minutes + %[1]d) AS due FROM appointments
WHERE status = 'confirmed' AND starts_at <= $1 AND starts_at + make_interval(mins => duration_minutes + %[1]d) <= $1`,
		int(salon.CompletionGrace.Minutes()))
}

// fireCompletion makes a visit that is over completed. Nobody is told.
func (s *Store) fireCompletion(ctx context.Context, id salon.ID, now time.Time) (fired, error) {
	var end fired
	err := s.InTx(ctx, func(ctx context.Context) error {
		var booking salon.ID
		err := s.db(ctx).QueryRow(ctx, `
			SELECT b.id FROM bookings b JOIN appointments a ON a.booking_id = b.id WHERE a.id = $1
			FOR NO KEY UPDATE OF b SKIP LOCKED`, id).Scan(&booking)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // in somebody's hands
		}
		if err != nil {
			return fail("claiming a completion", err)
		}
		b, err := s.Booking(ctx, booking)
		if err != nil {
			return err
		}
		a, err := appointmentOf(b, id)
		if err != nil || a.Status != salon.Confirmed || a.CompletionDue().After(now) {
			return err
		}
		end.done = true
		return s.endVisit(ctx, a, salon.Completed, history{action: "completed", actor: actorTimer, at: now})
	})
	if err != nil {
		return fired{}, err
	}
	return end, nil
}

// MarkNoShow records that nobody came to an appointment: its part of the deposit
// is forfeited, and it does not count as spent any more. The customer is told
// nothing. salon.ErrConflict: it has not begun, or was cancelled; nothing changes.
func (s *Store) MarkNoShow(ctx context.Context, by salon.By, id salon.ID, now time.Time) error {
	err := s.inSavepoint(ctx, func(ctx context.Context) error {
		b, a, err := s.lockAppointment(ctx, id)
		if err != nil {
			return err
		}
		if !by.Staff() || !a.Status.CanBecome(salon.NoShow) || a.Start.After(now) {
			return fmt.Errorf("appointment %s is %s: %w", id, a.Status, salon.ErrConflict)
		}
		before := a.Status
		lost := dialog.CancelledItem{Appointment: a, Terms: dialog.TermsFree}
		if share := b.Share(a.ID); share > 0 && b.Payment == salon.PaymentConfirmed {
			lost.Terms, lost.Amount = dialog.TermsForfeit, share
		}
		items := []dialog.CancelledItem{lost}
		if err := s.cancelDeposit(ctx, cancellation{by: by, items: items, now: now}, b); err != nil {
			return err
		}
		_, err = s.db(ctx).Exec(ctx, `UPDATE customers SET total_spent_cents = total_spent_cents - $2, updated_at = $3 WHERE id = $1`, a.CustomerID, a.Price, now)
		if err != nil {
			return fail("correcting what a customer spent", err)
		}
		return s.endVisit(ctx, a, salon.NoShow, history{
			action: "no_show", by: by, at: now, before: map[string]any{"status": before},
			after: map[string]any{"status": salon.NoShow, "amount_cents": items[0].Amount, "note": noteNoShow},
		})
	})
	if err != nil {
		return fmt.Errorf("marking a no-show: %w", err)
	}
	return nil
}

// endVisit gives an appointment its last status and works out again whom its
// customer prefers. The booking is locked.
func (s *Store) endVisit(ctx context.Context, a salon.Appointment, status salon.AppointmentStatus, h history) error {
	batch := &pgx.Batch{}
	batch.Queue(`UPDATE busy_segments SET active = false WHERE appointment_id = $1 AND active`, a.ID)
	batch.Queue(`UPDATE appointments SET status = $2, remind_at = NULL, version = version + 1, updated_at = $3 WHERE id = $1`, a.ID, status, h.at)
	batch.Queue(`UPDATE bookings SET version = version + 1, updated_at = $2 WHERE id = $1`, a.BookingID, h.at)
	if err := s.db(ctx).SendBatch(ctx, batch).Close(); err != nil {
		return fail("ending a visit", err)
	}
	a.Version++
	if err := s.logAppointment(ctx, a, h); err != nil {
		return err
	}
	return s.derivePreference(ctx, a.CustomerID, h.at)
}

// derivePreference sets a customer's stylist from her latest completed visits,
// unless a person has set it.
func (s *Store) derivePreference(ctx context.Context, customer salon.ID, now time.Time) error {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT a.stylist_id FROM appointments a JOIN stylists t ON t.id = a.stylist_id
		WHERE a.customer_id = $1 AND a.status = 'completed' AND t.active ORDER BY a.starts_at DESC, a.id DESC LIMIT $2`, customer, salon.PreferenceVisits)
	if err != nil {
		return fail("reading a customer's latest visits", err)
	}
	latest, err := pgx.CollectRows(rows, pgx.RowTo[salon.ID])
	if err != nil {
		return fail("reading a customer's latest visits", err)
	}
	stylist := salon.PreferredStylist(latest)
	_, err = s.db(ctx).Exec(ctx, `
		UPDATE customers SET preferred_stylist_id = $2, preferred_from_visits = $2::uuid IS NOT NULL, updated_at = $3
		WHERE id = $1 AND (preferred_stylist_id IS NULL OR preferred_from_visits) AND preferred_stylist_id IS DISTINCT FROM $2`, customer, stylist, now)
	return fail("noting a customer's stylist", err)
}
