package sim

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"atrevete/internal/salon"
)

// goal is what a customer wants. It changes when the customer does.
type goal struct {
	thing    thing
	wantPack bool
	days     []salon.Date // every day that will do, in order
	hours    hours
	stylist  string // slug; empty: anybody
	not      string // slug: never
	anyone   bool   // will say so when asked
	minutes  int    // of the visit
}

// hours are the starts that will do.
type hours struct {
	earliest, latest, endBy salon.ClockTime // zero: no bound
	latestSat               salon.ClockTime // an earliest of its own on Saturdays
}

// offer is an offered start, as read from a reply.
type offer struct {
	day     salon.Date
	at      salon.ClockTime
	stylist string // slug
	number  int    // as listed; 0: a single one
	second  seat   // of a group: the other's
}

// accepts reports whether an offered start will do.
func (g *goal) accepts(o offer) bool {
	switch {
	case !slices.Contains(g.days, o.day), g.stylist != "" && o.stylist != g.stylist, g.not != "" && o.stylist == g.not:
		return false
	}
	return g.hours.fit(o.day, o.at, g.minutes) && (o.second == seat{} || g.hours.fit(o.day, o.second.at, g.minutes))
}

func (h hours) fit(day salon.Date, at salon.ClockTime, minutes int) bool {
	earliest := h.earliest
	if day.Weekday() == 6 && h.latestSat != 0 {
		earliest = h.latestSat
	}
	return at >= earliest && (h.latest == 0 || at <= h.latest) && (h.endBy == 0 || at+salon.ClockTime(minutes) <= h.endBy)
}

// slugs are what must be on the appointment: the services, or the pack alone.
func (g *goal) slugs() []string {
	if g.wantPack {
		return []string{g.thing.pack}
	}
	return g.thing.services
}

// plan is the visit worked out against the catalogue.
func (g *goal) plan(shop *salon.Salon) (salon.Plan, error) {
	var visit salon.Visit
	if g.wantPack {
		pack, ok := shop.Catalogue.PackBySlug(g.thing.pack)
		if !ok {
			return salon.Plan{}, fmt.Errorf("no pack %q", g.thing.pack)
		}
		visit.Pack = pack.ID
	} else {
		for _, slug := range g.thing.services {
			service, ok := shop.Catalogue.ServiceBySlug(slug)
			if !ok {
				return salon.Plan{}, fmt.Errorf("no service %q", slug)
			}
			visit.Services = append(visit.Services, service.ID)
		}
	}
	plan, err := shop.Catalogue.Plan(visit)
	if err != nil {
		return salon.Plan{}, fmt.Errorf("plan %v: %w", visit, err)
	}
	return plan, nil
}

// String is the goal for people who read a transcript.
func (g *goal) String() string {
	parts := []string{strings.Join(g.slugs(), "+")}
	switch n := len(g.days); {
	case n == 1:
		parts = append(parts, g.days[0].String())
	case n > 1:
		parts = append(parts, fmt.Sprintf("%s…%s", g.days[0], g.days[n-1]))
	}
	if h := g.hours; h != (hours{}) {
		parts = append(parts, fmt.Sprintf("start %s-%s end by %s", h.earliest, h.latest, h.endBy))
	}
	if g.stylist != "" {
		parts = append(parts, "with "+g.stylist)
	}
	if g.not != "" {
		parts = append(parts, "not "+g.not)
	}
	return strings.Join(parts, ", ")
}

// daysFrom lists the days from a day on.
func daysFrom(first salon.Date, n int) []salon.Date {
	out := make([]salon.Date, 0, n)
	for i := range n {
		out = append(out, first.AddDays(i))
	}
	return out
}

func at(h, m int) salon.ClockTime { return salon.ClockTime(h*60 + m) }

// local is the day and hour of an instant in the salon.
func local(shop *salon.Salon, t time.Time) (salon.Date, salon.ClockTime) {
	t = t.In(shop.Location)
	return salon.DateOf(t), salon.ClockOf(t)
}
