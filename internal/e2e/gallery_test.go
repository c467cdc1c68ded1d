package e2e_test

import (
	"strings"
	"testing"

	"atrevete/internal/salon"
)

// TestBrowserPagesFitEveryScreen shows every page in every state on a small
// phone, a phone and a desk, and looks for what spoils them. It keeps pictures
// in the folder that SCREENSHOTS names.
func TestBrowserPagesFitEveryScreen(t *testing.T) {
	t.Parallel()
	openBrowser(t)
	for state, show := range states() {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			w := newPretend(t)
			p := visit(t, w.serve(t), phone)
			show(w, p)
			p.settle()
			for name, s := range map[string]size{"small": small, "phone": phone, "desk": desktop} {
				p.resize(s)
				p.audit(name)
				p.shoot(state + "-" + name)
			}
		})
	}
}

// states is every page in every state, by name.
func states() map[string]func(*pretend, *tab) {
	return map[string]func(*pretend, *tab){
		"chat-first": func(w *pretend, p *tab) { p.open("/chat"); p.says("Es una prueba") },
		"chat-menu": func(w *pretend, p *tab) {
			p.open("/chat")
			p.click(".menu summary")
		},
		"chat-offer": func(w *pretend, p *tab) {
			w.busyFriday()
			conversation(w)
			p.open("/chat")
			p.says("Otras horas")
		},
		"chat-pay": func(w *pretend, p *tab) {
			w.busyFriday()
			conversation(w)
			w.line(true, "Vie 9 · 12:30 Marta")
			w.line(false, payWords(p.base))
			p.open("/chat")
			p.says("Pagar el anticipo")
		},
		"chat-confirmed": func(w *pretend, p *tab) {
			w.busyFriday()
			w.line(false, payWords(p.base))
			w.line(false, "¡Cita confirmada, Laura! 🎉\nPack Mechas + Corte\n📅 viernes 9 de octubre, de 12:30 a 13:30, con Marta (60 min)\nAnticipo recibido: 16,00 €. Si cancelas con más de 24 horas de antelación, te devolvemos el anticipo.")
			w.line(true, "😍😍")
			w.line(true, "mil gracias!! 🙏")
			p.open("/chat")
			p.says("mil gracias")
		},
		"chat-many": func(w *pretend, p *tab) {
			w.line(false, "Tengo estos huecos. ¿Con cuál te quedas?", "Mié 7 · 10:00 Pilar", "Mié 7 · 11:15 Ana", "Mié 7 · 12:30 Marta", "Jue 8 · 9:30 Harol",
				"Jue 8 · 16:00 Víctor", "Vie 9 · 10:30 Pilar", "Vie 9 · 12:30 Marta", "Vie 9 · 17:00 Víctor", "Sáb 10 · 9:00 Pilar", "Otras horas, por favor")
			p.open("/chat")
			p.says("por favor")
		},
		"chat-long": func(w *pretend, p *tab) {
			w.line(true, strings.Repeat("Hola, tengo el pelo muy largo y quería saber si podríais atenderme. ", 8))
			w.line(true, "https://example.com/"+strings.Repeat("unaruta", 14))
			w.line(false, "Sí, claro.\n\n"+strings.Repeat("aaaaaaaaaaaaaaaaaaaaaaa", 6))
			p.open("/chat")
			p.says("Sí, claro")
		},
		"chat-typing": func(w *pretend, p *tab) {
			w.line(false, "¡Hola! Soy Maite, la asistenta virtual de Atrévete Peluquería. ¿Eres Laura?")
			p.open("/chat")
			p.says("¿Eres Laura?")
			p.say("Sí, soy Laura")
			p.await(`document.querySelector("#typing")`, "the dots")
		},
		"chat-human": func(w *pretend, p *tab) {
			w.line(true, "¿Puedo hacerme un tinte si estoy embarazada?")
			w.line(false, "Gracias por contármelo. Por tu seguridad, esto te lo tiene que responder una especialista del equipo: le paso ahora mismo la conversación y te escribe por aquí.")
			w.set(func() { w.owner = salon.OwnerHuman })
			p.open("/chat")
			p.says("guarda silencio")
		},
		"chat-offline": func(w *pretend, p *tab) {
			w.line(false, "¡Hola! ¿En qué te puedo ayudar?")
			p.open("/chat")
			p.says("¿En qué te puedo ayudar?")
			p.expects("500")
			w.set(func() { w.broken = true })
			p.say("Quiero mechas el viernes")
			p.says("volvemos a intentar")
		},
		"day": func(w *pretend, p *tab) {
			w.busyFriday()
			p.open("/chat")
			p.click("#toggle-day")
			p.says("9 de octubre")
		},
		"day-closed": func(w *pretend, p *tab) {
			p.open("/chat")
			p.click("#toggle-day")
			p.says("6 de octubre")
			p.click(`[data-date="2026-10-05"]`)
			p.says("5 de octubre")
		},
		"pay": func(w *pretend, p *tab) { w.held("tok"); p.open("/pay/tok"); p.says("Pagar") },
		"pay-returned": func(w *pretend, p *tab) {
			w.held("tok")
			p.open("/pay/tok?vuelta=1")
			p.says("comprobando")
		},
		"pay-paid": func(w *pretend, p *tab) {
			w.held("tok")
			l := w.links["tok"]
			l.Booking.Payment = salon.PaymentConfirmed
			w.links["tok"] = l
			p.open("/pay/tok")
			p.says("confirmada")
		},
		"pay-gone": func(w *pretend, p *tab) {
			w.held("tok")
			l := w.links["tok"]
			l.Void = true
			w.links["tok"] = l
			p.expects("410")
			p.open("/pay/tok")
			p.says("ya no sirve")
		},
		"pay-missing": func(w *pretend, p *tab) { p.expects("404"); p.open("/pay/otro"); p.says("No encontramos") },
		"pay-trouble": func(w *pretend, p *tab) {
			w.held("tok")
			w.begin = errBroken
			p.expects("503")
			p.open("/pay/tok")
			p.tap("Pagar")
			p.says("no podemos abrir")
		},
	}
}

// conversation is what leads to an offer.
func conversation(w *pretend) {
	w.line(true, "Quiero hacerme mechas el viernes")
	w.line(false, "¡Hola! Soy Maite, la asistenta virtual de Atrévete Peluquería. 😊\n¿Cómo te llamas?")
	w.line(true, "Laura")
	w.line(false, "¡Encantada, Laura! 😊\nMechas: 62,50 €, 60 min.\nCon corte tienes el pack *Mechas + Corte* por 80,00 € en 60 min: te ahorras 8,70 €. ✨\n¿Quieres el pack?", "Sí", "No")
	w.line(true, "Sí")
	w.line(false, "Para el viernes 9 de octubre tengo:\n1. 10:30 con Pilar\n2. 12:30 con Marta\n¿Cuál te viene mejor?", "Vie 9 · 10:30 Pilar", "Vie 9 · 12:30 Marta", "Otras horas")
}

func payWords(base string) string {
	return "Te guardo la hora, Laura Torres:\nPack Mechas + Corte\n📅 viernes 9 de octubre, de 12:30 a 13:30, con Marta (60 min)\nTotal 80,00 €. Anticipo: 16,00 €, a pagar aquí:\n" +
		base + "/pay/tok\nTienes 30 minutos, hasta las 18:56. Si cancelas con más de 24 horas de antelación, te devolvemos el anticipo."
}
