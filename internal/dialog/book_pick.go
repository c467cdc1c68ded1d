package dialog

import (
	"slices"

	"atrevete/internal/salon"
)

// choose settles on a slot and goes on: nothing is rebuilt from words.
func (t *turn) choose(d *Draft, s salon.Slot) {
	if s.Start.Before(t.lead()) {
		t.lost(d, s)
		return
	}
	t.keepGroup(d, s)
	d.Chosen = &Offer{Slot: s, At: t.view.Now}
	d.Keep = nil
	t.state.Question = nil
	t.rule("slot chosen")
	if held(d) {
		t.hold(d)
		return
	}
	t.drive()
}

// lost says that a slot has just gone and looks for others.
func (t *turn) lost(d *Draft, s salon.Slot) {
	t.rule("slot gone")
	t.tell(SaySlotGone, t.slotFact(s))
	d.forgetSlots()
	t.searchFor(forGone, d)
}

// pickSlot resolves an option, a number or "me da igual" among the offers.
func (t *turn) pickSlot(c *Command) {
	d, slots := t.draft(), t.shown()
	switch {
	case c.Option != "":
		t.pickOption(d, c.Option)
	case c.Any && len(slots) > 0:
		t.choose(d, slots[0])
	case c.Ordinal == -1 && len(slots) > 0:
		t.choose(d, slots[len(slots)-1])
	case c.Ordinal >= 1 && c.Ordinal <= len(slots):
		t.choose(d, slots[c.Ordinal-1])
	case len(slots) == 0:
		t.drive()
	default:
		t.tell(SayOnlySoMany, CountData{Count: len(slots)})
		t.offerAgain()
	}
}

// pickOption takes a tapped offer: of the open question, or of an older list of
// the same draft. One of a dead draft is refused.
func (t *turn) pickOption(d *Draft, value string) {
	switch {
	case value == optionCancel && d.Moves:
		t.beginCancel(&reading{starts: []Command{{Kind: Start, Scenario: ScenarioCancel}}})
		return
	case value == optionOtherDay:
		t.ask(DateAsk, SayMoveDay, nil)
		return
	}
	for _, o := range d.Offers {
		if o.Slot.ID == value {
			t.choose(d, o.Slot)
			return
		}
	}
	t.tell(SayOfferOld, nil)
	t.again()
}

// hearSlot reads hours, stylists and days against the offers: "12:30", "la de
// Marta", "a las 11 con Ana". What matches no offer is a new wish.
func (t *turn) hearSlot(r *reading) bool {
	if r.more && !r.deny && len(r.sets) == 0 {
		return false
	}
	c := r.choose
	if c != nil && c.Option == "" && c.Ordinal == 0 && !c.Any && (!c.Stylist.Empty() || c.When != nil) {
		if t.matchOffer(r, c.Stylist, c.When) {
			return true
		}
		r.choose = nil // it fits no offer: a new wish
		if !c.Stylist.Empty() {
			r.sets = append(r.sets, Command{Kind: Set, Slot: SlotStylist, Stylist: c.Stylist})
		}
		if c.When != nil {
			r.sets = append(r.sets, Command{Kind: Set, Slot: SlotTime, When: c.When})
		}
		return false
	}
	if !r.setsOnly(SlotStylist, SlotTime, SlotDays) || r.deny {
		return false
	}
	var stylist salon.ID
	var when *When
	for _, s := range r.sets {
		switch {
		case s.Question || s.Any:
			return false
		case s.Slot == SlotStylist && s.Stylist.Empty():
			return false
		case s.Slot == SlotStylist:
			stylist = s.Stylist
		case when == nil:
			when = s.When
		case s.When != nil:
			both := *s.When
			if both.From.IsZero() {
				both.From, both.To = when.From, when.To
			} else {
				both.At, both.Earliest, both.Latest, both.EndBy, both.LatestFirst = when.At, when.Earliest, when.Latest, when.EndBy, when.LatestFirst
			}
			when = &both
		}
	}
	return t.matchOffer(r, stylist, when)
}

// matchOffer takes the one offer that fits what was named. An hour of one offer
// with the stylist of another is asked about.
func (t *turn) matchOffer(r *reading, stylist salon.ID, when *When) bool {
	d, slots := t.draft(), t.shown()
	if c := r.choose; c != nil && c.Ordinal >= 1 && c.Ordinal <= len(slots) {
		slots = slots[c.Ordinal-1 : c.Ordinal]
	} else if c != nil && c.Ordinal == -1 && len(slots) > 0 {
		slots = slots[len(slots)-1:]
	}
	if when != nil && !t.choosesByWhen(when) {
		return false
	}
	if when != nil && when.HasDay() {
		if day, ok := nameDay(when, t.daysOf(slots)); ok {
			meant := *when
			meant.From, meant.To = day, day
			when = &meant
		}
	}
	fits := func(s salon.Slot) bool { return t.fitsWhen(when, s) }
	byTime := filter(slots, fits)
	both := filter(byTime, func(s salon.Slot) bool { return stylist.Empty() || s.StylistID == stylist })
	switch {
	case len(both) == 1:
		t.choose(d, both[0])
	case len(both) > 1:
		t.offerAgain()
	case len(byTime) == 1 && !stylist.Empty() && (when != nil || r.choose != nil) && (when == nil || when.At != 0):
		t.tell(SayOfferMismatch, t.slotFact(byTime[0]))
		t.offerAgain()
	case when != nil && when.At != 0 && stylist.Empty() && t.offeredBefore(d, when):
	default:
		return false
	}
	return true
}

// offeredBefore takes an earlier offer of the same draft, named by its hour.
func (t *turn) offeredBefore(d *Draft, when *When) bool {
	var match []salon.Slot
	for _, o := range d.Offers {
		if t.fitsWhen(when, o.Slot) {
			match = append(match, o.Slot)
		}
	}
	if len(match) != 1 {
		return false
	}
	t.choose(d, match[0])
	return true
}

// choosesByWhen reports whether a time can pick among offers: an exact hour, or
// a single day when the offers lie on several.
func (t *turn) choosesByWhen(w *When) bool {
	if w.At != 0 {
		return true
	}
	slots := t.shown()
	several := slices.ContainsFunc(slots, func(s salon.Slot) bool { return t.dateOf(s.Start) != t.dateOf(slots[0].Start) })
	return w.HasDay() && !w.HasTime() && several && w.From == t.lastOf(w)
}

func (t *turn) daysOf(slots []salon.Slot) []salon.Date {
	var days []salon.Date
	for _, s := range slots {
		days = append(days, t.dateOf(s.Start))
	}
	return days
}

func (t *turn) fitsWhen(w *When, s salon.Slot) bool {
	if w == nil {
		return true
	}
	day := t.dateOf(s.Start)
	if w.HasDay() && (day.Before(w.From) || day.After(t.lastOf(w))) {
		return false
	}
	return w.At == 0 || t.clockOf(s.Start) == w.At
}
