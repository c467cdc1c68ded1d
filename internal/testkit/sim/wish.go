package sim

import (
	"fmt"
	"strconv"
	"strings"

	"atrevete/internal/salon"
)

func itoa(n int) string { return strconv.Itoa(n) }

// greetings open a conversation.
func greetings(r register) []string {
	switch r {
	case formal:
		return []string{"Buenos días.", "Hola, buenas tardes.", "Buenas tardes."}
	case chatty:
		return []string{"Holaa", "Hola!!", "Hola guapa", "Hola, qué tal?", "Buenasss"}
	case latam:
		return []string{"Hola, buen día", "Buenas", "Hola, ¿cómo están?"}
	}
	return []string{"hola", "buenas", "Hola"}
}

// opening is how bookings are asked for: with a noun {n} or a verb {v}, and
// {w}, when and with whom.
type opening struct{ nouns, verbs []string }

func openings(r register) opening {
	switch r {
	case formal:
		return opening{
			nouns: []string{
				"[Quisiera|Me gustaría|Querría] [reservar|pedir cita para|concertar una cita para] {n} {w}.",
				"¿[Tendrían|Tendríais] [disponibilidad|hueco] para {n} {w}?",
				"[Desearía|Quisiera] una cita para {n} {w}, por favor.",
			},
			verbs: []string{"[Quisiera|Me gustaría] {v} {w}.", "¿Sería posible {v} {w}?", "¿Podría {v} {w}?", "Quería pedir cita para {v} {w}."},
		}
	case chatty:
		return opening{
			nouns: []string{
				"[quería|quiero|querría] [coger|pedir|pillar] [cita|hora] para {n} {w}",
				"¿[tenéis|tendríais|tienes] [hueco|un huequito|sitio] para {n} {w}?",
				"[me das|me puedes dar|me coges] [cita|hora] para {n} {w}?",
				"¿me apuntas para {n} {w}?", "necesito {n} {w}",
			},
			verbs: []string{"quiero {v} {w}", "necesito {v} {w}, ¿me haces un hueco?", "me gustaría {v} {w}", "¿puedo {v} {w}?", "estaba pensando en {v} {w}"},
		}
	case latam:
		return opening{
			nouns: []string{
				"[quisiera|quiero|me gustaría] [agendar|reservar|sacar] [una cita|un turno|cita] para {n} {w}",
				"[¿me regalas|¿me das|¿me puede dar] una cita para {n} {w}?",
				"¿[tienen|tendrán] [espacio|cupo|disponibilidad] para {n} {w}?",
			},
			verbs: []string{"quisiera {v} {w}", "quiero agendar para {v} {w}", "me quiero {v0} {w}"},
		}
	}
	return opening{
		nouns: []string{"{n} {w}", "cita {n} {w}", "cita para {n} {w}", "hora para {n} {w}", "{w} {n}", "hueco para {n} {w}?"},
		verbs: []string{"{v} {w}", "quiero {v} {w}", "para {v} {w}"},
	}
}

// tellWish is the opening turn: what, when and with whom, as far as this
// customer says it at once.
func (p *play) tellWish() []string {
	c := p.customer
	switch c.kind {
	case Ask:
		return p.askQuestion()
	case Move, Cancel:
		return p.tellChange()
	case Late:
		return p.tellDelay()
	case Consult:
		if !p.wished {
			return p.tellDoubt()
		}
	case Wait:
		if c.asksAtOnce && !p.wished {
			return p.tellWaiting()
		}
	case Group:
		p.wished, p.serviceTold = true, true
		return p.tellGroup()
	case Usual:
		p.wished, p.serviceTold = true, true
		return p.tellUsual()
	}
	p.wished = true
	if c.noService {
		c.noService = false
		return p.inHand([]string{p.greeting(), "[quería pedir cita|quiero pedir hora|¿me das cita?|querría una cita]"})
	}
	p.serviceTold = true
	when := ""
	if !c.vague {
		when, p.whenTold = p.when(), true
	}
	if c.goal.stylist != "" && chance(p.rand, 60) {
		when += " con " + p.stylistName(c.goal.stylist)
	}
	words, verb := c.goal.thing.named(p.rand)
	ways := openings(c.register)
	phrasing, mark := pick(p.rand, ways.nouns), "{n}"
	if c.tells && !verb {
		phrasing = pick(p.rand, stories())
	} else if verb {
		phrasing, mark = pick(p.rand, ways.verbs), "{v}"
		if strings.Contains(phrasing, "{v0}") { // "me quiero cortar el pelo"
			mark = "{v0}"
			first, rest, _ := strings.Cut(words, " ")
			words = strings.TrimSuffix(first, "me") + " " + rest
		}
	}
	sentence := strings.Replace(phrasing, mark, words, 1)
	if len(p.out.log) > 0 || chance(p.rand, 20) {
		return p.inHand(p.broken(sentence, when))
	}
	return p.inHand(append([]string{p.greeting()}, p.broken(sentence, when)...))
}

func (p *play) greeting() string {
	if p.out.Turns > 0 {
		return ""
	}
	return pick(p.rand, greetings(p.customer.register))
}

// broken breaks the wish in two at the day, or not.
func (p *play) broken(sentence, when string) []string {
	if when != "" && chance(p.rand, p.customer.bursts) {
		return []string{strings.Replace(sentence, "{w}", "", 1), when}
	}
	return []string{strings.Replace(sentence, "{w}", when, 1)}
}

// inHand writes the parts as one message, or as several.
func (p *play) inHand(parts []string) []string {
	var out []string
	for _, part := range parts {
		if part == "" {
			continue
		}
		if len(out) > 0 && !chance(p.rand, p.customer.bursts) {
			out[len(out)-1] += pick(p.rand, []string{" ", ", ", ". "}) + part
		} else {
			out = append(out, part)
		}
	}
	for i := range out {
		out[i] = strings.ReplaceAll(p.write(out[i]), ".,", ",")
		out[i] = strings.NewReplacer("..", ".", "!,", "!", "?,", "?", "!.", "!", "?.", "?").Replace(out[i])
	}
	return out
}

// when is the wished days and hours in words.
func (p *play) when() string {
	l := p.customer.limits
	var parts []string
	if len(l.day) > 0 {
		parts = append(parts, pick(p.rand, l.day))
	}
	if len(l.hour) > 0 {
		parts = append(parts, pick(p.rand, l.hour))
	}
	return strings.Join(parts, " ")
}

func (p *play) tellWhen() []string {
	p.whenTold = true
	p.unlucky++
	if p.unlucky > 3 {
		return p.relax()
	}
	when := p.when()
	if when == "" {
		when = "cuando puedas"
	}
	return []string{p.write("[{w}|pues {w}|{w} si puede ser|me vendría bien {w}|{w}, por favor]", "w", when)}
}

// relax wants less: any day soon, then any hour, then anybody; then gives up.
func (p *play) relax() []string {
	c := p.customer
	g := &c.goal
	today, _ := local(p.shop, p.now)
	p.unlucky = 0
	p.relaxed++
	switch p.relaxed {
	case 1:
		monday := today.AddDays(8 - today.Weekday())
		g.days, c.limits.day = daysFrom(monday, 7), []string{"la semana que viene", "cualquier día de la semana que viene"}
		return []string{p.write("[pues entonces {w}|vale, ¿y {w}?|bueno, {w}]", "w", p.when())}
	case 2:
		g.hours, c.limits.hour = hours{}, nil
		return []string{p.write("[me da igual la hora|a cualquier hora|la hora me da igual], {w}", "w", p.when())}
	case 3:
		g.stylist, g.not, g.anyone = "", "", true
		g.days, c.limits.day = daysFrom(today, 60), soonest(today).words
		return []string{p.write("[me da igual con quién|con cualquiera], {w}", "w", p.when())}
	}
	p.gaveUp, p.finished = true, true
	p.notPossible = !p.possible()
	p.say([]string{p.write("[déjalo, gracias|nada, déjalo|olvídalo, ya escribiré otro día]")})
	return nil
}

// choose names an offer: by number, hour, stylist, ordinal or by tapping.
func (p *play) choose(o offer) string {
	offers := p.last.offers
	if o.number == 0 || len(offers) == 1 {
		return p.write("[" + yeses(p.customer.register) + "|sí, guárdamela|me viene bien|vale, esa|me la quedo|resérvamela]")
	}
	if p.customer.tapsTitles && o.number <= len(p.last.titles) {
		return p.last.titles[o.number-1]
	}
	ways := []string{"[{n}|la {n}|opción {n}|el {n}]", "[la {ord}|{ord}|la {ord}, por favor|me quedo con la {ord}]", "[{h}|a las {h}|la de las {h}|mejor a las {h}|las {h}]"}
	if o.second == (seat{}) && unique(offers, o, func(x offer) string { return x.stylist }) {
		ways = append(ways, "[con {s}|la de {s}|{s}|prefiero con {s}]")
	}
	if unique(offers, o, func(x offer) string { return x.day.String() }) {
		ways = append(ways, "[el {w}|el {w} a las {h}|el {d}]")
	}
	if !unique(offers, o, func(x offer) string { return x.at.String() }) {
		ways = append(ways[:2], ways[3:]...)
	}
	if o.number == len(offers) {
		ways = append(ways, "[la última|la de abajo]")
	}
	if earliest(offers, o) {
		ways = append(ways, "[la más temprana|la que sea antes|la de antes|lo antes posible]")
	}
	if clock := spokenClock(o.at); clock != "" && unique(offers, o, func(x offer) string { return x.at.String() }) {
		ways = append(ways, "[a {c}|la de {c}|{c} está bien]")
		ways[len(ways)-1] = strings.ReplaceAll(ways[len(ways)-1], "{c}", clock)
	}
	number := [...]string{"uno", "dos", "tres", "cuatro", "cinco"}[min(o.number-1, 4)]
	ways = append(ways, "[la "+number+"|la número {n}|opción "+number+"|la {n} por favor|pues la {n}|me quedo la {n}]")
	ord := [...]string{"primera", "segunda", "tercera", "cuarta", "quinta"}[min(o.number-1, 4)]
	return p.write(pick(p.rand, ways), "n", itoa(o.number), "ord", ord, "h", o.at.String(), "s", p.stylistName(o.stylist),
		"w", weekday(o.day), "d", itoa(o.day.Day))
}

func unique(list []offer, o offer, key func(offer) string) bool {
	n := 0
	for _, one := range list {
		if key(one) == key(o) {
			n++
		}
	}
	return n == 1
}

// digression asks something else in between.
func (p *play) digression() string {
	return p.write(pick(p.rand, []string{
		"[por cierto, |una pregunta, |oye ][¿hay parking cerca?|¿se puede aparcar por ahí?|¿dónde estáis?|¿cuál es la dirección?]",
		"[una duda, |oye, |]¿cuánto cuesta [una manicura|un tinte|el peinado]?",
		"¿[abrís|están abiertos] los sábados?",
		"[perdona, |]¿[se puede pagar con tarjeta|aceptáis bizum]?",
	}))
}

// changeMind changes one wish, says so, and keeps the rest.
func (p *play) changeMind() []string {
	c := p.customer
	g := &c.goal
	today, _ := local(p.shop, p.now)
	p.unlucky = 0
	chosen := p.chosen
	p.chosen = nil
	switch n := p.rand.IntN(3); {
	case n == 0:
		part := []wording[hours]{{hours{latest: at(13, 59)}, []string{"por la mañana"}}, {hours{earliest: at(14, 0)}, []string{"por la tarde"}}}[p.rand.IntN(2)]
		g.hours, c.limits.hour = part.value, part.words
		p.correct(correctedHours)
		return []string{p.write("[mejor {h}|al final mejor {h}|perdona, prefiero {h}|¿y {h} qué tienes?]", "h", part.words[0])}
	case n == 1:
		day := today.AddDays(3 + p.rand.IntN(8))
		for len(p.shop.Opening.On(day.Weekday())) == 0 {
			day = day.AddDays(1)
		}
		words := []string{fmt.Sprintf("el %s %d", weekday(day), day.Day), fmt.Sprintf("el %d de %s", day.Day, month(day))}
		g.days, c.limits.day = []salon.Date{day}, words
		p.correct(correctedDay)
		return []string{p.write("[al final mejor {d}|mejor {d}|perdona, ¿puede ser {d}?|me he equivocado, es {d}|no, mejor {d}]", "d", pick(p.rand, words))}
	}
	return p.changeThing(chosen)
}

// changeThing wants another service of the same kind of stylist.
func (p *play) changeThing(chosen *offer) []string {
	g := &p.customer.goal
	old, _ := p.shop.Catalogue.ServiceBySlug(g.thing.services[0])
	for range 20 {
		other := pickThing(p.rand)
		service, ok := p.shop.Catalogue.ServiceBySlug(other.services[0])
		if !ok || service.Category != old.Category || service.ID == old.ID || other.pack != "" || len(other.services) > 1 || len(g.thing.services) > 1 {
			continue
		}
		g.thing, g.wantPack = other, false
		p.correct(correctedService)
		return []string{p.write("[en vez de eso quiero {n}|al final prefiero {n}|mejor {n}|perdona, mejor que sea {n}|cambio de idea, quiero {n}]", "n", other.noun(p.rand))}
	}
	p.chosen = chosen
	return []string{p.digression()}
}

// earliest reports whether an offer begins before all the others.
func earliest(list []offer, o offer) bool {
	for _, one := range list {
		if c := one.day.Compare(o.day); one != o && (c < 0 || c == 0 && one.at <= o.at) {
			return false
		}
	}
	return true
}

// spokenClock is an hour in words: "las diez y cuarto"; empty when nobody says it so.
func spokenClock(t salon.ClockTime) string {
	hours := [...]string{"las doce", "la una", "las dos", "las tres", "las cuatro", "las cinco", "las seis", "las siete", "las ocho", "las nueve", "las diez", "las once"}
	h, m := int(t)/60, int(t)%60
	part, ok := map[int]string{0: "", 15: " y cuarto", 30: " y media"}[m]
	if m == 45 {
		h, part, ok = h+1, " menos cuarto", true
	}
	if !ok {
		return ""
	}
	return hours[h%12] + part
}
