package salon

import (
	"cmp"
	"slices"
	"time"
)

// Group is how several people who come together could be served on one day: one
// slot each, in the order of the plans asked for.
type Group struct {
	Slots    []Slot
	Together bool // all start at the same time, each with another stylist
}

// Start is when the first of the group begins.
func (g Group) Start() time.Time {
	return slices.MinFunc(g.Slots, compareStarts).Start
}

// End is when the last of the group is done.
func (g Group) End() time.Time {
	return slices.MaxFunc(g.Slots, func(a, b Slot) int { return a.End().Compare(b.End()) }).End()
}

// FindGroups finds how a group can come: for each day every joint start, in
// order; on a day without any, the staggered starts that keep the group for the
// shortest time, of these the earliest. The query's Plan is ignored in favour
// of plans, one per person; its PerDay and Limit count groups.
func FindGroups(s *Salon, occ Occupancy, plans []Plan, q Query) []Group {
	if len(plans) == 0 {
		return nil
	}
	perDay, limit := q.PerDay, q.Limit
	q.PerDay, q.Limit = 0, 0
	people := make([][]Slot, len(plans))
	for i, plan := range plans {
		q.Plan = plan
		people[i] = FindSlots(s, occ, q)
	}
	var out []Group
	for _, groups := range groupDays(s.Location, plans, people, 0) {
		if perDay > 0 && len(groups) > perDay {
			groups = groups[:perDay]
		}
		out = append(out, groups...)
		if limit > 0 && len(out) >= limit {
			return out[:limit]
		}
	}
	return out
}

// GroupSlots is FindGroups over slots that were found already: one list per
// plan, in order of start. It stops after so many days with a group; 0: never.
func GroupSlots(zone *time.Location, plans []Plan, people [][]Slot, days int) []Group {
	return slices.Concat(groupDays(zone, plans, people, days)...)
}

// groupDays lists the groups of each day that has any.
func groupDays(zone *time.Location, plans []Plan, people [][]Slot, days int) [][]Group {
	if len(plans) == 0 || len(people) != len(plans) {
		return nil
	}
	byDay := make([]map[Date][]Slot, len(plans))
	var dates []Date
	for i, slots := range people {
		byDay[i] = map[Date][]Slot{}
		for _, slot := range slots {
			d := DateOf(slot.Start.In(zone))
			if i == 0 && len(byDay[0][d]) == 0 {
				dates = append(dates, d)
			}
			byDay[i][d] = append(byDay[i][d], slot)
		}
	}
	var out [][]Group
	for _, d := range dates {
		day := make([][]Slot, len(plans))
		for i := range byDay {
			day[i] = byDay[i][d]
		}
		groups := jointStarts(day)
		if len(groups) == 0 {
			groups = staggered(plans, day)
		}
		if len(groups) == 0 {
			continue
		}
		if out = append(out, groups); days > 0 && len(out) == days {
			break
		}
	}
	return out
}

// ChooseGroups picks at most n groups to show: the earliest, then each time the
// next that begins at least 60 minutes later, failing that the last that fits.
func ChooseGroups(groups []Group, n int) []Group {
	var out []Group
	for _, g := range groups {
		if len(out) < n && (len(out) == 0 || g.Start().Sub(out[len(out)-1].Start()) >= apart) {
			out = append(out, g)
		}
	}
	if len(out) == 1 && n > 1 && len(groups) > 1 {
		out = append(out, groups[len(groups)-1])
	}
	return out
}

// jointStarts lists the starts of one day at which everybody can be served by a
// stylist of their own.
func jointStarts(day [][]Slot) []Group {
	var out []Group
	for i := 0; i < len(day[0]); {
		start := day[0][i].Start
		at := make([][]Slot, len(day))
		for k, slots := range day {
			at[k] = startingAt(slots, start)
		}
		if chosen, ok := distribute(at, nil); ok {
			out = append(out, Group{Slots: chosen, Together: true})
		}
		i += len(at[0])
	}
	return out
}

// startingAt is the stretch of ordered slots that begin at start.
func startingAt(slots []Slot, start time.Time) []Slot {
	from, _ := slices.BinarySearchFunc(slots, start, func(s Slot, t time.Time) int { return s.Start.Compare(t) })
	to := from
	for to < len(slots) && slots[to].Start.Equal(start) {
		to++
	}
	return slots[from:to]
}

// distribute gives each person one of their slots so that no stylist is chosen
// twice; chosen holds what those before got.
func distribute(at [][]Slot, chosen []Slot) ([]Slot, bool) {
	if len(chosen) == len(at) {
		return slices.Clone(chosen), true
	}
	for _, slot := range at[len(chosen)] {
		if slices.ContainsFunc(chosen, func(c Slot) bool { return c.StylistID == slot.StylistID }) {
			continue
		}
		if all, ok := distribute(at, append(chosen, slot)); ok {
			return all, true
		}
	}
	return nil, false
}

// staggered finds the tightest way to serve everybody on one day, if any. It
// tries every start as the group's first and cuts off whatever cannot beat the
// best so far.
func staggered(plans []Plan, day [][]Slot) []Group {
	var starts []time.Time
	for _, slots := range day {
		if len(slots) == 0 {
			return nil
		}
		for _, slot := range slots {
			starts = append(starts, slot.Start)
		}
	}
	slices.SortFunc(starts, time.Time.Compare)
	starts = slices.CompactFunc(starts, time.Time.Equal)
	p := puzzle{plans: plans, day: day}
	for _, start := range starts {
		p.first = start
		p.place(make([]Slot, 0, len(plans)), start)
	}
	if p.best == nil {
		return nil
	}
	return []Group{{Slots: p.best}}
}

// puzzle is the search for the tightest staggering.
type puzzle struct {
	plans []Plan
	day   [][]Slot
	first time.Time // nobody starts before
	best  []Slot
	span  time.Duration // of best, from its first start to its last end
}

// place tries every slot of the next person that goes with the chosen ones.
func (p *puzzle) place(chosen []Slot, end time.Time) {
	person := len(chosen)
	if person == len(p.day) {
		p.best, p.span = slices.Clone(chosen), end.Sub(p.first)
		return
	}
	slots := p.day[person]
	from, _ := slices.BinarySearchFunc(slots, p.first, func(s Slot, t time.Time) int { return s.Start.Compare(t) })
	for _, slot := range slots[from:] {
		over := slot.End()
		if over.Before(end) {
			over = end
		}
		if p.best != nil && slot.End().Sub(p.first) >= p.span {
			return // later slots of this person end later still
		}
		if !p.clashes(chosen, slot) {
			p.place(append(chosen, slot), over)
		}
	}
}

// clashes reports whether a slot needs a stylist while one of the chosen does.
func (p *puzzle) clashes(chosen []Slot, slot Slot) bool {
	for i, c := range chosen {
		if c.StylistID != slot.StylistID {
			continue
		}
		shift := int(slot.Start.Sub(c.Start) / time.Minute)
		for _, a := range p.plans[i].Busy {
			for _, b := range p.plans[len(chosen)].Busy {
				if a.From < b.To+shift && b.From+shift < a.To {
					return true
				}
			}
		}
	}
	return false
}

// compareStarts orders slots by start.
func compareStarts(a, b Slot) int {
	return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.StylistID, b.StylistID))
}
