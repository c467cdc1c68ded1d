package inbox

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"atrevete/internal/salon"
)

// Defaults of the sweeper, in real time.
const (
	DefaultSweepEvery = 2 * time.Second
	DefaultSweepAge   = 5 * time.Second
	sweepLimit        = 500
	sweepTimeout      = 10 * time.Second
)

// Sweeper announces again what waits too long: hints are lost when Redis is
// wiped, restarted or never was there.
type Sweeper struct {
	Store     Store
	Announcer Announcer
	Every     time.Duration // 0: DefaultSweepEvery
	Age       time.Duration // 0: DefaultSweepAge
	Log       *slog.Logger  // nil: slog.Default()
	Metrics   *Metrics      // nil: counted nowhere
	Meter     Meter         // nil: counted nowhere
}

// Run sweeps until ctx ends, beginning at once. It returns nil then; failures
// of a sweep are logged and the next one tries again.
func (s Sweeper) Run(ctx context.Context) error {
	s = s.withDefaults()
	ticker := time.NewTicker(s.Every)
	defer ticker.Stop()
	for {
		if _, err := s.Sweep(ctx); err != nil && ctx.Err() == nil {
			s.Log.Warn("inbox sweep", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// Sweep announces once every conversation that waits longer than Age, and
// returns how many it announced.
func (s Sweeper) Sweep(ctx context.Context) (announced int, err error) {
	s = s.withDefaults()
	defer func() {
		if p := recover(); p != nil {
			s.Meter.Panic("sweeper")
			err = fmt.Errorf("sweep inbox: panic: %v", p)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, sweepTimeout)
	defer cancel()
	waiting, err := s.Store.Waiting(ctx, s.Age, sweepLimit)
	if err != nil {
		return 0, fmt.Errorf("sweep inbox: list waiting: %w", err)
	}
	var errs []error
	for _, id := range waiting {
		if err := announce(ctx, s.Announcer, hint{salon.StreamIncoming, id}); err != nil {
			s.Meter.HintLost(salon.StreamIncoming)
			errs = append(errs, err)
			continue
		}
		announced++
		s.Metrics.swept.Inc()
	}
	if len(errs) > 0 {
		return announced, fmt.Errorf("sweep inbox: %d hints lost: %w", len(errs), errs[0])
	}
	return announced, nil
}

func (s Sweeper) withDefaults() Sweeper {
	if s.Every <= 0 {
		s.Every = DefaultSweepEvery
	}
	if s.Age <= 0 {
		s.Age = DefaultSweepAge
	}
	if s.Log == nil {
		s.Log = slog.Default()
	}
	if s.Meter == nil {
		s.Meter = unmetered{}
	}
	if s.Metrics == nil {
		s.Metrics = NewMetrics(nil)
	}
	return s
}
