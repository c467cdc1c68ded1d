package salon

import "time"

// CompletionGrace is how long after its end a confirmed appointment counts as
// completed: visits run over, and the team may still say that nobody came. It
// may say so afterwards, too.
const CompletionGrace = time.Hour

// PreferenceVisits is how many of a customer's latest visits say whom she
// prefers.
const PreferenceVisits = 3

// CompletionDue is when a confirmed appointment counts as completed.
func (a Appointment) CompletionDue() time.Time { return a.End().Add(CompletionGrace) }

// PreferredStylist works out whom a customer goes to from the stylists of her
// latest visits, the latest first: who served most of the last PreferenceVisits,
// the latest of those who served as many. Empty: there was no visit.
func PreferredStylist(latest []ID) ID {
	latest = latest[:min(len(latest), PreferenceVisits)]
	count := map[ID]int{}
	for _, id := range latest {
		count[id]++
	}
	var best ID
	for _, id := range latest {
		if best.Empty() || count[id] > count[best] {
			best = id
		}
	}
	return best
}
