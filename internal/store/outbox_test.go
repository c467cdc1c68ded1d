package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"atrevete/internal/salon"
	"atrevete/internal/store"
)

// owe commits a turn that says something and gives the outbox ids in order.
func owe(t testing.TB, s *store.Store, thread salon.ID, messages ...salon.Outbound) []salon.ID {
	t.Helper()
	turn := beginTurn(t, s, thread)
	var ids []salon.ID
	for i := range messages {
		messages[i].ID = store.NewID()
		ids = append(ids, messages[i].ID)
	}
	turn.Outbox = messages
	if err := commitTurn(t, s, turn); err != nil {
		t.Fatal(err)
	}
	return ids
}

func text(words string) salon.Outbound { return salon.Outbound{Kind: salon.OutboundText, Text: words} }

// claim claims and expects a row.
func claim(t testing.TB, s *store.Store, thread salon.ID) salon.Dispatch {
	t.Helper()
	d, err := s.ClaimOutbox(t.Context(), thread, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func settle(t testing.TB, s *store.Store, d salon.Delivery) {
	t.Helper()
	if err := s.SettleOutbox(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

func TestOutboxGoesOutInOrderOneAtATime(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	thread := newConversation(t, s, "42")
	menu := salon.Outbound{Kind: salon.OutboundMenu, Text: "¿Cuál?", Options: []salon.Option{{Title: "10:00", Value: "x"}}, Fact: true}
	ids := owe(t, s, thread, text("uno"), menu)
	due, err := s.OutboxDue(t.Context(), 10)
	if err != nil || !slices.Equal(due, []salon.ID{thread}) {
		t.Errorf("due %v, %v", due, err)
	}
	first := claim(t, s, thread)
	if first.ID != ids[0] || first.Text != "uno" || first.Attempt != 1 || first.Uncertain || first.Owner != salon.OwnerAssistant ||
		first.Channel != salon.SourceChatwoot || first.ExternalConversation != "42" || first.ConversationID != thread {
		t.Errorf("first %+v", first)
	}
	if _, err := s.ClaimOutbox(t.Context(), thread, time.Minute); !errors.Is(err, salon.ErrBusy) {
		t.Errorf("while the first is being sent: %v", err)
	}
	if due, err := s.OutboxDue(t.Context(), 10); err != nil || len(due) != 0 {
		t.Errorf("due while sending: %v, %v", due, err)
	}
	settle(t, s, salon.Delivery{ID: first.ID, Status: "pending", Error: "429", RetryIn: time.Hour})
	if _, err := s.ClaimOutbox(t.Context(), thread, time.Minute); !isNotFound(err) {
		t.Errorf("while the first waits for its retry: %v", err)
	}
	exec(t, s, `UPDATE outbox SET next_attempt_at = now() WHERE id = $1`, first.ID)
	first = claim(t, s, thread)
	if first.ID != ids[0] || first.Attempt != 2 || first.Uncertain {
		t.Errorf("again %+v", first)
	}
	settle(t, s, salon.Delivery{ID: first.ID, Status: "sent", ExternalID: "9001"})
	second := claim(t, s, thread)
	if second.ID != ids[1] || !second.Fact || len(second.Options) != 1 || second.Options[0].Value != "x" {
		t.Errorf("second %+v", second)
	}
	settle(t, s, salon.Delivery{ID: second.ID, Status: "failed", Error: "422"})
	if _, err := s.ClaimOutbox(t.Context(), thread, time.Minute); !isNotFound(err) {
		t.Errorf("when all is done: %v", err)
	}
	rows := list[string](t, s, `SELECT status || ' ' || coalesce(external_id, '') || ' ' || coalesce(last_error, '') || ' ' || (sent_at IS NOT NULL) FROM outbox ORDER BY seq`)
	if got := strings.Join(rows, "; "); got != "sent 9001 429 true; failed  422 false" {
		t.Errorf("rows: %s", got)
	}
	if b, err := s.Backlog(t.Context()); err != nil || b.OutboxDead != 1 || b.OutboxRows != 0 {
		t.Errorf("backlog %+v, %v", b, err)
	}
}

func TestAClaimThatRanOutIsUncertain(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	thread := newConversation(t, s, "42")
	owe(t, s, thread, text("uno"))
	claim(t, s, thread)
	exec(t, s, `UPDATE outbox SET claimed_until = now() - interval '1 second'`) // the worker was killed
	d := claim(t, s, thread)
	if !d.Uncertain || d.Attempt != 2 {
		t.Errorf("claimed %+v", d)
	}
	settle(t, s, salon.Delivery{ID: d.ID, Status: "pending", Uncertain: true})
	if d := claim(t, s, thread); !d.Uncertain {
		t.Error("an unknown outcome was forgotten")
	} else {
		settle(t, s, salon.Delivery{ID: d.ID, Status: "pending"}) // looked: it is not there
	}
	if d := claim(t, s, thread); d.Uncertain {
		t.Error("what was looked for is certain again")
	}
}

func TestManyWorkersSendEverythingOnceInOrder(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	const workers, threads, messages = 8, 5, 12
	var ids []salon.ID
	for n := range threads {
		thread := newConversation(t, s, fmt.Sprint(n))
		ids = append(ids, thread)
		for m := range messages / 2 {
			owe(t, s, thread, text(fmt.Sprintf("%02d", 2*m)), text(fmt.Sprintf("%02d", 2*m+1)))
		}
	}
	var mu sync.Mutex
	sent := map[salon.ID][]string{}
	sending := map[salon.ID]bool{}
	work := func() error {
		for {
			due, err := s.OutboxDue(t.Context(), 100)
			if err != nil {
				return err
			}
			if b, err := s.Backlog(t.Context()); err != nil || b.OutboxRows == 0 {
				return err
			}
			for _, thread := range due {
				d, err := s.ClaimOutbox(t.Context(), thread, time.Minute)
				if errors.Is(err, salon.ErrBusy) || isNotFound(err) {
					continue
				}
				if err != nil {
					return err
				}
				mu.Lock()
				if sending[thread] {
					t.Error("two workers send for one conversation")
				}
				sending[thread] = true
				sent[thread] = append(sent[thread], d.Text)
				mu.Unlock()
				mu.Lock()
				sending[thread] = false
				mu.Unlock()
				if err := s.SettleOutbox(t.Context(), salon.Delivery{ID: d.ID, Status: "sent", ExternalID: string(d.ID)}); err != nil {
					return err
				}
			}
		}
	}
	var together errgroup.Group
	for range workers {
		together.Go(work)
	}
	if err := together.Wait(); err != nil {
		t.Fatal(err)
	}
	for _, thread := range ids {
		if got := sent[thread]; len(got) != messages || !slices.IsSorted(got) {
			t.Errorf("sent %v", got)
		}
	}
}

func TestEchoesAndReceiptsEndRows(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	thread := newConversation(t, s, "42")
	id := owe(t, s, thread, text("uno"))[0]
	confirm := func(d salon.Delivery) string {
		t.Helper()
		if err := s.ConfirmOutbox(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		return query[string](t, s, `SELECT status || ' ' || coalesce(external_id, '') FROM outbox WHERE id = $1`, id)
	}
	claim(t, s, thread)
	for _, step := range []struct {
		name string
		d    salon.Delivery
		want string
	}{
		{"nothing is named", salon.Delivery{Status: "sent"}, "pending "},
		{"an unknown id", salon.Delivery{ID: store.NewID(), Status: "sent", ExternalID: "8"}, "pending "},
		{"an id that is none", salon.Delivery{ID: "x", Status: "sent", ExternalID: "8"}, "pending "},
		{"our echo", salon.Delivery{ID: id, Status: "sent", ExternalID: "9"}, "sent 9"},
		{"the worker's own late word", salon.Delivery{ID: id, Status: "sent", ExternalID: "9"}, "sent 9"},
		{"a receipt by the channel's id", salon.Delivery{Status: "failed", ExternalID: "9", Error: "131047"}, "failed 9"},
		{"an echo after the receipt", salon.Delivery{ID: id, Status: "sent", ExternalID: "9"}, "failed 9"},
	} {
		if got := confirm(step.d); got != step.want {
			t.Errorf("%s: %s", step.name, got)
		}
	}
	settle(t, s, salon.Delivery{ID: id, Status: "pending"})
	if got := confirm(salon.Delivery{}); got != "failed 9" {
		t.Errorf("a worker that comes late: %s", got)
	}
	other := owe(t, s, thread, text("dos"))[0]
	d := claim(t, s, thread)
	settle(t, s, salon.Delivery{ID: d.ID, Status: "failed", Error: "gave up"})
	if err := s.ConfirmOutbox(t.Context(), salon.Delivery{ID: other, Status: "sent", ExternalID: "10"}); err != nil {
		t.Fatal(err)
	}
	if status := query[string](t, s, `SELECT status FROM outbox WHERE id = $1`, other); status != "sent" {
		t.Errorf("given up, but it had arrived: %s", status)
	}
}

func TestATakeoverDropsRepliesAndKeepsFacts(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	thread := newConversation(t, s, "42")
	fact := text("pago recibido")
	fact.Fact = true
	owe(t, s, thread, text("en vuelo"), text("respuesta"), fact, salon.Outbound{Kind: salon.OutboundOpen, Text: "resumen"})
	inFlight := claim(t, s, thread)
	if n, err := s.DropOutbox(t.Context(), thread); err != nil || n != 1 {
		t.Errorf("dropped %d, %v", n, err)
	}
	settle(t, s, salon.Delivery{ID: inFlight.ID, Status: "sent", ExternalID: "1"})
	rows := list[string](t, s, `SELECT body || ' ' || status FROM outbox ORDER BY seq`)
	if got := strings.Join(rows, "; "); got != "en vuelo sent; respuesta dropped; pago recibido pending; resumen pending" {
		t.Errorf("rows: %s", got)
	}
}

func TestMenuOptionsAreResolvedByTitle(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	thread := newConversation(t, s, "42")
	menu := func(value string) salon.Outbound {
		return salon.Outbound{Kind: salon.OutboundMenu, Text: "¿Cuál?", Options: []salon.Option{{Title: "10:00", Value: value}, {Title: "Otro día", Value: "more"}}}
	}
	owe(t, s, thread, menu("first"))
	settle(t, s, salon.Delivery{ID: claim(t, s, thread).ID, Status: "sent", ExternalID: "9001"})
	second := owe(t, s, thread, text("mira"), menu("second"), text("¿te va bien?"))[1]
	for _, c := range []struct{ name, inReplyTo, title, want string }{
		{"the menu tapped", "9001", "10:00", "first"},
		{"our own id of it", string(second), "10:00", "second"},
		{"no reference", "", " 10:00 ", "second"},
		{"an unknown reference", "777", "Otro día", "more"},
		{"no such title", "9001", "11:00", ""},
	} {
		value, err := s.MenuOption(t.Context(), thread, c.inReplyTo, c.title)
		if value != c.want || (c.want == "") != isNotFound(err) {
			t.Errorf("%s: %q, %v", c.name, value, err)
		}
	}
	owe(t, s, thread, text("¿algo más?"))
	if value, err := s.MenuOption(t.Context(), thread, "", "10:00"); !isNotFound(err) {
		t.Errorf("a menu that was not the last word: %q, %v", value, err)
	}
}
