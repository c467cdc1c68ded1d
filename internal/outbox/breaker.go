package outbox

import (
	"sync"
	"time"
)

// A channel is taken for dead after this many failures in a row; then one message
// at a time tries whether it is back, after pauses that double.
const (
	breakerFailures = 5
	breakerFirst    = 5 * time.Second
	breakerLast     = time.Minute
)

// breaker keeps a dead channel from being hammered. Real time, given by its user.
type breaker struct {
	mu       sync.Mutex
	failures int // in a row
	until    time.Time
	pause    time.Duration
	probing  bool
}

// allow reports whether a message may try now, or how long to wait. Every allowed
// try must be ended by done.
func (b *breaker) allow(now time.Time) (wait time.Duration, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.failures < breakerFailures:
		return 0, true
	case now.Before(b.until):
		return b.until.Sub(now), false
	case b.probing:
		return breakerFirst, false
	}
	b.probing = true
	return 0, true
}

// done tells how a try ended: the channel answered, or it did not. It reports
// whether the channel went down or came back with this try.
func (b *breaker) done(now time.Time, answered bool) (changed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	wasDown := b.failures >= breakerFailures
	if answered {
		b.failures, b.pause, b.probing = 0, 0, false
		return wasDown
	}
	b.failures++
	b.probing = false
	if b.failures < breakerFailures {
		return false
	}
	b.pause = min(max(2*b.pause, breakerFirst), breakerLast)
	b.until = now.Add(b.pause)
	return !wasDown
}

// down reports whether the channel is taken for dead.
func (b *breaker) down() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.failures >= breakerFailures
}
