package sim

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Outcome is one conversation judged.
type Outcome struct {
	Seed   uint64
	Kind   Kind
	Known  bool
	Simple bool // only books: no habits
	Goal   string
	End    string
	Why    []string // what keeps it from being reached

	Turns          int
	TurnsToLink    int // from the wish to the link, both included
	Clarifications int
	Misheard       []string // "QUESTION «words» → what was said for want of understanding"
	Unread         int      // offers that the simulator could not read
	HandOff        string
	WantsPerson    bool // a person was what she wanted
	FalseSuccesses []string
	SideEffects    []string
	TextFaults     []string
	Faults         []string // of the world or the simulator
	Understood     []time.Duration
	Answered       []time.Duration // each turn
	Corrections    int
	Corrected      int // of these: the new value, all others as before
	Rules          []string

	log []string
}

func (o *Outcome) note(format string, args ...any) {
	o.log = append(o.log, fmt.Sprintf(format, args...))
}

func (o *Outcome) why(format string, args ...any) {
	o.Why = append(o.Why, fmt.Sprintf(format, args...))
	o.note("   ✗ "+format, args...)
}

// Log is the conversation as people read it.
func (o *Outcome) Log() string {
	return fmt.Sprintf("seed %d · %s · %s · wants %s\n%s", o.Seed, o.Kind, o.End, o.Goal, strings.Join(o.log, "\n"))
}

// bad orders the worst first.
func (o *Outcome) bad() int {
	n := 1000*len(o.FalseSuccesses) + 800*len(o.SideEffects) + 100*len(o.Faults) + 20*len(o.TextFaults) + 3*o.Clarifications + o.Turns
	switch o.End {
	case endReached, endDropped:
	case endHandOff:
		n += 300
	default:
		n += 400
	}
	return n
}

// Report sums up a run.
type Report struct {
	Outcomes []*Outcome
	// Paraphrased are goals of Outcomes again, in other words. What went wrong in
	// them counts; completion and turns are those of Outcomes alone.
	Paraphrased []*Outcome
	Tasks       int // those not dropped in words
	Reached     int
	Ends        map[string]int
	HandOffs    map[string]int

	Unasked                int // hand-offs that nobody asked for
	Corrections, Corrected int

	Clarifications, FalseSuccesses, SideEffects, TextFaults, Faults, Unread int
}

func summarise(outcomes, paraphrased []*Outcome) *Report {
	r := &Report{Outcomes: outcomes, Paraphrased: paraphrased, Ends: map[string]int{}, HandOffs: map[string]int{}}
	for _, o := range outcomes {
		r.Ends[o.End]++
		if o.End != endDropped {
			r.Tasks++
		}
		if o.End == endReached {
			r.Reached++
		}
		if o.HandOff != "" {
			r.HandOffs[o.HandOff]++
		}
		if o.HandOff != "" && !o.WantsPerson {
			r.Unasked++
		}
	}
	for _, o := range slices.Concat(outcomes, paraphrased) {
		r.Corrections += o.Corrections
		r.Corrected += o.Corrected
		r.Clarifications += o.Clarifications
		r.FalseSuccesses += len(o.FalseSuccesses)
		r.SideEffects += len(o.SideEffects)
		r.TextFaults += len(o.TextFaults)
		r.Faults += len(o.Faults)
		r.Unread += o.Unread
	}
	return r
}

// Completion is the share of tasks whose goal was reached, in percent.
func (r *Report) Completion() float64 { return 100 * float64(r.Reached) / float64(max(1, r.Tasks)) }

// of counts the tasks of a kind and those reached.
func (r *Report) of(k Kind) (tasks, reached int) {
	for _, o := range r.Outcomes {
		if o.Kind == k && o.End != endDropped {
			tasks++
			if o.End == endReached {
				reached++
			}
		}
	}
	return tasks, reached
}

// Turns are the median and the 90th percentile of customer turns from the wish
// to the link, of the bookings that a filter lets through.
func (r *Report) Turns(of func(*Outcome) bool) (median, p90, n int) {
	var turns []int
	for _, o := range r.Outcomes {
		if o.End == endReached && o.TurnsToLink > 0 && of(o) {
			turns = append(turns, o.TurnsToLink)
		}
	}
	slices.Sort(turns)
	if len(turns) == 0 {
		return 0, 0, 0
	}
	return turns[len(turns)/2], turns[len(turns)*9/10], len(turns)
}

// Understanding is how long one burst took to understand: median, 99th percentile, longest.
func (r *Report) Understanding() (median, p99, longest time.Duration) {
	all := r.times(func(o *Outcome) []time.Duration { return o.Understood })
	if len(all) == 0 {
		return 0, 0, 0
	}
	return all[len(all)/2], all[len(all)*99/100], all[len(all)-1]
}

// AnswerTime is how long turns took in their world: median, 95th percentile, longest.
func (r *Report) AnswerTime() (median, p95, longest time.Duration) {
	all := r.times(func(o *Outcome) []time.Duration { return o.Answered })
	if len(all) == 0 {
		return 0, 0, 0
	}
	return all[len(all)/2], all[len(all)*95/100], all[len(all)-1]
}

// times are all measurements of a sort, in order of length.
func (r *Report) times(of func(*Outcome) []time.Duration) []time.Duration {
	var all []time.Duration
	for _, o := range r.Outcomes {
		all = append(all, of(o)...)
	}
	slices.Sort(all)
	return all
}

// share is a part in percent; of nothing it is everything.
func share(part, whole int) float64 {
	if whole == 0 {
		return 100
	}
	return 100 * float64(part) / float64(whole)
}

// String is the table that `make sim` prints.
func (r *Report) String() string {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-42s %s\n", name, fmt.Sprintf(format, args...))
	}
	turns := func(name string, of func(*Outcome) bool) {
		median, p90, n := r.Turns(of)
		line(name, "median %d, p90 %d (%d)", median, p90, n)
	}
	line("customers", "%d (%v)", len(r.Outcomes), r.Ends)
	line("task completion (M1)", "%.1f %% (%d of %d)", r.Completion(), r.Reached, r.Tasks)
	for _, k := range Kinds() {
		if tasks, reached := r.of(k); tasks > 0 {
			line("  "+string(k), "%.1f %% (%d of %d)", 100*float64(reached)/float64(tasks), reached, tasks)
		}
	}
	if goals, inAll := r.Repeated(); goals > 0 {
		line("  the same goal in every wording (M1 ×)", "%.1f %% (%d of %d)", share(inAll, goals), inAll, goals)
	}
	turns("turns from wish to link (M2), known", func(o *Outcome) bool { return o.Known })
	turns("turns from wish to link (M2), new", func(o *Outcome) bool { return !o.Known })
	turns("  simple bookings, known", func(o *Outcome) bool { return o.Simple && o.Known })
	turns("  simple bookings, new", func(o *Outcome) bool { return o.Simple && !o.Known })
	turns("  simple bookings", func(o *Outcome) bool { return o.Simple })
	line("clarifications", "%d", r.Clarifications)
	line("containment (M3)", "%.1f %% (%d hand-offs unasked for; all: %v)", share(len(r.Outcomes)-r.Unasked, len(r.Outcomes)), r.Unasked, r.HandOffs)
	line("corrections taken (M5)", "%.1f %% (%d of %d)", share(r.Corrected, r.Corrections), r.Corrected, r.Corrections)
	line("false successes (M6)", "%d", r.FalseSuccesses)
	line("wrong side effects (M8)", "%d", r.SideEffects)
	line("faults in texts", "%d", r.TextFaults)
	line("turns that failed", "%d", r.Faults)
	line("offers the simulator could not read", "%d", r.Unread)
	if median, p99, longest := r.Understanding(); longest > 0 {
		line("understanding a burst", "median %s, p99 %s, longest %s", median.Round(time.Microsecond), p99.Round(time.Microsecond), longest.Round(time.Microsecond))
	}
	if median, p95, longest := r.AnswerTime(); longest > 0 {
		line("a turn in this world (M9)", "median %s, p95 %s, longest %s", median.Round(time.Microsecond), p95.Round(time.Microsecond), longest.Round(time.Microsecond))
	}
	line("not understood", "(seeds of one customer each)")
	for _, o := range r.Outcomes {
		for _, words := range o.Misheard {
			fmt.Fprintf(&b, "  %6d  %s\n", o.Seed, words)
		}
	}
	return b.String()
}

// Worst are the worst conversations, at most n.
func (r *Report) Worst(n int) []*Outcome {
	list := slices.Concat(r.Outcomes, r.Paraphrased)
	slices.SortStableFunc(list, func(a, b *Outcome) int { return b.bad() - a.bad() })
	return list[:min(n, len(list))]
}
