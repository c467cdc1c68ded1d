package dialog

import (
	"fmt"
	"slices"

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
		lines = append(lines, fmt.Sprintf("la cita del %s a las %s", salon.LongDate(t.dateOf(a.Start)), t.clockOf(a.Start)))
	}
	if doing == "" || len(lines) == 0 {
		return ""
	}
	return doing + " " + Enumerate(lines, "y")
}
