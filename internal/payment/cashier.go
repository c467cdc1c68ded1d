package payment

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"atrevete/internal/salon"
)

// Store persists checkout sessions before and after the provider is called.
type Store interface {
	// PaymentLink reads a deposit link with its booking. salon.ErrNotFound.
	PaymentLink(ctx context.Context, token string) (salon.PaymentLink, error)
	// OpenSession returns the session in force for a link, or persists a new attempt with the given
	// expiry (real time). salon.ErrConflict: the link cannot be paid any more.
	OpenSession(ctx context.Context, token, provider string, now, expiresAt time.Time) (salon.CheckoutSession, error)
	// SessionCreated records what the provider answered.
	SessionCreated(ctx context.Context, id salon.ID, sessionID, url string) error
	// EndSession records a session's final status.
	EndSession(ctx context.Context, id salon.ID, status string) error
}

const (
	// sessionLeast is the shortest life of a session: Stripe wants 30 minutes and our clocks may differ.
	sessionLeast = 31 * time.Minute
	// sessionMost is the longest: Stripe allows 24 hours.
	sessionMost = 23*time.Hour + 30*time.Minute
	// beginTimeout bounds everything that happens while the customer waits.
	beginTimeout = 15 * time.Second
	// retrieveTimeout bounds the look at a session that is offered again.
	retrieveTimeout = 3 * time.Second
	// maxAttempts is how many new sessions one press of the button may try.
	maxAttempts = 3
)

// Cashier starts the checkout of a deposit when a customer presses the button
// of its page. It never runs inside a turn.
type Cashier struct {
	Store     Store
	Checkout  Checkout
	Clock     salon.Clock // the product's time: judges the hold
	RealTime  salon.Clock // judges session expiries
	PublicURL string      // where the deposit page is, without trailing slash
}

// Begin returns the address of the provider's checkout for a payment link. A
// session that is open is offered again; one that expired, or that the
// provider no longer accepts, is followed by a new attempt. salon.ErrNotFound:
// no such link. salon.ErrConflict: it cannot be paid any more. ErrRetry,
// ErrPermanent: the provider would not.
func (c Cashier) Begin(ctx context.Context, token string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, beginTimeout)
	defer cancel()
	link, err := c.Store.PaymentLink(ctx, token)
	if err != nil {
		return "", fmt.Errorf("begin checkout: %w", err)
	}
	for try := 1; ; try++ {
		now := c.Clock()
		if !payable(link, now) {
			return "", fmt.Errorf("begin checkout: the link cannot be paid: %w", salon.ErrConflict)
		}
		expires := c.expiry(link.Booking, now)
		session, err := c.Store.OpenSession(ctx, token, c.Checkout.Provider(), now, expires)
		if err != nil {
			return "", fmt.Errorf("begin checkout: %w", err)
		}
		url, again, err := c.settle(ctx, link, session, session.ExpiresAt.Equal(expires))
		if err == nil && url != "" {
			return url, nil
		}
		if !again || try == maxAttempts {
			return "", fmt.Errorf("begin checkout: %w", err)
		}
	}
}

// payable reports whether the link may still take money.
func payable(link salon.PaymentLink, now time.Time) bool {
	b := link.Booking
	return !link.Void && b.Payment == salon.PaymentPending && b.Status() == salon.Provisional && now.Before(b.HoldExpiresAt)
}

// expiry maps the hold's end, which is in the product's time, to real time,
// within what providers allow, in whole seconds.
func (c Cashier) expiry(b salon.Booking, now time.Time) time.Time {
	life := min(max(b.HoldExpiresAt.Sub(now), sessionLeast), sessionMost)
	return c.RealTime().Add(life).Add(time.Second - 1).Truncate(time.Second)
}

// settle brings a persisted session to an address. With again, a new attempt
// may succeed where this one ended.
func (c Cashier) settle(ctx context.Context, link salon.PaymentLink, s salon.CheckoutSession, fresh bool) (url string, again bool, err error) {
	if s.URL != "" {
		return c.offerAgain(ctx, s)
	}
	created, err := c.Checkout.Create(ctx, c.request(link, s))
	if err == nil {
		if err := c.Store.SessionCreated(ctx, s.ID, created.ID, created.URL); err != nil {
			return "", false, fmt.Errorf("keep session: %w", err)
		}
		return created.URL, false, nil
	}
	// The same request may be repeated later: a network fault on the first try.
	if fresh && !errors.Is(err, ErrPermanent) {
		return "", false, err
	}
	// Not even a repetition helped, or the request was refused. Should the provider have made a session
	// after all, nobody knows its address, and it expires by itself.
	if ended := c.Store.EndSession(ctx, s.ID, "expired"); ended != nil {
		return "", false, errors.Join(err, fmt.Errorf("end session: %w", ended))
	}
	return "", !fresh || errors.Is(err, ErrKeyReused), err
}

// offerAgain returns the address of a session that was created before, unless
// the provider says that it is over. When the provider cannot be asked the
// address is good enough: its page tells the customer.
func (c Cashier) offerAgain(ctx context.Context, s salon.CheckoutSession) (url string, again bool, err error) {
	short, cancel := context.WithTimeout(ctx, retrieveTimeout)
	defer cancel()
	now, err := c.Checkout.Retrieve(short, s.SessionID)
	switch {
	case err != nil || now.Status == "open":
		return s.URL, false, nil //nolint:nilerr // see above
	case now.Status == "complete":
		// Paid, or about to be: the event that says so settles the session. Our page shows that we wait for it.
		return ReturnURL(c.PublicURL, s.LinkToken), false, nil
	}
	if err := c.Store.EndSession(ctx, s.ID, "expired"); err != nil {
		return "", false, fmt.Errorf("end session: %w", err)
	}
	return "", true, fmt.Errorf("session %s is %s: %w", s.ID, now.Status, ErrNotOpen)
}

// request builds what the provider is asked. It depends on persisted data
// only, so that a repetition is the same to the letter.
func (c Cashier) request(link salon.PaymentLink, s salon.CheckoutSession) SessionRequest {
	title, details := Describe(link)
	return SessionRequest{
		BookingID:      s.BookingID,
		LinkToken:      s.LinkToken,
		Amount:         s.Amount,
		Currency:       link.Salon.Currency,
		Description:    title,
		Details:        details,
		CustomerName:   link.Customer.FirstName,
		SuccessURL:     ReturnURL(c.PublicURL, s.LinkToken),
		CancelURL:      PageURL(c.PublicURL, s.LinkToken),
		ExpiresAt:      s.ExpiresAt,
		IdempotencyKey: fmt.Sprintf("deposit:%s:%d", s.BookingID, s.Attempt),
	}
}

// PageURL is the deposit page of a link, where a customer who gives up the
// checkout comes back to.
func PageURL(publicURL, token string) string {
	return strings.TrimSuffix(publicURL, "/") + "/pay/" + token
}

// ReturnURL is where a customer comes back to from a finished checkout: the
// deposit page, which then waits for the provider's report.
func ReturnURL(publicURL, token string) string { return PageURL(publicURL, token) + "?vuelta=1" }
