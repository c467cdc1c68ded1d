package salon

import (
	"slices"
	"strings"
	"time"
)

// Owner says who answers a conversation.
type Owner string

// Who answers.
const (
	OwnerAssistant Owner = "assistant"
	OwnerHuman     Owner = "human"
)

// Channels and other sources of inbox rows.
const (
	SourceChatwoot = "chatwoot"
	SourceSandbox  = "sandbox" // the web chat
	SourceStripe   = "stripe"  // also the pretend checkout, which speaks the same language
	SourceTimer    = "timer"   // our own timers, see TimerFact
)

// InboundKind says what an inbox row is about.
type InboundKind string

// What can come in. Echo and Receipt are never stored: they only confirm or
// fail outbox rows.
const (
	InboundMessage InboundKind = "message" // a customer wrote
	InboundOwner   InboundKind = "owner"   // a person took over, or handed back
	InboundClosed  InboundKind = "closed"  // staff closed the conversation
	InboundPayment InboundKind = "payment" // a payment provider reports
	InboundTimer   InboundKind = "timer"   // something became due
	InboundEcho    InboundKind = "echo"    // our own message came back
	InboundReceipt InboundKind = "receipt" // delivery status of one of ours
)

// Inbound is one thing that came in from outside, already decoded and
// authenticated. (Source, ExternalID) identifies it: a second one is a
// duplicate.
type Inbound struct {
	ID                   ID           `json:"-"` // of the inbox row; set by the store
	SalonID              ID           `json:"-"`
	Source               string       `json:"source"`
	ExternalID           string       `json:"external_id"`
	Kind                 InboundKind  `json:"kind"`
	Sequence             int64        `json:"sequence,omitempty"` // provider's order inside a conversation
	ConversationID       ID           `json:"-"`                  // when known (payments, timers)
	ExternalConversation string       `json:"external_conversation,omitempty"`
	Contact              Contact      `json:"contact,omitzero"`
	Text                 string       `json:"text,omitempty"`
	Attachments          []Attachment `json:"attachments,omitempty"`
	InReplyTo            string       `json:"in_reply_to,omitempty"` // external id of our message
	Amends               string       `json:"amends,omitempty"`      // ExternalID of the voice note whose words came later, in this row
	Merged               bool         `json:"-"`                     // its words are part of the row that it amends
	Unsupported          bool         `json:"unsupported,omitempty"`
	SentAt               time.Time    `json:"sent_at,omitzero"`   // by the provider's clock
	ReceivedAt           time.Time    `json:"-"`                  // by the product's clock
	Owner                Owner        `json:"owner,omitempty"`    // for InboundOwner; also the owner a message's snapshot implies
	Answered             bool         `json:"answered,omitempty"` // for InboundOwner: a member of staff wrote to the customer
	OutboxID             ID           `json:"outbox_id,omitempty"`
	ExternalMessage      string       `json:"external_message,omitempty"` // provider's id of an echoed or receipted message
	Failure              string       `json:"failure,omitempty"`          // receipt: why delivery failed; empty: delivered
	Delivered            string       `json:"delivered,omitempty"`        // receipt: delivered or read
	Payment              *PaymentFact `json:"payment,omitempty"`
	Timer                *TimerFact   `json:"timer,omitempty"`
}

// Contact is who wrote, as the channel knows them. A customer is
// (channel, Contact.ID, Contact.SourceID); the phone may be missing.
type Contact struct {
	ID       string `json:"id,omitempty"`
	SourceID string `json:"source_id,omitempty"`
	Name     string `json:"name,omitempty"`  // profile name, as is: may be emojis
	Phone    string `json:"phone,omitempty"` // E.164 or empty
	Email    string `json:"email,omitempty"` // or empty
}

// Attachment is a file or a location that came with a message.
type Attachment struct {
	Kind       string `json:"kind"` // image, audio, video, file, location, contact, sticker
	URL        string `json:"url,omitempty"`
	Transcript string `json:"transcript,omitempty"`
}

// Spoken is what was said in a message's voice notes, as far as somebody has
// written it down.
func (in Inbound) Spoken() string {
	var words []string
	for _, a := range in.Attachments {
		if text := strings.TrimSpace(a.Transcript); a.Kind == AttachmentAudio && text != "" {
			words = append(words, text)
		}
	}
	return strings.Join(words, "\n")
}

// Wordless reports whether a message is a voice note and nobody has written down
// what it says.
func (in Inbound) Wordless() bool {
	voice := slices.ContainsFunc(in.Attachments, func(a Attachment) bool { return a.Kind == AttachmentAudio })
	return voice && in.Spoken() == ""
}

// AttachmentAudio is the kind of a voice note.
const AttachmentAudio = "audio"

// TimerFact is a timer that became due; its data change is already committed.
// Those of a conversation (silence, opening) have no booking.
type TimerFact struct {
	Kind      TimerKind `json:"kind"`
	BookingID ID        `json:"booking_id,omitempty"`
	// AppointmentID and Version bind a reminder to what it reminds of.
	AppointmentID ID  `json:"appointment_id,omitempty"`
	Version       int `json:"version,omitempty"`
	// Of a change by staff: where an appointment was before, and what of the
	// deposit goes back.
	OldStart   time.Time `json:"old_start,omitzero"`
	OldStylist ID        `json:"old_stylist,omitempty"`
	Amount     Money     `json:"amount,omitempty"`
}

// TimerKind names a timer of the design's table.
type TimerKind string

// The timers.
const (
	TimerPaymentWarning TimerKind = "payment_warning"
	TimerHoldExpired    TimerKind = "hold_expired"
	TimerReminder       TimerKind = "reminder"
	TimerCompletion     TimerKind = "completion"    // the visit is over
	TimerSilence        TimerKind = "silence"       // she may not come, and has not written since
	TimerStaff          TimerKind = "staff"         // nobody of the team has answered
	TimerOpening        TimerKind = "opening"       // the salon opens, and she still waits for a person
	TimerWaitlistHit    TimerKind = "waitlist_hit"  // a freed slot is kept for somebody on the waiting list
	TimerWaitlistOver   TimerKind = "waitlist_over" // … and the time to answer is over
	TimerWaitlistPast   TimerKind = "waitlist_past" // the days somebody waited for are over
	TimerAbsence        TimerKind = "absence"       // her stylist cannot come
	TimerStaffBooked    TimerKind = "staff_booked"  // staff made an appointment for her
	TimerStaffMoved     TimerKind = "staff_moved"
	TimerStaffCancelled TimerKind = "staff_cancelled"
)

// TimerKinds lists every timer.
func TimerKinds() []TimerKind {
	return []TimerKind{
		TimerPaymentWarning, TimerHoldExpired, TimerReminder, TimerCompletion, TimerSilence, TimerStaff, TimerOpening,
		TimerWaitlistHit, TimerWaitlistOver, TimerWaitlistPast, TimerAbsence, TimerStaffBooked, TimerStaffMoved, TimerStaffCancelled,
	}
}

// Conversation is one thread with one contact on one channel. State is the
// dialogue's own, opaque here.
type Conversation struct {
	ID            ID
	SalonID       ID
	Channel       string
	ExternalID    string
	CustomerID    ID // empty until a customer row exists
	Contact       Contact
	Owner         Owner
	State         []byte // JSON of dialog.State; empty: fresh
	Version       int64  // of State; every commit adds one
	LastInboundAt time.Time
	NoticeAt      time.Time // when the notice of first contact was given; zero: not yet
	AwaitingSince time.Time // since when the customer waits for a person who was called; zero: she does not
}

// Lease is the exclusive right to run turns of one conversation. Token grows
// with every lease, so a holder that lost it cannot commit.
type Lease struct {
	ConversationID ID
	Token          int64
	Until          time.Time // real time
}

// OutboundKind says what an outbox row is.
type OutboundKind string

// What goes out.
const (
	OutboundText OutboundKind = "text"
	OutboundMenu OutboundKind = "menu"     // Text plus Options to tap
	OutboundNote OutboundKind = "note"     // private, for staff
	OutboundOpen OutboundKind = "hand_off" // open the conversation for people; Text is the private summary
)

// Outbound is one message we owe to a conversation.
type Outbound struct {
	ID                   ID
	ConversationID       ID
	Channel              string
	ExternalConversation string
	Kind                 OutboundKind
	Text                 string
	Options              []Option
	Fact                 bool              // payment received, hold expired: sent even when a person owns the conversation
	About                MessageKind       // what it tells, when it may have to go out as a template
	Facts                map[string]string // in words, for the template
	Template             *FilledTemplate   // set by the sender when it goes out as one
	Of                   AppointmentState  // what it tells of; zero: nothing that may change before it is sent
	CreatedAt            time.Time
	Attempt              int
	Uncertain            bool // an earlier attempt may have reached the channel: look before sending
}

// AppointmentState is an appointment at a moment: whatever changes it later makes
// another of it.
type AppointmentState struct {
	ID      ID
	Version int
	Status  AppointmentStatus
}

// State is the appointment as it is now.
func (a Appointment) State() AppointmentState {
	return AppointmentState{ID: a.ID, Version: a.Version, Status: a.Status}
}

// Option is something the customer can tap: Title comes back as text, Value is
// ours. Titles are unique within a menu: at most 20 characters for three
// options or fewer, 24 for up to ten.
type Option struct {
	Title string `json:"title"`
	Value string `json:"value"`
}

// Receipt is what a channel says after accepting a message.
type Receipt struct {
	ExternalID string
}

// Streams of hints; entries carry conversation ids only.
const (
	StreamIncoming = "incoming_messages"
	StreamPayments = "payment_events"
	StreamOutgoing = "outgoing_messages"
)

// LiveEvent is something a watching browser should know at once. It may be
// lost: the page also polls.
type LiveEvent struct {
	Kind string `json:"kind"` // typing, message, booking
	ID   ID     `json:"id,omitempty"`
}

// Taken is a conversation that one worker has leased, with what it reads to
// begin a turn.
type Taken struct {
	Lease        Lease
	Conversation Conversation
	Rows         []Inbound // unprocessed inbox rows, in order
	BrokenOff    bool      // the turn before was not committed: a checkpoint of it may be left
	Recent       int       // the customer's messages of the last minute of real time, Rows included
}

// TurnRecord is everything one turn commits besides its actions: it is written
// in the same transaction as they are.
type TurnRecord struct {
	ID             ID
	ConversationID ID
	Lease          Lease
	Version        int64  // that was read; the row must still have it
	State          []byte // new state, JSON
	Owner          Owner
	CustomerID     ID
	SilenceAt      time.Time // when to miss a customer who may not come; zero: she is not missed
	Rows           []Inbound // what it answers; processed with it
	Outbox         []Outbound
	Noticed        bool // the notice of first contact is among what is said
	Why            TurnWhy
	StartedAt      time.Time
	EndedAt        time.Time
}

// TurnWhy explains a turn to a person: words, what was understood, which rules
// decided, which slots were weighed, what was said. All fields are JSON.
type TurnWhy struct {
	Words      []byte
	Commands   []byte
	Rules      []byte
	Slots      []byte
	Utterances []byte
	Outcome    string // replied, silent, handed_off, payment, timer
}

// Notice is news for a stylist or the team.
type Notice struct {
	ID             ID
	SalonID        ID
	AppointmentID  ID
	StylistID      ID // empty: the team
	ConversationID ID
	Kind           string // new, moved, cancelled, handover, payment
	Reason         string // why people are called, for a handover
	Urgent         bool
	Email          string    // of the stylist, when read back
	Text           string    // Spanish
	CreatedAt      time.Time // product clock
	Via            string    // how it was delivered, when read back; empty: not yet
}

// Job is an effect outside the process, carried out after the commit. BookingID
// or NoticeID says what it is about; the rest is what cannot be read back.
type Job struct {
	Kind        JobKind `json:"kind"`
	BookingID   ID      `json:"booking_id,omitempty"`
	NoticeID    ID      `json:"notice_id,omitempty"`
	Provider    string  `json:"provider,omitempty"`     // who took the payment to refund
	ProviderRef string  `json:"provider_ref,omitempty"` // of the payment to refund or to compare
	SessionID   string  `json:"session_id,omitempty"`   // row id of the checkout session to end; empty: all that are not in force
	Amount      Money   `json:"amount,omitempty"`
	Target      Money   `json:"target,omitempty"` // of a refund: how much of the payment is given back in all once it is done; zero: Amount
	Urgent      bool    `json:"urgent,omitempty"` // worked before the others

	SalonID        ID     `json:"salon_id,omitempty"`
	Channel        string `json:"channel,omitempty"`         // of Contact
	Contact        string `json:"contact,omitempty"`         // the channel's id of a contact to erase
	AppointmentID  ID     `json:"appointment_id,omitempty"`  // whose calendar event is to be emptied
	ConversationID ID     `json:"conversation_id,omitempty"` // whose turn under way is to be forgotten
}

// JobKind names an outside effect.
type JobKind string

// The outside effects.
const (
	JobExpireSession JobKind = "expire_session"
	JobRefund        JobKind = "refund"
	JobNotice        JobKind = "notice"
	JobEraseContact  JobKind = "erase_contact" // the channel is asked to delete a person
	JobEraseEvent    JobKind = "erase_event"   // a calendar, to take the text out of an event
	JobForgetTurn    JobKind = "forget_turn"   // a checkpoint of words already read
	JobCheckPayment  JobKind = "check_payment" // compare one payment with the provider's books
)

// Stored says what became of one inbound.
type Stored struct {
	Conversation ID
	Fresh        bool // false: a duplicate, nothing was written
}

// Dispatch is an outbox row claimed for sending.
type Dispatch struct {
	Outbound
	Owner       Owner // of the conversation, as we know it
	SalonID     ID
	LastInbound time.Time // when the customer wrote last, by the product's clock; zero: never
	Email       string    // of the customer; empty: unknown
	Stopped     bool      // she asked for no more than she must know
	Tried       []Way     // that failed for this message before
	Silenced    bool      // the salon switched the assistant off
	Outdated    bool      // what it tells of was changed since, see Outbound.Of
	Start       time.Time // of the appointment it tells of; zero: none
	// Of an uncertain one: since when, in real time, and whether anything has come in
	// through its channel since then.
	UncertainFor time.Duration
	Heard        bool
}

// Way is how a message reaches its reader.
type Way string

// The ways of a message.
const (
	WayText     Way = "text"     // free text, inside the 24-hour window
	WayTemplate Way = "template" // approved beforehand, outside it
	WayMail     Way = "email"
)

// Delivery is the end, or the postponement, of a dispatch.
type Delivery struct {
	ID         ID
	Status     string // sent, failed, dropped; pending: try again at NextTry
	ExternalID string
	Error      string        // last error, for staff
	Uncertain  bool          // it may have reached the channel
	Acted      bool          // … in this very try
	RetryIn    time.Duration // for pending
	Via        Way           // how it went out
	Tried      []Way         // that failed for good
	Spared     bool          // nothing was tried: the attempt does not count
	Failure    Failure       // why it did not arrive, when failed
	Delivered  string        // delivered or read, when a receipt said so
}

// PaymentLink is the deposit page of a booking.
type PaymentLink struct {
	Token    string
	Void     bool // replaced or released
	Booking  Booking
	Customer Customer
	Salon    *Salon
}

// CheckoutSession is a persisted attempt to pay a link: written before the
// provider is called, so that a retry repeats it to the letter.
type CheckoutSession struct {
	ID        ID
	BookingID ID
	LinkToken string
	Attempt   int
	Provider  string
	SessionID string // the provider's; empty until it answered
	URL       string
	Status    string // open, complete, expired
	Amount    Money
	ExpiresAt time.Time // real time
}

// ChatLine is one line of a conversation as the web chat shows it.
type ChatLine struct {
	ID      ID
	Mine    bool // the customer's
	Text    string
	Options []Option
	At      time.Time
}

// DayPlan is the salon's day for the side panel of the web chat and for staff.
type DayPlan struct {
	Date         Date
	Closed       string // reason; empty: open
	Hours        []Hours
	Stylists     []Stylist
	Appointments []Appointment
	Blocks       map[ID][]Interval
}
