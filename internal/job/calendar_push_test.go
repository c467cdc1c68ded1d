package job_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

func TestAnAppointmentIsYellowUntilPaidThenGreenThenWhereItGoes(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	b := o.hold("Laura", "ana", "2026-10-09 12:30")
	o.sweep()
	o.seen(anaCalendar, "yellow 09 12:30-13:10 Laura · Corte (pendiente de pago)")
	a := o.pay(b).Appointments[0]
	o.sweep()
	o.seen(anaCalendar, "green 09 12:30-13:10 Laura · Corte")
	a = o.move(a, "ana", "2026-10-10 11:00")
	o.sweep()
	o.seen(anaCalendar, "green 10 11:00-11:40 Laura · Corte")
	a = o.move(a, "marta", "2026-10-10 16:00")
	o.sweep()
	o.seen(anaCalendar)
	o.seen(martaCalendar, "green 10 16:00-16:40 Laura · Corte")
	a = o.move(a, "ana", "2026-10-10 16:00") // the id there is spent
	o.sweep()
	o.seen(anaCalendar, "green 10 16:00-16:40 Laura · Corte")
	o.seen(martaCalendar)
	o.exec(`UPDATE appointments SET status = 'completed' WHERE id = $1`, a.ID)
	o.sweep()
	o.seen(anaCalendar, "green 10 16:00-16:40 Laura · Corte")
	for _, e := range o.google.Events(anaCalendar) {
		text := e.Summary + strings.Join([]string{e.Properties.Private["booking_id"]}, "")
		if strings.Contains(text, "Torres") || strings.Contains(text, "+34") || e.Visibility != "private" {
			t.Errorf("too much is told: %+v", e)
		}
	}
	if told := o.told(); len(told) != 0 {
		t.Errorf("told %q", told)
	}
}

func TestWhatIsReleasedOrCancelledLeavesTheCalendar(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	held, paid := o.hold("Laura", "ana", "2026-10-09 12:30"), o.book("Nuria", "ana", "2026-10-09 16:00")
	o.sweep()
	o.cancel(paid)
	if err := o.FireTimers(t.Context(), held.HoldExpiresAt, func(salon.TimerKind, salon.ID) {}); err != nil {
		t.Fatal(err)
	}
	o.sweep()
	o.seen(anaCalendar)
	brief := o.hold("Eva", "ana", "2026-10-09 12:30") // comes and goes between two sweeps
	if _, err := o.ReleaseBooking(t.Context(), brief.ID, o.clock.Now()); err != nil {
		t.Fatal(err)
	}
	before := len(o.google.Requests())
	o.sweep()
	if after := o.google.Requests(); len(after) != before {
		t.Errorf("asked for %+v", after[before:])
	}
	o.want([]string{}, `SELECT id::text FROM calendar_links WHERE due_at IS NOT NULL`)
}

func TestABurstOfChangesIsOneWriting(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.sweep() // reads
	a := o.book("Laura", "ana", "2026-10-09 12:30")
	a = o.move(a, "ana", "2026-10-10 11:00")
	o.move(a, "ana", "2026-10-11 11:00")
	o.sweep()
	if n := o.writings(); n != 1 {
		t.Errorf("%d writings", n)
	}
	o.exec(`UPDATE appointments SET status = 'no_show', updated_at = now()`)
	o.sweep()
	if n := o.writings(); n != 1 {
		t.Errorf("%d writings after a change that does not show", n)
	}
	o.seen(anaCalendar, "green 11 11:00-11:40 Laura · Corte")
}

// writings counts the requests that change something.
func (o *office) writings() (n int) {
	for _, r := range o.google.Requests() {
		if r.Op == "insert" || r.Op == "update" || r.Op == "delete" {
			n++
		}
	}
	return n
}

func TestAnAnswerThatGotLostNeitherDoublesNorMovesAnything(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]testkit.GoogleFault{
		"connection lost after the work": {AfterWork: true, Drop: true}, "no answer after the work": {AfterWork: true, Hang: true},
		"500 after the work": {AfterWork: true, Status: 500}, "502": {Status: 502}, "429": {Status: 429, Pause: "1"},
		"rate": {Status: 403, Reason: "rateLimitExceeded"}, "lost before the work": {Drop: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			if fault.Hang {
				o.sweeps = o.worker("one", time.Second)
			}
			o.sweep()
			fault.Calendar = anaCalendar
			for _, on := range []string{"insert", "update", "delete"} {
				fault.On = on
				o.google.Misbehave(fault)
			}
			a := o.book("Laura", "ana", "2026-10-09 12:30")
			o.settle()
			o.seen(anaCalendar, "green 09 12:30-13:10 Laura · Corte")
			a = o.move(a, "ana", "2026-10-10 11:00")
			o.settle()
			o.seen(anaCalendar, "green 10 11:00-11:40 Laura · Corte")
			o.cancel(a)
			o.settle()
			o.seen(anaCalendar)
			o.want([]string{}, `SELECT kind FROM calendar_proposals`)
			if told := o.told(); len(told) != 0 {
				t.Errorf("told %q", told)
			}
		})
	}
}

func TestABookingStandsWhateverBecomesOfItsMirror(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.google.Misbehave(testkit.GoogleFault{On: "insert", Status: 400, Reason: "invalid"})
	a := o.book("Laura", "ana", "2026-10-09 12:30")
	o.settle()
	o.want([]string{"confirmed"}, `SELECT status FROM appointments`)
	o.want([]string{"true"}, `SELECT (last_error LIKE '%status 400%' AND due_at IS NULL)::text FROM calendar_links`)
	o.move(a, "ana", "2026-10-10 11:00") // the next change tries again
	o.settle()
	o.seen(anaCalendar, "green 10 11:00-11:40 Laura · Corte")
}

func TestAChangeDuringTheWritingIsWrittenToo(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.sweep()
	a := o.book("Laura", "ana", "2026-10-09 12:30")
	o.google.Misbehave(testkit.GoogleFault{On: "insert", Before: func() { a = o.move(a, "ana", "2026-10-10 11:00") }})
	o.sweep()
	o.seen(anaCalendar, "green 09 12:30-13:10 Laura · Corte")
	o.sweep()
	o.seen(anaCalendar, "green 10 11:00-11:40 Laura · Corte")
	o.google.Misbehave(testkit.GoogleFault{On: "update", Before: func() { o.cancel(a) }})
	a = o.move(a, "ana", "2026-10-10 12:00")
	o.sweep()
	o.sweep()
	o.seen(anaCalendar)
}

func TestOnlyOneProcessWritesAndAnotherTakesOver(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	other := o.worker("two", patient)
	o.book("Laura", "ana", "2026-10-09 12:30")
	o.sweep()
	if err := other.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := o.writings(); n != 1 {
		t.Errorf("%d writings", n)
	}
	o.exec(`UPDATE calendar_accounts SET lease_until = now() - interval '1 second'`)
	o.book("Eva", "ana", "2026-10-09 16:00")
	if err := other.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.sweep() // not any more
	o.seen(anaCalendar, "green 09 12:30-13:10 Laura · Corte", "green 09 16:00-16:40 Eva · Corte")
	o.want([]string{"two"}, `SELECT lease_worker FROM calendar_accounts`)
}

func TestAnErasedNameIsErasedInTheCalendar(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a := o.book("Laura", "ana", "2026-10-09 12:30")
	o.sweep()
	o.exec(`UPDATE customers SET first_name = '' WHERE id = $1`, a.CustomerID)
	o.sweep()
	o.seen(anaCalendar, "green 09 12:30-13:10 Clienta · Corte")
}

func TestAStylistWithAnotherCalendarTakesHerAppointmentsAlong(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.google.Share("new@calendar.example")
	o.book("Laura", "ana", "2026-10-09 12:30")
	o.google.Put(anaCalendar, testkit.GoogleEvent{Start: testkit.GoogleAt(o.at("2026-10-08 10:00")), End: testkit.GoogleAt(o.at("2026-10-08 11:00"))})
	o.settle()
	o.blocked("ana", "08 10:00-08 11:00")
	o.exec(`UPDATE stylists SET calendar_id = 'new@calendar.example' WHERE slug = 'ana'`)
	o.settle()
	o.blocked("ana")
	o.seen(anaCalendar, "08 10:00-11:00")
	o.seen("new@calendar.example", "green 09 12:30-13:10 Laura · Corte")
	o.exec(`UPDATE stylists SET calendar_id = '' WHERE slug = 'ana'`)
	o.settle()
	o.seen("new@calendar.example")
}

func TestWithoutACalendarNothingHappens(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.exec(`UPDATE stylists SET calendar_id = ''`)
	o.book("Laura", "ana", "2026-10-09 12:30")
	o.sweep()
	for _, r := range o.google.Requests() {
		if r.Op != "token" {
			t.Errorf("asked for %+v", r)
		}
	}
	_, err := o.MoveAppointment(t.Context(), o.snap, salon.By{}, dialog.Move{}, time.Time{})
	if !errors.Is(err, salon.ErrNotFound) {
		t.Error(err)
	}
}

func TestAWritingThatArrivesLateIsOverwritten(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a := o.book("Laura", "ana", "2026-10-09 12:30")
	o.settle()
	old := o.google.Events(anaCalendar)[0]
	a = o.move(a, "ana", "2026-10-10 11:00")
	o.settle()
	o.google.Put(anaCalendar, old) // what we had written before
	o.settle()
	o.seen(anaCalendar, "green 10 11:00-11:40 Laura · Corte")
	o.cancel(a)
	o.settle()
	o.google.Put(anaCalendar, old)
	o.settle()
	o.seen(anaCalendar)
	o.want([]string{}, `SELECT kind FROM calendar_proposals`)
}
