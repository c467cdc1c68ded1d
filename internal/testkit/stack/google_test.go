package stack_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"atrevete/internal/testkit"
	"atrevete/internal/testkit/stack"
)

const (
	laura        = 7
	martaCalends = "marta@calendar.example"
)

// martaIsBusy starts the product on a Tuesday with Marta's calendar connected.
func martaIsBusy(t *testing.T) (*stack.Stack, *stack.Google) {
	t.Helper()
	s := stack.New(t, "2026-11-24T10:00:00+01:00", stack.Options{})
	s.Chatwoot.AddConversation(testkit.ChatwootConversation{
		ID: laura, Contact: testkit.ChatwootContact{ID: 70, Name: "Laura", Phone: "+34600000100", SourceID: "34600000100"},
	})
	_, err := s.Store.Pool().Exec(t.Context(), `INSERT INTO customers (phone, first_name, last_name) VALUES ('+34600000100', 'Laura', 'Gómez')`)
	if err != nil {
		t.Fatal(err)
	}
	g := s.ConnectGoogle()
	g.Sync()
	return s, g
}

func friday(hour, minute int) time.Time {
	return time.Date(2026, 11, 27, hour-1, minute, 0, 0, time.UTC)
}

func TestWhatIsInAStylistsCalendarIsNotOffered(t *testing.T) {
	t.Parallel()
	s, g := martaIsBusy(t)
	server := httptest.NewServer(g.Hook)
	t.Cleanup(server.Close)
	g.Put(martaCalends, testkit.GoogleEvent{Summary: "Dentista", Start: testkit.GoogleAt(friday(16, 0)), End: testkit.GoogleAt(friday(20, 0))})
	if statuses, err := g.Deliver(t.Context(), server.URL, 2); err != nil || len(statuses) == 0 { // the hint, and again
		t.Fatalf("hints answered %v, %v", statuses, err)
	}
	g.Sync()
	said := strings.Join(s.Say(laura, "corte con Marta el viernes a las 5"), "\n")
	if strings.Contains(said, "/pay/") || strings.Contains(said, "Dentista") {
		t.Errorf("said %s", said)
	}
	if n := count(t, s, `SELECT count(*) FROM appointments`); n != 0 {
		t.Errorf("%d appointments", n)
	}
}

func TestWhatComesIntoTheCalendarAfterTheOfferIsNotHeld(t *testing.T) {
	t.Parallel()
	s, g := martaIsBusy(t)
	offered := strings.Join(s.Say(laura, "quiero un corte con Marta el viernes por la tarde"), "\n")
	if !strings.Contains(offered, "Marta") || !strings.Contains(offered, "1. ") {
		t.Fatalf("offered %s", offered)
	}
	g.Put(martaCalends, testkit.GoogleEvent{Start: testkit.GoogleDay("2026-11-27"), End: testkit.GoogleDay("2026-11-28")})
	s.Clock.Advance(5 * time.Minute)
	g.Sync()
	said := strings.Join(s.Say(laura, "la primera"), "\n")
	if strings.Contains(said, "/pay/") || count(t, s, `SELECT count(*) FROM appointments`) != 0 {
		t.Errorf("said %s", said)
	}
	g.Remove(martaCalends, g.Events(martaCalends)[0].ID)
	s.Clock.Advance(5 * time.Minute)
	g.Sync()
	if said := strings.Join(s.Say(laura, "corte con Marta el viernes a las 5"), "\n"); !strings.Contains(said, "/pay/") {
		t.Errorf("free again, said %s", said)
	}
}

func TestABookingIsInTheCalendarFromTheHoldToThePayment(t *testing.T) {
	t.Parallel()
	s, g := martaIsBusy(t)
	if said := strings.Join(s.Say(laura, "corte con Marta el viernes a las 5"), "\n"); !strings.Contains(said, "/pay/") {
		t.Fatalf("said %s", said)
	}
	g.RevokeKey(true) // Google is of no help while she books
	g.ExpireTokens()
	g.Sync()
	if len(g.Events(martaCalends)) != 0 {
		t.Error("written with a revoked key")
	}
	g.RevokeKey(false)
	s.Clock.Advance(2 * time.Minute)
	g.Sync()
	events := g.Events(martaCalends)
	if len(events) != 1 || events[0].ColorID != "5" || events[0].Summary != "Laura · Corte (pendiente de pago)" {
		t.Fatalf("events %+v", events)
	}
	s.Advance(10 * time.Minute) // five minutes before the hold ends
	g.Sync()
	s.Advance(2 * time.Hour)
	g.Sync()
	if events := g.Events(martaCalends); len(events) != 0 {
		t.Errorf("after the hold %+v", events)
	}
}
