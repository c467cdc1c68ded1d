package outbox

import (
	"math/rand/v2"
	"time"

	"atrevete/internal/salon"
)

// Defaults of Retry: 25 attempts within about four hours. While the channel is
// taken for dead no attempt is used up, so an outage of any length loses nothing.
const (
	defaultBase     = 2 * time.Second
	defaultCap      = 15 * time.Minute
	defaultAttempts = 25
	defaultLook     = 5 * time.Second
	defaultEcho     = time.Minute
	defaultSilence  = 10 * time.Minute
)

// Retry says when to try again, in real time; zero values mean the defaults.
type Retry struct {
	Base     time.Duration // before the second attempt; doubles from then on
	Cap      time.Duration // longest pause
	Attempts int           // then the message has failed and staff can see it
	Look     time.Duration // at least this long after an unknown outcome: the request may still be at work
	Echo     time.Duration // how long to wait for an echo where the channel cannot be searched
	Silence  time.Duration // the same while nothing at all comes in: its webhooks may be late
}

func (r Retry) withDefaults() Retry {
	set := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	set(&r.Base, defaultBase)
	set(&r.Cap, defaultCap)
	set(&r.Look, defaultLook)
	set(&r.Echo, defaultEcho)
	set(&r.Silence, defaultSilence)
	if r.Attempts <= 0 {
		r.Attempts = defaultAttempts
	}
	return r
}

// pause is how long to wait after the attempt, give or take a fifth, so that
// messages that failed together do not come back together.
func (r Retry) pause(attempt int) time.Duration {
	pause := r.Cap
	if doublings := attempt - 1; doublings < 30 {
		pause = min(r.Cap, r.Base<<max(0, doublings))
	}
	return r.spread(pause)
}

// awaitEcho is how long an uncertain message waits before it is looked at again;
// zero: its echo does not come any more. What came in since the send proves that
// webhooks arrive, and that the echo would have.
func (r Retry) awaitEcho(d salon.Dispatch) time.Duration {
	limit := r.Silence
	if d.Heard {
		limit = r.Echo
	}
	return max(0, min(limit-d.UncertainFor, r.Echo))
}

// spread is a pause give or take a fifth.
func (Retry) spread(pause time.Duration) time.Duration {
	return time.Duration(float64(pause) * (0.8 + 0.4*rand.Float64()))
}
