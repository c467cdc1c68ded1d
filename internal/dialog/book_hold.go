package dialog

import (
	"math"
	"strings"
	"time"

	"atrevete/internal/salon"
)

// held reports whether the chosen slot is the one the draft's booking holds.
func held(d *Draft) bool { return !d.BookingID.Empty() }

// surnameDue reports whether the surname is to be asked: of new customers,
// before the hold, as often as names are asked in one booking.
func (t *turn) surnameDue(d *Draft) bool {
	if held(d) || t.view.Customer.LastName != "" || t.state.Name.Last != "" {
		return false
	}
	return d.SurnameAsked < t.view.Salon.Policies.NameConfirmationAttempts
}

// askSurname asks for the surname. Being asked anew, because the slot was
// changed in between, is nobody's failure and does not count.
func (t *turn) askSurname(d *Draft) {
	d.SurnameAsked = max(d.SurnameAsked, 1)
	t.askSurnameAs(SaySurnameAsk)
}

func (t *turn) askSurnameAs(say UtteranceID) {
	if t.firstName() == "" {
		say = SayFullNameAsk
	}
	t.ask(SurnameAsk, say, NameData{First: t.firstName()})
}

// surnameMissing handles an answer that is no surname: once more, or on without.
func (t *turn) surnameMissing(again bool) {
	d := t.draft()
	if again && d.SurnameAsked < t.view.Salon.Policies.NameConfirmationAttempts {
		d.SurnameAsked++
		t.askSurnameAs(SaySurnameAskAgain)
		return
	}
	d.SurnameAsked = t.view.Salon.Policies.NameConfirmationAttempts
	t.state.Question = nil
	t.nameForHold()
}

// nameForHold writes a row for somebody whose name was never settled, so that
// the booking belongs to a person; then it goes on.
func (t *turn) nameForHold() {
	if t.view.Customer.ID.Empty() {
		t.act(Action{SaveCustomer: &CustomerChange{FirstName: t.state.Name.Profile}})
		return
	}
	t.drive()
}

// hearSurname reads a name where the surname is asked: one word is the surname
// when the first name is known, else the first name.
func (t *turn) hearSurname(r *reading) bool {
	if r.own == nil || (r.own.First == "" && r.own.Last == "") {
		return t.hearSlotAgain(r)
	}
	first, last := r.own.First, r.own.Last
	knownFirst := t.firstName()
	switch {
	case knownFirst == "" && first == "":
		first, last, _ = strings.Cut(last, " ")
	case knownFirst == "":
	case last == "" && salon.Fold(first) == salon.Fold(knownFirst):
		t.surnameMissing(true)
		return true
	case last == "":
		first, last = knownFirst, first
	case first == "":
		first = knownFirst
	case salon.Fold(first) == salon.Fold(knownFirst):
		first = knownFirst
	case !r.replace: // "García López": two surnames, not another first name
		first, last = knownFirst, strings.TrimSpace(first+" "+last)
	}
	n := &t.state.Name
	n.First, n.Last, n.Settled = TitleName(first), TitleName(last), true
	t.state.Question = nil
	t.rule("surname")
	t.act(Action{SaveCustomer: &CustomerChange{FirstName: n.First, LastName: n.Last}})
	return true
}

// hearSlotAgain lets a customer who is asked for the surname still change the slot.
func (t *turn) hearSlotAgain(r *reading) bool {
	d := t.draft()
	if len(r.sets) != 1 || !r.setsOnly(SlotTime) || r.sets[0].When == nil || r.deny || r.sets[0].Question {
		return false
	}
	return t.offeredBefore(d, r.sets[0].When)
}

// hold asks for the chosen slot. The database decides; a hold that is running
// for this draft gives way in the same transaction.
func (t *turn) hold(d *Draft) {
	if d.Chosen == nil {
		return
	}
	t.state.Question = nil
	visits := t.visitsOf(d, d.Chosen.Slot)
	if len(visits) == 0 {
		d.forgetSlots()
		t.search(d)
		return
	}
	t.act(Action{Hold: &salon.BookingRequest{
		SalonID: t.view.Salon.ID, CustomerID: t.view.Customer.ID,
		Visits:   visits,
		Replaces: d.BookingID,
	}})
}

// held goes on after a hold was asked for.
func (t *turn) held(h HoldResult) {
	d := t.draft()
	if d == nil || d.Chosen == nil {
		return
	}
	switch {
	case h.Taken:
		t.lost(d, d.Chosen.Slot)
	case h.TooMany:
		t.rule("limit reached")
		t.pop()
		t.tell(SayLimitReached, AppointmentsData{Appointments: t.upcoming(), Limit: t.view.Salon.Policies.MaxUpcomingPerCustomer})
		t.offerPerson(nil)
	case h.Booking.Payment != salon.PaymentPending && committed(h.Booking, salon.Confirmed):
		t.confirmed(h.Booking, false)
	case h.Booking.Payment != salon.PaymentPending || h.LinkURL == "" || !committed(h.Booking, salon.Provisional):
		t.broken("hold")
	default:
		d.BookingID, d.Deadline, d.Links = h.Booking.ID, h.Booking.HoldExpiresAt, 1
		t.state.LastBooking = h.Booking.ID
		t.state.Question = &Question{ID: PayWait, Asked: t.view.Now}
		t.rule("held")
		data := t.bookingData(h.Booking)
		data.URL = h.LinkURL
		t.say = append(t.say, Utterance{ID: SayLink, Data: data, Class: "LINK"})
	}
}

// bookingData renders a booking from its committed rows only.
func (t *turn) bookingData(b salon.Booking) BookingData {
	data := BookingData{
		BookingID: b.ID, First: t.firstName(), Last: t.view.Customer.LastName,
		Price: b.Price(), Deposit: b.Deposit, Hours: t.view.Salon.Policies.RefundThresholdHours,
		Refundable: b.Deposit > 0,
	}
	if data.Last == "" {
		data.Last = t.state.Name.Last
	}
	for _, a := range b.Appointments {
		fact := t.visitFact(a)
		if fact.For == "" && len(b.Appointments) > 1 {
			fact.For = "ti"
		}
		data.Visits = append(data.Visits, fact)
		data.Refundable = data.Refundable && t.view.Salon.Refundable(t.view.Now, a.Start)
	}
	if !b.HoldExpiresAt.IsZero() {
		data.Deadline = t.local(b.HoldExpiresAt)
		data.Minutes = minutesUntil(t.view.Now, b.HoldExpiresAt)
	}
	return data
}

func (t *turn) visitFact(a salon.Appointment) VisitFact {
	who := ""
	if a.CustomerID != t.view.Customer.ID && !a.Customer.ID.Empty() {
		who = t.visitor(a.Customer)
	}
	return VisitFact{
		For: who, Names: t.view.Salon.Catalogue.Names(a.Visit), Start: t.local(a.Start), End: t.local(a.End()),
		Minutes: a.Minutes, Stylist: t.stylistName(a.StylistID),
	}
}

// minutesUntil rounds to whole minutes, never below zero.
func minutesUntil(now, then time.Time) int {
	return max(0, int(math.Round(then.Sub(now).Minutes())))
}

// confirmed says that a booking stands, and concludes its draft. A second wish
// below it goes on.
func (t *turn) confirmed(b salon.Booking, fact bool) {
	t.rule("confirmed")
	t.say = append(t.say, Utterance{ID: SayConfirmed, Data: t.bookingData(b), Fact: fact, Class: "CONFIRMED"})
	t.state.LastBooking = b.ID
	t.state.Name.New = false
	i := t.frameOf(b.ID)
	if i < 0 && t.draft() != nil && t.draft().Chosen != nil && !fact {
		i = len(t.state.Stack) - 1 // free of charge: confirmed at once
	}
	wasTop := i >= 0 && i == len(t.state.Stack)-1
	if i >= 0 {
		t.state.Stack = drop(t.state.Stack, i)
	}
	if t.view.Owner == salon.OwnerHuman {
		return
	}
	if d := t.draft(); wasTop && t.topBooking() && !t.offered() {
		t.state.Question = nil
		t.tell(SaySplitNext, NamesData{Names: t.view.Salon.Catalogue.Names(d.Visit)})
		if n := len(b.Appointments); d.Follow && n > 0 {
			d.After = b.Appointments[n-1].End()
			t.takeDay(d, t.dateOf(d.After))
		}
		t.drive()
		return
	}
	if wasTop || t.question() == "" || t.question() == PayWait || t.question() == Resume {
		t.state.Question = &Question{ID: Done, Asked: t.view.Now}
	}
}
