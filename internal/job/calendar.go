package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"atrevete/internal/calendar"
	"atrevete/internal/salon"
)

// Limits of the work on outside calendars, in real time. A sweep ends well
// before the lease under which it writes.
const (
	calendarEvery   = time.Second
	calendarLease   = 90 * time.Second
	calendarSweep   = 60 * time.Second
	calendarsAtOnce = 4
	gaugesEvery     = 10 * time.Second
)

// CalendarStore is what the work on outside calendars reads and writes.
type CalendarStore interface {
	CalendarLead
	MirrorStore
	FeedStore
	ChannelStore
	// Snapshot gives the salon's data.
	Snapshot(ctx context.Context, salonID salon.ID) (*salon.Salon, error)
	// CalendarsDue lists the calendars with something to read or to write.
	CalendarsDue(ctx context.Context, now time.Time) ([]salon.CalendarWork, error)
}

// CalendarLead decides which worker speaks with an account's calendars, and
// keeps how its key is.
type CalendarLead interface {
	LeadCalendars(ctx context.Context, account, worker string, lease time.Duration) (bool, error)
	LeaveCalendars(ctx context.Context, account, worker string) error
	CalendarProbeDue(ctx context.Context, account string, now time.Time) (bool, error)
	// NoteCalendarAccount records whether the key works; fault is empty when it does. The team is told once.
	NoteCalendarAccount(ctx context.Context, account string, fault salon.CalendarFault, cause error, probed bool, now time.Time) error
	CalendarHealth(ctx context.Context, account string, now time.Time) (salon.CalendarHealth, error)
}

// CalendarMetrics counts. Operations are pull, push, watch, probe; outcomes done,
// retry, rate, credential, not_shared, permanent.
type CalendarMetrics interface {
	CalendarDone(operation, outcome string)
	SetCalendars(h salon.CalendarHealth)
}

// CalendarOptions is what the work on outside calendars needs.
type CalendarOptions struct {
	Store    CalendarStore
	Calendar calendar.Calendar
	Clock    salon.Clock     // the product's time
	Worker   string          // names this process
	Watch    string          // https address that hints are sent to; empty: none are asked for
	NewID    func() salon.ID // of channels
	Secret   func() string   // of channels
	Metrics  CalendarMetrics // may be nil
	Log      *slog.Logger
}

// Calendars mirrors appointments to outside calendars and reads what else is
// there. Of all processes only one works at a time; it treats several calendars
// at once and each of them in order.
type Calendars struct {
	CalendarOptions
	leading atomic.Bool

	mu     sync.Mutex
	paused time.Time // by the product's clock: the provider, or our key, needs a rest
	gauged time.Time
	mute   map[salon.Calendar]time.Time // subscriptions that failed rest until then
}

// NewCalendars returns a worker.
func NewCalendars(o CalendarOptions) *Calendars {
	if o.Metrics == nil {
		o.Metrics = noCalendarMetrics{}
	}
	return &Calendars{CalendarOptions: o, mute: map[salon.Calendar]time.Time{}}
}

// Run sweeps every second until ctx ends, then lets another process take over.
func (c *Calendars) Run(ctx context.Context) error {
	tick := time.NewTicker(calendarEvery)
	defer tick.Stop()
	for {
		if err := c.safeSweep(ctx); err != nil && ctx.Err() == nil {
			c.Log.ErrorContext(ctx, "calendar sweep failed", "err", err)
		}
		select {
		case <-ctx.Done():
			return c.leave(ctx)
		case <-tick.C:
		}
	}
}

// leaveTries is how often the lease is given back: a sweep that was cut off may
// leave a database connection behind that answers the next caller with the
// cancellation of the last.
const leaveTries = 2 * calendarsAtOnce

// leave gives the lease back.
func (c *Calendars) leave(ctx context.Context) error {
	if !c.leading.Load() {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	var err error
	for range leaveTries {
		if err = c.Store.LeaveCalendars(ctx, c.Calendar.Account(), c.Worker); err == nil || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("leave calendars: %w", err)
	}
	return nil
}

// safeSweep turns a panic into an error.
func (c *Calendars) safeSweep(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("calendar sweep panicked: %v\n%s", p, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, calendarSweep)
	defer cancel()
	return c.Sweep(ctx)
}

// Sweep does what is due now, unless another process is at it.
func (c *Calendars) Sweep(ctx context.Context) error {
	defer c.gauge(ctx)
	lead, err := c.Store.LeadCalendars(ctx, c.Calendar.Account(), c.Worker, calendarLease)
	if err != nil {
		return fmt.Errorf("lead calendars: %w", err)
	}
	c.leading.Store(lead)
	if !lead {
		return nil
	}
	if err := c.probe(ctx); err != nil {
		return err
	}
	if c.resting() {
		return nil
	}
	works, err := c.Store.CalendarsDue(ctx, c.Clock())
	if err != nil {
		return fmt.Errorf("list calendars: %w", err)
	}
	return c.workAll(ctx, works)
}

// workAll treats calendars side by side. What they say together tells how the
// provider is.
func (c *Calendars) workAll(ctx context.Context, works []salon.CalendarWork) error {
	var group errgroup.Group
	group.SetLimit(calendarsAtOnce)
	outcomes := make([]error, len(works))
	for i, w := range works {
		group.Go(func() error {
			var err error
			outcomes[i], err = c.work(ctx, w)
			return err
		})
	}
	err := group.Wait()
	return errors.Join(err, c.judge(ctx, outcomes))
}

// work reads a calendar, if that is due, then writes. outside is what went wrong
// there, err what went wrong here.
func (c *Calendars) work(ctx context.Context, w salon.CalendarWork) (outside, err error) {
	if w.Pull {
		if outside, err = c.pull(ctx, w.Calendar); outside != nil || err != nil {
			return outside, err
		}
	}
	if w.Push {
		return c.push(ctx, w)
	}
	return nil, nil
}

// judge records what the calendars' answers say of the key and the provider.
func (c *Calendars) judge(ctx context.Context, outcomes []error) error {
	if len(outcomes) == 0 {
		return nil
	}
	var fault salon.CalendarFault
	var cause error
	answered := false
	for _, err := range outcomes {
		switch {
		case errors.Is(err, calendar.ErrCredential):
			fault, cause = salon.FaultCredential, err
		case errors.Is(err, calendar.ErrRetry):
			if fault == "" {
				fault, cause = salon.FaultUnreachable, err
			}
		default:
			answered = true
		}
	}
	if fault == salon.FaultUnreachable && answered {
		fault = ""
	}
	switch fault {
	case salon.FaultCredential:
		c.rest(restRefused)
	case salon.FaultUnreachable:
		c.rest(restAtLeast)
	}
	if err := c.Store.NoteCalendarAccount(ctx, c.Calendar.Account(), fault, cause, false, c.Clock()); err != nil {
		return fmt.Errorf("judge calendars: %w", err)
	}
	return nil
}

// probe tries the key now and then, so that one that was revoked is noticed
// before the last token it got runs out.
func (c *Calendars) probe(ctx context.Context) error {
	now := c.Clock()
	due, err := c.Store.CalendarProbeDue(ctx, c.Calendar.Account(), now)
	if err != nil || !due {
		return err
	}
	var fault salon.CalendarFault
	cause := c.Calendar.Check(ctx)
	switch {
	case cause == nil:
		c.wake()
	case errors.Is(cause, calendar.ErrCredential):
		fault = salon.FaultCredential
	default:
		fault = salon.FaultUnreachable
	}
	c.Metrics.CalendarDone("probe", outcomeOf(cause))
	if fault != "" {
		c.rest(max(restRefused, calendar.After(cause)))
		c.Log.WarnContext(ctx, "calendar key does not work", "fault", fault, "err", cause)
	}
	if err := c.Store.NoteCalendarAccount(ctx, c.Calendar.Account(), fault, cause, true, now); err != nil {
		return fmt.Errorf("probe calendars: %w", err)
	}
	return nil
}

// How long everything rests when the provider does not answer, or there were
// too many requests; and when the key is refused.
const (
	restAtLeast = 15 * time.Second
	restRefused = time.Minute
)

// rest stops all work for a while.
func (c *Calendars) rest(pause time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if until := c.Clock().Add(max(pause, restAtLeast)); until.After(c.paused) {
		c.paused = until
	}
}

func (c *Calendars) wake() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.paused = time.Time{}
}

func (c *Calendars) resting() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.Clock().Before(c.paused)
}

// gauge shows how things are, now and then.
func (c *Calendars) gauge(ctx context.Context) {
	now := c.Clock()
	c.mu.Lock()
	due := now.Sub(c.gauged) >= gaugesEvery || now.Before(c.gauged)
	if due {
		c.gauged = now
	}
	c.mu.Unlock()
	if !due {
		return
	}
	h, err := c.Store.CalendarHealth(ctx, c.Calendar.Account(), now)
	if err != nil {
		c.Log.WarnContext(ctx, "reading how the calendars are", "err", err)
		return
	}
	c.Metrics.SetCalendars(h)
}

// outcomeOf names what became of a call, for metrics.
func outcomeOf(err error) string {
	switch {
	case err == nil:
		return "done"
	case errors.Is(err, calendar.ErrRate):
		return "rate"
	case errors.Is(err, calendar.ErrCredential):
		return "credential"
	case errors.Is(err, calendar.ErrNotShared):
		return "not_shared"
	case errors.Is(err, calendar.ErrPermanent):
		return "permanent"
	}
	return "retry"
}

// Pauses between tries.
const (
	calendarFirstPause = 2 * time.Second
	calendarLastPause  = 15 * time.Minute
)

// backoff is the pause after so many failures: truncated exponential, between
// half of it and all of it, at least what the provider asked for.
func backoff(failures int, err error) time.Duration {
	d := calendarFirstPause
	for range failures {
		if d >= calendarLastPause {
			break
		}
		d *= 2
	}
	d = min(d, calendarLastPause)
	d = d/2 + time.Duration(rand.Int64N(int64(d/2)+1)) //nolint:gosec // jitter
	return max(d, calendar.After(err))
}

type noCalendarMetrics struct{}

func (noCalendarMetrics) CalendarDone(string, string)       {}
func (noCalendarMetrics) SetCalendars(salon.CalendarHealth) {}
