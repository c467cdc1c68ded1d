package dialog

import (
	"slices"

	"atrevete/internal/salon"
)

// stepOffered marks a booking that was only offered ("¿te busco hueco?").
const stepOffered = "offered"

// booking is the main flow: what, when, with whom, which slot, whose name, hold.
func booking() scenario {
	others := othersSteps()
	return scenario{
		Name: ScenarioBook, Title: "Reservar", Seeks: true,
		Steps: []step{
			{"which of several services", []QuestionID{ServicePick}, func(_ *turn, d *Draft) bool { return len(d.Candidates) > 0 }, (*turn).askCandidate},
			{"wait for the answer to an offer to book", []QuestionID{BookOffer}, func(t *turn, _ *Draft) bool { return t.top().Step == stepOffered }, (*turn).offerBooking},
			others[0],
			{"service", []QuestionID{ServiceAsk}, func(_ *turn, d *Draft) bool { return d.Visit.Empty() }, (*turn).askService},
			others[1],
			{"hair and beauty apart", []QuestionID{SplitOffer}, func(t *turn, d *Draft) bool { return t.mixed(d) }, (*turn).askSplit},
			{"pack", []QuestionID{PackOffer}, func(t *turn, d *Draft) bool { return t.packDue(d) }, (*turn).askPack},
			{"stylist who cannot", []QuestionID{StylistPref}, func(t *turn, d *Draft) bool { return t.stylistWrong(d) }, (*turn).askOtherStylist},
			{"day", []QuestionID{DateAsk, DateWhich}, func(t *turn, d *Draft) bool { return t.dayDue(d) }, (*turn).askDay},
			{"slot", []QuestionID{SlotPick, SlotSingle, StylistPref, DateWhich}, func(_ *turn, d *Draft) bool { return d.Chosen == nil }, (*turn).search},
			{"surname", []QuestionID{SurnameAsk}, func(t *turn, d *Draft) bool { return t.surnameDue(d) }, (*turn).askSurname},
			{"hold", []QuestionID{PayWait}, func(_ *turn, d *Draft) bool { return !held(d) }, (*turn).hold},
			{"payment", []QuestionID{PayWait}, func(*turn, *Draft) bool { return true }, (*turn).awaitPayment},
		},
		Questions: slices.Concat(serviceQuestions(), slotQuestions(), payQuestions()),
	}
}

// topBooking reports whether what is under way on top of the stack looks for a slot.
func (t *turn) topBooking() bool {
	f := t.top()
	if f == nil {
		return false
	}
	flow, ok := scenarioNamed(f.Scenario)
	return ok && flow.Seeks
}

// bookingOnTop reports whether it is a booking that is under way on top.
func (t *turn) bookingOnTop() bool {
	f := t.top()
	return f != nil && f.Scenario == ScenarioBook
}

// offered reports whether the booking on top was only offered so far.
func (t *turn) offered() bool { return t.topBooking() && t.top().Step == stepOffered }

// absorb puts wishes into the draft of the booking under way, or begins one.
// It reports whether the booking has to go on from here.
func (t *turn) absorb(r *reading) bool {
	started := false
	for _, c := range r.starts {
		if c.Scenario == ScenarioBook || c.Scenario == "" {
			started = true
			if len(c.Services) > 0 || len(c.Candidates) > 0 || !c.Pack.Empty() {
				c.Kind, c.Slot = Set, SlotServices
				r.sets = with([]Command{c}, r.sets...)
			}
		}
	}
	if len(r.sets) == 0 && (!started || (t.topBooking() && !t.offered())) {
		return false
	}
	if !t.topBooking() {
		t.push(Frame{Scenario: ScenarioBook})
	}
	if t.offered() {
		t.top().Step = ""
	}
	t.absorbParts(r)
	d := t.draft()
	if d.Visit.Empty() && len(d.Candidates) == 0 {
		t.wishFromQuestion(d, r)
	}
	return true
}

// absorbParts hears wishes about one booking, or about several at once: the
// first is arranged first, the others wait below it.
func (t *turn) absorbParts(r *reading) {
	below := map[int]*Draft{}
	last := 1
	for i := range r.sets {
		c := &r.sets[i]
		if c.Part < 2 {
			t.absorbOne(t.draft(), c, r)
			continue
		}
		if below[c.Part] == nil {
			below[c.Part] = &Draft{}
		}
		t.absorbOne(below[c.Part], c, r)
		last = max(last, c.Part)
	}
	if len(below) == 0 {
		return
	}
	t.rule("several bookings")
	first := *t.top()
	t.pop()
	for part := last; part > 1; part-- {
		if d := below[part]; d != nil {
			t.push(Frame{Scenario: ScenarioBook, Draft: *d})
		}
	}
	t.push(first)
}

// wishFromQuestion takes the service asked about in the same breath as a day.
func (t *turn) wishFromQuestion(d *Draft, r *reading) {
	for _, a := range r.asks {
		if a.Topic == TopicPrice || a.Topic == TopicDuration {
			t.addServices(d, &a)
		}
	}
}

func (t *turn) absorbOne(d *Draft, c *Command, r *reading) {
	switch c.Slot {
	case SlotServices:
		replace := c.Replace || (r.deny && !c.Remove)
		switch {
		case c.Remove || c.Negated:
			t.removeServices(d, c)
		case c.Person != nil && grouped(d):
			t.assign(d, c)
		case len(c.Candidates) > 0 && len(c.Services) == 0:
			d.Candidates = c.Candidates
			if replace {
				d.Visit, d.Told = salon.Visit{}, false
			}
			d.forgetSlots()
		default:
			if replace {
				d.Visit = salon.Visit{}
			}
			fit := *c
			fit.Services = t.fitting(d.For, c.Services)
			t.addServices(d, &fit)
		}
	case SlotPack:
		t.setPack(d, c.Pack)
	case SlotStylist:
		t.setStylist(d, c)
	case SlotDays, SlotTime:
		if c.When != nil {
			t.setWhen(d, c)
		}
	}
}

// forgetSlots drops what was found for wishes that no longer hold. A running
// hold stays until a new choice replaces it.
func (d *Draft) forgetSlots() { d.Offers, d.Groups, d.Chosen, d.Shown, d.Keep = nil, nil, nil, 0, nil }

// addServices adds what is named; a pack that is named stands for its parts.
func (t *turn) addServices(d *Draft, c *Command) {
	if !c.Pack.Empty() {
		t.setPack(d, c.Pack)
		return
	}
	services := t.parts(d.Visit)
	for _, id := range c.Services {
		if _, ok := t.view.Salon.Catalogue.Service(id); ok && !slices.Contains(services, id) {
			services = with(services, id)
		}
	}
	if len(services) > 0 && !slices.Equal(services, t.parts(d.Visit)) {
		t.changeVisit(d, salon.Visit{Services: services})
	}
	d.Candidates = nil
}

// parts lists the services of a visit, those of its pack included.
func (t *turn) parts(v salon.Visit) []salon.ID {
	if p, ok := t.view.Salon.Catalogue.Pack(v.Pack); ok {
		return p.Services
	}
	return v.Services
}

func (t *turn) setPack(d *Draft, id salon.ID) {
	if _, ok := t.view.Salon.Catalogue.Pack(id); ok {
		d.PackSettled, d.Candidates = true, nil
		t.changeVisit(d, salon.Visit{Pack: id})
	}
}

func (t *turn) removeServices(d *Draft, c *Command) {
	var rest []salon.ID
	for _, id := range t.parts(d.Visit) {
		if !slices.Contains(c.Services, id) && !slices.Contains(c.Candidates, id) {
			rest = append(rest, id)
		}
	}
	d.PackSettled = true
	t.changeVisit(d, salon.Visit{Services: rest})
}

// changeVisit replaces what is wanted. If a slot was chosen already, the same
// start with the same stylist is tried first.
func (t *turn) changeVisit(d *Draft, v salon.Visit) {
	chosen := d.Chosen
	d.forgetSlots()
	d.Visit, d.Told, d.Mapped = v, false, false
	for i := range d.Party {
		d.Party = slices.Clone(d.Party)
		d.Party[i].Visit = salon.Visit{}
	}
	if chosen != nil && !v.Empty() && !grouped(d) {
		d.Keep = &chosen.Slot
	}
}

func (t *turn) setStylist(d *Draft, c *Command) {
	d.forgetSlots()
	d.NoStylist = ""
	switch {
	case c.Any:
		d.Stylist, d.AnyStylist = "", true
	case c.Negated:
		d.NotStylists = with(d.NotStylists, c.Stylist)
		if d.Stylist == c.Stylist {
			d.Stylist = ""
		}
	case c.Stylist.Empty():
		d.NoStylist = c.Text
		if d.NoStylist == "" {
			d.NoStylist = "esa persona"
		}
	default:
		d.Stylist, d.AnyStylist = c.Stylist, false
		if i := slices.Index(d.NotStylists, c.Stylist); i >= 0 {
			d.NotStylists = drop(d.NotStylists, i)
		}
	}
}

// setWhen merges a day or an hour into what was wished: a new day keeps the
// hour, a new hour keeps the day.
func (t *turn) setWhen(d *Draft, c *Command) {
	w := *c.When
	if old := d.When; old != nil {
		switch {
		case w.HasDay() && !w.HasTime() && !w.Soonest:
			w.At, w.Earliest, w.Latest, w.EndBy, w.LatestFirst, w.Part = old.At, old.Earliest, old.Latest, old.EndBy, old.LatestFirst, old.Part
		case !w.HasDay() && !w.Soonest && !w.Past:
			w.From, w.To, w.Alternative, w.Mismatch = old.From, old.To, old.Alternative, old.Mismatch
			w.Soonest = old.Soonest
			t.dayOfOffers(d, &w)
		}
	}
	if !sameDays(d.When, &w) {
		d.Insisted = 0
	}
	d.When, d.Asked = &w, c.Question
	d.forgetSlots()
}

// dayOfOffers settles an hour on the day whose offers are on the table. With
// offers on several days, none of them the one asked for, the day is open again.
func (t *turn) dayOfOffers(d *Draft, w *When) {
	var days []salon.Date
	for _, o := range t.options() {
		if o.Slot != nil && !slices.Contains(days, t.dateOf(o.Slot.Start)) {
			days = append(days, t.dateOf(o.Slot.Start))
		}
	}
	switch {
	case len(days) == 1:
		w.From, w.To, w.Soonest, w.Alternative, w.Mismatch = days[0], days[0], false, nil, false
	case len(days) > 1 && !slices.Contains(days, w.From):
		w.From, w.To, w.Soonest, w.Alternative, w.Mismatch = salon.Date{}, salon.Date{}, false, nil, false
	case len(days) == 0 && d.Chosen != nil:
		w.From = t.dateOf(d.Chosen.Slot.Start)
		w.To, w.Soonest = w.From, false
	}
}

func sameDays(a, b *When) bool { return a != nil && a.From == b.From && a.To == b.To }
