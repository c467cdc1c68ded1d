package dialog

import (
	"time"

	"atrevete/internal/salon"
)

// State is everything a conversation remembers between turns. It is stored as
// JSON with the conversation and replaced in the turn's transaction.
type State struct {
	Stack    []Frame   `json:"stack,omitempty"`    // the top is last
	Question *Question `json:"question,omitempty"` // what we are waiting for; nil: nothing (IDLE)
	Name     NameState `json:"name,omitzero"`
	Counts   Counts    `json:"counts,omitzero"`
	LastTurn time.Time `json:"last_turn,omitzero"`
	// Last booking that was concluded or let go, so that thanks, trouble and
	// late payments are read in its light.
	LastBooking salon.ID `json:"last_booking,omitempty"`
	// Kept is what was said before the name was settled; resumed afterwards.
	Kept Kept `json:"kept,omitzero"`
	// Reminded are appointments whose reminder went out and was not answered, in
	// order of start.
	Reminded []Standing `json:"reminded,omitempty"`
	// Doubt is about appointments she may not come to; nil: there are none.
	Doubt *Doubt `json:"doubt,omitempty"`
	// Deferred is a hand-over that waits for a hold to be released.
	Deferred Reason `json:"deferred,omitempty"`
	// Pace counts what was said lately: two machines that talk to each other
	// would never end.
	Pace Pace `json:"pace,omitzero"`
}

// Pace is how many replies were sent since the beginning of the hour.
type Pace struct {
	Since   time.Time `json:"since,omitzero"`
	Replies int       `json:"replies,omitempty"`
}

// Kept are commands set aside, with the words they came in.
type Kept struct {
	Commands []Command `json:"commands,omitempty"`
	Words    []string  `json:"words,omitempty"`
}

// Frame is one scenario under way with what it has learnt so far.
type Frame struct {
	Scenario ScenarioName `json:"scenario"`
	Step     string       `json:"step,omitempty"`
	Draft    Draft        `json:"draft,omitzero"`
	// Open is the question this scenario interrupted, when it began by itself:
	// it is asked again afterwards.
	Open *Question `json:"open,omitempty"`
}

// Draft holds the slots of a scenario. One type for all: a correction or a
// digression can then carry values over.
type Draft struct {
	Visit        salon.Visit `json:"visit,omitzero"`
	PackSettled  bool        `json:"pack_settled,omitempty"` // a pack was offered and answered
	Stylist      salon.ID    `json:"stylist,omitempty"`
	NotStylists  []salon.ID  `json:"not_stylists,omitempty"`
	AnyStylist   bool        `json:"any_stylist,omitempty"` // "la primera disponible"
	When         *When       `json:"when,omitempty"`
	Offers       []Offer     `json:"offers,omitempty"` // every offer of the draft in force, in order
	Shown        int         `json:"shown,omitempty"`  // how many of the found slots were shown so far
	Chosen       *Offer      `json:"chosen,omitempty"`
	BookingID    salon.ID    `json:"booking_id,omitempty"` // held
	Deadline     time.Time   `json:"deadline,omitzero"`
	Links        int         `json:"links,omitempty"` // sent for this draft
	SurnameAsked int         `json:"surname_asked,omitempty"`
	For          *Person     `json:"for,omitempty"`         // somebody else
	GuestAsked   int         `json:"guest_asked,omitempty"` // times that person's name was asked
	Party        []Member    `json:"party,omitempty"`       // a group: who comes, and what each wants
	Mapped       bool        `json:"mapped,omitempty"`      // it is settled who of the group gets what
	Groups       []GroupSlot `json:"groups,omitempty"`      // what the offers of a group stand for

	Candidates []salon.ID  `json:"candidates,omitempty"` // an ambiguous word: one of these services is meant
	NoStylist  string      `json:"no_stylist,omitempty"` // a stylist was named whom nobody here is called
	Asked      bool        `json:"asked,omitempty"`      // the hour was asked about, not asked for: offer it
	Keep       *salon.Slot `json:"keep,omitempty"`       // the visit changed: try to keep this start and stylist
	Told       bool        `json:"told,omitempty"`       // minutes and price were said already
	Insisted   int         `json:"insisted,omitempty"`   // times in a row that the same impossible wish was made
	Refused    string      `json:"refused,omitempty"`    // that wish
	Closed     salon.Date  `json:"closed,omitzero"`      // a day asked about that is closed
	Place      int         `json:"place,omitempty"`      // where among the services the one of Candidates belongs, from 1; 0: last
	Consult    []salon.ID  `json:"consult,omitempty"`    // free consultations that were offered
	Follow     bool        `json:"follow,omitempty"`     // the second of two visits, to come after the first
	After      time.Time   `json:"after,omitzero"`       // the first one's end

	About []Standing    `json:"about,omitempty"` // appointments there are: to be moved, cancelled, late for, added to
	Moves bool          `json:"moves,omitempty"` // the slot being looked for is for the first of About
	Terms []CancelTerms `json:"terms,omitempty"` // that were stated, one for each of About
	Delay int           `json:"delay,omitempty"` // minutes late, against the start; 0: not said
	Named bool          `json:"named,omitempty"` // the appointment was named already
}

// Standing is an appointment as it stood when a scenario took it up.
type Standing struct {
	ID      salon.ID  `json:"id"`
	Start   time.Time `json:"start"`
	Stylist salon.ID  `json:"stylist"`
}

// Member is one person of a group: the writer (Person is nil) or somebody else.
type Member struct {
	Person *Person     `json:"person,omitempty"`
	Visit  salon.Visit `json:"visit,omitzero"`
}

// GroupSlot is a slot each for the members of a group, in their order. A group
// is offered and chosen as one slot: it begins with the first and has no stylist.
type GroupSlot struct {
	ID    string       `json:"id"`
	Slots []salon.Slot `json:"slots"`
}

// Offer is a slot that was shown, under the day's plan it was found with.
type Offer struct {
	Slot salon.Slot `json:"slot"`
	At   time.Time  `json:"at"` // when it was offered
}

// QuestionID is one of the open questions of the specification, 1.7.
type QuestionID string

// The open questions.
const (
	NameCheck    QuestionID = "NAME_CHECK"
	NameAsk      QuestionID = "NAME_ASK"
	ServiceAsk   QuestionID = "SERVICE_ASK"
	ServicePick  QuestionID = "SERVICE_PICK"
	PackOffer    QuestionID = "PACK_OFFER"
	ConsultOffer QuestionID = "CONSULT_OFFER"
	SplitOffer   QuestionID = "SPLIT_OFFER"
	PersonMap    QuestionID = "PERSON_MAP"
	PersonOnly   QuestionID = "PERSON_ONLY" // "no" to who gets what: is it only for the writer?
	GuestName    QuestionID = "GUEST_NAME"
	StylistPref  QuestionID = "STYLIST_PREF"
	DateAsk      QuestionID = "DATE_ASK"
	DateWhich    QuestionID = "DATE_WHICH"
	SlotPick     QuestionID = "SLOT_PICK"
	SlotSingle   QuestionID = "SLOT_SINGLE"
	SurnameAsk   QuestionID = "SURNAME_ASK"
	PayWait      QuestionID = "PAY_WAIT"
	ApptPick     QuestionID = "APPT_PICK"
	CancelSure   QuestionID = "CANCEL_SURE"
	LateOptions  QuestionID = "LATE_OPTIONS"
	DelayRelay   QuestionID = "DELAY_RELAY"
	UsualConfirm QuestionID = "USUAL_CONFIRM"
	BookOffer    QuestionID = "BOOK_OFFER"
	WaitOffer    QuestionID = "WAITLIST_OFFER"
	WaitHit      QuestionID = "WAITLIST_HIT"
	Reminder     QuestionID = "REMINDER"
	Resume       QuestionID = "RESUME"
	PersonOffer  QuestionID = "PERSON_OFFER" // should a person take this over?
	ReleaseSure  QuestionID = "RELEASE_SURE" // "no" while a payment is awaited: let the slot go?
	LateOrNot    QuestionID = "LATE_OR_NOT"  // "no llego": late, or not coming at all?
	Done         QuestionID = "DONE"
	Human        QuestionID = "HUMAN"
)

// Question is what we are waiting for. Understanding reads "sí", "2" and "la
// de Marta" in its light.
type Question struct {
	ID      QuestionID `json:"id"`
	Options []Choice   `json:"options,omitempty"` // in the order shown
	Asked   time.Time  `json:"asked,omitzero"`
}

// Choice is one thing that can be picked. Only the fields that describe it are set.
type Choice struct {
	ID      string      `json:"id"`    // opaque; the tapped option's value
	Title   string      `json:"title"` // as tapped: unique, at most 20 or 24 characters
	Slot    *salon.Slot `json:"slot,omitempty"`
	Service salon.ID    `json:"service,omitempty"`
	Pack    salon.ID    `json:"pack,omitempty"`
	Stylist salon.ID    `json:"stylist,omitempty"`
	Date    salon.Date  `json:"date,omitzero"`
	// Appointment is one of the customer's appointments.
	Appointment salon.ID `json:"appointment,omitempty"`
}

// NameState is how far the customer's name is settled in this conversation.
type NameState struct {
	Introduced bool   `json:"introduced,omitempty"`
	Profile    string `json:"profile,omitempty"` // readable first name from the profile, to be confirmed
	// ProfileLast is the profile's surname, when it reads like one; confirmed with the rest.
	ProfileLast string `json:"profile_last,omitempty"`
	First       string `json:"first,omitempty"` // settled
	Last        string `json:"last,omitempty"`
	Asked       int    `json:"asked,omitempty"`
	Settled     bool   `json:"settled,omitempty"` // confirmed, given, or given up asking
	New         bool   `json:"new,omitempty"`     // met in this conversation, and no booking concluded yet
}

// Counts guard against loops.
type Counts struct {
	Unclear int `json:"unclear,omitempty"` // misunderstandings in a row
	Insults int `json:"insults,omitempty"`
	Voice   int `json:"voice,omitempty"`
	Deposit int `json:"deposit,omitempty"` // objections to the deposit
}
