package testkit

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	stripego "github.com/stripe/stripe-go/v86"
	"github.com/stripe/stripe-go/v86/webhook"
)

// StripeEvent is an event of the fake Stripe.
type StripeEvent struct {
	ID        string
	Type      string
	Body      []byte
	Delivered bool // answered with 2xx
	Lost      bool // sent nowhere: Stripe keeps it for those who ask
	Created   time.Time
}

// Pay is what a customer with a good card does. The error says that the
// session cannot be paid, or that its event was not taken.
func (s *Stripe) Pay(sessionID string) error {
	return s.finish(sessionID, "checkout.session.completed", func(session *StripeSession) {
		session.Status, session.PaymentStatus, session.PaymentIntent = "complete", "paid", "pi_"+rand.Text()
		session.Paid = s.options.Now()
	})
}

// PayLate is what a customer with a slow method does: the first event says
// unpaid. Settle or FailPayment follow.
func (s *Stripe) PayLate(sessionID string) error {
	return s.finish(sessionID, "checkout.session.completed", func(session *StripeSession) {
		session.Status, session.PaymentIntent = "complete", "pi_"+rand.Text()
	})
}

// Settle ends PayLate well.
func (s *Stripe) Settle(sessionID string) error {
	return s.report(sessionID, "checkout.session.async_payment_succeeded", func(session *StripeSession) {
		session.PaymentStatus, session.Paid = "paid", s.options.Now()
	})
}

// FailPayment ends PayLate badly.
func (s *Stripe) FailPayment(sessionID string) error {
	return s.report(sessionID, "checkout.session.async_payment_failed", func(*StripeSession) {})
}

// Abandon lets a session expire.
func (s *Stripe) Abandon(sessionID string) error {
	return s.finish(sessionID, "checkout.session.expired", func(session *StripeSession) { session.Status = "expired" })
}

// finish changes an open session and reports it.
func (s *Stripe) finish(sessionID, kind string, change func(*StripeSession)) error {
	if session, known := s.Session(sessionID); !known || session.Status != "open" {
		return fmt.Errorf("session %s is not open: %q", sessionID, session.Status)
	}
	return s.report(sessionID, kind, change)
}

func (s *Stripe) report(sessionID, kind string, change func(*StripeSession)) error {
	s.mu.Lock()
	session, known := s.sessions[sessionID]
	if !known {
		s.mu.Unlock()
		return fmt.Errorf("no session %s", sessionID)
	}
	change(session)
	object := s.sessionObject(session)
	s.mu.Unlock()
	return s.Emit(kind, object)
}

// RefundByHand is what staff do in Stripe's dashboard.
func (s *Stripe) RefundByHand(paymentIntent string, amount int64) error {
	s.mu.Lock()
	session := s.paidBy(paymentIntent)
	if session == nil || session.Refunded+amount > session.Amount {
		s.mu.Unlock()
		return errors.New("nothing to refund")
	}
	session.Refunded += amount
	id := "re_" + rand.Text()
	s.refunds = append(s.refunds, StripeRefund{ID: id, PaymentIntent: paymentIntent, Amount: amount, Status: "succeeded"})
	s.reported[id] = true
	charge := chargeObject(session)
	s.mu.Unlock()
	return s.Emit("charge.refunded", charge)
}

// HoldEvents keeps events back until Redeliver.
func (s *Stripe) HoldEvents() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.holding = true
}

// LoseEvents sends the next n events nowhere, for good.
func (s *Stripe) LoseEvents(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.losing += n
}

// DuplicateEvents sends the next n events twice.
func (s *Stripe) DuplicateEvents(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.duplicate += n
}

// Events lists all events, in order.
func (s *Stripe) Events() []StripeEvent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.events)
}

// Emit makes an event of any kind and sends it, unless told otherwise.
func (s *Stripe) Emit(kind string, object any) error {
	event := StripeEvent{ID: "evt_" + rand.Text(), Type: kind, Created: s.options.Now()}
	body, err := json.Marshal(map[string]any{
		"id": event.ID, "object": "event", "type": kind, "api_version": stripego.APIVersion,
		"created": event.Created.Unix(), "data": map[string]any{"object": object},
	})
	if err != nil {
		return fmt.Errorf("encode event: %w", err)
	}
	event.Body = body
	s.mu.Lock()
	lost, held, times := s.losing > 0, s.holding || s.options.WebhookURL == "", 1
	if lost {
		s.losing--
		event.Delivered, event.Lost = true, true
	} else if s.duplicate > 0 {
		s.duplicate--
		times = 2
	}
	s.events = append(s.events, event)
	s.mu.Unlock()
	if lost || held {
		return nil
	}
	for range times {
		err = errors.Join(err, s.send(event))
	}
	return err
}

// Redeliver sends everything that was held back or refused, newest first when
// reversed, and ends HoldEvents.
func (s *Stripe) Redeliver(reversed bool) error {
	s.mu.Lock()
	s.holding = false
	var waiting []StripeEvent
	for _, event := range s.events {
		if !event.Delivered {
			waiting = append(waiting, event)
		}
	}
	s.mu.Unlock()
	if reversed {
		slices.Reverse(waiting)
	}
	var err error
	for _, event := range waiting {
		err = errors.Join(err, s.send(event))
	}
	return err
}

// Sign returns the Stripe-Signature of a body, of now.
func (s *Stripe) Sign(body []byte) string {
	return webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{
		Payload: body, Secret: s.options.WebhookSecret, Timestamp: s.options.Now(),
	}).Header
}

func (s *Stripe) send(event StripeEvent) error {
	s.mu.Lock()
	address := s.options.WebhookURL
	s.mu.Unlock()
	request, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(event.Body))
	if err != nil {
		return fmt.Errorf("send %s: %w", event.Type, err)
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	request.Header.Set("Stripe-Signature", s.Sign(event.Body))
	response, err := s.server.Client().Do(request)
	if err != nil {
		return fmt.Errorf("send %s: %w", event.Type, err)
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body)
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("send %s: answered %d", event.Type, response.StatusCode)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.events {
		if s.events[i].ID == event.ID {
			s.events[i].Delivered = true
		}
	}
	return nil
}
