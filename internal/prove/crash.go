package prove

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
)

// Times of crashes, in real time.
const (
	severEvery    = 2 * time.Second // one connection in the middle of whatever it does
	crashesWanted = 3               // of the server, spread over the storm
	crashTimeout  = time.Minute
	streamOfCrash = 0xc4a5
)

// crashes cuts a random connection every two seconds and kills the server three
// times in the course of the storm.
func (s *storm) crashes(ctx context.Context) {
	r := rand.New(rand.NewPCG(s.Seed, streamOfCrash)) //nolint:gosec // not a secret
	tick := time.NewTicker(severEvery / 20)
	defer tick.Stop()
	killed := int64(0)
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if n%20 == 0 {
			s.note(ctx, s.sever(ctx, r))
		}
		next := int64(s.Attempts) * (killed + 1) / (crashesWanted + 1)
		if s.Crash == nil || killed >= crashesWanted || s.clock.attempts.Load() < next {
			continue
		}
		killed++
		limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), crashTimeout)
		err := s.Crash(limit)
		cancel()
		if err != nil {
			s.fault(fmt.Sprintf("the database server did not come back: %v", err))
			return
		}
		s.count.crashed.Add(1)
	}
}

// sever ends one connection from the server's side.
func (s *storm) sever(ctx context.Context, r *rand.Rand) error {
	app := stormApp
	if r.IntN(4) == 0 {
		app = crewApp
	}
	tag, err := s.crewStore.Pool().Exec(ctx, `
		SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE application_name = $1 AND pid <> pg_backend_pid() AND datname = current_database() ORDER BY random() LIMIT 1`, app)
	if err != nil {
		return fmt.Errorf("severing a connection: %w", err)
	}
	s.count.severed.Add(tag.RowsAffected())
	return nil
}
