package spanish

import (
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// Reading is one time found in a text.
type Reading struct {
	When     dialog.When
	From, To int // byte offsets of the words, in the burst's text

	first, last int // tokens
	start, end  time.Time
	now         bool
}

// ParseWhen reads every time in text, in order. It never panics; a text without
// times gives none.
func (e *Engine) ParseWhen(text string, f Frame) []Reading {
	l := tokenise([]dialog.Message{{Text: text}})
	e.lexicon(nil).speller.repair(l)
	return readTimes(l, newCalendar(f), e.feasts)
}

// readTimes finds the times of a tokenised line and resolves them.
func readTimes(l *line, k *calendar, feasts map[string][]*holidayName) []Reading {
	r := &reader{line: l, k: k, feasts: feasts}
	groups := r.groups(r.items())
	out := make([]Reading, 0, len(groups))
	for _, g := range groups {
		if one, ok := r.resolve(g); ok {
			out = append(out, one)
		}
	}
	return out
}

// resolve turns a group into wall-clock bounds.
func (r *reader) resolve(g item) (Reading, bool) {
	out := Reading{
		first: g.from, last: g.to, now: g.now,
		From: r.toks[g.from].from, To: r.toks[g.to-1].to,
	}
	w := &out.When
	weekday := 0
	if g.part != nil && g.day == nil && (g.part.today || g.part.yesterday) {
		g.day = oneDay(relativeDay, r.k.today)
		if g.part.yesterday {
			g.day = past(oneDay(relativeDay, r.k.today.AddDays(-1)))
		}
	}
	if g.day != nil {
		r.setDay(w, g.day)
		if g.day.from == g.day.to {
			weekday = g.day.from.Weekday()
		}
	}
	w.Soonest = g.soon
	r.setHours(w, g, weekday)
	r.moveOff(w, g)
	w.Kind = kindOf(*w)
	r.bounds(&out, g)
	if !w.Past && w.HasDay() && w.From.Before(r.k.today) {
		w.From = r.k.today // "a finales de mes", said in that time: what is left of it
	}
	return out, w.HasDay() || w.HasTime() || w.Soonest
}

func (r *reader) setDay(w *dialog.When, d *day) {
	w.From, w.To = d.from, d.to
	w.Mismatch, w.Holiday = d.mismatch, d.holiday
	w.OpenEnd = d.openEnd
	w.Past = d.past || d.to.Before(r.k.today)
	if !d.other.IsZero() {
		w.Alternative = &dialog.When{Kind: dialog.WhenDate, From: d.other, To: d.other}
	}
	w.Weekday = d.kind == weekdayOnly
}

func (r *reader) setHours(w *dialog.When, g item, weekday int) {
	if g.part != nil {
		w.Part = g.part.name
		if g.clock != nil && g.clock.mer == noMeridiem && !g.clock.exact {
			g.clock.mer = g.part.mer
		} else if g.hours != nil {
			sharePart(g.hours, g.part.mer)
		}
		if g.clock == nil && g.hours == nil {
			w.Earliest, w.Latest, w.EndBy, w.LatestFirst = g.part.earliest, g.part.latest, g.part.endBy, g.part.latestFirst
			if g.part.latestFirst && w.Earliest == 18*hour && weekday > 0 {
				if c := r.k.closing(weekday); c > 0 && c <= 18*hour {
					w.Earliest = c - 2*hour
				}
			}
		}
	}
	switch {
	case g.clock != nil:
		w.At = r.k.resolveHour(*g.clock, weekday)
	case g.hours != nil:
		from, to := r.k.resolveSpan(*g.hours, weekday)
		w.Earliest = from
		if to > 0 {
			w.Latest = to - 1
			if g.hours.around {
				w.Latest = to
			}
		}
		if from > 0 && to > 0 && w.Latest < from && !(g.day != nil && g.day.from != g.day.to) {
			w.Latest = 24*hour - 1
		}
	}
}

func sharePart(s *hourSpan, m meridiem) {
	for _, c := range [...]*clock{s.from, s.to} {
		if c != nil && c.mer == noMeridiem && !c.exact {
			c.mer = m
		}
	}
}

// moveOff moves a weekday said on that same weekday to next week when today
// cannot be booked any more, or not at that hour.
func (r *reader) moveOff(w *dialog.When, g item) {
	if g.day == nil || g.day.kind != weekdayOnly || g.day.past || w.From != r.k.today {
		return
	}
	at := w.At
	if at == 0 && w.Latest > 0 {
		at = w.Latest
	}
	if !r.k.stillBookable(at) {
		w.From, w.To = w.From.AddDays(7), w.To.AddDays(7)
	}
}

func kindOf(w dialog.When) dialog.WhenKind {
	switch {
	case w.At > 0 && w.HasDay():
		return dialog.WhenBoth
	case w.At > 0:
		return dialog.WhenTime
	case w.HasTime():
		return dialog.WhenPart
	case w.From != w.To:
		return dialog.WhenDays
	}
	return dialog.WhenDate
}

// bounds works out start and end (exclusive) in wall clock; zero means open.
func (r *reader) bounds(out *Reading, g item) {
	w := out.When
	wall := func(d salon.Date, c salon.ClockTime) time.Time {
		return time.Date(d.Year, d.Month, d.Day, int(c)/60, int(c)%60, 0, 0, time.UTC)
	}
	from, to := w.From, w.To
	if from.IsZero() {
		from, to = r.k.today, r.k.today
		if w.At > 0 && w.At < r.k.clock || w.At == 0 && w.Latest > 0 && w.Latest < r.k.clock {
			from, to = from.AddDays(1), to.AddDays(1)
		}
	}
	switch {
	case w.At > 0:
		out.start = wall(from, w.At)
	case w.Soonest && !w.HasDay() && !w.HasTime():
		out.start = time.Date(r.k.today.Year, r.k.today.Month, r.k.today.Day, r.k.now.Hour(), r.k.now.Minute(), 0, 0, time.UTC)
	case g.hours != nil:
		lo, hi := r.k.resolveSpan(*g.hours, weekdayOf(w))
		if g.hours.from != nil {
			out.start = wall(from, lo)
		} else if g.elapsed {
			out.start = wall(from, 0)
		}
		if g.hours.to != nil {
			if hi < lo && from == to {
				to = to.AddDays(1)
			}
			out.end = wall(to, hi)
		}
	case g.part != nil:
		out.start, out.end = wall(from, max(g.part.shown.Start, w.Earliest)), wall(to, g.part.shown.End)
	default:
		if !(g.day != nil && g.day.openFrom) {
			out.start = wall(from, 0)
		}
		if !w.OpenEnd {
			out.end = wall(to.AddDays(1), 0)
		}
	}
}

func weekdayOf(w dialog.When) int {
	if w.From.IsZero() || w.From != w.To {
		return 0
	}
	return w.From.Weekday()
}
