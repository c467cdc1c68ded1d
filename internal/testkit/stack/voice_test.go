package stack_test

import (
	"net/http"
	"strings"
	"testing"

	"atrevete/internal/testkit"
	"atrevete/internal/testkit/stack"
)

// voiceWorld is a customer who sends voice notes; Chatwoot tells their words later.
type voiceWorld struct {
	*stack.Stack
	t     *testing.T
	known int // what was said before
}

func newVoiceWorld(t *testing.T) voiceWorld {
	t.Helper()
	s := stack.New(t, "2026-10-06T11:00:00+02:00", stack.Options{})
	s.Chatwoot.AddConversation(testkit.ChatwootConversation{ID: 42})
	s.Say(42, "Hola")
	s.Say(42, "Sí, soy yo")
	return voiceWorld{s, t, len(s.Chatwoot.Replies(42))}
}

// note is sent and not yet told to us.
func (w voiceWorld) note() testkit.ChatwootMessage {
	return w.Chatwoot.CustomerMessage(42, testkit.ChatwootMessage{Attachments: []map[string]any{
		{"id": 31, "file_type": "audio", "extension": "ogg", "data_url": "https://chat.example.net/blobs/nota.ogg", "transcribed_text": ""},
	}})
}

// tell posts that a note came, times times.
func (w voiceWorld) tell(m testkit.ChatwootMessage, times int) {
	w.t.Helper()
	for range times {
		w.post(w.Chatwoot.MessageEvent(42, m, "message_created"))
	}
}

// post delivers without letting anybody answer yet.
func (w voiceWorld) post(body []byte) {
	w.t.Helper()
	if status, answer := w.Chatwoot.Post(body); status != http.StatusOK {
		w.t.Fatalf("webhook answered %d: %s", status, answer)
	}
}

// words posts what a note says, times times.
func (w voiceWorld) words(m testkit.ChatwootMessage, text string, times int) {
	w.t.Helper()
	m.Attachments = []map[string]any{
		{"id": 31, "file_type": "audio", "extension": "ogg", "data_url": "https://chat.example.net/blobs/nota.ogg", "transcribed_text": text},
	}
	for range times {
		w.post(w.Chatwoot.MessageEvent(42, m, "message_updated"))
	}
}

// said drives the product and compares what was said in all.
func (w voiceWorld) said(want ...string) {
	w.t.Helper()
	w.Drive()
	got := w.Chatwoot.Replies(42)[w.known:]
	if len(got) != len(want) {
		w.t.Fatalf("said %d things, not %d: %+v", len(got), len(want), contents(got))
	}
	for i, one := range want {
		if !strings.Contains(got[i].Content, one) {
			w.t.Errorf("answer %d is %q, without %q", i+1, got[i].Content, one)
		}
	}
	var waiting int
	if err := w.Store.Pool().QueryRow(w.t.Context(), `SELECT count(*) FROM inbox WHERE processed_at IS NULL`).Scan(&waiting); err != nil || waiting > 0 {
		w.t.Errorf("%d rows wait for ever, %v", waiting, err)
	}
}

func contents(list []testkit.ChatwootMessage) (out []string) {
	for _, m := range list {
		out = append(out, m.Content)
	}
	return out
}

// heard is what conversation_history has of the customer.
func (w voiceWorld) heard() string {
	w.t.Helper()
	var words string
	err := w.Store.Pool().QueryRow(w.t.Context(), `
		SELECT coalesce(string_agg(message_content, ' | ' ORDER BY seq), '') FROM conversation_history WHERE message_role = 'user' AND message_content NOT IN ('Hola', 'Sí, soy yo')`).Scan(&words)
	if err != nil {
		w.t.Fatal(err)
	}
	return words
}

// TestWordsOfAVoiceNoteComeLater: whenever Chatwoot tells what a note says, it is
// answered once, or not at all when she has gone on.
func TestWordsOfAVoiceNoteComeLater(t *testing.T) {
	t.Parallel()
	const write, hours = "escrib", "lunes"
	const question = "¿Qué horario tenéis?"

	t.Run("before the note is answered", func(t *testing.T) {
		t.Parallel()
		w := newVoiceWorld(t)
		m := w.note()
		w.tell(m, 2)
		w.words(m, question, 3)
		w.said(hours)
		if got := w.heard(); got != question {
			t.Errorf("the history says %q", got)
		}
	})
	t.Run("after she was asked to write it", func(t *testing.T) {
		t.Parallel()
		w := newVoiceWorld(t)
		m := w.note()
		w.tell(m, 1)
		w.said(write)
		w.words(m, question, 2)
		w.said(write, hours)
		w.words(m, question, 1)
		w.tell(m, 1)
		w.said(write, hours)
	})
	t.Run("before the note itself", func(t *testing.T) {
		t.Parallel()
		w := newVoiceWorld(t)
		m := w.note()
		w.words(m, question, 2)
		w.said(hours)
		w.tell(m, 2)
		w.said(hours)
	})
	t.Run("before the note, both waiting", func(t *testing.T) {
		t.Parallel()
		w := newVoiceWorld(t)
		m := w.note()
		w.words(m, question, 1)
		w.tell(m, 1)
		w.said(hours)
	})
	t.Run("after she wrote it herself", func(t *testing.T) {
		t.Parallel()
		w := newVoiceWorld(t)
		m := w.note()
		w.tell(m, 1)
		w.said(write)
		w.Say(42, question)
		w.said(write, hours)
		w.words(m, question, 2)
		w.said(write, hours)
	})
	t.Run("while a person answers", func(t *testing.T) {
		t.Parallel()
		w := newVoiceWorld(t)
		m := w.note()
		w.tell(m, 1)
		w.said(write)
		w.Chatwoot.StaffReplies(42, "Ya te escucho yo, un momento")
		w.post(w.Chatwoot.MessageEvent(42, last(w.Chatwoot.Conversation(42).Messages), "message_created"))
		w.words(m, question, 1)
		w.said(write)
	})
}

func last(list []testkit.ChatwootMessage) testkit.ChatwootMessage { return list[len(list)-1] }
