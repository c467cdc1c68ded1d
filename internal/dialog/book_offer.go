package dialog

import (
	"slices"

	"atrevete/internal/salon"
)

// slotQuestions are the questions about day, offers and surname.
func slotQuestions() []openQuestion {
	return []openQuestion{
		{
			ID:   DateAsk,
			Yes:  meaning{"asks which day", string(DateAsk), func(t *turn, _ *Command) { t.again() }},
			No:   meaning{"closes", "", func(t *turn, _ *Command) { t.refuseDay() }},
			Pick: meaning{"any day: the soonest", "slot", (*turn).pickDay},
			Again: func(t *turn) {
				if t.draft().Moves {
					t.ask(DateAsk, SayMoveDay, nil)
					return
				}
				t.ask(DateAsk, SayDateAsk, NamesData{Names: t.view.Salon.Catalogue.Names(t.draft().Visit)})
			},
		},
		{
			ID:    DateWhich,
			Yes:   meaning{"asks which day", string(DateWhich), func(t *turn, _ *Command) { t.again() }},
			No:    meaning{"asks for another week", string(DateAsk), func(t *turn, _ *Command) { t.refuseDay() }},
			Pick:  meaning{"that day", "slot", (*turn).pickDay},
			Hear:  (*turn).hearDay,
			Again: func(t *turn) { t.askWhichDay(t.optionDays()) },
		},
		{
			ID:    SlotPick,
			Yes:   meaning{"chooses nothing: asks which one", string(SlotPick), func(t *turn, _ *Command) { t.again() }},
			No:    meaning{"asks another day or hour", string(DateAsk), func(t *turn, _ *Command) { t.ask(DateAsk, SayDateAskOther, nil) }},
			Pick:  meaning{"that slot", "surname", (*turn).pickSlot},
			Hear:  (*turn).hearSlot,
			Again: (*turn).offerAgain,
		},
		{
			ID:    SlotSingle,
			Yes:   meaning{"takes it", "surname", func(t *turn, _ *Command) { t.pickSlot(&Command{Any: true}) }},
			No:    meaning{"offers the next ones", "slot", func(t *turn, _ *Command) { t.moreOffers() }},
			Pick:  meaning{"takes it", "surname", (*turn).pickSlot},
			Hear:  (*turn).hearSlot,
			Again: (*turn).offerAgain,
		},
		{
			ID:    SurnameAsk,
			Yes:   meaning{"not a surname: asks once more", string(SurnameAsk), func(t *turn, _ *Command) { t.surnameMissing(true) }},
			No:    meaning{"goes on with the first name", "hold", func(t *turn, _ *Command) { t.surnameMissing(false) }},
			Pick:  meaning{"asks once more", string(SurnameAsk), func(t *turn, _ *Command) { t.surnameMissing(true) }},
			Hear:  (*turn).hearSurname,
			Blank: func(t *turn, _ *reading) bool { t.surnameMissing(true); return true },
			Again: func(t *turn) { t.askSurnameAs(SaySurnameStill) },
		},
	}
}

// offer shows slots: several to choose from, or one for a yes or no.
func (t *turn) offer(d *Draft, slots []salon.Slot) {
	for _, s := range slots {
		t.keepGroup(d, s)
		if !slices.ContainsFunc(d.Offers, func(o Offer) bool { return o.Slot.ID == s.ID }) {
			d.Offers = with(d.Offers, Offer{Slot: s, At: t.view.Now})
		}
	}
	d.Shown = len(d.Offers)
	if grouped(d) {
		t.offerGroups(d, slots, false)
		return
	}
	data := t.offerData(d, slots)
	d.Told = true
	if len(slots) == 1 {
		t.ask(SlotSingle, SayOfferSingle, data, Choice{ID: OptionYes, Title: "Sí, perfecto", Slot: &slots[0]}, Choice{ID: OptionMore, Title: "Otras horas"})
		return
	}
	t.ask(SlotPick, SayOffers, data, t.slotChoices(slots)...)
}

func (t *turn) offerData(d *Draft, slots []salon.Slot) OfferData {
	plan, _ := t.view.Salon.Catalogue.Plan(d.Visit)
	data := OfferData{
		Tell: !d.Told, OneDay: true, Minutes: plan.Minutes, Price: plan.Price,
		Names: t.view.Salon.Catalogue.Names(d.Visit),
	}
	for _, s := range slots {
		data.Slots = append(data.Slots, t.slotFact(s))
		data.OneDay = data.OneDay && t.dateOf(s.Start) == t.dateOf(slots[0].Start)
	}
	return data
}

func (t *turn) slotFact(s salon.Slot) SlotFact {
	return SlotFact{Start: t.local(s.Start), End: t.local(s.End()), Stylist: t.stylistName(s.StylistID)}
}

// offerAgain repeats the open offers, the very same.
func (t *turn) offerAgain() {
	slots := t.shown()
	if len(slots) == 0 {
		t.drive()
		return
	}
	if grouped(t.draft()) {
		t.offerGroups(t.draft(), slots, true)
		return
	}
	t.ask(t.question(), SayOffersAgain, t.offerData(t.draft(), slots), t.options()...)
}

// shown are the slots of the open question.
func (t *turn) shown() []salon.Slot {
	var slots []salon.Slot
	for _, o := range t.options() {
		if o.Slot != nil {
			slots = append(slots, *o.Slot)
		}
	}
	return slots
}

func (t *turn) optionDays() []salon.Date {
	var days []salon.Date
	for _, o := range t.options() {
		if !o.Date.IsZero() {
			days = append(days, o.Date)
		}
	}
	return days
}

// moreOffers shows the next slots of the same wish.
func (t *turn) moreOffers() {
	d := t.draft()
	if d.Visit.Empty() || t.dayDue(d) {
		t.drive()
		return
	}
	d.Chosen, d.Keep = nil, nil
	t.searchFor(forMore, d)
}

func (t *turn) foundMore(d *Draft, f SlotsFound) {
	rule := salon.OfferRule{N: t.perReply(), Prefer: prefers(d)}
	if d.When != nil {
		rule.LatestFirst = d.When.LatestFirst
	}
	for _, o := range d.Offers {
		rule.Shown = append(rule.Shown, o.Slot)
	}
	found := f.Found[asWished]
	if len(rule.Shown) > 0 {
		found = t.onDay(found, t.dateOf(rule.Shown[len(rule.Shown)-1].Start))
		slices.SortStableFunc(rule.Shown, func(a, b salon.Slot) int {
			if rule.LatestFirst {
				return b.Start.Compare(a.Start)
			}
			return a.Start.Compare(b.Start)
		})
		found = filter(found, func(s salon.Slot) bool {
			last := rule.Shown[len(rule.Shown)-1]
			return s.Start.After(last.Start) != rule.LatestFirst && !s.Start.Equal(last.Start)
		})
	}
	slots := salon.ChooseOffers(found, rule)
	if len(slots) == 0 {
		t.tell(SayNoMoreThatDay, nil)
		t.otherDays(d)
		return
	}
	t.offer(d, slots)
}

// otherDays goes on after the last day that was shown.
func (t *turn) otherDays(d *Draft) {
	after := *d
	if n := len(d.Offers); n > 0 {
		last := t.dateOf(d.Offers[n-1].Slot.Start)
		after.When = &When{Kind: WhenDate, From: last, To: last}
	}
	t.searchOther(forNextDays, &after)
}
