package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"atrevete/internal/channel"
	"atrevete/internal/salon"
)

// How a channel is asked for what never reached us. Periods are of the product's
// clock, what is compared with messages is of the channel's.
const (
	pollPeriod    = 20 * time.Second
	pollBackOff   = 20 * time.Second // doubles with each failure in a row
	pollBackOffTo = 10 * time.Minute
	pollTimeout   = 2 * time.Minute
	pollPages     = 40
	pollOverlap   = 5 * time.Minute  // activity this long before the last poll is looked at again
	pollGrace     = 15 * time.Minute // before the first poll: older messages are not ours to answer
	pollLately    = time.Hour        // our own conversations of this long are asked about in any case
	pollDay       = 24 * time.Hour   // … when the channel cannot list its own
	pollAtOnce    = 50
	pollAllAtOnce = 300
)

// CatchUpStore keeps how far each conversation is known.
type CatchUpStore interface {
	// ClaimPoll takes the poll of a channel when it is due. salon.ErrNotFound: not due.
	ClaimPoll(ctx context.Context, channel string, now time.Time, period time.Duration) (salon.Poll, error)
	EndPoll(ctx context.Context, p salon.Poll, now time.Time, problem string, backOff time.Duration) error
	// Polled tells how far a conversation is known. salon.ErrNotFound.
	Polled(ctx context.Context, channel, external string) (salon.Polled, error)
	SetPolled(ctx context.Context, channel, external string, message int64, status string) error
	// LatelyActive lists conversations in which somebody wrote since, or a message of ours is uncertain.
	LatelyActive(ctx context.Context, channel string, since time.Time, limit int) ([]string, error)
	// ConfirmOutbox marks a row sent or failed by what the channel shows.
	ConfirmOutbox(ctx context.Context, d salon.Delivery) error
}

// CatchUp asks a channel from time to time for messages, replies of staff and
// changes of status whose events never reached us, and hands them in as if they
// had. What did reach us is recognised by its key and changes nothing.
type CatchUp struct {
	Name    string // of the channel
	Channel channel.Historian
	Store   CatchUpStore
	Inbox   Inbox
	Clock   salon.Clock
	Log     *slog.Logger
}

// Run polls whenever it is due until ctx ends.
func (c *CatchUp) Run(ctx context.Context) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if _, err := c.safePoll(ctx); err != nil && ctx.Err() == nil {
			c.Log.WarnContext(ctx, "channel could not be asked for what was missed", "channel", c.Name, "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// safePoll turns a panic into an error.
func (c *CatchUp) safePoll(ctx context.Context) (found int, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("catching up panicked: %v\n%s", p, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, pollTimeout)
	defer cancel()
	return c.Poll(ctx)
}

// Poll asks once when it is due, and returns how many events had been missed.
// While the channel does not answer the pauses grow; then it goes on from where
// everything was known.
func (c *CatchUp) Poll(ctx context.Context) (int, error) {
	p, err := c.Store.ClaimPoll(ctx, c.Name, c.Clock(), pollPeriod)
	if errors.Is(err, salon.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("claim poll: %w", err)
	}
	run := &catchUpRun{CatchUp: c, poll: p, seen: p.Seen, asked: map[string]bool{}}
	problem := ""
	err = run.ask(ctx)
	if err != nil {
		problem = err.Error()
	}
	backOff := min(pollBackOff<<min(p.Failures, 10), pollBackOffTo)
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), pollPeriod)
	defer cancel()
	p.Seen, p.Baseline = run.seen, run.poll.Baseline
	if failed := c.Store.EndPoll(end, p, c.Clock(), problem, backOff); failed != nil {
		return run.found, errors.Join(err, fmt.Errorf("record poll: %w", failed))
	}
	if run.found > 0 {
		c.Log.WarnContext(ctx, "events that never reached us were found", "channel", c.Name, "count", run.found)
	}
	return run.found, err
}

// catchUpRun is one poll.
type catchUpRun struct {
	*CatchUp
	poll  salon.Poll
	seen  time.Time // newest activity
	asked map[string]bool
	found int
}

// ask looks at what was lately active by the channel's account, and at what was
// by ours: each may know of conversations that the other does not.
func (r *catchUpRun) ask(ctx context.Context) error {
	active, listed, err := r.active(ctx)
	if err != nil {
		return err
	}
	for i := len(active) - 1; i >= 0; i-- { // the longest waiting first
		if err := r.conversation(ctx, active[i]); err != nil {
			return err
		}
	}
	since, limit := pollLately, pollAtOnce
	if !listed {
		since, limit = pollDay, pollAllAtOnce
	}
	ours, err := r.Store.LatelyActive(ctx, r.Name, r.Clock().Add(-since), limit)
	if err != nil {
		return fmt.Errorf("list active conversations: %w", err)
	}
	for _, external := range ours {
		if err := r.conversation(ctx, channel.Activity{ExternalConversation: external}); err != nil {
			return err
		}
	}
	return nil
}

// active lists what was active since the last poll. listed: the channel can list.
func (r *catchUpRun) active(ctx context.Context) (list []channel.Activity, listed bool, err error) {
	for page := 1; page <= pollPages; page++ {
		some, err := r.Channel.Latest(ctx, page)
		if errors.Is(err, channel.ErrPermanent) {
			r.Log.DebugContext(ctx, "channel cannot list its conversations", "channel", r.Name, "err", err)
			return nil, false, nil
		}
		if err != nil {
			return nil, false, fmt.Errorf("list conversations: %w", err)
		}
		fresh := false
		for _, a := range some {
			if a.At.After(r.seen) {
				r.seen = a.At
			}
			if r.poll.Baseline.IsZero() { // the very first: what is newest
				r.poll.Baseline = a.At.Add(-pollGrace)
			}
			from := r.poll.Seen.Add(-pollOverlap)
			if r.poll.Seen.IsZero() {
				from = r.poll.Baseline
			}
			if !a.At.Before(from) {
				list, fresh = append(list, a), true
			}
		}
		if !fresh {
			break
		}
	}
	return list, true, nil
}

// conversation hands in what a conversation shows and we do not know.
func (r *catchUpRun) conversation(ctx context.Context, a channel.Activity) error {
	if r.asked[a.ExternalConversation] {
		return nil
	}
	r.asked[a.ExternalConversation] = true
	known, err := r.Store.Polled(ctx, r.Name, a.ExternalConversation)
	if err != nil && !errors.Is(err, salon.ErrNotFound) {
		return fmt.Errorf("read poll: %w", err)
	}
	last := known.Message
	if a.LastMessage == 0 || a.LastMessage > known.Message {
		a.Since = r.poll.Baseline
		list, err := r.Channel.After(ctx, a, known.Message)
		if errors.Is(err, channel.ErrPermanent) {
			return nil // deleted, or not ours to read
		}
		if err != nil {
			return fmt.Errorf("list messages: %w", err)
		}
		if last, err = r.messages(ctx, a, known, list); err != nil {
			return err
		}
	}
	status, err := r.status(ctx, a, known)
	if err != nil {
		return err
	}
	if err := r.Store.SetPolled(ctx, r.Name, a.ExternalConversation, last, status); err != nil {
		return fmt.Errorf("record poll of conversation: %w", err)
	}
	return nil
}
