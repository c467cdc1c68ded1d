package agent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strconv"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// turn is one turn in progress: a group of inbox rows on its way to a commit.
type turn struct {
	agent        *Agent
	id           salon.ID
	lease        salon.Lease
	rows         []salon.Inbound
	recent       int  // messages of the last minute
	brokenOff    bool // the turn before was not committed
	paymentWaits bool // a payment report waits behind the rows at hand
	conversation salon.Conversation
	snapshot     *salon.Salon
	state        dialog.State
	customer     salon.Customer
	agenda       *dialog.Agenda // as last read; nil: to be read again
	messages     []dialog.Message
	commands     []dialog.Command
	point        Checkpoint
	began        time.Time // product clock
	stepBegan    time.Time // real time

	// filled inside the transaction
	owner   salon.Owner
	say     []dialog.Utterance
	replies []dialog.Reply
	handOff *dialog.HandOffRequest
	rules   []string
	weighed []weighed
	outcome string
	steps   int
	told    salon.AppointmentState // what a timer's news are about
}

// turn runs one turn for what waits first and commits it. A dialogue or understanding that
// fails on the same rows again and again ends with a hand-over to people, so
// that no message blocks its conversation for ever.
func (a *Agent) turn(ctx context.Context, taken salon.Taken) (err error) {
	realStart := time.Now() //nolint:forbidigo // a duration, not a moment
	lease := taken.Lease
	t := &turn{
		agent: a, id: a.NewID(), lease: lease, rows: nextGroup(joinLateWords(taken.Rows)), recent: taken.Recent, brokenOff: taken.BrokenOff,
		conversation: taken.Conversation, paymentWaits: slices.ContainsFunc(taken.Rows, func(r salon.Inbound) bool { return r.Kind == salon.InboundPayment }),
		began: a.Clock(), stepBegan: realStart, outcome: "failed",
	}
	defer func() {
		if p := recover(); p != nil {
			a.Meter.Panic("turn")
			a.Log.ErrorContext(ctx, "turn panicked", "conversation_id", lease.ConversationID, "turn_id", t.id, "err", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("%w: panic: %v", errPoison, p)
		}
		a.Meter.Turn(t.outcome, time.Since(realStart)) //nolint:forbidigo // a duration, not a moment
		if errors.Is(err, errPoison) {
			err = a.afterPoison(ctx, t, err)
		} else if err == nil {
			a.poison.forget(lease.ConversationID)
		}
	}()
	if err := t.prepare(ctx); err != nil {
		return err
	}
	if err := a.Store.InTx(ctx, t.decideAndCommit); err != nil {
		return fmt.Errorf("commit turn: %w", err)
	}
	t.announce(ctx)
	return nil
}

// prepare does everything that needs no transaction: receive, identify,
// understand. Each result is saved as a checkpoint.
func (t *turn) prepare(ctx context.Context) error {
	a := t.agent
	var err error
	if len(t.conversation.State) > 0 {
		if err := json.Unmarshal(t.conversation.State, &t.state); err != nil {
			return fmt.Errorf("%w: read state: %w", errPoison, err)
		}
	}
	t.owner = t.conversation.Owner
	t.resume(ctx)
	t.checkpoint(ctx, StepReceive)

	if t.snapshot, err = a.Snapshots.Snapshot(ctx, t.conversation.SalonID); err != nil {
		return fmt.Errorf("read salon: %w", err)
	}
	if err := t.identify(ctx); err != nil {
		return err
	}
	t.checkpoint(ctx, StepIdentify)
	if t.rows[0].Kind != salon.InboundMessage {
		return nil
	}
	if err := t.readMessages(ctx); err != nil {
		return err
	}
	if t.owner == salon.OwnerAssistant && len(t.messages) > 0 { // a watching browser may show it; nobody minds if it is lost
		_ = a.Hints.Publish(ctx, t.conversation.ID, salon.LiveEvent{Kind: "typing"})
	}
	if err := t.understand(ctx); err != nil {
		return err
	}
	t.checkpoint(ctx, StepUnderstand)
	return nil
}

// identify finds out who the conversation belongs to.
func (t *turn) identify(ctx context.Context) error {
	c, err := t.conversation, error(nil)
	if !c.CustomerID.Empty() {
		t.customer, err = t.agent.Store.Customer(ctx, c.CustomerID)
	} else {
		t.customer, err = t.agent.Store.CustomerOfContact(ctx, c.SalonID, c.Channel, c.Contact)
	}
	if err != nil && !errors.Is(err, salon.ErrNotFound) {
		return fmt.Errorf("identify customer: %w", err)
	}
	if !t.customer.ID.Empty() && t.customer.Phone == "" && c.Contact.Phone != "" {
		c.CustomerID = t.customer.ID
		if t.customer, err = t.agent.Store.LearnPhone(ctx, c); err != nil {
			return fmt.Errorf("identify customer: %w", err)
		}
	}
	t.point.Customer = t.customer.ID
	return nil
}

// readMessages turns the rows into the dialogue's messages and resolves tapped
// menu titles to our own option values.
func (t *turn) readMessages(ctx context.Context) error {
	for _, r := range t.rows {
		counts, err := t.counts(ctx, r)
		if err != nil {
			return err
		}
		if !counts {
			continue
		}
		m := dialog.Message{
			Text: r.Text, InReplyTo: r.InReplyTo, Attachments: r.Attachments,
			Unsupported: r.Unsupported, SentAt: r.ReceivedAt,
		}
		if r.InReplyTo != "" {
			value, err := t.agent.Store.MenuOption(ctx, t.conversation.ID, r.InReplyTo, r.Text)
			if err != nil && !errors.Is(err, salon.ErrNotFound) {
				return fmt.Errorf("resolve tapped option: %w", err)
			}
			m.Option = value
		}
		t.messages = append(t.messages, m)
	}
	return nil
}

// understand reads the burst, unless a checkpoint of this very turn already has
// the answer: a model that costs money is not asked twice.
func (t *turn) understand(ctx context.Context) error {
	if len(t.messages) == 0 {
		return nil // nothing that still counts
	}
	if t.owner == salon.OwnerHuman {
		return nil // a person answers; we only keep the words
	}
	if t.point.Commands != nil {
		t.commands = t.point.Commands
		return nil
	}
	if err := t.readAgenda(ctx); err != nil {
		return err
	}
	commands, err := t.agent.Understand.Understand(ctx, t.view(), t.state, t.messages)
	if err != nil {
		return fmt.Errorf("%w: understand: %w", errPoison, err)
	}
	t.commands, t.point.Commands = commands, commands
	return nil
}

// view is what the dialogue may look at.
func (t *turn) view() dialog.View {
	view := dialog.View{
		Salon: t.snapshot, Customer: t.customer, Contact: t.conversation.Contact,
		Owner: t.owner, Noticed: !t.conversation.NoticeAt.IsZero(), Now: t.agent.Clock().In(t.snapshot.Location),
	}
	if a := t.agenda; a != nil {
		view.Upcoming, view.Underway, view.Bookings, view.Next, view.Last = a.Upcoming, a.Underway, a.Bookings, a.Next, a.Last
	}
	return view
}

// readAgenda reads what the book has for the customer, unless it is known.
func (t *turn) readAgenda(ctx context.Context) error {
	if t.agenda != nil || t.customer.ID.Empty() {
		return nil
	}
	agenda, err := t.agent.Store.Agenda(ctx, t.customer.ID, t.agent.Clock())
	if err != nil {
		return fmt.Errorf("read agenda: %w", err)
	}
	t.agenda = &agenda
	return nil
}

// decideAndCommit is the turn's one transaction.
func (t *turn) decideAndCommit(ctx context.Context) error {
	t.say, t.replies, t.rules, t.weighed, t.handOff, t.steps = nil, nil, nil, nil, nil, 0
	t.told = salon.AppointmentState{}
	t.agenda = nil // what understanding saw may have changed
	event, err := t.event(ctx)
	if err != nil {
		return err
	}
	if event != nil {
		if err := t.advance(ctx, *event); err != nil {
			return err
		}
	}
	t.mark(StepAct)
	t.crashPoint(StepAct)
	if t.replies, err = t.agent.Replies.Render(t.view(), t.seed(), t.spoken()); err != nil {
		return fmt.Errorf("%w: render replies: %w", errPoison, err)
	}
	record, err := t.record()
	if err != nil {
		return err
	}
	if err := t.agent.Store.CommitTurn(ctx, record); err != nil {
		return fmt.Errorf("write turn: %w", err)
	}
	t.mark(StepReply)
	t.crashPoint(StepReply)
	return nil
}

// seed chooses among the variants of a reply; the same turn always chooses alike.
func (t *turn) seed() string {
	return string(t.conversation.ID) + "/" + strconv.FormatInt(t.conversation.Version, 10)
}

// spoken drops what must not be said: while a person owns the conversation only
// facts go out, except in the very turn that calls the person.
func (t *turn) spoken() []dialog.Utterance {
	if t.owner != salon.OwnerHuman || t.handOff != nil {
		return t.say
	}
	var facts []dialog.Utterance
	for _, u := range t.say {
		if u.Fact {
			facts = append(facts, u)
		}
	}
	return facts
}

// announce tells whoever listens that something was committed. All of it may
// fail: sweeps find what was not announced.
func (t *turn) announce(ctx context.Context) {
	a, id := t.agent, t.conversation.ID
	t.checkpoint(ctx, "done")
	if len(t.replies) > 0 || t.handOff != nil {
		if err := a.Hints.Announce(ctx, salon.StreamOutgoing, id); err != nil {
			a.Log.DebugContext(ctx, "outgoing hint lost", "conversation_id", id, "err", err)
		}
	}
	a.Log.InfoContext(ctx, "turn done", "conversation_id", id, "turn_id", t.id, "outcome", t.outcome,
		"rows", len(t.rows), "steps", t.steps, "replies", len(t.replies))
	if a.cfg.AfterCommit != nil {
		a.cfg.AfterCommit(id)
	}
}
