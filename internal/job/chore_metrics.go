package job

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// ChoreCounts shows the chores to Prometheus.
type ChoreCounts struct {
	done     *prometheus.CounterVec
	last     *prometheus.GaugeVec
	retained *prometheus.CounterVec
}

// NewChoreCounts makes the metrics and registers them.
func NewChoreCounts(registry prometheus.Registerer) *ChoreCounts {
	m := &ChoreCounts{
		done: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "atrevete_chores_total", Help: "Chores (archive, retention) by outcome: done, failed.",
		}, []string{"chore", "outcome"}),
		last: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "atrevete_chore_last_done_timestamp_seconds", Help: "When this process last finished a chore.",
		}, []string{"chore"}),
		retained: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "atrevete_retention_rows_total", Help: "What was too old to keep and was erased: messages, traces, customers, conversations.",
		}, []string{"what"}),
	}
	registry.MustRegister(m.done, m.last, m.retained)
	return m
}

// ChoreDone counts a run.
func (m *ChoreCounts) ChoreDone(chore, outcome string) {
	m.done.WithLabelValues(chore, outcome).Inc()
	if outcome == "done" {
		m.last.WithLabelValues(chore).Set(float64(time.Now().Unix())) //nolint:forbidigo // Prometheus compares it with real time
	}
}

// Retained counts what a night erased.
func (m *ChoreCounts) Retained(what string, n int) { m.retained.WithLabelValues(what).Add(float64(n)) }
