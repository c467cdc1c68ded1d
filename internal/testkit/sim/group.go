package sim

import (
	"math/rand/v2"
	"strings"

	"atrevete/internal/salon"
	"atrevete/internal/testkit/transcript"
)

// party is who comes with the customer, and for what.
type party struct {
	who      string // as the customer speaks of her
	relation string // as the row must say: "Hija de Julia"
	thing    thing
	minutes  int
	same     bool // both want the same
}

// seat is where and when the second of a group is served.
type seat struct {
	at      salon.ClockTime
	stylist string // slug
}

// groupThings are what people have done together; no pack is offered for them.
func groupThings() []thing {
	return []thing{
		{services: []string{"corte"}, nouns: []string{"un corte", "corte", "cortarnos el pelo"}},
		{services: []string{"peinado"}, nouns: []string{"un peinado", "peinado"}},
		{services: []string{"cultura-de-color"}, nouns: []string{"un tinte", "tinte"}},
		{services: []string{"manicura-permanente-bioterapia"}, nouns: []string{"la manicura", "manicura"}},
	}
}

// groupWish is an appointment for the customer and one other person at once.
func (c *customer) groupWish(r *rand.Rand, shop salon.Seed) {
	c.simplify()
	things := groupThings()
	c.goal.thing, c.goal.wantPack = pick(r, things), false
	c.goal.stylist, c.goal.not, c.goal.anyone = "", "", false
	who := pick(r, []string{"mi madre", "mi hija", "mi hermana", "mi amiga"})
	c.party = &party{who: who, relation: strings.TrimPrefix(who, "mi "), thing: c.goal.thing, same: true}
	if chance(r, 50) {
		if other := pick(r, things); other.services[0] != c.goal.thing.services[0] {
			c.party.thing, c.party.same = other, false
		}
	}
	c.party.minutes = minutesOf(shop, c.party.thing.services[0])
}

// tellGroup asks for both, saying who gets what, or not.
func (p *play) tellGroup() []string {
	c := p.customer
	when := ""
	if !c.vague {
		when, p.whenTold = p.when(), true
	}
	mine, hers := bare(c.goal.thing.nouns[1]), bare(c.party.thing.nouns[1])
	phrasing := "[{a} para mí y {b} para {who} {w}|quería pedir cita {w}: yo {a} y {who} {b}|yo {a} y {who} {b}, {w}|{a} y {b} para mí y para {who} {w}|cita para dos {w}, {who} y yo: {a} y {b}]"
	if c.party.same {
		phrasing = "[{a} para mí y para {who} {w}|quería {a} para las dos, {who} y yo, {w}|somos dos, {who} y yo, {a} {w}|{who} y yo queremos {a} {w}|[¿tenéis hueco|¿hay sitio] {w} para dos? {a} para mí y para {who}|quiero ir con {who}, {a} las dos, {w}|cita para {who} y para mí {w}, {a} las dos]"
	}
	return p.inHand([]string{p.greeting(), say(p.rand, phrasing, "who", c.party.who, "w", when, "a", mine, "b", hers)})
}

// bare is a noun without its article.
func bare(noun string) string {
	for _, article := range []string{"un ", "la "} {
		noun = strings.TrimPrefix(noun, article)
	}
	return noun
}

// tellWhoGetsWhat answers the question which service is whose.
func (p *play) tellWhoGetsWhat() []string {
	c := p.customer
	if c.party == nil {
		return []string{p.write("[es solo para mí|solo para mí]")}
	}
	mine, hers := bare(c.goal.thing.nouns[1]), bare(c.party.thing.nouns[1])
	if c.party.same {
		return []string{p.write("[lo mismo las dos|{a} las dos|las dos {a}|{a} para cada una|todo igual para las dos]", "a", mine)}
	}
	return []string{p.write("[yo {a} y {who} {b}|{a} para mí y {b} para {who}|{b} para {who} y {a} para mí|{a} es para mí|yo {a}, ella {b}|para {who} {b}]", "who", c.party.who, "a", mine, "b", hers)}
}

// groupsIn reads the ways a group could come: numbered lines, or one way with
// a line for each person.
func (p *play) groupsIn(texts []string, single bool) []offer {
	var out []offer
	var day salon.Date
	var block []string
	for _, line := range strings.Split(strings.Join(texts, "\n"), "\n") {
		line = strings.TrimSpace(salon.Fold(line))
		if named := p.datesIn(line); len(named) > 0 {
			day, block = named[len(named)-1], []string{line}
		} else if strings.HasPrefix(line, "•") {
			block = append(block, line)
		}
		m := listPattern.FindStringSubmatch(line)
		switch {
		case !single && m != nil && !day.IsZero():
			if o, ok := p.groupIn(strings.Split(m[2], ";"), day); ok {
				o.number = len(out) + 1
				out = append(out, o)
			}
		case single && len(block) == 3:
			if o, ok := p.groupIn(block, day); ok {
				out = append(out, o)
			}
			block = nil
		}
	}
	return out
}

// groupIn reads two visits; an hour before them holds for both.
func (p *play) groupIn(parts []string, day salon.Date) (offer, bool) {
	var seats []seat
	var common salon.ClockTime
	for _, part := range parts {
		if hour, ok := hourIn(part); ok {
			common = hour
		}
		for _, one := range p.shop.Team {
			if strings.Contains(part, "con "+salon.Fold(one.Name)) {
				seats = append(seats, seat{common, one.Slug})
			}
		}
	}
	if len(seats) != 2 || seats[0].at == 0 {
		return offer{}, false
	}
	return offer{day: day, at: seats[0].at, stylist: seats[0].stylist, second: seats[1]}, true
}

// possibleTogether reports whether both could come on a day that will do.
func (p *play) possibleTogether() bool {
	g, q := &p.customer.goal, p.customer.party
	var plans []salon.Plan
	var people [][]salon.Slot
	for _, one := range []goal{*g, {thing: q.thing}} {
		plan, err := one.plan(p.shop)
		if err != nil {
			return false
		}
		plans = append(plans, plan)
		people = append(people, salon.FindSlots(p.shop, p.agenda, salon.Query{Plan: plan, From: g.days[0], To: g.days[len(g.days)-1], Now: p.now}))
	}
	for _, group := range salon.GroupSlots(p.shop.Location, plans, people, 0) {
		day, hour := local(p.shop, group.Slots[0].Start)
		_, second := local(p.shop, group.Slots[1].Start)
		if g.accepts(offer{day: day, at: hour, second: seat{at: second}}) {
			return true
		}
	}
	return false
}

// compareGroup checks the two visits of a booking.
func (p *play) compareGroup(b transcript.BookingFact, k kept) {
	if len(b.Appointments) != 2 {
		p.miss("%d appointments in the booking of two", len(b.Appointments))
		return
	}
	mine, hers := b.Appointments[0], b.Appointments[1]
	p.compareVisit(mine, k.goal.slugs(), k.chosen.day, seat{k.chosen.at, k.chosen.stylist})
	p.compareVisit(hers, p.customer.party.thing.services, k.chosen.day, k.chosen.second)
	if mine.For != "" && !strings.HasPrefix(salon.Fold(mine.For), salon.Fold(p.customer.first)) {
		p.miss("her own visit is for %q", mine.For)
	}
	if !strings.HasPrefix(salon.Fold(hers.For), p.customer.party.relation+" de ") {
		p.miss("the second visit is for %q, want %s", hers.For, p.customer.party.who)
	}
	want := salon.Money(0)
	for _, g := range []goal{k.goal, {thing: p.customer.party.thing}} {
		if plan, err := g.plan(p.shop); err == nil {
			want += plan.Price
		}
	}
	want = (want*salon.Money(p.shop.Policies.DepositPercent) + 50) / 100
	if b.Deposit != want || b.Payment != salon.PaymentConfirmed {
		p.miss("deposit %d %s, want %d confirmed", b.Deposit, b.Payment, want)
	}
}

func (p *play) compareVisit(a transcript.AppointmentFact, services []string, day salon.Date, s seat) {
	on, hour := local(p.shop, a.Start)
	if !sameSet(a.Services, services) || on != day || hour != s.at || a.Stylist != s.stylist || a.Status != salon.Confirmed {
		p.miss("%s %v on %s %s with %s, want %v on %s %s with %s", a.Status, a.Services, on, hour, a.Stylist, services, day, s.at, s.stylist)
	}
}
