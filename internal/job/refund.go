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
// whose answer was lost is repeated, not doubled.
func (e *Effects) refund(ctx context.Context, j salon.Job, try Attempt) error {
	done, err := e.Store.RefundedOf(ctx, j.Provider, j.ProviderRef)
	if err != nil {
		return fmt.Errorf("refund: %w", err)
	}
	target := max(j.Target, j.Amount)
	switch before := target - j.Amount; {
	case done >= target:
		return nil
	case done < before && try.Age < refundPatience:
		return river.JobSnooze(refundSnooze)
	case done > before: // staff gave some of it back by hand
		j.Amount = target - done
	}
	accepted, err := e.askRefund(ctx, j)
	if err != nil {
		if errors.Is(err, payment.ErrPermanent) || try.Last {
			return e.giveUpRefund(ctx, j, err)
		}
		return err
	}
	if err := e.Store.RecordRefund(ctx, j.BookingID, j.Provider, accepted.Ref, j.ProviderRef, j.Amount, j.Target); err != nil {
		return fmt.Errorf("record refund: %w", err)
	}
	return nil
}

func (e *Effects) askRefund(ctx context.Context, j salon.Job) (payment.Refund, error) {
	checkout, err := e.checkout(j.Provider)
	if err != nil {
		return payment.Refund{}, fmt.Errorf("refund: %w", err)
	}
	accepted, err := checkout.Refund(ctx, payment.RefundRequest{
		ProviderRef:    j.ProviderRef,
		Amount:         j.Amount,
		BookingID:      j.BookingID,
		IdempotencyKey: refundKey(j),
	})
	switch {
	case err != nil:
		return payment.Refund{}, fmt.Errorf("refund: %w", err)
	case accepted.Status == "failed" || accepted.Ref == "":
		return payment.Refund{}, fmt.Errorf("refund: provider answered %q: %w", accepted.Status, payment.ErrPermanent)
	}
	return accepted, nil
}

// refundKey names a refund for the provider: the same at every try, another for
// another part of the same payment.
func refundKey(j salon.Job) string {
	if j.Target == 0 {
		return fmt.Sprintf("refund:%s:%d", j.ProviderRef, 1)
	}
	return fmt.Sprintf("refund:%s:%d-%d", j.ProviderRef, j.Target-j.Amount, j.Target)
}

// giveUpRefund tells the team: no euro is forgotten because a machine refused.
func (e *Effects) giveUpRefund(ctx context.Context, j salon.Job, cause error) error {
	b, err := e.Store.Booking(ctx, j.BookingID)
	if err != nil {
		return fmt.Errorf("give up refund: %w", err)
	}
	err = e.Store.AddNotice(ctx, salon.Notice{
		SalonID:        b.SalonID,
		ConversationID: b.ConversationID,
		Kind:           "payment",
		Urgent:         true,
		Text: fmt.Sprintf("No se ha podido devolver un pago de %s (referencia %s). Hay que devolverlo a mano en el panel de pagos.",
			j.Amount, j.ProviderRef),
	})
	if err != nil {
		return fmt.Errorf("give up refund: %w", err)
	}
	return river.JobCancel(cause)
}
