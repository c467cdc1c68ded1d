package salon

import "time"

// Plan is a visit worked out against the catalogue: how long it takes, what it
// costs, and during which parts the stylist is busy.
type Plan struct {
	Visit    Visit
	Category Category
	Minutes  int
	Price    Money
	Deposit  bool
	Busy     []Span // in order, not touching each other
}

// Span is a stretch of a visit, in minutes from its start: [From, To).
type Span struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Occupancy is the fresh truth about a range of days: which stretches of each
// stylist are taken (appointments, blocks, external calendars) and which days
// the salon is closed.
type Occupancy struct {
	Busy     map[ID][]Interval // by stylist; any order, may overlap
	Closures []Closure
}

// Query asks for free starts of one visit.
type Query struct {
	Plan     Plan
	Stylist  ID        // only this one; empty: anybody who does the category
	Exclude  []ID      // never these
	From, To Date      // days to look at, both included
	Earliest ClockTime // starts not before; 0: any
	Latest   ClockTime // starts not after; 0: any
	EndBy    ClockTime // visit ends by ("antes de comer"); 0: any
	Exact    ClockTime // only this start; 0: any
	Now      time.Time // for the lead time; in any zone
}

// Slot is a free start: a stored object that is offered and later held as it
// is, never rebuilt from text.
type Slot struct {
	ID        string    `json:"id"` // opaque, stable for the same stylist, start and visit
	StylistID ID        `json:"stylist_id"`
	Start     time.Time `json:"start"`
	Minutes   int       `json:"minutes"`
}

// End is when the visit in this slot is over.
func (s Slot) End() time.Time { return s.Start.Add(time.Duration(s.Minutes) * time.Minute) }
