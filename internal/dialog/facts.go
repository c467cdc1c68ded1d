package dialog

import (
	"time"

	"atrevete/internal/salon"
)

// The data of utterances: facts with their real types, so that words format
// them and the turns row can be compared with the tables. Names are resolved;
// times are in the salon's zone.

// NameData carries a first name, and a surname once known.
type NameData struct {
	First string `json:"first,omitempty"`
	Last  string `json:"last,omitempty"`
}

// IntroduceData is how the assistant presents herself.
type IntroduceData struct {
	Introduction string `json:"introduction"` // a sentence from the salon's data
	Name         string `json:"name"`
	Role         string `json:"role"`
	Salon        string `json:"salon"`
}

// PrivacyData is the salon's own notice; empty: ours.
type PrivacyData struct {
	Text string `json:"text,omitempty"`
	URL  string `json:"url,omitempty"`
}

// ServiceFact is a service or pack as told to a customer.
type ServiceFact struct {
	Name    string      `json:"name"`
	Minutes int         `json:"minutes"`
	Price   salon.Money `json:"price"`
}

// ServicesData lists services; Minutes and Price are the sums when Total is set.
type ServicesData struct {
	Services []ServiceFact `json:"services"`
	Total    bool          `json:"total,omitempty"`
	Minutes  int           `json:"minutes,omitempty"`
	Price    salon.Money   `json:"price,omitempty"`
}

// GroupsData are the headings of the catalogue.
type GroupsData struct {
	Hair   []string `json:"hair"`
	Beauty []string `json:"beauty"`
}

// SplitData separates a wish into hair and beauty.
type SplitData struct {
	Hair   []string `json:"hair"`
	Beauty []string `json:"beauty"`
}

// NamesData lists names of services.
type NamesData struct {
	Names []string `json:"names,omitempty"`
}

// PackData compares what was asked for with a pack.
type PackData struct {
	Asked ServicesData `json:"asked"`
	Pack  ServiceFact  `json:"pack"`
	With  []string     `json:"with"` // what the pack has besides
	Saves salon.Money  `json:"saves"`
}

// StylistsData names stylists; Stylist is the one in question, as said.
type StylistsData struct {
	Names   []string   `json:"names"`
	Stylist string     `json:"stylist,omitempty"`
	Service string     `json:"service,omitempty"`
	Date    salon.Date `json:"date,omitzero"`
}

// DayData is about one day, or an hour of it. Only what applies is set.
type DayData struct {
	Date    salon.Date      `json:"date,omitzero"`
	Weekday bool            `json:"weekday,omitempty"` // closed on this weekday always
	Holiday string          `json:"holiday,omitempty"` // closed for this reason
	Part    string          `json:"part,omitempty"`
	At      salon.ClockTime `json:"at,omitempty"`
	Opens   salon.ClockTime `json:"opens,omitempty"`
	Closes  salon.ClockTime `json:"closes,omitempty"`
	Minutes int             `json:"minutes,omitempty"`
	Stylist string          `json:"stylist,omitempty"`
	Single  bool            `json:"single,omitempty"` // one person was asked for
}

// DaysData lists days with room.
type DaysData struct {
	Days   []salon.Date `json:"days"`
	Closed []salon.Date `json:"closed,omitempty"`
}

// SlotFact is a slot as told to a customer.
type SlotFact struct {
	Start   time.Time `json:"start"`
	End     time.Time `json:"end"`
	Stylist string    `json:"stylist"`
}

// OfferData is OFFER: slots, and what is being booked unless it was said before.
type OfferData struct {
	Slots   []SlotFact  `json:"slots"`
	OneDay  bool        `json:"one_day"` // all on the same date
	Tell    bool        `json:"tell"`    // say services, minutes and price
	Names   []string    `json:"names"`
	Minutes int         `json:"minutes"`
	Price   salon.Money `json:"price"`
}

// CountData carries a number.
type CountData struct {
	Count int `json:"count"`
}

// BookingData is LINK and CONFIRMED: a booking as committed.
type BookingData struct {
	BookingID  salon.ID    `json:"booking_id"`
	First      string      `json:"first,omitempty"`
	Last       string      `json:"last,omitempty"`
	Visits     []VisitFact `json:"visits"`
	Price      salon.Money `json:"price"`
	Deposit    salon.Money `json:"deposit"`
	URL        string      `json:"url,omitempty"`
	Minutes    int         `json:"minutes,omitempty"` // the hold lasts
	Deadline   time.Time   `json:"deadline,omitzero"`
	Refundable bool        `json:"refundable"`
	Hours      int         `json:"hours"` // refund limit
}

// VisitFact is one appointment of a booking.
type VisitFact struct {
	For     string    `json:"for,omitempty"` // whose it is when not simply the writer's: "tu hija", "María González", "ti"
	Names   []string  `json:"names"`
	Start   time.Time `json:"start"`
	End     time.Time `json:"end"`
	Minutes int       `json:"minutes"`
	Stylist string    `json:"stylist"`
}

// LinkData is a payment link in force.
type LinkData struct {
	BookingID salon.ID    `json:"booking_id"`
	URL       string      `json:"url"`
	Deposit   salon.Money `json:"deposit"`
	Deadline  time.Time   `json:"deadline"`
	Minutes   int         `json:"minutes"` // left
}

// RefundData is a payment that goes back.
type RefundData struct {
	BookingID salon.ID    `json:"booking_id"`
	Amount    salon.Money `json:"amount"`
	Twice     bool        `json:"twice"` // paid twice: the appointment stands
}

// ExpiredData is a hold that is over.
type ExpiredData struct {
	BookingID salon.ID  `json:"booking_id"`
	Slot      SlotFact  `json:"slot"`
	Deadline  time.Time `json:"deadline,omitzero"`
	Resume    bool      `json:"resume"` // ask whether to try again
}

// RecapData is a draft in a line.
type RecapData struct {
	Names []string   `json:"names,omitempty"`
	Date  salon.Date `json:"date,omitzero"`
	Past  bool       `json:"past,omitempty"` // the date is over by now
}

// FAQData is an answer the salon has written, placeholders unresolved.
type FAQData struct {
	Slug   string `json:"slug"`
	Answer string `json:"answer"`
}

// OpenData says whether the salon opens on a date, and when it next does.
type OpenData struct {
	Day  salon.Day `json:"day"`
	Next salon.Day `json:"next,omitzero"`
}

// PlaceData is where the salon is.
type PlaceData struct {
	Address string `json:"address"`
	MapsURL string `json:"maps_url"`
}

// TeamData is the team by what they do.
type TeamData struct {
	Hair   []string `json:"hair"`
	Beauty []string `json:"beauty"`
}

// StylistWeekData is when a stylist works in an ordinary week.
type StylistWeekData struct {
	Name string          `json:"name"`
	Week salon.WeekHours `json:"week"`
}

// AppointmentFact is one of the customer's appointments.
type AppointmentFact struct {
	VisitFact
	Deposit salon.Money `json:"deposit"`
	Pending bool        `json:"pending"` // not paid yet
}

// AdditionData is the appointment that something is added to. Begins is set when
// the addition cannot begin as soon as it ends, because starts lie Grid minutes apart.
type AdditionData struct {
	AppointmentFact
	Begins time.Time `json:"begins,omitzero"`
	Grid   int       `json:"grid,omitempty"`
}

// AppointmentsData lists appointments. Limit is set when they are too many.
type AppointmentsData struct {
	Appointments []AppointmentFact `json:"appointments"`
	Limit        int               `json:"limit,omitempty"`
}
