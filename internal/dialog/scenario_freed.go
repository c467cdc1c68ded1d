package dialog

import (
	"slices"

	"atrevete/internal/salon"
)

// What is said about a slot that became free.
const (
	SayHit         UtteranceID = "hit"
	SayHitAgain    UtteranceID = "hit_again"
	SayHitDeclined UtteranceID = "hit_declined"
	SayHitOver     UtteranceID = "hit_over"
)

// stepOver marks an offer whose time is over: the next in line is asked, and a
// late yes is tried like anybody's.
const stepOver = "over"

// freed offers somebody on the waiting list a slot that became free. It is held
// for her while she thinks; a yes turns that into an ordinary hold.
func freed() scenario {
	return scenario{
		Name: ScenarioFreed, Title: "Hueco para la lista de espera",
		Steps: []step{
			{"offer", []QuestionID{WaitHit}, func(*turn, *Draft) bool { return true }, func(t *turn, _ *Draft) { t.askHit() }},
		},
		Questions: []openQuestion{{
			ID:    WaitHit,
			Yes:   meaning{"takes the freed slot", "hold", func(t *turn, _ *Command) { t.takeHit() }},
			No:    meaning{"the next in line is asked", string(Done), func(t *turn, _ *Command) { t.declineHit() }},
			Pick:  meaning{"takes the freed slot", "hold", (*turn).pickHit},
			Hear:  (*turn).hearHit,
			Again: (*turn).askHit,
		}},
		Lines: []Line{
			{SayHit, true, HitData{}},
			{SayHitAgain, true, HitData{}},
			{SayHitDeclined, false, nil},
			{SayHitOver, false, HitData{}},
		},
		Leave: (*turn).declineHit,
	}
}

// hit offers a freed slot that is kept for the writer. What it interrupts waits
// below it. While a person owns the conversation nothing is offered.
func (t *turn) hit(b salon.Booking) {
	if t.view.Owner == salon.OwnerHuman || len(b.Appointments) == 0 {
		t.rule("freed slot not offered")
		return
	}
	a := b.Appointments[0]
	day := t.dateOf(a.Start)
	t.rule("freed slot")
	t.push(Frame{Scenario: ScenarioFreed, Open: t.interrupted(), Draft: Draft{
		Visit: a.Visit, PackSettled: true, Told: true, BookingID: b.ID, Deadline: b.HoldExpiresAt,
		When:   &When{Kind: WhenDate, From: day, To: day},
		Chosen: &Offer{Slot: salon.Slot{StylistID: a.StylistID, Start: a.Start, Minutes: a.Minutes}, At: t.view.Now},
	}})
	t.offerHit(SayHit, HitData{
		BookingID: b.ID, First: t.firstName(), Visit: t.visitFact(a), Price: b.Price(), Deposit: b.Deposit, Deadline: t.local(b.HoldExpiresAt),
	})
}

func (t *turn) offerHit(id UtteranceID, data HitData) {
	t.ask(WaitHit, id, data, yesNo("Sí, lo quiero", "No, gracias")...)
	t.say[len(t.say)-1].Class = "WAITLIST_HIT"
}

// hitData is what a draft still knows of its offer.
func (t *turn) hitData(d *Draft) HitData {
	s := d.Chosen.Slot
	return HitData{BookingID: d.BookingID, Deadline: t.local(d.Deadline), Visit: VisitFact{
		Names: t.view.Salon.Catalogue.Names(d.Visit), Start: t.local(s.Start), End: t.local(s.End()), Minutes: s.Minutes, Stylist: t.stylistName(s.StylistID),
	}}
}

// askHit asks once more, unless the time is over: then the talk goes on below.
func (t *turn) askHit() {
	f := t.top()
	if f == nil || f.Scenario != ScenarioFreed {
		return
	}
	if t.offerOver() {
		t.resume()
		return
	}
	t.offerHit(SayHitAgain, t.hitData(&f.Draft))
}

// offerOver reports whether the offer on top is not kept for the writer any more.
func (t *turn) offerOver() bool {
	f := t.top()
	return f != nil && f.Scenario == ScenarioFreed && f.Step == stepOver
}

// takeHit takes the freed slot: what keeps it for her gives way to an ordinary
// hold. After the time is over it is tried all the same; the database decides.
func (t *turn) takeHit() {
	f := t.top()
	if f == nil || f.Scenario != ScenarioFreed || f.Draft.Chosen == nil {
		t.askHit()
		return
	}
	taken := *f
	taken.Scenario, taken.Step, taken.Open = ScenarioBook, "", nil
	t.state.Stack = slices.DeleteFunc(t.state.Stack[:len(t.state.Stack)-1], func(below Frame) bool {
		return below.Scenario == ScenarioBook && !held(&below.Draft) && sameVisit(below.Draft.Visit, taken.Draft.Visit) // what it waited for instead
	})
	f = t.push(taken)
	t.choose(&f.Draft, f.Draft.Chosen.Slot)
}

func sameVisit(a, b salon.Visit) bool {
	return a.Pack == b.Pack && slices.Equal(a.Services, b.Services)
}

func (t *turn) pickHit(c *Command) {
	if c.Ordinal > 1 {
		t.askHit()
		return
	}
	t.takeHit()
}

// declineHit gives the slot back, so that the next in line is asked.
func (t *turn) declineHit() {
	t.giveBackHit()
	t.tell(SayHitDeclined, nil)
	t.resume()
}

func (t *turn) giveBackHit() {
	t.rule("freed slot declined")
	t.act(Action{DeclineOffer: &DeclineOffer{BookingID: t.draft().BookingID}})
}

// hearHit reads a day, an hour or a stylist: of the slot that is offered they
// are a yes, any others are a wish of their own. With a no the slot goes back;
// otherwise it is kept for her meanwhile.
func (t *turn) hearHit(r *reading) bool {
	f := t.top()
	if c := r.choose; c != nil && c.Option == "" && c.Ordinal == 0 && (c.When != nil || !c.Stylist.Empty()) {
		r.choose = nil
		if c.When != nil {
			r.sets = append(r.sets, Command{Kind: Set, Slot: SlotTime, When: c.When, Question: c.Question})
		}
		if !c.Stylist.Empty() {
			r.sets = append(r.sets, Command{Kind: Set, Slot: SlotStylist, Stylist: c.Stylist})
		}
	}
	if f == nil || f.Scenario != ScenarioFreed || len(r.sets) == 0 || f.Draft.Chosen == nil {
		return false
	}
	if !r.deny && t.meansHit(r.sets, f.Draft.Chosen.Slot) {
		t.takeHit()
		return true
	}
	visit := f.Draft.Visit
	if r.deny {
		t.giveBackHit()
		t.pop()
	}
	if !slices.ContainsFunc(r.sets, func(c Command) bool { return c.Slot == SlotServices || c.Slot == SlotPack }) && !t.topBooking() {
		t.push(Frame{Scenario: ScenarioBook, Draft: Draft{Visit: visit, PackSettled: true}})
	}
	t.state.Question = nil
	return false
}

// meansHit reports whether everything named is true of the slot that is offered.
func (t *turn) meansHit(sets []Command, s salon.Slot) bool {
	return !slices.ContainsFunc(sets, func(c Command) bool {
		switch c.Slot {
		case SlotDays, SlotTime:
			return c.When == nil || c.Question || !t.fitsWhen(c.When, s) || c.When.Earliest > t.clockOf(s.Start) ||
				c.When.Latest != 0 && c.When.Latest < t.clockOf(s.Start)
		case SlotStylist:
			return c.Negated || c.Stylist != s.StylistID && !c.Any
		}
		return true
	})
}

// hitOver tells that the time to answer is over. Who was never asked hears
// nothing. What the offer interrupted goes on; else a late yes is still heard.
func (t *turn) hitOver(b salon.Booking) {
	i := t.frameOf(b.ID)
	if i < 0 || t.state.Stack[i].Scenario != ScenarioFreed || t.view.Owner == salon.OwnerHuman {
		t.rule("offer over, nothing said")
		return
	}
	t.rule("offer over")
	t.tell(SayHitOver, t.hitData(&t.state.Stack[i].Draft))
	switch {
	case i < len(t.state.Stack)-1:
		t.state.Stack = drop(t.state.Stack, i)
	case t.top().Open != nil:
		t.resume()
	default:
		t.top().Step = stepOver
		t.state.Question = &Question{ID: WaitHit, Asked: t.view.Now}
	}
}

// interrupted is the open question, when somebody may still be answering it.
// What was left lying before that stays where it is.
func (t *turn) interrupted() *Question {
	if !t.blocking() || t.view.Now.Sub(t.state.Question.Asked) >= offersFresh {
		return nil
	}
	return t.state.Question
}

// resume ends the scenario on top, which began by itself: the question it
// interrupted is asked again.
func (t *turn) resume() {
	open := t.top().Open
	t.pop()
	if t.state.Question = open; open == nil {
		t.state.Question = &Question{ID: Done, Asked: t.view.Now}
		return
	}
	t.again()
}
