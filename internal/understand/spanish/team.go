package spanish

import (
	"strings"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// addTeam finds stylists by name, those that are not wanted, "nobody in
// particular", and names that nobody here has.
func (b *burst) addTeam() {
	for i := range b.toks {
		if b.toks[i].kind != wordToken {
			continue
		}
		if id, ok := b.lex.team[b.at(i)]; ok {
			b.stylist(i, id)
			continue
		}
		b.stranger(i)
	}
	b.nobodyInParticular()
}

// stylist adds a member of the team named at i.
func (b *burst) stylist(i int, id salon.ID) {
	from, cue := b.stylistLead(i)
	if !cue && b.notTheStylist(i) {
		return
	}
	c := dialog.Command{Kind: dialog.Set, Slot: dialog.SlotStylist, Stylist: id}
	to := i + 1
	score := nounScore + 4
	switch {
	case b.is(to, "no") && !b.is(to+1, "puede", "esta", "tiene") && (b.endsHere(to+1) || b.is(to+1, "mejor", "con")):
		c.Negated, to = true, to+1
	case b.is(from-1, "no", "menos", "sin", "excepto") && cue, b.is(from, "sin", "menos", "excepto"):
		c.Negated = true
		if b.is(from-1, "no", "menos", "sin", "excepto") {
			from--
		}
	case b.is(from-1, "sea", "quiero") && b.is(from-2, "no"):
		c.Negated = true
	}
	if b.is(to, "mejor") && b.endsHere(to+1) {
		to++
	}
	if b.is(from-1, "mejor", "prefiero", "solo") {
		c.Replace = !b.is(from-1, "solo")
		from--
	}
	b.addRole(stylistRole, from, to, score, c)
}

// stylistLead reads "con", "con la", "de", "a" before a name.
func (b *burst) stylistLead(i int) (from int, cue bool) {
	j := i
	if b.is(j-1, "la", "el") {
		j--
	}
	switch {
	case b.is(j-1, "con"):
		return j - 1, true
	case b.is(j-1, "de") && b.is(j-2, "la", "el", "lo") && !b.is(j-3, "hija", "madre"):
		return j - 2, true
	case b.is(j-1, "a") && b.has("cambiame", "cambiar", "cambia", "ponme", "prefiero", "quiero"):
		return j - 1, true
	case b.is(j-1, "sin", "menos", "excepto", "tiene", "tienes", "esta", "trabaja", "puede", "sea"):
		return j, true
	}
	return i, false
}

// notTheStylist guards names that belong to customers, and rosa the colour.
func (b *burst) notTheStylist(i int) bool {
	if b.is(i-1, "soy", "llamo", "nombre", "hola", "buenas", "gracias", "para", "color", "pelo", "mechas", "unas", "en", "de", "hija", "hermana",
		"amiga", "madre", "prima", "tia", "virgen", "dia", "del", "hijo", "abuela", "suegra", "esmalte", "tono") {
		return true
	}
	if b.asked(dialog.NameAsk, dialog.NameCheck, dialog.SurnameAsk, dialog.GuestName) {
		return true
	}
	alone := b.wordCount() <= 2
	choosing := b.asked(dialog.StylistPref, dialog.SlotPick, dialog.SlotSingle, dialog.ApptPick, dialog.DateAsk)
	if b.toks[i].repaired && !choosing {
		return true
	}
	return !alone && !choosing && !b.toks[i].capital
}

// stranger reads "con Lucas", "con la rubia": a stylist nobody here is called.
func (b *burst) stranger(i int) {
	if !b.is(i, "con") {
		return
	}
	j := i + 1
	if b.is(j, "la", "el") && b.is(j+1, "rubia", "morena", "rubio", "moreno", "chica", "chico", "pelirroja", "alta", "bajita", "joven", "nueva", "simpatica") {
		b.addRole(stylistRole, i, j+2, nounScore, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotStylist, Text: b.words(j, j+2)})
		return
	}
	if b.is(j, "la", "el") {
		j++
	}
	if j >= len(b.toks) || b.toks[j].kind != wordToken || b.lex.team[b.at(j)] != "" || b.toks[j].repaired {
		return
	}
	_, name := b.lex.firstName(b.toks[j].raw)
	if name && (b.toks[j].capital || b.endsHere(j+1)) && !b.is(j, "mercedes", "luz", "paz", "sol", "luna", "gracia", "domingo", "abril") {
		b.addRole(stylistRole, i, j+1, nounScore, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotStylist, Text: b.words(j, j+1)})
	}
}

// firstName reports whether a folded word is a common first name.
func (x *lexicon) firstName(raw string) (string, bool) {
	if x.speller.names[raw] {
		return raw, true
	}
	return raw, strings.HasSuffix(raw, "ito") && x.speller.names[strings.TrimSuffix(raw, "ito")+"o"]
}

// newDay reports whether a day is named in the burst.
func (b *burst) newDay() bool {
	for _, t := range b.times {
		if t.When.HasDay() {
			return true
		}
	}
	return false
}

// nobodyInParticular reads "me da igual" and "la primera disponible". With
// offers open the first picks for us; otherwise no stylist is preferred.
func (b *burst) nobodyInParticular() {
	b.each(anyPhrases, func(from, to int) {
		switch {
		case b.has("la hora", "cualquier hora", "a la hora que sea") && b.newDay() && b.draftOpen():
			b.add(from, to, contextScore, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotTime, Any: true})
		case b.asked(dialog.StylistPref):
			b.add(from, to, contextScore, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotStylist, Any: true})
		case len(b.options) > 0, b.asked(dialog.DateAsk, dialog.SlotPick, dialog.SlotSingle, dialog.DateWhich):
			b.add(from, to, contextScore, dialog.Command{Kind: dialog.Choose, Any: true})
		case b.has("con quien sea", "con cualquiera", "con la que sea", "con quien pueda"):
			b.add(from, to, phraseScore, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotStylist, Any: true})
		default:
			b.spans = append(b.spans, span{from: from, to: to, score: weakScore, skip: true})
		}
	})
	if b.asked(dialog.StylistPref) {
		b.each(firstFreePhrases, func(from, to int) {
			b.add(from, to, contextScore+5, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotStylist, Any: true})
		})
		return
	}
	b.each(firstFreePhrases, func(from, to int) {
		if to-from < 3 || b.asked(dialog.ApptPick) {
			return
		}
		if b.asked(dialog.SlotPick, dialog.SlotSingle) {
			b.add(from, to, contextScore+5, dialog.Command{Kind: dialog.Choose, Ordinal: 1})
			return
		}
		b.add(from, to, phraseScore, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotStylist, Any: true})
	})
}
