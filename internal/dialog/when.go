package dialog

import "atrevete/internal/salon"

// WhenKind says what sort of time was named.
type WhenKind string

// The sorts of time. Parts of the day are ranges, never an hour.
const (
	WhenDate WhenKind = "date"     // one day
	WhenDays WhenKind = "range"    // several days, or an open-ended stretch of hours
	WhenTime WhenKind = "time"     // an hour without a day
	WhenBoth WhenKind = "datetime" // a day and an hour
	WhenPart WhenKind = "part"     // part of a day: morning, from five on, between four and six
)

// When is a day, a range of days, an hour or a range of hours, in the salon's
// wall clock. From and To are days, both included; zero Dates mean no day was
// named. Hours are minutes since midnight; zero means no bound.
type When struct {
	Kind WhenKind `json:"kind"`

	From salon.Date `json:"from,omitzero"`
	To   salon.Date `json:"to,omitzero"`

	At       salon.ClockTime `json:"at,omitempty"`       // exact start
	Earliest salon.ClockTime `json:"earliest,omitempty"` // starts not before
	Latest   salon.ClockTime `json:"latest,omitempty"`   // starts not after
	EndBy    salon.ClockTime `json:"end_by,omitempty"`   // over by

	LatestFirst bool   `json:"latest_first,omitempty"` // "a última hora"
	Soonest     bool   `json:"soonest,omitempty"`      // "cuanto antes"
	Part        string `json:"part,omitempty"`         // how it was said: "por la tarde"
	Alternative *When  `json:"alternative,omitempty"`  // a second bookable reading: ask which
	Mismatch    bool   `json:"mismatch,omitempty"`     // weekday and number disagree; Alternative is the other day
	Past        bool   `json:"past,omitempty"`         // the day named is over
	Holiday     string `json:"holiday,omitempty"`      // named by its name
	OpenEnd     bool   `json:"open_end,omitempty"`     // "a partir del jueves": To is only the horizon
	Weekday     bool   `json:"weekday,omitempty"`      // a weekday was named and nothing else of the day
}

// HasDay reports whether a day or a range of days was named.
func (w When) HasDay() bool { return !w.From.IsZero() }

// HasTime reports whether an hour or a range of hours was named.
func (w When) HasTime() bool {
	return w.At != 0 || w.Earliest != 0 || w.Latest != 0 || w.EndBy != 0 || w.LatestFirst
}
