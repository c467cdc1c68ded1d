// Package channel is what every messaging channel offers: it decodes what comes
// in and delivers what we owe. Implementations live in sub-packages and know
// nothing of each other. Channels must not keep state of their own: the outbox
// and the inbox are the truth.
package channel

import (
	"context"
	"errors"
	"net/http"
	"time"

	"atrevete/internal/salon"
)

// Errors of Parse: the webhook answers 401, 400.
var (
	// ErrUnauthorized: token, signature or timestamp is wrong or missing.
	ErrUnauthorized = errors.New("unauthorized")
	// ErrMalformed: the body is not what this channel sends.
	ErrMalformed = errors.New("malformed")
)

// Errors of Send, HandOff and Owner, by what to do next. Every error of a channel wraps
// exactly one of them.
var (
	// ErrRetry: surely not delivered; try again later (429, connection refused).
	ErrRetry = errors.New("try again later")
	// ErrUnknown: may have been delivered (timeout, 5xx); look before sending again.
	ErrUnknown = errors.New("outcome unknown")
	// ErrPermanent: will never work as it is (400, 404, 422 about content).
	ErrPermanent = errors.New("refused for good")
	// ErrLimited accompanies ErrRetry when we, or this conversation, sent too much: the
	// channel itself is well.
	ErrLimited = errors.New("rate limit")
	// ErrNoLook accompanies ErrUnknown when Find is not able to look at all, for want of a
	// permission: only an echo can tell whether the message arrived.
	ErrNoLook = errors.New("not allowed to look")
)

// Standing is a conversation as the channel sees it right now.
type Standing struct {
	Owner  salon.Owner
	Window Window
}

// Window says whether free text may be sent: WhatsApp takes it for 24 hours after
// the customer's last message, and only approved templates afterwards.
type Window string

// The states of the window. Untold: the channel does not say; what we know of the
// customer's last message decides.
const (
	WindowOpen   Window = "open"
	WindowClosed Window = "closed"
	WindowUntold Window = ""
)

// Parser authenticates and decodes what a channel posts to us. Unknown events
// give an empty list, not an error.
type Parser interface {
	Parse(header http.Header, body []byte) ([]salon.Inbound, error)
}

// Channel delivers messages.
type Channel interface {
	// Send posts a text, a menu or a note; with Template set, the approved template in place of free text.
	Send(ctx context.Context, m salon.Outbound) (salon.Receipt, error)
	// Find looks for a message of ours, by outbox id, among the latest of its conversation.
	// salon.ErrNotFound: it surely is not there.
	Find(ctx context.Context, m salon.Outbound) (salon.Receipt, error)
	// Standing asks who owns a conversation and whether free text may be sent, right now.
	Standing(ctx context.Context, externalConversation string) (Standing, error)
	// HandOff opens the conversation for people and leaves them Text as a private summary.
	// It may be repeated: with Uncertain set it looks for its note before writing it again.
	HandOff(ctx context.Context, m salon.Outbound) error
}

// Historian is a channel that can be asked what happened, for events that never
// reached us. Times are the channel's own.
type Historian interface {
	// Latest lists conversations by their last activity, newest first, one page at
	// a time from 1 on; an empty page is the last.
	Latest(ctx context.Context, page int) ([]Activity, error)
	// After lists what was said in a conversation after a message, oldest first; with
	// 0 the latest there is. Of an Activity only the conversation must be known.
	After(ctx context.Context, a Activity, message int64) ([]Happening, error)
}

// Activity is a conversation as a list shows it.
type Activity struct {
	ExternalConversation string
	At                   time.Time // last activity
	LastMessage          int64     // 0: not told
	Status               string    // pending, open, snoozed, resolved; empty: not told
	Contact              salon.Contact
	Since                time.Time // of a conversation that was never read: how far back it matters
}

// Happening is one message of a conversation. In is what its webhook would have
// given; its Kind is empty when it means nothing to us.
type Happening struct {
	Message int64
	At      time.Time
	In      salon.Inbound
}

// Eraser is a channel that keeps people's data of its own and deletes them when
// asked to.
type Eraser interface {
	// EraseContact deletes a contact with its conversations, by the channel's id. One that is gone already is no error.
	EraseContact(ctx context.Context, contact string) error
}
