package salon

import (
	"slices"
	"time"
)

// OfferLasts is how long a freed slot is kept for one person on the waiting
// list before the next one is asked.
const OfferLasts = 15 * time.Minute

// Freed slots are offered in decent hours only: nobody is woken by one, and
// nobody loses one by sleeping.
const (
	offersFrom ClockTime = 9 * 60
	offersTo   ClockTime = 21 * 60
)

// OfferHours are the first and the last moment of the day at which a freed slot
// is offered: the whole time in which to answer lies between them.
func OfferHours() (first, last ClockTime) {
	return offersFrom, offersTo - ClockTime(OfferLasts/time.Minute)
}

// MayOffer reports whether a freed slot may be offered now, by the salon's clock.
func (s *Salon) MayOffer(now time.Time) bool {
	first, last := OfferHours()
	c := ClockOf(now.In(s.Location))
	return first <= c && c <= last
}

// Wish is a row of the waiting list: what somebody waits for.
type Wish struct {
	ID             ID
	CustomerID     ID
	ConversationID ID
	Visit          Visit
	Stylist        ID // empty: anybody
	From, To       Date
	Earliest       ClockTime // starts not before; 0: any
	Latest         ClockTime // starts not after; 0: any
}

// Freed is a stretch of a stylist's time that became free, with what keeps one
// person from being asked for a slot in it.
type Freed struct {
	StylistID ID
	During    Interval
	Own       []Interval // that person's own visits
	Asked     []Interval // slots with this stylist that were offered to that person before
}

// FreedSlot is the first start that fits a wish and could not be had before:
// part of it lies in the freed stretch. It is late enough to be taken at the end
// of the time there is to answer. False: there is none.
func FreedSlot(s *Salon, occ Occupancy, w Wish, freed Freed, now time.Time) (Slot, bool) {
	plan, err := s.Catalogue.Plan(w.Visit)
	if err != nil || (!w.Stylist.Empty() && w.Stylist != freed.StylistID) {
		return Slot{}, false
	}
	found := FindSlots(s, occ, Query{
		Plan: plan, Stylist: freed.StylistID, From: w.From, To: w.To, Earliest: w.Earliest, Latest: w.Latest, Now: now.Add(OfferLasts),
	})
	for _, slot := range found {
		visit := Interval{Start: slot.Start, End: slot.End()}
		if slices.ContainsFunc(plan.BusyAt(slot.Start), freed.During.Overlaps) &&
			!slices.ContainsFunc(freed.Own, visit.Overlaps) && !slices.ContainsFunc(freed.Asked, visit.Overlaps) {
			return slot, true
		}
	}
	return Slot{}, false
}
