package webhook

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics counts webhooks.
type Metrics struct {
	requests   *prometheus.CounterVec
	seconds    *prometheus.HistogramVec
	panics     prometheus.Counter
	lostEchoes prometheus.Counter
}

// NewMetrics makes the metrics and registers them; with a nil registry they
// count but are shown nowhere.
func NewMetrics(registry prometheus.Registerer) *Metrics {
	m := &Metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "atrevete_webhook_requests_total", Help: "Webhooks by source and answer.",
		}, []string{"source", "code", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "atrevete_webhook_seconds", Help: "Time to answer a webhook.", Buckets: prometheus.ExponentialBuckets(0.0005, 2, 13),
		}, []string{"source"}),
		panics: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "atrevete_webhook_panics_total", Help: "Panics recovered while answering.",
		}),
		lostEchoes: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "atrevete_webhook_lost_echoes_total", Help: "Echoes of our own messages that could not be recorded.",
		}),
	}
	if registry != nil {
		registry.MustRegister(m.requests, m.seconds, m.panics, m.lostEchoes)
	}
	return m
}

// sourceMetrics is the metrics of one source, looked up once.
type sourceMetrics struct {
	requests *prometheus.CounterVec
	seconds  prometheus.Observer
	stored   prometheus.Counter
}

func (m *Metrics) of(source string) sourceMetrics {
	return sourceMetrics{
		requests: m.requests.MustCurryWith(prometheus.Labels{"source": source}),
		seconds:  m.seconds.WithLabelValues(source),
		stored:   m.requests.WithLabelValues(source, "200", statusAccepted),
	}
}

func (s sourceMetrics) observe(status string, code int, took time.Duration) {
	s.seconds.Observe(took.Seconds())
	if status == statusAccepted {
		s.stored.Inc()
		return
	}
	s.requests.WithLabelValues(strconv.Itoa(code), status).Inc()
}
