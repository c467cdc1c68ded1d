package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"atrevete/internal/channel"
	"atrevete/internal/channel/chatwoot"
	"atrevete/internal/outbox"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

// world is a sender between a store and a pretend Chatwoot.
type world struct {
	books
	fake    *testkit.Chatwoot
	channel *chatwoot.Channel
	sender  *outbox.Sender
	live    *live
	meter   *meter
}

// inWorlds runs a test against the store in memory and against PostgreSQL.
func inWorlds(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	t.Run("memory", func(t *testing.T) { t.Parallel(); test(t, newWorld(t, newMemory(), nil)) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); test(t, newWorld(t, newPostgres(t), nil)) })
}

const customer = 71 // the conversation of most tests

func newWorld(t testing.TB, b books, change func(*chatwoot.Config)) *world {
	t.Helper()
	fake := testkit.NewChatwoot(t)
	fake.AddConversation(testkit.ChatwootConversation{ID: customer})
	cfg := chatwoot.Config{
		APIURL: fake.URL(), AccountID: 1, BotToken: fake.BotToken, AgentToken: fake.AgentToken,
		Timeout: 2 * time.Second, Log: slog.New(slog.DiscardHandler),
	}
	if change != nil {
		change(&cfg)
	}
	ch := chatwoot.New(cfg)
	t.Cleanup(ch.Close)
	w := &world{books: b, fake: fake, channel: ch, live: &live{}, meter: &meter{counts: map[string]int{}}}
	w.sender = w.newSender(outbox.Config{}, ch)
	return w
}

func (w *world) newSender(cfg outbox.Config, ch channel.Channel) *outbox.Sender {
	return outbox.NewSender(cfg, outbox.Parts{
		Store: w.books, Channels: map[string]channel.Channel{salon.SourceChatwoot: ch}, Live: w.live, Meter: w.meter, Log: slog.New(slog.DiscardHandler),
	})
}

// deliver runs until nothing more is due.
func (w *world) deliver(t testing.TB, conversation salon.ID) {
	t.Helper()
	if err := w.sender.Deliver(context.Background(), conversation); err != nil {
		t.Fatal(err)
	}
}

func (w *world) replies() []string { return contents(w.fake.Replies(customer)) }

func contents(list []testkit.ChatwootMessage) (out []string) {
	for _, m := range list {
		out = append(out, m.Content)
	}
	return out
}

func (w *world) expect(t testing.TB, id salon.ID, status string) row {
	t.Helper()
	r := w.row(t, id)
	if r.Status != status {
		t.Errorf("row is %+v, want %s", r, status)
	}
	return r
}

type live struct {
	mu     sync.Mutex
	events []salon.LiveEvent
	err    error
}

func (l *live) Publish(_ context.Context, _ salon.ID, e salon.LiveEvent) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, e)
	return l.err
}

type meter struct {
	mu     sync.Mutex
	counts map[string]int
}

func (m *meter) MessageSent(outcome string) { m.mu.Lock(); m.counts[outcome]++; m.mu.Unlock() }
func (m *meter) ChannelUp(string, bool)     {}
func (m *meter) Panic(where string)         { m.mu.Lock(); m.counts["panic "+where]++; m.mu.Unlock() }

func (m *meter) count(what string) int { m.mu.Lock(); defer m.mu.Unlock(); return m.counts[what] }

func text(s string) salon.Outbound { return salon.Outbound{Kind: salon.OutboundText, Text: s} }
func fact(s string) salon.Outbound {
	return salon.Outbound{Kind: salon.OutboundText, Text: s, Fact: true}
}
func note(s string) salon.Outbound { return salon.Outbound{Kind: salon.OutboundNote, Text: s} }
func menu(s string) salon.Outbound {
	return salon.Outbound{Kind: salon.OutboundMenu, Text: s, Options: []salon.Option{{Title: "Sí", Value: "yes"}, {Title: "No", Value: "no"}}}
}

func handOff(s string) salon.Outbound {
	return salon.Outbound{Kind: salon.OutboundOpen, Text: s, Fact: true}
}

func TestMessagesGoOutInOrderOnce(t *testing.T) {
	t.Parallel()
	inWorlds(t, func(t *testing.T, w *world) {
		w.live.err = errors.New("nobody watches")
		conversation, ids := w.owe(t, customer, text("uno"), menu("¿dos?"), note("tres"), text("cuatro"))
		w.deliver(t, conversation)
		w.deliver(t, conversation)
		if !slices.Equal(w.replies(), []string{"uno", "¿dos?", "cuatro"}) || !slices.Equal(contents(w.fake.Notes(customer)), []string{"tres"}) {
			t.Errorf("sent %v, notes %v", w.replies(), w.fake.Notes(customer))
		}
		for n, id := range ids {
			if r := w.expect(t, id, "sent"); r.ExternalID != fmt.Sprint(7001+n) || r.Attempts != 1 {
				t.Errorf("row %d is %+v", n, r)
			}
			if w.live.events[n] != (salon.LiveEvent{Kind: "message", ID: id}) {
				t.Errorf("live events %v", w.live.events)
			}
		}
		if len(w.fake.Calls("standing")) != 3 || len(w.fake.Calls("find")) != 0 || w.meter.count("sent") != 4 {
			t.Errorf("calls %+v, counts %v", w.fake.Calls(""), w.meter.counts)
		}
	})
}

// TestAnUnknownOutcomeIsLookedUpBeforeSendingAgain: whatever goes wrong, before
// or after Chatwoot did the work, the customer reads the message once.
func TestAnUnknownOutcomeIsLookedUpBeforeSendingAgain(t *testing.T) {
	t.Parallel()
	faults := map[string]testkit.ChatwootFault{
		"500 after the work":  {Status: 500, AfterWork: true},
		"504 after the work":  {Status: 504, AfterWork: true},
		"dropped after":       {Drop: true, AfterWork: true},
		"timeout after":       {Hang: true, AfterWork: true},
		"no JSON after":       {Status: 200, Body: "<html>", AfterWork: true},
		"500 before the work": {Status: 500},
		"dropped before":      {Drop: true},
		"timeout before":      {Hang: true},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, newMemory(), func(c *chatwoot.Config) { c.Timeout = 150 * time.Millisecond })
			conversation, ids := w.owe(t, customer, text("uno"), text("dos"))
			fault.On = "send"
			w.fake.Misbehave(fault)
			w.deliver(t, conversation)
			if r := w.expect(t, ids[0], "pending"); !r.Uncertain || r.Error == "" {
				t.Errorf("row is %+v", r)
			}
			w.fake.Misbehave(testkit.ChatwootFault{On: "find", Status: 502}) // cannot look: must not send
			w.due(t)
			w.deliver(t, conversation)
			if r := w.expect(t, ids[0], "pending"); !r.Uncertain || len(w.fake.Calls("send")) != 1 {
				t.Errorf("sent without looking: row %+v, %d sends", r, len(w.fake.Calls("send")))
			}
			w.due(t)
			w.deliver(t, conversation)
			if !slices.Equal(w.replies(), []string{"uno", "dos"}) {
				t.Errorf("the customer reads %v", w.replies())
			}
			if r := w.expect(t, ids[0], "sent"); r.ExternalID == "" {
				t.Errorf("row is %+v", r)
			}
		})
	}
}

func TestACrashBetweenSendingAndSettlingSendsNothingTwice(t *testing.T) {
	t.Parallel()
	inWorlds(t, func(t *testing.T, w *world) {
		conversation, ids := w.owe(t, customer, text("uno"), text("dos"))
		dead := w.newSender(outbox.Config{}, w.channel)
		dead.Store = forgetful{w.books}
		if err := dead.Deliver(context.Background(), conversation); err == nil {
			t.Fatal("the settlement should have failed")
		}
		if err := w.sender.Deliver(context.Background(), conversation); !errors.Is(err, salon.ErrBusy) {
			t.Fatalf("while the lease runs: %v", err)
		}
		w.expire(t)
		w.deliver(t, conversation)
		if !slices.Equal(w.replies(), []string{"uno", "dos"}) {
			t.Errorf("the customer reads %v", w.replies())
		}
		w.expect(t, ids[0], "sent")
	})
}

// forgetful dies before it settles.
type forgetful struct{ books }

func (forgetful) SettleOutbox(context.Context, salon.Delivery) error {
	return errors.New("killed")
}

func TestRateLimitsKeepTheOrder(t *testing.T) {
	t.Parallel()
	inWorlds(t, func(t *testing.T, w *world) {
		conversation, ids := w.owe(t, customer, text("uno"), text("dos"))
		w.fake.Misbehave(testkit.ChatwootFault{On: "send", Status: 429, Times: 2})
		for attempt := 1; attempt <= 2; attempt++ {
			w.deliver(t, conversation)
			if r := w.expect(t, ids[0], "pending"); r.Uncertain || r.Attempts != attempt {
				t.Errorf("row is %+v", r)
			}
			w.deliver(t, conversation) // not due: nobody overtakes
			if len(w.replies()) != 0 {
				t.Fatalf("sent %v", w.replies())
			}
			w.due(t)
		}
		w.deliver(t, conversation)
		if !slices.Equal(w.replies(), []string{"uno", "dos"}) || w.meter.count("retry") != 2 {
			t.Errorf("sent %v, counts %v", w.replies(), w.meter.counts)
		}
	})
}

func TestWhatCanNeverBeSentFailsVisiblyAndHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	inWorlds(t, func(t *testing.T, w *world) {
		conversation, ids := w.owe(t, customer, text("uno"), text("dos"))
		w.fake.Misbehave(testkit.ChatwootFault{On: "send", Status: 422})
		w.deliver(t, conversation)
		if r := w.expect(t, ids[0], "failed"); !strings.Contains(r.Error, "422") {
			t.Errorf("row is %+v", r)
		}
		w.expect(t, ids[1], "sent")
		gone, lost := w.owe(t, 99, text("nadie"))
		w.deliver(t, gone)
		w.expect(t, lost[0], "failed")
		if w.meter.count("failed") != 2 {
			t.Errorf("counts %v", w.meter.counts)
		}
	})
}

func TestAMessageIsGivenUpAfterTheLastAttempt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, newMemory(), nil)
	w.sender = w.newSender(outbox.Config{Retry: outbox.Retry{Attempts: 3}}, w.channel)
	conversation, ids := w.owe(t, customer, text("uno"))
	w.fake.Misbehave(testkit.ChatwootFault{On: "send", Status: 429, Times: 9})
	for range 3 {
		w.expect(t, ids[0], "pending")
		w.due(t)
		w.deliver(t, conversation)
	}
	if r := w.expect(t, ids[0], "failed"); r.Attempts != 3 {
		t.Errorf("row is %+v", r)
	}
}

func TestAPersonWhoTakesOverIsNotTalkedOver(t *testing.T) {
	t.Parallel()
	inWorlds(t, func(t *testing.T, w *world) {
		conversation, ids := w.owe(t, customer, text("uno"), text("dos"), note("nota"), fact("pago recibido"), menu("tres"))
		w.fake.Misbehave(testkit.ChatwootFault{On: "send", Before: func() {}}) // uno passes
		w.fake.Misbehave(testkit.ChatwootFault{On: "standing"})                // uno's look passes too
		w.fake.Misbehave(testkit.ChatwootFault{On: "standing", Before: func() { w.fake.SetStatus(customer, "open") }})
		w.deliver(t, conversation)
		if !slices.Equal(w.replies(), []string{"uno", "pago recibido"}) || len(w.fake.Notes(customer)) != 1 {
			t.Errorf("sent %v", w.replies())
		}
		for n, want := range []string{"sent", "dropped", "sent", "sent", "dropped"} {
			w.expect(t, ids[n], want)
		}
		if w.owner(t, conversation) != salon.OwnerHuman || w.meter.count("dropped") != 2 {
			t.Errorf("owner %s, counts %v", w.owner(t, conversation), w.meter.counts)
		}
	})
}

func TestAPersonWhoAnswersInAPendingConversationOwnsIt(t *testing.T) {
	t.Parallel()
	inWorlds(t, func(t *testing.T, w *world) {
		conversation, ids := w.owe(t, customer, text("uno"), fact("reserva caducada"), handOff("Resumen"))
		if err := w.SetOwner(context.Background(), conversation, salon.OwnerHuman); err != nil { // as the turn learnt from the webhook
			t.Fatal(err)
		}
		w.deliver(t, conversation)
		if !slices.Equal(w.replies(), []string{"reserva caducada"}) || len(w.fake.Notes(customer)) != 1 {
			t.Errorf("sent %v", w.replies())
		}
		w.expect(t, ids[0], "dropped")
		w.expect(t, ids[2], "sent")
	})
}

func TestOutsideTheWindowFreeTextFailsAtOnce(t *testing.T) {
	t.Parallel()
	inWorlds(t, func(t *testing.T, w *world) {
		w.fake.AddConversation(testkit.ChatwootConversation{ID: customer, Closed: true})
		conversation, ids := w.owe(t, customer, fact("recordatorio"), note("nota"))
		w.deliver(t, conversation)
		if r := w.expect(t, ids[0], "failed"); !strings.Contains(r.Error, "window_closed") {
			t.Errorf("row is %+v", r)
		}
		w.expect(t, ids[1], "sent")
		if len(w.replies()) != 0 {
			t.Errorf("sent %v", w.replies())
		}
	})
}

func TestHandOffHappensOnce(t *testing.T) {
	t.Parallel()
	inWorlds(t, func(t *testing.T, w *world) {
		conversation, ids := w.owe(t, customer, fact("Te paso con una compañera"), handOff("Pide una persona"))
		w.fake.Misbehave(testkit.ChatwootFault{On: "status", Status: 429})
		w.deliver(t, conversation)
		w.expect(t, ids[1], "pending")
		w.fake.Misbehave(testkit.ChatwootFault{On: "send", Drop: true, AfterWork: true}) // the note arrives, its answer does not
		w.due(t)
		w.deliver(t, conversation)
		if r := w.expect(t, ids[1], "pending"); !r.Uncertain {
			t.Errorf("row is %+v", r)
		}
		w.due(t)
		w.deliver(t, conversation)
		w.expect(t, ids[1], "sent")
		if conv := w.fake.Conversation(customer); conv.Status != "open" || len(w.fake.Notes(customer)) != 1 || len(w.replies()) != 1 {
			t.Errorf("status %s, notes %v", conv.Status, w.fake.Notes(customer))
		}
	})
}

func TestWhenChatwootCannotBeAskedNothingIsSent(t *testing.T) {
	t.Parallel()
	inWorlds(t, func(t *testing.T, w *world) {
		conversation, ids := w.owe(t, customer, text("uno"))
		for _, f := range []testkit.ChatwootFault{{Status: 500}, {Status: 429}, {Status: 401}, {Status: 200, Body: "<html>"}} {
			f.On = "standing"
			w.fake.Misbehave(f)
			w.deliver(t, conversation)
			if r := w.expect(t, ids[0], "pending"); r.Uncertain || len(w.fake.Calls("send")) != 0 {
				t.Errorf("row is %+v", r)
			}
			w.due(t)
		}
		w.deliver(t, conversation)
		w.expect(t, ids[0], "sent")
	})
}

// TestWithoutAnAgentTokenTheEchoDecides: a message whose outcome is unknown waits
// for its echo; only when none came is it sent again.
func TestWithoutAnAgentTokenTheEchoDecides(t *testing.T) {
	t.Parallel()
	blind := func(c *chatwoot.Config) { c.AgentToken = "" }
	t.Run("the echo comes", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, newMemory(), blind)
		conversation, ids := w.owe(t, customer, text("uno"), text("dos"))
		w.fake.Misbehave(testkit.ChatwootFault{On: "send", Drop: true, AfterWork: true})
		w.deliver(t, conversation)
		w.due(t)
		w.deliver(t, conversation) // waits for the echo
		if r := w.expect(t, ids[0], "pending"); !r.Uncertain {
			t.Errorf("row is %+v", r)
		}
		if err := w.ConfirmOutbox(context.Background(), salon.Delivery{ID: ids[0], Status: "sent", ExternalID: "7001"}); err != nil {
			t.Fatal(err)
		}
		w.deliver(t, conversation)
		if !slices.Equal(w.replies(), []string{"uno", "dos"}) {
			t.Errorf("sent %v", w.replies())
		}
	})
	t.Run("no echo comes", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, newMemory(), blind)
		conversation, ids := w.owe(t, customer, text("uno"))
		w.fake.Misbehave(testkit.ChatwootFault{On: "send", Drop: true})
		for range 3 {
			w.deliver(t, conversation)
			w.due(t)
		}
		w.expect(t, ids[0], "sent")
		if !slices.Equal(w.replies(), []string{"uno"}) {
			t.Errorf("sent %v", w.replies())
		}
	})
	t.Run("a certain retry needs no look", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, newMemory(), blind)
		conversation, ids := w.owe(t, customer, text("uno"))
		w.fake.Misbehave(testkit.ChatwootFault{On: "send", Status: 429})
		w.deliver(t, conversation)
		w.due(t)
		w.deliver(t, conversation)
		w.expect(t, ids[0], "sent")
	})
}

// TestHowLongAnEchoIsAwaited: longer while nothing at all comes in, never for ever.
func TestHowLongAnEchoIsAwaited(t *testing.T) {
	t.Parallel()
	for name, one := range map[string]struct {
		waited time.Duration
		heard  bool
		want   time.Duration
	}{
		"just sent":                       {0, false, time.Minute},
		"just sent, others come in":       {0, true, time.Minute},
		"half a minute, others come in":   {30 * time.Second, true, 30 * time.Second},
		"a minute, others come in":        {time.Minute, true, 0},
		"a minute of silence":             {time.Minute, false, time.Minute},
		"nine and a half of silence":      {9*time.Minute + 30*time.Second, false, 30 * time.Second},
		"ten minutes of silence":          {10 * time.Minute, false, 0},
		"an hour of silence":              {time.Hour, false, 0},
		"silence, then something came in": {5 * time.Minute, true, 0},
	} {
		d := salon.Dispatch{UncertainFor: one.waited, Heard: one.heard}
		if got := outbox.AwaitEcho(outbox.Retry{}, d); got != one.want {
			t.Errorf("%s: waits %s, want %s", name, got, one.want)
		}
	}
}

func TestAChannelNobodyConfiguredFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t, newMemory(), nil)
	m := text("uno")
	m.Channel = "pigeon"
	conversation, ids := w.owe(t, customer, m)
	w.deliver(t, conversation)
	if r := w.expect(t, ids[0], "failed"); !strings.Contains(r.Error, "pigeon") {
		t.Errorf("row is %+v", r)
	}
}

// broken panics when it should send.
type broken struct{ channel.Channel }

func (broken) Send(context.Context, salon.Outbound) (salon.Receipt, error) { panic("channel") }

func TestAPanicInAChannelLeavesTheOutcomeUnknown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, newMemory(), nil)
	w.sender = w.newSender(outbox.Config{}, broken{w.channel})
	conversation, ids := w.owe(t, customer, text("uno"))
	w.deliver(t, conversation)
	if r := w.expect(t, ids[0], "pending"); !r.Uncertain || w.meter.count("panic channel") != 1 {
		t.Errorf("row is %+v, counts %v", r, w.meter.counts)
	}
}
