package job

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/riverqueue/river"

	"atrevete/internal/payment"
	"atrevete/internal/salon"
)

const (
	// reportPatience is how long a provider's own report, or our worker's note of its answer, may take.
	// Until then a difference is no finding.
	reportPatience = 10 * time.Minute
	checkSnooze    = 15 * time.Second
)

// checkPayment compares one payment with the provider's books, because a report
// came that says too little or came too early.
func (e *Effects) checkPayment(ctx context.Context, j salon.Job, try Attempt) error {
	checkout, err := e.checkout(j.Provider)
	if err != nil {
		return fmt.Errorf("check payment: %w", err)
	}
	books, keeps := checkout.(payment.Books)
	if !keeps {
		return nil
	}
	charge, err := books.Charge(ctx, j.ProviderRef)
	if errors.Is(err, payment.ErrPermanent) {
		return river.JobCancel(fmt.Errorf("check payment: %w", err))
	}
	if err != nil {
		return fmt.Errorf("check payment: %w", err)
	}
	balance, err := e.Store.Balance(ctx, j.Provider, j.ProviderRef)
	if errors.Is(err, salon.ErrNotFound) {
		if try.Age < reportPatience {
			return river.JobSnooze(checkSnooze) // the report of the payment itself is on its way
		}
		_, err := e.comparison(checkout).missing(ctx, charge)
		return err
	}
	if err != nil {
		return fmt.Errorf("check payment: %w", err)
	}
	_, err = e.comparison(checkout).agree(ctx, balance, charge)
	return err
}

// comparison makes our ledger agree with a provider's books. It writes nothing
// itself: what it finds goes through the inbox, like a report of the provider.
// Its methods tell how much of it was news.
type comparison struct {
	checkout payment.Checkout
	inbox    Inbox
}

func (e *Effects) comparison(c payment.Checkout) comparison { return comparison{c, e.Inbox} }

// missing reports a payment that the ledger does not know.
func (c comparison) missing(ctx context.Context, charge payment.Charge) (int, error) {
	return c.report(ctx, "paid:"+charge.ProviderRef, salon.PaymentFact{
		BookingID: charge.BookingID, LinkToken: charge.LinkToken, ProviderRef: charge.ProviderRef,
		Kind: salon.FactPaid, Amount: charge.Amount, Currency: charge.Currency, At: charge.Created,
	})
}

// agree reports what was given back by hand, and what came back.
func (c comparison) agree(ctx context.Context, ours salon.Balance, theirs payment.Charge) (int, error) {
	switch {
	case theirs.Refunded > ours.Returned:
		id := fmt.Sprintf("refunded:%s:%d:%d", ours.Ref, theirs.Refunded, ours.Rows)
		return c.report(ctx, id, salon.PaymentFact{
			BookingID: ours.BookingID, ProviderRef: ours.Ref, Kind: salon.FactRefunded, Amount: theirs.Refunded,
		})
	case theirs.Refunded < ours.Returned:
		return c.reportFailed(ctx, ours, ours.Returned-theirs.Refunded)
	}
	return 0, nil
}

// reportFailed reports a refund that the ledger counts and the provider could not
// complete: the one that explains the difference best. One at a time: the payment is compared again once it is in the ledger, until
// the sums agree.
func (c comparison) reportFailed(ctx context.Context, ours salon.Balance, gap salon.Money) (int, error) {
	list, err := c.checkout.Refunds(ctx, ours.Ref)
	if err != nil {
		return 0, fmt.Errorf("look for failed refunds: %w", err)
	}
	list = slices.DeleteFunc(list, func(r payment.Refund) bool { return r.Status != "failed" || r.Amount > ours.Returned })
	far := func(r payment.Refund) salon.Money { // from explaining it: more than the difference comes after what is less
		if r.Amount > gap {
			return r.Amount
		}
		return gap - r.Amount
	}
	slices.SortStableFunc(list, func(x, y payment.Refund) int {
		return cmp.Or(cmp.Compare(far(x), far(y)), cmp.Compare(x.Ref, y.Ref))
	})
	for _, one := range list {
		id := fmt.Sprintf("refund_failed:%s:%d", one.Ref, ours.Rows) // the first report may have come before the refund's
		fresh, err := c.report(ctx, id, salon.PaymentFact{
			BookingID: ours.BookingID, ProviderRef: ours.Ref, RefundRef: one.Ref, Kind: salon.FactRefundFailed, Amount: one.Amount,
		})
		if err != nil || fresh > 0 {
			return fresh, err
		}
	}
	return 0, nil
}

// report puts a fact into the inbox under a name of its own: what was reported
// before is not reported again.
func (c comparison) report(ctx context.Context, id string, fact salon.PaymentFact) (int, error) {
	if c.inbox == nil || fact.BookingID.Empty() {
		return 0, nil
	}
	fact.Provider = c.checkout.Provider()
	stored, err := c.inbox.Accept(ctx, salon.Inbound{
		Source: salon.SourceStripe, ExternalID: id, Kind: salon.InboundPayment, Payment: &fact,
	})
	if err != nil {
		return 0, fmt.Errorf("report %s: %w", id, err)
	}
	if !stored.Fresh {
		return 0, nil
	}
	return 1, nil
}
