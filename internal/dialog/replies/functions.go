package replies

import (
	"fmt"
	"strings"
	"text/template"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// functions are what templates may call: formats for facts, nothing that decides.
func functions() template.FuncMap {
	return template.FuncMap{
		"date":      date,
		"weekday":   func(d salon.Date) string { return salon.WeekdayName(d.Weekday()) },
		"days":      func(d []salon.Date) string { return dialog.LongDates(d, "y") },
		"eitherday": func(d []salon.Date) string { return dialog.LongDates(d, "o") },
		"hour":      hour,
		"money":     func(m salon.Money) string { return m.String() },
		"minutes":   minutes,
		"list":      func(words []string) string { return dialog.Enumerate(words, "y") },
		"either":    func(words []string) string { return dialog.Enumerate(words, "o") },
		"lower":     strings.ToLower,
		"join":      func(words []string, by string) string { return strings.Join(words, by) },
		"open":      salon.SpokenHours,
		"week":      salon.WeekHours.Spoken,
		"on":        func(d salon.Date) bool { return !d.IsZero() },
		"part":      part,
		"inc":       func(i int) int { return i + 1 },
		"weekdays":  func(d salon.Date) string { return salon.WeekdaysName(d.Weekday()) },
		"first":     func(words []string) string { return strings.Join(words[:min(1, len(words))], "") },
	}
}

// date is "viernes 9 de octubre" of a day or an instant.
func date(v any) (string, error) {
	switch d := v.(type) {
	case salon.Date:
		if d.IsZero() {
			return "", nil
		}
		return salon.LongDate(d), nil
	case time.Time:
		return salon.LongDate(salon.DateOf(d)), nil
	}
	return "", fmt.Errorf("date of %T", v)
}

// hour is "9:30" of a wall-clock time or an instant in the salon's zone.
func hour(v any) (string, error) {
	switch h := v.(type) {
	case salon.ClockTime:
		return h.String(), nil
	case time.Time:
		return salon.ClockOf(h).String(), nil
	}
	return "", fmt.Errorf("hour of %T", v)
}

// minutes is "95 min", never only hours.
func minutes(n int) string { return fmt.Sprintf("%d min", n) }

// part is how a part of the day was said; "a esa hora" when we do not know.
func part(said string) string {
	if said == "" {
		return "a esa hora"
	}
	return said
}
