package sim

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/testkit/transcript"
)

// Patience of a customer, in turns.
const (
	maxTurns    = 26
	maxUnlucky  = 5 // replies without anything that will do, before the limits give way
	thinkFor    = time.Minute
	longAbsence = 41 * time.Minute
	smallStep   = 4 * time.Minute // less than there is between the warning and the end of a hold
)

// play is one conversation under way.
type play struct {
	world    World
	customer *customer
	rand     *rand.Rand
	shop     *salon.Salon
	agenda   salon.Occupancy
	stopwatch
	out *Outcome

	now, moved  time.Time // moved: the world's clock
	heard       int       // messages read so far
	wished      bool      // the wish was told
	serviceTold bool
	whenTold    bool
	unlucky     int
	relaxed     int
	chosen      *offer // what she said she wants
	linked      bool
	change      bool // of mind, has happened
	digressed   bool
	paused      bool
	expired     bool
	troubled    bool
	claimed     bool
	payments    int
	leavings    int
	gaveUp      bool
	finished    bool
	surnameSaid bool
	notPossible bool // when she gave up there was truly nothing
	before      transcript.Facts
	kept        []kept // bookings that were concluded
	last        seen
	correcting  *correction       // under way
	asked       dialog.QuestionID // before the last words
	words       string            // the last
}

// kept is a goal that was reached, with what was chosen for it.
type kept struct {
	goal   goal
	chosen offer
}

// run plays until the customer is done.
func (p *play) run() {
	if p.customer.kind == Remind {
		p.awaitReminder()
	}
	for !p.finished && p.out.Turns < maxTurns {
		if p.act() {
			continue
		}
		break
	}
	p.judge()
	p.out.Understood, p.out.Answered = p.took, p.turns
	if w, ok := p.world.(interface{ Why() []string }); ok {
		p.out.Rules = w.Why()
	}
}

// act is one customer turn; false ends the conversation.
func (p *play) act() bool {
	if p.handedOff() {
		return false
	}
	if q := p.last.question; q == dialog.PayWait || p.last.payLink {
		return p.atPayment()
	}
	texts := p.answer()
	if len(texts) == 0 {
		return false
	}
	return p.say(texts)
}

func (p *play) handedOff() bool {
	f, err := p.world.Facts()
	if err != nil {
		p.fault("facts: %v", err)
		return true
	}
	if f.Owner == salon.OwnerHuman {
		p.out.HandOff = f.HandOver
		return true
	}
	return false
}

// say sends a burst and reads what comes back.
func (p *play) say(texts []string) bool {
	if !p.move(p.now.Add(thinkFor)) {
		return false
	}
	p.out.note("C  «%s»", strings.Join(texts, "» + «"))
	p.out.Turns++
	if p.wished && !p.linked {
		p.out.TurnsToLink++
	}
	p.asked, p.words = p.last.question, strings.Join(texts, "» + «")
	p.measure(p.view(), p.world.State(), texts)
	done := p.clocked()
	if err := p.world.Say(texts...); err != nil {
		p.fault("the turn fails: %v", err)
		return false
	}
	done()
	p.listen()
	p.corrected()
	if p.out.TurnsToLink > 0 && p.last.payLink {
		p.linked = true
	}
	return true
}

// move lets time pass, in small steps so that she reads what timers say when
// they say it.
func (p *play) move(to time.Time) bool {
	for p.moved.Before(to) {
		p.moved = p.moved.Add(min(to.Sub(p.moved), smallStep))
		if err := p.world.MoveTo(p.moved); err != nil {
			p.fault("timers: %v", err)
			return false
		}
		p.now = p.moved
		if all, err := p.world.Messages(); err == nil && len(all) > p.heard {
			p.listen()
		}
	}
	return true
}

// listen reads and checks what has been said since the last time.
func (p *play) listen() {
	all, err := p.world.Messages()
	if err != nil {
		p.fault("messages: %v", err)
		return
	}
	fresh := all[min(p.heard, len(all)):]
	p.heard = len(all)
	for _, text := range fresh {
		p.out.note("M  %s", strings.ReplaceAll(text, "\n", "\n   "))
	}
	p.last = p.read(fresh)
	p.checkTexts(fresh)
	if s, ok := p.world.(interface{ Said() []dialog.Utterance }); ok {
		for _, u := range s.Said() {
			if misheard(u.ID, p.asked) {
				p.out.Clarifications++
				p.out.Misheard = append(p.out.Misheard, fmt.Sprintf("%s «%s» → %s", p.asked, p.words, u.ID))
			}
		}
	}
}

func (p *play) view() dialog.View {
	v := dialog.View{Salon: p.shop, Now: p.now, Owner: salon.OwnerAssistant}
	v.Contact = salon.Contact{ID: "1", SourceID: p.customer.phone, Phone: p.customer.phone, Name: p.customer.profile}
	if f, err := p.world.Facts(); err == nil {
		v.Customer = f.Customer
	}
	return v
}

// misheard reports whether an utterance shows that the words were not understood.
func misheard(id dialog.UtteranceID, asked dialog.QuestionID) bool {
	switch id {
	case dialog.SayUnclear, dialog.SayUnclearAgain, dialog.SayUnknownAnswer:
		return true
	case dialog.SayNameAskAgain:
		return asked == dialog.NameAsk || asked == dialog.NameCheck
	case dialog.SaySurnameAskAgain:
		return asked == dialog.SurnameAsk
	case dialog.SayServiceAskAgain:
		return asked == dialog.ServiceAsk
	}
	return false
}

// atPayment is what a customer does with a link.
func (p *play) atPayment() bool {
	c := p.customer
	if c.leaves == atPay || p.gaveUp && p.leavings < 2 {
		return p.say(p.leave())
	}
	if p.gaveUp {
		return false
	}
	if texts := p.checkLink(); len(texts) > 0 {
		return p.say(texts)
	}
	switch {
	case c.digresses == atPay && !p.digressed:
		p.digressed = true
		return p.say([]string{p.digression()})
	case c.changes == atPay && !p.change:
		p.change = true
		return p.say(p.changeMind())
	case c.trouble && !p.troubled:
		p.troubled = true
		return p.say([]string{p.write("[no me va el enlace|el enlace no funciona|no puedo pagar, me da error|me sale error al pagar|no me carga la página de pago|el link no abre|no me deja pagar|me rechaza la tarjeta|la página de pago da error|no consigo pagar]")})
	case c.claims && !p.claimed:
		p.claimed = true
		return p.say([]string{p.write("[ya he pagado|ya está pagado|pagado|hecho, ya pagué|listo, pagado|ya hice el pago|acabo de pagar|pago hecho ✅]")})
	case c.expires && !p.expired:
		p.expired = true
		if !p.move(p.now.Add(longAbsence)) {
			return false
		}
		return p.say([]string{p.write("[" + yeses(c.register) + "|perdona, se me pasó. ¿me lo guardas otra vez?|uy sí, inténtalo otra vez|vale, sí|ay perdón, me lié, sí|todavía se puede?|¿sigue libre? la quiero|se me ha pasado el tiempo, ¿puedo pagar ahora?]")})
	}
	p.out.note("E  pays")
	if !p.move(p.now.Add(thinkFor)) {
		return false
	}
	if err := p.world.Pay(false); err != nil {
		p.fault("pay: %v", err)
		return false
	}
	p.payments++
	p.listen()
	p.keep()
	if c.second != nil {
		c.goal, c.second = *c.second, nil
		return true
	}
	if c.thanks {
		if !p.say([]string{p.write(thanks(p.rand))}) {
			return false
		}
	}
	p.finished = true
	return false
}

// keep sets aside what has been concluded.
func (p *play) keep() {
	if p.chosen != nil {
		p.kept = append(p.kept, kept{p.customer.goal, *p.chosen})
	}
	p.chosen, p.unlucky, p.relaxed = nil, 0, 0
}

// leave lets a booking be, in words.
func (p *play) leave() []string {
	p.gaveUp, p.customer.leaves = true, never
	p.leavings++
	return []string{p.write("[déjalo|nada, déjalo|mejor lo dejo|olvídalo, gracias|al final no, gracias|déjalo, ya te escribo otro día]")}
}

// checkLink reads what a new link is for. What was not chosen but will do is
// fine; what will not do is refused with the limits.
func (p *play) checkLink() []string {
	if len(p.last.held) == 0 || p.chosen != nil {
		return nil
	}
	o := p.last.held[len(p.last.held)-1] // before it, what was just confirmed
	if p.customer.goal.accepts(o) || p.unlucky > 1 {
		p.chosen = &o
		return nil
	}
	return p.again()
}

// write is a phrasing in this customer's hand.
func (p *play) write(phrasing string, values ...string) string {
	text := say(p.rand, phrasing, values...)
	return p.customer.hand.write(p.rand, text, p.customer.first+" "+p.customer.last)
}

func (p *play) fault(format string, args ...any) {
	p.out.Faults = append(p.out.Faults, fmt.Sprintf(format, args...))
	p.out.note("   ✗ "+format, args...)
}
