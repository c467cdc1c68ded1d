package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/store"
)

// beginTurn leases a conversation and reads what a turn reads.
func beginTurn(t testing.TB, s *store.Store, thread salon.ID) salon.TurnRecord {
	t.Helper()
	taken, err := s.Take(t.Context(), thread, "worker", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	c := taken.Conversation
	return salon.TurnRecord{ID: store.NewID(), ConversationID: thread, Lease: taken.Lease, Version: c.Version, Owner: c.Owner, Rows: taken.Rows}
}

// commitTurn commits in a transaction, as the agent does, and gives the lease back.
func commitTurn(t testing.TB, s *store.Store, turn salon.TurnRecord) error {
	t.Helper()
	err := s.InTx(t.Context(), func(ctx context.Context) error { return s.CommitTurn(ctx, turn) })
	if unleaseErr := s.Unlease(t.Context(), turn.Lease); unleaseErr != nil {
		t.Fatal(unleaseErr)
	}
	return err
}

func TestALeaseHasOneHolder(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	thread := newConversation(t, s, "1")
	leases := make([]salon.Lease, 16)
	var together errgroup.Group
	for i := range leases {
		together.Go(func() error {
			taken, err := s.Take(t.Context(), thread, fmt.Sprint("worker ", i), time.Minute)
			if errors.Is(err, salon.ErrBusy) {
				return nil
			}
			leases[i] = taken.Lease
			return err
		})
	}
	if err := together.Wait(); err != nil {
		t.Fatal(err)
	}
	leases = slices.DeleteFunc(leases, func(l salon.Lease) bool { return l.Token == 0 })
	if len(leases) != 1 {
		t.Fatalf("%d holders", len(leases))
	}
	if err := s.Unlease(t.Context(), salon.Lease{ConversationID: thread, Token: leases[0].Token - 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Take(t.Context(), thread, "late", time.Minute); !errors.Is(err, salon.ErrBusy) {
		t.Errorf("a lost lease gave the holder's back: %v", err)
	}
	if err := s.Unlease(t.Context(), leases[0]); err != nil {
		t.Fatal(err)
	}
	next, err := s.Take(t.Context(), thread, "next", time.Minute)
	if err != nil || next.Lease.Token <= leases[0].Token || next.Lease.Until.IsZero() {
		t.Errorf("the next lease %+v, %v", next.Lease, err)
	}
	if _, err := s.Take(t.Context(), store.NewID(), "nobody", time.Minute); !isNotFound(err) {
		t.Errorf("an unknown conversation: %v", err)
	}
}

func TestATurnIsCommittedWhole(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	thread := newConversation(t, s, "1")
	photo := message("1", "photo", "")
	photo.Attachments = []salon.Attachment{{Kind: "image"}}
	if _, err := s.StoreInbound(t.Context(), []salon.Inbound{photo}); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	turn := beginTurn(t, s, thread)
	turn.State, turn.StartedAt, turn.EndedAt = []byte(`{"stack":[]}`), at, at.Add(time.Second)
	turn.Why = salon.TurnWhy{Outcome: "replied", Words: []byte(`["hola"]`), Rules: []byte(`["greet"]`)}
	turn.Outbox = []salon.Outbound{
		{ID: store.NewID(), Kind: salon.OutboundText, Text: "¡Hola!", CreatedAt: at},
		{Kind: salon.OutboundMenu, Text: "¿Cuál?", Options: []salon.Option{{Title: "10:00", Value: "slot-1"}}, CreatedAt: at, Fact: true},
		{Kind: salon.OutboundNote, Text: "resumen", CreatedAt: at},
	}
	err := s.InTx(t.Context(), func(ctx context.Context) error {
		c, err := s.Conversation(ctx, thread)
		if err != nil {
			return err
		}
		customer, err := s.SaveCustomer(ctx, c, dialog.CustomerChange{FirstName: "Lola"})
		if err != nil {
			return err
		}
		turn.CustomerID = customer.ID
		return s.CommitTurn(ctx, turn)
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Conversation(t.Context(), thread)
	if err != nil || string(c.State) != `{"stack":[]}` || c.Version != turn.Version+1 || c.CustomerID != turn.CustomerID || c.LastInboundAt.IsZero() {
		t.Errorf("conversation %+v, %v", c, err)
	}
	if next, err := s.Take(t.Context(), thread, "next", time.Minute); err != nil || len(next.Rows) != 0 || next.Recent != 2 {
		t.Errorf("the next worker takes %+v, %v", next, err)
	}
	if left, err := s.PendingInbound(t.Context(), thread); err != nil || len(left) != 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	if n := query[int](t, s, `SELECT count(*) FROM inbox WHERE turn_id = $1`, turn.ID); n != 2 {
		t.Errorf("%d inbox rows know their turn", n)
	}
	outbox := list[string](t, s, `SELECT position || ' ' || kind || ' ' || body || ' ' || fact || ' ' || status FROM outbox ORDER BY seq`)
	if got := strings.Join(outbox, "; "); got != "0 text ¡Hola! false pending; 1 menu ¿Cuál? true pending; 2 note resumen false pending" {
		t.Errorf("outbox: %s", got)
	}
	history := list[string](t, s, `SELECT message_role || ': ' || message_content FROM conversation_history WHERE customer_id = $1 ORDER BY seq`, turn.CustomerID)
	if got := strings.Join(history, "; "); got != "user: hola; user: [image]; assistant: ¡Hola!; assistant: ¿Cuál?" {
		t.Errorf("history: %s", got)
	}
	why := query[string](t, s, `SELECT outcome || (words ->> 0) || (rules ->> 0) || (commands IS NULL) FROM turns WHERE id = $1`, turn.ID)
	if why != "repliedholagreettrue" {
		t.Errorf("why: %s", why)
	}
}

func TestATurnThatLostItsGroundCommitsNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		meddle  func(t *testing.T, s *store.Store, thread salon.ID)
		corrupt func(*salon.TurnRecord)
	}{
		{"the state changed", func(t *testing.T, s *store.Store, _ salon.ID) {
			exec(t, s, `UPDATE conversations SET version = version + 1`)
		}, nil},
		{"the lease was lost", func(t *testing.T, s *store.Store, thread salon.ID) {
			exec(t, s, `UPDATE conversations SET lease_until = now() - interval '1 second'`)
			if _, err := s.Take(t.Context(), thread, "other", time.Minute); err != nil {
				t.Fatal(err)
			}
		}, nil},
		{"a person took over", func(t *testing.T, s *store.Store, thread salon.ID) {
			if err := s.SetOwner(t.Context(), thread, salon.OwnerHuman); err != nil {
				t.Fatal(err)
			}
		}, nil},
		{"a row was processed already", func(t *testing.T, s *store.Store, _ salon.ID) {
			exec(t, s, `UPDATE inbox SET processed_at = now()`)
		}, nil},
		{"a row of somebody else", nil, func(turn *salon.TurnRecord) { turn.Rows = append(turn.Rows, salon.Inbound{ID: store.NewID()}) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, _ := openSalon(t)
			thread := newConversation(t, s, "1")
			turn := beginTurn(t, s, thread)
			turn.Outbox = []salon.Outbound{{Kind: salon.OutboundText, Text: "¡Hola!"}}
			if c.meddle != nil {
				c.meddle(t, s, thread)
			}
			if c.corrupt != nil {
				c.corrupt(&turn)
			}
			if err := commitTurn(t, s, turn); !errors.Is(err, salon.ErrConflict) {
				t.Errorf("committed with %v", err)
			}
			if n := query[int](t, s, `SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM turns) + (SELECT count(*) FROM conversation_history)`); n != 0 {
				t.Errorf("%d rows are left of it", n)
			}
		})
	}
}

func TestSetOwnerToTheSameOwnerDisturbsNoTurn(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	turn := beginTurn(t, s, newConversation(t, s, "1"))
	if err := s.SetOwner(t.Context(), turn.ConversationID, salon.OwnerAssistant); err != nil {
		t.Fatal(err)
	}
	turn.Owner = salon.OwnerHuman
	if err := commitTurn(t, s, turn); err != nil {
		t.Fatal(err)
	}
	if c, err := s.Conversation(t.Context(), turn.ConversationID); err != nil || c.Owner != salon.OwnerHuman {
		t.Errorf("the owner is %q, %v", c.Owner, err)
	}
}

func TestATransactionThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	boom := errors.New("boom")
	err := s.InTx(t.Context(), func(ctx context.Context) error {
		if _, err := s.StoreInbound(ctx, []salon.Inbound{message("1", "a", "hola")}); err != nil {
			return err
		}
		return s.InTx(ctx, func(context.Context) error { return boom }) // joins
	})
	if !errors.Is(err, boom) {
		t.Error(err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = s.InTx(t.Context(), func(ctx context.Context) error {
			if _, err := s.StoreInbound(ctx, []salon.Inbound{message("1", "b", "hola")}); err != nil {
				return err
			}
			panic("boom")
		})
	}()
	if n := query[int](t, s, `SELECT count(*) FROM inbox`); n != 0 {
		t.Errorf("%d rows", n)
	}
	if n := s.Pool().Stat().AcquiredConns(); n != 0 {
		t.Errorf("%d connections are still out", n)
	}
}
