package dialog_test

import (
	"testing"
	"time"

	"atrevete/internal/dialog"
)

const s01 = `clock 2026-10-06 18:20
customer new "Laura" +34600000001
free 2026-10-09 pilar 10:30-11:30
free 2026-10-09 marta 12:30-13:30
free 2026-10-09 victor 17:00-18:00
free 2026-10-09 rosa 10:00-14:00`

func TestS01NewCustomerTakesThePackAndPays(t *testing.T) {
	t.Parallel()
	p := begin(t, s01)
	p.say(book(), wants("mechas"), on("2026-10-09")).customer("").
		hears("Maite", "asistenta virtual", "Atrévete Peluquería", "Laura", "not", "10:30").waits(dialog.NameCheck)
	p.say(yes(), named("Laura", "")).customer("Laura").
		hears("62,50 €", "60 min", "80,00 €", "8,70 €").waits(dialog.PackOffer)
	p.say(yes(), pack("mechas-corte")).hears("Pilar", "Marta", "Víctor", "not", "Rosa").waits(dialog.StylistPref)
	p.say(pick(1)).hears("viernes 9 de octubre", "10:30", "Pilar", "12:30", "Marta").waits(dialog.SlotPick)
	p.say(at("12:30")).hears("apellido").waits(dialog.SurnameAsk)
	p.say(named("", "Torres")).customer("Laura Torres").appointments("provisional 10-09 12:30 marta mechas-corte").
		hears("12:30", "13:30", "Marta", "80,00 €", "16,00 €", "30 minutos", "18:56", "más de 24 horas", "not", "confirmada", "reservada")
	p.pay().appointments("confirmed 10-09 12:30 marta mechas-corte").
		hears("viernes 9 de octubre", "12:30", "Marta", "60 min", "16,00 €", "confirmada").waits(dialog.Done)
}

func TestS01UnpaidHoldIsWarnedOnceAndReleased(t *testing.T) {
	t.Parallel()
	p := begin(t, s01)
	p.say(book(), wants("mechas"), on("2026-10-09"))
	p.say(yes())
	p.say(p.option("Sí, el pack"))
	p.say(p.option("Marta")).waits(dialog.SlotSingle)
	p.say(yes()).waits(dialog.SurnameAsk)
	p.say(named("Torres", "")).customer("Laura Torres").hears("16,00 €")
	p.after(24 * time.Minute).silent()
	p.after(time.Minute).hears("5 minutos", "not", "confirmada")
	p.after(4 * time.Minute).silent()
	p.after(time.Minute).hears("12:30", "Marta", "No se te ha cobrado").waits(dialog.Resume).
		appointments("expired 10-09 12:30 marta mechas-corte")
}

func TestS10ThreeServicesInOneVisit(t *testing.T) {
	t.Parallel()
	p := begin(t, `clock 2026-10-06 12:00
customer known "Patricia Vidal" +34600000010
open fri 9:30-20:00
works marta fri 9:30-15:00 16:00-20:00
free 2026-10-09 marta 9:30-11:30`)
	p.say(book(), wants("barro-gold"), wants("agua-lluvia"), wants("peinado-largo"), on("2026-10-09"), until("13:59")).
		hears("Patricia", "110 min", "90,50 €", "9:30", "11:20", "Marta", "not", "asistenta virtual").waits(dialog.SlotSingle)
	p.say(yes()).hears("9:30", "11:20", "18,10 €", "más de 24 horas")
	p.pay().hears("Barro Gold", "Agua Lluvia", "Peinado largo", "18,10 €").
		appointments("confirmed 10-09 09:30 marta barro-gold+agua-lluvia+peinado-largo")
}

func TestS13PriceQuestionBecomesABooking(t *testing.T) {
	t.Parallel()
	p := begin(t, `clock 2026-10-20 17:00
customer new "Lucía" +34600000013
only marta hairdressing
free 2026-10-22 rosa 10:00-11:45 15:30-17:15`)
	p.say(about(dialog.TopicPrice, "depilacion-de-cejas", "manicura-permanente-bioterapia")).
		hears("Lucía", "not", "7,00 €").waits(dialog.NameCheck)
	p.say(yes()).hears("7,00 €", "15 min", "40,70 €", "90 min").waits(dialog.BookOffer)
	p.say(yes(), asked(on("2026-10-22"))).hears("10:00", "15:30", "Rosa", "105 min", "47,70 €").waits(dialog.SlotPick)
	p.say(at("10:00")).waits(dialog.SurnameAsk)
	p.say(named("", "Fernández")).hears("10:00", "11:45", "9,54 €")
	p.pay().hears("105 min", "9,54 €").
		appointments("confirmed 10-22 10:00 rosa depilacion-de-cejas+manicura-permanente-bioterapia")
}

func TestS18SameDay(t *testing.T) {
	t.Parallel()
	p := begin(t, `clock 2026-10-29 13:00
customer known "Marta Iglesias" +34600000018
free 2026-10-29 harol 13:30-14:10
free 2026-10-29 ana 16:30-17:10
free 2026-10-29 victor 18:00-18:40`)
	p.say(book(), wants("corte"), on("2026-10-29")).hears("Marta", "16:30", "Ana", "18:00", "Víctor", "not", "13:30")
	p.say(at("16:30"), with("ana")).hears("16:30", "17:10", "15 minutos", "no se devuelve", "mover", "not", "más de 24 horas")
	p.pay().hears("16:30", "Ana", "40 min", "5,24 €").appointments("confirmed 10-29 16:30 ana corte")
}

func TestFreeConsultationIsConfirmedAtOnce(t *testing.T) {
	t.Parallel()
	p := begin(t, `clock 2026-10-05 12:00
customer new "Laura" +34600000008
only marta hairdressing
free 2026-10-08 marta 10:00-10:15
free 2026-10-08 ana 11:30-11:45`)
	p.say(start(dialog.ScenarioConsult), on("2026-10-08"), until("13:59"))
	p.say(yes()).hears("gratuita", "15 min").waits(dialog.ConsultOffer)
	p.say(yes()).hears("peluquería", "estética", "gratis").waits(dialog.ServicePick)
	p.say(pick(1)).hears("10:00", "Marta", "11:30", "Ana")
	p.say(pick(1))
	p.say(named("", "Martínez")).hears("15 min", "gratis", "confirmada", "not", "/pay/").
		appointments("confirmed 10-08 10:00 marta consulta-gratuita-peluqueria").waits(dialog.Done)
	if n := len(p.facts().Payments); n != 0 {
		t.Errorf("%d payments", n)
	}
}
