package dialog

import (
	"time"

	"atrevete/internal/salon"
)

// GuestData is about somebody the writer books for: "tu madre".
type GuestData struct {
	Who string `json:"who"`
}

// PersonMapData asks who of a group gets what. Unknown: of some of them nothing
// is known.
type PersonMapData struct {
	Names   []string `json:"names"`
	People  []string `json:"people"`
	Unknown bool     `json:"unknown,omitempty"`
}

// GroupOfferData is OFFER for a group.
type GroupOfferData struct {
	Ways  []GroupWay  `json:"ways"`
	Tell  bool        `json:"tell"` // say prices
	Price salon.Money `json:"price"`
}

// GroupWay is one way in which a group can come: all at once, or staggered.
type GroupWay struct {
	Start    time.Time    `json:"start"`
	Together bool         `json:"together"`
	Visits   []GroupVisit `json:"visits"`
}

// GroupVisit is what one of a group would have.
type GroupVisit struct {
	Who     string      `json:"who"`
	Names   []string    `json:"names"`
	Slot    SlotFact    `json:"slot"`
	Price   salon.Money `json:"price"`
	Minutes int         `json:"minutes"`
}

// GroupDayData is about a day without room for all of a group.
type GroupDayData struct {
	Date  salon.Date `json:"date"`
	Count int        `json:"count"`
}

// UsualData is what was done last time. Gone is what of it is not offered any more.
type UsualData struct {
	Names   []string    `json:"names,omitempty"`
	Gone    []string    `json:"gone,omitempty"`
	Stylist string      `json:"stylist,omitempty"`
	Minutes int         `json:"minutes,omitempty"`
	Price   salon.Money `json:"price,omitempty"`
}

// DescribedService is a service with what the catalogue says of it.
type DescribedService struct {
	ServiceFact
	Description string `json:"description"`
}

// ConsultData offers the free consultation, after what could be meant.
type ConsultData struct {
	Services []DescribedService `json:"services,omitempty"`
	Minutes  int                `json:"minutes"`
}

// WaitData is a row of the waitlist.
type WaitData struct {
	Names   []string   `json:"names"`
	From    salon.Date `json:"from"`
	To      salon.Date `json:"to"`
	Stylist string     `json:"stylist,omitempty"`
	Part    string     `json:"part,omitempty"`    // of the day, as it was said
	Minutes int        `json:"minutes,omitempty"` // for which a freed slot will be kept
}

// HitData is a freed slot that is kept for somebody on the waiting list.
type HitData struct {
	BookingID salon.ID    `json:"booking_id"`
	First     string      `json:"first,omitempty"`
	Visit     VisitFact   `json:"visit"`
	Price     salon.Money `json:"price"`
	Deposit   salon.Money `json:"deposit,omitempty"` // to be paid if she takes it
	Deadline  time.Time   `json:"deadline"`          // until when it is kept
}

// DiscountData is about prices, which are fixed, and a pack that would save.
type DiscountData struct {
	Pack  ServiceFact `json:"pack,omitzero"`
	Saves salon.Money `json:"saves,omitempty"`
}

// DepositData is why there is a deposit.
type DepositData struct {
	Percent int `json:"percent"`
	Hours   int `json:"hours"`
}
