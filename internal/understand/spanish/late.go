package spanish

import (
	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// late reads "llego 10 minutos tarde", "voy tarde", "hay atasco", "no llego".
func (b *burst) late() {
	b.arrives()
	strong := false
	b.each(latePhrases, func(from, to int) {
		if b.toks[from].question && b.has("que pasa si", "me esperais", "pierdo", "si llego tarde", "si me retraso") || b.is(from-1, "si") {
			return
		}
		strong = true
		// "no llego" alone may mean late, or not at all
		unsure := b.is(from, "no") && !b.has("atasco", "trafico", "hasta", "tarde", "minutos", "min", "antes")
		b.addRole(startRole, from, to, phraseScore, dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioLate, Negated: unsure})
	})
	r := &reader{line: b.line, k: b.k}
	for i := range b.toks {
		lead := b.is(i-1, "llego", "llegare", "llegamos", "llegaremos", "retraso", "tardo", "tardare", "retrasare", "retrasar") || b.is(i-2, "llego", "llegare", "llegamos", "tardo", "retraso", "retrasar", "tardare") && b.is(i-1, "en", "unos", "con", "como", "a", "dentro")
		q, end := r.quantity(i)
		if end == i || q.minutes == 0 || q.unit > hours {
			continue
		}
		tail := b.is(end, "tarde", "de") && (b.is(end, "tarde") || b.is(end+1, "retraso")) || b.is(end, "mas") && b.is(end+1, "tarde")
		if !lead && !tail && !strong && !b.asked(dialog.DelayRelay) || b.is(end, "antes") || i > 0 && moveVerb(b.at(i-1)) {
			continue
		}
		from, to := i, end
		if b.is(from-1, "en", "unos", "con") {
			from--
		}
		if b.is(from-1, "llego", "llegare", "tardo", "retraso", "tardare") {
			from--
		}
		switch {
		case b.is(to, "tarde"):
			to++
		case b.is(to, "de") && b.is(to+1, "retraso"):
			to += 2
		}
		c := dialog.Command{Kind: dialog.Set, Slot: dialog.SlotDelay, Number: q.minutes}
		// "llego en 20 min" counts from now; "llego 20 min tarde" from the start
		c.Any = b.is(i-1, "en") || b.is(i-2, "dentro")
		b.add(from, to, contextScore, dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioLate}, c)
		return
	}
}

// arrives reads "llego a las 12 y cuarto", "llegaré sobre las doce", "llego a y
// media" of somebody who has an appointment: the hour she will be there.
func (b *burst) arrives() {
	if len(b.view.Upcoming)+len(b.view.Underway) == 0 || b.draftOpen() {
		return
	}
	for i := range b.toks {
		if !b.is(i, "llego", "llegare", "llegamos", "llegaremos", "estare", "estoy") || b.toks[i].question || b.is(i-1, "si", "cuando") {
			continue
		}
		at, end := b.hourSaid(i + 1)
		if end == 0 || b.is(i, "estare", "estoy") && !b.is(i+1, "alli", "ahi") {
			continue
		}
		from := i
		if b.is(from-1, "no") {
			from--
		}
		b.addRole(startRole, from, end, contextScore+2, dialog.Command{
			Kind: dialog.Start, Scenario: dialog.ScenarioLate, When: &dialog.When{Kind: dialog.WhenTime, At: at},
		})
		return
	}
}

// hourSaid is the hour said at i or right after; end 0: none is.
func (b *burst) hourSaid(i int) (at salon.ClockTime, end int) {
	for b.is(i, "alli", "ahi", "sobre", "hasta", "a", "como", "hoy", "casi") {
		if past, n := b.minutePast(i); n > 0 {
			return past, n
		}
		i++
	}
	for _, t := range b.times {
		if w := t.When; t.first <= i && i < t.last && !b.is(t.first, "en", "dentro", "unos") && w.At > 0 && (!w.HasDay() || w.From == b.k.today && w.To == b.k.today) {
			return w.At, t.last
		}
	}
	return b.minutePast(i)
}

// minutePast reads "a y cuarto", "y media", "menos diez": the first such minute
// from the start of today's appointment on.
func (b *burst) minutePast(i int) (at salon.ClockTime, end int) {
	if b.is(i, "a") {
		i++
	}
	minus := b.is(i, "menos")
	if !minus && !b.is(i, "y") {
		return 0, 0
	}
	minutes, end := 0, i+2
	switch {
	case b.is(i+1, "cuarto"):
		minutes = 15
	case b.is(i+1, "media") && !minus:
		minutes = 30
	default:
		n, k, ok := b.number(i + 1)
		if !ok || n < 1 || n > 59 {
			return 0, 0
		}
		minutes, end = n, k
	}
	if minus {
		minutes = 60 - minutes
	}
	start, ok := b.startToday()
	if !ok {
		return 0, 0
	}
	at = start - start%hour + salon.ClockTime(minutes)
	if at < start {
		at += hour
	}
	return at, end
}

// startToday is when today's appointment begins: the one under way, else the next.
func (b *burst) startToday() (salon.ClockTime, bool) {
	for _, list := range [...][]salon.Appointment{b.view.Underway, b.view.Upcoming} {
		for _, a := range list {
			if start := a.Start.In(b.k.now.Location()); salon.DateOf(start) == b.k.today {
				return salon.ClockOf(start), true
			}
		}
	}
	return 0, false
}
