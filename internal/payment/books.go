package payment

import (
	"context"
	"iter"
	"time"

	"atrevete/internal/salon"
)

// Books is what a provider that keeps its own accounts can be asked when ours
// are compared with them. The pretend checkout keeps none: our ledger is all
// there is. Lists are read page by page as they are consumed, the newest first;
// an error ends them. Errors wrap ErrRetry or ErrPermanent.
type Books interface {
	// Charge reads one payment. ErrPermanent: the provider knows of none.
	Charge(ctx context.Context, providerRef string) (Charge, error)
	// Charges lists the successful payments since an instant of real time.
	Charges(ctx context.Context, since time.Time) iter.Seq2[Charge, error]
	// OpenSessions lists the checkouts made since then that can still be paid.
	OpenSessions(ctx context.Context, since time.Time) iter.Seq2[Session, error]
	// Undelivered lists what the provider could not report since then.
	Undelivered(ctx context.Context, since time.Time) iter.Seq2[salon.Inbound, error]
}

// Charge is a payment as its provider has it in its books.
type Charge struct {
	ProviderRef string // PaymentIntent
	BookingID   salon.ID
	LinkToken   string
	Amount      salon.Money
	Refunded    salon.Money // without refunds that failed
	Currency    string
	Disputed    bool
	Created     time.Time // real time
}
