package dialog

import (
	"fmt"
	"slices"
	"strings"

	"atrevete/internal/salon"
)

// stands lists the appointments that can still be moved or cancelled, in order.
func (t *turn) stands() []salon.Appointment {
	var out []salon.Appointment
	for _, a := range t.view.Upcoming {
		if a.Status == salon.Confirmed {
			out = append(out, a)
		}
	}
	return out
}

// find finds an appointment that is to come or under way.
func (t *turn) find(id salon.ID) (salon.Appointment, bool) {
	for _, list := range [][]salon.Appointment{t.view.Upcoming, t.view.Underway} {
		if i := slices.IndexFunc(list, func(a salon.Appointment) bool { return a.ID == id }); i >= 0 {
			return list[i], true
		}
	}
	return salon.Appointment{}, false
}

// asItWas finds an appointment that still stands as it did when it was taken
// up, and has not begun.
func (t *turn) asItWas(s Standing) (salon.Appointment, bool) {
	a, ok := t.find(s.ID)
	same := ok && a.Status == salon.Confirmed && a.Start.Equal(s.Start) && a.StylistID == s.Stylist
	return a, same && a.Start.After(t.view.Now)
}

func standing(list ...salon.Appointment) []Standing {
	var out []Standing
	for _, a := range list {
		out = append(out, Standing{ID: a.ID, Start: a.Start, Stylist: a.StylistID})
	}
	return out
}

// about are the appointments of a draft as they are now; those that are over or
// gone are left out.
func (t *turn) about(d *Draft) []salon.Appointment { return t.stillThere(d.About) }

func (t *turn) stillThere(list []Standing) []salon.Appointment {
	var out []salon.Appointment
	for _, s := range list {
		if a, ok := t.find(s.ID); ok && a.Status == salon.Confirmed {
			out = append(out, a)
		}
	}
	return out
}

// except is what does not count as taken while the draft looks for a slot.
func except(d *Draft) salon.ID {
	if d.Moves && len(d.About) > 0 {
		return d.About[0].ID
	}
	return d.BookingID
}

// bookingOf is the booking an appointment belongs to.
func (t *turn) bookingOf(a salon.Appointment) salon.Booking {
	i := slices.IndexFunc(t.view.Bookings, func(b salon.Booking) bool { return b.ID == a.BookingID })
	if i < 0 {
		return salon.Booking{}
	}
	return t.view.Bookings[i]
}

// ownsDeposit is the part of a paid deposit that belongs to an appointment.
func ownsDeposit(b salon.Booking, a salon.Appointment) salon.Money {
	if b.Payment != salon.PaymentConfirmed {
		return 0
	}
	return b.Share(a.ID)
}

// factOf is an appointment as told to its customer.
func (t *turn) factOf(a salon.Appointment) AppointmentFact {
	b := t.bookingOf(a)
	fact := AppointmentFact{VisitFact: t.visitFact(a), Pending: a.Status == salon.Provisional, Deposit: ownsDeposit(b, a)}
	if fact.Pending {
		fact.Deposit = b.Share(a.ID)
	}
	return fact
}

func (t *turn) factsOf(list []salon.Appointment) []AppointmentFact {
	var out []AppointmentFact
	for _, a := range list {
		out = append(out, t.factOf(a))
	}
	return out
}

// pointsAt finds the appointments of a list that a command speaks of: by day,
// hour, stylist, service, whose it is or its number. false: it names none.
func (t *turn) pointsAt(c *Command, list []salon.Appointment) ([]salon.Appointment, bool) {
	pointed := false
	keep := func(said bool, fits func(salon.Appointment) bool) {
		if said {
			pointed = true
			list = slices.DeleteFunc(slices.Clone(list), func(a salon.Appointment) bool { return !fits(a) })
		}
	}
	all := list
	keep(c.When != nil && (c.When.HasDay() || c.When.HasTime()), t.onWhen(c.When, all))
	keep(!c.Stylist.Empty(), func(a salon.Appointment) bool { return a.StylistID == c.Stylist })
	keep(len(c.Services) > 0, func(a salon.Appointment) bool {
		return slices.ContainsFunc(t.parts(a.Visit), func(id salon.ID) bool { return slices.Contains(c.Services, id) })
	})
	keep(c.Person != nil, func(a salon.Appointment) bool { return t.comes(a, c.Person) })
	if n := c.Ordinal; n != 0 {
		pointed = true
		if n < 0 {
			n = len(list)
		}
		if n < 1 || n > len(list) {
			return nil, true
		}
		list = list[n-1 : n]
	}
	return list, pointed
}

// onWhen reads a day and an hour as a description of an appointment. A weekday
// is any such day on which there is one, when it is not the nearest.
func (t *turn) onWhen(w *When, all []salon.Appointment) func(salon.Appointment) bool {
	if w == nil {
		return func(salon.Appointment) bool { return false }
	}
	within := func(a salon.Appointment) bool {
		day := t.dateOf(a.Start)
		named := !day.Before(w.From) && !day.After(t.lastOf(w))
		if w.Alternative != nil {
			named = named || day == w.Alternative.From
		}
		return named
	}
	byDay := slices.ContainsFunc(all, within)
	return func(a salon.Appointment) bool {
		if w.HasDay() && !within(a) {
			if byDay || !w.Weekday || t.dateOf(a.Start).Weekday() != w.From.Weekday() {
				return false
			}
		}
		at := t.clockOf(a.Start)
		switch {
		case w.At != 0:
			return at == w.At || at == w.At+12*60
		case w.Earliest != 0 && at < w.Earliest, w.Latest != 0 && at > w.Latest, w.EndBy != 0 && t.clockOf(a.End()) > w.EndBy:
			return false
		}
		return true
	}
}

// comes reports whether the person spoken of is who the appointment is for.
func (t *turn) comes(a salon.Appointment, p *Person) bool {
	mine := a.CustomerID == t.view.Customer.ID
	name := salon.Fold(a.Customer.FullName())
	switch {
	case p.Relation == relationSelf:
		return mine
	case mine:
		return false
	case p.First != "":
		return strings.Contains(name, salon.Fold(p.First))
	}
	related := func(o salon.Appointment) bool {
		return o.CustomerID != t.view.Customer.ID && strings.Contains(salon.Fold(o.Customer.FullName()), salon.Fold(p.Relation))
	}
	return related(a) || !slices.ContainsFunc(t.view.Upcoming, related)
}

// relationSelf is the relation of the writer to herself ("la mía").
const relationSelf = "yo"

// appointmentChoices are appointments as options.
func (t *turn) appointmentChoices(list []salon.Appointment) []Choice {
	limit := titleRunes(len(list) + 1)
	var out []Choice
	for _, a := range list {
		title := t.slotTitle(salon.Slot{StylistID: a.StylistID, Start: a.Start}, limit)
		out = append(out, Choice{ID: "appointment:" + string(a.ID), Title: title, Appointment: a.ID})
	}
	return out
}

// optionAppointments are the appointments of the open question.
func (t *turn) optionAppointments() []salon.Appointment {
	var out []salon.Appointment
	for _, o := range t.options() {
		if a, ok := t.find(o.Appointment); ok {
			out = append(out, a)
		}
	}
	return out
}

// answerAppointments tells which appointments there are, or the one asked about.
func (t *turn) answerAppointments(a *Command) {
	var active []salon.Appointment
	for _, one := range slices.Concat(t.view.Underway, t.view.Upcoming) {
		if one.Status.Active() {
			active = append(active, one)
		}
	}
	if len(active) == 0 {
		t.tell(SayNoAppointments, nil)
		return
	}
	hits, pointed := t.pointsAt(a, active)
	if pointed && len(hits) == 0 {
		t.tell(SayNoSuchAppointment, nil)
		hits = active
	}
	t.tell(SayAppointments, AppointmentsData{Appointments: t.factsOf(hits)})
}

// offersFirst offers to book to somebody who asks for appointments and has none.
func (t *turn) offersFirst(r *reading) bool {
	asked := slices.ContainsFunc(r.asks, func(c Command) bool { return c.Topic == TopicAppointments })
	if !asked || t.top() != nil || len(t.view.Upcoming)+len(t.view.Underway) > 0 {
		return false
	}
	t.offerToBook(Draft{})
	return true
}

// bookedNow says what stands, when an answer came too late or something changed.
func (t *turn) bookedNow() {
	var list []salon.Appointment
	for _, a := range slices.Concat(t.view.Underway, t.view.Upcoming) {
		if a.Status == salon.Confirmed {
			list = append(list, a)
		}
	}
	if len(list) == 0 {
		t.tell(SayNoAppointments, nil)
		return
	}
	t.tell(SayAppointments, AppointmentsData{Appointments: t.factsOf(list)})
}

// forgetReminder drops what was answered, moved or cancelled.
func (t *turn) forgetReminder(ids ...salon.ID) {
	t.state.Reminded = slices.DeleteFunc(slices.Clone(t.state.Reminded), func(s Standing) bool { return slices.Contains(ids, s.ID) })
}

// conclude ends the scenario on top; what it interrupted goes on.
func (t *turn) conclude() {
	if len(t.state.Stack) > 0 {
		t.pop()
	}
	t.state.Question = &Question{ID: Done, Asked: t.view.Now}
	if f := t.top(); f != nil && f.Step != stepOffered {
		t.state.Question = nil
		t.drive()
	}
}

// prefers is the stylist whose hours come first: of a move, the one asked for,
// else the same one.
func prefers(d *Draft) salon.ID {
	switch {
	case !d.Moves || len(d.About) == 0 || d.AnyStylist:
		return ""
	case !d.Stylist.Empty():
		return d.Stylist
	}
	return d.About[0].Stylist
}

// aboutLine tells the staff which appointment a scenario is about, and what for.
func (t *turn) aboutLine(f *Frame) string {
	doing := map[ScenarioName]string{ScenarioReschedule: "cambiar", ScenarioCancel: "cancelar", ScenarioLate: "llega tarde a"}[f.Scenario]
	var lines []string
	for _, a := range t.about(&f.Draft) {
		lines = append(lines, fmt.Sprintf("la cita del %s a las %s", LongDate(t.dateOf(a.Start)), t.clockOf(a.Start)))
	}
	if doing == "" || len(lines) == 0 {
		return ""
	}
	return doing + " " + Enumerate(lines, "y")
}
