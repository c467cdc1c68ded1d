// Package calendar is what every outside calendar offers: writing events that
// mirror appointments, reading what changed, and hints that something did. The
// book of the salon is PostgreSQL; a calendar is a mirror of it and a source of
// busy time, and never decides about appointments.
package calendar

import (
	"context"
	"errors"
	"time"

	"atrevete/internal/salon"
)

// Errors by what to do next; every error of a calendar wraps one of them.
var (
	// ErrRetry: no answer, or a broken one; what was asked may have been done. Try again later.
	ErrRetry = errors.New("try again later")
	// ErrRate: too many requests; nothing was done. Try again later, see After.
	ErrRate = errors.New("too many requests")
	// ErrCredential: our key is refused, for every calendar.
	ErrCredential = errors.New("key refused")
	// ErrNotShared: this calendar does not exist or is not open to us.
	ErrNotShared = errors.New("calendar not shared")
	// ErrTaken: there is, or was, an event with this id.
	ErrTaken = errors.New("event id taken")
	// ErrChanged: somebody changed the event since it was read.
	ErrChanged = errors.New("event changed")
	// ErrGone: there is no such event any more.
	ErrGone = errors.New("event gone")
	// ErrResync: changes cannot be continued from there; everything must be read again.
	ErrResync = errors.New("read everything again")
	// ErrPermanent: refused for good.
	ErrPermanent = errors.New("refused for good")
)

// Mirror writes events. Nobody is ever sent an invitation.
type Mirror interface {
	// Insert makes an event under e.ID and returns it as it is there. ErrTaken.
	Insert(ctx context.Context, calendar string, e salon.CalendarEvent) (salon.CalendarEvent, error)
	// Get reads an event; a deleted one may still be there, as Deleted. ErrGone.
	Get(ctx context.Context, calendar, id string) (salon.CalendarEvent, error)
	// Update writes our fields of an event, its time only if e.During is set,
	// provided that it is still e.Version. ErrChanged, ErrGone.
	Update(ctx context.Context, calendar string, e salon.CalendarEvent) (salon.CalendarEvent, error)
	// Delete removes an event whatever became of it. ErrGone.
	Delete(ctx context.Context, calendar, id string) error
}

// Source tells what is in a calendar.
type Source interface {
	// Changes reads one page. ErrResync, ErrNotShared.
	Changes(ctx context.Context, q Query) (Page, error)
}

// Watcher sends hints, without content, when something changed.
type Watcher interface {
	// Watch subscribes and returns the channel with its resource and its end.
	Watch(ctx context.Context, c salon.CalendarChannel, address string) (salon.CalendarChannel, error)
	// Stop ends a subscription; one that is over already is no error.
	Stop(ctx context.Context, c salon.CalendarChannel) error
}

// Calendar is a provider of calendars.
type Calendar interface {
	Mirror
	Source
	Watcher
	// Account names the key we speak with, for people; it is no secret.
	Account() string
	// Check asks the provider, not a cache, whether our key is good. ErrCredential, ErrRetry.
	Check(ctx context.Context) error
}

// Query asks for events: all within Window, or what changed since Token.
// Recurring events come as their single occurrences.
type Query struct {
	Calendar string
	Window   salon.Interval
	Token    string // continues after an earlier answer; Window counts for nothing then
	Page     string // of a Page
	Location *time.Location
}

// Page is a part of an answer. The last one has a Token and no Next.
type Page struct {
	Events []salon.CalendarEvent
	Next   string // asks for the page after it
	Token  string // continues after the whole answer
}

// Later is an error that names the pause the provider wants.
type Later struct {
	Err   error
	Pause time.Duration
}

// Error says what happened.
func (l *Later) Error() string { return l.Err.Error() }

// Unwrap gives the cause.
func (l *Later) Unwrap() error { return l.Err }

// After is the pause an error asks for; 0: none.
func After(err error) time.Duration {
	var l *Later
	if errors.As(err, &l) {
		return l.Pause
	}
	return 0
}
