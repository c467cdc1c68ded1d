package stripe

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	stripego "github.com/stripe/stripe-go/v86"
	"github.com/stripe/stripe-go/v86/webhook"

	"atrevete/internal/payment"
	"atrevete/internal/salon"
)

// tolerance is how far a signature's time may be from ours, either way.
const tolerance = 300 * time.Second

// providerSandbox is what the pretend checkout's events name as their provider.
const providerSandbox = "sandbox"

// Events authenticates and reads Stripe's events, and those of the pretend
// checkout, which speaks the same language.
type Events struct {
	secrets []string
	now     salon.Clock
}

// NewEvents takes the webhook secrets, comma separated (several while one is
// being replaced), and real time.
func NewEvents(secrets string, now salon.Clock) (*Events, error) {
	e := &Events{now: now}
	for _, secret := range strings.Split(secrets, ",") {
		if secret = strings.TrimSpace(secret); secret != "" {
			e.secrets = append(e.secrets, secret)
		}
	}
	if len(e.secrets) == 0 {
		return nil, errors.New("a webhook secret is needed: set STRIPE_WEBHOOK_SECRET")
	}
	return e, nil
}

// Parse implements payment.Parser. Events of other versions of Stripe's
// interface are read too: we look at few fields, and old ones.
func (e *Events) Parse(header http.Header, body []byte) ([]salon.Inbound, error) {
	signature := header.Get("Stripe-Signature")
	if err := e.checkTime(signature); err != nil {
		return nil, err
	}
	event, err := e.authenticate(signature, body)
	if err != nil {
		return nil, err
	}
	if event.ID == "" || event.Data == nil {
		return nil, fmt.Errorf("%w: an event without id or data", payment.ErrMalformed)
	}
	fact, err := factOf(string(event.Type), event.Data.Raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", payment.ErrMalformed, event.Type, err)
	}
	if fact == nil {
		return nil, nil
	}
	in := salon.Inbound{Source: salon.SourceStripe, ExternalID: event.ID, Kind: salon.InboundPayment, Payment: fact}
	if event.Created > 0 { // the pretend checkout leaves it to the product's clock
		in.SentAt = time.Unix(event.Created, 0).UTC()
		fact.At = in.SentAt
	}
	return []salon.Inbound{in}, nil
}

// checkTime refuses signatures from too long ago or from the future. Every time
// in the header must be near: a replayed old signature could be given a second,
// fresh one.
func (e *Events) checkTime(signature string) error {
	found := false
	for _, part := range strings.Split(signature, ",") {
		value, is := strings.CutPrefix(strings.TrimSpace(part), "t=")
		if !is {
			continue
		}
		found = true
		seconds, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return fmt.Errorf("%w: the signature's time is no number", payment.ErrUnauthorized)
		}
		if off := e.now().Sub(time.Unix(seconds, 0)); off > tolerance || off < -tolerance {
			return fmt.Errorf("%w: the signature is %s old: check the server's clock", payment.ErrUnauthorized, off.Round(time.Second))
		}
	}
	if !found {
		return fmt.Errorf("%w: no Stripe-Signature", payment.ErrUnauthorized)
	}
	return nil
}

// authenticate tries the secrets in turn.
func (e *Events) authenticate(signature string, body []byte) (stripego.Event, error) {
	var err error
	for _, secret := range e.secrets {
		var event stripego.Event
		event, err = webhook.ConstructEventWithOptions(body, signature, secret, webhook.ConstructEventOptions{
			IgnoreTolerance:          true, // checkTime has looked, both ways
			IgnoreAPIVersionMismatch: true,
		})
		switch {
		case err == nil:
			return event, nil
		case errors.Is(err, webhook.ErrNoValidSignature), errors.Is(err, webhook.ErrInvalidHeader), errors.Is(err, webhook.ErrNotSigned):
			continue
		default:
			return event, fmt.Errorf("%w: %w", payment.ErrMalformed, err)
		}
	}
	return stripego.Event{}, fmt.Errorf("%w: %w", payment.ErrUnauthorized, err)
}

// object is what we read of the sessions and charges inside events.
type object struct {
	ID             string            `json:"id"`
	Metadata       map[string]string `json:"metadata"`
	PaymentIntent  reference         `json:"payment_intent"`
	PaymentStatus  string            `json:"payment_status"`
	AmountTotal    int64             `json:"amount_total"`
	AmountRefunded int64             `json:"amount_refunded"`
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

// factOf reads an event; nil: it is none of our business. A charge reports the
// sum refunded so far, which makes repetitions harmless; the refund.* events
// of the same refunds would count twice and are left alone.
func factOf(kind string, raw json.RawMessage) (*salon.PaymentFact, error) {
	var is salon.PaymentFactKind
	switch kind {
	case "checkout.session.completed", "checkout.session.async_payment_succeeded":
		is = salon.FactPaid
	case "checkout.session.async_payment_failed":
		is = salon.FactDeclined
	case "checkout.session.expired":
		is = salon.FactExpired
	case "charge.refunded":
		is = salon.FactRefunded
	default:
		return nil, nil //nolint:nilnil // an event that means nothing to us is no error
	}
	var o object
	if err := json.Unmarshal(raw, &o); err != nil {
		return nil, fmt.Errorf("read the event's object: %w", err)
	}
	if uuid.Validate(o.Metadata[metaBooking]) != nil {
		return nil, nil //nolint:nilnil // something else the salon sells
	}
	if is == salon.FactPaid && o.PaymentStatus == "unpaid" {
		return nil, nil //nolint:nilnil // a slow method: another event follows
	}
	fact := &salon.PaymentFact{
		BookingID: salon.ID(o.Metadata[metaBooking]), LinkToken: o.Metadata[metaLink], Provider: Provider,
		ProviderRef: string(o.PaymentIntent), SessionID: o.ID, Kind: is, Amount: salon.Money(o.AmountTotal),
	}
	if o.Metadata[metaProvider] == providerSandbox {
		fact.Provider = providerSandbox
	}
	if is == salon.FactRefunded {
		fact.SessionID, fact.Amount = "", salon.Money(o.AmountRefunded)
	}
	return fact, nil
}
