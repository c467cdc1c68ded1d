package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// holds reports whether the booking is an unpaid hold that stands.
func holds(b salon.Booking) bool {
	return b.Payment == salon.PaymentPending && b.Status() == salon.Provisional
}

// ReleaseBooking ends a pending hold: appointments become expired, segments
// inactive, the link void. salon.ErrConflict: it is not pending any more.
func (s *Store) ReleaseBooking(ctx context.Context, id salon.ID, now time.Time) (salon.Booking, error) {
	var b salon.Booking
	err := s.InTx(ctx, func(ctx context.Context) error {
		var err error
		if b, err = s.lockBooking(ctx, id); err != nil {
			return err
		}
		if !holds(b) {
			return fmt.Errorf("booking %s is %s and its deposit %s: %w", id, b.Status(), b.Payment, salon.ErrConflict)
		}
		if err := s.endHold(ctx, b, "released", now); err != nil {
			return err
		}
		b, err = s.Booking(ctx, id)
		return err
	})
	if err != nil {
		return salon.Booking{}, fmt.Errorf("releasing a booking: %w", err)
	}
	return b, nil
}

// endHold does what release, expiry and replacement have in common. The booking
// is locked. hold_expires_at stays: it tells when the hold was over.
func (s *Store) endHold(ctx context.Context, b salon.Booking, action string, now time.Time) error {
	batch := &pgx.Batch{}
	batch.Queue(`
		UPDATE busy_segments SET active = false
		WHERE active AND appointment_id IN (SELECT id FROM appointments WHERE booking_id = $1 AND status = 'provisional')`, b.ID)
	batch.Queue(`
		UPDATE appointments SET status = 'expired', version = version + 1, updated_at = $2
		WHERE booking_id = $1 AND status = 'provisional'`, b.ID, now)
	batch.Queue(`UPDATE payment_links SET voided_at = $2 WHERE booking_id = $1 AND voided_at IS NULL`, b.ID, now)
	batch.Queue(`
		UPDATE bookings SET released_at = $2, warn_at = NULL, link_token = NULL, version = version + 1, updated_at = $2
		WHERE id = $1`, b.ID, now)
	if err := s.db(ctx).SendBatch(ctx, batch).Close(); err != nil {
		return fail("ending a hold", err)
	}
	if err := s.expireSessions(ctx, b.ID); err != nil {
		return err
	}
	if err := s.endOffer(ctx, b, action, now); err != nil {
		return err
	}
	b.Version++
	return s.logBooking(ctx, b, action, now)
}

// ReplaceLink voids the link in force and makes a new one; the hold's end
// stays. salon.ErrConflict: there is nothing to pay any more.
func (s *Store) ReplaceLink(ctx context.Context, id salon.ID) (salon.Booking, error) {
	var b salon.Booking
	err := s.InTx(ctx, func(ctx context.Context) error {
		var err error
		if b, err = s.lockBooking(ctx, id); err != nil {
			return err
		}
		if !holds(b) {
			return fmt.Errorf("booking %s is %s and its deposit %s: %w", id, b.Status(), b.Payment, salon.ErrConflict)
		}
		b.LinkToken = newLinkToken()
		b.LinksSent++
		b.Version++
		batch := &pgx.Batch{}
		batch.Queue(`UPDATE payment_links SET voided_at = now() WHERE booking_id = $1 AND voided_at IS NULL`, id)
		queueLink(batch, b)
		batch.Queue(`UPDATE bookings SET link_token = $2, links_sent = $3, version = $4, updated_at = now() WHERE id = $1`,
			id, b.LinkToken, b.LinksSent, b.Version)
		if err := s.db(ctx).SendBatch(ctx, batch).Close(); err != nil {
			return fail("replacing a payment link", err)
		}
		return s.expireSessions(ctx, id)
	})
	if err != nil {
		return salon.Booking{}, fmt.Errorf("replacing a payment link: %w", err)
	}
	return b, nil
}

// logBooking keeps the history of a booking for people and for the metrics of
// what was announced: which state it had, in which version, since when.
func (s *Store) logBooking(ctx context.Context, b salon.Booking, action string, now time.Time) error {
	_, err := s.db(ctx).Exec(ctx, `
		INSERT INTO audit_log (id, salon_id, at, actor, action, object_type, object_id, version)
		VALUES ($1, $2, $3, 'assistant', $4, 'booking', $5, $6)`, NewID(), b.SalonID, now, "booking."+action, b.ID, b.Version)
	return fail("logging a booking", err)
}
