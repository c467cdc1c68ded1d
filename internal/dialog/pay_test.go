package dialog_test

import (
	"testing"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

func TestCorrectionsWhileAPaymentIsAwaited(t *testing.T) {
	t.Parallel()
	p := holding(t) // a complete choice replaces the hold in one go
	p.say(rather(at("10:30"))).hears("10:30", "Pilar", "5,24 €").waits(dialog.PayWait).
		appointments("expired 11-27 12:30 marta corte", "provisional 11-27 10:30 pilar corte")
	p.say(at("10:30")).hears("10:30"[:0], "/pay/token2") // the one that is held: just the link again
	p.pay().hears("confirmada", "10:30")

	p = holding(t) // an incomplete one leaves it alone
	p.say(rather(on("2026-11-26"))).hears("10:00", "11:30").waits(dialog.SlotPick).appointments(heldRow)
	p.say(pick(1)).hears("10:00", "Marta").appointments("expired 11-27 12:30 marta corte", "provisional 11-26 10:00 marta corte")

	p = holding(t) // an added service that does not fit
	p.say(wants("secado")).hears("45 min", "12:30", "sábado 12 de diciembre", "10:00", "11:00", "34,40 €").appointments(heldRow)
	p.pay().hears("confirmada", "12:30", "5,24 €")

	p = holding(t) // one that goes: the same start is kept
	p.say(rather(wants("peinado"))).hears("12:30", "13:10", "17,50 €", "3,50 €").
		appointments("expired 11-27 12:30 marta corte", "provisional 11-27 12:30 marta peinado")

	p = holding(t) // the new slot goes while she decides: the old hold stays
	p.say(rather(on("2026-11-26"))).hears("10:00", "11:30").take("marta", "2026-11-26 10:00")
	p.say(pick(1)).hears("10:00", "11:30", "Ana").appointments(heldRow)

	p = holding(t)
	p.say(more()).hears("17:00", "18:30").appointments(heldRow)
	p = holding(t)
	p.say(pick(1)).hears("no", "not", "10:30") // nothing was listed: no number means anything
}

func TestAddedServiceThatFitsElsewhereThatDay(t *testing.T) {
	t.Parallel()
	p := begin(t, laura+"\nfree 2026-12-15 ana 10:00-10:40\nfree 2026-12-15 pilar 12:00-13:00")
	p.say(book(), wants("corte"), on("2026-12-15")).hears("10:00", "12:00")
	p.say(pick(1)).hears("5,24 €")
	p.say(wants("secado")).hears("45 min", "10:00", "con Ana", "12:00", "Pilar").waits(dialog.SlotPick)
}

func TestWaitingForThePayment(t *testing.T) {
	t.Parallel()
	link := []string{"/pay/token1", "11:32", "not", "confirmada"}
	holding(t).say(yes()).hears(link...).waits(dialog.PayWait)
	holding(t).say(trouble(dialog.TopicPaymentClaim)).hears(link...).waits(dialog.PayWait)
	holding(t).say(thank()).hears("not", "/pay/").waits(dialog.PayWait)
	holding(t).say(faq("parking")).hears("aparcamiento", "11:32").waits(dialog.PayWait)
	holding(t).say(greet()).hears("Laura", "?").waits("") // a greeting opens nothing
	p := holding(t)
	p.say(no()).hears("¿").waits(dialog.ReleaseSure)
	p.say(faq("parking")).hears("aparcamiento", "¿").waits(dialog.ReleaseSure)
	p.say(no()).hears(link...).waits(dialog.PayWait)
	p.say(no())
	p.say(pick(1)).hears(link...)
	p.say(no())
	p.say(yes()).hears("No se te ha cobrado").waits("").appointments("expired 11-27 12:30 marta corte")
	p.say(yes()).hears("?").waits("")
	p.say(trouble(dialog.TopicPaymentClaim)).hears("ningún pago pendiente")
	holding(t).say(leave()).hears("No se te ha cobrado").appointments("expired 11-27 12:30 marta corte").waits("")
}

func TestPaymentTrouble(t *testing.T) {
	t.Parallel()
	p := holding(t)
	p.say(trouble(dialog.TopicPaymentTrouble)).hears("/pay/token2", "11:32").waits(dialog.PayWait).appointments(heldRow)
	p.say(trouble(dialog.TopicPaymentTrouble)).hears("persona del equipo", "No se te ha cobrado", "not", "11:32").
		handedOver(dialog.ReasonPaymentFailed).appointments("expired 11-27 12:30 marta corte").waits(dialog.Human)
	begin(t, laura).say(trouble(dialog.TopicPaymentTrouble)).hears("ningún pago pendiente")
	begin(t, laura).say(trouble(dialog.TopicPaymentClaim)).hears("ningún pago pendiente")
	p = holding(t).pay().hears("confirmada")
	p.say(trouble(dialog.TopicPaymentClaim)).hears("confirmada", "12:30").waits(dialog.Done)
	p.say(trouble(dialog.TopicPaymentTrouble)).hears("confirmada", "12:30")
}

func TestPaidBetweenTheReportAndTheRelease(t *testing.T) {
	t.Parallel()
	p := holding(t)
	paid := salon.Booking{ID: p.draft().BookingID, Payment: salon.PaymentConfirmed, Appointments: []salon.Appointment{{Status: salon.Confirmed}}}
	p.event(dialog.Event{Release: &dialog.ReleaseResult{Refused: true, Booking: paid}}).hears("tu pago ha llegado").waits(dialog.Done)
	p = holding(t)
	paid.ID = p.draft().BookingID
	p.event(dialog.Event{Link: &dialog.LinkResult{Booking: paid}}).hears("tu pago ha llegado").waits(dialog.Done)
	if n := len(p.w.State().Stack); n != 0 {
		t.Errorf("%d drafts left", n)
	}
}

func TestHoldRunsOut(t *testing.T) {
	t.Parallel()
	expired := func(t *testing.T) *play {
		t.Helper()
		p := holding(t)
		p.after(25*time.Minute).hears("5 minutos", "11:32", "/pay/token1")
		return p.after(5*time.Minute).hears("12:30", "Marta", "No se te ha cobrado", "?").waits(dialog.Resume)
	}
	again := []string{"12:30", "13:10", "Marta", "5,24 €"}
	expired(t).say(yes()).hears(again...).waits(dialog.PayWait)
	expired(t).say(pick(1)).hears(again...)
	expired(t).say(at("12:30")).hears(again...)
	expired(t).say(at("10:30")).hears("10:30", "Pilar", "5,24 €")
	expired(t).say(trouble(dialog.TopicPaymentTrouble)).hears(again...)
	expired(t).say(no()).hears("No se te ha cobrado").waits("")
	expired(t).say(rather(on("2026-11-26"))).hears("10:00", "11:30")
	p := expired(t)
	p.say(p.option("Sí, otra vez")).hears(again...)
	p = expired(t)
	p.say(faq("parking")).hears("aparcamiento", "?").waits(dialog.Resume)
	p.say(trouble(dialog.TopicPaymentClaim)).hears("plazo", "?").waits(dialog.Resume)
	p.say(dialog.Command{Kind: dialog.Choose, Option: "dead"}).hears("ya no", "?").waits(dialog.Resume)
	p.take("marta", "2026-11-27 12:30")
	p.say(yes()).hears("12:30", "10:30", "17:00", "not", "5,24 €").waits(dialog.SlotPick)

	// while she is choosing another slot, the news does not take her offers away
	p = holding(t)
	p.say(rather(on("2026-11-26"))).hears("10:00")
	p.after(24 * time.Minute).hears("5 minutos")
	p.after(5*time.Minute).hears("12:30", "not", "?").waits(dialog.SlotPick)
	p.say(pick(1)).hears("10:00", "Marta", "5,24 €")
}

func TestStaleTimersSayNothing(t *testing.T) {
	t.Parallel()
	for _, kind := range []salon.TimerKind{salon.TimerPaymentWarning, salon.TimerHoldExpired} {
		p := holding(t)
		p.event(dialog.Event{Timer: &dialog.TimerResult{Kind: kind, Stale: true}}).silent().waits(dialog.PayWait)
	}
	p := begin(t, laura)
	p.event(dialog.Event{Timer: &dialog.TimerResult{Kind: "something else"}}).silent()
	p.event(dialog.Event{Paid: &dialog.PaymentResult{Outcome: salon.OutcomeNoted}}).silent()
	p.event(dialog.Event{}).silent()
}

func TestLatePayments(t *testing.T) {
	t.Parallel()
	late := func(t *testing.T) *play {
		t.Helper()
		p := holding(t)
		p.after(25 * time.Minute)
		return p.after(9 * time.Minute).hears("No se te ha cobrado")
	}
	late(t).pay().hears("después del plazo", "confirmada", "12:30").waits(dialog.Done).appointments("confirmed 11-27 12:30 marta corte")
	p := late(t).take("marta", "2026-11-27 12:30").pay()
	p.hears("5,24 €", "devolvemos", "10:30", "17:00", "not", "confirmada").waits(dialog.SlotPick)
	p = late(t)
	p.say(no()).hears("No se te ha cobrado") // the draft is gone: the refund still offers hours of that day
	p.take("marta", "2026-11-27 12:30").pay().hears("devolvemos", "10:30", "17:00").waits(dialog.SlotPick)
	// paid twice: the appointment stands, the second payment goes back
	p = holding(t)
	p.say(trouble(dialog.TopicPaymentTrouble))
	p.pay().hears("confirmada")
	p.check(p.w.Pay(true)).hears("5,24 €", "devolvemos", "sigue igual", "not", "10:30").waits(dialog.Done)
	// paid while she asks about something else entirely
	p = late(t)
	p.say(no())
	p.say(rather(on("2026-11-26")), wants("corte")).hears("10:00").waits(dialog.SlotPick)
	p.pay().hears("confirmada", "12:30").waits(dialog.SlotPick)
}

func TestAfterTheEnd(t *testing.T) {
	t.Parallel()
	done := func(t *testing.T) *play { t.Helper(); return holding(t).pay().hears("confirmada").waits(dialog.Done) }
	one := "confirmed 11-27 12:30 marta corte"
	for name, says := range map[string][]dialog.Command{
		"thanks": {thank()}, "yes": {yes()}, "no": {no()}, "bye": {yes(), bye()}, "just bye": {bye()}, "never mind": {leave()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			done(t).say(says...).hears("not", "?", "5,24 €").appointments(one)
		})
	}
	done(t).say(yes(), pick(2)).hears("?").appointments(one)
	done(t).say(faq("address")).hears("Calle de la Constitución 5", "not", "¿").appointments(one)
	done(t).say(about(dialog.TopicAppointments)).hears("viernes 27", "12:30", "Marta", "Corte", "5,24 €")
	p := done(t)
	p.say(book(), wants("secado"), on("2026-12-12")).hears("8,20 €", "5 min").waits(dialog.SlotPick)
}

func TestTooManyAppointmentsAhead(t *testing.T) {
	t.Parallel()
	p := begin(t, laura+"\npolicy max_upcoming_per_customer 1\nappointment confirmed 2026-12-02 10:30 ana corte")
	p.say(book(), wants("corte"), on("2026-11-27"), at("17:00")).hears("1 citas"[:1], "miércoles 2", "10:30", "Ana", "persona del equipo").waits(dialog.PersonOffer)
	p.appointments("confirmed 12-02 10:30 ana corte")
}
