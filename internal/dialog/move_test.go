package dialog_test

import (
	"testing"

	"atrevete/internal/dialog"
)

func TestMovingTheSameStylistFirst(t *testing.T) {
	t.Parallel()
	p := begin(t, withA1).say(move()).hears("jueves 3", "12:00", "Pilar", "?").waits(dialog.DateAsk)
	p.say(on("2026-11-27")).hears("10:30 con Pilar", "12:30 con Marta", "not", "12:00").waits(dialog.SlotPick)
	p.say(more()).hears("17:00", "18:30").waits(dialog.SlotPick)
	p.say(pick(1)).hears("17:00", "Marta", "5,24 €", "not", "/pay/").appointments("confirmed 11-27 17:00 marta corte").waits(dialog.Done)
	begin(t, withA1).say(move(), from("14:00")).hears("18:00", "Pilar").waits(dialog.SlotSingle) // that very day
	begin(t, withA1).say(move(), on("2026-12-03")).hears("18:00 con Pilar", "10:00 con Marta", "not", "12:00 con")
	begin(t, withA1).say(move(), on("2026-11-30", "2026-12-06")).hears("¿").waits(dialog.DateWhich)
	begin(t, withA1).say(move(), when(dialog.When{Kind: dialog.WhenDate, From: date("2026-12-03"), To: date("2026-12-03"), Alternative: on("2026-12-10").When})).
		hears("jueves 10", "11:00", "not", "18:00").waits(dialog.SlotSingle)
	begin(t, withA1).say(move(), notWith(on("2026-12-03"))).waits(dialog.DateAsk)
	begin(t, withA1).say(move(), on("2026-12-08")).hears("festivo", "miércoles 9").waits(dialog.SlotPick)
	begin(t, withA1).say(move(), on("2026-11-02")).hears("ya ha pasado").waits(dialog.DateAsk)
	begin(t, withA1).say(move(), with("rosa")).hears("Rosa").waits(dialog.StylistPref)
	begin(t, withA1).say(move()).say(no()).hears("jueves 3").appointments(rowA1)
	begin(t, withA1).say(move()).say(leave()).hears("jueves 3").appointments(rowA1)
	begin(t, withA1).say(move(), on("2026-11-27")).say(no()).hears("?").waits(dialog.DateAsk)
	p = begin(t, withA1).say(move(), on("2026-11-27")).hears("10:30")
	p.say(move(), on("2026-11-28")).hears("sábado 28", "not", "10:30").waits(dialog.SlotPick) // goes on with the same one
	p.say(with("ana")).hears("13:00").appointments("confirmed 11-28 13:00 ana corte")
	begin(t, withA1).say(move(), on("2026-11-27")).say(at("17:00")).hears("17:00", "Marta") // not offered: asked, not taken
	begin(t, withA1).say(move(), on("2026-11-27")).say(cancel()).hears("5,24 €").waits(dialog.CancelSure)
	begin(t, withA2).say(move()).waits(dialog.ApptPick).say(with("rosa")).hears("Rosa").waits(dialog.DateAsk)
	begin(t, withA2).say(move(), on("2026-11-27")).waits(dialog.ApptPick).say(pick(1)).hears("10:30").waits(dialog.SlotPick)
	begin(t, withA2).say(move()).waits(dialog.ApptPick).say(on("2026-12-03"), on("2026-11-27")).hears("10:30").waits(dialog.SlotPick)
	begin(t, laura).say(move()).hears("ninguna cita").waits(dialog.BookOffer)
	begin(t, withA2).say(move(), wants("depilacion-de-cejas"), on("2026-11-27")).hears("Rosa", "16:00").waits(dialog.SlotPick)
	begin(t, withA1).say(move(), wants("mechas"), without(wants("corte"))).handedOver(dialog.ReasonManualRequest).appointments(rowA1)
}

func TestMovingByAnHour(t *testing.T) {
	t.Parallel()
	shift := func(minutes int) dialog.Command { c := move(); c.Number = minutes; return c }
	begin(t, withA1).say(shift(60)).hears("13:00", "Pilar", "18:00", "?").appointments(rowA1)
	free := withA1 + "free 2026-12-03 pilar 12:40-14:00\n"
	begin(t, free).say(shift(60)).hears("13:00", "Pilar", "5,24 €").appointments("confirmed 12-03 13:00 pilar corte")
	begin(t, withA1+"free 2026-12-03 pilar 11:00-12:00\n").say(shift(-60)).appointments("confirmed 12-03 11:00 pilar corte")
	p := begin(t, free).say(move())
	p.say(shift(60)).appointments("confirmed 12-03 13:00 pilar corte")
	p = begin(t, withA1).say(shift(60))
	p.take("pilar", "2026-12-03 18:00").say(pick(1)).hears("se acaba de ocupar", "12:00", "not", "cambiada").appointments(rowA1)
	begin(t, laura+"\nappointment confirmed 2026-12-04 12:00 ana corte\ntaken 2026-12-04 2027-02-23\n").say(shift(60)).hears("13:00").appointments("confirmed 12-04 12:00 ana corte")
}

func TestMovingToSomebodyElse(t *testing.T) {
	t.Parallel()
	free := withA1 + "free 2026-12-03 ana 12:00-12:40\nfree 2026-12-03 harol 12:00-12:40\n"
	begin(t, free).say(move(), with("ana")).hears("12:00", "Ana", "5,24 €").appointments("confirmed 12-03 12:00 ana corte")
	begin(t, withA1).say(move(), with("ana")).hears("12:00", "Ana", "?").appointments(rowA1)
	begin(t, withA1).say(move(), with("marta")).hears("12:00", "10:00", "Marta", "not", "18:00").waits(dialog.SlotSingle).appointments(rowA1)
	begin(t, free).say(move(), anybody()).hears("12:00 con Ana", "12:00 con Harol").waits(dialog.SlotPick).appointments(rowA1)
	begin(t, free).say(move(), notWith(with("pilar"))).hears("Ana", "Harol").waits(dialog.SlotPick)
	begin(t, withA1).say(move(), anybody()).hears("?").appointments(rowA1)
	begin(t, free).say(move(), on("2026-12-03"), at("12:00")).hears("Ana", "Harol").waits(dialog.SlotPick).appointments(rowA1)
}

func TestAMoveThatCannotBeCommitted(t *testing.T) {
	t.Parallel()
	p := begin(t, withA1).say(move(), on("2026-11-27"))
	p.take("pilar", "2026-11-27 10:30").say(pick(1)).
		hears("se acaba de ocupar", "sigue igual", "12:30", "17:00").waits(dialog.SlotPick).appointments(rowA1)
	// begun while she thought about it
	p = begin(t, withA1).to("2026-12-03 11:58:00").say(move(), on("2026-12-10")).waits(dialog.SlotSingle)
	p.to("2026-12-03 12:01:00").say(yes()).hears("no he tocado nada", "12:00").appointments(rowA1).waits(dialog.Done)
	begin(t, withA1).to("2026-12-03 12:10:00").say(move()).handedOver(dialog.ReasonManualRequest)
	// of two moves the second goes on
	p = begin(t, withA2).say(everything(move()), on("2026-11-27")).hears("10:30", "Pilar").waits(dialog.SlotPick)
	p.say(pick(1)).hears("Rosa", "16:00").appointments("confirmed 11-27 10:30 pilar corte", rowA2)
	// an answer to nothing
	p = begin(t, withA1)
	p.event(dialog.Event{Moved: &dialog.MoveResult{}}).silent()
	p.event(dialog.Event{Gone: &dialog.CancelResult{}}).silent()
	p.say(cancel()).text()
	p.event(dialog.Event{Gone: &dialog.CancelResult{Refused: true}}).hears("no he tocado nada", "jueves 3").waits(dialog.Done)
}

func TestAddingToAnAppointment(t *testing.T) {
	t.Parallel()
	free := withA1 + "free 2026-12-03 pilar 12:40-13:00\n"
	p := begin(t, free).say(wants("secado")).hears("12:45", "Pilar", "1,64 €", "tu cita del jueves 3", "not", "confirmada").waits(dialog.PayWait)
	p.appointments(rowA1, "provisional 12-03 12:45 pilar secado").pay().hears("confirmada").appointments(rowA1, "confirmed 12-03 12:45 pilar secado")
	begin(t, withA1).say(wants("arreglo-de-barba")).hears("15 min", "Pilar", "?").waits(dialog.SlotPick).appointments(rowA1)
	begin(t, free).say(wants("depilacion-de-cejas")).hears("?").appointments(rowA1)
	begin(t, laura+"\nappointment confirmed 2026-11-26 10:00 marta corte\n").say(wants("depilacion-de-cejas")).hears("jueves 26", "10:45", "Rosa").waits(dialog.SlotPick)
	p = begin(t, withA2).say(wants("secado")).hears("completar", "Pilar", "Rosa").waits(dialog.ApptPick)
	p.say(pick(1)).hears("Secado")
	begin(t, withA2).say(wants("secado"), with("pilar")).waits(dialog.SlotPick)
	begin(t, withA2).say(wants("secado"), on("2026-12-03")).waits(dialog.SlotPick)
	begin(t, withA1).say(start(dialog.ScenarioAdd)).hears("?").waits(dialog.ServiceAsk)
	begin(t, laura).say(start(dialog.ScenarioAdd)).hears("ninguna cita")
	begin(t, free).say(dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioAdd, Services: services("secado")}).hears("1,64 €")
	begin(t, withA2).say(wants("secado")).say(no()).hears("jueves 3").appointments(rowA1, rowA2)
}

func TestMyAppointments(t *testing.T) {
	t.Parallel()
	mine := about(dialog.TopicAppointments)
	begin(t, withA2).say(mine).hears("12:00", "5,24 €", "9:00", "1,40 €")
	begin(t, withA2).say(ofDay(mine, "2026-12-05")).hears("9:00", "not", "12:00")
	begin(t, withA2).say(ofDay(mine, "2026-12-06")).hears("no", "9:00", "12:00")
	begin(t, withA2).say(by(mine, "pilar")).hears("12:00", "not", "9:00")
	begin(t, withA1).to("2026-12-03 12:10:00").say(mine).hears("12:00")
	begin(t, laura).say(mine).hears("ninguna", "?").waits(dialog.BookOffer)
	offered(t).say(mine).hears("ninguna", "10:30").waits(dialog.SlotPick)
	holding(t).say(mine).hears("12:30", "pendiente de pago")
}
