package job_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"atrevete/internal/testkit"
)

func TestARevokedKeyIsNoticedTakesNothingAwayAndIsToldOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.private(anaCalendar, "2026-10-09 10:00", "2026-10-09 11:00")
	o.settle()
	o.google.RevokeKey(true)
	revoked := o.clock.Now()
	for range 60 {
		o.clock.Advance(time.Minute)
		o.sweep()
	}
	told := o.told()
	if len(told) != 1 || !strings.Contains(told[0], "ya no acepta la clave") {
		t.Fatalf("told %q", told)
	}
	o.want([]string{"true"}, `SELECT (failing_since - $1 <= interval '1 hour')::text FROM calendar_accounts`, revoked)
	o.google.ExpireTokens()
	o.book("Laura", "ana", "2026-10-09 12:30") // bookings go on
	for range 30 {
		o.clock.Advance(time.Minute)
		o.sweep()
	}
	o.blocked("ana", "09 10:00-09 11:00") // with what was known
	o.want([]string{"credential"}, `SELECT fault FROM calendar_accounts`)
	health, err := o.CalendarHealth(t.Context(), o.google.Account, o.clock.Now())
	if err != nil || health.Problem() != "key refused" || health.Waiting != 1 {
		t.Errorf("health %+v, %v", health, err)
	}
	if told := o.told(); len(told) != 0 {
		t.Errorf("told again %q", told)
	}
	o.google.RevokeKey(false)
	for range 20 {
		o.clock.Advance(time.Minute)
		o.sweep()
	}
	o.seen(anaCalendar, "09 10:00-11:00 Ginecólogo", "green 09 12:30-13:10 Laura · Corte")
	if told := o.told(); len(told) != 1 || !strings.Contains(told[0], "vuelve a funcionar") {
		t.Errorf("told %q", told)
	}
	if health, err = o.CalendarHealth(t.Context(), o.google.Account, o.clock.Now()); err != nil || health.Problem() != "" {
		t.Errorf("health %+v, %v", health, err)
	}
}

func TestAGoogleThatDoesNotAnswerForAnHourLosesNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.private(anaCalendar, "2026-10-09 10:00", "2026-10-09 11:00")
	o.settle()
	o.google.Weather(func(op, _ string) testkit.GoogleFault {
		if op == "token" {
			return testkit.GoogleFault{}
		}
		return testkit.GoogleFault{Status: 503}
	})
	a := o.book("Laura", "ana", "2026-10-09 12:30")
	for range 60 {
		o.clock.Advance(time.Minute)
		o.sweep()
	}
	a = o.move(a, "marta", "2026-10-09 16:00")
	told := o.told()
	if len(told) != 1 || !strings.Contains(told[0], "no responde desde hace") {
		t.Errorf("told %q", told)
	}
	o.blocked("ana", "09 10:00-09 11:00")
	o.google.Weather(nil)
	o.clock.Advance(15 * time.Minute)
	o.settle()
	o.seen(anaCalendar, "09 10:00-11:00 Ginecólogo")
	o.seen(martaCalendar, "green 09 16:00-16:40 Laura · Corte")
	if told := o.told(); len(told) != 1 || !strings.Contains(told[0], "vuelve a funcionar") {
		t.Errorf("told %q", told)
	}
	_ = a
}

func TestACalendarThatIsClosedToUsIsToldOnceAndDisturbsNoOther(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.private(anaCalendar, "2026-10-09 10:00", "2026-10-09 11:00")
	a := o.book("Laura", "ana", "2026-10-09 12:30")
	o.settle()
	o.google.Unshare(anaCalendar)
	a = o.move(a, "ana", "2026-10-09 16:00") // looks as if the event were gone
	o.book("Eva", "marta", "2026-10-09 12:30")
	for range 30 {
		o.clock.Advance(time.Minute)
		o.sweep()
	}
	told := o.told()
	if len(told) != 1 || !strings.Contains(told[0], "de Ana ya no está abierto") {
		t.Errorf("told %q", told)
	}
	o.want([]string{}, proposalsSQL)
	o.blocked("ana", "09 10:00-09 11:00")
	o.seen(martaCalendar, "green 09 12:30-13:10 Eva · Corte")
	o.google.Share(anaCalendar)
	o.clock.Advance(20 * time.Minute)
	o.settle()
	o.seen(anaCalendar, "09 10:00-11:00 Ginecólogo", "green 09 16:00-16:40 Laura · Corte")
	if told := o.told(); len(told) != 1 || !strings.Contains(told[0], "vuelve a leerse") {
		t.Errorf("told %q", told)
	}
	_ = a
}

func TestRunLeavesTheLeaseToOthers(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- o.sweeps.Run(ctx) }()
	testkit.Eventually(t, func() bool { return len(o.rows(`SELECT calendar_id FROM calendars WHERE synced_at IS NOT NULL`)) == 2 }, "both calendars read")
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	o.want([]string{"true"}, `SELECT (lease_until <= now())::text FROM calendar_accounts`)
}
