package salon

import (
	"math/bits"
	"slices"
	"time"
)

// wasteBelow is the free time, in minutes, that hardly anything fits into: of
// two stylists free at the same hour the one is offered who is not left with
// less than this before or after the visit.
const wasteBelow = 30

// FindSlots returns the free starts of a visit in order of time. It is THE rule
// of availability: offering uses it, and holding re-checks with it (Fits).
//
// A start is free when it is on the slot grid, on a bookable day, not before
// now plus the lead time, when the whole visit lies inside one stretch of
// opening hours, and when every busy part of it lies in the stylist's hours and
// touches nothing that is taken. Starts at the same time come in the order in
// which stylists should be offered: those whose day is left without unusable
// gaps first, then in the order of the team.
func FindSlots(s *Salon, occ Occupancy, q Query) []Slot {
	if q.Plan.Minutes <= 0 || len(q.Plan.Busy) == 0 || s.Policies.SlotGridMinutes <= 0 {
		return nil
	}
	f := newFinder(s, occ, q)
	if len(f.workers) == 0 {
		return nil
	}
	for d := f.from; !d.After(f.to) && !f.full(); d = d.AddDays(1) {
		if _, shut := ClosureOn(occ.Closures, d); shut {
			continue
		}
		f.day(d)
	}
	return f.slots()
}

// Fits reports whether a slot is still free for the query's plan at the
// query's Now; its other wishes do not matter.
func Fits(s *Salon, occ Occupancy, slot Slot, q Query) bool {
	day := DateOf(slot.Start.In(s.Location))
	if slot.StylistID.Empty() || slot.Minutes != q.Plan.Minutes {
		return false
	}
	found := FindSlots(s, occ, Query{Plan: q.Plan, Stylist: slot.StylistID, From: day, To: day, Now: q.Now})
	return slices.ContainsFunc(found, func(one Slot) bool { return one.Start.Equal(slot.Start) })
}

// finder is one run of FindSlots.
type finder struct {
	salon    *Salon
	query    Query
	from, to Date
	earliest minute
	workers  []worker
	table    []uint16  // see stepTable
	open     []stretch // of the day
	allowed  stepSet   // starts of the day before looking at anybody
	any      stepSet   // starts of the day with somebody
	found    []start
}

// worker is a stylist who could do the visit.
type worker struct {
	id    ID
	hours WeekHours
	busy  []stretch // sorted, not touching
	next  int       // first of busy that may matter to the day looked at
	work  []stretch // hours of the day
	free  []stretch // of the day
	steps stepSet   // possible starts of the day
	waste stepSet   // those that leave an unusable gap
}

// start is a Slot before it is written out.
type start struct {
	worker int32
	minute minute
}

func newFinder(s *Salon, occ Occupancy, q Query) *finder {
	lead := time.Duration(s.Policies.SameDayLeadMinutes) * time.Minute
	f := &finder{salon: s, query: q, earliest: minute(ceilMinute(q.Now.Add(lead)))}
	f.from, f.to = q.Days(s)
	if !occ.From.IsZero() && occ.From.After(f.from) {
		f.from = occ.From
	}
	if !occ.To.IsZero() && occ.To.Before(f.to) {
		f.to = occ.To
	}
	if f.from.After(f.to) {
		return f
	}
	span := stretch{minute(floorMinute(f.from.At(0, s.Location))), minute(floorMinute(f.to.AddDays(1).At(0, s.Location)))}
	for i := range s.Team {
		one := &s.Team[i]
		if !one.Does(q.Plan.Category) || (!q.Stylist.Empty() && one.ID != q.Stylist) || slices.Contains(q.Exclude, one.ID) {
			continue
		}
		f.workers = append(f.workers, worker{id: one.ID, hours: one.Hours, busy: joinBusy(occ.Busy[one.ID], span)})
	}
	f.table = stepTable(s.Policies.SlotGridMinutes)
	words := (minutesPerDay/s.Policies.SlotGridMinutes + 63) / 64
	room := make([]uint64, words*(2+2*len(f.workers)))
	take := func() stepSet {
		set := room[:words:words]
		room = room[words:]
		return set
	}
	f.allowed, f.any = take(), take()
	for i := range f.workers {
		f.workers[i].steps, f.workers[i].waste = take(), take()
	}
	return f
}

// joinBusy turns what is taken into sorted stretches that do not touch,
// leaving out what lies outside the span. Seconds are rounded outwards.
func joinBusy(taken []Interval, span stretch) []stretch {
	out := make([]stretch, 0, len(taken))
	sorted := true
	for _, t := range taken {
		from, to := max(floorMinute(t.Start), int64(span.from)), min(ceilMinute(t.End), int64(span.to))
		if from >= to {
			continue
		}
		one := stretch{minute(from), minute(to)}
		sorted = sorted && (len(out) == 0 || out[len(out)-1].from <= one.from)
		out = append(out, one)
	}
	if !sorted {
		slices.SortFunc(out, func(a, b stretch) int { return int(a.from - b.from) })
	}
	joined := out[:0]
	for _, one := range out {
		joined = appendStretch(joined, one)
	}
	return joined
}

// appendStretch adds the next of ordered stretches, joining what touches.
func appendStretch(joined []stretch, next stretch) []stretch {
	if last := len(joined) - 1; last >= 0 && next.from <= joined[last].to {
		joined[last].to = max(joined[last].to, next.to)
		return joined
	}
	return append(joined, next)
}

// day adds the starts of one date.
func (f *finder) day(d Date) {
	opening := f.salon.Opening.On(d.Weekday())
	if len(opening) == 0 {
		return
	}
	g := newDayGrid(d, f.salon.Policies.SlotGridMinutes, f.salon.Location, f.table)
	f.allow(&g, opening)
	clear(f.any)
	room := 0
	for i := range f.workers {
		w := &f.workers[i]
		copy(w.steps, f.allowed)
		w.freeOn(&g, f.open)
		if !w.possible(&g, f.query.Plan.Busy) {
			clear(w.steps)
			continue
		}
		for k := range f.any {
			f.any[k] |= w.steps[k]
			room += bits.OnesCount64(w.steps[k])
		}
	}
	if limit := f.query.Limit; limit > 0 {
		room = min(room, limit)
	}
	f.found = slices.Grow(f.found, room)
	f.collect(&g)
}

// allow works out which starts the salon itself and the wishes allow.
func (f *finder) allow(g *dayGrid, opening []Hours) {
	clear(f.allowed)
	f.open = g.stretches(f.open[:0], opening)
	length := minute(f.query.Plan.Minutes)
	for _, o := range f.open {
		f.allowed.addRange(g.first(o.from), g.first(o.to-length+1))
	}
	lo, hi := g.first(f.earliest), g.steps
	q := f.query
	if q.Earliest > 0 {
		lo = max(lo, g.firstClock(q.Earliest))
	}
	if q.Latest > 0 {
		hi = min(hi, g.firstClock(q.Latest+1))
	}
	if q.EndBy > 0 {
		hi = min(hi, g.first(g.wall(q.EndBy)-length+1))
	}
	if q.Exact > 0 {
		lo, hi = max(lo, g.firstClock(q.Exact)), min(hi, g.firstClock(q.Exact+1))
	}
	f.allowed.keepRange(lo, hi)
}

// freeOn works out the stylist's free stretches of the day.
func (w *worker) freeOn(g *dayGrid, open []stretch) {
	w.free = w.free[:0]
	w.work = g.stretches(w.work[:0], w.hours.On(g.date.Weekday()))
	for _, h := range w.work {
		for _, o := range open {
			if a, b := max(h.from, o.from), min(h.to, o.to); a < b {
				w.subtractBusy(stretch{a, b})
			}
		}
	}
}

// subtractBusy adds what is left of a working stretch to the free ones. It is
// called in order of time, so what is over is never looked at again.
func (w *worker) subtractBusy(work stretch) {
	for w.next < len(w.busy) && w.busy[w.next].to <= work.from {
		w.next++
	}
	for i := w.next; i < len(w.busy) && w.busy[i].from < work.to; i++ {
		if work.from < w.busy[i].from {
			w.free = append(w.free, stretch{work.from, w.busy[i].from})
		}
		work.from = w.busy[i].to
	}
	if work.from < work.to {
		w.free = append(w.free, work)
	}
}

// possible narrows the steps to those at which every busy part of the visit is
// free, marks the wasteful ones, and reports whether any is left.
func (w *worker) possible(g *dayGrid, busy []Span) bool {
	fits := w.waste // lent as scratch space until the end
	for _, b := range busy {
		clear(fits)
		from, to := minute(b.From), minute(b.To)
		for _, free := range w.free {
			if free.to-free.from >= to-from {
				fits.addRange(g.first(free.from-from), g.first(free.to-to+1))
			}
		}
		if !w.steps.keep(fits) {
			return false
		}
	}
	clear(fits)
	headFrom, headTo := minute(busy[0].From), minute(busy[0].To)
	tailFrom, tailTo := minute(busy[len(busy)-1].From), minute(busy[len(busy)-1].To)
	for _, free := range w.free {
		begin, end := free.from-headFrom, free.to-tailTo
		if last := free.to - headTo; last > begin { // the visit may begin here, leaving something before it
			w.waste.addRange(g.first(begin+1), min(g.first(begin+wasteBelow), g.first(last+1)))
		}
		if earliest := free.from - tailFrom; earliest < end { // it may end here, leaving something after it
			w.waste.addRange(max(g.first(end-wasteBelow+1), g.first(earliest)), g.first(end))
		}
	}
	return true
}

// collect writes down the starts of the day, in order.
func (f *finder) collect(g *dayGrid) {
	begun := len(f.found)
	for i := f.any.next(0); i >= 0 && i < g.steps; i = f.any.next(i + 1) {
		m := g.when(i)
		for _, wasteful := range [...]bool{false, true} {
			for k := range f.workers {
				w := &f.workers[k]
				if !w.steps.has(i) || w.waste.has(i) != wasteful {
					continue
				}
				f.found = append(f.found, start{int32(k), m})
				if f.full() || (f.query.PerDay > 0 && len(f.found)-begun >= f.query.PerDay) {
					return
				}
			}
		}
	}
}

// full reports whether the query's limit is reached.
func (f *finder) full() bool { return f.query.Limit > 0 && len(f.found) >= f.query.Limit }
