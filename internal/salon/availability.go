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
	From, To Date // the days that were read, both included: on others nothing is free; zero: every day asked for was
}

// Query asks for free starts of one visit.
type Query struct {
	Plan     Plan
	Stylist  ID        // only this one; empty: anybody who does the category
	Exclude  []ID      // never these
	From, To Date      // days to look at, both included; zero: from today, to the last bookable day
	Earliest ClockTime // starts not before; 0: any
	Latest   ClockTime // starts not after; 0: any
	EndBy    ClockTime // visit ends by ("antes de comer"); 0: any
	Exact    ClockTime // only this start; 0: any
	Now      time.Time // for the lead time; in any zone
	PerDay   int       // at most this many a day, earliest first; 0: all
	Limit    int       // at most this many; 0: all
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

// In narrows the query to a part of the day.
func (q Query) In(part DayPart) Query {
	q.Earliest, q.Latest, q.EndBy, q.Exact = part.Earliest, part.Latest, part.EndBy, 0
	return q
}

// NextDates asks for the first start of each of the next n dates with room
// after day d and up to last, with everything else as in q.
func (q Query) NextDates(d, last Date, n int) Query {
	q.From, q.To = d.AddDays(1), last
	q.PerDay, q.Limit = 1, n
	return q
}

// Days are the days that a search looks at: those of the query that can be
// booked at its Now. From is after to when there are none.
func (q Query) Days(s *Salon) (from, to Date) {
	from, to = q.From, q.To
	if today := s.Today(q.Now); from.IsZero() || from.Before(today) {
		from = today
	}
	if last := s.LastDay(q.Now); to.IsZero() || to.After(last) {
		to = last
	}
	return from, to
}
