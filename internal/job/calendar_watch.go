package job

import (
	"context"
	"fmt"
	"time"

	"atrevete/internal/salon"
)

// ChannelStore keeps the channels through which a provider sends hints.
type ChannelStore interface {
	// AddCalendarChannel keeps a channel before it is asked for.
	AddCalendarChannel(ctx context.Context, c salon.CalendarChannel) error
	OpenCalendarChannel(ctx context.Context, c salon.CalendarChannel) error
	DropCalendarChannel(ctx context.Context, id string) error
	// OldCalendarChannels lists the channels of a calendar but for one.
	OldCalendarChannels(ctx context.Context, c salon.Calendar, but string) ([]salon.CalendarChannel, error)
}

const (
	// channelLife is how long a channel is asked for; the provider may give less.
	channelLife = 7 * 24 * time.Hour
	// channelRenew is how long before its end a channel is followed by another.
	channelRenew = 24 * time.Hour
	// channelPause is how soon a subscription that failed is tried again.
	channelPause = 30 * time.Minute
)

// subscribe sees to it that a calendar tells us of changes, if there is an
// address to tell. The channel's end is the product's clock, as far as it can
// be: with another clock than the provider's it is renewed too early, or hints
// stay away and the calendar is read every few minutes all the same.
func (c *Calendars) subscribe(ctx context.Context, state salon.CalendarState) error {
	now := c.Clock()
	if c.Watch == "" || state.WatchedTo.After(now.Add(channelRenew)) || now.Before(c.subscribeAfter(state.Calendar)) {
		return nil
	}
	channel := salon.CalendarChannel{Calendar: state.Calendar, ID: string(c.NewID()), Token: c.Secret(), Until: now.Add(channelLife)}
	if err := c.Store.AddCalendarChannel(ctx, channel); err != nil {
		return fmt.Errorf("subscribe to a calendar: %w", err)
	}
	opened, cause := c.Calendar.Watch(ctx, channel, c.Watch)
	c.Metrics.CalendarDone("watch", outcomeOf(cause))
	if cause != nil { // hints are a convenience
		c.Log.WarnContext(ctx, "calendar sends no hints", "salon", state.SalonID, "err", cause)
		c.mu.Lock()
		c.mute[state.Calendar] = now.Add(channelPause)
		c.mu.Unlock()
		return c.Store.DropCalendarChannel(ctx, channel.ID)
	}
	if err := c.Store.OpenCalendarChannel(ctx, opened); err != nil {
		return fmt.Errorf("subscribe to a calendar: %w", err)
	}
	return c.unsubscribe(ctx, state.Calendar, channel.ID)
}

// unsubscribe ends the channels that another one has followed.
func (c *Calendars) unsubscribe(ctx context.Context, one salon.Calendar, but string) error {
	old, err := c.Store.OldCalendarChannels(ctx, one, but)
	if err != nil {
		return fmt.Errorf("unsubscribe from a calendar: %w", err)
	}
	for _, channel := range old {
		if channel.Resource != "" {
			if err := c.Calendar.Stop(ctx, channel); err != nil { // it ends by itself
				c.Log.WarnContext(ctx, "calendar channel not stopped", "salon", one.SalonID, "err", err)
			}
		}
		if err := c.Store.DropCalendarChannel(ctx, channel.ID); err != nil {
			return fmt.Errorf("unsubscribe from a calendar: %w", err)
		}
	}
	return nil
}

// subscribeAfter is when a subscription that failed may be tried again.
func (c *Calendars) subscribeAfter(one salon.Calendar) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.mute[one]
}
