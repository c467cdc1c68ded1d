package job

import (
	"github.com/prometheus/client_golang/prometheus"

	"atrevete/internal/salon"
)

// CalendarCounts shows the work on outside calendars to Prometheus. A process
// that never looks at them shows no gauge of them.
type CalendarCounts struct {
	done      *prometheus.CounterVec
	calendars *prometheus.GaugeVec // by state
	up        *prometheus.GaugeVec
	proposals *prometheus.GaugeVec
	waiting   *prometheus.GaugeVec
	oldest    *prometheus.GaugeVec
}

// NewCalendarCounts makes the metrics and registers them.
func NewCalendarCounts(registry prometheus.Registerer) *CalendarCounts {
	gauge := func(name, help string, labels ...string) *prometheus.GaugeVec {
		return prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "atrevete_calendar_" + name, Help: help}, labels)
	}
	m := &CalendarCounts{
		done: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "atrevete_calendar_operations_total", Help: "Work on outside calendars by operation and outcome.",
		}, []string{"operation", "outcome"}),
		calendars: gauge("calendars", "Calendars of the team: all, failing, stale (not read for an hour), braked (deletions not believed).", "state"),
		up:        gauge("up", "Whether the provider answers and takes our key."),
		proposals: gauge("proposals", "Changes made in the calendars that wait for staff."),
		waiting:   gauge("mirrors_waiting", "Mirror events to be written."),
		oldest:    gauge("mirrors_oldest_seconds", "Age of the oldest mirror event to be written."),
	}
	registry.MustRegister(m.done, m.calendars, m.up, m.proposals, m.waiting, m.oldest)
	return m
}

// CalendarDone counts an operation.
func (m *CalendarCounts) CalendarDone(operation, outcome string) {
	m.done.WithLabelValues(operation, outcome).Inc()
}

// SetCalendars shows how the calendars are.
func (m *CalendarCounts) SetCalendars(h salon.CalendarHealth) {
	up := 1.0
	if h.Fault != "" {
		up = 0
	}
	m.up.WithLabelValues().Set(up)
	for state, n := range map[string]int{"all": h.Followed, "failing": h.Failing, "stale": h.Stale, "braked": h.Braked} {
		m.calendars.WithLabelValues(state).Set(float64(n))
	}
	m.proposals.WithLabelValues().Set(float64(h.Proposals))
	m.waiting.WithLabelValues().Set(float64(h.Waiting))
	m.oldest.WithLabelValues().Set(h.Oldest.Seconds())
}
