package store

import (
	"context"
	"fmt"

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
	return s.AddJob(ctx, salon.Job{
		Kind: salon.JobRefund, BookingID: b.ID, Provider: r.Provider, ProviderRef: r.PaymentRef, Amount: r.Amount, Target: r.Target,
	})
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
