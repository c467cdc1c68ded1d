package dialog

import (
	"slices"
	"strings"
)

// reading is a burst sorted by what its commands are for.
type reading struct {
	commands []Command
	words    []string // as written, for people who read over our shoulder

	affirm, deny, cancel, more bool
	keeps                      bool // a negated verb: nothing is to be cancelled
	greet, thank, bye, unclear bool

	choose  *Command
	handOff *Command
	trouble *Command
	noWords *Command
	chatter *Command
	own     *Person // the writer's own name
	replace bool    // … said as a correction
	starts  []Command
	sets    []Command
	asks    []Command
	other   *Command  // somebody else, or several people: Set person, Set count
	others  []Person  // those named besides the writer
	count   int       // people in all, when said
	alone   bool      // "solo para mí"
	late    *Command  // Set delay
	halves  []Command // yes and no to one of several, or to all of them
}

// sorted reads the commands of a burst. Later ones win where only one can hold.
func sorted(commands []Command, words []string) reading {
	r := reading{commands: commands, words: words}
	for i := range commands {
		r.take(&commands[i])
	}
	return r
}

func (r *reading) take(c *Command) {
	switch c.Kind {
	case Start:
		r.starts = append(r.starts, *c)
	case Set:
		r.set(c)
	case Affirm:
		r.affirm, r.deny = true, false
		r.half(c)
	case Deny:
		if c.Negated {
			r.keeps = true
			return
		}
		r.deny, r.affirm = true, false
		r.half(c)
	case Cancel:
		r.cancel = true
	case Ask:
		r.asks = append(r.asks, *c)
	case Greet:
		r.greet = true
	case Thank:
		r.thank = true
	case Bye:
		r.bye = true
	case HandOff:
		r.handOff = worse(r.handOff, c)
	case Trouble:
		r.trouble = c
	case Choose:
		r.chose(c)
	case More:
		r.more = true
	case Unclear:
		r.unclear = true
	case NoWords:
		r.noWords = c
	case Chatter:
		r.chatter = c
	}
}

// half keeps a yes or a no that is about one of several, or about all of them.
func (r *reading) half(c *Command) {
	if c.Any || c.Ordinal != 0 || c.Person != nil {
		r.halves = append(r.halves, *c)
	}
}

// chose maps the options every yes/no menu has to what they mean.
func (r *reading) chose(c *Command) {
	switch c.Option {
	case OptionYes:
		r.affirm, r.deny = true, false
	case OptionNo:
		r.deny, r.affirm = true, false
	case OptionMore:
		r.more = true
	case OptionAny:
		r.choose = &Command{Kind: Choose, Any: true, Text: c.Text}
	default:
		r.choose = c
	}
}

func (r *reading) set(c *Command) {
	switch c.Slot {
	case SlotOwnName:
		if c.Person != nil {
			r.own, r.replace = c.Person, c.Replace
		}
	case SlotPerson:
		if c.Person != nil {
			r.other, r.others = c, append(r.others, *c.Person)
		}
	case SlotCount:
		r.alone = c.Number == 1
		if c.Number > 1 {
			r.other, r.count = c, max(r.count, c.Number)
		}
	case SlotDelay:
		r.late = c
	case SlotDays, SlotTime:
		if c.Negated { // "el jueves no puedo" is a no, not a wish for Thursday
			r.deny = !r.affirm
			return
		}
		r.sets = append(r.sets, *c)
	default:
		r.sets = append(r.sets, *c)
	}
}

// worse keeps the reason that must not wait: health first, then the last one said.
func worse(a, b *Command) *Command {
	if a != nil && a.Reason == ReasonMedical {
		return a
	}
	return b
}

// wishes reports whether the burst wants anything besides answering.
func (r *reading) wishes() bool {
	return len(r.starts) > 0 || len(r.sets) > 0 || len(r.asks) > 0 || r.other != nil || r.late != nil ||
		r.handOff != nil || r.trouble != nil || r.cancel || r.more || r.choose != nil
}

// nothing reports whether no command explains the burst.
func (r *reading) nothing() bool {
	return !r.wishes() && !r.affirm && !r.deny && !r.keeps && !r.greet && !r.thank && !r.bye &&
		r.noWords == nil && r.chatter == nil && r.own == nil
}

// asksScenario finds a scenario other than a booking that the burst starts.
func (r *reading) asksScenario() (ScenarioName, bool) {
	for _, c := range r.starts {
		if c.Scenario != ScenarioBook && c.Scenario != "" {
			return c.Scenario, true
		}
	}
	switch {
	case r.late != nil:
		return ScenarioLate, true
	case r.other != nil:
		return ScenarioOthers, true
	}
	return "", false
}

// startsBooking reports whether a booking is asked for in so many words.
func (r *reading) startsBooking() bool {
	return slices.ContainsFunc(r.starts, func(c Command) bool { return c.Scenario == ScenarioBook })
}

// setsOnly reports whether every wish is one of the given slots.
func (r *reading) setsOnly(slots ...SlotName) bool {
	for _, c := range r.sets {
		if !slices.Contains(slots, c.Slot) || c.Replace || c.Negated || c.Remove {
			return false
		}
	}
	return len(r.sets) > 0
}

// text is everything the burst says, for the staff's summary.
func (r *reading) text() string { return strings.Join(r.words, " / ") }

// keepable lists the commands worth keeping while the name is settled: wishes,
// not answers to the question about the name.
func keepable(commands []Command) []Command {
	var keep []Command
	for _, c := range commands {
		switch c.Kind {
		case Start, Ask, HandOff, Trouble, Cancel:
			keep = append(keep, c)
		case Set:
			if c.Slot != SlotOwnName {
				keep = append(keep, c)
			}
		case Chatter:
			if c.Topic == TopicForeign || c.Topic == TopicRobot {
				keep = append(keep, c)
			}
		}
	}
	return keep
}

// written lists the texts of a burst.
func written(messages []Message) []string {
	var words []string
	for _, m := range messages {
		if text := strings.TrimSpace(m.Text); text != "" {
			words = append(words, text)
		}
		for _, a := range m.Attachments {
			if a.Transcript != "" {
				words = append(words, a.Transcript)
			}
		}
	}
	return words
}
