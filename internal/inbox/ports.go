// Package inbox stores what comes in exactly once, before anybody is told that
// it arrived, and sees to it that nothing waits unseen: it announces fresh rows
// as hints and sweeps for those whose hint was lost. It never looks inside a
// message.
package inbox

import (
	"context"
	"time"

	"atrevete/internal/salon"
)

// Store writes inbound rows.
type Store interface {
	// StoreInbound writes a batch in one transaction: upserts the conversations, inserts the rows
	// ON CONFLICT DO NOTHING. The answer has the same length and order. An Inbound with an empty
	// SalonID belongs to the deployment's first salon; one with ConversationID set uses that
	// (salon.ErrNotFound when there is no such conversation: nothing of the batch is stored).
	StoreInbound(ctx context.Context, batch []salon.Inbound) ([]salon.Stored, error)
	// Waiting lists conversations with unprocessed rows older than age (real time), oldest first.
	Waiting(ctx context.Context, age time.Duration, limit int) ([]salon.ID, error)
}

// Announcer publishes hints.
type Announcer interface {
	Announce(ctx context.Context, stream string, conversation salon.ID) error
}
