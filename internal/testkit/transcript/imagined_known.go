package transcript

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// prepareKnown fills the pretend tables with what the salon knows before the
// first word: people, appointments, what is gone.
func (w *Imagined) prepareKnown(s Setup) error {
	for _, p := range s.Persons {
		first, last, _ := strings.Cut(p.Name, " ")
		one := salon.Customer{ID: salon.ID(fmt.Sprintf("person:%d", len(w.people)+1)), FirstName: first, LastName: last}
		if p.Referred {
			one.ReferredByID = w.customer.ID
		}
		w.people = append(w.people, one)
	}
	if w.prefers, w.setPrefers = s.Prefers, s.Prefers != ""; w.setPrefers {
		w.customer.PreferredStylistID = slugID(salon.KindStylist, s.Prefers)
	}
	for _, b := range s.Busy {
		w.foreign = append(w.foreign, salon.Appointment{
			StylistID: slugID(salon.KindStylist, b.Stylist), Start: b.Start, Minutes: int(b.End.Sub(b.Start).Minutes()), Status: salon.Confirmed,
		})
	}
	for i := 0; i < len(s.Appointments); {
		n := i + 1
		for n < len(s.Appointments) && s.Appointments[n].With {
			n++
		}
		if err := w.plan(s.Appointments[i:n]); err != nil {
			return err
		}
		i = n
	}
	w.notices = nil
	w.withdraw(s.Gone)
	return nil
}

// plan books what the customer has already.
func (w *Imagined) plan(visits []Planned) error {
	r := salon.BookingRequest{SalonID: w.salon.ID, CustomerID: w.customer.ID}
	for _, p := range visits {
		visit, err := p.Visit(w.salon)
		if err != nil {
			return err
		}
		v := salon.VisitRequest{Visit: visit, Slot: salon.Slot{StylistID: slugID(salon.KindStylist, p.Stylist), Start: p.Start, Minutes: p.Minutes}}
		if p.For != "" {
			first, last, _ := strings.Cut(p.For, " ")
			v.Guest = &salon.Guest{FirstName: first, LastName: last}
		}
		r.Visits = append(r.Visits, v)
	}
	w.welcome(&r)
	b, _, err := w.salon.PlanHold(r, visits[0].Booked)
	if err != nil {
		return fmt.Errorf("plan appointment: %w", err)
	}
	w.number(&b)
	status := visits[0].Status
	if status != salon.Provisional && b.Deposit > 0 {
		b.Payment, b.HoldExpiresAt, b.WarnAt = salon.PaymentConfirmed, time.Time{}, time.Time{}
		w.payments = append(w.payments, PaymentFact{"deposit_paid", b.Deposit})
	}
	for i := range b.Appointments {
		a := &b.Appointments[i]
		a.Status = status
		if d := w.details[a.ID]; status == salon.Confirmed {
			if due, ok := w.salon.ReminderDue(a.Start, visits[0].Booked); ok {
				d.remind, d.reminded = due, due.Before(w.now)
			}
			if d.reminded {
				d.remind = time.Time{}
			}
		}
	}
	w.bookings = append(w.bookings, &b)
	return nil
}

// welcome gives the guests of a request a row: one that the payer referred and
// that has the name, else a new one.
func (w *Imagined) welcome(r *salon.BookingRequest) {
	var used []salon.ID
	r.Visits = slices.Clone(r.Visits)
	for i := range r.Visits {
		v := &r.Visits[i]
		if v.Guest == nil || !v.CustomerID.Empty() {
			continue
		}
		guest := salon.Customer{FirstName: v.Guest.FirstName, LastName: v.Guest.LastName, ReferredByID: r.CustomerID}
		at := slices.IndexFunc(w.people, func(p salon.Customer) bool {
			return p.ReferredByID == r.CustomerID && salon.Fold(p.FullName()) == salon.Fold(guest.FullName()) && !slices.Contains(used, p.ID)
		})
		if at < 0 {
			guest.ID = salon.ID(fmt.Sprintf("person:%d", len(w.people)+1))
			at, w.people = len(w.people), append(w.people, guest)
		}
		v.CustomerID = w.people[at].ID
		used = append(used, v.CustomerID)
	}
}

// withdraw works out the last visit and takes services out of the catalogue.
func (w *Imagined) withdraw(gone []string) {
	for _, b := range w.bookings {
		for _, a := range b.Appointments {
			over := a.Status == salon.Completed || (a.Status == salon.Confirmed && !a.End().After(w.now))
			if a.CustomerID != w.customer.ID || !over || (w.last != nil && a.Start.Before(w.last.Appointment.Start)) {
				continue
			}
			w.last = &dialog.LastVisit{Appointment: a}
			for _, id := range a.Visit.Services {
				if s, ok := w.salon.Catalogue.Service(id); ok && slices.Contains(gone, s.Slug) {
					w.last.Gone = append(w.last.Gone, s.Name)
				}
			}
		}
	}
	c := &w.salon.Catalogue
	c.Services = slices.DeleteFunc(slices.Clone(c.Services), func(s salon.Service) bool { return slices.Contains(gone, s.Slug) })
	c.Packs = slices.DeleteFunc(slices.Clone(c.Packs), func(p salon.Pack) bool {
		return slices.ContainsFunc(p.Services, func(id salon.ID) bool { _, ok := c.Service(id); return !ok })
	})
}
