package salon

import "time"

// Poll is one asking of a channel for what never reached us. Seen and Baseline are
// by the channel's clock: up to Seen everything is known, what is older than
// Baseline happened before we were there.
type Poll struct {
	Channel  string
	Seen     time.Time
	Baseline time.Time
	Failures int // in a row
}

// Polled is how far a conversation is known from polls.
type Polled struct {
	Conversation ID
	Message      int64  // everything up to it is known; 0: never asked
	Status       string // when asked last; empty: never
	Owner        Owner
	LastSign     int64 // the newest message at the latest sign of who answers; 0: none
}
