package salon

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// On returns the ranges of an ISO weekday; nil on a day off.
func (w WeekHours) On(weekday int) []Hours { return w[weekday] }

// Validate reports everything wrong with a week: unknown weekdays, ranges that
// are empty, out of order, overlapping or outside the day.
func (w WeekHours) Validate() error {
	var faults []error
	for day, ranges := range w {
		if day < 1 || day > 7 {
			faults = append(faults, fmt.Errorf("weekday %d is not between 1 (Monday) and 7 (Sunday)", day))
			continue
		}
		for i, r := range ranges {
			if err := r.validate(); err != nil {
				faults = append(faults, fmt.Errorf("weekday %d: %w", day, err))
			} else if i > 0 && r.Start < ranges[i-1].End {
				faults = append(faults, fmt.Errorf("weekday %d: %s overlaps %s or is out of order", day, r, ranges[i-1]))
			}
		}
	}
	return errors.Join(faults...)
}

// Within reports whether all of h lies inside the ranges.
func (h Hours) Within(ranges []Hours) bool {
	for _, r := range joinHours(ranges) {
		if r.Start <= h.Start && h.End <= r.End {
			return true
		}
	}
	return false
}

// String renders "10:00–14:00".
func (h Hours) String() string { return h.Start.String() + "–" + h.End.String() }

func (h Hours) validate() error {
	switch {
	case h.Start < 0 || h.End > 24*60:
		return fmt.Errorf("%s is outside the day", h)
	case h.Start >= h.End:
		return fmt.Errorf("%s does not end after it starts", h)
	}
	return nil
}

// joinHours joins ordered ranges that touch. It returns ranges itself when none do.
func joinHours(ranges []Hours) []Hours {
	touching := false
	for i := 1; i < len(ranges); i++ {
		touching = touching || ranges[i].Start <= ranges[i-1].End
	}
	if !touching {
		return ranges
	}
	joined := make([]Hours, 0, len(ranges))
	for _, r := range ranges {
		if last := len(joined) - 1; last >= 0 && r.Start <= joined[last].End {
			joined[last].End = max(joined[last].End, r.End)
			continue
		}
		joined = append(joined, r)
	}
	return joined
}

// Bounds is the salon-day d as instants: 24 hours, or 23 and 25 on the two days
// on which the clocks change.
func (d Date) Bounds(loc *time.Location) Interval {
	return Interval{Start: d.At(0, loc), End: d.AddDays(1).At(0, loc)}
}

// Covers reports whether day d lies within the closure.
func (c Closure) Covers(d Date) bool { return !d.Before(c.StartsOn) && !d.After(c.EndsOn) }

// ClosureOn finds the closure that shuts the salon on day d.
func ClosureOn(closures []Closure, d Date) (Closure, bool) {
	i := slices.IndexFunc(closures, func(c Closure) bool { return c.Covers(d) })
	if i < 0 {
		return Closure{}, false
	}
	return closures[i], true
}

// Day is what one date looks like to somebody standing before the door.
type Day struct {
	Date    Date
	Hours   []Hours // empty: closed
	Weekday bool    // closed because the salon never opens on this weekday
	Holiday string  // closed by this closure; wins over Weekday
}

// Open reports whether the salon opens at all.
func (d Day) Open() bool { return len(d.Hours) > 0 }

// Closes is when the salon shuts for the day; 0 when it is closed.
func (d Day) Closes() ClockTime {
	if !d.Open() {
		return 0
	}
	return d.Hours[len(d.Hours)-1].End
}

// Opens is when the salon opens; 0 when it is closed.
func (d Day) Opens() ClockTime {
	if !d.Open() {
		return 0
	}
	return d.Hours[0].Start
}

// Day says when the salon opens on a date, or why it does not.
func (s *Salon) Day(d Date, closures []Closure) Day {
	day := Day{Date: d}
	if c, shut := ClosureOn(closures, d); shut {
		day.Holiday = c.Reason
		if day.Holiday == "" {
			day.Holiday = "cierre"
		}
		return day
	}
	day.Hours = s.Opening.On(d.Weekday())
	day.Weekday = len(day.Hours) == 0
	return day
}

// NextOpenDay is the first date from d on, d included, on which the salon
// opens; false when there is none within a year.
func (s *Salon) NextOpenDay(d Date, closures []Closure) (Day, bool) {
	for range 366 {
		if day := s.Day(d, closures); day.Open() {
			return day, true
		}
		d = d.AddDays(1)
	}
	return Day{}, false
}

// Today is the date in the salon at the instant now.
func (s *Salon) Today(now time.Time) Date { return DateOf(now.In(s.Location)) }

// LastDay is the last date that can be booked at the instant now.
func (s *Salon) LastDay(now time.Time) Date { return s.Today(now).AddDays(s.Policies.MaxDaysAhead) }

// DayRun is a run of consecutive weekdays with the same hours.
type DayRun struct {
	From, To int // ISO weekdays, both included
	Hours    []Hours
}

// Runs groups the week's open days for speaking: Tuesday to Friday 10–20,
// Saturday 9–14. In order of weekday; closed days are left out.
func (w WeekHours) Runs() []DayRun {
	var runs []DayRun
	for day := 1; day <= 7; day++ {
		hours := w.On(day)
		if len(hours) == 0 {
			continue
		}
		if last := len(runs) - 1; last >= 0 && runs[last].To == day-1 && slices.Equal(runs[last].Hours, hours) {
			runs[last].To = day
			continue
		}
		runs = append(runs, DayRun{From: day, To: day, Hours: hours})
	}
	return runs
}

// ClosedWeekdays lists the ISO weekdays on which nothing is open, in order.
func (w WeekHours) ClosedWeekdays() []int {
	var closed []int
	for day := 1; day <= 7; day++ {
		if len(w.On(day)) == 0 {
			closed = append(closed, day)
		}
	}
	return closed
}
