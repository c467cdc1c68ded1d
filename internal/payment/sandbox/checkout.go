// Package sandbox is a pretend checkout: a page where the visitor of a
// demonstration approves, declines or abandons a payment without money. It
// reports as Stripe does, by signed events to our own webhook, so that
// everything behind that door is the same.
//
// It keeps nothing itself: sessions are the persisted checkout sessions, and
// references follow from them. It must never run in production.
package sandbox

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"atrevete/internal/payment"
	"atrevete/internal/salon"
)

// Provider is the name of this provider in the ledger.
const Provider = "sandbox"

// Prefixes of references, in Stripe's manner.
const (
	prefixSession = "cs_sandbox_"
	prefixPayment = "pi_sandbox_"
	prefixRefund  = "re_sandbox_"
	prefixEvent   = "evt_sandbox_"
)

// Store reads and ends the sessions that the cashier persisted.
type Store interface {
	// CheckoutSession reads a session by its provider's id. salon.ErrNotFound.
	CheckoutSession(ctx context.Context, provider, sessionID string) (salon.CheckoutSession, error)
	// EndSession records a session's final status.
	EndSession(ctx context.Context, id salon.ID, status string) error
	// PaymentLink reads a deposit link with its booking. salon.ErrNotFound.
	PaymentLink(ctx context.Context, token string) (salon.PaymentLink, error)
}

// Options is what a pretend checkout needs.
type Options struct {
	Store         Store
	PublicURL     string      // where visitors reach us
	WebhookURL    string      // where we reach ourselves; empty: PublicURL/webhook/stripe
	WebhookSecret string      // signs events; of several, comma separated, the first
	RealTime      salon.Clock // judges expiries
	Log           *slog.Logger
}

// Checkout is the pretend payment provider.
type Checkout struct {
	Options
	client *http.Client
	pages  pages
}

// New makes a pretend checkout.
func New(o Options) (*Checkout, error) {
	o.WebhookSecret, _, _ = strings.Cut(o.WebhookSecret, ",")
	o.WebhookSecret = strings.TrimSpace(o.WebhookSecret)
	if o.WebhookSecret == "" || o.PublicURL == "" {
		return nil, errors.New("pretend checkout: a public address and the webhook's secret are needed")
	}
	o.PublicURL = strings.TrimSuffix(o.PublicURL, "/")
	if o.WebhookURL == "" {
		o.WebhookURL = o.PublicURL + "/webhook/stripe"
	}
	pages, err := parsePages()
	if err != nil {
		return nil, err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil // we talk to ourselves
	return &Checkout{Options: o, pages: pages, client: &http.Client{Timeout: reportTimeout, Transport: transport}}, nil
}

// Close ends idle connections.
func (c *Checkout) Close() { c.client.CloseIdleConnections() }

// Provider implements payment.Checkout.
func (c *Checkout) Provider() string { return Provider }

// reference derives an id from what it stands for, the same in every process.
func reference(prefix, of string) string {
	sum := sha256.Sum256([]byte(prefix + of))
	return prefix + hex.EncodeToString(sum[:])[:32]
}

// sessionID names a session so that visitors cannot guess it.
func (c *Checkout) sessionID(key string) string {
	mac := hmac.New(sha256.New, []byte(c.WebhookSecret))
	mac.Write([]byte(key))
	return prefixSession + hex.EncodeToString(mac.Sum(nil))[:32]
}

// Create names a session after its idempotency key: the same key gives the
// same session.
func (c *Checkout) Create(_ context.Context, r payment.SessionRequest) (payment.Session, error) {
	if r.IdempotencyKey == "" || r.Amount <= 0 {
		return payment.Session{}, fmt.Errorf("create pretend session of %s: %w", r.Amount, payment.ErrPermanent)
	}
	id := c.sessionID(r.IdempotencyKey)
	return payment.Session{ID: id, URL: c.url(id), Status: "open", PaymentStatus: "unpaid", Amount: r.Amount}, nil
}

func (c *Checkout) url(sessionID string) string { return c.PublicURL + basePath + sessionID }

// Retrieve reads a session.
func (c *Checkout) Retrieve(ctx context.Context, sessionID string) (payment.Session, error) {
	row, err := c.find(ctx, sessionID)
	if err != nil {
		return payment.Session{}, err
	}
	s := payment.Session{ID: sessionID, URL: c.url(sessionID), Status: row.Status, PaymentStatus: "unpaid", Amount: row.Amount, BookingID: row.BookingID, LinkToken: row.LinkToken}
	if row.Status == statusComplete {
		s.PaymentStatus, s.ProviderRef = "paid", reference(prefixPayment, sessionID)
	}
	return s, nil
}

// The states of a session.
const (
	statusOpen     = "open"
	statusComplete = "complete"
	statusExpired  = "expired"
)

// find reads a session as it is now: one whose time is up is expired.
func (c *Checkout) find(ctx context.Context, sessionID string) (salon.CheckoutSession, error) {
	row, err := c.Store.CheckoutSession(ctx, Provider, sessionID)
	switch {
	case errors.Is(err, salon.ErrNotFound):
		return row, fmt.Errorf("find pretend session: %w: %w", payment.ErrPermanent, err)
	case err != nil:
		return row, fmt.Errorf("find pretend session: %w: %w", payment.ErrRetry, err)
	}
	if row.Status == statusOpen && !row.ExpiresAt.IsZero() && !c.RealTime().Before(row.ExpiresAt) {
		row.Status = statusExpired
	}
	return row, nil
}

// Expire ends an open session. payment.ErrNotOpen: it may just have been paid.
func (c *Checkout) Expire(ctx context.Context, sessionID string) error {
	row, err := c.find(ctx, sessionID)
	if err != nil {
		return err
	}
	if row.Status != statusOpen {
		return fmt.Errorf("pretend session is %s: %w", row.Status, payment.ErrNotOpen)
	}
	if err := c.Store.EndSession(ctx, row.ID, statusExpired); err != nil {
		return fmt.Errorf("expire pretend session: %w: %w", payment.ErrRetry, err)
	}
	return nil
}

// Refund succeeds at once. The same key gives the same refund.
func (c *Checkout) Refund(_ context.Context, r payment.RefundRequest) (payment.Refund, error) {
	if !strings.HasPrefix(r.ProviderRef, prefixPayment) || r.Amount <= 0 {
		return payment.Refund{}, fmt.Errorf("refund %s of %q: %w", r.Amount, r.ProviderRef, payment.ErrPermanent)
	}
	return payment.Refund{Ref: reference(prefixRefund, r.IdempotencyKey), Status: "succeeded", Amount: r.Amount, Mark: r.Mark}, nil
}

// Refunds keeps nothing: a refund that is asked for again succeeds again.
func (c *Checkout) Refunds(context.Context, string) ([]payment.Refund, error) { return nil, nil }

// reportTimeout bounds one delivery of an event.
const reportTimeout = 5 * time.Second
