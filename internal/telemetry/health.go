package telemetry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

const (
	checkTimeout = 2 * time.Second        // for one dependency, unless it names its own
	reportFresh  = 500 * time.Millisecond // probes within this share one report
)

// Check asks one dependency whether it is there. Without a critical one the
// process cannot serve; without another it serves with less. An error that has a
// Detail() string is shown with it.
type Check struct {
	Name     string
	Critical bool
	Timeout  time.Duration // 0: 2 s
	Run      func(context.Context) error
}

// Health answers probes.
type Health struct {
	version  string
	checks   []Check
	log      *slog.Logger
	draining atomic.Bool

	mu    sync.Mutex // one report at a time, shared by those who wait
	last  Report
	taken time.Time
}

// Report is the body of /health.
type Report struct {
	Status  string               `json:"status"` // ok, degraded, down
	Version string               `json:"version,omitempty"`
	Checks  map[string]CheckedUp `json:"checks"`
}

// CheckedUp is what a check found. Error is short on purpose: the cause is in
// the log, since anybody may read this page.
type CheckedUp struct {
	Status    string  `json:"status"` // up, down
	Critical  bool    `json:"critical"`
	LatencyMS float64 `json:"latency_ms"`
	Error     string  `json:"error,omitempty"`
}

// The states of a report.
const (
	StatusOK       = "ok"
	StatusDegraded = "degraded"
	StatusDown     = "down"
)

// NewHealth answers probes with these checks. log hears when a dependency
// goes and when it comes back.
func NewHealth(version string, log *slog.Logger, checks ...Check) *Health {
	return &Health{version: version, log: log, checks: checks}
}

// Drain makes /readyz refuse from now on: the process is about to stop.
func (h *Health) Drain() { h.draining.Store(true) }

// Report runs all checks at once. Reports are at most half a second old, so
// that probing costs the dependencies little.
func (h *Health) Report(ctx context.Context) Report {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.taken.IsZero() && time.Since(h.taken) < reportFresh { //nolint:forbidigo // the age of a probe is real time
		return h.last
	}
	// One prober's hanging up must not spoil the answer for the others.
	ctx = context.WithoutCancel(ctx)
	found := make([]CheckedUp, len(h.checks))
	var running sync.WaitGroup
	for i, check := range h.checks {
		running.Go(func() { found[i] = h.run(ctx, check) })
	}
	running.Wait()
	report := Report{Status: StatusOK, Version: h.version, Checks: make(map[string]CheckedUp, len(found))}
	for i, check := range h.checks {
		report.Checks[check.Name] = found[i]
		switch {
		case found[i].Status == "up":
		case check.Critical:
			report.Status = StatusDown
		case report.Status == StatusOK:
			report.Status = StatusDegraded
		}
	}
	h.last, h.taken = report, time.Now() //nolint:forbidigo // as above
	return report
}

// run runs one check, and does not wait for one that ignores its deadline.
func (h *Health) run(ctx context.Context, check Check) CheckedUp {
	limit := check.Timeout
	if limit == 0 {
		limit = checkTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	start := time.Now() //nolint:forbidigo // latency is real time
	done := make(chan error, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- fmt.Errorf("check panicked: %v", p)
			}
		}()
		done <- check.Run(ctx)
	}()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		err = ctx.Err()
	}
	up := CheckedUp{Status: "up", Critical: check.Critical, LatencyMS: float64(time.Since(start).Microseconds()) / 1000} //nolint:forbidigo // as above
	if err != nil {
		up.Status, up.Error = "down", "not reachable"
		var detailed interface{ Detail() string }
		switch {
		case errors.As(err, &detailed):
			up.Error = detailed.Detail()
		case errors.Is(err, context.DeadlineExceeded):
			up.Error = "no answer in time"
		}
	}
	h.tell(ctx, check, up, err)
	return up
}

// tell logs changes only: a probe every few seconds must not flood the log.
func (h *Health) tell(ctx context.Context, check Check, now CheckedUp, err error) {
	before, known := h.last.Checks[check.Name]
	switch {
	case now.Status == "down" && (!known || before.Status == "up"):
		h.log.WarnContext(ctx, "dependency is down", "dependency", check.Name, "critical", check.Critical, KeyErr, err)
	case now.Status == "up" && known && before.Status == "down":
		h.log.InfoContext(ctx, "dependency is back", "dependency", check.Name)
	}
}

// Register adds /health, /livez, /readyz and /metrics to a mux.
func (h *Health) Register(mux *http.ServeMux, metrics *Metrics) {
	mux.HandleFunc("GET /health", h.serveHealth)
	mux.HandleFunc("GET /livez", h.serveLive)
	mux.HandleFunc("GET /readyz", h.serveReady)
	mux.Handle("GET /metrics", metrics.Handler())
}

func (h *Health) serveHealth(w http.ResponseWriter, r *http.Request) {
	report := h.Report(r.Context())
	code := http.StatusOK
	if report.Status == StatusDown {
		code = http.StatusServiceUnavailable
	}
	body, err := json.Marshal(report)
	if err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	answer(w, code, "application/json; charset=utf-8", body)
}

func (h *Health) serveLive(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, "text/plain; charset=utf-8", []byte("ok\n"))
}

func (h *Health) serveReady(w http.ResponseWriter, r *http.Request) {
	switch {
	case h.draining.Load():
		answer(w, http.StatusServiceUnavailable, "text/plain; charset=utf-8", []byte("stopping\n"))
	case h.Report(r.Context()).Status == StatusDown:
		answer(w, http.StatusServiceUnavailable, "text/plain; charset=utf-8", []byte("not ready\n"))
	default:
		answer(w, http.StatusOK, "text/plain; charset=utf-8", []byte("ok\n"))
	}
}

func answer(w http.ResponseWriter, code int, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_, _ = w.Write(body) // the prober may have gone
}
