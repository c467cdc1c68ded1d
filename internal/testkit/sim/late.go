package sim

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/testkit/transcript"
)

// delay is how late somebody comes to an appointment of today.
type delay struct {
	minutes int
	relay   bool // wants the stylist to be asked
	vague   bool // does not say at first how late
	told    bool
}

// smallDelay is what a salon absorbs without a question, in minutes.
const smallDelay = 5

// lateWish puts the customer on the way to an appointment that she will not reach in time.
func (c *customer) lateWish(r *rand.Rand, shop salon.Seed) {
	c.knownVisit(r, shop)
	c.born = c.target.Start.Add(time.Duration(5-r.IntN(85)) * time.Minute)
	c.delay = &delay{minutes: pick(r, []int{5, 10, 10, 15, 15, 20, 25, 30}), relay: chance(r, 50), vague: chance(r, 30)}
}

// knownVisit makes somebody known who has a haircut to come.
func (c *customer) knownVisit(r *rand.Rand, shop salon.Seed) {
	c.Known, c.profile = true, c.first+" "+c.last
	c.simplify()
	c.greetsFirst = false
	c.goal.stylist, c.goal.not, c.goal.anyone = "", "", false
	c.goal.thing, c.goal.wantPack = thing{services: []string{"corte"}, nouns: []string{"un corte"}}, false
	c.target = c.someAppointment(r, shop)
}

// tellDelay says that she is late.
func (p *play) tellDelay() []string {
	p.wished, p.serviceTold = true, true
	d := p.customer.delay
	arrives := p.customer.target.Start.Add(time.Duration(d.minutes) * time.Minute)
	_, hour := local(p.shop, arrives)
	if d.vague {
		d.vague = false
		return p.inHand([]string{p.greeting(), say(p.rand, "[voy a llegar tarde|llego [un poco |]tarde|me retraso [un poco|un pelín]|llegaré tarde a la cita|se me ha hecho tarde, voy de camino|estoy en un atasco, llego tarde|voy con retraso]")})
	}
	d.told = true
	ways := []string{
		"[llego|voy a llegar|llegaré] {d} [min|minutos] tarde", "voy con {d} minutos de retraso", "me retraso {d} minutos",
		"[estoy en un atasco|el metro va fatal|salgo ahora del trabajo], llego {d} minutos tarde", "voy a llegar unos {d} minutos tarde a la cita",
		"llegaré [sobre|a] las {h}", "perdona, llego {d} min tarde, ¿[pasa algo|hay problema]?",
	}
	if words, ok := map[int]string{15: "un cuarto de hora", 30: "media hora", 10: "diez minutos", 5: "cinco minutos", 20: "veinte minutos"}[d.minutes]; ok {
		ways = append(ways, "llego "+words+" tarde", "me retraso "+words, "voy a llegar "+words+" más tarde")
	}
	if left := int(arrives.Sub(p.now.Add(thinkFor)).Minutes()); left >= 10 && left <= 60 {
		ways = append(ways, "voy tarde, llego en "+itoa(left)+" min", "llego tarde, estaré ahí en "+itoa(left)+" minutos")
	}
	return p.inHand([]string{p.greeting(), say(p.rand, pick(p.rand, ways), "d", itoa(d.minutes), "h", hour.String())})
}

// answerRelay says how late, and whether the stylist is to be asked.
func (p *play) answerRelay() []string {
	d := p.customer.delay
	switch {
	case d == nil:
		return []string{p.write("[no hace falta]")}
	case !d.told:
		d.told = true
		return []string{p.write("[unos {d} minutos|{d} min|como {d} minutos|serán {d} minutos|{d} minutos más o menos]", "d", itoa(d.minutes))}
	case d.relay:
		return []string{p.write("[sí, por favor|sí|vale, pregúntale|sí, consúltalo|pregúntaselo|ok, dile|claro, sí]")}
	}
	return []string{p.write("[no hace falta|no, gracias|no|no te preocupes|da igual, no hace falta|no, déjalo así]")}
}

// judgeLate: the minutes are on the row, which is otherwise as it was, and a
// person decides if one was asked for.
func (p *play) judgeLate(f transcript.Facts) {
	d := p.customer.delay
	p.out.End, p.out.WantsPerson = endReached, d.relay
	p.out.HandOff = f.HandOver
	was, now := p.before.Bookings[0], f.Bookings[0]
	if got := now.Appointments[0].LateMinutes; got != d.minutes {
		p.miss("%d minutes are noted, want %d; asked last: %s", got, d.minutes, p.last.question)
	}
	owner, reason := salon.OwnerAssistant, ""
	if d.relay && d.minutes > smallDelay {
		owner, reason = salon.OwnerHuman, "delay"
	}
	if f.Owner != owner || f.HandOver != reason {
		p.miss("%s %q, want %s %q", f.Owner, f.HandOver, owner, reason)
	}
	p.unchanged(was, now)
	if !slices.ContainsFunc(f.Notices, func(n transcript.NoticeFact) bool {
		return n.Kind == "delay" && n.To == p.customer.target.Stylist && strings.Contains(n.Text, itoa(d.minutes)+" min")
	}) {
		p.miss("the stylist was not told of %d minutes", d.minutes)
	}
}

// unchanged checks that an appointment is at the same time with the same things and money.
func (p *play) unchanged(was, now transcript.BookingFact) {
	for i, a := range now.Appointments {
		b := was.Appointments[i]
		if a.Status != b.Status || !a.Start.Equal(b.Start) || a.Stylist != b.Stylist || !sameSet(a.Services, b.Services) || now.Deposit != was.Deposit || now.Payment != was.Payment {
			p.miss("the appointment was changed: %+v", now)
		}
	}
}
