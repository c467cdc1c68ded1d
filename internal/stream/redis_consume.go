package stream

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/redis/go-redis/v9"

	"atrevete/internal/salon"
)

const (
	fieldConversation = "conversation"
	readBlock         = 5 * time.Second // how long one read waits for entries
	firstBackoff      = 50 * time.Millisecond
	lastBackoff       = 2 * time.Second
)

// Consume calls handle with each conversation announced on the stream that no
// other consumer of the group gets, one after the other, until ctx ends; then
// it returns nil. What this consumer left unacknowledged before comes first;
// what others abandoned is taken over. While Redis is away it keeps trying.
func (r *Redis) Consume(ctx context.Context, stream, group, consumer string, handle Handler) error {
	// A client of its own: blocking reads keep their connection, and closing it
	// is what ends one at once when ctx ends.
	options := *r.redis
	options.PoolSize, options.ReadTimeout, options.WriteTimeout = 2, 2*time.Second, 2*time.Second
	client := redis.NewClient(&options)
	defer context.AfterFunc(ctx, func() { _ = client.Close() })()
	defer client.Close()

	c := &consumption{Redis: r, client: client, stream: stream, group: group, consumer: consumer, handle: handle}
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
	return redis.HasErrorPrefix(err, "NOGROUP") || redis.HasErrorPrefix(err, "UNBLOCKED")
}

// consumption is one Consume.
type consumption struct {
	*Redis
	client                  *redis.Client
	stream, group, consumer string
	handle                  Handler
	again                   map[string]bool // entries that failed once
	nextLook                time.Time
}

// run consumes until something goes wrong. It calls ready when Redis has
// answered.
func (c *consumption) run(ctx context.Context, ready func()) error {
	c.again, c.nextLook = map[string]bool{}, time.Time{}
	// From the beginning: what was announced before the group existed counts too.
	err := c.client.XGroupCreateMkStream(ctx, c.stream, c.group, "0").Err()
	if err != nil && !redis.HasErrorPrefix(err, "BUSYGROUP") {
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
		entries, err := c.read(ctx, from, -1)
		if err != nil || len(entries) == 0 {
			return err
		}
		from = entries[len(entries)-1].ID
	}
}

// read reads and handles entries: new ones (">") or own pending ones after an id.
func (c *consumption) read(ctx context.Context, from string, block time.Duration) ([]redis.XMessage, error) {
	found, err := c.client.XReadGroup(ctx, &redis.XReadGroupArgs{
		Group: c.group, Consumer: c.consumer, Streams: []string{c.stream, from}, Count: batchSize, Block: block,
	}).Result()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read stream: %w", err)
	}
	var entries []redis.XMessage
	for _, one := range found {
		entries = append(entries, one.Messages...)
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
		entries, next, err := c.client.XAutoClaim(ctx, &redis.XAutoClaimArgs{
			Stream: c.stream, Group: c.group, Consumer: c.consumer, MinIdle: c.options.ClaimAfter, Start: start, Count: batchSize,
		}).Result()
		if err != nil {
			return fmt.Errorf("take over abandoned hints: %w", err)
		}
		for _, entry := range entries {
			c.again[entry.ID] = true // somebody has already tried
		}
		if err := c.each(ctx, entries); err != nil {
			return err
		}
		if start = next; start == "0-0" {
			break
		}
	}
	c.nextLook = now.Add(c.options.ClaimEvery)
	return c.forgetConsumers(ctx)
}

// forgetConsumers removes consumers of processes that are long gone, so that
// restarts do not pile up names.
func (c *consumption) forgetConsumers(ctx context.Context) error {
	consumers, err := c.client.XInfoConsumers(ctx, c.stream, c.group).Result()
	if err != nil {
		return fmt.Errorf("list consumers: %w", err)
	}
	for _, one := range consumers {
		if one.Name == c.consumer || one.Pending > 0 || one.Idle < consumerStale {
			continue
		}
		if err := c.client.XGroupDelConsumer(ctx, c.stream, c.group, one.Name).Err(); err != nil {
			return fmt.Errorf("forget a consumer: %w", err)
		}
	}
	return nil
}

// each handles entries in order and acknowledges those that are done. An entry
// whose handler failed stays pending and comes back once, through takeOver;
// then it is given up: the sweep knows the conversation.
func (c *consumption) each(ctx context.Context, entries []redis.XMessage) error {
	var done []string
	for _, entry := range entries {
		if ctx.Err() != nil {
			break
		}
		id, _ := entry.Values[fieldConversation].(string)
		if id == "" {
			done = append(done, entry.ID) // trimmed away, or not ours
			continue
		}
		err := safely(ctx, c.options.Log, c.handle, salon.ID(id))
		if err != nil && !c.again[entry.ID] {
			continue
		}
		if err != nil {
			c.options.Log.WarnContext(ctx, "hint given up; the sweep will find the conversation", "conversation_id", id, "err", err)
		}
		delete(c.again, entry.ID)
		done = append(done, entry.ID)
	}
	if len(done) == 0 {
		return nil
	}
	// What was handled is acknowledged even when we are being stopped.
	short, cancel := context.WithTimeout(context.WithoutCancel(ctx), CallTimeout)
	defer cancel()
	if err := c.Redis.client.XAck(short, c.stream, c.group, done...).Err(); err != nil {
		return fmt.Errorf("acknowledge hints: %w", err)
	}
	return nil
}
