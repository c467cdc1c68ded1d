package dialog

import (
	"slices"

	"atrevete/internal/salon"
)

// maxCandidates is how many services are described to somebody undecided.
const maxCandidates = 4

// consulting is for customers who do not know what they want: it says what
// could be meant, recommends nothing, and offers the free consultation. From
// there on it is a booking, of the consultation or of what was chosen.
func consulting() scenario {
	return scenario{
		Name: ScenarioConsult, Title: "Consulta gratuita",
		Steps: []step{
			{"the consultation first", []QuestionID{ConsultOffer}, func(*turn, *Draft) bool { return true }, (*turn).askConsult},
		},
		Questions: []openQuestion{{
			ID:    ConsultOffer,
			Yes:   meaning{"books the consultation", string(ScenarioBook), func(t *turn, _ *Command) { t.bookConsult() }},
			No:    meaning{"goes on with the choice", string(ServicePick), func(t *turn, _ *Command) { t.decideNow() }},
			Pick:  meaning{"that service", string(ScenarioBook), (*turn).pickConsult},
			Hear:  (*turn).hearConsult,
			Again: func(t *turn) { t.askConsult(t.draft()) },
		}},
		Begin: (*turn).beginConsult,
	}
}

// beginConsult hears a wish that names no service, or asks for advice. The
// wish's day and stylist are kept.
func (t *turn) beginConsult(r *reading) {
	if t.question() == ConsultOffer {
		t.hearWishesOnly(r)
		t.bookConsult()
		return
	}
	var about Command
	for _, c := range r.starts {
		if c.Scenario == ScenarioConsult {
			about = c
		}
	}
	if t.answerAll(r) {
		return
	}
	free := t.freeConsults(about)
	if len(free) == 0 && len(about.Candidates) == 0 {
		t.handOffTask("quiere una consulta", r)
		return
	}
	if t.offered() {
		t.pop()
	}
	d := &Draft{}
	if t.bookingOnTop() && !held(t.draft()) {
		d = t.draft() // what was said of day and stylist stays
		t.top().Scenario = ScenarioConsult
		d.Visit, d.Told = salon.Visit{}, false
		d.forgetSlots()
	} else {
		d = &t.push(Frame{Scenario: ScenarioConsult}).Draft
	}
	d.Candidates = about.Candidates[:min(maxCandidates, len(about.Candidates))]
	d.Consult = free
	t.hearWishesOnly(r)
	t.drive()
}

// freeConsults are the consultations that cost nothing: the one that was meant,
// else those of the candidates' category, else all.
func (t *turn) freeConsults(about Command) []salon.ID {
	if len(about.Services) > 0 {
		return about.Services
	}
	hair, beauty := t.byCategory(about.Candidates)
	var free []salon.ID
	for _, s := range t.view.Salon.Catalogue.Services {
		if s.Price != 0 || s.Deposit {
			continue
		}
		if (len(hair) > 0 && len(beauty) == 0 && s.Category != salon.Hairdressing) || (len(beauty) > 0 && len(hair) == 0 && s.Category != salon.Aesthetics) {
			continue
		}
		free = append(free, s.ID)
	}
	return free
}

// hearWishesOnly takes day, hour and stylist of a burst, no service.
func (t *turn) hearWishesOnly(r *reading) {
	for i := range r.sets {
		if c := &r.sets[i]; c.Slot == SlotDays || c.Slot == SlotTime || c.Slot == SlotStylist {
			t.absorbOne(t.draft(), c, r)
		}
	}
}

func (t *turn) askConsult(d *Draft) {
	data := ConsultData{}
	for _, id := range d.Candidates {
		if s, ok := t.view.Salon.Catalogue.Service(id); ok {
			data.Services = append(data.Services, DescribedService{ServiceFact{s.Name, s.Minutes, s.Price}, s.Description})
		}
	}
	if len(d.Consult) == 0 {
		t.decideNow()
		return
	}
	s, _ := t.view.Salon.Catalogue.Service(d.Consult[0])
	data.Minutes = s.Minutes
	t.ask(ConsultOffer, SayConsultOffer, data, yesNo("Sí, la consulta", "No, ya decido yo")...)
}

// bookConsult goes on with the consultation, asking which when there are several.
func (t *turn) bookConsult() {
	d := t.draft()
	d.Candidates = nil
	if len(d.Consult) == 1 {
		d.Visit = salon.Visit{Services: d.Consult}
	} else {
		d.Candidates = d.Consult
	}
	t.asBooking(d)
}

// decideNow goes on with the choice among what was described.
func (t *turn) decideNow() {
	d := t.draft()
	if len(d.Candidates) > 0 {
		t.asBooking(d)
		return
	}
	t.top().Scenario = ScenarioBook
	d.Consult = nil
	t.askServiceAgain()
}

func (t *turn) asBooking(d *Draft) {
	t.top().Scenario = ScenarioBook
	d.Consult = nil
	t.state.Question = nil
	t.drive()
}

// pickConsult: the number of one that was described, or yes.
func (t *turn) pickConsult(c *Command) {
	d := t.draft()
	n := c.Ordinal
	if n == -1 {
		n = len(d.Candidates)
	}
	switch {
	case c.Any:
		t.bookConsult()
	case n >= 1 && n <= len(d.Candidates):
		d.Visit, d.Candidates = salon.Visit{Services: d.Candidates[n-1 : n]}, nil
		t.asBooking(d)
	default:
		t.again()
	}
}

// hearConsult hears a service named instead, or a day with the yes or no.
func (t *turn) hearConsult(r *reading) bool {
	if len(r.sets) == 0 {
		return false
	}
	d := t.draft()
	named := slices.ContainsFunc(r.sets, func(c Command) bool { return c.Slot == SlotServices || c.Slot == SlotPack })
	if named {
		t.top().Scenario = ScenarioBook
		d.Candidates, d.Consult = nil, nil
		r.deny, r.starts = false, nil
		t.absorb(r)
		t.state.Question = nil
		t.drive()
		return true
	}
	t.hearWishesOnly(r)
	switch {
	case r.affirm:
		t.bookConsult()
	case r.deny:
		t.decideNow()
	default:
		t.again()
	}
	return true
}
