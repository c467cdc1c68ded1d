package transcript

import (
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// timer is what became due.
type timer struct {
	kind        salon.TimerKind
	at          time.Time
	booking     *salon.Booking
	appointment *salon.Appointment // of a reminder
}

// staffWait is a customer who waits for a person, with what the team was told.
type staffWait struct {
	salon.StaffWait
	since time.Time
	text  string
}

// MoveTo runs timers in order of when they were due.
func (w *Imagined) MoveTo(at time.Time) error {
	for {
		if err := w.offerFreed(); err != nil {
			return err
		}
		next := w.nextTimer(at)
		if next == nil {
			w.now = at
			return w.offerFreed()
		}
		if next.at.After(w.now) {
			w.now = next.at
		}
		if err := w.fire(next); err != nil {
			return err
		}
	}
}

// Jump sets the clock and runs late what became due in between.
func (w *Imagined) Jump(at time.Time) error {
	w.now = at
	return w.MoveTo(at)
}

// nextTimer finds what is due first.
func (w *Imagined) nextTimer(until time.Time) *timer {
	var first *timer
	due := func(t timer) {
		if !t.at.IsZero() && !t.at.After(until) && (first == nil || t.at.Before(first.at)) {
			first = &t
		}
	}
	for _, b := range w.bookings {
		if b.Payment == salon.PaymentPending && b.Status() == salon.Provisional {
			due(timer{kind: salon.TimerPaymentWarning, at: b.WarnAt, booking: b})
			kind := salon.TimerHoldExpired
			if b.Offered {
				kind = salon.TimerWaitlistOver
			}
			due(timer{kind: kind, at: b.HoldExpiresAt, booking: b})
		}
		for i := range b.Appointments {
			if a := &b.Appointments[i]; a.Status == salon.Confirmed {
				due(timer{kind: salon.TimerReminder, at: w.details[a.ID].remind, booking: b, appointment: a})
				due(timer{kind: salon.TimerCompletion, at: a.CompletionDue(), booking: b, appointment: a})
			}
		}
	}
	due(timer{kind: salon.TimerWaitlistHit, at: w.nextMorning()})
	if w.owner == salon.OwnerHuman {
		due(timer{kind: salon.TimerOpening, at: w.awaiting.Opens})
		due(timer{kind: salon.TimerStaff, at: w.awaiting.Remind})
	} else if len(w.state) > 0 {
		due(timer{kind: salon.TimerSilence, at: w.State().SilenceDue()})
	}
	return first
}

// fire makes a timer's data change and lets the dialogue speak.
func (w *Imagined) fire(t *timer) error {
	b := t.booking
	result := dialog.TimerResult{Kind: t.kind}
	if (t.kind == salon.TimerStaff || t.kind == salon.TimerOpening) && w.putOff() {
		return nil
	}
	switch t.kind {
	case salon.TimerStaff:
		w.awaiting.Remind = time.Time{}
		w.tell(w.salon.NoticeOfWait(w.awaiting.text, w.awaiting.since, w.now))
		return nil
	case salon.TimerOpening:
		w.awaiting.Opens = time.Time{}
		return w.run(dialog.Event{Timer: &result})
	case salon.TimerSilence:
		return w.run(dialog.Event{Timer: &result})
	case salon.TimerPaymentWarning:
		if b.WarnAt = (time.Time{}); !w.now.Before(b.HoldExpiresAt) {
			return nil // after an outage only the end is told
		}
	case salon.TimerHoldExpired, salon.TimerWaitlistOver:
		expire(b)
		w.endOffer(b)
	case salon.TimerCompletion:
		w.complete(t.appointment)
		return nil
	case salon.TimerWaitlistHit:
		return w.offerFreed() // what became free at night
	case salon.TimerReminder:
		result.Appointment = *t.appointment
		if !w.remind(b, *t.appointment) {
			return nil
		}
		w.reminded++
	}
	result.Booking, result.LinkURL = w.copyOf(b), url(b)
	return w.run(dialog.Event{Timer: &result})
}

// putOff puts what is due for a customer who waits off while the salon is closed.
func (w *Imagined) putOff() bool {
	if w.salon.OpenAt(w.now, w.closures) {
		return false
	}
	later := w.salon.StaffWait(w.now, w.closures)
	if !w.awaiting.Opens.IsZero() {
		w.awaiting.Opens = later.Opens
	}
	if !w.awaiting.Remind.IsZero() {
		w.awaiting.Remind = later.Remind
	}
	return true
}

// complete ends a visit. Nobody is told. Whom the writer prefers follows her
// latest visits, unless the set-up says it.
func (w *Imagined) complete(a *salon.Appointment) {
	a.Status = salon.Completed
	a.Version++
	if a.CustomerID != w.customer.ID {
		return
	}
	if w.last == nil || a.Start.After(w.last.Appointment.Start) {
		w.last = &dialog.LastVisit{Appointment: *a}
	}
	if w.setPrefers {
		return
	}
	w.visits = append([]salon.ID{a.StylistID}, w.visits...)
	w.customer.PreferredStylistID = salon.PreferredStylist(w.visits)
	stylist, _ := w.salon.Stylist(w.customer.PreferredStylistID)
	w.prefers = stylist.Slug
}

// remind marks the reminder of everything in the booking that begins with a,
// and reports whether it is still worth sending.
func (w *Imagined) remind(b *salon.Booking, a salon.Appointment) bool {
	useful := w.salon.ReminderUseful(w.now, a.Start) && !w.silent
	for _, one := range b.Appointments {
		if d := w.details[one.ID]; one.Start.Equal(a.Start) && one.Status == salon.Confirmed {
			d.remind, d.reminded = time.Time{}, useful
		}
	}
	return useful
}
