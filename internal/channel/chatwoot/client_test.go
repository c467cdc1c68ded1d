package chatwoot_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"atrevete/internal/channel"
	"atrevete/internal/channel/chatwoot"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

// connect makes a channel to a pretend Chatwoot with one conversation.
func connect(t *testing.T, change func(*chatwoot.Config)) (*testkit.Chatwoot, *chatwoot.Channel) {
	t.Helper()
	fake := testkit.NewChatwoot(t)
	fake.AddConversation(testkit.ChatwootConversation{ID: 71, Labels: []string{"vip"}})
	cfg := chatwoot.Config{
		APIURL: fake.URL() + "/", AccountID: 1, InboxID: 3, BotToken: fake.BotToken, AgentToken: fake.AgentToken,
		Timeout: 300 * time.Millisecond, Log: slog.New(slog.DiscardHandler),
	}
	if change != nil {
		change(&cfg)
	}
	c := chatwoot.New(cfg)
	t.Cleanup(c.Close)
	return fake, c
}

func outbound(kind salon.OutboundKind, text string, titles ...string) salon.Outbound {
	m := salon.Outbound{
		ID: "0192f3c1-7a10-7c44-9d51-2f6d0c9b1e77", ConversationID: "c", Channel: salon.SourceChatwoot, ExternalConversation: "71", Kind: kind, Text: text,
	}
	for _, title := range titles {
		m.Options = append(m.Options, salon.Option{Title: title, Value: "v:" + title})
	}
	return m
}

func TestSendPostsTextMenuAndNote(t *testing.T) {
	t.Parallel()
	fake, c := connect(t, nil)
	ctx := context.Background()
	receipt, err := c.Send(ctx, outbound(salon.OutboundText, "¡Hola!"))
	if err != nil || receipt.ExternalID != "7001" {
		t.Fatalf("got %+v %v", receipt, err)
	}
	if _, err := c.Send(ctx, outbound(salon.OutboundMenu, "¿Cuál?", "Sáb 28, 9:30 Ana", "Ver más horas")); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Send(ctx, outbound(salon.OutboundNote, "Resumen")); err != nil {
		t.Fatal(err)
	}
	calls := fake.Calls("send")
	menu := calls[1].Body["content_attributes"].(map[string]any)["items"].([]any)
	if calls[1].Body["content_type"] != "input_select" || len(menu) != 2 || menu[0].(map[string]any)["value"] != "v:Sáb 28, 9:30 Ana" {
		t.Errorf("menu posted as %v", calls[1].Body)
	}
	replies, notes := fake.Replies(71), fake.Notes(71)
	if len(replies) != 2 || len(notes) != 1 || notes[0].Content != "Resumen" || replies[0].OutboxID() != "0192f3c1-7a10-7c44-9d51-2f6d0c9b1e77" {
		t.Errorf("replies %+v, notes %+v", replies, notes)
	}
}

func TestMenusThatWhatsAppWouldRefuseBecomeText(t *testing.T) {
	t.Parallel()
	fake, c := connect(t, nil)
	eleven := strings.Split("a b c d e f g h i j k", " ")
	bad := map[string]salon.Outbound{
		"too many":       outbound(salon.OutboundMenu, "¿Cuál?", eleven...),
		"long button":    outbound(salon.OutboundMenu, "¿Cuál?", strings.Repeat("ñ", 21)),
		"long row":       outbound(salon.OutboundMenu, "¿Cuál?", "a", "b", "c", strings.Repeat("ñ", 25)),
		"same title":     outbound(salon.OutboundMenu, "¿Cuál?", "a", "a"),
		"no title":       outbound(salon.OutboundMenu, "¿Cuál?", "a", " "),
		"long body":      outbound(salon.OutboundMenu, strings.Repeat("x", 1025), "a", "b"),
		"longest button": outbound(salon.OutboundMenu, "¿Cuál?", strings.Repeat("ñ", 20)), // this one fits
	}
	for name, m := range bad {
		if _, err := c.Send(context.Background(), m); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		calls := fake.Calls("send")
		body := calls[len(calls)-1].Body
		asText := body["content_type"] == nil && strings.HasSuffix(body["content"].(string), "\n• "+m.Options[len(m.Options)-1].Title)
		if asText == (name == "longest button") {
			t.Errorf("%s posted as %v", name, body)
		}
	}
}

func TestFailuresSayWhatToDoNext(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		fault testkit.ChatwootFault
		want  error
	}{
		{"rate limit", testkit.ChatwootFault{Status: 429}, channel.ErrRetry},
		{"too many messages", testkit.ChatwootFault{Status: 422, Body: `{"error":"Too many messages"}`}, channel.ErrRetry},
		{"refused content", testkit.ChatwootFault{Status: 422}, channel.ErrPermanent},
		{"bad request", testkit.ChatwootFault{Status: 400}, channel.ErrPermanent},
		{"wrong token", testkit.ChatwootFault{Status: 401}, channel.ErrRetry},
		{"redirect", testkit.ChatwootFault{Status: 302}, channel.ErrRetry},
		{"gone", testkit.ChatwootFault{Status: 404}, channel.ErrPermanent},
		{"server error", testkit.ChatwootFault{Status: 500}, channel.ErrUnknown},
		{"server error after the work", testkit.ChatwootFault{Status: 502, AfterWork: true}, channel.ErrUnknown},
		{"connection broken", testkit.ChatwootFault{Drop: true}, channel.ErrUnknown},
		{"connection broken after the work", testkit.ChatwootFault{Drop: true, AfterWork: true}, channel.ErrUnknown},
		{"no answer", testkit.ChatwootFault{Hang: true}, channel.ErrUnknown},
		{"no JSON", testkit.ChatwootFault{Status: 200, Body: "<html>"}, channel.ErrUnknown},
		{"no id", testkit.ChatwootFault{Status: 200, Body: "{}"}, channel.ErrUnknown},
	}
	classes := []error{channel.ErrRetry, channel.ErrPermanent, channel.ErrUnknown}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			fake, c := connect(t, nil)
			tc.fault.On = "send"
			fake.Misbehave(tc.fault)
			_, err := c.Send(context.Background(), outbound(salon.OutboundText, "hola"))
			for _, class := range classes {
				if errors.Is(err, class) != errors.Is(tc.want, class) {
					t.Errorf("got %v, want only %v", err, tc.want)
				}
			}
			if err == nil || !strings.Contains(err.Error(), "send message") || strings.Contains(err.Error(), "http://") {
				t.Errorf("error should name the operation and no address: %v", err)
			}
		})
	}
}

func TestWhatNeverLeftUsIsSurelyNotDelivered(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	notTLS := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(notTLS.Close)
	for name, url := range map[string]string{
		"refused": "http://" + address, "no such host": "http://chatwoot.invalid", "no TLS": strings.Replace(notTLS.URL, "http:", "https:", 1),
	} {
		_, c := connect(t, func(cfg *chatwoot.Config) { cfg.APIURL, cfg.Timeout = url, 0 })
		if _, err := c.Send(context.Background(), outbound(salon.OutboundText, "hola")); !errors.Is(err, channel.ErrRetry) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFindLooksBackThroughPages(t *testing.T) {
	t.Parallel()
	fake, c := connect(t, nil)
	ctx := context.Background()
	m := outbound(salon.OutboundText, "hola")
	if _, err := c.Find(ctx, m); !errors.Is(err, salon.ErrNotFound) {
		t.Fatalf("empty conversation: %v", err)
	}
	if _, err := c.Send(ctx, m); err != nil {
		t.Fatal(err)
	}
	for range 65 {
		fake.CustomerMessage(71, testkit.ChatwootMessage{Content: "x"})
	}
	if receipt, err := c.Find(ctx, m); err != nil || receipt.ExternalID != "7001" {
		t.Errorf("got %+v %v", receipt, err)
	}
	m.ID = "0192f3c1-0000-7c44-9d51-2f6d0c9b1e77"
	if _, err := c.Find(ctx, m); !errors.Is(err, salon.ErrNotFound) {
		t.Errorf("a message of nobody: %v", err)
	}
}

func TestFindThatCannotLookLeavesTheOutcomeUnknown(t *testing.T) {
	t.Parallel()
	m := outbound(salon.OutboundText, "hola")
	_, blind := connect(t, func(cfg *chatwoot.Config) { cfg.AgentToken = "" })
	if _, err := blind.Find(context.Background(), m); !errors.Is(err, channel.ErrUnknown) || !errors.Is(err, channel.ErrNoLook) {
		t.Errorf("without an agent token: %v", err)
	}
	for _, status := range []int{401, 404, 429, 500} {
		fake, c := connect(t, nil)
		fake.Misbehave(testkit.ChatwootFault{On: "find", Status: status})
		_, err := c.Find(context.Background(), m)
		if !errors.Is(err, channel.ErrUnknown) || errors.Is(err, channel.ErrNoLook) || errors.Is(err, salon.ErrNotFound) || errors.Is(err, channel.ErrPermanent) {
			t.Errorf("status %d: %v", status, err)
		}
	}
	// A bot's token may not list: that must not pass for an empty conversation.
	fake, c := connect(t, func(cfg *chatwoot.Config) { cfg.AgentToken = cfg.BotToken })
	_ = fake
	if _, err := c.Find(context.Background(), m); !errors.Is(err, channel.ErrUnknown) || errors.Is(err, salon.ErrNotFound) {
		t.Errorf("with a bot's token: %v", err)
	}
}

func TestStandingFollowsTheStatusAlone(t *testing.T) {
	t.Parallel()
	fake, c := connect(t, nil)
	for status, want := range map[string]salon.Owner{
		"pending": salon.OwnerAssistant, "resolved": salon.OwnerAssistant, "open": salon.OwnerHuman, "snoozed": salon.OwnerHuman,
	} {
		fake.AddConversation(testkit.ChatwootConversation{ID: 71, Status: status, Assignee: &testkit.ChatwootPerson{ID: 8, Name: "Rocío"}})
		got, err := c.Standing(context.Background(), "71")
		if err != nil || got.Owner != want || got.Window != channel.WindowOpen {
			t.Errorf("%s: %+v %v", status, got, err)
		}
	}
	fake.AddConversation(testkit.ChatwootConversation{ID: 71, Closed: true})
	if got, err := c.Standing(context.Background(), "71"); err != nil || got.Window != channel.WindowClosed {
		t.Errorf("window closed: %+v %v", got, err)
	}
	if _, err := c.Standing(context.Background(), "99"); !errors.Is(err, channel.ErrPermanent) {
		t.Errorf("no such conversation: %v", err)
	}
}

func TestHandOffOpensLabelsAndLeavesANote(t *testing.T) {
	t.Parallel()
	fake, c := connect(t, nil)
	m := outbound(salon.OutboundOpen, "Clienta pide una persona")
	if err := c.HandOff(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	conv := fake.Conversation(71)
	if conv.Status != "open" || !slices.Equal(conv.Labels, []string{"vip", chatwoot.DefaultHandOffLabel}) {
		t.Errorf("status %s labels %v", conv.Status, conv.Labels)
	}
	if notes := fake.Notes(71); len(notes) != 1 || notes[0].Content != "Clienta pide una persona" || len(fake.Replies(71)) != 0 {
		t.Errorf("notes %+v", notes)
	}
	m.Uncertain = true // repeated after a crash
	if err := c.HandOff(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	if conv := fake.Conversation(71); len(fake.Notes(71)) != 1 || len(conv.Labels) != 2 {
		t.Errorf("repeated: %d notes, labels %v", len(fake.Notes(71)), conv.Labels)
	}
	if _, err := c.Send(context.Background(), m); !errors.Is(err, channel.ErrPermanent) {
		t.Errorf("a hand-off sent as a message: %v", err)
	}
}

func TestHandOffSurvivesItsSteps(t *testing.T) {
	t.Parallel()
	m := outbound(salon.OutboundOpen, "Resumen")
	t.Run("labels refused", func(t *testing.T) {
		fake, c := connect(t, nil)
		fake.Misbehave(testkit.ChatwootFault{On: "labels", Status: 401})
		if err := c.HandOff(context.Background(), m); err != nil || len(fake.Notes(71)) != 1 {
			t.Errorf("got %v, %d notes", err, len(fake.Notes(71)))
		}
	})
	t.Run("labels unreadable are not overwritten", func(t *testing.T) {
		fake, c := connect(t, nil)
		fake.Misbehave(testkit.ChatwootFault{On: "labels", Status: 200, Body: "{}"})
		if err := c.HandOff(context.Background(), m); err != nil || !slices.Equal(fake.Conversation(71).Labels, []string{"vip"}) {
			t.Errorf("got %v, labels %v", err, fake.Conversation(71).Labels)
		}
	})
	t.Run("status refused", func(t *testing.T) {
		fake, c := connect(t, nil)
		fake.Misbehave(testkit.ChatwootFault{On: "status", Status: 429})
		if err := c.HandOff(context.Background(), m); !errors.Is(err, channel.ErrRetry) || len(fake.Notes(71)) != 0 {
			t.Errorf("got %v", err)
		}
	})
	t.Run("note perhaps written", func(t *testing.T) {
		fake, c := connect(t, nil)
		fake.Misbehave(testkit.ChatwootFault{On: "send", Drop: true, AfterWork: true})
		if err := c.HandOff(context.Background(), m); !errors.Is(err, channel.ErrUnknown) {
			t.Fatalf("got %v", err)
		}
		again := m
		again.Uncertain = true
		fake.Misbehave(testkit.ChatwootFault{On: "find", Status: 500})
		if err := c.HandOff(context.Background(), again); !errors.Is(err, channel.ErrUnknown) {
			t.Errorf("could not look, got %v", err)
		}
		if err := c.HandOff(context.Background(), again); err != nil || len(fake.Notes(71)) != 1 {
			t.Errorf("got %v, %d notes", err, len(fake.Notes(71)))
		}
	})
	t.Run("nothing to note", func(t *testing.T) {
		fake, c := connect(t, nil)
		silent := m
		silent.Text = ""
		if err := c.HandOff(context.Background(), silent); err != nil || len(fake.Notes(71)) != 0 {
			t.Errorf("got %v", err)
		}
	})
}
