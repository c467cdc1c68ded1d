package dialog

import (
	"fmt"

	"atrevete/internal/salon"
)

// What a question that no data answers is about, as understanding marks it.
const (
	aboutDiscount  = "discount"
	aboutPersonal  = "personal"
	aboutDeposit   = "deposit"
	aboutRecurring = "recurring"
	aboutSurname   = "surname"
)

// personOffer is the question whether a person should take over what could not
// be answered or given here.
func personOffer() openQuestion {
	yes := func(t *turn, _ *Command) {
		t.handOff(ReasonManualRequest, &reading{words: t.state.Kept.Words})
	}
	return openQuestion{
		ID:    PersonOffer,
		Yes:   meaning{"a person takes over", string(Human), yes},
		No:    meaning{"goes on without", "", func(t *turn, _ *Command) { t.withoutPerson() }},
		Pick:  meaning{"a person takes over", string(Human), yes},
		Again: func(t *turn) { t.offerPerson(t.state.Kept.Words) },
	}
}

// offerPerson asks whether a person should see to it; the words are for them.
func (t *turn) offerPerson(words []string) {
	t.state.Kept = Kept{Words: words}
	t.ask(PersonOffer, SayPersonOffer, nil, yesNo("Sí, por favor", "No, gracias")...)
}

// withoutPerson goes back to what is under way. A day that was insisted on is
// given up.
func (t *turn) withoutPerson() {
	t.state.Kept, t.state.Question = Kept{}, nil
	d := t.draft()
	switch {
	case d == nil || t.offered():
		t.tell(SayShortClose, nil)
	case t.topBooking() && d.Chosen == nil && d.Insisted > 0:
		d.Insisted, d.Refused = 0, ""
		t.forgetDay(d)
		t.ask(DateAsk, SayDateAskOther, nil)
	default:
		t.drive()
	}
}

// refuse answers what cannot be known, given or told here. Nothing is invented.
func (t *turn) refuse(a *Command, r *reading) {
	switch a.Option {
	case aboutDiscount:
		data := DiscountData{}
		if d := t.draft(); d != nil {
			if pack, saves, ok := t.view.Salon.Catalogue.BestPack(d.Visit.Services); ok {
				data.Pack, data.Saves = ServiceFact{pack.Name, pack.Minutes, pack.Price}, saves
			}
		}
		t.tell(SayNoDiscount, data)
	case aboutPersonal:
		t.tell(SayNoPersonal, nil)
	case aboutRecurring:
		t.tell(SayRecurring, nil)
	case aboutSurname:
		t.tell(SaySurnameWhy, nil)
	case aboutDeposit:
		t.state.Counts.Deposit++
		if t.state.Counts.Deposit > 1 {
			t.tell(SayDepositAgain, nil)
			return
		}
		t.tell(SayDepositWhy, DepositData{Percent: t.view.Salon.Policies.DepositPercent, Hours: t.view.Salon.Policies.RefundThresholdHours})
	default:
		if t.quiet(r) {
			t.tell(SayUnknownPlain, nil)
		} else {
			t.tell(SayUnknownAnswer, nil)
		}
	}
}

// quiet reports whether nothing else is open or wished for, so that a person
// can be offered as a question of its own.
func (t *turn) quiet(r *reading) bool {
	return (!t.blocking() || t.question() == BookOffer) && t.question() != PayWait && len(r.sets) == 0 && len(r.starts) == 0
}

// insists counts how often in a row the same impossible wish was made. The
// first repetition gets a kind word; from the second on a person is offered,
// and true is returned.
func (t *turn) insists(d *Draft, wish string) bool {
	if d.Refused != wish {
		d.Refused, d.Insisted = wish, 0
		return false
	}
	d.Insisted++
	t.rule(fmt.Sprintf("insists %d", d.Insisted))
	if d.Insisted == 1 {
		t.tell(SaySorryAgain, nil)
	}
	return d.Insisted > 1
}

// onWhat names a wish for insists.
func (t *turn) onWhat(d *Draft, hours bool) string {
	w := d.When
	if w == nil {
		return ""
	}
	wish := fmt.Sprint(d.Visit, " ", w.From, " ", t.lastOf(w), " ", d.Stylist)
	if hours {
		wish += fmt.Sprint(" ", w.At, w.Earliest, w.Latest)
	}
	return wish
}

// hearClosedDay repeats once that the day asked about is closed, when a booking
// was offered for the next one.
func (t *turn) hearClosedDay(r *reading) bool {
	d := t.draft()
	if d == nil || d.Closed.IsZero() || d.Insisted > 0 || len(r.sets) != 1 || r.sets[0].Slot != SlotDays || r.sets[0].When == nil {
		return false
	}
	w := r.sets[0].When
	if w.From != d.Closed && (!w.Weekday || w.From.Weekday() != d.Closed.Weekday()) {
		return false
	}
	d.Insisted++
	t.tell(SaySorryAgain, nil)
	ask := Command{Kind: Ask, Topic: TopicOpenOn, When: &When{Kind: WhenDate, From: d.Closed, To: d.Closed}}
	return t.askOpenOn([]Command{ask}, &reading{})
}

// totals are what each of several candidates would make of the rest of a visit.
func (t *turn) totals(d *Draft) []ServiceFact {
	var out []ServiceFact
	for _, id := range d.Candidates {
		s, ok := t.view.Salon.Catalogue.Service(id)
		sum := t.priced(placed(d, id))
		if ok && len(sum.Services) > 0 {
			out = append(out, ServiceFact{s.Name, sum.Minutes, sum.Price})
		}
	}
	return out
}

// placed is the draft's services with one more, where it was said.
func placed(d *Draft, id salon.ID) []salon.ID {
	at := len(d.Visit.Services)
	if d.Place > 0 {
		at = min(at, d.Place-1)
	}
	return with(with(d.Visit.Services[:at], id), d.Visit.Services[at:]...)
}

// offersPerson ends an answer that could not be given with the offer of a person.
func (t *turn) offersPerson(a *Command, r *reading) bool {
	if !t.quiet(r) || (a.Option == aboutDeposit && t.state.Counts.Deposit < 2) || a.Option == aboutDiscount || a.Option == aboutRecurring {
		return false
	}
	if t.offered() {
		t.pop()
	}
	t.offerPerson(r.words)
	return true
}
