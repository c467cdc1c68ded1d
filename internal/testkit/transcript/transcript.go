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
//	include november.world                      the set-up lines of another file
//
// Then the conversation. A customer turn is one minute after the one before
// unless an hour is given. Every C, E and T is followed by the M lines it must
// produce; without one, nothing may be said.
//
//	C «Quiero mechas» + «el viernes»            a burst
//	C 18:26 «Torres.»                           at that hour ("+25h", "+31m": after the last turn)
//	M `Maite` `viernes 9 de octubre` not `Rosa`
//	E pay                                       the link in force is paid ("E pay 18:31": at that hour)
//	E pay void                                  the first link that was sent is paid, valid or not
//	E take 2026-11-27 12:30 marta               somebody else takes that slot
//	E staff takes over | E staff hands back | E staff closes
//	T 18:51                                     the clock moves; timers run
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
package transcript

import (
	"time"

	"atrevete/internal/salon"
)

// World is what a transcript runs against.
type World interface {
	// Prepare builds a fresh salon and customer.
	Prepare(Setup) error
	// Say sends a burst of the customer and waits for its turn to be over.
	Say(texts ...string) error
	// Pay reports a payment: of the link in force, or of the first link sent.
	Pay(first bool) error
	// Take books a slot for somebody else, as staff would.
	Take(stylist string, start time.Time) error
	// Staff takes over ("human"), hands back ("assistant") or closes ("closed") the conversation.
	Staff(what string) error
	// MoveTo sets the clock, which never goes back, and runs every timer that became due.
	MoveTo(at time.Time) error
	// Messages are all messages the customer has received so far, in order.
	Messages() ([]string, error)
	// Facts are the data as they now stand.
	Facts() (Facts, error)
}

// Setup is the world before the first word.
type Setup struct {
	Now          time.Time
	Seed         salon.Seed // the salon's data with the transcript's changes
	Profile      string     // the contact's profile name
	Phone        string
	Known        *salon.Customer // nil: new; no ID
	Blocks       []Block
	Appointments []Planned
}

// Block is a stretch in which a stylist is taken.
type Block struct {
	Stylist string // slug
	salon.Interval
}

// Planned is an appointment the customer has already.
type Planned struct {
	Status   salon.AppointmentStatus
	Stylist  string // slug
	Start    time.Time
	Services []string // slugs; one pack's slug stands alone
}

// Facts are the data a transcript asserts.
type Facts struct {
	Customer salon.Customer // zero: no row
	Bookings []BookingFact  // of the customer, in order of creation
	Payments []PaymentFact
	Owner    salon.Owner
	HandOver string // reason of the last one
	Links    int    // sent for the last booking
}

// BookingFact is a booking with its appointments.
type BookingFact struct {
	Deposit      salon.Money
	Payment      salon.PaymentStatus
	Appointments []AppointmentFact
}

// AppointmentFact is an appointment row, with slugs in place of ids.
type AppointmentFact struct {
	Status   salon.AppointmentStatus
	Stylist  string
	Start    time.Time
	Minutes  int
	Price    salon.Money
	Services []string // or the pack's slug alone
}

// PaymentFact is a row of the ledger.
type PaymentFact struct {
	Kind   string
	Amount salon.Money
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
	texts  []string
	at     string // hour or +duration; empty: the next minute
	expect *expectation
}

// expectation is an M line.
type expectation struct {
	line
	messages int
	want     []string
	not      []string
}
