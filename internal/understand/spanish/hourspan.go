package spanish

import "atrevete/internal/salon"

// hourSpan is a range of hours as said; a missing bound is nil.
type hourSpan struct {
	from, to *clock
	around   bool // "sobre las 4 o 5": both are good starts
}

// hourRange reads "entre las 4 y las 6", "de 5 a 7", "a partir de las 5",
// "antes de las 2", "1:30-3:30".
func (r *reader) hourRange(i int) (*hourSpan, int) {
	if s, n := r.openHours(i); s != nil {
		return s, n
	}
	j, lead := i, ""
	switch r.at(i) {
	case "entre", "de", "desde":
		j, lead = i+1, r.at(i)
	}
	r.between = lead == "entre"
	a, n := r.bound(j)
	r.between = false
	if a == nil {
		return nil, i
	}
	sep := r.at(n)
	spaced := n < len(r.toks) && !r.glued(n)
	switch {
	case lead == "entre" && (sep == "y" || sep == "a" || sep == "e"):
	case lead != "entre" && lead != "" && (sep == "a" || sep == "hasta" || sep == "-" || sep == "–"):
	case lead == "" && (sep == "-" || sep == "–" || sep == "a" || sep == "hasta"):
		if a.weak && (sep == "a" || sep == "hasta" || spaced) && weekdayWord(r.at(i-1)) == 0 {
			return nil, i
		}
	case (sep == "o" || sep == "u") && lead == "" && !a.weak:
		return r.eitherHour(i, a, n)
	default:
		return nil, i
	}
	if lead == "" && sep == "a" && r.is(j, "las", "los") && r.toks[n-1].kind == wordToken && r.is(n+1, "las") {
		return nil, i // "sí, las dos a las 16:00": both, at four
	}
	if lead != "" && r.at(n+1) == "los" || r.is(j, "los") {
		return nil, i
	}
	b, end := r.bound(n + 1)
	if b == nil || b.weak && !r.rangeEnds(end) || a.weak && b.weak && r.toks[j].kind == wordToken && lead == "" {
		return nil, i
	}
	if a.weak && b.weak && a.hour == 0 {
		return nil, i // "de 0 a 10"
	}
	if a.hour > 24 || b.hour > 24 {
		return nil, i
	}
	if lead == "" && a.weak && r.is(i-1, "tono", "tinte", "color", "numero", "nivel", "talla") {
		return nil, i // "el tono 5-3"
	}
	if lead == "" && sep == "-" && a.weak && b.weak && a.hour > 12 && b.hour <= 12 {
		return nil, i // "15-1": a day and its month
	}
	return &hourSpan{from: a, to: b}, end
}

// rangeEnds reports whether a range of bare numbers can end before i.
func (r *reader) rangeEnds(i int) bool {
	if r.is(i, "de", "del") && monthWord(r.at(i+1)) != 0 {
		// "de 5 a 6 de abril" counts days; "de 5 a 6 del 22 de abril" hours
		return false
	}
	if r.is(i, "del", "de") && r.is(i+1, "mes", "proximo", "este") && r.is(i+2, "mes", "que") {
		return false
	}
	return r.endsPhrase(i) && !r.countTail(i) && monthWord(r.at(i)) == 0
}

func (r *reader) eitherHour(i int, a *clock, n int) (*hourSpan, int) {
	b, end := r.bound(n + 1)
	if b == nil || !r.endsPhrase(end) || b.hour*60+b.minute <= a.hour*60+a.minute && a.hour != 12 && !b.exact {
		return nil, i
	}
	return &hourSpan{from: a, to: b, around: true}, end
}

// bound reads an hour of a range, where a bare number is one too.
func (r *reader) bound(i int) (*clock, int) {
	j := i
	if r.at(j) == "a" {
		j++
	}
	if c, n := r.hour(i); c != nil {
		return c, n
	}
	if n, ok := r.matchAny(j, "mediodia", "el mediodia", "medio dia"); ok {
		return &clock{hour: 12, exact: true}, n
	}
	led := r.is(j, "las", "la")
	if led {
		j++
	}
	h, n, ok := r.number(j)
	if !ok || h > 24 || r.toks[j].kind == numberToken && r.toks[j].digits > 2 || r.toks[j].kind == wordToken && r.at(j) != "una" && h == 1 {
		return nil, i
	}
	c := &clock{hour: h, exact: h > 12 || h == 0, weak: !led}
	end, said := r.hourRest(c, j, n, true)
	if said || c.minute > 0 {
		c.weak = false
	}
	return c, end
}

// openHours reads a range with one bound.
func (r *reader) openHours(i int) (*hourSpan, int) {
	if n, ok := r.matchAny(i, "a partir de", "desde", "despues de", "no antes de", "pasadas", "tras", "de", "mas tarde de", "cuando salga de trabajar a",
		"cuando salga del trabajo a", "salgo de trabajar a", "salgo del trabajo a", "salgo a", "salgo de currar a", "trabajo hasta", "estoy trabajando hasta", "curro hasta", "tengo clase hasta", "tengo trabajo hasta", "estoy ocupada hasta", "estoy ocupado hasta", "no salgo hasta", "no puedo hasta", "no llego hasta", "no estoy libre hasta", "no puedo antes de"); ok {
		c, e := r.bound(n)
		if c == nil || c.weak && !(r.at(i) == "de" && r.is(e, "en", "para") && r.is(e+1, "adelante")) {
			return nil, i
		}
		if r.at(i) == "de" {
			k, hit := r.matchAny(e, "en adelante", "para adelante", "en adelanta", "palante")
			if !hit {
				return nil, i
			}
			return &hourSpan{from: c}, k
		}
		if r.is(e, "a", "hasta", "-") {
			if b, _ := r.bound(e + 1); b != nil && r.at(i) == "desde" {
				return nil, i
			}
		}
		if k, hit := r.matchAny(e, "en adelante", "para adelante"); hit {
			e = k
		}
		return &hourSpan{from: c}, e
	}
	if n, ok := r.matchAny(i, "antes de", "hasta", "no mas tarde de", "como muy tarde a", "como mucho a", "maximo a", "tengo que salir a", "tengo que irme a"); ok {
		c, e := r.bound(n)
		if c == nil || c.weak {
			return nil, i
		}
		return &hourSpan{to: c}, e
	}
	if c, n := r.hour(i); c != nil && !c.weak {
		if k, hit := r.matchAny(n, "en adelante", "para adelante", "o mas tarde", "o despues", "o asi en adelante"); hit {
			return &hourSpan{from: c}, k
		}
		if k, hit := r.matchAny(n, "o antes", "como muy tarde", "como tarde", "como maximo"); hit {
			return &hourSpan{to: c}, k
		}
	}
	return nil, i
}

// resolveHour chooses among the readings of an ambiguous hour: inside the
// opening hours of the day meant, else the customary half of the day.
func (k *calendar) resolveHour(c clock, weekday int) salon.ClockTime {
	if t, ok := c.fixed(); ok {
		return t
	}
	h := c.hour % 12
	early := salon.ClockTime(h*60 + c.minute)
	late := early + 12*hour
	if weekday > 0 && len(k.opening[weekday]) == 0 {
		weekday = 0
	}
	inEarly, inLate := k.open(weekday, early), k.open(weekday, late)
	switch {
	case inEarly && !inLate:
		return early
	case inLate && !inEarly:
		return late
	case inEarly && inLate:
		return early
	case weekday == 0 && early <= k.clock && late > k.clock:
		return late // the nearest to come
	case c.digital && h < 7 && weekday != 0:
		return early // written as a clock shows it, and closed either way
	case h < 8:
		return late
	}
	return early
}

// resolveSpan resolves both bounds of a range together: a part of the day said
// once holds for both, and the end comes after the start.
func (k *calendar) resolveSpan(s hourSpan, weekday int) (from, to salon.ClockTime) {
	switch {
	case s.from == nil:
		return 0, k.resolveHour(*s.to, weekday)
	case s.to == nil:
		return k.resolveHour(*s.from, weekday), 0
	}
	a, b := *s.from, *s.to
	if a.mer == noMeridiem && b.mer != noMeridiem && !a.exact {
		shared := a
		shared.mer = b.mer
		end, _ := b.fixed()
		if start, ok := shared.fixed(); ok && start < end {
			return start, end
		}
		a.mer = am
		start, _ := a.fixed()
		return start % (24 * hour), end
	}
	from = k.resolveHour(a, weekday)
	if t, ok := b.fixed(); ok {
		if _, sure := a.fixed(); !sure && from >= t {
			a.mer = am
			from, _ = a.fixed()
		}
		return from, t
	}
	h := b.hour % 12
	to = salon.ClockTime(h*60 + b.minute)
	for to <= from && to < 24*hour {
		to += 12 * hour
	}
	return from, to
}
