package stack_test

import (
	"strings"
	"testing"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/testkit"
	"atrevete/internal/testkit/stack"
)

// remindedCarmen has a paid appointment tomorrow in two days, whose reminder is due
// in an hour.
func remindedCarmen(t *testing.T) *stack.Stack {
	t.Helper()
	return remindedCarmenWith(t, stack.Options{})
}

func remindedCarmenWith(t *testing.T, o stack.Options) *stack.Stack {
	t.Helper()
	s := stack.New(t, "2026-10-06T15:00:00+02:00", o)
	s.Chatwoot.AddConversation(testkit.ChatwootConversation{ID: 42, Closed: true, Contact: testkit.ChatwootContact{ID: 55, Name: "Carmen", Phone: "+34600000009", SourceID: "34600000009"}})
	for _, sql := range []string{
		`INSERT INTO customers (phone, first_name, last_name) VALUES ('+34600000009', 'Carmen', 'Ortiz')`,
		`INSERT INTO conversations (channel, external_id, customer_id, last_inbound_at) SELECT 'chatwoot', '42', id, '2026-10-01 10:00+02' FROM customers`,
		`INSERT INTO bookings (customer_id, conversation_id, deposit_cents, payment_status) SELECT customer_id, id, 814, 'confirmed' FROM conversations`,
		`INSERT INTO appointments (booking_id, customer_id, stylist_id, starts_at, duration_minutes, price_cents, status, remind_at)
			SELECT b.id, b.customer_id, s.id, '2026-10-08 16:00+02', 90, 4070, 'confirmed', '2026-10-06 16:00+02' FROM bookings b, stylists s WHERE s.slug = 'rosa'`,
		`INSERT INTO appointment_services (appointment_id, service_id) SELECT a.id, s.id FROM appointments a, services s WHERE s.category = 'aesthetics' ORDER BY s.position LIMIT 1`,
	} {
		if _, err := s.Store.Pool().Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// TestAReminderGoesOutAsATemplateWhenTheWindowIsClosed is S09 five days after she
// wrote last: with every fact, once, and her answer is heard.
func TestAReminderGoesOutAsATemplateWhenTheWindowIsClosed(t *testing.T) {
	t.Parallel()
	s := remindedCarmen(t)
	s.Chatwoot.Templates = map[string]int{"maite_recordatorio": 8}
	s.Advance(time.Hour)
	s.Advance(time.Hour)
	replies := s.Chatwoot.Replies(42)
	if len(replies) != 1 || replies[0].Template["name"] != "maite_recordatorio" || replies[0].Status == "failed" {
		t.Fatalf("sent %+v", replies)
	}
	for _, want := range []string{"Carmen", "jueves 8 de octubre", "16:00", "Rosa", "90 min", "8,14", "más de 24 horas"} {
		if !strings.Contains(replies[0].Content, want) {
			t.Errorf("%q does not say %q", replies[0].Content, want)
		}
	}
	s.Chatwoot.AddConversation(testkit.ChatwootConversation{ID: 42, Contact: testkit.ChatwootContact{ID: 55, Name: "Carmen", Phone: "+34600000009", SourceID: "34600000009"}})
	if got := s.Say(42, "¡Perfecto, gracias por recordarlo!"); len(got) != 1 || !strings.Contains(got[0], "16:00") {
		t.Errorf("her answer: %q", got)
	}
}

// TestATemplateThatMetaDoesNotKnowIsToldToStaff: the report comes later; nothing
// loops, staff read why and what she should have read.
func TestATemplateThatMetaDoesNotKnowIsToldToStaff(t *testing.T) {
	t.Parallel()
	s := remindedCarmen(t)
	s.Chatwoot.Templates = map[string]int{}
	s.Advance(time.Hour)
	sent := s.Chatwoot.Replies(42)
	if len(sent) != 1 {
		t.Fatalf("sent %+v", sent)
	}
	failed := sent[0]
	failed.Status = "failed"
	failed.Attributes["external_error"] = "Template not found or invalid template name"
	for range 2 {
		post(t, s, s.Chatwoot.MessageEvent(42, failed, "message_updated"))
	}
	var status, words string
	err := s.Store.Pool().QueryRow(t.Context(), `SELECT o.status, n.text FROM outbox o JOIN notices n ON n.outbox_id = o.id`).Scan(&status, &words)
	if err != nil || status != "failed" || !strings.Contains(words, "plantilla") || !strings.Contains(words, "Carmen Ortiz (+34600000009)") {
		t.Errorf("%s, %q, %v", status, words, err)
	}
	if got := s.Chatwoot.Replies(42); len(got) != 1 {
		t.Errorf("sent again: %+v", got)
	}
}

// TestWhoWantsNoMessagesGetsNoReminder: optional messages stop at once, facts do not.
func TestWhoWantsNoMessagesGetsNoReminder(t *testing.T) {
	t.Parallel()
	s := remindedCarmen(t)
	if _, err := s.Store.Pool().Exec(t.Context(), `UPDATE customers SET messages_off_at = now()`); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Hour)
	if got := s.Chatwoot.Replies(42); len(got) != 0 {
		t.Errorf("sent %+v", got)
	}
	if !salon.MessageReminder.Optional() || salon.MessageRefund.Optional() {
		t.Error("a reminder is optional, money is not")
	}
}
