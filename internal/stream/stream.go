package stream

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"atrevete/internal/salon"
)

// ErrUnavailable: there is no Redis at the moment. What was to be published is
// lost, which costs time and not truth.
var ErrUnavailable = errors.New("stream unavailable")

// Limits and times.
const (
	// CallTimeout bounds every single call: a dead Redis delays nobody longer.
	CallTimeout = 150 * time.Millisecond
	// CheckpointTTL is how long the steps of an unfinished turn are kept.
	CheckpointTTL = 24 * time.Hour

	maxEntries    = 10_000 // kept per stream, about; the sweep knows the rest
	batchSize     = 64     // entries read at once
	eventBuffer   = 64     // live events a slow browser may lag behind
	defaultClaim  = 30 * time.Second
	defaultLook   = 10 * time.Second
	defaultLive   = 3 * time.Second
	consumerStale = time.Hour // a consumer silent this long, with nothing pending, is forgotten
)

// Handler takes one announced conversation. Its entry is acknowledged when it
// returns nil. After an error the entry is delivered once more, later.
type Handler = func(ctx context.Context, conversation salon.ID) error

// Options tunes an implementation; the zero value is right for production.
type Options struct {
	Log        *slog.Logger
	ClaimAfter time.Duration // an entry unacknowledged this long is taken over (30 s)
	ClaimEvery time.Duration // how often such entries are looked for (10 s)
	LiveCheck  time.Duration // how often a silent subscription is asked for a sign of life (3 s)
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.ClaimAfter == 0 {
		o.ClaimAfter = defaultClaim
	}
	if o.ClaimEvery == 0 {
		o.ClaimEvery = defaultLook
	}
	if o.LiveCheck == 0 {
		o.LiveCheck = defaultLive
	}
	return o
}

// safely calls a handler; a panic becomes an error and a log line.
func safely(ctx context.Context, log *slog.Logger, handle Handler, conversation salon.ID) (err error) {
	defer func() {
		if p := recover(); p != nil {
			log.ErrorContext(ctx, "handler of a hint panicked", "conversation_id", conversation, "err", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("handler panicked: %v", p)
		}
	}()
	return handle(ctx, conversation)
}
