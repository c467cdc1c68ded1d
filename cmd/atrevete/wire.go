package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"atrevete/internal/agent"
	"atrevete/internal/channel"
	"atrevete/internal/channel/chatwoot"
	sandboxchat "atrevete/internal/channel/sandbox"
	"atrevete/internal/dialog/replies"
	"atrevete/internal/inbox"
	"atrevete/internal/job"
	"atrevete/internal/outbox"
	"atrevete/internal/payment"
	sandboxpay "atrevete/internal/payment/sandbox"
	"atrevete/internal/payment/stripe"
	"atrevete/internal/salon"
	"atrevete/internal/store"
	"atrevete/internal/telemetry"
	"atrevete/internal/understand"
	"atrevete/internal/web"
	"atrevete/internal/webhook"
)

// wiring is the one place where concrete types meet: a channel or a provider is
// added by a case here.
type wiring struct {
	*house
	self     string // where this process reaches its own HTTP server
	inbox    *inbox.Inbox
	counts   *inbox.Metrics
	chatwoot *chatwoot.Channel          // nil: not configured
	channels map[string]channel.Channel // by conversations.channel
	checkout payment.Checkout           // in force; nil: deposits cannot be paid
	pretend  *sandboxpay.Checkout       // nil: not in the sandbox
	events   payment.Parser             // nil: no provider reports
	agent    *agent.Agent
	sender   *outbox.Sender
	effects  *job.Effects
	timers   *job.Timers
	chores   *job.Chores

	reconciler *job.Reconciler
	mailer     *job.SMTP // nil: no mail server

	calendars *job.Calendars // nil: no outside calendars
}

// wire puts the parts of a process together. It starts nothing. listener is
// where the process serves HTTP.
func wire(h *house, listener net.Listener) (*wiring, error) {
	w := &wiring{house: h, self: "http://" + dialable(listener.Addr().String()), channels: map[string]channel.Channel{}, counts: inbox.NewMetrics(h.metrics.Registry())}
	w.inbox = inbox.New(inbox.Config{Clock: h.clock, Log: h.log, Metrics: w.counts, Meter: h.metrics}, h.store, h.hints)
	w.wireChannels()
	if err := w.wirePayments(); err != nil {
		return nil, err
	}
	if err := w.wireCalendars(); err != nil {
		return nil, err
	}
	if err := w.wireJobs(); err != nil {
		return nil, err
	}
	w.sender = outbox.NewSender(outbox.Config{Worker: h.worker()}, w.senderParts())
	return w, w.wireAgent()
}

func (w *wiring) senderParts() outbox.Parts {
	parts := outbox.Parts{
		Store: w.store, Channels: w.channels, Intake: w.hints, Live: w.hints, Templates: w.store, Clock: w.clock, Log: w.log, Meter: w.metrics,
	}
	if w.mailer != nil {
		parts.Mailer = customerMail{w.mailer}
	}
	return parts
}

func (w *wiring) wireChannels() {
	if w.cfg.chatwootConfigured() {
		w.chatwoot = chatwoot.New(chatwoot.Config{
			APIURL: w.cfg.ChatwootAPIURL, AccountID: w.cfg.ChatwootAccountID, InboxID: w.cfg.ChatwootInboxID,
			BotToken: w.cfg.ChatwootBotToken, AgentToken: w.cfg.ChatwootAPIToken,
			Secrets: w.cfg.webhookSecrets(), Now: time.Now, Log: w.log,
		})
		w.channels[salon.SourceChatwoot] = w.chatwoot
	}
	if w.cfg.sandbox() {
		w.channels[salon.SourceSandbox] = sandboxchat.New()
	}
	if len(w.channels) == 0 {
		w.log.Warn("no channel is configured: set the CHATWOOT_ variables, or SANDBOX=true")
	}
}

// wirePayments chooses the checkout: Stripe when there is an account, else the
// pretend one in the sandbox, else none.
func (w *wiring) wirePayments() error {
	switch {
	case w.cfg.stripeConfigured():
		w.checkout = stripe.New(w.cfg.StripeSecretKey, w.cfg.StripeAPIURL)
	case w.cfg.sandbox():
		pretend, err := sandboxpay.New(sandboxpay.Options{
			Store: w.store, PublicURL: w.cfg.PublicURL, WebhookURL: w.self + "/webhook/stripe",
			WebhookSecret: w.cfg.StripeWebhookSecret, RealTime: time.Now, Log: w.log,
		})
		if err != nil {
			return fmt.Errorf("preparing the pretend checkout: %w", err)
		}
		w.pretend, w.checkout = pretend, pretend
	default:
		w.log.Warn("deposits cannot be paid: set STRIPE_SECRET_KEY")
	}
	if w.cfg.StripeWebhookSecret == "" {
		return nil
	}
	events, err := stripe.NewEvents(w.cfg.StripeWebhookSecret, time.Now)
	if err != nil {
		return fmt.Errorf("reading STRIPE_WEBHOOK_SECRET: %w", err)
	}
	w.events = events
	return nil
}

func (w *wiring) wireJobs() error {
	options := job.Options{
		Store: w.store, Channels: w.channels, Inbox: w.inbox, Metrics: jobMetrics{w.metrics}, Turns: w.hints, Log: w.log,
	}
	if w.calendars != nil {
		options.Events = w.calendars
	}
	if w.checkout != nil {
		options.Checkouts = []payment.Checkout{w.checkout}
	}
	if w.chatwoot != nil && w.cfg.ChatwootTeamConversationID != 0 {
		options.TeamChannel = salon.SourceChatwoot
		options.TeamConversation = strconv.FormatInt(w.cfg.ChatwootTeamConversationID, 10)
	}
	if w.cfg.SMTPURL != "" {
		mailer, err := job.NewSMTP(w.cfg.SMTPURL, w.cfg.MailFrom)
		if err != nil {
			return fmt.Errorf("reading SMTP_URL: %w", err)
		}
		w.mailer, options.Mailer = mailer, mailer
	}
	effects, err := job.NewEffects(options)
	if err != nil {
		return fmt.Errorf("preparing jobs: %w", err)
	}
	w.effects = effects
	w.reconciler = &job.Reconciler{
		Store: w.store, Effects: effects, Clock: w.clock, RealTime: time.Now, Metrics: telemetry.NewReconciliation(w.metrics, w.process), Log: w.log,
	}
	w.timers = job.NewTimers(w.store, w.hints, w.clock, jobMetrics{w.metrics}, w.log)
	w.chores = job.NewChores(w.store, w.clock, job.NewChoreCounts(w.metrics.Registry()), w.log)
	return nil
}

func (w *wiring) wireAgent() error {
	words, err := replies.New()
	if err != nil {
		return fmt.Errorf("loading the replies: %w", err)
	}
	w.agent = agent.New(agent.Config{
		Worker: w.worker(), Quiet: w.cfg.quiet(), PublicURL: w.cfg.PublicURL,
	}, agent.Parts{
		Store: w.store, Snapshots: w.store, Understand: understand.New(), Replies: words,
		Hints: w.hints, Intake: w.hints, Clock: w.clock, NewID: store.NewID, Log: w.log, Meter: w.metrics,
	})
	return nil
}

// apiHandler is everything the api serves: machines, people, probes.
func (w *wiring) apiHandler() (http.Handler, error) {
	pages, err := web.New(web.Config{
		Sandbox: w.cfg.sandbox(), Secure: strings.HasPrefix(w.cfg.PublicURL, "https://"),
	}, web.Parts{
		Store: w.store, Cashier: w.cashier(), Inbox: w.inbox, Live: w.hints, Clock: w.clock, Log: w.log,
	})
	if err != nil {
		return nil, fmt.Errorf("loading the pages: %w", err)
	}
	hooks := webhook.Config{
		Token: w.cfg.ChatwootWebhookToken, Payment: w.events, Payments: w.store, Inbox: w.inbox, Echoes: w.store,
		Now: time.Now, Log: w.log, Meter: w.metrics,
	}
	if w.chatwoot != nil {
		hooks.Channel = w.chatwoot
	}
	if w.calendars != nil {
		hooks.Calendar, hooks.Clock = w.store, w.clock
	}
	mux := http.NewServeMux()
	mux.Handle("/webhook/", webhook.New(hooks))
	w.health(w.checks()...).Register(mux, w.metrics)
	if w.pretend != nil {
		mux.Handle("/sandbox/", w.pretend.Handler())
	}
	mux.HandleFunc("GET /openapi.yaml", serveOpenAPI)
	mux.Handle("/", pages.Handler())
	return mux, nil
}

// cashier starts checkouts; without a provider every deposit page says that it
// cannot be paid now.
func (w *wiring) cashier() web.Cashier {
	if w.checkout == nil {
		return noCashier{}
	}
	return payment.Cashier{Store: w.store, Checkout: w.checkout, Clock: w.clock, RealTime: time.Now, PublicURL: w.cfg.PublicURL}
}

// noCashier stands where no payment provider is configured.
type noCashier struct{}

// Begin refuses for now.
func (noCashier) Begin(context.Context, string) (string, error) {
	return "", fmt.Errorf("no payment provider is configured: %w", payment.ErrRetry)
}

// intake is what the api runs besides HTTP: it announces again what waits too long.
func (w *wiring) intake() stage {
	sweeper := inbox.Sweeper{Store: w.store, Announcer: w.hints, Log: w.log, Metrics: w.counts}
	return stage{{"inbox sweeper", sweeper.Run}}
}

// work is what the agent runs, in the order in which it stops: turns, outbox, jobs.
func (w *wiring) work() []stage {
	jobs := stage{restarted(w.log, "jobs", w.newRunner), {"timers", w.timers.Run}, {"chores", w.chores.Run}, {"reconciliation", w.reconciler.Run}, {"gauges", w.gauges}}
	if w.calendars != nil {
		jobs = append(jobs, part{"calendars", w.calendars.Run})
	}
	if w.chatwoot != nil && w.cfg.ChatwootAPIToken != "" {
		catchUp := job.CatchUp{Name: salon.SourceChatwoot, Channel: w.chatwoot, Store: w.store, Inbox: w.inbox, Clock: w.clock, Log: w.log}
		jobs = append(jobs, part{"catch up", catchUp.Run})
	}
	return []stage{{{"turns", w.agent.Run}}, {{"outbox", w.sender.Run}}, jobs}
}

// checks are the dependencies that a process reports besides the data services.
func (w *wiring) checks() []telemetry.Check {
	if w.process == "api" { // sends nothing, so it cannot tell
		return nil
	}
	var out []telemetry.Check
	for name := range w.channels {
		out = append(out, telemetry.Check{Name: name, Run: func(context.Context) error { return w.sender.ChannelCheck(name) }})
	}
	return out
}

// newRunner makes the queue's client, which asks the database when it starts.
func (w *wiring) newRunner() (func(ctx context.Context) error, error) {
	runner, err := job.NewRunner(w.store.Pool(), w.effects, w.log)
	if err != nil {
		return nil, fmt.Errorf("preparing jobs: %w", err)
	}
	return runner.Run, nil
}

// inboxPart lets what was accepted be committed and announced before the data
// services go.
func (w *wiring) inboxPart() part {
	return part{"inbox", func(ctx context.Context) error {
		<-ctx.Done()
		limit, cancel := context.WithTimeout(context.Background(), stageStopTimeout)
		defer cancel()
		return w.inbox.Close(limit)
	}}
}

// customerMail lets the outbox, which knows no jobs, write to customers. What the
// server refuses for good is not tried again.
type customerMail struct{ *job.SMTP }

// Send delivers one mail.
func (c customerMail) Send(ctx context.Context, m outbox.Mail) error {
	err := c.SMTP.Send(ctx, job.Mail(m))
	var refused *textproto.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused) && refused.Code >= 500:
		return fmt.Errorf("%w: %w", channel.ErrPermanent, err)
	}
	return fmt.Errorf("%w: %w", channel.ErrRetry, err)
}

// jobMetrics lets telemetry, which knows no types of ours, count jobs.
type jobMetrics struct{ *telemetry.Metrics }

// TimerFired counts a timer by kind.
func (m jobMetrics) TimerFired(kind salon.TimerKind) { m.Metrics.TimerFired(string(kind)) }

// JobDone counts a job by kind and outcome.
func (m jobMetrics) JobDone(kind salon.JobKind, outcome string) {
	m.Metrics.JobDone(string(kind), outcome)
}
