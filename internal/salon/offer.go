package salon

import (
	"slices"
	"time"
)

// OfferRule says how many slots to show and in which order.
type OfferRule struct {
	N           int    // how many; 0: two
	Prefer      ID     // this stylist's slots come first; empty: nobody's
	LatestFirst bool   // "a última hora"
	Shown       []Slot // already shown: never again, and the list goes on after the last of them
}

// apart is how much later a second offer with the same stylist should be.
const apart = time.Hour

// ChooseOffers picks from slots in order of time (as FindSlots returns them)
// those to show: the earliest start, then each time the next start with another
// stylist or at least 60 minutes later, failing both the last start that fits.
// It shows fewer than N only when fewer are left. The result is in the order of
// the rule: the preferred stylist first, latest first when asked.
func ChooseOffers(slots []Slot, rule OfferRule) []Slot {
	n := rule.N
	if n <= 0 {
		n = DefaultPolicies().OffersPerReply
	}
	seq := rule.order(slots)
	picked := make([]bool, len(seq))
	count := 0
	pick := func(i int) {
		if i >= 0 && !picked[i] && count < n {
			picked[i] = true
			count++
		}
	}
	i, previous := 0, (*Slot)(nil)
	if last := len(rule.Shown) - 1; last >= 0 {
		previous = &rule.Shown[last]
		i = slices.IndexFunc(seq, func(s Slot) bool { return rule.compare(s, *previous) > 0 })
	}
	for ; i >= 0 && i < len(seq) && count < n; i++ {
		if previous == nil || Distinct(*previous, seq[i]) {
			pick(i)
			previous = &seq[i]
		}
	}
	pick(lastStart(seq, picked, rule.Shown))
	for i := range seq {
		pick(i)
	}
	var out []Slot
	for i, s := range seq {
		if picked[i] {
			out = append(out, s)
		}
	}
	return out
}

// order is a copy of the slots that may still be shown, in the rule's order.
func (r OfferRule) order(slots []Slot) []Slot {
	seq := make([]Slot, 0, len(slots))
	for _, s := range slots {
		if !slices.ContainsFunc(r.Shown, func(o Slot) bool { return o.ID == s.ID }) {
			seq = append(seq, s)
		}
	}
	slices.SortStableFunc(seq, r.compare)
	return seq
}

// compare orders slots by preference and start; slots of the same hour keep
// their order.
func (r OfferRule) compare(a, b Slot) int {
	if !r.Prefer.Empty() && (a.StylistID == r.Prefer) != (b.StylistID == r.Prefer) {
		if a.StylistID == r.Prefer {
			return -1
		}
		return 1
	}
	if r.LatestFirst {
		return b.Start.Compare(a.Start)
	}
	return a.Start.Compare(b.Start)
}

// Distinct reports whether b is a real alternative to a: another hour with
// another stylist, or an hour away.
func Distinct(a, b Slot) bool {
	distance := b.Start.Sub(a.Start).Abs()
	return distance >= apart || (distance > 0 && a.StylistID != b.StylistID)
}

// lastStart is where the last start of the sequence begins, unless something
// at that hour is shown already; then -1.
func lastStart(seq []Slot, picked []bool, shown []Slot) int {
	if len(seq) == 0 {
		return -1
	}
	end := seq[len(seq)-1].Start
	at := func(s Slot) bool { return s.Start.Equal(end) }
	first := slices.IndexFunc(seq, at)
	if picked[first] || slices.ContainsFunc(shown, at) {
		return -1
	}
	return first
}

// DaysWithRoom lists the dates on which at least one of the slots is.
func DaysWithRoom(slots []Slot, loc *time.Location) []Date {
	var days []Date
	for _, s := range FirstOfEachDate(slots, loc, 0) {
		days = append(days, DateOf(s.Start.In(loc)))
	}
	return days
}

// FirstOfEachDate picks the first slot of each date, of at most n dates (0:
// all) from slots in order of time.
func FirstOfEachDate(slots []Slot, loc *time.Location, n int) []Slot {
	var out []Slot
	var last Date
	for _, s := range slots {
		if n > 0 && len(out) == n {
			break
		}
		if d := DateOf(s.Start.In(loc)); d != last {
			out = append(out, s)
			last = d
		}
	}
	return out
}
