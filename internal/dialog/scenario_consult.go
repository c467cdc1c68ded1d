package dialog

import "atrevete/internal/salon"

// consulting books the free consultation: an ordinary booking of the service
// that costs nothing.
func consulting() scenario {
	return scenario{Name: ScenarioConsult, Title: "Consulta gratuita", Begin: func(t *turn, r *reading) {
		var free []salon.ID
		for _, s := range t.view.Salon.Catalogue.Services {
			if s.Price == 0 && !s.Deposit {
				free = append(free, s.ID)
			}
		}
		if len(free) == 0 {
			t.handOffTask("quiere una consulta", r)
			return
		}
		wish := Command{Kind: Set, Slot: SlotServices, Services: free}
		if len(free) > 1 {
			wish.Services, wish.Candidates = nil, free
		}
		r.starts, r.sets = nil, with([]Command{wish}, r.sets...)
		t.converse(r)
	}}
}
