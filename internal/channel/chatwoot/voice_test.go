package chatwoot_test

import (
	"net/http"
	"testing"

	"atrevete/internal/channel/chatwoot"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

// TestAnUpdateOfAVoiceNoteTellsItsWords: an update of what a customer sent means
// something only when it says what a voice note says.
func TestAnUpdateOfAVoiceNoteTellsItsWords(t *testing.T) {
	t.Parallel()
	fake := testkit.NewChatwoot(t)
	fake.AddConversation(testkit.ChatwootConversation{ID: 71})
	c := chatwoot.New(chatwoot.Config{AccountID: fake.AccountID, InboxID: fake.InboxID})
	file := func(kind, words string) []map[string]any {
		return []map[string]any{{"id": 1, "file_type": kind, "data_url": "https://chat.example.net/nota.ogg", "transcribed_text": words}}
	}
	for name, one := range map[string]struct {
		sent    testkit.ChatwootMessage
		private bool
		want    string
	}{
		"the words":          {sent: testkit.ChatwootMessage{Attachments: file("audio", "Quiero cortarme el pelo")}, want: "Quiero cortarme el pelo"},
		"no words yet":       {sent: testkit.ChatwootMessage{Attachments: file("audio", " ")}},
		"a photo":            {sent: testkit.ChatwootMessage{Attachments: file("image", "pelo")}},
		"an edited text":     {sent: testkit.ChatwootMessage{Content: "hola, hola"}},
		"a deleted message":  {sent: testkit.ChatwootMessage{Content: "This message was deleted", Attributes: map[string]any{"deleted": true}}},
		"a private recorded": {sent: testkit.ChatwootMessage{Private: true, Attachments: file("audio", "para el equipo")}},
	} {
		m := fake.CustomerMessage(71, one.sent)
		list, err := c.Parse(http.Header{}, fake.MessageEvent(71, m, "message_updated"))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if one.want == "" {
			if len(list) != 0 {
				t.Errorf("%s: means %+v", name, list)
			}
			continue
		}
		note, err := c.Parse(http.Header{}, fake.MessageEvent(71, m, "message_created"))
		if err != nil || len(list) != 1 || len(note) != 1 {
			t.Fatalf("%s: means %+v and %+v, %v", name, list, note, err)
		}
		got := list[0]
		if got.Kind != salon.InboundMessage || got.Spoken() != one.want || got.Amends != note[0].ExternalID || got.ExternalID == note[0].ExternalID ||
			got.Sequence != note[0].Sequence || got.Contact != note[0].Contact {
			t.Errorf("%s: means %+v", name, got)
		}
	}
}
