package sim

import (
	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/testkit/transcript"
)

// correction is a wish that is being changed (M5): what the draft said before,
// and what it must say afterwards.
type correction struct {
	before dialog.Draft
	facts  transcript.Facts
	what   corrected
	goal   goal // with the new value
}

// corrected is which wish changes.
type corrected string

const (
	correctedHours   corrected = "hours"
	correctedDay     corrected = "day"
	correctedService corrected = "service"
)

// correct remembers what stands before a wish changes.
func (p *play) correct(what corrected) {
	f, err := p.world.Facts()
	if err != nil {
		p.fault("facts: %v", err)
		return
	}
	p.correcting = &correction{before: p.draft(), facts: f, what: what, goal: p.customer.goal}
}

// draft is what the dialogue has noted of the booking under way.
func (p *play) draft() dialog.Draft {
	stack := p.world.State().Stack
	if len(stack) == 0 {
		return dialog.Draft{}
	}
	return stack[len(stack)-1].Draft
}

// corrected counts a correction after its turn: the new value is there, every
// other is as before, and nothing was confirmed or cancelled in between. What
// cannot be had is told so and let go; it does not count.
func (p *play) corrected() {
	c := p.correcting
	if c == nil {
		return
	}
	p.correcting = nil
	if !p.possible() {
		return
	}
	p.out.Corrections++
	f, err := p.world.Facts()
	if err == nil && c.holds(p.shop, p.draft()) && concluded(f) == concluded(c.facts) {
		p.out.Corrected++
		return
	}
	p.out.note("   ✗ the correction of the %s is not what the draft says, or something else changed", c.what)
}

// holds reports whether a draft differs from the one before in nothing but the correction.
func (c *correction) holds(shop *salon.Salon, now dialog.Draft) bool {
	services, err := c.goal.plan(shop)
	if err != nil || now.Stylist != c.before.Stylist {
		return false
	}
	was, is := whenOf(c.before), whenOf(now)
	hoursStay := was.At == is.At && was.Earliest == is.Earliest && was.Latest == is.Latest && was.EndBy == is.EndBy
	daysStay := was.From.IsZero() || !is.From.Before(was.From) && !is.To.After(was.To) // of a week, or of any day, the one that was chosen
	plan, err := shop.Catalogue.Plan(now.Visit)
	if err != nil {
		return false
	}
	sameVisit := plan.Minutes == services.Minutes && plan.Price == services.Price
	switch c.what {
	case correctedHours:
		g := c.goal.hours
		return sameVisit && daysStay && (g.earliest == 0 || is.Earliest == g.earliest) && (g.latest == 0 || is.Latest == g.latest)
	case correctedDay:
		return sameVisit && hoursStay && is.From == c.goal.days[0] && is.To == is.From
	}
	return sameVisit && daysStay && hoursStay
}

func whenOf(d dialog.Draft) dialog.When {
	if d.When == nil {
		return dialog.When{}
	}
	return *d.When
}

// concluded counts the appointments that are confirmed or cancelled.
func concluded(f transcript.Facts) int {
	n := 0
	for _, b := range f.Bookings {
		for _, a := range b.Appointments {
			if a.Status == salon.Confirmed || a.Status == salon.Cancelled {
				n++
			}
		}
	}
	return n
}
