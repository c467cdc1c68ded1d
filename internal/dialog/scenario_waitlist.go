package dialog

// waiting keeps a place in the waitlist. For now a person notes it down.
func waiting() scenario {
	return scenario{Name: ScenarioWaitlist, Title: "Lista de espera", Begin: func(t *turn, r *reading) {
		t.handOffTask("lista de espera", r)
	}}
}
