// Package payment is what every payment provider offers: a checkout for a
// deposit, its early end, and refunds. Providers report through signed events
// that become inbox rows. They never decide about appointments.
package payment

import (
	"context"
	"errors"
	"net/http"
	"time"

	"atrevete/internal/salon"
)

// Errors by what to do next; every error of a provider wraps one of them.
var (
	// ErrRetry: try again later with the same request.
	ErrRetry = errors.New("try again later")
	// ErrKept: the provider keeps this fault under the idempotency key; after looking whether it did the work all
	// the same, another key is needed. It comes with ErrRetry.
	ErrKept = errors.New("fault kept under the idempotency key")
	// ErrPermanent: the provider refuses this request for good.
	ErrPermanent = errors.New("refused for good")
	// ErrKeyReused: the idempotency key was used before with other parameters. It comes with ErrPermanent.
	ErrKeyReused = errors.New("idempotency key used for another request")
	// ErrNotOpen: the session cannot be expired any more; it may just have been paid.
	ErrNotOpen = errors.New("session is not open")
	// ErrUnauthorized: an event's signature is wrong, missing or too old.
	ErrUnauthorized = errors.New("unauthorized")
	// ErrMalformed: the event's body cannot be read.
	ErrMalformed = errors.New("malformed")
)

// SessionRequest describes the checkout of one deposit. It is persisted before
// the provider is called, so that a retry repeats it to the letter.
type SessionRequest struct {
	BookingID      salon.ID
	LinkToken      string
	Amount         salon.Money
	Currency       string // ISO 4217
	Description    string // what the customer pays for, one line of Spanish
	Details        string // the visits, one line of Spanish
	CustomerName   string
	SuccessURL     string
	CancelURL      string
	ExpiresAt      time.Time // real time
	IdempotencyKey string    // deposit:{booking}:{attempt}
}

// Session is a provider's checkout page.
type Session struct {
	ID            string
	URL           string
	Status        string // open, complete, expired
	PaymentStatus string // paid, unpaid, no_payment_required
	ProviderRef   string // PaymentIntent, once paid
	Amount        salon.Money
	Currency      string
	BookingID     salon.ID // as it was made for; empty: not one of our deposits
	LinkToken     string
	Created       time.Time // real time; zero: unknown
}

// Paid reports whether nothing is left to pay.
func (s Session) Paid() bool {
	return s.PaymentStatus == "paid" || s.PaymentStatus == "no_payment_required"
}

// RefundRequest gives back all or part of a payment.
type RefundRequest struct {
	ProviderRef    string // PaymentIntent
	Amount         salon.Money
	BookingID      salon.ID
	Mark           string // names what is given back, whatever the attempt: Refund.Mark tells it again
	IdempotencyKey string // refund:{payment_intent}:{n}
}

// Refund is what the provider accepted.
type Refund struct {
	Ref    string
	Status string // succeeded, pending, failed
	Amount salon.Money
	Mark   string // of the request; empty: made by hand
}

// Checkout is a payment provider.
type Checkout interface {
	Provider() string // "stripe", "sandbox": payments.provider
	Create(ctx context.Context, r SessionRequest) (Session, error)
	Retrieve(ctx context.Context, sessionID string) (Session, error)
	Expire(ctx context.Context, sessionID string) error
	Refund(ctx context.Context, r RefundRequest) (Refund, error)
	// Refunds lists what was given back, or tried to, of one payment, by us or by hand.
	Refunds(ctx context.Context, providerRef string) ([]Refund, error)
}

// Parser authenticates and decodes a provider's events. Events that are not
// about our deposits give an empty list.
type Parser interface {
	Parse(header http.Header, body []byte) ([]salon.Inbound, error)
}
