// Package job carries out effects outside the process after their transaction
// committed (River workers) and sweeps for timers that became due. Each worker
// re-reads the row before it acts and may run twice. It never decides about
// bookings: the store's transactions have already done so.
package job

import (
	"context"
	"time"

	"atrevete/internal/salon"
)

// TimerStore fires timers: columns that became due by the product's clock.
type TimerStore interface {
	// FireTimers fires every timer that is due (holds, warnings, reminders, visits that are over, …): data change,
	// effects and inbox row (source "timer") each in one transaction with SKIP LOCKED. tell is called after each
	// commit; conversation is empty when nothing is to be said.
	FireTimers(ctx context.Context, now time.Time, tell func(kind salon.TimerKind, conversation salon.ID)) error
}

// Store is what the workers read and write.
type Store interface {
	Booking(ctx context.Context, id salon.ID) (salon.Booking, error)
	// OpenSessions lists a booking's checkout sessions that may still be open at the provider.
	OpenSessions(ctx context.Context, booking salon.ID) ([]salon.CheckoutSession, error)
	// EndSession records a session's final status.
	EndSession(ctx context.Context, id salon.ID, status string) error
	// Refund reads a refund that was decided. salon.ErrNotFound.
	Refund(ctx context.Context, provider, paymentRef string, target salon.Money) (salon.Refund, error)
	// RefundTried keeps the fault of a try; anew: the next has another idempotency key.
	RefundTried(ctx context.Context, r salon.Refund, fault string, anew bool) error
	// FailRefund gives a refund to people, SlowRefund tells them that it takes long.
	FailRefund(ctx context.Context, r salon.Refund, fault string) error
	SlowRefund(ctx context.Context, r salon.Refund) error
	// RefundedOf sums what the ledger says was given back of one payment.
	RefundedOf(ctx context.Context, provider, paymentRef string) (salon.Money, error)
	// RecordRefund writes the ledger row of an accepted refund, once per provider reference and (with a target) up to target in all,
	// and moves the booking's payment status when nothing of its deposit is left.
	RecordRefund(ctx context.Context, booking salon.ID, provider, ref string, paymentRef string, amount, target salon.Money) error
	// Balance reads what became of one payment. salon.ErrNotFound: it is not in the ledger.
	Balance(ctx context.Context, provider, paymentRef string) (salon.Balance, error)
	// AddNotice queues a notice to a stylist or the team.
	AddNotice(ctx context.Context, n salon.Notice) error
	// Notice reads a notice with the stylist's e-mail address. salon.ErrNotFound.
	Notice(ctx context.Context, id salon.ID) (salon.Notice, error)
	// NoticeDelivered marks it; the first call counts.
	NoticeDelivered(ctx context.Context, id salon.ID, via string) error
	// Conversation reads one conversation.
	Conversation(ctx context.Context, id salon.ID) (salon.Conversation, error)
}

// Inbox takes a payment that a provider told us about when we asked, in case
// its own report never arrives. Facts are idempotent, so both may come.
type Inbox interface {
	Accept(ctx context.Context, in salon.Inbound) (salon.Stored, error)
}

// Announcer publishes hints.
type Announcer interface {
	Announce(ctx context.Context, stream string, conversation salon.ID) error
}

// Metrics counts. Outcomes are a closed set: done, snoozed, retry, gave_up, panic.
type Metrics interface {
	JobDone(kind salon.JobKind, outcome string)
	TimerFired(kind salon.TimerKind)
}

// Mailer delivers one plain-text mail. It returns an error unless the mail
// server took responsibility for it.
type Mailer interface {
	Send(ctx context.Context, m Mail) error
}

// Mail is one plain-text message.
type Mail struct {
	ID      string // unique and stable: becomes the Message-ID, so that a repetition can be recognised
	To      string // one address
	Subject string
	Body    string
	At      time.Time
}

// EventEraser takes what names a customer out of a calendar's event. An
// appointment without an event, or whose event is gone, is no error.
type EventEraser interface {
	EraseEvent(ctx context.Context, appointment salon.ID) error
}

// TurnForgetter forgets how far a turn of a conversation had come, with the
// words it had read.
type TurnForgetter interface {
	DeleteCheckpoint(ctx context.Context, conversation salon.ID) error
}
