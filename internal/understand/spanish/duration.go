package spanish

import (
	"time"

	"atrevete/internal/salon"
)

// quantity is an amount of time: "20 min", "una hora y media", "un par de días".
type quantity struct {
	unit    unit
	count   int
	minutes int // of hours and minutes, in all
}

// quantity reads an amount at i.
func (r *reader) quantity(i int) (quantity, int) {
	j := i
	for r.is(j, "unos", "unas", "aproximadamente", "como", "casi", "otros", "otras") && j-i < 6 {
		j++
	}
	if n, ok := r.matchAny(j, "tres cuartos de hora"); ok {
		return quantity{unit: minutes, minutes: 45}, n
	}
	if n, ok := r.matchAny(j, "un cuarto de hora", "cuarto de hora", "cuartito de hora"); ok {
		return quantity{unit: minutes, minutes: 15}, n
	}
	if n, ok := r.matchAny(j, "media hora", "media horita", "1 / 2 hora"); ok {
		return quantity{unit: minutes, minutes: 30}, n
	}
	if n, ok := r.matchAny(j, "hora y media", "una hora y media", "1 hora y media", "1 h y media"); ok {
		return quantity{unit: minutes, minutes: 90}, n
	}
	count, n, ok := r.number(j)
	switch {
	case ok:
	case r.is(j, "un") && r.at(j+1) == "par":
		count, n, ok = 2, j+2, true
		if r.at(n) == "de" {
			n++
		}
	case r.is(j, "algunos", "algunas", "varios", "varias", "pocos", "pocas") || n > i && j > i:
		count, n, ok = 3, j+1, true
		if j > i && unitWord(r.at(j)) != noUnit {
			n = j
		}
	}
	if ok && r.is(n, "par") && count == 1 {
		count, n = 2, n+1
		if r.at(n) == "de" {
			n++
		}
	}
	if !ok || count < 1 || count > 2000 {
		return quantity{}, i
	}
	u := unitWord(r.at(n))
	if u == noUnit || r.at(n) == "m" && !r.glued(n) {
		return quantity{}, i
	}
	return r.quantityTail(quantity{unit: u, count: count}, n+1), r.quantityEnd(u, n+1)
}

func (r *reader) quantityTail(q quantity, n int) quantity {
	switch q.unit {
	case seconds:
		q.minutes = max(1, q.count/60)
	case minutes:
		q.minutes = q.count
	case hours:
		q.minutes = 60 * q.count
		if r.at(n) == "y" {
			switch r.at(n + 1) {
			case "media":
				q.minutes += 30
			case "cuarto":
				q.minutes += 15
			default:
				if m, _, ok := r.number(n + 1); ok && m < 60 {
					q.minutes += m
				}
			}
		}
	}
	return q
}

func (r *reader) quantityEnd(u unit, n int) int {
	if u == hours && r.at(n) == "y" {
		if r.is(n+1, "media", "cuarto") {
			return n + 2
		}
		if m, k, ok := r.number(n + 1); ok && m < 60 && r.is(k, "minutos", "min", "minuto") {
			return k + 1
		}
	}
	return n
}

// moved reads a point in time told by its distance: "en 20 min", "dentro de una
// semana", "hace dos días", "dos días después".
func (r *reader) moved(i int) (*item, int) {
	j, led, back := i, false, false
	if n, ok := r.matchAny(i, "dentro de", "de aqui a", "de aqui en", "pasados", "pasadas", "en", "al cabo de", "tras"); ok {
		j, led = n, true
	} else if r.is(i, "hace") {
		j, led, back = i+1, true, true
	}
	if r.is(i, "de") && r.is(i+1, "hoy", "manana", "pasado", "el", "este") {
		if d, e := r.day(i + 1); d != nil && d.from == d.to && r.is(e, "en") {
			if q, n := r.quantity(e + 1); n > e+1 && q.unit >= days {
				return r.movedBy(i, n, q, d.from, false), n // "de hoy en ocho días"
			}
		}
	}
	if d, n := r.weekdaysAway(i, j, led && !back); d != nil {
		return &item{day: d}, n
	}
	q, n := r.quantity(j)
	if n == j || q.unit == noUnit {
		return nil, i
	}
	base := r.k.today
	if r.is(n, "antes", "atras") && !r.is(n+1, "de", "del") {
		back, led, n = true, true, n+1
	} else if k, ok := r.matchAny(n, "despues", "mas tarde"); ok && !r.is(k, "de", "del") {
		led, n = true, k
	}
	if k, ok := r.matchAny(n, "a partir de", "a partir", "a contar desde", "a contar de", "desde", "despues de", "despues", "antes de", "antes"); ok && q.unit >= days {
		if r.is(n, "antes") {
			back = true
		}
		if d, e := r.day(k); d != nil {
			base, n, led = d.from, e, true
		} else if r.is(k, "ahora", "hoy") {
			n, led = k+1, true
		}
	} else if ok && r.is(k, "ahora", "hoy", "ya") {
		n, led = k+1, true
	}
	if !led || r.is(i, "en") && q.unit >= days && nextWord(r.at(n)) {
		return nil, i
	}
	return r.movedBy(i, n, q, base, back), n
}

// weekdaysAway reads "dentro de dos lunes", "dos domingos a partir de ahora".
func (r *reader) weekdaysAway(i, j int, led bool) (*day, int) {
	count, n, ok := r.number(j)
	if !ok || count < 1 || count > 12 || weekdayWord(r.at(n)) == 0 {
		return nil, i
	}
	k, after := r.matchAny(n+1, "a partir de ahora", "a partir de hoy", "desde hoy", "desde ahora")
	if !after {
		if k = n + 1; !led || r.at(i) == "en" && count < 2 {
			return nil, i
		}
	}
	first := r.k.weekday(weekdayWord(r.at(n)))
	if first == r.k.today {
		first = first.AddDays(7)
	}
	return oneDay(dated, first.AddDays(7*(count-1))), k
}

func (r *reader) movedBy(from, to int, q quantity, base salon.Date, back bool) *item {
	sign := 1
	if back {
		sign = -1
	}
	if q.unit >= days {
		d := oneDay(relativeDay, shift(base, q.unit, sign*q.count))
		d.past = back
		return &item{from: from, to: to, day: d}
	}
	at := r.k.now.Add(time.Duration(sign*q.minutes) * time.Minute)
	if q.unit == seconds {
		at = r.k.now.Add(time.Duration(sign*q.count) * time.Second)
	}
	d := oneDay(relativeDay, salon.DateOf(at))
	d.past = back
	if salon.ClockOf(at) == 0 {
		return &item{from: from, to: to, day: oneDay(relativeDay, d.from.AddDays(-1)), clock: &clock{hour: 24, exact: true}, elapsed: !back}
	}
	c := &clock{hour: at.Hour(), minute: at.Minute(), exact: true}
	return &item{from: from, to: to, day: d, clock: c, elapsed: !back}
}

// soon reads "cuanto antes", "ahora mismo", "lo primero que tengas".
func (r *reader) soon(i int) (*item, int) {
	phrases := [...]string{
		"cuanto antes", "lo antes posible", "lo mas pronto posible", "lo mas temprano posible", "tan pronto como podais", "tan pronto como sea posible",
		"tan pronto como podamos", "tan pronto como puedas", "lo primero que tengas", "lo primero que tengais", "lo primero que haya",
		"el primer hueco", "primer hueco", "primera hora libre", "primer hueco libre", "cuando antes", "lo mas rapido posible", "lo antes que puedas",
		"la primera cita", "primera cita disponible", "la mas proxima", "lo mas cercano", "lo antes que tengas", "lo que tengas", "lo que haya", "lo que tengais", "dentro de un rato", "dentro de un ratito", "en un rato", "en un ratito", "dentro de poco", "en breve", "urgente", "con urgencia", "lo mas prontito posible", "lo mas pronto", "el primer dia que tengas", "el primer dia que haya", "el primer dia libre", "el primero que tengas", "el primer dia que podais", "el primer dia que puedas",
	}
	for _, p := range phrases {
		if n, ok := r.match(i, p); ok {
			return &item{from: i, to: n, soon: true}, n
		}
	}
	if r.is(i, "pronto", "prontito") && !r.is(i-1, "hasta", "mas", "muy", "tan", "demasiado", "nos", "de") && !r.is(i+1, "en", "te", "os", "nos") && !(r.is(i+1, "por") && r.is(i+2, "la")) {
		return &item{from: i, to: i + 1, soon: true}, i + 1
	}
	if n, ok := r.matchAny(i, "ahora mismo", "ahorita mismo", "ahorita", "ahora", "ya mismo", "en este momento", "en estos momentos"); ok {
		return &item{from: i, to: n, soon: true, now: true}, n
	}
	if n, ok := r.matchAny(i, "ir ya", "pasarme ya", "venir ya"); ok {
		return &item{from: n - 1, to: n, soon: true, now: true}, n
	}
	return nil, i
}
