package transcript

import (
	"slices"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// standing finds an appointment that stands, with its booking.
func (w *Imagined) standing(id salon.ID) (*salon.Booking, *salon.Appointment) {
	for _, b := range w.bookings {
		for i := range b.Appointments {
			if a := &b.Appointments[i]; a.ID == id && a.Status == salon.Confirmed && a.Start.After(w.now) {
				return b, a
			}
		}
	}
	return nil, nil
}

// confirmed does what follows from confirmed appointments.
func (w *Imagined) confirmed(b *salon.Booking) {
	for _, a := range b.Appointments {
		if due, ok := w.salon.ReminderDue(a.Start, w.now); ok {
			w.details[a.ID].remind = due
		}
		w.tell(w.salon.NoticeOfNew(a, w.now))
	}
}

// move gives an appointment a new slot, if it is free.
func (w *Imagined) move(m dialog.Move) *dialog.MoveResult {
	b, a := w.standing(m.AppointmentID)
	if a == nil || a.Version != m.Version {
		return &dialog.MoveResult{Refused: true}
	}
	plan, err := w.salon.Catalogue.Plan(a.Visit)
	if err != nil || !salon.Fits(w.salon, w.occupancy(a.ID), m.Slot, salon.Query{Plan: plan, Now: w.now}) {
		return &dialog.MoveResult{Taken: true}
	}
	old, d := *a, w.details[a.ID]
	a.Start, a.StylistID, a.Minutes, a.Excused = m.Slot.Start, m.Slot.StylistID, plan.Minutes, false
	a.Version++
	word := HistoryMoved
	if !old.Excused && !w.salon.Refundable(w.now, old.Start) {
		word = HistoryLateMove
	}
	*d = detail{history: append(d.history, word), attendance: "unknown"}
	if due, ok := w.salon.ReminderDue(a.Start, w.now); ok {
		d.remind = due
	}
	w.tell(w.salon.NoticesOfMove(old, *a, w.now)...)
	return &dialog.MoveResult{Old: old, New: *a, Booking: w.copyOf(b)}
}

// cancel cancels all items on the stated terms, or none.
func (w *Imagined) cancel(c dialog.CancelAppointments) *dialog.CancelResult {
	at := c.At
	if at.IsZero() {
		at = w.now
	}
	out := &dialog.CancelResult{}
	for _, item := range c.Items {
		b, a := w.standing(item.AppointmentID)
		if a == nil {
			return &dialog.CancelResult{Refused: true}
		}
		terms, amount := dialog.TermsOf(w.salon, *b, *a, at)
		out.TermsChanged = out.TermsChanged || terms != item.Terms
		out.Items = append(out.Items, dialog.CancelledItem{Appointment: *a, Terms: terms, Amount: amount})
	}
	if out.TermsChanged {
		return out
	}
	for i := range out.Items {
		b, a := w.standing(out.Items[i].Appointment.ID)
		w.cancelOne(b, a, out.Items[i], at)
		out.Items[i].Appointment = *a
	}
	return out
}

func (w *Imagined) cancelOne(b *salon.Booking, a *salon.Appointment, item dialog.CancelledItem, at time.Time) {
	a.Status = salon.Cancelled
	a.Version++
	d, word, kept := w.details[a.ID], HistoryCancelled, salon.Money(0)
	if !a.Excused && !w.salon.Refundable(at, a.Start) {
		word = HistoryLateCancelled
	}
	d.history, d.remind = append(d.history, word), time.Time{}
	switch item.Terms {
	case dialog.TermsFree:
	case dialog.TermsRefund:
		w.payments = append(w.payments, PaymentFact{"refund", item.Amount})
	case dialog.TermsForfeit:
		kept = item.Amount
		w.payments = append(w.payments, PaymentFact{"forfeit", item.Amount})
	}
	w.settle(b)
	w.tell(w.salon.NoticesOfCancel(*a, w.person(b.CustomerID), kept, at)...)
}

// settle ends a deposit of which nothing is kept for a visit any more.
func (w *Imagined) settle(b *salon.Booking) {
	if b.Payment != salon.PaymentConfirmed || slices.ContainsFunc(b.Appointments, func(a salon.Appointment) bool { return a.Status != salon.Cancelled }) {
		return
	}
	b.Payment = salon.PaymentRefunded
	for _, a := range b.Appointments {
		if slices.Contains(w.details[a.ID].history, HistoryLateCancelled) {
			b.Payment = salon.PaymentForfeited
		}
	}
}

// noteDown keeps what the customer says about an appointment.
func (w *Imagined) noteDown(n dialog.Note) {
	for _, b := range w.bookings {
		for _, a := range b.Appointments {
			if a.ID != n.AppointmentID || a.Status != salon.Confirmed {
				continue
			}
			d := w.details[a.ID]
			if n.Attendance != nil {
				d.attendance = map[bool]string{true: "yes", false: "no"}[*n.Attendance]
			}
			if n.LateMinutes > 0 {
				d.late = n.LateMinutes
			}
			if n.TellTeam {
				w.tell(w.salon.NoticeOfAbsence(a, w.person(b.CustomerID), w.now))
			}
			if n.TellStylist {
				next := map[salon.ID]time.Time{}
				w.follow(next, a)
				w.tell(w.salon.NoticeOfDelay(a, d.late, next[a.ID], w.now))
			}
		}
	}
}

// stopMessages notes that she wants no messages that are not needed.
func (w *Imagined) stopMessages() {
	w.silent = !w.customer.ID.Empty()
	for _, one := range w.waitlist {
		if one.status == "waiting" {
			one.status = "gone"
		}
	}
}
