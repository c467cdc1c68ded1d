package agent

import (
	"context"
	"errors"
	"fmt"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// maxSteps caps the dialogue within one turn (design §3).
const maxSteps = 20

// errTooManySteps: the dialogue did not come to rest.
var errTooManySteps = errors.New("dialogue did not come to rest")

// event turns the rows at hand into the dialogue's event, after making the data
// changes that belong to it. nil: nothing for the dialogue.
func (t *turn) event(ctx context.Context) (*dialog.Event, error) {
	first := t.rows[0]
	switch first.Kind {
	case salon.InboundMessage:
		return t.said(ctx)
	case salon.InboundPayment:
		return t.paid(ctx, first.Payment)
	case salon.InboundTimer:
		return t.timer(ctx, first.Timer)
	case salon.InboundOwner:
		if first.Answered || first.Owner == salon.OwnerAssistant {
			if err := t.staffAnswered(ctx); err != nil {
				return nil, err
			}
		}
		return t.ownerChange(ctx, first.Owner)
	case salon.InboundClosed:
		t.owner, t.outcome = salon.OwnerAssistant, "closed"
		return &dialog.Event{Closed: true}, t.staffAnswered(ctx)
	}
	t.agent.Log.WarnContext(ctx, "inbox row of a kind that has no meaning here", "conversation_id", t.conversation.ID, "kind", first.Kind)
	t.outcome = "ignored"
	return nil, nil
}

func (t *turn) said(ctx context.Context) (*dialog.Event, error) {
	for _, r := range t.rows {
		if r.Owner == salon.OwnerHuman && t.owner != salon.OwnerHuman {
			// The snapshot that came with the message shows a person in charge.
			if _, err := t.ownerChange(ctx, salon.OwnerHuman); err != nil {
				return nil, err
			}
		}
	}
	if t.snapshot.Policies.AssistantEnabled == 0 {
		t.outcome = "silent"
		t.rules = append(t.rules, "the assistant is switched off")
		return nil, nil
	}
	if t.owner == salon.OwnerHuman {
		t.outcome = "silent"
		return nil, nil
	}
	if len(t.messages) == 0 {
		t.outcome = "ignored"
		return nil, nil
	}
	if t.talkedTooMuch() {
		return nil, t.breakLoop(ctx)
	}
	limit := t.snapshot.Policies.MessagesPerMinutePerCustomer
	before := t.recent - len(t.rows)
	t.outcome = "replied"
	return &dialog.Event{Said: &dialog.Said{
		Commands: t.commands, Messages: t.messages,
		Notice: limit > 0 && t.recent > limit && before <= limit,
	}}, nil
}

func (t *turn) paid(ctx context.Context, fact *salon.PaymentFact) (*dialog.Event, error) {
	if fact == nil {
		t.outcome = "ignored"
		return nil, nil
	}
	outcome, booking, err := t.agent.Store.ApplyPayment(ctx, t.snapshot, *fact, t.agent.Clock())
	if errors.Is(err, salon.ErrForeignPayment) {
		t.agent.Log.WarnContext(ctx, "payment of nobody here ignored", "conversation_id", t.conversation.ID, "payment_ref", fact.ProviderRef)
		t.outcome = "ignored"
		t.rules = append(t.rules, "payment of nobody here")
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("apply payment: %w", err)
	}
	t.outcome = "payment"
	t.rules = append(t.rules, "payment "+string(outcome))
	return &dialog.Event{Paid: &dialog.PaymentResult{Outcome: outcome, Fact: *fact, Booking: booking}}, nil
}

// ownerChange follows the latest sign of who answers.
func (t *turn) ownerChange(ctx context.Context, owner salon.Owner) (*dialog.Event, error) {
	t.outcome = "owner"
	if owner == t.owner {
		return nil, nil
	}
	t.owner = owner
	if owner == salon.OwnerHuman {
		dropped, err := t.agent.Store.DropOutbox(ctx, t.conversation.ID)
		if err != nil {
			return nil, fmt.Errorf("drop unsent replies: %w", err)
		}
		t.rules = append(t.rules, fmt.Sprintf("a person took over, %d unsent replies dropped", dropped))
	}
	return &dialog.Event{Owner: &owner}, nil
}

// advance runs the dialogue until it waits: each action is carried out in the
// transaction and its answer fed back as a further event. What the book has for
// the customer is read again after an action that may have changed it.
func (t *turn) advance(ctx context.Context, first dialog.Event) error {
	events := []dialog.Event{first}
	for len(events) > 0 {
		if t.steps++; t.steps > maxSteps {
			return fmt.Errorf("%w: %w after %d steps", errPoison, errTooManySteps, maxSteps)
		}
		event := events[0]
		events = events[1:]
		if err := t.readAgenda(ctx); err != nil {
			return err
		}
		step := t.agent.Advance(t.view(), t.state, event)
		t.state = step.State
		t.say = append(t.say, step.Say...)
		if step.Rule != "" {
			t.rules = append(t.rules, step.Rule)
		}
		t.mark(StepDecide)
		t.crashPoint(StepDecide)
		for _, action := range step.Do {
			answer, err := t.act(ctx, action)
			if err != nil {
				return err
			}
			if answer != nil {
				events = append(events, *answer)
			}
		}
	}
	return nil
}
