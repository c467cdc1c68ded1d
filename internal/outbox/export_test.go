package outbox

import (
	"time"

	"atrevete/internal/salon"
)

// AwaitEcho is how long r lets an uncertain message wait.
func AwaitEcho(r Retry, d salon.Dispatch) time.Duration { return r.withDefaults().awaitEcho(d) }

// Pause is how long r waits after an attempt.
func Pause(r Retry, attempt int) time.Duration { return r.withDefaults().pause(attempt) }
