package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"atrevete/internal/calendar"
	"atrevete/internal/salon"
)

// FeedStore keeps what is known of outside calendars.
type FeedStore interface {
	// CalendarState reads where reading a calendar stands.
	CalendarState(ctx context.Context, c salon.Calendar, now time.Time) (salon.CalendarState, error)
	// ApplyCalendar makes blocks of outside events and proposals of what people did to mirrors, all at once.
	ApplyCalendar(ctx context.Context, r salon.CalendarRead, now time.Time) (salon.CalendarOutcome, error)
	// CalendarResync forgets where reading stands: everything is read next.
	CalendarResync(ctx context.Context, c salon.Calendar) error
	// CalendarFailed notes a read in vain; the next is due at next.
	CalendarFailed(ctx context.Context, c salon.Calendar, fault salon.CalendarFault, cause error, next, now time.Time) error
}

const (
	// readMargin is how far beyond the bookable days a calendar is read, so that
	// the window still covers them when everything is read anew a day later.
	readMargin = 14 * 24 * time.Hour
	readBehind = 24 * time.Hour
	maxPages   = 400
	// notSharedPause is how soon a calendar that is closed to us is tried again.
	notSharedPause = 10 * time.Minute
)

// pull reads a calendar: what changed, or everything when that cannot be told.
// Nothing is applied before all of it was read.
func (c *Calendars) pull(ctx context.Context, one salon.Calendar) (outside, err error) {
	now := c.Clock()
	state, err := c.Store.CalendarState(ctx, one, now)
	if err != nil {
		return nil, fmt.Errorf("pull a calendar: %w", err)
	}
	shop, err := c.Store.Snapshot(ctx, one.SalonID)
	if err != nil {
		return nil, fmt.Errorf("pull a calendar: %w", err)
	}
	read := salon.CalendarRead{
		Calendar: one, Since: state.Token, Hints: state.Hints,
		Window: salon.Interval{Start: now.Add(-readBehind), End: shop.LastDay(now).At(0, shop.Location).Add(readMargin)},
	}
	cause := c.read(ctx, &read, shop.Location)
	if errors.Is(cause, calendar.ErrResync) && read.Since != "" {
		c.Log.InfoContext(ctx, "calendar is read anew", "salon", one.SalonID)
		if err := c.Store.CalendarResync(ctx, one); err != nil {
			return nil, fmt.Errorf("pull a calendar: %w", err)
		}
		read.Since = ""
		cause = c.read(ctx, &read, shop.Location)
	}
	c.Metrics.CalendarDone("pull", outcomeOf(cause))
	if cause != nil {
		return cause, c.pullFailed(ctx, state, cause)
	}
	out, err := c.Store.ApplyCalendar(ctx, read, c.Clock())
	if err != nil {
		return nil, fmt.Errorf("pull a calendar: %w", err)
	}
	if out.Braked {
		c.Log.ErrorContext(ctx, "many events gone at once: deletions of this calendar are not believed", "salon", one.SalonID)
	}
	return nil, c.subscribe(ctx, state)
}

// read reads every page into r.
func (c *Calendars) read(ctx context.Context, r *salon.CalendarRead, zone *time.Location) error {
	r.Events, r.Token = nil, ""
	q := calendar.Query{Calendar: r.ID, Window: r.Window, Token: r.Since, Location: zone}
	for range maxPages {
		page, err := c.Calendar.Changes(ctx, q)
		if err != nil {
			return err
		}
		r.Events = append(r.Events, page.Events...)
		if page.Next == "" {
			r.Token = page.Token
			return nil
		}
		q.Page = page.Next
	}
	return fmt.Errorf("a calendar of more than %d pages: %w", maxPages, calendar.ErrRetry)
}

// pullFailed notes a fault of the calendar.
func (c *Calendars) pullFailed(ctx context.Context, state salon.CalendarState, cause error) error {
	now := c.Clock()
	fault, pause := salon.FaultUnreachable, backoff(state.Failures, cause)
	switch {
	case errors.Is(cause, calendar.ErrNotShared), errors.Is(cause, calendar.ErrPermanent):
		fault, pause = salon.FaultNotShared, notSharedPause
	case errors.Is(cause, calendar.ErrCredential):
		fault = salon.FaultCredential
	case errors.Is(cause, calendar.ErrRate):
		c.rest(calendar.After(cause))
	}
	c.Log.WarnContext(ctx, "calendar not read", "salon", state.SalonID, "fault", fault, "err", cause)
	return c.Store.CalendarFailed(ctx, state.Calendar, fault, cause, now.Add(pause), now)
}
