package stack_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"atrevete/internal/testkit"
)

// TestGoogleIsAwayForAnHourAndBookingsGoOn: a customer books, and what stands in
// the calendars when Google is back is what is in the book; what somebody wrote
// there meanwhile is busy from then on.
func TestGoogleIsAwayForAnHourAndBookingsGoOn(t *testing.T) {
	t.Parallel()
	s, g := martaIsBusy(t)
	asked := 0
	g.Weather(func(string, string) testkit.GoogleFault {
		asked++
		return testkit.GoogleFault{Status: http.StatusServiceUnavailable}
	})
	if said := strings.Join(s.Say(laura, "corte con Marta el viernes a las 5"), "\n"); !strings.Contains(said, "/pay/") {
		t.Fatalf("without Google she is told %s", said)
	}
	first := s.Clock.Now()
	g.Put(martaCalends, testkit.GoogleEvent{Summary: "Dentista", Start: testkit.GoogleAt(friday(18, 0)), End: testkit.GoogleAt(friday(19, 0))})
	for s.Clock.Now().Before(first.Add(time.Hour)) {
		g.Sync()
		s.Advance(time.Minute)
	}
	if asked == 0 || asked > 600 {
		t.Errorf("a dead Google was asked %d times in an hour", asked)
	}
	replies := s.Chatwoot.Replies(laura)
	if last := replies[len(replies)-1].Content; !strings.Contains(last, "cobrad") { // the hold is over, honestly
		t.Errorf("after the hold she reads %q", last)
	}
	if said := strings.Join(s.Say(laura, "corte con Marta el viernes a las 5"), "\n"); !strings.Contains(said, "/pay/") {
		t.Fatalf("an hour later she is told %s", said)
	}

	g.Weather(nil)
	for range 20 { // the longest pause between two tries is a quarter of an hour
		s.Clock.Advance(time.Minute)
		g.Sync()
	}
	mirrored := 0
	for _, e := range g.Events(martaCalends) {
		if strings.Contains(e.Summary, "Laura") {
			mirrored++
		}
	}
	if mirrored != 1 {
		t.Errorf("%d events of hers in the calendar, want the one that stands", mirrored)
	}
	if n := count(t, s, `SELECT count(*) FROM blocks WHERE source NOT IN ('staff')`); n != 1 {
		t.Errorf("%d blocks from the calendar, want what was written meanwhile", n)
	}
}
