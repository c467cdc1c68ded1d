package spanish

import (
	"time"

	"atrevete/internal/salon"
)

// calendar is the frame in which dates and hours are read: the present instant
// in the salon's wall clock, its opening hours and how far ahead it books.
type calendar struct {
	now     time.Time
	today   salon.Date
	clock   salon.ClockTime
	opening salon.WeekHours
	lead    int // minutes: the earliest start today
	horizon int // days
}

// Frame says how times are read. A zero Opening means usual shop hours.
type Frame struct {
	Now     time.Time // in the zone of the wall clock
	Opening salon.WeekHours
	Lead    int // minutes of same-day lead
	Horizon int // days ahead that can be booked
}

// Usual values where the salon does not say.
const (
	usualLead    = 60
	usualHorizon = 90
)

func newCalendar(f Frame) *calendar {
	c := &calendar{
		now: f.Now, today: salon.DateOf(f.Now), clock: salon.ClockOf(f.Now),
		opening: f.Opening, lead: f.Lead, horizon: f.Horizon,
	}
	if c.horizon <= 0 {
		c.horizon = usualHorizon
	}
	if c.lead <= 0 {
		c.lead = usualLead
	}
	if !anyOpen(c.opening) {
		c.opening = usualHours()
	}
	return c
}

func anyOpen(w salon.WeekHours) bool {
	for _, ranges := range w {
		if len(ranges) > 0 {
			return true
		}
	}
	return false
}

func usualHours() salon.WeekHours {
	day := []salon.Hours{{Start: 10 * 60, End: 20 * 60}}
	return salon.WeekHours{2: day, 3: day, 4: day, 5: day, 6: {{Start: 9 * 60, End: 14 * 60}}}
}

// open reports whether the salon is open at c on the ISO weekday; weekday 0
// asks whether it is on any day.
func (k *calendar) open(weekday int, c salon.ClockTime) bool {
	if weekday == 0 {
		for w := 1; w <= 7; w++ {
			if k.open(w, c) {
				return true
			}
		}
		return false
	}
	for _, h := range k.opening[weekday] {
		if c >= h.Start && c < h.End {
			return true
		}
	}
	return false
}

// closing is the last hour the salon is open on a weekday, 0 when it is not.
func (k *calendar) closing(weekday int) salon.ClockTime {
	var last salon.ClockTime
	for _, h := range k.opening[weekday] {
		last = max(last, h.End)
	}
	return last
}

// stillBookable reports whether an appointment today can still start, at the
// given hour when there is one.
func (k *calendar) stillBookable(at salon.ClockTime) bool {
	earliest := k.clock + salon.ClockTime(k.lead)
	if at > 0 {
		return at >= k.clock
	}
	return earliest < k.closing(k.today.Weekday())
}

// weekday is the nearest day with that weekday, today included.
func (k *calendar) weekday(w int) salon.Date {
	return k.today.AddDays((w - k.today.Weekday() + 7) % 7)
}

// monday is the first day of the week that holds d.
func monday(d salon.Date) salon.Date { return d.AddDays(1 - d.Weekday()) }

// addMonths keeps the day of the month where it exists, else the last one.
func addMonths(d salon.Date, n int) salon.Date {
	first := time.Date(d.Year, d.Month+time.Month(n), 1, 12, 0, 0, 0, time.UTC)
	day := min(d.Day, daysIn(first.Year(), first.Month()))
	return salon.Date{Year: first.Year(), Month: first.Month(), Day: day}
}

func daysIn(year int, m time.Month) int {
	return time.Date(year, m+1, 0, 12, 0, 0, 0, time.UTC).Day()
}

func validDate(year int, m time.Month, day int) (salon.Date, bool) {
	if m < 1 || m > 12 || day < 1 || year < 1 || year > 9999 || day > daysIn(year, m) {
		return salon.Date{}, false
	}
	return salon.Date{Year: year, Month: m, Day: day}, true
}

// yearless is the next such day, today included. 29 February looks up to eight
// years ahead.
func (k *calendar) yearless(m time.Month, day int) (salon.Date, bool) {
	for y := k.today.Year; y <= k.today.Year+8; y++ {
		if d, ok := validDate(y, m, day); ok && !d.Before(k.today) {
			return d, true
		}
		if day <= 28 && y > k.today.Year+1 {
			break
		}
		if m != time.February && day > 0 && day <= 31 && day > daysIn(y, m) {
			return salon.Date{}, false
		}
	}
	return salon.Date{}, false
}

// numbered is the next day with that number of the month, today included.
func (k *calendar) numbered(day int) (salon.Date, bool) {
	if day < 1 || day > 31 {
		return salon.Date{}, false
	}
	for n := range 4 {
		first := addMonths(salon.Date{Year: k.today.Year, Month: k.today.Month, Day: 1}, n)
		if d, ok := validDate(first.Year, first.Month, day); ok && !d.Before(k.today) {
			return d, true
		}
	}
	return salon.Date{}, false
}

// fullYear reads "26" as 2026 and "99" as 1999.
func fullYear(y, digits int) int {
	if digits > 2 {
		return y
	}
	if y >= 70 {
		return 1900 + y
	}
	return 2000 + y
}

// easter is Easter Sunday (Gregorian computus).
func easter(year int) salon.Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, j := c/4, c%4
	l := (32 + 2*e + 2*i - h - j) % 7
	m := (a + 11*h + 22*l) / 451
	month := (h + l - 7*m + 114) / 31
	day := (h+l-7*m+114)%31 + 1
	return salon.Date{Year: year, Month: time.Month(month), Day: day}
}
