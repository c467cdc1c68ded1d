// Package stream carries what may be lost: hints that a conversation has news,
// checkpoints of a turn in progress, and live events for watching browsers.
// It has two implementations with the same behaviour: Redis, and Memory for
// one process without a Redis.
//
// Nothing here is truth. Redis may be wiped, frozen or gone at any moment:
// calls then end with ErrUnavailable within CallTimeout at worst, and at once
// while the breaker is open; consumers keep trying; a sweep elsewhere repeats
// what was lost. Entries carry conversation ids only.
package stream
