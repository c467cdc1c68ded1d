package telemetry_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"atrevete/internal/telemetry"
)

type person struct{ Name, Phone string }

type stage string

func logged(t *testing.T, level string, write func(*slog.Logger)) string {
	t.Helper()
	var out bytes.Buffer
	log, err := telemetry.NewLogger(&out, "json", level)
	if err != nil {
		t.Fatal(err)
	}
	write(log)
	if line := out.String(); line != "" && !json.Valid([]byte(strings.TrimSpace(line))) {
		t.Errorf("not one JSON line: %s", line)
	}
	return out.String()
}

func TestNothingPersonalIsLoggedAboveDebug(t *testing.T) {
	t.Parallel()
	write := func(log *slog.Logger, level slog.Level) {
		log.With("customer", "Lucía", "salon", "s1").WithGroup("g").With("email", "lucia@example.com").Log(context.Background(), level,
			"wrote +34 600 000 001 from ana@example.com",
			"text", "Hola, soy Lucía", "customer_phone", "+34600000001", "err", errors.New("no such user lucia@example.com"),
			slog.Group("inner", "name", "Lucía"), "who", person{"Lucía", "+34600000001"}, "all", []person{{"Lucía", ""}},
			"body", []byte("Hola, soy Lucía"), "raw", []byte("Lucía"))
	}
	for _, level := range []slog.Level{slog.LevelInfo, slog.LevelWarn, slog.LevelError} {
		line := logged(t, "debug", func(log *slog.Logger) { write(log, level) })
		if _, rest, ok := strings.Cut(line, `","level":`); ok { // the digits of the time are nobody's phone
			line = rest
		}
		for _, personal := range []string{"Luc", "600", "@example", "Hola"} {
			if strings.Contains(line, personal) {
				t.Errorf("%s shows %q: %s", level, personal, line)
			}
		}
		if !strings.Contains(line, `"salon":"s1"`) {
			t.Errorf("too much is left out: %s", line)
		}
	}
	if line := logged(t, "debug", func(log *slog.Logger) { write(log, slog.LevelDebug) }); !strings.Contains(line, "Hola, soy") || !strings.Contains(line, "lucia@example.com") {
		t.Errorf("debug shows too little: %s", line)
	}
}

func TestSecretsAreNeverLogged(t *testing.T) {
	t.Parallel()
	for _, level := range []slog.Level{slog.LevelDebug, slog.LevelInfo} {
		line := logged(t, "debug", func(log *slog.Logger) {
			log.With("bot_token", "hush1").Log(context.Background(), level, "connect postgres://u:hush2@host/db",
				"err", errors.New("POST http://h/webhook/chatwoot/hush3-hush3: Bearer hush4"), "secret_key", "hush5",
				"link", "https://salon.example/pay/hush6hush6", "key", "sk_test_hush7", "hook", "whsec_hush8", "config", struct{ K string }{"sk_live_hush9"})
		})
		if strings.Contains(line, "hush") || !strings.Contains(line, "postgres://u:") {
			t.Errorf("%s: %s", level, line)
		}
	}
}

func TestPlainValuesStayAsTheyAre(t *testing.T) {
	t.Parallel()
	line := logged(t, "info", func(log *slog.Logger) {
		log.Debug("too low")
		log.Info("turn done", telemetry.KeyTurn, "0190-a", "took", 3*time.Millisecond, "n", 4, "ok", true, "stage", stage("act"),
			"ids", []stage{"a", "b"}, "text", "", "nothing", nil, "rate", float32(1.5), "when", time.Unix(0, 0).UTC(), "wait", slogValuer{})
	})
	for _, want := range []string{`"turn_id":"0190-a"`, `"took":3000000`, `"n":4`, `"ok":true`, `"stage":"act"`, `"ids":"[a b]"`, `"text":""`, `"rate":1.5`, `"wait":"resolved"`} {
		if !strings.Contains(line, want) {
			t.Errorf("%s is missing in %s", want, line)
		}
	}
}

type slogValuer struct{}

func (slogValuer) LogValue() slog.Value { return slog.StringValue("resolved") }

func TestLoggerRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	if _, err := telemetry.NewLogger(io.Discard, "xml", "info"); err == nil {
		t.Error("format xml was accepted")
	}
	if _, err := telemetry.NewLogger(io.Discard, "text", "loud"); err == nil {
		t.Error("level loud was accepted")
	}
	if _, err := telemetry.NewLogger(io.Discard, "text", "WARN"); err != nil {
		t.Error(err)
	}
}

func TestMetricsAreServed(t *testing.T) {
	t.Parallel()
	m := telemetry.NewMetrics("api")
	m.Turn("replied", 20*time.Millisecond)
	m.Stage("act", time.Millisecond)
	m.Panic("turn")
	m.WebhookRequest("chatwoot", 200, time.Millisecond)
	m.HintLost("incoming_messages")
	m.MessageSent("sent")
	m.Booking("confirmed")
	m.Payment("confirmed")
	m.HoldsExpired(2)
	m.JobDone("refund", "done")
	m.TimerFired("reminder")
	m.SetTimerOverdue("reminder", 90*time.Second)
	m.SetBacklog(telemetry.Backlog{InboxWaiting: 5, InboxOldest: 2 * time.Second, OutboxWaiting: 6, OutboxOldest: time.Minute, OutboxDead: 7, UrgentOldest: 3 * time.Minute})
	mux := http.NewServeMux()
	telemetry.NewHealth("1", slog.New(slog.DiscardHandler)).Register(mux, m)
	body := get(t, mux, "/metrics", http.StatusOK)
	for _, want := range []string{
		`atrevete_turns_total{outcome="replied",process="api"} 1`, `atrevete_stage_seconds_count{process="api",stage="act"} 1`,
		`atrevete_webhook_requests_total{process="api",source="chatwoot",status="200"} 1`, `atrevete_hints_lost_total{process="api",stream="incoming_messages"} 1`,
		`atrevete_messages_total{outcome="sent",process="api"} 1`, `atrevete_bookings_total{process="api",status="confirmed"} 1`,
		`atrevete_payments_total{outcome="confirmed",process="api"} 1`, `atrevete_holds_expired_total{process="api"} 2`,
		`atrevete_jobs_total{kind="refund",outcome="done",process="api"} 1`, `atrevete_timers_fired_total{kind="reminder",process="api"} 1`, `atrevete_timer_overdue_seconds{kind="reminder",process="api"} 90`, `atrevete_notice_urgent_oldest_seconds{process="api"} 180`,
		`atrevete_inbox_oldest_seconds{process="api"} 2`, `atrevete_outbox_dead{process="api"} 7`, `atrevete_panics_total{process="api",where="turn"} 1`, "go_goroutines",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is missing", want)
		}
	}
	if m.Registry() == telemetry.NewMetrics("api").Registry() {
		t.Error("two metrics share a registry")
	}
}

func get(t *testing.T, handler http.Handler, path string, want int) string {
	t.Helper()
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	if w.Code != want {
		t.Errorf("GET %s: %d instead of %d: %s", path, w.Code, want, w.Body)
	}
	return w.Body.String()
}

func serve(h *telemetry.Health) *http.ServeMux {
	mux := http.NewServeMux()
	h.Register(mux, telemetry.NewMetrics("api"))
	return mux
}

func TestHealthTellsCriticalFromTheRest(t *testing.T) {
	t.Parallel()
	up := func(context.Context) error { return nil }
	down := func(context.Context) error { return errors.New("dial postgres://u:hush@h: refused") }
	for name, c := range map[string]struct {
		database, redis func(context.Context) error
		code            int
		status          string
	}{
		"all up":        {up, up, 200, telemetry.StatusOK},
		"redis down":    {up, down, 200, telemetry.StatusDegraded},
		"database down": {down, up, 503, telemetry.StatusDown},
		"both down":     {down, down, 503, telemetry.StatusDown},
		"check panics":  {func(context.Context) error { panic("oh") }, up, 503, telemetry.StatusDown},
	} {
		h := telemetry.NewHealth("1.2.3", slog.New(slog.DiscardHandler),
			telemetry.Check{Name: "database", Critical: true, Run: c.database}, telemetry.Check{Name: "redis", Run: c.redis})
		mux := serve(h)
		body := get(t, mux, "/health", c.code)
		var report telemetry.Report
		if err := json.Unmarshal([]byte(body), &report); err != nil || report.Status != c.status || report.Version != "1.2.3" || len(report.Checks) != 2 {
			t.Errorf("%s: %s, %v", name, body, err)
		}
		if strings.Contains(body, "hush") || strings.Contains(body, "refused") {
			t.Errorf("%s: the page shows the cause: %s", name, body)
		}
		get(t, mux, "/readyz", c.code)
		get(t, mux, "/livez", http.StatusOK)
		h.Drain()
		get(t, mux, "/readyz", http.StatusServiceUnavailable)
		get(t, mux, "/livez", http.StatusOK)
	}
}

func TestHealthDoesNotWaitForWhatHangs(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	defer close(release)
	h := telemetry.NewHealth("", slog.New(slog.DiscardHandler), telemetry.Check{
		Name: "redis", Timeout: 5 * time.Millisecond, Run: func(context.Context) error { <-release; return nil },
	})
	if body := get(t, serve(h), "/health", http.StatusOK); !strings.Contains(body, "no answer in time") {
		t.Errorf("said %s", body)
	}
}

func TestProbesShareAReportAndTheLogHearsChangesOnly(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	var out bytes.Buffer
	log, err := telemetry.NewLogger(&out, "text", "info")
	if err != nil {
		t.Fatal(err)
	}
	h := telemetry.NewHealth("", log, telemetry.Check{Name: "redis", Run: func(context.Context) error {
		if calls.Add(1) < 3 {
			return errors.New("refused")
		}
		return nil
	}})
	for range 20 {
		h.Report(t.Context())
	}
	if calls.Load() > 3 {
		t.Errorf("%d checks for 20 probes in a row", calls.Load())
	}
	deadline, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for deadline.Err() == nil && h.Report(t.Context()).Status != telemetry.StatusOK {
		select {
		case <-deadline.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
	if downs, backs := strings.Count(out.String(), "dependency is down"), strings.Count(out.String(), "dependency is back"); downs != 1 || backs != 1 {
		t.Errorf("told %d times down, %d times back:\n%s", downs, backs, out.String())
	}
}
