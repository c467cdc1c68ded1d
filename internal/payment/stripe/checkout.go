// Package stripe takes deposits through Stripe Checkout and reads Stripe's
// signed events. It decides nothing about appointments.
package stripe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	stripego "github.com/stripe/stripe-go/v86"

	"atrevete/internal/payment"
	"atrevete/internal/salon"
)

// Provider is the name of this provider in the ledger.
const Provider = "stripe"

const (
	requestTimeout = 10 * time.Second // of one attempt
	networkRetries = 1                // the library's own, with the same key
)

// Keys of the metadata that sessions and payments carry, so that events find
// their booking.
const (
	metaBooking  = "booking_id"
	metaLink     = "link_token"
	metaProvider = "provider" // set by the pretend checkout only
	metaRefund   = "refund"   // of a refund: which of ours it is
)

// Checkout is Stripe as a payment provider.
type Checkout struct {
	sessions sessionService
	refunds  refundService
	charges  chargeService
	events   eventService
	http     *http.Client
}

// These are the services of the library that we use. Its whole client must not
// be a field: whatever an interface can reach is
// linked with all its methods, which makes the binary 6 MB larger.
type sessionService interface {
	Create(ctx context.Context, params *stripego.CheckoutSessionCreateParams) (*stripego.CheckoutSession, error)
	Retrieve(ctx context.Context, id string, params *stripego.CheckoutSessionRetrieveParams) (*stripego.CheckoutSession, error)
	Expire(ctx context.Context, id string, params *stripego.CheckoutSessionExpireParams) (*stripego.CheckoutSession, error)
	List(ctx context.Context, params *stripego.CheckoutSessionListParams) *stripego.V1List[*stripego.CheckoutSession]
}

type refundService interface {
	Create(ctx context.Context, params *stripego.RefundCreateParams) (*stripego.Refund, error)
	List(ctx context.Context, params *stripego.RefundListParams) *stripego.V1List[*stripego.Refund]
}

type chargeService interface {
	List(ctx context.Context, params *stripego.ChargeListParams) *stripego.V1List[*stripego.Charge]
}

type eventService interface {
	List(ctx context.Context, params *stripego.EventListParams) *stripego.V1List[*stripego.Event]
}

// New returns a Checkout for a secret key. apiURL replaces Stripe's own address
// in tests; empty: Stripe.
func New(secretKey, apiURL string) *Checkout {
	own := &http.Client{Timeout: requestTimeout, Transport: http.DefaultTransport.(*http.Transport).Clone()}
	config := &stripego.BackendConfig{
		HTTPClient:        own,
		MaxNetworkRetries: stripego.Int64(networkRetries),
		EnableTelemetry:   stripego.Bool(false),
		LeveledLogger:     &stripego.LeveledLogger{Level: stripego.LevelNull}, // errors come back to us
	}
	if apiURL != "" {
		config.URL = stripego.String(strings.TrimSuffix(apiURL, "/"))
	}
	backends := stripego.NewBackendsWithConfig(config)
	client := stripego.NewClient(secretKey, stripego.WithBackends(backends))
	return &Checkout{
		sessions: client.V1CheckoutSessions, refunds: client.V1Refunds, charges: client.V1Charges, events: client.V1Events, http: own,
	}
}

// Close ends idle connections.
func (c *Checkout) Close() { c.http.CloseIdleConnections() }

// Provider implements payment.Checkout.
func (c *Checkout) Provider() string { return Provider }

// Create makes a Checkout Session. The same key with the same request gives
// the same session.
func (c *Checkout) Create(ctx context.Context, r payment.SessionRequest) (payment.Session, error) {
	params := &stripego.CheckoutSessionCreateParams{
		Mode:               stripego.String(string(stripego.CheckoutSessionModePayment)),
		PaymentMethodTypes: []*string{stripego.String("card")}, // settles at once
		SubmitType:         stripego.String(string(stripego.CheckoutSessionSubmitTypeBook)),
		Locale:             stripego.String("es"),
		ClientReferenceID:  stripego.String(string(r.BookingID)),
		SuccessURL:         stripego.String(r.SuccessURL),
		CancelURL:          stripego.String(r.CancelURL),
		ExpiresAt:          stripego.Int64(r.ExpiresAt.Unix()),
		Metadata:           metadata(r),
		LineItems: []*stripego.CheckoutSessionCreateLineItemParams{{
			Quantity: stripego.Int64(1),
			PriceData: &stripego.CheckoutSessionCreateLineItemPriceDataParams{
				Currency:    stripego.String(strings.ToLower(r.Currency)),
				UnitAmount:  stripego.Int64(int64(r.Amount)),
				ProductData: &stripego.CheckoutSessionCreateLineItemPriceDataProductDataParams{Name: stripego.String(r.Description)},
			},
		}},
		PaymentIntentData: &stripego.CheckoutSessionCreatePaymentIntentDataParams{
			Description: stripego.String(r.Description),
			Metadata:    metadata(r), // copied to the charge, whose refunds are reported
		},
	}
	if r.Details != "" { // Stripe refuses an empty one
		params.LineItems[0].PriceData.ProductData.Description = stripego.String(r.Details)
	}
	params.SetIdempotencyKey(r.IdempotencyKey)
	session, err := c.sessions.Create(ctx, params)
	if err != nil {
		return payment.Session{}, classify("create checkout session", err)
	}
	return sessionOf(session), nil
}

func metadata(r payment.SessionRequest) map[string]string {
	return map[string]string{metaBooking: string(r.BookingID), metaLink: r.LinkToken}
}

// Retrieve reads a session as Stripe knows it now.
func (c *Checkout) Retrieve(ctx context.Context, sessionID string) (payment.Session, error) {
	session, err := c.sessions.Retrieve(ctx, sessionID, nil)
	if err != nil {
		return payment.Session{}, classify("read checkout session", err)
	}
	return sessionOf(session), nil
}

// Expire ends an open session. payment.ErrNotOpen: it may just have been paid.
func (c *Checkout) Expire(ctx context.Context, sessionID string) error {
	_, err := c.sessions.Expire(ctx, sessionID, nil)
	if err == nil {
		return nil
	}
	var refused *stripego.Error
	if errors.As(err, &refused) && refused.HTTPStatusCode == http.StatusBadRequest && refused.Code != stripego.ErrorCodeResourceMissing {
		return fmt.Errorf("expire checkout session: %w: %w", payment.ErrNotOpen, err)
	}
	return classify("expire checkout session", err)
}

// Refund gives back all or part of a payment. The same key gives the same
// refund. A payment that was refunded already, by hand perhaps, answers with
// that refund.
func (c *Checkout) Refund(ctx context.Context, r payment.RefundRequest) (payment.Refund, error) {
	params := &stripego.RefundCreateParams{
		PaymentIntent: stripego.String(r.ProviderRef),
		Amount:        stripego.Int64(int64(r.Amount)),
		Reason:        stripego.String(string(stripego.RefundReasonRequestedByCustomer)),
		Metadata:      map[string]string{metaBooking: string(r.BookingID), metaRefund: r.Mark},
	}
	params.SetIdempotencyKey(r.IdempotencyKey)
	refund, err := c.refunds.Create(ctx, params)
	var refused *stripego.Error
	if errors.As(err, &refused) && refused.Code == stripego.ErrorCodeChargeAlreadyRefunded {
		return c.earlierRefund(ctx, r.ProviderRef, err)
	}
	if err != nil {
		return payment.Refund{}, classify("refund", err)
	}
	return refundOf(refund), nil
}

// earlierRefund finds the refund that a payment has had before.
func (c *Checkout) earlierRefund(ctx context.Context, paymentIntent string, cause error) (payment.Refund, error) {
	list, err := c.Refunds(ctx, paymentIntent)
	if err != nil {
		return payment.Refund{}, err
	}
	for _, refund := range list {
		if refund.Status != "failed" {
			return refund, nil
		}
	}
	return payment.Refund{}, classify("refund", cause)
}

// Refunds lists the refunds of a payment, the newest first.
func (c *Checkout) Refunds(ctx context.Context, paymentIntent string) ([]payment.Refund, error) {
	params := &stripego.RefundListParams{PaymentIntent: stripego.String(paymentIntent)}
	params.Limit = stripego.Int64(pageSize)
	var list []payment.Refund
	for refund, err := range c.refunds.List(ctx, params).All(ctx) {
		if err != nil {
			return nil, classify("list refunds", err)
		}
		list = append(list, refundOf(refund))
	}
	return list, nil
}

func refundOf(r *stripego.Refund) payment.Refund {
	status := string(r.Status)
	switch r.Status {
	case stripego.RefundStatusRequiresAction:
		status = "pending"
	case stripego.RefundStatusCanceled:
		status = "failed"
	}
	return payment.Refund{Ref: r.ID, Status: status, Amount: salon.Money(r.Amount), Mark: r.Metadata[metaRefund]}
}

func sessionOf(s *stripego.CheckoutSession) payment.Session {
	session := payment.Session{
		ID: s.ID, URL: s.URL, Status: string(s.Status), PaymentStatus: string(s.PaymentStatus), Amount: salon.Money(s.AmountTotal),
		Currency: string(s.Currency), BookingID: ourBooking(s.Metadata), LinkToken: s.Metadata[metaLink],
	}
	if s.Created > 0 {
		session.Created = time.Unix(s.Created, 0).UTC()
	}
	if s.PaymentIntent != nil {
		session.ProviderRef = s.PaymentIntent.ID
	}
	return session
}
