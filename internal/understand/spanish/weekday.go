package spanish

import "atrevete/internal/salon"

// weekdayRule reads "viernes", "el próximo viernes", "viernes que viene",
// "viernes 4", "los sábados".
func (r *reader) weekdayRule(i int) (*day, int) {
	j, next, gone, this := i, false, false, false
	if r.is(j, "el", "los", "al", "del") {
		j++
	}
	for ; r.is(j, "proximo", "prox", "proximos", "pasado", "este", "siguiente", "ultimo") && j-i < 6; j++ {
		next = next || nextWord(r.at(j))
		gone = gone || r.is(j, "pasado", "ultimo")
		this = this || r.at(j) == "este"
	}
	w := weekdayWord(r.at(j))
	if w == 0 && r.shortWeekdayFits(j) {
		w = shortWeekday(r.toks[j].raw)
	}
	if w == 0 || r.is(j+1, "santo") || r.is(j+1, "de") && r.is(j+2, "ramos", "pascua", "resurreccion") {
		return nil, i
	}
	j++
	if r.at(j) == "." && r.glued(j) && r.toks[j-1].to-r.toks[j-1].from <= 4 {
		j++
	}
	if n, ok := r.matchAny(j, "que viene", "que entra", "que vienen", "q viene"); ok {
		j, next = n, true
	} else if nextWord(r.at(j)) {
		j, next = j+1, true
	} else if r.is(j, "pasado") && r.at(j+1) != "manana" || r.is(j, "anterior") {
		j, gone = j+1, true
	} else if r.is(j, "este") {
		j++
	}
	d := r.weekdayReading(w, next, gone)
	if one, n := r.weekdayAround(w, j); one != nil {
		return one, n
	}
	if one, n := r.weekdayInWeeks(w, j); one != nil {
		return one, n
	}
	if number, n, ok := r.numberAfterWeekday(j); ok {
		return r.numberedWeekday(w, number), n
	}
	return d, j
}

// weekdayInWeeks reads the rest of "el sábado de dentro de dos semanas".
func (r *reader) weekdayInWeeks(w, j int) (*day, int) {
	n, ok := r.matchAny(j, "de dentro de", "dentro de", "de aqui a", "de la semana de dentro de")
	if !ok {
		return nil, j
	}
	q, end := r.quantity(n)
	if end == n || q.unit != weeks && q.unit != fortnights {
		return nil, j
	}
	return oneDay(dated, monday(shift(r.k.today, q.unit, q.count)).AddDays(w-1)), end
}

// weekdayAround reads the rest of "el lunes después de Navidad".
func (r *reader) weekdayAround(w, j int) (*day, int) {
	n, ok := r.matchAny(j, "despues de", "despues", "siguiente a", "antes de", "antes", "anterior a")
	if !ok {
		return nil, j
	}
	d, end := r.day(n)
	if d == nil || d.kind != dated {
		return nil, j
	}
	if r.is(j, "antes", "anterior") {
		return oneDay(dated, d.from.AddDays(-1-(d.from.AddDays(-1).Weekday()-w+7)%7)), end
	}
	next := d.to.AddDays(1)
	return oneDay(dated, next.AddDays((w-next.Weekday()+7)%7)), end
}

// shortWeekdayFits guards the two-letter abbreviations: alone, or before a
// comma or a number.
func (r *reader) shortWeekdayFits(j int) bool {
	if j >= len(r.toks) || shortWeekday(r.toks[j].raw) == 0 {
		return false
	}
	if r.toks[j].raw == "mar" {
		if r.isNumber(j+1) && !r.isNumber(j-1) {
			return r.tuesdayNear(r.toks[j+1].value)
		}
		return !r.isNumber(j-1) && r.at(j-1) != "el"
	}
	alone := j == 0 && (len(r.toks) == 1 || len(r.toks) == 2 && r.at(1) == ".")
	return alone || r.at(j+1) == "," && r.isNumber(j+2) || r.isNumber(j+1)
}

func (r *reader) weekdayReading(w int, next, gone bool) *day {
	d := &day{kind: weekdayOnly, weekday: w, next: next}
	nearest := r.k.weekday(w)
	switch {
	case gone:
		d.past = true
		nearest = nearest.AddDays(-7)
	case next && nearest == r.k.today:
		d.other, nearest = nearest, nearest.AddDays(7)
	case next && nearest == r.k.today.AddDays(1):
		d.other = nearest.AddDays(7)
	}
	d.from, d.to = nearest, nearest
	return d
}

// numberAfterWeekday reads the 4 of "viernes 4", "martes el día once",
// "viernes, 4" unless it is an hour or counts something.
func (r *reader) numberAfterWeekday(j int) (number, next int, ok bool) {
	start := j
	if r.at(j) == "," {
		j++
	}
	if r.is(j, "el") {
		j++
	}
	if r.is(j, "dia") {
		j++
	}
	v, n, hit := r.number(j)
	if !hit || v < 1 || v > 31 || r.hourTail(n) || r.countTail(n) || monthWord(r.at(n)) != 0 && r.at(j-1) != "," {
		return 0, start, false
	}
	if r.is(n, "de", "del") && (monthWord(r.at(n+1)) != 0 || r.isNumber(n+1)) || monthWord(r.at(n)) != 0 {
		return 0, start, false // a full date follows: merged later
	}
	if n < len(r.toks) && r.toks[n].glued && isSeparator(r.at(n)) && (r.isNumber(n+1) && r.toks[n+1].glued || monthWord(r.at(n+1)) != 0) {
		return 0, start, false
	}
	if r.toks[j].kind == wordToken && v == 1 {
		return 0, start, false
	}
	return v, n, true
}

// hourTail reports whether what follows a number makes it an hour.
func (r *reader) hourTail(n int) bool {
	if r.is(n, "h", "hs", "hrs", "hora", "horas", "am", "pm", "a.m", "p.m") {
		return true
	}
	if r.is(n, "y", "menos") && r.is(n+1, "media", "cuarto", "pico") {
		return true
	}
	if _, ok := r.matchAny(n, "de la tarde", "de la manana", "de la noche", "de la madrugada", "en punto", "p . m", "a . m"); ok {
		return true
	}
	return false
}

// countTail reports whether what follows a number says what is counted.
func (r *reader) countTail(n int) bool {
	if unitWord(r.at(n)) != noUnit || r.is(n, "€", "%", "euros", "veces", "anitos", "personas", "personitas", "ninos", "cosas", "mechas", "citas") {
		return true
	}
	return false
}

// numberedWeekday reads a weekday with its number: both right within the
// horizon, else a past day, else the number wins and the mismatch is told.
func (r *reader) numberedWeekday(w, number int) *day {
	d := &day{kind: dated, weekday: w, number: number, yearless: true}
	for n := range r.k.horizon + 1 {
		if one := r.k.today.AddDays(n); one.Day == number && one.Weekday() == w {
			d.from, d.to = one, one
			return d
		}
	}
	for n := 1; n <= 31; n++ {
		if one := r.k.today.AddDays(-n); one.Day == number && one.Weekday() == w {
			d.from, d.to, d.past = one, one, true
			return d
		}
	}
	one, ok := r.k.numbered(number)
	if !ok {
		return nil
	}
	d.from, d.to, d.mismatch = one, one, true
	d.other = nearestWeekday(one, w, r.k.today)
	return d
}

// nearestWeekday is the day with weekday w closest to d, not before floor.
func nearestWeekday(d salon.Date, w int, floor salon.Date) salon.Date {
	for _, n := range [...]int{1, -1, 2, -2, 3, -3} {
		if one := d.AddDays(n); one.Weekday() == w && !one.Before(floor) {
			return one
		}
	}
	return d.AddDays(7)
}
