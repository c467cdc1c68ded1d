package dialog

import (
	"time"

	"atrevete/internal/salon"
)

// View is what a step may look at besides the State: facts read fresh for this
// turn. Nothing in it is changed by Advance.
type View struct {
	Salon    *salon.Salon
	Customer salon.Customer // zero ID: not known yet
	Contact  salon.Contact
	Owner    salon.Owner
	Noticed  bool                // the privacy notice was given in this conversation
	Now      time.Time           // product clock, salon's zone
	Upcoming []salon.Appointment // those she comes to or booked for somebody, from now on, in order
	Bookings []salon.Booking     // that the upcoming and underway appointments belong to
	Last     *LastVisit          // nil: never been here
	// Underway are those that have begun and are not over: for somebody who is late.
	Underway []salon.Appointment
	// Next tells of an upcoming or underway appointment when its stylist's next
	// visit of that day begins; absent: none follows.
	Next map[salon.ID]time.Time
}

// Message is one message of the burst a turn answers.
type Message struct {
	Text        string             `json:"text"`
	InReplyTo   string             `json:"in_reply_to,omitempty"`
	Option      string             `json:"option,omitempty"` // value of the tapped option, when resolved
	Attachments []salon.Attachment `json:"attachments,omitempty"`
	Unsupported bool               `json:"unsupported,omitempty"`
	SentAt      time.Time          `json:"sent_at"` // when it arrived, by the product's clock: what deadlines are judged by
}

// Event moves the dialogue. Exactly one field is set.
type Event struct {
	Said    *Said           // the customer wrote
	Paid    *PaymentResult  // a payment report was applied
	Timer   *TimerResult    // a timer fired; its data change is committed with this turn
	Owner   *salon.Owner    // a person took over, or handed back
	Closed  bool            // staff closed the conversation
	Slots   *SlotsFound     // answer to FindSlots
	Held    *HoldResult     // answer to Hold
	Saved   *salon.Customer // answer to SaveCustomer
	Release *ReleaseResult  // answer to ReleaseHold
	Link    *LinkResult     // answer to ReplaceLink, BookingStatus
	Moved   *MoveResult     // answer to Move
	Gone    *CancelResult   // answer to CancelAppointments
}

// Said is a burst of messages as understood.
type Said struct {
	Commands []Command
	Messages []Message
	Notice   bool // above messages_per_minute_per_customer: say once, kindly
}

// PaymentResult is what became of a payment report, with the booking as committed.
type PaymentResult struct {
	Outcome salon.PaymentOutcome
	Fact    salon.PaymentFact
	Booking salon.Booking
}

// TimerResult is a timer with the booking as it now stands. Stale: the timer no
// longer applies (paid, moved, released in the meantime); nothing is said.
type TimerResult struct {
	Kind        salon.TimerKind
	Appointment salon.Appointment // of a reminder, whose stylist cannot come, or that staff changed; else zero
	Fact        salon.TimerFact   // as it was stored
	Booking     salon.Booking
	LinkURL     string
	Stale       bool
}

// Action is something the agent does inside the turn's transaction. Exactly one
// field is set; those marked with an arrow are answered by an Event.
type Action struct {
	FindSlots     *FindSlots            // → Event.Slots
	Hold          *salon.BookingRequest // → Event.Held
	SaveCustomer  *CustomerChange       // → Event.Saved
	ReleaseHold   *ReleaseHold          // → Event.Release
	ReplaceLink   *ReplaceLink          // → Event.Link
	BookingStatus *BookingStatus        // → Event.Link
	Move          *Move                 // → Event.Moved
	Cancel        *CancelAppointments   // → Event.Gone
	Note          *Note                 // no answer
	JoinWaitlist  *JoinWaitlist         // no answer
	DeclineOffer  *DeclineOffer         // no answer
	StopMessages  *StopMessages         // no answer
	HandOff       *HandOffRequest       // no answer
}

// FindSlots asks for free starts. The answer carries, per query, every slot in
// order of start (at most Limit), and what is needed to say why there are none.
type FindSlots struct {
	Purpose string // chosen by the step; comes back with the answer
	Queries []salon.Query
	Limit   int // per query; 0: 200
	// Except is a booking, or one appointment, whose own segments do not count:
	// the hold that the slot being looked for will replace, the appointment that
	// is to be moved. Empty: everything counts.
	Except salon.ID
}

// SlotsFound answers FindSlots.
type SlotsFound struct {
	Purpose  string
	Found    [][]salon.Slot  // one list per query
	Closures []salon.Closure // within the days looked at
}

// HoldResult answers Hold: Taken, or the Booking as committed. LinkURL is empty
// when there is nothing to pay.
type HoldResult struct {
	Taken   bool
	TooMany bool // policy max_upcoming_per_customer
	Booking salon.Booking
	LinkURL string
}

// CustomerChange creates the conversation's customer, or completes the row.
type CustomerChange struct {
	FirstName string
	LastName  string
}

// ReleaseHold gives a hold back and voids its link.
type ReleaseHold struct{ BookingID salon.ID }

// ReleaseResult answers ReleaseHold. Refused: it was paid in the meantime.
type ReleaseResult struct {
	Refused bool
	Booking salon.Booking
}

// ReplaceLink voids the link in force and makes a new one; the deadline stays.
type ReplaceLink struct{ BookingID salon.ID }

// BookingStatus reads a booking and its link as they stand.
type BookingStatus struct{ BookingID salon.ID }

// LinkResult answers ReplaceLink and BookingStatus.
type LinkResult struct {
	Replaced bool // a new link was made
	Booking  salon.Booking
	LinkURL  string
}

// HandOffRequest calls a person: owner becomes human, staff get the summary.
type HandOffRequest struct {
	Reason  Reason
	Summary string // for staff, Spanish
}

// StopMessages notes that the writer wants no messages that are not needed:
// reminders, offers.
type StopMessages struct{}

// Step is what Advance returns: say, do, and wait (no Actions) or continue with
// the answers.
type Step struct {
	State State
	Say   []Utterance
	Do    []Action
	Rule  string // which rule decided, for the turns row
}
