package spanish

import (
	"slices"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// commands reads the chosen spans in the light of the question and puts them in
// order.
func (b *burst) commands() []dialog.Command {
	b.attachQuestions()
	b.preferMove()
	b.attachTimes()
	b.dropWeak()
	b.dropHalfAnswers()
	var out []dialog.Command
	owners := b.owners()
	for n, s := range b.spans {
		if s.skip {
			continue
		}
		text := b.words(s.from, s.to)
		for _, c := range s.commands {
			switch {
			case owners[n] != nil:
				c.Person = owners[n]
			case s.role == serviceRole && b.asked(dialog.PersonMap):
				c.Person = b.whose(s)
			}
			if c.Text == "" {
				c.Text = text
			}
			if c.Kind == dialog.Set && s.to > 0 && b.toks[s.from].question {
				c.Question = c.Slot == dialog.SlotDays || c.Slot == dialog.SlotTime || c.Slot == dialog.SlotStylist
			}
			out = append(out, c)
		}
	}
	out = mergeNames(b.mergeAnswers(out))
	out = b.separate(out)
	parted := slices.ContainsFunc(out, func(c dialog.Command) bool { return c.Part > 0 })
	if !b.asked(dialog.PersonMap) && owners == nil && !parted {
		out = b.mergeServices(out)
	}
	if !parted {
		out = b.mergeTimes(out)
	}
	out = b.corrections(out)
	out = b.consultation(out)
	out = b.suggest(out)
	out = b.startBooking(out)
	out = b.recurring(out)
	out = b.chooseByHour(out)
	out = append(out, b.unexplainedQuestions()...)
	if len(out) == 0 && len(b.toks) > 0 && b.meaningful() {
		out = append(out, b.nothingUnderstood())
	}
	return out
}

// attachQuestions gives services named in a question about price, duration or
// services to the question, so that they are not booked.
func (b *burst) attachQuestions() {
	for n := range b.spans {
		ask := &b.spans[n]
		if ask.role != askRole || ask.skip || len(ask.commands) == 0 {
			continue
		}
		switch ask.commands[0].Topic {
		case dialog.TopicPrice, dialog.TopicDuration, dialog.TopicServices:
		default:
			continue
		}
		if ask.commands[0].Negated {
			continue
		}
		from, to := b.sentence(ask.from)
		b.takeServices(n, from, to)
	}
}

// takeServices moves the services of a sentence into the question: those after
// it up to a wish to book; without any, those before it.
func (b *burst) takeServices(n, from, to int) {
	ask := &b.spans[n]
	c := &ask.commands[0]
	took := false
	for m := n + 1; m < len(b.spans) && b.spans[m].from < to; m++ {
		if b.spans[m].role == startRole && !b.spans[m].skip || b.spans[m].role == askRole {
			break
		}
		if b.spans[m].role == serviceRole {
			b.give(c, &b.spans[m])
			ask.to = max(ask.to, b.spans[m].to)
			took = true
		}
	}
	if took {
		if c.Place > len(c.Services) {
			c.Place = 0 // after them all
		}
		return
	}
	for m := n - 1; m >= 0 && b.spans[m].from >= from; m-- {
		if b.spans[m].role == startRole && !b.spans[m].skip || b.spans[m].role == askRole {
			return
		}
		if b.spans[m].role == serviceRole {
			b.give(c, &b.spans[m])
		}
	}
}

func (b *burst) give(c *dialog.Command, s *span) {
	for _, one := range s.commands {
		for _, id := range one.Services {
			if !slices.Contains(c.Services, id) {
				c.Services = append(c.Services, id)
			}
		}
		if len(one.Candidates) > 0 && len(c.Candidates) == 0 {
			c.Place = len(c.Services) + 1
		}
		c.Candidates = append(c.Candidates, one.Candidates...)
		if !one.Pack.Empty() {
			c.Pack = one.Pack
		}
	}
	s.skip = true
}

// dropWeak removes what a stronger reading of the same burst makes idle.
func (b *burst) dropWeak() {
	existing, foreign := false, false
	for _, s := range b.spans {
		for _, c := range s.commands {
			existing = existing || c.Kind == dialog.Start && (c.Scenario == dialog.ScenarioCancel || c.Scenario == dialog.ScenarioReschedule || c.Scenario == dialog.ScenarioLate || c.Scenario == dialog.ScenarioWaitlist || c.Scenario == dialog.ScenarioUsual)
			foreign = foreign || c.Kind == dialog.Chatter && c.Topic == dialog.TopicForeign
		}
	}
	for n := range b.spans {
		s := &b.spans[n]
		for _, c := range s.commands {
			if existing && c.Kind == dialog.Start && c.Scenario == dialog.ScenarioBook {
				s.skip = true
			}
			if c.Kind == dialog.Start && c.Scenario == dialog.ScenarioBook && b.onlyAsks(s.from) {
				s.skip = true
			}
			if foreign && c.Topic != dialog.TopicForeign {
				s.skip = true
			}
		}
	}
}

// onlyAsks reports whether the sentence at i asks one of the salon's questions
// and wishes nothing: "¿puedo ir con mi perro?".
func (b *burst) onlyAsks(i int) bool {
	from, to := b.sentence(i)
	asks := false
	for _, s := range b.spans {
		if s.from < from || s.from >= to || len(s.commands) == 0 {
			continue
		}
		if s.role == serviceRole || s.role == timeRole || s.role == stylistRole {
			return false
		}
		asks = asks || s.commands[0].Topic == dialog.TopicFAQ
	}
	return asks
}

// mergeAnswers says yes or no once; of both, the last one counts only when it
// is a correction of the other.
func (b *burst) mergeAnswers(in []dialog.Command) []dialog.Command {
	var out []dialog.Command
	seen := map[dialog.CommandKind]int{}
	for _, c := range in {
		switch c.Kind {
		case dialog.Affirm, dialog.Deny, dialog.Greet, dialog.Thank, dialog.Bye, dialog.More, dialog.Cancel:
			if at, ok := seen[c.Kind]; ok && c.Ordinal == 0 && c.Person == nil {
				out[at].Any = out[at].Any || c.Any
				continue
			}
			seen[c.Kind] = len(out)
		case dialog.Start:
			if slices.ContainsFunc(out, func(o dialog.Command) bool { return o.Kind == dialog.Start && o.Scenario == c.Scenario }) {
				continue
			}
		case dialog.HandOff, dialog.Trouble, dialog.Chatter:
			if slices.ContainsFunc(out, func(o dialog.Command) bool { return o.Kind == c.Kind && o.Reason == c.Reason && o.Topic == c.Topic }) {
				continue
			}
		case dialog.Ask:
			if at := slices.IndexFunc(out, func(o dialog.Command) bool {
				return o.Kind == dialog.Ask && o.Topic == c.Topic && o.Option == c.Option && o.Topic != dialog.TopicOpenOn
			}); at >= 0 {
				out[at].Services = union(out[at].Services, c.Services)
				out[at].Candidates = union(out[at].Candidates, c.Candidates)
				continue
			}
		}
		out = append(out, c)
	}
	return out
}

// mergeNames joins a first name and a surname said apart ("mi nombre es Laura y
// mi apellido, Molina").
func mergeNames(in []dialog.Command) []dialog.Command {
	var out []dialog.Command
	at := -1
	for _, c := range in {
		if c.Kind == dialog.Set && c.Slot == dialog.SlotOwnName && c.Person != nil {
			if at >= 0 && out[at].Person.Last == "" && c.Person.First == "" {
				whole := *out[at].Person
				whole.Last = c.Person.Last
				out[at].Person = &whole
				continue
			}
			at = len(out)
		}
		out = append(out, c)
	}
	return out
}

func union(a, b []salon.ID) []salon.ID {
	for _, id := range b {
		if !slices.Contains(a, id) {
			a = append(a, id)
		}
	}
	return a
}

// mergeServices joins services that are added together into one command.
func (b *burst) mergeServices(in []dialog.Command) []dialog.Command {
	var out []dialog.Command
	at := -1
	for _, c := range in {
		if c.Kind != dialog.Set || c.Slot != dialog.SlotServices || len(c.Candidates) > 0 || c.Remove {
			out = append(out, c)
			continue
		}
		if at < 0 {
			at = len(out)
			out = append(out, c)
			continue
		}
		if c.Replace && !out[at].Replace && b.has("mejor", "queria decir", "perdon", "perdona", "digo") {
			out[at] = c // "corte… no, mejor peinado"
			continue
		}
		out[at].Services = union(slices.Clone(out[at].Services), c.Services)
		out[at].Replace = out[at].Replace || c.Replace
		out[at].Text += ", " + c.Text
	}
	return out
}

// mergeTimes makes one wish of a day and an hour said apart ("el viernes con
// Marta a las 5"); of several days after a correction the last one stays.
func (b *burst) mergeTimes(in []dialog.Command) []dialog.Command {
	var dayAt, timeAt []int
	for n, c := range in {
		if c.Kind == dialog.Set && c.When != nil && !c.Negated {
			switch {
			case c.Slot == dialog.SlotDays:
				dayAt = append(dayAt, n)
			case c.Slot == dialog.SlotTime:
				timeAt = append(timeAt, n)
			}
		}
	}
	drop := map[int]bool{}
	if len(dayAt) > 1 && b.corrected() {
		for _, n := range dayAt[:len(dayAt)-1] {
			drop[n] = true
		}
		dayAt = dayAt[len(dayAt)-1:]
		in[dayAt[0]].Replace = true
	} else if len(dayAt) == 2 && b.alternatives(in[dayAt[0]], in[dayAt[1]]) {
		first := *in[dayAt[0]].When
		first.Alternative = in[dayAt[1]].When
		in[dayAt[0]].When = &first
		in[dayAt[0]].Text += " o " + in[dayAt[1]].Text
		drop[dayAt[1]] = true
		dayAt = dayAt[:1]
	}
	if len(dayAt) == 1 && len(timeAt) == 1 && !in[dayAt[0]].When.HasTime() {
		merged := b.withDay(*in[timeAt[0]].When, *in[dayAt[0]].When)
		in[dayAt[0]].When = &merged
		in[dayAt[0]].Text = in[min(dayAt[0], timeAt[0])].Text + " " + in[max(dayAt[0], timeAt[0])].Text
		in[dayAt[0]].Question = in[dayAt[0]].Question || in[timeAt[0]].Question
		drop[timeAt[0]] = true
	}
	var out []dialog.Command
	for n, c := range in {
		if !drop[n] {
			out = append(out, c)
		}
	}
	return out
}

// withDay puts an hour on a day: an hour that could be two is read again inside
// the opening hours of that day.
func (b *burst) withDay(t, d dialog.When) dialog.When {
	d.At, d.Earliest, d.Latest, d.EndBy, d.LatestFirst, d.Part = t.At, t.Earliest, t.Latest, t.EndBy, t.LatestFirst, t.Part
	if d.From == d.To && d.At > 0 && d.At != 12*hour {
		w := d.From.Weekday()
		if !b.k.open(w, d.At) {
			other := d.At + 12*hour
			if d.At > 12*hour {
				other = d.At - 12*hour
			}
			if other < 24*hour && b.k.open(w, other) && b.ambiguous(t) {
				d.At = other
			}
		}
	}
	if d.Weekday && d.From == b.k.today && d.At > 0 && d.At < b.k.clock {
		d.From, d.To = d.From.AddDays(7), d.To.AddDays(7)
	}
	d.Kind = kindOf(d)
	return d
}

// ambiguous reports whether the hour was said on a clock of twelve hours.
func (b *burst) ambiguous(t dialog.When) bool {
	return int(t.At)/60%12 < 12 && !b.has("de la manana", "de la tarde", "am", "pm") && t.At < 21*hour
}

// corrected reports whether a later value takes the place of an earlier one.
func (b *burst) corrected() bool {
	return b.has("perdon", "perdona", "digo", "mejor", "queria decir", "me he equivocado", "no espera", "al final", "bueno no", "quise decir", "en vez", "en lugar", "corrijo")
}

// alternatives reports whether two days are offered as either.
func (b *burst) alternatives(a, c dialog.Command) bool {
	for i := range b.toks {
		if b.is(i, "o", "u") {
			return a.When.From != c.When.From
		}
	}
	return false
}

// corrections marks values that replace others: after a no, or "mejor".
func (b *burst) corrections(in []dialog.Command) []dialog.Command {
	deny := slices.ContainsFunc(in, func(c dialog.Command) bool { return c.Kind == dialog.Deny })
	cue := b.has("cambio de idea", "cambiado de idea", "cambie de idea", "pensado mejor", "mejor", "queria decir", "perdon", "perdona", "en vez de", "en lugar de", "digo", "al final", "cambia", "cambiame", "cambiamelo", "quise decir")
	add := b.has("tambien", "anade", "anadir", "anadele", "ademas", "anademe", "sumale", "y de paso")
	if add || !deny && !cue {
		return in
	}
	for n := range in {
		c := &in[n]
		if c.Kind == dialog.Set && !c.Remove && !c.Negated && (c.Slot == dialog.SlotServices || c.Slot == dialog.SlotPack) && b.draftOpen() {
			if !slices.ContainsFunc(in, func(o dialog.Command) bool { return o.Kind == dialog.Set && o.Slot == dialog.SlotServices && o.Remove }) {
				c.Replace = true
			}
		}
		if c.Kind == dialog.Set && deny && c.When != nil && c.When.Weekday && c.When.From == b.k.today && b.todayRefused() {
			w := *c.When
			w.From, w.To = w.From.AddDays(7), w.To.AddDays(7)
			c.When = &w
		}
	}
	return in
}

// todayRefused reports whether the open draft is about today.
func (b *burst) todayRefused() bool {
	if len(b.state.Stack) == 0 {
		return false
	}
	w := b.state.Stack[len(b.state.Stack)-1].Draft.When
	if w != nil && w.From == b.k.today && w.To == b.k.today {
		return true
	}
	offers := 0
	for _, o := range b.options {
		if o.Slot == nil {
			continue
		}
		if salon.DateOf(o.Slot.Start.In(b.k.now.Location())) != b.k.today {
			return false
		}
		offers++
	}
	return offers > 0
}

// startBooking adds the wish to book that values imply when nothing is under
// way, and drops it where one is.
func (b *burst) startBooking(in []dialog.Command) []dialog.Command {
	values, other, started, asks := false, false, false, false
	for _, c := range in {
		switch {
		case c.Kind == dialog.Start && c.Scenario == dialog.ScenarioBook:
			started = true
		case c.Kind == dialog.Start, c.Kind == dialog.HandOff, c.Kind == dialog.Trouble, c.Kind == dialog.Cancel, c.Kind == dialog.Chatter, c.Kind == dialog.Choose:
			other = true
		case c.Kind == dialog.Ask:
			asks = true
		case c.Kind == dialog.Set && c.Slot == dialog.SlotServices && b.adding() && len(b.view.Upcoming) > 0:
			other = true
		case c.Kind == dialog.Set && (c.Slot == dialog.SlotServices || c.Slot == dialog.SlotPack || c.Slot == dialog.SlotStylist):
			values = true
		case c.Kind == dialog.Set && c.When != nil && !asks && !(c.Negated && slices.ContainsFunc(in, func(o dialog.Command) bool { return o.Kind == dialog.Deny })):
			values = values || b.idle()
		}
	}
	if b.draftOpen() && !b.has("otra cita", "y otra", "otra para") {
		if !started {
			return in
		}
		return slices.DeleteFunc(in, func(c dialog.Command) bool {
			return c.Kind == dialog.Start && c.Scenario == dialog.ScenarioBook && len(in) > 1
		})
	}
	if started || !values || other || !b.idle() {
		return in
	}
	at := slices.IndexFunc(in, func(c dialog.Command) bool { return c.Kind == dialog.Set })
	start := dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioBook, Text: in[at].Text}
	if b.asked(dialog.Reminder) {
		if b.has("voy", "alli", "estare", "anade", "anadir") {
			return in
		}
		start.Scenario = dialog.ScenarioReschedule
	}
	return slices.Insert(in, at, start)
}

// adding reports whether something is to be added to what there is.
func (b *burst) adding() bool {
	return b.has("anade", "anadir", "anadele", "anademe", "tambien", "sumar", "ademas", "agregar", "aprovechar")
}

// idle reports whether nothing is being arranged.
func (b *burst) idle() bool {
	return len(b.state.Stack) == 0 && (b.question == "" || b.asked(dialog.Done, dialog.NameCheck, dialog.NameAsk, dialog.Resume, dialog.Reminder))
}
