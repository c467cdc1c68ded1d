package stripe

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	stripego "github.com/stripe/stripe-go/v86"

	"atrevete/internal/payment"
	"atrevete/internal/salon"
)

// object is what we read of the sessions, payments, charges, refunds and
// disputes inside events.
type object struct {
	ID             string            `json:"id"`
	Metadata       map[string]string `json:"metadata"`
	PaymentIntent  reference         `json:"payment_intent"`
	PaymentStatus  string            `json:"payment_status"`
	Status         string            `json:"status"`
	Amount         int64             `json:"amount"`
	AmountTotal    int64             `json:"amount_total"`
	AmountRefunded int64             `json:"amount_refunded"`
	Currency       string            `json:"currency"`
}

// reference is an id, or the whole object it stands for.
type reference string

// UnmarshalJSON reads either form.
func (r *reference) UnmarshalJSON(raw []byte) error {
	var id string
	if err := json.Unmarshal(raw, &id); err == nil {
		*r = reference(id)
		return nil
	}
	var whole struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(raw, &whole); err != nil {
		return fmt.Errorf("neither an id nor an object: %w", err)
	}
	*r = reference(whole.ID)
	return nil
}

// reading is what an event of one type means.
type reading struct {
	kind salon.PaymentFactKind
	read func(o object, f *salon.PaymentFact) (id string, ours bool)
}

// readings is the closed list of events that mean something to us. read
// completes the fact and may name it otherwise than after the event: two
// different events can mean one thing, and that is told once. Events about
// refunds and disputes need not carry our metadata: the payment says whose it is.
func readings() map[string]reading {
	refund := reading{salon.FactRefundSeen, readRefund}
	return map[string]reading{
		"checkout.session.completed":               {salon.FactPaid, readSession},
		"checkout.session.async_payment_succeeded": {salon.FactPaid, readSession},
		"checkout.session.async_payment_failed":    {salon.FactUnpaid, readSession},
		"checkout.session.expired":                 {salon.FactExpired, readSession},
		"payment_intent.payment_failed":            {salon.FactDeclined, readIntent},
		"charge.refunded":                          {salon.FactRefunded, readCharge},
		"refund.created":                           refund,
		"refund.updated":                           refund,
		"refund.failed":                            refund,
		"charge.refund.updated":                    refund,
		"charge.dispute.created":                   {salon.FactDisputed, readDispute},
	}
}

// eventTypes lists the events we read: those a webhook endpoint must be sent.
func eventTypes() []string { return slices.Sorted(maps.Keys(readings())) }

// inboundOf reads an event; without Payment it is none of our business.
func inboundOf(event stripego.Event) (salon.Inbound, error) {
	if event.ID == "" || event.Data == nil {
		return salon.Inbound{}, fmt.Errorf("%w: an event without id or data", payment.ErrMalformed)
	}
	how, known := readings()[string(event.Type)]
	if !known {
		return salon.Inbound{}, nil
	}
	var o object
	if err := json.Unmarshal(event.Data.Raw, &o); err != nil {
		return salon.Inbound{}, fmt.Errorf("%w: %s: read the event's object: %w", payment.ErrMalformed, event.Type, err)
	}
	fact := &salon.PaymentFact{
		BookingID: ourBooking(o.Metadata), LinkToken: o.Metadata[metaLink], Provider: Provider, Kind: how.kind,
		ProviderRef: string(o.PaymentIntent), Amount: salon.Money(o.Amount), Currency: o.Currency,
	}
	if o.Metadata[metaProvider] == providerSandbox {
		fact.Provider = providerSandbox
	}
	id, ours := how.read(o, fact)
	if !ours {
		return salon.Inbound{}, nil
	}
	if id == "" {
		id = event.ID
	}
	in := salon.Inbound{Source: salon.SourceStripe, ExternalID: id, Kind: salon.InboundPayment, Payment: fact}
	if event.Created > 0 { // the pretend checkout leaves it to the product's clock
		in.SentAt = time.Unix(event.Created, 0).UTC()
		fact.At = in.SentAt
	}
	return in, nil
}

// readSession: of a slow method another event follows.
func readSession(o object, f *salon.PaymentFact) (string, bool) {
	f.SessionID, f.Amount = o.ID, salon.Money(o.AmountTotal)
	return "", f.BookingID != "" && (f.Kind != salon.FactPaid || o.PaymentStatus != "unpaid")
}

func readIntent(o object, f *salon.PaymentFact) (string, bool) {
	f.ProviderRef = o.ID
	return "", f.BookingID != ""
}

// readCharge: a charge reports the sum refunded so far, which makes repetitions
// harmless.
func readCharge(o object, f *salon.PaymentFact) (string, bool) {
	f.Amount = salon.Money(o.AmountRefunded)
	return "", f.BookingID != "" || f.ProviderRef != ""
}

// readRefund: one that failed is told once, however many events say so. Of the
// others the charge reports the sum; it is asked for again, in case that report
// was lost.
func readRefund(o object, f *salon.PaymentFact) (string, bool) {
	if o.Status != "failed" && o.Status != "canceled" {
		return "", f.ProviderRef != ""
	}
	f.Kind, f.RefundRef = salon.FactRefundFailed, o.ID
	return "refund_failed:" + o.ID, f.ProviderRef != "" && o.ID != ""
}

// readDispute: one alert for each.
func readDispute(o object, f *salon.PaymentFact) (string, bool) {
	return "dispute:" + o.ID, f.ProviderRef != "" && o.ID != ""
}
