package job_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"atrevete/internal/salon"
)

// proposal is the id of the open proposal.
func (o *office) proposal() salon.ID {
	o.t.Helper()
	list, err := o.ListCalendarProposals(context.Background(), o.snap.ID)
	if err != nil || len(list) != 1 {
		o.t.Fatalf("proposals %+v, %v", list, err)
	}
	return list[0].ID
}

func TestStaffAcceptOrRejectWhatWasDragged(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.book("Laura", "ana", "2026-10-09 12:30")
	o.settle()
	event := o.google.Events(anaCalendar)[0].ID
	o.google.Move(anaCalendar, event, o.at("2026-10-10 11:00"), o.at("2026-10-10 11:40"))
	o.pull()
	if p, err := o.RejectProposal(t.Context(), o.proposal(), "pilar@salon.example", o.clock.Now()); err != nil || p.DecidedBy != "pilar@salon.example" {
		t.Fatalf("%+v, %v", p, err)
	}
	o.settle()
	o.seen(anaCalendar, "green 09 12:30-13:10 Laura · Corte")
	o.want([]string{"09 12:30 confirmed"}, appointmentsSQL)

	o.google.Move(anaCalendar, event, o.at("2026-10-10 11:00"), o.at("2026-10-10 12:00"))
	o.pull()
	id := o.proposal()
	if _, told, err := o.AcceptProposal(t.Context(), id, "pilar@salon.example", o.clock.Now()); err != nil || !told {
		t.Fatalf("told %t, %v", told, err)
	}
	o.settle()
	o.seen(anaCalendar, "green 10 11:00-11:40 Laura · Corte")
	o.want([]string{"10 11:00 confirmed"}, appointmentsSQL)
	o.want([]string{"moved rejected 10 11:00", "moved accepted 10 11:00"}, proposalsSQL)
	accept := func(ctx context.Context, id salon.ID, actor string, now time.Time) (salon.CalendarProposal, error) {
		p, _, err := o.AcceptProposal(ctx, id, actor, now)
		return p, err
	}
	for _, choose := range []func(context.Context, salon.ID, string, time.Time) (salon.CalendarProposal, error){accept, o.RejectProposal} {
		if _, err := choose(t.Context(), id, "", o.clock.Now()); !errors.Is(err, salon.ErrConflict) {
			t.Errorf("decided twice: %v", err)
		}
		if _, err := choose(t.Context(), "nonsense", "", o.clock.Now()); !errors.Is(err, salon.ErrNotFound) {
			t.Errorf("nonsense: %v", err)
		}
	}
}

func TestAProposalThatDoesNotFitStaysOpen(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.book("Laura", "ana", "2026-10-09 12:30")
	o.book("Eva", "ana", "2026-10-09 16:00")
	o.settle()
	event := o.rows(`SELECT event_id FROM calendar_links l JOIN appointments a ON a.id = l.appointment_id ORDER BY a.starts_at`)[0]
	o.google.Move(anaCalendar, event, o.at("2026-10-09 16:00"), o.at("2026-10-09 16:40"))
	o.pull()
	if _, told, err := o.AcceptProposal(t.Context(), o.proposal(), "", o.clock.Now()); !errors.Is(err, salon.ErrSlotTaken) || told {
		t.Errorf("told %t, %v", told, err)
	}
	o.proposal() // still open
	o.want([]string{"09 12:30 confirmed", "09 16:00 confirmed"}, appointmentsSQL)
}

func TestStaffAcceptOrRejectADeletion(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.book("Laura", "ana", "2026-10-07 17:30") // tomorrow: a customer would lose her deposit
	o.settle()
	o.google.Remove(anaCalendar, o.google.Events(anaCalendar)[0].ID)
	o.pull()
	if _, err := o.RejectProposal(t.Context(), o.proposal(), "", o.clock.Now()); err != nil {
		t.Fatal(err)
	}
	o.settle()
	o.seen(anaCalendar, "green 07 17:30-18:10 Laura · Corte")
	o.google.Remove(anaCalendar, o.google.Events(anaCalendar)[0].ID)
	o.pull()
	o.exec(`UPDATE bookings SET conversation_id = NULL`) // nowhere to write to
	o.exec(`UPDATE conversations SET customer_id = NULL`)
	if _, told, err := o.AcceptProposal(t.Context(), o.proposal(), "", o.clock.Now()); err != nil || told {
		t.Fatalf("told %t, %v", told, err)
	}
	o.settle()
	o.seen(anaCalendar)
	o.want([]string{"07 17:30 cancelled"}, appointmentsSQL)
	o.want([]string{"1"}, `SELECT count(*)::text FROM river_job WHERE args->'job'->>'kind' = 'refund'`)

	held := o.hold("Eva", "ana", "2026-10-19 16:00")
	o.settle()
	o.google.Remove(anaCalendar, o.google.Events(anaCalendar)[0].ID)
	o.pull()
	if _, told, err := o.AcceptProposal(t.Context(), o.proposal(), "", o.clock.Now()); err != nil || !told {
		t.Fatalf("told %t, %v", told, err)
	}
	o.want([]string{"expired"}, `SELECT status FROM appointments WHERE booking_id = $1`, held.ID)
}

func TestAnErasureIsDoneOnceTheCalendarForgot(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a := o.book("Laura", "ana", "2026-10-09 12:30")
	o.settle()
	o.exec(`UPDATE customers SET first_name = ''`)
	if err := o.sweeps.EraseEvent(t.Context(), a.ID); err == nil {
		t.Error("done although the name is still there")
	}
	o.sweep()
	if err := o.sweeps.EraseEvent(t.Context(), a.ID); err != nil {
		t.Error(err)
	}
}

// Staff say no, and before the event is back in its place the calendar is read
// once more, in full: nobody is asked the same again.
func TestWhatWasRejectedIsNotProposedAgainBeforeItIsPutBack(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.book("Laura", "ana", "2026-10-09 12:30")
	o.settle()
	o.google.Move(anaCalendar, o.google.Events(anaCalendar)[0].ID, o.at("2026-10-10 11:00"), o.at("2026-10-10 11:40"))
	o.pull()
	if told := o.told(); len(told) != 1 {
		t.Errorf("told %q", told)
	}
	if _, err := o.RejectProposal(t.Context(), o.proposal(), "", o.clock.Now()); err != nil {
		t.Fatal(err)
	}
	o.google.ExpireSyncTokens()
	o.settle()
	o.seen(anaCalendar, "green 09 12:30-13:10 Laura · Corte")
	o.want([]string{"moved rejected 10 11:00"}, proposalsSQL)
	if told := o.told(); len(told) != 0 {
		t.Errorf("told again %q", told)
	}
}
