package dialog

import "atrevete/internal/salon"

// waiting writes the customer down for a slot that may be given back. Nothing
// is promised. What she was looking for says for what and when; else it is asked.
func waiting() scenario {
	return scenario{
		Name: ScenarioWaitlist, Title: "Lista de espera", Seeks: true,
		Steps: []step{
			{"which of several services", []QuestionID{ServicePick}, func(_ *turn, d *Draft) bool { return len(d.Candidates) > 0 }, (*turn).askCandidate},
			{"service", []QuestionID{ServiceAsk}, func(_ *turn, d *Draft) bool { return d.Visit.Empty() }, (*turn).askService},
			{"day", []QuestionID{DateAsk, DateWhich}, func(t *turn, d *Draft) bool { return t.dayDue(d) }, (*turn).askDay},
			{"join", nil, func(*turn, *Draft) bool { return true }, (*turn).joinWaitlist},
		},
		Questions: []openQuestion{{
			ID:    WaitOffer,
			Yes:   meaning{"row in the waitlist", "join", func(t *turn, _ *Command) { t.waitForDraft() }},
			No:    meaning{"asks for another day", string(DateAsk), func(t *turn, _ *Command) { t.otherDayAfter() }},
			Pick:  meaning{"row in the waitlist", "join", func(t *turn, _ *Command) { t.waitForDraft() }},
			Again: func(t *turn) { t.ask(WaitOffer, SayWaitOffer, nil, yesNo("Sí, apúntame", "No, otro día")...) },
		}},
		Begin: (*turn).beginWaiting,
	}
}

// beginWaiting takes over what is being looked for, with what is said now.
func (t *turn) beginWaiting(r *reading) {
	if t.answerAll(r) {
		return
	}
	t.pushWaiting()
	for i := range r.sets {
		t.absorbOne(t.draft(), &r.sets[i], r)
	}
	t.state.Question = nil
	t.drive()
}

// waitForDraft writes down what is being looked for.
func (t *turn) waitForDraft() {
	t.pushWaiting()
	t.state.Question = nil
	t.drive()
}

// pushWaiting puts the waitlist on top of what is under way; that stays as it
// is, so that another day can still be booked.
func (t *turn) pushWaiting() {
	wait := Frame{Scenario: ScenarioWaitlist}
	if t.bookingOnTop() {
		d := t.draft()
		wait.Draft = Draft{Visit: d.Visit, Candidates: d.Candidates, Stylist: d.Stylist, When: d.When}
		if t.offered() || d.Visit.Empty() {
			t.pop()
		}
	}
	t.push(wait)
}

// joinWaitlist writes the row and says so. A look at other days goes on where it was.
func (t *turn) joinWaitlist(d *Draft) {
	join := JoinWaitlist{Visit: d.Visit, Stylist: d.Stylist, From: t.today(), To: t.lastDay()}
	if w := d.When; w != nil && w.HasDay() && !w.Soonest {
		join.To = t.lastOf(w)
		if w.From.After(join.From) {
			join.From = w.From
		}
	}
	data := WaitData{
		Names: t.view.Salon.Catalogue.Names(d.Visit), From: join.From, To: join.To, Stylist: t.stylistName(d.Stylist),
		Minutes: int(salon.OfferLasts.Minutes()),
	}
	if w := d.When; w != nil && w.HasTime() {
		join.Earliest, join.Latest, data.Part = t.waitHours(d)
	}
	t.act(Action{JoinWaitlist: &join})
	t.tell(SayWaiting, data)
	t.pop()
	if under := t.draft(); under != nil && t.bookingOnTop() && !held(under) && len(under.Offers) > 0 {
		t.ask(SlotPick, SayOffersAgain, t.offerData(under, t.lastOffers(under)), t.slotChoices(t.lastOffers(under))...)
		return
	}
	t.state.Question = &Question{ID: Done, Asked: t.view.Now}
}

// waitHours bounds the hour of the start that is waited for, with the words for
// it: an exact hour, a part of the day, a time by which to be done.
func (t *turn) waitHours(d *Draft) (earliest, latest salon.ClockTime, words string) {
	w := d.When
	switch {
	case w.At != 0:
		return w.At, w.At, "a las " + w.At.String()
	case w.EndBy != 0 && w.Latest == 0:
		latest = w.EndBy - salon.ClockTime(t.minutes(d))
	default:
		latest = w.Latest
	}
	return w.Earliest, latest, w.Part
}

// lastOffers are the offers on the table before something else was said.
func (t *turn) lastOffers(d *Draft) []salon.Slot {
	var slots []salon.Slot
	for _, o := range d.Offers[max(0, len(d.Offers)-t.perReply()):] {
		slots = append(slots, o.Slot)
	}
	return slots
}

// otherDayAfter asks for another day than the one without room.
func (t *turn) otherDayAfter() {
	t.forgetDay(t.draft())
	t.draft().Insisted = 0
	t.ask(DateAsk, SayDateAskOther, nil)
}
