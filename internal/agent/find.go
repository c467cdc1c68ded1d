package agent

import (
	"context"
	"fmt"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// maxSlots is how many slots per query an answer carries when the step does not say.
const maxSlots = 200

// weighed is what the turns row keeps of a search.
type weighed struct {
	Purpose string   `json:"purpose"`
	Found   int      `json:"found"`
	First   []string `json:"first,omitempty"` // the first few, readable
}

// findSlots answers a search from what is taken now.
func (t *turn) findSlots(ctx context.Context, r dialog.FindSlots) (*dialog.Event, error) {
	answer := &dialog.SlotsFound{Purpose: r.Purpose, Found: make([][]salon.Slot, len(r.Queries))}
	if len(r.Queries) == 0 {
		return &dialog.Event{Slots: answer}, nil
	}
	from, to := searchDays(t.snapshot, r.Queries)
	occupancy, err := t.agent.Store.Occupancy(ctx, t.snapshot.ID, from, to, r.Except)
	if err != nil {
		return nil, fmt.Errorf("read occupancy: %w", err)
	}
	answer.Closures = occupancy.Closures
	limit := r.Limit
	if limit == 0 {
		limit = maxSlots
	}
	for i, q := range r.Queries {
		if q.Limit == 0 || q.Limit > limit {
			q.Limit = limit
		}
		answer.Found[i] = salon.FindSlots(t.snapshot, occupancy, q)
		t.weigh(r.Purpose, answer.Found[i])
	}
	return &dialog.Event{Slots: answer}, nil
}

// searchDays are the days that queries look at, or, when none of them can be
// booked, those that were asked for: their closures say why.
func searchDays(shop *salon.Salon, queries []salon.Query) (from, to salon.Date) {
	add := func(a, b salon.Date) {
		if from.IsZero() || a.Before(from) {
			from = a
		}
		if to.IsZero() || b.After(to) {
			to = b
		}
	}
	for _, q := range queries {
		if a, b := q.Days(shop); !a.After(b) {
			add(a, b)
		}
	}
	if from.IsZero() {
		for _, q := range queries {
			add(q.From, q.To)
		}
	}
	return from, to
}

// weigh keeps for the turns row what a search found.
func (t *turn) weigh(purpose string, slots []salon.Slot) {
	note := weighed{Purpose: purpose, Found: len(slots)}
	for _, s := range slots[:min(len(slots), 6)] {
		stylist, _ := t.snapshot.Stylist(s.StylistID)
		note.First = append(note.First, s.Start.In(t.snapshot.Location).Format("2006-01-02 15:04 ")+stylist.Slug)
	}
	t.weighed = append(t.weighed, note)
}
