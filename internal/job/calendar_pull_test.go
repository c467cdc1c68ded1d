package job_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

// private puts an event of her own into a stylist's calendar.
func (o *office) private(calendar, start, end string) string {
	o.t.Helper()
	return o.google.Put(calendar, testkit.GoogleEvent{Summary: "Ginecólogo", Start: testkit.GoogleAt(o.at(start)), End: testkit.GoogleAt(o.at(end))})
}

// pull reads the calendars again after the usual pause.
func (o *office) pull() {
	o.t.Helper()
	o.clock.Advance(5 * time.Minute)
	o.sweep()
}

func TestOutsideEventsMakeAStylistBusyAsTheyAre(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	timed := o.private(anaCalendar, "2026-10-09 10:00", "2026-10-09 11:30")
	o.google.Put(anaCalendar, testkit.GoogleEvent{Start: testkit.GoogleDay("2026-10-25"), End: testkit.GoogleDay("2026-10-26")}) // 25 hours long
	o.google.Put(anaCalendar, testkit.GoogleEvent{Start: testkit.GoogleDay("2026-10-12"), End: testkit.GoogleDay("2026-10-15")})
	for week := range 3 {
		day := o.at("2026-10-08 09:00").AddDate(0, 0, 7*week)
		o.google.Put(anaCalendar, testkit.GoogleEvent{
			ID: "serie_" + day.UTC().Format("20060102T150405Z"), Recurring: "serie", Start: testkit.GoogleAt(day), End: testkit.GoogleAt(day.Add(time.Hour)),
		})
	}
	free := o.google.Put(anaCalendar, testkit.GoogleEvent{
		Transparency: "transparent", Start: testkit.GoogleAt(o.at("2026-10-10 10:00")), End: testkit.GoogleAt(o.at("2026-10-10 11:00")),
	})
	o.google.Put(anaCalendar, testkit.GoogleEvent{
		Attendees: []testkit.GoogleAttendee{{Self: true, Response: "declined"}}, Start: testkit.GoogleAt(o.at("2026-10-10 12:00")), End: testkit.GoogleAt(o.at("2026-10-10 13:00")),
	})
	o.book("Laura", "ana", "2026-10-10 16:00")
	o.settle()
	series := []string{"08 09:00-08 10:00", "15 09:00-15 10:00", "22 09:00-22 10:00"}
	o.blocked("ana", series[0], "09 10:00-09 11:30", "12 00:00-15 00:00", series[1], series[2], "25 00:00-26 00:00")
	o.blocked("marta")
	o.want([]string{"Ocupada (Google Calendar)"}, `SELECT DISTINCT reason FROM blocks`) // not what for

	o.google.Move(anaCalendar, timed, o.at("2026-10-09 17:00"), o.at("2026-10-09 18:00"))
	o.google.Edit(anaCalendar, free, func(e *testkit.GoogleEvent) { e.Transparency = "opaque" })
	o.google.Remove(anaCalendar, "serie_20261015T070000Z")
	o.pull()
	o.blocked("ana", series[0], "09 17:00-09 18:00", "10 10:00-10 11:00", "12 00:00-15 00:00", series[2], "25 00:00-26 00:00")

	o.google.Edit(anaCalendar, timed, func(e *testkit.GoogleEvent) { e.Transparency = "transparent" })
	o.google.Remove(anaCalendar, free)
	o.pull()
	o.blocked("ana", series[0], "12 00:00-15 00:00", series[2], "25 00:00-26 00:00")
	if told := o.told(); len(told) != 0 {
		t.Errorf("told %q", told)
	}
}

func TestManyPagesAndALostTokenGiveTheSame(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.google.PageSize = 2
	var want []string
	for hour := 9; hour < 18; hour++ {
		o.private(anaCalendar, fmt.Sprintf("2026-10-09 %02d:00", hour), fmt.Sprintf("2026-10-09 %02d:30", hour))
		want = append(want, fmt.Sprintf("09 %02d:00-09 %02d:30", hour, hour))
	}
	o.google.Misbehave(testkit.GoogleFault{On: "list", Calendar: anaCalendar, Status: 500, Times: 1})
	o.settle()
	o.blocked("ana", want...)
	first := o.google.Events(anaCalendar)[0].ID
	o.google.ExpireSyncTokens()
	o.google.Remove(anaCalendar, first) // nobody will say so: it is just not there any more
	o.pull()
	o.blocked("ana", want[1:]...)
	o.want([]string{}, `SELECT calendar_id FROM calendars WHERE brake_at IS NOT NULL`)

	var pages atomic.Int32
	// In the middle of a read. Every page but the first breaks off, however often
	// it is asked for: an HTTP client asks again by itself on a connection that was used before.
	o.google.Weather(func(op, calendar string) testkit.GoogleFault {
		return testkit.GoogleFault{Drop: op == "list" && calendar == anaCalendar && pages.Add(1) > 1}
	})
	o.private(anaCalendar, "2026-10-10 09:00", "2026-10-10 09:30")
	o.private(anaCalendar, "2026-10-10 10:00", "2026-10-10 10:30")
	o.private(anaCalendar, "2026-10-10 11:00", "2026-10-10 11:30")
	o.pull()
	o.blocked("ana", want[1:]...) // half an answer is none
	if pages.Load() < 2 {
		t.Errorf("%d pages were asked for: nothing broke", pages.Load())
	}
	o.google.Weather(nil)
	o.settle()
	o.blocked("ana", append(want[1:], "10 09:00-10 09:30", "10 10:00-10 10:30", "10 11:00-10 11:30")...)
}

func TestTheWindowMovesAlongWithTheDays(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.settle()
	last := o.snap.LastDay(o.clock.Now()).At(600, o.snap.Location)
	o.google.Put(anaCalendar, testkit.GoogleEvent{
		Start: testkit.GoogleAt(last.AddDate(0, 0, 20)), End: testkit.GoogleAt(last.AddDate(0, 0, 20).Add(time.Hour)),
	})
	o.clock.Advance(21 * 24 * time.Hour)
	o.sweep()
	o.want([]string{"1"}, `SELECT count(*)::text FROM blocks`)
}

func TestADraggedMirrorIsAProposalAndNothingElse(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a := o.book("Laura", "ana", "2026-10-09 12:30")
	o.settle()
	event := o.google.Events(anaCalendar)[0].ID
	o.google.Move(anaCalendar, event, o.at("2026-10-10 11:00"), o.at("2026-10-10 11:40"))
	o.pull()
	o.want([]string{"moved open 10 11:00"}, proposalsSQL)
	told := o.told()
	if len(told) != 1 || !strings.Contains(told[0], "de Ana alguien ha puesto el sábado 10 de octubre a las 11:00 la cita de Laura Torres (Corte) del viernes 9 de octubre a las 12:30") {
		t.Errorf("told %q", told)
	}
	o.want([]string{"09 12:30 confirmed"}, appointmentsSQL)
	o.blocked("ana") // our own event blocks nothing where it lies

	o.google.Move(anaCalendar, event, o.at("2026-10-10 12:00"), o.at("2026-10-10 12:40")) // drags on
	o.pull()
	o.want([]string{"moved open 10 12:00"}, proposalsSQL)
	o.google.Move(anaCalendar, event, o.at("2026-10-09 12:30"), o.at("2026-10-09 13:10")) // and back
	o.pull()
	o.want([]string{"moved withdrawn 10 12:00"}, proposalsSQL)
	if told := o.told(); len(told) != 0 {
		t.Errorf("told again %q", told)
	}

	o.google.Move(anaCalendar, event, o.at("2026-10-10 11:00"), o.at("2026-10-10 11:40"))
	o.pull()
	o.move(a, "ana", "2026-10-11 17:00") // the customer changes her mind herself
	o.settle()
	o.seen(anaCalendar, "green 11 17:00-17:40 Laura · Corte")
	o.want([]string{"moved withdrawn 10 12:00", "moved withdrawn 10 11:00"}, proposalsSQL)
}

const (
	proposalsSQL = `SELECT kind || ' ' || status || coalesce(' ' || to_char(lower(to_during) AT TIME ZONE 'Europe/Madrid', 'DD HH24:MI'), '')
		FROM calendar_proposals ORDER BY created_at, id`
	appointmentsSQL = `SELECT to_char(starts_at AT TIME ZONE 'Europe/Madrid', 'DD HH24:MI') || ' ' || status FROM appointments ORDER BY starts_at`
)

func TestWhileStaffDecideTheEventStaysWhereItWasPut(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	b := o.hold("Laura", "ana", "2026-10-09 12:30")
	o.settle()
	event := o.google.Events(anaCalendar)[0].ID
	o.google.Move(anaCalendar, event, o.at("2026-10-09 16:00"), o.at("2026-10-09 16:40"))
	o.pay(b)
	o.sweep() // writes before it has read
	o.seen(anaCalendar, "green 09 16:00-16:40 Laura · Corte")
	o.want([]string{"moved open 09 16:00"}, proposalsSQL)
	o.settle()
	o.seen(anaCalendar, "green 09 16:00-16:40 Laura · Corte")
	if told := o.told(); len(told) != 1 {
		t.Errorf("told %q", told)
	}
}

func TestAnEventThatWasOnlyStretchedIsPutBack(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.book("Laura", "ana", "2026-10-09 12:30")
	o.settle()
	event := o.google.Events(anaCalendar)[0].ID
	o.google.Move(anaCalendar, event, o.at("2026-10-09 12:30"), o.at("2026-10-09 14:00"))
	o.pull()
	o.settle()
	o.seen(anaCalendar, "green 09 12:30-13:10 Laura · Corte")
	o.google.Edit(anaCalendar, event, func(e *testkit.GoogleEvent) {
		e.Properties, e.Start, e.End = nil, testkit.GoogleDay("2026-10-09"), testkit.GoogleDay("2026-10-10")
	})
	o.pull()
	o.settle()
	o.seen(anaCalendar, "green 09 12:30-13:10 Laura · Corte")
	o.google.Edit(anaCalendar, event, func(e *testkit.GoogleEvent) { e.Summary = "Laura (trae foto)" }) // what people write is theirs
	o.pull()
	o.settle()
	o.seen(anaCalendar, "green 09 12:30-13:10 Laura (trae foto)")
	o.want([]string{}, proposalsSQL)
}

func TestADeletedMirrorIsAProposalAndACopyIsSomebodyElses(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.book("Laura", "ana", "2026-10-09 12:30")
	o.book("Eva", "ana", "2026-10-09 16:00")
	o.settle()
	all := o.google.Events(anaCalendar)
	copied := all[1]
	copied.ID = "copied1"
	copied.Start, copied.End = testkit.GoogleAt(o.at("2026-10-10 16:00")), testkit.GoogleAt(o.at("2026-10-10 16:40"))
	o.google.Put(anaCalendar, copied)
	o.google.Remove(anaCalendar, all[0].ID)
	o.pull()
	o.want([]string{"deleted open"}, proposalsSQL)
	o.blocked("ana", "10 16:00-10 16:40")
	o.want([]string{"09 12:30 confirmed", "09 16:00 confirmed"}, appointmentsSQL)
	if told := o.told(); len(told) != 1 || !strings.Contains(told[0], "alguien ha borrado la cita") {
		t.Errorf("told %q", told)
	}
	o.google.ExpireSyncTokens() // found missing once more
	o.settle()
	if told := o.told(); len(told) != 0 {
		t.Errorf("told again %q", told)
	}
	o.google.Edit(anaCalendar, all[0].ID, func(e *testkit.GoogleEvent) { e.Status = "confirmed" }) // out of the bin
	o.pull()
	o.want([]string{"deleted withdrawn"}, proposalsSQL)
}

func TestWhatIsOverIsNobodysBusiness(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.book("Laura", "ana", "2026-10-09 12:30")
	o.settle()
	o.clock.Set(o.at("2026-10-12 10:00"))
	o.google.Remove(anaCalendar, o.google.Events(anaCalendar)[0].ID)
	o.settle()
	o.want([]string{}, proposalsSQL)
	o.seen(anaCalendar)
}

func TestAnEmptiedCalendarFreesNothingUntilStaffSaySo(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	var ids, want []string
	for hour := 9; hour < 16; hour++ {
		ids = append(ids, o.private(anaCalendar, fmt.Sprintf("2026-10-09 %02d:00", hour), fmt.Sprintf("2026-10-09 %02d:30", hour)))
		want = append(want, fmt.Sprintf("09 %02d:00-09 %02d:30", hour, hour))
	}
	o.book("Laura", "ana", "2026-10-10 12:30")
	o.settle()
	mirror := o.google.Events(anaCalendar)
	o.google.Remove(anaCalendar, ids[0], ids[1]) // an ordinary morning
	o.pull()
	o.blocked("ana", want[2:]...)
	o.google.Remove(anaCalendar, ids[2], ids[3], ids[4]) // three more: five of eight within the hour
	o.pull()
	o.blocked("ana", want[2:]...)
	told := o.told()
	if len(told) != 1 || !strings.Contains(told[0], "de Ana han desaparecido 5 eventos") {
		t.Errorf("told %q", told)
	}
	for _, e := range mirror {
		if strings.Contains(e.Summary, "Laura") {
			o.google.Remove(anaCalendar, e.ID)
		}
	}
	o.private(anaCalendar, "2026-10-11 09:00", "2026-10-11 10:00") // what is added counts
	o.pull()
	o.google.ExpireSyncTokens()
	o.settle()
	o.blocked("ana", append(want[2:], "11 09:00-11 10:00")...)
	o.want([]string{}, proposalsSQL)
	if told := o.told(); len(told) != 0 {
		t.Errorf("told again %q", told)
	}

	if err := o.ResumeCalendar(t.Context(), salon.Calendar{SalonID: o.snap.ID, ID: anaCalendar}, "ana@salon.example", o.clock.Now()); err != nil {
		t.Fatal(err)
	}
	o.settle()
	o.blocked("ana", append(want[5:], "11 09:00-11 10:00")...)
	o.want([]string{"deleted open"}, proposalsSQL)
	o.want([]string{"10 12:30 confirmed"}, appointmentsSQL)
	o.want([]string{}, `SELECT calendar_id FROM calendars WHERE brake_at IS NOT NULL OR resuming`)
}

func TestACalendarThatAnswersWithNothingIsNotAFreeYear(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for hour := 9; hour < 16; hour++ {
		o.private(anaCalendar, fmt.Sprintf("2026-10-09 %02d:00", hour), fmt.Sprintf("2026-10-09 %02d:30", hour))
	}
	o.settle()
	for _, e := range o.google.Events(anaCalendar) {
		o.google.Remove(anaCalendar, e.ID)
	}
	o.google.ExpireSyncTokens()
	o.pull()
	o.want([]string{"7"}, `SELECT count(*)::text FROM blocks`)
}
