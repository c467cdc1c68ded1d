package spanish

import (
	"slices"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// attachTimes gives days, hours and stylists that say which appointment is
// meant to the command about it: "cancela la del jueves", "cambiar mi cita con
// Pilar del martes a la tarde". What says where to stays a wish.
func (b *burst) attachTimes() {
	n := slices.IndexFunc(b.spans, func(s span) bool {
		return !s.skip && len(s.commands) > 0 && s.commands[0].Kind == dialog.Start &&
			(s.commands[0].Scenario == dialog.ScenarioCancel || s.commands[0].Scenario == dialog.ScenarioReschedule)
	})
	if n >= 0 {
		b.attachTo(n)
	}
	if b.asked(dialog.ApptPick) {
		for m := range b.spans {
			if s := &b.spans[m]; s.role == timeRole && !s.skip {
				s.commands[0].When = b.onAppointment(s.commands[0].When)
			}
		}
	}
	for m := range b.spans {
		s := &b.spans[m]
		if len(s.commands) == 1 && s.commands[0].Kind == dialog.Ask && s.commands[0].Topic == dialog.TopicAppointments {
			b.attachAsk(m)
		}
	}
}

// onAppointment moves a weekday that says which appointment is meant to the day
// of that appointment: "la del sábado" is the one on a Saturday, were it next
// week.
func (b *burst) onAppointment(w *dialog.When) *dialog.When {
	if w == nil || !w.Weekday || w.From != w.To {
		return w
	}
	var found salon.Date
	for _, a := range b.view.Upcoming {
		day := salon.DateOf(a.Start.In(b.k.now.Location()))
		if day == w.From {
			return w
		}
		if day.Weekday() == w.From.Weekday() && found.IsZero() {
			found = day
		}
	}
	if found.IsZero() {
		return w
	}
	moved := *w
	moved.From, moved.To, moved.Alternative = found, found, nil
	return &moved
}

// preferMove reads "mañana no puedo ir, ¿me la cambias al viernes?": what is
// wanted is the move, and the day she cannot come says which appointment.
func (b *burst) preferMove() {
	starts := func(s span, name dialog.ScenarioName) bool {
		return !s.skip && len(s.commands) > 0 && s.commands[0].Kind == dialog.Start && s.commands[0].Scenario == name
	}
	move := slices.IndexFunc(b.spans, func(s span) bool { return starts(s, dialog.ScenarioReschedule) })
	if move < 0 {
		return
	}
	for n := range b.spans {
		cannot := &b.spans[n]
		if cannot.role != cannotRole || !starts(*cannot, dialog.ScenarioCancel) {
			continue
		}
		cannot.skip = true
		if day := cannot.commands[0].When; day != nil {
			b.spans[move].commands[0].When = day
			continue
		}
		for m := range b.spans {
			s := &b.spans[m]
			if s.role == timeRole && !s.skip && s.commands[0].When.HasDay() && (s.to == cannot.from || s.from == cannot.to || s.from <= cannot.to+4 && s.from > cannot.from && b.is(s.from, "del", "de")) {
				b.spans[move].commands[0].When = b.onAppointment(s.commands[0].When)
				s.skip = true
			}
		}
	}
}

func (b *burst) attachAsk(n int) {
	from, to := b.sentence(b.spans[n].from)
	for m := range b.spans {
		s := &b.spans[m]
		if s.role == timeRole && !s.skip && s.from >= from && s.from < to {
			b.spans[n].commands[0].When = b.onAppointment(s.commands[0].When)
			s.skip = true
		}
	}
}

func (b *burst) attachTo(n int) {
	start := &b.spans[n]
	c := &start.commands[0]
	moving := c.Scenario == dialog.ScenarioReschedule
	rebook := !moving && b.has("ponme otra", "dame cita", "y otra", "dame otra", "otra el", "y dame", "y ponme", "y cogeme", "y reservame")
	for m := range b.spans {
		s := &b.spans[m]
		if s.skip || len(s.commands) == 0 {
			continue
		}
		if moving && s.role == timeRole && b.is(s.from, "del", "de") && c.When == nil && s.commands[0].When.From != s.commands[0].When.To && !s.commands[0].When.OpenEnd {
			c.When, s.commands[0].When = fromTo(*s.commands[0].When) // "del viernes al sábado"
			c.When.Weekday = weekdayWord(b.at(s.from+1)) != 0
			c.When = b.onAppointment(c.When)
			continue
		}
		switch {
		case s.role == timeRole && (!moving && (!rebook || s.from < b.rebookAt()) || moving && b.saysWhich(s)):
			w := s.commands[0].When
			if c.When != nil && !c.When.HasDay() && w.HasDay() || c.When == nil {
				c.When = b.onAppointment(w)
			}
			s.skip = true
		case s.role == stylistRole && c.Stylist.Empty() && !s.commands[0].Negated && s.commands[0].Stylist != "" && (!moving || b.is(s.from-1, "cita", "la") || b.is(s.from, "la")):
			c.Stylist = s.commands[0].Stylist
			s.skip = true
		case s.role == serviceRole && !moving && !rebook && len(s.commands[0].Services) > 0:
			c.Services = s.commands[0].Services
			s.skip = true
		}
	}
	if rebook {
		c.Scenario = dialog.ScenarioReschedule
	}
}

// fromTo parts a run of days into its first and its last.
func fromTo(w dialog.When) (first, last *dialog.When) {
	a, z := w, w
	a.To, z.From = w.From, w.To
	if w.Earliest > 0 { // "del jueves a las 12 al viernes a las 5": each has its hour
		a.At, a.Earliest, a.Latest = w.Earliest, 0, 0
		z.Earliest, z.Latest = 0, 0
	}
	if w.Latest > 0 && w.Part == "" {
		z.At, z.Latest, z.Earliest = w.Latest+1, 0, 0
		a.Latest, a.Earliest = 0, 0
	}
	a.Kind, z.Kind = kindOf(a), kindOf(z)
	return &a, &z
}

// rebookAt is where the new wish begins in "cancela la del jueves y ponme otra
// el viernes".
func (b *burst) rebookAt() int {
	for i := range b.toks {
		if b.is(i, "ponme", "dame", "otra", "cogeme", "reservame") {
			return i
		}
	}
	return len(b.toks)
}

// saysWhich reports whether a time names the appointment that is to be moved:
// "del martes", "la de las 5", not "al jueves", "para el viernes".
func (b *burst) saysWhich(s *span) bool {
	if b.is(s.from, "del") {
		return true
	}
	return b.is(s.from-1, "de", "del") || b.is(s.from-1, "el", "las", "la") && b.is(s.from-2, "de", "del") && !b.is(s.from-3, "en", "vez")
}

// dropHalfAnswers removes a yes that is taken back by what follows ("sí, pero
// ¿puede ser más tarde?"), a no that belongs to a double negative, and words of
// giving up beside a clear cancellation.
func (b *burst) dropHalfAnswers() {
	but := -1
	for i := range b.toks {
		if b.is(i, "pero", "aunque", "salvo", "excepto") {
			but = i
			break
		}
	}
	more, cancels, agrees, spoken := false, false, false, false
	for _, s := range b.spans {
		if s.skip || len(s.commands) == 0 {
			continue
		}
		k := s.commands[0].Kind
		more = more || s.from > but && k != dialog.Thank && k != dialog.Affirm && k != dialog.Greet && k != dialog.Bye
		cancels = cancels || k == dialog.Start && s.commands[0].Scenario == dialog.ScenarioCancel
		spoken = spoken || (s.role == yesRole || s.role == noRole) && b.toks[s.from].kind == wordToken
		agrees = agrees || s.role == yesRole && b.is(s.from, "no", "ninguna", "ningun", "sin")
	}
	for n := range b.spans {
		s := &b.spans[n]
		if len(s.commands) == 0 {
			continue
		}
		switch {
		case spoken && (s.role == yesRole || s.role == noRole) && b.toks[s.from].kind == emojiToken:
			s.skip = true // a picture beside a spoken answer only colours it
		case s.role == yesRole && but > s.from && more && !b.asked(dialog.NameCheck):
			s.skip = true
		case s.role == noRole && agrees && s.to-s.from == 1:
			s.skip = true
		case cancels && s.commands[0].Kind == dialog.Cancel:
			s.skip = true
		}
	}
}

// consultation makes of products named in doubt the candidates of a
// consultation.
func (b *burst) consultation(in []dialog.Command) []dialog.Command {
	at := slices.IndexFunc(in, func(c dialog.Command) bool {
		return c.Kind == dialog.Start && c.Scenario == dialog.ScenarioConsult
	})
	if at < 0 || !b.has("no se", "recomiendas", "recomendais", "aconsejas", "aconsejais", "aconsejar", "consejo", "asesoras", "asesorais", "asesorar", "asesorarais", "aconsejarais", "decidir", "sugieres", "dudas", "decido", "indecisa", "indeciso") {
		return in
	}
	for _, c := range in {
		if c.Kind == dialog.Set && c.Slot == dialog.SlotServices && !c.Remove {
			in[at].Candidates = union(union(in[at].Candidates, c.Services), c.Candidates)
		}
	}
	return slices.DeleteFunc(in, func(c dialog.Command) bool {
		return c.Kind == dialog.Set && c.Slot == dialog.SlotServices && !c.Remove
	})
}

// nothingUnderstood says what sort of nothing it is: pictures alone, an
// announcement that a question will come, or words that nothing explains.
func (b *burst) nothingUnderstood() dialog.Command {
	pictures, words := 0, 0
	for _, t := range b.toks {
		switch t.kind {
		case emojiToken:
			pictures++
		case wordToken, numberToken:
			words++
		}
	}
	if pictures > 0 && words == 0 {
		return dialog.Command{Kind: dialog.NoWords, Topic: dialog.TopicSticker, Text: b.text}
	}
	if c, ok := b.guess(); ok {
		return c
	}
	if words <= maxPauseWords && b.has(b.pausePhrases()...) {
		return dialog.Command{Kind: dialog.Chatter, Topic: dialog.TopicPause, Text: b.text}
	}
	if b.has("una pregunta", "una preguntita", "una duda", "una consulta", "una cosa", "una cosita") && words <= 6 {
		return dialog.Command{Kind: dialog.Greet, Text: b.text}
	}
	return dialog.Command{Kind: dialog.Unclear, Text: b.text}
}
