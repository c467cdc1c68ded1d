package salon

import "time"

// Salon is a snapshot of everything a conversation needs to know about one
// salon. It is at most five seconds old; closures, blocks and busy segments
// are read fresh and passed separately (see Occupancy).
type Salon struct {
	ID        ID
	Slug      string
	Name      string
	Assistant Assistant
	Privacy   PrivacyNotice
	Location  *time.Location
	Currency  string // ISO 4217
	Locale    string
	Address   string
	MapsURL   string
	Phone     string // E.164
	Opening   WeekHours
	Policies  Policies
	Catalogue Catalogue
	Team      []Stylist // display order
	FAQs      []FAQ
	Templates []Template // one per kind of message
}

// PrivacyNotice is what somebody new is told about their data. Text and URL are
// the salon's own; empty: our words, no link.
type PrivacyNotice struct {
	Off  bool // none is given here: the salon does it otherwise
	Text string
	URL  string
}

// Assistant is how the salon's assistant presents herself.
type Assistant struct {
	Name          string
	Role          string
	FormOfAddress string
	MaxEmojis     int
	Introduction  string
}

// FAQ is an answer the salon has written. Placeholders in Answer are resolved
// when it is rendered, so that no figure exists twice.
type FAQ struct {
	Slug      string
	Topic     string
	Questions []string
	Answer    string
}

// Closure is a range of whole days, both ends included, on which the salon is shut.
type Closure struct {
	StartsOn Date
	EndsOn   Date
	Reason   string
}

// Policies are the salon's numbers; units are in the names.
type Policies struct {
	DepositPercent               int
	RefundThresholdHours         int
	HoldMinutes                  int
	HoldMinutesSameDay           int
	PaymentWarningMinutes        int
	SameDayLeadMinutes           int
	ReminderHours                int
	NameConfirmationAttempts     int
	ClarificationAttempts        int
	SlotGridMinutes              int
	OffersPerReply               int
	MaxDaysAhead                 int
	DataRetentionMonths          int // people who were not seen since are forgotten
	MessageRetentionDays         int // what was said is kept so long
	TraceRetentionDays           int // and why Maite said it
	MaxPaymentLinks              int
	MessagesPerMinutePerCustomer int
	MaxUpcomingPerCustomer       int
	AssistantEnabled             int // 0: she stores what is written and says nothing but facts
	MaxRepliesPerHour            int // in one conversation; beyond it somebody should look
}

// Stylist is a member of the team.
type Stylist struct {
	ID         ID
	Slug       string
	Name       string
	Aliases    []string
	Categories []Category
	Color      string // #RRGGBB
	CalendarID string
	Email      string // for notices
	Hours      WeekHours
}

// Does reports whether the stylist works in category c.
func (s Stylist) Does(c Category) bool {
	for _, own := range s.Categories {
		if own == c {
			return true
		}
	}
	return false
}

// Stylist finds a member of the team by id.
func (s *Salon) Stylist(id ID) (Stylist, bool) {
	for _, one := range s.Team {
		if one.ID == id {
			return one, true
		}
	}
	return Stylist{}, false
}
