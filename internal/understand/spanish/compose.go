package spanish

import "atrevete/internal/salon"

// item is one piece of time found in the line: a day, an hour, a range, a part
// of the day, or several of these put together.
type item struct {
	from, to int // tokens
	day      *day
	clock    *clock
	hours    *hourSpan
	part     *part
	soon     bool
	now      bool
	elapsed  bool // told by distance from now: exact, never moved to opening hours
}

// items scans the line once, longest rule first.
func (r *reader) items() []item {
	var found []item
	for i := 0; i < len(r.toks); {
		if one, n := r.itemAt(i); one != nil && n > i {
			found = append(found, *one)
			i = n
			continue
		}
		i++
	}
	return found
}

func (r *reader) itemAt(i int) (*item, int) {
	var best *item
	end := i
	keep := func(one *item, n int) {
		if one != nil && n > end {
			best, end = one, n
			best.from, best.to = i, n
		}
	}
	keep(r.dayRange(i))
	if one, n := r.moved(i); one != nil {
		keep(one, n)
	}
	if one, n := r.nextHours(i); one != nil {
		keep(one, n)
	}
	if s, n := r.hourRange(i); s != nil {
		keep(&item{hours: s}, n)
	}
	if d, n := r.day(i); d != nil {
		keep(&item{day: d}, n)
	}
	if p, n := r.dayPart(i); p != nil {
		keep(&item{part: p}, n)
	}
	if c, n := r.hour(i); c != nil {
		keep(&item{clock: c}, n)
	}
	if one, n := r.soon(i); one != nil {
		keep(one, n)
	}
	return best, end
}

// dayRange reads "del 10 al 15 de junio", "de lunes a miércoles", "desde hoy
// hasta mañana", "a partir del jueves", "10 - 22 agosto 2012".
func (r *reader) dayRange(i int) (*item, int) {
	if one, n := r.openDays(i); one != nil {
		return one, n
	}
	j, lead := i, ""
	switch r.at(i) {
	case "del", "de", "desde", "entre":
		lead, j = r.at(i), i+1
	}
	if one, n := r.numberRange(i, j, lead); one != nil {
		return one, n
	}
	a, n := r.day(j)
	if a == nil || a.from != a.to && a.kind != monthSpan && a.kind != weekSpan {
		return nil, i
	}
	n, aClock := r.clockAfter(n)
	sep := r.at(n)
	switch {
	case lead == "entre" && (sep == "y" || sep == "e"):
	case lead != "entre" && (sep == "a" || sep == "al" || sep == "hasta" || sep == "-" || sep == "–"):
		if lead == "" && sep == "a" && weekdayWord(r.at(n+1)) == 0 {
			return nil, i
		}
	default:
		return nil, i
	}
	b, end := r.day(n + 1)
	if b == nil {
		return nil, i
	}
	end, bClock := r.clockAfter(end)
	d := r.joinDays(a, b)
	if d == nil {
		return nil, i
	}
	if w, e := r.weekSaid(end); w != nil && a.kind == weekdayOnly && b.kind == weekdayOnly && a.weekday <= b.weekday {
		first := monday(w.from)
		d, end = spanOf(otherSpan, first.AddDays(a.weekday-1), first.AddDays(b.weekday-1)), e
	}
	one := &item{day: d}
	if aClock != nil || bClock != nil {
		one.hours = &hourSpan{from: aClock, to: bClock}
	}
	return one, end
}

// weekSaid reads "de la semana que viene" after what happens in it.
func (r *reader) weekSaid(n int) (*day, int) {
	if !r.is(n, "de") {
		return nil, n
	}
	if w, e := r.weekNamed(n + 1); w != nil && w.kind == weekSpan {
		return w, e
	}
	return nil, n
}

// clockAfter reads the hour that goes with a day of a range.
func (r *reader) clockAfter(n int) (int, *clock) {
	if r.at(n) != "a" || !r.is(n+1, "las", "la") {
		return n, nil
	}
	if c, e := r.hour(n); c != nil {
		return e, c
	}
	return n, nil
}

func (r *reader) joinDays(a, b *day) *day {
	d := &day{kind: otherSpan, from: a.from, to: b.to, weekday: a.weekday}
	if a.yearless && !b.yearless && b.from.Year > a.from.Year {
		d.from.Year = b.from.Year
	}
	if a.kind == monthSpan && b.kind == monthSpan && b.from.Year > a.from.Year && !a.yearless && b.from.Year-a.from.Year > 1 {
		d.from.Year = b.from.Year
	}
	if a.kind == dated && a.yearless && b.kind == monthSpan {
		d.from.Year, d.to = b.from.Year, b.from.AddDays(-1)
		if d.from.After(d.to) {
			d.from.Year--
		}
	}
	if b.kind == weekdayOnly || b.kind == numbered {
		for d.to.Before(d.from) {
			if b.kind == weekdayOnly {
				d.to = d.to.AddDays(7)
			} else {
				d.to = addMonths(d.to, 1)
			}
		}
	}
	if a.kind == numbered && b.kind == dated && a.from.After(b.to) || d.from.After(d.to) && b.yearless {
		d.to = addMonths(d.to, 12)
	}
	if d.from.After(d.to) {
		return nil
	}
	return d
}

// numberRange reads ranges whose first day is a bare number: "del 4 al 8",
// "de 26 a 28 de junio", "10 - 22 agosto 2012", "desde 4-23 del próximo mes".
func (r *reader) numberRange(i, j int, lead string) (*item, int) {
	article := r.at(i) == "del" || r.is(j, "el", "dia")
	for r.is(j, "el", "dia", "los", "dias") && j-i < 6 {
		j++
	}
	a, n, ok := r.number(j)
	if !ok || a < 1 || a > 31 {
		return nil, i
	}
	switch r.at(n) {
	case "a", "al", "y", "-", "–", "hasta":
	default:
		return nil, i
	}
	if r.at(n) == "y" && lead != "entre" {
		return nil, i
	}
	k := n + 1
	for r.is(k, "el", "dia") && k-i < 12 {
		article = true
		k++
	}
	b, e, ok := r.number(k)
	if !ok || b < 1 || b > 31 || r.hourTail(e) {
		return nil, i
	}
	if first, m, found := r.monthOf(e); found {
		from, okA := validDate(first.Year, first.Month, a)
		to, okB := validDate(first.Year, first.Month, b)
		if !okA || !okB || to.Before(from) {
			return nil, i
		}
		if to.Before(r.k.today) && !r.sawYear(e, m) {
			from.Year, to.Year = from.Year+1, to.Year+1
		}
		return &item{day: spanOf(otherSpan, from, to)}, m
	}
	if !article || !r.endsPhrase(e) || r.at(n) == "-" && lead == "" || r.is(n, "a") && lead == "de" {
		return nil, i
	}
	from, okA := r.k.numbered(a)
	if !okA {
		return nil, i
	}
	to, okB := validDate(from.Year, from.Month, b)
	if b <= a {
		next := addMonths(salon.Date{Year: from.Year, Month: from.Month, Day: 1}, 1)
		to, okB = validDate(next.Year, next.Month, b)
	}
	if !okB {
		return nil, i
	}
	return &item{day: spanOf(otherSpan, from, to)}, e
}

func (r *reader) sawYear(from, to int) bool {
	for j := from; j < to; j++ {
		if r.isNumber(j) {
			return true
		}
	}
	return false
}

// monthOf reads "de junio en 2020", "agosto 2012", "del próximo mes".
func (r *reader) monthOf(e int) (first salon.Date, next int, ok bool) {
	k := e
	for r.is(k, "de", "del") && k-e < 4 {
		k++
	}
	if k == e && monthWord(r.at(k)) == 0 {
		return first, e, false
	}
	return r.monthNamed(k)
}

// openDays reads "a partir del jueves", "antes del viernes", "hasta el 15".
func (r *reader) openDays(i int) (*item, int) {
	if r.is(i, "del", "desde") {
		if d, e := r.day(i); d != nil && d.from == d.to && !d.past {
			if n, ok := r.matchAny(e, "en adelante", "para adelante", "en alante"); ok {
				open := spanOf(otherSpan, d.from, later(d.from, r.k.today.AddDays(r.k.horizon)))
				open.openEnd = true
				return &item{day: open}, n
			}
		}
	}
	if n, ok := r.matchAny(i, "a partir de", "a partir", "desde", "despues de", "despues", "pasado"); ok {
		if r.at(i) == "pasado" && r.at(n) != "el" {
			return nil, i
		}
		d, e := r.dayOrYear(n)
		if d == nil || r.is(e, "hasta", "al") || d.past && d.kind != otherSpan {
			return nil, i
		}
		from := d.from
		if r.is(i, "despues", "pasado") {
			from = d.to.AddDays(1)
		}
		open := spanOf(otherSpan, from, later(from, r.k.today.AddDays(r.k.horizon)))
		open.openEnd = true
		return &item{day: open}, e
	}
	if n, ok := r.matchAny(i, "antes de", "antes", "hasta", "de aqui a", "de aqui", "de aqui hasta"); ok && !(r.is(i, "de") && !r.is(n, "al", "el", "la", "final", "finales")) {
		d, e := r.dayOrYear(n)
		if d == nil || d.past && (d.from.Month != 1 || d.to.Month != 12) {
			return nil, i
		}
		if d.past { // "antes de 2012"
			open := past(spanOf(otherSpan, d.from.AddDays(-1), d.from.AddDays(-1)))
			open.openFrom = true
			return &item{day: open}, e
		}
		to := d.from.AddDays(-1)
		if r.is(i, "hasta", "de") {
			to = d.to
		}
		open := spanOf(otherSpan, r.k.today, later(to, r.k.today))
		open.openFrom = true
		return &item{day: open}, e
	}
	return nil, i
}

// dayOrYear reads a day or, where only a time can follow, a year.
func (r *reader) dayOrYear(n int) (*day, int) {
	if d, e := r.day(n); d != nil {
		return d, e
	}
	if y, ok := r.bareYear(n); ok && r.endsPhrase(n+1) {
		return r.yearSaid(wholeYear(y)), n + 1
	}
	return nil, n
}

// groups joins neighbouring items that speak of one time.
func (r *reader) groups(items []item) []item {
	var out []item
	for _, next := range items {
		if len(out) > 0 {
			last := &out[len(out)-1]
			if r.connected(last.to, next.from) && r.join(last, next) {
				continue
			}
		}
		out = append(out, next)
	}
	return out
}

// connected reports whether only linking words stand between two items.
func (r *reader) connected(from, to int) bool {
	if to-from > 4 {
		return false
	}
	for j := from; j < to; j++ {
		switch r.toks[j].norm {
		case ",", "(", ")", "de", "del", "a", "al", "el", "la", "las", "por", "en", "para", "sobre", "que", "sea", "si", "puede",
			"ser", "pero", "como", "mas", "menos", "alrededor", "cerca", "hacia", "eso", "-", "dia", "este", "algun", "momento", "mejor", "solo", "aproximadamente", "toda":
		default:
			return false
		}
	}
	return true
}

// join puts b into a when together they make one time.
func (r *reader) join(a *item, b item) bool {
	if a.soon != b.soon && (a.now || b.now) {
		return false
	}
	if a.day != nil && b.day != nil {
		merged := r.mergeDays(a.day, b.day)
		if merged == nil {
			return false
		}
		if b.clock != nil && a.clock != nil || b.elapsed || a.elapsed {
			return false
		}
		a.day = merged
	} else if b.day != nil {
		a.day = b.day
	}
	if a.clock != nil && b.clock != nil || a.hours != nil && b.hours != nil || a.part != nil && b.part != nil ||
		(a.clock != nil || a.hours != nil) && (b.clock != nil || b.hours != nil) || a.elapsed || b.elapsed {
		return false
	}
	if b.clock != nil {
		a.clock = b.clock
	}
	if b.hours != nil {
		a.hours = b.hours
	}
	if b.part != nil {
		a.part = b.part
	}
	a.soon = a.soon || b.soon
	a.to = b.to
	return true
}

// mergeDays joins two sayings of one day: "viernes, 6 de julio", "el martes el
// día once", "viernes de la semana que viene", "el lunes de abril".
func (r *reader) mergeDays(a, b *day) *day {
	if a.kind != weekdayOnly && b.kind == weekdayOnly {
		a, b = b, a
	}
	if a.kind != weekdayOnly {
		return nil
	}
	switch b.kind {
	case dated:
		if b.from != b.to {
			return nil
		}
		one := *b
		one.weekday = a.weekday
		if b.from.Weekday() != a.weekday && b.holiday == "" {
			one.mismatch = true
			one.other = nearestWeekday(b.from, a.weekday, r.k.today)
		}
		return &one
	case numbered:
		return r.numberedWeekday(a.weekday, b.number)
	case relativeDay:
		if b.from.Weekday() == a.weekday {
			return b
		}
		return nil
	case weekSpan:
		one := oneDay(dated, monday(b.from).AddDays(a.weekday-1))
		one.weekday, one.past = a.weekday, b.past
		return one
	case monthSpan, otherSpan:
		if b.from.DaysUntil(b.to) < 6 && b.kind == otherSpan {
			return nil
		}
		d, _ := nthWeekday(b.from, b.to, a.weekday, 1)
		return oneDay(dated, d)
	}
	return nil
}
