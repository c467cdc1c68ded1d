package agent_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// appointed is a customer with a confirmed cut on Friday at 12:30 whose
// conversation is known; booked a week before, when nothing else was.
func (w *world) appointed(stylist string) (salon.ID, salon.Booking) {
	w.t.Helper()
	id := w.arrive(w.message("7", 1, "hola"))
	w.mustWork(id)
	customer, err := w.store.SaveCustomer(w.t.Context(), w.conversation(id), dialog.CustomerChange{FirstName: "Laura", LastName: "Gómez"})
	if err != nil {
		w.t.Fatal(err)
	}
	booked := w.clock.Now().Add(-7 * 24 * time.Hour)
	var booking salon.Booking
	err = w.store.InTx(w.t.Context(), func(ctx context.Context) error {
		b, err := w.store.Hold(ctx, w.salon, salon.BookingRequest{
			SalonID: w.salon.ID, CustomerID: customer.ID, ConversationID: id,
			Visits: []salon.VisitRequest{{Visit: w.query("corte", friday).Plan.Visit, Slot: w.slot(stylist, 12, 30)}},
		}, booked)
		if err != nil {
			return err
		}
		_, booking, err = w.store.ApplyPayment(ctx, w.salon, salon.PaymentFact{
			BookingID: b.ID, Provider: "stripe", ProviderRef: "pi_1", Kind: salon.FactPaid, Amount: b.Deposit,
		}, booked)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return id, booking
}

// slot is a cut on Friday.
func (w *world) slot(stylist string, hour, minute int) salon.Slot {
	w.t.Helper()
	for _, one := range w.salon.Team {
		if one.Slug == stylist {
			start := friday.At(salon.ClockTime(hour*60+minute), w.salon.Location)
			return salon.Slot{StylistID: one.ID, Start: start, Minutes: w.query("corte", friday).Plan.Minutes}
		}
	}
	w.t.Fatalf("no stylist %q", stylist)
	return salon.Slot{}
}

// asking is a dialogue that answers a message with one action and says what
// came of it.
func asking(action func(dialog.View) dialog.Action) func(dialog.View, dialog.State, dialog.Event) dialog.Step {
	return func(v dialog.View, s dialog.State, e dialog.Event) dialog.Step {
		step := dialog.Step{State: s, Rule: "asking"}
		switch {
		case e.Said != nil:
			step.Do = []dialog.Action{action(v)}
			if a := step.Do[0]; a.Note != nil || a.JoinWaitlist != nil || a.DeclineOffer != nil {
				step.Say = []dialog.Utterance{{ID: "noted"}}
			}
		case e.Moved != nil:
			m := e.Moved
			step.Say = []dialog.Utterance{{ID: "moved", Data: fmt.Sprintf("taken=%t refused=%t ahead=%d", m.Taken, m.Refused, len(v.Upcoming))}}
			if len(v.Upcoming) > 0 {
				step.Say[0].Data = fmt.Sprint(step.Say[0].Data, " ", v.Upcoming[0].Start.In(v.Salon.Location).Format("15:04"))
			}
		case e.Gone != nil:
			step.Say = []dialog.Utterance{{ID: "gone", Data: fmt.Sprintf("changed=%t refused=%t items=%d ahead=%d", e.Gone.TermsChanged, e.Gone.Refused, len(e.Gone.Items), len(v.Upcoming))}}
		case e.Timer != nil:
			step.Say = []dialog.Utterance{{ID: "timer", Data: fmt.Sprintf("%s stale=%t %s", e.Timer.Kind, e.Timer.Stale, e.Timer.Appointment.Start.In(v.Salon.Location).Format("15:04")), Fact: true}}
		}
		return step
	}
}

func (w *world) said(id salon.ID, n int64, want string) {
	w.t.Helper()
	w.arrive(w.message("7", n, "dime"))
	w.mustWork(id)
	all := w.owed(id)
	if got := all[len(all)-1]; got != want {
		w.t.Errorf("said %q, want %q", got, want)
	}
	w.settled()
}

func TestTheDialogueMovesAndSeesTheNewHour(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, b := w.appointed("marta")
	a := b.Appointments[0]
	to, version := w.slot("marta", 17, 0), a.Version
	w.advance = asking(func(v dialog.View) dialog.Action {
		if len(v.Upcoming) != 1 || len(v.Bookings) != 1 || v.Bookings[0].Payment != salon.PaymentConfirmed {
			t.Errorf("view %+v %+v", v.Upcoming, v.Bookings)
		}
		return dialog.Action{Move: &dialog.Move{AppointmentID: a.ID, Version: version, Slot: to}}
	})
	w.said(id, 2, "moved taken=false refused=false ahead=1 17:00")
	w.said(id, 3, "moved taken=false refused=true ahead=1 17:00") // the version is over
	version++
	to.Start = to.Start.Add(5 * time.Minute) // not on the grid
	w.said(id, 4, "moved taken=true refused=false ahead=1 17:00")
}

func TestTheDialogueCancelsOnTheTermsThatHold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, b := w.appointed("marta")
	terms := dialog.TermsForfeit
	var received time.Time
	w.advance = asking(func(dialog.View) dialog.Action {
		return dialog.Action{Cancel: &dialog.CancelAppointments{At: received, Items: []dialog.CancelItem{{AppointmentID: b.Appointments[0].ID, Terms: terms}}}}
	})
	w.said(id, 2, "gone changed=true refused=false items=1 ahead=1")
	terms = dialog.TermsRefund
	w.said(id, 3, "gone changed=false refused=false items=1 ahead=0")
	w.said(id, 4, "gone changed=false refused=true items=0 ahead=0")
	if n := w.count(`SELECT count(*) FROM river_job WHERE args->'job'->>'kind' = 'refund'`); n != 1 {
		t.Errorf("%d refunds queued", n)
	}
}

func TestTheDialogueNotesAndWritesDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, b := w.appointed("marta")
	no := false
	w.advance = asking(func(dialog.View) dialog.Action {
		return dialog.Action{Note: &dialog.Note{AppointmentID: b.Appointments[0].ID, Attendance: &no, LateMinutes: 10, TellStylist: true}}
	})
	w.said(id, 2, "noted <nil>")
	if n := w.count(`SELECT count(*) FROM appointments a JOIN notices n ON n.appointment_id = a.id AND n.kind = 'delay' AND n.conversation_id = $1
		WHERE a.attendance = 'no' AND a.late_minutes = 10`, id); n != 1 {
		t.Errorf("%d rows", n)
	}
	w.advance = asking(func(dialog.View) dialog.Action {
		return dialog.Action{JoinWaitlist: &dialog.JoinWaitlist{Visit: b.Appointments[0].Visit, From: friday, To: friday}}
	})
	other := w.arrive(w.message("8", 1, "avísame")) // somebody without a row
	w.mustWork(other)
	if n := w.count(`SELECT count(*) FROM waitlist w JOIN conversations c ON c.id = w.conversation_id AND c.customer_id = w.customer_id WHERE c.id = $1`, other); n != 1 {
		t.Errorf("%d wishes", n)
	}
}

func TestAReminderOfWhatIsOverIsStale(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(w *world, b salon.Booking)
		want   string
	}{
		"nothing happened": {func(*world, salon.Booking) {}, "timer reminder stale=false 12:30"},
		"moved since": {func(w *world, b salon.Booking) {
			a := b.Appointments[0]
			_, err := w.store.MoveAppointment(w.t.Context(), w.salon, salon.By{}, dialog.Move{AppointmentID: a.ID, Version: a.Version, Slot: w.slot("marta", 17, 0)}, w.clock.Now())
			if err != nil {
				w.t.Fatal(err)
			}
		}, "timer reminder stale=true 17:00"},
		"cancelled since": {func(w *world, b salon.Booking) {
			c := dialog.CancelAppointments{Items: []dialog.CancelItem{{AppointmentID: b.Appointments[0].ID, Terms: dialog.TermsRefund}}}
			if _, err := w.store.CancelAppointments(w.t.Context(), w.salon, salon.By{}, c, w.clock.Now()); err != nil {
				w.t.Fatal(err)
			}
		}, "timer reminder stale=true 12:30"},
		"nobody worked for a day": {func(w *world, _ salon.Booking) { w.clock.Advance(24 * time.Hour) }, "timer reminder stale=true 12:30"},
		"answered before": {func(w *world, b salon.Booking) {
			yes := true
			by := salon.By{CustomerID: b.CustomerID}
			if err := w.store.NoteAppointment(w.t.Context(), w.salon, by, dialog.Note{AppointmentID: b.Appointments[0].ID, Attendance: &yes}, w.clock.Now()); err != nil {
				w.t.Fatal(err)
			}
		}, "timer reminder stale=false 12:30"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id, b := w.appointed("marta")
			w.advance = asking(nil)
			w.clock.Advance(18*time.Hour + 10*time.Minute) // Wednesday 12:30
			if told := w.fire(); len(told) != 1 || told[0] != id {
				t.Fatalf("told %v", told)
			}
			c.change(w, b)
			w.mustWork(id)
			all := w.owed(id)
			if got := all[len(all)-1]; got != c.want {
				t.Errorf("said %q, want %q", got, c.want)
			}
			w.settled()
		})
	}
}
