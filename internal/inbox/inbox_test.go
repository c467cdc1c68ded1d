package inbox_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"pgregory.net/rapid"

	"atrevete/internal/inbox"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

func TestAcceptStoresOnceAndAnnouncesAfterwards(t *testing.T) {
	t.Parallel()
	store, hints := newMemory(), &announcements{}
	at := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	i := open(t, inbox.Config{Clock: testkit.NewClock(at).Now, Metrics: inbox.NewMetrics(prometheus.NewRegistry())}, store, hints)
	for n := range 3 {
		stored, err := i.Accept(context.Background(), message(42, 1))
		if err != nil || stored.Fresh != (n == 0) || stored.Conversation != "conv-42" {
			t.Fatalf("attempt %d: %+v %v", n, stored, err)
		}
	}
	payment := salon.Inbound{Source: salon.SourceStripe, Kind: salon.InboundPayment, ExternalID: "evt_1", ExternalConversation: "42"}
	if _, err := i.Accept(context.Background(), payment); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, func() bool { return len(hints.list()) == 2 }, "two hints")
	got := hints.list()
	slices.Sort(got)
	if !slices.Equal(got, []string{"incoming_messages:conv-42", "payment_events:conv-42"}) {
		t.Errorf("hints %v", got)
	}
	if row := store.rows["chatwoot|message:1:1"]; !row.ReceivedAt.Equal(at) {
		t.Errorf("received at %v", row.ReceivedAt)
	}
}

func TestAcceptRefusesWhatIsNotStored(t *testing.T) {
	t.Parallel()
	i := open(t, inbox.Config{}, newMemory(), &announcements{})
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	echo, nameless := message(1, 1), message(1, 1)
	echo.Kind, nameless.ExternalID = salon.InboundEcho, ""
	for name, try := range map[string]func() (salon.Stored, error){
		"echo":        func() (salon.Stored, error) { return i.Accept(context.Background(), echo) },
		"no id":       func() (salon.Stored, error) { return i.Accept(context.Background(), nameless) },
		"caller gone": func() (salon.Stored, error) { return i.Accept(gone, message(1, 1)) },
	} {
		if _, err := try(); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

// TestEveryCallerLearnsItsOwnTruth: whatever the mix of duplicates, poison and
// batches, a caller hears "fresh" exactly once per stored row, an error exactly
// for poison, and every fresh row's conversation is announced.
func TestEveryCallerLearnsItsOwnTruth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		store, hints := newMemory(), &announcements{}
		cfg := inbox.Config{
			MaxBatch: rapid.IntRange(1, 20).Draw(rt, "batch"), Committers: rapid.IntRange(1, 3).Draw(rt, "committers"), Log: quiet,
		}
		i := inbox.New(cfg, store, hints)
		ids := rapid.SliceOfN(rapid.IntRange(1, 15), 1, 60).Draw(rt, "ids")
		poison := rapid.IntRange(0, 15).Draw(rt, "poison")
		type result struct {
			id     int
			stored salon.Stored
			err    error
		}
		results := make([]result, len(ids))
		var callers sync.WaitGroup
		for n, id := range ids {
			callers.Go(func() {
				in := message(id%4, id)
				if id == poison {
					in.Text = "poison"
				}
				stored, err := i.Accept(context.Background(), in)
				results[n] = result{id, stored, err}
			})
		}
		callers.Wait()
		if err := i.Close(context.Background()); err != nil {
			rt.Fatal(err)
		}
		fresh := map[int]int{}
		for _, r := range results {
			if (r.err != nil) != (r.id == poison) {
				rt.Fatalf("id %d: %v", r.id, r.err)
			}
			if r.err != nil {
				if !errors.Is(r.err, errPoison) {
					rt.Fatalf("the cause is lost: %v", r.err)
				}
				continue
			}
			if r.stored.Conversation != salon.ID(fmt.Sprintf("conv-%d", r.id%4)) {
				rt.Fatalf("id %d was told of %s", r.id, r.stored.Conversation)
			}
			if r.stored.Fresh {
				fresh[r.id]++
				if !slices.Contains(hints.list(), "incoming_messages:"+string(r.stored.Conversation)) {
					rt.Fatalf("no hint for %s", r.stored.Conversation)
				}
			}
		}
		for _, id := range ids {
			if id != poison && fresh[id] != 1 {
				rt.Fatalf("id %d was fresh %d times", id, fresh[id])
			}
		}
	})
}

// gate holds the first call of a store until it is opened.
func gate(store *memory) (entered, open chan struct{}) {
	entered, open = make(chan struct{}), make(chan struct{})
	var once sync.Once
	store.before = func(ctx context.Context, _ []salon.Inbound) error {
		first := false
		once.Do(func() { first = true })
		if !first {
			return nil
		}
		close(entered)
		select {
		case <-open:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return entered, open
}

func TestWhatArrivesDuringACommitSharesTheNextOne(t *testing.T) {
	t.Parallel()
	store := newMemory()
	entered, opened := gate(store)
	i := open(t, inbox.Config{Committers: 1, MaxBatch: 30}, store, &announcements{})
	var callers sync.WaitGroup
	accept := func(id int) {
		callers.Go(func() {
			if _, err := i.Accept(context.Background(), message(1, id)); err != nil {
				t.Error(err)
			}
		})
	}
	accept(0)
	testkit.Receive(t, recv(entered), "first commit under way")
	for id := 1; id <= 50; id++ {
		accept(id)
	}
	testkit.Eventually(t, func() bool { return inbox.Waiting(i) == 50 }, "fifty in line")
	close(opened)
	callers.Wait()
	if !slices.Equal(store.batches, []int{1, 30, 20}) {
		t.Errorf("commits of %v rows", store.batches)
	}
}

// recv turns the closing of a channel into a value.
func recv(closed <-chan struct{}) <-chan struct{} {
	out := make(chan struct{}, 1)
	go func() {
		<-closed
		out <- struct{}{}
	}()
	return out
}

func TestACallerThatLeavesIsNotStoredAndHarmsNobody(t *testing.T) {
	t.Parallel()
	store := newMemory()
	entered, opened := gate(store)
	i := open(t, inbox.Config{Committers: 1}, store, &announcements{})
	var callers sync.WaitGroup
	callers.Go(func() { _, _ = i.Accept(context.Background(), message(1, 1)) })
	testkit.Receive(t, recv(entered), "first commit under way")
	leaving, leave := context.WithCancel(context.Background())
	left := make(chan error, 1)
	callers.Go(func() { _, err := i.Accept(leaving, message(1, 2)); left <- err })
	callers.Go(func() {
		if _, err := i.Accept(context.Background(), message(1, 3)); err != nil {
			t.Error(err)
		}
	})
	testkit.Eventually(t, func() bool { return inbox.Waiting(i) == 2 }, "two in line")
	leave()
	if err := testkit.Receive(t, left, "answer to the leaving caller"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(opened)
	callers.Wait()
	if store.count() != 2 {
		t.Errorf("%d rows stored", store.count())
	}
}

func TestAHangingDatabaseEndsInAnErrorAndTheInboxRecovers(t *testing.T) {
	t.Parallel()
	store := newMemory()
	hang := true
	store.before = func(ctx context.Context, _ []salon.Inbound) error {
		if !hang {
			return nil
		}
		<-ctx.Done()
		return ctx.Err()
	}
	i := open(t, inbox.Config{StoreTimeout: 20 * time.Millisecond, Committers: 1}, store, &announcements{})
	var callers sync.WaitGroup
	for id := range 5 {
		callers.Go(func() {
			if _, err := i.Accept(context.Background(), message(1, id)); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v", err)
			}
		})
	}
	callers.Wait()
	hang = false
	if stored, err := i.Accept(context.Background(), message(1, 1)); err != nil || !stored.Fresh {
		t.Errorf("afterwards: %+v %v", stored, err)
	}
}

func TestPanicsAndShortAnswersAreErrors(t *testing.T) {
	t.Parallel()
	store, m := newMemory(), &meter{}
	i := open(t, inbox.Config{Meter: m}, store, &announcements{})
	store.before = func(context.Context, []salon.Inbound) error { panic("store") }
	if _, err := i.Accept(context.Background(), message(1, 1)); err == nil {
		t.Error("a panic was no error")
	}
	store.before, store.short = nil, true
	if _, err := i.Accept(context.Background(), message(1, 2)); err == nil {
		t.Error("a missing answer was no error")
	}
	store.short = false
	if _, err := i.Accept(context.Background(), message(1, 3)); err != nil {
		t.Error(err)
	}
	if _, panics := m.counts(); panics != 1 {
		t.Errorf("%d panics counted", panics)
	}
}

func TestAnnouncingNeverDelaysNorFailsTheAnswer(t *testing.T) {
	t.Parallel()
	store, m := newMemory(), &meter{}
	hints := &announcements{block: make(chan struct{})}
	i := open(t, inbox.Config{Meter: m}, store, hints)
	for id := range 20 { // more than there are announcers
		if stored, err := i.Accept(context.Background(), message(id, id)); err != nil || !stored.Fresh {
			t.Fatal(stored, err)
		}
	}
	close(hints.block)
	testkit.Eventually(t, func() bool { return len(hints.list()) == 20 }, "all hints once the announcer answers")

	hints.mu.Lock()
	hints.err = errors.New("redis is away")
	hints.mu.Unlock()
	if stored, err := i.Accept(context.Background(), message(1, 100)); err != nil || !stored.Fresh {
		t.Errorf("got %+v %v", stored, err)
	}
	testkit.Eventually(t, func() bool { lost, _ := m.counts(); return lost == 1 }, "the lost hint to be counted")
	hints.mu.Lock()
	hints.boom = true
	hints.mu.Unlock()
	if _, err := i.Accept(context.Background(), message(1, 101)); err != nil {
		t.Error(err)
	}
	testkit.Eventually(t, func() bool { lost, _ := m.counts(); return lost == 2 }, "a panicking announcer to be counted")
}

func TestABurstOfOneConversationIsOneHintInLine(t *testing.T) {
	t.Parallel()
	hints := &announcements{block: make(chan struct{})}
	i := open(t, inbox.Config{}, newMemory(), hints)
	for id := range 200 {
		if _, err := i.Accept(context.Background(), message(7, id)); err != nil {
			t.Fatal(err)
		}
	}
	close(hints.block)
	if err := i.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if n := len(hints.list()); n == 0 || n > 10 {
		t.Errorf("%d hints for one conversation", n)
	}
}

func TestHintsBeyondTheLineAreLeftToTheSweeper(t *testing.T) {
	t.Parallel()
	m, hints := &meter{}, &announcements{block: make(chan struct{})}
	i := open(t, inbox.Config{Meter: m, Committers: 4}, newMemory(), hints)
	var callers sync.WaitGroup
	for worker := range 8 {
		callers.Go(func() {
			for n := range 1300 {
				id := worker*1300 + n
				if _, err := i.Accept(context.Background(), message(id, id)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	callers.Wait()
	if lost, _ := m.counts(); lost == 0 {
		t.Error("nothing was counted as lost")
	}
	close(hints.block)
}

func TestCloseFinishesWhatWasAcceptedAndTakesNothingMore(t *testing.T) {
	t.Parallel()
	store, hints := newMemory(), &announcements{}
	entered, opened := gate(store)
	i := inbox.New(inbox.Config{Committers: 1, Log: quiet}, store, hints)
	answers := make(chan error, 2)
	go func() { _, err := i.Accept(context.Background(), message(1, 1)); answers <- err }()
	testkit.Receive(t, recv(entered), "commit under way")
	go func() { _, err := i.Accept(context.Background(), message(2, 2)); answers <- err }()
	testkit.Eventually(t, func() bool { return inbox.Waiting(i) == 1 }, "one in line")

	impatient, cancel := context.WithCancel(context.Background())
	cancel()
	if err := i.Close(impatient); !errors.Is(err, context.Canceled) {
		t.Errorf("impatient close: %v", err)
	}
	if _, err := i.Accept(context.Background(), message(3, 3)); !errors.Is(err, inbox.ErrClosed) {
		t.Errorf("after close: %v", err)
	}
	close(opened)
	if err := i.Close(context.Background()); err != nil {
		t.Error(err)
	}
	for range 2 {
		if err := testkit.Receive(t, answers, "answer"); err != nil {
			t.Error(err)
		}
	}
	if len(hints.list()) != 2 {
		t.Errorf("hints %v", hints.list())
	}
}

func BenchmarkAccept(b *testing.B) {
	store := newMemory()
	i := open(b, inbox.Config{}, store, &announcements{})
	var id int
	var mu sync.Mutex
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			mu.Lock()
			id++
			in := message(id%100, id)
			mu.Unlock()
			if _, err := i.Accept(context.Background(), in); err != nil {
				b.Error(err)
			}
		}
	})
}
