package job_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/store"
	"atrevete/internal/testkit"
)

// storm is customers, the team and the stylists changing things on both sides
// while Google misbehaves.
type storm struct {
	*office
	mu   sync.Mutex // the weather is asked by several calls at once
	dice *rand.Rand
}

func (s *storm) n(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dice.IntN(n)
}

func TestWhateverHappensMirrorsAndBlocksComeOutRight(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			s := &storm{office: newOffice(t), dice: rand.New(rand.NewPCG(seed, 7))}
			s.google.PageSize = 3
			s.google.Weather(s.forecast)
			for range 120 {
				s.step()
			}
			s.calm()
		})
	}
}

// forecast spoils a fifth of all calls, before or after their work.
func (s *storm) forecast(op, _ string) testkit.GoogleFault {
	if s.n(5) != 0 {
		return testkit.GoogleFault{}
	}
	f := []testkit.GoogleFault{
		{Drop: true}, {Status: 500}, {Status: 503}, {Status: 429}, {Status: 403, Reason: "userRateLimitExceeded"},
	}[s.n(5)]
	f.AfterWork = s.n(2) == 0 && f.Status != 429 && f.Status != 403
	if op == "list" && f.Drop { // Go's own client asks again
		f = testkit.GoogleFault{Status: 502}
	}
	return f
}

// step is one thing that happens.
func (s *storm) step() {
	s.t.Helper()
	before := s.book()
	change := false
	switch s.n(14) {
	case 0, 1:
		s.customer()
		change = true
	case 2, 3:
		change = s.changeAppointment()
	case 4:
		s.google.Put(s.calendar(), testkit.GoogleEvent{Start: testkit.GoogleAt(s.hour()), End: testkit.GoogleAt(s.hour().Add(12 * time.Hour))})
	case 5, 6:
		s.dragSomething()
	case 7:
		s.deleteSomething()
	case 8:
		s.google.ExpireTokens()
	case 9:
		s.google.ExpireSyncTokens()
	default:
		s.clock.Advance(time.Duration(1+s.n(6)) * time.Minute)
		s.sweep()
	}
	if after := s.book(); !change && !slices.Equal(before, after) {
		s.t.Fatalf("the book changed by itself:\n%q\n%q", before, after)
	}
}

// book is what PostgreSQL says: the truth.
func (s *storm) book() []string {
	return s.rows(`SELECT id || ' ' || stylist_id || ' ' || starts_at || ' ' || status FROM appointments ORDER BY id`)
}

func (s *storm) calendar() string { return []string{anaCalendar, martaCalendar}[s.n(2)] }

// hour is a time at which somebody may come.
func (s *storm) hour() time.Time {
	return s.at("2026-10-12 09:00").AddDate(0, 0, s.n(5)).Add(time.Duration(s.n(10)) * time.Hour)
}

// customer books, and pays or not.
func (s *storm) customer() {
	s.t.Helper()
	customer, conversation := store.NewID(), store.NewID()
	s.exec(`INSERT INTO customers (id, first_name) VALUES ($1, $2)`, customer, []string{"Laura", "Eva", "Nuria"}[s.n(3)])
	s.exec(`INSERT INTO conversations (id, channel, external_id, customer_id) VALUES ($1, 'chatwoot', $2, $3)`, conversation, conversation, customer)
	b, err := s.Hold(context.Background(), s.snap, salon.BookingRequest{
		SalonID: s.snap.ID, CustomerID: customer, ConversationID: conversation,
		Visits: []salon.VisitRequest{{
			Visit: salon.Visit{Services: []salon.ID{s.snap.Catalogue.Services[0].ID}},
			Slot:  salon.Slot{StylistID: s.snap.Team[s.n(2)].ID, Start: s.hour(), Minutes: 40},
		}},
	}, s.clock.Now())
	switch {
	case errors.Is(err, salon.ErrSlotTaken):
	case err != nil:
		s.t.Fatal(err)
	case s.n(3) > 0:
		s.pay(b)
	}
}

// changeAppointment pays, moves, cancels or releases one.
func (s *storm) changeAppointment() bool {
	s.t.Helper()
	ids := s.rows(`SELECT id::text FROM appointments WHERE status IN ('provisional', 'confirmed') ORDER BY id`)
	if len(ids) == 0 {
		return false
	}
	booking := s.rows(`SELECT booking_id::text FROM appointments WHERE id = $1`, ids[s.n(len(ids))])[0]
	b, err := s.Booking(context.Background(), salon.ID(booking))
	if err != nil {
		s.t.Fatal(err)
	}
	a := b.Appointments[0]
	switch {
	case a.Status == salon.Provisional && s.n(2) == 0:
		_, err = s.ReleaseBooking(context.Background(), b.ID, s.clock.Now())
	case a.Status == salon.Provisional:
		s.pay(b)
	case s.n(4) == 0:
		s.cancel(a)
	default:
		_, err = s.MoveAppointment(context.Background(), s.snap, salon.By{}, dialog.Move{
			AppointmentID: a.ID, Version: a.Version, Slot: salon.Slot{StylistID: s.snap.Team[s.n(2)].ID, Start: s.hour(), Minutes: 40},
		}, s.clock.Now())
	}
	if err != nil && !errors.Is(err, salon.ErrSlotTaken) {
		s.t.Fatal(err)
	}
	return true
}

// some gives an event of a calendar, ours or not.
func (s *storm) some() (calendar string, e testkit.GoogleEvent, ok bool) {
	calendar = s.calendar()
	all := s.google.Events(calendar)
	if len(all) == 0 {
		return "", e, false
	}
	return calendar, all[s.n(len(all))], true
}

// dragSomething moves, stretches or frees an event by hand.
func (s *storm) dragSomething() {
	calendar, e, ok := s.some()
	if !ok {
		return
	}
	start, end := e.During(s.snap.Location)
	switch at := s.hour(); {
	case s.n(4) == 0:
		s.google.Move(calendar, e.ID, start, end.Add(20*time.Minute))
	case s.n(4) == 0 && e.Properties == nil:
		s.google.Edit(calendar, e.ID, func(e *testkit.GoogleEvent) { e.Transparency = []string{"", "transparent"}[s.n(2)] })
	default:
		s.google.Move(calendar, e.ID, at, at.Add(end.Sub(start)))
	}
}

func (s *storm) deleteSomething() {
	if calendar, e, ok := s.some(); ok {
		s.google.Remove(calendar, e.ID)
	}
}

// calm ends the storm: staff decide about everything, the brake is released,
// and both sides must say the same.
func (s *storm) calm() {
	s.t.Helper()
	s.google.Weather(nil)
	s.clock.Advance(20 * time.Minute)
	for range 20 {
		s.settle()
		if !s.decideAll() {
			break
		}
	}
	s.settle()
	s.want([]string{}, `SELECT id::text FROM calendar_proposals WHERE status = 'open'`)
	s.want([]string{}, `SELECT last_error FROM calendar_links WHERE last_error IS NOT NULL`)
	for _, one := range s.snap.Team {
		calendar := one.Slug + "@calendar.example"
		s.want(s.mirrors(calendar), `
			SELECT shown FROM (SELECT CASE a.status WHEN 'provisional' THEN 'yellow ' ELSE 'green ' END || to_char(starts_at AT TIME ZONE 'Europe/Madrid', 'DD HH24:MI')
				|| to_char((starts_at + interval '40 minutes') AT TIME ZONE 'Europe/Madrid', '-HH24:MI ') || c.first_name AS shown
			FROM appointments a JOIN customers c ON c.id = a.customer_id
			WHERE a.stylist_id = $1 AND a.status IN ('provisional', 'confirmed')) list ORDER BY shown COLLATE "C"`, one.ID)
		s.blocked(one.Slug, s.outside(calendar)...)
	}
}

// decideAll accepts or rejects what is open and releases brakes; false: there
// was nothing.
func (s *storm) decideAll() bool {
	s.t.Helper()
	ctx := context.Background()
	braked := s.rows(`SELECT calendar_id FROM calendars WHERE brake_at IS NOT NULL AND NOT resuming`)
	for _, id := range braked {
		if err := s.ResumeCalendar(ctx, salon.Calendar{SalonID: s.snap.ID, ID: id}, "staff", s.clock.Now()); err != nil {
			s.t.Fatal(err)
		}
	}
	list, err := s.ListCalendarProposals(ctx, s.snap.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, p := range list {
		err := salon.ErrConflict
		if s.n(2) == 0 {
			_, _, err = s.AcceptProposal(ctx, p.ID, "staff", s.clock.Now())
		}
		if errors.Is(err, salon.ErrSlotTaken) || errors.Is(err, salon.ErrConflict) {
			_, err = s.RejectProposal(ctx, p.ID, "staff", s.clock.Now())
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
	return len(list)+len(braked) > 0
}

// mirrors lists our events in a calendar.
func (s *storm) mirrors(calendar string) []string {
	list := []string{}
	for _, e := range s.google.Events(calendar) {
		if e.Properties == nil {
			continue
		}
		start, end := e.During(s.snap.Location)
		name, _, _ := strings.Cut(e.Summary, " · ")
		list = append(list, map[string]string{"5": "yellow ", "10": "green "}[e.ColorID]+start.In(s.snap.Location).Format("02 15:04")+
			end.In(s.snap.Location).Format("-15:04 ")+name)
	}
	slices.Sort(list)
	return list
}

// outside lists what makes a stylist busy in her own calendar, as blocked does.
func (s *storm) outside(calendar string) []string {
	type span struct{ start, end time.Time }
	var spans []span
	for _, e := range s.google.Events(calendar) {
		if start, end := e.During(s.snap.Location); e.Properties == nil && e.Transparency != "transparent" && start.Before(end) {
			spans = append(spans, span{start, end})
		}
	}
	slices.SortFunc(spans, func(a, b span) int {
		if c := a.start.Compare(b.start); c != 0 {
			return c
		}
		return a.end.Compare(b.end)
	})
	var list []string
	for _, one := range spans {
		list = append(list, one.start.In(s.snap.Location).Format("02 15:04")+one.end.In(s.snap.Location).Format("-02 15:04"))
	}
	return list
}
