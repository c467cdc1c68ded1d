package sim

import "math/rand/v2"

// task is one conversation to be played: a goal by its seed, in one of several wordings.
type task struct {
	seed    uint64
	wording int // 0: the customer's own; else another paraphrase of the same goal
}

// tasks are the customers, and for every goalsPerRepeat-th goal its other wordings.
func (o Options) tasks() []task {
	var out []task
	for i := range o.N {
		out = append(out, task{seed: o.Seed + uint64(i)})
	}
	for i := 0; i < o.N && o.Repeat > 1; i += goalsPerRepeat {
		for wording := 1; wording < o.Repeat; wording++ {
			out = append(out, task{o.Seed + uint64(i), wording})
		}
	}
	return out
}

// goalsPerRepeat is of how many goals one is played in every wording.
const goalsPerRepeat = 4

// reword gives the same goal to somebody who talks and types differently.
func (c *customer) reword(r *rand.Rand) {
	c.register = register(r.IntN(4))
	c.hand = newHand(r, c.register)
	c.bursts = pick(r, []int{0, 0, 20, 60})
}

// Repeated counts the goals that were played in several wordings and of these
// the ones that were reached in all.
func (r *Report) Repeated() (goals, inAll int) {
	reached, ends := map[uint64]int{}, map[uint64]int{}
	dropped := map[uint64]bool{}
	for _, o := range r.Paraphrased {
		ends[o.Seed]++
		dropped[o.Seed] = dropped[o.Seed] || o.End == endDropped
		if o.End == endReached {
			reached[o.Seed]++
		}
	}
	for _, o := range r.Outcomes {
		if n := ends[o.Seed]; n > 0 && !dropped[o.Seed] && o.End != endDropped {
			goals++
			if reached[o.Seed] == n && o.End == endReached {
				inAll++
			}
		}
	}
	return goals, inAll
}
