package dialog

import (
	"fmt"
	"slices"

	"atrevete/internal/salon"
)

// grouped reports whether the draft is for several people at once.
func grouped(d *Draft) bool { return len(d.Party) > 0 }

// plans are what has to be found room for: one plan, or one for each of a
// group. False when something of it cannot be planned.
func (t *turn) plans(d *Draft) ([]salon.Plan, bool) {
	visits := []salon.Visit{d.Visit}
	if grouped(d) {
		visits = nil
		for _, m := range d.Party {
			visits = append(visits, m.Visit)
		}
	}
	var plans []salon.Plan
	for _, v := range visits {
		plan, err := t.view.Salon.Catalogue.Plan(v)
		if err != nil {
			return nil, false
		}
		plans = append(plans, plan)
	}
	return plans, true
}

// spread turns queries for one visit into queries for everybody of a group. A
// stylist wished for only binds those whom that stylist can serve.
func (t *turn) spread(d *Draft, queries []salon.Query) []salon.Query {
	plans, ok := t.plans(d)
	if !grouped(d) || !ok {
		return queries
	}
	var out []salon.Query
	for _, q := range queries {
		tiny := q.Plan.Minutes == tinyMinutes && q.Limit == 1
		for _, plan := range plans {
			one := q
			if tiny {
				one.Plan.Category, one.Limit = plan.Category, 0
			} else {
				one.Plan = plan
			}
			if s, known := t.view.Salon.Stylist(q.Stylist); known && !s.Does(plan.Category) {
				one.Stylist = ""
			}
			out = append(out, one)
		}
	}
	return out
}

// gather makes groups of what was found person by person; nothing else is
// changed. Each group becomes one slot.
func (t *turn) gather(d *Draft, found [][]salon.Slot) [][]salon.Slot {
	plans, ok := t.plans(d)
	n := len(d.Party)
	if !ok || n == 0 || len(found)%n != 0 {
		return found
	}
	t.ways = map[string]GroupSlot{}
	var out [][]salon.Slot
	for i := 0; i < len(found); i += n {
		people := slices.Clone(found[i : i+n])
		for k, m := range d.Party {
			if m.Person == nil {
				people[k] = t.attendable(d, people[k:k+1])[0]
			}
		}
		var slots []salon.Slot
		for _, g := range salon.GroupSlots(t.view.Salon.Location, plans, people, maxDaysNamed) {
			one := asOne(g)
			t.ways[one.ID] = GroupSlot{ID: one.ID, Slots: g.Slots}
			slots = append(slots, one)
		}
		out = append(out, slots)
	}
	return out
}

// asOne is a group as a slot: from its first start to its last end.
func asOne(g salon.Group) salon.Slot {
	id := "group"
	for _, s := range g.Slots {
		id += ":" + s.ID
	}
	return salon.Slot{ID: id, Start: g.Start(), Minutes: int(g.End().Sub(g.Start()).Minutes())}
}

// keepGroup remembers what an offered or chosen slot of a group stands for.
func (t *turn) keepGroup(d *Draft, s salon.Slot) {
	g, found := t.ways[s.ID]
	if found && !slices.ContainsFunc(d.Groups, func(o GroupSlot) bool { return o.ID == g.ID }) {
		d.Groups = with(d.Groups, g)
	}
}

// visitsOf are the visits to hold for a chosen slot.
func (t *turn) visitsOf(d *Draft, s salon.Slot) []salon.VisitRequest {
	if !grouped(d) {
		return []salon.VisitRequest{{Visit: d.Visit, Slot: s, Guest: t.guest(d.For, 0)}}
	}
	i := slices.IndexFunc(d.Groups, func(g GroupSlot) bool { return g.ID == s.ID })
	if i < 0 || len(d.Groups[i].Slots) != len(d.Party) {
		return nil
	}
	var visits []salon.VisitRequest
	nameless := 0
	for k, m := range d.Party {
		if m.Person != nil && m.Person.First == "" && m.Person.Relation == "" {
			nameless++
		}
		visits = append(visits, salon.VisitRequest{Visit: m.Visit, Slot: d.Groups[i].Slots[k], Guest: t.guest(m.Person, nameless)})
	}
	return visits
}

// offerGroups shows what a group could have: several ways, or one for a yes or no.
func (t *turn) offerGroups(d *Draft, slots []salon.Slot, again bool) {
	data := GroupOfferData{Tell: !d.Told && !again}
	for _, s := range slots {
		i := slices.IndexFunc(d.Groups, func(g GroupSlot) bool { return g.ID == s.ID })
		if i < 0 {
			continue
		}
		way := GroupWay{Start: t.local(s.Start), Together: true}
		for k, one := range d.Groups[i].Slots {
			m := d.Party[k]
			plan, _ := t.view.Salon.Catalogue.Plan(m.Visit)
			way.Together = way.Together && one.Start.Equal(d.Groups[i].Slots[0].Start)
			way.Visits = append(way.Visits, GroupVisit{
				Who: t.whoIs(m.Person), Names: t.view.Salon.Catalogue.Names(m.Visit), Slot: t.slotFact(one), Price: plan.Price, Minutes: plan.Minutes,
			})
		}
		data.Price = 0
		for _, v := range way.Visits {
			data.Price += v.Price
		}
		data.Ways = append(data.Ways, way)
	}
	d.Told = true
	if len(slots) == 1 {
		t.ask(SlotSingle, SayGroupSingle, data, Choice{ID: OptionYes, Title: "Sí, perfecto", Slot: &slots[0]}, Choice{ID: OptionMore, Title: "Otras horas"})
		return
	}
	t.ask(SlotPick, SayGroupOffers, data, t.slotChoices(slots)...)
}

// groupLine is a group in a line, for the staff.
func (t *turn) groupLine(d *Draft) string {
	line := fmt.Sprintf("%d personas", len(d.Party))
	for _, m := range d.Party {
		if names := t.view.Salon.Catalogue.Names(m.Visit); len(names) > 0 {
			who := "quien escribe"
			if m.Person != nil {
				who = t.guest(m.Person, 0).FirstName
			}
			line += ", " + who + ": " + Enumerate(names, "y")
		}
	}
	return line
}
