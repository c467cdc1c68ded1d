package outbox

import "time"

// Pause is how long r waits after an attempt.
func Pause(r Retry, attempt int) time.Duration { return r.withDefaults().pause(attempt) }
