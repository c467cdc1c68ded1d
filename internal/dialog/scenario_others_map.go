package dialog

import (
	"slices"

	"atrevete/internal/salon"
)

// mapParty settles who of a group gets what: one service is for everybody,
// several have to be told apart.
func (t *turn) mapParty(d *Draft) {
	if parts := t.parts(d.Visit); len(parts) == 1 && t.nobodyHas(d) {
		t.everybody(d, parts)
	}
	for _, m := range d.Party {
		if m.Visit.Empty() {
			t.askMap(d)
			return
		}
		if hair, beauty := t.byCategory(m.Visit.Services); len(hair) > 0 && len(beauty) > 0 {
			t.handOffTask("grupo con peluquería y estética para la misma persona", &reading{})
			return
		}
	}
	d.Mapped = true
	t.drive()
}

func (t *turn) nobodyHas(d *Draft) bool {
	return !slices.ContainsFunc(d.Party, func(m Member) bool { return !m.Visit.Empty() })
}

// everybody gives all of a group the same.
func (t *turn) everybody(d *Draft, services []salon.ID) {
	party := slices.Clone(d.Party)
	for i := range party {
		party[i].Visit = salon.Visit{Services: t.fitting(party[i].Person, services)}
	}
	d.Party = party
}

func (t *turn) askMap(d *Draft) {
	data := PersonMapData{Names: t.view.Salon.Catalogue.Names(d.Visit)}
	for _, m := range d.Party {
		data.People = append(data.People, t.whoIs(m.Person))
		data.Unknown = data.Unknown || (m.Person != nil && *m.Person == Person{})
	}
	t.ask(PersonMap, SayPersonMap, data, Choice{ID: "all", Title: "Todo para cada una"})
}

func (t *turn) askOnly() { t.ask(PersonOnly, SayPersonOnly, nil, yesNo("Sí, solo para mí", "No")...) }

func (t *turn) onlyWriter() {
	d := t.draft()
	d.Party, d.Mapped = nil, false
	d.forgetSlots()
	t.state.Question = nil
	t.drive()
}

func (t *turn) pickMap(c *Command) {
	if d := t.draft(); c.Option == "all" {
		t.everybody(d, t.parts(d.Visit))
	}
	t.drive()
}

// hearMap reads who gets what. What is left goes to the one who is left.
func (t *turn) hearMap(r *reading) bool {
	d := t.draft()
	if r.alone {
		t.onlyWriter()
		return true
	}
	var named, rest []Command
	said := 0
	for _, c := range r.sets {
		if c.Slot != SlotServices || c.Remove || len(c.Candidates) > 0 {
			rest = append(rest, c)
			continue
		}
		named = append(named, c)
		if c.Person != nil {
			said++
		}
	}
	switch {
	case len(named) == 0:
		return false
	case said > 0:
		before := t.parts(d.Visit)
		for i := range named {
			t.assign(d, &named[i])
		}
		t.leftOver(d, before)
	case len(named) == 1 && len(named[0].Services) == 1:
		d.Visit = salon.Visit{Services: named[0].Services}
		t.everybody(d, named[0].Services)
	}
	r.sets, r.starts = rest, nil
	t.absorb(r)
	t.state.Question = nil
	t.drive()
	return true
}

// assign gives services to the one of a group they were said to be for.
func (t *turn) assign(d *Draft, c *Command) {
	services := c.Services
	if len(services) == 0 {
		services = t.parts(d.Visit)
	}
	if c.Person.Relation == relationAll {
		t.everybody(d, services)
		return
	}
	i := d.member(*c.Person)
	if i < 0 {
		return
	}
	party := slices.Clone(d.Party)
	m := &party[i]
	if m.Person != nil && (*m.Person == Person{}) && c.Person.Relation != "ella" {
		m.Person = c.Person
	}
	m.Visit = salon.Visit{Services: t.fitting(m.Person, services)}
	d.Party = party
	d.forgetSlots()
	all := slices.Clone(t.parts(d.Visit))
	for _, id := range services {
		if !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	d.Visit = salon.Visit{Services: all}
}

// member finds whom of a group somebody means; -1: nobody.
func (d *Draft) member(p Person) int {
	if p.Relation == relationWriter {
		return slices.IndexFunc(d.Party, func(m Member) bool { return m.Person == nil })
	}
	same := func(m Member) bool {
		return m.Person != nil && (p.Relation != "" && m.Person.Relation == p.Relation || p.First != "" && m.Person.First == p.First)
	}
	if i := slices.IndexFunc(d.Party, same); i >= 0 {
		return i
	}
	open := func(m Member) bool { return m.Person != nil && m.Visit.Empty() }
	return slices.IndexFunc(d.Party, open)
}

// leftOver gives the services that nobody got to the only one who got none.
func (t *turn) leftOver(d *Draft, before []salon.ID) {
	var free []int
	rest := before
	for i, m := range d.Party {
		if m.Visit.Empty() {
			free = append(free, i)
		}
	}
	rest = slices.DeleteFunc(slices.Clone(rest), func(id salon.ID) bool {
		return slices.ContainsFunc(d.Party, func(m Member) bool {
			return slices.Contains(m.Visit.Services, id) || slices.Contains(m.Visit.Services, t.fitting(m.Person, []salon.ID{id})[0])
		})
	})
	if len(free) == 1 && len(rest) > 0 {
		party := slices.Clone(d.Party)
		party[free[0]].Visit = salon.Visit{Services: t.fitting(party[free[0]].Person, rest)}
		d.Party = party
	}
}
