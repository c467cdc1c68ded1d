package dialog

import (
	"slices"
	"strings"

	"atrevete/internal/salon"
)

// smallestLargeGroup is from how many people on a group is arranged by a person.
const smallestLargeGroup = 5

// forOthers books for somebody else, or for two to four people at once: an
// ordinary booking that also knows for whom. Larger groups go to a person.
func forOthers() scenario {
	return scenario{
		Name: ScenarioOthers, Title: "Para otra persona o un grupo",
		Steps: othersSteps(),
		Questions: []openQuestion{
			{
				ID:    GuestName,
				Yes:   meaning{"not a name: asks once more, then goes on", string(GuestName), func(t *turn, _ *Command) { t.guestMissing() }},
				No:    meaning{"goes on without it", string(ScenarioBook), func(t *turn, _ *Command) { t.guestNameless() }},
				Pick:  meaning{"asks once more", string(GuestName), func(t *turn, _ *Command) { t.guestMissing() }},
				Hear:  (*turn).hearGuest,
				Blank: func(t *turn, _ *reading) bool { t.guestMissing(); return true },
				Again: func(t *turn) { t.repeatGuest(t.draft()) },
			},
			{
				ID:    PersonMap,
				Yes:   meaning{"asks again who gets what", string(PersonMap), func(t *turn, _ *Command) { t.again() }},
				No:    meaning{"asks whether it is only for the writer", string(PersonOnly), func(t *turn, _ *Command) { t.askOnly() }},
				Pick:  meaning{"everything for everybody", string(ScenarioBook), (*turn).pickMap},
				Hear:  (*turn).hearMap,
				Again: func(t *turn) { t.askMap(t.draft()) },
			},
			{
				ID:    PersonOnly,
				Yes:   meaning{"only for the writer", string(ScenarioBook), func(t *turn, _ *Command) { t.onlyWriter() }},
				No:    meaning{"asks again who gets what", string(PersonMap), func(t *turn, _ *Command) { t.askMap(t.draft()) }},
				Hear:  (*turn).hearMap,
				Again: func(t *turn) { t.askOnly() },
			},
		},
		Begin: (*turn).beginOthers,
	}
}

// othersSteps are what a booking needs to know besides when it is not only for
// the writer.
func othersSteps() []step {
	return []step{
		{"for whom", []QuestionID{GuestName}, func(t *turn, d *Draft) bool { return t.guestDue(d) }, (*turn).askGuest},
		{"who gets what", []QuestionID{PersonMap}, func(_ *turn, d *Draft) bool { return grouped(d) && !d.Mapped && !d.Visit.Empty() }, (*turn).mapParty},
	}
}

// beginOthers hears for whom a booking is: a new one, or the one under way.
func (t *turn) beginOthers(r *reading) {
	people := r.people()
	n := max(r.count, len(people))
	switch {
	case n >= smallestLargeGroup:
		t.absorb(r)
		t.handOff(ReasonGroupTooLarge, r)
		return
	case t.question() == GuestName && n == 1:
		t.guestNamed(people[0])
		return
	}
	if !t.bookingOnTop() || (held(t.draft()) && r.startsBooking()) {
		t.push(Frame{Scenario: ScenarioBook})
	}
	t.top().Step = ""
	d := t.draft()
	if n == 1 {
		t.changeOwner(d, people[0])
	} else {
		t.gatherParty(d, people, n)
	}
	if t.answerAll(r) {
		return
	}
	open := t.question()
	r.other, r.others, r.count = nil, nil, 0
	more := t.absorb(r)
	switch {
	case n == 1 && d.For.First == "" && writesHerself(people[0], r):
		d.GuestAsked++
		t.ask(GuestName, SaySelfName, nil)
	case n == 1 && d.For.First != "" && held(d):
		t.hold(d)
	case n == 1 && !more && d.For.First != "" && open != "" && open != Done:
		t.again()
	default:
		t.drive()
	}
}

// writesHerself reports whether somebody else than the customer writes: "soy su
// hermana Lucía".
func writesHerself(p Person, r *reading) bool {
	for _, c := range r.commands {
		if c.Slot == SlotPerson && c.Person != nil && *c.Person == p && strings.HasPrefix(salon.Fold(c.Text), "soy") {
			return true
		}
	}
	return false
}

// changeOwner makes somebody else the one who comes; nothing else changes.
func (t *turn) changeOwner(d *Draft, p Person) {
	t.rule("for somebody else")
	p.First, p.Last = TitleName(p.First), TitleName(p.Last)
	d.For, d.Party, d.Mapped, d.GuestAsked = &p, nil, false, 0
}

// gatherParty makes a group of the draft: the writer, unless all who come were
// named, those who were named, and others of whom nothing is known.
func (t *turn) gatherParty(d *Draft, people []Person, n int) {
	t.rule("a group")
	d.For, d.Party, d.Mapped = nil, nil, false
	if len(people) < n || len(people) < 2 {
		d.Party = append(d.Party, Member{})
	}
	for _, p := range people {
		d.Party = append(d.Party, Member{Person: &p})
	}
	for len(d.Party) < n {
		d.Party = append(d.Party, Member{Person: &Person{}})
	}
	d.forgetSlots()
}

// guestDue reports whether the name of the one who comes has to be asked.
func (t *turn) guestDue(d *Draft) bool {
	return d.For != nil && d.For.First == "" && d.GuestAsked < t.view.Salon.Policies.NameConfirmationAttempts
}

func (t *turn) askGuest(d *Draft) {
	d.GuestAsked++
	t.repeatGuest(d)
}

// repeatGuest asks without counting: after a digression.
func (t *turn) repeatGuest(d *Draft) {
	say := SayGuestName
	if d.GuestAsked > 1 {
		say = SayGuestNameAgain
	}
	t.ask(GuestName, say, GuestData{Who: t.whoIs(d.For)})
}

func (t *turn) guestMissing() {
	if d := t.draft(); t.guestDue(d) {
		t.askGuest(d)
		return
	}
	t.guestNameless()
}

// guestNameless goes on without a name: the row will say "Madre de Roberto".
func (t *turn) guestNameless() {
	t.draft().GuestAsked = t.view.Salon.Policies.NameConfirmationAttempts
	t.guestSettled()
}

// guestNamed takes the name of the one who comes.
func (t *turn) guestNamed(p Person) {
	d := t.draft()
	if p.Relation == "" {
		p.Relation = d.For.Relation
	}
	p.Age = max(p.Age, d.For.Age)
	p.First, p.Last = TitleName(p.First), TitleName(p.Last)
	d.For = &p
	t.guestSettled()
}

func (t *turn) guestSettled() {
	t.state.Question = nil
	if d := t.draft(); held(d) {
		t.hold(d)
		return
	}
	t.drive()
}

// hearGuest reads a name that understanding took for the writer's own.
func (t *turn) hearGuest(r *reading) bool {
	if r.own == nil || r.own.First == "" {
		return false
	}
	t.guestNamed(*r.own)
	return true
}

// people lists those named besides the writer, each once.
func (r *reading) people() []Person {
	var out []Person
	for _, p := range r.others {
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}
