package spanish

import (
	"atrevete/internal/dialog"
)

// addTimes turns the readings into spans.
func (b *burst) addTimes() {
	for _, t := range b.times {
		if t.first >= t.last || t.now && t.When.Soonest && b.is(t.first, "ahora") && !b.timeAsked() {
			continue
		}
		w := t.When
		if t.now && !w.HasDay() && !b.is(t.first, "ahorita") { // right now: a day and an hour, to be told why not
			w = dialog.When{Kind: dialog.WhenBoth, From: b.k.today, To: b.k.today, At: max(b.k.clock, 1)}
		}
		c := dialog.Command{Kind: dialog.Set, Slot: dialog.SlotDays, When: &w}
		if !w.HasDay() && !w.Soonest {
			c.Slot = dialog.SlotTime
		}
		from := t.first
		if b.is(from-1, "mejor", "prefiero", "preferiria") || b.is(from-2, "mejor", "prefiero", "preferiria") && b.is(from-1, "el", "a", "por", "para") {
			c.Replace = true
		}
		if b.is(from-1, "menos", "excepto", "salvo") || b.is(t.last, "no") && (b.endsHere(t.last+1) || b.is(t.last+1, "puedo", "me", "mejor")) && w.HasDay() {
			c.Negated = true
		}
		b.addRole(timeRole, from, t.last, nounScore+2*(t.last-t.first), c)
	}
}

// dayAfter reads "pasado" alone where a day is asked for: the day after tomorrow.
func (b *burst) dayAfter() {
	if !b.asked(dialog.DateAsk, dialog.DateWhich) || b.wordCount() > 3 {
		return
	}
	for i := range b.toks {
		if b.is(i, "pasado") && (b.endsHere(i+1) || b.is(i+1, "mejor", "por", "porfa")) && !b.is(i-1, "el", "mes", "ano") {
			day := b.k.today.AddDays(2)
			b.addRole(timeRole, i, i+1, nounScore, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotDays, When: &dialog.When{Kind: dialog.WhenDate, From: day, To: day}})
		}
	}
}

// timeAsked reports whether "ahora" can be a wish for a time.
func (b *burst) timeAsked() bool {
	return b.asked(dialog.DateAsk, dialog.DateWhich) || b.has("ahora mismo", "hueco ahora", "ir ahora", "cita ahora", "ahorita")
}
