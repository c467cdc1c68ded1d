package prove

import (
	"sync/atomic"
	"time"
)

// clock is the product's time during a storm: it moves on with every attempt, so
// that holds run out while others fight, and never goes back.
type clock struct {
	start    time.Time
	each     time.Duration
	attempts atomic.Int64
	extra    atomic.Int64 // moved by hand, in nanoseconds
}

func newClock(start time.Time, attempts int) *clock {
	each := max(perAttempt, leastSpan/time.Duration(max(1, attempts)))
	return &clock{start: start.Truncate(time.Minute), each: each}
}

// Now is a salon.Clock.
func (c *clock) Now() time.Time {
	return c.start.Add(time.Duration(c.attempts.Load())*c.each + time.Duration(c.extra.Load()))
}

// reach moves the clock to an instant at least.
func (c *clock) reach(at time.Time) {
	for {
		extra := c.extra.Load()
		ahead := at.Sub(c.Now())
		if ahead <= 0 || c.extra.CompareAndSwap(extra, extra+int64(ahead)) {
			return
		}
	}
}
