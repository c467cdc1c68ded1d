package docs_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"atrevete/internal/inbox"
	"atrevete/internal/job"
	"atrevete/internal/telemetry"
)

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path) //nolint:gosec // our own documents
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// known lists the descriptions of every metric that the processes show.
func known() string {
	metrics := telemetry.NewMetrics("test")
	inbox.NewMetrics(metrics.Registry())
	job.NewCalendarCounts(metrics.Registry())
	telemetry.NewReconciliation(metrics, "test")
	described := make(chan *prometheus.Desc)
	go func() {
		defer close(described)
		metrics.Registry().Describe(described)
	}()
	var all strings.Builder
	for one := range described {
		all.WriteString(one.String() + "\n")
	}
	return all.String()
}

// TestEveryAlertAsksForAMetricThatExists: an alert about a name that nobody
// shows would stay silent for ever.
func TestEveryAlertAsksForAMetricThatExists(t *testing.T) {
	t.Parallel()
	shown := known()
	names := regexp.MustCompile(`atrevete_[a-z_]+`).FindAllString(read(t, "alerts.yml"), -1)
	if len(names) == 0 {
		t.Fatal("no alert asks for anything")
	}
	for _, name := range names {
		if !strings.Contains(shown, `fqName: "`+name+`"`) {
			t.Errorf("%s is shown by no process", name)
		}
	}
}

// TestEveryAlertHasItsLineInTheRunbook, and the runbook explains none that does
// not exist.
func TestEveryAlertHasItsLineInTheRunbook(t *testing.T) {
	t.Parallel()
	_, section, found := strings.Cut(read(t, "runbook.md"), "\n## Alerts\n")
	if !found {
		t.Fatal("the runbook has no section Alerts")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	explained := map[string]bool{}
	for _, line := range regexp.MustCompile("(?m)^\\| `([A-Za-z]+)` \\|([^|]+)\\|([^|]+)\\|([^|]+)\\|$").FindAllStringSubmatch(section, -1) {
		explained[line[1]] = true
	}
	for _, alert := range regexp.MustCompile(`(?m)^ *- alert: (\S+)$`).FindAllStringSubmatch(read(t, "alerts.yml"), -1) {
		if !explained[alert[1]] {
			t.Errorf("the runbook does not say what %s means, what still works and what to do", alert[1])
		}
		delete(explained, alert[1])
	}
	for name := range explained {
		t.Errorf("the runbook explains %s, which is no alert", name)
	}
}
