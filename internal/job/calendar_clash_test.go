package job_test

import (
	"strings"
	"testing"
	"time"

	"atrevete/internal/testkit"
)

// clashes reads and forgets what the team was told of busy time on appointments.
func (o *office) clashes() []string {
	o.t.Helper()
	return o.rows(`WITH told AS (DELETE FROM notices WHERE kind = 'calendar_clash' RETURNING urgent, stylist_id, text, appointment_id)
		SELECT CASE WHEN urgent THEN 'urgent ' ELSE '' END || CASE WHEN t.stylist_id IS NULL THEN 'team ' ELSE '' END || text
		FROM told t JOIN appointments a ON a.id = t.appointment_id ORDER BY a.starts_at, text`)
}

// toldOf fails unless the team was told just these things, of each so much.
func (o *office) toldOf(want ...string) {
	o.t.Helper()
	got := o.clashes()
	ok := len(got) == len(want)
	for i := range min(len(got), len(want)) {
		ok = ok && strings.HasPrefix(got[i], want[i])
	}
	if !ok {
		o.t.Errorf("told %q\nwant %q", got, want)
	}
}

func TestBusyTimeOnAnAppointmentIsToldOnceAndTheAppointmentStands(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.book("Laura", "ana", "2026-10-09 12:30")
	o.book("Eva", "marta", "2026-10-09 12:30")
	o.settle()
	doctor := o.private(anaCalendar, "2026-10-09 12:00", "2026-10-09 13:00")
	o.pull()
	got := o.clashes()
	const want = "team En el calendario de Google de Ana hay algo apuntado el viernes 9 de octubre de 12:00 a 13:00, encima de la cita de Laura Torres (Corte) del viernes 9 de octubre a las 12:30. " +
		"La cita sigue en pie y la clienta no sabe nada. Si Ana no puede, hay que hablar con la clienta."
	if len(got) != 1 || got[0] != want {
		t.Errorf("told %q\nwant %q", got, want)
	}
	o.want([]string{"09 12:30 confirmed", "09 12:30 confirmed"}, appointmentsSQL)
	o.blocked("ana", "09 12:00-09 13:00")
	o.seen(anaCalendar, "09 12:00-13:00 Ginecólogo", "green 09 12:30-13:10 Laura · Corte")

	o.google.Move(anaCalendar, doctor, o.at("2026-10-09 12:15"), o.at("2026-10-09 13:15")) // the same two
	o.pull()
	o.google.ExpireSyncTokens()
	o.settle()
	o.clock.Advance(25 * time.Hour) // everything is read anew
	o.settle()
	o.toldOf()
	o.private(anaCalendar, "2026-10-09 13:00", "2026-10-09 14:00") // something else
	o.pull()
	o.toldOf("team En el calendario de Google de Ana hay algo apuntado el viernes 9 de octubre de 13:00 a 14:00, encima de la cita de Laura")
}

func TestBusyTimeTodayIsUrgentAndAHolidayNamesEveryAppointment(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.book("Laura", "ana", "2026-10-09 12:30")
	o.book("Eva", "ana", "2026-10-09 17:00")
	o.book("Rosa", "ana", "2026-10-10 10:00")
	o.settle()
	o.clock.Set(o.at("2026-10-09 12:45")) // Laura sits in her chair
	o.google.Put(anaCalendar, testkit.GoogleEvent{Start: testkit.GoogleDay("2026-10-09"), End: testkit.GoogleDay("2026-10-11")})
	o.pull()
	o.toldOf(
		"urgent team En el calendario de Google de Ana hay algo apuntado del viernes 9 de octubre a las 0:00 al domingo 11 de octubre a las 0:00, encima de la cita de Eva Torres (Corte) del viernes 9 de octubre a las 17:00.",
		"team En el calendario de Google de Ana hay algo apuntado del viernes 9 de octubre a las 0:00 al domingo 11 de octubre a las 0:00, encima de la cita de Rosa",
	)
}

func TestWhatTakesNobodysTimeOrNoConfirmedAppointmentIsNotToldUntilItDoes(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.book("Laura", "ana", "2026-10-09 12:30")
	held := o.hold("Eva", "ana", "2026-10-09 17:00")
	o.cancel(o.book("Rosa", "ana", "2026-10-15 10:00"))
	o.settle()
	free := o.google.Put(anaCalendar, testkit.GoogleEvent{
		Transparency: "transparent", Start: testkit.GoogleAt(o.at("2026-10-09 12:00")), End: testkit.GoogleAt(o.at("2026-10-09 13:00")),
	})
	o.private(anaCalendar, "2026-10-09 13:10", "2026-10-09 14:00") // begins as Laura leaves
	o.private(anaCalendar, "2026-10-09 17:00", "2026-10-09 18:00") // on the hold
	o.private(anaCalendar, "2026-10-15 10:00", "2026-10-15 11:00") // on what was cancelled
	o.pull()
	o.toldOf()
	o.google.Edit(anaCalendar, free, func(e *testkit.GoogleEvent) { e.Transparency = "opaque" })
	o.pull()
	o.toldOf("team En el calendario de Google de Ana hay algo apuntado el viernes 9 de octubre de 12:00 a 13:00, encima de la cita de Laura")
	o.pay(held) // she was quicker than the pull
	o.pull()
	o.toldOf("team En el calendario de Google de Ana hay algo apuntado el viernes 9 de octubre de 17:00 a 18:00, encima de la cita de Eva")
}
