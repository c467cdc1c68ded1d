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

// samples builds one webhook body of every sort that Chatwoot sends, with names that say what they are.
func samples(t *testing.T) map[string][]byte {
	t.Helper()
	c := testkit.NewChatwoot(t)
	c.Now = func() time.Time { return time.Date(2026, 11, 25, 9, 30, 12, 345e6, time.UTC) }
	staff := testkit.ChatwootPerson{ID: 8, Name: "Rocío Campos"}
	fresh := func(change func(*testkit.ChatwootConversation)) {
		conv := testkit.ChatwootConversation{ID: sampleConversation, Contact: testkit.ChatwootContact{
			ID: 905, Name: "Nerea Vidal", Phone: "+34611222333", SourceID: "34611222333",
		}}
		if change != nil {
			change(&conv)
		}
		c.AddConversation(conv)
	}
	out := map[string][]byte{}
	message := func(name, event string, m testkit.ChatwootMessage) {
		m = c.AddMessage(sampleConversation, m)
		out[name] = c.MessageEvent(sampleConversation, m, event)
	}
	customer := func(name string, m testkit.ChatwootMessage) {
		m.Type, m.From = "incoming", "contact"
		message(name, "message_created", m)
	}
	ours := func(name, event string, m testkit.ChatwootMessage, a attrs) {
		m.Type, m.From, m.Attributes = "outgoing", "bot", attrs{"outbox_id": sampleOutbox}
		for k, v := range a {
			m.Attributes[k] = v
		}
		message(name, event, m)
	}

	fresh(nil)
	customer("text", testkit.ChatwootMessage{Content: "Buenas, ¿me dais hora para peinarme el sábado? <3 & gracias"})
	customer("voice", testkit.ChatwootMessage{Attachments: []map[string]any{{
		"id": 31, "file_type": "audio", "extension": nil, "data_url": "https://chat.example.net/blobs/redirect/nota.ogg?x=1", "transcribed_text": "", "width": nil,
	}}})
	customer("image_caption", testkit.ChatwootMessage{Content: "Un color así", Attachments: []map[string]any{{
		"id": 32, "file_type": "image", "content_type": "image/jpeg", "data_url": "https://chat.example.net/blobs/redirect/pelo.jpg",
	}}})
	customer("location", testkit.ChatwootMessage{Attachments: []map[string]any{{
		"id": 33, "file_type": "location", "coordinates_lat": 40.4, "coordinates_long": -3.7, "fallback_title": "Plaza", "data_url": nil,
	}}})
	customer("sticker", testkit.ChatwootMessage{ContentType: "sticker", Attachments: []map[string]any{{"id": 34, "file_type": "image", "data_url": "https://chat.example.net/s.webp"}}})
	customer("unsupported", testkit.ChatwootMessage{Content: "This message cannot be shown.", Attributes: attrs{"is_unsupported": true}})
	customer("menu_reply", testkit.ChatwootMessage{Content: "Sáb 28, 9:30 Ana", Attributes: attrs{"in_reply_to": 7040, "in_reply_to_external_id": "wamid.X"}})
	customer("menu_reply_unresolved", testkit.ChatwootMessage{Content: "Sáb 28, 9:30 Ana", Attributes: attrs{"in_reply_to": nil, "in_reply_to_external_id": nil}})
	ours("echo_text", "message_created", testkit.ChatwootMessage{Content: "¡Claro! Mira:"}, nil)
	ours("echo_menu", "message_created", testkit.ChatwootMessage{Content: "¿Cuál?", ContentType: "input_select"},
		attrs{"items": []attrs{{"title": "Sáb 28, 9:30 Ana", "value": "a"}}})
	ours("echo_note", "message_created", testkit.ChatwootMessage{Content: "Resumen", Private: true}, nil)
	ours("delivered", "message_updated", testkit.ChatwootMessage{Content: "¡Claro!", Status: "delivered"}, nil)
	ours("failed_error", "message_updated", testkit.ChatwootMessage{Content: "¡Claro!", Status: "failed"}, attrs{"external_error": "131026: Message undeliverable"})
	ours("failed_status", "message_updated", testkit.ChatwootMessage{Content: "¡Claro!", Status: "failed"}, nil)
	message("staff_reply_pending", "message_created", testkit.ChatwootMessage{Type: "outgoing", From: "user", Person: staff, Content: "Te atiendo yo."})
	message("phone_app_reply", "message_created", testkit.ChatwootMessage{Type: "outgoing", From: "phone", Content: "Vale", Attributes: attrs{"external_echo": true}})
	message("private_note", "message_created", testkit.ChatwootMessage{Type: "outgoing", From: "user", Person: staff, Content: "Ojo con el tinte", Private: true})
	message("other_bot", "message_created", testkit.ChatwootMessage{Type: "outgoing", From: "bot", Content: "Otro bot"})
	message("automation", "message_created", testkit.ChatwootMessage{Type: "outgoing", From: "user", Person: staff, Content: "Automático", Attributes: attrs{"automation_rule_id": 4}})
	message("greeting_template", "message_created", testkit.ChatwootMessage{Type: "template", From: "", Content: "Bienvenida"})
	message("activity", "message_created", testkit.ChatwootMessage{Type: "activity", Content: "Rocío se asignó"})
	message("staff_delivered", "message_updated", testkit.ChatwootMessage{Type: "outgoing", From: "user", Person: staff, Content: "Sí", Status: "delivered"})

	fresh(func(c *testkit.ChatwootConversation) {
		c.Contact = testkit.ChatwootContact{ID: 906, Name: "🌸🌸", SourceID: "ES.9Kq2Vb9TnX81"}
	})
	customer("no_phone", testkit.ChatwootMessage{Content: "hola"})
	fresh(func(c *testkit.ChatwootConversation) { c.Status, c.Assignee = "open", &staff })
	customer("text_open_assigned", testkit.ChatwootMessage{Content: "¿Sigues ahí?"})
	message("staff_reply_open", "message_created", testkit.ChatwootMessage{Type: "outgoing", From: "user", Person: staff, Content: "Aquí estoy"})
	conversation := func(name, event string, changed any) {
		out[name] = c.ConversationEvent(sampleConversation, event, changed)
	}
	changedKey := func(key string, after any) any {
		return []attrs{{key: attrs{"previous_value": nil, "current_value": after}}, {"updated_at": attrs{}}}
	}
	conversation("status_open", "conversation_status_changed", nil)
	conversation("opened", "conversation_opened", nil)
	conversation("updated_open", "conversation_updated", changedKey("status", "open"))
	conversation("updated_open_untold", "conversation_updated", nil)
	fresh(func(c *testkit.ChatwootConversation) { c.Assignee = &staff }) // handed back: the assignee is still there
	conversation("status_pending", "conversation_status_changed", nil)
	conversation("status_pending_told", "conversation_status_changed", changedKey("status", "pending"))
	conversation("updated_pending", "conversation_updated", changedKey("status", "pending"))
	conversation("updated_pending_untold", "conversation_updated", nil)
	conversation("updated_assignee", "conversation_updated", changedKey("assignee_id", 8))
	conversation("updated_first_reply", "conversation_updated", changedKey("first_reply_created_at", "2026-11-25T09:30:12Z"))
	conversation("updated_object", "conversation_updated", attrs{"status": attrs{"previous_value": "open", "current_value": "pending"}})
	fresh(nil)
	conversation("updated_unassigned", "conversation_updated", changedKey("assignee_id", nil))
	fresh(func(c *testkit.ChatwootConversation) { c.Status = "snoozed" })
	conversation("status_snoozed", "conversation_status_changed", nil)
	fresh(func(c *testkit.ChatwootConversation) { c.Status = "resolved" })
	conversation("resolved", "conversation_resolved", nil)
	conversation("status_resolved", "conversation_status_changed", nil)
	conversation("resolved_late_assignee", "conversation_updated", changedKey("assignee_id", 8))
	out["unknown_event"] = []byte(`{"event":"conversation_colour_changed","account":{"id":1},"colour":"blue"}`)
	return out
}

// TestSamplesAreUpToDate keeps testdata, which people read, equal to what the
// pretend Chatwoot posts.
func TestSamplesAreUpToDate(t *testing.T) {
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
