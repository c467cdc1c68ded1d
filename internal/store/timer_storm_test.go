package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// storm plays what customers, staff and outages do at random and holds every
// sweep against what timers promise.
type storm struct {
	*shop
	random   *rand.Rand
	live     []salon.Booking         // that were held, whatever became of them
	settled  map[salon.ID]time.Time  // appointment: when it was confirmed or moved to where it is
	awaiting map[salon.ID]time.Time  // conversation: since when somebody waits for a person
	fired    map[salon.TimerKind]int // in all
}

// TestTimersKeepTheirPromisesWhateverHappens fires nothing for what was moved or
// cancelled, nothing twice, and everything due in one sweep.
func TestTimersKeepTheirPromisesWhateverHappens(t *testing.T) {
	t.Parallel()
	const steps = 160
	for seed := range uint64(3) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			s := &storm{
				shop: openShop(t), random: rand.New(rand.NewPCG(seed, 36)),
				settled: map[salon.ID]time.Time{}, awaiting: map[salon.ID]time.Time{}, fired: map[salon.TimerKind]int{},
			}
			s.snap.Policies.MaxUpcomingPerCustomer = 0
			s.now = s.at("2026-10-20 09:00") // the clocks change on the 25th
			for n := range steps {
				what := s.act()
				s.advance()
				if s.random.IntN(4) > 0 { // else nothing runs: an outage
					s.sweepAndCheck(fmt.Sprintf("step %d, after %s at %s", n, what, s.now.In(s.snap.Location).Format(time.DateTime)))
				}
				if t.Failed() {
					t.FailNow()
				}
			}
			t.Logf("fired %v", s.fired)
		})
	}
}

// act does one thing and says what.
func (s *storm) act() string {
	switch s.random.IntN(9) {
	case 0, 1, 2:
		return s.book()
	case 3, 4:
		return s.onOne("pay", func(b salon.Booking) error {
			outcome, after, err := s.ApplyPayment(s.t.Context(), s.snap, paid(b, "pi_"+string(b.ID)), s.now)
			if err == nil && (outcome == salon.OutcomeConfirmed || outcome == salon.OutcomeRebooked) {
				for _, a := range after.Appointments {
					s.settled[a.ID] = s.now
				}
			}
			return err
		})
	case 5:
		return s.onOne("move", func(b salon.Booking) error {
			a := b.Appointments[0]
			to := s.visit("ana", s.start().Format("2006-01-02 15:04"), "corte").Slot
			r, err := s.MoveAppointment(s.t.Context(), s.snap, by(b), dialog.Move{AppointmentID: a.ID, Version: a.Version, Slot: to}, s.now)
			if err == nil {
				s.settled[r.New.ID] = s.now
			}
			return err
		})
	case 6:
		return s.onOne("cancel", func(b salon.Booking) error {
			who := by(b)
			if s.random.IntN(2) == 0 {
				who = salon.By{} // the team
			}
			a := b.Appointments[0]
			terms, _ := dialog.TermsOf(s.snap, b, a, s.now)
			_, err := s.CancelAppointments(s.t.Context(), s.snap, who, dialog.CancelAppointments{At: s.now, Items: []dialog.CancelItem{{AppointmentID: a.ID, Terms: terms}}}, s.now)
			return err
		})
	case 7:
		return s.onOne("hand over", func(b salon.Booking) error {
			s.exec(`UPDATE conversations SET owner = 'human' WHERE id = $1`, b.ConversationID)
			s.awaiting[b.ConversationID] = s.now
			return s.AwaitStaff(s.t.Context(), s.snap, b.ConversationID, s.now)
		})
	default:
		return s.onOne("answer", func(b salon.Booking) error {
			delete(s.awaiting, b.ConversationID)
			return s.StaffAnswered(s.t.Context(), b.ConversationID)
		})
	}
}

// start is some hour of the next days.
func (s *storm) start() time.Time {
	day := salon.DateOf(s.now.In(s.snap.Location)).AddDays(s.random.IntN(6))
	return day.At(salon.ClockTime((9+s.random.IntN(10))*60), s.snap.Location)
}

func (s *storm) book() string {
	stylists := []string{"pilar", "ana", "marta"}
	r := s.request(s.visit(stylists[s.random.IntN(3)], s.start().Format("2006-01-02 15:04"), "corte"))
	b, err := s.Hold(s.t.Context(), s.snap, r, s.now)
	if err != nil && !errors.Is(err, salon.ErrSlotTaken) {
		s.t.Fatal(err)
	}
	if err == nil {
		s.live = append(s.live, b)
	}
	return "book"
}

// onOne does something to a booking of the last ones, as it stands.
func (s *storm) onOne(what string, do func(salon.Booking) error) string {
	if len(s.live) == 0 {
		return "nothing"
	}
	last := s.live[max(0, len(s.live)-12):]
	b, err := s.Booking(s.t.Context(), last[s.random.IntN(len(last))].ID)
	if err == nil {
		err = do(b)
	}
	if err != nil && !errors.Is(err, salon.ErrConflict) && !errors.Is(err, salon.ErrSlotTaken) {
		s.t.Fatalf("%s: %v", what, err)
	}
	return what
}

// advance moves the clock on: minutes, hours, now and then a day.
func (s *storm) advance() {
	steps := []time.Duration{time.Second, 5 * time.Minute, 25 * time.Minute, time.Hour, 7 * time.Hour, 26 * time.Hour}
	s.now = s.now.Add(steps[s.random.IntN(len(steps))])
}

// sweepAndCheck fires once and looks at what became of everything.
func (s *storm) sweepAndCheck(where string) {
	s.t.Helper()
	seconds := s.text(`SELECT count(*) FROM notices WHERE text LIKE 'Segundo%'`)
	again := 0
	err := s.FireTimers(context.Background(), s.now, func(kind salon.TimerKind, _ salon.ID) { s.fired[kind]++ })
	if err == nil {
		err = s.FireTimers(context.Background(), s.now, func(salon.TimerKind, salon.ID) { again++ })
	}
	if err != nil || again > 0 {
		s.t.Fatalf("%s: %d timers fired twice, %v", where, again, err)
	}
	if overdue, err := s.OverdueTimers(s.t.Context(), s.now); err != nil || len(overdue) > 0 {
		s.t.Errorf("%s: still due: %v, %v", where, overdue, err)
	}
	none := func(what, sql string, args ...any) {
		s.t.Helper()
		if got := s.text(sql, args...); got != "" {
			s.t.Errorf("%s: %s: %s", where, what, got)
		}
	}
	none("reminded of what does not stand as it did", `SELECT i.external_id FROM inbox i JOIN appointments a ON i.external_id LIKE 'reminder:' || a.id || ':%'
		WHERE i.received_at = $1 AND (a.status NOT IN ('confirmed', 'completed') OR i.external_id <> 'reminder:' || a.id || ':' || a.version
			OR a.starts_at - interval '48 hours' > $1 OR a.starts_at - interval '24 hours' <= $1)`, s.now)
	none("told of the end of a hold that stands", `SELECT i.external_id FROM inbox i JOIN bookings b ON i.external_id = 'hold_expired:' || b.id
		WHERE i.received_at = $1 AND (b.released_at IS DISTINCT FROM $1 OR b.hold_expires_at > $1)`, s.now)
	none("warned of a hold that is over or paid", `SELECT i.external_id FROM inbox i JOIN bookings b ON i.external_id = 'payment_warning:' || b.id
		WHERE i.received_at = $1 AND (b.payment_status <> 'pending' OR b.released_at IS NOT NULL OR b.hold_expires_at <= $1)`, s.now)
	none("completed too early", `SELECT id FROM appointments WHERE status = 'completed' AND starts_at + make_interval(mins => duration_minutes + 60) > $1`, s.now)
	for id, since := range s.settled {
		s.checkReminder(where, id, since)
	}
	if !s.snap.OpenAt(s.now, nil) && s.text(`SELECT count(*) FROM notices WHERE text LIKE 'Segundo%'`) != seconds {
		s.t.Errorf("%s: a second notice while the salon is closed", where)
	}
	openLong := s.snap.StaffWait(s.now.Add(-salon.StaffPatience), nil).Opens.IsZero() // a sweep while it was closed put them off
	for id, since := range s.awaiting {
		if s.snap.OpenAt(s.now, nil) && openLong && !s.snap.StaffWait(since, nil).Remind.After(s.now) {
			if got := s.text(`SELECT count(*) FROM notices WHERE conversation_id = $1 AND text LIKE 'Segundo%' AND created_at >= $2`, id, since); got != "(1)" {
				s.t.Errorf("%s: %s second notices for %s", where, got, id)
			}
		}
	}
	s.consistent()
}

// checkReminder: an appointment that stands and was there 48 hours before is
// reminded of once in this version, or that was dropped and logged.
func (s *storm) checkReminder(where string, id salon.ID, since time.Time) {
	s.t.Helper()
	b := s.text(`SELECT a.status = 'confirmed' AND a.starts_at - interval '48 hours' <= $2 AND a.starts_at - interval '48 hours' >= $3 FROM appointments a WHERE id = $1`, id, s.now, since)
	if b != "(t)" {
		return
	}
	said := s.text(`SELECT (SELECT count(*) FROM inbox i JOIN appointments a ON i.external_id = 'reminder:' || a.id || ':' || a.version WHERE a.id = $1)
		+ (SELECT count(*) FROM audit_log l JOIN appointments a ON a.id = l.object_id AND l.version = a.version WHERE a.id = $1 AND l.action = 'appointment.reminder_dropped')`, id)
	if said != "(1)" {
		s.t.Errorf("%s: %s reminders of %s", where, said, id)
	}
}
