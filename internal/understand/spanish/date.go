package spanish

import "time"

// dateRule reads "4 de diciembre", "marzo 3", "el 17", "día once", "21 del 3".
func (r *reader) dateRule(i int) (*day, int) {
	if r.is(i, "el") && r.is(i+1, "pasado", "ultimo") && (r.isNumber(i+2) || r.is(i+2, "dia") && r.isNumber(i+3)) {
		return r.dateGone(i)
	}
	if r.street(i) {
		return nil, i
	}
	j, article := i, false
	if r.at(j) == "en" && monthWord(r.at(j+1)) != 0 {
		j++
	}
	for ; r.is(j, "el", "dia", "del", "al") && j-i < 6; j++ {
		article = true
		if j-i > 2 {
			return nil, i
		}
	}
	if m := monthWord(r.at(j)); m != 0 {
		return r.monthThenNumber(i, j, m)
	}
	number, n, ok := r.ordinal(j)
	if !ok || number < 1 {
		number, n, ok = r.number(j)
	}
	if !ok || number < 1 || number > 31 {
		return nil, i
	}
	if n < len(r.toks) && r.at(n) == "-" && monthWord(r.at(n+1)) != 0 {
		n++
	}
	if d, k := r.ofThatMonth(n, number); d != nil && article {
		return d, k
	}
	if d, k := r.firstOfTwo(i, n, number); d != nil {
		return d, k
	}
	k := n
	for r.is(k, "de", "del", "d") || r.at(k) == "mes" {
		k++
	}
	if m := monthWord(r.at(k)); m != 0 {
		return r.completeDate(i, number, m, k+1)
	}
	if article && r.is(n, "del") && r.isNumber(n+1) && r.toks[n+1].value <= 12 && r.toks[n+1].digits <= 2 {
		return r.completeDate(i, number, time.Month(r.toks[n+1].value), n+2)
	}
	return r.loneNumber(i, j, n, number, article)
}

// street reports whether a street's name comes at i: "calle 2 de mayo", "plaza
// del 8 de marzo".
func (r *reader) street(i int) bool {
	for n := 0; n < 5 && (r.is(i-1, "de", "del", "la", "el") || r.isNumber(i-1)); n++ {
		i--
	}
	return r.is(i-1, "calle", "avenida", "avda", "av", "plaza", "paseo", "glorieta", "rotonda", "instituto", "colegio", "hospital")
}

// dateGone reads "el pasado 15 de enero": the last such day before today.
func (r *reader) dateGone(i int) (*day, int) {
	d, n := r.dateRule(i + 2)
	if d == nil || d.kind != dated || d.from != d.to || !d.yearless {
		return nil, i
	}
	one := oneDay(dated, d.from)
	for n := 0; n < 4 && !one.from.Before(r.k.today); n++ {
		one.from = addMonths(one.from, -12)
	}
	one.to = one.from
	return past(one), n
}

// ofThatMonth reads the rest of "el 20 del mes que viene", "el 5 de este mes".
func (r *reader) ofThatMonth(n, number int) (*day, int) {
	if !r.is(n, "de", "del") {
		return nil, n
	}
	if k, ok := r.matchAny(n, "del mes", "de mes", "del mes actual"); ok && !r.is(k, "de", "que", "proximo", "siguiente", "pasado", "anterior", "entrante") {
		if d, valid := r.k.numbered(number); valid {
			return &day{kind: numbered, from: d, to: d, number: number, yearless: true}, k
		}
		return nil, n
	}
	first, k, ok := r.monthNamed(n + 1)
	if !ok || monthWord(r.at(k-1)) != 0 || r.is(n+1, "mes") && r.at(n+2) == "de" {
		return nil, n
	}
	d, valid := validDate(first.Year, first.Month, number)
	if !valid {
		return nil, n
	}
	return r.yearSaid(oneDay(dated, d)), k
}

// firstOfTwo reads the 15 of "el 15 o el 16 de marzo": the month is said once.
func (r *reader) firstOfTwo(i, n, number int) (*day, int) {
	k := n
	for more := 0; more < 3 && r.is(k, "y", "o", "u", ","); more++ {
		k++
		for r.is(k, "el", "dia") && k-i < 12 {
			k++
		}
		v, e, ok := r.number(k)
		if !ok || v < 1 || v > 31 {
			return nil, i
		}
		k = e
	}
	if k == n || !r.is(k, "de") || monthWord(r.at(k+1)) == 0 {
		return nil, i
	}
	d, _ := r.completeDate(i, number, monthWord(r.at(k+1)), k+2)
	return d, n
}

// loneNumber reads "el 17", "día once".
func (r *reader) loneNumber(i, j, n, number int, article bool) (*day, int) {
	said := r.is(j-1, "dia")
	if !article || r.hourTail(n) || r.countTail(n) || ordinalWord(r.at(j)) != 0 {
		return nil, i
	}
	if !said && (r.toks[j].kind == wordToken && (number == 1 || !r.endsPhrase(n)) || !r.endsPhrase(n)) {
		return nil, i
	}
	if n < len(r.toks) && r.toks[n].glued && (isSeparator(r.at(n)) && r.isNumber(n+1) || r.toks[n].kind == wordToken) {
		return nil, i
	}
	d, ok := r.k.numbered(number)
	if !ok {
		return nil, i
	}
	return &day{kind: numbered, from: d, to: d, number: number, yearless: true}, n
}

// endsPhrase reports whether a noun phrase can end before i: nothing is being
// counted by the number in front.
func (r *reader) endsPhrase(i int) bool {
	if i >= len(r.toks) || r.toks[i].kind != wordToken {
		return true
	}
	switch r.at(i) {
	case "a", "al", "de", "del", "por", "en", "y", "o", "u", "que", "con", "para", "sobre", "hacia", "desde", "hasta",
		"entre", "si", "no", "mejor", "puede", "puedes", "podria", "tienes", "teneis", "hay", "me", "te", "porfa", "porfavor",
		"gracias", "hoy", "manana", "la", "las", "el", "los", "antes", "despues", "tarde", "pero", "es", "seria", "estaria",
		"mas", "ya", "quiero", "va", "voy", "vale", "viene", "como", "mismo", "podeis", "esta", "este", "durante", "tipo", "aprox", "aproximadamente", "maximo", "minimo", "cita", "solo", "tambien", "ok", "genial",
		"alli", "ahi", "pasadas", "estare", "estoy", "llego", "corte", "os", "sin", "cuando", "aunque", "porque", "jajaja":
		return true
	}
	return weekdayWord(r.at(i)) != 0 || unitWord(r.at(i)) == 0 && nextWord(r.at(i))
}

func (r *reader) monthThenNumber(i, j int, m time.Month) (*day, int) {
	number, n, ok := r.number(j + 1)
	if !ok || number < 1 || number > 31 || r.hourTail(n) || r.toks[j+1].digits > 2 || r.is(i-1, "calle", "avenida", "avda", "plaza", "paseo") {
		return nil, i
	}
	if r.is(n, "de", "del") && monthWord(r.at(n+1)) != 0 || r.toks[j].raw == "mar" && r.tuesdayNear(number) {
		return nil, i
	}
	return r.completeDate(i, number, m, n)
}

// tuesdayNear reports whether one of the next Tuesdays has that number: "mar 27"
// is then the Tuesday, not the day in March.
func (r *reader) tuesdayNear(number int) bool {
	for n := range 8 {
		if r.k.weekday(2).AddDays(7*n).Day == number {
			return true
		}
	}
	return false
}

// completeDate adds the year, when there is one, from token j on.
func (r *reader) completeDate(i, number int, m time.Month, j int) (*day, int) {
	if y, n, ok := r.year(j); ok {
		d, valid := validDate(y, m, number)
		if !valid {
			return nil, i
		}
		return r.yearSaid(oneDay(dated, d)), n
	}
	d, ok := r.k.yearless(m, number)
	if !ok {
		return nil, i
	}
	one := oneDay(dated, d)
	one.yearless = true
	r.justGone(one)
	return one, j
}

func (r *reader) yearSaid(d *day) *day {
	d.past = d.to.Before(r.k.today)
	return d
}

// justGone marks a date without a year whose next occurrence lies beyond the
// horizon while this year's has passed.
func (r *reader) justGone(d *day) {
	if r.k.today.DaysUntil(d.from) > r.k.horizon && d.from.Year > r.k.today.Year {
		if last := addMonths(d.from, -12); last.Before(r.k.today) && last.DaysUntil(r.k.today) < 270 {
			d.past = true
		}
	}
}

// year reads "de 2014", "2015", "del año 2013", ", 2014", "en 2020", "de 99".
func (r *reader) year(j int) (y, next int, ok bool) {
	k, said := j, false
	if r.at(k) == "." && r.glued(k) && k > 0 && len(r.toks[k-1].raw) <= 4 && monthWord(r.at(k-1)) != 0 {
		k++ // "abr. de 2027"
	}
	if r.at(k) == "," || r.at(k) == "-" {
		k++
	}
	if offset, n, hit := r.yearFromNow(k); hit {
		return r.k.today.Year + offset, n, true
	}
	for r.is(k, "de", "del", "en", "ano") && k-j < 6 {
		said = true
		k++
	}
	if r.at(k) == "dos" && r.at(k+1) == "mil" {
		if v, n, hit := r.number(k + 2); hit && v < 100 {
			return 2000 + v, n, true
		}
		return 2000, k + 2, true
	}
	if y, n, hit := r.yearInWords(k); hit {
		return y, n, true
	}
	if !r.isNumber(k) {
		return 0, j, false
	}
	t := r.toks[k]
	switch {
	case t.digits == 4 && t.value >= 1900 && t.value <= 2200:
		return t.value, k + 1, true
	case t.digits == 2 && said && t.value > 31 && r.at(j) != "en":
		return fullYear(t.value, 2), k + 1, true
	}
	return 0, j, false
}

// yearFromNow reads "del año que viene", "de este año", "del año pasado".
func (r *reader) yearFromNow(k int) (offset, next int, ok bool) {
	if n, hit := r.matchAny(k, "del ano que viene", "del proximo ano", "del ano proximo", "del ano siguiente", "del siguiente ano"); hit {
		return 1, n, true
	}
	if n, hit := r.matchAny(k, "de este ano", "de este mismo ano", "del ano en curso", "del presente ano", "del ano actual"); hit {
		return 0, n, true
	}
	if n, hit := r.matchAny(k, "del ano pasado", "del pasado ano", "del ano anterior"); hit {
		return -1, n, true
	}
	return 0, k, false
}

// yearInWords reads "mil novecientos noventa y nueve".
func (r *reader) yearInWords(k int) (y, next int, ok bool) {
	if r.at(k) != "mil" {
		return 0, k, false
	}
	hundreds := map[string]int{"quinientos": 500, "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900}[r.at(k+1)]
	if hundreds == 0 {
		return 0, k, false
	}
	if v, n, hit := r.number(k + 2); hit && v < 100 {
		return 1000 + hundreds + v, n, true
	}
	return 1000 + hundreds, k + 2, true
}

// numericDate reads 4/12, 4-12-2026, 20.02.14 and "6-jul-2018".
func (r *reader) numericDate(i int) (*day, int) {
	j := i
	for r.is(j, "el", "dia", "al", "del") && j-i < 6 {
		j++
	}
	if !r.isNumber(j) || r.toks[j].digits > 2 || j+2 >= len(r.toks) || !isSeparator(r.at(j+1)) || !r.glued(j+1) || !r.glued(j+2) {
		return nil, i
	}
	sep := r.at(j + 1)
	number := r.toks[j].value
	if m := monthWord(r.at(j + 2)); m != 0 && (sep == "-" || sep == "/" || sep == ".") {
		if r.at(j+3) == sep && r.isNumber(j+4) {
			return r.datedYear(i, number, m, j+4)
		}
		return r.completeDate(i, number, m, j+3)
	}
	if !r.isNumber(j + 2) {
		return nil, i
	}
	month := r.toks[j+2].value
	article := j > i && r.is(j-1, "el", "dia", "al") && monthWord(r.at(j+3)) == 0 && !r.is(j+3, "de", "del", "h", "a")
	if month > 12 && number <= 12 && (sep == "/" || sep == "-" && article) {
		number, month = month, number // written the American way; no other reading
	}
	if number == 1 && month == 2 && j == i && !r.endsPhrase(j+3) {
		return nil, i // "1/2 melena"
	}
	if r.at(j+3) == sep && r.glued(j+3) && r.isNumber(j+4) && r.glued(j+4) && sep != ":" {
		return r.datedYear(i, number, time.Month(month), j+4)
	}
	if sep == "/" && month >= 1 && month <= 12 && r.toks[j+2].digits <= 2 {
		return r.completeDate(i, number, time.Month(month), j+3)
	}
	if sep == "-" && month >= 1 && month <= 12 && (number > 12 && !r.is(j+3, "de", "h", "horas") || article) {
		return r.completeDate(i, number, time.Month(month), j+3)
	}
	if sep == "." && article && r.is(j-1, "dia") && month >= 1 && month <= 12 && r.toks[j+2].digits <= 2 {
		return r.completeDate(i, number, time.Month(month), j+3)
	}
	return nil, i
}

func (r *reader) datedYear(i, number int, m time.Month, j int) (*day, int) {
	d, ok := validDate(fullYear(r.toks[j].value, r.toks[j].digits), m, number)
	if !ok {
		return nil, i
	}
	return r.yearSaid(oneDay(dated, d)), j + 1
}

// isoDate reads 2026-11-27.
func (r *reader) isoDate(i int) (*day, int) {
	if !r.isNumber(i) || r.toks[i].digits != 4 || !r.isNumber(i+2) || !r.isNumber(i+4) ||
		!r.glued(i+1) || !r.glued(i+3) || r.at(i+1) != r.at(i+3) {
		return nil, i
	}
	d, ok := validDate(r.toks[i].value, time.Month(r.toks[i+2].value), r.toks[i+4].value)
	if !ok {
		return nil, i
	}
	if r.at(i+5) == "t" && r.glued(i+5) && r.isNumber(i+6) && r.glued(i+6) {
		return r.yearSaid(oneDay(dated, d)), i + 6
	}
	return r.yearSaid(oneDay(dated, d)), i + 5
}
