package salon

import (
	"fmt"
	"slices"
	"time"
)

// Service finds a service by id.
func (c Catalogue) Service(id ID) (Service, bool) {
	i := slices.IndexFunc(c.Services, func(s Service) bool { return s.ID == id })
	if i < 0 || id.Empty() {
		return Service{}, false
	}
	return c.Services[i], true
}

// ServiceBySlug finds a service by its slug, which never changes.
func (c Catalogue) ServiceBySlug(slug string) (Service, bool) {
	i := slices.IndexFunc(c.Services, func(s Service) bool { return s.Slug == slug })
	if i < 0 {
		return Service{}, false
	}
	return c.Services[i], true
}

// Pack finds a pack by id.
func (c Catalogue) Pack(id ID) (Pack, bool) {
	i := slices.IndexFunc(c.Packs, func(p Pack) bool { return p.ID == id })
	if i < 0 || id.Empty() {
		return Pack{}, false
	}
	return c.Packs[i], true
}

// PackBySlug finds a pack by its slug.
func (c Catalogue) PackBySlug(slug string) (Pack, bool) {
	i := slices.IndexFunc(c.Packs, func(p Pack) bool { return p.Slug == slug })
	if i < 0 {
		return Pack{}, false
	}
	return c.Packs[i], true
}

// Names lists what a visit consists of, as customers read it: the pack's name,
// or the services' in order. What the catalogue no longer has is left out.
func (c Catalogue) Names(v Visit) []string {
	if p, ok := c.Pack(v.Pack); ok {
		return []string{p.Name}
	}
	var names []string
	for _, id := range v.Services {
		if s, ok := c.Service(id); ok {
			names = append(names, s.Name)
		}
	}
	return names
}

// Parts adds up services one by one, whatever their categories: what they take
// and cost when booked apart. The error wraps ErrNotFound.
func (c Catalogue) Parts(ids []ID) (minutes int, price Money, err error) {
	for _, id := range ids {
		s, ok := c.Service(id)
		if !ok {
			return 0, 0, fmt.Errorf("service %s: %w", id, ErrNotFound)
		}
		minutes += s.Minutes
		price += s.Price
	}
	return minutes, price, nil
}

// Plan works a visit out: services one after the other in the order asked, or
// one pack. Errors: ErrEmptyVisit, ErrMixedCategories, ErrPackAndServices,
// ErrNotFound for what the catalogue does not have.
func (c Catalogue) Plan(v Visit) (Plan, error) {
	switch {
	case v.Empty():
		return Plan{}, ErrEmptyVisit
	case !v.Pack.Empty() && len(v.Services) > 0:
		return Plan{}, ErrPackAndServices
	case !v.Pack.Empty():
		return c.planPack(v)
	}
	plan := Plan{Visit: v}
	for i, id := range v.Services {
		s, ok := c.Service(id)
		if !ok {
			return Plan{}, fmt.Errorf("service %s: %w", id, ErrNotFound)
		}
		if i > 0 && s.Category != plan.Category {
			return Plan{}, ErrMixedCategories
		}
		plan.Category = s.Category
		plan.Busy = appendBusy(plan.Busy, plan.Minutes, s)
		plan.Minutes += s.Minutes
		plan.Price += s.Price
		plan.Deposit = plan.Deposit || s.Deposit
	}
	return plan, nil
}

// planPack plans a pack, during which the stylist is busy all the time.
func (c Catalogue) planPack(v Visit) (Plan, error) {
	p, ok := c.Pack(v.Pack)
	if !ok {
		return Plan{}, fmt.Errorf("pack %s: %w", v.Pack, ErrNotFound)
	}
	return Plan{
		Visit: v, Category: p.Category, Minutes: p.Minutes, Price: p.Price,
		Deposit: p.Deposit, Busy: []Span{{0, p.Minutes}},
	}, nil
}

// appendBusy adds the busy parts of a service that begins at minute from,
// joining what touches.
func appendBusy(busy []Span, from int, s Service) []Span {
	phases := s.Phases
	if len(phases) == 0 {
		phases = []Phase{{Minutes: s.Minutes, Busy: true}}
	}
	for _, p := range phases {
		to := from + p.Minutes
		switch last := len(busy) - 1; {
		case !p.Busy || p.Minutes == 0:
		case last >= 0 && busy[last].To == from:
			busy[last].To = to
		default:
			busy = append(busy, Span{from, to})
		}
		from = to
	}
	return busy
}

// BestPack finds the pack to suggest to somebody who asks for services: one
// that has all of them and whose first service is among them. Of several it is
// the one that saves most against booking its parts apart; ties: the shorter,
// then the first in the catalogue. False: there is none.
func (c Catalogue) BestPack(services []ID) (best Pack, saving Money, ok bool) {
	for _, p := range c.Packs {
		if !p.suits(services) {
			continue
		}
		_, apart, err := c.Parts(p.Services)
		if err != nil || apart <= p.Price {
			continue
		}
		saves := apart - p.Price
		if !ok || saves > saving || (saves == saving && p.Minutes < best.Minutes) {
			best, saving, ok = p, saves, true
		}
	}
	return best, saving, ok
}

// suits reports whether the pack can stand for exactly these wishes and would
// not add more than its own companions to its first service.
func (p Pack) suits(services []ID) bool {
	if len(p.Services) == 0 || !slices.Contains(services, p.Services[0]) {
		return false
	}
	for _, id := range services {
		if !slices.Contains(p.Services, id) {
			return false
		}
	}
	return true
}

// BusyAt returns when the stylist is busy if the visit starts at start.
func (p Plan) BusyAt(start time.Time) []Interval {
	out := make([]Interval, len(p.Busy))
	for i, b := range p.Busy {
		out[i] = Interval{
			Start: start.Add(time.Duration(b.From) * time.Minute),
			End:   start.Add(time.Duration(b.To) * time.Minute),
		}
	}
	return out
}
