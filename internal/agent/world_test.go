package agent_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"atrevete/internal/agent"
	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/seed"
	"atrevete/internal/store"
	"atrevete/internal/stream"
	"atrevete/internal/telemetry"
	"atrevete/internal/testkit"
)

func TestMain(m *testing.M) {
	if step := os.Getenv(crashStepEnv); step != "" {
		crashChild(step)
		return
	}
	testkit.Main(m)
}

// opening is when the clock of these tests starts: a Tuesday afternoon.
const opening = "2026-10-06T18:20:00+02:00"

// world is an agent on a real database with a scripted dialogue, so that these
// tests are about turns and not about words.
type world struct {
	t     testing.TB
	store *store.Store
	clock *testkit.Clock
	salon *salon.Salon
	hints hints
	agent *agent.Agent
	url   string

	mu         sync.Mutex
	understood int
	advance    func(dialog.View, dialog.State, dialog.Event) dialog.Step
	understand func([]dialog.Message) ([]dialog.Command, error)
}

// hints is both sides of the stream.
type hints interface {
	agent.Hints
	agent.Intake
}

func newWorld(t testing.TB, change ...func(*agent.Config)) *world {
	t.Helper()
	return openWorld(t, testkit.NewDatabase(t), stream.NewMemory(stream.Options{}), change...)
}

func openWorld(t testing.TB, url string, h hints, change ...func(*agent.Config)) *world {
	t.Helper()
	w := &world{t: t, clock: testkit.NewClockAt(opening), hints: h, url: url, advance: echo}
	w.understand = func(m []dialog.Message) ([]dialog.Command, error) {
		return []dialog.Command{{Kind: dialog.Greet, Text: m[0].Text}}, nil
	}
	var err error
	if w.store, err = store.Open(t.Context(), url, store.Options{MaxConns: 12}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.store.Close)
	demo, faults := salon.ParseSeed(seed.Demo())
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if _, err := w.store.Seed(t.Context(), demo); err != nil {
		t.Fatal(err)
	}
	if w.salon, err = w.store.FirstSalon(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.agent = w.newAgent(change...)
	return w
}

func (w *world) newAgent(change ...func(*agent.Config)) *agent.Agent {
	cfg := agent.Config{Worker: "test", PublicURL: "http://salon.test"}
	for _, f := range change {
		f(&cfg)
	}
	return agent.New(cfg, agent.Parts{
		Store: w.store, Snapshots: w.store, Understand: w, Replies: plain{}, Hints: w.hints, Intake: w.hints,
		Clock: w.clock.Now, NewID: store.NewID, Log: slog.New(slog.DiscardHandler), Meter: telemetry.NewMetrics("test"),
		Advance: func(v dialog.View, s dialog.State, e dialog.Event) dialog.Step { return w.advance(v, s, e) },
	})
}

// Understand counts how often a burst was read.
func (w *world) Understand(_ context.Context, _ dialog.View, _ dialog.State, messages []dialog.Message) ([]dialog.Command, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.understood++
	return w.understand(messages)
}

// echo is a dialogue that repeats what it heard and counts its turns.
func echo(_ dialog.View, s dialog.State, e dialog.Event) dialog.Step {
	s.Counts.Voice++
	step := dialog.Step{State: s, Rule: "echo"}
	switch {
	case e.Said != nil:
		var words []string
		for _, m := range e.Said.Messages {
			words = append(words, m.Text)
		}
		step.Say = []dialog.Utterance{{ID: "echo", Data: strings.Join(words, "+")}}
	case e.Paid != nil:
		step.Say = []dialog.Utterance{{ID: "paid", Data: string(e.Paid.Outcome), Fact: true}}
	case e.Timer != nil:
		if !e.Timer.Stale {
			step.Say = []dialog.Utterance{{ID: "timer", Data: string(e.Timer.Kind) + " " + e.Timer.LinkURL, Fact: true}}
		}
	}
	return step
}

// plain renders utterances as they are.
type plain struct{}

func (plain) Render(_ dialog.View, _ string, say []dialog.Utterance) ([]dialog.Reply, error) {
	if len(say) == 0 {
		return nil, nil
	}
	var parts []string
	reply := dialog.Reply{}
	for _, u := range say {
		parts = append(parts, fmt.Sprintf("%s %v", u.ID, u.Data))
		reply.Options, reply.Fact = u.Options, reply.Fact || u.Fact
	}
	reply.Text = strings.Join(parts, "; ")
	return []dialog.Reply{reply}, nil
}

// arrive stores inbound rows as the webhook would and returns the conversation.
func (w *world) arrive(rows ...salon.Inbound) salon.ID {
	w.t.Helper()
	stored, err := w.store.StoreInbound(w.t.Context(), rows)
	if err != nil {
		w.t.Fatal(err)
	}
	return stored[0].Conversation
}

// message is a customer's message number n of a conversation.
func (w *world) message(conversation string, n int64, text string) salon.Inbound {
	return salon.Inbound{
		Source: salon.SourceChatwoot, Kind: salon.InboundMessage, ExternalID: fmt.Sprintf("message:1:%s-%d", conversation, n),
		Sequence: n, ExternalConversation: conversation, Text: text, SentAt: w.clock.Now(), ReceivedAt: w.clock.Now(),
		Contact: salon.Contact{ID: "c" + conversation, SourceID: "s" + conversation, Name: "Laura"},
	}
}

// work runs turns until nothing waits.
func (w *world) work(id salon.ID) error {
	for {
		more, err := w.agent.Work(w.t.Context(), id)
		if err != nil || !more {
			return err
		}
	}
}

func (w *world) mustWork(id salon.ID) {
	w.t.Helper()
	if err := w.work(id); err != nil {
		w.t.Fatal(err)
	}
}

// owed lists the bodies in the outbox of a conversation, in order.
func (w *world) owed(id salon.ID) []string {
	w.t.Helper()
	return w.strings(`SELECT body FROM outbox WHERE conversation_id = $1 AND kind IN ('text','menu') AND status <> 'dropped' ORDER BY created_at, id`, id)
}

// fire fires the timers that are due and returns the conversations that will speak.
func (w *world) fire() (told []salon.ID) {
	w.t.Helper()
	err := w.store.FireTimers(w.t.Context(), w.clock.Now(), func(_ salon.TimerKind, conversation salon.ID) {
		if !conversation.Empty() {
			told = append(told, conversation)
		}
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return told
}

func (w *world) strings(sql string, args ...any) []string {
	w.t.Helper()
	rows, err := w.store.Pool().Query(w.t.Context(), sql, args...)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			w.t.Fatal(err)
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
	return out
}

func (w *world) count(sql string, args ...any) (n int) {
	w.t.Helper()
	if err := w.store.Pool().QueryRow(w.t.Context(), sql, args...).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *world) conversation(id salon.ID) salon.Conversation {
	w.t.Helper()
	c, err := w.store.Conversation(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// settled fails unless every inbox row is processed.
func (w *world) settled() {
	w.t.Helper()
	if n := w.count(`SELECT count(*) FROM inbox WHERE processed_at IS NULL`); n != 0 {
		w.t.Errorf("%d inbox rows are not processed", n)
	}
}

// query asks for starts of one service on one day.
func (w *world) query(slug string, day salon.Date) salon.Query {
	w.t.Helper()
	for _, one := range w.salon.Catalogue.Services {
		if one.Slug != slug {
			continue
		}
		plan, err := w.salon.Catalogue.Plan(salon.Visit{Services: []salon.ID{one.ID}})
		if err != nil {
			w.t.Fatal(err)
		}
		return salon.Query{Plan: plan, From: day, To: day, Now: w.clock.Now()}
	}
	w.t.Fatalf("no service %q", slug)
	return salon.Query{}
}

var friday = salon.Date{Year: 2026, Month: time.October, Day: 9}
