package dialog

import (
	"slices"
	"time"

	"atrevete/internal/salon"
)

// ScenarioAdd adds something to an appointment there is: a visit of its own
// directly after it, with the same stylist and its own deposit. The appointment
// itself never changes.
const ScenarioAdd ScenarioName = "add"

func adding() scenario {
	return scenario{
		Name: ScenarioAdd, Title: "Añadir algo a una cita",
		Steps: []step{
			{"which appointment", []QuestionID{ApptPick}, func(*turn, *Draft) bool { return true }, func(t *turn, _ *Draft) { t.askWhich(ScenarioAdd, t.stands(), nil) }},
		},
		Begin: (*turn).beginAdd,
		Leave: (*turn).stay,
	}
}

// adds reports whether services are named with nothing under way and no wish to
// book, by somebody who has an appointment: they are meant to go with it.
func (t *turn) adds(r *reading) bool {
	if len(r.starts) > 0 || len(t.stands()) == 0 || (t.top() != nil && t.blocking()) {
		return false
	}
	named := slices.ContainsFunc(r.sets, func(c Command) bool {
		return c.Slot == SlotServices && len(c.Services) > 0 && !c.Remove && !c.Negated && !c.Replace
	})
	if named {
		t.rule("begin " + string(ScenarioAdd))
		t.beginAdd(r)
	}
	return named
}

func (t *turn) beginAdd(r *reading) {
	if t.nothingBooked() {
		return
	}
	p := r.pointer(ScenarioAdd)
	p.Services = nil
	var d Draft
	for i := range r.sets {
		switch c := &r.sets[i]; {
		case c.Slot == SlotServices:
			t.addServices(&d, c)
		case p.When == nil && c.When != nil:
			p.When = c.When
		case p.Stylist.Empty():
			p.Stylist = c.Stylist
		}
	}
	for i := range r.starts {
		t.addServices(&d, &r.starts[i])
	}
	list, sure := t.takeUp(p)
	if d.Visit.Empty() || len(list) == 0 {
		t.askService(&d)
		return
	}
	if !sure || len(list) > 1 {
		t.push(Frame{Scenario: ScenarioAdd, Draft: d})
		t.askWhich(ScenarioAdd, list, nil)
		return
	}
	t.pushAddition(list[0], d)
	t.drive()
}

// pushAddition begins a booking that keeps the first start after an appointment.
func (t *turn) pushAddition(a salon.Appointment, d Draft) {
	d.About, d.PackSettled = standing(a), true
	day := t.dateOf(a.Start)
	d.When = &When{Kind: WhenDate, From: day, To: day}
	s, _ := t.view.Salon.Stylist(a.StylistID)
	if plan, err := t.view.Salon.Catalogue.Plan(d.Visit); err == nil && s.Does(plan.Category) {
		d.Keep = &salon.Slot{StylistID: a.StylistID, Start: t.nextStart(a.End()), Minutes: plan.Minutes}
	} else { // hair and beauty are apart: somebody else, after it
		d.When.Kind, d.When.Earliest, d.About = WhenPart, t.clockOf(a.End()), nil
	}
	t.push(Frame{Scenario: ScenarioBook, Draft: d})
}

// nextStart is the first start of the grid that is not before an instant.
func (t *turn) nextStart(at time.Time) time.Time {
	grid := salon.ClockTime(t.view.Salon.Policies.SlotGridMinutes)
	clock := t.clockOf(at)
	wait := (grid - clock%grid) % grid
	return at.Add(time.Duration(wait) * time.Minute)
}

// tellFits says that there is room after the appointment, which stays as it is,
// and why the addition does not begin the very minute it ends.
func (t *turn) tellFits(d *Draft, start time.Time) {
	list := t.about(d)
	if len(list) == 0 || d.Moves {
		return
	}
	data := AdditionData{AppointmentFact: t.factOf(list[0])}
	if start.After(list[0].End()) {
		data.Begins, data.Grid = t.local(start), t.view.Salon.Policies.SlotGridMinutes
	}
	t.tell(SayAddFits, data)
}
