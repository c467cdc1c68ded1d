package agent

import (
	"context"
	"fmt"
	"time"

	"atrevete/internal/dialog"
)

// paceWindow is what max_replies_per_hour counts over, by the product's clock.
const paceWindow = time.Hour

// talkedTooMuch reports whether so much was said within an hour that there may be
// another machine at the other end. WhatsApp blocks numbers that loop.
func (t *turn) talkedTooMuch() bool {
	limit := t.snapshot.Policies.MaxRepliesPerHour
	pace := t.state.Pace
	return limit > 0 && pace.Replies >= limit && t.agent.Clock().Sub(pace.Since) < paceWindow
}

// countReplies keeps the pace up to date with what this turn says.
func (t *turn) countReplies() {
	now := t.agent.Clock()
	if now.Sub(t.state.Pace.Since) >= paceWindow {
		t.state.Pace = dialog.Pace{Since: now}
	}
	t.state.Pace.Replies += len(t.replies)
}

// breakLoop falls silent and calls a person, without another word.
func (t *turn) breakLoop(ctx context.Context) error {
	t.rules = append(t.rules, "too many replies within an hour")
	return t.callPerson(ctx, dialog.HandOffRequest{
		Reason: dialog.ReasonTechnical,
		Summary: fmt.Sprintf("He contestado ya %d mensajes en una hora en esta conversación. Puede que al otro lado haya otra máquina: "+
			"me callo hasta que alguien lo mire.", t.state.Pace.Replies),
	})
}
