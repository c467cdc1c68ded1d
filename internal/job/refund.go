package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"atrevete/internal/payment"
	"atrevete/internal/salon"
)

const (
	// refundPatience is how long a part of a payment waits for an earlier part, which may be about to be
	// accepted. After that the earlier one is in people's hands.
	refundPatience = 10 * time.Minute
	refundSnooze   = 10 * time.Second
)

// refund gives a payment, or a part of it, back once. The key is the same at every try, so a try
// whose answer was lost is repeated, not doubled; only a fault that the provider keeps under the key is followed by
// another key, after looking whether the work was done all the same. A refund that cannot be made now stays due:
// when this job has used up its tries, reconciliation queues another.
func (e *Effects) refund(ctx context.Context, j salon.Job, try Attempt) error {
	r, err := e.Store.Refund(ctx, j.Provider, j.ProviderRef, j.Target)
	if errors.Is(err, salon.ErrNotFound) {
		return river.JobCancel(fmt.Errorf("refund that nobody decided: %w", err))
	}
	if err != nil {
		return fmt.Errorf("refund: %w", err)
	}
	if r.Status != salon.RefundDue {
		return nil
	}
	done, err := e.Store.RefundedOf(ctx, r.Provider, r.PaymentRef)
	if err != nil {
		return fmt.Errorf("refund: %w", err)
	}
	amount := r.Amount
	switch before := r.Total() - r.Amount; {
	case done >= r.Total():
		return nil
	case done < before && try.Age < refundPatience:
		return river.JobSnooze(refundSnooze)
	case done > before: // staff gave some of it back by hand
		amount = r.Total() - done
	}
	accepted, err := e.askRefund(ctx, r, amount)
	if err != nil {
		return e.refundFault(ctx, r, try, err)
	}
	if accepted.Amount > 0 {
		amount = accepted.Amount // an earlier try, or somebody's hand, may have given back another part
	}
	if err := e.Store.RecordRefund(ctx, r.BookingID, r.Provider, accepted.Ref, r.PaymentRef, amount, r.Target); err != nil {
		return fmt.Errorf("record refund: %w", err)
	}
	return nil
}

// askRefund asks the provider, after looking for what an earlier try may have done.
func (e *Effects) askRefund(ctx context.Context, r salon.Refund, amount salon.Money) (payment.Refund, error) {
	checkout, err := e.checkout(r.Provider)
	if err != nil {
		return payment.Refund{}, fmt.Errorf("refund: %w", err)
	}
	if r.LastError != "" {
		list, err := checkout.Refunds(ctx, r.PaymentRef)
		if err != nil {
			return payment.Refund{}, fmt.Errorf("look for the refund: %w", err)
		}
		for _, one := range list {
			if one.Mark == refundMark(r) && one.Status != "failed" {
				return one, nil
			}
		}
	}
	accepted, err := checkout.Refund(ctx, payment.RefundRequest{
		ProviderRef: r.PaymentRef, Amount: amount, BookingID: r.BookingID, Mark: refundMark(r), IdempotencyKey: refundKey(r),
	})
	switch {
	case err != nil:
		return payment.Refund{}, fmt.Errorf("refund: %w", err)
	case accepted.Status == "failed" || accepted.Ref == "":
		return payment.Refund{}, fmt.Errorf("refund: provider answered %q: %w", accepted.Status, payment.ErrPermanent)
	}
	return accepted, nil
}

// refundFault says what is next after a try that failed.
func (e *Effects) refundFault(ctx context.Context, r salon.Refund, try Attempt, cause error) error {
	reused := errors.Is(cause, payment.ErrKeyReused) // staff changed the amount between two tries
	if errors.Is(cause, payment.ErrPermanent) && !reused {
		if err := e.Store.FailRefund(ctx, r, cause.Error()); err != nil {
			return fmt.Errorf("give up refund: %w", err)
		}
		return river.JobCancel(cause)
	}
	if err := e.Store.RefundTried(ctx, r, cause.Error(), reused || errors.Is(cause, payment.ErrKept)); err != nil {
		return errors.Join(cause, err)
	}
	if try.Last {
		if err := e.Store.SlowRefund(ctx, r); err != nil {
			return errors.Join(cause, err)
		}
	}
	return cause
}

// refundMark names a refund: the same at every try, another for another part of
// the same payment.
func refundMark(r salon.Refund) string {
	if r.Target == 0 {
		return fmt.Sprintf("refund:%s:%d", r.PaymentRef, 1)
	}
	return fmt.Sprintf("refund:%s:%d-%d", r.PaymentRef, r.Target-r.Amount, r.Target)
}

// refundKey is its idempotency key.
func refundKey(r salon.Refund) string {
	if r.Attempt <= 1 {
		return refundMark(r)
	}
	return fmt.Sprintf("%s:%d", refundMark(r), r.Attempt)
}
