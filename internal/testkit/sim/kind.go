package sim

import (
	"math/rand/v2"
	"strings"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/testkit/transcript"
)

// Kind is what sort of thing a customer comes for.
type Kind string

// The kinds.
const (
	Book   Kind = "book"   // an appointment for herself
	Ask    Kind = "ask"    // a fact
	Leave  Kind = "leave"  // begins to book and lets it be
	Split  Kind = "split"  // hair and beauty: two appointments
	Move   Kind = "move"   // an appointment of hers to another time
	Cancel Kind = "cancel" // an appointment of hers
	Other  Kind = "other"  // an appointment for somebody else

	Group   Kind = "group"   // an appointment each for herself and somebody else
	Usual   Kind = "usual"   // what was done last time
	Late    Kind = "late"    // will not be in time
	Remind  Kind = "remind"  // answers a reminder
	Wait    Kind = "wait"    // a place in the waiting list
	Consult Kind = "consult" // advice, and the free consultation
)

// Kinds are all of them.
func Kinds() []Kind {
	return []Kind{Book, Ask, Leave, Split, Move, Cancel, Other, Group, Usual, Late, Remind, Wait, Consult}
}

// pickKind draws a kind of those allowed; half of all customers book.
func pickKind(r *rand.Rand, allowed []Kind) Kind {
	if len(allowed) == 0 {
		allowed = []Kind{Book}
	}
	if chance(r, 50) {
		return allowed[0]
	}
	return pick(r, allowed)
}

// prepareKind gives a customer what her kind needs beyond a booking's wishes.
func (c *customer) prepareKind(r *rand.Rand, shop salon.Seed) {
	switch c.kind {
	case Book:
		return
	case Ask:
		c.question = pick(r, questions())
		c.simplify()
	case Leave:
		c.leaves = pick(r, []moment{atOffer, atOffer, atSurname, atPay})
		c.simplify()
	case Split:
		c.simplify()
		c.splitWish(r)
	case Other:
		c.simplify()
		c.guest = someGuest(r)
		t := thing{services: []string{"corte"}, nouns: []string{"un corte", "corte de pelo"}}
		if chance(r, 50) {
			t = thing{services: []string{"manicura-permanente-bioterapia"}, nouns: []string{"manicura", "una manicura"}}
		}
		for i := range t.nouns {
			t.nouns[i] += " para " + c.guest.who
		}
		c.goal.thing, c.goal.wantPack, c.goal.stylist, c.goal.not = t, false, "", ""
	case Move, Cancel:
		c.knownVisit(r, shop)
	case Group:
		c.groupWish(r, shop)
	case Usual:
		c.usualWish(r, shop)
	case Late:
		c.lateWish(r, shop)
	case Remind:
		c.remindWish(r, shop)
	case Wait:
		c.waitWish(r, shop)
	case Consult:
		c.consultWish()
	}
}

// guest is somebody else, as the customer speaks of her.
type guest struct{ who, first, last string }

func someGuest(r *rand.Rand) *guest {
	return &guest{
		who:   pick(r, []string{"mi madre", "mi hija", "mi hermana", "una amiga", "mi abuela", "mi suegra"}),
		first: pick(r, []string{"Teresa", "Elena", "Paula", "Clara", "Amparo", "Rosalía"}),
		last:  pick(r, []string{"Martín", "Serrano", "Gil", "Blanco", "Navarro", "Cano"}),
	}
}

// tellGuest says who it is for.
func (p *play) tellGuest() []string {
	g := p.customer.guest
	if g == nil {
		return []string{p.write("[es para mí|para mí]")}
	}
	return []string{p.customer.hand.write(p.rand, say(p.rand, "[{f} {l}|se llama {f} {l}|es {f} {l}|{f} {l}, gracias|a nombre de {f} {l}]", "f", g.first, "l", g.last), g.first+" "+g.last)}
}

// simplify takes the habits away that make no sense without a booking of one's own.
func (c *customer) simplify() {
	c.changes, c.digresses = never, never
	c.expires, c.trouble, c.claims, c.pauses = false, false, false, false
	c.noService, c.later = false, 0
}

// someAppointment is one she has: mostly some days ahead, now and then today or tomorrow.
func (c *customer) someAppointment(r *rand.Rand, shop salon.Seed) *transcript.Planned {
	today := salon.DateOf(c.born)
	day := today.AddDays(2 + r.IntN(12))
	if chance(r, 25) {
		day = today.AddDays(1)
	}
	for day.Weekday() < 2 || day.Weekday() > 5 || closed(shop, day) {
		day = day.AddDays(1)
	}
	hour := pick(r, []salon.ClockTime{at(10, 0), at(11, 30), at(12, 15), at(16, 0), at(17, 30)})
	return &transcript.Planned{
		Status: salon.Confirmed, Stylist: pick(r, []string{"marta", "ana"}), Start: day.At(hour, c.born.Location()),
		Services: c.goal.thing.services, Minutes: minutesOf(shop, c.goal.thing.services[0]), Booked: c.born.AddDate(0, 0, -10),
	}
}

// splitWish is a hair service and a beauty one in a breath.
func (c *customer) splitWish(r *rand.Rand) {
	hair := pick(r, []thing{
		{services: []string{"corte"}, nouns: []string{"cortarme el pelo", "un corte"}},
		{services: []string{"cultura-de-color"}, nouns: []string{"un tinte", "teñirme"}},
	})
	beauty := pick(r, []thing{
		{services: []string{"manicura-permanente-bioterapia"}, nouns: []string{"manicura", "la manicura"}},
		{services: []string{"depilacion-de-cejas"}, nouns: []string{"las cejas", "depilarme las cejas"}},
	})
	c.goal.wantPack, c.goal.stylist, c.goal.not = false, "", ""
	c.second = &goal{thing: beauty, days: c.goal.days, hours: c.goal.hours}
	c.goal.thing = thing{services: hair.services, nouns: []string{pick(r, hair.nouns) + " y " + pick(r, beauty.nouns)}}
}

// inquiry is a question and what its answer must hold, folded.
type inquiry struct {
	words string
	facts []string
}

func questions() []inquiry {
	return []inquiry{
		{"[¿abrís los sábados?|¿trabajáis los sábados?|los sábados abrís?|¿están abiertos los sábados?]", []string{"9:00", "14:00"}},
		{"[¿hay parking cerca?|¿dónde puedo aparcar?|¿se puede aparcar por ahí?|tenéis parking?]", []string{"aparcamiento"}},
		{"[¿dónde estáis?|¿cuál es la dirección?|¿me mandas la dirección?|dónde queda el salón?]", []string{"constitucion 5"}},
		{"[¿qué horario tenéis?|¿a qué hora abrís?|¿cuál es el horario?|hasta qué hora estáis?]", []string{"10:00", "20:00"}},
		{"[¿cuánto cuesta un corte?|¿qué precio tiene el corte?|¿qué vale cortarse el pelo?|precio del corte?|¿a cuánto está el corte?]", []string{"26,20"}},
		{"[¿cuánto cuesta la manicura?|precio de la manicura?|¿cuánto vale hacerse la manicura?|qué cuesta una manicura]", []string{"40,70"}},
		{"[¿cuánto se tarda con unas mechas?|¿cuánto duran las mechas?|cuánto tiempo lleva hacerse mechas?]", []string{"60 min"}},
		{"[¿cuánto cuesta un tinte?|precio de un tinte?|¿a cómo está el tinte?]", []string{"43,00"}},
	}
}

// askQuestion puts the question, with or without a greeting.
func (p *play) askQuestion() []string {
	p.wished = true
	words := say(p.rand, p.customer.question.words)
	if chance(p.rand, 40) {
		return p.inHand([]string{p.greeting(), words})
	}
	return p.inHand([]string{words})
}

// answered reports whether every fact she asked for was said.
func (p *play) answered() bool {
	all, err := p.world.Messages()
	if err != nil {
		return false
	}
	text := salon.Fold(strings.Join(all, "\n"))
	for _, fact := range p.customer.question.facts {
		if !strings.Contains(text, fact) {
			return false
		}
	}
	return true
}

// tellChange asks to move or to cancel the appointment.
func (p *play) tellChange() []string {
	c := p.customer
	p.wished, p.serviceTold = true, true
	day, _ := local(p.shop, c.target.Start)
	which := pick(p.rand, []string{"", "", " del " + weekday(day), " del " + weekday(day) + " " + itoa(day.Day), " con " + p.stylistName(c.target.Stylist)})
	if c.kind == Cancel {
		return p.inHand([]string{p.greeting(), strings.ReplaceAll(pick(p.rand, []string{
			"[quiero|quería|necesito|tengo que] [cancelar|anular] mi cita{x}", "[cancela|anula] mi cita{x}, por favor", "no puedo ir a la cita{x}, [cancélala|anúlala]",
			"¿[puedo|podría] cancelar la cita{x}?", "quiero cancelar la cita{x}", "me ha surgido algo, hay que anular la cita{x}",
		}), "{x}", which)})
	}
	when := p.when()
	return p.inHand([]string{p.greeting(), strings.NewReplacer("{x}", which, "{w}", when).Replace(pick(p.rand, []string{
		"[quiero|quería|necesito|me gustaría] [cambiar|mover] mi cita{x}", "¿[puedo|podría] cambiar la cita{x}?", "no puedo ir a la cita{x}, ¿me la cambias?",
		"necesito cambiar mi cita{x}, mejor {w}", "¿podemos pasar mi cita{x} a otro día? {w} por ejemplo",
	}))})
}

// pickAppointment answers which appointment is meant.
func (p *play) pickAppointment() []string {
	if p.customer.target == nil {
		return []string{p.write("[la primera|1]")}
	}
	day, hour := local(p.shop, p.customer.target.Start)
	return []string{p.write("[la del {w}|la del {w} {d}|la de las {h}]", "w", weekday(day), "d", itoa(day.Day), "h", hour.String())}
}

// sureToCancel answers the question before a cancellation.
func (p *play) sureToCancel() []string {
	if !p.customer.cancels() {
		return []string{p.write("[no, quiero cambiarla|no, mejor cámbiala|prefiero moverla], {w}", "w", p.when())}
	}
	if p.last.question == dialog.LateOptions { // "¿Te busco otro día?"
		return []string{p.write("[no, cancélala|prefiero cancelarla|cancélala, por favor|no, anúlala|cancélala igualmente]")}
	}
	return []string{p.write("[sí, cancélala|sí|sí, anúlala|no, cancélala|prefiero cancelarla|cancélala, por favor]")}
}
