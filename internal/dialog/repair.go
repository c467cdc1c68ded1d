package dialog

import "time"

// notUnderstood asks again: in other words, with examples, and the third time
// in a row it calls a person. A question may take any words as its answer.
func (t *turn) notUnderstood(r *reading) {
	if q, ok := t.row(); ok && q.Blank != nil && q.Blank(t, r) {
		return
	}
	t.state.Counts.Unclear++
	switch n := t.state.Counts.Unclear; {
	case n >= t.view.Salon.Policies.ClarificationAttempts:
		t.handOff(ReasonAmbiguity, r)
	case n == 1:
		t.rule("unclear")
		if _, open := t.row(); !open || !t.blocking() {
			t.tell(SayUnclearAsk, nil)
			return
		}
		t.tell(SayUnclear, nil)
		t.again()
	default:
		t.rule("unclear again")
		t.tell(SayUnclearAgain, nil)
		t.again()
	}
}

// comeBack treats a draft that was left lying for long. True: this burst is
// answered. Beyond 72 hours the draft is gone; before that it is recalled in a
// line and its day looked at afresh.
func (t *turn) comeBack(silence time.Duration, r *reading) bool {
	if t.reminderWaits(silence) {
		return false
	}
	if len(t.state.Stack) == 0 {
		if !t.hasNews() {
			t.state.Question = nil
		}
		return false
	}
	wantsOld := r.choose != nil || r.affirm || r.more
	if silence > draftKept {
		t.rule("draft forgotten")
		t.state.Stack, t.state.Question = nil, nil
		if wantsOld || (len(r.starts) == 0 && len(r.sets) > 0) {
			t.ask("", SayDraftGone, nil)
			t.state.Question = nil
			return true
		}
		return false
	}
	d := t.draft()
	if !t.topBooking() || t.offered() || held(d) || d.Visit.Empty() || r.handOff != nil || r.trouble != nil || len(r.asks) > 0 {
		return false
	}
	if len(r.starts) > 0 || r.cancel || r.deny {
		return false
	}
	t.recap(d, r)
	return true
}

// hasNews reports whether a question is open that does not belong to a scenario.
func (t *turn) hasNews() bool { return t.question() == Resume }

// recap recalls the draft in a line and looks for fresh offers on its day.
func (t *turn) recap(d *Draft, r *reading) {
	t.rule("recap")
	t.absorb(r)
	data := RecapData{Names: t.view.Salon.Catalogue.Names(d.Visit)}
	w := d.When
	if w != nil && w.HasDay() && t.lastOf(w) == w.From {
		data.Date = w.From
		data.Past = w.From.Before(t.today())
	}
	t.tell(SayResumeRecap, data)
	d.forgetSlots()
	if data.Past {
		t.forgetDay(d)
	}
	if w == nil || data.Past || !w.HasDay() || d.Stylist.Empty() && t.dayDue(d) {
		t.drive()
		return
	}
	t.searchFor(forRecap, d)
}

// foundRecap offers afresh: choosing among the offers is going on with the draft.
func (t *turn) foundRecap(d *Draft, f SlotsFound) {
	if len(f.Found[asWished]) == 0 {
		t.explain(d, SlotsFound{Purpose: forWish, Found: f.Found, Closures: f.Closures})
		return
	}
	f.Purpose = forGone
	t.foundWish(d, f)
	if q := t.state.Question; q != nil && (q.ID == SlotPick || q.ID == SlotSingle) {
		again := *q // yes: go on with it; no: let it go
		again.ID = Resume
		t.state.Question = &again
	}
}

// askResume repeats the question whether to go on.
func (t *turn) askResume() {
	if len(t.shown()) > 0 {
		t.offerAgain()
		return
	}
	t.ask(Resume, SayResumeAsk, nil, yesNo("Sí, otra vez", "No, déjalo")...)
}

// resumeDraft goes on with a draft: a slot that was chosen is held again if it
// is still free, else its day is looked at afresh.
func (t *turn) resumeDraft() {
	d := t.draft()
	if d == nil {
		t.drive()
		return
	}
	if slots := t.shown(); len(slots) > 1 {
		t.state.Question = &Question{ID: SlotPick, Options: t.options(), Asked: t.view.Now}
		t.offerAgain()
		return
	} else if len(slots) == 1 {
		t.choose(d, slots[0])
		return
	}
	if d.Chosen != nil {
		t.choose(d, d.Chosen.Slot)
		return
	}
	t.state.Question = nil
	t.drive()
}

// pickResume: an offer tapped again, or simply "go on".
func (t *turn) pickResume(c *Command) {
	if len(t.shown()) > 0 {
		t.pickSlot(c)
		return
	}
	if c.Option == "" {
		t.resumeDraft()
		return
	}
	t.pickOption(t.draft(), c.Option)
}

// handOff calls a person, with a summary of what is known. A running hold stays.
func (t *turn) handOff(reason Reason, r *reading) {
	t.rule("hand off " + string(reason))
	t.tell(handOffLine(reason), nil)
	if reason == ReasonPrivacy && r.handOff != nil && r.handOff.Topic == TopicSilence {
		t.rule("no more messages")
		t.act(Action{StopMessages: &StopMessages{}})
	}
	t.callPerson(reason, r)
}

// handOffTask passes something on that a person of the team will do.
func (t *turn) handOffTask(task string, r *reading) {
	t.rule("hand off task " + task)
	if !t.known() && t.state.Name.First == "" && !t.greeted() {
		t.state.Name.Introduced = true
	}
	t.tell(SayHandOffTask, nil)
	t.callPersonFor(ReasonManualRequest, task, r)
}

func (t *turn) callPerson(reason Reason, r *reading) { t.callPersonFor(reason, "", r) }

func (t *turn) callPersonFor(reason Reason, task string, r *reading) {
	t.state.Question = &Question{ID: Human, Asked: t.view.Now}
	t.state.Kept = Kept{}
	t.state.Counts = Counts{}
	t.act(Action{HandOff: &HandOffRequest{Reason: reason, Summary: t.summary(reason, task, r)}})
}

func handOffLine(reason Reason) UtteranceID {
	switch reason {
	case ReasonMedical:
		return SayHandOffMedical
	case ReasonPaymentFailed:
		return SayHandOffPayment
	case ReasonComplaint:
		return SayHandOffComplaint
	case ReasonPrivacy:
		return SayHandOffPrivacy
	case ReasonGroupTooLarge:
		return SayHandOffGroup
	case ReasonAmbiguity:
		return SayHandOffAmbiguity
	case ReasonTechnical:
		return SayHandOffTechnical
	}
	return SayHandOffManual
}

// upcoming are the writer's appointments as told to customers.
func (t *turn) upcoming() []AppointmentFact {
	var out []AppointmentFact
	for _, a := range t.view.Upcoming {
		if !a.Status.Active() {
			continue
		}
		out = append(out, t.factOf(a))
	}
	return out
}

// hearResume reads a slot named in answer to the recap or after a hold ran out.
func (t *turn) hearResume(r *reading) bool {
	if len(t.shown()) > 0 {
		return t.hearSlot(r)
	}
	return t.hearSlotAgain(r)
}
