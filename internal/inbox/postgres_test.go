package inbox_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"atrevete/internal/inbox"
	"atrevete/internal/salon"
	"atrevete/internal/store"
	"atrevete/internal/testkit"
)

func openStore(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), testkit.NewDatabase(t), store.Options{MaxConns: 8})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// TestACrowdIsStoredOnceInPostgreSQL: many senders, each message posted three
// times at once, several inboxes on one database.
func TestACrowdIsStoredOnceInPostgreSQL(t *testing.T) {
	t.Parallel()
	s, hints := openStore(t), &announcements{}
	inboxes := []*inbox.Inbox{open(t, inbox.Config{}, s, hints), open(t, inbox.Config{MaxBatch: 7}, s, hints)}
	const messages = 300
	fresh := make([]atomic.Int32, messages)
	threads := make([]atomic.Value, 9)
	var callers sync.WaitGroup
	for n := range 3 * messages {
		callers.Go(func() {
			id := n % messages
			stored, err := inboxes[n%2].Accept(context.Background(), message(id%9, id))
			if err != nil {
				t.Error(err)
				return
			}
			if stored.Fresh {
				fresh[id].Add(1)
			}
			if old := threads[id%9].Swap(stored.Conversation); old != nil && old != stored.Conversation {
				t.Errorf("conversation %d is %v and %v", id%9, old, stored.Conversation)
			}
		})
	}
	callers.Wait()
	for id := range fresh {
		if n := fresh[id].Load(); n != 1 {
			t.Errorf("message %d was fresh %d times", id, n)
		}
	}
	waiting, err := s.Waiting(t.Context(), 0, 100)
	if err != nil || len(waiting) != 9 {
		t.Errorf("%d conversations wait, %v", len(waiting), err)
	}
	rows := 0
	for _, thread := range waiting {
		pending, err := s.PendingInbound(t.Context(), thread)
		if err != nil {
			t.Fatal(err)
		}
		rows += len(pending)
	}
	if rows != messages {
		t.Errorf("%d rows stored", rows)
	}
	for _, thread := range waiting {
		testkit.Eventually(t, func() bool { return slices.Contains(hints.list(), "incoming_messages:"+string(thread)) }, "a hint for %s", thread)
	}
}

// TestWhatIsRememberedOfAConversationIsNeverTrustedBlindly: a second message
// takes the short way, a changed contact is written all the same, and a
// conversation that was deleted meanwhile is made again.
func TestWhatIsRememberedOfAConversationIsNeverTrustedBlindly(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	i := open(t, inbox.Config{}, s, &announcements{})
	accept := func(id int, name string) salon.Conversation {
		t.Helper()
		in := message(1, id)
		in.Contact = salon.Contact{ID: "7", Name: name}
		stored, err := i.Accept(t.Context(), in)
		if err != nil || !stored.Fresh {
			t.Fatalf("message %d: %+v, %v", id, stored, err)
		}
		c, err := s.Conversation(t.Context(), stored.Conversation)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	first, second := accept(1, "Lola"), accept(2, "Lola")
	if second.ID != first.ID || second.Contact.Name != "Lola" {
		t.Errorf("the second message is in %+v", second)
	}
	if third := accept(3, "Lola R."); third.ID != first.ID || third.Contact.Name != "Lola R." {
		t.Errorf("the new name is not there: %+v", third)
	}
	if _, err := s.Pool().Exec(t.Context(), `DELETE FROM inbox`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Pool().Exec(t.Context(), `DELETE FROM conversations`); err != nil {
		t.Fatal(err)
	}
	if again := accept(4, "Lola R."); again.ID == first.ID || again.Contact.Name != "Lola R." {
		t.Errorf("after the conversation was deleted: %+v", again)
	}
}

func TestTheSweeperReadsPostgreSQL(t *testing.T) {
	t.Parallel()
	s, lost := openStore(t), &announcements{}
	i := open(t, inbox.Config{}, s, &announcements{err: context.DeadlineExceeded}) // every hint is lost
	stored, err := i.Accept(context.Background(), message(42, 1))
	if err != nil {
		t.Fatal(err)
	}
	sweeper := inbox.Sweeper{Store: s, Announcer: lost, Age: time.Microsecond, Log: quiet}
	testkit.Eventually(t, func() bool {
		n, err := sweeper.Sweep(t.Context())
		return err == nil && n == 1
	}, "the sweep to find the row")
	if got := lost.list(); got[0] != "incoming_messages:"+string(stored.Conversation) {
		t.Errorf("announced %v", got)
	}
}

// BenchmarkAcceptPostgreSQL: 64 callers, durable rows of about 3 KB on the wire.
func BenchmarkAcceptPostgreSQL(b *testing.B) {
	for _, committers := range []int{1, 2, 3} {
		b.Run(fmt.Sprint("committers=", committers), func(b *testing.B) {
			s := openStore(b)
			i := open(b, inbox.Config{Committers: committers}, s, &announcements{})
			var id atomic.Int64
			b.SetParallelism(32)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					n := int(id.Add(1))
					in := message(n%500, n)
					in.Contact = salon.Contact{ID: fmt.Sprint(n % 500), SourceID: "34611222333", Name: "Nerea Vidal", Phone: "+34611222333"}
					in.Text = "Hola, ¿tenéis hueco el viernes para cortarme el pelo?"
					if _, err := i.Accept(context.Background(), in); err != nil {
						b.Error(err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}
