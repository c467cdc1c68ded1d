package spanish

import "atrevete/internal/dialog"

// addHandOffs reads what a person has to take over: health, complaints, a wish
// for a person, privacy, groups too large; and reports about paying.
func (b *burst) addHandOffs() {
	b.medical()
	b.reason(dialog.ReasonManualRequest, personPhrases)
	b.reason(dialog.ReasonComplaint, complaintPhrases)
	b.reason(dialog.ReasonPrivacy, privacyPhrases)
	b.each(silencePhrases, func(from, to int) {
		b.add(from, to, urgentScore, dialog.Command{Kind: dialog.HandOff, Reason: dialog.ReasonPrivacy, Topic: dialog.TopicSilence})
	})
	b.payment()
	b.largeGroup()
}

// reason adds a hand-over for each of the phrases.
func (b *burst) reason(r dialog.Reason, phrases string) {
	b.each(phrases, func(from, to int) {
		if r == dialog.ReasonComplaint && b.is(from, "consumo", "abogado", "una") && b.wordCount() > 12 {
			return
		}
		b.add(from, to, urgentScore, dialog.Command{Kind: dialog.HandOff, Reason: r})
	})
}

// medical reads what concerns health. Dry or damaged hair and a massage for the
// back are ordinary (F091).
func (b *burst) medical() {
	b.each(medicalPhrases, func(from, to int) {
		if b.is(from, "calva", "amoniaco", "sin") || b.is(from-1, "sin", "no") && b.is(from, "alergia", "alergias", "heridas") && b.is(from-2, "") {
			return
		}
		b.add(from, to, urgentScore+5, dialog.Command{Kind: dialog.HandOff, Reason: dialog.ReasonMedical})
	})
	for i := range b.toks {
		if b.is(i, "tomo", "tomando") && i+1 < len(b.toks) && b.toks[i+1].kind == wordToken && b.toks[i+1].capital {
			b.add(i, i+2, urgentScore, dialog.Command{Kind: dialog.HandOff, Reason: dialog.ReasonMedical})
		}
	}
}

// payment reads reports about paying.
func (b *burst) payment() {
	b.each(paidPhrases, func(from, to int) {
		if b.is(from-1, "no") || b.is(from, "pagado", "pagada") && b.is(from-1, "marca", "como") {
			return
		}
		b.add(from, to, contextScore, dialog.Command{Kind: dialog.Trouble, Topic: dialog.TopicPaymentClaim})
	})
	if b.asked(dialog.PayWait) {
		b.each("cuanto tiempo tengo\ncuanto tiempo me queda\ncuanto me queda\nhasta cuando\nhasta que hora\nha caducado\nse me ha caducado\nme ha caducado\nsigue en pie\nsigue guardada\nsigue libre", func(from, to int) {
			b.addRole(yesRole, from, to, contextScore+4, dialog.Command{Kind: dialog.Affirm}) // how it stands is what a yes is told, too
		})
		b.each("mejor otro dia\notro dia mejor\nmejor otra hora\notra hora mejor", func(from, to int) {
			b.add(from, to, contextScore+4, dialog.Command{Kind: dialog.More})
		})
		b.each("hecho\nya\nlisto\nya esta\nya esta hecho\nhecha", func(from, to int) {
			if b.is(from, "hecho", "hecha") || b.is(from+2, "hecho") {
				b.add(from, to, contextScore, dialog.Command{Kind: dialog.Trouble, Topic: dialog.TopicPaymentClaim})
			}
		})
	}
	if b.asked(dialog.PayWait) || !b.state.LastBooking.Empty() {
		b.brokenLink()
	}
	b.each(troublePhrases, func(from, to int) {
		paying := b.asked(dialog.PayWait) || !b.state.LastBooking.Empty() || b.has("enlace", "link", "pagar", "pago", "tarjeta", "error")
		if !paying {
			return
		}
		b.add(from, to, contextScore+2, dialog.Command{Kind: dialog.Trouble, Topic: dialog.TopicPaymentTrouble})
	})
}

// brokenLink reads any way of saying that the link does not do: "no me va el
// enlace", "el link no abre", "no me entra".
func (b *burst) brokenLink() {
	for i := range b.toks {
		if !b.is(i, "no", "tampoco") {
			continue
		}
		verb := i + 1
		if b.is(verb, "me") {
			verb++
		}
		if !b.is(verb, "va", "abre", "carga", "funciona", "sale", "entra", "deja", "sirve", "responde", "aparece", "funcionan", "furula", "tira", "rula") || b.is(verb, "va") && b.is(verb+1, "bien", "a") && !b.link() {
			continue
		}
		if b.is(verb, "va") && b.is(verb+1, "bien") && !b.link() {
			continue
		}
		from, to := i, verb+1
		for b.is(from-1, "enlace", "link", "pagina", "web", "boton", "el", "la", "pago") {
			from--
		}
		for b.is(to, "el", "la", "enlace", "link", "pagina", "web", "boton", "pago", "nada", "bien", "para", "pagar") {
			to++
		}
		b.add(from, to, contextScore+3, dialog.Command{Kind: dialog.Trouble, Topic: dialog.TopicPaymentTrouble})
	}
}

func (b *burst) link() bool { return b.has("enlace", "link", "pagina", "web", "boton", "pago") }

// largestGroup is how many people can be arranged by chat (P14).
const largestGroup = 4

func (b *burst) largeGroup() {
	for _, s := range b.spans {
		for _, c := range s.commands {
			if c.Slot == dialog.SlotCount && c.Number > largestGroup {
				b.add(s.from, s.to, urgentScore, dialog.Command{Kind: dialog.HandOff, Reason: dialog.ReasonGroupTooLarge, Number: c.Number}, c)
				return
			}
		}
	}
}
