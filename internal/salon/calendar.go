package salon

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// CalendarEvent is an event of a stylist's outside calendar, as read there or to
// be written there.
type CalendarEvent struct {
	ID        string
	Version   string // the calendar's own mark of what was read; empty: unknown
	Deleted   bool   // only the id is sure then
	Tentative bool
	During    Interval
	Free      bool // takes nobody's time: shown as free, declined, a place of work
	Title     string
	Color     CalendarColor
	Mark      *CalendarMark // nil: not written by us
}

// CalendarMark is what we leave in an event that mirrors an appointment, so
// that it explains itself whatever became of our answer: a person who drags the
// event changes its time, never the mark.
type CalendarMark struct {
	AppointmentID ID
	BookingID     ID
	Hash          string   // of everything we write
	During        Interval // where we put it
}

// CalendarColor says at a glance what an event is.
type CalendarColor string

// Colours of mirror events.
const (
	ColorProvisional CalendarColor = "yellow"
	ColorConfirmed   CalendarColor = "green"
)

// Duration is how long an interval lasts.
func (i Interval) Duration() time.Duration { return i.End.Sub(i.Start) }

// Same reports whether two intervals are the same instants.
func (i Interval) Same(o Interval) bool { return i.Start.Equal(o.Start) && i.End.Equal(o.End) }

// Moved reports whether a person put one of our events elsewhere.
func (e CalendarEvent) Moved() bool {
	return !e.Deleted && e.Mark != nil && !e.During.Same(e.Mark.During)
}

// MirrorOf is how an appointment looks in its stylist's calendar; false: it is
// not there. Of the customer only the first name is written, and of the visit
// only what is done: calendars are shared more widely than the salon's book.
func (s *Salon) MirrorOf(a Appointment) (CalendarEvent, bool) {
	e := CalendarEvent{During: Interval{Start: a.Start, End: a.End()}, Color: ColorConfirmed}
	name := strings.TrimSpace(a.Customer.FirstName)
	if name == "" {
		name = "Clienta"
	}
	e.Title = name + " · " + s.namesOf(a)
	switch a.Status {
	case Provisional:
		e.Tentative, e.Color = true, ColorProvisional
		e.Title += " (pendiente de pago)"
	case Confirmed, Completed, NoShow:
	case Cancelled, Expired:
		return CalendarEvent{}, false
	}
	e.Mark = &CalendarMark{AppointmentID: a.ID, BookingID: a.BookingID, Hash: e.hash(), During: e.During}
	return e, true
}

// hash sums up what we write of an event.
func (e CalendarEvent) hash() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d|%d|%t|%s|%s", e.During.Start.Unix(), e.During.End.Unix(), e.Tentative, e.Color, e.Title))
	return hex.EncodeToString(sum[:12])
}

// MirrorEventID is the id of an appointment's mirror event. An id is spent once
// its event was deleted, so each life of a mirror is a new generation.
func MirrorEventID(appointment ID, generation int) string {
	id := strings.ReplaceAll(string(appointment), "-", "")
	if generation == 0 {
		return id
	}
	return fmt.Sprintf("%sg%d", id, generation)
}

// Limits of the brake on deletions.
const (
	brakeAtLeast = 5  // fewer are an ordinary day's work
	brakePercent = 30 // of everything that is known of the calendar
)

// TripsBrake reports whether so many deletions, of all that is known of a
// calendar, look like an accident: a wrong click, a calendar that was emptied
// or answers with nothing.
func TripsBrake(deleted, known int) bool {
	return deleted >= brakeAtLeast && deleted*100 > known*brakePercent
}

// Calendar names one outside calendar of a salon.
type Calendar struct {
	SalonID ID
	ID      string // as its provider calls it
}

// CalendarWork is what is due of one calendar.
type CalendarWork struct {
	Calendar
	Pull     bool // it is time to read its changes
	Push     bool // mirrors are to be written
	Failures int  // writings in vain, since the last success
}

// MirrorState is what we believe of a mirror event.
type MirrorState string

// The life of a mirror event.
const (
	MirrorNone    MirrorState = "none"    // never written
	MirrorUnknown MirrorState = "unknown" // a first writing was begun, its end is not known
	MirrorLive    MirrorState = "live"
	MirrorGone    MirrorState = "gone" // deleted: its id is spent
)

// Mirror is the link between an appointment and its event in one calendar.
type Mirror struct {
	LinkID     ID
	Calendar   Calendar
	EventID    string
	Generation int
	State      MirrorState
	Version    string // the calendar's, as last seen
	Hash       string // of what was last written
	Changes    int64  // grows with every change of the appointment: what was read is in force while it stands
	Attempts   int    // in vain, since the last success
}

// MirrorTask is a mirror with everything that decides what to write.
type MirrorTask struct {
	Mirror
	Appointment Appointment
	Here        bool              // the appointment's stylist uses this calendar
	Proposal    *CalendarProposal // open; nil: none
}

// MirrorResult is what became of a mirror after it was written.
type MirrorResult struct {
	State   MirrorState
	Version string
	Hash    string
}

// CalendarState is where reading a calendar stands.
type CalendarState struct {
	Calendar
	Token     string    // continues after the last read; empty: read everything
	FullAt    time.Time // when everything was read last; zero: never
	Hints     int64     // grows with every hint, so that one during a read is not lost
	Failures  int       // reads in vain, since the last success
	WatchedTo time.Time // when the channel that tells us of changes ends; zero: none
}

// CalendarRead is one complete answer of a calendar.
type CalendarRead struct {
	Calendar
	Since  string // the token it continues from; empty: everything within Window
	Token  string // continues after it
	Hints  int64  // CalendarState.Hints when it began
	Window Interval
	Events []CalendarEvent
}

// CalendarOutcome sums up what a read changed.
type CalendarOutcome struct {
	Blocked, Unblocked, Proposals int
	Braked                        bool // the brake tripped now
	Stale                         bool // somebody else read meanwhile: nothing was changed
}

// ProposalKind says what a person did to a mirror event.
type ProposalKind string

// What people do to mirror events.
const (
	ProposalMoved   ProposalKind = "moved"
	ProposalDeleted ProposalKind = "deleted"
)

// ProposalStatus is what became of a proposal.
type ProposalStatus string

// The life of a proposal.
const (
	ProposalOpen      ProposalStatus = "open"
	ProposalAccepted  ProposalStatus = "accepted"
	ProposalRejected  ProposalStatus = "rejected"
	ProposalWithdrawn ProposalStatus = "withdrawn" // the person, or the appointment, changed meanwhile
)

// CalendarProposal is a change of an appointment that somebody made in the
// outside calendar and that staff accept or reject.
type CalendarProposal struct {
	ID            ID
	SalonID       ID
	LinkID        ID
	AppointmentID ID
	StylistID     ID
	Kind          ProposalKind
	From          Interval
	To            Interval // zero: deleted
	Status        ProposalStatus
	CreatedAt     time.Time
	DecidedAt     time.Time
	DecidedBy     string
}

// CalendarFault says why an outside calendar cannot be used.
type CalendarFault string

// What goes wrong with outside calendars. The empty one: nothing.
const (
	FaultCredential  CalendarFault = "credential"  // our key is refused
	FaultUnreachable CalendarFault = "unreachable" // no answer, or a broken one
	FaultNotShared   CalendarFault = "not_shared"  // this calendar is not, or not any more, open to us
)

// CalendarChannel is a subscription to the hints of one calendar.
type CalendarChannel struct {
	Calendar
	ID       string
	Token    string // secret; only its hash is kept
	Resource string // the provider's name for what is watched
	Until    time.Time
}

// ProposedChange is a proposal with the appointment it is about.
type ProposedChange struct {
	CalendarProposal
	Appointment Appointment
}

// CalendarStatus is how one calendar of the team is.
type CalendarStatus struct {
	Calendar
	Stylists string // whose it is
	SyncedAt time.Time
	Fault    CalendarFault
	Error    string
	BrakeAt  time.Time // zero: deletions are believed
	Deleted  int       // what tripped the brake
	Blocks   int       // ahead
	Mirrors  int       // live
	Waiting  int       // mirrors to be written
	Refused  int       // mirrors that were refused for good
}

// CalendarHealth sums up how the outside calendars are.
type CalendarHealth struct {
	Fault     CalendarFault // of the key
	Followed  int           // calendars of the team
	Failing   int           // of them, that cannot be read
	Stale     int           // of them, not read for an hour
	Braked    int           // of them, whose deletions are not believed
	Proposals int           // that wait for staff
	Waiting   int           // mirrors to be written
	Oldest    time.Duration // since when the oldest of them waits, in real time
}

// Problem names what is wrong, most serious first; empty: nothing. Anybody may
// read it.
func (h CalendarHealth) Problem() string {
	switch {
	case h.Fault == FaultCredential:
		return "key refused"
	case h.Fault != "":
		return "not reachable"
	case h.Failing > 0:
		return "a calendar cannot be read"
	case h.Braked > 0:
		return "deletions stopped"
	case h.Stale > 0:
		return "a calendar was not read for an hour"
	}
	return ""
}
