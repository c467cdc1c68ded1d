package transcript

import (
	"slices"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// detail is what an appointment's row knows besides the domain's noun.
type detail struct {
	history    []string
	attendance string
	late       int
	remind     time.Time
	reminded   bool
}

// view is what the dialogue may look at.
func (w *Imagined) view() dialog.View {
	v := dialog.View{
		Salon: w.salon, Customer: w.customer, Contact: w.contact, Owner: w.owner, Now: w.now,
		Last: w.last, Next: map[salon.ID]time.Time{},
	}
	for _, b := range w.bookings {
		concerned := false
		if b.Offered {
			continue // not hers yet
		}
		for _, a := range b.Appointments {
			switch {
			case !a.Status.Active():
			case a.Start.After(w.now):
				v.Upcoming, concerned = append(v.Upcoming, a), true
				w.follow(v.Next, a)
			case a.Status == salon.Confirmed && a.End().After(w.now):
				v.Underway, concerned = append(v.Underway, a), true
				w.follow(v.Next, a)
			}
		}
		if concerned {
			v.Bookings = append(v.Bookings, w.copyOf(b))
		}
	}
	slices.SortStableFunc(v.Upcoming, func(x, y salon.Appointment) int { return x.Start.Compare(y.Start) })
	return v
}

// follow notes when the stylist's next visit of that day begins.
func (w *Imagined) follow(next map[salon.ID]time.Time, a salon.Appointment) {
	others := slices.Clone(w.foreign)
	for _, b := range w.bookings {
		others = append(others, b.Appointments...)
	}
	for _, o := range others {
		if o.ID == a.ID || o.StylistID != a.StylistID || !o.Status.Active() || o.Start.Before(a.Start) ||
			salon.DateOf(o.Start.In(w.salon.Location)) != salon.DateOf(a.Start.In(w.salon.Location)) {
			continue
		}
		if known, ok := next[a.ID]; !ok || o.Start.Before(known) {
			next[a.ID] = o.Start
		}
	}
}

// copyOf is a booking that the dialogue may keep.
func (w *Imagined) copyOf(b *salon.Booking) salon.Booking {
	c := *b
	c.Appointments = slices.Clone(b.Appointments)
	return c
}

// person finds a customer by id.
func (w *Imagined) person(id salon.ID) salon.Customer {
	if id == w.customer.ID {
		return w.customer
	}
	for _, p := range w.people {
		if p.ID == id {
			return p
		}
	}
	return salon.Customer{ID: id}
}

// tell keeps notices as facts.
func (w *Imagined) tell(notices ...salon.Notice) {
	for _, n := range notices {
		to := "team"
		if stylist, ok := w.salon.Stylist(n.StylistID); ok {
			to = stylist.Slug
		}
		w.notices = append(w.notices, NoticeFact{Kind: n.Kind, To: to, Urgent: n.Urgent, Text: n.Text})
	}
}

// slugs are the names of a visit in transcripts.
func (w *Imagined) slugs(v salon.Visit) []string {
	if !v.Pack.Empty() {
		return []string{string(v.Pack[len(salon.KindPack)+1:])}
	}
	var out []string
	for _, id := range v.Services {
		out = append(out, string(id[len(salon.KindService)+1:]))
	}
	return out
}

// Facts are the pretend tables as they stand.
func (w *Imagined) Facts() (Facts, error) {
	f := Facts{
		Customer: w.customer, Prefers: w.prefers, Payments: w.payments, Owner: w.owner, HandOver: w.handOver,
		Notices: w.notices, Reminders: w.reminded,
	}
	for _, row := range w.waitlist {
		f.Waitlist = append(f.Waitlist, w.waitFact(row))
	}
	if !w.customer.ID.Empty() {
		f.People = append(f.People, PersonFact{Name: w.customer.FullName(), Phone: w.customer.Phone})
	}
	for _, p := range w.people {
		f.People = append(f.People, PersonFact{Name: p.FullName(), Phone: p.Phone, Referred: p.ReferredByID == w.customer.ID})
	}
	for _, b := range w.bookings {
		fact := BookingFact{Deposit: b.Deposit, Payment: b.Payment}
		f.Links = 0
		for _, l := range w.links {
			if l.booking == b.ID {
				f.Links++
			}
		}
		for _, a := range b.Appointments {
			if a.Status.Earns() && a.CustomerID == w.customer.ID {
				f.Customer.TotalSpent += a.Price
			}
			fact.Appointments = append(fact.Appointments, w.appointmentFact(a))
		}
		f.Bookings = append(f.Bookings, fact)
	}
	return f, nil
}

func (w *Imagined) appointmentFact(a salon.Appointment) AppointmentFact {
	stylist, _ := w.salon.Stylist(a.StylistID)
	d := w.details[a.ID]
	row := AppointmentFact{
		Status: a.Status, Stylist: stylist.Slug, Start: a.Start, Minutes: a.Minutes, Price: a.Price, Services: w.slugs(a.Visit),
		For: w.person(a.CustomerID).FullName(), History: d.history, Attendance: d.attendance, LateMinutes: d.late, Reminded: d.reminded,
	}
	if a.Status == salon.Confirmed {
		row.RemindAt = d.remind
	}
	return row
}
