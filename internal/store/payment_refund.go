package store

import (
	"context"
	"fmt"
	"time"

	"atrevete/internal/salon"
)

// applyRefunded records refunds the provider reports as the sum given back of a
// payment so far: ours, whose answer may have been lost, and those made by hand.
// A payment that the ledger does not know yet is compared once it does. The
// booking is locked.
func (s *Store) applyRefunded(ctx context.Context, b salon.Booking, fact salon.PaymentFact, now time.Time) (salon.PaymentOutcome, salon.Booking, error) {
	paymentRef := fact.ProviderRef
	paid, err := s.paidBy(ctx, fact.Provider, paymentRef)
	if err != nil {
		return "", b, err
	}
	if paid == 0 {
		return salon.OutcomeNoted, b, s.checkPayment(ctx, b, fact)
	}
	done, err := s.RefundedOf(ctx, fact.Provider, paymentRef)
	if err != nil {
		return "", b, err
	}
	sum := min(fact.Amount, paid)
	if fact.Amount = sum - done; fact.Amount <= 0 {
		return salon.OutcomeDuplicate, b, nil
	}
	// A refund that failed and one made again may reach the same sum: the row's place in the ledger tells them apart.
	var rows int
	err = s.db(ctx).QueryRow(ctx, `SELECT count(*) FROM payments WHERE provider = $1 AND payment_ref = $2`, fact.Provider, paymentRef).Scan(&rows)
	if err != nil {
		return "", b, fail("counting a payment's rows", err)
	}
	fact.ProviderRef = fmt.Sprintf("%s refunded to %d", paymentRef, sum)
	if rows > 0 {
		fact.ProviderRef += fmt.Sprintf(" (%d)", rows+1)
	}
	fresh, err := s.recordRefund(ctx, b, fact, paymentRef)
	if err != nil {
		return "", b, err
	}
	if !fresh {
		return salon.OutcomeDuplicate, b, nil
	}
	if b, err = s.Booking(ctx, b.ID); err != nil {
		return "", b, err
	}
	return salon.OutcomeNoted, b, s.logBooking(ctx, b, "refunded", now)
}

// applyRefundFailed undoes a refund that the provider had taken: the money is
// back with the salon, and people must find another way. The booking's deposit
// is what it was before. A refund that the ledger does not know (its report is
// still on its way) leaves nothing to undo; the payment is compared again. The
// booking is locked.
func (s *Store) applyRefundFailed(ctx context.Context, snapshot *salon.Salon, b salon.Booking, fact salon.PaymentFact, now time.Time) (salon.PaymentOutcome, salon.Booking, error) {
	paymentRef := fact.ProviderRef
	done, err := s.RefundedOf(ctx, fact.Provider, paymentRef)
	if err != nil {
		return "", b, err
	}
	if done < fact.Amount {
		return salon.OutcomeNoted, b, s.checkPayment(ctx, b, fact)
	}
	fact.ProviderRef = fact.RefundRef
	fresh, err := s.addPayment(ctx, b, ledgerRow{kind: "refund_failed", fact: fact, paymentRef: paymentRef})
	if err != nil {
		return "", b, err
	}
	if !fresh {
		return salon.OutcomeDuplicate, b, nil
	}
	_, err = s.db(ctx).Exec(ctx, `
		UPDATE refunds SET status = 'failed', last_error = 'the provider could not complete it', updated_at = now()
		WHERE provider = $1 AND payment_ref = $2 AND status = 'settled'
		AND CASE target_cents WHEN 0 THEN amount_cents ELSE target_cents END > $3`, fact.Provider, paymentRef, done-fact.Amount)
	if err != nil {
		return "", b, fail("reopening a refund", err)
	}
	if err := s.settleDeposit(ctx, b.ID); err != nil {
		return "", b, err
	}
	if err := s.checkPayment(ctx, b, salon.PaymentFact{Provider: fact.Provider, ProviderRef: paymentRef}); err != nil {
		return "", b, err // what else happened to it meanwhile
	}
	if err := s.AddNotice(ctx, snapshot.NoticeOfFailedRefund(b, fact.Amount, paymentRef, now)); err != nil {
		return "", b, err
	}
	if b, err = s.Booking(ctx, b.ID); err != nil {
		return "", b, err
	}
	return salon.OutcomeNoted, b, s.logBooking(ctx, b, "refund_failed", now)
}

// checkPayment queues the comparison of one payment with the provider's books:
// its reports come in any order, and some never.
func (s *Store) checkPayment(ctx context.Context, b salon.Booking, fact salon.PaymentFact) error {
	return s.AddJob(ctx, salon.Job{Kind: salon.JobCheckPayment, BookingID: b.ID, Provider: fact.Provider, ProviderRef: fact.ProviderRef})
}
