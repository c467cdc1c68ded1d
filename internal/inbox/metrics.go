package inbox

import (
	"github.com/prometheus/client_golang/prometheus"
)

// Meter counts what goes wrong beside the storing.
type Meter interface {
	HintLost(stream string)
	Panic(where string)
}

// unmetered counts nothing.
type unmetered struct{}

func (unmetered) HintLost(string) {}
func (unmetered) Panic(string)    {}

// Metrics counts what the inbox does.
type Metrics struct {
	fresh, duplicate, failed prometheus.Counter
	splitBatches             prometheus.Counter
	swept                    prometheus.Counter
	batchRows                prometheus.Histogram
	commitSeconds            prometheus.Histogram
}

// NewMetrics makes the metrics and registers them; with a nil registry they
// count but are shown nowhere.
func NewMetrics(registry prometheus.Registerer) *Metrics {
	stored := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "atrevete_inbox_stored_total", Help: "Inbound rows by what became of them.",
	}, []string{"outcome"})
	m := &Metrics{
		fresh: stored.WithLabelValues("fresh"), duplicate: stored.WithLabelValues("duplicate"), failed: stored.WithLabelValues("failed"),
		splitBatches: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "atrevete_inbox_split_batches_total", Help: "Commits that failed as a whole and were repeated row by row.",
		}),
		swept: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "atrevete_inbox_swept_total", Help: "Conversations announced again because they waited too long.",
		}),
		batchRows: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "atrevete_inbox_commit_rows", Help: "Rows per commit.", Buckets: prometheus.ExponentialBuckets(1, 2, 9),
		}),
		commitSeconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "atrevete_inbox_commit_seconds", Help: "Duration of a commit.", Buckets: prometheus.ExponentialBuckets(0.0005, 2, 13),
		}),
	}
	if registry != nil {
		registry.MustRegister(stored, m.splitBatches, m.swept, m.batchRows, m.commitSeconds)
	}
	return m
}

// commitTimer measures one commit; call what it returns when it is over.
func (m *Metrics) commitTimer(rows int) (stop func()) {
	timer := prometheus.NewTimer(m.commitSeconds)
	m.batchRows.Observe(float64(rows))
	return func() { timer.ObserveDuration() }
}
