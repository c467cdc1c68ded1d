package dialog

import (
	"fmt"
	"strings"

	"atrevete/internal/salon"
)

// LongDates is "miércoles 2, jueves 3 y viernes 4 de diciembre": the month is
// said once for dates in a row that share it. last joins the last two: "y", "o".
func LongDates(dates []salon.Date, last string) string {
	parts := make([]string, len(dates))
	for i, d := range dates {
		parts[i] = fmt.Sprintf("%s %d", salon.WeekdayName(d.Weekday()), d.Day)
		if i == len(dates)-1 || dates[i+1].Month != d.Month {
			parts[i] += " de " + salon.MonthName(d.Month)
		}
	}
	return Enumerate(parts, last)
}

// Enumerate joins words as Spanish does: "a, b y c". "y" becomes "e" and "o"
// becomes "u" where the next sound asks for it.
func Enumerate(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	end := words[len(words)-1]
	return strings.Join(words[:len(words)-1], ", ") + " " + conjunction(last, end) + " " + end
}

func conjunction(word, next string) string {
	first := salon.Fold(next)
	switch {
	case word == "y" && (strings.HasPrefix(first, "i") || (strings.HasPrefix(first, "hi") && !strings.HasPrefix(first, "hie"))):
		return "e"
	case word == "o" && (strings.HasPrefix(first, "o") || strings.HasPrefix(first, "ho")):
		return "u"
	}
	return word
}

// shortWeekday is "Vie", for titles.
func shortWeekday(d salon.Date) string {
	name := []rune(salon.WeekdayName(d.Weekday()))
	return strings.ToUpper(string(name[:1])) + string(name[1:3])
}
