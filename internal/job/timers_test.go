package job_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"atrevete/internal/job"
	"atrevete/internal/salon"
)

// due is a timer store that fires what it was filled with.
type due struct {
	mu     sync.Mutex
	fires  []salon.ID // conversations; empty: nobody to tell
	at     []time.Time
	fault  error
	panics bool
	called chan struct{}
}

func (d *due) FireTimers(_ context.Context, now time.Time, tell func(salon.TimerKind, salon.ID)) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at = append(d.at, now)
	if d.called != nil {
		select {
		case d.called <- struct{}{}:
		default:
		}
	}
	if d.panics {
		d.panics = false
		panic("boom")
	}
	for _, id := range d.fires {
		tell(salon.TimerReminder, id)
	}
	d.fires = nil
	return d.fault
}

type heard struct {
	ids  []salon.ID
	fail error
}

func (h *heard) Announce(_ context.Context, stream string, id salon.ID) error {
	if stream == salon.StreamIncoming {
		h.ids = append(h.ids, id)
	}
	return h.fail
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestEverythingThatFiredIsCountedAndWhatSpeaksIsAnnounced(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 10, 6, 18, 51, 0, 0, time.UTC)
	store, ears, count := &due{fires: []salon.ID{"a", "", "b"}}, &heard{fail: errors.New("redis gone")}, &tally{}
	timers := job.NewTimers(store, ears, func() time.Time { return now }, count, quiet())
	n, err := timers.Sweep(t.Context())
	if err != nil || n != 3 || !slices.Equal(ears.ids, []salon.ID{"a", "b"}) || count.seen["timer reminder"] != 3 {
		t.Errorf("swept %d, announced %v, counted %v, %v", n, ears.ids, count.seen, err)
	}
	for _, at := range store.at {
		if !at.Equal(now) {
			t.Errorf("asked for %v, want the product's clock", at)
		}
	}
}

func TestWhatWasFiredIsAnnouncedAlthoughOthersFailed(t *testing.T) {
	t.Parallel()
	store, ears := &due{fires: []salon.ID{"a"}, fault: errors.New("one row is broken")}, &heard{}
	timers := job.NewTimers(store, ears, time.Now, nil, quiet())
	if n, err := timers.Sweep(t.Context()); err == nil || n != 1 || len(ears.ids) != 1 {
		t.Errorf("swept %d, announced %v, %v", n, ears.ids, err)
	}
}

func TestAPanicDoesNotStopTheTimers(t *testing.T) {
	t.Parallel()
	store := &due{panics: true, called: make(chan struct{}, 1)}
	timers := job.NewTimers(store, &heard{}, time.Now, nil, quiet())
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- timers.Run(ctx) }()
	<-store.called // the panic
	<-store.called // and again
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
