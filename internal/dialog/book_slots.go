package dialog

import (
	"slices"
	"time"

	"atrevete/internal/salon"
)

// attendable drops starts at which the writer has an appointment already:
// nobody is in two chairs at once. The hold that a choice would replace, and
// visits of somebody else, do not count.
func (t *turn) attendable(d *Draft, found [][]salon.Slot) [][]salon.Slot {
	if d.For != nil {
		return found
	}
	var own []salon.Interval
	for _, a := range t.view.Upcoming {
		if a.Status.Active() && a.BookingID != d.BookingID && a.ID != except(d) && a.CustomerID == t.comer(d) {
			own = append(own, salon.Interval{Start: a.Start, End: a.End()})
		}
	}
	if len(own) == 0 && !d.Moves {
		return found
	}
	out := make([][]salon.Slot, len(found))
	for i, slots := range found {
		out[i] = filter(slots, func(s salon.Slot) bool {
			if d.Moves && s.StylistID == d.About[0].Stylist && s.Start.Equal(d.About[0].Start) {
				return false // where it is already
			}
			visit := salon.Interval{Start: s.Start, End: s.End()}
			return !slices.ContainsFunc(own, visit.Overlaps)
		})
	}
	return out
}

// comer is the row of who comes: the writer, or whose appointment is moved.
func (t *turn) comer(d *Draft) salon.ID {
	if a, ok := t.find(except(d)); ok && d.Moves {
		return a.CustomerID
	}
	return t.view.Customer.ID
}

func (t *turn) onDay(slots []salon.Slot, day salon.Date) []salon.Slot {
	var out []salon.Slot
	for _, s := range slots {
		if t.dateOf(s.Start) == day {
			out = append(out, s)
		}
	}
	return out
}

func stylistsOf(slots []salon.Slot) []salon.ID {
	seen := map[salon.ID]bool{}
	var ids []salon.ID
	for _, s := range slots {
		if !seen[s.StylistID] {
			seen[s.StylistID] = true
			ids = append(ids, s.StylistID)
		}
	}
	return ids
}

func (t *turn) inTeamOrder(ids []salon.ID) []salon.ID {
	var out []salon.ID
	for _, s := range t.view.Salon.Team {
		for _, id := range ids {
			if id == s.ID {
				out = append(out, id)
			}
		}
	}
	return out
}

// lead is the earliest instant at which a visit may start.
func (t *turn) lead() time.Time {
	return t.view.Now.Add(time.Duration(t.view.Salon.Policies.SameDayLeadMinutes) * time.Minute)
}

func filter(slots []salon.Slot, keep func(salon.Slot) bool) []salon.Slot {
	var out []salon.Slot
	for _, s := range slots {
		if keep(s) {
			out = append(out, s)
		}
	}
	return out
}
