package agent

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// Step names a part of a turn.
type Step string

// The steps of a turn, in order.
const (
	StepReceive    Step = "receive"
	StepIdentify   Step = "identify"
	StepUnderstand Step = "understand"
	StepDecide     Step = "decide"
	StepAct        Step = "act"
	StepReply      Step = "reply"
)

// Checkpoint is how far a turn in progress has come. It lives in Redis and may
// vanish at any moment: then the turn starts again, since nothing was
// committed. It counts only for the same rows on the same version of the state.
type Checkpoint struct {
	Version  int64            `json:"version"`
	Rows     []salon.ID       `json:"rows"`
	Step     Step             `json:"step"` // last finished
	Customer salon.ID         `json:"customer,omitempty"`
	Commands []dialog.Command `json:"commands,omitempty"`
	SavedAt  time.Time        `json:"saved_at"`
}

// matches reports whether the checkpoint belongs to the turn at hand.
func (c Checkpoint) matches(version int64, rows []salon.ID) bool {
	return c.Version == version && slices.Equal(c.Rows, rows)
}

// resume begins a new checkpoint, or goes on with the one of the turn at hand
// where an earlier try at it broke off.
func (t *turn) resume(ctx context.Context) {
	id := t.conversation.ID
	t.point = Checkpoint{Version: t.conversation.Version, Rows: rowIDs(t.rows)}
	if !t.brokenOff {
		return
	}
	raw, err := t.agent.Hints.Checkpoint(ctx, id)
	if err != nil {
		if !errors.Is(err, salon.ErrNotFound) {
			t.agent.Log.DebugContext(ctx, "no checkpoint", "conversation_id", id, "err", err)
		}
		return
	}
	var saved Checkpoint
	if json.Unmarshal(raw, &saved) == nil && saved.matches(t.point.Version, t.point.Rows) {
		t.point = saved
	}
}

// checkpoint saves the result of a step. A failure costs at most a repeated
// step, so it is only logged.
func (t *turn) checkpoint(ctx context.Context, step Step) {
	t.mark(step)
	t.point.Step, t.point.SavedAt = step, t.agent.Clock()
	raw, err := json.Marshal(t.point)
	if err == nil {
		err = t.agent.Hints.SaveCheckpoint(ctx, t.conversation.ID, raw)
	}
	if err != nil {
		t.agent.Log.DebugContext(ctx, "checkpoint not saved", "conversation_id", t.conversation.ID, "err", err)
	}
	t.crashPoint(step)
}

// mark measures the step that just ended.
func (t *turn) mark(step Step) {
	now := time.Now() //nolint:forbidigo // a duration, not a moment
	t.agent.Meter.Stage(string(step), now.Sub(t.stepBegan))
	t.stepBegan = now
}

func (t *turn) crashPoint(step Step) {
	if t.agent.cfg.AfterStep != nil {
		t.agent.cfg.AfterStep(step)
	}
}
