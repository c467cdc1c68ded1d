package stripe

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/google/uuid"
	stripego "github.com/stripe/stripe-go/v86"

	"atrevete/internal/payment"
	"atrevete/internal/salon"
)

// pageSize is how much one request of a list asks for; Stripe gives 100 at most.
const pageSize = 100

// ourBooking is the booking that metadata name; empty: something else the salon sells.
func ourBooking(metadata map[string]string) salon.ID {
	if id := metadata[metaBooking]; uuid.Validate(id) == nil {
		return salon.ID(id)
	}
	return ""
}

// since is the range of what was created from an instant on.
func since(at time.Time) *stripego.RangeQueryParams {
	return &stripego.RangeQueryParams{GreaterThanOrEqual: at.Unix()}
}

// Charge reads the successful charge of a payment.
func (c *Checkout) Charge(ctx context.Context, paymentIntent string) (payment.Charge, error) {
	params := &stripego.ChargeListParams{PaymentIntent: stripego.String(paymentIntent)}
	params.Limit = stripego.Int64(pageSize)
	for charge, err := range c.charges.List(ctx, params).All(ctx) {
		if err != nil {
			return payment.Charge{}, classify("read a charge", err)
		}
		if charge.Paid {
			return chargeOf(charge), nil
		}
	}
	return payment.Charge{}, fmt.Errorf("read a charge: no successful one of %s: %w", paymentIntent, payment.ErrPermanent)
}

// Charges lists the successful charges of our deposits.
func (c *Checkout) Charges(ctx context.Context, from time.Time) iter.Seq2[payment.Charge, error] {
	params := &stripego.ChargeListParams{CreatedRange: since(from)}
	params.Limit = stripego.Int64(pageSize)
	return listed("list charges", c.charges.List(ctx, params).All(ctx), func(charge *stripego.Charge) (payment.Charge, bool) {
		one := chargeOf(charge)
		return one, charge.Paid && one.ProviderRef != "" && one.BookingID != ""
	})
}

// OpenSessions lists the sessions of our deposits that can still be paid.
func (c *Checkout) OpenSessions(ctx context.Context, from time.Time) iter.Seq2[payment.Session, error] {
	params := &stripego.CheckoutSessionListParams{CreatedRange: since(from), Status: stripego.String(string(stripego.CheckoutSessionStatusOpen))}
	params.Limit = stripego.Int64(pageSize)
	return listed("list sessions", c.sessions.List(ctx, params).All(ctx), func(session *stripego.CheckoutSession) (payment.Session, bool) {
		one := sessionOf(session)
		return one, one.Status == "open" && one.BookingID != ""
	})
}

// Undelivered lists the events that no webhook of the account took.
func (c *Checkout) Undelivered(ctx context.Context, from time.Time) iter.Seq2[salon.Inbound, error] {
	params := &stripego.EventListParams{
		CreatedRange: since(from), DeliverySuccess: stripego.Bool(false), Types: stripego.StringSlice(eventTypes()),
	}
	params.Limit = stripego.Int64(pageSize)
	return listed("list events", c.events.List(ctx, params).All(ctx), func(event *stripego.Event) (salon.Inbound, bool) {
		in, err := inboundOf(*event)
		return in, err == nil && in.Payment != nil // what cannot be read is not ours
	})
}

// listed converts a list of the library's, leaving out what does not concern us.
func listed[T, R any](doing string, list stripego.Seq2[T, error], convert func(T) (R, bool)) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		var none R
		for one, err := range list {
			if err != nil {
				yield(none, classify(doing, err))
				return
			}
			if result, ok := convert(one); ok && !yield(result, nil) {
				return
			}
		}
	}
}

func chargeOf(c *stripego.Charge) payment.Charge {
	charge := payment.Charge{
		BookingID: ourBooking(c.Metadata), LinkToken: c.Metadata[metaLink], Amount: salon.Money(c.Amount),
		Refunded: salon.Money(c.AmountRefunded), Currency: string(c.Currency), Disputed: c.Disputed, Created: time.Unix(c.Created, 0).UTC(),
	}
	if c.PaymentIntent != nil {
		charge.ProviderRef = c.PaymentIntent.ID
	}
	return charge
}
