package dialog

import (
	"slices"
	"time"

	"atrevete/internal/salon"
)

// rescheduling moves an appointment: the same row, the deposit along with it.
// The old slot stands until the new one is committed.
func rescheduling() scenario {
	return scenario{
		Name: ScenarioReschedule, Title: "Cambiar una cita", Seeks: true,
		Steps: []step{
			{"which appointment", []QuestionID{ApptPick}, func(_ *turn, d *Draft) bool { return len(d.About) == 0 }, func(t *turn, _ *Draft) { t.askWhich(ScenarioReschedule, t.stands(), nil) }},
			{"stylist who cannot", []QuestionID{StylistPref}, func(t *turn, d *Draft) bool { return t.stylistWrong(d) }, (*turn).askOtherStylist},
			{"new day", []QuestionID{DateAsk, DateWhich}, func(t *turn, d *Draft) bool { t.sameDay(d); return t.dayDue(d) }, (*turn).askNewDay},
			{"new slot", []QuestionID{SlotPick, SlotSingle, DateWhich}, func(_ *turn, d *Draft) bool { return d.Chosen == nil }, (*turn).searchNew},
			{"move", []QuestionID{Done}, func(*turn, *Draft) bool { return true }, (*turn).move},
		},
		Questions: []openQuestion{whichQuestion()},
		Begin:     (*turn).beginMove,
		Leave:     (*turn).leaveMove,
	}
}

// beginMove takes up the appointment that is to be moved, with what was said
// about the new slot.
func (t *turn) beginMove(r *reading) {
	p := r.pointer(ScenarioReschedule, ScenarioCancel)
	if p.Negated {
		t.keepAll(&p)
		return
	}
	if !t.hasConfirmed() && t.arranged() != nil {
		t.otherSlot(r)
		return
	}
	if t.nothingBooked() {
		return
	}
	if f := t.top(); f != nil && f.Scenario == ScenarioReschedule && len(f.Draft.About) > 0 {
		if hits, pointed := t.pointsAt(&p, t.stands()); !pointed || (len(hits) == 1 && hits[0].ID == f.Draft.About[0].ID) {
			t.goOnMoving(r, p.Number)
			return
		}
	}
	if len(t.stands()) == 0 {
		t.handOffTask("cambiar una cita", r)
		return
	}
	if t.otherService(r) {
		t.handOffTask("cambiar el servicio de una cita", r)
		return
	}
	p, r.sets = t.pointedByService(p, r.sets)
	f := t.top()
	wish := Draft{Named: f != nil && aboutThere(f.Scenario) && len(f.Draft.About) > 0}
	list, sure := t.takeUp(p)
	t.state.Question = nil
	t.absorbMove(&wish, r)
	if !sure {
		t.push(Frame{Scenario: ScenarioReschedule, Draft: wish})
		t.askWhich(ScenarioReschedule, list, nil)
		return
	}
	t.pushMoves(list, wish, p.Number)
	t.drive()
}

// pointedByService reads a service as which appointment is meant ("cambia la de
// cejas al viernes").
func (t *turn) pointedByService(p Command, sets []Command) (Command, []Command) {
	var rest []Command
	for _, c := range sets {
		if c.Slot == SlotServices && len(p.Services) == 0 {
			with := p
			with.Services = c.Services
			if hits, _ := t.pointsAt(&with, t.stands()); len(hits) > 0 {
				p = with
				continue
			}
		}
		rest = append(rest, c)
	}
	return p, rest
}

// otherService reports whether something else is wanted in place of what the
// appointment is for. That changes its price and its length: a person decides.
func (t *turn) otherService(r *reading) bool {
	return slices.ContainsFunc(r.sets, func(c Command) bool {
		if c.Slot != SlotServices || c.Remove || len(c.Services) == 0 {
			return false
		}
		hits, _ := t.pointsAt(&Command{Services: c.Services}, t.stands())
		return len(hits) == 0
	})
}

// otherSlot: nothing stands yet, so what is being arranged gets another slot.
func (t *turn) otherSlot(r *reading) {
	if r.starts = nil; t.absorb(r) {
		t.drive()
		return
	}
	t.ask(DateAsk, SayDateAskOther, nil)
}

// goOnMoving hears more about the new slot of the appointment being moved.
func (t *turn) goOnMoving(r *reading, shift int) {
	d := t.draft()
	t.absorbMove(d, r)
	t.shift(d, shift)
	t.drive()
}

// absorbMove puts wishes about the new slot into a draft.
func (t *turn) absorbMove(d *Draft, r *reading) {
	for i := range r.sets {
		t.absorbOne(d, &r.sets[i], r)
	}
}

// pushMoves begins the move of appointments, the first one on top.
func (t *turn) pushMoves(list []salon.Appointment, wish Draft, minutes int) {
	for i := len(list) - 1; i >= 0; i-- {
		a := list[i]
		d := wish
		d.Visit, d.About, d.Moves = a.Visit, standing(a), true
		d.PackSettled, d.Told = true, true
		f := t.push(Frame{Scenario: ScenarioReschedule, Draft: d})
		t.shift(&f.Draft, minutes)
	}
}

// shift wishes for the same stylist so many minutes later or earlier.
func (t *turn) shift(d *Draft, minutes int) {
	if minutes == 0 || len(d.About) == 0 {
		return
	}
	old := d.About[0]
	t.sameHour(d, old.Start.Add(time.Duration(minutes)*time.Minute), old.Stylist)
}

// sameHour wishes for one very start with one stylist.
func (t *turn) sameHour(d *Draft, start time.Time, stylist salon.ID) {
	day := t.dateOf(start)
	d.forgetSlots()
	d.When = &When{Kind: WhenDate, From: day, To: day}
	d.Keep = &salon.Slot{StylistID: stylist, Start: start, Minutes: t.minutes(d)}
}

// sameDay fills in what a wish for a move leaves open: an hour alone is on the
// appointment's own day, a stylist alone at its own hour.
func (t *turn) sameDay(d *Draft) {
	if len(d.About) == 0 || d.Keep != nil || d.Chosen != nil {
		return
	}
	old, w := d.About[0], d.When
	day := t.dateOf(old.Start)
	switch {
	case w == nil && !d.Stylist.Empty() && d.Stylist != old.Stylist:
		t.sameHour(d, old.Start, d.Stylist)
	case w == nil && (d.AnyStylist || len(d.NotStylists) > 0):
		d.AnyStylist, d.Asked = true, true
		d.NotStylists = with(d.NotStylists, old.Stylist)
		d.When = &When{Kind: WhenBoth, From: day, To: day, At: t.clockOf(old.Start)}
	case w != nil && w.Alternative != nil && !w.Mismatch && w.From == day && !w.Soonest:
		other := *w.Alternative // "el jueves que viene" is not the Thursday it leaves
		d.When = &other
	case w != nil && w.HasTime() && !w.HasDay() && !w.Soonest && !w.Past:
		both := *w
		both.From, both.To = day, day
		d.When = &both
	}
}

// nameOnce names the appointment that is being moved, the first time.
func (t *turn) nameOnce(d *Draft) {
	if list := t.about(d); !d.Named && len(list) > 0 {
		t.tell(SayMoving, t.factOf(list[0]))
	}
	d.Named = true
}

func (t *turn) askNewDay(d *Draft) {
	t.nameOnce(d)
	if d.When == nil || (!d.When.HasDay() && !d.When.Past) {
		t.ask(DateAsk, SayMoveDay, nil)
		return
	}
	t.askDay(d)
}

func (t *turn) searchNew(d *Draft) {
	t.nameOnce(d)
	t.search(d)
}

// move commits the chosen slot, if the appointment is still what it was.
func (t *turn) move(d *Draft) {
	a, ok := t.asItWas(d.About[0])
	if !ok || d.Chosen == nil {
		t.changed()
		return
	}
	t.state.Question = nil
	t.act(Action{Move: &Move{AppointmentID: a.ID, Version: a.Version, Slot: d.Chosen.Slot}})
}

// moved goes on after a move was asked for.
func (t *turn) moved(r MoveResult) {
	d := t.draft()
	if d == nil || !d.Moves || d.Chosen == nil {
		return
	}
	switch {
	case r.Taken:
		t.rule("slot gone")
		t.tell(SaySlotGone, t.slotFact(d.Chosen.Slot))
		if a, ok := t.asItWas(d.About[0]); ok {
			t.tell(SayStillStands, t.factOf(a))
		}
		d.forgetSlots()
		t.searchFor(forGone, d)
	case r.Refused:
		t.changed()
	case !movedAsAsked(r, d):
		t.broken("move")
	default:
		t.rule("moved")
		t.say = append(t.say, Utterance{ID: SayMoved, Class: "MOVED", Data: MoveData{
			AppointmentID: r.New.ID, Old: t.visitFact(r.Old), New: t.visitFact(r.New), Deposit: ownsDeposit(r.Booking, r.New),
		}})
		t.state.LastBooking = r.Booking.ID
		t.forgetReminder(r.New.ID)
		t.conclude()
	}
}
