package salon

import (
	"cmp"
	"fmt"
	"time"
)

// Date is a calendar day without a zone. The zero Date means "none".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the calendar day of t in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads YYYY-MM-DD and refuses days that do not exist.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("date %q is not YYYY-MM-DD: %w", s, err)
	}
	return DateOf(t), nil
}

// IsZero reports whether d names no day.
func (d Date) IsZero() bool { return d == Date{} }

// AddDays returns the day n days later (earlier when n is negative).
func (d Date) AddDays(n int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+n, 12, 0, 0, 0, time.UTC))
}

// DaysUntil counts the days from d to other; negative when other is earlier.
func (d Date) DaysUntil(other Date) int {
	a := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
	b := time.Date(other.Year, other.Month, other.Day, 0, 0, 0, 0, time.UTC)
	return int(b.Sub(a) / (24 * time.Hour))
}

// Compare is -1, 0 or +1 as d is before, equal to or after other.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.Year, other.Year), cmp.Compare(d.Month, other.Month), cmp.Compare(d.Day, other.Day))
}

// Before reports whether d is earlier than other.
func (d Date) Before(other Date) bool { return d.Compare(other) < 0 }

// After reports whether d is later than other.
func (d Date) After(other Date) bool { return d.Compare(other) > 0 }

// Weekday returns ISO weekday numbers: 1 Monday … 7 Sunday.
func (d Date) Weekday() int {
	w := int(time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC).Weekday())
	if w == 0 {
		return 7
	}
	return w
}

// At returns the instant of wall-clock time c on day d in loc. On the spring
// clock change a wall time that does not exist is moved forward.
func (d Date) At(c ClockTime, loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, int(c)/60, int(c)%60, 0, 0, loc)
}

// String renders YYYY-MM-DD, for logs and storage, never for customers.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// MarshalText writes YYYY-MM-DD, or nothing for the zero Date.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, nil
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// ClockTime is a wall-clock time as minutes since midnight, 0 to 1440 (24:00).
type ClockTime int

// ClockOf returns the wall-clock minute of t in t's own location.
func ClockOf(t time.Time) ClockTime { return ClockTime(t.Hour()*60 + t.Minute()) }

// ParseClock reads HH:MM (24 h; "24:00" is allowed as an end).
func ParseClock(s string) (ClockTime, error) {
	var h, m int
	if len(s) != len("15:04") || s[2] != ':' {
		return 0, fmt.Errorf("time %q is not HH:MM", s)
	}
	if _, err := fmt.Sscanf(s, "%02d:%02d", &h, &m); err != nil {
		return 0, fmt.Errorf("time %q is not HH:MM: %w", s, err)
	}
	if h < 0 || h > 24 || m < 0 || m > 59 || (h == 24 && m != 0) {
		return 0, fmt.Errorf("time %q is outside the day", s)
	}
	return ClockTime(h*60 + m), nil
}

// String renders the hour as customers read it: "9:30", "16:00".
func (c ClockTime) String() string { return fmt.Sprintf("%d:%02d", int(c)/60, int(c)%60) }

// MarshalText writes HH:MM.
func (c ClockTime) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%02d:%02d", int(c)/60, int(c)%60), nil
}

// UnmarshalText reads HH:MM.
func (c *ClockTime) UnmarshalText(b []byte) error {
	parsed, err := ParseClock(string(b))
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}

// Hours is a wall-clock range [Start, End) within one day.
type Hours struct {
	Start ClockTime `json:"start"`
	End   ClockTime `json:"end"`
}

// Interval is a range of instants [Start, End).
type Interval struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// Overlaps reports whether two intervals share an instant.
func (i Interval) Overlaps(o Interval) bool { return i.Start.Before(o.End) && o.Start.Before(i.End) }

// WeekHours maps ISO weekdays (1 Monday … 7 Sunday) to ordered ranges; a day
// that is missing or empty is closed.
type WeekHours map[int][]Hours
