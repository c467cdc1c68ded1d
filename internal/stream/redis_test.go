package stream_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gomodule/redigo/redis"

	"atrevete/internal/salon"
	"atrevete/internal/stream"
	"atrevete/internal/testkit"
)

// lines is a log that tests read while it is being written.
type lines struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.String()
}

// raw talks to Redis past the package.
type raw struct {
	t    *testing.T
	conn redis.Conn
}

func rawClient(t *testing.T, url string) raw {
	t.Helper()
	conn, err := redis.DialURLContext(t.Context(), url)
	must(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return raw{t: t, conn: conn}
}

func (r raw) do(command string, args ...any) any {
	r.t.Helper()
	reply, err := r.conn.Do(command, args...)
	must(r.t, err)
	return reply
}

func TestConsumersSurviveAWipedRedis(t *testing.T) {
	t.Parallel()
	url := testkit.NewRedis(t)
	h, raw := openRedis(t, url, impatient), rawClient(t, url)
	var got log
	consume(t, h, "s", "a", func(_ context.Context, id salon.ID) error { got.add(id); return nil })
	for range 5 {
		id := newID()
		must(t, h.Announce(t.Context(), "s", id))
		testkit.Eventually(t, func() bool { return got.times(id) == 1 }, "a hint between wipes")
		raw.do("FLUSHDB")
	}
	// What is announced right after a wipe, before the group is there again, counts too.
	id := newID()
	must(t, h.Announce(t.Context(), "s", id))
	testkit.Eventually(t, func() bool { return got.times(id) == 1 }, "a hint right after a wipe")
}

func TestEverythingSurvivesARedisThatDiesAndComesBack(t *testing.T) {
	t.Parallel()
	server := testkit.StartRedis(t)
	var out lines
	h := openRedis(t, server.URL(), stream.Options{Log: slog.New(slog.NewTextHandler(&out, nil)), ClaimAfter: impatient.ClaimAfter, ClaimEvery: impatient.ClaimEvery})
	var got log
	consume(t, h, "s", "a", func(_ context.Context, id salon.ID) error { got.add(id); return nil })
	before := newID()
	must(t, h.Announce(t.Context(), "s", before))
	testkit.Eventually(t, func() bool { return got.times(before) == 1 }, "the hint before")
	events, err := h.Subscribe(t.Context(), before)
	must(t, err)

	server.Kill()
	testkit.Eventually(t, func() bool { return strings.Contains(out.String(), "stream is away") }, "the consumer to notice")
	if err := h.Ping(t.Context()); err == nil {
		t.Error("a dead Redis answers")
	}
	for range 50 {
		if err := h.Announce(t.Context(), "s", before); !errors.Is(err, stream.ErrUnavailable) {
			t.Fatalf("announce to a dead Redis: %v", err)
		}
	}
	if _, err := h.Checkpoint(t.Context(), before); !errors.Is(err, stream.ErrUnavailable) || errors.Is(err, salon.ErrNotFound) {
		t.Errorf("a checkpoint in a dead Redis is unknown, not absent: %v", err)
	}
	if _, err := h.Subscribe(t.Context(), before); !errors.Is(err, stream.ErrUnavailable) {
		t.Errorf("subscribe to a dead Redis: %v", err)
	}
	must(t, server.Restart(t.Context()))

	testkit.Eventually(t, func() bool {
		after := newID()
		return h.Announce(t.Context(), "s", after) == nil &&
			testkit.Within(3*time.Second, func() bool { return got.times(after) == 1 })
	}, "hints after the restart")
	testkit.Eventually(t, func() bool {
		_ = h.Publish(t.Context(), before, salon.LiveEvent{Kind: "message"})
		select {
		case e, open := <-events:
			return open && e.Kind == "message"
		default:
			return false
		}
	}, "live events after the restart")
	if n := strings.Count(out.String(), "\n"); n > 6 {
		t.Errorf("%d log lines about one failure:\n%s", n, out.String())
	}
}

func TestAFrozenRedisDelaysNobody(t *testing.T) {
	t.Parallel()
	server := testkit.StartRedis(t)
	h := openRedis(t, server.URL(), stream.Options{})
	must(t, h.Announce(t.Context(), "s", newID()))
	must(t, server.Pause())
	defer func() { must(t, server.Resume()) }()

	worst, start := time.Duration(0), time.Now()
	calls := 0
	for ; calls < 200; calls++ {
		before := time.Now()
		if err := h.Announce(t.Context(), "s", newID()); !errors.Is(err, stream.ErrUnavailable) {
			t.Fatalf("announce to a frozen Redis: %v", err)
		}
		worst = max(worst, time.Since(before))
	}
	t.Logf("%d calls to a frozen Redis: worst %v, mean %v", calls, worst, time.Since(start)/time.Duration(calls))
	if worst > 3*stream.CallTimeout {
		t.Errorf("one call took %v", worst)
	}
	if mean := time.Since(start) / time.Duration(calls); mean > 20*time.Millisecond {
		t.Errorf("the breaker does not spare callers: %v on average", mean)
	}
}

// What others put on the stream, and consumers long gone, do no harm.
func TestForeignEntriesAreSkipped(t *testing.T) {
	t.Parallel()
	url := testkit.NewRedis(t)
	h, raw := openRedis(t, url, impatient), rawClient(t, url)
	raw.do("XADD", "s", "*", "what", "ever")
	raw.do("PUBLISH", "live:x", "not JSON")
	events, err := h.Subscribe(t.Context(), "x")
	must(t, err)
	raw.do("PUBLISH", "live:x", "not JSON")
	must(t, h.Publish(t.Context(), "x", salon.LiveEvent{Kind: "ours"}))
	if e := testkit.Receive(t, events, "our event"); e.Kind != "ours" {
		t.Errorf("got %v", e)
	}
	var got log
	id := newID()
	must(t, h.Announce(t.Context(), "s", id))
	consume(t, h, "s", "a", func(_ context.Context, id salon.ID) error { got.add(id); return nil })
	testkit.Eventually(t, func() bool { return got.times(id) == 1 && got.len() == 1 }, "our hint")
	testkit.Eventually(t, func() bool {
		pending, err := redis.Values(raw.do("XPENDING", "s", "group"), nil)
		return err == nil && pending[0] == int64(0)
	}, "everything acknowledged")
	if n := raw.do("EXISTS", "checkpoint:x"); n != int64(0) {
		t.Errorf("%d checkpoints before there is one", n)
	}
	must(t, h.SaveCheckpoint(t.Context(), "x", []byte("1")))
	seconds, err := redis.Int(raw.do("TTL", "checkpoint:x"), nil)
	must(t, err)
	if ttl := time.Duration(seconds) * time.Second; ttl < 23*time.Hour || ttl > stream.CheckpointTTL {
		t.Errorf("a checkpoint lives %v", ttl)
	}
}
