package agent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// Config tunes an Agent. The zero value of each field takes the default named
// beside it.
type Config struct {
	Worker     string        // name of this process in leases and stream groups
	Quiet      time.Duration // how long a burst may pause; 0: answer at once
	QuietMax   time.Duration // a burst is answered at the latest after this (6 s)
	LeaseTTL   time.Duration // 15 s
	Turns      int           // conversations worked on at once (64)
	SweepEvery time.Duration // how often lost hints are looked for (2 s)
	SweepAge   time.Duration // a row this old has lost its hint (3 s)
	PublicURL  string        // base of payment links, without trailing slash

	// AfterStep is called when a named step of a turn is done; tests crash there.
	AfterStep func(step Step)
	// AfterCommit is called when a turn is committed and announced.
	AfterCommit func(conversation salon.ID)
}

func (c Config) withDefaults() Config {
	set := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	set(&c.QuietMax, 6*time.Second)
	set(&c.LeaseTTL, 15*time.Second)
	set(&c.SweepEvery, 2*time.Second)
	set(&c.SweepAge, 3*time.Second)
	if c.Turns == 0 {
		c.Turns = 64
	}
	if c.Worker == "" {
		c.Worker = "agent"
	}
	return c
}

// group is the consumer group that all agents share.
const group = "agent"

// Meter counts what turns do; telemetry implements it.
type Meter interface {
	Turn(outcome string, took time.Duration)
	Stage(step string, took time.Duration)
	Panic(where string)
}

// Parts are the things an Agent works with.
type Parts struct {
	Store      Store
	Snapshots  Snapshots
	Understand Understander
	Replies    Replier
	Hints      Hints
	Intake     Intake
	Clock      salon.Clock
	NewID      func() salon.ID
	Log        *slog.Logger
	Meter      Meter
	// Advance is the dialogue; a parameter so that tests can make it misbehave.
	Advance func(dialog.View, dialog.State, dialog.Event) dialog.Step
}

// Agent runs the turns of all conversations that are announced to it, or that
// its sweep finds waiting.
type Agent struct {
	Parts
	cfg    Config
	queue  *queue
	poison *poison
}

// New makes an Agent; Run starts it.
func New(cfg Config, parts Parts) *Agent {
	cfg = cfg.withDefaults()
	a := &Agent{Parts: parts, cfg: cfg, poison: newPoison()}
	if a.Advance == nil {
		a.Advance = dialog.Advance
	}
	a.queue = newQueue(cfg.Turns, cfg.Quiet, cfg.QuietMax, a.work)
	return a
}

// Run consumes hints and sweeps until ctx ends, then waits for turns in
// progress. It returns nil when it was told to stop.
func (a *Agent) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, stream := range []string{salon.StreamIncoming, salon.StreamPayments} {
		g.Go(func() error {
			err := a.Intake.Consume(ctx, stream, group, a.cfg.Worker, func(_ context.Context, id salon.ID) error {
				a.queue.Add(id, stream == salon.StreamIncoming)
				return nil
			})
			return stopped(ctx, err)
		})
	}
	g.Go(func() error { return a.sweep(ctx) })
	g.Go(func() error { return a.queue.Run(ctx) })
	if err := g.Wait(); err != nil {
		return fmt.Errorf("run agent: %w", err)
	}
	return nil
}

// stopped turns the error of a part that was told to stop into nil.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil //nolint:nilerr // the part ended because it was told to
	}
	return err
}

// sweep finds conversations whose hint was lost and works on them.
func (a *Agent) sweep(ctx context.Context) error {
	tick := time.NewTicker(a.cfg.SweepEvery)
	defer tick.Stop()
	failing := false
	for {
		ids, err := a.Store.Waiting(ctx, a.cfg.SweepAge, 500)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && !failing:
			a.Log.WarnContext(ctx, "cannot look for waiting conversations; trying on", "err", err)
		case err == nil && failing:
			a.Log.InfoContext(ctx, "looking for waiting conversations again")
		}
		failing = err != nil
		for _, id := range ids {
			a.queue.Add(id, false)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// work runs turns of one conversation until nothing waits for it.
func (a *Agent) work(ctx context.Context, id salon.ID) {
	defer func() {
		if p := recover(); p != nil { // one conversation never takes the others down
			a.Meter.Panic("work")
			a.Log.ErrorContext(ctx, "conversation panicked", "conversation_id", id, "err", p, "stack", string(debug.Stack()))
		}
	}()
	for ctx.Err() == nil {
		more, err := a.Work(ctx, id)
		switch {
		case errors.Is(err, salon.ErrBusy), ctx.Err() != nil:
			return // whoever has the lease looks again before leaving
		case errors.Is(err, salon.ErrConflict):
			a.Log.InfoContext(ctx, "turn lost its lease; starting again", "conversation_id", id)
			return // the sweep brings it back
		case err != nil:
			a.Log.ErrorContext(ctx, "turn failed; it will be tried again", "conversation_id", id, "err", err)
			return
		case !more:
			return
		}
	}
}

// Work takes the conversation's lease and runs one turn, if something waits. It
// reports whether more waits afterwards, also what came in while the lease was
// being given back. salon.ErrBusy: another worker has the lease.
func (a *Agent) Work(ctx context.Context, id salon.ID) (more bool, err error) {
	taken, err := a.Store.Take(ctx, id, a.cfg.Worker, a.cfg.LeaseTTL)
	if err != nil {
		return false, fmt.Errorf("lease conversation: %w", err)
	}
	committed := false // which gave the lease back
	if len(taken.Rows) > 0 {
		err = a.turn(ctx, taken)
		committed = err == nil
	}
	if !committed {
		if back := a.unlease(ctx, taken.Lease); back != nil && err == nil {
			err = back
		}
	}
	if err != nil {
		return false, err
	}
	rows, err := a.Store.PendingInbound(ctx, id)
	if err != nil {
		return false, fmt.Errorf("look for late rows: %w", err)
	}
	return len(rows) > 0, nil
}

// Giving a lease back is worth some patience: while it stands, nobody answers
// the conversation.
const (
	unleasePatience = 5 * time.Second
	unleaseRetry    = 50 * time.Millisecond
)

// unlease gives the lease back, also when we are being stopped and while the
// database restarts.
func (a *Agent) unlease(ctx context.Context, lease salon.Lease) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), unleasePatience)
	defer cancel()
	for {
		err := a.Store.Unlease(ctx, lease)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("give back lease: %w", err)
		case <-time.After(unleaseRetry):
		}
	}
}
