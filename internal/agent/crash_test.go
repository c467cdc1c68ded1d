package agent_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"testing"
	"time"

	"atrevete/internal/agent"
	"atrevete/internal/salon"
	"atrevete/internal/stream"
	"atrevete/internal/testkit"
)

// crashStepEnv makes the test binary a child that runs one agent and kills
// itself with SIGKILL after the named step.
const (
	crashStepEnv = "AGENT_CRASH_STEP"
	crashDBEnv   = "AGENT_CRASH_DATABASE"
	crashRedis   = "AGENT_CRASH_REDIS"
	crashConvEnv = "AGENT_CRASH_CONVERSATION"
)

// crashLease is how long a killed child's lease outlives it.
const crashLease = 200 * time.Millisecond

// crashChild is the child's whole life.
func crashChild(step string) {
	t := &childT{}
	hints, err := stream.OpenRedis(os.Getenv(crashRedis), stream.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := openWorld(t, os.Getenv(crashDBEnv), hints)
	w.advance = holding(w, "corte")
	w.agent = w.newAgent(func(c *agent.Config) {
		c.Worker, c.LeaseTTL = "child", crashLease
		c.AfterStep = func(done agent.Step) {
			if string(done) == step {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {}
			}
		}
	})
	if err := w.work(salon.ID(os.Getenv(crashConvEnv))); err != nil {
		t.Fatal(err)
	}
}

// childT is what a child has instead of a testing.T.
type childT struct{ testing.TB }

func (*childT) Helper()                  {}
func (*childT) Cleanup(func())           {}
func (*childT) Context() context.Context { return context.Background() }
func (*childT) Fatal(args ...any)        { fmt.Fprintln(os.Stderr, args...); os.Exit(1) }

// killAgentAt runs a child that dies after the step.
func killAgentAt(t *testing.T, step agent.Step, w *world, redis string, id salon.ID) {
	t.Helper()
	//nolint:gosec // the test's own binary
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), crashStepEnv+"="+string(step), crashDBEnv+"="+w.url, crashRedis+"="+redis, crashConvEnv+"="+string(id))
	out, err := child.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("the child ended with %v, not by SIGKILL: %s", err, out)
	}
}

func TestKillingTheAgentBetweenAnyTwoStepsLosesAndRepeatsNothing(t *testing.T) {
	t.Parallel()
	steps := []agent.Step{
		agent.StepReceive, agent.StepIdentify, agent.StepUnderstand, agent.StepDecide, agent.StepAct, agent.StepReply, "done",
	}
	for _, step := range steps {
		t.Run(string(step), func(t *testing.T) {
			t.Parallel()
			redis := testkit.NewRedis(t)
			hints, err := stream.OpenRedis(redis, stream.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = hints.Close() })
			w := openWorld(t, testkit.NewDatabase(t), hints)
			w.advance = holding(w, "corte")
			id := w.arrive(w.message("5", 1, "hola"), w.message("5", 2, "corte el viernes"))
			killAgentAt(t, step, w, redis, id)
			testkit.Eventually(t, func() bool {
				err := w.work(id)
				if err != nil && !errors.Is(err, salon.ErrBusy) {
					t.Fatal(err)
				}
				return err == nil
			}, "the dead agent's lease runs out")
			if got := w.owed(id); len(got) != 1 {
				t.Errorf("owed %q, want one reply", got)
			}
			if n := w.count(`SELECT count(*) FROM bookings`); n != 1 {
				t.Errorf("%d bookings, want 1", n)
			}
			if n := w.count(`SELECT count(*) FROM turns`); n != 1 {
				t.Errorf("%d turns, want 1", n)
			}
			w.settled()
			// What was understood before the crash is not understood again.
			again := slices.Index(steps, step) < slices.Index(steps, agent.StepUnderstand)
			if want := map[bool]int{true: 1, false: 0}[again]; w.understood != want {
				t.Errorf("understood %d times after the crash, want %d", w.understood, want)
			}
		})
	}
}

func TestACheckpointOfAnotherTurnIsIgnored(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.arrive(w.message("5", 1, "hola"))
	w.mustWork(id)
	if err := w.hints.SaveCheckpoint(t.Context(), id, []byte(`{"version":1,"rows":["other"],"commands":[{"kind":"bye"}]}`)); err != nil {
		t.Fatal(err)
	}
	w.arrive(w.message("5", 2, "adiós"))
	w.mustWork(id)
	if err := w.hints.SaveCheckpoint(t.Context(), id, []byte(`not JSON`)); err != nil {
		t.Fatal(err)
	}
	w.arrive(w.message("5", 3, "otra"))
	w.mustWork(id)
	if w.understood != 3 {
		t.Errorf("understood %d times, want 3", w.understood)
	}
}
