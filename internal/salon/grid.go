package salon

import (
	"math/bits"
	"sort"
	"time"
)

// minutesPerDay counts the wall-clock minutes of a day on which no clock changes.
const minutesPerDay = 24 * 60

// dayGrid numbers the starts that one date offers: every wall-clock time on the
// slot grid, once. In spring the hour that does not exist has no starts; in
// autumn the hour that happens twice is offered once, as Date.At reads it.
// Minutes are counted since the Unix epoch, so that busy time can be compared
// without caring about clocks.
type dayGrid struct {
	date  Date
	loc   *time.Location
	base  minute // of midnight
	grid  minute
	steps int
	after []uint16 // for each minute of an ordinary day the first step at or after it
	at    []minute // of each step; nil on a day without clock change
	clock []ClockTime
}

// stepTable gives for each minute of an ordinary day the first step at or after
// it: looking it up is several times faster than dividing.
func stepTable(grid int) []uint16 {
	table := make([]uint16, minutesPerDay+1)
	for m := range table {
		table[m] = uint16((m + grid - 1) / grid)
	}
	return table
}

func newDayGrid(d Date, grid int, loc *time.Location, table []uint16) dayGrid {
	bounds := d.Bounds(loc)
	g := dayGrid{date: d, loc: loc, base: minute(floorMinute(bounds.Start)), grid: minute(grid), steps: minutesPerDay / grid, after: table}
	if minute(floorMinute(bounds.End))-g.base == minutesPerDay {
		return g
	}
	for c := ClockTime(0); c < minutesPerDay; c += ClockTime(grid) {
		t := d.At(c, loc)
		if ClockOf(t) == c && DateOf(t) == d {
			g.at = append(g.at, minute(floorMinute(t)))
			g.clock = append(g.clock, c)
		}
	}
	g.steps = len(g.at)
	return g
}

// wall is the minute at which a clock in the salon shows c.
func (g *dayGrid) wall(c ClockTime) minute {
	if g.at == nil {
		return g.base + minute(c)
	}
	return minute(floorMinute(g.date.At(c, g.loc)))
}

// minute counts since the Unix epoch; 32 bits last until the year 6053.
type minute = int32

// stretch is a range of minutes: [from, to).
type stretch struct{ from, to minute }

// stretches appends ordered hours of the day as minutes, joining what touches.
func (g *dayGrid) stretches(out []stretch, ranges []Hours) []stretch {
	for _, h := range ranges {
		out = appendStretch(out, stretch{g.wall(h.Start), g.wall(h.End)})
	}
	return out
}

// when is the minute of step i.
func (g *dayGrid) when(i int) minute {
	if g.at == nil {
		return g.base + minute(i)*g.grid
	}
	return g.at[i]
}

// first is the first step at or after a minute; steps when there is none.
func (g *dayGrid) first(m minute) int {
	if g.at == nil {
		return int(g.after[min(max(m-g.base, 0), minutesPerDay)])
	}
	return sort.Search(g.steps, func(i int) bool { return g.at[i] >= m })
}

// firstClock is the first step whose wall-clock time is c or later.
func (g *dayGrid) firstClock(c ClockTime) int {
	if g.at == nil {
		return g.first(g.base + minute(c))
	}
	return sort.Search(g.steps, func(i int) bool { return g.clock[i] >= c })
}

// floorMinute is the minute in which t lies.
func floorMinute(t time.Time) int64 { return floorSixty(t.Unix()) }

// ceilMinute is the first whole minute at or after t.
func ceilMinute(t time.Time) int64 {
	seconds := t.Unix() + 59
	if t.Nanosecond() > 0 {
		seconds++
	}
	return floorSixty(seconds)
}

// floorSixty divides by 60, rounding down also before 1970.
func floorSixty(seconds int64) int64 {
	if seconds < 0 {
		return -((59 - seconds) / 60)
	}
	return seconds / 60
}

// stepSet is a set of steps of one day, one bit each.
type stepSet []uint64

// addRange adds the steps [from, to).
func (s stepSet) addRange(from, to int) {
	for from < to {
		word, bit := from/64, from%64
		n := min(64-bit, to-from)
		s[word] |= (^uint64(0) >> (64 - n)) << bit
		from += n
	}
}

// keep leaves only what is in other as well, and reports whether anything is left.
func (s stepSet) keep(other stepSet) bool {
	var left uint64
	for i := range s {
		s[i] &= other[i]
		left |= s[i]
	}
	return left != 0
}

// keepRange leaves only the steps [from, to).
func (s stepSet) keepRange(from, to int) {
	for i := range s {
		lo, hi := max(from-i*64, 0), min(to-i*64, 64)
		if lo >= hi {
			s[i] = 0
			continue
		}
		s[i] &= (^uint64(0) >> (64 - (hi - lo))) << lo
	}
}

// has reports whether step i is in the set.
func (s stepSet) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

// next is the first step of the set at or after i; -1 when there is none.
func (s stepSet) next(i int) int {
	for word := i / 64; word < len(s); word++ {
		rest := s[word]
		if word == i/64 {
			rest &= ^uint64(0) << (i % 64)
		}
		if rest != 0 {
			return word*64 + bits.TrailingZeros64(rest)
		}
	}
	return -1
}
