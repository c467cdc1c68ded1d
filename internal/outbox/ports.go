// Package outbox delivers what we owe: per conversation, oldest first, one
// worker at a time. Before each send it asks the channel who owns the
// conversation; after an unknown outcome it looks for its own message before
// sending again. It never composes text.
package outbox

import (
	"context"
	"time"

	"atrevete/internal/salon"
)

// Store claims and settles outbox rows.
type Store interface {
	// ClaimOutbox takes the oldest due row of a conversation under a lease (salon.ErrNotFound: nothing due;
	// salon.ErrBusy: another worker is sending for this conversation). Rows behind it wait for it.
	// Attempt counts the claims of the row, this one included. A row whose earlier lease ran out
	// without being settled comes back Uncertain. Owner is the conversation's as we know it.
	ClaimOutbox(ctx context.Context, conversation salon.ID, lease time.Duration) (salon.Dispatch, error)
	// SettleOutbox ends or postpones a claimed row and gives up the lease. A row that an echo already
	// ended stays as it is.
	SettleOutbox(ctx context.Context, d salon.Delivery) error
	// OutboxDue lists conversations with rows due now, oldest first.
	OutboxDue(ctx context.Context, limit int) ([]salon.ID, error)
	// ConfirmOutbox marks a row sent because the channel echoed it, or failed by receipt. Unknown ids are ignored.
	ConfirmOutbox(ctx context.Context, d salon.Delivery) error
	// DropOutbox drops the unsent replies of a conversation that a person has taken over (facts stay). It returns how many.
	DropOutbox(ctx context.Context, conversation salon.ID) (int, error)
	// SetOwner records who owns a conversation as the channel told us.
	SetOwner(ctx context.Context, conversation salon.ID, owner salon.Owner) error
}

// Intake hands announced conversations to handle until ctx ends. A handle error leaves the hint for later.
type Intake interface {
	Consume(ctx context.Context, stream, group, consumer string, handle func(ctx context.Context, conversation salon.ID) error) error
}

// Templates gives the approved message of a kind. salon.ErrNotFound: there is none.
type Templates interface {
	Template(ctx context.Context, salonID salon.ID, kind salon.MessageKind) (salon.Template, error)
}

// Mailer delivers one plain-text mail; nil means that the mail server took
// responsibility for it. channel.ErrPermanent: it will never take it.
type Mailer interface {
	Send(ctx context.Context, m Mail) error
}

// Mail is one plain-text message to a customer.
type Mail struct {
	ID      string // stable: a repetition can be recognised by it
	To      string
	Subject string
	Body    string
	At      time.Time
}

// Meter counts what becomes of messages (sent, retry, failed, dropped) and shows
// whether a channel answers.
type Meter interface {
	MessageSent(outcome string)
	ChannelUp(channel string, up bool)
	Panic(where string)
}

// Publisher tells watching browsers.
type Publisher interface {
	Publish(ctx context.Context, conversation salon.ID, event salon.LiveEvent) error
}
