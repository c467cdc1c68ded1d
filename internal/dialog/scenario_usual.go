package dialog

// theUsual books what was done last time. For now a person looks it up.
func theUsual() scenario {
	return scenario{Name: ScenarioUsual, Title: "Lo de siempre", Begin: func(t *turn, r *reading) {
		t.handOffTask("quiere «lo de siempre»", r)
	}}
}
