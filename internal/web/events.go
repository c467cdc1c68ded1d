package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"atrevete/internal/salon"
)

// Timing of the event stream.
const (
	heartbeat   = 20 * time.Second
	newcomerFor = 500 * time.Millisecond // how often a visitor without a conversation is looked up
)

// streamEvents sends the visitor what happens in their conversation
// (server-sent events). It is a convenience: the page polls as well.
func (s *Server) streamEvents(w http.ResponseWriter, r *http.Request) {
	who := visitor(r)
	if who == "" {
		http.Error(w, "Abre /chat primero.", http.StatusUnauthorized)
		return
	}
	out := http.NewResponseController(w)
	// The server's write timeout is for pages, not for a stream.
	if err := out.SetWriteDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		s.fail(w, r, "event stream could not be opened", err)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	if !send(w, out, salon.LiveEvent{Kind: "hello"}) {
		return
	}
	ctx := r.Context()
	id, ok := s.awaitConversation(ctx, w, out, who)
	if !ok {
		return
	}
	events, err := s.Live.Subscribe(ctx, id)
	if err != nil {
		s.Log.DebugContext(ctx, "no live events; the page polls", "err", err)
		return
	}
	if !send(w, out, salon.LiveEvent{Kind: "message"}) { // whatever came before we listened
		return
	}
	s.forward(ctx, w, out, events)
}

// awaitConversation waits until the visitor has written for the first time.
func (s *Server) awaitConversation(ctx context.Context, w http.ResponseWriter, out *http.ResponseController, who string) (salon.ID, bool) {
	tick := time.NewTicker(newcomerFor)
	defer tick.Stop()
	for {
		c, err := s.Store.FindConversation(ctx, salon.SourceSandbox, who)
		if err == nil {
			return c.ID, true
		}
		if !errors.Is(err, salon.ErrNotFound) {
			return "", false
		}
		select {
		case <-ctx.Done():
			return "", false
		case <-tick.C:
			if !send(w, out, salon.LiveEvent{Kind: "wait"}) {
				return "", false
			}
		}
	}
}

// forward passes events on until the browser or the stream ends.
func (s *Server) forward(ctx context.Context, w http.ResponseWriter, out *http.ResponseController, events <-chan salon.LiveEvent) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		event := salon.LiveEvent{Kind: "beat"}
		select {
		case <-ctx.Done():
			return
		case e, open := <-events:
			if !open {
				return
			}
			event = e
		case <-beat.C:
		}
		if !send(w, out, event) {
			return
		}
	}
}

// send writes one event; false means the browser is gone.
func send(w http.ResponseWriter, out *http.ResponseController, e salon.LiveEvent) bool {
	raw, err := json.Marshal(e)
	if err != nil {
		return false
	}
	if _, err := fmt.Fprintf(w, "data: %s\n\n", raw); err != nil {
		return false
	}
	return out.Flush() == nil
}
