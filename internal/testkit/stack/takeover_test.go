package stack_test

import (
	"net/http"
	"strings"
	"testing"

	"atrevete/internal/salon"
	"atrevete/internal/seed"
	"atrevete/internal/testkit"
	"atrevete/internal/testkit/stack"
)

// post delivers a webhook and lets the product act on it.
func post(t *testing.T, s *stack.Stack, body []byte) {
	t.Helper()
	if status, answer := s.Chatwoot.Post(body); status != http.StatusOK {
		t.Fatalf("webhook answered %d: %s", status, answer)
	}
	s.Drive()
}

// setPolicies loads the demo salon again with other policies.
func setPolicies(t *testing.T, s *stack.Stack, change func(*salon.Policies)) {
	t.Helper()
	demo, faults := salon.ParseSeed(seed.Demo())
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	change(&demo.Policies)
	if _, err := s.Store.Seed(t.Context(), demo); err != nil {
		t.Fatal(err)
	}
}

// TestEverySignOfAPersonSilencesMaite: whoever answers, in Chatwoot or on the
// phone, or switches her off here, is not talked over; handing back makes her greet and ask.
func TestEverySignOfAPersonSilencesMaite(t *testing.T) {
	t.Parallel()
	rocio := testkit.ChatwootPerson{ID: 8, Name: "Rocío Campos"}
	event := func(name string) func(*testing.T, *stack.Stack) {
		return func(t *testing.T, s *stack.Stack) { post(t, s, s.Chatwoot.ConversationEvent(42, name, nil)) }
	}
	back := func(t *testing.T, s *stack.Stack) {
		s.Chatwoot.SetStatus(42, "pending")
		event("conversation_status_changed")(t, s)
	}
	said := func(from, text string) func(*testing.T, *stack.Stack) {
		return func(t *testing.T, s *stack.Stack) {
			m := testkit.ChatwootMessage{Type: "outgoing", From: from, Person: rocio, Content: text}
			if from == "phone" {
				m.Attributes = map[string]any{"external_echo": true}
			}
			post(t, s, s.Chatwoot.MessageEvent(42, s.Chatwoot.AddMessage(42, m), "message_created"))
		}
	}
	for name, c := range map[string]struct {
		takes, returns func(*testing.T, *stack.Stack)
	}{
		"staff answer in a pending conversation": {said("user", "Hola, soy Rocío"), back},
		"staff answer from the salon's phone":    {said("phone", "Hola, soy Rocío"), back},
		"staff open the conversation": {func(t *testing.T, s *stack.Stack) {
			s.Chatwoot.SetStatus(42, "open")
			event("conversation_status_changed")(t, s)
		}, back},
		"only the event that it was opened arrives": {func(t *testing.T, s *stack.Stack) {
			s.Chatwoot.SetStatus(42, "open")
			event("conversation_opened")(t, s)
		}, back},
		"somebody is assigned": {func(t *testing.T, s *stack.Stack) {
			s.Chatwoot.Assign(42, rocio)
			post(t, s, s.Chatwoot.ConversationEvent(42, "conversation_updated", []map[string]any{{"assignee_id": map[string]any{"previous_value": nil, "current_value": 8}}}))
		}, back},
		"the label sin-maite": {func(t *testing.T, s *stack.Stack) { post(t, s, s.Chatwoot.SetLabels(42, "vip", "sin-maite")) }, func(t *testing.T, s *stack.Stack) {
			post(t, s, s.Chatwoot.SetLabels(42, "vip"))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := chatting(t, stack.Options{})
			s.Say(42, "Hola")
			c.takes(t, s)
			if owner(t, s, "42") != salon.OwnerHuman {
				t.Error("nobody took over")
			}
			for _, words := range []string{"¿sigues ahí?", "la segunda", "sí"} {
				if got := s.Say(42, words); len(got) != 0 {
					t.Errorf("%s: Maite said %q", words, got)
				}
			}
			before := len(s.Chatwoot.Replies(42))
			c.returns(t, s)
			replies := s.Chatwoot.Replies(42)
			if owner(t, s, "42") != salon.OwnerAssistant || len(replies) != before+1 {
				t.Fatalf("handed back: owner %s, said %d more", owner(t, s, "42"), len(replies)-before)
			}
			if got := s.Say(42, "¿A qué hora abrís el viernes?"); len(got) != 1 || !strings.Contains(got[0], "10:00") {
				t.Errorf("after the hand-back: %q", got)
			}
		})
	}
}

// TestAPrivateNoteIsNoTakeover: staff may write to each other.
func TestAPrivateNoteIsNoTakeover(t *testing.T) {
	t.Parallel()
	s := chatting(t, stack.Options{})
	s.Say(42, "Hola")
	note := s.Chatwoot.AddMessage(42, testkit.ChatwootMessage{Type: "outgoing", From: "user", Private: true, Content: "clienta difícil"})
	post(t, s, s.Chatwoot.MessageEvent(42, note, "message_created"))
	if got := s.Say(42, "¿A qué hora abrís el viernes?"); len(got) != 1 {
		t.Errorf("said %q", got)
	}
}

// TestTheLabelIsSeenJustBeforeSending: its webhook never came, a fresh look does.
func TestTheLabelIsSeenJustBeforeSending(t *testing.T) {
	t.Parallel()
	s := chatting(t, stack.Options{})
	s.Say(42, "Hola")
	s.Chatwoot.SetLabels(42, "sin-maite")
	if got := s.Say(42, "¿A qué hora abrís el viernes?"); len(got) != 0 || owner(t, s, "42") != salon.OwnerHuman {
		t.Errorf("said %q", got)
	}
}

// TestMaiteSwitchedOffForTheSalon: everything is stored, nothing is said, and what
// was written before the switch is not sent after it.
func TestMaiteSwitchedOffForTheSalon(t *testing.T) {
	t.Parallel()
	s := chatting(t, stack.Options{})
	s.Say(42, "Hola")
	off := func(value int) { setPolicies(t, s, func(p *salon.Policies) { p.AssistantEnabled = value }) }
	off(0)
	if got := s.Say(42, "¿A qué hora abrís el viernes?"); len(got) != 0 {
		t.Errorf("switched off, said %q", got)
	}
	if owner(t, s, "42") != salon.OwnerAssistant {
		t.Error("the switch of the salon is not a takeover")
	}
	off(1)
	if got := s.Say(42, "¿A qué hora abrís el sábado?"); len(got) != 1 {
		t.Errorf("switched on again, said %q", got)
	}
}

// TestTwoMachinesDoNotTalkForEver: WhatsApp blocks numbers that loop.
func TestTwoMachinesDoNotTalkForEver(t *testing.T) {
	t.Parallel()
	s := chatting(t, stack.Options{})
	setPolicies(t, s, func(p *salon.Policies) { p.MaxRepliesPerHour = 10 })
	said := 0
	for range 15 {
		said += len(s.Say(42, "¿A qué hora abrís el viernes?"))
	}
	conv := s.Chatwoot.Conversation(42)
	if said != 10 || conv.Status != "open" || owner(t, s, "42") != salon.OwnerHuman {
		t.Errorf("said %d, status %s", said, conv.Status)
	}
	notes := s.Chatwoot.Notes(42)
	if len(notes) == 0 || !strings.Contains(notes[0].Content, "máquina") {
		t.Errorf("notes %+v", notes)
	}
}
