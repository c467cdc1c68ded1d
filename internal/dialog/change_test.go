package dialog_test

import (
	"testing"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// What Laura has in the situations about appointments there are.
const (
	withA1 = laura + "\nappointment confirmed 2026-12-03 12:00 pilar corte\n"
	withA2 = withA1 + "appointment confirmed 2026-12-05 9:00 rosa depilacion-de-cejas\n"
	withA3 = withA1 + "appointment confirmed 2026-12-03 13:00 marta corte for \"Hija de Laura\"\n"
	rowA1  = "confirmed 12-03 12:00 pilar corte"
	rowA2  = "confirmed 12-05 09:00 rosa depilacion-de-cejas"
	rowA3  = "confirmed 12-03 13:00 marta corte"
)

func cancel() dialog.Command { return start(dialog.ScenarioCancel) }
func move() dialog.Command   { return start(dialog.ScenarioReschedule) }
func late() dialog.Command   { return start(dialog.ScenarioLate) }

func everything(c dialog.Command) dialog.Command { c.Any = true; return c }

func ofDay(c dialog.Command, day string) dialog.Command { c.When = on(day).When; return c }

func by(c dialog.Command, slug string) dialog.Command {
	c.Stylist = with(slug).Stylist
	return c
}

func number(c dialog.Command, n int) dialog.Command { c.Ordinal = n; return c }

func whose(c dialog.Command, relation string) dialog.Command {
	c.Person = &dialog.Person{Relation: relation}
	return c
}

func delay(minutes int) dialog.Command {
	return dialog.Command{Kind: dialog.Set, Slot: dialog.SlotDelay, Number: minutes}
}

// state asserts the payment state of the booking with this index.
func (p *play) payment(i int, want salon.PaymentStatus) *play {
	p.t.Helper()
	if got := p.facts().Bookings[i].Payment; got != want {
		p.t.Errorf("booking %d: payment %s, want %s", i, got, want)
	}
	return p
}

func (p *play) attendance(want ...string) *play {
	p.t.Helper()
	i := 0
	for _, b := range p.facts().Bookings {
		for _, a := range b.Appointments {
			if i < len(want) && a.Attendance != want[i] {
				p.t.Errorf("attendance of %d: %s, want %s", i, a.Attendance, want[i])
			}
			i++
		}
	}
	return p
}

func (p *play) to(at string) *play {
	p.t.Helper()
	then, err := time.ParseInLocation("2006-01-02 15:04:05", at, p.w.Salon().Location)
	if err != nil {
		p.t.Fatal(err)
	}
	p.now = then
	return p.check(p.w.MoveTo(then))
}

func TestWhichAppointmentIsMeant(t *testing.T) {
	t.Parallel()
	asked := func() *play { return begin(t, withA2).say(cancel()).hears("?").waits(dialog.ApptPick) }
	asked().say(yes()).hears("?", "Pilar", "Rosa").waits(dialog.ApptPick).appointments(rowA1, rowA2)
	asked().say(no()).hears("jueves 3", "sábado 5", "not", "cancelada").waits(dialog.Done).appointments(rowA1, rowA2)
	asked().say(pick(2)).hears("Rosa", "1,40 €", "not", "Pilar").waits(dialog.CancelSure)
	asked().say(pick(-1)).hears("Rosa").waits(dialog.CancelSure)
	asked().say(pick(7)).hears("2", "Pilar", "Rosa").waits(dialog.ApptPick)
	asked().say(whatever()).waits(dialog.ApptPick)
	asked().say(with("rosa")).hears("Rosa", "not", "Pilar").waits(dialog.CancelSure)
	asked().say(on("2026-12-05")).hears("Rosa").waits(dialog.CancelSure)
	asked().say(on("2026-12-10")).waits(dialog.ApptPick)
	asked().say(at("12:00")).hears("Pilar").waits(dialog.CancelSure)
	asked().say(wants("depilacion-de-cejas")).hears("Rosa").waits(dialog.CancelSure)
	asked().say(dialog.Command{Kind: dialog.Choose, Stylist: "stylist:rosa"}).hears("Rosa").waits(dialog.CancelSure)
	asked().say(everything(yes())).hears("5,24 €", "1,40 €").waits(dialog.CancelSure)
	asked().say(everything(no())).waits(dialog.Done).appointments(rowA1, rowA2)
	asked().say(number(yes(), 1)).hears("Pilar").waits(dialog.CancelSure)
	asked().say(notWith(no())).hears("jueves 3").waits(dialog.Done)
	asked().say(leave()).hears("sábado 5").waits(dialog.Done)
	asked().say(unclear()).hears("?", "Pilar", "Rosa").waits(dialog.ApptPick)
	p := asked()
	p.say(dialog.Command{Kind: dialog.Choose, Option: "dead"}).waits(dialog.ApptPick)
	p.say(p.option("Sáb 5 · 9:00 Rosa")).hears("Rosa").waits(dialog.CancelSure)
	// described at once
	for _, c := range []dialog.Command{
		by(cancel(), "rosa"), ofDay(cancel(), "2026-12-05"), number(cancel(), 2), number(cancel(), -1),
		{Kind: dialog.Start, Scenario: dialog.ScenarioCancel, Services: services("depilacion-de-cejas")},
		{Kind: dialog.Start, Scenario: dialog.ScenarioCancel, When: &dialog.When{Kind: dialog.WhenDate, From: date("2026-11-28"), To: date("2026-11-28"), Weekday: true}},
		{Kind: dialog.Start, Scenario: dialog.ScenarioCancel, When: &dialog.When{Kind: dialog.WhenPart, Latest: clock("10:00")}},
	} {
		begin(t, withA2).say(c).hears("Rosa", "1,40 €", "not", "Pilar").waits(dialog.CancelSure)
	}
	begin(t, withA2).say(ofDay(cancel(), "2026-12-20")).hears("no", "Pilar", "Rosa", "?").waits(dialog.ApptPick)
	begin(t, withA1).say(ofDay(cancel(), "2026-12-20")).waits(dialog.ApptPick).say(yes()).waits(dialog.CancelSure)
	begin(t, withA1).say(number(cancel(), 4)).waits(dialog.ApptPick)
	begin(t, withA3).say(whose(cancel(), "yo")).hears("12:00").waits(dialog.CancelSure)
	begin(t, withA3).say(whose(cancel(), "hija")).hears("13:00").waits(dialog.CancelSure)
	begin(t, withA3).say(whose(cancel(), "nieta")).hears("13:00").waits(dialog.CancelSure) // the only one that is not hers
	p = begin(t, laura+"\nappointment confirmed 2026-12-03 13:00 marta corte for \"Lucía Gómez\"\n"+"appointment confirmed 2026-12-04 12:00 ana corte\n")
	p.say(dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioCancel, Person: &dialog.Person{First: "Lucía"}}).hears("13:00").waits(dialog.CancelSure)
}

func TestCancellingStatesTheTermsFirst(t *testing.T) {
	t.Parallel()
	inTime := func() *play {
		return begin(t, withA1).say(cancel()).hears("jueves 3", "5,24 €", "devolvemos", "not", "cancelada").waits(dialog.CancelSure)
	}
	inTime().say(yes()).hears("cancelada", "en marcha").waits(dialog.Done).appointments("cancelled 12-03 12:00 pilar corte").payment(0, salon.PaymentRefunded)
	inTime().say(no()).hears("jueves 3", "not", "cancelada").waits(dialog.Done).appointments(rowA1)
	inTime().say(cancel()).hears("cancelada").appointments("cancelled 12-03 12:00 pilar corte")
	inTime().say(notWith(cancel())).hears("jueves 3", "not", "cancelada").appointments(rowA1)
	inTime().say(notWith(no())).hears("jueves 3").appointments(rowA1)
	inTime().say(leave()).hears("jueves 3").appointments(rowA1)
	inTime().say(rather(on("2026-11-27"))).hears("10:30", "Pilar").waits(dialog.SlotPick).appointments(rowA1)
	inTime().say(move()).hears("?", "not", "10:30").waits(dialog.DateAsk)
	inTime().say(greet()).hears("5,24 €").waits(dialog.CancelSure)
	inTime().say(pick(1)).waits(dialog.CancelSure)
	inTime().say(faq("parking")).hears("aparcamiento", "5,24 €").waits(dialog.CancelSure)
	inTime().say(person(dialog.ReasonManualRequest)).handedOver(dialog.ReasonManualRequest).appointments(rowA1)
	inTime().say(book(), wants("corte"), on("2026-11-27")).hears("10:30").waits(dialog.SlotPick)
	// without a deposit no money is named
	p := begin(t, laura+"\nappointment confirmed 2026-11-26 10:00 marta consulta-gratuita-peluqueria\n").say(cancel()).hears("10:00", "not", "€").waits(dialog.CancelSure)
	p.say(yes()).hears("cancelada", "not", "€").appointments("cancelled 11-26 10:00 marta consulta-gratuita-peluqueria")
}

func TestCancellingLateOffersToMove(t *testing.T) {
	t.Parallel()
	tooLate := func() *play {
		return begin(t, withA1).to("2026-12-02 18:00:00").say(cancel()).hears("5,24 €", "no se devuelve", "?", "not", "cancelada").waits(dialog.LateOptions)
	}
	tooLate().say(yes()).hears("?", "not", "cancelada").waits(dialog.DateAsk).appointments(rowA1)
	tooLate().say(cancel()).hears("cancelada", "no se devuelve", "not", "seguro").payment(0, salon.PaymentForfeited)
	tooLate().say(no()).hears("no se devuelve", "?").waits(dialog.CancelSure).say(yes()).hears("cancelada").payment(0, salon.PaymentForfeited)
	tooLate().say(no()).say(no()).hears("jueves 3").appointments(rowA1)
	tooLate().say(leave()).hears("jueves 3").appointments(rowA1)
	tooLate().say(yes(), on("2026-12-10")).hears("11:00", "Pilar").waits(dialog.SlotSingle)
	tooLate().say(unclear()).hears("no se devuelve").waits(dialog.LateOptions)
	p := tooLate()
	p.say(p.option("Cambiar de día")).waits(dialog.DateAsk)
	p = tooLate()
	p.say(p.option("Cancelarla")).hears("cancelada").payment(0, salon.PaymentForfeited)
	p = tooLate()
	p.say(dialog.Command{Kind: dialog.Choose, Ordinal: 5}).waits(dialog.LateOptions)
}

func TestTheInstantOfTheAnswerDecidesTheTerms(t *testing.T) {
	t.Parallel()
	p := begin(t, withA1).to("2026-12-02 11:55:00").say(cancel()).waits(dialog.CancelSure)
	p.to("2026-12-02 11:59:59").check(p.w.Command(yes())).hears("cancelada", "en marcha").payment(0, salon.PaymentRefunded)
	p = begin(t, withA1).to("2026-12-02 11:55:00").say(cancel()).waits(dialog.CancelSure)
	p.to("2026-12-02 12:00:00").check(p.w.Command(yes())).hears("no he cancelado nada", "no se devuelve", "?").waits(dialog.LateOptions).appointments(rowA1)
	p.say(cancel()).hears("cancelada").payment(0, salon.PaymentForfeited)
	// begun by now: nothing is cancelled
	p = begin(t, withA1).to("2026-12-02 11:55:00").say(cancel())
	p.to("2026-12-03 12:05:00").check(p.w.Command(yes())).hears("no he tocado nada", "12:00").appointments(rowA1)
}

func TestSeveralAreCancelledAfterOneQuestion(t *testing.T) {
	t.Parallel()
	both := func() *play {
		return begin(t, withA2).say(everything(cancel())).hears("5,24 €", "1,40 €", "?").waits(dialog.CancelSure)
	}
	goneA1, goneA2 := "cancelled 12-03 12:00 pilar corte", "cancelled 12-05 09:00 rosa depilacion-de-cejas"
	both().say(with("rosa")).hears("1,40 €", "?", "not", "Pilar").waits(dialog.CancelSure).say(yes()).appointments(rowA1, goneA2)
	begin(t, withA2).say(everything(cancel()), notWith(with("rosa"))).hears("5,24 €", "not", "Rosa").waits(dialog.CancelSure)
	begin(t, withA2).say(by(cancel(), "pilar"), with("rosa")).hears("5,24 €", "1,40 €").waits(dialog.CancelSure)
	both().say(yes()).hears("cancelad").appointments(goneA1, goneA2)
	both().say(no()).hears("jueves 3", "sábado 5").appointments(rowA1, rowA2)
	both().say(number(yes(), 1), number(no(), 2)).hears("cancelada", "not", "Rosa").appointments(goneA1, rowA2)
	both().say(number(no(), 1)).hears("Rosa", "?", "not", "Pilar").waits(dialog.CancelSure).appointments(rowA1, rowA2)
	both().say(number(no(), 5)).appointments(rowA1, rowA2)
	both().say(everything(no())).hears("jueves 3").appointments(rowA1, rowA2)
	both().say(everything(yes())).appointments(goneA1, goneA2)
	both().say(by(cancel(), "rosa")).hears("Rosa", "not", "Pilar").waits(dialog.CancelSure).say(yes()).appointments(rowA1, goneA2)
	// one of them too late
	p := begin(t, withA2).to("2026-12-02 18:00:00").say(everything(cancel())).hears("5,24 € no se devuelve", "devolvemos el anticipo de 1,40 €").waits(dialog.CancelSure)
	p.say(yes()).appointments(goneA1, goneA2).payment(0, salon.PaymentForfeited).payment(1, salon.PaymentRefunded)
	begin(t, withA2).say(everything(notWith(cancel()))).hears("no", "?").waits(dialog.ApptPick).appointments(rowA1, rowA2)
}

func TestDeniedVerbsCancelNothing(t *testing.T) {
	t.Parallel()
	begin(t, withA1).say(notWith(cancel())).hears("no", "not", "cancelada", "?").appointments(rowA1)
	begin(t, withA1).say(notWith(no())).hears("no", "not", "?").appointments(rowA1)
	begin(t, withA1).say(notWith(move())).hears("no", "not", "?").appointments(rowA1)
	p := begin(t, withA1).say(book(), wants("corte"), on("2026-11-27"))
	p.say(notWith(no())).hears("10:30").waits(dialog.SlotPick)
	p = begin(t, withA1).say(move()).waits(dialog.DateAsk)
	p.say(notWith(cancel())).hears("jueves 3").appointments(rowA1)
}

func TestADraftAndAnAppointment(t *testing.T) {
	t.Parallel()
	draft := func() *play {
		return begin(t, withA1).say(book(), wants("corte"), on("2026-11-27")).waits(dialog.SlotPick)
	}
	asked := func() *play { return draft().say(cancel()).hears("mirando", "jueves 3", "?").waits(dialog.ApptPick) }
	asked().say(pick(1)).hears("cobrado", "not", "cancelada").waits("").appointments(rowA1)
	asked().say(pick(2)).hears("5,24 €").waits(dialog.CancelSure).say(yes()).hears("cancelada", "10:30", "12:30").waits(dialog.SlotPick)
	asked().say(no()).hears("10:30", "12:30").waits(dialog.SlotPick).appointments(rowA1)
	asked().say(unclear()).hears("mirando").waits(dialog.ApptPick)
	p := asked()
	p.say(p.option("La que miramos ahora")).hears("cobrado").waits("")
	draft().say(ofDay(cancel(), "2026-12-03")).hears("5,24 €").waits(dialog.CancelSure).say(no()).hears("10:30").waits(dialog.SlotPick)
	// held: the other goes, the hold stays
	p = draft().say(pick(2)).waits(dialog.PayWait)
	p.say(ofDay(cancel(), "2026-12-03")).say(yes()).hears("cancelada", "/pay/").waits(dialog.PayWait)
	p = draft().say(pick(2)).waits(dialog.PayWait)
	p.say(cancel()).waits(dialog.ApptPick).say(pick(1)).hears("cobrado").appointments(rowA1, "expired 11-27 12:30 marta corte")
	// a move interrupts a draft, and the draft goes on
	p = draft().say(move(), on("2026-12-10")).hears("11:00", "Pilar").waits(dialog.SlotSingle)
	p.say(yes()).hears("5,24 €", "10:30", "12:30").waits(dialog.SlotPick).appointments("confirmed 12-10 11:00 pilar corte")
	// nothing stands yet: the draft gets another slot
	p = holding(t).say(move()).hears("?").waits(dialog.DateAsk)
	p.say(on("2026-11-26")).hears("10:00")
	holding(t).say(move(), on("2026-11-26")).hears("10:00", "Marta")
	offered(t).say(cancel()).hears("cobrado").waits("")
}
