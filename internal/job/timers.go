package job

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"atrevete/internal/salon"
)

const (
	sweepEvery = time.Second
	// sweepTimeout bounds one sweep; what is left waits for the next.
	sweepTimeout = 30 * time.Second
)

// Timers sweeps for what became due by the product's clock. Several processes
// may sweep at once: each timer is fired by one of them.
type Timers struct {
	store    TimerStore
	announce Announcer
	clock    salon.Clock
	metrics  Metrics
	log      *slog.Logger
}

// NewTimers returns a sweeper. metrics may be nil.
func NewTimers(store TimerStore, announce Announcer, clock salon.Clock, metrics Metrics, log *slog.Logger) *Timers {
	if metrics == nil {
		metrics = noMetrics{}
	}
	return &Timers{store: store, announce: announce, clock: clock, metrics: metrics, log: log}
}

// Run sweeps every second until ctx ends. Faults are logged and tried again.
func (t *Timers) Run(ctx context.Context) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if _, err := t.safeSweep(ctx); err != nil && ctx.Err() == nil {
			t.log.ErrorContext(ctx, "timer sweep failed", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// safeSweep turns a panic into an error.
func (t *Timers) safeSweep(ctx context.Context) (fired int, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("timer sweep panicked: %v\n%s", p, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, sweepTimeout)
	defer cancel()
	return t.Sweep(ctx)
}

// Sweep fires everything that is due now and returns how many timers fired.
func (t *Timers) Sweep(ctx context.Context) (fired int, err error) {
	err = t.store.FireTimers(ctx, t.clock(), func(kind salon.TimerKind, conversation salon.ID) {
		fired++
		t.metrics.TimerFired(kind)
		if !conversation.Empty() {
			t.tell(ctx, conversation)
		}
	})
	if err != nil {
		return fired, fmt.Errorf("fire timers: %w", err)
	}
	return fired, nil
}

// tell announces; a lost hint costs time only, so a fault is logged.
func (t *Timers) tell(ctx context.Context, conversation salon.ID) {
	if err := t.announce.Announce(ctx, salon.StreamIncoming, conversation); err != nil {
		t.log.WarnContext(ctx, "timer hint lost", "conversation_id", conversation, "err", err)
	}
}
