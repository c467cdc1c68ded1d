package stream

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/redis/go-redis/v9"

	"atrevete/internal/salon"
)

func liveChannel(conversation salon.ID) string { return "live:" + string(conversation) }

// Publish tells watching browsers. ErrUnavailable: nobody was told.
func (r *Redis) Publish(ctx context.Context, conversation salon.ID, event salon.LiveEvent) error {
	body, err := json.Marshal(event)
	if err != nil {
		return fmt.Errorf("publish live event: %w", err)
	}
	return r.do(ctx, "publish live event", func(ctx context.Context) error {
		return r.client.Publish(ctx, liveChannel(conversation), body).Err()
	})
}

// Subscribe returns a conversation's live events from now on. The channel is
// closed when ctx ends. A reader who lags behind misses events, and so does
// everybody while Redis is away. ErrUnavailable: there is no Redis now.
func (r *Redis) Subscribe(ctx context.Context, conversation salon.ID) (<-chan salon.LiveEvent, error) {
	var subscription *redis.PubSub
	err := r.do(ctx, "subscribe to live events", func(ctx context.Context) error {
		subscription = r.client.Subscribe(ctx, liveChannel(conversation))
		_, err := subscription.ReceiveTimeout(ctx, CallTimeout)
		return err
	})
	if err != nil {
		if subscription != nil {
			_ = subscription.Close()
		}
		return nil, err
	}
	events := make(chan salon.LiveEvent, eventBuffer)
	go func() {
		defer close(events)
		defer subscription.Close()
		messages := subscription.Channel()
		for {
			select {
			case <-ctx.Done():
				return
			case message, open := <-messages:
				if !open {
					return
				}
				var event salon.LiveEvent
				if err := json.Unmarshal([]byte(message.Payload), &event); err != nil {
					continue // not ours
				}
				offer(events, event)
			}
		}
	}()
	return events, nil
}

// offer passes an event on unless the reader lags too far behind.
func offer(events chan<- salon.LiveEvent, event salon.LiveEvent) {
	select {
	case events <- event:
	default:
	}
}
