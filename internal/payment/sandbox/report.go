package sandbox

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/stripe/stripe-go/v86/webhook"

	"atrevete/internal/salon"
)

const (
	reportTries  = 6 // of one event
	firstBackoff = 100 * time.Millisecond
	reportWithin = 12 * time.Second // all tries together, while the visitor waits
)

// result is what the visitor chose.
type result string

// What a visitor can choose.
const (
	approve result = "aprobar"
	decline result = "rechazar"
	abandon result = "abandonar"
)

// eventType is what Stripe would call it.
func (r result) eventType() string {
	switch r {
	case approve:
		return "checkout.session.completed"
	case decline:
		return "payment_intent.payment_failed"
	case abandon:
		return "checkout.session.expired"
	default:
		return ""
	}
}

// report tells our own webhook what the visitor chose, until it is stored. A
// visitor who closes the page does not stop it.
func (c *Checkout) report(ctx context.Context, s salon.CheckoutSession, r result) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), reportWithin)
	defer cancel()
	body, err := json.Marshal(event(s, r))
	if err != nil {
		return fmt.Errorf("report pretend payment: %w", err)
	}
	backoff := time.NewTimer(0)
	defer backoff.Stop()
	for try, wait := 1, firstBackoff; ; try, wait = try+1, 2*wait {
		again, err := c.post(ctx, body)
		if err == nil {
			return nil
		}
		if !again || try == reportTries {
			return fmt.Errorf("report pretend payment after %d tries: %w", try, err)
		}
		backoff.Reset(wait)
		select {
		case <-ctx.Done():
			return fmt.Errorf("report pretend payment: %w: %w", ctx.Err(), err)
		case <-backoff.C:
		}
	}
}

// event is Stripe's form of what happened. An approval has the same id however
// often the button is pressed. It carries no time: the product's clock decides
// when a pretend payment was made.
func event(s salon.CheckoutSession, r result) map[string]any {
	id := reference(prefixEvent, s.SessionID+string(r))
	if r == decline { // can happen again
		id = prefixEvent + rand.Text()
	}
	metadata := map[string]any{"booking_id": s.BookingID, "link_token": s.LinkToken, "provider": Provider}
	object := map[string]any{
		"id": s.SessionID, "object": "checkout.session", "status": statusOpen, "payment_status": "unpaid",
		"amount_total": s.Amount, "client_reference_id": s.BookingID, "metadata": metadata,
	}
	switch r {
	case approve:
		object["status"], object["payment_status"] = statusComplete, "paid"
		object["payment_intent"] = reference(prefixPayment, s.SessionID)
	case decline: // the page stays open: another card may be better
		object = map[string]any{"id": reference(prefixPayment, s.SessionID), "object": "payment_intent", "amount": s.Amount, "metadata": metadata}
	case abandon:
		object["status"] = statusExpired
	}
	return map[string]any{"id": id, "object": "event", "type": r.eventType(), "data": map[string]any{"object": object}}
}

// post delivers once. again: it may help to repeat it.
func (c *Checkout) post(ctx context.Context, body []byte) (again bool, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.WebhookURL, bytes.NewReader(body))
	if err != nil {
		return false, fmt.Errorf("address the webhook: %w", err)
	}
	signed := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: body, Secret: c.WebhookSecret, Timestamp: c.RealTime()})
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	request.Header.Set("Stripe-Signature", signed.Header)
	answer, err := c.client.Do(request)
	if err != nil {
		return true, fmt.Errorf("reach the webhook: %w", err)
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<16))
	switch {
	case answer.StatusCode/100 == 2:
		return false, nil
	case answer.StatusCode >= http.StatusInternalServerError || answer.StatusCode == http.StatusTooManyRequests:
		return true, fmt.Errorf("the webhook answered %s", answer.Status)
	default:
		return false, fmt.Errorf("the webhook refused the event: %s", answer.Status)
	}
}
