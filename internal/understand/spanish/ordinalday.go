package spanish

import "atrevete/internal/salon"

// ordinalRule reads "el primer viernes de julio", "la última semana de mes",
// "la segunda quincena de abril", "la tercera semana del próximo año".
func (r *reader) ordinalRule(i int) (*day, int) {
	j := i
	for r.is(j, "el", "la", "los", "las") && j-i < 6 {
		j++
	}
	nth, n, ok := r.ordinal(j)
	if !ok || r.toks[j].kind == numberToken && weekdayWord(r.at(n)) == 0 {
		return nil, i
	}
	if weekdayWord(r.at(n)) != 0 {
		if from, to, k, found := r.within(n + 1); found {
			if d, good := nthWeekday(from, to, weekdayWord(r.at(n)), nth); good {
				return oneDay(dated, d), k
			}
		}
		return nil, i
	}
	if k, hit := r.matchAny(n, "fin de semana", "finde"); hit {
		from, to, end, found := r.within(k)
		if !found {
			return nil, i
		}
		d, good := nthWeekday(from, to, 6, nth)
		if !good {
			return nil, i
		}
		return spanOf(otherSpan, d, d.AddDays(1)), end
	}
	if r.is(n, "semana", "quincena", "dia") {
		return r.ordinalSpan(i, n, nth)
	}
	return nil, i
}

func (r *reader) ordinalSpan(i, n, nth int) (*day, int) {
	from, to, k, found := r.within(n + 1)
	if !found {
		return nil, i
	}
	switch r.at(n) {
	case "quincena":
		if nth == 1 {
			return spanOf(otherSpan, from, from.AddDays(13)), k
		}
		return spanOf(otherSpan, from.AddDays(14), to), k
	case "dia":
		if nth == -1 {
			return oneDay(dated, to), k
		}
		return oneDay(dated, from.AddDays(nth-1)), k
	case "semana":
		m := nthWeek(from, to, nth)
		return spanOf(weekSpan, m, m.AddDays(6)), k
	}
	return nil, i
}

// nthWeek counts weeks by their Thursday: the first week of a month is the one
// whose Thursday lies in it.
func nthWeek(from, to salon.Date, nth int) salon.Date {
	if nth < 0 {
		m := monday(to)
		if m.AddDays(3).After(to) {
			m = m.AddDays(-7)
		}
		return m
	}
	m := monday(from)
	if m.AddDays(3).Before(from) {
		m = m.AddDays(7)
	}
	return m.AddDays(7 * (nth - 1))
}

// within reads "de julio", "de mes", "del próximo año" as a range of days.
func (r *reader) within(j int) (from, to salon.Date, next int, ok bool) {
	if !r.is(j, "de", "del") {
		return from, to, j, false
	}
	k := j + 1
	if r.at(k) == "mes" && r.at(k+1) != "de" && r.at(k+1) != "que" && !nextWord(r.at(k+1)) {
		first := salon.Date{Year: r.k.today.Year, Month: r.k.today.Month, Day: 1}
		return first, lastOfMonth(first), k + 1, true
	}
	if n, hit := r.matchAny(k, "ano", "este ano"); hit && !r.is(n, "que", "pasado", "proximo", "siguiente") && !r.isNumber(n) {
		y := wholeYear(r.k.today.Year)
		return y.from, y.to, n, true
	}
	if r.at(k) == "este" && r.at(k+1) == "mes" {
		first := salon.Date{Year: r.k.today.Year, Month: r.k.today.Month, Day: 1}
		return first, lastOfMonth(first), k + 2, true
	}
	if d, n := r.yearRule(k); d != nil {
		return d.from, d.to, n, true
	}
	if r.isNumber(k) && r.toks[k].digits == 4 && r.toks[k].value >= 1900 && r.toks[k].value < 2200 {
		y := r.toks[k].value
		return salon.Date{Year: y, Month: 1, Day: 1}, salon.Date{Year: y, Month: 12, Day: 31}, k + 1, true
	}
	if r.at(k) == "mes" && r.is(k+1, "de") || r.at(k) == "proximo" && r.at(k+1) == "mes" || monthWord(r.at(k)) != 0 || r.at(k) == "mes" {
		if first, n, found := r.monthNamed(k); found {
			return first, lastOfMonth(first), n, true
		}
	}
	return from, to, j, false
}

func nthWeekday(from, to salon.Date, w, nth int) (salon.Date, bool) {
	if nth < 0 {
		return to.AddDays(-((to.Weekday() - w + 7) % 7)), true
	}
	d := from.AddDays((w - from.Weekday() + 7) % 7).AddDays(7 * (nth - 1))
	return d, !d.After(to)
}

// shift moves a day by n units.
func shift(d salon.Date, u unit, n int) salon.Date {
	switch u {
	case days:
		return d.AddDays(n)
	case weeks:
		return d.AddDays(7 * n)
	case fortnights:
		return d.AddDays(15 * n)
	case months:
		return addMonths(d, n)
	case quarters:
		return addMonths(d, 3*n)
	case years:
		return addMonths(d, 12*n)
	}
	return d
}
