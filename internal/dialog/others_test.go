package dialog_test

import (
	"testing"

	"atrevete/internal/dialog"
)

func forWhom(relation, first, last string) dialog.Command {
	return dialog.Command{Kind: dialog.Set, Slot: dialog.SlotPerson, Person: &dialog.Person{Relation: relation, First: first, Last: last}}
}

func people(n int) dialog.Command {
	return dialog.Command{Kind: dialog.Set, Slot: dialog.SlotCount, Number: n}
}

func wantsFor(relation string, slugs ...string) dialog.Command {
	c := wants(slugs...)
	c.Person = &dialog.Person{Relation: relation}
	return c
}

func TestForSomebodyElse(t *testing.T) {
	t.Parallel()
	asked := func() *play {
		return begin(t, laura).say(book(), wants("corte"), on("2026-11-27"), forWhom("madre", "", "")).hears("tu madre").waits(dialog.GuestName)
	}
	asked().say(named("Carmen", "Gil")).hears("10:30").say(pick(1)).hears("Para Carmen Gil", "5,24 €").customer("Laura Gómez")
	asked().say(yes()).waits(dialog.GuestName).say(unclear()).hears("10:30").waits(dialog.SlotPick)
	asked().say(pick(1)).waits(dialog.GuestName).say(faq("parking")).waits(dialog.GuestName).say(no()).waits(dialog.SlotPick)
	asked().say(forWhom("hermana", "Eva", "")).hears("10:30").say(pick(2)).hears("Para Eva")
	p := holding(t).say(forWhom("hermana", "", "")).hears("tu hermana").waits(dialog.GuestName)
	p.say(forWhom("", "Eva", "")).hears("Para Eva", "12:30").appointments("expired 11-27 12:30 marta corte", heldRow)
	holding(t).say(book(), forWhom("madre", "", "")).waits(dialog.GuestName).appointments(heldRow)
	begin(t, laura).say(book(), forWhom("marido", "Luis", "")).hears("le gustaría").say(wants("corte"), on("2026-11-27")).hears("Corte caballero")
	begin(t, laura).say(book(), dialog.Command{Kind: dialog.Set, Slot: dialog.SlotPerson, Person: &dialog.Person{Relation: "hijo", First: "Leo", Age: 6}}, wants("corte"), on("2026-11-27")).hears("Corte niño")
	begin(t, laura).say(book(), dialog.Command{Kind: dialog.Set, Slot: dialog.SlotPerson, Person: &dialog.Person{Relation: "hija", First: "Noa", Age: 1}}, wants("corte"), on("2026-11-27")).hears("Corte bebé")
	begin(t, laura).say(book(), wants("corte"), forWhom("", "Ana", ""), asked2()).hears("26,20 €").waits(dialog.DateAsk)
}

func asked2() dialog.Command { return about(dialog.TopicPrice, "corte") }

func TestGroups(t *testing.T) {
	t.Parallel()
	two := func() *play {
		return begin(t, laura+"\nfree 2026-12-12 ana 10:00-13:00").say(book(), wants("corte", "secado"), on("2026-12-12"), forWhom("hija", "", ""), people(2)).
			hears("corte y secado", "tu hija").waits(dialog.PersonMap)
	}
	two().say(wantsFor("yo", "corte")).hears("corte con Ana; secado con Víctor", "34,40 €")
	two().say(wantsFor("todos")).hears("68,80 €").waits(dialog.SlotPick).say(faq("parking")).waits(dialog.SlotPick).say(pick(1)).hears("13,76 €")
	two().say(wants("corte")).hears("52,40 €")
	p := two()
	p.say(p.option("Todo para cada una")).hears("68,80 €")
	two().say(unclear()).waits(dialog.PersonMap).say(yes()).waits(dialog.PersonMap).say(no()).waits(dialog.PersonOnly).say(no()).waits(dialog.PersonMap)
	two().say(no()).say(yes()).hears("34,40 €", "Víctor")
	two().say(no()).say(faq("parking")).waits(dialog.PersonOnly).say(people(1)).hears("34,40 €")
	two().say(wants("corte", "secado")).waits(dialog.PersonMap)
	two().say(on("2026-11-27")).waits(dialog.PersonMap).say(wantsFor("hija", "corte"), wantsFor("yo", "secado")).hears("27 de noviembre")
	two().say(wantsFor("yo", "corte"), wantsFor("hija", "secado", "depilacion-de-cejas")).handedOver(dialog.ReasonManualRequest)
	begin(t, laura).say(book(), people(3), wants("peinado"), on("2026-11-27")).hears("52,50 €").waits(dialog.SlotSingle).
		say(yes()).hears("10,50 €").waits(dialog.PayWait).say(on("2026-11-28")).hears("no queda sitio para 3").waits(dialog.DateAsk)
	begin(t, laura).say(book(), people(2)).hears("haceros").say(wants("corte"), with("marta"), on("2026-11-27")).hears("12:30", "17:00", "Marta", "not", "Pilar").
		say(yes()).pay().hears("confirmada")
	begin(t, laura).say(book(), people(2), wants("corte"), with("rosa")).hears("Rosa").waits(dialog.StylistPref)
	begin(t, laura).say(people(8)).handedOver(dialog.ReasonGroupTooLarge)
	begin(t, laura).say(book(), wants("corte"), on("2026-11-27"), people(1)).hears("10:30")
}

func TestGroupOfPeopleWithoutTheWriter(t *testing.T) {
	t.Parallel()
	begin(t, laura).say(book(), wants("corte"), on("2026-11-27"), forWhom("madre", "", ""), forWhom("marido", "", "")).
		hears("tu madre: Corte", "tu marido: Corte caballero", "not", "Para ti").say(yes()).hears("tu madre")
}

func TestGroupSlotThatIsGone(t *testing.T) {
	t.Parallel()
	p := begin(t, laura).say(book(), people(2), wants("corte"), on("2026-11-27")).hears("18:30", "19:15")
	p.take("victor", "2026-11-27 19:15").say(yes()).hears("acaba de ocupar", "not", "/pay/").appointments()
}
