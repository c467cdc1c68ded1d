package testkit

import (
	"sync"
	"time"
)

// Clock is the product's time under a test's control: it stands still until it
// is moved. Its Now method is a salon.Clock.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock starts a clock at the given time.
func NewClock(at time.Time) *Clock { return &Clock{now: at} }

// NewClockAt starts a clock at an RFC 3339 time such as
// "2026-11-24T10:00:00+01:00". It panics on anything else.
func NewClockAt(at string) *Clock {
	parsed, err := time.Parse(time.RFC3339, at)
	if err != nil {
		panic(err)
	}
	return NewClock(parsed)
}

// Now tells the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set moves the clock to a time, which may lie in the past.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = at
}

// Advance moves the clock on and returns the new time.
func (c *Clock) Advance(by time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
	return c.now
}
