package dialog

// rescheduling moves an appointment. For now a person does it.
func rescheduling() scenario {
	return scenario{Name: ScenarioReschedule, Title: "Cambiar una cita", Begin: func(t *turn, r *reading) {
		if t.nothingBooked() {
			return
		}
		t.handOffTask("cambiar una cita", r)
	}}
}
