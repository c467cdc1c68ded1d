package job_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"atrevete/internal/job"
	"atrevete/internal/salon"
)

// due is a timer store that gives what it was filled with, batch by batch.
type due struct {
	mu      sync.Mutex
	batches [][]salon.ID
	at      []time.Time
	fault   error
	panics  bool
	called  chan struct{}
}

func (d *due) FireTimers(_ context.Context, now time.Time, _ int) ([]salon.ID, error) {
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
	if len(d.batches) == 0 {
		return nil, d.fault
	}
	next := d.batches[0]
	d.batches = d.batches[1:]
	return next, d.fault
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

func TestASweepGoesOnUntilNothingIsDue(t *testing.T) {
	t.Parallel()
	full := make([]salon.ID, 100)
	for i := range full {
		full[i] = "c"
	}
	now := time.Date(2026, 10, 6, 18, 51, 0, 0, time.UTC)
	store, ears, count := &due{batches: [][]salon.ID{full, {"d"}}}, &heard{fail: errors.New("redis gone")}, &tally{}
	timers := job.NewTimers(store, ears, func() time.Time { return now }, count, quiet())
	n, err := timers.Sweep(t.Context())
	if err != nil || n != 101 || len(ears.ids) != 101 || count.seen["timers"] != 101 {
		t.Errorf("swept %d, announced %d, counted %v, %v", n, len(ears.ids), count.seen, err)
	}
	for _, at := range store.at {
		if !at.Equal(now) {
			t.Errorf("asked for %v, want the product's clock", at)
		}
	}
}

func TestWhatWasFiredIsAnnouncedAlthoughOthersFailed(t *testing.T) {
	t.Parallel()
	store, ears := &due{batches: [][]salon.ID{{"a"}}, fault: errors.New("one row is broken")}, &heard{}
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
