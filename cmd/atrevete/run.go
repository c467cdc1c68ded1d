package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// stageStopTimeout bounds how long one stage may take to stop; what is not
// finished then is left to the database's leases.
const stageStopTimeout = 10 * time.Second

// untilSignal returns a context that ends with the first SIGINT or SIGTERM. A
// second signal ends the process at once, as people expect of Ctrl-C Ctrl-C.
func untilSignal(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// part is one long-lived piece of a process. Run returns when its context ends.
type part struct {
	name string
	run  func(ctx context.Context) error
}

// stage is a set of parts that stop together.
type stage []part

// Pauses before a part that failed is started again; they double.
const (
	firstPause = 250 * time.Millisecond
	maxPause   = 15 * time.Second
)

// restarted makes a part that fails, because a neighbour is away, start again
// after a pause instead of ending the process. made builds it anew each time.
func restarted(logger *slog.Logger, name string, made func() (run func(ctx context.Context) error, err error)) part {
	once := func(ctx context.Context) error {
		run, err := made()
		if err != nil {
			return err
		}
		return part{name, run}.guarded(ctx)
	}
	return part{name, func(ctx context.Context) error {
		for pause := firstPause; ; pause = min(2*pause, maxPause) {
			err := once(ctx)
			if ctx.Err() != nil {
				return nil
			}
			logger.Error("a part failed and is started again", "part", name, "err", err)
			timer := time.NewTimer(pause)
			select {
			case <-ctx.Done():
				timer.Stop()
				return nil
			case <-timer.C:
			}
		}
	}}
}

// runStages starts every part and waits. When ctx ends, or a part fails, the
// stages stop in the given order, each awaited before the next one is told: the
// design's order is intake, turns, outbox, jobs; the caller then closes Redis
// and PostgreSQL. The first failure is returned; a stop on request is none.
func runStages(ctx context.Context, logger *slog.Logger, stages ...stage) error {
	failed := make(chan error, 1)
	running := make([]*startedStage, len(stages))
	for i, s := range stages {
		running[i] = s.start(logger, failed)
	}
	var cause error
	select {
	case <-ctx.Done():
		logger.Info("stopping")
	case cause = <-failed:
	}
	for _, s := range running {
		if err := s.stop(); err != nil && cause == nil {
			cause = err
		}
	}
	return cause
}

type startedStage struct {
	cancel context.CancelFunc
	done   chan struct{}
	names  string
}

// start runs a stage's parts under a context of their own, so that ending the
// process' context does not stop all stages at once. A part that panics or
// returns before it was told to is a failure.
func (s stage) start(logger *slog.Logger, failed chan<- error) *startedStage {
	ctx, cancel := context.WithCancel(context.Background())
	started := &startedStage{cancel: cancel, done: make(chan struct{})}
	var wg sync.WaitGroup
	for _, p := range s {
		started.names += " " + p.name
		wg.Go(func() {
			err := p.guarded(ctx)
			if ctx.Err() != nil && (err == nil || errors.Is(err, context.Canceled)) {
				logger.Debug("stopped", "part", p.name)
				return
			}
			if err == nil {
				err = errors.New("ended unexpectedly")
			}
			select {
			case failed <- fmt.Errorf("%s: %w", p.name, err):
			default:
				logger.Error("part failed while stopping", "part", p.name, "err", err)
			}
		})
	}
	go func() { wg.Wait(); close(started.done) }()
	return started
}

// guarded turns a panic into an error.
func (p part) guarded(ctx context.Context) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return p.run(ctx)
}

// stop tells a stage to stop and waits for it.
func (s *startedStage) stop() error {
	s.cancel()
	limit := time.NewTimer(stageStopTimeout)
	defer limit.Stop()
	select {
	case <-s.done:
		return nil
	case <-limit.C:
		return fmt.Errorf("stopping%s: took longer than %s", s.names, stageStopTimeout)
	}
}
