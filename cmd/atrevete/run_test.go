package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestStagesStopInOrderEachAwaited(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var ended []string
	waiting := func(name string) part {
		return part{name, func(ctx context.Context) error {
			<-ctx.Done()
			mu.Lock()
			defer mu.Unlock()
			ended = append(ended, name)
			return ctx.Err()
		}}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := runStages(ctx, slog.New(slog.DiscardHandler), stage{waiting("intake")}, stage{waiting("turns")}, stage{waiting("outbox")}, stage{waiting("jobs")})
	if err != nil {
		t.Errorf("a requested stop is no failure: %v", err)
	}
	if want := []string{"intake", "turns", "outbox", "jobs"}; !slices.Equal(ended, want) {
		t.Errorf("ended %v", ended)
	}
}

func TestAPartThatFailsEndsTheProcessAndIsNamed(t *testing.T) {
	t.Parallel()
	for want, run := range map[string]func(context.Context) error{
		"outbox: broken":             func(context.Context) error { return errors.New("broken") },
		"outbox: panic: boom":        func(context.Context) error { panic("boom") },
		"outbox: ended unexpectedly": func(context.Context) error { return nil },
	} {
		other := part{"http", func(ctx context.Context) error { <-ctx.Done(); return nil }}
		err := runStages(t.Context(), slog.New(slog.DiscardHandler), stage{other}, stage{{"outbox", run}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestUsageErrorsExitWithTwo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		code int
	}{
		{[]string{"version"}, 0},
		{[]string{"help"}, 0},
		{[]string{"dance"}, exitUsage},
		{[]string{"config", "--loud"}, exitUsage},
		{[]string{"version", "please"}, exitUsage},
		{[]string{"migrate", "down"}, exitUsage},
		{[]string{"seed"}, exitUsage},
	} {
		if code := execute(t.Context(), c.args); code != c.code {
			t.Errorf("%v: exit code %d, want %d", c.args, code, c.code)
		}
	}
}

func TestAPartThatNeedsAnAbsentNeighbourIsStartedAgain(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	starts := 0
	made := func() (func(context.Context) error, error) {
		starts++
		switch starts {
		case 1:
			return nil, errors.New("no database")
		case 2:
			return func(context.Context) error { panic("boom") }, nil
		}
		return func(ctx context.Context) error { cancel(); <-ctx.Done(); return ctx.Err() }, nil
	}
	err := runStages(ctx, slog.New(slog.DiscardHandler), stage{restarted(slog.New(slog.DiscardHandler), "jobs", made)})
	if err != nil || starts != 3 {
		t.Errorf("started %d times: %v", starts, err)
	}
}
