package dialog

import (
	"slices"
	"time"

	"atrevete/internal/salon"
)

// What is said when a stylist cannot come.
const (
	SayAbsent     UtteranceID = "absent"
	SayAbsentHold UtteranceID = "absent_hold"
	// While a person answers: that person arranges the rest.
	SayAbsentHuman UtteranceID = "absent_human"
)

// optionOtherDay asks for another day.
const optionOtherDay = "other_day"

// AbsenceData is an appointment whose stylist cannot come. Why is never said.
type AbsenceData struct {
	First   string      `json:"first,omitempty"`
	Visit   VisitFact   `json:"visit"`
	Deposit salon.Money `json:"deposit,omitempty"` // given back whole, if she prefers
	Slots   []SlotFact  `json:"slots,omitempty"`   // alternatives
	OneDay  bool        `json:"one_day,omitempty"` // the alternatives are on the same date as the visit
}

// absence tells a customer that her stylist cannot come. What follows is an
// ordinary move, or a cancellation with the whole deposit given back; until she
// answers the appointment stays.
func absence() scenario {
	return scenario{
		Name: "absence", Title: "Una persona del equipo no puede venir",
		Lines: []Line{{SayAbsent, true, AbsenceData{}}, {SayAbsentHold, false, AbsenceData{}}, {SayAbsentHuman, false, AbsenceData{}}},
	}
}

// absent tells that the stylist of an appointment cannot come.
func (t *turn) absent(a salon.Appointment, b salon.Booking) {
	t.rule("stylist absent")
	data := AbsenceData{First: t.firstName(), Visit: t.visitFact(a), Deposit: ownsDeposit(b, a)}
	switch {
	case a.Status == salon.Expired:
		t.absentHold(data, b)
	case t.view.Owner == salon.OwnerHuman:
		t.sayAbsent(SayAbsentHuman, data)
	default:
		t.forgetReminder(a.ID)
		day := t.dateOf(a.Start)
		t.push(Frame{Scenario: ScenarioReschedule, Draft: Draft{
			Visit: a.Visit, About: standing(a), Moves: true, PackSettled: true, Told: true, Named: true,
			When: &When{Kind: WhenDate, From: day, To: day},
		}})
		t.state.Question = nil
		t.searchAbsence(a)
	}
}

// absentHold: what she had not paid yet is not held any more, or was only
// offered to her.
func (t *turn) absentHold(data AbsenceData, b salon.Booking) {
	i := t.frameOf(b.ID)
	if b.Offered {
		if i >= 0 {
			t.state.Stack = drop(t.state.Stack, i)
			t.state.Question = &Question{ID: Done, Asked: t.view.Now}
		}
	}
	t.sayAbsent(SayAbsentHold, data)
	if !b.Offered && t.view.Owner != salon.OwnerHuman {
		t.offerInstead(b)
	}
}

func (t *turn) sayAbsent(id UtteranceID, data AbsenceData, options ...Choice) {
	t.say = append(t.say, Utterance{ID: id, Data: data, Fact: true, Class: "ABSENCE", Options: menu(options)})
}

// searchAbsence looks for the same hour with somebody else, for that day, and
// for later.
func (t *turn) searchAbsence(a salon.Appointment) {
	plan, err := t.view.Salon.Catalogue.Plan(a.Visit)
	day := t.dateOf(a.Start)
	later := salon.Query{Plan: plan, From: day, To: t.lastDay(), Now: t.view.Now}
	same := later
	same.To, same.Exact, same.Exclude = day, t.clockOf(a.Start), []salon.ID{a.StylistID}
	queries := []salon.Query{same, later}
	if err != nil { // what it is for is not offered any more
		queries = nil
	}
	t.act(Action{FindSlots: &FindSlots{Purpose: forAbsence, Queries: queries, Limit: searchLimit, Except: a.ID}})
}

// foundAbsence says it, with the same hour with somebody else first, then what
// is nearest that day, then the next days.
func (t *turn) foundAbsence(d *Draft, f SlotsFound) {
	a, ok := t.asItWas(d.About[0])
	if !ok {
		t.changed()
		return
	}
	slots := t.alternatives(a, f)
	data := AbsenceData{First: t.firstName(), Visit: t.visitFact(a), Deposit: ownsDeposit(t.bookingOf(a), a), OneDay: true}
	var options []Choice
	for _, s := range slots {
		data.Slots = append(data.Slots, t.slotFact(s))
		data.OneDay = data.OneDay && t.dateOf(s.Start) == t.dateOf(a.Start)
		d.Offers = with(d.Offers, Offer{Slot: s, At: t.view.Now})
	}
	d.Shown = len(d.Offers)
	question := SlotPick
	switch len(slots) {
	case 0:
		question = DateAsk
	case 1:
		question = SlotSingle
		options = append(options, Choice{ID: OptionYes, Title: "Sí, perfecto", Slot: &slots[0]}, Choice{ID: OptionMore, Title: "Otras horas"})
	default:
		options = t.slotChoices(slots)
	}
	if len(slots) > 0 {
		options = fitTitles(append(options[:len(slots):len(slots)], Choice{ID: optionOtherDay, Title: "Otro día"}, Choice{ID: optionCancel, Title: "Anularla"}))
	}
	t.state.Question = &Question{ID: question, Options: options, Asked: t.view.Now}
	t.rule("ask " + string(question))
	t.sayAbsent(SayAbsent, data, options...)
}

// alternatives are at most two starts, as many as one reply offers.
func (t *turn) alternatives(a salon.Appointment, f SlotsFound) []salon.Slot {
	if len(f.Found) < 2 {
		return nil
	}
	found := f.Found[0]
	sameDay, later := t.onDay(f.Found[1], t.dateOf(a.Start)), f.Found[1]
	distance := func(s salon.Slot) time.Duration { return s.Start.Sub(a.Start).Abs() }
	slices.SortStableFunc(sameDay, func(x, y salon.Slot) int { return int(distance(x) - distance(y)) })
	found = slices.Concat(found, sameDay, t.withFirst(later, a.StylistID), later)
	var out []salon.Slot
	for _, s := range found {
		taken := func(o salon.Slot) bool {
			return o.Start.Equal(s.Start) || o.Start.Sub(s.Start).Abs() < time.Hour && o.StylistID == s.StylistID
		}
		if len(out) < t.perReply() && !slices.ContainsFunc(out, taken) {
			out = append(out, s)
		}
	}
	return out
}

// withFirst are the slots with one stylist.
func (t *turn) withFirst(slots []salon.Slot, stylist salon.ID) []salon.Slot {
	return filter(slots, func(s salon.Slot) bool { return s.StylistID == stylist })
}

// leaveMove is "déjalo" while an appointment is being moved: it stays as it is.
// One that the salon cannot keep is to be cancelled then, which is asked first.
func (t *turn) leaveMove() {
	list := t.about(t.draft())
	if slices.ContainsFunc(list, func(a salon.Appointment) bool { return a.Excused }) {
		t.beginCancel(&reading{starts: []Command{{Kind: Start, Scenario: ScenarioCancel}}})
		return
	}
	t.stay()
}
