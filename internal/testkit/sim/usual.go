package sim

import (
	"math/rand/v2"

	"atrevete/internal/salon"
	"atrevete/internal/testkit/transcript"
)

// usualWish is what was done last time, with whoever did it.
func (c *customer) usualWish(r *rand.Rand, shop salon.Seed) {
	c.simplify()
	c.Known, c.profile = true, c.first+" "+c.last
	for c.goal.thing.always || len(c.goal.thing.services) > 2 {
		c.goal.thing = pickThing(r)
	}
	c.goal.wantPack, c.goal.not, c.goal.anyone = false, "", false
	var able []string
	for _, one := range shop.Team {
		if one.Does(c.category(shop)) {
			able = append(able, one.Slug)
		}
	}
	c.goal.stylist = pick(r, able)
	day := salon.DateOf(c.born).AddDays(-20 - r.IntN(40))
	minutes := 0
	for _, slug := range c.goal.thing.services {
		minutes += minutesOf(shop, slug)
	}
	c.past = &transcript.Planned{
		Status: salon.Completed, Stylist: c.goal.stylist, Start: day.At(at(11, 0), c.born.Location()), Services: c.goal.thing.services,
		Minutes: minutes, Booked: day.AddDays(-9).At(at(12, 0), c.born.Location()),
	}
}

// tellUsual asks for it.
func (p *play) tellUsual() []string {
	when := ""
	if !p.customer.vague {
		when, p.whenTold = p.when(), true
	}
	return p.inHand([]string{p.greeting(), say(p.rand, "[[quería|quiero|ponme|me pones|apúntame para|resérvame] lo de siempre {w}|lo mismo que la última vez {w}|cita {w} para lo [de siempre|mismo de la otra vez|mismo que la última vez]|¿[me das hora|tenéis hueco] {w} para lo de siempre?|lo de siempre, {w}|quiero repetir lo de la última vez {w}|otra vez lo mismo {w}, por favor|necesito lo de siempre {w}]", "w", when)})
}

// answerUsual agrees to the same as last time.
func (p *play) answerUsual() []string {
	return []string{p.write("[" + yeses(p.customer.register) + "|sí, lo mismo|lo mismo|eso mismo|sí, igual que la otra vez|exacto, eso|sí, igual]")}
}
