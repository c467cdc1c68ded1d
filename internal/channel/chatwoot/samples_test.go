package chatwoot_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"atrevete/internal/testkit"
)

var update = flag.Bool("update", false, "write testdata anew from the pretend Chatwoot")

// The people and ids of the samples are invented.
const (
	sampleConversation = 71
	sampleOutbox       = "0192f3c1-7a10-7c44-9d51-2f6d0c9b1e77"
)

type attrs = map[string]any

// sampler builds samples one after the other in a conversation that changes.
type sampler struct {
	c   *testkit.Chatwoot
	out map[string][]byte
}

// carer is the member of staff of the samples.
var carer = testkit.ChatwootPerson{ID: 8, Name: "Rocío Campos"}

// samples builds one webhook body of every sort that Chatwoot sends, with names that say what they are.
func samples(t *testing.T) map[string][]byte {
	t.Helper()
	s := sampler{testkit.NewChatwoot(t), map[string][]byte{}}
	s.c.Now = func() time.Time { return time.Date(2026, 11, 25, 9, 30, 12, 345e6, time.UTC) }
	s.customers()
	s.echoes()
	s.people()
	s.conversations()
	s.out["unknown_event"] = []byte(`{"event":"conversation_colour_changed","account":{"id":1},"colour":"blue"}`)
	return s.out
}

// fresh begins the conversation anew, with one change.
func (s sampler) fresh(change func(*testkit.ChatwootConversation)) {
	conv := testkit.ChatwootConversation{ID: sampleConversation, Contact: testkit.ChatwootContact{
		ID: 905, Name: "Nerea Vidal", Phone: "+34611222333", SourceID: "34611222333",
	}}
	if change != nil {
		change(&conv)
	}
	s.c.AddConversation(conv)
}

func (s sampler) message(name, event string, m testkit.ChatwootMessage) {
	m = s.c.AddMessage(sampleConversation, m)
	s.out[name] = s.c.MessageEvent(sampleConversation, m, event)
}

func (s sampler) customer(name string, m testkit.ChatwootMessage) {
	m.Type, m.From = "incoming", "contact"
	s.message(name, "message_created", m)
}

func (s sampler) ours(name, event string, m testkit.ChatwootMessage, a attrs) {
	m.Type, m.From, m.Attributes = "outgoing", "bot", attrs{"outbox_id": sampleOutbox}
	for k, v := range a {
		m.Attributes[k] = v
	}
	s.message(name, event, m)
}

func (s sampler) conversation(name, event string, changed any) {
	s.out[name] = s.c.ConversationEvent(sampleConversation, event, changed)
}

// changedKey is a changed_attributes list that names one key.
func changedKey(key string, after any) any {
	return []attrs{{key: attrs{"previous_value": nil, "current_value": after}}, {"updated_at": attrs{}}}
}

func (s sampler) customers() {
	s.fresh(nil)
	s.customer("text", testkit.ChatwootMessage{Content: "Buenas, ¿me dais hora para peinarme el sábado? <3 & gracias"})
	s.customer("voice", testkit.ChatwootMessage{Attachments: []map[string]any{{
		"id": 31, "file_type": "audio", "extension": nil, "data_url": "https://chat.example.net/blobs/redirect/nota.ogg?x=1", "transcribed_text": "", "width": nil,
	}}})
	s.customer("image_caption", testkit.ChatwootMessage{Content: "Un color así", Attachments: []map[string]any{{
		"id": 32, "file_type": "image", "content_type": "image/jpeg", "data_url": "https://chat.example.net/blobs/redirect/pelo.jpg",
	}}})
	s.customer("location", testkit.ChatwootMessage{Attachments: []map[string]any{{
		"id": 33, "file_type": "location", "coordinates_lat": 40.4, "coordinates_long": -3.7, "fallback_title": "Plaza", "data_url": nil,
	}}})
	s.customer("sticker", testkit.ChatwootMessage{ContentType: "sticker", Attachments: []map[string]any{{"id": 34, "file_type": "image", "data_url": "https://chat.example.net/s.webp"}}})
	s.customer("unsupported", testkit.ChatwootMessage{Content: "This message cannot be shown.", Attributes: attrs{"is_unsupported": true}})
	s.customer("menu_reply", testkit.ChatwootMessage{Content: "Sáb 28, 9:30 Ana", Attributes: attrs{"in_reply_to": 7040, "in_reply_to_external_id": "wamid.X"}})
	s.customer("menu_reply_unresolved", testkit.ChatwootMessage{Content: "Sáb 28, 9:30 Ana", Attributes: attrs{"in_reply_to": nil, "in_reply_to_external_id": nil}})
}

func (s sampler) echoes() {
	s.ours("echo_text", "message_created", testkit.ChatwootMessage{Content: "¡Claro! Mira:"}, nil)
	s.ours("echo_menu", "message_created", testkit.ChatwootMessage{Content: "¿Cuál?", ContentType: "input_select"},
		attrs{"items": []attrs{{"title": "Sáb 28, 9:30 Ana", "value": "a"}}})
	s.ours("echo_note", "message_created", testkit.ChatwootMessage{Content: "Resumen", Private: true}, nil)
	s.ours("delivered", "message_updated", testkit.ChatwootMessage{Content: "¡Claro!", Status: "delivered"}, nil)
	s.ours("failed_error", "message_updated", testkit.ChatwootMessage{Content: "¡Claro!", Status: "failed"}, attrs{"external_error": "131026: Message undeliverable"})
	s.ours("failed_status", "message_updated", testkit.ChatwootMessage{Content: "¡Claro!", Status: "failed"}, nil)
}

func (s sampler) people() {
	s.message("staff_reply_pending", "message_created", testkit.ChatwootMessage{Type: "outgoing", From: "user", Person: carer, Content: "Te atiendo yo."})
	s.message("phone_app_reply", "message_created", testkit.ChatwootMessage{Type: "outgoing", From: "phone", Content: "Vale", Attributes: attrs{"external_echo": true}})
	s.message("private_note", "message_created", testkit.ChatwootMessage{Type: "outgoing", From: "user", Person: carer, Content: "Ojo con el tinte", Private: true})
	s.message("other_bot", "message_created", testkit.ChatwootMessage{Type: "outgoing", From: "bot", Content: "Otro bot"})
	s.message("automation", "message_created", testkit.ChatwootMessage{Type: "outgoing", From: "user", Person: carer, Content: "Automático", Attributes: attrs{"automation_rule_id": 4}})
	s.message("greeting_template", "message_created", testkit.ChatwootMessage{Type: "template", From: "", Content: "Bienvenida"})
	s.message("activity", "message_created", testkit.ChatwootMessage{Type: "activity", Content: "Rocío se asignó"})
	s.message("staff_delivered", "message_updated", testkit.ChatwootMessage{Type: "outgoing", From: "user", Person: carer, Content: "Sí", Status: "delivered"})

	s.fresh(func(c *testkit.ChatwootConversation) {
		c.Contact = testkit.ChatwootContact{ID: 906, Name: "🌸🌸", SourceID: "ES.9Kq2Vb9TnX81"}
	})
	s.customer("no_phone", testkit.ChatwootMessage{Content: "hola"})
	s.fresh(func(c *testkit.ChatwootConversation) { c.Status, c.Assignee = "open", &carer })
	s.customer("text_open_assigned", testkit.ChatwootMessage{Content: "¿Sigues ahí?"})
	s.message("staff_reply_open", "message_created", testkit.ChatwootMessage{Type: "outgoing", From: "user", Person: carer, Content: "Aquí estoy"})
}

func (s sampler) conversations() {
	s.conversation("status_open", "conversation_status_changed", nil)
	s.conversation("opened", "conversation_opened", nil)
	s.conversation("updated_open", "conversation_updated", changedKey("status", "open"))
	s.conversation("updated_open_untold", "conversation_updated", nil)
	s.fresh(func(c *testkit.ChatwootConversation) { c.Assignee = &carer }) // handed back: the assignee is still there
	s.conversation("status_pending", "conversation_status_changed", nil)
	s.conversation("status_pending_told", "conversation_status_changed", changedKey("status", "pending"))
	s.conversation("updated_pending", "conversation_updated", changedKey("status", "pending"))
	s.conversation("updated_pending_untold", "conversation_updated", nil)
	s.conversation("updated_assignee", "conversation_updated", changedKey("assignee_id", 8))
	s.conversation("updated_first_reply", "conversation_updated", changedKey("first_reply_created_at", "2026-11-25T09:30:12Z"))
	s.conversation("updated_object", "conversation_updated", attrs{"status": attrs{"previous_value": "open", "current_value": "pending"}})
	s.fresh(nil)
	s.conversation("updated_unassigned", "conversation_updated", changedKey("assignee_id", nil))
	s.fresh(func(c *testkit.ChatwootConversation) { c.Status = "snoozed" })
	s.conversation("status_snoozed", "conversation_status_changed", nil)
	s.fresh(func(c *testkit.ChatwootConversation) { c.Status = "resolved" })
	s.conversation("resolved", "conversation_resolved", nil)
	s.conversation("status_resolved", "conversation_status_changed", nil)
	s.conversation("resolved_late_assignee", "conversation_updated", changedKey("assignee_id", 8))
}

// TestSamplesAreUpToDate keeps testdata, which people read, equal to what the
// pretend Chatwoot posts.
func TestSamplesAreUpToDate(t *testing.T) {
	t.Parallel()
	for name, body := range samples(t) {
		var pretty bytes.Buffer
		if err := json.Indent(&pretty, body, "", "  "); err != nil {
			t.Fatal(err)
		}
		pretty.WriteByte('\n')
		path := filepath.Join("testdata", name+".json")
		if *update {
			if err := os.WriteFile(path, pretty.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		stored, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(stored, pretty.Bytes()) {
			t.Errorf("%s differs from what is posted; run go test -update (%v)", path, err)
		}
	}
}
