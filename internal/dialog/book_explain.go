package dialog

import (
	"slices"
	"time"

	"atrevete/internal/salon"
)

// explain says why there is nothing as wished, and offers what there is: other
// hours or stylists of that day, else other days.
func (t *turn) explain(d *Draft, f SlotsFound) {
	w, loose := d.When, f.Found[onThoseDays]
	other := forOther
	if f.Purpose == forGone {
		other = forOtherNow
	}
	switch {
	case d.Keep != nil:
		t.tell(keepLost(d), DayData{Single: true, Date: t.dateOf(d.Keep.Start), At: t.clockOf(d.Keep.Start), Minutes: t.minutes(d), Stylist: t.stylistName(d.Keep.StylistID)})
		if len(loose) == 0 {
			t.searchOther(forOtherNow, d)
			return
		}
		d.Keep = nil
		if !d.Stylist.Empty() && hasStylist(loose, d.Stylist) {
			loose = filter(loose, func(s salon.Slot) bool { return s.StylistID == d.Stylist })
		}
		t.offer(d, t.pickOffers(d, loose))
	case len(loose) == 0 || w == nil:
		t.searchOther(other, d)
	case w.HasTime() && (d.Stylist.Empty() || hasStylist(loose, d.Stylist) || t.hourImpossible(d, f)):
		t.explainHour(d, f)
	default:
		t.searchOther(other, d)
	}
}

// keepLost says why the very start that was wished for cannot be kept: the visit
// grew, the hour of a move is taken, nothing follows an appointment directly.
func keepLost(d *Draft) UtteranceID {
	switch {
	case d.Moves:
		return SayHourTaken
	case len(d.About) > 0:
		return SayAddNoRoom
	}
	return SayNotFitAnyMore
}

func hasStylist(slots []salon.Slot, id salon.ID) bool {
	return slices.ContainsFunc(slots, func(s salon.Slot) bool { return s.StylistID == id })
}

// hourImpossible reports whether nobody at all could come at the exact hour.
func (t *turn) hourImpossible(d *Draft, f SlotsFound) bool {
	w := d.When
	if w == nil || w.At == 0 || !w.HasDay() {
		return false
	}
	day := t.view.Salon.Day(w.From, f.Closures)
	return day.Open() && (w.At < day.Opens() || w.At >= day.Closes())
}

// explainHour says why the hour or the part of the day cannot be, and offers
// the nearest there is.
func (t *turn) explainHour(d *Draft, f SlotsFound) {
	loose := f.Found[onThoseDays]
	day := t.dateOf(loose[0].Start)
	state := t.view.Salon.Day(day, f.Closures)
	w := d.When
	data := DayData{
		Date: day, Part: w.Part, At: w.At, Opens: state.Opens(), Closes: state.Closes(),
		Stylist: t.stylistName(d.Stylist), Single: !d.Stylist.Empty(), Minutes: t.view.Salon.Policies.SameDayLeadMinutes,
	}
	if f.Purpose != forGone && t.insists(d, t.onWhat(d, true)) {
		t.tell(SaySorryNoWay, nil)
		t.offerPerson(nil)
		return
	}
	switch {
	case f.Purpose == forGone:
	case w.At != 0 && (w.At < state.Opens() || w.At >= state.Closes()):
		t.tell(SayHourClosed, data)
		t.offer(d, t.pickOffers(d, t.onDay(loose, day)))
		return
	case w.At != 0 && day.At(w.At, t.view.Salon.Location).Before(t.lead()):
		t.tell(SayHourTooSoon, data)
	case w.At != 0:
		t.tell(SayHourTaken, data)
	default:
		if w.Earliest == 0 || w.Earliest < state.Closes() {
			data.Closes = 0 // it is open then: there is just no room
		}
		t.tell(SayPartEmpty, data)
	}
	t.offer(d, t.nearest(d, t.onDay(loose, day)))
}

// nearest picks the slots closest to the hour wished for that are alternatives
// to each other, those of the stylist wished for first, and puts them in order
// of time.
func (t *turn) nearest(d *Draft, slots []salon.Slot) []salon.Slot {
	rest := slices.Clone(slots)
	slices.SortStableFunc(rest, func(a, b salon.Slot) int {
		return int(t.distance(d.When, a) - t.distance(d.When, b))
	})
	var out []salon.Slot
	take := func(i int) {
		out = append(out, rest[i])
		start := rest[i].Start
		rest = slices.DeleteFunc(rest, func(s salon.Slot) bool { return s.Start.Equal(start) })
	}
	if i := slices.IndexFunc(rest, func(s salon.Slot) bool { return s.StylistID == d.Stylist }); i >= 0 {
		take(i)
	}
	for len(out) < t.perReply() && len(rest) > 0 {
		take(max(0, slices.IndexFunc(rest, func(s salon.Slot) bool { // failing a real alternative, the nearest
			return !slices.ContainsFunc(out, func(o salon.Slot) bool { return !salon.Distinct(o, s) })
		})))
	}
	slices.SortFunc(out, func(a, b salon.Slot) int { return a.Start.Compare(b.Start) })
	return out
}

// distance is how far a slot lies from the hours wished for, in minutes.
func (t *turn) distance(w *When, s salon.Slot) salon.ClockTime {
	at := t.clockOf(s.Start)
	end := at + salon.ClockTime(s.Minutes)
	var far salon.ClockTime
	switch {
	case w.At != 0:
		far = max(at-w.At, w.At-at)
	case w.Earliest != 0 && at < w.Earliest:
		far = w.Earliest - at
	case w.Latest != 0 && at > w.Latest:
		far = at - w.Latest
	case w.EndBy != 0 && end > w.EndBy:
		far = end - w.EndBy
	}
	return far
}

func (t *turn) minutes(d *Draft) int {
	plan, _ := t.view.Salon.Catalogue.Plan(d.Visit)
	return plan.Minutes
}

// foundOther says why there is nothing on the days wished for and offers the
// first slots of the next two dates with room.
func (t *turn) foundOther(d *Draft, f SlotsFound) {
	if len(f.Found) < sameTiny+1 {
		return
	}
	same, later := f.Found[sameAny], f.Found[laterAny]
	if f.Purpose == forOther && t.insists(d, t.onWhat(d, false)) {
		t.tellNoRoom(d, f)
		t.offerPerson(nil)
		return
	}
	var slots []salon.Slot
	if f.Purpose == forNextDays {
		if len(f.Found[laterWished]) > 0 {
			later = f.Found[laterWished]
		}
		same = nil
	}
	if !d.Stylist.Empty() && len(same) > 0 && d.Keep == nil {
		if f.Purpose == forOther {
			t.tell(SayStylistNotDay, DayData{Date: t.dateOf(same[0].Start), Stylist: t.stylistName(d.Stylist)})
		}
		slots = append(slots, same[0])
		slots = append(slots, salon.FirstOfEachDate(f.Found[laterWished], t.view.Salon.Location, 1)...)
	} else {
		if f.Purpose == forOther {
			t.tellNoRoom(d, f)
		}
		slots = salon.FirstOfEachDate(later, t.view.Salon.Location, t.perReply())
		if len(slots) == 1 {
			slots = t.pickOffers(&Draft{}, t.onDay(later, t.dateOf(slots[0].Start)))
		}
	}
	d.Keep = nil
	if len(slots) == 0 && t.bookingOnTop() && t.dayFull(d, f) {
		t.ask(WaitOffer, SayWaitOffer, nil, yesNo("Sí, apúntame", "No, otro día")...)
		return
	}
	if len(slots) == 0 {
		t.ask(DateAsk, SayNoRoom, nil)
		return
	}
	t.offer(d, slots)
}

// dayFull reports whether it is one open day that has no room at all: worth
// waiting for.
func (t *turn) dayFull(d *Draft, f SlotsFound) bool {
	w := d.When
	if w == nil || !w.HasDay() || w.From != t.lastOf(w) || grouped(d) || f.Purpose == forNextDays {
		return false
	}
	return len(f.Found[sameTiny]) == 0 && t.view.Salon.Day(w.From, f.Closures).Open()
}

// tellNoRoom gives the reason: closed, full, or too short.
func (t *turn) tellNoRoom(d *Draft, f SlotsFound) {
	w := d.When
	if w == nil || !w.HasDay() || w.From != t.lastOf(w) {
		t.tell(SayRangeFull, nil)
		return
	}
	day := t.view.Salon.Day(w.From, f.Closures)
	data := DayData{Date: w.From, Weekday: day.Weekday, Holiday: day.Holiday, Minutes: t.minutes(d)}
	switch {
	case !day.Open():
		t.tell(SayDayClosed, data)
	case w.From == t.today() && !t.lead().Before(w.From.At(day.Closes(), t.view.Salon.Location).Add(-time.Duration(data.Minutes)*time.Minute)):
		data.Minutes = t.view.Salon.Policies.SameDayLeadMinutes
		t.tell(SayHourTooSoon, data)
	case grouped(d):
		t.tell(SayGroupNoRoom, GroupDayData{Date: w.From, Count: len(d.Party)})
	case len(f.Found[sameTiny]) > 0:
		t.tell(SayDoesNotFit, data)
	default:
		t.tell(SayDayFull, data)
		if t.bookingOnTop() && !grouped(d) {
			t.tell(SayWaitHint, nil)
		}
	}
}
