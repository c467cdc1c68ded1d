package dialog

import (
	"slices"
	"strings"

	"atrevete/internal/salon"
)

// pointer is what the burst says about which appointment it means, from
// everything that starts one of the scenarios.
func (r *reading) pointer(names ...ScenarioName) Command {
	var p Command
	denied, said := true, false
	for _, c := range r.starts {
		if !slices.Contains(names, c.Scenario) {
			continue
		}
		said = true
		denied = denied && c.Negated
		p.Any = p.Any || c.Any
		if p.When == nil {
			p.When = c.When
		}
		if p.Stylist.Empty() {
			p.Stylist = c.Stylist
		}
		if len(p.Services) == 0 {
			p.Services = c.Services
		}
		if p.Ordinal == 0 {
			p.Ordinal = c.Ordinal
		}
		if p.Person == nil {
			p.Person = c.Person
		}
		if p.Number == 0 {
			p.Number = c.Number
		}
		if p.Option == "" {
			p.Option = c.Option
		}
	}
	p.Negated = said && denied
	return p
}

// pointsAt finds the appointments of a list that a command speaks of: by day,
// hour, stylist, service, whose it is or its number. false: it names none.
func (t *turn) pointsAt(c *Command, list []salon.Appointment) ([]salon.Appointment, bool) {
	pointed := false
	keep := func(said bool, fits func(salon.Appointment) bool) {
		if said {
			pointed = true
			list = slices.DeleteFunc(slices.Clone(list), func(a salon.Appointment) bool { return !fits(a) })
		}
	}
	all := list
	keep(c.When != nil && (c.When.HasDay() || c.When.HasTime()), t.onWhen(c.When, all))
	keep(!c.Stylist.Empty(), func(a salon.Appointment) bool { return a.StylistID == c.Stylist })
	keep(len(c.Services) > 0, func(a salon.Appointment) bool {
		return slices.ContainsFunc(t.parts(a.Visit), func(id salon.ID) bool { return slices.Contains(c.Services, id) })
	})
	keep(c.Person != nil, func(a salon.Appointment) bool { return t.comes(a, c.Person) })
	if n := c.Ordinal; n != 0 {
		pointed = true
		if n < 0 {
			n = len(list)
		}
		if n < 1 || n > len(list) {
			return nil, true
		}
		list = list[n-1 : n]
	}
	return list, pointed
}

// onWhen reads a day and an hour as a description of an appointment. A weekday
// is any such day on which there is one, when it is not the nearest.
func (t *turn) onWhen(w *When, all []salon.Appointment) func(salon.Appointment) bool {
	if w == nil {
		return func(salon.Appointment) bool { return false }
	}
	within := func(a salon.Appointment) bool {
		day := t.dateOf(a.Start)
		named := !day.Before(w.From) && !day.After(t.lastOf(w))
		if w.Alternative != nil {
			named = named || day == w.Alternative.From
		}
		return named
	}
	byDay := slices.ContainsFunc(all, within)
	return func(a salon.Appointment) bool {
		if w.HasDay() && !within(a) {
			if byDay || !w.Weekday || t.dateOf(a.Start).Weekday() != w.From.Weekday() {
				return false
			}
		}
		at := t.clockOf(a.Start)
		switch {
		case w.At != 0:
			return at == w.At || at == w.At+12*60
		case w.Earliest != 0 && at < w.Earliest, w.Latest != 0 && at > w.Latest, w.EndBy != 0 && t.clockOf(a.End()) > w.EndBy:
			return false
		}
		return true
	}
}

// comes reports whether the person spoken of is who the appointment is for.
func (t *turn) comes(a salon.Appointment, p *Person) bool {
	mine := a.CustomerID == t.view.Customer.ID
	name := salon.Fold(a.Customer.FullName())
	switch {
	case p.Relation == relationSelf:
		return mine
	case mine:
		return false
	case p.First != "":
		return strings.Contains(name, salon.Fold(p.First))
	}
	related := func(o salon.Appointment) bool {
		return o.CustomerID != t.view.Customer.ID && strings.Contains(salon.Fold(o.Customer.FullName()), salon.Fold(p.Relation))
	}
	return related(a) || !slices.ContainsFunc(t.view.Upcoming, related)
}

// relationSelf is the relation of the writer to herself ("la mía").
const relationSelf = "yo"

// described parts what describes one of the appointments from wishes about it.
func (t *turn) described(sets []Command, list []salon.Appointment) (Command, []Command) {
	var p Command
	var rest []Command
	for _, c := range sets {
		merged := p
		switch {
		case c.When != nil && p.When == nil:
			merged.When = c.When
		case !c.Stylist.Empty() && p.Stylist.Empty():
			merged.Stylist = c.Stylist
		case len(c.Services) > 0 && len(p.Services) == 0:
			merged.Services = c.Services
		default:
			rest = append(rest, c)
			continue
		}
		if hits, _ := t.pointsAt(&merged, list); len(hits) == 0 || c.Question || c.Negated {
			rest = append(rest, c)
			continue
		}
		p = merged
	}
	return p, rest
}
