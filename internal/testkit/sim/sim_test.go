package sim_test

import (
	"flag"
	"strings"
	"testing"
	"time"

	"atrevete/internal/testkit/sim"
	"atrevete/internal/testkit/transcript"
)

var (
	customers  = flag.Int("sim.n", 200, "how many customers to simulate")
	seedFlag   = flag.Uint64("sim.seed", 1, "seed of the first customer")
	completion = flag.Float64("sim.completion", 97, "least task completion, in percent")
	worst      = flag.Int("sim.worst", 10, "how many of the worst conversations to print")
	kindsFlag  = flag.String("sim.kinds", "book,ask,leave,split,move,cancel,other,group,usual,late,remind,wait,consult", "what customers come for, the most frequent first")
	products   = flag.Int("sim.products", 8, "how many of them to play over the whole product as well")
	repeat     = flag.Int("sim.repeat", 1, "play a quarter of the goals in so many wordings")
	rules      = flag.Bool("sim.rules", false, "print what was understood and which rules decided, too")
)

// workers is how many customers write at once.
const workers = 2

func newWorld() (sim.World, error) { return transcript.NewImagined() }

func kinds() []sim.Kind {
	var out []sim.Kind
	for name := range strings.SplitSeq(*kindsFlag, ",") {
		out = append(out, sim.Kind(name))
	}
	return out
}

func TestSimulate(t *testing.T) {
	t.Parallel()
	report, err := sim.Run(sim.Options{Seed: *seedFlag, N: *customers, Workers: workers, NewWorld: newWorld, Now: time.Now, Kinds: kinds(), Repeat: *repeat})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range report.Worst(*worst) {
		t.Logf("\n%s\n", o.Log())
		if *rules {
			t.Logf("rules:\n  %s", strings.Join(o.Rules, "\n  "))
		}
	}
	t.Logf("\n%s", report)
	if report.FalseSuccesses > 0 || report.SideEffects > 0 || report.Faults > 0 || report.Unread > 0 {
		t.Error("false successes, wrong side effects, failed turns and unread offers must be 0")
	}
	if got := report.Completion(); got < *completion {
		t.Errorf("task completion %.1f %%, at least %.1f %% is promised", got, *completion)
	}
}

func TestACustomerIsReproducible(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		first, err := sim.One(sim.Options{NewWorld: newWorld}, seed)
		if err != nil {
			t.Fatal(err)
		}
		second, err := sim.One(sim.Options{NewWorld: newWorld}, seed)
		if err != nil {
			t.Fatal(err)
		}
		if first.Log() != second.Log() {
			t.Errorf("seed %d talks differently the second time:\n%s\n%s", seed, first.Log(), second.Log())
		}
	}
}
