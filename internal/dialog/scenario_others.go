package dialog

// smallestLargeGroup is from how many people on a group is arranged by a person.
const smallestLargeGroup = 5

// forOthers books for somebody else, or for several people. For now a person
// arranges it; five or more always.
func forOthers() scenario {
	return scenario{Name: ScenarioOthers, Title: "Para otra persona o un grupo", Begin: func(t *turn, r *reading) {
		switch {
		case r.other != nil && r.other.Slot == SlotCount && r.other.Number >= smallestLargeGroup:
			t.absorb(r)
			t.handOff(ReasonGroupTooLarge, r)
		case r.other != nil && r.other.Slot == SlotCount:
			t.absorb(r)
			t.handOffTask("cita para varias personas", r)
		default:
			t.absorb(r)
			t.handOffTask("cita para otra persona", r)
		}
	}}
}
