package stream

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gomodule/redigo/redis"
	"github.com/sony/gobreaker/v2"

	"atrevete/internal/salon"
)

const (
	breakerFailures = 2               // in a row, then calls fail at once
	breakerPause    = 1 * time.Second // until one call tries again
)

// Redis is the implementation for several processes.
type Redis struct {
	options Options
	address redisAddress // for blocking reads, which have connections of their own
	calls   *pipeline    // for short calls
	breaker *gobreaker.CircuitBreaker[any]
}

// OpenRedis prepares to use the Redis at url (redis://, rediss:// or unix://).
// It does not connect: Redis may come later.
func OpenRedis(url string, o Options) (*Redis, error) {
	address, err := parseRedisURL(url)
	if err != nil {
		return nil, err
	}
	r := &Redis{options: o.withDefaults(), address: address}
	r.calls = newPipeline(func(ctx context.Context) (redis.Conn, error) {
		return address.dial(ctx, CallTimeout, CallTimeout)
	})
	r.breaker = gobreaker.NewCircuitBreaker[any](gobreaker.Settings{
		Name:        "redis",
		MaxRequests: 1,
		Timeout:     breakerPause,
		ReadyToTrip: func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= breakerFailures },
		// A caller who gave up, and an answer we do not like, say nothing about Redis being there.
		IsExcluded: func(err error) bool { return errors.Is(err, context.Canceled) },
		IsSuccessful: func(err error) bool {
			return err == nil || answered(err) && !notServing(err)
		},
		OnStateChange: r.breakerChanged,
	})
	return r, nil
}

func (r *Redis) breakerChanged(_ string, from, to gobreaker.State) {
	switch {
	case from == gobreaker.StateClosed && to == gobreaker.StateOpen:
		r.options.Log.Warn("redis does not answer; going on without hints", "dependency", "redis")
	case to == gobreaker.StateClosed:
		r.options.Log.Info("redis answers again", "dependency", "redis")
	}
}

// answered reports whether an error is what Redis said, so that it is there.
func answered(err error) bool {
	var said redis.Error
	return errors.As(err, &said)
}

// says reports whether an error is an answer of Redis that begins with one of
// the codes.
func says(err error, codes ...string) bool {
	var said redis.Error
	if !errors.As(err, &said) {
		return false
	}
	code, _, _ := strings.Cut(string(said), " ")
	for _, one := range codes {
		if code == one {
			return true
		}
	}
	return false
}

// notServing reports whether an answer of Redis means that it cannot serve now.
func notServing(err error) bool {
	return says(err, "LOADING", "MASTERDOWN", "CLUSTERDOWN", "READONLY", "TRYAGAIN", "MISCONF", "OOM", "NOAUTH", "WRONGPASS")
}

// Close ends the connection of short calls. Consume and Subscribe end with
// their contexts.
func (r *Redis) Close() error {
	r.calls.close()
	return nil
}

// Ping asks Redis for a sign of life, past the breaker: for health checks.
func (r *Redis) Ping(ctx context.Context) error {
	if _, err := r.call(ctx, "PING"); err != nil {
		return fmt.Errorf("ping redis: %w", err)
	}
	return nil
}

// call makes one call within CallTimeout, past the breaker.
func (r *Redis) call(ctx context.Context, command string, args ...any) (any, error) {
	ctx, cancel := context.WithTimeout(ctx, CallTimeout)
	defer cancel()
	reply, err := r.calls.do(ctx, command, args)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", command, err)
	}
	return reply, nil
}

// timeLeft is the time until the deadline of ctx, which must have one. It is
// never zero, which the client library would take for no limit.
func timeLeft(ctx context.Context) (time.Duration, error) {
	deadline, _ := ctx.Deadline()
	left := time.Until(deadline) //nolint:forbidigo // deadlines are real time
	if err := ctx.Err(); err != nil || left <= 0 {
		return 0, errors.Join(err, context.DeadlineExceeded)
	}
	return left, nil
}

// guard runs one short exchange with Redis behind the breaker.
func (r *Redis) guard(ctx context.Context, what string, exchange func() (any, error)) (any, error) {
	reply, err := r.breaker.Execute(func() (any, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		reply, err := exchange()
		if err != nil && errors.Is(ctx.Err(), context.Canceled) {
			err = context.Canceled // the caller left; not Redis's fault
		}
		return reply, err
	})
	switch {
	case err == nil:
		return reply, nil
	case errors.Is(err, context.Canceled):
		return nil, fmt.Errorf("%s: %w", what, err)
	default:
		return nil, fmt.Errorf("%s: %w: %w", what, ErrUnavailable, err)
	}
}

// do makes one short call behind the breaker.
func (r *Redis) do(ctx context.Context, what, command string, args ...any) (any, error) {
	return r.guard(ctx, what, func() (any, error) { return r.call(ctx, command, args...) })
}

// Announce publishes the hint that a conversation has news. ErrUnavailable:
// the hint is lost.
func (r *Redis) Announce(ctx context.Context, stream string, conversation salon.ID) error {
	_, err := r.do(ctx, "announce on "+stream, "XADD", stream, "MAXLEN", "~", maxEntries, "*", fieldConversation, string(conversation))
	return err
}

func checkpointKey(conversation salon.ID) string { return "checkpoint:" + string(conversation) }

// SaveCheckpoint keeps the finished steps of a turn for CheckpointTTL.
func (r *Redis) SaveCheckpoint(ctx context.Context, conversation salon.ID, checkpoint []byte) error {
	_, err := r.do(ctx, "save checkpoint", "SET", checkpointKey(conversation), checkpoint, "EX", int(CheckpointTTL.Seconds()))
	return err
}

// Checkpoint reads what SaveCheckpoint kept. salon.ErrNotFound: nothing;
// ErrUnavailable: unknown. Both mean to start the turn again.
func (r *Redis) Checkpoint(ctx context.Context, conversation salon.ID) ([]byte, error) {
	reply, err := r.do(ctx, "read checkpoint", "GET", checkpointKey(conversation))
	if err != nil {
		return nil, err
	}
	kept, err := redis.Bytes(reply, nil)
	if errors.Is(err, redis.ErrNil) {
		err = salon.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read checkpoint: %w", err)
	}
	return kept, nil
}

// DeleteCheckpoint forgets a turn's steps.
func (r *Redis) DeleteCheckpoint(ctx context.Context, conversation salon.ID) error {
	_, err := r.do(ctx, "delete checkpoint", "DEL", checkpointKey(conversation))
	return err
}
