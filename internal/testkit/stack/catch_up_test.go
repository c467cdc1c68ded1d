package stack_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/testkit"
	"atrevete/internal/testkit/stack"
)

// chatting starts the product with a Chatwoot on the same clock and one
// conversation.
func chatting(t *testing.T, o stack.Options) *stack.Stack {
	t.Helper()
	s := stack.New(t, "2026-10-06T10:00:00+02:00", o)
	s.Chatwoot.Now = s.Clock.Now
	s.Chatwoot.AddConversation(testkit.ChatwootConversation{ID: 42, Contact: testkit.ChatwootContact{ID: 55, Name: "Laura", Phone: "+34600000001", SourceID: "34600000001"}})
	return s
}

// poll lets a period pass and asks Chatwoot what was missed.
func poll(t *testing.T, s *stack.Stack) int {
	t.Helper()
	s.Clock.Advance(21 * time.Second)
	found, err := s.CatchUp.Poll(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.Drive()
	return found
}

func lastSaid(s *stack.Stack, conversation int64) string {
	replies := s.Chatwoot.Replies(conversation)
	if len(replies) == 0 {
		return ""
	}
	return replies[len(replies)-1].Content
}

// owner is who answers a conversation, as we know it.
func owner(t *testing.T, s *stack.Stack, conversation string) salon.Owner {
	t.Helper()
	c, err := s.Store.FindConversation(t.Context(), salon.SourceChatwoot, conversation)
	if err != nil {
		t.Fatal(err)
	}
	return c.Owner
}

// TestAMessageWhoseWebhookNeverCameIsAnswered: in a conversation we know, between
// messages that did arrive, and in one that we have never heard of.
func TestAMessageWhoseWebhookNeverCameIsAnswered(t *testing.T) {
	t.Parallel()
	s := chatting(t, stack.Options{})
	s.Say(42, "Hola")
	if n := poll(t, s); n != 0 {
		t.Fatalf("%d events were missed although all arrived", n)
	}
	s.Clock.Advance(time.Minute)
	s.Chatwoot.CustomerMessage(42, testkit.ChatwootMessage{Content: "¿A qué hora abrís el viernes?"}) // no webhook
	said := len(s.Chatwoot.Replies(42))
	if n := poll(t, s); n != 1 {
		t.Fatalf("%d events found, want 1", n)
	}
	if got := lastSaid(s, 42); !strings.Contains(got, "10:00") || len(s.Chatwoot.Replies(42)) != said+1 {
		t.Errorf("the lost question was answered with %q", got)
	}
	// The first message of a conversation that is new to us.
	s.Clock.Advance(time.Minute)
	s.Chatwoot.AddConversation(testkit.ChatwootConversation{ID: 77, Contact: testkit.ChatwootContact{ID: 80, Name: "Nerea", Phone: "+34600000077", SourceID: "34600000077"}})
	lost := s.Chatwoot.CustomerMessage(77, testkit.ChatwootMessage{Content: "Buenas, quiero cita"})
	if n := poll(t, s); n != 1 || !strings.Contains(lastSaid(s, 77), "Maite") {
		t.Errorf("%d found, said %q", n, lastSaid(s, 77))
	}
	// Its webhook comes after all: known already.
	if status, answer := s.Chatwoot.Post(s.Chatwoot.MessageEvent(77, lost, "message_created")); status != 200 || !strings.Contains(answer, "duplicate") {
		t.Errorf("the late webhook: %d %s", status, answer)
	}
	s.Drive()
	if n := poll(t, s); n != 0 || len(s.Chatwoot.Replies(77)) != 1 {
		t.Errorf("%d found again, %d replies", n, len(s.Chatwoot.Replies(77)))
	}
}

// TestWhatHappenedBeforeWeWereThereIsNotAnswered: connecting Maite to a salon with
// years of conversations writes to nobody.
func TestWhatHappenedBeforeWeWereThereIsNotAnswered(t *testing.T) {
	t.Parallel()
	s := chatting(t, stack.Options{})
	for n := range int64(60) {
		s.Chatwoot.AddConversation(testkit.ChatwootConversation{ID: 100 + n})
		s.Chatwoot.CustomerMessage(100+n, testkit.ChatwootMessage{Content: "¿Tenéis hora?"})
		s.Clock.Advance(time.Hour)
	}
	if n := poll(t, s); n != 1 { // only the last one, an hour ago, could still wait for us
		t.Errorf("%d old messages taken for new", n)
	}
	s.Clock.Advance(time.Hour)
	s.Chatwoot.CustomerMessage(100, testkit.ChatwootMessage{Content: "¿Hola?"})
	if n := poll(t, s); n != 1 || len(s.Chatwoot.Replies(100)) != 1 {
		t.Errorf("%d found, %d replies", n, len(s.Chatwoot.Replies(100)))
	}
}

// TestAfterAnHourWithoutChatwootNothingIsLost: nothing can be sent and nothing
// arrives; then everything is caught up, in order, once.
func TestAfterAnHourWithoutChatwootNothingIsLost(t *testing.T) {
	t.Parallel()
	s := chatting(t, stack.Options{})
	s.Say(42, "Hola")
	poll(t, s)
	s.Chatwoot.Down(true)
	if _, status, _ := s.Chatwoot.CustomerWrites(42, "¿A qué hora abrís el viernes?"); status != 200 { // this one came through
		t.Fatal(status)
	}
	s.Drive()
	calls := len(s.Chatwoot.Calls(""))
	for range 60 {
		s.Clock.Advance(time.Minute)
		if _, err := s.CatchUp.Poll(t.Context()); err == nil && len(s.Chatwoot.Calls("")) > calls+40 {
			t.Fatal("a dead Chatwoot is hammered")
		}
		s.Drive()
	}
	s.Chatwoot.CustomerMessage(42, testkit.ChatwootMessage{Content: "¿Dónde estáis?"}) // written while it was away, webhook lost
	s.Chatwoot.Down(false)
	s.Clock.Advance(15 * time.Minute)
	if _, err := s.Store.Pool().Exec(t.Context(), `UPDATE outbox SET next_attempt_at = now() WHERE status = 'pending'`); err != nil {
		t.Fatal(err)
	}
	s.Awake()
	if n := poll(t, s); n != 1 {
		t.Errorf("%d found", n)
	}
	s.Drive()
	replies := s.Chatwoot.Replies(42)
	if len(replies) != 3 || !strings.Contains(replies[1].Content, "viernes") || !strings.Contains(replies[2].Content, "Constitución") {
		t.Errorf("the customer reads %v", replies)
	}
}

// TestALongConversationThatWasNeverReadIsCaughtUpWhole: Chatwoot lists twenty
// messages at a time, and the poll may be late.
func TestALongConversationThatWasNeverReadIsCaughtUpWhole(t *testing.T) {
	t.Parallel()
	s := chatting(t, stack.Options{})
	s.Say(42, "Hola")
	const written = 47
	for n := range written {
		s.Chatwoot.CustomerMessage(42, testkit.ChatwootMessage{Content: fmt.Sprint("Hola ", n)})
	}
	if n := poll(t, s); n != written {
		t.Errorf("%d of %d were found", n, written)
	}
	if n := poll(t, s); n != 0 {
		t.Errorf("%d were found twice", n)
	}
}

// TestStaffRepliesAndStatusesAreFoundToo: whoever answers is known although their
// webhooks were lost.
func TestStaffRepliesAndStatusesAreFoundToo(t *testing.T) {
	t.Parallel()
	s := chatting(t, stack.Options{})
	s.Say(42, "Hola")
	poll(t, s)
	s.Clock.Advance(time.Minute)
	s.Chatwoot.CustomerMessage(42, testkit.ChatwootMessage{Content: "¿Tenéis hora hoy?"})
	s.Chatwoot.StaffReplies(42, "Sí, a las 18:00") // its webhook is lost as well
	said := len(s.Chatwoot.Replies(42))
	poll(t, s)
	if owner(t, s, "42") != salon.OwnerHuman || len(s.Chatwoot.Replies(42)) != said {
		t.Errorf("owner %s, Maite talked over staff: %q", owner(t, s, "42"), lastSaid(s, 42))
	}
	s.Chatwoot.SetStatus(42, "open")
	s.Clock.Advance(time.Minute)
	s.Chatwoot.StaffReplies(42, "Te paso con Maite")
	poll(t, s)
	s.Chatwoot.SetStatus(42, "pending")
	poll(t, s)
	poll(t, s) // believed when seen twice
	if owner(t, s, "42") != salon.OwnerAssistant {
		t.Error("the hand-back was not noticed")
	}
}

// TestAnUncertainMessageIsConfirmedByThePoll: no echo came, looking is not needed.
func TestAnUncertainMessageIsConfirmedByThePoll(t *testing.T) {
	t.Parallel()
	s := chatting(t, stack.Options{})
	s.Say(42, "Hola")
	s.Chatwoot.Misbehave(testkit.ChatwootFault{On: "send", Status: 502, AfterWork: true})
	s.Say(42, "¿A qué hora abrís el viernes?")
	poll(t, s)
	var open []string
	rows, err := s.Store.Pool().Query(t.Context(), `SELECT body FROM outbox WHERE status <> 'sent'`)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var body string
		if err := rows.Scan(&body); err != nil {
			t.Fatal(err)
		}
		open = append(open, body)
	}
	if rows.Err() != nil || len(open) != 0 || len(s.Chatwoot.Replies(42)) != 2 {
		t.Errorf("open %q, replies %d", open, len(s.Chatwoot.Replies(42)))
	}
	var texts []string
	for _, m := range s.Chatwoot.Replies(42) {
		texts = append(texts, m.Content)
	}
	if len(slices.Compact(texts)) != 2 {
		t.Errorf("said twice: %q", texts)
	}
}
