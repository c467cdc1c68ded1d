package spanish

import (
	"time"

	"atrevete/internal/salon"
)

func spanOf(kind dayKind, from, to salon.Date) *day { return &day{kind: kind, from: from, to: to} }

// monthNamed reads a month with what says which: "abril", "este mes", "el mes
// que viene", "marzo de 2027". bare allows a month without a preposition.
func (r *reader) monthNamed(i int) (first salon.Date, next int, ok bool) {
	j := i
	if r.is(j, "el", "al", "del") {
		j++
	}
	if r.is(j, "pasado", "ultimo") {
		return r.monthGone(i, j+1)
	}
	if r.at(j) == "mes" && r.is(j+1, "de") {
		if m := monthWord(r.at(j + 2)); m != 0 {
			return r.monthYear(m, j+3)
		}
	}
	upcoming, this := false, false
	for ; r.is(j, "proximo", "prox", "este", "siguiente", "mismo") && j-i < 6; j++ {
		upcoming = upcoming || nextWord(r.at(j))
		this = this || r.at(j) == "este"
	}
	start := salon.Date{Year: r.k.today.Year, Month: r.k.today.Month, Day: 1}
	if r.at(j) == "mes" {
		j++
		if n, hit := r.matchAny(j, "que viene", "que entra", "proximo", "siguiente", "entrante"); hit {
			return addMonths(start, 1), n, true
		}
		if n, hit := r.matchAny(j, "pasado", "anterior"); hit {
			return addMonths(start, -1), n, true
		}
		if n, hit := r.matchAny(j, "actual", "en curso"); hit {
			return start, n, true
		}
		switch {
		case upcoming:
			return addMonths(start, 1), j, true
		case this:
			return start, j, true
		}
		return salon.Date{}, i, false
	}
	if m := monthWord(r.at(j)); m != 0 {
		first, next, ok = r.monthYear(m, j+1)
		if n, hit := r.matchAny(next, "que viene", "proximo"); ok && hit {
			next = n
		} else if n, hit := r.matchAny(next, "pasado", "ultimo"); ok && hit && next == j+1 {
			for next = n; first.After(start) || first == start; {
				first = addMonths(first, -12)
			}
		}
		return first, next, ok
	}
	return salon.Date{}, i, false
}

// monthGone reads the rest of "el pasado mes", "el pasado mes de octubre".
func (r *reader) monthGone(i, j int) (first salon.Date, next int, ok bool) {
	start := salon.Date{Year: r.k.today.Year, Month: r.k.today.Month, Day: 1}
	named := j
	if n, hit := r.match(j, "mes de"); hit {
		named = n
	}
	if m := monthWord(r.at(named)); m != 0 {
		first = salon.Date{Year: start.Year, Month: m, Day: 1}
		if !first.Before(start) {
			first.Year--
		}
		return first, named + 1, true
	}
	if r.at(j) == "mes" {
		return addMonths(start, -1), j + 1, true
	}
	return first, i, false
}

// monthYear is the first day of the month meant: the year said, else the next
// one that is not over.
func (r *reader) monthYear(m time.Month, j int) (salon.Date, int, bool) {
	if y, n, ok := r.year(j); ok {
		return salon.Date{Year: y, Month: m, Day: 1}, n, true
	}
	y := r.k.today.Year
	if m < r.k.today.Month {
		y++
	}
	return salon.Date{Year: y, Month: m, Day: 1}, j, true
}

func lastOfMonth(first salon.Date) salon.Date {
	first.Day = daysIn(first.Year, first.Month)
	return first
}

// monthRule reads "en febrero", "diciembre de 2018", "el mes que viene".
func (r *reader) monthRule(i int) (*day, int) {
	j := i
	if r.is(j, "en", "para") {
		j++
	}
	first, n, ok := r.monthNamed(j)
	if !ok || i > 0 && r.toks[i-1].kind == numberToken || r.street(i) {
		return nil, i
	}
	if monthWord(r.at(j)) != 0 && n == j+1 && i == j && !r.monthStands(i, n) {
		return nil, i
	}
	d := spanOf(monthSpan, first, lastOfMonth(first))
	if r.at(j) == "mes" && r.isNumber(j+2) {
		return nil, i
	}
	if r.is(j, "este") && r.at(n-1) == "mes" {
		d.from = r.k.today
	}
	d.past = d.to.Before(r.k.today)
	return d, n
}

// monthStands reports whether a bare month word is a month here and not a
// first name: after a preposition, or alone.
func (r *reader) monthStands(i, n int) bool {
	if len(r.toks[i].raw) <= 4 && r.toks[i].raw != "mayo" {
		return false
	}
	return r.is(n, "pasado") || r.is(i-1, "a", "hasta", "desde", "de", "y", "sobre", "antes", "entre") || r.at(i-1) == "" && r.at(n) == "" || r.is(n, "o")
}

// vagueRule reads "a finales de mes", "a primeros de diciembre", "mediados de
// semana", "la segunda quincena de abril".
func (r *reader) vagueRule(i int) (*day, int) {
	j := i
	if r.is(j, "a", "en", "para", "sobre") {
		j++
	}
	for r.is(j, "los", "el", "la") && j-i < 6 {
		j++
	}
	part := ""
	switch r.at(j) {
	case "principios", "principio", "primeros", "comienzos", "comienzo", "inicios", "inicio":
		part = "early"
	case "mediados", "mitad", "mitades":
		part = "middle"
	case "finales", "final", "ultimos", "fines", "fin":
		part = "late"
	case "media":
		if r.at(j+1) == "semana" {
			return r.midWeek(), j + 2
		}
	}
	if part == "" {
		return nil, i
	}
	j++
	if r.is(j, "dias") {
		j++
	}
	if !r.is(j, "de", "del") || r.at(j-1) == "fin" && r.at(j+1) == "semana" {
		return nil, i
	}
	k := j + 1
	if r.at(k) == "mes" && r.at(k+1) != "que" && !nextWord(r.at(k+1)) && r.at(k+1) != "de" {
		first := salon.Date{Year: r.k.today.Year, Month: r.k.today.Month, Day: 1}
		return r.monthPart(first, part, false), k + 1
	}
	if w, n := r.weekNamed(k); w != nil {
		return weekPart(w, part), n
	}
	if r.is(k, "semana", "la") && (r.at(k) == "semana" || r.at(k+1) == "semana") {
		if r.at(k) == "la" {
			k++
		}
		return weekPart(spanOf(weekSpan, monday(r.k.today), monday(r.k.today).AddDays(6)), part), k + 1
	}
	if first, n, ok := r.monthNamed(k); ok {
		return r.monthPart(first, part, monthWord(r.at(k)) != 0), n
	}
	if y, n := r.yearRule(k); y != nil && y.from.Month == 1 && y.to.Month == 12 && y.from.Year == y.to.Year {
		return r.yearSaid(yearPart(y.from.Year, part)), n
	}
	if y, ok := r.bareYear(k); ok && r.endsPhrase(k+1) {
		return r.yearSaid(yearPart(y, part)), k + 1
	}
	if r.is(k, "ano") && r.at(j-1) != "fin" { // "fin de año" is the 31st
		y := r.k.today.Year
		if part == "early" {
			y++
		}
		return yearPart(y, part), k + 1
	}
	return nil, i
}

func (r *reader) midWeek() *day {
	m := monday(r.k.today)
	if m.AddDays(3).Before(r.k.today) {
		m = m.AddDays(7)
	}
	return spanOf(otherSpan, m.AddDays(2), m.AddDays(3))
}

// monthPart: principios are days 1–7, mediados 12–18, finales the last seven.
func (r *reader) monthPart(first salon.Date, part string, named bool) *day {
	one := func(f salon.Date) *day {
		last := lastOfMonth(f)
		switch part {
		case "early":
			return spanOf(otherSpan, f, f.AddDays(6))
		case "middle":
			return spanOf(otherSpan, f.AddDays(11), f.AddDays(17))
		}
		return spanOf(otherSpan, last.AddDays(-6), last)
	}
	d := one(first)
	if d.to.Before(r.k.today) {
		if named {
			d = one(addMonths(first, 12))
		} else {
			d = one(addMonths(first, 1))
		}
	}
	return d
}

func weekPart(w *day, part string) *day {
	m := monday(w.from)
	switch part {
	case "early":
		return spanOf(otherSpan, m, m.AddDays(2))
	case "middle":
		return spanOf(otherSpan, m.AddDays(2), m.AddDays(3))
	}
	return spanOf(otherSpan, m.AddDays(3), m.AddDays(5))
}

// yearPart: principios is January, mediados June and July, finales December.
func yearPart(y int, part string) *day {
	switch part {
	case "early":
		return spanOf(otherSpan, salon.Date{Year: y, Month: 1, Day: 1}, salon.Date{Year: y, Month: 1, Day: 31})
	case "middle":
		return spanOf(otherSpan, salon.Date{Year: y, Month: 6, Day: 1}, salon.Date{Year: y, Month: 7, Day: 31})
	}
	return spanOf(otherSpan, salon.Date{Year: y, Month: 12, Day: 1}, salon.Date{Year: y, Month: 12, Day: 31})
}

// weekNamed reads "esta semana", "la semana que viene", "la otra semana",
// "la semana después de la próxima", "la semana del 18", "la semana 31".
func (r *reader) weekNamed(i int) (*day, int) {
	j := i
	for r.is(j, "la", "en", "toda", "mi", "misma") && j-i < 3 {
		j++
	}
	article := r.is(j-1, "la") && j > i
	m := monday(r.k.today)
	if thisWord(r.at(j)) && r.at(j+1) == "misma" && r.at(j+2) == "semana" {
		return spanOf(weekSpan, r.k.today, m.AddDays(6)), j + 3
	}
	if thisWord(r.at(j)) && r.at(j+1) == "semana" {
		n := j + 2
		if r.is(n, "actual", "misma") {
			n++
		}
		return spanOf(weekSpan, r.k.today, m.AddDays(6)), n
	}
	if (nextWord(r.at(j)) || r.at(j) == "otra") && r.at(j+1) == "semana" {
		return spanOf(weekSpan, m.AddDays(7), m.AddDays(13)), j + 2
	}
	if r.is(j, "pasada", "anterior", "ultima") && r.at(j+1) == "semana" && !(r.at(j) == "ultima" && r.is(j+2, "de", "del")) {
		return past(spanOf(weekSpan, m.AddDays(-7), m.AddDays(-1))), j + 2
	}
	if r.at(j) != "semana" {
		return nil, i
	}
	n := j + 1
	if k, ok := r.matchAny(n, "despues de la proxima", "siguiente a la proxima", "despues de la que viene", "siguiente a la que viene", "que viene no la otra"); ok {
		return spanOf(weekSpan, m.AddDays(14), m.AddDays(20)), k
	}
	if k, ok := r.matchAny(n, "que viene", "q viene", "que entra", "proxima", "siguiente", "entrante", "prox"); ok {
		return spanOf(weekSpan, m.AddDays(7), m.AddDays(13)), k
	}
	if k, ok := r.matchAny(n, "actual", "en curso", "corriente"); ok {
		return spanOf(weekSpan, m, m.AddDays(6)), k
	}
	if k, ok := r.matchAny(n, "pasada", "anterior"); ok {
		return past(spanOf(weekSpan, m.AddDays(-7), m.AddDays(-1))), k
	}
	return r.weekOf(n, article)
}

// weekOf reads what follows "semana": "del 18", "que inicia el 4 de febrero", "31".
func (r *reader) weekOf(n int, article bool) (*day, int) {
	start := n
	if k, ok := r.matchAny(n, "que empieza", "que inicia", "que comienza"); ok {
		n = k
	}
	if r.is(n, "del", "de") || n > start {
		if r.at(n) == "de" {
			n++
		}
		if v, k, ok := r.ordinal(n + 1); ok && r.at(n) == "del" && v > 0 && monthWord(r.at(k)) == 0 && !r.is(k, "de") {
			if d, valid := r.k.numbered(v); valid {
				return wholeWeek(d), k
			}
		}
		if d, k := r.day(n); d != nil && d.from == d.to {
			return wholeWeek(d.from), k
		}
		return nil, n
	}
	if r.isNumber(n) && r.toks[n].value >= 1 && r.toks[n].value <= 53 && r.toks[n].digits <= 2 {
		y, end, dated := r.year(n + 1)
		if k, ok := r.match(n+1, "del ano"); !dated && ok {
			y, end, dated = r.k.today.Year, k, true
		}
		if !dated && !article {
			return nil, n
		}
		if !dated {
			y, end = r.k.today.Year, n+1
		}
		first := monday(salon.Date{Year: y, Month: 1, Day: 4}).AddDays(7 * (r.toks[n].value - 1))
		return spanOf(weekSpan, first, first.AddDays(6)), end
	}
	return nil, n
}

func wholeWeek(d salon.Date) *day { return spanOf(weekSpan, monday(d), monday(d).AddDays(6)) }

func (r *reader) weekRule(i int) (*day, int) {
	j := i
	if r.is(j, "mi", "de") && r.is(j+1, "semana", "la") {
		k := j + 1
		if r.at(k) == "la" {
			k++
		}
		if r.at(k) == "semana" && k+1 >= len(r.toks) {
			return spanOf(weekSpan, monday(r.k.today), monday(r.k.today).AddDays(6)), k + 1
		}
	}
	if n, ok := r.matchAny(i, "entre semana", "dias de diario", "entre diario"); ok {
		m := monday(r.k.today)
		if m.AddDays(4).Before(r.k.today) {
			m = m.AddDays(7)
		}
		return spanOf(otherSpan, later(m, r.k.today), m.AddDays(4)), n
	}
	if d, n := r.weekNamed(i); d != nil {
		return d, n
	}
	return nil, i
}

func later(a, b salon.Date) salon.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// weekendRule reads "el finde", "este fin de semana", "el finde que viene".
func (r *reader) weekendRule(i int) (*day, int) {
	j, next, gone := i, false, false
	if r.is(i-1, "buen", "feliz") {
		return nil, i
	}
	if r.is(j, "el", "los", "al", "del") {
		j++
	}
	for ; r.is(j, "proximo", "proximos", "este", "estos", "siguiente", "pasado", "ultimo", "otro") && j-i < 6; j++ {
		next = next || nextWord(r.at(j)) || r.at(j) == "otro"
		gone = gone || r.is(j, "pasado", "ultimo")
	}
	n, ok := r.matchAny(j, "finde", "fin de semana", "findes", "fines de semana", "finde semana", "fin semana")
	if !ok {
		return nil, i
	}
	if k, hit := r.matchAny(n, "que viene", "proximo", "siguiente"); hit {
		n, next = k, true
	} else if r.is(n, "pasado") && r.at(n+1) != "manana" {
		n, gone = n+1, true
	}
	saturday := monday(r.k.today).AddDays(5)
	if r.is(n, "del", "de") {
		if d, k := r.day(n); d != nil && d.from == d.to && (d.kind == dated || d.kind == numbered) {
			saturday = monday(d.from).AddDays(5)
			return spanOf(otherSpan, saturday, saturday.AddDays(1)), k
		}
	}
	switch {
	case gone:
		return past(spanOf(otherSpan, saturday.AddDays(-7), saturday.AddDays(-6))), n
	case next && r.k.today.Weekday() >= 5:
		saturday = saturday.AddDays(7)
	}
	return spanOf(otherSpan, saturday, saturday.AddDays(1)), n
}
