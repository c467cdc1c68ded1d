package spanish

import "atrevete/internal/dialog"

func bookPhrases() string {
	return `
		quiero cita
		quiero una cita
		quiero otra cita
		quiero hora
		quiero reservar
		quiero pedir cita
		quiero pedir hora
		quiero coger cita
		quiero agendar
		queria cita
		queria una cita
		queria pedir cita
		queria reservar
		queria hora
		quisiera cita
		quisiera una cita
		quisiera reservar
		quisiera pedir cita
		quisiera agendar
		agendar un turno
		agendar una cita
		agendar cita
		un turno
		necesito cita
		necesito una cita
		necesito hora
		necesito reservar
		me das cita
		me das hora
		me dais cita
		me dais hora
		dame cita
		dame hora
		darme cita
		darme hora
		me podeis dar cita
		me puedes dar cita
		me podrias dar cita
		podrias darme cita
		podria darme cita
		puedes darme cita
		me regala una cita
		pedir cita
		pedir hora
		pedir una cita
		coger cita
		coger hora
		reservar cita
		reservar hora
		reservar una cita
		reservar
		reserva
		reservame
		una cita
		cita
		otra cita
		hazme hueco
		hacerme un hueco
		tienes hueco
		teneis hueco
		hay hueco
		tienes huecos
		teneis huecos
		tienes sitio
		teneis sitio
		tienes un hueco
		teneis un hueco
		algun hueco
		algun huequito
		hueco
		huequito
		tienes disponible
		teneis disponible
		teneis disponibilidad
		tienes disponibilidad
		hay disponibilidad
		tienes algo
		teneis algo
		tienes libre
		teneis libre
		tienes cita
		teneis cita
		hay cita
		hay sitio
		hay lugar
		tienes lugar
		tienes hora
		teneis hora
		me apuntas
		apuntame
		ponme
		me pones
		puedo ir
		podria ir
		puedo pasarme
		puedo pedir cita
		me gustaria reservar
		me gustaria pedir cita
		me gustaria una cita
		me gustaria cita
		me gustaria ir
		y otra para
		y otra
		otra para
		ponme otra
		otra
	`
}

// addIntents reads what the writer wants to begin.
func (b *burst) addIntents() {
	b.each(bookPhrases(), func(from, to int) {
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
	b.each(`
		lo de siempre
		lo mismo de siempre
		lo mismo que siempre
		lo mismo que la otra vez
		lo mismo que la ultima vez
		lo mismo de la ultima vez
		lo mismo que la vez pasada
		como siempre
		como la ultima vez
		lo de la otra vez
		lo habitual
		mi corte de siempre
		igual que la ultima vez
		igual que la otra vez
		el de siempre
		la de siempre
	`, func(from, to int) {
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
	b.each(`
		que me recomiendas
		cual me recomiendas
		que me recomendais
		cual me recomendais
		que me aconsejas
		que me aconsejais
		cual me aconsejas
		que me sugieres
		no se que hacerme
		no se si
		no se cual
		no se que elegir
		no se que ponerme
		no me decido
		estoy indecisa
		estoy indeciso
		tengo dudas
		que me iria bien
		que me quedaria bien
		que me pega
		cambio de look
		cambio de imagen
		cambio de color
		cambio radical
		un cambio
		ponerme rubia
		ponerme rubio
		ponerme morena
		ponerme pelirroja
		quiero rubio
		quiero ser rubia
		aclararme el pelo
		aclararme
		algo para el pelo
		algo para mi pelo
		el pelo muy danado
		el pelo danado
		el pelo muy seco
		el pelo seco
		el pelo fatal
		el pelo estropeado
		el pelo muy estropeado
		el pelo encrespado
		el pelo quemado
		que me asesoren
		que me aconsejen
		asesoramiento
		consulta
		una consulta
		la consulta
		consulta gratuita
		la consulta gratuita
		consulta gratis
	`, func(from, to int) {
		if b.is(from, "consulta", "la", "una") {
			if b.is(from, "una", "consulta") && !b.asked(dialog.ConsultOffer) && !b.has("gratuita", "gratis", "quiero una consulta", "pedir una consulta") {
				return
			}
			if b.asked(dialog.ConsultOffer) {
				b.addRole(yesRole, from, to, contextScore, dialog.Command{Kind: dialog.Affirm})
				return
			}
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

func (b *burst) waitlist() {
	b.each(`
		lista de espera
		en la lista de espera
		apuntame en la lista
		apuntame en la lista de espera
		ponme en la lista de espera
		ponme en la lista
		avisame si se libera
		avisame si se libera algo
		avisame si hay hueco
		avisame si sale algo
		avisame si cancela alguien
		avisame si alguien cancela
		avisame si queda libre
		avisame si hay alguna cancelacion
		si alguien cancela me dices
		si alguien cancela me avisas
		si alguien cancela
		si se libera algo
		si se libera un hueco
		si hay alguna cancelacion
		si sale algun hueco
	`, func(from, to int) {
		if b.asked(dialog.WaitOffer) {
			b.addRole(yesRole, from, to, contextScore, dialog.Command{Kind: dialog.Affirm})
			return
		}
		if b.is(to, "me") && b.is(to+1, "avisas", "dices", "avisais", "llamas") {
			to += 2
		}
		b.addRole(startRole, from, to, contextScore, dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioWaitlist})
	})
}

// leave reads "déjalo", "olvídalo", "mejor no, ya te diré".
func (b *burst) leave() {
	b.each(`
		dejalo
		dejalo estar
		dejalo asi
		dejemoslo
		olvidalo
		olvida
		olvidate
		mejor no ya te dire
		ya te dire
		ya te digo
		ya os dire
		ya te aviso
		me lo pienso
		me lo voy a pensar
		lo pienso
		me lo pensare
		lo dejo
		lo dejamos
		lo dejo para otro dia
		otro dia te digo
		mejor lo dejo
		no quiero nada
		ya no quiero
		ya no lo quiero
		ya no
		no me interesa
		nada dejalo
		nada olvidalo
	`, func(from, to int) {
		if b.is(from, "olvida") && !b.endsHere(to) && !b.is(to, "lo") || b.is(from, "ya") && b.is(from+1, "no") && to-from == 2 && !b.endsHere(to) {
			return
		}
		b.add(from, to, phraseScore, dialog.Command{Kind: dialog.Cancel})
	})
}
