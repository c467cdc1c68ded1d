package spanish

import "atrevete/internal/dialog"

// Shown is a reading of a time as `atrevete understand` prints it: wall clock in
// the salon's zone, End exclusive; an open end is empty.
type Shown struct {
	Kind  dialog.WhenKind `json:"kind"`
	Start string          `json:"start,omitempty"`
	End   string          `json:"end,omitempty"`
}

const wallClock = "2006-01-02T15:04:05"

// Show renders a reading. Of a whole day or an exact hour only the start says
// something.
func (r Reading) Show() Shown {
	s := Shown{Kind: r.When.Kind}
	if r.now {
		s.Kind = dialog.WhenBoth
	}
	if !r.start.IsZero() {
		s.Start = r.start.Format(wallClock)
	}
	if !r.end.IsZero() {
		s.End = r.end.Format(wallClock)
	}
	return s
}
