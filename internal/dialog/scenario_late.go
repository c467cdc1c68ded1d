package dialog

// runningLate relays a delay to the stylist. For now a person does it.
func runningLate() scenario {
	return scenario{Name: ScenarioLate, Title: "Llegar tarde", Begin: func(t *turn, r *reading) {
		t.handOffTask("llega tarde a su cita", r)
	}}
}
