package dialog

import (
	"time"

	"atrevete/internal/salon"
)

// How long things are remembered.
const (
	draftKept   = 72 * time.Hour // an unfinished draft (policy P17)
	recapAfter  = 20 * time.Hour // a draft older than this is recalled in a line first
	newEpisode  = 12 * time.Hour // a silence after which known customers are greeted again
	offersFresh = 30 * time.Minute
)

// said answers a burst of messages.
func (t *turn) said(s Said) {
	if t.view.Owner == salon.OwnerHuman {
		t.rule("human: silent")
		return
	}
	silence := t.view.Now.Sub(t.state.LastTurn)
	if t.state.LastTurn.IsZero() {
		silence = newEpisode
	}
	t.state.LastTurn = t.view.Now
	if t.question() == Human {
		t.state.Question = nil // handed back without an event
	}
	if s.Notice {
		t.tell(SayTooManyTexts, nil)
	}
	t.at = arrived(s.Messages, t.view.Now)
	r := sorted(s.Commands, written(s.Messages))
	if photographed(s.Messages) && r.trouble == nil && r.noWords == nil {
		t.tell(SayPhotoJudge, nil)
	}
	switch {
	case !t.known() && !t.state.Name.Introduced:
		t.firstContact(&r)
		return
	case t.question() == NameCheck || t.question() == NameAsk:
		if t.nameAnswer(&r) {
			return
		}
		r = t.withKept(&r)
	case silence >= newEpisode && t.known() && !t.justWritten():
		t.greetOnce(&r)
	}
	if silence > recapAfter && t.comeBack(silence, &r) {
		return
	}
	t.heard(&r)
}

// arrived is when the last message of a burst arrived.
func arrived(messages []Message, now time.Time) time.Time {
	if n := len(messages); n > 0 && !messages[n-1].SentAt.IsZero() && messages[n-1].SentAt.Before(now) {
		return messages[n-1].SentAt
	}
	return now
}

// greetOnce greets a known customer by name, once in a conversation's episode.
func (t *turn) greetOnce(r *reading) {
	if r.handOff != nil && r.handOff.Reason == ReasonMedical {
		return
	}
	if people := r.people(); len(people) == 1 && writesHerself(people[0], r) {
		t.tell(SayGreetBack, NameData{}) // not the one whose phone it is
		return
	}
	t.tell(SayGreetKnown, NameData{First: t.firstName()})
	r.greet = r.greet && !r.wishes() && !r.affirm && !r.deny
}

// withKept puts what was said before the name was settled in front.
func (t *turn) withKept(r *reading) reading {
	kept := t.state.Kept
	t.state.Kept = Kept{}
	all := with(kept.Commands, r.commands...)
	return sorted(all, with(kept.Words, r.words...))
}

// heard acts on a burst whose writer is introduced.
func (t *turn) heard(r *reading) {
	if !r.nothing() {
		t.state.Counts.Unclear = 0
	}
	if r.handOff != nil {
		if r.handOff.Reason == ReasonGroupTooLarge {
			t.absorb(r) // staff want to know what and when
		}
		t.handOff(r.handOff.Reason, r)
		return
	}
	if t.renamed(r) {
		return
	}
	if r.trouble != nil {
		t.paymentTrouble(r)
		return
	}
	if name, ok := r.asksScenario(); ok {
		flow, _ := scenarioNamed(name)
		if flow.Begin != nil {
			t.rule("begin " + string(name))
			flow.Begin(t, r)
			return
		}
	}
	if r.cancel {
		t.leave()
		return
	}
	for _, flow := range scenarios() {
		if flow.Wants != nil && flow.Wants(t, r) {
			t.rule("begin " + string(flow.Name))
			flow.Begin(t, r)
			return
		}
	}
	t.converse(r)
}

// converse answers questions, hears wishes and reads answers, in that order;
// then the scenario goes on or the open question is asked again.
func (t *turn) converse(r *reading) {
	searching := t.answerAll(r)
	if searching {
		return
	}
	row, open := t.row()
	if open && row.Hear != nil && row.Hear(t, r) {
		return
	}
	if t.adds(r) {
		return
	}
	if t.absorb(r) {
		t.drive()
		return
	}
	switch {
	case open && r.more && t.topBooking():
		t.moreOffers()
	case open && r.choose != nil && row.Pick.Do != nil:
		row.Pick.Do(t, r.choose)
	case open && r.affirm && row.Yes.Do != nil:
		row.Yes.Do(t, nil)
	case open && r.deny && row.No.Do != nil:
		row.No.Do(t, nil)
	case len(r.asks) > 0:
		t.afterAnswer(r)
	default:
		t.remark(r)
	}
}

// remark answers what neither asks nor wishes: greetings, thanks, things
// without words, and words that nothing explains.
func (t *turn) remark(r *reading) {
	switch {
	case r.noWords != nil:
		t.noWords(r.noWords.Topic)
	case r.chatter != nil:
		t.chatter(r.chatter.Topic)
	case r.startsBooking():
		t.again()
	case r.keeps:
		t.keepAll(&Command{})
	case r.bye && !r.unclear:
		t.tell(SayGoodbye, nil)
	case r.thank:
		t.tell(SayWelcome, nil)
		if t.blocking() {
			t.again()
		}
	case r.affirm || r.choose != nil || r.more:
		t.rule("answer without a question")
		t.drive()
	case r.deny:
		t.tell(SayShortClose, nil)
	case r.greet:
		t.hello()
	case r.nothing():
		t.notUnderstood(r)
	default:
		t.drive()
	}
}

// hello returns a greeting: with the open question, or an offer to help.
func (t *turn) hello() {
	if !t.greeted() {
		t.tell(SayGreetBack, NameData{First: t.firstName()})
	}
	if t.blocking() {
		t.again()
		return
	}
	t.ask("", SayHowHelp, nil)
	t.state.Question = nil
}

// greeted reports whether this very message greets already.
func (t *turn) greeted() bool {
	for _, u := range t.say {
		if u.ID == SayGreetKnown || u.ID == SayIntroduce {
			return true
		}
	}
	return false
}

// blocking reports whether the open question keeps something from going on.
func (t *turn) blocking() bool {
	switch t.question() {
	case "", Done, PayWait, Human, PersonOffer:
		return false
	case WaitHit:
		return !t.offerOver()
	}
	return true
}
