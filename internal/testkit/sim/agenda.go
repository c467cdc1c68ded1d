package sim

import (
	"math/rand/v2"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/testkit/transcript"
)

// busyDays is how far ahead the agenda is filled.
const busyDays = 29

// occupy fills the agenda at random: some days nearly free, some packed.
func occupy(r *rand.Rand, shop salon.Seed, today salon.Date, loc *time.Location) []transcript.Block {
	var out []transcript.Block
	for n := range busyDays {
		day := today.AddDays(n)
		load := pick(r, []int{20, 45, 60, 75, 85, 100})
		if load == 100 && chance(r, 60) {
			load = 70
		}
		for _, one := range shop.Team {
			for _, h := range one.Hours.On(day.Weekday()) {
				for from := h.Start; from < h.End; {
					to := min(from+salon.ClockTime(pick(r, []int{30, 45, 60, 90})), h.End)
					if r.IntN(100) < load {
						out = append(out, transcript.Block{Stylist: one.Slug, Interval: salon.Interval{Start: day.At(from, loc), End: day.At(to, loc)}})
					}
					from = to
				}
			}
		}
	}
	return out
}

// agendaOf is what is taken, by stylist, before the conversation.
func agendaOf(shop *salon.Salon, setup transcript.Setup) salon.Occupancy {
	occ := salon.Occupancy{Busy: map[salon.ID][]salon.Interval{}}
	ids := map[string]salon.ID{}
	for _, one := range shop.Team {
		ids[one.Slug] = one.ID
	}
	for _, b := range setup.Blocks {
		occ.Busy[ids[b.Stylist]] = append(occ.Busy[ids[b.Stylist]], b.Interval)
	}
	for _, c := range setup.Seed.Closures {
		occ.Closures = append(occ.Closures, c.Closure())
	}
	return occ
}

// possible reports whether the goal has a free start at all.
func (p *play) possible() bool {
	g := &p.customer.goal
	plan, err := g.plan(p.shop)
	if err != nil || len(g.days) == 0 {
		return false
	}
	if p.customer.kind == Group {
		return p.possibleTogether()
	}
	for _, s := range salon.FindSlots(p.shop, p.agenda, salon.Query{Plan: plan, From: g.days[0], To: g.days[len(g.days)-1], Now: p.now}) {
		day, hour := local(p.shop, s.Start)
		stylist, _ := p.shop.Stylist(s.StylistID)
		if g.accepts(offer{day: day, at: hour, stylist: stylist.Slug}) {
			return true
		}
	}
	return false
}
