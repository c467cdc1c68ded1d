package inbox_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"atrevete/internal/inbox"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

func TestSweepAnnouncesWhatWaits(t *testing.T) {
	t.Parallel()
	store, hints := newMemory(), &announcements{}
	store.waiting = []salon.ID{"a", "b"}
	s := inbox.Sweeper{Store: store, Announcer: hints, Log: quiet, Metrics: inbox.NewMetrics(prometheus.NewRegistry())}
	if n, err := s.Sweep(context.Background()); err != nil || n != 2 {
		t.Errorf("got %d %v", n, err)
	}
	if got := hints.list(); !slices.Equal(got, []string{"incoming_messages:a", "incoming_messages:b"}) {
		t.Errorf("hints %v", got)
	}
}

func TestSweepReportsWhatItCouldNotDo(t *testing.T) {
	t.Parallel()
	store, hints, m := newMemory(), &announcements{err: errors.New("away")}, &meter{}
	store.waiting = []salon.ID{"a", "b"}
	s := inbox.Sweeper{Store: store, Announcer: hints, Meter: m}
	if n, err := s.Sweep(context.Background()); err == nil || n != 0 {
		t.Errorf("announcer away: %d %v", n, err)
	}
	if lost, _ := m.counts(); lost != 2 {
		t.Errorf("%d hints counted as lost", lost)
	}
	hints.boom = true
	if _, err := s.Sweep(context.Background()); err == nil {
		t.Error("a panicking announcer is an error")
	}
	store.listErr = errors.New("database away")
	if _, err := s.Sweep(context.Background()); !errors.Is(err, store.listErr) {
		t.Errorf("database away: %v", err)
	}
	if n, err := (inbox.Sweeper{Announcer: hints, Meter: m}).Sweep(context.Background()); err == nil {
		t.Errorf("a panic is an error: %d", n)
	}
}

func TestTheSweeperRunsUntilToldToStop(t *testing.T) {
	t.Parallel()
	store, hints := newMemory(), &announcements{}
	store.listErr = errors.New("database away")
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	s := inbox.Sweeper{Store: store, Announcer: hints, Every: time.Millisecond, Log: quiet}
	go func() { done <- s.Run(ctx) }()
	store.mu.Lock()
	store.waiting, store.listErr = []salon.ID{"a"}, nil
	store.mu.Unlock()
	testkit.Eventually(t, func() bool { return len(hints.list()) >= 3 }, "sweeps after the database came back")
	stop()
	if err := testkit.Receive(t, done, "the sweeper to stop"); err != nil {
		t.Error(err)
	}
}
