package inbox

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"atrevete/internal/salon"
)

// Limits of announcing.
const (
	announceTimeout = time.Second
	announceWorkers = 4
	maxAnnouncing   = 10_000 // hints in line; beyond it the sweeper takes over
)

// hint is a conversation with news on a stream.
type hint struct {
	stream       string
	conversation salon.ID
}

// announcements publishes hints behind the callers' backs: their answer never
// waits for it. A hint that is already in line is not added again.
type announcements struct {
	announcer Announcer
	log       *slog.Logger
	meter     Meter

	mu      sync.Mutex
	line    []hint
	queued  map[hint]bool
	workers int
	running sync.WaitGroup
}

func newAnnouncements(announcer Announcer, log *slog.Logger, m Meter) *announcements {
	return &announcements{announcer: announcer, log: log, meter: m, queued: make(map[hint]bool)}
}

// add puts a hint in line and sees to it that somebody works on it.
func (a *announcements) add(stream string, conversation salon.ID) {
	h := hint{stream, conversation}
	a.mu.Lock()
	defer a.mu.Unlock()
	if conversation.Empty() || a.queued[h] {
		return
	}
	if len(a.line) >= maxAnnouncing {
		a.meter.HintLost(stream)
		return
	}
	a.queued[h] = true
	a.line = append(a.line, h)
	if a.workers < announceWorkers {
		a.workers++
		a.running.Add(1)
		go a.work()
	}
}

// wait returns when every hint in line was published or given up.
func (a *announcements) wait() { a.running.Wait() }

// work publishes until the line is empty.
func (a *announcements) work() {
	defer a.running.Done()
	for {
		h, ok := a.next()
		if !ok {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), announceTimeout)
		err := announce(ctx, a.announcer, h)
		cancel()
		if err != nil {
			a.meter.HintLost(h.stream)
			a.log.Warn("hint lost, the sweeper will repeat it", "conversation_id", h.conversation, "err", err)
		}
	}
}

func (a *announcements) next() (hint, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.line) == 0 {
		a.line = nil
		a.workers--
		return hint{}, false
	}
	h := a.line[0]
	a.line = a.line[1:]
	delete(a.queued, h) // from now on news deserve a hint of their own
	return h, true
}

// announce publishes one hint. A panic becomes an error.
func announce(ctx context.Context, announcer Announcer, h hint) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("announce: panic: %v", p)
		}
	}()
	if err := announcer.Announce(ctx, h.stream, h.conversation); err != nil {
		return fmt.Errorf("announce on %s: %w", h.stream, err)
	}
	return nil
}
