package dialog

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"atrevete/internal/salon"
)

// smallDelay is a delay, in minutes, that a salon absorbs: it is passed on and
// nothing is asked.
const smallDelay = 5

// nearStart is how near an appointment is when "no llego" may mean late.
const nearStart = time.Hour

// runningLate notes a delay against the start and asks whether the stylist is
// to decide what still fits. That decision is hers: a person takes over.
func runningLate() scenario {
	return scenario{
		Name: ScenarioLate, Title: "Llegar tarde",
		Steps: []step{
			{"late or not coming", []QuestionID{LateOrNot}, func(t *turn, _ *Draft) bool { return t.top().Step == stepUnsure }, (*turn).askLateOrNot},
			{"how late", []QuestionID{DelayRelay}, func(*turn, *Draft) bool { return true }, (*turn).askRelay},
		},
		Questions: []openQuestion{
			{
				ID:    DelayRelay,
				Yes:   meaning{"the stylist is asked: a person takes over", string(Human), func(t *turn, _ *Command) { t.relay() }},
				No:    meaning{"the stylist is told, no more", string(Done), func(t *turn, _ *Command) { t.noteDelay() }},
				Pick:  meaning{"asks again", string(DelayRelay), func(t *turn, _ *Command) { t.again() }},
				Again: func(t *turn) { t.askRelay(t.draft()) },
			},
			{
				ID:    LateOrNot,
				Yes:   meaning{"asks again", string(LateOrNot), func(t *turn, _ *Command) { t.again() }},
				No:    meaning{"asks again", string(LateOrNot), func(t *turn, _ *Command) { t.again() }},
				Pick:  meaning{"late, or not coming", string(DelayRelay), (*turn).pickLateOrNot},
				Again: func(t *turn) { t.askLateOrNot(t.draft()) },
			},
		},
		Begin: (*turn).beginLate,
		Leave: (*turn).leaveDelay,
	}
}

// stepUnsure marks a report that may mean late or not coming at all.
const stepUnsure = "unsure"

// beginLate takes up the appointment of today that somebody is late for.
func (t *turn) beginLate(r *reading) {
	a, ok := t.dueToday()
	if pending := t.stillAhead(t.state.Reminded); !ok && t.question() == Reminder && len(pending) == 1 {
		a, ok = pending[0], true
	}
	if !ok {
		if t.nothingBooked() {
			return
		}
		t.tell(SayNotToday, nil)
		t.bookedNow()
		t.again()
		return
	}
	if f := t.top(); f == nil || f.Scenario != ScenarioLate {
		t.carried()
		t.push(Frame{Scenario: ScenarioLate, Draft: Draft{About: standing(a)}})
	}
	f := t.top()
	unsure := f.Step == ""
	if f.Step = ""; unsure && r.late == nil && unsureWhether(r) && a.Start.Sub(t.view.Now) <= nearStart {
		f.Step = stepUnsure
	}
	if minutes, said := t.minutesLate(a, r); said {
		t.setDelay(&f.Draft, a, minutes)
		return
	}
	t.drive()
}

// minutesLate is the delay against the start, as said: counted from now
// ("llego en 20 min"), from the start, or by the hour of arrival.
func (t *turn) minutesLate(a salon.Appointment, r *reading) (int, bool) {
	p := r.pointer(ScenarioLate)
	switch {
	case r.late != nil && r.late.Any:
		arrives := t.view.Now.Add(time.Duration(r.late.Number) * time.Minute)
		return int(math.Ceil(arrives.Sub(a.Start).Minutes())), true
	case r.late != nil:
		return r.late.Number, true
	case p.When != nil && p.When.At != 0:
		return int(p.When.At - t.clockOf(a.Start)), true
	}
	return 0, false
}

// unsureWhether reports whether "no llego" was all that was said.
func unsureWhether(r *reading) bool {
	return slices.ContainsFunc(r.starts, func(c Command) bool { return c.Scenario == ScenarioLate && c.Negated })
}

// dueToday is the appointment under way, else the next one of today.
func (t *turn) dueToday() (salon.Appointment, bool) {
	for _, a := range slices.Concat(t.view.Underway, t.stands()) {
		if a.Status == salon.Confirmed && t.dateOf(a.Start) == t.today() {
			return a, true
		}
	}
	return salon.Appointment{}, false
}

// setDelay notes how late somebody will be. A short delay, or one that is said
// a day before, is passed on without a question.
func (t *turn) setDelay(d *Draft, a salon.Appointment, minutes int) {
	d.Delay = minutes
	switch {
	case d.Delay <= 0:
		t.rule("in time")
		t.tell(SayInTime, t.delayData(d))
		t.conclude()
	case d.Delay <= smallDelay || t.dateOf(a.Start) != t.today():
		t.noteDelay()
	default:
		t.act(Action{Note: &Note{AppointmentID: a.ID, LateMinutes: d.Delay}})
		t.drive()
	}
}

func (t *turn) delayData(d *Draft) DelayData {
	data := DelayData{Minutes: d.Delay}
	if !t.greeted() {
		data.First = t.firstName()
	}
	for _, a := range t.about(d) {
		data.AppointmentID, data.Stylist, data.Start = a.ID, t.stylistName(a.StylistID), t.local(a.Start)
		next, ok := t.view.Next[a.ID]
		data.Next = ok && (d.Delay == 0 || a.End().Add(time.Duration(d.Delay)*time.Minute).After(next))
	}
	return data
}

func (t *turn) askRelay(d *Draft) {
	t.ask(DelayRelay, SayDelayAsk, t.delayData(d), yesNo("Sí, por favor", "No hace falta")...)
}

func (t *turn) askLateOrNot(d *Draft) {
	t.ask(LateOrNot, SayLateOrNot, t.delayData(d), Choice{ID: "late", Title: "Llego tarde"}, Choice{ID: optionCancel, Title: "No voy a ir"})
}

func (t *turn) pickLateOrNot(c *Command) {
	switch {
	case c.Option == "late" || c.Ordinal == 1:
		t.top().Step = ""
		t.drive()
	case c.Option == optionCancel || c.Ordinal == 2:
		t.beginCancel(&reading{starts: []Command{{Kind: Start, Scenario: ScenarioCancel}}})
	default:
		t.again()
	}
}

// leaveDelay lets the matter rest: a delay that was said is still passed on.
func (t *turn) leaveDelay() {
	if t.draft().Delay > 0 {
		t.noteDelay()
		return
	}
	t.tell(SayShortClose, nil)
	t.conclude()
}

// noteDelay tells the stylist, for information only.
func (t *turn) noteDelay() {
	d := t.draft()
	list := t.about(d)
	if len(list) == 0 {
		t.changed()
		return
	}
	t.rule("delay noted")
	t.act(Action{Note: &Note{AppointmentID: list[0].ID, LateMinutes: d.Delay, TellStylist: true}})
	t.tell(SayDelayNoted, t.delayData(d))
	t.conclude()
}

// relay has the stylist decide: she is told, and a person takes over.
func (t *turn) relay() {
	d := t.draft()
	list := t.about(d)
	if len(list) == 0 {
		t.changed()
		return
	}
	a, data := list[0], t.delayData(d)
	t.rule("hand off " + string(ReasonDelay))
	t.act(Action{Note: &Note{AppointmentID: a.ID, LateMinutes: d.Delay, TellStylist: true}})
	t.tell(SayDelayRelayed, data)
	line := t.delayLine(a, d.Delay)
	t.pop()
	t.callPersonFor(ReasonDelay, line, &reading{})
}

// delayLine tells the staff who arrives when, and what comes after.
func (t *turn) delayLine(a salon.Appointment, minutes int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "retraso en la cita de las %s, %s con %s", t.clockOf(a.Start), Enumerate(t.view.Salon.Catalogue.Names(a.Visit), "y"), t.stylistName(a.StylistID))
	if minutes > 0 {
		fmt.Fprintf(&b, ": llega a las %s, %d min tarde", t.clockOf(a.Start.Add(time.Duration(minutes)*time.Minute)), minutes)
	}
	if next, ok := t.view.Next[a.ID]; ok {
		fmt.Fprintf(&b, "; su siguiente cita es a las %s", t.clockOf(next))
	}
	return b.String()
}
