package spanish

import "atrevete/internal/dialog"

// addTopics reads questions about prices, durations, hours, services, the team
// and the writer's own appointments.
func (b *burst) addTopics() {
	b.topic(dialog.TopicPrice, phraseScore, pricePhrases)
	b.topic(dialog.TopicDuration, phraseScore, durationPhrases)
	b.topic(dialog.TopicServices, phraseScore, servicePhrases)
	b.topic(dialog.TopicStylists, phraseScore, stylistPhrases)
	b.topic(dialog.TopicAppointments, phraseScore+6, ownPhrases)
	b.stylistDays()
	b.openOn()
	b.doYou()
	b.notOffered()
}

// topic adds a question about t for each of the phrases.
func (b *burst) topic(t dialog.Topic, score int, phrases string) {
	b.each(phrases, func(from, to int) {
		switch t {
		case dialog.TopicDuration:
			if b.is(from-1, "con", "de") && b.has("antelacion", "pedir hora", "pedir cita", "reservar") {
				return // how long before, not how long
			}
		case dialog.TopicPrice:
			if b.is(from, "precio", "precios") && b.is(from-1, "mejor", "ese", "de") || b.is(from, "cuanto") && b.is(from-1, "en") || b.is(to, "la", "el") && b.is(to+1, "senal", "deposito", "anticipo") || b.is(from, "a") && b.is(from+1, "como") && !b.toks[from].question {
				return
			}
		case dialog.TopicAppointments:
			if b.is(from, "mis") && b.is(from-1, "todas") || b.is(from, "tengo") && !b.toks[from].question && !b.has("no recuerdo", "no me acuerdo", "no se si") {
				return
			}
		case dialog.TopicServices, dialog.TopicStylists:
			if b.is(from, "quien") && !b.toks[from].question {
				return
			}
		}
		if b.is(from-1, "y") {
			from--
		}
		b.addRole(askRole, from, to, score+to-from, dialog.Command{Kind: dialog.Ask, Topic: t, Question: true})
	})
}

// stylistDays reads "¿Ana trabaja los lunes?", "¿qué días está Víctor?": a
// question about somebody's week, not a wish to come.
func (b *burst) stylistDays() {
	for i := range b.toks {
		id, ok := b.lex.team[b.at(i)]
		if !ok || b.has("hueco", "huecos", "libre", "libres", "cita", "hora", "disponible", "sitio") || b.namesService() {
			continue
		}
		from, to := b.sentence(i)
		works, days := false, b.has("que dias", "que dia", "que horario", "cuando")
		for j := from; j < to; j++ {
			works = works || b.is(j, "trabaja", "libra", "curra") || b.is(j, "esta", "viene") && (days || b.everyWeek(from, to))
		}
		if works && (b.toks[i].question || days || b.everyWeek(from, to)) {
			b.addRole(askRole, from, to, contextScore+15, dialog.Command{Kind: dialog.Ask, Topic: dialog.TopicStylists, Stylist: id, Question: true})
		}
	}
}

// everyWeek reports whether a weekday in general is named: "los lunes".
func (b *burst) everyWeek(from, to int) bool {
	for j := from; j+1 < to; j++ {
		if b.is(j, "los") && b.is(j+1, "lunes", "martes", "miercoles", "jueves", "viernes", "sabados", "domingos") {
			return true
		}
	}
	return false
}

// openOn reads "¿abrís el lunes festivo?", "¿abrís los sábados?".
func (b *burst) openOn() {
	for i := range b.toks {
		if !b.is(i, "abris", "abren", "abre", "abierto", "abiertos", "cerrais", "cerrado", "trabajais", "cerrados", "abrireis") {
			continue
		}
		for n := range b.times {
			t := &b.times[n]
			if b.is(i-1, "hora") && !t.When.HasDay() || t.first < i || t.first > i+4 || !t.When.HasDay() && !t.When.HasTime() {
				continue
			}
			from := i
			if b.is(from-1, "estais", "esta", "si", "y") {
				from--
			}
			to := t.last
			if b.is(to, "festivo", "festivos") {
				to++
			}
			w := t.When
			b.addRole(askRole, from, to, contextScore, dialog.Command{Kind: dialog.Ask, Topic: dialog.TopicOpenOn, When: &w, Question: true})
			break
		}
	}
}

// doYou reads "¿hacéis depilación?", "¿tenéis masajes?".
func (b *burst) doYou() {
	for i := range b.toks {
		if !b.is(i, "haceis", "hacen", "ofreceis", "realizais", "haces") && !(b.is(i, "teneis", "hay", "tienes") && b.serviceFollows(i+1)) {
			continue
		}
		if !b.serviceFollows(i+1) || b.is(i-1, "me", "que") {
			continue
		}
		b.addRole(askRole, i, i+1, wordScore+4, dialog.Command{Kind: dialog.Ask, Topic: dialog.TopicServices, Question: true})
	}
}

func (b *burst) serviceFollows(i int) bool {
	for n := 0; n < 3; n++ {
		if i+n < len(b.toks) && b.toks[i+n].kind == wordToken {
			if _, ok := b.serviceAt(i + n); ok {
				return true
			}
			if !filler(b.at(i+n)) && !b.is(i+n, "servicio", "servicios") {
				return false
			}
		}
	}
	return false
}

// notOffered reads wishes for what no service of the catalogue does.
func (b *burst) notOffered() {
	for i := range b.toks {
		switch stem(b.at(i)) {
		case "tatuaje", "extension", "extensione", "injerto", "keratina", "queratina", "botox", "piercing", "laser", "rasta", "trenza", "micropigmentacion",
			"acrilica", "postiza", "solarium", "microblading", "alisado", "plasma", "autobronceado", "blanqueamiento", "peluca":
		default:
			continue
		}
		if _, ours := b.serviceAt(i); ours {
			continue
		}
		to := i + 1
		if b.is(to, "capilar", "de", "brasileno", "japones") {
			to++
			if b.is(to-1, "de") {
				to--
			}
		}
		from := i
		if b.is(from-1, "haceis", "teneis", "quiero", "ponerme", "unas", "unos", "un", "una", "de", "unas") {
			from--
			if b.is(from-1, "haceis", "quiero") {
				from--
			}
		}
		b.addRole(askRole, from, to, phraseScore, dialog.Command{Kind: dialog.Ask, Topic: dialog.TopicServices, Negated: true, Question: true})
	}
}
