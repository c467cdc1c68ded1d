package stream

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/gomodule/redigo/redis"
)

const (
	fieldConversation = "conversation"
	readBlock         = 5 * time.Second // how long one read waits for entries
	replyTimeout      = 2 * time.Second // of a consumer's own connection
	firstBackoff      = 50 * time.Millisecond
	lastBackoff       = 2 * time.Second
)

// Consume calls handle with each conversation announced on the stream that no
// other consumer of the group gets, one after the other, until ctx ends; then
// it returns nil. What this consumer left unacknowledged before comes first;
// what others abandoned is taken over. While Redis is away it keeps trying.
func (r *Redis) Consume(ctx context.Context, stream, group, consumer string, handle Handler) error {
	c := &consumption{Redis: r, stream: stream, group: group, consumer: consumer, handle: handle}
	backoff, away := firstBackoff, false
	ready := func() {
		if away {
			r.options.Log.InfoContext(ctx, "stream is back", "stream", stream)
		}
		backoff, away = firstBackoff, false
	}
	for ctx.Err() == nil {
		err := c.run(ctx, ready)
		if ctx.Err() != nil {
			break
		}
		if !away && !missingGroup(err) {
			away = true
			r.options.Log.WarnContext(ctx, "stream is away; trying on", "stream", stream, "err", err)
		}
		pause(ctx, backoff/2+rand.N(backoff/2+1))
		backoff = min(2*backoff, lastBackoff)
	}
	return nil
}

// pause waits unless ctx ends before.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// missingGroup reports whether Redis lost the group: it was wiped.
func missingGroup(err error) bool {
	return says(err, "NOGROUP", "UNBLOCKED")
}

// consumption is one Consume.
type consumption struct {
	*Redis
	conn                    redis.Conn
	stream, group, consumer string
	handle                  Handler
	again                   map[string]bool // entries that failed once
	nextLook                time.Time
}

// run consumes until something goes wrong. It calls ready when Redis has
// answered. Blocking reads need a connection of their own; closing it is what
// ends one at once when ctx ends.
func (c *consumption) run(ctx context.Context, ready func()) error {
	c.again, c.nextLook = map[string]bool{}, time.Time{}
	conn, err := c.address.dial(ctx, replyTimeout, replyTimeout)
	if err != nil {
		return err
	}
	c.conn = conn
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	// From the beginning: what was announced before the group existed counts too.
	if _, err := conn.Do("XGROUP", "CREATE", c.stream, c.group, "0", "MKSTREAM"); err != nil && !says(err, "BUSYGROUP") {
		return fmt.Errorf("create consumer group: %w", err)
	}
	if err := c.own(ctx); err != nil {
		return err
	}
	ready()
	for ctx.Err() == nil {
		if err := c.takeOver(ctx); err != nil {
			return err
		}
		if _, err := c.read(ctx, ">", min(readBlock, c.options.ClaimEvery)); err != nil {
			return err
		}
	}
	return nil
}

// own handles what this consumer was given before and never acknowledged.
func (c *consumption) own(ctx context.Context) error {
	for from := "0"; ; {
		entries, err := c.read(ctx, from, 0)
		if err != nil || len(entries) == 0 {
			return err
		}
		from = entries[len(entries)-1].id
	}
}

// read reads and handles entries: new ones (">"), for which it waits up to
// block, or own pending ones after an id.
func (c *consumption) read(ctx context.Context, from string, block time.Duration) ([]hint, error) {
	args := []any{"GROUP", c.group, c.consumer, "COUNT", batchSize}
	if block > 0 {
		args = append(args, "BLOCK", max(1, block.Milliseconds())) // 0 would be for ever
	}
	reply, err := redis.DoWithTimeout(c.conn, block+replyTimeout, "XREADGROUP", append(args, "STREAMS", c.stream, from)...)
	if err == nil && reply == nil {
		return nil, nil
	}
	entries, err := readHints(reply, err)
	if err != nil {
		return nil, fmt.Errorf("read stream: %w", err)
	}
	return entries, c.each(ctx, entries)
}

// takeOver claims, every now and then, entries that nobody acknowledged.
func (c *consumption) takeOver(ctx context.Context) error {
	now := time.Now() //nolint:forbidigo // abandonment is a matter of real time
	if now.Before(c.nextLook) {
		return nil
	}
	for start := "0-0"; ; {
		entries, next, err := readClaimed(c.conn.Do("XAUTOCLAIM", c.stream, c.group, c.consumer, c.options.ClaimAfter.Milliseconds(), start, "COUNT", batchSize))
		if err != nil {
			return fmt.Errorf("take over abandoned hints: %w", err)
		}
		for _, entry := range entries {
			c.again[entry.id] = true // somebody has already tried
		}
		if err := c.each(ctx, entries); err != nil {
			return err
		}
		if start = next; start == "0-0" {
			break
		}
	}
	c.nextLook = now.Add(c.options.ClaimEvery)
	return c.forgetConsumers()
}

// forgetConsumers removes consumers of processes that are long gone, so that
// restarts do not pile up names.
func (c *consumption) forgetConsumers() error {
	consumers, err := readConsumers(c.conn.Do("XINFO", "CONSUMERS", c.stream, c.group))
	if err != nil {
		return fmt.Errorf("list consumers: %w", err)
	}
	for _, one := range consumers {
		if one.name == c.consumer || one.pending > 0 || one.idle < consumerStale {
			continue
		}
		if _, err := c.conn.Do("XGROUP", "DELCONSUMER", c.stream, c.group, one.name); err != nil {
			return fmt.Errorf("forget a consumer: %w", err)
		}
	}
	return nil
}

// each handles entries in order and acknowledges those that are done. An entry
// whose handler failed stays pending and comes back once, through takeOver;
// then it is given up: the sweep knows the conversation.
func (c *consumption) each(ctx context.Context, entries []hint) error {
	done := []any{c.stream, c.group}
	for _, entry := range entries {
		if ctx.Err() != nil {
			break
		}
		if entry.conversation == "" {
			done = append(done, entry.id) // trimmed away, or not ours
			continue
		}
		err := safely(ctx, c.options.Log, c.handle, entry.conversation)
		if err != nil && !c.again[entry.id] {
			continue
		}
		if err != nil {
			c.options.Log.WarnContext(ctx, "hint given up; the sweep will find the conversation", "conversation_id", entry.conversation, "err", err)
		}
		delete(c.again, entry.id)
		done = append(done, entry.id)
	}
	if len(done) == 2 {
		return nil
	}
	// What was handled is acknowledged even when we are being stopped.
	if _, err := c.call(context.WithoutCancel(ctx), "XACK", done...); err != nil {
		return fmt.Errorf("acknowledge hints: %w", err)
	}
	return nil
}
