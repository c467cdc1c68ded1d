package dialog

import (
	"slices"
	"time"

	"atrevete/internal/salon"
)

// silenceAfter is how long a customer who said she may not come may stay silent
// before the team is told. The appointment stands.
const silenceAfter = 30 * time.Minute

// Doubt is about appointments that may not be kept: their customer said so, or
// is about to move them at the last moment, and nothing is settled yet.
type Doubt struct {
	About []Standing `json:"about"`
	Due   time.Time  `json:"due"`            // when her silence is noticed
	Told  bool       `json:"told,omitempty"` // the team knows
}

// SilenceDue is when the silence of the customer is to be noticed; zero: never.
func (s State) SilenceDue() time.Time {
	if s.Doubt == nil || s.Doubt.Told {
		return time.Time{}
	}
	return s.Doubt.Due
}

// weighDoubt follows which appointments are in doubt after an event. Whatever
// she writes begins the silence anew; what the team knows it is not told again.
func (t *turn) weighDoubt(said bool) {
	about := t.inDoubt()
	old := t.state.Doubt
	switch {
	case len(about) == 0:
		t.state.Doubt = nil
	case old == nil || !slices.EqualFunc(old.About, about, sameStanding):
		known := old != nil && old.Told && !slices.ContainsFunc(about, func(s Standing) bool { return !slices.ContainsFunc(old.About, s.is) })
		t.state.Doubt = &Doubt{About: about, Due: t.view.Now.Add(silenceAfter), Told: known}
	case said:
		t.state.Doubt = &Doubt{About: about, Due: t.view.Now.Add(silenceAfter), Told: old.Told}
	}
}

func (s Standing) is(o Standing) bool {
	return s.ID == o.ID && s.Start.Equal(o.Start) && s.Stylist == o.Stylist
}

func sameStanding(x, y Standing) bool { return x.is(y) }

// inDoubt lists the appointments of scenarios under way that may not be kept:
// those she said she cannot come to, and those too near to be moved or cancelled
// without notice. They still stand as they did.
func (t *turn) inDoubt() []Standing {
	if t.view.Owner == salon.OwnerHuman || t.question() == Human {
		return nil
	}
	var out []Standing
	for i, f := range t.state.Stack {
		for _, s := range f.Draft.About {
			a, ok := t.find(s.ID)
			if !ok || a.Status != salon.Confirmed || !a.Start.Equal(s.Start) || a.StylistID != s.Stylist || slices.ContainsFunc(out, s.is) {
				continue
			}
			if t.doubtful(&t.state.Stack[i], s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// doubtful reports whether a scenario puts an appointment in doubt.
func (t *turn) doubtful(f *Frame, s Standing) bool {
	switch f.Scenario {
	case ScenarioCancel, ScenarioReschedule:
		known := t.state.Doubt != nil && slices.ContainsFunc(t.state.Doubt.About, s.is)
		return known || t.question() == LateOptions || !t.view.Salon.Refundable(t.view.Now, s.Start)
	case ScenarioLate:
		return t.question() == LateOrNot
	}
	return false
}

// silence tells the team, once, that she may not come. Stale: she has written
// since, or it is settled.
func (t *turn) silence() {
	d, about := t.state.Doubt, t.inDoubt()
	if d == nil || d.Told || t.view.Now.Before(d.Due) || len(about) == 0 {
		t.rule("timer stale")
		return
	}
	t.rule("silence")
	for _, s := range about {
		t.act(Action{Note: &Note{AppointmentID: s.ID, TellTeam: true}})
	}
	t.state.Doubt = &Doubt{About: about, Due: d.Due, Told: true}
}
