package stack

import (
	"log/slog"
	"net/http"
	"time"

	"atrevete/internal/calendar/google"
	"atrevete/internal/job"
	"atrevete/internal/store"
	"atrevete/internal/testkit"
	"atrevete/internal/webhook"
)

// Google is a pretend Google Calendar connected to a Stack. Nothing is read or
// written by itself: Sync does it.
type Google struct {
	*testkit.Google
	Calendars *job.Calendars
	Hook      http.Handler // POST /webhook/google
	stack     *Stack
}

// ConnectGoogle shares the calendars of the whole team with the product.
func (s *Stack) ConnectGoogle() *Google {
	s.t.Helper()
	g := &Google{Google: testkit.NewGoogle(s.t), stack: s}
	for _, one := range s.Salon.Team {
		g.Share(one.CalendarID)
	}
	key, err := google.ParseKey(g.KeyJSON())
	if err != nil {
		s.t.Fatalf("google key: %v", err)
	}
	client, err := google.New(google.Config{Key: key, APIURL: g.URL, Location: s.Salon.Location, Rate: 1000, Timeout: testkit.Patience})
	if err != nil {
		s.t.Fatalf("google client: %v", err)
	}
	s.t.Cleanup(client.Close)
	log := slog.New(slog.DiscardHandler)
	g.Calendars = job.NewCalendars(job.CalendarOptions{
		Store: s.Store, Calendar: client, Clock: s.Clock.Now, Worker: "stack", NewID: store.NewID, Log: log,
		Secret: func() string { return "secret of a channel" }, Watch: "https://salon.example/webhook/google",
	})
	g.Hook = webhook.New(webhook.Config{Calendar: s.Store, Clock: s.Clock.Now, Now: time.Now, Log: log})
	return g
}

// Sync reads and writes what is due.
func (g *Google) Sync() {
	g.stack.t.Helper()
	if err := g.Calendars.Sweep(g.stack.t.Context()); err != nil {
		g.stack.t.Fatalf("calendars: %v", err)
	}
}
