package stream

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gomodule/redigo/redis"
	"github.com/sony/gobreaker/v2"

	"atrevete/internal/salon"
)

const (
	breakerFailures = 2               // in a row, then calls fail at once
	breakerPause    = 1 * time.Second // until one call tries again
	poolSize        = 32
	poolIdle        = 5 * time.Minute // then a spare connection is closed
)

// Redis is the implementation for several processes.
type Redis struct {
	options Options
	address redisAddress // for blocking reads, which have a connection of their own
	pool    *redis.Pool  // for short calls
	broken  atomic.Pointer[time.Time]
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
	r.pool = &redis.Pool{
		MaxActive: poolSize, MaxIdle: poolSize, IdleTimeout: poolIdle, Wait: true,
		DialContext: func(ctx context.Context) (redis.Conn, error) {
			return address.dial(ctx, CallTimeout, CallTimeout)
		},
		TestOnBorrow: r.notBroken,
	}
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

// Close ends all connections. Consume and Subscribe end with their contexts.
func (r *Redis) Close() error {
	if err := r.pool.Close(); err != nil {
		return fmt.Errorf("close redis: %w", err)
	}
	return nil
}

// Ping asks Redis for a sign of life, past the breaker: for health checks.
func (r *Redis) Ping(ctx context.Context) error {
	if _, err := r.call(ctx, "PING"); err != nil {
		return fmt.Errorf("ping redis: %w", err)
	}
	return nil
}

// notBroken is asked before a connection is used again: what was put aside
// before the last failure is taken for broken too, so that a Redis that
// restarts costs one failure and not one for each connection.
func (r *Redis) notBroken(_ redis.Conn, aside time.Time) error {
	if at := r.broken.Load(); at != nil && aside.Before(*at) {
		return errors.New("put aside before the last failure")
	}
	return nil
}

// call makes one call within CallTimeout, past the breaker. A connection that
// Redis closed while it lay aside is replaced by a new one: repeating our
// commands is harmless.
func (r *Redis) call(ctx context.Context, command string, args ...any) (any, error) {
	ctx, cancel := context.WithTimeout(ctx, CallTimeout)
	defer cancel()
	reply, again, err := r.try(ctx, command, args)
	if again {
		reply, _, err = r.try(ctx, command, args)
	}
	return reply, err
}

// try makes the call once. again: the connection was gone, another may do.
func (r *Redis) try(ctx context.Context, command string, args []any) (reply any, again bool, err error) {
	conn, err := r.pool.GetContext(ctx)
	if err != nil {
		return nil, false, fmt.Errorf("take a connection: %w", err)
	}
	defer conn.Close()
	left, err := timeLeft(ctx)
	if err != nil {
		return nil, false, err
	}
	reply, err = redis.DoWithTimeout(conn, left, command, args...)
	if err == nil {
		return reply, false, nil
	}
	if !answered(err) {
		now := time.Now() //nolint:forbidigo // the age of connections is real time
		r.broken.Store(&now)
		again = ctx.Err() == nil && !os.IsTimeout(err)
	}
	return nil, again, fmt.Errorf("%s: %w", command, err)
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
