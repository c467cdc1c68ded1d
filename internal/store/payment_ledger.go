package store

import (
	"context"
	"fmt"

	"atrevete/internal/salon"
)

// ledgerRow is one fact about money. paymentRef, of a refund, is the payment it
// gives back.
type ledgerRow struct {
	kind       string // deposit_paid, refund, refund_failed, forfeit
	fact       salon.PaymentFact
	paymentRef string
}

// addPayment appends to the ledger; false: the fact is already there.
func (s *Store) addPayment(ctx context.Context, b salon.Booking, r ledgerRow) (fresh bool, err error) {
	tag, err := s.db(ctx).Exec(ctx, `
		INSERT INTO payments (id, salon_id, booking_id, kind, amount_cents, provider, provider_ref, session_id, payment_ref, occurred_at, currency)
		VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8, ''), nullif($9, ''), coalesce($10, now()), nullif(upper($11), ''))
		ON CONFLICT (provider, kind, provider_ref) DO NOTHING`,
		NewID(), b.SalonID, b.ID, r.kind, r.fact.Amount, r.fact.Provider, r.fact.ProviderRef, r.fact.SessionID, r.paymentRef, orNull(r.fact.At), r.fact.Currency)
	if err != nil {
		return false, fail("adding to the ledger", err)
	}
	return tag.RowsAffected() == 1, nil
}

// RefundedOf sums what the ledger says was given back of one payment, without
// what came back.
func (s *Store) RefundedOf(ctx context.Context, provider, paymentRef string) (salon.Money, error) {
	var sum salon.Money
	err := s.db(ctx).QueryRow(ctx, `
		SELECT coalesce(sum(CASE kind WHEN 'refund' THEN amount_cents ELSE -amount_cents END), 0)::bigint
		FROM payments WHERE provider = $1 AND kind IN ('refund', 'refund_failed') AND payment_ref = $2`,
		provider, paymentRef).Scan(&sum)
	return sum, fail("summing refunds", err)
}

// RecordRefund writes the ledger's row of an accepted refund, once per
// reference, and never more than was paid; with a target never more than that in
// all, whoever reported the rest. A booking that keeps nothing of its deposit
// becomes refunded, or forfeited when a part of it was.
func (s *Store) RecordRefund(ctx context.Context, booking salon.ID, provider, ref, paymentRef string, amount, target salon.Money) error {
	err := s.InTx(ctx, func(ctx context.Context) error {
		b, err := s.lockBooking(ctx, booking)
		if err != nil {
			return err
		}
		if target > 0 {
			done, err := s.RefundedOf(ctx, provider, paymentRef)
			if err != nil {
				return err
			}
			if amount = min(amount, target-done); amount <= 0 {
				return nil
			}
		}
		_, err = s.recordRefund(ctx, b, salon.PaymentFact{Provider: provider, ProviderRef: ref, Amount: amount}, paymentRef)
		return err
	})
	if err != nil {
		return fmt.Errorf("recording a refund: %w", err)
	}
	return nil
}

// recordRefund does it for a locked booking; false: there was nothing left to
// record, because another report of the same refund came first.
func (s *Store) recordRefund(ctx context.Context, b salon.Booking, fact salon.PaymentFact, paymentRef string) (bool, error) {
	done, err := s.RefundedOf(ctx, fact.Provider, paymentRef)
	if err != nil {
		return false, err
	}
	paid, err := s.paidBy(ctx, fact.Provider, paymentRef)
	if err != nil {
		return false, err
	}
	if done+fact.Amount > paid {
		return false, nil
	}
	fresh, err := s.addPayment(ctx, b, ledgerRow{kind: "refund", fact: fact, paymentRef: paymentRef})
	if err != nil || !fresh {
		return false, err
	}
	if err := s.settleRefunds(ctx, fact.Provider, paymentRef); err != nil {
		return false, err
	}
	return true, s.settleDeposit(ctx, b.ID)
}

// paidBy is the amount of one payment; zero when it is not ours.
func (s *Store) paidBy(ctx context.Context, provider, paymentRef string) (salon.Money, error) {
	var sum salon.Money
	err := s.db(ctx).QueryRow(ctx, `
		SELECT coalesce(sum(amount_cents), 0)::bigint FROM payments WHERE provider = $1 AND kind = 'deposit_paid' AND provider_ref = $2`,
		provider, paymentRef).Scan(&sum)
	return sum, fail("reading a payment", err)
}
