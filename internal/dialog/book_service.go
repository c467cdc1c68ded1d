package dialog

import (
	"slices"

	"atrevete/internal/salon"
)

// serviceQuestions are the questions about what is wanted, and of whom.
func serviceQuestions() []openQuestion {
	return []openQuestion{
		{
			ID:    BookOffer,
			Yes:   meaning{"starts the booking of what was discussed", "service", func(t *turn, _ *Command) { t.acceptOffer() }},
			No:    meaning{"short close", "", func(t *turn, _ *Command) { t.declineOffer() }},
			Pick:  meaning{"starts the booking", "service", func(t *turn, _ *Command) { t.acceptOffer() }},
			Hear:  (*turn).hearClosedDay,
			Again: func(t *turn) { t.offerBooking(t.draft()) },
		},
		{
			ID:    ServiceAsk,
			Yes:   meaning{"asks which, naming the categories", string(ServiceAsk), func(t *turn, _ *Command) { t.askServiceAgain() }},
			No:    meaning{"closes kindly, draft dropped", "", func(t *turn, _ *Command) { t.leave() }},
			Pick:  meaning{"asks which", string(ServiceAsk), func(t *turn, _ *Command) { t.askServiceAgain() }},
			Again: func(t *turn) { t.askService(t.draft()) },
		},
		{
			ID:    ServicePick,
			Yes:   meaning{"asks which, list repeated", string(ServicePick), func(t *turn, _ *Command) { t.again() }},
			No:    meaning{"asks in other words", string(ServiceAsk), func(t *turn, _ *Command) { t.draft().Candidates = nil; t.askServiceAgain() }},
			Pick:  meaning{"that service", "service", (*turn).pickService},
			Hear:  (*turn).hearCandidate,
			Again: func(t *turn) { t.askCandidate(t.draft()) },
		},
		{
			ID:    SplitOffer,
			Yes:   meaning{"two appointments, hair first", "pack", func(t *turn, _ *Command) { t.split() }},
			No:    meaning{"asks which of the two", string(SplitOffer), func(t *turn, _ *Command) { t.askSplitWhich() }},
			Pick:  meaning{"both apart, or only one", "pack", (*turn).pickSplit},
			Hear:  (*turn).hearSplit,
			Again: func(t *turn) { t.askSplit(t.draft()) },
		},
		{
			ID:    PackOffer,
			Yes:   meaning{"the pack", "stylist who cannot", func(t *turn, _ *Command) { t.answerPack(true) }},
			No:    meaning{"the single service stays", "stylist who cannot", func(t *turn, _ *Command) { t.answerPack(false) }},
			Pick:  meaning{"asks again", string(PackOffer), func(t *turn, _ *Command) { t.again() }},
			Hear:  (*turn).hearPack,
			Again: func(t *turn) { t.askPack(t.draft()) },
		},
		{
			ID:    StylistPref,
			Yes:   meaning{"asks with whom", string(StylistPref), func(t *turn, _ *Command) { t.askWho() }},
			No:    meaning{"no preference", "slot", func(t *turn, _ *Command) { t.anyStylist() }},
			Pick:  meaning{"that stylist, or the first free", "slot", (*turn).pickStylist},
			Again: func(t *turn) { t.askStylist(t.optionStylists(), salon.Date{}) },
		},
	}
}

func (t *turn) acceptOffer() {
	t.top().Step = ""
	t.drive()
}

func (t *turn) declineOffer() {
	t.pop()
	t.state.Question = nil
	t.tell(SayShortClose, nil)
}

func (t *turn) offerBooking(d *Draft) {
	t.ask(BookOffer, SayBookOffer, CountData{Count: len(t.parts(d.Visit))}, yesNo("Sí, búscame hueco", "No, gracias")...)
}

func (t *turn) askService(d *Draft) {
	say := SayServiceAsk
	switch {
	case d != nil && d.For != nil:
		say = SayServiceAskFor
	case d != nil && grouped(d):
		say = SayServiceAskGroup
	}
	t.ask(ServiceAsk, say, nil)
}

func (t *turn) askServiceAgain() { t.ask(ServiceAsk, SayServiceAskAgain, t.groups()) }

// askCandidate lists the services an ambiguous word may mean.
func (t *turn) askCandidate(d *Draft) {
	var data ServicesData
	var options []Choice
	for _, id := range d.Candidates {
		if s, ok := t.view.Salon.Catalogue.Service(id); ok && len(options) < maxRows {
			data.Services = append(data.Services, ServiceFact{s.Name, s.Minutes, s.Price})
			options = append(options, Choice{ID: string(id), Title: s.Name, Service: id})
		}
	}
	switch len(options) {
	case 0:
		d.Candidates = nil
		t.askServiceAgain()
		return
	case 1:
		t.addServices(d, &Command{Services: []salon.ID{options[0].Service}})
		t.drive()
		return
	}
	if !d.Visit.Empty() && t.offered() {
		t.ask(ServicePick, SayPickTotals, ServicesData{Services: t.totals(d)}, options...)
		return
	}
	t.ask(ServicePick, SayServicePick, data, options...)
}

// takeCandidate settles which service was meant. In answer to a question about
// prices, what it all makes is told.
func (t *turn) takeCandidate(d *Draft, id salon.ID) {
	services := placed(d, id)
	d.Candidates, d.Place = nil, 0
	t.addServices(d, &Command{Services: []salon.ID{id}})
	if len(d.Visit.Services) == len(services) {
		d.Visit.Services = services
	}
	t.state.Question = nil
	if t.offered() {
		t.tell(SayPrice, t.priced(d.Visit.Services))
	}
}

// hearCandidate reads one of the services by its name, perhaps with a day.
func (t *turn) hearCandidate(r *reading) bool {
	d := t.draft()
	i := slices.IndexFunc(r.sets, func(c Command) bool {
		return c.Slot == SlotServices && !c.Remove && !c.Negated && len(c.Services) == 1 && slices.Contains(d.Candidates, c.Services[0])
	})
	if i < 0 {
		return false
	}
	t.takeCandidate(d, r.sets[i].Services[0])
	if r.sets, r.starts = drop(r.sets, i), nil; len(r.sets) > 0 {
		t.absorb(r)
	}
	t.drive()
	return true
}

func (t *turn) pickService(c *Command) {
	d := t.draft()
	choice, ok := t.picked(c)
	if !ok || choice.Service.Empty() {
		t.again()
		return
	}
	t.takeCandidate(d, choice.Service)
	t.drive()
}

// picked resolves a choice against the open question's options: by value, or by
// its number in the order shown. "Me da igual" picks nothing here.
func (t *turn) picked(c *Command) (Choice, bool) {
	var shown []Choice
	for _, o := range t.options() {
		if c.Option != "" && o.ID == c.Option {
			return o, true
		}
		if o.ID != OptionMore && o.ID != OptionAny {
			shown = append(shown, o)
		}
	}
	n := c.Ordinal
	if n == -1 {
		n = len(shown)
	}
	if n < 1 || n > len(shown) {
		return Choice{}, false
	}
	return shown[n-1], true
}

// packDue reports whether a pack should be offered: once, for the services asked for.
func (t *turn) packDue(d *Draft) bool {
	if d.PackSettled || !d.Visit.Pack.Empty() || grouped(d) {
		return false
	}
	_, _, ok := t.view.Salon.Catalogue.BestPack(d.Visit.Services)
	return ok
}

func (t *turn) askPack(d *Draft) {
	pack, saves, ok := t.view.Salon.Catalogue.BestPack(d.Visit.Services)
	if !ok {
		d.PackSettled = true
		t.drive()
		return
	}
	data := PackData{Asked: t.priced(d.Visit.Services), Pack: ServiceFact{pack.Name, pack.Minutes, pack.Price}, Saves: saves}
	for _, id := range pack.Services {
		if s, known := t.view.Salon.Catalogue.Service(id); known && !slices.Contains(d.Visit.Services, id) {
			data.With = append(data.With, s.Name)
		}
	}
	d.Told = true
	no := "No, por separado"
	if len(data.With) > 0 {
		no = "Solo " + data.Asked.Services[0].Name
	}
	t.ask(PackOffer, SayPackOffer, data, yesNo("Sí, el pack", no)...)
}

func (t *turn) answerPack(yes bool) {
	d := t.draft()
	d.PackSettled = true
	if pack, _, ok := t.view.Salon.Catalogue.BestPack(d.Visit.Services); ok && yes {
		t.changeVisit(d, salon.Visit{Pack: pack.ID})
		d.Told = true
	}
	t.state.Question = nil
	t.drive()
}

// hearPack reads services named in answer to the pack: "solo mechas" declines
// it, all of the pack's services accept it.
func (t *turn) hearPack(r *reading) bool {
	d := t.draft()
	pack, _, ok := t.view.Salon.Catalogue.BestPack(d.Visit.Services)
	if !ok || len(r.sets) == 0 {
		return false
	}
	var rest []Command
	var named []salon.ID
	accept, only := false, false
	for _, c := range r.sets {
		only = only || c.Replace
		switch {
		case c.Slot == SlotPack || (c.Slot == SlotServices && !c.Pack.Empty()):
			accept = accept || c.Pack == pack.ID
		case c.Slot == SlotServices && !c.Remove && !c.Negated && len(c.Services) > 0:
			named = append(named, c.Services...)
		default:
			rest = append(rest, c)
		}
	}
	if !accept && len(named) == 0 && (r.affirm || r.deny) { // "sí, pero mejor el sábado"
		t.absorb(r)
		t.answerPack(r.affirm)
		return true
	}
	all := len(named) > 0 && !slices.ContainsFunc(named, func(id salon.ID) bool { return !slices.Contains(pack.Services, id) })
	added := all && slices.ContainsFunc(named, func(id salon.ID) bool { return !slices.Contains(d.Visit.Services, id) })
	if !accept && !all {
		d.PackSettled = d.PackSettled || r.deny
		return false
	}
	r.sets = rest
	t.absorb(r)
	t.answerPack(!r.deny && (accept || added || (r.affirm && !only)))
	return true
}
