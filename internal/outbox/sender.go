package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"atrevete/internal/channel"
	"atrevete/internal/salon"
)

// group is the consumer group that all senders share.
const group = "outbox"

// Defaults of Config.
const (
	defaultWorkers    = 16
	defaultSweepEvery = time.Second
	defaultLease      = time.Minute // longer than any delivery takes
	sweepLimit        = 200
	storeTimeout      = 5 * time.Second
	deliveryTimeout   = 45 * time.Second
)

// Config tunes a Sender; zero values mean the defaults.
type Config struct {
	Worker     string        // name of this process in stream groups
	Workers    int           // conversations delivered to at once
	SweepEvery time.Duration // how often due rows are looked for
	Lease      time.Duration // of a claimed row
	Retry      Retry
	RealTime   func() time.Time // what pauses of a dead channel are measured by; nil: time.Now
}

// Parts are the things a Sender works with.
type Parts struct {
	Store    Store
	Channels map[string]channel.Channel // by the conversation's channel name
	Intake   Intake                     // nil: only sweeping
	Live     Publisher                  // nil: nobody watches
	// Templates, Mailer: what may be sent when the window is closed; nil: nothing.
	Templates Templates
	Mailer    Mailer
	Clock     salon.Clock  // the product's; nil: real time
	Log       *slog.Logger // nil: slog.Default()
	Meter     Meter        // nil: counted nowhere
}

// Sender delivers outbox rows. Any number of them may work on one database.
type Sender struct {
	Parts
	cfg      Config
	breakers map[string]*breaker // by channel

	mu     sync.Mutex
	active map[salon.ID]*bool // conversations in hand; true: announced again meanwhile
	slots  chan struct{}
	jobs   sync.WaitGroup
}

// NewSender makes a Sender; Run starts it.
func NewSender(cfg Config, parts Parts) *Sender {
	if cfg.Worker == "" {
		cfg.Worker = "sender"
	}
	if cfg.Workers <= 0 {
		cfg.Workers = defaultWorkers
	}
	if cfg.SweepEvery <= 0 {
		cfg.SweepEvery = defaultSweepEvery
	}
	if cfg.Lease <= 0 {
		cfg.Lease = defaultLease
	}
	cfg.Retry = cfg.Retry.withDefaults()
	if cfg.RealTime == nil {
		cfg.RealTime = realNow
	}
	if parts.Log == nil {
		parts.Log = slog.Default()
	}
	if parts.Meter == nil {
		parts.Meter = unmetered{}
	}
	if parts.Clock == nil {
		parts.Clock = realNow
	}
	breakers := make(map[string]*breaker, len(parts.Channels))
	for name := range parts.Channels {
		breakers[name] = new(breaker)
		parts.Meter.ChannelUp(name, true)
	}
	return &Sender{Parts: parts, cfg: cfg, breakers: breakers, active: make(map[salon.ID]*bool), slots: make(chan struct{}, cfg.Workers)}
}

// unmetered counts nothing.
type unmetered struct{}

func (unmetered) MessageSent(string)     {}
func (unmetered) ChannelUp(string, bool) {}
func (unmetered) Panic(string)           {}

// realNow is the time on the wall.
func realNow() time.Time {
	return time.Now() //nolint:forbidigo // see Config.RealTime
}

// ChannelCheck is nil while the channel answers; for health pages.
func (s *Sender) ChannelCheck(name string) error {
	if b, ok := s.breakers[name]; ok && b.down() {
		return fmt.Errorf("channel %s does not answer", name)
	}
	return nil
}

// Run delivers what is announced and what it finds due, until ctx ends; then
// it finishes the messages in hand. It returns nil when it was told to stop.
func (s *Sender) Run(ctx context.Context) error {
	defer s.jobs.Wait()
	g, ctx := errgroup.WithContext(ctx)
	if s.Intake != nil {
		g.Go(func() error {
			err := s.Intake.Consume(ctx, salon.StreamOutgoing, group, s.cfg.Worker, func(_ context.Context, id salon.ID) error {
				s.start(ctx, id) // not the hint's context: that ends with the hint
				return nil
			})
			if err != nil && ctx.Err() == nil {
				return fmt.Errorf("consume hints: %w", err)
			}
			return nil
		})
	}
	g.Go(func() error { return s.sweep(ctx) })
	if err := g.Wait(); err != nil {
		return fmt.Errorf("run outbox: %w", err)
	}
	return nil
}

// sweep looks for due rows again and again: retries, and messages whose hint was lost.
func (s *Sender) sweep(ctx context.Context) error {
	ticker := time.NewTicker(s.cfg.SweepEvery)
	defer ticker.Stop()
	failing := false
	for {
		due, err := s.due(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			s.Log.WarnContext(ctx, "cannot look for due messages; trying on", "err", err)
		}
		failing = err != nil
		for _, id := range due {
			s.start(ctx, id)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

func (s *Sender) due(ctx context.Context) ([]salon.ID, error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	due, err := s.Store.OutboxDue(ctx, sweepLimit)
	if err != nil {
		return nil, fmt.Errorf("list due messages: %w", err)
	}
	return due, nil
}

// start has a conversation delivered by a goroutine of its own, waiting for a
// free one. A conversation in hand is looked at once more afterwards.
func (s *Sender) start(ctx context.Context, id salon.ID) {
	s.mu.Lock()
	if again, ok := s.active[id]; ok {
		*again = true
		s.mu.Unlock()
		return
	}
	s.active[id] = new(bool)
	s.mu.Unlock()
	select {
	case s.slots <- struct{}{}:
	case <-ctx.Done():
		s.mu.Lock()
		delete(s.active, id)
		s.mu.Unlock()
		return
	}
	s.jobs.Add(1)
	go func() {
		defer s.jobs.Done()
		defer func() { <-s.slots }()
		for {
			s.deliver(ctx, id)
			if !s.again(id) || ctx.Err() != nil {
				return
			}
		}
	}()
}

// again reports whether the conversation was announced while it was in hand,
// and lets go of it when it was not.
func (s *Sender) again(id salon.ID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if again := s.active[id]; *again {
		*again = false
		return true
	}
	delete(s.active, id)
	return false
}

// deliver is Deliver for the background: errors and panics end in the log.
func (s *Sender) deliver(ctx context.Context, id salon.ID) {
	defer func() {
		if p := recover(); p != nil {
			s.Meter.Panic("outbox")
			s.Log.ErrorContext(ctx, "panic while delivering", "conversation_id", id, "err", p, "stack", string(debug.Stack()))
		}
	}()
	err := s.Deliver(ctx, id)
	if err != nil && ctx.Err() == nil && !errors.Is(err, salon.ErrBusy) {
		s.Log.ErrorContext(ctx, "delivery interrupted; it will be tried again", "conversation_id", id, "err", err)
	}
}
