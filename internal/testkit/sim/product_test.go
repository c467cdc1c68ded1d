package sim_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
	"atrevete/internal/testkit/sim"
	"atrevete/internal/testkit/stack"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// product is the whole product as a world: webhooks, PostgreSQL, Redis, outbox,
// payments.
type product struct {
	*stack.World
	t *testing.T
}

// Salon is the snapshot the product works with.
func (p product) Salon() *salon.Salon { return p.World.Salon }

// State reads the conversation's state from the database.
func (p product) State() dialog.State {
	var raw []byte
	var state dialog.State
	err := p.Store.Pool().QueryRow(p.t.Context(), `SELECT state FROM conversations`).Scan(&raw)
	if err == nil && len(raw) > 0 {
		err = json.Unmarshal(raw, &state)
	}
	if err != nil {
		return dialog.State{}
	}
	return state
}

// TestCustomersOfTheWholeProduct plays some customers of TestSimulate over the
// real thing: what is said and what is in the data must be what it was in memory.
func TestCustomersOfTheWholeProduct(t *testing.T) {
	t.Parallel()
	for seed := range uint64(*products) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			o := sim.Options{NewWorld: newWorld, Kinds: kinds()}
			imagined, err := sim.One(o, seed)
			if err != nil {
				t.Fatal(err)
			}
			o.NewWorld = func() (sim.World, error) { return product{stack.NewWorld(t), t}, nil }
			real, err := sim.One(o, seed)
			if err != nil {
				t.Fatal(err)
			}
			if real.End != imagined.End || len(real.FalseSuccesses)+len(real.SideEffects)+len(real.Faults) > 0 {
				t.Errorf("in memory:\n%s\nover the product:\n%s", imagined.Log(), real.Log())
			}
		})
	}
}
