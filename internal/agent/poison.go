package agent

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// errPoison marks failures of our own code on the words at hand, as opposed to
// a neighbour that is down: trying again will not help for ever.
var errPoison = errors.New("turn cannot be run")

// poisonLimit is how often a turn is tried before people are called.
const poisonLimit = 3

// poison counts failures per conversation. It is forgotten in a restart, which
// only means a few more tries.
type poison struct {
	mu     sync.Mutex
	counts map[salon.ID]int
}

func newPoison() *poison { return &poison{counts: make(map[salon.ID]int)} }

func (p *poison) add(id salon.ID) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counts[id]++
	return p.counts[id]
}

func (p *poison) forget(id salon.ID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.counts, id)
}

// afterPoison lets the turn be tried again, and after poisonLimit failures hands
// the conversation to people with the reason technical_error. The rows count as
// processed then: staff see them, and the conversation can go on.
func (a *Agent) afterPoison(ctx context.Context, t *turn, cause error) error {
	if a.poison.add(t.lease.ConversationID) < poisonLimit {
		return cause
	}
	err := a.Store.InTx(ctx, func(ctx context.Context) error {
		t.state, t.say = dialog.State{Name: t.state.Name}, []dialog.Utterance{{ID: dialog.SayHandOffTechnical, Class: "HANDED_OVER"}}
		t.rules = append(t.rules, "technical error: "+cause.Error())
		request := dialog.HandOffRequest{
			Reason:  dialog.ReasonTechnical,
			Summary: "Maite no ha podido procesar el último mensaje de esta conversación por un error técnico. Por favor, contestad vosotros.",
		}
		if err := t.callPerson(ctx, request); err != nil {
			return err
		}
		t.replies = t.apology()
		record, err := t.record()
		if err != nil {
			return err
		}
		if err := a.Store.CommitTurn(ctx, record); err != nil {
			return fmt.Errorf("write turn: %w", err)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("hand over after %w: %w", cause, err)
	}
	a.poison.forget(t.lease.ConversationID)
	a.Log.ErrorContext(ctx, "turn failed repeatedly; handed over to people", "conversation_id", t.lease.ConversationID, "turn_id", t.id, "err", cause)
	t.announce(ctx)
	return nil
}

// apology is what the customer of a failed turn is told. When even the words
// are what fails, the person who was called has to find some.
func (t *turn) apology() (replies []dialog.Reply) {
	defer func() {
		if recover() != nil {
			t.agent.Meter.Panic("apology")
			replies = nil
		}
	}()
	if t.snapshot == nil {
		return nil
	}
	replies, err := t.agent.Replies.Render(t.view(), t.seed(), t.say)
	if err != nil {
		return nil
	}
	return replies
}
