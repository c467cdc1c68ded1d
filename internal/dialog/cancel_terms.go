package dialog

import (
	"slices"

	"atrevete/internal/salon"
)

// stateTerms says what becomes of the deposits if the appointments are
// cancelled now, and asks: for one that is lost, whether to move it instead.
func (t *turn) stateTerms(d *Draft) {
	if len(t.about(d)) < len(d.About) {
		t.changed()
		return
	}
	t.weigh(d)
	if len(d.Terms) == 1 && d.Terms[0] == TermsForfeit {
		t.askLate(d)
		return
	}
	t.askSure(d)
}

// weigh works out the terms that hold now.
func (t *turn) weigh(d *Draft) {
	d.Terms = nil
	for _, a := range t.about(d) {
		terms, _ := TermsOf(t.view.Salon, t.bookingOf(a), a, t.at)
		d.Terms = append(d.Terms, terms)
	}
}

func (t *turn) termsData(d *Draft) TermsData {
	t.weigh(d)
	data := TermsData{Hours: t.view.Salon.Policies.RefundThresholdHours}
	for i, a := range t.about(d) {
		_, amount := TermsOf(t.view.Salon, t.bookingOf(a), a, t.at)
		data.Items = append(data.Items, TermsFact{AppointmentFact: t.factOf(a), Terms: d.Terms[i], Amount: amount})
	}
	return data
}

func (t *turn) askSure(d *Draft) {
	yes, no := "Sí, cancélala", "No, la mantengo"
	if len(d.About) > 1 {
		yes, no = "Sí, cancélalas", "No, las mantengo"
	}
	t.ask(CancelSure, SayCancelSure, t.termsData(d), yesNo(yes, no)...)
}

// What can be done with an appointment that somebody cannot keep.
const (
	optionMove   = "move"
	optionCancel = "cancel"
)

func (t *turn) askLate(d *Draft) {
	options := []Choice{{ID: optionMove, Title: "Cambiar de día"}, {ID: optionCancel, Title: "Cancelarla"}}
	if len(d.About) > 1 {
		options[1].Title = "Cancelarlas"
	}
	t.ask(LateOptions, SayLateOptions, t.termsData(d), options...)
}

// hearHalves keeps of several appointments those that are to be cancelled.
func (t *turn) hearHalves(halves []Command) bool {
	d := t.draft()
	list := t.about(d)
	var yes, no []salon.ID
	for i := range halves {
		hits, pointed := t.pointsAt(&halves[i], list)
		if !pointed && !halves[i].Any {
			continue
		}
		for _, a := range hits {
			if halves[i].Kind == Affirm {
				yes = append(yes, a.ID)
			} else {
				no = append(no, a.ID)
			}
		}
	}
	if len(no) == len(list) || len(yes)+len(no) == 0 {
		t.stay()
		return true
	}
	var rest []Standing
	for _, s := range d.About {
		if slices.Contains(yes, s.ID) || (len(yes) == 0 && !slices.Contains(no, s.ID)) {
			rest = append(rest, s)
		}
	}
	d.About, d.Terms = rest, nil
	if len(yes) > 0 {
		t.weigh(d)
		t.cancelNow()
		return true
	}
	t.askSure(d)
	return true
}

// onlyThese hears which of several are to be cancelled, the rest staying: "solo
// la de Rosa". Their terms are stated again.
func (t *turn) onlyThese(r *reading) bool {
	d := t.draft()
	p, rest := t.described(r.sets, t.about(d))
	hits, pointed := t.pointsAt(&p, t.about(d))
	if len(rest) > 0 || !pointed || len(hits) == len(d.About) {
		return false
	}
	d.About = standing(hits...)
	t.stateTerms(d)
	return true
}
