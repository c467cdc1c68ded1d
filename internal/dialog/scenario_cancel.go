package dialog

import (
	"slices"

	"atrevete/internal/salon"
)

// cancelling cancels appointments. What becomes of the deposit is stated before
// it is asked; too late for a refund, a move is offered first. Nothing is
// cancelled by a bare no or by a verb that is denied.
func cancelling() scenario {
	return scenario{
		Name: ScenarioCancel, Title: "Cancelar una cita",
		Steps: []step{
			{"which appointment", []QuestionID{ApptPick}, func(_ *turn, d *Draft) bool { return len(d.About) == 0 }, func(t *turn, _ *Draft) { t.askWhich(ScenarioCancel, t.stands(), nil) }},
			{"terms", []QuestionID{CancelSure, LateOptions}, func(*turn, *Draft) bool { return true }, (*turn).stateTerms},
		},
		Questions: []openQuestion{
			{
				ID:    CancelSure,
				Yes:   meaning{"cancels, on the terms stated before", string(Done), func(t *turn, _ *Command) { t.cancelNow() }},
				No:    meaning{"keeps it and says so", string(Done), func(t *turn, _ *Command) { t.stay() }},
				Pick:  meaning{"asks again", string(CancelSure), (*turn).pickEnd},
				Hear:  (*turn).hearInstead,
				Again: func(t *turn) { t.askSure(t.draft()) },
			},
			{
				ID:    LateOptions,
				Yes:   meaning{"looks for another day", string(DateAsk), func(t *turn, _ *Command) { t.moveInstead(nil) }},
				No:    meaning{"asks whether it is lost then", string(CancelSure), func(t *turn, _ *Command) { t.askSure(t.draft()) }},
				Pick:  meaning{"moves, or cancels", string(Done), (*turn).pickEnd},
				Hear:  (*turn).hearInstead,
				Again: func(t *turn) { t.askLate(t.draft()) },
			},
		},
		Begin: (*turn).beginCancel,
		Leave: (*turn).stay,
	}
}

// beginCancel takes up what is to be cancelled and states the terms. Said again
// under the question, in so many words, it is the answer.
func (t *turn) beginCancel(r *reading) {
	p := r.pointer(ScenarioCancel)
	switch {
	case p.Negated:
		t.keepAll(&p)
		return
	case t.asksToEnd() && t.meansThese(&p):
		t.cancelNow()
		return
	}
	arranged := t.arranged()
	switch {
	case !t.hasConfirmed() && arranged != nil:
		t.leave()
		return
	case t.nothingBooked():
		return
	case len(t.stands()) == 0:
		t.handOffTask("cancelar una cita", r)
		return
	}
	_, pointed := t.pointsAt(&p, t.stands())
	list, sure := t.takeUp(p)
	if sure && (pointed || p.Any) {
		list = t.alsoPointed(r.sets, list)
	}
	if arranged != nil && !pointed && !p.Any && p.Option != OptionOther {
		t.push(Frame{Scenario: ScenarioCancel})
		t.askWhich(ScenarioCancel, list, arranged)
		return
	}
	if !sure {
		t.push(Frame{Scenario: ScenarioCancel})
		t.askWhich(ScenarioCancel, list, nil)
		return
	}
	if slices.ContainsFunc(list, func(a salon.Appointment) bool { return !a.Start.After(t.view.Now) }) {
		t.handOffTask("no viene a la cita que ya ha empezado", r)
		return
	}
	t.push(Frame{Scenario: ScenarioCancel, Draft: Draft{About: standing(list...)}})
	t.drive()
}

// alsoPointed adds the appointments that are described besides ("la de Pilar y
// la de Rosa") and drops those that are to stay ("todas menos la de Rosa").
func (t *turn) alsoPointed(sets []Command, list []salon.Appointment) []salon.Appointment {
	for _, c := range sets {
		hits, pointed := t.pointsAt(&Command{When: c.When, Stylist: c.Stylist, Services: c.Services}, t.stands())
		if !pointed || len(hits) != 1 {
			continue
		}
		i := slices.IndexFunc(list, func(a salon.Appointment) bool { return a.ID == hits[0].ID })
		switch {
		case c.Negated && i >= 0 && len(list) > 1:
			list = drop(list, i)
		case !c.Negated && i < 0:
			list = with(list, hits[0])
		}
	}
	return list
}

// arranged is the booking under way, when there is one.
func (t *turn) arranged() *Draft {
	f := t.top()
	if f == nil || aboutThere(f.Scenario) || t.offered() {
		return nil
	}
	return &f.Draft
}

// asksToEnd reports whether the terms are on the table.
func (t *turn) asksToEnd() bool {
	f := t.top()
	return f != nil && f.Scenario == ScenarioCancel && (t.question() == CancelSure || t.question() == LateOptions)
}

// meansThese reports whether a command speaks of the very appointments whose
// terms were stated.
func (t *turn) meansThese(p *Command) bool {
	list := t.about(t.draft())
	hits, pointed := t.pointsAt(p, list)
	return !pointed || len(hits) == len(list)
}

// keepAll: the verb was denied. Nothing is cancelled; "no voy a cancelar todas"
// leaves open which.
func (t *turn) keepAll(p *Command) {
	t.rule("not to be cancelled")
	if list := t.stands(); p.Any && len(list) > 1 {
		t.carried()
		t.tell(SayNothingCancelled, nil)
		t.push(Frame{Scenario: ScenarioCancel})
		t.askWhich(ScenarioCancel, list, nil)
		return
	}
	if f := t.top(); f != nil && aboutThere(f.Scenario) {
		t.stay()
		return
	}
	t.tell(SayNothingCancelled, nil)
	if t.blocking() {
		t.again()
	}
}

func (t *turn) pickEnd(c *Command) {
	switch c.Option {
	case optionMove:
		t.moveInstead(nil)
	case optionCancel:
		t.cancelNow()
	default:
		t.again()
	}
}

// hearInstead reads what is said in place of a yes or a no: another day is a
// move, one half of several is only that one.
func (t *turn) hearInstead(r *reading) bool {
	switch {
	case r.keeps:
		t.stay()
		return true
	case len(r.halves) > 0 && len(t.draft().About) > 1:
		return t.hearHalves(r.halves)
	case len(r.starts) == 0 && t.onlyThese(r):
		return true
	case len(r.sets) == 0 || len(r.starts) > 0 || t.question() == CancelSure && r.affirm:
		return false
	}
	t.moveInstead(r)
	return true
}

// moveInstead looks for another day for what was going to be cancelled.
func (t *turn) moveInstead(r *reading) {
	d := *t.draft()
	list := t.about(&d)
	t.pop()
	wish := Draft{Named: true}
	if r != nil {
		t.absorbMove(&wish, r)
	}
	t.pushMoves(list, wish, 0)
	t.drive()
}

// cancelNow cancels on the terms that were stated.
func (t *turn) cancelNow() {
	d := t.draft()
	if d == nil || len(d.About) == 0 || len(d.Terms) != len(d.About) || len(t.about(d)) < len(d.About) {
		t.changed()
		return
	}
	c := CancelAppointments{At: t.at}
	for i, s := range d.About {
		c.Items = append(c.Items, CancelItem{AppointmentID: s.ID, Terms: d.Terms[i]})
	}
	t.state.Question = nil
	t.act(Action{Cancel: &c})
}

// gone goes on after a cancellation was asked for.
func (t *turn) gone(r CancelResult) {
	d := t.draft()
	if d == nil || t.top().Scenario != ScenarioCancel {
		return
	}
	switch {
	case r.TermsChanged:
		t.rule("terms changed")
		t.tell(SayTermsChanged, CountData{Count: t.view.Salon.Policies.RefundThresholdHours})
		t.stateTerms(d)
	case r.Refused:
		t.changed()
	case !allCancelled(r.Items, len(d.About)):
		t.broken("cancellation")
	default:
		t.rule("cancelled")
		data := TermsData{Hours: t.view.Salon.Policies.RefundThresholdHours}
		for _, i := range r.Items {
			fact := AppointmentFact{VisitFact: t.visitFact(i.Appointment)}
			data.Items = append(data.Items, TermsFact{AppointmentFact: fact, Terms: i.Terms, Amount: i.Amount})
			t.forgetReminder(i.Appointment.ID)
		}
		t.say = append(t.say, Utterance{ID: SayCancelled, Data: data, Class: "CANCELLED"})
		t.conclude()
	}
}

// hasConfirmed reports whether the writer has an appointment that stands.
func (t *turn) hasConfirmed() bool {
	confirmed := func(a salon.Appointment) bool { return a.Status == salon.Confirmed }
	return slices.ContainsFunc(t.view.Upcoming, confirmed) || slices.ContainsFunc(t.view.Underway, confirmed)
}

// nothingBooked says so when the writer has no appointment at all, and offers to book.
func (t *turn) nothingBooked() bool {
	if t.hasConfirmed() || (len(t.state.Stack) > 0 && !t.offered()) {
		return false
	}
	t.tell(SayNoAppointments, nil)
	t.offerToBook(Draft{})
	return true
}
