package dialog

import (
	"slices"

	"atrevete/internal/salon"
)

// optionDraft is the option that means what is only being arranged.
const optionDraft = "draft"

// aboutThere reports whether a scenario is about appointments that exist.
func aboutThere(name ScenarioName) bool {
	switch name {
	case ScenarioReschedule, ScenarioCancel, ScenarioLate, ScenarioAdd:
		return true
	}
	return false
}

// takeUp works out which appointments a burst is about: those it points at,
// else those of the scenario it interrupts or of the open reminder, else all.
// sure: it is clear, nobody has to be asked.
func (t *turn) takeUp(p Command) (list []salon.Appointment, sure bool) {
	all := t.stands()
	listed := all
	reminded := t.question() == Reminder
	if open := t.stillAhead(t.state.Reminded); reminded && len(open) > 0 {
		listed = open
	}
	carried := t.carried()
	hits, pointed := t.pointsAt(&p, listed)
	if pointed && len(hits) == 0 && len(listed) < len(all) {
		hits, _ = t.pointsAt(&p, all)
	}
	switch {
	case pointed && len(hits) == 0:
		t.tell(SayNoSuchAppointment, nil)
		return all, false
	case pointed:
	case p.Any && len(listed) < 2:
		hits = all
	case p.Any:
		hits = listed
	case len(carried) > 0:
		return carried, true
	default:
		hits = listed
	}
	return hits, p.Any || len(hits) == 1
}

// carried are the appointments of the scenario on top, which gives way to the
// one that begins.
func (t *turn) carried() []salon.Appointment {
	f := t.top()
	if f == nil || !aboutThere(f.Scenario) {
		return nil
	}
	list := t.about(&f.Draft)
	t.pop()
	return list
}

// stillAhead are those that stand as they were and have not begun.
func (t *turn) stillAhead(list []Standing) []salon.Appointment {
	var out []salon.Appointment
	for _, s := range list {
		if a, ok := t.asItWas(s); ok {
			out = append(out, a)
		}
	}
	return out
}

// askWhich asks which appointment is meant; draft adds what is being arranged.
func (t *turn) askWhich(doing ScenarioName, list []salon.Appointment, draft *Draft) {
	data := WhichData{Appointments: t.factsOf(list), Doing: doing}
	options := t.appointmentChoices(list)
	if draft != nil {
		data.Arranged = &RecapData{Names: t.view.Salon.Catalogue.Names(draft.Visit)}
		if w := draft.When; w != nil && w.HasDay() && w.From == t.lastOf(w) {
			data.Arranged.Date = w.From
		}
		options = append([]Choice{{ID: optionDraft, Title: "La que miramos ahora"}}, options...)
	}
	t.ask(ApptPick, SayWhichAppointment, data, options...)
}

// whichQuestion is the question which appointment is meant, for every scenario
// that is about one.
func whichQuestion() openQuestion {
	return openQuestion{
		ID:    ApptPick,
		Yes:   meaning{"asks which", string(ApptPick), (*turn).sayWhich},
		No:    meaning{"nothing changes", "", func(t *turn, _ *Command) { t.stay() }},
		Pick:  meaning{"that appointment", "", (*turn).pickAppointment},
		Hear:  (*turn).hearAppointment,
		Again: (*turn).whichAgain,
	}
}

// sayWhich: a yes names none, unless only one was shown.
func (t *turn) sayWhich(*Command) {
	if list := t.optionAppointments(); len(list) == 1 && len(t.options()) == 1 {
		t.takeOne(list)
		return
	}
	t.whichAgain()
}

func (t *turn) whichAgain() {
	f := t.top()
	if f == nil || !aboutThere(f.Scenario) {
		return
	}
	t.askWhich(f.Scenario, t.optionAppointments(), t.arrangedOption())
}

// arrangedOption is the draft below, when the open question offers it.
func (t *turn) arrangedOption() *Draft {
	n := len(t.state.Stack)
	if n < 2 || !slices.ContainsFunc(t.options(), func(o Choice) bool { return o.ID == optionDraft }) {
		return nil
	}
	return &t.state.Stack[n-2].Draft
}

// takeOne goes on with the appointments that were chosen.
func (t *turn) takeOne(list []salon.Appointment) {
	f := t.top()
	if f == nil || !aboutThere(f.Scenario) || len(list) == 0 {
		t.whichAgain()
		return
	}
	t.state.Question = nil
	t.begins(f.Scenario, list, f.Draft)
}

// begins replaces the frame that asked which by the scenario for what was chosen.
func (t *turn) begins(name ScenarioName, list []salon.Appointment, d Draft) {
	t.pop()
	switch name {
	case ScenarioReschedule:
		t.pushMoves(list, d, 0)
	case ScenarioAdd:
		t.pushAddition(list[0], d)
	default:
		d.About = standing(list...)
		t.push(Frame{Scenario: name, Draft: d})
	}
	t.drive()
}

func (t *turn) pickAppointment(c *Command) {
	list := t.optionAppointments()
	switch {
	case c.Option == optionDraft:
		t.pop()
		t.leave()
	case c.Option != "":
		for _, o := range t.options() {
			if a, ok := t.find(o.Appointment); ok && o.ID == c.Option {
				t.takeOne([]salon.Appointment{a})
				return
			}
		}
		t.whichAgain()
	default:
		t.pickDescribed(c, list)
	}
}

// pickDescribed takes what a number, a stylist or a day describes. The number
// counts what was shown, what is being arranged included.
func (t *turn) pickDescribed(c *Command, list []salon.Appointment) {
	p := *c
	if t.arrangedOption() != nil && p.Ordinal > 0 {
		if p.Ordinal--; p.Ordinal == 0 {
			t.pop()
			t.leave()
			return
		}
	}
	hits, pointed := t.pointsAt(&p, list)
	switch {
	case !pointed || (len(hits) > 1 && !p.Any):
		t.whichAgain()
	case len(hits) == 0:
		t.tell(SayOnlySoMany, CountData{Count: len(t.options())})
		t.whichAgain()
	default:
		t.takeOne(hits)
	}
}

// hearAppointment reads "la de Rosa", "la del sábado", "las dos" where it was
// asked which appointment is meant. What else is said is a wish about it.
func (t *turn) hearAppointment(r *reading) bool {
	list := t.optionAppointments()
	if r.keeps {
		t.stay()
		return true
	}
	for _, h := range r.halves {
		switch {
		case h.Kind == Deny && h.Any:
			t.stay()
			return true
		case h.Kind == Affirm && h.Any:
			t.takeOne(list)
			return true
		case h.Kind == Affirm:
			t.pickDescribed(&h, list)
			return true
		}
	}
	if len(r.starts) > 0 || r.choose != nil || len(r.sets) == 0 {
		return false
	}
	p, rest := t.described(r.sets, list)
	f := t.top()
	if f != nil && f.Scenario == ScenarioReschedule {
		for i := range rest {
			t.absorbOne(&f.Draft, &rest[i], r)
		}
		rest = nil
	}
	hits, pointed := t.pointsAt(&p, list)
	switch {
	case pointed && len(hits) == 1:
		t.takeOne(hits)
	case len(rest) > 0:
		t.tell(SayNoSuchAppointment, nil)
		t.whichAgain()
	default:
		t.whichAgain()
	}
	return true
}

// stay leaves the appointments of the scenario on top as they are, and says so.
func (t *turn) stay() {
	t.rule("kept")
	f := t.top()
	if f == nil || !aboutThere(f.Scenario) {
		t.tell(SayNothingCancelled, nil)
		return
	}
	list := t.about(&f.Draft)
	if len(list) == 0 {
		list = t.optionAppointments()
	}
	if len(list) == 0 {
		list = t.stands()
	}
	t.tell(SayKept, AppointmentsData{Appointments: t.factsOf(list)})
	t.conclude()
}

// changed says that an appointment is not what it was when this began.
func (t *turn) changed() {
	t.rule("appointment changed")
	t.tell(SayAppointmentChanged, nil)
	t.bookedNow()
	t.conclude()
}
