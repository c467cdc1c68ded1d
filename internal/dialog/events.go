package dialog

import "atrevete/internal/salon"

// paid tells what became of a payment. News about money go out whoever answers.
func (t *turn) paid(p PaymentResult) {
	if (p.Outcome == salon.OutcomeConfirmed || p.Outcome == salon.OutcomeRebooked) && !committed(p.Booking, salon.Confirmed) {
		t.broken("payment")
		return
	}
	switch p.Outcome {
	case salon.OutcomeConfirmed:
		t.confirmed(p.Booking, true)
	case salon.OutcomeRebooked:
		t.say = append(t.say, Utterance{ID: SayRebooked, Fact: true})
		t.reattach(p.Booking)
		t.confirmed(p.Booking, true)
	case salon.OutcomeRefunding:
		t.refunding(p)
	default:
		t.rule("payment noted")
	}
}

// reattach gives an expired booking that was booked again back to its draft, so
// that the draft is concluded with it.
func (t *turn) reattach(b salon.Booking) {
	if i := t.frameLike(b); i >= 0 {
		t.state.Stack[i].Draft.BookingID = b.ID
	}
}

// frameLike finds the draft a booking came from; -1: none.
func (t *turn) frameLike(b salon.Booking) int {
	if i := t.frameOf(b.ID); i >= 0 || len(b.Appointments) == 0 {
		return i
	}
	for i, f := range t.state.Stack {
		c := f.Draft.Chosen
		if c != nil && c.Slot.Start.Equal(b.Appointments[0].Start) && (grouped(&f.Draft) || c.Slot.StylistID == b.Appointments[0].StylistID) && !held(&f.Draft) {
			return i
		}
	}
	return -1
}

// refunding: the slot was sold, or it was paid twice. Other hours are offered,
// never booked by themselves.
func (t *turn) refunding(p PaymentResult) {
	twice := p.Booking.Payment == salon.PaymentConfirmed
	t.rule("refunding")
	t.say = append(t.say, Utterance{ID: SayRefunding, Data: RefundData{BookingID: p.Booking.ID, Amount: p.Fact.Amount, Twice: twice}, Fact: true})
	if twice || t.view.Owner == salon.OwnerHuman || len(p.Booking.Appointments) == 0 {
		return
	}
	t.offerInstead(p.Booking)
}

// offerInstead looks for other hours for a hold that is gone, on its day.
func (t *turn) offerInstead(b salon.Booking) {
	a := b.Appointments[0]
	day := t.dateOf(a.Start)
	i := t.frameLike(b)
	if i < 0 {
		t.push(Frame{Scenario: ScenarioBook, Draft: Draft{Visit: a.Visit, When: &When{Kind: WhenDate, From: day, To: day}}})
		i = len(t.state.Stack) - 1
	}
	d := &t.state.Stack[i].Draft
	d.BookingID, d.PackSettled, d.Told = "", true, true
	d.forgetSlots()
	if d.When == nil || !d.When.HasDay() {
		d.When = &When{Kind: WhenDate, From: day, To: day}
	}
	if i == len(t.state.Stack)-1 {
		t.searchFor(forGone, d)
	}
}

// timer says what a timer changed.
func (t *turn) timer(r TimerResult) {
	if r.Stale {
		t.rule("timer stale")
		return
	}
	b := r.Booking
	switch r.Kind {
	case salon.TimerPaymentWarning:
		t.rule("payment warning")
		t.tell(SayPayWarning, LinkData{
			BookingID: b.ID, URL: r.LinkURL, Deposit: b.Deposit,
			Deadline: t.local(b.HoldExpiresAt), Minutes: minutesUntil(t.view.Now, b.HoldExpiresAt),
		})
	case salon.TimerHoldExpired:
		t.expired(b)
	case salon.TimerReminder:
		t.reminder(r)
	case salon.TimerWaitlistHit:
		t.hit(b)
	case salon.TimerWaitlistOver:
		t.hitOver(b)
	case salon.TimerSilence:
		t.silence()
	case salon.TimerOpening:
		t.rule("opening")
		t.say = append(t.say, Utterance{ID: SayOpening, Data: NameData{First: t.firstName()}, Fact: true})
	case salon.TimerCompletion, salon.TimerStaff: // nobody is told in the conversation
	case salon.TimerAbsence:
		t.absent(r.Appointment, b)
	case salon.TimerStaffBooked, salon.TimerStaffMoved, salon.TimerStaffCancelled:
		t.byStaff(r)
	}
}

// expired tells that a hold is over. The draft stays, so that one word restarts it.
func (t *turn) expired(b salon.Booking) {
	t.rule("hold expired")
	data := ExpiredData{BookingID: b.ID, Deadline: t.local(b.HoldExpiresAt)}
	if len(b.Appointments) > 0 {
		a := b.Appointments[0]
		data.Slot = SlotFact{Start: t.local(a.Start), End: t.local(a.End()), Stylist: t.stylistName(a.StylistID)}
	}
	t.state.LastBooking = b.ID
	ours := t.releaseDraft(b.ID)
	busy := t.blocking() && t.question() != ReleaseSure && t.question() != Resume
	data.Resume = ours && !busy && t.view.Owner != salon.OwnerHuman
	say := Utterance{ID: SayHoldExpired, Data: data, Fact: true}
	if data.Resume {
		options := fitTitles(yesNo("Sí, otra vez", "No, gracias"))
		t.state.Question = &Question{ID: Resume, Options: options, Asked: t.view.Now}
		say.Options = menu(options)
	}
	t.say = append(t.say, say)
}

// owner follows who answers the conversation.
func (t *turn) owner(o salon.Owner) {
	if o == salon.OwnerHuman {
		t.rule("a person took over")
		return
	}
	t.rule("handed back")
	t.state.Stack, t.state.Question, t.state.Kept, t.state.Deferred = nil, nil, Kept{}, ""
	t.state.Counts = Counts{}
	t.state.Name.Introduced = true
	t.state.LastTurn = t.view.Now
	t.ask("", SayHandBack, NameData{First: t.firstName()})
	t.state.Question = nil
}

// closed: staff closed the conversation; the next message starts afresh.
func (t *turn) closed() {
	t.rule("closed")
	t.state.Stack, t.state.Question, t.state.Kept, t.state.Deferred = nil, nil, Kept{}, ""
	t.state.Counts = Counts{}
}
