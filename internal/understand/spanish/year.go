package spanish

import (
	"strings"
	"time"

	"atrevete/internal/salon"
)

// wholeYear is 1 January to 31 December.
func wholeYear(y int) *day {
	return spanOf(otherSpan, salon.Date{Year: y, Month: 1, Day: 1}, salon.Date{Year: y, Month: 12, Day: 31})
}

// yearRule reads "el año que viene", "en 2027", "el año 2014", "los años 90".
func (r *reader) yearRule(i int) (*day, int) {
	j := i
	for r.is(j, "el", "del", "en") && j-i < 2 {
		j++
	}
	for _, one := range [...]struct {
		phrases []string
		offset  int
	}{
		{[]string{"ano que viene", "proximo ano", "ano proximo", "siguiente ano", "ano siguiente", "ano entrante", "ano q viene"}, 1},
		{[]string{"este ano", "ano actual", "ano en curso", "presente ano"}, 0},
		{[]string{"ano pasado", "ano anterior", "pasado ano", "ultimo ano"}, -1},
	} {
		if n, ok := r.matchAny(j, one.phrases...); ok {
			return r.yearSaid(wholeYear(r.k.today.Year + one.offset)), n
		}
	}
	if r.at(j) == "ano" {
		if y, ok := r.bareYear(j + 1); ok {
			return r.yearSaid(wholeYear(y)), j + 2
		}
		return nil, i
	}
	if d, n := r.decade(j); d != nil {
		return d, n
	}
	if r.at(j-1) == "en" || r.at(j-1) == "el" && r.at(j-2) == "en" {
		if y, ok := r.bareYear(j); ok && !r.glued(j+1) {
			return r.yearSaid(wholeYear(y)), j + 1
		}
	}
	return nil, i
}

// bareYear reads four digits that can be a year.
func (r *reader) bareYear(i int) (int, bool) {
	if !r.isNumber(i) || r.toks[i].digits != 4 || r.toks[i].value < 1900 || r.toks[i].value > 2100 {
		return 0, false
	}
	return r.toks[i].value, true
}

// decade reads "los años 90", "la década de los ochenta".
func (r *reader) decade(i int) (*day, int) {
	n, ok := r.matchAny(i, "los anos", "anos", "la decada de los", "decada de los", "la decada de", "decada de", "los")
	if !ok {
		return nil, i
	}
	v, k, hit := r.number(n)
	if !hit || v%10 != 0 {
		return nil, i
	}
	switch {
	case v >= 1900 && v <= 2090:
	case v >= 20 && v <= 90 && (r.at(i) != "los" || r.at(i+1) == "anos" || r.is(i-1, "en", "de") && r.toks[n].kind == wordToken && r.endsPhrase(k)):
		v += 1900
	default:
		return nil, i
	}
	return past(spanOf(otherSpan, salon.Date{Year: v, Month: 1, Day: 1}, salon.Date{Year: v + 9, Month: 12, Day: 31})), k
}

// centuryRule reads "el siglo XX", "siglo 21".
func (r *reader) centuryRule(i int) (*day, int) {
	j := i
	for r.is(j, "el", "en", "del") && j-i < 2 {
		j++
	}
	if r.at(j) != "siglo" || j+1 >= len(r.toks) {
		return nil, i
	}
	nth := roman(strings.ToLower(r.words(j+1, j+2))) // as written: folding would join "iii"
	if r.isNumber(j + 1) {
		nth = r.toks[j+1].value
	}
	if nth < 1 || nth > 30 {
		return nil, i
	}
	return r.yearSaid(spanOf(otherSpan, salon.Date{Year: max(1, 100*(nth-1)), Month: 1, Day: 1}, salon.Date{Year: 100*nth - 1, Month: 12, Day: 31})), j + 2
}

// roman is the value of a Roman numeral as centuries have it, or 0.
func roman(w string) int {
	value, prev := 0, 0
	for n := len(w) - 1; n >= 0; n-- {
		v := map[byte]int{'i': 1, 'v': 5, 'x': 10}[w[n]]
		if v == 0 {
			return 0
		}
		if v < prev {
			value -= v
		} else {
			value, prev = value+v, v
		}
	}
	return value
}

// spanOfYears reads "de 2012 a 2014", "entre 2015 y 2018".
func (r *reader) spanOfYears(i int) (*day, int) {
	j := i
	if !r.is(j, "de", "desde", "entre", "del") {
		return nil, i
	}
	for j++; r.is(j, "el", "ano"); j++ {
	}
	a, ok := r.bareYear(j)
	if !ok || !r.is(j+1, "a", "al", "hasta", "y", "-") {
		return nil, i
	}
	for j += 2; r.is(j, "el", "ano"); j++ {
	}
	b, ok := r.bareYear(j)
	if !ok || b < a {
		return nil, i
	}
	return r.yearSaid(spanOf(otherSpan, wholeYear(a).from, wholeYear(b).to)), j + 1
}

// partOfYear is how many months "trimestre" and the like last, or 0.
func partOfYear(w string) int {
	switch w {
	case "trimestre":
		return 3
	case "cuatrimestre":
		return 4
	case "semestre":
		return 6
	}
	return 0
}

// quarterRule reads "este trimestre", "el tercer trimestre de 2018", "1er
// semestre", "Q1 2016".
func (r *reader) quarterRule(i int) (*day, int) {
	j := i
	for r.is(j, "el", "en", "del", "al") && j-i < 2 {
		j++
	}
	if nth, n := r.quarterMark(j); nth > 0 {
		if y, n, ok := r.year(n); ok {
			return r.quarter(y, 3, nth), n
		}
		return nil, i
	}
	nth, n, counted := r.ordinal(j)
	offset, told := 0, false
	if !counted {
		n = j
		switch {
		case nextWord(r.at(n)):
			offset, told, n = 1, true, n+1
		case pastWord(r.at(n)):
			offset, told, n = -1, true, n+1
		case thisWord(r.at(n)):
			told, n = true, n+1
		}
	}
	length := partOfYear(r.at(n))
	if length == 0 {
		return nil, i
	}
	n++
	if !told && !counted || nth == -1 {
		var hit bool
		if offset, n, hit = r.whichOne(n); !hit && nth != -1 {
			return nil, i
		}
		if nth == -1 && !r.is(n, "de", "del") {
			offset, counted = -1, false
		}
	}
	if !counted {
		current := (int(r.k.today.Month)-1)/length + 1
		return r.quarter(r.k.today.Year, length, current+offset), n
	}
	y := r.k.today.Year
	if from, to, k, ok := r.within(n); ok && to.Month == 12 && from.Month == 1 {
		y, n = from.Year, k
	} else if got, k, ok := r.year(n); ok {
		y, n = got, k
	}
	if nth == -1 {
		nth = 12 / length
	}
	if nth*length > 12 {
		return nil, i
	}
	return r.quarter(y, length, nth), n
}

// quarterMark reads "Q1", "T3", "3T" as they are written in offices; 0: none.
func (r *reader) quarterMark(j int) (nth, next int) {
	if r.isNumber(j+1) && r.glued(j+1) && (r.toks[j].raw == "q" || r.toks[j].raw == "t") {
		nth = r.toks[j+1].value
	} else if r.isNumber(j) && r.glued(j+1) && r.toks[j+1].raw == "t" {
		nth = r.toks[j].value
	}
	if nth < 1 || nth > 4 {
		return 0, j
	}
	return nth, j + 2
}

// whichOne reads "que viene", "pasado", "actual" after a noun.
func (r *reader) whichOne(n int) (offset, next int, ok bool) {
	if k, hit := r.matchAny(n, "que viene", "proximo", "siguiente", "entrante"); hit {
		return 1, k, true
	}
	if k, hit := r.matchAny(n, "pasado", "anterior"); hit {
		return -1, k, true
	}
	if k, hit := r.matchAny(n, "actual", "en curso"); hit {
		return 0, k, true
	}
	return 0, n, false
}

// quarter is the nth part of so many months of a year.
func (r *reader) quarter(y, length, nth int) *day {
	first := addMonths(salon.Date{Year: y, Month: time.January, Day: 1}, (nth-1)*length)
	return r.yearSaid(spanOf(otherSpan, first, addMonths(first, length).AddDays(-1)))
}

// seasonRule reads "este verano", "en primavera", "el verano de 2016", "el
// invierno pasado".
func (r *reader) seasonRule(i int) (*day, int) {
	j, next, gone := i, false, false
	for ; j-i < 3 && r.is(j, "este", "esta", "en", "el", "la", "durante", "para", "proximo", "proxima", "pasado", "pasada", "del", "al"); j++ {
		next = next || nextWord(r.at(j))
		gone = gone || pastWord(r.at(j))
	}
	season := seasonWord(r.at(j))
	if season < 0 || j == i && (i > 0 || j+1 < len(r.toks) && !r.is(j+1, "de")) {
		return nil, i
	}
	starts := [4]salon.Date{{Month: 3, Day: 20}, {Month: 6, Day: 21}, {Month: 9, Day: 23}, {Month: 12, Day: 21}}
	of := func(y int) *day {
		from, end := starts[season], starts[(season+1)%4]
		from.Year, end.Year = y, y
		if season == 3 {
			end.Year++
		}
		return spanOf(otherSpan, from, end.AddDays(-1))
	}
	j++
	if y, n, ok := r.year(j); ok {
		return r.yearSaid(of(y)), n
	}
	if offset, n, ok := r.whichOne(j); ok {
		j, next, gone = n, offset == 1, offset == -1
	}
	y := r.k.today.Year
	for of(y).to.Before(r.k.today) {
		y++
	}
	if !of(y - 1).to.Before(r.k.today) {
		y--
	}
	inside := !of(y).from.After(r.k.today)
	switch {
	case gone:
		y--
		return past(of(y)), j
	case next && inside:
		y++
	}
	return of(y), j
}

// seasonWord counts the seasons from spring, or is -1.
func seasonWord(w string) int {
	switch w {
	case "primavera":
		return 0
	case "verano":
		return 1
	case "otono":
		return 2
	case "invierno":
		return 3
	}
	return -1
}
