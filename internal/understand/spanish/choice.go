package spanish

import (
	"strings"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// addChoices reads answers that pick one of the offered options: by number,
// ordinal, position, bare hour. A bare "2" means nothing without a question.
func (b *burst) addChoices() {
	b.more()
	b.optionWords()
	if len(b.options) == 0 {
		return
	}
	b.bareNumber()
	b.ordinals()
	b.tellingWord()
	b.spokenHour()
	b.position()
	b.laterOrEarlier()
}

func (b *burst) picks() bool {
	return b.asked(dialog.SlotPick, dialog.SlotSingle, dialog.ApptPick, dialog.ServicePick, dialog.DateWhich, dialog.StylistPref, dialog.SplitOffer, dialog.PersonMap, dialog.WaitHit, dialog.Resume, dialog.LateOrNot)
}

// bareNumber reads a message that is only a number: its place in the list, else
// the hour of an offer, else the day of one.
func (b *burst) bareNumber() {
	i := b.firstWord(0)
	for b.is(i, "opcion", "la", "numero", "el", "quiero", "prefiero", "pues", "mejor", "si", "vale") && !b.is(i+1, "una") {
		i = b.firstWord(i + 1)
	}
	n, end, ok := b.number(i)
	after := b.firstWord(end)
	for after < len(b.toks) && b.toks[after].kind == emojiToken {
		after = b.firstWord(after + 1)
	}
	if !ok || !b.picks() || after < len(b.toks) && !b.is(b.firstWord(end), "porfavor", "gracias", "mejor", "por", "muchas") || !b.endsHere(end) && !b.is(end, "porfavor", "mejor", "por", "gracias") {
		return
	}
	if b.at(end) == "." && b.insideNumber(end) || b.at(end) == ":" {
		return
	}
	from := i
	for b.is(from-1, "opcion", "la", "numero", "el") {
		from--
	}
	c := dialog.Command{Kind: dialog.Choose, Ordinal: n}
	if n > len(b.choices()) || n == 0 {
		if id, hit := b.optionByHour(n); hit && from == i {
			c = dialog.Command{Kind: dialog.Choose, Option: id}
		} else if id, hit := b.optionByDay(n); hit {
			c = dialog.Command{Kind: dialog.Choose, Option: id}
		} else if n == 0 {
			c.Ordinal = 99
		} else if b.toks[i].kind == numberToken && b.is(from, "el") {
			return // "el 4" is a day
		}
	}
	b.add(from, end, contextScore+4, c)
}

// spokenHour reads "las tres está bien": an hour that one offer has.
func (b *burst) spokenHour() {
	if !b.asked(dialog.SlotPick) {
		return
	}
	for i := range b.toks {
		if !b.is(i, "las") && !(b.is(i, "la") && b.is(i+1, "una")) || b.is(i-1, "a", "de", "sobre", "hasta", "desde", "entre") || b.toks[i].question {
			continue
		}
		n, end, ok := b.number(i + 1)
		if !ok || n > 12 || b.toks[i+1].kind != wordToken || !b.endsHere(end) && !b.is(end, "esta", "me", "va", "porfavor", "por", "perfecto", "genial", "mejor", "gracias", "vale") {
			continue
		}
		if id, hit := b.optionByHour(n); hit {
			b.add(i, end, contextScore+5, dialog.Command{Kind: dialog.Choose, Option: id})
		}
	}
}

// choices are the options that stand for something shown, without "otras horas".
func (b *burst) choices() []dialog.Choice {
	var out []dialog.Choice
	for _, o := range b.options {
		if o.ID != dialog.OptionMore && o.ID != dialog.OptionAny {
			out = append(out, o)
		}
	}
	return out
}

// optionByHour finds the one offer in that hour of the clock.
func (b *burst) optionByHour(hour int) (string, bool) {
	id, hits := "", 0
	for _, o := range b.options {
		if o.Slot == nil {
			continue
		}
		h := o.Slot.Start.In(b.k.now.Location()).Hour()
		if h == hour || hour >= 1 && hour <= 8 && h == hour+12 {
			id = o.ID
			hits++
		}
	}
	return id, hits == 1
}

func (b *burst) optionByDay(n int) (string, bool) {
	id, hits := "", 0
	for _, o := range b.options {
		if o.Date.Day == n && !o.Date.IsZero() {
			id = o.ID
			hits++
		}
	}
	return id, hits == 1
}

// ordinals reads "la primera", "el segundo", "la 2", "la última".
func (b *burst) ordinals() {
	if !b.picks() {
		return
	}
	for i := range b.toks {
		lead := b.is(i, "la", "el", "lo", "opcion", "numero", "las", "los")
		j := i
		if lead {
			j++
		}
		if b.is(j, "opcion", "numero") {
			j++
		}
		n, end, ok := b.ordinal(j)
		if !ok && lead && b.is(i, "la", "opcion", "numero") && !b.is(i-1, "a", "de", "sobre", "hasta", "desde") {
			n, end, ok = b.number(j)
			if ok && (n > 12 || !b.endsHere(end) && !b.is(end, "porfavor", "por", "mejor", "si", "no", "con", "y", "de", "me", "gracias", "esta", "va", "perfecto", "vale", "genial")) {
				continue
			}
		}
		if !ok || b.is(end, "hora", "disponible", "vez", "semana", "cita", "libre") && !(b.is(end, "cita") && b.asked(dialog.ApptPick)) || ordinalWord(b.at(j)) == 0 && !lead {
			continue
		}
		if b.wonders(i) || b.is(end-1, "cuarto") || b.is(j-1, "y", "menos") {
			continue
		}
		b.add(i, b.ordinalEnd(end), contextScore+3, dialog.Command{Kind: dialog.Choose, Ordinal: n})
	}
}

// wonders reports whether the sentence at i asks about an option rather than
// picking it: "¿con quién es la segunda?".
func (b *burst) wonders(i int) bool {
	if !b.toks[i].question {
		return false
	}
	from, to := b.sentence(i)
	for j := from; j < to; j++ {
		if b.is(j, "quien", "cuanto", "cuando", "como", "donde", "cuesta", "dura") || b.is(j, "que") && b.is(j+1, "hora", "dia", "precio") {
			return true
		}
	}
	return false
}

func (b *burst) ordinalEnd(end int) int {
	if n, ok := b.matchAny(end, "opcion", "que tengas", "que hay", "que me dices", "de todas", "hora"); ok {
		return n
	}
	return end
}

// chooseByHour takes an hour (with its day or stylist) that exactly one of the
// offers has for that offer. An hour nobody offered stays a wish, and so does a
// stylist who contradicts it.
func (b *burst) chooseByHour(in []dialog.Command) []dialog.Command {
	if !b.asked(dialog.SlotPick, dialog.SlotSingle) {
		return in
	}
	at, who := -1, salon.ID("")
	for n, c := range in {
		switch {
		case c.Kind == dialog.Set && c.When != nil:
			if at >= 0 || c.When.At == 0 || c.Question || c.Negated || c.Part > 0 {
				return in
			}
			at = n
		case c.Kind == dialog.Set && c.Slot == dialog.SlotStylist && !c.Negated && !c.Stylist.Empty() && who.Empty():
			who = c.Stylist
		case c.Kind == dialog.Affirm, c.Kind == dialog.Thank, c.Kind == dialog.Greet, c.Kind == dialog.Bye:
		default:
			return in
		}
	}
	if at < 0 {
		return in
	}
	option, ok := b.offerAt(*in[at].When, who)
	if !ok {
		return in
	}
	out := make([]dialog.Command, 0, len(in))
	for n, c := range in {
		switch {
		case n == at:
			out = append(out, dialog.Command{Kind: dialog.Choose, Option: option.ID, Text: c.Text})
		case c.Kind != dialog.Set:
			out = append(out, c)
		}
	}
	return out
}

// offerAt finds the one offer at that hour, day and stylist.
func (b *burst) offerAt(w dialog.When, who salon.ID) (dialog.Choice, bool) {
	var found dialog.Choice
	hits := 0
	for _, o := range b.options {
		if o.Slot == nil {
			continue
		}
		start := o.Slot.Start.In(b.k.now.Location())
		day := salon.DateOf(start)
		if salon.ClockOf(start) != w.At || w.HasDay() && (day.Before(w.From) || day.After(w.To)) || !who.Empty() && o.Slot.StylistID != who {
			continue
		}
		found, hits = o, hits+1
	}
	return found, hits == 1
}

// position reads "la más temprano", "la de después", "la más tarde".
func (b *burst) position() {
	if !b.asked(dialog.SlotPick, dialog.DateWhich, dialog.ApptPick) {
		return
	}
	first := "la mas temprano\nla mas temprana\nla mas pronto\nla de antes\nla mas cercana\nla mas proxima\nla anterior\nla temprana\nla de primera hora\nlo mas temprano\nlo mas pronto\nla de arriba\nel de arriba\nla de mas arriba"
	last := "la mas tarde\nla de despues\nla mas tardia\nla siguiente\nla otra\nla de mas tarde\nlo mas tarde\nla tarde\nla de abajo\nel de abajo\nla de mas abajo"
	earliest, latest := b.outerOffers()
	b.each(first, func(from, to int) {
		c := dialog.Command{Kind: dialog.Choose, Ordinal: 1}
		if earliest != "" && !b.is(to-1, "arriba", "anterior") {
			c = dialog.Command{Kind: dialog.Choose, Option: earliest}
		}
		b.add(from, to, contextScore+4, c)
	})
	b.each(last, func(from, to int) {
		if b.is(from-1, "por", "a", "de", "en", "para", "toda", "durante") {
			return
		}
		c := dialog.Command{Kind: dialog.Choose, Ordinal: -1}
		if latest != "" && !b.is(to-1, "abajo", "siguiente", "otra") {
			c = dialog.Command{Kind: dialog.Choose, Option: latest}
		}
		b.add(from, to, contextScore+4, c)
	})
}

// outerOffers are the earliest and the latest of the offers when they are not
// listed in order of time; empty when first and last are the same as listed.
func (b *burst) outerOffers() (earliest, latest string) {
	var first, last time.Time
	ordered, prev := true, time.Time{}
	for _, o := range b.options {
		if o.Slot == nil {
			continue
		}
		start := o.Slot.Start
		ordered = ordered && !start.Before(prev)
		prev = start
		if first.IsZero() || start.Before(first) {
			first, earliest = start, o.ID
		}
		if last.IsZero() || start.After(last) {
			last, latest = start, o.ID
		}
	}
	if ordered {
		return "", ""
	}
	return earliest, latest
}

// laterOrEarlier reads "más tarde", "más temprano" against the hours offered.
func (b *burst) laterOrEarlier() {
	if !b.asked(dialog.SlotPick, dialog.SlotSingle) {
		return
	}
	first, last := 24*hour, salon.ClockTime(0)
	for _, o := range b.options {
		if o.Slot != nil {
			at := salon.ClockOf(o.Slot.Start.In(b.k.now.Location()))
			first, last = min(first, at), max(last, at)
		}
	}
	if last == 0 {
		return
	}
	wish := func(from, to int, w dialog.When) {
		w.Kind = dialog.WhenPart
		b.addRole(timeRole, from, to, contextScore+1, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotTime, When: &w})
	}
	b.each("mas tarde\nalgo mas tarde\nun poco mas tarde\nun poquito mas tarde\nmas tardecito", func(from, to int) {
		wish(from, to, dialog.When{Earliest: last + 1, Part: "más tarde"})
	})
	b.each("mas temprano\nalgo mas temprano\nun poco mas temprano\nmas pronto\nalgo mas pronto\nun poco antes\nalgo antes\nun poquito antes", func(from, to int) {
		wish(from, to, dialog.When{Latest: first - 1, Part: "más temprano"})
	})
}

// optionWords reads "por separado", "los dos", where an offer says so.
func (b *burst) optionWords() {
	if b.asked(dialog.LateOrNot) {
		b.each("tarde\nmas tarde\nllego tarde\nsi mas tarde\nque llego tarde\nsolo tarde\nun poco tarde", func(from, to int) {
			b.add(from, to, contextScore+4, dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioLate})
		})
	}
	if b.asked(dialog.SplitOffer) {
		b.each("por separado\nseparadas\nseparado\nlas dos\nlos dos\nambas\nambos\ndos citas\nen dos citas\nlas dos cosas\ncada una por separado\ncada una por su lado\ncada uno por su lado\npor su lado\njuntas\njuntos\nel mismo dia\naparte", func(from, to int) {
			b.add(from, to, contextScore, dialog.Command{Kind: dialog.Affirm})
		})
	}
}

// more reads "¿otras horas?", "¿no hay más?", "ninguna me va bien".
func (b *burst) more() {
	phrases := morePhrases
	if !b.asked(dialog.SlotPick, dialog.SlotSingle, dialog.DateWhich, dialog.StylistPref) {
		return
	}
	b.each("otro dia\notra fecha\notro dia mejor\nmejor otro dia\nalgun otro dia\notros dias\notras fechas", func(from, to int) {
		b.addRole(noRole, from, to, contextScore, dialog.Command{Kind: dialog.Deny})
	})
	b.each(phrases, func(from, to int) {
		if b.is(from, "ninguna") && to-from == 1 && (!b.endsHere(to) || b.asked(dialog.StylistPref)) {
			return
		}
		if b.is(from-1, "y") {
			from--
		}
		b.add(from, to, contextScore, dialog.Command{Kind: dialog.More})
	})
}

// optionTitle finds the option whose title was written out.
func optionTitle(options []dialog.Choice, text string) (dialog.Choice, bool) {
	folded := strings.Join(plainWords(text), " ")
	if folded == "" {
		return dialog.Choice{}, false
	}
	for _, o := range options {
		if strings.Join(plainWords(o.Title), " ") == folded {
			return o, true
		}
	}
	return dialog.Choice{}, false
}

// ExactOption finds the option of the open question whose title a text repeats.
func ExactOption(options []dialog.Choice, text string) (dialog.Choice, bool) {
	return optionTitle(options, text)
}
