package spanish

import (
	"slices"

	"atrevete/internal/dialog"
)

// addIntents reads what the writer wants to begin.
func (b *burst) addIntents() {
	b.each(bookPhrases, func(from, to int) {
		if b.is(from, "cita", "una", "otra", "hueco", "reserva", "un", "ponme", "me", "y") && b.aboutExisting(from, to) {
			return
		}
		b.addRole(startRole, from, to, wordScore+2, dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioBook})
	})
	b.wants()
	b.usual()
	b.consult()
	b.waitlist()
	b.existing()
	b.late()
	b.refund()
	b.leave()
}

// wants reads bare wishes ("quiero", "me gustaría", "necesito"): they explain
// words and begin a booking when something bookable follows.
func (b *burst) wants() {
	b.each("quiero\nquisiera\nqueria\nnecesito\nme gustaria\nme apetece\nquiero hacerme\nquisiera hacerme\nqueria hacerme\nquiero ponerme\nhacerme\nponerme\nhacerse\npuedo\npodria\nme haces\nme podeis hacer\nme puedes hacer\nme gustaria hacerme\nme hago\nme pongo", func(from, to int) {
		if b.is(from-1, "no") {
			return
		}
		b.spans = append(b.spans, span{from: from, to: to, score: weakScore, skip: true, role: startRole})
	})
}

// aboutExisting keeps "la cita", "mi cita", "quiero cancelar una cita" from
// beginning a booking.
func (b *burst) aboutExisting(from, to int) bool {
	if b.is(from, "cita") && b.is(from-1, "la", "mi", "esa", "esta", "las", "mis", "de", "cada", "ninguna", "que", "nuestra", "sin", "misma") {
		return true
	}
	if b.is(from, "cita") && b.is(to, "tengo", "era") {
		return true
	}
	if b.is(from, "otra") && b.is(from-1, "mi", "la") {
		return true // the other one there is, not one more
	}
	if b.is(from, "otra") && to-from == 1 || b.is(from, "y") && to-from == 2 {
		return !b.is(to, "para", "el", "a") || b.asked(dialog.SlotPick)
	}
	if b.is(from, "un") && b.is(from+1, "turno") {
		return false
	}
	if b.is(from, "ponme") {
		return b.is(to, "tambien", "al", "a") || b.is(to, "en") && b.is(to+1, "la", "lista")
	}
	return b.is(from, "reserva") && b.is(from-1, "la", "mi", "una", "de", "esa")
}

func (b *burst) usual() {
	b.each(usualPhrases, func(from, to int) {
		if b.is(from, "como") && b.has("gracias") {
			return
		}
		if b.asked(dialog.UsualConfirm) {
			b.addRole(yesRole, from, to, contextScore, dialog.Command{Kind: dialog.Affirm})
			return
		}
		b.addRole(startRole, from, to, phraseScore+4, dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioUsual})
	})
}

// consult reads indecision and wishes that are no service.
func (b *burst) consult() {
	b.each(consultPhrases, func(from, to int) {
		if b.is(from, "consulta", "la", "una") {
			if b.asked(dialog.ConsultOffer) {
				b.addRole(yesRole, from, to, contextScore, dialog.Command{Kind: dialog.Affirm})
			}
			return // the consultation itself is a service like any other
		}
		if b.greyHair(from, to) && b.namesService() {
			return // "un tinte, que se me ven las canas": it is clear what is wished for
		}
		if b.is(from, "no") && b.is(from+1, "se") && b.is(from+2, "si") && !b.has("elegir", "hacerme", "oleo", "oleos", "barro", "mechas", "tinte", "color") {
			return
		}
		end := to
		if b.is(from, "algo") {
			for end < len(b.toks) && b.toks[end].kind == wordToken && end < to+2 && b.is(end, "seco", "danado", "rizado", "fino", "graso", "encrespado", "estropeado", "teñido") {
				end++
			}
		}
		b.addRole(startRole, from, end, phraseScore+2, dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioConsult})
	})
}

// greyHair reports whether a phrase speaks of grey hair or of roots.
func (b *burst) greyHair(from, to int) bool {
	for j := from; j < to; j++ {
		if b.is(j, "canas", "raiz", "raices") {
			return true
		}
	}
	return false
}

// namesService reports whether a service is named in the burst.
func (b *burst) namesService() bool {
	return slices.ContainsFunc(b.spans, func(s span) bool { return s.role == serviceRole })
}

func (b *burst) waitlist() {
	b.each(waitlistPhrases, func(from, to int) {
		if b.asked(dialog.WaitOffer) {
			b.addRole(yesRole, from, to, contextScore, dialog.Command{Kind: dialog.Affirm})
			return
		}
		if b.is(to, "me") && b.is(to+1, "avisas", "dices", "avisais", "llamas") {
			to += 2
		}
		b.each("me avisas\nme avisais\nme dices algo\nme llamas", func(from, to int) { // "si alguien cancela el jueves, ¿me avisas?"
			b.addRole(startRole, from, to, contextScore, dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioWaitlist})
		})
		b.addRole(startRole, from, to, contextScore, dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioWaitlist})
	})
}

// leave reads "déjalo", "olvídalo", "mejor no, ya te diré".
func (b *burst) leave() {
	b.each(leavePhrases, func(from, to int) {
		if b.is(from, "olvida") && !b.endsHere(to) && !b.is(to, "lo") || b.is(from, "ya") && b.is(from+1, "no") && to-from == 2 && !b.endsHere(to) || b.is(from, "al") && !b.endsHere(to) {
			return
		}
		b.add(from, to, phraseScore, dialog.Command{Kind: dialog.Cancel})
	})
}
