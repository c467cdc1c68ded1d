package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"atrevete/internal/channel"
	"atrevete/internal/channel/chatwoot"
	"atrevete/internal/outbox"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

// hints is an intake that tests feed.
type hints struct {
	feed chan salon.ID
	err  error
}

func (h hints) Consume(ctx context.Context, stream, _, _ string, handle func(context.Context, salon.ID) error) error {
	if h.err != nil {
		return h.err
	}
	if stream != salon.StreamOutgoing {
		return fmt.Errorf("unexpected stream %s", stream)
	}
	for {
		select {
		case id := <-h.feed:
			once, done := context.WithCancel(ctx)
			err := handle(once, id)
			done() // a hint's context ends with the hint
			if err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// run starts a sender and stops it with the test.
func run(t *testing.T, s *outbox.Sender) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := testkit.Receive(t, done, "the sender to stop"); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func TestAnnouncedMessagesGoOutAtOnce(t *testing.T) {
	t.Parallel()
	inWorlds(t, func(t *testing.T, w *world) {
		s := w.newSender(outbox.Config{SweepEvery: time.Hour}, w.channel)
		feed := make(chan salon.ID)
		s.Intake = hints{feed: feed}
		run(t, s)
		for n := range 3 {
			conversation, _ := w.owe(t, customer, text(fmt.Sprint(n)))
			feed <- conversation
			w.fake.WaitReplies(customer, n+1)
		}
	})
}

func TestTheSweepFindsWhatNobodyAnnounced(t *testing.T) {
	t.Parallel()
	inWorlds(t, func(t *testing.T, w *world) {
		run(t, w.newSender(outbox.Config{SweepEvery: time.Millisecond}, w.channel))
		w.owe(t, customer, text("uno"))
		w.fake.WaitReplies(customer, 1)
	})
}

func TestRunSurvivesPanicsAndReportsALostIntake(t *testing.T) {
	t.Parallel()
	m := newMemory()
	w := newWorld(t, m, nil)
	m.boom = true
	w.owe(t, customer, text("uno"))
	run(t, w.newSender(outbox.Config{SweepEvery: time.Millisecond}, w.channel))
	testkit.Eventually(t, func() bool { return w.meter.count("panic outbox") > 2 }, "panics to be counted")
	m.mu.Lock()
	m.boom = false
	m.mu.Unlock()
	w.fake.WaitReplies(customer, 1)

	lost := w.newSender(outbox.Config{}, w.channel)
	lost.Intake = hints{err: errors.New("redis refuses")}
	if err := lost.Run(context.Background()); err == nil {
		t.Error("an intake that ends is an error")
	}
}

// slow lets a test hold a send in the middle.
type slow struct {
	channel.Channel
	entered, release chan struct{}
}

func (s slow) Send(ctx context.Context, m salon.Outbound) (salon.Receipt, error) {
	close(s.entered)
	<-s.release
	return s.Channel.Send(ctx, m)
}

func TestStoppingFinishesTheMessageInHand(t *testing.T) {
	t.Parallel()
	inWorlds(t, func(t *testing.T, w *world) {
		held := slow{w.channel, make(chan struct{}), make(chan struct{})}
		conversation, ids := w.owe(t, customer, text("uno"), text("dos"))
		stop := run(t, w.newSender(outbox.Config{SweepEvery: time.Millisecond}, held))
		<-held.entered
		stopped := make(chan struct{})
		go func() { stop(); close(stopped) }()
		close(held.release)
		<-stopped
		w.expect(t, ids[0], "sent")
		w.expect(t, ids[1], "pending")
		w.deliver(t, conversation)
		if !slices.Equal(w.replies(), []string{"uno", "dos"}) {
			t.Errorf("sent %v", w.replies())
		}
	})
}

// TestSeveralSendersShareOneDatabase: four senders, ten conversations, a
// Chatwoot that fails every way it can; each message arrives once, in order.
func TestSeveralSendersShareOneDatabase(t *testing.T) {
	t.Parallel()
	p := newPostgres(t)
	w := newWorld(t, p, nil)
	const conversations, messages = 10, 6
	for n := range int64(conversations) {
		w.fake.AddConversation(testkit.ChatwootConversation{ID: 100 + n})
	}
	faults := []testkit.ChatwootFault{
		{On: "send", Status: 500, AfterWork: true, Times: 5},
		{On: "send", Drop: true, AfterWork: true, Times: 5},
		{On: "send", Status: 429, Times: 5},
		{On: "send", Drop: true, Times: 5},
		{On: "standing", Status: 502, Times: 5},
		{On: "find", Status: 500, Times: 3},
	}
	for _, f := range faults {
		w.fake.Misbehave(f)
	}
	fast := outbox.Retry{Base: time.Millisecond, Cap: 5 * time.Millisecond, Look: time.Millisecond, Attempts: 50}
	for range 4 {
		run(t, w.newSender(outbox.Config{SweepEvery: 2 * time.Millisecond, Retry: fast}, w.channel))
	}
	for n := range int64(conversations) {
		for m := range messages {
			w.owe(t, 100+n, text(fmt.Sprintf("%02d", m)))
		}
	}
	for n := range int64(conversations) {
		if got := contents(w.fake.WaitReplies(100+n, messages)); len(got) != messages || !slices.IsSorted(got) {
			t.Errorf("conversation %d reads %v", n, got)
		}
	}
	testkit.Eventually(t, func() bool {
		due, err := p.OutboxDue(t.Context(), 10)
		return err == nil && len(due) == 0
	}, "everything to be settled")
}

// leaps is a clock that has gone on by an hour whenever it is asked: no pause of a
// dead channel lasts.
func leaps() func() time.Time {
	var hours atomic.Int64
	return func() time.Time { return time.Unix(0, 0).Add(time.Duration(hours.Add(1)) * time.Hour) }
}

// TestWhateverGoesWrongEachMessageArrivesOnceInOrder throws random faults at a
// queue of messages, with a restart between any two attempts.
func TestWhateverGoesWrongEachMessageArrivesOnceInOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, newMemory(), func(c *chatwoot.Config) { c.Timeout = time.Second })
	next := int64(1000)
	rapid.Check(t, func(rt *rapid.T) {
		next++
		m := newMemory()
		w.books = m
		w.sender = w.newSender(outbox.Config{Retry: outbox.Retry{Attempts: 1000}, RealTime: leaps()}, w.channel)
		w.fake.AddConversation(testkit.ChatwootConversation{ID: next})
		count := rapid.IntRange(1, 4).Draw(rt, "messages")
		var conversation salon.ID
		var want []string
		for n := range count {
			conversation, _ = m.owe(t, next, text(fmt.Sprint(n)))
			want = append(want, fmt.Sprint(n))
		}
		steps := rapid.SliceOfN(rapid.SampledFrom([]testkit.ChatwootFault{
			{},
			{On: "send", Status: 500},
			{On: "send", Status: 500, AfterWork: true},
			{On: "send", Drop: true, AfterWork: true},
			{On: "send", Drop: true},
			{On: "send", Status: 429},
			{On: "standing", Status: 500},
			{On: "find", Status: 500},
			{On: "find", Drop: true},
			{On: "send", Status: 503, AfterWork: true},
		}), 0, 12).Draw(rt, "faults")
		for _, f := range steps {
			if f.On != "" {
				w.fake.Misbehave(f)
			}
			m.failSettle = rapid.IntRange(0, 1).Draw(rt, "crash")
			_ = w.sender.Deliver(context.Background(), conversation)
			m.expire(t)
			m.due(t)
		}
		m.failSettle = 0
		for range 40 { // faults that were not met yet are used up
			if err := w.sender.Deliver(context.Background(), conversation); err != nil {
				rt.Fatal(err)
			}
			m.due(t)
		}
		if got := contents(w.fake.Replies(next)); !slices.Equal(got, want) {
			rt.Fatalf("the customer reads %v, want %v", got, want)
		}
	})
}

func TestPausesGrowAndStayWithinAnHour(t *testing.T) {
	t.Parallel()
	total := time.Duration(0)
	for attempt := 1; attempt < 13; attempt++ {
		shortest, longest := time.Hour, time.Duration(0)
		for range 200 {
			pause := outbox.Pause(outbox.Retry{}, attempt)
			shortest, longest = min(shortest, pause), max(longest, pause)
		}
		ideal := min(15*time.Minute, 2*time.Second<<(attempt-1))
		if shortest < ideal*8/10 || longest > ideal*12/10 || longest-shortest < ideal/10 {
			t.Errorf("attempt %d pauses %v to %v", attempt, shortest, longest)
		}
		total += ideal
	}
	if total < 30*time.Minute || total > 75*time.Minute {
		t.Errorf("given up after %v", total)
	}
	for _, attempt := range []int{-1, 0, 64, 1 << 30} {
		if pause := outbox.Pause(outbox.Retry{}, attempt); pause <= 0 || pause > 20*time.Minute {
			t.Errorf("attempt %d pauses %v", attempt, pause)
		}
	}
}

func BenchmarkDeliver(b *testing.B) {
	m := newMemory()
	w := newWorld(b, m, nil)
	ids := make([]salon.ID, 64)
	for n := range ids {
		w.fake.AddConversation(testkit.ChatwootConversation{ID: int64(500 + n)})
	}
	b.ResetTimer()
	for b.Loop() {
		n := rand.IntN(64)
		conversation, _ := m.owe(b, int64(500+n), text("hola"))
		w.deliver(b, conversation)
		m.mu.Lock()
		m.rows = nil
		m.mu.Unlock()
	}
}
