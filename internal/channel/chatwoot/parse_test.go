package chatwoot_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"atrevete/internal/channel"
	"atrevete/internal/channel/chatwoot"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var unsigned = chatwoot.Config{APIURL: "http://chatwoot.example/", AccountID: 1, InboxID: 3}

func delivery(id string) http.Header { return http.Header{"X-Chatwoot-Delivery": {id}} }

func parse(t *testing.T, cfg chatwoot.Config, body []byte) (salon.Inbound, bool) {
	t.Helper()
	list, err := chatwoot.New(cfg).Parse(delivery("d-1"), body)
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	if len(list) > 1 {
		t.Fatalf("Parse gave %d events", len(list))
	}
	if len(list) == 0 {
		return salon.Inbound{}, false
	}
	return list[0], true
}

// TestEverySampleMeansWhatItShould is the table of meanings. Empty kind: nothing must come of it.
func TestEverySampleMeansWhatItShould(t *testing.T) {
	t.Parallel()
	nerea := salon.Contact{ID: "905", SourceID: "34611222333", Name: "Nerea Vidal", Phone: "+34611222333"}
	at := time.Date(2026, 11, 25, 9, 30, 12, 345e6, time.UTC)
	msg := func(id, text string) salon.Inbound {
		return salon.Inbound{Kind: salon.InboundMessage, ExternalID: "message:1:" + id, Text: text, Contact: nerea}
	}
	with := func(in salon.Inbound, change func(*salon.Inbound)) salon.Inbound { change(&in); return in }
	att := func(kind, url string) []salon.Attachment { return []salon.Attachment{{Kind: kind, URL: url}} }
	owner := func(o salon.Owner, event string) salon.Inbound {
		return salon.Inbound{Kind: salon.InboundOwner, Owner: o, ExternalID: "event:d-1:" + event}
	}
	human := func(id string) salon.Inbound {
		return salon.Inbound{Kind: salon.InboundOwner, Owner: salon.OwnerHuman, Answered: true, ExternalID: "message:1:" + id}
	}
	closed := func(event string) salon.Inbound {
		return salon.Inbound{Kind: salon.InboundClosed, ExternalID: "event:d-1:" + event}
	}
	echo := func(id string) salon.Inbound {
		return salon.Inbound{Kind: salon.InboundEcho, ExternalID: "message:1:" + id, OutboxID: sampleOutbox, ExternalMessage: id}
	}
	receipt := func(id, failure string) salon.Inbound {
		return salon.Inbound{Kind: salon.InboundReceipt, ExternalID: "event:d-1:message_updated", OutboxID: sampleOutbox, ExternalMessage: id, Failure: failure}
	}
	ignored := salon.Inbound{}
	want := map[string]salon.Inbound{
		"text": msg("7001", "Buenas, ¿me dais hora para peinarme el sábado? <3 & gracias"),
		"voice": with(msg("7002", ""), func(in *salon.Inbound) {
			in.Attachments = att("audio", "https://chat.example.net/blobs/redirect/nota.ogg?x=1")
		}),
		"image_caption": with(msg("7003", "Un color así"), func(in *salon.Inbound) {
			in.Attachments = att("image", "https://chat.example.net/blobs/redirect/pelo.jpg")
		}),
		"location":              with(msg("7004", ""), func(in *salon.Inbound) { in.Attachments = att("location", "") }),
		"sticker":               with(msg("7005", ""), func(in *salon.Inbound) { in.Attachments = att("sticker", "https://chat.example.net/s.webp") }),
		"unsupported":           with(msg("7006", "This message cannot be shown."), func(in *salon.Inbound) { in.Unsupported = true }),
		"menu_reply":            with(msg("7007", "Sáb 28, 9:30 Ana"), func(in *salon.Inbound) { in.InReplyTo = "7040" }),
		"menu_reply_unresolved": msg("7008", "Sáb 28, 9:30 Ana"),
		"echo_text":             echo("7009"),
		"echo_menu":             echo("7010"),
		"echo_note":             echo("7011"),
		"delivered":             with(receipt("7012", ""), func(in *salon.Inbound) { in.Delivered = "delivered" }),
		"failed_error":          receipt("7013", "131026: Message undeliverable"),
		"failed_status":         receipt("7014", "delivery failed"),
		"staff_reply_pending":   human("7015"),
		"phone_app_reply":       human("7016"),
		"private_note":          ignored,
		"other_bot":             ignored,
		"automation":            ignored,
		"greeting_template":     ignored,
		"activity":              ignored,
		"staff_delivered":       ignored,
		"no_phone": with(msg("7023", "hola"), func(in *salon.Inbound) {
			in.Contact = salon.Contact{ID: "906", SourceID: "ES.9Kq2Vb9TnX81", Name: "🌸🌸"}
		}),
		"text_open_assigned":     with(msg("7024", "¿Sigues ahí?"), func(in *salon.Inbound) { in.Owner = salon.OwnerHuman }),
		"staff_reply_open":       human("7025"),
		"status_open":            owner(salon.OwnerHuman, "conversation_status_changed"),
		"opened":                 owner(salon.OwnerHuman, "conversation_opened"),
		"updated_open":           owner(salon.OwnerHuman, "conversation_updated"),
		"updated_open_untold":    owner(salon.OwnerHuman, "conversation_updated"),
		"status_pending":         owner(salon.OwnerAssistant, "conversation_status_changed"),
		"status_pending_told":    owner(salon.OwnerAssistant, "conversation_status_changed"),
		"updated_pending":        owner(salon.OwnerAssistant, "conversation_updated"),
		"updated_pending_untold": ignored, // it may only be the first reply of a person
		"updated_assignee":       owner(salon.OwnerHuman, "conversation_updated"),
		"updated_first_reply":    ignored,
		"updated_object":         owner(salon.OwnerAssistant, "conversation_updated"),
		"updated_unassigned":     ignored,
		"status_snoozed":         owner(salon.OwnerHuman, "conversation_status_changed"),
		"resolved":               closed("conversation_resolved"),
		"status_resolved":        closed("conversation_status_changed"),
		"resolved_late_assignee": ignored,
		"unknown_event":          ignored,
	}
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) != len(want) {
		t.Fatalf("%d samples, %d expectations (%v)", len(files), len(want), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			expected, known := want[name]
			if !known {
				t.Fatal("no expectation for this sample")
			}
			got, some := parse(t, unsigned, body)
			if !some {
				got = ignored
			} else {
				expected.Source, expected.ExternalConversation = salon.SourceChatwoot, "71"
				if got.SentAt.Sub(at).Abs() > time.Millisecond {
					t.Errorf("sent at %v, want %v", got.SentAt, at)
				}
				if strings.HasPrefix(got.ExternalID, "message:") && got.ExternalID != "message:1:"+itoa(got.Sequence) {
					t.Errorf("sequence %d of %s", got.Sequence, got.ExternalID)
				}
			}
			got.SentAt, got.Sequence = time.Time{}, 0
			if !reflect.DeepEqual(got, expected) {
				t.Errorf("got\n%+v\nwant\n%+v", got, expected)
			}
		})
	}
}

// TestRecordedShapes runs the whole collection of webhook bodies when it is at hand.
func TestRecordedShapes(t *testing.T) {
	t.Parallel()
	type meaning struct {
		kind       salon.InboundKind
		owner      salon.Owner
		externalID string
	}
	human, assistant := salon.OwnerHuman, salon.OwnerAssistant
	want := map[string]meaning{
		"message_created_text":                        {salon.InboundMessage, "", "message:1:8123"},
		"message_created_emoji_name":                  {kind: salon.InboundMessage},
		"message_created_no_phone":                    {kind: salon.InboundMessage},
		"message_created_voice_note":                  {salon.InboundMessage, "", "message:1:8131"},
		"message_created_image_caption":               {salon.InboundMessage, "", "message:1:8133"},
		"message_created_location":                    {salon.InboundMessage, "", "message:1:8135"},
		"message_created_unsupported":                 {salon.InboundMessage, "", "message:1:8137"},
		"message_created_bot_menu_echo":               {salon.InboundEcho, "", "message:1:8126"},
		"message_created_menu_reply":                  {salon.InboundMessage, "", "message:1:8128"},
		"message_created_menu_reply_unresolved":       {salon.InboundMessage, "", "message:1:8130"},
		"message_created_bot_echo":                    {kind: salon.InboundEcho},
		"message_created_human_reply":                 {salon.InboundOwner, human, "message:1:8141"},
		"message_created_human_reply_pending":         {salon.InboundOwner, human, "message:1:8151"},
		"message_created_phone_app_echo":              {salon.InboundOwner, human, "message:1:8145"},
		"message_created_private_note":                {},
		"message_updated_delivered":                   {kind: salon.InboundReceipt},
		"message_updated_failed":                      {kind: salon.InboundReceipt},
		"message_updated_failed_template":             {kind: salon.InboundReceipt},
		"conversation_status_changed_pending_to_open": {kind: salon.InboundOwner, owner: human},
		"conversation_status_changed_open_to_pending": {kind: salon.InboundOwner, owner: assistant},
		"conversation_status_changed_with_changes":    {kind: salon.InboundOwner, owner: assistant},
		"conversation_updated_pending_to_open":        {kind: salon.InboundOwner, owner: human},
		"conversation_updated_open_to_pending":        {kind: salon.InboundOwner, owner: assistant},
		"conversation_resolved":                       {kind: salon.InboundClosed},
		"unknown_event":                               {},
		"bridge_message_created_text":                 {salon.InboundMessage, human, "message:1:10993"},
		"bridge_message_created_voice_note":           {salon.InboundMessage, human, "message:1:10994"},
	}
	for name, expected := range want {
		t.Run(name, func(t *testing.T) {
			path := testkit.SharedFile("chatwoot", name+".json")
			if path == "" {
				t.Skip("the collection of webhook bodies is not beside the repository")
			}
			body, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got, _ := parse(t, unsigned, body)
			if got.Kind != expected.kind || got.Owner != expected.owner {
				t.Errorf("kind %q owner %q, want %q %q", got.Kind, got.Owner, expected.kind, expected.owner)
			}
			if expected.externalID != "" && got.ExternalID != expected.externalID {
				t.Errorf("external id %q, want %q", got.ExternalID, expected.externalID)
			}
			if strings.HasPrefix(name, "message_updated_failed") != (got.Failure != "") {
				t.Errorf("failure %q", got.Failure)
			}
			if got.Kind == salon.InboundMessage && (got.Contact.ID == "" || got.Contact.SourceID == "" || got.ExternalConversation == "") {
				t.Errorf("incomplete: %+v", got)
			}
		})
	}
}

func TestOtherInboxesAndAccountsAreNotOurs(t *testing.T) {
	t.Parallel()
	body := samples(t)["text"]
	status := samples(t)["status_open"]
	for _, cfg := range []chatwoot.Config{{AccountID: 2}, {AccountID: 1, InboxID: 4}} {
		for _, b := range [][]byte{body, status} {
			if _, some := parse(t, cfg, b); some {
				t.Errorf("%+v took an event of account 1, inbox 3", cfg)
			}
		}
	}
	if _, some := parse(t, chatwoot.Config{}, body); !some {
		t.Error("without account and inbox everything is ours")
	}
}

func TestDecodingIsTolerant(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"numbers as strings": `{"event":"message_created","id":"9","message_type":0,"content":"hola","account":{"id":"1"},"created_at":1795511703,
			"conversation":{"id":"42","inbox_id":3,"contact_inbox":{"source_id":"346"}},"sender":{"id":"5","name":"Eva"}}`,
		"wrong types": `{"event":"message_created","id":9,"message_type":"incoming","content":"hola","content_attributes":"{}","additional_attributes":[],
			"sender":"Eva","private":null,"attachments":{},"inbox":null,"account":[1],"created_at":false,
			"conversation":{"id":42,"meta":[],"messages":{"0":1},"contact_inbox":7,"labels":null,"status":3}}`,
		"new keys":   `{"event":"message_created","id":9,"message_type":"incoming","content":"hola","performed_by":{"id":1},"sla":[{}],"conversation":{"id":42,"company_id":4}}`,
		"zero bytes": `{"event":"message_created","id":9,"message_type":"incoming","content":"ho\u0000la","conversation":{"id":42}}`,
	}
	for name, body := range cases {
		t.Run(name, func(t *testing.T) {
			got, some := parse(t, chatwoot.Config{AccountID: 1}, []byte(body))
			if !some || got.Text != "hola" || got.ExternalConversation != "42" || got.ExternalID != "message:1:9" || got.Sequence != 9 {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestWhatIsNoEventIsMalformed(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "  ", "null", "[]", "7", `"x"`, "{", `{"event":"message_created"`, "<html>", `{"event":"message_created","message_type":"incoming","content":"sin ids"}`} {
		if _, err := chatwoot.New(unsigned).Parse(delivery("d"), []byte(body)); !errors.Is(err, channel.ErrMalformed) {
			t.Errorf("%q: %v", body, err)
		}
	}
	if list, err := chatwoot.New(unsigned).Parse(delivery("d"), []byte(" {} ")); err != nil || len(list) != 0 {
		t.Errorf("an empty object: %v %v", list, err)
	}
}

func TestForeignOutboxIDsAreNotOurs(t *testing.T) {
	t.Parallel()
	body := `{"event":"message_created","id":9,"message_type":"outgoing","content":"x","content_attributes":{"outbox_id":"17; drop"},"sender":{"id":1,"type":"agent_bot"},"conversation":{"id":4}}`
	if got, some := parse(t, chatwoot.Config{}, []byte(body)); some {
		t.Errorf("got %+v", got)
	}
	// What a customer writes is never taken for an echo.
	body = strings.Replace(body, "outgoing", "incoming", 1)
	if got, _ := parse(t, chatwoot.Config{}, []byte(body)); got.Kind != salon.InboundMessage {
		t.Errorf("got %+v", got)
	}
}

func TestRedeliveredEventsShareTheirIDAndLaterChangesDoNot(t *testing.T) {
	t.Parallel()
	c := chatwoot.New(unsigned)
	body := samples(t)["status_pending"]
	later := []byte(strings.Replace(string(body), `"updated_at":17`, `"updated_at":18`, 1))
	id := func(header http.Header, body []byte) string {
		list, err := c.Parse(header, body)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		return list[0].ExternalID
	}
	first, again := id(delivery("a"), body), id(delivery("a"), body)
	if first != again || id(delivery("a"), body) == id(delivery("b"), body) {
		t.Error("the delivery id identifies an event")
	}
	first, again = id(nil, body), id(nil, body)
	if first != again || id(nil, body) == id(nil, later) {
		t.Error("without a delivery id the body identifies an event")
	}
	if long := id(delivery(strings.Repeat("x", 500)), body); len(long) > 150 {
		t.Errorf("id of %d bytes", len(long))
	}
}

func TestPhonesAreE164OrNothing(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		`"+34600111222"`: "+34600111222", `"+34 600-111-222"`: "+34600111222", `null`: "", `""`: "", `"600111222"`: "", `"+0341"`: "", `"+34abc11122"`: "", `"+1234567890123456"`: "", `12`: "",
	} {
		body := `{"event":"message_created","id":9,"message_type":"incoming","sender":{"id":5,"phone_number":` + raw + `},"conversation":{"id":4}}`
		if got, _ := parse(t, chatwoot.Config{}, []byte(body)); got.Contact.Phone != want {
			t.Errorf("%s: %q", raw, got.Contact.Phone)
		}
	}
}

func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.json")
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	c := chatwoot.New(unsigned)
	f.Fuzz(func(t *testing.T, body []byte) {
		list, err := c.Parse(delivery("d"), body)
		if err != nil && !errors.Is(err, channel.ErrMalformed) {
			t.Fatalf("an error of no class: %v", err)
		}
		for _, in := range list {
			if in.ExternalID == "" || in.ExternalConversation == "" || in.Kind == "" || strings.ContainsRune(in.Text, 0) {
				t.Fatalf("incomplete: %+v", in)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	body, err := os.ReadFile("testdata/text.json")
	if err != nil {
		b.Fatal(err)
	}
	c := chatwoot.New(unsigned)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Parse(nil, body); err != nil {
			b.Fatal(err)
		}
	}
}
