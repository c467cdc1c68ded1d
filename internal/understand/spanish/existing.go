package spanish

import (
	"strings"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// cancelVerb and moveVerb know the forms people use, by stem.
func cancelVerb(w string) bool {
	return strings.HasPrefix(w, "cancel") || strings.HasPrefix(w, "anul") || w == "desapuntame"
}

func moveVerb(w string) bool {
	switch w {
	case "cambio", "cambios", "cambiado", "cambiada":
		return false
	case "pasarla", "pasarlo", "pasala", "pasamela", "pasarmela", "correrla", "correla", "atrasar", "atrasarla", "atrasame", "atrasala", "atrasarmela", "posponer", "aplazar":
		return true
	case "mover", "muevela", "mueveme", "moverla", "moverme", "muevo", "mueve", "movemos", "movermela", "muevemela", "moverlo", "muevelo":
		return true
	}
	return strings.HasPrefix(w, "cambi") || strings.HasPrefix(w, "reprogram") || strings.HasPrefix(w, "reagend") || strings.HasPrefix(w, "aplaz") ||
		strings.HasPrefix(w, "pospon") || strings.HasPrefix(w, "retrasa") && w != "retrasado" && w != "retrasada" || strings.HasPrefix(w, "adelanta") || strings.HasPrefix(w, "traslad")
}

// existing reads wishes about appointments there are: cancel, move.
func (b *burst) existing() {
	for i := range b.toks {
		if b.toks[i].kind != wordToken {
			continue
		}
		w := b.at(i)
		switch {
		case cancelVerb(w):
			b.cancelAt(i)
		case moveVerb(w), b.is(i, "pasar", "correr", "pasarme", "pasas", "pasamos") && b.is(i+1, "mi", "la") && b.is(i+2, "cita", "hora", "reserva"):
			b.moveAt(i)
		case b.passesOn(i):
			b.moveAt(i)
		case b.is(i, "quita", "quitame", "borra") && b.is(i+1, "la", "mi") && (b.is(i+2, "del", "de", "cita") || weekdayWord(b.at(i+2)) != 0):
			b.cancelAt(i)
		}
	}
	b.cannotCome()
	b.cannotThatDay()
	if b.asked(dialog.CancelSure, dialog.LateOptions, dialog.ApptPick) {
		b.each("dejala como esta\ndejala asi\ndejala\nla mantengo\nmejor la mantengo\nme la quedo\nla dejo como esta\nmantenla\nno la toques\nvoy a ir", func(from, to int) {
			b.addRole(noRole, from, to, contextScore+10, dialog.Command{Kind: dialog.Deny, Negated: true})
		})
	}
	if b.asked(dialog.CancelSure, dialog.LateOptions) {
		b.each("la cambio\nla cambio de dia\nla cambio de hora\nla muevo\nla paso a otro dia\nla paso\nmejor cambiarla\nmejor moverla\ncambio de dia\ncambio de hora", func(from, to int) {
			b.addRole(startRole, from, to, contextScore+8, dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioReschedule})
		})
	}
	if len(b.view.Upcoming) > 0 && !b.draftOpen() {
		b.each("dejarlo para otro dia\ndejarla para otro dia\ndejarlo para mas adelante\ndejarla para mas adelante\nque sea otro dia\npara otro dia", func(from, to int) {
			b.addRole(startRole, from, to, contextScore, dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioReschedule})
		})
	}
	b.sameHour()
}

// sameHour reads "la misma hora pero con Ana", "¿puede ser con otra persona?"
// said of an appointment that stands: a move that keeps the rest. With one
// appointment only, its day or hour comes along.
func (b *burst) sameHour() {
	if len(b.view.Upcoming) == 0 || b.draftOpen() {
		return
	}
	b.each("a la misma hora pero\na la misma hora\nla misma hora pero\nla misma hora\nel mismo dia pero\nel mismo dia", func(from, to int) {
		move := dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioReschedule}
		w, ok := b.onlyAppointment()
		if !ok {
			b.addRole(startRole, from, to, contextScore, move)
			return
		}
		c := dialog.Command{Kind: dialog.Set, Slot: dialog.SlotTime, When: &dialog.When{Kind: dialog.WhenTime, At: w.At}}
		if b.is(from+1, "mismo") {
			c = dialog.Command{Kind: dialog.Set, Slot: dialog.SlotDays, When: &dialog.When{Kind: dialog.WhenDate, From: w.From, To: w.To}}
		}
		b.addRole(startRole, from, to, contextScore, move, c)
	})
	b.each("con otra persona\ncon otra chica\ncon otro chico\ncon otra peluquera\ncon otro peluquero\ncon otra estilista\ncon otro estilista\ncon otra", func(from, to int) {
		if !b.endsHere(to) {
			return
		}
		for b.is(from-1, "ser", "puede", "podria", "cambiarla") {
			from--
		}
		b.addRole(startRole, from, to, contextScore+20, dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioReschedule}, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotStylist, Any: true})
	})
}

// onlyAppointment is the day and hour of the one appointment to come.
func (b *burst) onlyAppointment() (dialog.When, bool) {
	if len(b.view.Upcoming) != 1 {
		return dialog.When{}, false
	}
	start := b.view.Upcoming[0].Start.In(b.k.now.Location())
	day := salon.DateOf(start)
	return dialog.When{Kind: dialog.WhenBoth, From: day, To: day, At: salon.ClockOf(start)}, true
}

// negatedVerb reports whether the verb at i is denied: "no voy a cancelar",
// "no quiero anularla", "no cancelo ninguna".
func (b *burst) negatedVerb(i int) bool {
	for j := i - 1; j >= 0 && j >= i-4; j-- {
		switch b.at(j) {
		case "no", "ni", "sin", "nunca":
			return true
		case "quiero", "voy", "a", "puedo", "pienso", "queria", "la", "me", "lo", "las", "quisiera", "he", "te":
			continue
		}
		return false
	}
	return false
}

func (b *burst) cancelAt(i int) {
	from, to := i, i+1
	for b.is(from-1, "quiero", "quisiera", "queria", "necesito", "puedes", "podeis", "puedo", "a", "voy", "me", "hay", "que", "tengo", "deseo", "gustaria", "favor") {
		from--
	}
	to = b.objectEnd(to)
	if b.toks[i].question && b.is(i, "cancelo", "cancelar", "cancelacion", "cancelaciones") && (b.is(i-1, "si", "de", "hasta") || b.has("gratis", "sin coste", "algun coste", "pierdo", "gratuita", "devolveis", "politica", "hasta cuando", "que pasa")) {
		return // a question about the policy
	}
	if b.is(i, "cancelacion", "cancelaciones") || b.is(i-1, "alguien", "se", "si") {
		return
	}
	if b.negatedVerb(i) {
		for j := i; j >= 0 && j >= i-5; j-- {
			if b.is(j, "no", "sin") {
				from = j
			}
		}
		b.negatedCancel(i, from, to)
		return
	}
	if b.asked(dialog.CancelSure, dialog.LateOptions) {
		c := dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioCancel}
		b.addRole(startRole, from, to, contextScore, c)
		return
	}
	if bare := b.is(i, "cancela", "cancelar", "cancelo", "cancelalo", "anula", "anular", "anulalo", "cancelamos", "cancele"); bare && b.wordCount() <= 2 && b.draftOpen() {
		b.add(from, to, contextScore, dialog.Command{Kind: dialog.Cancel})
		return
	}
	c := b.aboutAll(dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioCancel})
	if b.draftOpen() && b.otherOne(i+1) {
		c.Option = dialog.OptionOther
	}
	if b.is(to, "la") {
		if n, end, ok := b.ordinal(to + 1); ok {
			c.Ordinal, to = n, end
		} else if n, end, ok := b.number(to + 1); ok && b.endsHere(end) && n < 10 {
			c.Ordinal, to = n, end
		}
	}
	b.addRole(startRole, from, to, phraseScore+6, c)
}

// aboutAll marks a command that speaks of every appointment.
func (b *burst) aboutAll(c dialog.Command) dialog.Command {
	if b.has("las dos", "todas", "todas mis citas", "ambas", "los dos", "todo", "las tres") {
		c.Any = true
	}
	return c
}

// negatedCancel: nothing is cancelled. "No cancelo ninguna" is a yes to all.
func (b *burst) negatedCancel(i, from, to int) {
	if b.asked(dialog.Reminder) && b.has("ninguna") {
		b.addRole(yesRole, from, to, contextScore+10, dialog.Command{Kind: dialog.Affirm, Any: true})
		return
	}
	if b.asked(dialog.CancelSure, dialog.LateOptions, dialog.ApptPick) {
		b.addRole(noRole, from, to, contextScore+10, dialog.Command{Kind: dialog.Deny, Negated: true})
		return
	}
	c := dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioCancel, Negated: true}
	if b.has("todas", "las dos", "ambas") {
		c.Any = true
		b.addRole(startRole, from, to, contextScore+10, c)
		return
	}
	b.addRole(noRole, from, to, contextScore+10, dialog.Command{Kind: dialog.Deny, Negated: true})
}

// passesOn reads "me lo puedes pasar al viernes" of somebody who has an
// appointment and is arranging nothing.
func (b *burst) passesOn(i int) bool {
	if len(b.view.Upcoming) == 0 || b.draftOpen() || !b.is(i, "pasar", "pasarme", "pasas", "pasais", "pasamos", "pasarlo") || !b.is(i+1, "al", "a", "para") {
		return false
	}
	for _, t := range b.times {
		if t.first >= i+1 && t.first <= i+3 && t.When.HasDay() {
			return true
		}
	}
	return false
}

// cannotThatDay reads "el jueves no puedo" of somebody who has an appointment on
// that day and is arranging nothing: she cannot come.
func (b *burst) cannotThatDay() {
	if len(b.view.Upcoming) == 0 || !b.idle() || b.asked(dialog.Reminder) {
		return
	}
	for n := range b.spans {
		s := &b.spans[n]
		if s.role != timeRole || len(s.commands) != 1 || !s.commands[0].Negated || s.commands[0].When == nil {
			continue
		}
		w := b.onAppointment(s.commands[0].When)
		for _, a := range b.view.Upcoming {
			if day := salon.DateOf(a.Start.In(b.k.now.Location())); !day.Before(w.From) && !day.After(w.To) {
				to := s.to
				for b.is(to, "no", "puedo", "me", "va", "bien", "viene", "ir") {
					to++
				}
				b.addRole(cannotRole, s.from, to, contextScore+2, dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioCancel, When: w})
				return
			}
		}
	}
}

// otherOne reports whether "mi otra cita", "la otra" stands at i: beside what is
// being arranged, an appointment there is.
func (b *burst) otherOne(i int) bool {
	return len(b.view.Upcoming) > 0 && b.is(i, "mi", "la") && b.is(i+1, "otra")
}

// objectEnd passes over "la cita", "mi cita con", "las dos", "la reserva".
func (b *burst) objectEnd(to int) int {
	if n, ok := b.matchAny(to, "la cita", "mi cita", "una cita", "la reserva", "mi reserva", "las citas", "mis citas", "todas mis citas", "todas", "las dos", "todas las citas",
		"esa cita", "esta cita", "cita", "mi otra cita", "la otra cita", "mi otra hora", "la otra hora", "mi otra reserva", "la otra reserva", "la otra", "ya", "la hora", "de hora", "de dia", "la fecha", "de fecha", "el dia", "mi hora", "ambas", "por favor", "porfavor", "ninguna", "las dos citas", "la"); ok {
		if n == to+1 && b.is(to, "ninguna", "la") {
			return to
		}
		return n
	}
	return to
}

func (b *burst) moveAt(i int) {
	from, to := i, i+1
	w := b.at(i)
	if b.negatedVerb(i) {
		return
	}
	if b.partOfSpan(i, nameRole) || b.is(i+1, "de") && b.is(i+2, "look", "imagen", "color", "estilo", "opinion") || b.is(i, "cambiar", "cambiarme", "cambiame") && b.is(i+1, "el", "de") && b.is(i+2, "nombre", "color", "look", "apellido", "pelo") {
		return
	}
	if strings.HasPrefix(w, "adelanta") && !b.has("cita", "la mia", "hora") && w != "adelantarla" && w != "adelantala" || w == "adelante" {
		return
	}
	for b.is(from-1, "quiero", "quisiera", "queria", "necesito", "puedes", "podeis", "puedo", "podria", "podriais", "me", "a", "se", "puede", "que", "tengo", "hay", "te", "gustaria", "si", "podemos", "para") {
		from--
	}
	to = b.objectEnd(to)
	if b.is(i+1, "a") && b.lex.team[b.at(i+2)] != "" {
		b.spans = append(b.spans, span{from: from, to: i + 1, score: weakScore, skip: true})
		return
	}
	if b.draftOpen() && !b.has("mi cita", "la cita", "la que tengo") && !b.otherOne(i+1) && (w == "cambia" || w == "cambiame" || w == "cambiar" || w == "cambialo" || w == "cambiamos") {
		if b.is(to-1, "hora", "dia", "fecha") {
			b.add(from, to, phraseScore, dialog.Command{Kind: dialog.More})
			return
		}
		b.spans = append(b.spans, span{from: from, to: to, score: wordScore, skip: true})
		return
	}
	c := b.aboutAll(dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioReschedule})
	r := &reader{line: b.line, k: b.k}
	if q, end := r.quantity(to); end > to && q.minutes > 0 {
		c.Number, to = q.minutes, end
		if strings.HasPrefix(w, "adelant") {
			c.Number = -q.minutes
		}
	}
	b.addRole(startRole, from, to, phraseScore+5, c)
}

func (b *burst) partOfSpan(i int, r role) bool {
	for _, s := range b.spans {
		if s.role == r && s.from <= i && i < s.to {
			return true
		}
	}
	return false
}

// draftOpen reports whether a booking is being arranged.
func (b *burst) draftOpen() bool {
	for _, f := range b.state.Stack {
		if f.Scenario == dialog.ScenarioBook || f.Scenario == dialog.ScenarioUsual {
			return true
		}
	}
	return false
}

// cannotCome reads "mañana no puedo ir", "no voy a poder ir", "no llego".
func (b *burst) cannotCome() {
	b.each(cannotComePhrases, func(from, to int) {
		if b.is(to-1, "voy", "ire") && !b.endsHere(to) {
			return
		}
		if b.asked(dialog.SlotPick, dialog.SlotSingle, dialog.DateAsk, dialog.DateWhich) {
			b.addRole(noRole, from, to, contextScore, dialog.Command{Kind: dialog.Deny})
			return
		}
		if b.asked(dialog.Reminder) {
			b.addRole(noRole, from, to, contextScore, dialog.Command{Kind: dialog.Deny})
			return
		}
		b.addRole(cannotRole, from, to, phraseScore, dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioCancel})
	})
}
