package stream

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/gomodule/redigo/redis"

	"atrevete/internal/salon"
)

func liveChannel(conversation salon.ID) string { return "live:" + string(conversation) }

// Publish tells watching browsers. ErrUnavailable: nobody was told.
func (r *Redis) Publish(ctx context.Context, conversation salon.ID, event salon.LiveEvent) error {
	body, err := json.Marshal(event)
	if err != nil {
		return fmt.Errorf("publish live event: %w", err)
	}
	_, err = r.do(ctx, "publish live event", "PUBLISH", liveChannel(conversation), body)
	return err
}

// Subscribe returns a conversation's live events from now on. The channel is
// closed when ctx ends. A reader who lags behind misses events, and so does
// everybody while Redis is away. ErrUnavailable: there is no Redis now.
func (r *Redis) Subscribe(ctx context.Context, conversation salon.ID) (<-chan salon.LiveEvent, error) {
	channel := liveChannel(conversation)
	subscription, err := r.subscribe(ctx, channel)
	if err != nil {
		return nil, err
	}
	events := make(chan salon.LiveEvent, eventBuffer)
	go func() {
		defer close(events)
		r.watch(ctx, channel, subscription, events)
	}()
	return events, nil
}

// subscribe connects and subscribes; Redis has confirmed it.
func (r *Redis) subscribe(ctx context.Context, channel string) (*redis.PubSubConn, error) {
	var subscription *redis.PubSubConn
	_, err := r.guard(ctx, "subscribe to live events", func() (any, error) {
		ctx, cancel := context.WithTimeout(ctx, CallTimeout)
		defer cancel()
		conn, err := r.address.dial(ctx, CallTimeout, CallTimeout)
		if err != nil {
			return nil, err
		}
		subscription = &redis.PubSubConn{Conn: conn}
		err = subscription.Subscribe(channel)
		left, late := timeLeft(ctx)
		if err == nil {
			err = late
		}
		if err == nil {
			err, _ = subscription.ReceiveWithTimeout(left).(error)
		}
		if err != nil {
			_ = subscription.Close()
		}
		return nil, err
	})
	return subscription, err
}

// watch relays events until ctx ends; when the subscription breaks it makes
// another.
func (r *Redis) watch(ctx context.Context, channel string, subscription *redis.PubSubConn, events chan<- salon.LiveEvent) {
	for backoff := firstBackoff; ; backoff = min(2*backoff, lastBackoff) {
		if subscription != nil {
			r.relay(ctx, subscription, events)
			backoff = firstBackoff
		}
		pause(ctx, backoff/2+rand.N(backoff/2+1))
		if ctx.Err() != nil {
			return
		}
		var err error
		if subscription, err = r.subscribe(ctx, channel); err != nil {
			subscription = nil // the breaker has logged it
		}
	}
}

// relay passes events on until the subscription breaks or ctx ends; then the
// connection is closed.
func (r *Redis) relay(ctx context.Context, subscription *redis.PubSubConn, events chan<- salon.LiveEvent) {
	var alive sync.WaitGroup
	defer alive.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	alive.Go(func() { r.keepAlive(ctx, subscription) })
	for {
		switch got := subscription.ReceiveWithTimeout(r.options.LiveCheck + replyTimeout).(type) {
		case error:
			return
		case redis.Message:
			var event salon.LiveEvent
			if err := json.Unmarshal(got.Data, &event); err == nil { // else it is not ours
				offer(events, event)
			}
		}
	}
}

// keepAlive asks a silent subscription for signs of life, and closes it when
// ctx ends, which ends a read at once.
func (r *Redis) keepAlive(ctx context.Context, subscription *redis.PubSubConn) {
	defer subscription.Close()
	tick := time.NewTicker(r.options.LiveCheck)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := subscription.Ping(""); err != nil {
				return
			}
		}
	}
}

// offer passes an event on unless the reader lags too far behind.
func offer(events chan<- salon.LiveEvent, event salon.LiveEvent) {
	select {
	case events <- event:
	default:
	}
}
