package transcript

import (
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// Absent blocks a stylist's time and tells the customer of every appointment
// that lies in it.
func (w *Imagined) Absent(stylist string, during salon.Interval) error {
	id := slugID(salon.KindStylist, stylist)
	w.blocks[id] = append(w.blocks[id], during)
	var cases []salon.AbsenceCase
	var results []dialog.TimerResult
	for _, b := range w.bookings {
		covered := false
		for i := range b.Appointments {
			a := &b.Appointments[i]
			visit := salon.Interval{Start: a.Start, End: a.End()}
			if a.StylistID != id || !a.Status.Active() || !a.Start.After(w.now) || !visit.Overlaps(during) {
				continue
			}
			covered = true
			a.Excused = a.Status == salon.Confirmed
			w.details[a.ID].remind = time.Time{}
			cases = append(cases, salon.AbsenceCase{Appointment: *a, Phone: w.customer.Phone, Told: true})
			results = append(results, dialog.TimerResult{Kind: salon.TimerAbsence, Appointment: *a, Booking: *b})
		}
		if covered && b.Status() == salon.Provisional {
			expire(b)
			w.endOffer(b)
		}
	}
	if len(cases) == 0 {
		return nil
	}
	w.tell(w.salon.NoticeOfStylistAway(salon.Absence{StylistID: id, During: during}, cases, w.now))
	for i := range results {
		r := &results[i]
		r.Booking = w.copyOf(w.booking(r.Booking.ID))
		for _, a := range r.Booking.Appointments {
			if a.ID == r.Appointment.ID {
				r.Appointment = a
			}
		}
		if err := w.run(dialog.Event{Timer: r}); err != nil {
			return err
		}
	}
	return nil
}
