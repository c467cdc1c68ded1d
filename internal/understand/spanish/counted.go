package spanish

import (
	"time"

	"atrevete/internal/salon"
)

// run is a counted stretch that touches the present: "los próximos tres días",
// "las últimas 2 horas", "los 20 minutos siguientes".
type run struct {
	count int
	unit  unit
	back  bool
	sized bool // the word that says which way comes last: the stretch begins at once
}

// counted reads such a stretch at i.
func (r *reader) counted(i int) (run, int) {
	j, led := i, false
	for r.is(j, "los", "las", "en", "el", "la", "durante", "estos", "estas", "unos") && j-i < 3 {
		led = true
		j++
	}
	var c run
	ahead := false
	way := func() {
		for n := 0; n < 2; n++ {
			switch {
			case nextWord(r.at(j)):
				ahead = true
			case r.is(j, "ultimos", "ultimas", "ultimo", "ultima") || pastWord(r.at(j)):
				c.back = true
			default:
				return
			}
			j++
		}
	}
	way()
	said := ahead || c.back
	count, n, ok := r.number(j)
	switch {
	case ok:
	case r.at(j) == "par" && r.at(j+1) == "de":
		count, n, ok = 2, j+2, true
	case said && r.is(j, "pocos", "pocas"):
		count, n, ok = 3, j+1, true
	case said && ahead && unitWord(r.at(j)) == hours && r.at(j) == "hora":
		count, n, ok = 1, j, true
	}
	if !ok || count < 1 || count > 2000 {
		return run{}, i
	}
	j = n
	if r.at(j) == "par" && r.at(j+1) == "de" {
		count, j = 2, j+2
	}
	if !said {
		way()
	}
	c.count, c.unit = count, unitWord(r.at(j))
	if c.unit == noUnit || r.at(j) == "m" || r.at(j) == "h" {
		return run{}, i
	}
	j++
	if !ahead && !c.back {
		c.sized = true
		if n, hit := r.matchAny(j, "que viene", "que vienen", "por venir"); hit {
			return c, n
		}
		if !led && pastWord(r.at(j)) {
			return run{}, i
		}
		way()
	}
	if !ahead && !c.back {
		return run{}, i
	}
	return c, j
}

// nextSpan reads counted stretches of days and more.
func (r *reader) nextSpan(i int) (*day, int) {
	if n, ok := r.matchAny(i, "los proximos dias", "proximos dias", "en los proximos dias", "estos dias", "un dia de estos", "cualquier dia de estos", "uno de estos dias"); ok {
		return spanOf(otherSpan, r.k.today, r.k.today.AddDays(6)), n
	}
	c, n := r.counted(i)
	if n == i || c.unit < days {
		return nil, i
	}
	if c.back {
		return past(spanOf(otherSpan, shift(r.k.today, c.unit, -c.count), r.k.today.AddDays(-1))), n
	}
	from := r.k.today.AddDays(1)
	if c.unit == weeks && !c.sized {
		from = monday(r.k.today).AddDays(7)
	}
	return spanOf(otherSpan, from, shift(from, c.unit, c.count).AddDays(-1)), n
}

// nextHours reads counted stretches of minutes and hours, and what is left of
// today.
func (r *reader) nextHours(i int) (*item, int) {
	if n, ok := r.restOf(i); ok {
		if k, hit := r.matchAny(n, "dia", "jornada", "dia de hoy", "jornada de hoy", "tarde"); hit {
			end := time.Date(r.k.today.Year, r.k.today.Month, r.k.today.Day, 0, 0, 0, 0, r.k.now.Location()).AddDate(0, 0, 1)
			return r.stretch(r.k.now, end, false), k
		}
	}
	c, n := r.counted(i)
	if n == i || c.unit >= days || c.unit == noUnit {
		return nil, i
	}
	length := time.Duration(c.count) * time.Hour
	switch c.unit {
	case seconds:
		length = time.Duration(c.count) * time.Second
	case minutes:
		length = time.Duration(c.count) * time.Minute
	}
	if c.back {
		return r.stretch(r.k.now.Add(-length), r.k.now, true), n
	}
	return r.stretch(r.k.now, r.k.now.Add(length), false), n
}

// stretch is the time between two instants.
func (r *reader) stretch(from, to time.Time, gone bool) *item {
	d := spanOf(otherSpan, salon.DateOf(from), salon.DateOf(to))
	d.past = gone
	one := &item{day: d, hours: &hourSpan{}, elapsed: true}
	if salon.ClockOf(from) > 0 {
		one.hours.from = &clock{hour: from.Hour(), minute: from.Minute(), exact: true}
	}
	if salon.ClockOf(to) > 0 {
		one.hours.to = &clock{hour: to.Hour(), minute: to.Minute(), exact: true}
	} else {
		d.to = d.to.AddDays(-1)
		one.hours.to = &clock{hour: 24, exact: true}
	}
	return one
}

// restOf reads "el resto de", "lo que queda de" with the article after it.
func (r *reader) restOf(i int) (int, bool) {
	n, ok := r.matchAny(i, "el resto", "resto", "lo que queda", "lo que resta", "lo que nos queda", "en el resto", "en lo que queda")
	if !ok || !r.is(n, "de", "del") {
		return i, false
	}
	n++
	for r.is(n, "la", "el", "este", "esta", "mi") {
		n++
	}
	return n, true
}

// restRule reads what is left of the week, the month, the year.
func (r *reader) restRule(i int) (*day, int) {
	n, ok := r.restOf(i)
	if !ok {
		return nil, i
	}
	switch r.at(n) {
	case "semana":
		return spanOf(otherSpan, r.k.today, monday(r.k.today).AddDays(6)), n + 1
	case "mes":
		return spanOf(otherSpan, r.k.today, lastOfMonth(r.k.today)), n + 1
	case "ano":
		return spanOf(otherSpan, r.k.today, salon.Date{Year: r.k.today.Year, Month: 12, Day: 31}), n + 1
	}
	return nil, i
}
