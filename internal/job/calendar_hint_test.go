package job_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"atrevete/internal/testkit"
	"atrevete/internal/webhook"
)

func TestAHintIsBelievedOnlyWithItsTokenAndBringsTheNextRead(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.settle()
	server := httptest.NewServer(webhook.New(webhook.Config{Calendar: o.Store, Clock: o.clock.Now, Log: quiet()}))
	t.Cleanup(server.Close)
	if got, err := o.google.Deliver(t.Context(), server.URL, 1); err != nil || len(got) != 2 || got[0] != 200 || got[1] != 200 { // "sync" of two channels
		t.Fatalf("delivered %v, %v", got, err)
	}
	o.settle()
	o.private(anaCalendar, "2026-10-09 10:00", "2026-10-09 11:00")
	o.sweep()
	o.blocked("ana") // not due yet
	if got, err := o.google.Deliver(t.Context(), server.URL, 3); err != nil || len(got) != 3 || got[2] != 200 {
		t.Fatalf("delivered %v, %v", got, err)
	}
	o.sweep()
	o.blocked("ana", "09 10:00-09 11:00")
	for name, header := range map[string][2]string{
		"nothing": {"", ""}, "an unknown channel": {"nobody", "secret"}, "a wrong token": {o.google.Channels(anaCalendar)[0], "guessed"},
	} {
		if status := knock(t, server.URL, header); status != http.StatusUnauthorized {
			t.Errorf("%s: %d", name, status)
		}
	}
	// A hint that comes while the calendar is being read is not lost.
	o.clock.Advance(5 * time.Minute)
	o.google.Misbehave(testkit.GoogleFault{On: "list", Calendar: anaCalendar, AfterWork: false, Before: func() {
		knock(t, server.URL, [2]string{o.google.Channels(anaCalendar)[0], "secret"})
	}})
	o.sweep()
	o.want([]string{anaCalendar}, `SELECT calendar_id FROM calendars WHERE sync_due_at = '-infinity'`)
}

func knock(t *testing.T, server string, header [2]string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, server+"/webhook/google", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Goog-Channel-Id", header[0])
	r.Header.Set("X-Goog-Channel-Token", header[1])
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}

func TestChannelsAreRenewedBeforeTheyEnd(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.clock.Set(time.Now()) // Google's clock is the real one
	o.settle()
	first := o.google.Channels(anaCalendar)
	o.pull()
	if again := o.google.Channels(anaCalendar); len(first) != 1 || len(again) != 1 || again[0] != first[0] {
		t.Fatalf("channels %v then %v", first, again)
	}
	o.clock.Advance(6*24*time.Hour + time.Hour)
	o.settle()
	next := o.google.Channels(anaCalendar)
	if len(next) != 1 || next[0] == first[0] {
		t.Errorf("channels %v then %v", first, next)
	}
	o.google.Misbehave(testkit.GoogleFault{On: "watch", Status: 500, Times: 100})
	o.clock.Advance(7 * 24 * time.Hour)
	o.private(anaCalendar, o.clock.Now().Format("2006-01-02")+" 10:00", o.clock.Now().Format("2006-01-02")+" 23:00")
	o.settle() // hints are a convenience
	o.want([]string{"1"}, `SELECT count(*)::text FROM blocks`)
}
