package sim

import (
	"math/rand/v2"
	"slices"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/testkit/transcript"
)

// waitWish wants a day on which nothing is free, and to be told if that changes.
func (c *customer) waitWish(r *rand.Rand, shop salon.Seed) {
	c.simplify()
	c.goal.stylist, c.goal.not, c.goal.anyone, c.goal.wantPack = "", "", false, false
	for c.goal.thing.pack != "" || len(c.goal.thing.services) > 1 {
		c.goal.thing = pickThing(r)
	}
	today := salon.DateOf(c.born)
	day := today.AddDays(2 + r.IntN(9))
	for len(shop.Opening.On(day.Weekday())) == 0 || closed(shop, day) {
		day = day.AddDays(1)
	}
	c.goal.days, c.limits.day = []salon.Date{day}, dayWords(today, day)
	if chance(r, 50) {
		c.goal.hours, c.limits.hour = hours{}, nil
	}
	c.asksAtOnce = chance(r, 50)
}

// fill takes the whole of a day from everybody.
func fill(blocks []transcript.Block, shop salon.Seed, day salon.Date, loc *time.Location) []transcript.Block {
	whole := salon.Interval{Start: day.At(0, loc), End: day.AddDays(1).At(0, loc)}
	blocks = slices.DeleteFunc(blocks, func(b transcript.Block) bool { return b.Overlaps(whole) })
	for _, one := range shop.Team {
		blocks = append(blocks, transcript.Block{Stylist: one.Slug, Interval: whole})
	}
	return blocks
}

// tellWaiting asks for the waiting list at once.
func (p *play) tellWaiting() []string {
	p.wished, p.serviceTold, p.whenTold = true, true, true
	n := p.customer.goal.thing.noun(p.rand)
	return p.inHand([]string{p.greeting(), say(p.rand, "[[apúntame|¿me apuntas|me puedes apuntar] [en|a] la lista de espera para {n} {w}|avísame si [se libera|queda] [algo|un hueco] {w} para {n}|si se libera algo {w} [avísame|me avisas], es para {n}|¿tenéis lista de espera? quería {n} {w}|quiero estar en la lista de espera {w} para {n}|si alguien cancela {w}, ¿me avisas? es para {n}]", "n", n, "w", p.when())})
}

// joins asks for the waiting list when the day turns out to be full.
func (p *play) joins() []string {
	return []string{p.write("[apúntame en la lista de espera|ponme en la lista de espera|prefiero la lista de espera|¿me puedes avisar si se libera algo ese día?|avísame si alguien cancela ese día|lista de espera, por favor|vale, apúntame a la lista|si se libera algo ese día avísame]")}
}

// waits reports whether she is on the list.
func (p *play) waits() bool {
	f, err := p.world.Facts()
	return err == nil && len(f.Waitlist) > 0
}

// judgeWaiting: one row, for that day and that service, and no booking.
func (p *play) judgeWaiting(f transcript.Facts, mine []transcript.BookingFact) {
	p.out.End = endReached
	if len(mine) > 0 {
		p.miss("a wait became a booking")
	}
	if len(f.Waitlist) != 1 {
		p.miss("%d rows in the waiting list; asked last: %s", len(f.Waitlist), p.last.question)
		return
	}
	row, day := f.Waitlist[0], p.customer.goal.days[0]
	if row.Status != "waiting" || row.From != day || row.To != day || row.Stylist != "any" || !sameSet(row.Services, p.customer.goal.slugs()) {
		p.miss("waits for %+v, want %v on %s", row, p.customer.goal.slugs(), day)
	}
}
