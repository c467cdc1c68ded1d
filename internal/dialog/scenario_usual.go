package dialog

import (
	"slices"

	"atrevete/internal/salon"
)

// theUsual books what was done last time, with whoever did it: it says what
// that was, at today's prices, and asks. From the yes on it is a booking.
func theUsual() scenario {
	return scenario{
		Name: ScenarioUsual, Title: "Lo de siempre",
		Steps: []step{
			{"the same as last time", []QuestionID{UsualConfirm}, func(*turn, *Draft) bool { return true }, (*turn).askUsual},
		},
		Questions: []openQuestion{{
			ID:    UsualConfirm,
			Yes:   meaning{"goes on with the same", string(ScenarioBook), func(t *turn, _ *Command) { t.bookUsual() }},
			No:    meaning{"asks the service", string(ScenarioBook), func(t *turn, _ *Command) { t.otherThanUsual() }},
			Pick:  meaning{"goes on with the same", string(ScenarioBook), func(t *turn, _ *Command) { t.bookUsual() }},
			Hear:  (*turn).hearUsual,
			Again: func(t *turn) { t.askUsual(t.draft()) },
		}},
		Begin: (*turn).beginUsual,
	}
}

// beginUsual looks at the last visit. Without one, or when nothing of it is
// offered any more, the service is asked like anybody's.
func (t *turn) beginUsual(r *reading) {
	last := t.view.Last
	if t.answerAll(r) {
		return
	}
	if t.bookingOnTop() && !held(t.draft()) {
		t.pop() // what was said so far is said again below, or replaced by the usual
	}
	t.push(Frame{Scenario: ScenarioUsual})
	d := t.draft()
	for i := range r.sets {
		t.absorbOne(d, &r.sets[i], r)
	}
	if last != nil {
		t.takeUsual(d, last)
	}
	if d.Visit.Empty() {
		t.top().Scenario = ScenarioBook
		say := SayUsualNone
		if last != nil {
			say = SayUsualGone
		}
		t.tell(say, UsualData{Gone: goneOf(last)})
	}
	t.drive()
}

func goneOf(last *LastVisit) []string {
	if last == nil {
		return nil
	}
	return last.Gone
}

// takeUsual puts the last visit into the draft: what is still offered of it,
// and the stylist, unless others were named now.
func (t *turn) takeUsual(d *Draft, last *LastVisit) {
	visit := last.Appointment.Visit
	if _, ok := t.view.Salon.Catalogue.Pack(visit.Pack); !ok && !visit.Pack.Empty() {
		visit.Pack = ""
	}
	visit.Services = slices.DeleteFunc(slices.Clone(visit.Services), func(id salon.ID) bool {
		_, ok := t.view.Salon.Catalogue.Service(id)
		return !ok
	})
	if d.Visit.Empty() {
		d.Visit, d.PackSettled = visit, true
	}
	_, here := t.view.Salon.Stylist(last.Appointment.StylistID)
	if here && d.Stylist.Empty() && !d.AnyStylist && !slices.Contains(d.NotStylists, last.Appointment.StylistID) {
		d.Stylist = last.Appointment.StylistID
	}
}

func (t *turn) askUsual(d *Draft) {
	plan, err := t.view.Salon.Catalogue.Plan(d.Visit)
	if err != nil {
		t.top().Scenario = ScenarioBook
		t.drive()
		return
	}
	d.Told = true
	t.ask(UsualConfirm, SayUsualConfirm, UsualData{
		Names: t.view.Salon.Catalogue.Names(d.Visit), Gone: goneOf(t.view.Last), Stylist: t.stylistName(d.Stylist), Minutes: plan.Minutes, Price: plan.Price,
	}, yesNo("Sí, lo mismo", "No, otra cosa")...)
}

// bookUsual goes on as a booking.
func (t *turn) bookUsual() {
	t.top().Scenario = ScenarioBook
	t.state.Question = nil
	t.drive()
}

// otherThanUsual forgets what was done last time; the day stays.
func (t *turn) otherThanUsual() {
	d := t.draft()
	d.Visit, d.Stylist, d.PackSettled, d.Told = salon.Visit{}, "", false, false
	t.bookUsual()
}

// hearUsual hears a wish in answer: "sí, pero el viernes", "sin el secado",
// "no, solo un corte".
func (t *turn) hearUsual(r *reading) bool {
	if len(r.sets) == 0 {
		return false
	}
	d := t.draft()
	named := slices.ContainsFunc(r.sets, func(c Command) bool {
		return c.Slot == SlotPack || (c.Slot == SlotServices && !c.Remove && !c.Negated)
	})
	if named && !r.affirm { // something else is wanted
		d.Visit, d.PackSettled, d.Told = salon.Visit{}, false, false
	}
	t.top().Scenario = ScenarioBook
	r.deny, r.starts = false, nil
	t.absorb(r)
	t.state.Question = nil
	t.drive()
	return true
}
