package dialog_test

import (
	"strings"
	"testing"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

func TestThreeMisunderstandingsCallAPerson(t *testing.T) {
	t.Parallel()
	p := offered(t)
	p.say(unclear()).hears("otr", "10:30", "12:30", "not", "por ejemplo").waits(dialog.SlotPick)
	p.say(unclear()).hears("por ejemplo", "10:30").waits(dialog.SlotPick)
	p.say(faq("parking")).hears("aparcamiento") // a clear turn resets the count
	p.say(unclear()).hears("not", "por ejemplo", "persona del equipo")
	p.say(unclear())
	p.say(unclear()).hears("persona del equipo").handedOver(dialog.ReasonAmbiguity).waits(dialog.Human)
	begin(t, laura).say().hears("Laura", "?") // nothing at all was understood
}

func TestLeaving(t *testing.T) {
	t.Parallel()
	offered(t).say(leave()).hears("no se te ha cobrado").waits("").appointments()
	begin(t, laura).say(leave()).hears("not", "?").waits("")
	p := offered(t)
	p.say(no()).hears("otr", "?").waits(dialog.DateAsk)
	p.say(on("2026-11-26")).hears("10:00")
	offered(t).say(start(dialog.ScenarioCancel)).hears("no se te ha cobrado").appointments()
}

func TestComingBack(t *testing.T) {
	t.Parallel()
	after := func(d time.Duration) *play { return offered(t).after(d) }
	after(31*time.Minute).say(pick(2)).hears("12:30", "5,24 €", "not", "Hola")
	p := after(25 * time.Hour)
	p.say(greet(), pick(2)).hears("Laura", "corte", "viernes 27", "10:30", "12:30", "not", "5,24 €").waits(dialog.Resume)
	p.say(pick(2)).hears("5,24 €")
	after(25*time.Hour).say(rather(on("2026-11-28"))).hears("sábado 28", "10:00", "13:00")
	after(25*time.Hour).say(no()).hears("not", "recordamos", "10:30 con")
	after(25*time.Hour).say(faq("parking")).hears("aparcamiento", "10:30")
	after(25 * time.Hour).say(leave()).hears("no se te ha cobrado")
	after(25*time.Hour).say(rather(on("2026-12-01"))).hears("completo", "miércoles 2")
	// the day is over by now: said, and asked again
	p = begin(t, laura).say(book(), wants("corte"), on("2026-11-26")).hears("10:00")
	p.after(48 * time.Hour)
	p.say(yes()).hears("jueves 26 de noviembre ya ha pasado", "¿").waits(dialog.DateAsk)
	// no day yet
	p = begin(t, laura).say(book(), wants("corte")).waits(dialog.DateAsk)
	p.after(26 * time.Hour)
	p.say(yes()).hears("corte", "día").waits(dialog.DateAsk)
	p = begin(t, laura).say(book()).waits(dialog.ServiceAsk)
	p.after(26 * time.Hour)
	p.say(wants("corte")).waits(dialog.DateAsk)
	// four days: gone
	after(96*time.Hour).say(pick(2)).hears("¿", "not", "12:30").waits("")
	after(96*time.Hour).say(on("2026-12-04")).hears("¿", "not", "12:00").waits("")
	after(96*time.Hour).say(book(), wants("corte"), on("2026-12-04")).hears("12:00", "Ana")
	after(96*time.Hour).say(thank()).hears("not", "12:30").waits("")
	// a question that hung in the air is not answered days later
	p = begin(t, laura).say(book(), wants("consulta-gratuita-peluqueria"), on("2026-11-26"))
	p.say(pick(1)).waits(dialog.Done).after(30 * time.Hour)
	p.say(yes()).hears("Laura", "?").waits("")
}

func TestGreetings(t *testing.T) {
	t.Parallel()
	begin(t, laura).say(greet()).hears("Laura", "?").waits("")
	p := begin(t, laura).say(thank()).hears("Laura", "not", "?")
	p.say(greet()).hears("Laura", "?")
	p.say(bye()).hears("not", "?")
	p.say(no()).hears("not", "?")
	p.after(13 * time.Hour)
	p.say(greet()).hears("Laura", "?")
	begin(t, laura).say(more()).hears("?").waits("")
	begin(t, laura).say(pick(1)).hears("?").waits("")
	begin(t, laura).say(book()).waits(dialog.ServiceAsk)
	begin(t, laura).say(on("2026-11-27")).waits(dialog.ServiceAsk)
}

func TestBurstsAboveTheLimitAreToldOnce(t *testing.T) {
	t.Parallel()
	p := begin(t, laura)
	p.event(dialog.Event{Said: &dialog.Said{Commands: []dialog.Command{greet()}, Notice: true}}).hears("muchos mensajes", "Laura")
}

func TestHandOvers(t *testing.T) {
	t.Parallel()
	for reason, hears := range map[dialog.Reason][]string{
		dialog.ReasonMedical:       {"especialista", "not", "Hola"},
		dialog.ReasonComplaint:     {"Siento", "persona del equipo"},
		dialog.ReasonManualRequest: {"persona del equipo"},
		dialog.ReasonPrivacy:       {"datos"},
		dialog.ReasonGroupTooLarge: {"grupo"},
		dialog.ReasonTechnical:     {"técnico"},
		dialog.ReasonPaymentFailed: {"pago"},
		dialog.ReasonDelay:         {"persona del equipo"},
	} {
		t.Run(string(reason), func(t *testing.T) {
			t.Parallel()
			p := begin(t, laura)
			p.say(person(reason)).hears(hears...).handedOver(reason).waits(dialog.Human)
		})
	}
	p := begin(t, laura)
	p.say(person(dialog.ReasonComplaint), person(dialog.ReasonMedical), person(dialog.ReasonManualRequest)).handedOver(dialog.ReasonMedical)
}

func TestNewCustomersAndHandOvers(t *testing.T) {
	t.Parallel()
	begin(t, newcomer).say(person(dialog.ReasonManualRequest)).hears("Maite", "persona del equipo").handedOver(dialog.ReasonManualRequest)
	p := begin(t, newcomer)
	p.say(person(dialog.ReasonMedical)).hears("Laura", "not", "especialista").handedOver("").waits(dialog.NameCheck)
	p.say(yes()).hears("especialista").handedOver(dialog.ReasonMedical).customer("Laura")
	p = begin(t, newcomer)
	p.say(person(dialog.ReasonMedical))
	p.say(unclear()).hears("especialista").handedOver(dialog.ReasonMedical) // never waits twice
	p = begin(t, newcomer)
	p.say(person(dialog.ReasonMedical))
	p.say(no()).waits(dialog.NameAsk) // "no, soy Ana" would settle it; a bare no asks once
	p.say(no()).handedOver(dialog.ReasonMedical)
}

func TestTheSummaryTellsStaffWhatTheyNeed(t *testing.T) {
	t.Parallel()
	has := func(p *play, literals ...string) {
		t.Helper()
		summary := ""
		for _, r := range p.w.Rules {
			if strings.HasPrefix(r, "summary ") {
				summary = r
			}
		}
		for _, l := range literals {
			if !strings.Contains(summary, l) {
				t.Errorf("no %q in %s", l, summary)
			}
		}
	}
	p := holding(t)
	p.say(person(dialog.ReasonManualRequest))
	has(p, "pide hablar con una persona", "Laura Gómez, +34600000100", "Corte, viernes 27 de noviembre a las 12:30 con Marta", "anticipo 5,24 €", "guardada hasta las 11:32", "me pica la cabeza")
	p = offered(t)
	p.say(with("marta"), person(dialog.ReasonComplaint))
	has(p, "queja", "Corte, viernes 27 de noviembre")
	p = begin(t, laura)
	p.say(book(), with("marta"))
	p.say(person(dialog.ReasonPrivacy))
	has(p, "datos personales", "con Marta")
	p = begin(t, newcomer)
	p.say(greet())
	p.say(person(dialog.ReasonTechnical))
	has(p, "Laura (nombre del perfil)", "fallo técnico")
	p = begin(t, nameless)
	p.say(person(dialog.ReasonDelay))
	has(p, "sin nombre, +34600000102", "retraso")
	p = holding(t)
	p.say(trouble(dialog.TopicPaymentTrouble))
	p.say(trouble(dialog.TopicPaymentTrouble))
	has(p, "problema con el pago", "2 enlaces", "liberada", "Corte", "12:30", "5,24 €")
	p = begin(t, laura+"\nappointment confirmed 2026-12-02 10:30 ana corte")
	p.say(start(dialog.ScenarioCancel))
	p.say(person(dialog.ReasonManualRequest))
	has(p, "En curso: cancelar la cita del miércoles 2 de diciembre a las 10:30", "Cita: Corte, miércoles 2 de diciembre a las 10:30 con Ana")
	p = begin(t, laura)
	p.say(book(), wants("corte"), on("2026-11-27"), with("ana"), dialog.Command{Kind: dialog.Set, Slot: dialog.SlotCount, Number: 6})
	has(p, "grupo de 5 o más", "Corte", "viernes 27 de noviembre", "con Ana")
}

func TestPeopleTakeOver(t *testing.T) {
	t.Parallel()
	human, assistant := salon.OwnerHuman, salon.OwnerAssistant
	p := holding(t)
	p.check(p.w.Staff("human")).silent()
	p.say(pick(1)).silent()
	p.after(25 * time.Minute).silent() // a warning is no fact
	p.after(5*time.Minute).hears("12:30", "No se te ha cobrado", "not", "?")
	p.check(p.w.Staff("assistant")).hears("Laura", "?").waits("")
	p.say(yes()).hears("?", "not", "12:30")
	_ = assistant

	p = holding(t)
	p.check(p.w.Staff("human"))
	p.pay().hears("confirmada", "12:30")
	p = holding(t)
	p.event(dialog.Event{Owner: &human}).silent()
	p.check(p.w.Staff("closed")).silent().waits("")
	p.say(pick(2)).hears("?", "not", "12:30")
	// sold meanwhile, and a person in charge: the refund is told, nothing offered
	p = holding(t)
	p.after(31 * time.Minute)
	p.take("marta", "2026-11-27 12:30").text()
	p.check(p.w.Staff("human"))
	p.pay().hears("devolvemos", "not", "10:30")
}

func TestNothingToMoveOrCancel(t *testing.T) {
	t.Parallel()
	begin(t, laura).say(dialog.Command{Kind: dialog.Set, Slot: dialog.SlotCount, Number: 8}).handedOver(dialog.ReasonGroupTooLarge)
	begin(t, laura).say(book(), wants("corte"), on("2026-11-27"), dialog.Command{Kind: dialog.Set, Slot: dialog.SlotCount, Number: 1}).hears("10:30")
	p := begin(t, laura).say(start(dialog.ScenarioCancel)).hears("ninguna cita").waits(dialog.BookOffer)
	p.say(start(dialog.ScenarioReschedule)).handedOver("").waits(dialog.BookOffer)
}
