package stream_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"atrevete/internal/salon"
	"atrevete/internal/stream"
	"atrevete/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// hints is all that both implementations do: what agent, inbox, job, outbox
// and web ask for in their ports.go.
type hints interface {
	Announce(ctx context.Context, stream string, conversation salon.ID) error
	Consume(ctx context.Context, stream, group, consumer string, handle func(ctx context.Context, conversation salon.ID) error) error
	SaveCheckpoint(ctx context.Context, conversation salon.ID, checkpoint []byte) error
	Checkpoint(ctx context.Context, conversation salon.ID) ([]byte, error)
	DeleteCheckpoint(ctx context.Context, conversation salon.ID) error
	Publish(ctx context.Context, conversation salon.ID, event salon.LiveEvent) error
	Subscribe(ctx context.Context, conversation salon.ID) (<-chan salon.LiveEvent, error)
	Ping(ctx context.Context) error
	Close() error
}

var (
	_ hints = (*stream.Redis)(nil)
	_ hints = (*stream.Memory)(nil)
)

// impatient looks for abandoned entries and broken subscriptions so often that
// tests need not wait.
var impatient = stream.Options{ClaimAfter: 60 * time.Millisecond, ClaimEvery: 20 * time.Millisecond, LiveCheck: 20 * time.Millisecond}

// both runs a test over each implementation.
func both(t *testing.T, test func(t *testing.T, h hints)) {
	t.Helper()
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		test(t, stream.NewMemory(impatient))
	})
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		test(t, openRedis(t, testkit.NewRedis(t), impatient))
	})
}

func openRedis(t *testing.T, url string, o stream.Options) *stream.Redis {
	t.Helper()
	r, err := stream.OpenRedis(url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func newID() salon.ID { return salon.ID(uuid.Must(uuid.NewV7()).String()) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// log remembers what handlers were given.
type log struct {
	mu  sync.Mutex
	all []salon.ID
}

func (l *log) add(id salon.ID) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, id)
	return len(l.all)
}

// String is for messages; a pointer to the log prints what it holds by then.
func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return fmt.Sprint(l.all)
}

func (l *log) times(id salon.ID) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, one := range l.all {
		if one == id {
			n++
		}
	}
	return n
}

func (l *log) len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.all)
}

// consume runs a consumer until the returned function is called or the test
// ends.
func consume(t *testing.T, h hints, name, consumer string, handle stream.Handler) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.Consume(ctx, name, "group", consumer, handle) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := testkit.Receive(t, ended, "the end of a consumer"); err != nil {
			t.Errorf("a consumer that was told to stop returned %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func TestEachHintReachesOneConsumerOfTheGroup(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, h hints) {
		early := newID()
		must(t, h.Announce(t.Context(), salon.StreamIncoming, early)) // before anybody listens
		var got log
		handle := func(_ context.Context, id salon.ID) error { got.add(id); return nil }
		consume(t, h, salon.StreamIncoming, "a", handle)
		consume(t, h, salon.StreamIncoming, "b", handle)
		consume(t, h, salon.StreamPayments, "a", func(context.Context, salon.ID) error {
			t.Error("a hint came out of the wrong stream")
			return nil
		})
		all := []salon.ID{early}
		for range 200 {
			id := newID()
			all = append(all, id)
			must(t, h.Announce(t.Context(), salon.StreamIncoming, id))
		}
		testkit.Eventually(t, func() bool { return got.len() >= len(all) }, "%d hints", len(all))
		for _, id := range all {
			if n := got.times(id); n != 1 {
				t.Errorf("%s came %d times", id, n)
			}
		}
	})
}

func TestAHintThatFailedComesBackOnce(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, h hints) {
		var got log
		once, never, panics, last := newID(), newID(), newID(), newID()
		consume(t, h, "s", "a", func(_ context.Context, id salon.ID) error {
			got.add(id)
			switch {
			case id == never, id == once && got.times(id) == 1:
				return errors.New("not now")
			case id == panics:
				panic("oh")
			}
			return nil
		})
		for _, id := range []salon.ID{once, never, panics} {
			must(t, h.Announce(t.Context(), "s", id))
		}
		testkit.Eventually(t, func() bool { return got.times(once) == 2 && got.times(never) == 2 && got.times(panics) == 2 }, "second tries: %v", &got)
		must(t, h.Announce(t.Context(), "s", last))
		testkit.Eventually(t, func() bool { return got.times(last) == 1 }, "the hint after the bad ones")
		if testkit.Within(5*impatient.ClaimAfter, func() bool { return got.len() > 7 }) {
			t.Errorf("a failed hint came back too often: %v", &got)
		}
	})
}

func TestWhatAStoppedConsumerLeftIsHandledByTheNext(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, h hints) {
		id := newID()
		taken := make(chan struct{}, 1)
		stop := consume(t, h, "s", "a", func(ctx context.Context, _ salon.ID) error {
			taken <- struct{}{}
			<-ctx.Done()
			return ctx.Err()
		})
		must(t, h.Announce(t.Context(), "s", id))
		testkit.Receive(t, taken, "the first consumer")
		stop()
		var got log
		for _, consumer := range []string{"a", "b"} { // the same name after a restart, or another
			consume(t, h, "s", consumer, func(_ context.Context, id salon.ID) error { got.add(id); return nil })
		}
		testkit.Eventually(t, func() bool { return got.times(id) >= 1 }, "the abandoned hint")
	})
}

func TestCheckpointsAreKeptUntilDeleted(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, h hints) {
		ctx, id := t.Context(), newID()
		if _, err := h.Checkpoint(ctx, id); !errors.Is(err, salon.ErrNotFound) {
			t.Errorf("nothing kept: %v", err)
		}
		for _, body := range []string{`{"step":"understand"}`, `{"step":"act"}`} {
			kept := []byte(body)
			must(t, h.SaveCheckpoint(ctx, id, kept))
			kept[0] = 'x' // the caller may reuse its memory
			if got, err := h.Checkpoint(ctx, id); err != nil || string(got) != body {
				t.Errorf("read %q, %v instead of %q", got, err, body)
			}
		}
		if _, err := h.Checkpoint(ctx, newID()); !errors.Is(err, salon.ErrNotFound) {
			t.Errorf("another conversation has it too: %v", err)
		}
		must(t, h.DeleteCheckpoint(ctx, id))
		must(t, h.DeleteCheckpoint(ctx, id))
		if _, err := h.Checkpoint(ctx, id); !errors.Is(err, salon.ErrNotFound) {
			t.Errorf("deleted: %v", err)
		}
		must(t, h.Ping(ctx))
	})
}

func TestLiveEventsReachWhoWatches(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, h hints) {
		id, other := newID(), newID()
		must(t, h.Publish(t.Context(), id, salon.LiveEvent{Kind: "nobody watches"}))
		ctx, leave := context.WithCancel(t.Context())
		first, err := h.Subscribe(ctx, id)
		must(t, err)
		second, err := h.Subscribe(t.Context(), id)
		must(t, err)
		must(t, h.Publish(t.Context(), other, salon.LiveEvent{Kind: "elsewhere"}))
		want := salon.LiveEvent{Kind: "message", ID: newID()}
		must(t, h.Publish(t.Context(), id, want))
		for _, events := range []<-chan salon.LiveEvent{first, second} {
			if got := testkit.Receive(t, events, "a live event"); got != want {
				t.Errorf("got %v instead of %v", got, want)
			}
		}
		leave()
		testkit.Eventually(t, func() bool {
			select {
			case _, open := <-first:
				return !open
			default:
				return false
			}
		}, "the end of a left subscription")
		must(t, h.Publish(t.Context(), id, want))
		testkit.Receive(t, second, "the event after the other one left")
	})
}

func TestASlowReaderHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, h hints) {
		id := newID()
		_, err := h.Subscribe(t.Context(), id)
		must(t, err)
		for i := range 500 {
			must(t, h.Publish(t.Context(), id, salon.LiveEvent{Kind: fmt.Sprint(i)}))
		}
	})
}

func TestACallerWhoLeftGetsAnError(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, h hints) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := h.Announce(ctx, "s", newID()); !errors.Is(err, context.Canceled) {
			t.Errorf("announce: %v", err)
		}
		if _, err := h.Subscribe(ctx, newID()); !errors.Is(err, context.Canceled) {
			t.Errorf("subscribe: %v", err)
		}
		must(t, h.Announce(t.Context(), "s", newID())) // and Redis is not blamed
	})
}
