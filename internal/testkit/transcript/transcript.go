// Package transcript reads and runs conversations written down as *.chat files:
// what a customer writes, what the assistant must and must not say, and what
// must be in the data afterwards. The same files run against a World in memory
// and against the whole product.
//
// # The format
//
// A line that starts with "#" is a comment; the first one is the title. Blank
// lines mean nothing. Dates are YYYY-MM-DD, hours HH:MM, money 12.34, people
// and services are named by slug. Before the first C line comes the set-up:
//
//	clock 2026-10-06 18:20                      the instant of the first C line
//	customer new "Laura" +34600000001           with this profile name (may be "")
//	customer known "Laura Gómez" +34600000100   a row with first name and surname
//	open fri 9:30-20:00                         the salon's hours of a weekday (repeat ranges, or "closed")
//	works marta fri 9:30-15:00 16:00-20:00      a stylist's hours of a weekday
//	only marta hairdressing                     restricts a stylist to one category
//	closure 2026-10-12 Fiesta Nacional
//	free 2026-10-09 pilar 10:30-11:30           free windows; the rest of that day is taken
//	taken 2026-11-25 2027-02-23                 everything that is not free within is taken
//	policy max_upcoming_per_customer 3
//	appointment confirmed 2026-12-02 10:30 ana corte
//	appointment confirmed 2026-12-03 13:00 marta corte for "Lucía Gómez" booked 2026-10-01 12:00
//	with 2026-12-03 13:00 ana peinado for "Hija de Laura"
//	appointment completed 2026-09-18 10:00 pilar corte infoactivo-sensitivo
//	person "María González"                     somebody the salon knows; "… referred": by the customer
//	prefers pilar                               the customer's preferred stylist
//	gone infoactivo-sensitivo                   a service that is not offered any more
//	busy 2026-10-07 17:40 victor                somebody else's appointment, of 40 minutes
//	include november.world                      the set-up lines of another file
//
// An appointment is the known customer's: paid, and booked a week before it
// begins or now, whichever is earlier, unless a time is given. "for" says who
// comes: somebody she referred. "with" adds a visit to the booking of the
// line before: a group with one deposit. Its time is its own: not taken, and free
// once it is moved or cancelled. A reminder that was due before the clock's
// first instant has been sent. A known customer has written before, so reminders
// reach her.
//
// Then the conversation. A customer turn is one minute after the one before
// unless an hour is given. Every C, E and T is followed by the M lines it must
// produce; without one, nothing may be said.
//
//	C «Quiero mechas» + «el viernes»            a burst
//	C «quiero un corte» ~ «el viernes»          the second arrives while the answer to the first is being prepared
//	C photo «este color» + «el viernes»         with a photo; also voice «transcript», video, file, contact, location, sticker «»
//	C 18:26 «Torres.»                           at that hour ("+25h", "+31m": after the last turn)
//	C 2026-12-02 11:59:59 «sí»                  on that day; seconds may be given
//	M `Maite` `viernes 9 de octubre` not `Rosa`
//	E pay                                       the link in force is paid ("E pay 18:31": at that hour)
//	E pay void                                  the first link that was sent is paid, valid or not
//	E take 2026-11-27 12:30 marta               somebody else takes that slot
//	E cancel 2026-12-01 12:00 marta             somebody else cancels: the busy line of that time
//	E absent ana 2026-11-27 10:00-20:00         staff note that she cannot come then
//	E staff books 2026-11-27 17:00 marta corte  an appointment for her
//	E staff moves 2026-12-03 12:00 to 2026-12-04 17:00 victor
//	E staff cancels 2026-12-03 12:00
//	E staff takes over | E staff writes | E staff hands back | E staff closes
//	T 18:51                                     the clock moves; timers run ("T 2026-12-01 12:00", "T +3h")
//	T 18:00 down                                nothing ran until then; now timers catch up
//
// An M line holds for one message: literals in backticks must occur (compared
// without case and accents), those after "not" must not. "M 2 …" says two
// messages. Then the final data:
//
//	= appointment confirmed 2026-10-09 12:30-13:30 marta 80.00 mechas-corte
//	= appointment confirmed 2026-10-09 9:30-11:20 marta 90.50 barro-gold agua-lluvia peinado-largo
//	= appointments 1                            rows of every status
//	= deposit 16.00 confirmed                   of the last booking
//	= payment deposit_paid 16.00                a ledger row
//	= payments 1
//	= customer "Laura Torres"                   the writer's row; "= customer none"
//	= spent 80.00
//	= owner human                               or assistant
//	= handover medical                          the reason of the last one; "= handover none"
//	= links 2                                   sent for the last booking
//	= prefers pilar                             the writer's preferred stylist; "= prefers none"
//	= person "María González" referred          a row without phone that the writer referred
//	= people 2                                  rows of customers in all, the writer's included
//	= notice moved pilar `10:00` `17:00`        told since the first line, with these words
//	= notice cancelled team urgent `María Campos`
//	= notices 2                                 since the first line
//	= reminders 1                               that fired for a conversation since the first line
//	= waitlist waiting 2026-12-01 2026-12-01 any corte
//	= waitlist none
//
// A notice's kind is new, moved, cancelled, delay, absence, handover or payment; it goes
// to a stylist or the team; without "urgent" it must not be urgent.
//
// An appointment line may go on with what else must be true of that row:
//
//	= appointment confirmed 2026-10-13 17:00-17:40 pilar 26.20 corte | moved | remind 2026-10-11 17:00
//
//	moved, moved 2              times it was moved (late or not); "moved 0"
//	history late move           an entry of its history: moved by customer, late move, cancelled by customer, late cancellation
//	attendance yes              or no, unknown
//	late 30                     minutes announced
//	remind 2026-10-11 17:00     when its reminder is due; "remind none": none is, or it was sent
//	reminded                    its reminder was sent; "not reminded"
//	for "María González"        who comes
package transcript

import (
	"time"

	"atrevete/internal/salon"
)

// World is what a transcript runs against.
type World interface {
	// Prepare builds a fresh salon and customer.
	Prepare(Setup) error
	// Send sends a burst of the customer and waits for its turn to be over.
	Send(messages ...Sent) error
	// Pay reports a payment: of the link in force, or of the first link sent.
	Pay(first bool) error
	// Take books a slot for somebody else, as staff would.
	Take(stylist string, start time.Time) error
	// Free cancels an appointment of somebody else (a busy line).
	Free(stylist string, start time.Time) error
	// Absent marks a stylist absent, as staff do.
	Absent(stylist string, during salon.Interval) error
	// StaffDo makes, moves or cancels an appointment of the customer, as staff do.
	StaffDo(StaffChange) error
	// Staff takes over ("human"), answers ("writes"), hands back ("assistant") or closes ("closed") the conversation.
	Staff(what string) error
	// MoveTo sets the clock, which never goes back, and runs every timer that became due.
	MoveTo(at time.Time) error
	// Jump sets the clock as if nothing had been running until then, and then runs what is due.
	Jump(at time.Time) error
	// Messages are all messages the customer has received so far, in order.
	Messages() ([]string, error)
	// Facts are the data as they now stand.
	Facts() (Facts, error)
}

// StaffChange is something staff do with an appointment of the customer.
type StaffChange struct {
	What     string    // books, moves, cancels
	At       time.Time // of the appointment that is moved or cancelled
	To       time.Time // where it is then
	Stylist  string    // slug
	Services []string  // slugs, of one that is booked
}

// Transcript is a parsed file.
type Transcript struct {
	Title string
	Name  string
	setup []line
	steps []step
	final []line
	log   string // of the last Run
}

// Sent is one message of a customer. Kind is empty for words alone, else what
// is sent with them: photo, voice (Text is its transcript), video, file,
// contact, location, sticker. Late: it arrives while the answer to those before
// it is being prepared.
type Sent struct {
	Kind, Text string
	Late       bool
}

// FileType is the kind in Chatwoot's terms; empty: no attachment.
func (s Sent) FileType() string {
	switch s.Kind {
	case "photo":
		return "image"
	case "voice":
		return "audio"
	}
	return s.Kind
}

// line is one line of the file with its number.
type line struct {
	no    int
	text  string
	words []string
}

// step is a C, E or T line with the M line that must follow.
type step struct {
	line
	kind   byte // C, E, T
	sent   []Sent
	day    string // empty: the day it is, or the next
	at     string // hour or +duration; empty: the next minute
	down   bool   // T: nothing ran until then
	expect *expectation
}

// expectation is an M line.
type expectation struct {
	line
	messages int
	want     []string
	not      []string
}
