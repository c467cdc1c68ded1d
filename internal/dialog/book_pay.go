package dialog

import (
	"atrevete/internal/salon"
)

// payQuestions are the questions while a payment is awaited, and after a hold ran out.
func payQuestions() []openQuestion {
	status := func(t *turn, _ *Command) { t.askStatus() }
	return []openQuestion{
		{
			ID:    PayWait,
			Yes:   meaning{"not received yet: link and deadline again", string(PayWait), status},
			No:    meaning{"asks whether to release the slot", string(ReleaseSure), func(t *turn, _ *Command) { t.askRelease() }},
			Pick:  meaning{"an earlier offer instead", "hold", (*turn).pickSlot},
			Hear:  (*turn).hearWhileHeld,
			Again: func(t *turn) { t.stillHeld() },
		},
		{
			ID:    ReleaseSure,
			Yes:   meaning{"released", "", func(t *turn, _ *Command) { t.leave() }},
			No:    meaning{"kept: link and deadline again", string(PayWait), status},
			Pick:  meaning{"link and deadline again", string(PayWait), status},
			Again: func(t *turn) { t.askRelease() },
		},
		{
			ID:    Resume,
			Yes:   meaning{"goes on, slots checked again", "slot", func(t *turn, _ *Command) { t.resumeDraft() }},
			No:    meaning{"draft dropped", "", func(t *turn, _ *Command) { t.leave() }},
			Pick:  meaning{"that slot, checked again", "hold", (*turn).pickResume},
			Hear:  (*turn).hearResume,
			Again: func(t *turn) { t.askResume() },
		},
	}
}

// awaitPayment is where a held booking rests.
func (t *turn) awaitPayment(*Draft) { t.askStatus() }

// askStatus reads the booking as it stands before saying anything about it.
func (t *turn) askStatus() {
	id := t.state.LastBooking
	if d := t.draft(); d != nil && held(d) {
		id = d.BookingID
	}
	if id.Empty() {
		t.tell(SayPayNothing, nil)
		return
	}
	t.act(Action{BookingStatus: &BookingStatus{BookingID: id}})
}

func (t *turn) askRelease() {
	t.ask(ReleaseSure, SayReleaseAsk, nil, yesNo("Sí, suéltala", "No, la quiero")...)
}

// stillHeld reminds of the deadline after a digression.
func (t *turn) stillHeld() {
	d := t.draft()
	if d == nil || !held(d) {
		return
	}
	t.tell(SayStillHeld, LinkData{BookingID: d.BookingID, Deadline: t.local(d.Deadline), Minutes: minutesUntil(t.view.Now, d.Deadline)})
	t.state.Question = &Question{ID: PayWait, Asked: t.view.Now}
}

// hearWhileHeld reads a complete choice while another slot is held: the new one
// replaces it.
func (t *turn) hearWhileHeld(r *reading) bool {
	d := t.draft()
	if d == nil || d.Chosen == nil || r.deny || len(r.sets) != 1 || r.sets[0].Question {
		return false
	}
	c := r.sets[0]
	if c.Slot != SlotTime || c.When == nil || c.When.At == 0 || c.When.HasDay() {
		return false
	}
	if t.fitsWhen(c.When, d.Chosen.Slot) {
		t.askStatus()
		return true
	}
	return t.offeredBefore(d, c.When)
}

// paymentTrouble handles reports about paying: a link that fails gets a second
// one, then a person; "ya he pagado" is looked up, never believed.
func (t *turn) paymentTrouble(r *reading) {
	d := t.draft()
	switch {
	case r.trouble.Topic == TopicPaymentClaim:
		t.askStatus()
	case d != nil && held(d) && d.Links < t.view.Salon.Policies.MaxPaymentLinks:
		t.rule("payment trouble: new link")
		t.act(Action{ReplaceLink: &ReplaceLink{BookingID: d.BookingID}})
	case d != nil && held(d):
		t.rule("payment trouble: a person")
		t.state.Deferred = ReasonPaymentFailed
		t.state.Kept.Words = r.words
		t.act(Action{ReleaseHold: &ReleaseHold{BookingID: d.BookingID}})
	case d != nil && d.Chosen != nil:
		t.resumeDraft()
	default:
		t.askStatus()
	}
}

// link goes on after a link was replaced or a booking's status was read.
func (t *turn) link(l LinkResult) {
	b := l.Booking
	data := LinkData{BookingID: b.ID, URL: l.LinkURL, Deposit: b.Deposit, Deadline: t.local(b.HoldExpiresAt), Minutes: minutesUntil(t.view.Now, b.HoldExpiresAt)}
	i := t.frameOf(b.ID)
	switch {
	case b.Payment == salon.PaymentConfirmed:
		t.rule("paid already")
		t.tell(SayPayReceived, t.bookingData(b))
		if i >= 0 {
			t.state.Stack = drop(t.state.Stack, i)
		}
		t.state.Question = &Question{ID: Done, Asked: t.view.Now}
	case b.Payment == salon.PaymentPending && b.Status() == salon.Provisional:
		say := SayPayNotYet
		if l.Replaced {
			say = SayLinkNew
			if i >= 0 {
				t.state.Stack[i].Draft.Links++
			}
		}
		t.say = append(t.say, Utterance{ID: say, Data: data, Class: "LINK"})
		if i >= 0 {
			t.state.Question = &Question{ID: PayWait, Asked: t.view.Now}
		}
	case b.Status() == salon.Expired && t.draft() != nil && t.draft().Chosen != nil:
		t.releaseDraft(b.ID)
		t.ask(Resume, SayPayOver, nil, yesNo("Sí, otra vez", "No, déjalo")...)
	default:
		t.tell(SayPayNothing, nil)
		t.again()
	}
}

// releaseDraft forgets the hold of a draft whose slot is free again; the choice
// stays, so that one word restarts it.
func (t *turn) releaseDraft(booking salon.ID) bool {
	i := t.frameOf(booking)
	if i < 0 {
		return false
	}
	d := &t.state.Stack[i].Draft
	d.BookingID, d.Links = "", 0
	d.Deadline = d.Deadline.Truncate(0)
	return true
}

// leave ends what is being arranged: a hold is released, nothing is charged.
// Confirmed appointments are never touched by this.
func (t *turn) leave() {
	t.rule("leave")
	if f := t.top(); f != nil {
		if flow, ok := scenarioNamed(f.Scenario); ok && flow.Leave != nil {
			flow.Leave(t)
			return
		}
	}
	for i := range t.state.Stack {
		if d := t.state.Stack[i].Draft; held(&d) {
			t.state.Question = nil
			t.act(Action{ReleaseHold: &ReleaseHold{BookingID: d.BookingID}})
			return
		}
	}
	if len(t.state.Stack) == 0 {
		t.state.Question = nil
		t.tell(SayNothingToCancel, nil)
		return
	}
	t.state.Stack, t.state.Question = nil, nil
	t.tell(SayDraftDropped, nil)
}

// released goes on after a hold was given back.
func (t *turn) released(r ReleaseResult) {
	reason, words := t.state.Deferred, t.state.Kept.Words
	defer func() { t.state.Deferred, t.state.Kept = "", Kept{} }()
	if r.Refused && r.Booking.Payment == salon.PaymentConfirmed {
		t.rule("paid in the meantime")
		if i := t.frameOf(r.Booking.ID); i >= 0 {
			t.state.Stack = drop(t.state.Stack, i)
		}
		t.tell(SayPayReceived, t.bookingData(r.Booking))
		t.state.Question = &Question{ID: Done, Asked: t.view.Now}
		return
	}
	if reason != "" {
		t.handOff(reason, &reading{words: words})
		t.state.Stack = nil
		return
	}
	if r.Refused || r.Booking.ID.Empty() {
		t.broken("release")
		return
	}
	t.state.Stack, t.state.Question = nil, nil
	t.tell(SayReleased, nil)
}
