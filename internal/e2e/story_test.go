package e2e_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"atrevete/internal/testkit"
)

// newcomer opens the real program's chat as somebody who was never there.
func newcomer(t *testing.T, at *program, s size) *tab {
	t.Helper()
	p := visit(t, at.url, s)
	p.open("/chat")
	p.says("pagos son de mentira")
	return p
}

// book leads a conversation up to the pay link, tapping wherever there is
// something to tap.
func (p *tab) book() {
	p.t.Helper()
	p.say("Quiero hacerme mechas el viernes")
	p.lastSays("asistenta virtual")
	p.say("Laura")
	p.lastSays("80,00 €")
	p.tap("Sí, el pack")
	p.lastSays("primera hora libre")
	p.tap("La primera libre")
	p.await(`document.querySelectorAll(".options button").length === 3`, "two slots and «Otras horas»")
	p.lastSays("viernes 9 de octubre")
	p.click(".options button")
	p.lastSays("apellido")
	p.say("Torres")
	p.lastSays("16,00 €", "se acaba de ocupar")
	for range 5 { // the visitor of another story may have been quicker
		if eval[bool](p, `!!document.querySelector("a.pay")`) {
			break
		}
		mine := eval[int](p, `document.querySelectorAll("#lines .line").length`)
		p.click(".options button")
		p.await(fmt.Sprintf(`document.querySelectorAll("#lines .line").length >= %d`, mine+2), "an answer")
		p.lastSays("16,00 €", "se acaba de ocupar")
	}
	p.await(`document.querySelector("a.pay")`, "the pay link")
}

// follow clicks a link that opens a tab of its own, and goes there.
func (p *tab) follow(selector string) *tab {
	p.t.Helper()
	opened := chromedp.WaitNewTarget(p.ctx, func(i *target.Info) bool { return i.Type == "page" })
	p.click(selector)
	id := testkit.Receive(p.t, opened, "the tab that the link opens")
	ctx, stop := chromedp.NewContext(p.ctx, chromedp.WithTargetID(id))
	p.t.Cleanup(stop)
	return openTab(p.t, ctx, p.base, size{p.width, phone.height})
}

// own is the visitor's block in the day panel.
const own = ".block.mine"

func TestBrowserBookingIsAPleasureFromFirstWordToConfirmation(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]size{"desk": desktop, "phone": phone} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newcomer(t, openProgram(t), s)
			eval[bool](p, `(window.sameDocument = true)`)
			p.book()
			p.await(`document.querySelector("`+own+`.held")`, "the hold in the day panel")
			p.await(`document.querySelector("#day-body h2").textContent === "viernes 9 de octubre"`, "the day of the hold")
			p.audit("pay link")
			p.shoot("story-link-" + name)

			pay := p.follow("a.pay")
			pay.says("te guardamos la hora")
			pay.audit("deposit page")
			pay.shoot("story-pay-" + name)
			pay.tap("Pagar 16,00 €")
			pay.says("No se cobra nada")
			pay.says("4242")
			pay.audit("checkout")
			pay.shoot("story-checkout-" + name)
			pay.tap("Pagar 16,00 €")
			pay.says("Tu cita está confirmada")
			pay.audit("paid")

			p.lastSays("Hemos recibido tu anticipo", "Anticipo recibido")
			p.await(`document.querySelector("`+own+`.confirmed")`, "the appointment in the day panel")
			if !eval[bool](p, `window.sameDocument === true`) {
				t.Error("the chat was loaded again")
			}
			p.shoot("story-confirmed-" + name)
			pay.tap("Volver al chat")
			pay.lastSays("Hemos recibido tu anticipo", "Anticipo recibido")
		})
	}
}

func TestBrowserADeclinedCardMayBeFollowedByABetterOne(t *testing.T) {
	t.Parallel()
	p := newcomer(t, openProgram(t), phone)
	p.book()
	pay := p.follow("a.pay")
	pay.tap("Pagar 16,00 €")
	pay.tap("la tarjeta se rechaza")
	pay.says("te guardamos la hora")
	if eval[bool](p, `!!document.querySelector("`+own+`.confirmed")`) {
		t.Error("a declined card confirmed the appointment")
	}
	pay.tap("Pagar 16,00 €")
	pay.says("No se cobra nada")
	pay.tap("Pagar 16,00 €")
	pay.says("Tu cita está confirmada")
	p.lastSays("Hemos recibido tu anticipo", "Anticipo recibido")
}

func TestBrowserAbandoningTheCheckoutKeepsTheHold(t *testing.T) {
	t.Parallel()
	p := newcomer(t, openProgram(t), phone)
	p.book()
	pay := p.follow("a.pay")
	pay.tap("Pagar 16,00 €")
	pay.says("No se cobra nada")
	old := eval[string](pay, `location.pathname`)
	pay.tap("abandonas el pago")
	pay.says("te guardamos la hora")
	p.await(`document.querySelector("`+own+`.held")`, "the hold still in the day panel")
	pay.expects("410")
	pay.open(old)
	pay.says("ya no vale")
	pay.audit("checkout that is over")
	pay.shoot("story-checkout-over-phone")
	pay.tap("Volver")
	pay.says("te guardamos la hora")
}

func TestBrowserTwoTabsOfOneVisitorStayInStep(t *testing.T) {
	t.Parallel()
	first := newcomer(t, openProgram(t), desktop)
	first.say("Quiero hacerme mechas el viernes")
	first.lastSays("asistenta virtual")
	second := first.another(desktop)
	second.open("/chat")
	second.lastSays("asistenta virtual")
	second.say("Laura")
	for _, p := range []*tab{first, second} {
		p.lastSays("80,00 €")
		p.await(`document.querySelectorAll(".options button").length === 2`, "the same buttons in both tabs")
	}
	first.tap("Solo Mechas")
	for _, p := range []*tab{first, second} {
		p.lastSays("primera hora libre")
		p.await(`![...document.querySelectorAll(".options button")].some((b) => b.textContent === "Solo Mechas")`, "the used buttons to go")
	}
	if a, b := eval[string](first, transcript), eval[string](second, transcript); a != b {
		t.Errorf("one tab shows\n%s\nthe other\n%s", a, b)
	}
}

func TestBrowserAMessageWrittenOfflineIsSentOnceTheConnectionIsBack(t *testing.T) {
	t.Parallel()
	p := newcomer(t, openProgram(t), phone)
	p.say("Hola")
	p.lastSays("asistenta virtual")
	p.expects("ERR_INTERNET_DISCONNECTED")
	p.offline(true)
	p.say("Laura")
	p.say("¿abrís los sábados?")
	p.says("Lo volvemos a intentar")
	if n := eval[int](p, `document.querySelectorAll(".line.sending").length`); n != 2 {
		t.Errorf("%d messages wait to be sent, want 2", n)
	}
	p.offline(false)
	p.lastSays("abrimos", "14:00", "sábado")
	p.await(`document.querySelectorAll(".line.sending").length === 0 && document.querySelector("#trouble").hidden`, "all to be sent")
	mine := eval[[]string](p, `[...document.querySelectorAll(".line.mine p")].map((p) => p.textContent)`)
	if strings.Join(mine, "|") != "Hola|Laura|¿abrís los sábados?" {
		t.Errorf("the visitor's lines are %q", mine)
	}
}

func TestBrowserEverythingCanBeDoneWithTheKeyboard(t *testing.T) {
	t.Parallel()
	p := newcomer(t, openProgram(t), desktop)
	p.await(`document.activeElement.id === "text"`, "the composer to have the focus")
	p.tabUntil(`document.activeElement.closest("#tips")`, true)
	p.press("Enter") // the last suggestion
	p.await(`document.activeElement.id === "text"`, "the focus back in the composer")
	p.lastSays("asistenta virtual")
	p.say("Laura")
	p.lastSays("sábado")
	p.say("Quiero hacerme mechas el viernes")
	p.lastSays("80,00 €")
	p.tabUntil(`document.activeElement.textContent === "Sí, el pack"`, true)
	if !eval[bool](p, `document.activeElement.matches(":focus-visible") && getComputedStyle(document.activeElement).outlineStyle === "solid"`) {
		t.Error("the focus cannot be seen")
	}
	p.press("Enter")
	p.lastSays("primera hora libre")
	p.await(`document.activeElement.id === "text"`, "the focus back in the composer")

	p.tabUntil(`document.activeElement.matches(".menu summary")`, true)
	p.press("Enter")
	p.await(`document.querySelector(".menu").open`, "the menu")
	p.press("Escape")
	p.await(`!document.querySelector(".menu").open && document.activeElement.matches("summary")`, "the menu closed, the focus on its button")

	p.tabUntil(`document.activeElement.matches(".day-next")`, false)
	before := eval[string](p, `document.querySelector("#day-body h2").textContent`)
	p.press("Enter")
	p.await(fmt.Sprintf(`document.querySelector("#day-body h2").textContent !== %q`, before), "another day")
	p.await(`document.activeElement.matches(".day-next")`, "the focus still on the arrow")
}

func TestBrowserThePersonInChargeIsSeenAndCanHandBack(t *testing.T) {
	t.Parallel()
	p := newcomer(t, openProgram(t), phone)
	p.say("Hola")
	p.lastSays("asistenta virtual")
	p.say("Laura")
	p.await(`[...document.querySelectorAll("#lines .line:not(.mine)")].length === 2`, "an answer to the name")
	p.say("Quiero hablar con una persona")
	p.says("guarda silencio")
	p.await(`[...document.querySelectorAll("#lines .line:not(.mine)")].length === 3`, "word that somebody was called")
	p.audit("human")
	p.shoot("story-human-phone")
	p.say("¿Hay alguien?")
	p.await(`document.querySelectorAll(".line.mine:not(.sending)").length === 4`, "the message to be stored")
	if eval[bool](p, `!!document.querySelector("#typing")`) {
		t.Error("Maite seems to type while a person is in charge")
	}
	p.tap("Volver con Maite")
	p.await(`document.querySelector("#human").hidden`, "the bar to go")
	p.await(`[...document.querySelectorAll("#lines .line:not(.mine)")].length === 4`, "Maite to be back")
}
