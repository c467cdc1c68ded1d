package spanish

import "atrevete/internal/dialog"

// addReminderAnswers reads answers about several appointments at once: "la
// primera sí, la segunda no", "la mía sí, la de mi hija no", "las dos",
// "ninguna". Cancel words are weighed elsewhere, and before these.
func (b *burst) addReminderAnswers() {
	if !b.asked(dialog.Reminder, dialog.ApptPick, dialog.CancelSure) {
		return
	}
	for i := range b.toks {
		b.halfAnswer(i)
	}
	if b.asked(dialog.Reminder) {
		b.each("voy\nvamos\nire\niremos", func(from, to int) {
			if b.endsHere(to) && (from == 0 || b.toks[from-1].kind != wordToken) {
				b.addRole(yesRole, from, to, contextScore, dialog.Command{Kind: dialog.Affirm})
			}
		})
	}
	if b.has("cancela", "cancelar", "anula", "anular", "cancelo", "anulo", "cancelalas", "anulalas") {
		return
	}
	b.each("las dos\nlos dos\nambas\ntodas\nconfirmo todas\nconfirmo las dos\nconfirmo ambas\nvoy a las dos citas", func(from, to int) {
		if b.is(from-1, "a") && b.is(to, "voy", "alli", "estare", "llego", "de", "y") || b.is(to, "y", "de", "menos") {
			return
		}
		c := dialog.Command{Kind: dialog.Affirm, Any: true}
		if b.is(from-1, "no") || b.is(from-1, "a") && b.is(from-2, "no") {
			c.Kind = dialog.Deny
			for b.is(from-1, "no", "a") {
				from--
			}
		}
		b.addRole(yesRole, from, to, contextScore+6, c)
	})
	b.each("ninguna\nninguna de las dos\na ninguna", func(from, to int) {
		if b.is(to, "duda") {
			return
		}
		b.addRole(noRole, from, to, contextScore+6, dialog.Command{Kind: dialog.Deny, Any: true})
	})
}

// halfAnswer reads "la 1 sí", "la mía sí", "la de mi hija no".
func (b *burst) halfAnswer(i int) {
	if !b.is(i, "la", "el") {
		return
	}
	c := dialog.Command{}
	var end int
	switch {
	case b.is(i+1, "mia", "mio"):
		c.Person, end = &dialog.Person{Relation: "yo"}, i+2
	case b.is(i+1, "de") && b.is(i+2, "mi", "la", "su") && relation(b.at(i+3)) != "":
		c.Person, end = &dialog.Person{Relation: relation(b.at(i + 3))}, i+4
	default:
		n, e, ok := b.ordinal(i + 1)
		if !ok {
			n, e, ok = b.number(i + 1)
		}
		if !ok {
			return
		}
		c.Ordinal, end = n, e
	}
	switch {
	case b.is(end, "si", "vale", "confirmo", "confirmada"):
		c.Kind = dialog.Affirm
	case b.is(end, "no", "cancelala", "anulala"):
		c.Kind = dialog.Deny
	default:
		return
	}
	r := yesRole
	if c.Kind == dialog.Deny {
		r = noRole
	}
	b.addRole(r, i, end+1, contextScore+8, c)
}
