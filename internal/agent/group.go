package agent

import (
	"slices"

	"atrevete/internal/salon"
)

// nextGroup takes from the pending rows what one turn answers: all messages up
// to the next event of another kind, in the provider's order, or one event.
func nextGroup(rows []salon.Inbound) []salon.Inbound {
	if rows[0].Kind != salon.InboundMessage {
		return rows[:1]
	}
	n := 0
	for n < len(rows) && rows[n].Kind == salon.InboundMessage {
		n++
	}
	burst := slices.Clone(rows[:n])
	slices.SortStableFunc(burst, func(a, b salon.Inbound) int {
		if a.Source != b.Source {
			return 0
		}
		switch {
		case a.Sequence < b.Sequence:
			return -1
		case a.Sequence > b.Sequence:
			return 1
		}
		return 0
	})
	return burst
}

// rowIDs lists the ids of inbox rows.
func rowIDs(rows []salon.Inbound) []salon.ID {
	ids := make([]salon.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids
}
