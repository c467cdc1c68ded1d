package stream

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
	"github.com/sony/gobreaker/v2"

	"atrevete/internal/salon"
)

const (
	breakerFailures = 2               // in a row, then calls fail at once
	breakerPause    = 1 * time.Second // until one call tries again
	poolSize        = 32
)

// Redis is the implementation for several processes.
type Redis struct {
	options Options
	redis   *redis.Options // of connections for blocking reads
	client  *redis.Client  // for short calls
	breaker *gobreaker.CircuitBreaker[any]
}

// OpenRedis prepares to use the Redis at url (redis://, rediss:// or unix://).
// It does not connect: Redis may come later.
func OpenRedis(url string, o Options) (*Redis, error) {
	parsed, err := redis.ParseURL(url)
	if err != nil {
		return nil, fmt.Errorf("redis address: %w", withoutURL(err))
	}
	// The client library writes to standard error whenever Redis is away; our
	// callers get an error and log as they see fit.
	redis.SetLogger(silent{})

	parsed.Protocol = 2
	parsed.DisableIdentity = true
	parsed.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	parsed.MaxRetries = -1
	parsed.DialerRetries = 1
	parsed.ContextTimeoutEnabled = true
	parsed.DialTimeout = CallTimeout
	parsed.PoolSize = poolSize

	short := *parsed
	short.ReadTimeout, short.WriteTimeout, short.PoolTimeout = CallTimeout, CallTimeout, CallTimeout
	r := &Redis{options: o.withDefaults(), redis: parsed, client: redis.NewClient(&short)}
	r.breaker = gobreaker.NewCircuitBreaker[any](gobreaker.Settings{
		Name:        "redis",
		MaxRequests: 1,
		Timeout:     breakerPause,
		ReadyToTrip: func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= breakerFailures },
		// A caller who gave up, and an answer we do not like, say nothing about Redis being there.
		IsExcluded: func(err error) bool { return errors.Is(err, context.Canceled) },
		IsSuccessful: func(err error) bool {
			var answered redis.Error
			return err == nil || errors.As(err, &answered) && !notServing(err)
		},
		OnStateChange: r.breakerChanged,
	})
	return r, nil
}

// silent swallows what the client library wants to say.
type silent struct{}

// Printf implements the client library's logger.
func (silent) Printf(context.Context, string, ...any) {}

// withoutURL keeps an address, which may hold a password, out of an error.
func withoutURL(err error) error {
	var cause interface{ Unwrap() error }
	if errors.As(err, &cause) && cause.Unwrap() != nil {
		return cause.Unwrap()
	}
	return err
}

func (r *Redis) breakerChanged(_ string, from, to gobreaker.State) {
	switch {
	case from == gobreaker.StateClosed && to == gobreaker.StateOpen:
		r.options.Log.Warn("redis does not answer; going on without hints", "dependency", "redis")
	case to == gobreaker.StateClosed:
		r.options.Log.Info("redis answers again", "dependency", "redis")
	}
}

// notServing reports whether an answer of Redis means that it cannot serve now.
func notServing(err error) bool {
	for _, prefix := range []string{"LOADING", "MASTERDOWN", "CLUSTERDOWN", "READONLY", "TRYAGAIN", "MISCONF", "OOM", "NOAUTH", "WRONGPASS"} {
		if redis.HasErrorPrefix(err, prefix) {
			return true
		}
	}
	return false
}

// Close ends all connections. Consume and Subscribe end with their contexts.
func (r *Redis) Close() error {
	if err := r.client.Close(); err != nil {
		return fmt.Errorf("close redis: %w", err)
	}
	return nil
}

// Ping asks Redis for a sign of life, past the breaker: for health checks.
func (r *Redis) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, CallTimeout)
	defer cancel()
	if err := r.client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("ping redis: %w", err)
	}
	return nil
}

// do makes one short call behind the breaker. redis.Nil comes back as it is.
func (r *Redis) do(ctx context.Context, what string, call func(context.Context) error) error {
	_, err := r.breaker.Execute(func() (any, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		short, cancel := context.WithTimeout(ctx, CallTimeout)
		defer cancel()
		err := call(short)
		if err != nil && errors.Is(ctx.Err(), context.Canceled) {
			err = context.Canceled // the caller left; not Redis's fault
		}
		return nil, err
	})
	switch {
	case err == nil:
		return nil
	case errors.Is(err, redis.Nil):
		return redis.Nil
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("%s: %w", what, err)
	default:
		return fmt.Errorf("%s: %w: %w", what, ErrUnavailable, err)
	}
}

// Announce publishes the hint that a conversation has news. ErrUnavailable:
// the hint is lost.
func (r *Redis) Announce(ctx context.Context, stream string, conversation salon.ID) error {
	return r.do(ctx, "announce on "+stream, func(ctx context.Context) error {
		return r.client.XAdd(ctx, &redis.XAddArgs{
			Stream: stream, MaxLen: maxEntries, Approx: true, Values: []string{fieldConversation, string(conversation)},
		}).Err()
	})
}

func checkpointKey(conversation salon.ID) string { return "checkpoint:" + string(conversation) }

// SaveCheckpoint keeps the finished steps of a turn for CheckpointTTL.
func (r *Redis) SaveCheckpoint(ctx context.Context, conversation salon.ID, checkpoint []byte) error {
	return r.do(ctx, "save checkpoint", func(ctx context.Context) error {
		return r.client.Set(ctx, checkpointKey(conversation), checkpoint, CheckpointTTL).Err()
	})
}

// Checkpoint reads what SaveCheckpoint kept. salon.ErrNotFound: nothing;
// ErrUnavailable: unknown. Both mean to start the turn again.
func (r *Redis) Checkpoint(ctx context.Context, conversation salon.ID) ([]byte, error) {
	var kept []byte
	err := r.do(ctx, "read checkpoint", func(ctx context.Context) (err error) {
		kept, err = r.client.Get(ctx, checkpointKey(conversation)).Bytes()
		return err
	})
	if errors.Is(err, redis.Nil) {
		return nil, fmt.Errorf("read checkpoint: %w", salon.ErrNotFound)
	}
	return kept, err
}

// DeleteCheckpoint forgets a turn's steps.
func (r *Redis) DeleteCheckpoint(ctx context.Context, conversation salon.ID) error {
	return r.do(ctx, "delete checkpoint", func(ctx context.Context) error {
		return r.client.Del(ctx, checkpointKey(conversation)).Err()
	})
}
