package testkit

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// pageMost is how much one page of a list holds, however much is asked for: small,
// so that tests turn pages.
const pageMost = 10

// Outage makes every request fail before anything is done, until it ends.
func (s *Stripe) Outage(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outage = on
}

// FailRefund lets an accepted refund fail afterwards: the money is back with the
// salon, and two events say so.
func (s *Stripe) FailRefund(id string) error {
	s.mu.Lock()
	at := slices.IndexFunc(s.refunds, func(r StripeRefund) bool { return r.ID == id && r.Status == "succeeded" })
	if at < 0 {
		s.mu.Unlock()
		return errors.New("no such refund")
	}
	refund := &s.refunds[at]
	refund.Status = "failed"
	if session := s.paidBy(refund.PaymentIntent); session != nil {
		session.Refunded -= refund.Amount
	}
	object := refundObject(*refund)
	s.mu.Unlock()
	return errors.Join(s.Emit("refund.failed", object), s.Emit("refund.updated", object))
}

// Dispute is a customer's bank that wants a payment back.
func (s *Stripe) Dispute(paymentIntent string) error {
	s.mu.Lock()
	session := s.paidBy(paymentIntent)
	if session == nil {
		s.mu.Unlock()
		return errors.New("no such payment")
	}
	session.Disputed = true
	object := map[string]any{
		"id": "dp_" + paymentIntent, "object": "dispute", "amount": session.Amount, "currency": session.Currency,
		"payment_intent": paymentIntent, "status": "needs_response",
	}
	s.mu.Unlock()
	return s.Emit("charge.dispute.created", object)
}

// ReportRefunds sends the events of every refund so far that had none, as Stripe
// does on its own.
func (s *Stripe) ReportRefunds() error {
	s.mu.Lock()
	var kinds []string
	var objects []any
	for _, r := range s.refunds {
		if session := s.paidBy(r.PaymentIntent); session != nil && !s.reported[r.ID] {
			s.reported[r.ID] = true
			kinds = append(kinds, "refund.created", "charge.refunded")
			objects = append(objects, refundObject(r), chargeObject(session))
		}
	}
	s.mu.Unlock()
	var err error
	for i, kind := range kinds {
		err = errors.Join(err, s.Emit(kind, objects[i]))
	}
	return err
}

func (s *Stripe) listRefunds(r *http.Request) (any, *stripeFault) {
	var list []any
	for _, refund := range slices.Backward(s.refunds) {
		if refund.PaymentIntent == r.Form.Get("payment_intent") {
			list = append(list, refundObject(refund))
		}
	}
	return pageOf(r, list)
}

func (s *Stripe) listSessions(r *http.Request) (any, *stripeFault) {
	var list []any
	for _, session := range s.ordered(func(x *StripeSession) time.Time { return x.Created }) {
		if current, _ := s.find(session.ID); wanted(r, session.Created) && current.Status == r.Form.Get("status") {
			list = append(list, s.sessionObject(session))
		}
	}
	return pageOf(r, list)
}

func (s *Stripe) listCharges(r *http.Request) (any, *stripeFault) {
	var list []any
	intent := r.Form.Get("payment_intent")
	for _, session := range s.ordered(func(x *StripeSession) time.Time { return x.Paid }) {
		if session.PaymentStatus == "paid" && (intent == session.PaymentIntent || intent == "" && wanted(r, session.Paid)) {
			list = append(list, chargeObject(session))
		}
	}
	return pageOf(r, list)
}

func (s *Stripe) listEvents(r *http.Request) (any, *stripeFault) {
	var list []any
	for _, event := range slices.Backward(s.events) {
		taken := event.Delivered && !event.Lost
		if r.Form.Get("delivery_success") == "false" && taken || !wanted(r, event.Created) {
			continue
		}
		list = append(list, json.RawMessage(event.Body))
	}
	return pageOf(r, list)
}

// ordered lists the sessions, the newest by an instant first.
func (s *Stripe) ordered(at func(*StripeSession) time.Time) []*StripeSession {
	var list []*StripeSession
	for _, session := range s.sessions {
		list = append(list, session)
	}
	slices.SortFunc(list, func(a, b *StripeSession) int {
		if order := at(b).Compare(at(a)); order != 0 {
			return order
		}
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return list
}

// wanted applies created[gte].
func wanted(r *http.Request, at time.Time) bool {
	from, err := strconv.ParseInt(r.Form.Get("created[gte]"), 10, 64)
	return err != nil || at.Unix() >= from
}

// pageOf cuts the page after starting_after out of a list.
func pageOf(r *http.Request, list []any) (any, *stripeFault) {
	limit, err := strconv.Atoi(r.Form.Get("limit"))
	if err != nil || limit < 1 || limit > 100 {
		return nil, invalid("", "Invalid integer: limit")
	}
	if after := r.Form.Get("starting_after"); after != "" {
		at := slices.IndexFunc(list, func(one any) bool { return idOf(one) == after })
		if at < 0 {
			return nil, invalid("resource_missing", "No such object: %s", after)
		}
		list = list[at+1:]
	}
	size := min(limit, pageMost, len(list))
	data := list[:size]
	if data == nil {
		data = []any{}
	}
	return map[string]any{"object": "list", "data": data, "has_more": len(list) > size, "url": r.URL.Path}, nil
}

// idOf reads the id of an object of a list.
func idOf(one any) string {
	switch object := one.(type) {
	case map[string]any:
		id, _ := object["id"].(string)
		return id
	case json.RawMessage:
		var event struct {
			ID string `json:"id"`
		}
		_ = json.Unmarshal(object, &event)
		return event.ID
	}
	return ""
}

func refundObject(r StripeRefund) map[string]any {
	return map[string]any{
		"id": r.ID, "object": "refund", "amount": r.Amount, "payment_intent": r.PaymentIntent, "status": r.Status, "currency": "eur",
		"metadata": map[string]string{"refund": r.Mark},
	}
}

// chargeObject is the charge of a paid session as Stripe writes it.
func chargeObject(session *StripeSession) map[string]any {
	return map[string]any{
		"id": "ch_" + session.PaymentIntent, "object": "charge", "amount": session.Amount, "amount_refunded": session.Refunded,
		"currency": session.Currency, "paid": true, "status": "succeeded", "disputed": session.Disputed, "created": session.Paid.Unix(),
		"payment_intent": session.PaymentIntent, "metadata": metadataOf(session.Form, "payment_intent_data[metadata]["),
	}
}

// ClearFaults ends every fault asked for before.
func (s *Stripe) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures, s.drops, s.outage, s.losing, s.duplicate = nil, 0, false, 0, 0
}
