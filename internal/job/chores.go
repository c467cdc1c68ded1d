package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"atrevete/internal/salon"
)

const (
	choresEvery  = 10 * time.Second // how often a due chore is looked for
	choreLease   = 15 * time.Minute // of the product's clock: after it a chore that was not finished is due again
	choreTimeout = 10 * time.Minute // of real time, for one run
	// archiveIdle is how long nobody must have said anything (design, §11).
	archiveIdle = 23 * time.Hour
	// choreHour is when the nightly chores run, in the salon.
	choreHour, choreMinute = 3, 30
)

// The chores.
const (
	choreArchive   = "archive"
	choreRetention = "retention"
)

// ChoreStore does the chores.
type ChoreStore interface {
	Salons(ctx context.Context) ([]salon.ID, error)
	Snapshot(ctx context.Context, salonID salon.ID) (*salon.Salon, error)
	// ClaimChore takes a chore that is due; it is due again after lease unless finished. False: not due, or another has it.
	ClaimChore(ctx context.Context, salonID salon.ID, name string, now time.Time, lease time.Duration) (bool, error)
	FinishChore(ctx context.Context, salonID salon.ID, name string, now, next time.Time, report any) error
	// Archive completes the history of conversations that are idle since an instant. It may be repeated.
	Archive(ctx context.Context, salonID salon.ID, since, now time.Time) (salon.Archived, error)
	// Retain erases what is too old by the salon's policies. It may be repeated.
	Retain(ctx context.Context, shop *salon.Salon, now time.Time) (salon.Retained, error)
}

// ChoreMetrics counts. Chores and outcomes (done, failed) are closed sets.
type ChoreMetrics interface {
	ChoreDone(chore, outcome string)
	Retained(what string, n int)
}

// Chores does what recurs: by the product's clock, once for each salon whatever
// the number of processes, and as soon as possible after an outage.
type Chores struct {
	store   ChoreStore
	clock   salon.Clock
	metrics ChoreMetrics
	log     *slog.Logger
}

// NewChores returns a Chores; Run starts it.
func NewChores(store ChoreStore, clock salon.Clock, metrics ChoreMetrics, log *slog.Logger) *Chores {
	return &Chores{store: store, clock: clock, metrics: metrics, log: log}
}

// chore is one of them: what it does, and when it is due next.
type chore struct {
	name string
	do   func(ctx context.Context, shop *salon.Salon, now time.Time) (report any, err error)
	next func(now time.Time) time.Time
}

func (c *Chores) all() []chore {
	return []chore{
		{choreArchive, c.archive, nextHour},
		{choreRetention, c.retain, nextNight},
	}
}

// Run looks for due chores until ctx ends. Faults are logged and tried again.
func (c *Chores) Run(ctx context.Context) error {
	tick := time.NewTicker(choresEvery)
	defer tick.Stop()
	for {
		if err := c.safeSweep(ctx); err != nil && ctx.Err() == nil {
			c.log.ErrorContext(ctx, "chores failed; they are tried again", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// safeSweep turns a panic into an error.
func (c *Chores) safeSweep(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("chores panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return c.Sweep(ctx)
}

// Sweep does every chore that is due now.
func (c *Chores) Sweep(ctx context.Context) error {
	salons, err := c.store.Salons(ctx)
	if err != nil {
		return fmt.Errorf("chores: %w", err)
	}
	var faults []error
	for _, id := range salons {
		for _, one := range c.all() {
			if err := c.work(ctx, id, one); err != nil {
				c.metrics.ChoreDone(one.name, "failed")
				faults = append(faults, fmt.Errorf("%s of salon %s: %w", one.name, id, err))
			}
		}
	}
	return errors.Join(faults...)
}

// work does one chore of one salon if it is due.
func (c *Chores) work(ctx context.Context, id salon.ID, one chore) error {
	now := c.clock()
	mine, err := c.store.ClaimChore(ctx, id, one.name, now, choreLease)
	if err != nil || !mine {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, choreTimeout)
	defer cancel()
	shop, err := c.store.Snapshot(ctx, id)
	if err != nil {
		return fmt.Errorf("read salon: %w", err)
	}
	began := time.Now() //nolint:forbidigo // a duration, not a moment
	report, err := one.do(ctx, shop, now)
	if err != nil {
		return err
	}
	if err := c.store.FinishChore(ctx, id, one.name, now, one.next(now.In(shop.Location)), report); err != nil {
		return fmt.Errorf("finish: %w", err)
	}
	c.metrics.ChoreDone(one.name, "done")
	numbers, err := json.Marshal(report)
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	c.log.InfoContext(ctx, "chore done", "chore", one.name, "salon", shop.Slug, "report", string(numbers), "took", time.Since(began)) //nolint:forbidigo // as above
	return nil
}

func (c *Chores) archive(ctx context.Context, shop *salon.Salon, now time.Time) (any, error) {
	done, err := c.store.Archive(ctx, shop.ID, now.Add(-archiveIdle), now)
	return done, err
}

func (c *Chores) retain(ctx context.Context, shop *salon.Salon, now time.Time) (any, error) {
	done, err := c.store.Retain(ctx, shop, now)
	c.metrics.Retained("messages", done.Messages)
	c.metrics.Retained("traces", done.Traces)
	c.metrics.Retained("customers", done.Customers)
	c.metrics.Retained("conversations", done.Conversations)
	return done, err
}

// nextHour is the full hour after now.
func nextHour(now time.Time) time.Time { return now.Truncate(time.Hour).Add(time.Hour) }

// nextNight is the next half past three, on the wall clock of now's zone.
func nextNight(now time.Time) time.Time {
	y, m, d := now.Date()
	night := time.Date(y, m, d, choreHour, choreMinute, 0, 0, now.Location())
	if night.After(now) {
		return night
	}
	return time.Date(y, m, d+1, choreHour, choreMinute, 0, 0, now.Location())
}
