package dialog

import (
	"slices"

	"atrevete/internal/salon"
)

// What was asked for was done when its row says so. An answer without a row, or
// with a row in another state, is a failure: nothing is announced, and a person
// looks at it.

// broken hands over after an answer that makes no sense.
func (t *turn) broken(what string) {
	t.rule("broken answer: " + what)
	if t.view.Owner == salon.OwnerHuman {
		return
	}
	t.handOff(ReasonTechnical, &reading{})
}

// committed reports whether a booking has an appointment in the given state.
func committed(b salon.Booking, status salon.AppointmentStatus) bool {
	return !b.ID.Empty() && slices.ContainsFunc(b.Appointments, func(a salon.Appointment) bool { return a.Status == status })
}

// movedAsAsked reports whether an appointment now stands in the slot chosen for it.
func movedAsAsked(r MoveResult, d *Draft) bool {
	return r.New.ID == d.About[0].ID && r.New.Status == salon.Confirmed && r.New.Start.Equal(d.Chosen.Slot.Start)
}

// allCancelled reports whether every appointment that was to be cancelled is.
func allCancelled(items []CancelledItem, asked int) bool {
	return len(items) == asked && asked > 0 &&
		!slices.ContainsFunc(items, func(i CancelledItem) bool { return i.Appointment.Status != salon.Cancelled })
}
