package dialog

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"atrevete/internal/salon"
)

// Values of options that mean the same under every question.
const (
	OptionYes  = "yes"
	OptionNo   = "no"
	OptionMore = "more"
	OptionAny  = "any"
)

// What fits where people tap: three buttons, or a list of ten rows.
const (
	maxButtons     = 3
	maxRows        = 10
	maxButtonRunes = 20
	maxRowRunes    = 24
)

// titleRunes is how long a title may be in a menu of n options.
func titleRunes(n int) int {
	if n <= maxButtons {
		return maxButtonRunes
	}
	return maxRowRunes
}

// fitTitles cuts a menu to ten options whose titles fit and differ.
func fitTitles(options []Choice) []Choice {
	if len(options) > maxRows {
		options = options[:maxRows]
	}
	limit := titleRunes(len(options))
	seen := map[string]bool{}
	fitted := make([]Choice, len(options))
	for i, o := range options {
		o.Title = shorten(o.Title, limit)
		for n := 2; seen[salon.Fold(o.Title)]; n++ {
			suffix := fmt.Sprintf(" (%d)", n)
			o.Title = shorten(options[i].Title, limit-len(suffix)) + suffix
		}
		seen[salon.Fold(o.Title)] = true
		fitted[i] = o
	}
	return fitted
}

// shorten cuts a title to at most limit characters, at a word when it can.
func shorten(title string, limit int) string {
	if utf8.RuneCountInString(title) <= limit {
		return title
	}
	runes := []rune(title)
	cut := string(runes[:limit-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " +·,") + "…"
}

// menu is what the channel needs of the options.
func menu(options []Choice) []salon.Option {
	var out []salon.Option
	for _, o := range options {
		out = append(out, salon.Option{Title: o.Title, Value: o.ID})
	}
	return out
}

// yesNo are the two buttons of a question, in the words that fit it.
func yesNo(yes, no string) []Choice {
	return []Choice{{ID: OptionYes, Title: yes}, {ID: OptionNo, Title: no}}
}

// slotChoices are offers as options, and one for other hours.
func (t *turn) slotChoices(slots []salon.Slot) []Choice {
	limit := titleRunes(len(slots) + 1)
	var out []Choice
	for _, s := range slots {
		out = append(out, Choice{ID: s.ID, Title: t.slotTitle(s, limit), Slot: &s})
	}
	return append(out, Choice{ID: OptionMore, Title: "Otras horas"})
}

// slotTitle is "Vie 27 · 10:30 Pilar", or shorter until it fits.
func (t *turn) slotTitle(s salon.Slot, limit int) string {
	start, name := t.local(s.Start), t.stylistName(s.StylistID) // a group has no stylist
	day := fmt.Sprintf("%s %d", shortWeekday(t.dateOf(start)), start.Day())
	hour := salon.ClockOf(start).String()
	for _, title := range []string{day + " · " + hour + " " + name, day + " " + hour + " " + name} {
		if title = strings.TrimSpace(title); utf8.RuneCountInString(title) <= limit {
			return title
		}
	}
	return shorten(day+" "+hour+" "+name, limit)
}
