package transcript

import (
	"fmt"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// History that staff write.
const (
	historyStaffMoved     = "moved by staff"
	historyStaffCancelled = "cancelled by staff"
)

// StaffDo makes, moves or cancels an appointment of the customer.
func (w *Imagined) StaffDo(c StaffChange) error {
	if c.What == "books" {
		return w.staffBook(c)
	}
	for _, b := range w.bookings {
		for i := range b.Appointments {
			a := &b.Appointments[i]
			if !a.Start.Equal(c.At) || a.Status != salon.Confirmed {
				continue
			}
			if c.What == "moves" {
				return w.staffMove(b, a, c)
			}
			return w.staffCancel(b, a)
		}
	}
	return fmt.Errorf("she has no appointment then")
}

func (w *Imagined) tellChange(b *salon.Booking, a *salon.Appointment, fact salon.TimerFact) error {
	return w.run(dialog.Event{Timer: &dialog.TimerResult{Kind: fact.Kind, Booking: w.copyOf(b), Appointment: *a, Fact: fact}})
}

func (w *Imagined) staffBook(c StaffChange) error {
	visit, err := Planned{Services: c.Services}.Visit(w.salon)
	if err != nil {
		return err
	}
	slot := salon.Slot{StylistID: slugID(salon.KindStylist, c.Stylist), Start: c.To}
	b, _, err := w.salon.PlanHold(salon.BookingRequest{
		SalonID: w.salon.ID, CustomerID: w.customer.ID, Visits: []salon.VisitRequest{{Visit: visit, Slot: slot}},
	}, w.now)
	if err != nil {
		return err
	}
	w.number(&b)
	b.Deposit, b.Payment, b.HoldExpiresAt, b.WarnAt = 0, salon.PaymentNone, time.Time{}, time.Time{}
	b.Appointments[0].Status = salon.Confirmed
	w.bookings = append(w.bookings, &b)
	w.confirmed(&b)
	return w.tellChange(&b, &b.Appointments[0], salon.TimerFact{Kind: salon.TimerStaffBooked})
}

func (w *Imagined) staffMove(b *salon.Booking, a *salon.Appointment, c StaffChange) error {
	old, d := *a, w.details[a.ID]
	a.Start, a.StylistID, a.Excused = c.To, slugID(salon.KindStylist, c.Stylist), false
	a.Version++
	*d = detail{history: append(d.history, historyStaffMoved), attendance: "unknown"}
	if due, ok := w.salon.ReminderDue(a.Start, w.now); ok {
		d.remind = due
	}
	w.tell(w.salon.NoticesOfMove(old, *a, w.now)...)
	return w.tellChange(b, a, salon.TimerFact{Kind: salon.TimerStaffMoved, OldStart: old.Start, OldStylist: old.StylistID})
}

func (w *Imagined) staffCancel(b *salon.Booking, a *salon.Appointment) error {
	a.Excused = true
	terms, amount := dialog.TermsOf(w.salon, *b, *a, w.now)
	w.cancelOne(b, a, dialog.CancelledItem{Terms: terms, Amount: amount}, w.now)
	d := w.details[a.ID]
	d.history[len(d.history)-1] = historyStaffCancelled
	return w.tellChange(b, a, salon.TimerFact{Kind: salon.TimerStaffCancelled, Amount: amount})
}
