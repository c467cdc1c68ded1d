package e2e_test

import (
	"testing"
	"time"
)

// late is when the holds of the evening are over.
const late = "2026-10-06T18:57:00+02:00"

// stopPatience is how long Ctrl-C may take with chats open in browsers.
const stopPatience = 8 * time.Second

func TestBrowserAnOpenChatOutlivesTheProgram(t *testing.T) {
	t.Parallel()
	up := ownProgram(t)
	paid, unpaid := newcomer(t, up, desktop), newcomer(t, up, phone)
	for _, p := range []*tab{paid, unpaid} {
		p.expects("ERR_CONNECTION_REFUSED")
		p.book()
	}
	pay := paid.follow("a.pay")
	pay.tap("Pagar 16,00 €")
	pay.says("No se cobra nada")
	pay.tap("Pagar 16,00 €")
	pay.says("Tu cita está confirmada")
	paid.lastSays("Hemos recibido tu anticipo", "Anticipo recibido")
	link := eval[string](unpaid, `new URL(document.querySelector("a.pay").href).pathname`)

	took, err := up.stop()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("stopped in %s with three pages open", took.Round(time.Millisecond))
	if took > stopPatience {
		t.Errorf("Ctrl-C took %s", took)
	}
	for _, p := range []*tab{paid, unpaid} {
		p.says("Lo seguimos intentando")
	}
	paid.say("¿Abrís los sábados?")
	paid.says("Lo volvemos a intentar")

	if err := up.start(late); err != nil {
		t.Fatal(err)
	}
	paid.lastSays("sábado", "14:00")
	paid.await(`document.querySelectorAll(".line.sending").length === 0 && document.querySelector("#trouble").hidden`, "the message to be sent")
	paid.await(`document.querySelector("`+own+`.confirmed")`, "the appointment still there")
	paid.await(`[...document.querySelectorAll("#lines .line.mine p")].filter((p) => p.textContent === "¿Abrís los sábados?").length === 1`, "the message there once")

	unpaid.says("No se te ha cobrado nada")
	unpaid.await(`!document.querySelector("`+own+`")`, "the hold to leave the day panel")
	unpaid.shoot("story-expired-phone")
	gone := unpaid.another(phone)
	gone.expects("410")
	gone.open(link)
	gone.says("ya no sirve")

	paid.open("/chat") // a second visit finds all of it
	paid.says("Quiero hacerme mechas el viernes")
	paid.says("Hemos recibido tu anticipo", "Anticipo recibido")
	paid.await(`document.querySelector("`+own+`.confirmed")`, "the appointment after loading again")
	if log := up.warnings(); len(log) > 0 {
		t.Logf("warnings: %q", log)
	}
}
