package dialog

import (
	"slices"
	"time"

	"atrevete/internal/salon"
)

// reminding sends the reminder and hears whether she comes. A bare no never
// cancels: it opens what can be done instead.
func reminding() scenario {
	return scenario{
		Name: "reminder", Title: "Recordatorio",
		Questions: []openQuestion{{
			ID:    Reminder,
			Yes:   meaning{"she comes", string(Done), func(t *turn, _ *Command) { t.attends(t.state.Reminded) }},
			No:    meaning{"asks: move or cancel?", string(LateOptions), func(t *turn, _ *Command) { t.cannotCome(t.state.Reminded, false) }},
			Pick:  meaning{"asks again", string(Reminder), func(t *turn, _ *Command) { t.again() }},
			Hear:  (*turn).hearReminder,
			Again: (*turn).askReminder,
		}},
	}
}

// reminded sends a reminder of everything in the booking that begins with the
// appointment. Its question waits while another one is open.
func (t *turn) reminder(r TimerResult) {
	t.rule("reminder")
	var list []salon.Appointment
	for _, a := range r.Booking.Appointments {
		if a.Status == salon.Confirmed && a.Start.Equal(r.Appointment.Start) {
			list = append(list, a)
		}
	}
	if len(list) == 0 {
		list = []salon.Appointment{r.Appointment}
	}
	data := ReminderData{First: t.firstName(), Hours: t.view.Salon.Policies.RefundThresholdHours}
	for _, a := range list {
		data.Visits = append(data.Visits, t.visitFact(a))
		data.Deposit += ownsDeposit(r.Booking, a)
		t.forgetReminder(a.ID)
	}
	data.Refundable = data.Deposit > 0 && t.view.Salon.Refundable(t.view.Now, list[0].Start)
	t.state.Reminded = with(t.state.Reminded, standing(list...)...)
	slices.SortStableFunc(t.state.Reminded, func(a, b Standing) int { return a.Start.Compare(b.Start) })
	data.Ask = t.view.Owner != salon.OwnerHuman && !t.busy()
	say := Utterance{ID: SayReminder, Data: data, Fact: true, Class: "REMINDER"}
	if data.Ask {
		options := reminderChoices()
		t.state.Question = &Question{ID: Reminder, Options: options, Asked: t.view.Now}
		say.Options = menu(options)
	}
	t.say = append(t.say, say)
}

func reminderChoices() []Choice { return yesNo("Sí, allí estaré", "No puedo ir") }

// busy reports whether a question is open that somebody may still be answering.
func (t *turn) busy() bool {
	return t.blocking() && t.question() != Reminder && t.view.Now.Sub(t.state.Question.Asked) < recapAfter
}

// justWritten reports whether the reminder was the last thing said, not long ago.
func (t *turn) justWritten() bool {
	return t.question() == Reminder && t.view.Now.Sub(t.state.Question.Asked) < newEpisode
}

func (t *turn) askReminder() {
	list := t.stillAhead(t.state.Reminded)
	if len(list) == 0 {
		t.reminderOver()
		return
	}
	t.ask(Reminder, SayReminderAgain, AppointmentsData{Appointments: t.factsOf(list)}, reminderChoices()...)
}

// reminderOver: the answer came too late, or the appointment was moved: nothing
// changes, and what stands is said.
func (t *turn) reminderOver() {
	t.rule("reminder over")
	t.state.Reminded = nil
	t.state.Question = &Question{ID: Done, Asked: t.view.Now}
	t.bookedNow()
}

// attends writes down that she comes.
func (t *turn) attends(list []Standing) {
	coming := t.stillAhead(list)
	if len(coming) == 0 {
		t.reminderOver()
		return
	}
	yes := true
	for _, a := range coming {
		t.act(Action{Note: &Note{AppointmentID: a.ID, Attendance: &yes}})
		t.forgetReminder(a.ID)
	}
	t.rule("attends")
	t.say = append(t.say, Utterance{ID: SayAttending, Class: "ATTENDING", Data: AppointmentsData{Appointments: t.hoursOf(coming)}})
	t.state.Question = &Question{ID: Done, Asked: t.view.Now}
}

// hoursOf tells when to come: an hour at which several come is said once.
func (t *turn) hoursOf(list []salon.Appointment) []AppointmentFact {
	var out []AppointmentFact
	for _, f := range t.factsOf(list) {
		if n := len(out); n > 0 && out[n-1].Start.Equal(f.Start) {
			out[n-1].For = ""
			continue
		}
		out = append(out, f)
	}
	return out
}

// cannotCome writes down that she does not come and asks what to do instead. To
// cancel several that were all refused is asked at once, with every deposit.
func (t *turn) cannotCome(list []Standing, all bool) {
	missing := t.stillAhead(list)
	if len(missing) == 0 {
		t.reminderOver()
		return
	}
	no := false
	for _, a := range missing {
		t.act(Action{Note: &Note{AppointmentID: a.ID, Attendance: &no}})
		t.forgetReminder(a.ID)
	}
	t.rule("does not come")
	f := t.push(Frame{Scenario: ScenarioCancel, Draft: Draft{About: standing(missing...)}})
	if all && len(missing) > 1 {
		t.stateTerms(&f.Draft)
		return
	}
	t.askLate(&f.Draft)
}

// hearReminder reads everything that is more than a yes or a no.
func (t *turn) hearReminder(r *reading) bool {
	pending := t.stillAhead(t.state.Reminded)
	switch {
	case len(pending) == 0 && (r.affirm || r.deny || r.thank && !r.wishes()):
		t.reminderOver()
		return true
	case len(pending) == 0:
		t.state.Question = nil
		return false
	case r.keeps:
		t.tell(SayNothingCancelled, nil)
		t.askReminder()
		return true
	case len(r.halves) > 0:
		t.hearReminderHalves(r.halves, pending)
		return true
	case len(r.starts) > 0:
		return false
	case (r.thank || r.bye) && !r.wishes() && !r.deny:
		t.attends(t.state.Reminded)
		return true
	}
	return t.hearReminderTime(r, pending)
}

// hearReminderTime reads an hour as when she comes ("a las 12 allí estaré"), and
// any other day or hour as a wish to move.
func (t *turn) hearReminderTime(r *reading, pending []salon.Appointment) bool {
	about := func(c Command) bool { return c.Slot == SlotServices || c.Slot == SlotPack }
	if len(r.sets) == 0 || slices.ContainsFunc(r.sets, about) {
		return false
	}
	c := r.sets[0]
	if len(r.sets) == 1 && !r.deny && c.When != nil && !c.Question && !c.Replace && c.When.At != 0 {
		hits, _ := t.pointsAt(&Command{When: c.When}, pending)
		if len(hits) > 0 {
			t.attends(standing(hits...))
			return true
		}
		if !c.When.HasDay() {
			t.tell(SayNotAtThatHour, DayData{At: c.When.At})
			t.askReminder()
			return true
		}
	}
	if len(r.sets) == 1 && r.affirm && c.When != nil && !c.Question {
		if hits, _ := t.pointsAt(&Command{When: c.When}, pending); len(hits) > 0 { // "sí, el jueves"
			t.attends(standing(hits...))
			return true
		}
	}
	t.rule("begin " + string(ScenarioReschedule))
	t.beginMove(r)
	return true
}

// hearReminderHalves hears every half: "la primera sí, la segunda no".
func (t *turn) hearReminderHalves(halves []Command, pending []salon.Appointment) {
	var yes, no []salon.Appointment
	all := false
	for i := range halves {
		h := &halves[i]
		hits, pointed := t.pointsAt(h, pending)
		if h.Any {
			hits, pointed, all = pending, true, true
		}
		switch {
		case !pointed:
		case h.Kind == Affirm:
			yes = append(yes, hits...)
		default:
			no = append(no, hits...)
		}
	}
	if len(yes)+len(no) == 0 {
		t.tell(SayNoSuchAppointment, nil)
		t.askReminder()
		return
	}
	if len(yes) > 0 {
		t.attends(standing(yes...))
	}
	switch {
	case len(no) > 0:
		t.cannotCome(standing(no...), all)
	case len(t.stillAhead(t.state.Reminded)) > 0:
		t.askReminder()
	}
}

// reminderWaits reports whether the reminder's question is open; drafts that
// were left lying are then not recalled.
func (t *turn) reminderWaits(silence time.Duration) bool {
	if t.question() != Reminder {
		return false
	}
	if silence > draftKept {
		t.state.Stack = nil
	}
	return true
}
