package inbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"atrevete/internal/salon"
)

// Defaults of Config.
const (
	DefaultMaxBatch     = 256
	DefaultCommitters   = 2
	DefaultStoreTimeout = 1500 * time.Millisecond
)

// ErrClosed: the inbox is shutting down and takes nothing more.
var ErrClosed = errors.New("inbox is closed")

// Config tunes an Inbox; zero values mean the defaults.
type Config struct {
	MaxBatch     int           // rows of one commit at most
	Committers   int           // commits under way at once
	StoreTimeout time.Duration // of one commit, and of its row-by-row repetition together
	Clock        salon.Clock   // the product's: stamps what carries no arrival time
	Log          *slog.Logger  // nil: slog.Default()
	Metrics      *Metrics      // nil: counted nowhere
	Meter        Meter         // nil: counted nowhere
}

// Inbox stores inbound messages durably before anybody is told that they
// arrived. Requests that come in while a commit is under way share the next
// one (group commit), so an idle inbox commits at once and a busy one commits
// hundreds of rows together.
type Inbox struct {
	cfg   Config
	store Store
	hints *announcements

	threads threads

	mu         sync.Mutex
	waiting    []*entry
	committing int // leaders at work
	closed     bool
	leaders    sync.WaitGroup
}

// entry is one caller waiting for its row.
type entry struct {
	ctx  context.Context //nolint:containedctx // the caller's: tells whether it still waits
	in   salon.Inbound
	done chan outcome // buffered: a leader never waits for a caller
}

type outcome struct {
	stored salon.Stored
	err    error
}

// New makes an inbox. Close it after the last Accept.
func New(cfg Config, store Store, announcer Announcer) *Inbox {
	if cfg.MaxBatch <= 0 {
		cfg.MaxBatch = DefaultMaxBatch
	}
	if cfg.Committers <= 0 {
		cfg.Committers = DefaultCommitters
	}
	if cfg.StoreTimeout <= 0 {
		cfg.StoreTimeout = DefaultStoreTimeout
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now //nolint:forbidigo // the product's clock unless one is given
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.Metrics == nil {
		cfg.Metrics = NewMetrics(nil)
	}
	if cfg.Meter == nil {
		cfg.Meter = unmetered{}
	}
	return &Inbox{cfg: cfg, store: store, hints: newAnnouncements(announcer, cfg.Log, cfg.Meter)}
}

// Accept stores one inbound and returns once it is committed, or known as a
// duplicate. Its hint is published afterwards and may be lost. When ctx ends
// first the row may or may not have been stored: the sender tries again and
// gets a duplicate. ErrClosed after Close.
func (i *Inbox) Accept(ctx context.Context, in salon.Inbound) (salon.Stored, error) {
	if in.Kind == salon.InboundEcho || in.Kind == salon.InboundReceipt {
		return salon.Stored{}, fmt.Errorf("accept inbound: kind %s is never stored", in.Kind)
	}
	if in.Source == "" || in.ExternalID == "" {
		return salon.Stored{}, errors.New("accept inbound: source and external id are required")
	}
	if err := ctx.Err(); err != nil {
		return salon.Stored{}, fmt.Errorf("accept inbound: %w", err)
	}
	if in.ReceivedAt.IsZero() {
		in.ReceivedAt = i.cfg.Clock()
	}
	e := &entry{ctx: ctx, in: in, done: make(chan outcome, 1)}
	if err := i.enqueue(e); err != nil { //nolint:contextcheck // a commit serves many callers and outlives each
		return salon.Stored{}, err
	}
	select {
	case out := <-e.done:
		return out.stored, out.err
	case <-ctx.Done():
		return salon.Stored{}, fmt.Errorf("accept inbound: wait for commit: %w", ctx.Err())
	}
}

// Close stops the intake and waits until everything accepted is committed and
// announced, or ctx ends.
func (i *Inbox) Close(ctx context.Context) error {
	i.mu.Lock()
	i.closed = true
	i.mu.Unlock()
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		i.leaders.Wait()
		i.hints.wait()
	}()
	select {
	case <-finished:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("close inbox: %w", ctx.Err())
	}
}

// enqueue puts an entry in line and starts a leader unless enough are at work.
func (i *Inbox) enqueue(e *entry) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.closed {
		return fmt.Errorf("accept inbound: %w", ErrClosed)
	}
	i.waiting = append(i.waiting, e)
	if i.committing < i.cfg.Committers {
		i.committing++
		i.leaders.Add(1)
		go i.lead()
	}
	return nil
}

// lead commits batches until nobody waits.
func (i *Inbox) lead() {
	defer i.leaders.Done()
	for {
		batch := i.take()
		if batch == nil {
			return
		}
		i.commit(batch)
	}
}

// take removes the next batch from the line; nil ends the leader.
func (i *Inbox) take() []*entry {
	i.mu.Lock()
	defer i.mu.Unlock()
	n := min(len(i.waiting), i.cfg.MaxBatch)
	if n == 0 {
		i.committing--
		i.waiting = nil
		return nil
	}
	batch := i.waiting[:n:n]
	i.waiting = i.waiting[n:]
	return batch
}
