package e2e_test

import (
	"fmt"
	"strings"
	"testing"

	"atrevete/internal/salon"
)

// transcript is what the chat shows, line by line.
const transcript = `[...document.querySelectorAll("#lines .line p")].map((p) => p.textContent).join("|")`

// look opens the pretend salon's chat.
func look(t *testing.T, w *pretend, s size) *tab {
	t.Helper()
	p := visit(t, w.serve(t), s)
	p.open("/chat")
	p.says("pagos son de mentira")
	return p
}

func TestBrowserALineSeenLateTakesItsPlace(t *testing.T) {
	t.Parallel()
	w := newPretend(t)
	w.line(true, "uno")
	w.line(false, "tres")
	p := look(t, w, phone)
	p.lastSays("tres")
	w.set(func() { // stored before, committed after
		late := salon.ChatLine{ID: "line-late", Mine: true, Text: "dos", At: w.now}
		w.lines = []salon.ChatLine{w.lines[0], late, w.lines[1]}
		w.tell("message")
	})
	p.await(transcript+` === "uno|dos|tres"`, "the late line in its place")
}

func TestBrowserReadingOldLinesIsNotDisturbed(t *testing.T) {
	t.Parallel()
	w := newPretend(t)
	for i := range 40 {
		w.line(i%2 == 0, fmt.Sprint("línea ", i))
	}
	p := look(t, w, phone)
	const atEnd = `log.scrollHeight - log.scrollTop - log.clientHeight < 5`
	p.await(atEnd, "the chat at its end")
	eval[bool](p, `(() => { log.scrollTop = 100; return true; })()`)
	p.await(`log.scrollTop === 100`, "the visitor reading further up")
	w.line(false, "la nueva")
	p.lastSays("la nueva")
	if at := eval[float64](p, `log.scrollTop`); at != 100 {
		t.Errorf("the visitor read at 100 and was moved to %v", at)
	}
	p.say("vuelvo")
	p.await(atEnd, "the visitor's own line in view")
}

func TestBrowserAChatThatIsGoneStartsAfresh(t *testing.T) {
	t.Parallel()
	w := newPretend(t)
	for i := range 12 {
		w.line(i%2 == 0, fmt.Sprint("línea ", i))
	}
	p := look(t, w, phone)
	p.lastSays("línea 11")
	p.expects("ERR_INCOMPLETE_CHUNKED_ENCODING") // this server falls over
	w.set(func() { w.lines = nil })
	w.cut()
	p.await(`document.querySelector("#tips button")`, "the first page again")
}

func TestBrowserWhatPeopleWriteIsOnlyText(t *testing.T) {
	t.Parallel()
	w := newPretend(t)
	w.line(true, `<img src=x onerror="document.title='roto'"> javascript:alert(1) *fuerte*, 2*3*4 y https://a.example/x.`)
	w.line(false, `mira <b>esto</b>: `+"http://b.example/pay/"+`"><script>document.title='roto'</script>`)
	w.book("marta", 12, 30, 60, salon.Visit{Pack: "pack"}, salon.Confirmed, `<img src=x onerror="document.title='roto'">`)
	p := look(t, w, desktop)
	p.await(`document.querySelectorAll("#lines .line").length === 2`, "both lines")
	if n := eval[int](p, `document.querySelectorAll("#lines img, #lines script, #lines b, #day img").length`); n != 0 {
		t.Errorf("%d elements were made of text", n)
	}
	if got := eval[string](p, `[...document.querySelectorAll(".line strong")].map((e) => e.textContent).join()`); got != "fuerte" {
		t.Errorf("in bold: %q", got)
	}
	if got := eval[string](p, `[...document.querySelectorAll(".line.mine a")].map((e) => e.href).join()`); got != "https://a.example/x" {
		t.Errorf("links: %q", got)
	}
	if title := eval[string](p, `document.title`); strings.Contains(title, "roto") {
		t.Error("text ran as code")
	}
}

func TestBrowserARefusedMessageIsExplained(t *testing.T) {
	t.Parallel()
	w := newPretend(t)
	p := look(t, w, phone)
	p.expects("400")
	eval[bool](p, `(() => { text.value = "a".repeat(4001); composer.requestSubmit(); return true; })()`)
	p.says("hasta 4000 caracteres")
	p.await(`document.querySelectorAll(".line").length === 0`, "the refused bubble to go")
	p.say("hola")
	p.await(transcript+` === "hola" && !document.querySelector(".sending")`, "the next message to arrive")
}

func TestBrowserTypedLinesKeepTheirOrderAndTheFieldGrows(t *testing.T) {
	t.Parallel()
	w := newPretend(t)
	p := look(t, w, phone)
	low := eval[float64](p, `text.offsetHeight`)
	p.write("una línea que es bastante más larga que el ancho del campo")
	p.await(fmt.Sprintf(`text.offsetHeight > %v`, low), "the field to grow")
	p.press("Enter")
	p.await(fmt.Sprintf(`text.offsetHeight === %v`, low), "the field to shrink")
	for i := range 5 {
		p.say(fmt.Sprint(i))
	}
	p.await(transcript+`.endsWith("|0|1|2|3|4") && !document.querySelector(".sending")`, "five lines in order")
}

func TestBrowserTheDayPanelFollowsOnAPhone(t *testing.T) {
	t.Parallel()
	w := newPretend(t)
	w.line(true, "Víctor")
	p := look(t, w, phone)
	p.await(`document.querySelector("#day-body h2")`, "the day")
	w.set(func() {
		w.book("victor", 17, 0, 60, salon.Visit{Pack: "pack"}, salon.Provisional, "Laura")
		w.add(salon.ChatLine{Text: "Paga aquí: " + p.base + "/pay/tok"})
	})
	p.await(`document.querySelector("#toggle-day.news")`, "a mark on the agenda's button")
	p.click("#toggle-day")
	const inView = `(() => {
		const [block, scroll] = [".block.mine", ".day-scroll"].map((s) => document.querySelector(s)?.getBoundingClientRect());
		return block && block.left >= scroll.left && block.right <= scroll.right && block.top >= scroll.top && block.bottom <= scroll.bottom;
	})()`
	p.await(inView, "the visitor's own appointment in view")
	if wide := eval[bool](p, `document.querySelector(".day-scroll").scrollWidth > document.querySelector(".day-scroll").clientWidth`); !wide {
		t.Error("six columns are squeezed into a phone")
	}
	left := eval[float64](p, `document.querySelector(".day-scroll").scrollLeft`)
	w.set(func() { w.book("pilar", 10, 0, 40, salon.Visit{Services: []salon.ID{"corte"}}, salon.Confirmed, "Eva") })
	w.line(false, "…")
	p.await(`document.querySelectorAll(".block").length === 3`, "somebody else's appointment")
	if now := eval[float64](p, `document.querySelector(".day-scroll").scrollLeft`); now != left {
		t.Errorf("the panel moved from %v to %v", left, now)
	}
	p.press("Escape")
	p.await(`!document.querySelector("#day").checkVisibility() && document.activeElement.id === "toggle-day"`, "the panel closed")
}
