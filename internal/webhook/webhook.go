// Package webhook is where the outside world reports to us: customers' messages
// through channels, payments through providers. It authenticates, decodes,
// stores, and answers; it never calls anybody outside and never starts work of
// its own, so that an answer takes milliseconds.
package webhook

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"atrevete/internal/channel"
	"atrevete/internal/payment"
	"atrevete/internal/salon"
)

// Limits of a request.
const (
	maxBody            = 1 << 20 // bytes
	readTimeout        = 5 * time.Second
	defaultStoreWithin = 2 * time.Second // Chatwoot gives up after 5
)

// Inbox stores what came in. It returns once the row is durable.
type Inbox interface {
	Accept(ctx context.Context, in salon.Inbound) (salon.Stored, error)
}

// Echoes takes what came back about our own messages: sent, or failed.
type Echoes interface {
	ConfirmOutbox(ctx context.Context, d salon.Delivery) error
}

// Payments knows whose booking a payment is about. salon.ErrForeignPayment:
// another deployment's, or something else the salon sells.
type Payments interface {
	BookingOfPayment(ctx context.Context, fact salon.PaymentFact) (salon.ID, error)
}

// Meter counts webhooks.
type Meter interface {
	WebhookRequest(source string, status int, took time.Duration)
	Panic(where string)
}

// unmetered counts nothing.
type unmetered struct{}

func (unmetered) WebhookRequest(string, int, time.Duration) {}
func (unmetered) Panic(string)                              {}

// Config is what the webhooks need to know; New fills what may be empty.
type Config struct {
	Token       string        // in the path of the channel's webhook; empty: every token is wrong
	SalonID     salon.ID      // whose token it is; empty: the deployment's first salon
	StoreWithin time.Duration // how long storing may take before 500; 0: two seconds
	Channel     channel.Parser
	Payment     payment.Parser // either may be nil: its route answers 404
	Inbox       Inbox
	Payments    Payments // nil: every payment is ours
	Echoes      Echoes
	Calendar    Hints            // nil: its route answers 404
	Clock       salon.Clock      // the product's time, for Calendar; nil: Now
	Now         func() time.Time // real time
	Log         *slog.Logger     // nil: slog.Default()
	Meter       Meter            // nil: counted nowhere
}

// handler serves the webhooks.
type handler struct {
	cfg     Config
	token   [sha256.Size]byte
	buffers sync.Pool
}

// New returns the handler of POST /webhook/chatwoot/{token}, POST /webhook/stripe
// and POST /webhook/google.
func New(cfg Config) http.Handler {
	if cfg.StoreWithin <= 0 {
		cfg.StoreWithin = defaultStoreWithin
	}
	if cfg.Now == nil {
		cfg.Now = time.Now //nolint:forbidigo // deadlines are real time
	}
	if cfg.Clock == nil {
		cfg.Clock = cfg.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.Meter == nil {
		cfg.Meter = unmetered{}
	}
	h := &handler{
		cfg:     cfg,
		token:   sha256.Sum256([]byte(cfg.Token)),
		buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }},
	}
	mux := http.NewServeMux()
	if cfg.Channel != nil {
		mux.Handle("POST /webhook/chatwoot/{token}", h.route(sourceChatwoot, h.chatwoot))
	}
	if cfg.Payment != nil {
		mux.Handle("POST /webhook/stripe", h.route(sourceStripe, h.stripe))
	}
	if cfg.Calendar != nil {
		mux.Handle("POST /webhook/google", h.route(sourceGoogle, h.google))
	}
	return mux
}

// rightToken compares in constant time, whatever the lengths.
func (h *handler) rightToken(given string) bool {
	sum := sha256.Sum256([]byte(given))
	return subtle.ConstantTimeCompare(sum[:], h.token[:]) == 1 && h.cfg.Token != ""
}
