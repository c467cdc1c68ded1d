package stripe

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

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
	in, err := inboundOf(event)
	if err != nil || in.Payment == nil {
		return nil, err
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
