package agent

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// timer reads again what a fired timer is about.
func (t *turn) timer(ctx context.Context, fact *salon.TimerFact) (*dialog.Event, error) {
	if fact == nil {
		t.outcome = "ignored"
		return nil, nil
	}
	t.outcome = "timer"
	switch fact.Kind {
	case salon.TimerSilence:
		return &dialog.Event{Timer: &dialog.TimerResult{Kind: fact.Kind, Stale: t.owner == salon.OwnerHuman}}, nil
	case salon.TimerOpening:
		answered := t.owner != salon.OwnerHuman || t.conversation.AwaitingSince.IsZero()
		return &dialog.Event{Timer: &dialog.TimerResult{Kind: fact.Kind, Stale: answered}}, nil
	}
	booking, err := t.agent.Store.Booking(ctx, fact.BookingID)
	if errors.Is(err, salon.ErrNotFound) {
		t.outcome = "ignored" // erased since
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read booking of timer: %w", err)
	}
	result := &dialog.TimerResult{Kind: fact.Kind, Booking: booking, LinkURL: t.linkURL(booking), Fact: *fact}
	switch fact.Kind {
	case salon.TimerReminder:
		result.Appointment, result.Stale = t.reminded(*fact, booking)
	case salon.TimerAbsence:
		result.Appointment, result.Stale = t.excused(*fact, booking)
	case salon.TimerStaffBooked, salon.TimerStaffMoved, salon.TimerStaffCancelled:
		result.Appointment, result.Stale = byStaff(*fact, booking)
	default:
		result.Stale = t.stale(fact.Kind, booking)
	}
	t.told = told(*result)
	if result.Stale {
		t.rules = append(t.rules, "stale "+string(fact.Kind))
	}
	return &dialog.Event{Timer: result}, nil
}

// told is the appointment that news of a timer are bound to: until they are sent
// it must stay as it is. A hold that is over stays over, and its warning is as true as its link.
func told(r dialog.TimerResult) salon.AppointmentState {
	if r.Kind == salon.TimerWaitlistHit && len(r.Booking.Appointments) > 0 {
		return r.Booking.Appointments[0].State()
	}
	return r.Appointment.State()
}

// stale reports whether a timer has nothing to say any more: the booking was
// paid or released between the timer's commit and this turn.
func (t *turn) stale(kind salon.TimerKind, b salon.Booking) bool {
	switch kind {
	case salon.TimerPaymentWarning:
		return b.Payment != salon.PaymentPending || b.Status() != salon.Provisional || !t.agent.Clock().Before(b.HoldExpiresAt)
	case salon.TimerHoldExpired, salon.TimerWaitlistOver:
		return b.Status() != salon.Expired || t.paymentWaits
	case salon.TimerWaitlistHit:
		return !b.Offered || b.Status() != salon.Provisional || !t.agent.Clock().Before(b.HoldExpiresAt)
	}
	return true
}

// byStaff finds the appointment that staff changed. It is stale when it was
// changed again since: that is told then.
func byStaff(fact salon.TimerFact, b salon.Booking) (about salon.Appointment, stale bool) {
	at := slices.IndexFunc(b.Appointments, func(a salon.Appointment) bool { return a.ID == fact.AppointmentID })
	if at < 0 {
		return salon.Appointment{}, true
	}
	about = b.Appointments[at]
	if fact.Kind == salon.TimerStaffCancelled {
		return about, about.Status.Active()
	}
	return about, about.Status != salon.Confirmed || about.Version != fact.Version
}

// excused finds the appointment whose stylist cannot come: one that still stands
// as it was, or a hold that was given back for it.
func (t *turn) excused(fact salon.TimerFact, b salon.Booking) (about salon.Appointment, stale bool) {
	at := slices.IndexFunc(b.Appointments, func(a salon.Appointment) bool { return a.ID == fact.AppointmentID })
	if at < 0 {
		return salon.Appointment{}, true
	}
	about = b.Appointments[at]
	stands := about.Status == salon.Confirmed && about.Excused || about.Status == salon.Expired
	return about, !stands || !about.Start.After(t.agent.Clock())
}

// reminded finds what a reminder is about. It is stale when the appointment was
// moved or cancelled since, or when it comes too late to be of use. Of a group
// whose first appointment is gone, the reminder goes on for another that begins
// at the same time.
func (t *turn) reminded(fact salon.TimerFact, b salon.Booking) (about salon.Appointment, stale bool) {
	first := slices.IndexFunc(b.Appointments, func(a salon.Appointment) bool { return a.ID == fact.AppointmentID })
	if first < 0 {
		return salon.Appointment{}, true
	}
	about = b.Appointments[first]
	if about.Status == salon.Cancelled && about.Version == fact.Version+1 {
		for _, a := range b.Appointments {
			if a.Status == salon.Confirmed && a.Start.Equal(about.Start) {
				return a, !t.snapshot.ReminderUseful(t.agent.Clock(), a.Start)
			}
		}
	}
	if about.Status != salon.Confirmed || about.Version != fact.Version {
		return about, true
	}
	return about, !t.snapshot.ReminderUseful(t.agent.Clock(), about.Start)
}
