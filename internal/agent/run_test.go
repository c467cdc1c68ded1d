package agent_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"atrevete/internal/agent"
	"atrevete/internal/salon"
	"atrevete/internal/store"
	"atrevete/internal/stream"
	"atrevete/internal/testkit"
)

// running starts agents that run until the test ends.
func (w *world) running(agents ...*agent.Agent) {
	w.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for _, a := range agents {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := a.Run(ctx); err != nil {
				w.t.Errorf("agent ended with %v", err)
			}
		}()
	}
	w.t.Cleanup(func() { stop(); wg.Wait() })
}

func (w *world) announce(id salon.ID) {
	w.t.Helper()
	if err := w.hints.Announce(w.t.Context(), salon.StreamIncoming, id); err != nil {
		w.t.Logf("hint lost: %v", err)
	}
}

func brisk(c *agent.Config) { c.SweepEvery, c.SweepAge = 20*time.Millisecond, 50*time.Millisecond }

func TestAHintStartsATurn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.running(w.agent)
	id := w.arrive(w.message("5", 1, "hola"))
	w.announce(id)
	testkit.Eventually(t, func() bool { return len(w.owed(id)) == 1 }, "the reply is owed")
}

func TestWithoutAnyHintTheSweepFindsWhatWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, brisk)
	w.running(w.agent)
	id := w.arrive(w.message("5", 1, "hola"))
	testkit.Eventually(t, func() bool { return len(w.owed(id)) == 1 }, "the reply is owed")
}

func TestAPauseInsideTheQuietWindowKeepsTheBurstTogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *agent.Config) { c.Quiet = 400 * time.Millisecond })
	w.running(w.agent)
	var id salon.ID
	for n, text := range []string{"hola", "quiero cita", "para corte", "el viernes"} {
		id = w.arrive(w.message("5", int64(n), text))
		w.announce(id)
	}
	testkit.Eventually(t, func() bool { return len(w.owed(id)) > 0 }, "a reply is owed")
	if got := w.owed(id); !slices.Equal(got, []string{"echo hola+quiero cita+para corte+el viernes"}) {
		t.Errorf("owed %q", got)
	}
}

func TestRedisWipedAndRestartedInMidConversation(t *testing.T) {
	t.Parallel()
	server := testkit.StartRedis(t)
	hints, err := stream.OpenRedis(server.URL(), stream.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = hints.Close() })
	w := openWorld(t, testkit.NewDatabase(t), hints, brisk)
	w.running(w.agent)
	for n := range int64(6) {
		id := w.arrive(w.message("5", n, fmt.Sprintf("mensaje %d", n)))
		w.announce(id)
		testkit.Eventually(t, func() bool { return len(w.owed(id)) == int(n)+1 }, "reply %d is owed", n)
		if n%2 == 1 {
			if err := server.Restart(t.Context()); err != nil { // without a snapshot: everything is gone
				t.Fatal(err)
			}
		}
	}
	w.settled()
}

func TestPostgresRestartedInMidConversation(t *testing.T) {
	t.Parallel()
	server := testkit.StartPostgres(t)
	w := openWorld(t, migrated(t, server.URL("postgres")), stream.NewMemory(stream.Options{}), brisk)
	w.running(w.agent)
	for n := range int64(4) {
		var id salon.ID
		testkit.Eventually(t, func() bool { // as Chatwoot would: the webhook answers 500 until the row is stored
			stored, err := w.store.StoreInbound(t.Context(), []salon.Inbound{w.message("5", n, fmt.Sprintf("mensaje %d", n))})
			if err == nil {
				id = stored[0].Conversation
			}
			return err == nil
		}, "the message is stored")
		w.announce(id)
		if err := server.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	testkit.Eventually(t, func() bool {
		var n int
		err := w.store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM inbox WHERE processed_at IS NULL`).Scan(&n)
		return err == nil && n == 0
	}, "everything is processed")
	id := salon.ID(w.strings(`SELECT id::text FROM conversations`)[0])
	words := strings.NewReplacer("echo ", "", "+", " ").Replace(strings.Join(w.owed(id), " "))
	if words != "mensaje 0 mensaje 1 mensaje 2 mensaje 3" {
		t.Errorf("owed %q", words)
	}
}

// TestTwoAgentsKeepEveryConversationInOrder: two hundred customers write at once,
// in bursts whose rows arrive together and out of order. Each is answered once, in
// her own order, whichever agent it is.
func TestTwoAgentsKeepEveryConversationInOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, brisk)
	w.running(w.newAgent(brisk, named("one")), w.newAgent(brisk, named("two")))
	const conversations, bursts, patience = 200, 3, 3 * time.Minute
	var senders sync.WaitGroup
	for c := range conversations {
		senders.Go(func() {
			for n := range int64(bursts) {
				thread := fmt.Sprint(c)
				burst := []salon.Inbound{w.message(thread, 2*n+1, fmt.Sprint(2*n+1)), w.message(thread, 2*n, fmt.Sprint(2*n))}
				stored, err := w.store.StoreInbound(t.Context(), burst)
				if err != nil {
					t.Error(err)
					return
				}
				w.announce(stored[0].Conversation)
			}
		})
	}
	senders.Wait()
	if !testkit.Within(patience, func() bool { return w.count(`SELECT count(*) FROM inbox WHERE processed_at IS NULL`) == 0 }) {
		t.Fatal("not everything is processed")
	}
	threads := w.strings(`SELECT id::text FROM conversations`)
	if len(threads) != conversations {
		t.Errorf("%d conversations, want %d", len(threads), conversations)
	}
	for _, id := range threads {
		words := strings.NewReplacer("echo ", "", "+", "").Replace(strings.Join(w.owed(salon.ID(id)), ""))
		if words != "012345" {
			t.Errorf("conversation was answered as %q", words)
		}
	}
	if both := w.count(`SELECT count(DISTINCT lease_worker) FROM conversations`); both != 2 {
		t.Errorf("%d agents worked, want both", both)
	}
}

// TestASlowConversationDelaysNobody: while one customer's turn takes its time,
// the next customer is answered.
func TestASlowConversationDelaysNobody(t *testing.T) {
	t.Parallel()
	entered, release := make(chan struct{}), make(chan struct{})
	var seen atomic.Bool
	var done sync.Once
	w := newWorld(t, brisk, func(c *agent.Config) {
		c.AfterStep = func(step agent.Step) {
			if step == agent.StepUnderstand && seen.CompareAndSwap(false, true) {
				close(entered)
				<-release
			}
		}
	})
	w.running(w.agent)
	goOn := func() { done.Do(func() { close(release) }) }
	t.Cleanup(goOn)
	slow := w.arrive(w.message("5", 1, "hola"))
	w.announce(slow)
	<-entered
	next := w.arrive(w.message("6", 1, "buenas"))
	w.announce(next)
	testkit.Eventually(t, func() bool { return len(w.owed(next)) == 1 }, "the other customer is answered")
	if got := w.owed(slow); len(got) != 0 {
		t.Errorf("the slow one is still at it, but owed %q", got)
	}
	goOn()
	testkit.Eventually(t, func() bool { return len(w.owed(slow)) == 1 }, "the slow one is answered, too")
}

func named(name string) func(*agent.Config) { return func(c *agent.Config) { c.Worker = name } }

// migrated brings a server's own database up to date and returns its address.
func migrated(t *testing.T, url string) string {
	t.Helper()
	if err := store.Migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	return url
}
