package dialog_test

import (
	"testing"

	"atrevete/internal/dialog"
)

func TestRunningLate(t *testing.T) {
	t.Parallel()
	const s11 = `clock 2026-10-07 17:09
customer known "Andrés Molina" +34600000011
appointment confirmed 2026-10-07 17:00 victor corte-caballero
busy 2026-10-07 17:40 victor
`
	fromNow := everything(delay(20))
	asked := func() *play {
		return begin(t, s11).say(fromNow).hears("30 min", "Víctor", "otra", "?", "not", "cancel", "20 min").waits(dialog.DelayRelay)
	}
	asked().say(yes()).hears("Víctor", "not", "?").handedOver(dialog.ReasonDelay).waits(dialog.Human)
	asked().say(no()).hears("Víctor", "not", "?").handedOver("").waits(dialog.Done)
	asked().say(delay(40)).hears("40 min").waits(dialog.DelayRelay)
	asked().say(delay(5)).hears("not", "?").waits(dialog.Done)
	asked().say(leave()).hears("not", "?").waits(dialog.Done)
	asked().say(pick(4)).hears("30 min").waits(dialog.DelayRelay)
	asked().say(unclear()).hears("30 min").waits(dialog.DelayRelay)
	asked().say(cancel()).handedOver(dialog.ReasonManualRequest) // it has begun
	begin(t, s11).say(late()).hears("tarde", "Víctor", "?").waits(dialog.DelayRelay)
	begin(t, s11).say(late()).say(yes()).handedOver(dialog.ReasonDelay)
	begin(t, s11).say(late()).say(no()).handedOver("").waits(dialog.Done)
	begin(t, s11).say(late(), delay(12)).hears("12 min")
	begin(t, s11).say(dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioLate, When: at("17:25").When}).hears("25 min").waits(dialog.DelayRelay)
	if n := begin(t, s11).say(late(), delay(12)).facts().Bookings[0].Appointments[0].LateMinutes; n != 12 {
		t.Errorf("%d minutes late", n)
	}
	p := begin(t, withA1).to("2026-12-03 10:00:00")
	p.text()
	p.say(delay(5)).hears("5 min", "Pilar", "not", "?").handedOver("").waits(dialog.Done)
	begin(t, withA1).to("2026-12-03 11:00:00").hears("?").say(everything(delay(20))).hears("12:00", "not", "?").waits(dialog.Done)
	begin(t, withA1).say(late()).hears("Hoy", "jueves 3", "not", "?").waits("")
	begin(t, laura).say(late()).hears("ninguna cita").waits(dialog.BookOffer)
	offered(t).say(late()).hears("ninguna cita")
	// gone meanwhile
	p = begin(t, s11).say(fromNow)
	p.to("2026-10-07 18:00:00").text()
	p.say(yes()).hears("no he tocado nada")
	p = begin(t, s11).say(fromNow)
	p.to("2026-10-07 18:00:00").text()
	p.say(no()).hears("no he tocado nada")
}

func TestLateOrNotComing(t *testing.T) {
	t.Parallel()
	unsure := func() *play {
		p := begin(t, withA1).to("2026-12-03 11:19:00")
		p.text()
		return p.say(notWith(late())).hears("12:00", "Pilar", "?").waits(dialog.LateOrNot)
	}
	unsure().say(yes()).waits(dialog.LateOrNot)
	unsure().say(no()).waits(dialog.LateOrNot)
	unsure().say(unclear()).waits(dialog.LateOrNot)
	unsure().say(late()).hears("Pilar").waits(dialog.DelayRelay)
	unsure().say(delay(10)).hears("10 min").waits(dialog.DelayRelay)
	unsure().say(pick(1)).waits(dialog.DelayRelay)
	unsure().say(pick(2)).hears("no se devuelve").waits(dialog.LateOptions)
	unsure().say(pick(3)).waits(dialog.LateOrNot)
	unsure().say(cancel()).hears("no se devuelve").waits(dialog.LateOptions).appointments(rowA1)
	p := unsure()
	p.say(p.option("No voy a ir")).hears("no se devuelve").waits(dialog.LateOptions)
	begin(t, withA1).to("2026-12-03 09:00:00").say(notWith(late())).waits(dialog.DelayRelay)
}

func TestReminders(t *testing.T) {
	t.Parallel()
	reminded := func() *play {
		return begin(t, withA1).to("2026-12-01 12:00:00").hears("Laura", "jueves 3", "12:00", "Pilar", "5,24 €", "más de 24 horas", "?").waits(dialog.Reminder)
	}
	reminded().say(yes()).hears("12:00", "not", "?", "Hola").attendance("yes").waits(dialog.Done)
	reminded().say(thank()).hears("12:00").attendance("yes")
	reminded().say(bye()).hears("12:00").attendance("yes")
	reminded().say(at("12:00")).hears("12:00").attendance("yes")
	reminded().say(yes(), on("2026-12-03")).hears("12:00").attendance("yes")
	reminded().say(at("14:00")).hears("14:00", "?").attendance("unknown").waits(dialog.Reminder)
	reminded().say(asked(at("11:00"))).hears("11:00", "?").waits(dialog.SlotPick).appointments(rowA1)
	reminded().say(rather(on("2026-12-02"))).hears("10:30").waits(dialog.SlotPick)
	reminded().say(no()).hears("5,24 €", "devolvemos", "?").waits(dialog.LateOptions).attendance("no").appointments(rowA1)
	reminded().say(no()).say(yes()).hears("?").waits(dialog.DateAsk)
	reminded().say(no()).say(no()).hears("5,24 €", "?").waits(dialog.CancelSure)
	reminded().say(no()).say(cancel()).hears("cancelada").appointments("cancelled 12-03 12:00 pilar corte")
	reminded().say(on("2026-12-03"), no()).waits(dialog.SlotPick)
	reminded().say(notWith(on("2026-12-03")), no()).hears("5,24 €", "?").waits(dialog.LateOptions)
	reminded().say(delay(10)).hears("10 min", "Pilar", "not", "?").waits(dialog.Done)
	reminded().say(cancel()).hears("5,24 €", "?").waits(dialog.CancelSure).appointments(rowA1)
	reminded().say(move()).hears("?").waits(dialog.DateAsk)
	reminded().say(wants("secado")).hears("Secado")
	reminded().say(notWith(no())).hears("?").waits(dialog.Reminder)
	reminded().say(pick(2)).waits(dialog.Reminder)
	reminded().say(greet()).hears("?").waits(dialog.Reminder)
	reminded().say(faq("parking")).hears("aparcamiento", "?").waits(dialog.Reminder)
	reminded().say(number(yes(), 9)).hears("?").waits(dialog.Reminder)
	reminded().say(book(), wants("corte"), on("2026-12-02")).hears("10:30").waits(dialog.SlotPick)
	reminded().to("2026-12-03 12:10:00").say(yes()).hears("12:00").attendance("unknown").waits(dialog.Done)
	reminded().to("2026-12-03 14:00:00").say(yes()).hears("ninguna")
	reminded().to("2026-12-03 14:00:00").say(book()).waits(dialog.ServiceAsk)
	reminded().to("2026-12-03 14:00:00").say(greet()).hears("Laura", "?").waits("")
	// with something else open it is news, and nothing more
	p := begin(t, withA1).to("2026-12-01 11:58:00").say(book(), wants("corte"), on("2026-12-02")).waits(dialog.SlotPick)
	p.text()
	p.to("2026-12-01 12:00:00").hears("12:00", "not", "?").waits(dialog.SlotPick)
	p.say(thank()).attendance("unknown").waits(dialog.SlotPick)
	// a draft from days ago does not get in the way
	p = begin(t, withA1).say(book(), wants("corte"), on("2026-11-27"))
	p.to("2026-12-01 12:00:00").waits(dialog.Reminder).say(yes()).attendance("yes")
	// a person has taken over: it goes out, and asks nothing
	p = begin(t, withA1).say(person(dialog.ReasonManualRequest))
	p.text()
	p.to("2026-12-01 12:00:00").hears("12:00", "not", "?")
}

func TestRemindersOfTwo(t *testing.T) {
	t.Parallel()
	two := func() *play {
		p := begin(t, withA3).to("2026-12-01 13:00:00").waits(dialog.Reminder)
		p.text()
		return p
	}
	two().say(everything(yes())).hears("12:00", "13:00").attendance("yes", "yes")
	two().say(yes()).attendance("yes", "yes")
	two().say(number(yes(), 1), number(no(), 2)).hears("12:00", "13:00", "5,24 €", "?").attendance("yes", "no").waits(dialog.LateOptions).appointments(rowA1, rowA3)
	two().say(whose(yes(), "yo"), whose(no(), "hija")).attendance("yes", "no").waits(dialog.LateOptions)
	two().say(number(yes(), 1)).hears("12:00", "13:00", "?").attendance("yes", "unknown").waits(dialog.Reminder)
	two().say(everything(no())).hears("12:00", "13:00", "?").waits(dialog.CancelSure).say(yes()).
		appointments("cancelled 12-03 12:00 pilar corte", "cancelled 12-03 13:00 marta corte")
	two().say(no()).hears("?").waits(dialog.LateOptions).say(cancel()).appointments("cancelled 12-03 12:00 pilar corte", "cancelled 12-03 13:00 marta corte")
	two().say(no()).say(yes()).hears("12:00", "?").waits(dialog.DateAsk)
	two().say(everything(cancel())).hears("12:00", "13:00").waits(dialog.CancelSure)
	two().say(number(cancel(), 2)).hears("13:00", "not", "12:00").waits(dialog.CancelSure)
	two().say(cancel()).waits(dialog.ApptPick)
	two().say(everything(notWith(cancel()))).waits(dialog.ApptPick).appointments(rowA1, rowA3)
	two().say(at("14:00")).hears("14:00", "12:00", "13:00").attendance("unknown", "unknown").waits(dialog.Reminder)
	two().say(asked(at("11:00"))).waits(dialog.ApptPick)
}

// A reminder of a group names everybody who comes at that hour.
func TestAReminderOfAGroup(t *testing.T) {
	t.Parallel()
	p := begin(t, laura+"\nappointment confirmed 2026-12-04 12:00 ana corte\nwith 2026-12-04 12:00 marta peinado for \"Hija de Laura\"\n")
	p.to("2026-12-02 12:00:00").hears("Ana", "Marta", "Corte", "Peinado", "8,74 €").waits(dialog.Reminder)
	p.say(yes()).hears("viernes 4", "not", " y el ").attendance("yes", "yes")
}
