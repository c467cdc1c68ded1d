// Package job carries out effects outside the process after their transaction
// committed (River workers) and sweeps for timers that became due. Each worker
// re-reads the row before it acts and may run twice.
package job

import (
	"context"
	"time"

	"atrevete/internal/salon"
)

// TimerStore fires timers: columns that became due by the product's clock.
type TimerStore interface {
	// FireTimers claims at most limit due timers (payment warnings, hold expiries), makes their data change,
	// enqueues their effects and inserts their inbox row (source "timer"), each in one transaction with
	// SKIP LOCKED. It returns the conversations to announce.
	FireTimers(ctx context.Context, now time.Time, limit int) ([]salon.ID, error)
}

// Store is what the workers read and write.
type Store interface {
	Booking(ctx context.Context, id salon.ID) (salon.Booking, error)
	// OpenSessions lists a booking's checkout sessions that may still be open at the provider.
	OpenSessions(ctx context.Context, booking salon.ID) ([]salon.CheckoutSession, error)
	// EndSession records a session's final status.
	EndSession(ctx context.Context, id salon.ID, status string) error
	// RecordRefund writes the ledger row of an accepted refund, once per provider reference, and moves the booking's payment status when it was the booking's deposit.
	RecordRefund(ctx context.Context, booking salon.ID, provider, ref string, paymentRef string, amount salon.Money) error
	// Notice reads a notice with the stylist's e-mail address; DeliverNotice marks it.
	Notice(ctx context.Context, id salon.ID) (salon.Notice, error)
	NoticeDelivered(ctx context.Context, id salon.ID, via string) error
	// Conversation reads one conversation.
	Conversation(ctx context.Context, id salon.ID) (salon.Conversation, error)
}

// Announcer publishes hints.
type Announcer interface {
	Announce(ctx context.Context, stream string, conversation salon.ID) error
}
