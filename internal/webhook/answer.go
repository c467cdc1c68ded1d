package webhook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"

	"atrevete/internal/salon"
)

// Where a request comes from, as metrics and logs name it.
const (
	sourceChatwoot = "chatwoot"
	sourceStripe   = "stripe"
	sourceGoogle   = "google"
)

// Words of a 200.
const (
	statusAccepted  = "accepted"
	statusDuplicate = "duplicate"
	statusIgnored   = "ignored"
)

// answer is how a request ended: a word for 200, else an error for the log.
type answer struct {
	code   int
	status string // accepted, duplicate, ignored; for other codes what the body says
	err    error

	conversation salon.ID // for the log, when known
}

// refuse answers with a fault of the request.
func refuse(code int, say string, err error) answer { return answer{code: code, status: say, err: err} }

// route wraps one endpoint: deadline, body limit, panics, one log line, metrics.
func (h *handler) route(source string, serve func(*http.Request, []byte) answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := h.cfg.Now()
		_ = http.NewResponseController(w).SetReadDeadline(start.Add(readTimeout)) // recorders of tests cannot
		a := h.run(w, r, source, serve)
		write(w, a)
		took := h.cfg.Now().Sub(start)
		h.cfg.Meter.WebhookRequest(source, a.code, took)
		h.log(r, source, a, took.Milliseconds())
	})
}

// run reads the body and serves, turning a panic into 500.
func (h *handler) run(w http.ResponseWriter, r *http.Request, source string, serve func(*http.Request, []byte) answer) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			h.cfg.Meter.Panic("webhook")
			a = refuse(http.StatusInternalServerError, "error", fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	if source == sourceChatwoot && !h.rightToken(r.PathValue("token")) {
		return refuse(http.StatusUnauthorized, "unauthorized", errors.New("wrong token"))
	}
	buffer := h.buffers.Get().(*bytes.Buffer) //nolint:forcetypeassert // ours
	defer func() {
		if buffer.Cap() <= maxPooled {
			h.buffers.Put(buffer)
		}
	}()
	buffer.Reset()
	if a, ok := readBody(w, r, buffer); !ok {
		return a
	}
	return serve(r, buffer.Bytes())
}

// maxPooled keeps rare large bodies from staying in memory.
const maxPooled = 64 << 10

// readBody reads at most maxBody bytes.
func readBody(w http.ResponseWriter, r *http.Request, into *bytes.Buffer) (answer, bool) {
	if r.ContentLength > maxBody {
		return refuse(http.StatusRequestEntityTooLarge, "too large", errors.New("body over 1 MiB")), false
	}
	_, err := into.ReadFrom(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return refuse(http.StatusRequestEntityTooLarge, "too large", err), false
	case err != nil:
		return refuse(http.StatusBadRequest, "unreadable", fmt.Errorf("read body: %w", err)), false
	}
	return answer{}, true
}

// write sends the answer. Causes stay with us.
func write(w http.ResponseWriter, a answer) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.code)
	_, _ = io.WriteString(w, `{"status":"`+a.status+`"}`)
}

// log writes one line per event, without anything personal.
func (h *handler) log(r *http.Request, source string, a answer, ms int64) {
	switch {
	case a.code >= 500:
		h.cfg.Log.ErrorContext(r.Context(), "webhook", "source", source, "code", a.code, "ms", ms, "err", a.err)
	case a.err != nil:
		h.cfg.Log.WarnContext(r.Context(), "webhook", "source", source, "code", a.code, "status", a.status, "ms", ms, "err", a.err)
	default:
		h.cfg.Log.InfoContext(r.Context(), "webhook", "source", source, "code", a.code, "status", a.status,
			"conversation_id", a.conversation, "ms", ms)
	}
}
