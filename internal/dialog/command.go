package dialog

import "atrevete/internal/salon"

// CommandKind is the closed vocabulary in which understanding speaks to the
// dialogue. A language model may emit nothing else.
type CommandKind string

// The vocabulary.
const (
	Start   CommandKind = "start"    // begin a scenario: Scenario
	Set     CommandKind = "set"      // give a slot a value: Slot and the field it names
	Affirm  CommandKind = "affirm"   // yes
	Deny    CommandKind = "deny"     // no
	Cancel  CommandKind = "cancel"   // leave what is being arranged ("déjalo")
	Ask     CommandKind = "ask"      // a question: Topic (and what it is about)
	Greet   CommandKind = "greet"    //
	Thank   CommandKind = "thank"    //
	Bye     CommandKind = "bye"      //
	HandOff CommandKind = "hand_off" // a person is needed: Reason
	Trouble CommandKind = "trouble"  // a report about paying: Topic is TopicPaymentTrouble or TopicPaymentClaim
	Choose  CommandKind = "choose"   // picks from the offered options: Option, or Ordinal, or Any
	More    CommandKind = "more"     // other options, please
	Unclear CommandKind = "unclear"  // words that nothing explains
	NoWords CommandKind = "no_words" // sticker, video, voice note without transcript, unsupported: Topic says which
	Chatter CommandKind = "chatter"  // small talk, insult, foreign language, injection: Topic says which
)

// Slot names of Set.
type SlotName string

// The slots a message can fill.
const (
	SlotServices SlotName = "services" // Command.Services (added) ; with Remove: taken out
	SlotPack     SlotName = "pack"     // Command.Pack
	SlotStylist  SlotName = "stylist"  // Command.Stylist; with Negated: not this one; Any: nobody in particular
	SlotDays     SlotName = "days"     // Command.When
	SlotTime     SlotName = "time"     // Command.When
	SlotOwnName  SlotName = "name"     // Command.Person: the writer's own name
	SlotPerson   SlotName = "person"   // Command.Person: somebody else the appointment is for
	SlotCount    SlotName = "count"    // Command.Number: people
	SlotDelay    SlotName = "delay"    // Command.Number: minutes
)

// Command is one thing a burst of messages says, with the words that say it.
type Command struct {
	Kind     CommandKind  `json:"kind"`
	Scenario ScenarioName `json:"scenario,omitempty"`
	Slot     SlotName     `json:"slot,omitempty"`
	Topic    Topic        `json:"topic,omitempty"`
	Reason   Reason       `json:"reason,omitempty"`

	Services   []salon.ID `json:"services,omitempty"`
	Candidates []salon.ID `json:"candidates,omitempty"` // an ambiguous word: one of these services is meant
	Pack       salon.ID   `json:"pack,omitempty"`
	Stylist    salon.ID   `json:"stylist,omitempty"`
	When       *When      `json:"when,omitempty"`
	Person     *Person    `json:"person,omitempty"`
	Number     int        `json:"number,omitempty"`
	Option     string     `json:"option,omitempty"`  // value of an offered option
	Ordinal    int        `json:"ordinal,omitempty"` // 1-based; -1: the last
	Any        bool       `json:"any,omitempty"`     // "me da igual"
	Remove     bool       `json:"remove,omitempty"`
	Replace    bool       `json:"replace,omitempty"` // a correction: "mejor…", "quería decir…"
	Negated    bool       `json:"negated,omitempty"`
	Question   bool       `json:"question,omitempty"` // asked, not stated ("¿tienes a las 17?")
	Part       int        `json:"part,omitempty"`     // several bookings in one message: which one this is about, from 1; 0: there is one
	Place      int        `json:"place,omitempty"`    // of Candidates beside Services: where among them they were said, from 1; 0: after them
	Text       string     `json:"text,omitempty"`     // the words this explains
}

// Person is a name as said; Relation is "madre", "hija", … when somebody else
// is meant. On Set services it says whose they are.
type Person struct {
	First    string `json:"first,omitempty"`
	Last     string `json:"last,omitempty"`
	Relation string `json:"relation,omitempty"` // "yo": the writer; "todos": everybody of a group
	Age      int    `json:"age,omitempty"`      // in years, when said
}

// Topic is what a question or a remark is about.
type Topic string

// The topics.
const (
	TopicPrice          Topic = "price"    // of Command.Services / Pack
	TopicDuration       Topic = "duration" // of Command.Services / Pack
	TopicServices       Topic = "services" // what do you do?
	TopicStylists       Topic = "stylists"
	TopicFAQ            Topic = "faq"          // Command.Option holds the FAQ's slug
	TopicOpenOn         Topic = "open_on"      // are you open on Command.When?
	TopicAppointments   Topic = "appointments" // which appointments do I have?
	TopicUnknown        Topic = "unknown_question"
	TopicPaymentTrouble Topic = "payment_trouble" // the link fails
	TopicPaymentClaim   Topic = "payment_claim"   // "ya he pagado"
	TopicVoice          Topic = "voice"
	TopicPhoto          Topic = "photo"
	TopicLocation       Topic = "location"
	TopicSticker        Topic = "sticker" // any other thing without words
	TopicInsult         Topic = "insult"
	TopicForeign        Topic = "foreign"
	TopicInjection      Topic = "injection"
	TopicSmallTalk      Topic = "small_talk"
	TopicRobot          Topic = "robot"   // are you a robot?
	TopicPause          Topic = "pause"   // the answer will take a while
	TopicSilence        Topic = "silence" // with HandOff privacy: do not write to me any more
)

// Reason is why a person takes over.
type Reason string

// The reasons of the specification.
const (
	ReasonMedical       Reason = "medical"
	ReasonPaymentFailed Reason = "payment_failed"
	ReasonDelay         Reason = "delay"
	ReasonAmbiguity     Reason = "ambiguity"
	ReasonManualRequest Reason = "manual_request"
	ReasonComplaint     Reason = "complaint"
	ReasonGroupTooLarge Reason = "group_too_large"
	ReasonPrivacy       Reason = "privacy"
	ReasonTechnical     Reason = "technical_error"
)

// OptionOther on Start cancel or reschedule: "mi otra cita", the one there is
// besides what is being arranged.
const OptionOther = "other"

// ScenarioName names a flow of the dialogue.
type ScenarioName string

// The scenarios a message can start.
const (
	ScenarioBook       ScenarioName = "book"
	ScenarioReschedule ScenarioName = "reschedule"
	ScenarioCancel     ScenarioName = "cancel"
	ScenarioLate       ScenarioName = "late"
	ScenarioUsual      ScenarioName = "usual"
	ScenarioWaitlist   ScenarioName = "waitlist"
	ScenarioFreed      ScenarioName = "freed" // a slot became free for somebody on the waiting list
	ScenarioConsult    ScenarioName = "consult"
	ScenarioOthers     ScenarioName = "others" // for somebody else, or for several people
)
