// Package sim plays customers: each has a goal (a service, days, hours, a
// stylist), a way of writing and a few habits, all drawn from a seed, reads the
// assistant's replies as a person would (numbered lines, days, names) and
// answers until the goal is reached or there is no way to it. The verdict is
// the state of the data against the goal, never the wording.
//
// A customer is reproducible from its seed. The package is for tests; it reads
// no clock of its own and uses no randomness but the seed's.
package sim

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/testkit/transcript"
	"atrevete/internal/understand/spanish"
)

// World is where customers live: transcript.Imagined in memory, or the product.
type World interface {
	// Prepare builds a fresh salon and customer.
	Prepare(setup transcript.Setup) error
	// Say sends a burst of the customer and waits for its turn to be over.
	Say(texts ...string) error
	// Pay reports a payment: of the link in force, or of the first link sent.
	Pay(first bool) error
	// MoveTo sets the clock, which never goes back, and runs every timer that became due.
	MoveTo(at time.Time) error
	// Messages are all messages the customer has received so far, in order.
	Messages() ([]string, error)
	// Facts are the data as they now stand.
	Facts() (transcript.Facts, error)
	// State is the dialogue's state as stored; of it only the open question is read.
	State() dialog.State
	// Salon is the snapshot the world was prepared with.
	Salon() *salon.Salon
}

// Options of a run. Customers have the seeds Seed, Seed+1, …
type Options struct {
	Seed     uint64
	N        int
	Workers  int                   // at once; 0: one
	Kinds    []Kind                // the first is the most frequent; none: Book
	NewWorld func() (World, error) // a fresh world for each customer
	Now      func() time.Time      // real time, to measure understanding; nil: not measured
	Repeat   int                   // play every fourth goal in so many wordings; 0 or 1: only once

	engine *spanish.Engine
}

// streamOfSeed separates our stream of random numbers from others with the same seed.
const streamOfSeed = 0x6d616974

// Run plays N customers and sums up. The error is the simulator's own; what
// went wrong in conversations is in the report.
func Run(o Options) (*Report, error) {
	o.engine = spanish.New()
	tasks := o.tasks()
	outcomes := make([]*Outcome, len(tasks))
	errs := make([]error, len(tasks))
	next := make(chan int)
	var wg sync.WaitGroup
	for range max(1, o.Workers) {
		wg.Go(func() {
			for i := range next {
				outcomes[i], errs[i] = one(o, tasks[i])
			}
		})
	}
	for i := range tasks {
		next <- i
	}
	close(next)
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("seed %d: %w", tasks[i].seed, err)
		}
	}
	return summarise(outcomes[:o.N], outcomes[o.N:]), nil
}

// One plays the customer of a seed.
func One(o Options, seed uint64) (*Outcome, error) { return one(o, task{seed: seed}) }

func one(o Options, t task) (*Outcome, error) {
	seed := t.seed
	r := rand.New(rand.NewPCG(seed, streamOfSeed))
	world, err := o.NewWorld()
	if err != nil {
		return nil, fmt.Errorf("new world: %w", err)
	}
	shop, err := demoShop()
	if err != nil {
		return nil, err
	}
	c := newCustomer(r, shop, o.Kinds)
	setup := c.setup(r, shop)
	if err := world.Prepare(setup); err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	if t.wording > 0 {
		r = rand.New(rand.NewPCG(seed, streamOfSeed+uint64(t.wording)))
		c.reword(r)
	}
	p := &play{
		world: world, customer: c, rand: r, shop: world.Salon(), now: setup.Now, moved: setup.Now,
		agenda: agendaOf(world.Salon(), setup), stopwatch: stopwatch{now: o.Now, engine: o.engine},
		out: &Outcome{Seed: seed, Kind: c.kind, Known: c.Known, Goal: c.goal.String(), Simple: c.simple()},
	}
	if p.before, err = world.Facts(); err != nil {
		return nil, fmt.Errorf("facts: %w", err)
	}
	p.run()
	return p.out, nil
}

// measurements of one burst: the best counts, so that what else the machine
// does is not counted.
const measurements = 3

// stopwatch measures the understanding of each burst, apart from the world.
type stopwatch struct {
	now    func() time.Time
	engine *spanish.Engine
	took   []time.Duration
	turns  []time.Duration
}

// clocked measures a turn of the world, until what it returns is called.
func (s *stopwatch) clocked() func() {
	if s.now == nil {
		return func() {}
	}
	began := s.now()
	return func() { s.turns = append(s.turns, s.now().Sub(began)) }
}

func (s *stopwatch) measure(view dialog.View, state dialog.State, texts []string) {
	if s.now == nil {
		return
	}
	messages := make([]dialog.Message, len(texts))
	for i, text := range texts {
		messages[i] = dialog.Message{Text: text, SentAt: view.Now}
	}
	if len(s.took) == 0 {
		s.engine.Understand(view, state, messages) // learns the salon's words, once in a process's life
	}
	best := time.Duration(0)
	for range measurements {
		began := s.now()
		s.engine.Understand(view, state, messages)
		if took := s.now().Sub(began); best == 0 || took < best {
			best = took
		}
	}
	s.took = append(s.took, best)
}
