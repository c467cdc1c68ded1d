package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// refundColumns is what scanRefund reads.
const refundColumns = `booking_id, provider, payment_ref, amount_cents, target_cents, status, attempt, last_error, created_at`

// scanRefund reads refundColumns.
func scanRefund(row pgx.CollectableRow) (salon.Refund, error) {
	var r salon.Refund
	err := row.Scan(&r.BookingID, &r.Provider, &r.PaymentRef, &r.Amount, &r.Target, &r.Status, &r.Attempt, &r.LastError, &r.CreatedAt)
	if err != nil {
		return salon.Refund{}, fmt.Errorf("scanning a refund: %w", err)
	}
	return r, nil
}

// orderRefund decides that money goes back and queues the job that asks the
// provider; the ledger's row follows when the provider accepted it.
func (s *Store) orderRefund(ctx context.Context, b salon.Booking, r salon.Refund) error {
	_, err := s.db(ctx).Exec(ctx, `
		INSERT INTO refunds (id, salon_id, booking_id, provider, payment_ref, amount_cents, target_cents)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (provider, payment_ref, target_cents) DO NOTHING`,
		NewID(), b.SalonID, b.ID, r.Provider, r.PaymentRef, r.Amount, r.Target)
	if err != nil {
		return fail("ordering a refund", err)
	}
	r.BookingID = b.ID
	return s.AddJob(ctx, refundJob(r))
}

// refundJob asks the provider for a refund.
func refundJob(r salon.Refund) salon.Job {
	return salon.Job{
		Kind: salon.JobRefund, BookingID: r.BookingID, Provider: r.Provider, ProviderRef: r.PaymentRef, Amount: r.Amount, Target: r.Target,
	}
}

// Refund reads one refund as it stands now. salon.ErrNotFound.
func (s *Store) Refund(ctx context.Context, provider, paymentRef string, target salon.Money) (salon.Refund, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT `+refundColumns+` FROM refunds WHERE provider = $1 AND payment_ref = $2 AND target_cents = $3`, provider, paymentRef, target)
	if err != nil {
		return salon.Refund{}, fail("reading a refund", err)
	}
	r, err := pgx.CollectExactlyOneRow(rows, scanRefund)
	return r, fail("reading a refund", err)
}

// OpenRefunds lists the refunds that are not done, the oldest first: those under
// way, and those that failed and wait for people.
func (s *Store) OpenRefunds(ctx context.Context) ([]salon.Refund, error) {
	rows, err := s.db(ctx).Query(ctx, `SELECT `+refundColumns+` FROM refunds WHERE status <> 'settled' ORDER BY created_at, id`)
	if err != nil {
		return nil, fail("listing open refunds", err)
	}
	list, err := pgx.CollectRows(rows, scanRefund)
	return list, fail("listing open refunds", err)
}

// settleRefunds makes the refunds of a payment agree with the ledger: those
// whose sum was given back, by whomever, are settled.
func (s *Store) settleRefunds(ctx context.Context, provider, paymentRef string) error {
	returned, err := s.RefundedOf(ctx, provider, paymentRef)
	if err != nil {
		return err
	}
	_, err = s.db(ctx).Exec(ctx, `
		UPDATE refunds SET status = 'settled', last_error = '', updated_at = now()
		WHERE provider = $1 AND payment_ref = $2 AND status <> 'settled'
		AND CASE target_cents WHEN 0 THEN amount_cents ELSE target_cents END <= $3`, provider, paymentRef, returned)
	return fail("settling refunds", err)
}

// RefundTried keeps what went wrong with one try of a refund that is due. With
// anew the next try has another idempotency key: the provider keeps the fault
// under this one.
func (s *Store) RefundTried(ctx context.Context, r salon.Refund, fault string, anew bool) error {
	_, err := s.db(ctx).Exec(ctx, `
		UPDATE refunds SET last_error = $4, attempt = attempt + CASE WHEN $5 AND attempt = $6 THEN 1 ELSE 0 END, updated_at = now()
		WHERE provider = $1 AND payment_ref = $2 AND target_cents = $3 AND status = 'due'`,
		r.Provider, r.PaymentRef, r.Target, clean(fault), anew, r.Attempt)
	return fail("keeping a refund's fault", err)
}

// FailRefund gives a refund that is due to people, and tells them: the provider
// refuses it for good. Only the first call counts.
func (s *Store) FailRefund(ctx context.Context, r salon.Refund, fault string) error {
	err := s.InTx(ctx, func(ctx context.Context) error {
		b, err := s.lockBooking(ctx, r.BookingID)
		if err != nil {
			return err
		}
		tag, err := s.db(ctx).Exec(ctx, `
			UPDATE refunds SET status = 'failed', last_error = $4, updated_at = now()
			WHERE provider = $1 AND payment_ref = $2 AND target_cents = $3 AND status = 'due'`,
			r.Provider, r.PaymentRef, r.Target, clean(fault))
		if err != nil {
			return fail("giving up a refund", err)
		}
		if tag.RowsAffected() == 0 {
			return nil
		}
		shop, err := s.Snapshot(ctx, b.SalonID)
		if err != nil {
			return err
		}
		return s.AddNotice(ctx, shop.NoticeOfFailedRefund(b, r.Amount, r.PaymentRef, time.Time{}))
	})
	if err != nil {
		return fmt.Errorf("giving up a refund: %w", err)
	}
	return nil
}

// SlowRefund tells the team of a refund that has not been taken for hours.
func (s *Store) SlowRefund(ctx context.Context, r salon.Refund) error {
	b, err := s.Booking(ctx, r.BookingID)
	if err != nil {
		return fmt.Errorf("telling of a slow refund: %w", err)
	}
	shop, err := s.Snapshot(ctx, b.SalonID)
	if err != nil {
		return fmt.Errorf("telling of a slow refund: %w", err)
	}
	return s.AddNotice(ctx, shop.NoticeOfSlowRefund(b, r.Amount, r.PaymentRef, time.Time{}))
}
