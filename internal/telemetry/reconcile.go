package telemetry

import "github.com/prometheus/client_golang/prometheus"

// Reconciliation counts comparisons with the payment provider.
type Reconciliation struct {
	runs        *prometheus.CounterVec
	findings    *prometheus.GaugeVec
	unexplained prometheus.Gauge
	lastDone    *prometheus.GaugeVec
}

// NewReconciliation registers the metrics, at zero.
func NewReconciliation(m *Metrics, process string) *Reconciliation {
	f := factory{prometheus.WrapRegistererWith(prometheus.Labels{"process": process}, m.registry)}
	return &Reconciliation{
		runs:        f.counters("reconciliations_total", "Comparisons with the payment provider by kind (pending, full) and outcome (done, failed).", "kind", "outcome"),
		findings:    f.gauges("reconciliation_findings", "What the last comparison of a kind found that people must look at.", "kind"),
		unexplained: f.gauge("ledger_unexplained_cents", "Cents in the ledger that nobody can explain. Any is a fault."),
		lastDone:    f.gauges("reconciliation_last_success_seconds", "When the last comparison of a kind was done, in seconds since 1970.", "kind"),
	}
}

// Reconciled counts one comparison.
func (r *Reconciliation) Reconciled(kind, outcome string, findings int, unexplained int64) {
	r.runs.WithLabelValues(kind, outcome).Inc()
	if outcome != "done" {
		return
	}
	r.findings.WithLabelValues(kind).Set(float64(findings))
	r.unexplained.Set(float64(unexplained))
	r.lastDone.WithLabelValues(kind).SetToCurrentTime()
}
