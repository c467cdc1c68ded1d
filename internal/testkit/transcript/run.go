package transcript

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"atrevete/internal/salon"
)

// Load parses every *.chat file of a directory, in order of name.
func Load(dir fs.FS) ([]*Transcript, error) {
	names, err := fs.Glob(dir, "*.chat")
	if err != nil {
		return nil, fmt.Errorf("list transcripts: %w", err)
	}
	slices.Sort(names)
	var out []*Transcript
	for _, name := range names {
		t, err := Parse(dir, name)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// runner plays one transcript and writes down what happened.
type runner struct {
	*Transcript
	world World
	setup Setup
	loc   *time.Location
	now   time.Time
	turns int
	seen  int
	log   strings.Builder
	fault []string
}

// Run plays a transcript in a world. The error shows the conversation as it
// went, with every expectation that failed under the message that failed it.
func (t *Transcript) Run(world World) error {
	setup, err := t.Setup()
	if err != nil {
		return err
	}
	r := &runner{Transcript: t, world: world, setup: setup, now: setup.Now, loc: setup.Now.Location()}
	defer func() { t.log = r.log.String() }()
	if err := world.Prepare(setup); err != nil {
		return fmt.Errorf("%s: prepare: %w", t.Name, err)
	}
	for _, s := range t.steps {
		if err := r.step(s); err != nil {
			return fmt.Errorf("%s:%d: %s: %w\n%s", t.Name, s.no, s.text, err, r.log.String())
		}
	}
	if err := r.finish(); err != nil {
		return fmt.Errorf("%s: read final data: %w", t.Name, err)
	}
	if len(r.fault) > 0 {
		return fmt.Errorf("%s: %s\n%s", t.Name, t.Title, r.log.String())
	}
	return nil
}

// Log is the conversation as the last Run went.
func (t *Transcript) Log() string { return t.log }

func (r *runner) note(format string, args ...any) { fmt.Fprintf(&r.log, format+"\n", args...) }

func (r *runner) fail(l line, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	r.fault = append(r.fault, text)
	r.note("  ✗ line %d: %s", l.no, text)
}

// step plays a line and checks what was said.
func (r *runner) step(s step) error {
	if err := r.moveFor(s); err != nil {
		return err
	}
	r.note("%s %s", r.now.Format("Mon 2 Jan 15:04"), s.text)
	switch s.kind {
	case 'C':
		r.turns++
		if err := r.world.Send(s.sent...); err != nil {
			return err
		}
	case 'E':
		if err := r.event(s); err != nil {
			return err
		}
	}
	return r.check(s)
}

// moveFor sets the clock of a step.
func (r *runner) moveFor(s step) error {
	at := r.now
	when := s.at
	if s.kind == 'E' && len(s.words) > 2 && strings.Contains(s.words[len(s.words)-1], ":") && s.words[1] == "pay" {
		when = s.words[len(s.words)-1]
	}
	switch {
	case strings.HasPrefix(when, "+"):
		d, err := time.ParseDuration(when[1:])
		if err != nil {
			return err
		}
		at = at.Add(d)
	case when != "":
		var err error
		if at, err = r.instant(s.day, when); err != nil {
			return err
		}
	case s.kind == 'C' && r.turns > 0:
		at = at.Add(time.Minute)
	}
	if at.Before(r.now) {
		return fmt.Errorf("the clock never goes back: it is %s", r.now.Format(time.DateTime))
	}
	r.now = at
	if s.down {
		return r.world.Jump(at)
	}
	return r.world.MoveTo(at)
}

// instant is the day's hour; without a day the next time the clock shows it.
func (r *runner) instant(day, when string) (time.Time, error) {
	hour, seconds := when, time.Duration(0)
	if strings.Count(when, ":") == 2 {
		cut := strings.LastIndex(when, ":")
		n, err := strconv.Atoi(when[cut+1:])
		if err != nil || n > 59 {
			return time.Time{}, fmt.Errorf("%q is not HH:MM:SS", when)
		}
		hour, seconds = when[:cut], time.Duration(n)*time.Second
	}
	c, err := clockTime(hour)
	if err != nil {
		return time.Time{}, err
	}
	d := salon.DateOf(r.now)
	if day != "" {
		if d, err = salon.ParseDate(day); err != nil {
			return time.Time{}, err
		}
	}
	at := d.At(c, r.loc).Add(seconds)
	if day == "" && at.Before(r.now) {
		at = d.AddDays(1).At(c, r.loc).Add(seconds)
	}
	return at, nil
}

func (r *runner) event(s step) error {
	switch rest := strings.Join(s.words[1:], " "); {
	case strings.HasPrefix(rest, "pay"):
		return r.world.Pay(len(s.words) > 2 && s.words[2] == "void")
	case rest == "staff takes over":
		return r.world.Staff("human")
	case rest == "staff writes":
		return r.world.Staff("writes")
	case rest == "staff hands back":
		return r.world.Staff("assistant")
	case rest == "staff closes":
		return r.world.Staff("closed")
	case s.words[1] == "staff" && len(s.words) >= 5:
		change, err := r.staffChange(s.words[2:])
		if err != nil {
			return err
		}
		return r.world.StaffDo(change)
	case s.words[1] == "absent" && len(s.words) == 5:
		d, err := salon.ParseDate(s.words[3])
		if err != nil {
			return err
		}
		h, err := hours(s.words[4])
		if err != nil {
			return err
		}
		return r.world.Absent(s.words[2], salon.Interval{Start: d.At(h.Start, r.loc), End: d.At(h.End, r.loc)})
	case (s.words[1] == "take" || s.words[1] == "cancel") && len(s.words) == 5:
		at, err := r.moment(s.words[2], s.words[3])
		if err != nil {
			return err
		}
		if s.words[1] == "cancel" {
			return r.world.Free(s.words[4], at)
		}
		return r.world.Take(s.words[4], at)
	}
	return fmt.Errorf("unknown event")
}

// staffChange reads: books DAY HOUR STYLIST SERVICES, moves DAY HOUR to DAY HOUR
// STYLIST, cancels DAY HOUR.
func (r *runner) staffChange(w []string) (StaffChange, error) {
	c := StaffChange{What: w[0]}
	at, err := r.moment(w[1], w[2])
	if err != nil {
		return c, err
	}
	c.At = at
	switch {
	case c.What == "books" && len(w) > 4:
		c.To, c.Stylist, c.Services = at, w[3], w[4:]
	case c.What == "moves" && len(w) == 7 && w[3] == "to":
		c.Stylist = w[6]
		c.To, err = r.moment(w[4], w[5])
	case c.What == "cancels" && len(w) == 3:
	default:
		err = fmt.Errorf("staff book, move or cancel")
	}
	return c, err
}

// moment is a day and an hour of the salon.
func (r *runner) moment(day, hour string) (time.Time, error) {
	d, err := salon.ParseDate(day)
	if err != nil {
		return time.Time{}, err
	}
	c, err := clockTime(hour)
	return d.At(c, r.loc), err
}

// check compares what was said since the last step with the M line.
func (r *runner) check(s step) error {
	all, err := r.world.Messages()
	if err != nil {
		return err
	}
	fresh := all[min(r.seen, len(all)):]
	r.seen = len(all)
	for _, m := range fresh {
		r.note("    │ %s", strings.ReplaceAll(m, "\n", "\n    │ "))
	}
	if s.expect == nil {
		if len(fresh) > 0 {
			r.fail(s.line, "nothing should have been said")
		}
		return nil
	}
	e := s.expect
	if len(fresh) != e.messages {
		r.fail(e.line, "%d messages, want %d", len(fresh), e.messages)
	}
	text := salon.Fold(strings.Join(fresh, "\n"))
	for _, not := range e.not {
		if strings.Contains(text, salon.Fold(not)) {
			r.fail(e.line, "must not say `%s`", not)
		}
	}
	for _, want := range e.want {
		if !strings.Contains(text, salon.Fold(want)) {
			r.fail(e.line, "does not say `%s`", want)
		}
	}
	return nil
}
