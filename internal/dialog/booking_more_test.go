package dialog_test

import (
	"testing"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

func undecided(slugs ...string) dialog.Command {
	return dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioConsult, Candidates: services(slugs...)}
}

func TestConsultation(t *testing.T) {
	t.Parallel()
	asked := func() *play {
		return begin(t, laura+"\nfree 2026-12-12 ana 10:00-11:00").say(undecided("oleo-pigmento", "barro-gold"), on("2026-12-12")).
			hears("Óleo Pigmento", "34,00 €", "30 min", "Barro Gold", "48,00 €", "40 min", "15 min").waits(dialog.ConsultOffer)
	}
	asked().say(yes()).hears("Consulta gratuita de peluquería", "12 de diciembre")
	asked().say(yes(), start(dialog.ScenarioConsult)).hears("Consulta gratuita de peluquería")
	asked().say(whatever()).hears("Consulta gratuita")
	asked().say(no()).hears("Óleo Pigmento", "Barro Gold", "not", "consulta").waits(dialog.ServicePick).say(wants("barro-gold")).hears("10:00")
	asked().say(pick(2)).hears("Barro Gold", "10:00")
	asked().say(pick(-1)).hears("Barro Gold")
	asked().say(pick(5)).waits(dialog.ConsultOffer)
	asked().say(wants("mechas")).hears("Mechas")
	asked().say(yes(), on("2026-11-26")).hears("26 de noviembre")
	asked().say(no(), on("2026-11-26")).waits(dialog.ServicePick)
	asked().say(on("2026-11-26")).waits(dialog.ConsultOffer).say(faq("parking")).waits(dialog.ConsultOffer)
	asked().say(leave()).waits("")
	begin(t, laura).say(undecided()).waits(dialog.ConsultOffer).say(no()).hears("cortes").waits(dialog.ServiceAsk)
	begin(t, laura).say(undecided("peeling-corporal")).say(yes()).hears("día").waits(dialog.DateAsk)
	offered(t).say(undecided("mechas"), faq("parking")).hears("aparcamiento", "62,50 €").waits(dialog.ConsultOffer).say(yes()).hears("27 de noviembre")
	begin(t, laura).say(about(dialog.TopicPrice, "corte")).waits(dialog.BookOffer).say(undecided("mechas")).waits(dialog.ConsultOffer)
	begin(t, laura+"\ngone consulta-gratuita-peluqueria\ngone consulta-gratuita-estetica").say(undecided()).handedOver(dialog.ReasonManualRequest)
	begin(t, laura+"\ngone consulta-gratuita-peluqueria\ngone consulta-gratuita-estetica").say(undecided("mechas", "barro-gold")).waits(dialog.ServicePick)
}

func TestWaitlist(t *testing.T) {
	t.Parallel()
	wait := start(dialog.ScenarioWaitlist)
	full := begin(t, laura).say(book(), wants("corte"), on("2026-12-01")).hears("completo", "lista de espera", "10:30").waits(dialog.SlotPick)
	full.say(wait).hears("lista de espera", "1 de diciembre", "10:30").waits(dialog.SlotPick)
	if n := len(full.facts().Waitlist); n != 1 {
		t.Errorf("%d rows", n)
	}
	begin(t, laura).say(wait).waits(dialog.ServiceAsk).say(wants("corte")).waits(dialog.DateAsk).say(on("2026-12-01")).hears("espera", "Corte", "1 de diciembre").waits(dialog.Done)
	begin(t, laura).say(wait, faq("parking")).hears("aparcamiento").waits(dialog.ServiceAsk)
	begin(t, laura).say(wait, oneOf("corte-nino", "corte-nina"), on("2026-12-01", "2026-12-04")).waits(dialog.ServicePick).say(pick(1)).hears("del martes 1 de diciembre al viernes 4")
	begin(t, laura).say(wait, wants("corte"), with("ana"), when(dialog.When{Soonest: true})).hears("con Ana", "febrero")
	last := begin(t, laura+"\ntaken 2026-11-25 2027-02-23\ntaken 2026-12-12 2026-12-12")
	last.say(book(), wants("corte"), on("2026-12-30"), with("marta")).hears("16:00")
	holding(t).say(wait, wants("secado"), on("2026-12-01")).hears("Secado").appointments(heldRow)
	p := begin(t, `clock 2026-11-25 11:00
customer known "Laura Gómez" +34600000100
taken 2026-11-25 2027-02-23`).say(book(), wants("corte"), on("2026-11-27")).hears("completo").waits(dialog.WaitOffer)
	p.say(faq("parking")).waits(dialog.WaitOffer).say(no()).waits(dialog.DateAsk).say(on("2026-11-27")).waits(dialog.WaitOffer).say(yes()).hears("27 de noviembre").waits(dialog.Done)
}

func TestSomebodyElseCanAnswer(t *testing.T) {
	t.Parallel()
	unknown := dialog.Command{Kind: dialog.Ask, Topic: dialog.TopicUnknown, Text: "¿tenéis café?"}
	special := func(option string) dialog.Command {
		return dialog.Command{Kind: dialog.Ask, Topic: dialog.TopicUnknown, Option: option}
	}
	begin(t, laura).say(unknown).hears("no", "persona del equipo").waits(dialog.PersonOffer).say(yes()).handedOver(dialog.ReasonManualRequest)
	begin(t, laura).say(unknown).hears("persona").say(no()).hears("not", "persona").waits("")
	begin(t, laura).say(unknown).say(faq("parking")).hears("aparcamiento")
	offered(t).say(unknown).hears("persona del equipo", "10:30", "12:30").waits(dialog.SlotPick)
	offered(t).say(special("discount")).hears("precio", "10:30")
	begin(t, laura).say(book(), wants("mechas")).say(special("discount")).hears("pack Mechas + Corte", "8,70 €").waits(dialog.PackOffer)
	begin(t, laura).say(special("personal")).hears("personal").waits(dialog.PersonOffer)
	p := holding(t).say(special("deposit")).hears("20 %", "24 horas", "11:32").waits(dialog.PayWait)
	p.say(special("deposit")).hears("persona del equipo", "not", "20 %").waits(dialog.PayWait).appointments(heldRow)
	begin(t, laura).say(special("deposit")).hears("20 %").say(special("deposit")).hears("persona del equipo").waits(dialog.PersonOffer)
	begin(t, laura).say(book(), wants("corte"), special("recurring")).hears("día").waits(dialog.DateAsk)
	begin(t, laura).say(dialog.Command{Kind: dialog.Ask, Topic: dialog.TopicServices, Negated: true}).hears("no", "cortes", "persona del equipo")
}

func TestInsisting(t *testing.T) {
	t.Parallel()
	p := begin(t, laura).say(book(), wants("corte"), on("2026-11-29")).hears("cerramos", "10:30", "not", "siento")
	p.say(on("2026-11-29")).hears("siento", "10:30").waits(dialog.SlotPick)
	p.say(on("2026-11-29")).hears("persona del equipo", "not", "10:30").waits(dialog.PersonOffer)
	p.say(no()).hears("día").waits(dialog.DateAsk).say(on("2026-11-27")).hears("10:30")
	p = begin(t, laura).say(book(), wants("corte"), on("2026-11-27"), at("03:00")).hears("10:00", "20:00")
	p.say(at("03:00")).hears("siento", "10:00").say(at("03:00")).waits(dialog.PersonOffer).say(yes()).handedOver(dialog.ReasonManualRequest)
	begin(t, laura).say(book(), wants("corte"), on("2026-11-29")).say(on("2026-12-08")).hears("not", "siento")
}

func TestTwoBookingsInOneMessage(t *testing.T) {
	t.Parallel()
	part := func(n int, c dialog.Command) dialog.Command { c.Part = n; return c }
	p := begin(t, laura).say(book(), part(1, wants("corte")), part(1, on("2026-11-26")), part(2, wants("secado")), part(2, on("2026-11-28")))
	p.hears("26 de noviembre", "10:00", "11:30", "not", "Secado").say(pick(1)).hears("5,24 €")
	p.pay().hears("confirmada", "Secado", "28 de noviembre", "10:00", "13:00").say(pick(1)).hears("1,64 €")
}

func TestTheSecondOfTwoVisitsFollowsTheFirst(t *testing.T) {
	t.Parallel()
	p := begin(t, laura).say(book(), wants("corte", "depilacion-de-cejas"), on("2026-11-26", "2026-11-28"), at("16:00")).waits(dialog.SplitOffer)
	p.say(yes()).hears("5,24 €").pay().hears("confirmada", "jueves 26", "16:45", "Rosa", "not", "10:00").waits(dialog.SlotPick)
}

func TestTotalsOfWhatCouldBeMeant(t *testing.T) {
	t.Parallel()
	ask := dialog.Command{Kind: dialog.Ask, Topic: dialog.TopicDuration, Services: services("corte", "secado"), Candidates: services("oleo-pigmento", "cultura-de-color"), Place: 2}
	asked := func() *play {
		return begin(t, laura).say(ask).hears("75 min", "68,40 €", "95 min", "77,40 €").waits(dialog.ServicePick)
	}
	asked().say(wants("cultura-de-color")).hears("95 min", "77,40 €").waits(dialog.BookOffer)
	asked().say(pick(1)).hears("75 min", "68,40 €").waits(dialog.BookOffer).say(no()).waits("")
	p := asked().say(wants("oleo-pigmento"), on("2026-12-12"))
	p.hears("10:00", "Víctor")
	if got := p.draft().Visit.Services; len(got) != 3 || got[1] != salon.ID("service:oleo-pigmento") {
		t.Errorf("services %v", got)
	}
	asked().say(faq("parking")).hears("75 min").waits(dialog.ServicePick)
}

func TestPhotos(t *testing.T) {
	t.Parallel()
	photo := func(text string) dialog.Message {
		return dialog.Message{Text: text, Attachments: []salon.Attachment{{Kind: "image"}}}
	}
	p := begin(t, laura)
	p.event(dialog.Event{Said: &dialog.Said{Commands: []dialog.Command{book(), on("2026-11-27")}, Messages: []dialog.Message{photo("quiero este color el viernes")}}})
	p.hears("foto", "consulta gratuita").waits(dialog.ServiceAsk)
	p = holding(t)
	p.event(dialog.Event{Said: &dialog.Said{Commands: []dialog.Command{wordless(dialog.TopicPhoto)}, Messages: []dialog.Message{photo("")}}})
	p.hears("Todavía", "11:32").waits(dialog.PayWait)
	p = holding(t)
	p.event(dialog.Event{Said: &dialog.Said{Commands: []dialog.Command{trouble(dialog.TopicPaymentClaim)}, Messages: []dialog.Message{photo("ya he pagado")}}})
	p.hears("not", "foto").waits(dialog.PayWait)
}

func TestResumingAfterALongPause(t *testing.T) {
	t.Parallel()
	back := func() *play {
		p := offered(t).after(25 * time.Hour)
		return p.say(greet(), pick(2)).hears("corte", "10:30", "12:30").waits(dialog.Resume)
	}
	back().say(yes()).hears("10:30", "12:30").waits(dialog.SlotPick)
	back().say(no()).hears("no se te ha cobrado").waits("")
	back().say(at("12:30")).hears("5,24 €")
	back().say(whatever()).hears("10:30", "5,24 €")
	back().say(faq("parking")).hears("aparcamiento", "10:30").waits(dialog.Resume)
	back().say(on("2026-11-28")).hears("sábado 28").waits(dialog.SlotPick)
	p := begin(t, laura).say(book(), wants("corte"), with("ana"), on("2026-11-27")).waits(dialog.SlotSingle).after(25 * time.Hour)
	p.say(greet(), whatever()).waits(dialog.Resume).say(yes()).hears("18:30", "5,24 €")
}
