package spanish

import "atrevete/internal/dialog"

func yesPhrases() string {
	return `
		si
		claro
		claro que si
		por supuesto
		vale
		ok
		dale
		venga
		venga va
		venga vale
		perfecto
		perfecta
		genial
		estupendo
		fenomenal
		listo
		continua
		continuamos
		continuar
		sigamos
		sigue
		seguimos
		adelante
		de acuerdo
		eso es
		exacto
		exactamente
		correcto
		asi es
		me parece bien
		me parece perfecto
		me va bien
		me viene bien
		me viene genial
		me viene perfecto
		me va perfecto
		me va genial
		ya esta
		ya
		guay
		ideal
		maravilla
		maravilloso
		bueno
		bueno vale
		hagamoslo
		hazlo
		reservalo
		reservala
		reservamelo
		reservamela
		confirmo
		confirmado
		confirmada
		lo confirmo
		confirmo todas
		apuntame
		apuntamela
		me la quedo
		me lo quedo
		la misma
		soy yo
		asi me llamo
		esa soy yo
		yo misma
		igual
		lo mismo
		igual que siempre
		si porfavor
		si por favor
		si claro
		si vale
		si perfecto
		si gracias
		efectivamente
		alli estare
		ahi estare
		alli estaremos
		estare alli
		sin falta
		cuenta conmigo
		me quedo con esa
		esa misma
		ese mismo
		esa me va bien
		me encanta
		encantada
		sin problema
		ningun problema
		no hay problema
		no tengo ninguna duda
		ninguna duda
		no hay ningun problema
	`
}

func noPhrases() string {
	return `
		no
		que va
		mejor no
		paso
		no gracias
		no quiero
		nada
		nada gracias
		para nada
		en absoluto
		ni hablar
		no puedo
		no me va bien
		no me viene bien
		no me va
		no me viene
		no me sirve
		no me convence
		no hace falta
		no es necesario
		negativo
		creo que no
		de momento no
		por ahora no
		ahora no
		hoy no
		no por ahora
		no de momento
		nunca
		tampoco
		no voy a poder
		no podre
		no podre ir
		no puedo ir
		imposible
		me viene mal
		me va mal
		otro dia no
		no quiero decirlo
		no quiero darlo
		prefiero no decirlo
		prefiero no darlo
		no te lo digo
		no lo digo
		no quiero dar mis datos
	`
}

// addAnswers reads yes and no.
func (b *burst) addAnswers() {
	b.each(yesPhrases(), func(from, to int) {
		if b.notYes(from, to) {
			return
		}
		b.addRole(yesRole, from, to, wordScore, dialog.Command{Kind: dialog.Affirm})
	})
	b.each(noPhrases(), func(from, to int) {
		if b.notNo(from, to) {
			return
		}
		b.addRole(noRole, from, to, wordScore, dialog.Command{Kind: dialog.Deny})
	})
	for i, t := range b.toks {
		if t.kind != emojiToken {
			continue
		}
		switch t.raw {
		case "👍", "👌", "✅", "✔", "☑", "💯", "🆗", "🙆":
			b.addRole(yesRole, i, i+1, wordScore, dialog.Command{Kind: dialog.Affirm})
		case "👎", "❌", "✖", "🚫", "🙅":
			b.addRole(noRole, i, i+1, wordScore, dialog.Command{Kind: dialog.Deny})
		case "🙏", "❤", "💕", "😘", "🥰", "💖", "💗", "💜", "💛", "💚", "💙", "🤗":
			b.add(i, i+1, weakScore, dialog.Command{Kind: dialog.Thank})
		}
	}
}

// notYes guards words of assent that mean something else where they stand.
func (b *burst) notYes(from, to int) bool {
	first := b.at(from)
	switch first {
	case "si":
		if to-from > 1 {
			return false
		}
		// "si" without accent in front of a clause is a condition
		start := from == 0 || b.toks[from-1].kind != wordToken || b.is(from-1, "que", "pues", "ay", "ah", "uy", "bueno", "claro", "hola", "y")
		if b.toks[from].accented {
			return false
		}
		if b.is(to, "puede", "puedes", "podeis", "tienes", "teneis", "hay", "me", "te", "alguien", "voy", "cancelo", "llego", "es", "estoy", "no", "se", "fuera", "quiero", "pudiera", "puedo") &&
			!b.asked(dialog.NameCheck) {
			return b.toks[from].question || !start || !(b.is(to, "quiero", "es", "puedo") && start)
		}
		return !start
	case "vale":
		return b.is(from-1, "cuanto", "que", "cuanta", "me", "lo", "no") && !b.is(from-1, "si") || b.is(to, "el", "la", "un", "una") && b.toks[from].question || b.is(to, "regalo")
	case "ya":
		return !b.endsHere(to) || b.is(from-1, "ir", "pasarme", "venir") || to-from == 1 && b.wordCount() > 2
	case "bueno":
		return to-from == 1 && !b.endsHere(to)
	case "claro", "perfecto", "genial", "guay", "ideal":
		return b.is(from-1, "rubio", "castano", "mas", "color", "tono")
	case "igual", "lo":
		return !b.asked(dialog.UsualConfirm) || b.is(from-1, "da", "es")
	case "confirmo", "confirmada", "confirmado", "confirmar":
		return b.is(from-1, "no")
	case "adelante":
		return b.is(from-1, "en", "para")
	case "continua", "sigue", "exacto", "correcto", "dale":
		return b.toks[from].question
	case "apuntame", "apuntamela":
		return b.has("lista de espera", "en la lista", "espera")
	case "nada":
		return true
	case "listo", "hecho":
		return b.asked(dialog.PayWait) && first == "hecho"
	case "sin", "ninguna", "ningun", "no":
		return b.has("tengo un problema")
	case "la":
		return !b.endsHere(to)
	case "me":
		return b.is(from-1, "no", "si", "que") || b.toks[from].question
	case "reservalo", "reservala":
		return false
	}
	return false
}

// notNo guards negations that deny nothing by themselves: they belong to a verb.
func (b *burst) notNo(from, to int) bool {
	if to-from > 1 {
		switch {
		case b.is(from, "no") && b.is(from+1, "quiero"):
			return !b.endsHere(to)
		case b.is(from, "no") && b.is(from+1, "puedo") && to-from == 2:
			return b.is(to, "pagar", "entrar", "abrir", "hablar", "ver") || b.toks[from].question
		case b.is(from, "no") && b.is(from+1, "hace"):
			return b.toks[from].question
		}
		return b.toks[from].question && !b.is(from, "no")
	}
	if !b.is(from, "no") {
		if b.is(from, "nada", "nunca", "tampoco", "paso", "imposible") {
			return !b.endsHere(to) || b.wordCount() > 3 || b.is(from, "tampoco") && b.wordCount() > 1 || b.is(from, "paso") && b.wordCount() > 2
		}
		return false
	}
	if b.is(to, "hay", "tengo", "tienes", "teneis", "se", "voy", "cancelo", "canceles", "quiero", "soy", "me", "te", "es", "funciona", "va", "carga", "puedo", "puede",
		"llego", "lo", "la", "abris", "abre", "hace", "importa", "sea", "antes", "mas", "ponia", "pone", "deja", "esta", "estoy", "entiendo", "hablo", "era", "sale", "os", "hacia", "solo", "seria", "podria", "podeis", "tenemos", "quisiera", "hagas", "pongas", "creo", "sirve", "recuerdo", "llega", "uso", "ha", "han") {
		return true
	}
	if !b.endsHere(to) && b.is(from-1, "que", "por", "o", "porque", "creo", "todavia", "aun", "y", "pilar", "marta", "con") {
		return true
	}
	return b.is(from-1, "o", "como", "porque") && b.toks[from].question
}
