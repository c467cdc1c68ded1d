package dialog

import (
	"atrevete/internal/salon"
)

// What a search is for; comes back with its answer.
const (
	forWish     = "wish"      // what was asked for
	forGone     = "gone"      // the same after a slot was lost: nobody is told why twice
	forMore     = "more"      // the next ones
	forOther    = "other"     // another day, after saying why not that one
	forOtherNow = "other_now" // another day, the reason was given before
	forNextDays = "next_days" // that day's offers are used up
	forRecap    = "recap"     // fresh offers for a draft that was left lying
	forOpenOn   = "open_on"   // closures around a day asked about
	forAbsence  = "absence"   // alternatives to an appointment whose stylist cannot come
)

// Positions of the queries in a search for a wish, and in one for other days.
const (
	asWished    = 0
	onThoseDays = 1
	laterAny    = 0
	laterWished = 1
	sameAny     = 2
	sameTiny    = 3
)

// searchLimit is how many slots one query may bring: three months of starts.
const searchLimit = 2000

// tinyMinutes is a visit that fits wherever anything does: it tells a full day
// from one whose gaps are too short.
const tinyMinutes = 15

// search looks for what is wished: as said, and the same days without hour or
// stylist, to say what there is instead.
func (t *turn) search(d *Draft) { t.searchFor(forWish, d) }

func (t *turn) searchFor(purpose string, d *Draft) {
	wish, ok := t.query(d)
	if !ok {
		d.Visit = salon.Visit{}
		t.askService(d)
		return
	}
	loose := wish
	loose.Stylist, loose.Earliest, loose.Latest, loose.EndBy, loose.Exact = "", 0, 0, 0, 0
	switch {
	case d.Keep != nil:
		wish.Stylist, wish.Exact = d.Keep.StylistID, t.clockOf(d.Keep.Start)
		wish.From = t.dateOf(d.Keep.Start)
		wish.To, wish.Earliest, wish.Latest, wish.EndBy = wish.From, 0, 0, 0
		loose.From, loose.To = wish.From, wish.To
	case purpose != forWish && d.When != nil && d.When.At != 0:
		wish.Exact = 0
	}
	t.state.Question = nil
	t.act(Action{FindSlots: &FindSlots{Purpose: purpose, Queries: t.spread(d, []salon.Query{wish, loose}), Limit: searchLimit, Except: except(d)}})
}

// query is the draft's wish as a query; false when the visit cannot be planned.
func (t *turn) query(d *Draft) (salon.Query, bool) {
	plans, ok := t.plans(d)
	if !ok {
		return salon.Query{}, false
	}
	q := salon.Query{Plan: plans[0], Stylist: d.Stylist, Exclude: d.NotStylists, From: t.today(), To: t.lastDay(), Now: t.view.Now}
	w := d.When
	if w == nil {
		return q, true
	}
	if w.HasDay() {
		if w.From.After(q.From) {
			q.From = w.From
		}
		if last := t.lastOf(w); last.Before(q.To) && !w.Soonest {
			q.To = last
		}
		if w.Alternative != nil && w.Alternative.From.After(q.To) && !w.Soonest {
			q.To = w.Alternative.From
		}
	}
	q.Earliest, q.Latest, q.EndBy, q.Exact = w.Earliest, w.Latest, w.EndBy, w.At
	return q, true
}

// searchOther looks beyond the days wished for: the first slot of each of the
// next two dates with room, and why there is nothing on the days themselves.
func (t *turn) searchOther(purpose string, d *Draft) {
	wish, ok := t.query(d)
	if !ok {
		return
	}
	if d.Keep != nil {
		wish.From = t.dateOf(d.Keep.Start)
		wish.To = wish.From
	}
	same := wish
	same.Stylist, same.Earliest, same.Latest, same.EndBy, same.Exact = "", 0, 0, 0, 0
	tiny := same
	tiny.Plan.Minutes, tiny.Plan.Busy = tinyMinutes, []salon.Span{{From: 0, To: tinyMinutes}}
	tiny.Limit = 1
	later := same
	later.From, later.To = wish.To.AddDays(1), t.lastDay()
	laterWith := later
	laterWith.Stylist = d.Stylist
	t.act(Action{FindSlots: &FindSlots{
		Purpose: purpose, Queries: t.spread(d, []salon.Query{later, laterWith, same, tiny}), Limit: searchLimit, Except: except(d),
	}})
}

// slots goes on with what a search found.
func (t *turn) slots(f SlotsFound) {
	t.rule("found " + f.Purpose)
	if f.Purpose == forOpenOn {
		t.openOn(f)
		return
	}
	d := t.draft()
	if d == nil || !t.topBooking() || len(f.Found) < 2 {
		return
	}
	if grouped(d) {
		f.Found = t.gather(d, f.Found)
	} else {
		f.Found = t.attendable(d, f.Found)
	}
	switch f.Purpose {
	case forWish, forGone:
		t.foundWish(d, f)
	case forMore:
		t.foundMore(d, f)
	case forOther, forOtherNow, forNextDays:
		t.foundOther(d, f)
	case forRecap:
		t.foundRecap(d, f)
	case forAbsence:
		t.foundAbsence(d, f)
	}
}

func (t *turn) foundWish(d *Draft, f SlotsFound) {
	found := f.Found[asWished]
	days := salon.DaysWithRoom(found, t.view.Salon.Location)
	w := d.When
	switch {
	case len(found) == 0:
		t.explain(d, f)
	case d.Keep != nil:
		d.Keep = nil
		t.tellFits(d, found[0].Start)
		t.choose(d, found[0])
	case w != nil && w.Alternative != nil && !w.Soonest:
		t.offerEither(d, found)
	case w != nil && w.At != 0 && len(days) == 1 && f.Purpose == forWish:
		t.exact(d, f)
	case len(days) > 1 && (w == nil || !w.Soonest):
		t.askWhichDay(days)
	default:
		t.offerDay(d, found, f)
	}
}

// offerDay offers hours of the first day with room.
func (t *turn) offerDay(d *Draft, found []salon.Slot, f SlotsFound) {
	day := t.dateOf(found[0].Start)
	today := t.onDay(found, day)
	if free := stylistsOf(today); f.Purpose == forWish && t.preferenceDue(d, free) {
		t.askStylist(t.inTeamOrder(free), day)
		return
	}
	t.tellClosedIn(d, f)
	t.offer(d, t.pickOffers(d, today))
}

// preferenceDue is the rule for asking whom a customer prefers: new, no stylist
// and no part of the day named, and two or more are free that day.
func (t *turn) preferenceDue(d *Draft, free []salon.ID) bool {
	return t.state.Name.New && !grouped(d) && d.Stylist.Empty() && !d.AnyStylist && len(d.NotStylists) == 0 &&
		(d.When == nil || (!d.When.HasTime() && !d.When.Soonest)) && len(free) >= 2
}

// exact: the very hour is free. Asked for, it is taken; asked about, it is offered.
func (t *turn) exact(d *Draft, f SlotsFound) {
	found := f.Found[asWished]
	best := found[0]
	for _, s := range found {
		if s.StylistID == t.view.Customer.PreferredStylistID && !d.Moves || s.StylistID == prefers(d) {
			best = s
		}
	}
	if d.Moves && (d.AnyStylist || d.Stylist.Empty() && best.StylistID != prefers(d)) {
		t.offer(d, t.pickOffers(d, found))
		return
	}
	if !d.Asked {
		t.choose(d, best)
		return
	}
	after := []salon.Slot{best}
	for _, s := range f.Found[onThoseDays] {
		if s.Start.After(best.Start) && (d.Stylist.Empty() || s.StylistID == d.Stylist) {
			after = append(after, s)
		}
	}
	t.offer(d, salon.ChooseOffers(after, salon.OfferRule{N: t.perReply()}))
}

// offerEither offers the first slot of each of two days that were meant as one.
func (t *turn) offerEither(d *Draft, found []salon.Slot) {
	var slots []salon.Slot
	for _, day := range []salon.Date{d.When.From, d.When.Alternative.From} {
		if on := t.onDay(found, day); len(on) > 0 {
			slots = append(slots, on[0])
		}
	}
	if len(slots) == 0 {
		slots = salon.FirstOfEachDate(found, t.view.Salon.Location, t.perReply())
	}
	t.offer(d, slots)
}

// askWhichDay names the days with room, at most four.
func (t *turn) askWhichDay(days []salon.Date) {
	if len(days) > maxDaysNamed {
		days = days[:maxDaysNamed]
	}
	t.ask(DateWhich, SayDateWhich, DaysData{Days: days}, t.dayChoices(days)...)
}

// maxDaysNamed is how many days with room are named at once.
const maxDaysNamed = 4

// tellClosedIn says which days of a short range are closed ("el finde").
func (t *turn) tellClosedIn(d *Draft, f SlotsFound) {
	w := d.When
	if w == nil || !w.HasDay() || w.Soonest || w.Alternative != nil || w.From.DaysUntil(t.lastOf(w)) == 0 || w.From.DaysUntil(t.lastOf(w)) > 3 {
		return
	}
	for day := w.From; !day.After(t.lastOf(w)); day = day.AddDays(1) {
		if state := t.view.Salon.Day(day, f.Closures); !state.Open() {
			t.tell(SayDayClosed, DayData{Date: day, Weekday: state.Weekday, Holiday: state.Holiday})
		}
	}
}

func (t *turn) perReply() int { return t.view.Salon.Policies.OffersPerReply }

// pickOffers chooses what to show of one day's slots.
func (t *turn) pickOffers(d *Draft, slots []salon.Slot) []salon.Slot {
	rule := salon.OfferRule{N: t.perReply(), Prefer: prefers(d)}
	if d.When != nil {
		rule.LatestFirst = d.When.LatestFirst
	}
	if after := filter(slots, func(s salon.Slot) bool { return !s.Start.Before(d.After) }); len(after) > 0 {
		slots = after // the second of two visits follows the first
	}
	return salon.ChooseOffers(slots, rule)
}
