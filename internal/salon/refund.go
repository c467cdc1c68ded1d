package salon

import "time"

// Refund is a decision to give a payment back, or a part of it.
type Refund struct {
	BookingID  ID
	Provider   string
	PaymentRef string // of the payment, as the provider names it
	Amount     Money
	Target     Money // how much of the payment is given back in all once this is done; zero: Amount
	Status     RefundStatus
	Attempt    int    // part of the idempotency key; grows when the provider keeps a fault under a key
	LastError  string // of the last try; empty: none, or none yet
	CreatedAt  time.Time
}

// RefundStatus is how far a refund is.
type RefundStatus string

// The life of a refund. A settled one may still fail weeks later.
const (
	RefundDue     RefundStatus = "due"     // a job asks the provider
	RefundSettled RefundStatus = "settled" // the provider took it, and the ledger knows
	RefundFailed  RefundStatus = "failed"  // people must give the money back
)

// Total is how much of the payment is given back in all once the refund is done.
func (r Refund) Total() Money {
	if r.Target > 0 {
		return r.Target
	}
	return r.Amount
}
