package telemetry

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts what happens, for Prometheus. Each has a registry of its own.
// Labels come from closed sets: outcomes, kinds, states; never ids or words.
type Metrics struct {
	registry *prometheus.Registry

	turns       *prometheus.CounterVec
	turnSeconds prometheus.Histogram
	stages      *prometheus.HistogramVec
	panics      *prometheus.CounterVec

	webhooks       *prometheus.CounterVec
	webhookSeconds *prometheus.HistogramVec
	hintsLost      *prometheus.CounterVec
	messages       *prometheus.CounterVec

	bookings     *prometheus.CounterVec
	payments     *prometheus.CounterVec
	holdsExpired prometheus.Counter
	jobs         *prometheus.CounterVec
	timers       *prometheus.CounterVec

	channels *prometheus.GaugeVec

	inboxAge, inboxWaiting             prometheus.Gauge
	outboxAge, outboxWaiting, deadRows prometheus.Gauge
	noticeAge, noticesWaiting          prometheus.Gauge
	urgentAge                          prometheus.Gauge
	overdue                            *prometheus.GaugeVec
}

// Backlog is how much waits and for how long. A queue that is empty has age 0.
type Backlog struct {
	InboxWaiting  int
	InboxOldest   time.Duration
	OutboxWaiting int
	OutboxOldest  time.Duration
	OutboxDead    int // failed for good: somebody should look

	NoticesWaiting int // to stylists and the team, not delivered
	NoticesOldest  time.Duration
	UrgentOldest   time.Duration // of the urgent ones, which are due within two minutes
}

// NewMetrics makes all metrics, at zero, in a registry of their own together
// with those of the Go runtime and the process. process labels every one of
// them: api, agent or up.
func NewMetrics(process string) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry()}
	registerer := prometheus.WrapRegistererWith(prometheus.Labels{"process": process}, m.registry)
	registerer.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	f := factory{registerer}

	m.turns = f.counters("turns_total", "Turns by outcome: replied, silent, handed_off, payment, timer, failed.", "outcome")
	m.turnSeconds = f.histogram("turn_seconds", "How long a turn takes from its lease to its commit.")
	m.stages = f.histograms("stage_seconds", "How long each step of a turn takes.", "stage")
	m.panics = f.counters("panics_total", "Recovered panics by place. Any is a bug.", "where")

	m.webhooks = f.counters("webhook_requests_total", "Webhook requests by source and HTTP status.", "source", "status")
	m.webhookSeconds = f.histograms("webhook_seconds", "How long a webhook request takes until it is stored and answered.", "source")
	m.hintsLost = f.counters("hints_lost_total", "Hints that could not be published; the sweep repairs them.", "stream")
	m.messages = f.counters("messages_total", "Messages to customers by outcome: sent, retry, failed, dropped.", "outcome")

	m.bookings = f.counters("bookings_total", "Bookings by the status they reached.", "status")
	m.payments = f.counters("payments_total", "Payment reports by what became of them.", "outcome")
	m.holdsExpired = f.counter("holds_expired_total", "Holds that ran out unpaid.")
	m.jobs = f.counters("jobs_total", "Effects outside the process by kind and outcome.", "kind", "outcome")
	m.timers = f.counters("timers_fired_total", "Timers that became due and were fired, by kind.", "kind")

	m.channels = f.gauges("channel_up", "1 while a channel answers, 0 while it is taken for dead.", "channel")
	m.inboxAge = f.gauge("inbox_oldest_seconds", "Age of the oldest unprocessed inbox row.")
	m.inboxWaiting = f.gauge("inbox_waiting", "Unprocessed inbox rows.")
	m.outboxAge = f.gauge("outbox_oldest_seconds", "Age of the oldest unsent outbox row.")
	m.outboxWaiting = f.gauge("outbox_waiting", "Unsent outbox rows.")
	m.deadRows = f.gauge("outbox_dead", "Outbox rows given up; staff should look.")
	m.noticesWaiting = f.gauge("notices_waiting", "Notices to stylists and the team that are not delivered.")
	m.noticeAge = f.gauge("notice_oldest_seconds", "Age of the oldest undelivered notice.")
	m.urgentAge = f.gauge("notice_urgent_oldest_seconds", "Age of the oldest undelivered urgent notice; above 120 somebody should look.")
	m.overdue = f.gauges("timer_overdue_seconds", "How long the oldest due timer of a kind has waited, by the product's clock.", "kind")
	return m
}

// Registry is where further collectors can be added.
func (m *Metrics) Registry() *prometheus.Registry { return m.registry }

// Handler serves the metrics as text.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry, MaxRequestsInFlight: 4, Timeout: 10 * time.Second})
}

// Turn counts a turn and how long it took.
func (m *Metrics) Turn(outcome string, took time.Duration) {
	m.turns.WithLabelValues(outcome).Inc()
	m.turnSeconds.Observe(took.Seconds())
}

// Stage observes how long a named step of a turn took.
func (m *Metrics) Stage(step string, took time.Duration) {
	m.stages.WithLabelValues(step).Observe(took.Seconds())
}

// Panic counts a recovered panic.
func (m *Metrics) Panic(where string) { m.panics.WithLabelValues(where).Inc() }

// WebhookRequest counts a webhook request by its source (chatwoot, stripe, …)
// and HTTP status.
func (m *Metrics) WebhookRequest(source string, status int, took time.Duration) {
	m.webhooks.WithLabelValues(source, strconv.Itoa(status)).Inc()
	m.webhookSeconds.WithLabelValues(source).Observe(took.Seconds())
}

// HintLost counts a hint that could not be published.
func (m *Metrics) HintLost(stream string) { m.hintsLost.WithLabelValues(stream).Inc() }

// MessageSent counts an attempt to send a message: sent, retry, failed, dropped.
func (m *Metrics) MessageSent(outcome string) { m.messages.WithLabelValues(outcome).Inc() }

// ChannelUp shows whether a channel answers.
func (m *Metrics) ChannelUp(channel string, up bool) {
	value := 0.0
	if up {
		value = 1
	}
	m.channels.WithLabelValues(channel).Set(value)
}

// Booking counts a booking that reached a status.
func (m *Metrics) Booking(status string) { m.bookings.WithLabelValues(status).Inc() }

// Payment counts what became of a payment report.
func (m *Metrics) Payment(outcome string) { m.payments.WithLabelValues(outcome).Inc() }

// HoldsExpired counts holds that ran out.
func (m *Metrics) HoldsExpired(n int) { m.holdsExpired.Add(float64(n)) }

// JobDone counts a job by kind and outcome.
func (m *Metrics) JobDone(kind, outcome string) { m.jobs.WithLabelValues(kind, outcome).Inc() }

// TimerFired counts a timer by kind.
func (m *Metrics) TimerFired(kind string) { m.timers.WithLabelValues(kind).Inc() }

// SetBacklog shows how much waits at the moment.
func (m *Metrics) SetBacklog(b Backlog) {
	m.inboxWaiting.Set(float64(b.InboxWaiting))
	m.inboxAge.Set(b.InboxOldest.Seconds())
	m.outboxWaiting.Set(float64(b.OutboxWaiting))
	m.outboxAge.Set(b.OutboxOldest.Seconds())
	m.deadRows.Set(float64(b.OutboxDead))
	m.noticesWaiting.Set(float64(b.NoticesWaiting))
	m.noticeAge.Set(b.NoticesOldest.Seconds())
	m.urgentAge.Set(b.UrgentOldest.Seconds())
}

// SetTimerOverdue shows how long the oldest due timer of a kind has waited.
func (m *Metrics) SetTimerOverdue(kind string, age time.Duration) {
	m.overdue.WithLabelValues(kind).Set(age.Seconds())
}

// factory makes registered metrics with our prefix.
type factory struct{ prometheus.Registerer }

const namespace = "atrevete"

// buckets reach from half a millisecond (a step in memory) to 30 s (a model
// that gives up).
func buckets() []float64 {
	return []float64{.0005, .001, .002, .004, .008, .016, .032, .064, .1, .25, .5, 1, 2.5, 5, 10, 30}
}

func (f factory) counter(name, help string) prometheus.Counter {
	c := prometheus.NewCounter(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help})
	f.MustRegister(c)
	return c
}

func (f factory) counters(name, help string, labels ...string) *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
	f.MustRegister(c)
	return c
}

func (f factory) gauge(name, help string) prometheus.Gauge {
	g := prometheus.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help})
	f.MustRegister(g)
	return g
}

func (f factory) gauges(name, help string, labels ...string) *prometheus.GaugeVec {
	g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help}, labels)
	f.MustRegister(g)
	return g
}

func (f factory) histogram(name, help string) prometheus.Histogram {
	h := prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: buckets()})
	f.MustRegister(h)
	return h
}

func (f factory) histograms(name, help string, labels ...string) *prometheus.HistogramVec {
	h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: buckets()}, labels)
	f.MustRegister(h)
	return h
}
