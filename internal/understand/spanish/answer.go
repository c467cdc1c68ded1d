package spanish

import "atrevete/internal/dialog"

// addAnswers reads yes and no.
func (b *burst) addAnswers() {
	b.each(yesPhrases, func(from, to int) {
		if b.notYes(from, to) {
			return
		}
		b.addRole(yesRole, from, to, wordScore, dialog.Command{Kind: dialog.Affirm})
	})
	if b.asked(dialog.Resume) {
		b.each(againPhrases, func(from, to int) {
			start, end := b.sentence(from)
			for start < from && !b.is(start, "no") {
				start++
			}
			if start < from {
				return
			}
			b.addRole(yesRole, from, max(to, end), contextScore, dialog.Command{Kind: dialog.Affirm})
		})
	}
	b.each(noPhrases, func(from, to int) {
		if b.notNo(from, to) {
			return
		}
		b.addRole(noRole, from, to, wordScore, dialog.Command{Kind: dialog.Deny})
	})
	if b.asked(dialog.DelayRelay) {
		b.each(relayPhrases, func(from, to int) {
			if !b.is(from-1, "no", "que") {
				b.addRole(yesRole, from, to, contextScore, dialog.Command{Kind: dialog.Affirm})
			}
		})
		b.each(noRelayPhrases, func(from, to int) { b.addRole(noRole, from, to, contextScore, dialog.Command{Kind: dialog.Deny}) })
	}
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
			if b.onlyPictures() { // beside words it only colours them
				b.add(i, i+1, weakScore, dialog.Command{Kind: dialog.Thank})
			}
		}
	}
}

// onlyPictures reports whether the line has no words.
func (b *burst) onlyPictures() bool {
	for _, t := range b.toks {
		if t.kind == wordToken || t.kind == numberToken {
			return false
		}
	}
	return true
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
	case "va", "bien", "muy", "esta", "todo":
		if first == "esta" && b.is(from-1, "asi", "tres", "dos", "cuatro", "cinco", "la", "ya") {
			return false
		}
		return !b.endsHere(to) || b.toks[from].question || b.is(from-1, "no", "me", "te", "le", "que", "muy", "como", "mas", "se") || first != "esta" && b.wordCount() > 4
	case "vale":
		return b.is(from-1, "cuanto", "que", "cuanta", "me", "lo", "no") && !b.is(from-1, "si") || b.is(to, "el", "la", "un", "una") && b.toks[from].question || b.is(to, "regalo")
	case "ya":
		return !b.endsHere(to) || b.is(from-1, "ir", "pasarme", "venir") || to-from == 1 && b.wordCount() > 2
	case "bueno":
		return to-from == 1 && (!b.endsHere(to) || b.wordCount() > 2)
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
	case "listo", "lista", "hecho":
		return b.asked(dialog.PayWait) && first == "hecho" || first != "listo" && b.wordCount() > 2 || !b.endsHere(to)
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
	if b.is(from, "solo") || b.is(from+1, "solo") && to-from > 2 {
		return !b.asked(dialog.PackOffer, dialog.BookOffer, dialog.ConsultOffer, dialog.WaitOffer)
	}
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
