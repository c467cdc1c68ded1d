package dialog

import (
	"slices"

	"atrevete/internal/salon"
)

// mixed reports whether the visit asks for hair and beauty at once.
func (t *turn) mixed(d *Draft) bool {
	if grouped(d) {
		return false // each of a group has an appointment of their own
	}
	hair, beauty := t.byCategory(d.Visit.Services)
	return len(hair) > 0 && len(beauty) > 0
}

func (t *turn) byCategory(services []salon.ID) (hair, beauty []salon.ID) {
	for _, id := range services {
		switch s, _ := t.view.Salon.Catalogue.Service(id); s.Category {
		case salon.Hairdressing:
			hair = append(hair, id)
		case salon.Aesthetics:
			beauty = append(beauty, id)
		}
	}
	return hair, beauty
}

func (t *turn) names(services []salon.ID) []string {
	return t.view.Salon.Catalogue.Names(salon.Visit{Services: services})
}

func (t *turn) askSplit(d *Draft) {
	hair, beauty := t.byCategory(d.Visit.Services)
	t.ask(SplitOffer, SaySplitOffer, SplitData{t.names(hair), t.names(beauty)}, t.splitChoices(hair, beauty)...)
}

func (t *turn) askSplitWhich() {
	hair, beauty := t.byCategory(t.draft().Visit.Services)
	t.ask(SplitOffer, SaySplitWhich, SplitData{t.names(hair), t.names(beauty)}, t.splitChoices(hair, beauty)[1:]...)
}

func (t *turn) splitChoices(hair, beauty []salon.ID) []Choice {
	return []Choice{
		{ID: OptionYes, Title: "Sí, por separado"},
		{ID: "hair", Title: "Solo " + t.names(hair)[0], Service: hair[0]},
		{ID: "beauty", Title: "Solo " + t.names(beauty)[0], Service: beauty[0]},
	}
}

// split makes two bookings of one wish: hair first, the other below it.
func (t *turn) split() {
	d := t.draft()
	hair, beauty := t.byCategory(d.Visit.Services)
	second := *d
	second.forgetSlots()
	second.Visit, second.Told, second.PackSettled = salon.Visit{Services: beauty}, false, false
	if second.Follow = true; second.When != nil && second.When.At != 0 { // the hour is the first one's
		w := *second.When
		w.At = 0
		second.When = &w
	}
	d.Visit, d.Told = salon.Visit{Services: hair}, false
	if s, ok := t.view.Salon.Stylist(d.Stylist); ok {
		if !s.Does(salon.Hairdressing) {
			d.Stylist = ""
		}
		if !s.Does(salon.Aesthetics) {
			second.Stylist = ""
		}
	}
	first := *t.top()
	t.pop()
	t.push(Frame{Scenario: ScenarioBook, Draft: second})
	t.push(first)
	t.drive()
}

func (t *turn) pickSplit(c *Command) {
	choice, ok := t.picked(c)
	if !ok {
		t.again()
		return
	}
	t.keepOnly(choice.Service)
}

// keepOnly keeps the services of the same category as one of them.
func (t *turn) keepOnly(id salon.ID) {
	d := t.draft()
	hair, beauty := t.byCategory(d.Visit.Services)
	if slices.Contains(hair, id) {
		t.changeVisit(d, salon.Visit{Services: hair})
	} else {
		t.changeVisit(d, salon.Visit{Services: beauty})
	}
	t.drive()
}

// hearSplit reads a service named in answer to the split as "only that one".
func (t *turn) hearSplit(r *reading) bool {
	if r.affirm && r.setsOnly(SlotDays, SlotTime, SlotStylist) { // "sí, el jueves"
		t.absorb(r)
		t.split()
		return true
	}
	if len(r.sets) != 1 || r.sets[0].Slot != SlotServices || len(r.sets[0].Services) == 0 || r.sets[0].Remove {
		return false
	}
	named := r.sets[0].Services[0]
	if !slices.Contains(t.draft().Visit.Services, named) || r.affirm {
		return false
	}
	t.keepOnly(named)
	return true
}
