// Package stack assembles the whole product in one process for tests: webhooks
// over real HTTP, a real database, pretend neighbours, the web pages.
package stack

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"atrevete/internal/agent"
	"atrevete/internal/channel"
	"atrevete/internal/channel/chatwoot"
	"atrevete/internal/channel/sandbox"
	"atrevete/internal/dialog"
	"atrevete/internal/dialog/replies"
	"atrevete/internal/inbox"
	"atrevete/internal/job"
	"atrevete/internal/outbox"
	"atrevete/internal/payment"
	"atrevete/internal/payment/stripe"
	"atrevete/internal/salon"
	"atrevete/internal/seed"
	"atrevete/internal/store"
	"atrevete/internal/stream"
	"atrevete/internal/telemetry"
	"atrevete/internal/testkit"
	"atrevete/internal/understand"
	"atrevete/internal/web"
	"atrevete/internal/webhook"
)

// Secrets of a Stack.
const (
	stackWebhookToken  = "a-webhook-token-of-a-stack"
	stackWebhookSecret = "chatwoot-secret-of-a-stack"
	stackStripeSecret  = "whsec_secret_of_a_stack"
)

// Stack is the whole product without its command. Nothing runs by itself: Drive does what waits, so that a test decides the order of things.
type Stack struct {
	Clock    *testkit.Clock
	Store    *store.Store
	Salon    *salon.Salon
	Chatwoot *testkit.Chatwoot
	Hints    Hints
	Inbox    *inbox.Inbox
	Agent    *agent.Agent
	Sender   *outbox.Sender
	Timers   *job.Timers
	CatchUp  *job.CatchUp
	Effects  *job.Effects
	Books    *job.Reconciler
	Stripe   *testkit.Stripe
	Server   *httptest.Server // webhooks and pages

	t          testing.TB
	slowExpiry bool
	asleep     atomic.Int64 // how much real time tests have skipped
	faulty     bool
	jobAge     time.Duration
}

// Options changes a Stack. The zero value is the product as it is.
type Options struct {
	Database   string      // of an earlier Stack; empty: a fresh one with the demo salon
	Seed       *salon.Seed // the salon's data; nil: the demo salon
	Hints      agent.Hints // nil: in memory
	Understand agent.Understander
	Advance    func(dialog.View, dialog.State, dialog.Event) dialog.Step
	Agent      agent.Config
	Log        *slog.Logger // nil: nothing is logged
	SlowExpiry bool         // checkouts of released holds stay open: their end is still queued
	Faulty     bool         // neighbours fail: jobs that do wait for RetryJobs
	RedisURL   string       // carries the hints; empty: memory. Nothing may depend on them, so Redis may be absent
}

// Hints is what Redis carries in the product: all of it may be lost.
type Hints interface {
	agent.Hints
	agent.Intake
	Subscribe(ctx context.Context, conversation salon.ID) (<-chan salon.LiveEvent, error)
	DeleteCheckpoint(ctx context.Context, conversation salon.ID) error
}

// openHints opens what carries them.
func openHints(t testing.TB, url string) Hints {
	t.Helper()
	if url == "" {
		return stream.NewMemory(stream.Options{})
	}
	redis, err := stream.OpenRedis(url, stream.Options{})
	if err != nil {
		t.Fatalf("open redis: %v", err)
	}
	t.Cleanup(func() { _ = redis.Close() })
	return redis
}

// New starts the product with its clock standing at the given instant
// (RFC 3339).
func New(t testing.TB, at string, o Options) *Stack {
	t.Helper()
	ctx := t.Context()
	if o.Database == "" {
		o.Database = testkit.NewDatabase(t)
	}
	s := &Stack{t: t, slowExpiry: o.SlowExpiry, faulty: o.Faulty, jobAge: time.Second, Clock: testkit.NewClockAt(at), Hints: openHints(t, o.RedisURL)}
	var err error
	if s.Store, err = store.Open(ctx, o.Database, store.Options{MaxConns: 16}); err != nil {
		t.Fatalf("open store: %v", err)
	}
	t.Cleanup(s.Store.Close)
	s.seed(o.Seed)
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	metrics := telemetry.NewMetrics("test")
	s.Inbox = inbox.New(inbox.Config{Clock: s.Clock.Now, Log: log}, s.Store, s.Hints)
	t.Cleanup(func() { _ = s.Inbox.Close(context.Background()) })
	s.Stripe = testkit.NewStripe(t, testkit.StripeOptions{WebhookSecret: stackStripeSecret})
	checkout := stripe.New("sk_test_stack", s.Stripe.URL)
	s.listen(checkout, log)
	s.Stripe.SetWebhook(s.Server.URL + "/webhook/stripe")
	s.Chatwoot = testkit.NewChatwoot(t)
	s.Chatwoot.Webhook(s.Server.URL+"/webhook/chatwoot/"+stackWebhookToken, stackWebhookSecret, false)
	whatsapp := chatwoot.New(chatwoot.Config{
		APIURL: s.Chatwoot.URL(), AccountID: s.Chatwoot.AccountID, InboxID: s.Chatwoot.InboxID,
		BotToken: s.Chatwoot.BotToken, AgentToken: s.Chatwoot.AgentToken, Now: time.Now, Log: log,
	})
	channels := map[string]channel.Channel{salon.SourceChatwoot: whatsapp, salon.SourceSandbox: sandbox.New()}
	s.Sender = outbox.NewSender(outbox.Config{RealTime: func() time.Time { return time.Now().Add(time.Duration(s.asleep.Load())) }}, outbox.Parts{
		Store: s.Store, Live: s.Hints, Log: log, Channels: channels, Templates: s.Store, Clock: s.Clock.Now,
	})
	s.CatchUp = &job.CatchUp{Name: salon.SourceChatwoot, Channel: whatsapp, Store: s.Store, Inbox: s.Inbox, Clock: s.Clock.Now, Log: log}
	s.Effects, err = job.NewEffects(job.Options{
		Store: s.Store, Checkouts: []payment.Checkout{checkout}, Channels: channels, Inbox: s.Inbox, Turns: s.Hints, Metrics: counters{}, Log: log,
	})
	if err != nil {
		t.Fatalf("effects: %v", err)
	}
	s.Books = &job.Reconciler{
		Store: s.Store, Effects: s.Effects, Clock: s.Clock.Now, RealTime: time.Now, Log: log, Pause: time.Nanosecond, Patience: time.Nanosecond,
	}
	s.Timers = job.NewTimers(s.Store, s.Hints, s.Clock.Now, counters{}, log)
	s.Agent = s.newAgent(o, log, metrics)
	return s
}

// seed loads the salon unless the database already has one.
func (s *Stack) seed(data *salon.Seed) {
	ctx := s.t.Context()
	empty, err := s.Store.Empty(ctx)
	if err != nil {
		s.t.Fatalf("look for a salon: %v", err)
	}
	if empty {
		if data == nil {
			demo, faults := salon.ParseSeed(seed.Demo())
			for _, f := range faults {
				s.t.Fatalf("demo salon: %v", f)
			}
			data = &demo
		}
		if _, err := s.Store.Seed(ctx, *data); err != nil {
			s.t.Fatalf("seed: %v", err)
		}
	}
	if s.Salon, err = s.Store.FirstSalon(ctx); err != nil {
		s.t.Fatalf("read salon: %v", err)
	}
}

// listen serves the webhooks and the pages.
func (s *Stack) listen(checkout payment.Checkout, log *slog.Logger) {
	events, err := stripe.NewEvents(stackStripeSecret, time.Now)
	if err != nil {
		s.t.Fatalf("payment events: %v", err)
	}
	mux := http.NewServeMux()
	mux.Handle("/webhook/", webhook.New(webhook.Config{
		Token: stackWebhookToken, Inbox: s.Inbox, Echoes: s.Store, Now: time.Now, Log: log, Payment: events, Payments: s.Store,
		Channel: chatwoot.New(chatwoot.Config{AccountID: 1, Secrets: []string{stackWebhookSecret}, Now: time.Now, Log: log}),
	}))
	s.Server = httptest.NewServer(mux)
	s.t.Cleanup(s.Server.Close)
	pages, err := web.New(web.Config{Sandbox: true}, web.Parts{
		Store: s.Store, Inbox: s.Inbox, Live: s.Hints, Clock: s.Clock.Now, Log: log,
		Cashier: payment.Cashier{Store: s.Store, Checkout: checkout, Clock: s.Clock.Now, RealTime: time.Now, PublicURL: s.Server.URL},
	})
	if err != nil {
		s.t.Fatalf("pages: %v", err)
	}
	mux.Handle("/", pages.Handler())
}

func (s *Stack) newAgent(o Options, log *slog.Logger, metrics *telemetry.Metrics) *agent.Agent {
	words, err := replies.New()
	if err != nil {
		s.t.Fatalf("replies: %v", err)
	}
	if o.Understand == nil {
		o.Understand = understand.New()
	}
	if o.Hints == nil {
		o.Hints = s.Hints
	}
	if o.Agent.PublicURL == "" {
		o.Agent.PublicURL = s.Server.URL
	}
	return agent.New(o.Agent, agent.Parts{
		Store: s.Store, Snapshots: s.Store, Understand: o.Understand, Replies: words, Hints: o.Hints, Intake: s.Hints,
		Clock: s.Clock.Now, NewID: store.NewID, Log: log, Meter: metrics, Advance: o.Advance,
	})
}

// Drive runs every turn that waits and sends every message that is due, until
// nothing is left to do.
func (s *Stack) Drive() {
	s.t.Helper()
	ctx := s.t.Context()
	for range 100 {
		waiting, err := s.Store.Waiting(ctx, 0, 1000)
		if err != nil {
			s.t.Fatalf("look for waiting conversations: %v", err)
		}
		for _, id := range waiting {
			for more := true; more; {
				if more, err = s.Agent.Work(ctx, id); err != nil {
					s.t.Fatalf("turn: %v", err)
				}
			}
		}
		due, err := s.Store.OutboxDue(ctx, 1000)
		if err != nil {
			s.t.Fatalf("look for due messages: %v", err)
		}
		for _, id := range due {
			if err := s.Sender.Deliver(ctx, id); err != nil && !errors.Is(err, salon.ErrBusy) {
				s.t.Fatalf("deliver: %v", err)
			}
		}
		if jobs := s.effects(); len(waiting) == 0 && len(due) == 0 && jobs == 0 {
			return
		}
	}
	s.t.Fatal("the product does not come to rest")
}

// Awake lets an hour of real time pass for the sender: a channel that was taken for
// dead is tried again.
func (s *Stack) Awake() { s.asleep.Add(int64(time.Hour)) }

// Advance moves the product's clock and fires what became due.
func (s *Stack) Advance(by time.Duration) {
	s.t.Helper()
	s.Clock.Advance(by)
	if _, err := s.Timers.Sweep(s.t.Context()); err != nil {
		s.t.Fatalf("timers: %v", err)
	}
	s.Drive()
}

// Say lets the customer of a conversation write a burst and returns what the
// assistant answers.
func (s *Stack) Say(conversation int64, texts ...string) []string {
	s.t.Helper()
	before := len(s.Chatwoot.Replies(conversation))
	for _, text := range texts {
		if _, status, answer := s.Chatwoot.CustomerWrites(conversation, text); status != http.StatusOK {
			s.t.Fatalf("webhook answered %d: %s", status, answer)
		}
	}
	s.Drive()
	var said []string
	for _, m := range s.Chatwoot.Replies(conversation)[before:] {
		said = append(said, m.Content)
	}
	return said
}
