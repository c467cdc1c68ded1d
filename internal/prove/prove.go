package prove

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"atrevete/internal/salon"
	"atrevete/internal/seed"
	"atrevete/internal/store"
)

// Options of a storm.
type Options struct {
	URL      string // an empty database of ours
	Source   string // database whose salon is copied into it; empty: the demo salon
	Attempts int    // holds that are tried
	Workers  int    // at once
	Seed     uint64 // of everything that is drawn
	RealTime salon.Clock
	// Crash kills the database server without warning and brings it back; nil: it is left alone.
	Crash    func(ctx context.Context) error
	Progress func(Progress) // called now and then; may be nil
	Log      *slog.Logger

	// Spoil is called when the salon is in place, before the storm: tests break the database there to see
	// that the storm notices.
	Spoil func(ctx context.Context, s *store.Store) error
}

// Progress is how far a storm has come.
type Progress struct {
	Attempts, Of int64
	Held         int64
	Left         *Leftover // what is still to do, once the storm is over; nil before
}

// Times of a storm.
const (
	progressEvery  = 500 * time.Millisecond
	settlePatience = 10 * time.Minute // for everything to come to rest; only a failing storm spends it
	perAttempt     = 250 * time.Millisecond
	leastSpan      = 3 * time.Hour // of the product's time, however few the attempts
	mostConns      = 64
	crewConns      = 12
	jobConns       = 8
)

// Run storms and reports. The error says that the storm could not be held; what
// it found is in the report.
func Run(ctx context.Context, o Options) (*Report, error) {
	began := o.RealTime()
	s, err := prepare(ctx, o)
	if err != nil {
		return nil, err
	}
	defer s.close()
	if o.Spoil != nil {
		if err := o.Spoil(ctx, s.store); err != nil {
			return nil, fmt.Errorf("spoiling the salon: %w", err)
		}
	}
	if err := s.run(ctx); err != nil {
		return nil, err
	}
	report := s.report()
	if err := s.check(ctx, report); err != nil {
		return nil, err
	}
	report.Whole = o.RealTime().Sub(began)
	return report, nil
}

// prepare migrates the database, puts a salon into it and invents its customers.
func prepare(ctx context.Context, o Options) (s *storm, err error) {
	if err := store.Migrate(ctx, o.URL); err != nil {
		return nil, fmt.Errorf("making the tables: %w", err)
	}
	start := demoStart()
	if o.Source != "" {
		start = o.RealTime()
		if err := copySalon(ctx, o.Source, o.URL); err != nil {
			return nil, err
		}
	}
	s = &storm{Options: o, clock: newClock(start, o.Attempts)}
	if s.store, err = store.Open(ctx, o.URL, store.Options{AppName: stormApp, MaxConns: int32(min(o.Workers, mostConns))}); err != nil { //nolint:gosec // bounded
		return nil, fmt.Errorf("opening the private database: %w", err)
	}
	if s.crewStore, err = store.Open(ctx, o.URL, store.Options{AppName: crewApp, MaxConns: crewConns}); err != nil {
		s.store.Close()
		return nil, fmt.Errorf("opening the private database: %w", err)
	}
	if s.jobStore, err = store.Open(ctx, o.URL, store.Options{AppName: jobApp, MaxConns: jobConns}); err != nil {
		s.store.Close()
		s.crewStore.Close()
		return nil, fmt.Errorf("opening the private database: %w", err)
	}
	if err := s.fill(ctx); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// demoStart is when the demo salon's storm begins: a Tuesday morning.
func demoStart() time.Time { return time.Date(2026, time.October, 6, 7, 0, 0, 0, time.UTC) }

// fill loads the demo salon unless one was copied, and invents customers.
func (s *storm) fill(ctx context.Context) error {
	if s.Source == "" {
		demo, faults := salon.ParseSeed(seed.Demo())
		if len(faults) > 0 {
			return fmt.Errorf("reading the demo salon: %w", faults[0])
		}
		if _, err := s.store.Seed(ctx, demo); err != nil {
			return fmt.Errorf("loading the demo salon: %w", err)
		}
	}
	var err error
	if s.salon, err = s.store.FirstSalon(ctx); err != nil {
		return fmt.Errorf("reading the salon: %w", err)
	}
	if s.wishes = wishesOf(s.salon); len(s.wishes) == 0 {
		return errors.New("the salon has no service that anybody on its team does: nothing can be booked")
	}
	if s.bank, err = openBank(ctx, s.store, s.Seed); err != nil {
		return err
	}
	s.post = newPost(s.Seed)
	s.customers, err = s.invite(ctx, min(max(s.Attempts/20, 2000), 20_000))
	return err
}

// invite writes n customers, each with a conversation.
func (s *storm) invite(ctx context.Context, n int) ([]customer, error) {
	rows, err := s.store.Pool().Query(ctx, `
		WITH people AS (
			INSERT INTO customers (first_name, last_name) SELECT 'Clienta', 'De Prueba ' || n FROM generate_series(1, $1::int) n RETURNING id
		), numbered AS (SELECT id, row_number() OVER () AS n FROM people)
		INSERT INTO conversations (channel, external_id, customer_id) SELECT $2, 'storm-' || n, id FROM numbered
		RETURNING customer_id, id`, n, channelName)
	if err != nil {
		return nil, fmt.Errorf("inviting customers: %w", err)
	}
	defer rows.Close()
	var list []customer
	for rows.Next() {
		var c customer
		if err := rows.Scan(&c.id, &c.conversation); err != nil {
			return nil, fmt.Errorf("inviting customers: %w", err)
		}
		list = append(list, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("inviting customers: %w", err)
	}
	return list, nil
}

// run lets the crew work, the customers write and the workers fight, and waits
// until everything has come to rest.
func (s *storm) run(ctx context.Context) error {
	crewCtx, dismiss := context.WithCancel(ctx)
	defer dismiss()
	crew, err := s.hire()
	if err != nil {
		return err
	}
	var hired sync.WaitGroup
	crew.start(crewCtx, &hired)
	defer hired.Wait()
	defer dismiss()

	fighting, stop := context.WithCancel(ctx)
	var around sync.WaitGroup
	around.Go(func() { s.tell(fighting) })
	around.Go(func() { s.crashes(fighting) })
	g, fight := errgroup.WithContext(ctx)
	for n := range s.Workers {
		g.Go(func() error { return s.work(fight, n) })
	}
	for n := range talkers {
		g.Go(func() error { return s.talk(fight, crew, n) })
	}
	stormed := s.RealTime()
	err = g.Wait()
	s.took = s.RealTime().Sub(stormed)
	stop()
	around.Wait()
	if err != nil {
		return fmt.Errorf("storming: %w", err)
	}
	return s.settle(ctx, crew)
}

// tell reports progress.
func (s *storm) tell(ctx context.Context) {
	if s.Progress == nil {
		return
	}
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.Progress(Progress{Attempts: s.clock.attempts.Load(), Of: int64(s.Attempts), Held: s.count.held.Load()})
		}
	}
}
