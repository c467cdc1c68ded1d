package prove

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Report is what a storm counted. Everything in Faults must be zero.
type Report struct {
	Salon   string `json:"salon"`
	Seed    uint64 `json:"seed"`
	Workers int    `json:"workers"`

	Attempts  int64 `json:"attempts"`
	Held      int64 `json:"holds_won"`
	Refused   int64 `json:"refused_by_the_rule"`
	Outrun    int64 `json:"refused_by_the_constraint"`
	TooMany   int64 `json:"refused_too_many_ahead"`
	Paid      int64 `json:"paid"`
	Rebooked  int64 `json:"paid_late_and_booked_again"`
	Refunded  int64 `json:"paid_and_given_back"`
	Double    int64 `json:"paid_twice"`
	Cancelled int64 `json:"cancelled"`
	Moved     int64 `json:"moved"`
	Released  int64 `json:"released"`
	Replaced  int64 `json:"replaced_before_paying"`
	Timers    int64 `json:"timers_fired"`
	Taken     int64 `json:"cents_taken"`
	Returned  int64 `json:"cents_given_back"`
	Messages  int64 `json:"messages"`
	Repeats   int64 `json:"messages_sent_again"`
	Replies   int64 `json:"replies"`

	Aborted     int64 `json:"transactions_aborted"`
	Cut         int64 `json:"holds_cut_off"`
	Severed     int64 `json:"connections_severed"`
	Crashed     int64 `json:"database_kills"`
	KilledTurns int64 `json:"turns_killed"`

	Overlaps          int64 `json:"overlaps"`
	UntrueDiary       int64 `json:"appointments_without_their_time"`
	LostHolds         int64 `json:"lost_holds"`
	OverdueHolds      int64 `json:"overdue_holds"`
	LostMessages      int64 `json:"lost_messages"`
	UnansweredRows    int64 `json:"unprocessed_inbox_rows"`
	UnsentReplies     int64 `json:"unsent_replies"`
	LostReplies       int64 `json:"lost_replies"`
	RepeatedReplies   int64 `json:"repeated_replies"`
	DisorderedReplies int64 `json:"replies_out_of_order"`
	UnfinishedJobs    int64 `json:"unfinished_jobs"`
	UnexplainedCents  int64 `json:"unexplained_cents"`
	UnexplainedErrors int64 `json:"unexplained_errors"`

	Examples []string      `json:"examples,omitempty"` // of unexplained errors
	Storm    time.Duration `json:"storm_ns"`
	Whole    time.Duration `json:"whole_ns"`
}

// report takes over what was counted outside the database.
func (s *storm) report() *Report {
	c := &s.count
	return &Report{
		Storm: s.took, Salon: s.salon.Name, Seed: s.Seed, Workers: s.Workers,
		Attempts: s.clock.attempts.Load(), Held: c.held.Load(), Refused: c.refused.Load(), Outrun: c.outrun.Load(), TooMany: c.tooMany.Load(),
		Paid: c.paid.Load(), Rebooked: c.rebooked.Load(), Refunded: c.refunding.Load(), Double: c.double.Load(),
		Cancelled: c.cancelled.Load(), Moved: c.moved.Load(), Released: c.released.Load(), Replaced: c.replaced.Load(), Timers: c.expired.Load(),
		Messages: c.messages.Load(), Repeats: c.repeats.Load(),
		Aborted: c.aborted.Load(), Cut: c.cut.Load(), Severed: c.severed.Load(), Crashed: c.crashed.Load(), KilledTurns: c.killedTurns.Load(),
		UnexplainedErrors: c.unexplained.Load(), Examples: s.faults,
	}
}

// line is one row of the table.
type line struct {
	what  string
	count int64
}

// faults lists what must be zero.
func (r *Report) faults() []line {
	return []line{
		{"overlaps", r.Overlaps},
		{"appointments without their time", r.UntrueDiary},
		{"lost holds", r.LostHolds},
		{"overdue holds", r.OverdueHolds},
		{"lost messages", r.LostMessages},
		{"messages without a turn", r.UnansweredRows},
		{"unsent replies", r.UnsentReplies},
		{"lost replies", r.LostReplies},
		{"repeated replies", r.RepeatedReplies},
		{"replies out of order", r.DisorderedReplies},
		{"unfinished jobs", r.UnfinishedJobs},
		{"unexplained cents", r.UnexplainedCents},
		{"unexplained errors", r.UnexplainedErrors},
	}
}

// Sum of everything that must be zero.
func (r *Report) Sum() int64 {
	var sum int64
	for _, one := range r.faults() {
		sum += one.count
	}
	return sum
}

// perSecond is how many attempts there were.
func (r *Report) perSecond() float64 { return float64(r.Attempts) / max(r.Storm.Seconds(), 0.001) }

// Print writes the report for people.
func (r *Report) Print(out io.Writer) {
	fmt.Fprintf(out, "%s: %d workers, seed %d\n\n", r.Salon, r.Workers, r.Seed)
	table(out, "what the storm did", []line{
		{"hold attempts", r.Attempts},
		{"  won", r.Held},
		{"  refused: taken when looked at", r.Refused},
		{"  refused: taken at the same moment, by the constraint", r.Outrun},
		{"  refused: enough appointments already", r.TooMany},
		{"deposits paid in time", r.Paid},
		{"paid too late, booked again", r.Rebooked},
		{"paid too late or twice, given back", r.Refunded},
		{"appointments cancelled", r.Cancelled},
		{"appointments moved", r.Moved},
		{"holds released", r.Released},
		{"holds replaced by another", r.Replaced},
		{"timers fired (warnings, holds over, reminders)", r.Timers},
		{"messages written (and sent again: " + strconv.FormatInt(r.Repeats, 10) + ")", r.Messages},
		{"replies delivered", r.Replies},
		{"cents taken", r.Taken},
		{"cents given back", r.Returned},
	})
	table(out, "what was broken on purpose", []line{
		{"transactions aborted", r.Aborted},
		{"holds cut off in the middle", r.Cut},
		{"database connections severed", r.Severed},
		{"turns killed in the middle", r.KilledTurns},
		{"kill -9 of the database server", r.Crashed},
	})
	table(out, "what must be zero", r.faults())
	for _, example := range r.Examples {
		fmt.Fprintf(out, "  %s\n", example)
	}
	fmt.Fprintf(out, "%.0f attempts a second in %s; %s in all\n", r.perSecond(), r.Storm.Round(time.Second), r.Whole.Round(time.Second))
}

// table writes rows with the numbers below each other.
func table(out io.Writer, title string, rows []line) {
	width := utf8.RuneCountInString(title)
	for _, row := range rows {
		width = max(width, utf8.RuneCountInString(row.what))
	}
	fmt.Fprintf(out, "%s\n", title)
	for _, row := range rows {
		fmt.Fprintf(out, "  %s%s  %9d\n", row.what, strings.Repeat(" ", width-utf8.RuneCountInString(row.what)), row.count)
	}
	fmt.Fprintln(out)
}
