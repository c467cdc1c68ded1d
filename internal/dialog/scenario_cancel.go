package dialog

import "atrevete/internal/salon"

// cancelling cancels an appointment. For now a person does it; what is only
// being arranged is let go here.
func cancelling() scenario {
	return scenario{Name: ScenarioCancel, Title: "Cancelar una cita", Begin: func(t *turn, r *reading) {
		switch {
		case !t.hasConfirmed() && len(t.state.Stack) > 0 && !t.offered():
			t.leave()
		case t.nothingBooked():
		default:
			t.handOffTask("cancelar una cita", r)
		}
	}}
}

// hasConfirmed reports whether the writer has an appointment that stands.
func (t *turn) hasConfirmed() bool {
	for _, a := range t.view.Upcoming {
		if a.Status == salon.Confirmed {
			return true
		}
	}
	return false
}

// nothingBooked says so when the writer has no appointment at all, and offers to book.
func (t *turn) nothingBooked() bool {
	if t.hasConfirmed() || (len(t.state.Stack) > 0 && !t.offered()) {
		return false
	}
	t.tell(SayNoAppointments, nil)
	t.offerToBook(Draft{})
	return true
}
