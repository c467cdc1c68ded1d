package spanish

import "atrevete/internal/salon"

type meridiem uint8

const (
	noMeridiem meridiem = iota
	am
	pm
	morning   // "de la mañana"
	afternoon // "de la tarde"
	night     // "de la noche"
	dawn      // "de la madrugada"
	noon      // "del mediodía"
)

// clock is an hour as said. With hour 1 to 12 and no meridiem it is ambiguous.
type clock struct {
	hour, minute int
	mer          meridiem
	exact        bool // 24-hour writing: "03:00", "17h", "las 15"
	digital      bool // "5:00", "5h"
	weak         bool // a bare number: an hour only beside a day
}

// fixed resolves an hour that leaves no doubt.
func (c clock) fixed() (salon.ClockTime, bool) {
	h := c.hour
	switch c.mer {
	case am, morning, dawn:
		if h == 12 && c.mer != morning {
			h = 0
		}
	case pm, afternoon:
		if h < 12 {
			h += 12
		}
	case night:
		if h < 12 && h >= 4 {
			h += 12
		} else if h == 12 {
			h = 24
		}
	case noon:
		if h < 11 {
			h += 12
		}
	default:
		if !c.exact && h >= 1 && h <= 12 {
			return 0, false
		}
	}
	t := salon.ClockTime(h*60 + c.minute)
	if t == 0 {
		t = 24 * 60 // midnight is the end of the day before
	}
	return t, true
}

// hour reads an hour at i: "a las cinco y media", "17h", "5 de la tarde",
// "mediodía".
func (r *reader) hour(i int) (*clock, int) {
	if c, n := r.namedHour(i); c != nil {
		return c, n
	}
	if c, n := r.pastHour(i); c != nil {
		return c, n
	}
	j, led, strong := r.hourLead(i)
	if led && r.isNumber(j) && r.toks[j].digits == 4 && r.toks[j].value/100 < 24 && r.toks[j].value%100 < 60 && r.at(j-1) == "las" && r.endsPhrase(j+1) {
		return &clock{hour: r.toks[j].value / 100, minute: r.toks[j].value % 100, exact: true}, j + 1 // "a las 0830"
	}
	h, n, ok := r.number(j)
	if !ok || h > 24 || r.toks[j].kind == numberToken && r.toks[j].digits > 2 {
		return nil, i
	}
	if r.toks[j].kind == wordToken && h == 1 && r.toks[j].norm != "una" {
		return nil, i
	}
	c := &clock{hour: h}
	if r.toks[j].kind == numberToken && (r.toks[j].digits == 2 && h < 10) || h > 12 || h == 0 {
		c.exact = true
	}
	end, said := r.hourRest(c, j, n, led)
	if c.exact && c.hour == 24 && c.minute > 0 {
		return nil, i
	}
	if !r.hourStands(c, i, j, end, led, strong, said) {
		return nil, i
	}
	return c, end
}

// hourLead reads "a las", "sobre las", "para la". strong: a preposition that
// only an hour can follow.
func (r *reader) hourLead(i int) (j int, led, strong bool) {
	j = i
	switch {
	case r.is(j, "a", "sobre", "hacia", "son", "es", "al", "tipo", "aproximadamente"):
		j, strong = j+1, true
	case r.is(j, "alrededor", "cerca") && r.at(j+1) == "de":
		j, strong = j+2, true
	case r.at(j) == "a" && r.at(j+1) == "eso":
		j, strong = j+1, true
	}
	if r.at(j) == "eso" && r.at(j+1) == "de" {
		j, strong = j+2, true
	}
	if r.is(j, "los") && r.is(j-1, "de") {
		return j, false, false // "uno de los dos"
	}
	if r.is(j, "las", "la", "los") {
		return j + 1, true, strong || r.is(i-1, "a", "de", "desde", "hasta", "para", "sobre", "hacia", "entre", "son", "y", "como")
	}
	return j, false, strong && r.is(i, "sobre", "hacia", "tipo", "alrededor")
}

// hourStands decides whether what was read is an hour and not a count, a
// choice or a phrase such as "a la una".
func (r *reader) hourStands(c *clock, i, j, end int, led, strong, said bool) bool {
	if r.at(j) == "una" && !led && r.is(j+1, "tarde", "noche", "manana") {
		return false // "una tarde de la semana que viene"
	}
	if said {
		return !r.durationBefore(i, j, end) && !r.toneNumber(i, j)
	}
	if c.hour == 1 && r.is(end, "y", "o") && r.is(end+1, "a", "otra", "la") && r.is(end+3, "otra") {
		return false // "a la una y a la otra"
	}
	if !led {
		return strong && r.toks[j].kind == numberToken && r.endsPhrase(end)
	}
	word := r.toks[j].kind == wordToken
	if r.at(j-1) == "la" && c.hour != 1 || r.at(j-1) != "la" && c.hour == 1 && !c.exact {
		return false
	}
	if !r.endsPhrase(end) {
		return false
	}
	if c.hour == 1 && word {
		return strong && r.at(i) != "para" || r.is(j-2, "a", "sobre")
	}
	if word && c.hour <= 4 && !strong {
		return false // "las dos": both, unless said as an hour
	}
	return c.hour != 1 || strong
}

// toneNumber reports a colour's number such as the 6.35 of "tinte 6.35".
func (r *reader) toneNumber(i, j int) bool {
	return i == j && r.is(j+1, ".", ",") && r.is(i-1, "tinte", "color", "tono", "numero", "version", "nivel", "talla", "mide", "mido", "pesa", "peso", "de", "del", "el") &&
		!(r.is(i-1, "de", "del") && r.is(j+3, "a", "-", "hasta"))
}

// durationBefore keeps "en 5 horas" from being read as an hour.
func (r *reader) durationBefore(i, j, end int) bool {
	if i != j || !r.is(end-1, "horas", "hora") || r.is(i-1, "las", "la") {
		return false
	}
	v, _, _ := r.number(i)
	exact := v == 0 || v > 12 && v < 24
	return !exact || r.is(i-1, "en", "de", "hace", "unas", "durante", "cada", "tras", "con") || r.is(end, "antes", "despues", "de", "atras", "seguidas", "al")
}

// hourRest reads minutes and part of the day after the hour. said: something
// followed that makes it an hour by itself.
func (r *reader) hourRest(c *clock, j, n int, led bool) (end int, said bool) {
	end, said = r.hourMinutes(c, j, n, led)
	if r.at(end) == "en" && r.at(end+1) == "punto" {
		end, said = end+2, true
	}
	if k, ok := r.meridiem(c, end); ok {
		end, said = k, true
		if c.minute == 0 && (r.at(end) == "menos" || r.at(end) == "y" && r.is(end+1, "media", "cuarto")) {
			if k, ok = r.fraction(c, end); ok { // "8pm y media", "8 de la noche menos cuarto"
				end = k
			}
		}
	}
	return end, said
}

func (r *reader) hourMinutes(c *clock, j, n int, led bool) (end int, said bool) {
	end = n
	digits := r.toks[j].kind == numberToken
	if digits && (r.at(n) == ":" || r.is(n, ".", ",", "'", "’", "´", "`") && r.glued(n) && r.glued(n+1) || r.at(n) == "h" && r.glued(n)) &&
		r.isMinute(n+1) && (r.glued(n+1) || r.at(n) == ":") {
		c.minute, c.digital = r.toks[n+1].value, true
		end = n + 2
		if r.at(end) == ":" && r.isMinute(end+1) && r.glued(end+1) {
			end += 2 // seconds
		}
		if r.is(end, "h", "hs", "hrs", "horas") {
			end++
		}
		return end, true
	}
	if r.is(n, "h", "hs", "hrs", "hora", "horas") && (digits || led || c.exact) {
		c.digital = r.at(n) != "horas"
		end, said = n+1, r.glued(n) || led || r.at(n) != "hora"
		if r.at(end) == "." && r.glued(end) {
			end++
		}
		if m, k, ok := r.number(end); ok && r.at(n) == "horas" && c.hour >= 0 && m >= 10 && m < 60 && (r.is(k, "minutos", "min") || r.endsPhrase(k)) {
			c.minute = m
			if r.is(k, "minutos", "min") {
				k++
			}
			return k, true
		}
		if r.at(end) == "y" {
			if m, k, ok := r.number(end + 1); ok && r.is(k, "minutos", "minuto", "min") && m < 60 {
				c.minute = m
				return k + 1, true
			}
		}
		return end, said
	}
	if k, ok := r.fraction(c, n); ok {
		return k, true
	}
	if k, ok := r.spokenMinutes(c, n, led); ok {
		return k, true
	}
	return end, false
}

func (r *reader) isMinute(i int) bool {
	return i >= 0 && i < len(r.toks) && r.toks[i].kind == numberToken && r.toks[i].digits == 2 && r.toks[i].value < 60
}

// fraction reads "y media", "y cuarto", "menos diez".
func (r *reader) fraction(c *clock, n int) (next int, ok bool) {
	minus := r.is(n, "menos")
	if !minus && !r.is(n, "y", "i") {
		return n, false
	}
	if !minus && r.at(n+1) == "tres" && r.at(n+2) == "cuartos" {
		c.minute = 45
		return n + 3, true
	}
	m, k := 0, n+2
	switch r.at(n + 1) {
	case "media":
		m = 30
	case "cuarto":
		m = 15
	case "pico":
		m = 0
	default:
		v, e, hit := r.number(n + 1)
		if !hit || v < 1 || v > 59 || r.between && !minus {
			return n, false
		}
		if !minus && n > 0 && r.toks[n-1].kind == numberToken && (v%5 != 0 && !r.is(n-2, "las", "la") || r.is(n-2, "el", "los", "dia", "dias", ",")) {
			return n, false // "el 16 y 17": days
		}
		if !minus && !(v >= 5 && (r.endsPhrase(e) && !r.is(e, "de", "y", "a") || r.meridiemAt(e) || r.is(e, "minutos"))) {
			return n, false
		}
		m, k = v, e
		if r.is(k, "minutos", "min") {
			k++
		}
	}
	if !minus {
		c.minute = m
		return k, true
	}
	c.hour--
	c.minute = 60 - m
	if c.hour == 0 && !c.exact {
		c.hour = 12
	}
	return k, true
}

// spokenMinutes reads "siete treinta", "seis cero dos", "6 0 2" — the last two
// only when a part of the day follows.
func (r *reader) spokenMinutes(c *clock, n int, led bool) (next int, ok bool) {
	v, k, hit := r.number(n)
	if !hit || c.hour > 23 {
		return n, false
	}
	zero := v == 0 && (r.toks[n].kind == wordToken || r.toks[n].digits == 1)
	if zero {
		if u, e, more := r.number(k); more && u > 0 && u < 10 && (r.meridiemAt(e) || led && r.endsPhrase(e)) {
			c.minute = u
			return e, true
		}
		return n, false
	}
	if v < 1 || v > 59 || r.toks[n].kind == numberToken && r.toks[n].digits != 2 && !r.meridiemAt(k) {
		return n, false
	}
	if r.meridiemAt(k) || v >= 10 && v%5 == 0 && r.toks[n].kind == wordToken && (led || r.at(n-2) == "de" || r.at(n-2) == "a" || r.endsPhrase(k)) && !r.is(k, "minutos", "euros") {
		c.minute = v
		return k, true
	}
	return n, false
}

func (r *reader) meridiemAt(i int) bool {
	var c clock
	_, ok := r.meridiem(&c, i)
	return ok
}

// meridiem reads am, pm, "de la tarde", "por la noche" after an hour.
func (r *reader) meridiem(c *clock, i int) (next int, ok bool) {
	switch r.at(i) {
	case "am", "pm":
		c.mer = am
		if r.at(i) == "pm" {
			c.mer = pm
		}
		if i+1 < len(r.toks) && r.glued(i+1) && r.toks[i+1].kind == numberToken {
			return i, false
		}
		return i + 1, true
	case "a", "p":
		j := i + 1
		if r.at(j) == "." {
			j++
		}
		if r.at(j) == "m" && (j > i+1 || r.glued(j)) {
			c.mer = am
			if r.at(i) == "p" {
				c.mer = pm
			}
			if r.at(j+1) == "." && r.glued(j+1) {
				j++
			}
			return j + 1, true
		}
	}
	j := i
	if r.at(j) == "," {
		j++
	}
	if n, hit := r.matchAny(j, "del mediodia", "del medio dia", "de mediodia", "al mediodia"); hit {
		c.mer = noon
		return n, true
	}
	if r.is(j, "de", "por", "en", "a") && r.at(j+1) == "la" {
		if m := partMeridiem(r.at(j + 2)); m != noMeridiem {
			c.mer = m
			return j + 3, true
		}
	}
	if r.at(j) == "de" && r.is(j+1, "tarde", "noche", "madrugada") {
		c.mer = partMeridiem(r.at(j + 1))
		return j + 2, true
	}
	if r.is(j, "tarde", "noche", "madrugada") && !r.glued(j) && r.is(j, "tarde", "noche") && j == i {
		c.mer = partMeridiem(r.at(j))
		return j + 1, r.at(i-1) != "mas"
	}
	return i, false
}

func partMeridiem(w string) meridiem {
	switch w {
	case "manana":
		return morning
	case "tarde", "tardes":
		return afternoon
	case "noche":
		return night
	case "madrugada":
		return dawn
	}
	return noMeridiem
}

// namedHour reads mediodía and medianoche.
func (r *reader) namedHour(i int) (*clock, int) {
	j := i
	if n, ok := r.matchAny(j, "a", "a la", "la", "a las"); ok {
		j = n
	}
	if n, ok := r.matchAny(j, "medianoche", "media noche"); ok {
		return &clock{hour: 24, exact: true}, n
	}
	return nil, i
}

// pastHour reads "cuarto pasadas las ocho", "3 min para las cinco".
func (r *reader) pastHour(i int) (*clock, int) {
	var m, j int
	switch {
	case r.at(i) == "cuarto":
		m, j = 15, i+1
	case r.at(i) == "media":
		m, j = 30, i+1
	default:
		v, n, ok := r.number(i)
		if !ok || v < 1 || v > 59 {
			return nil, i
		}
		m, j = v, n
	}
	if r.is(j, "minutos", "min") {
		j++
	}
	before := false
	switch {
	case r.is(j, "pasadas", "pasado", "pasados"):
		j++
		if r.at(j) == "de" {
			j++
		}
	case r.at(j) == "para" && r.is(j+1, "las", "la"):
		before = true
		j++
	default:
		return nil, i
	}
	if !r.is(j, "las", "la") {
		return nil, i
	}
	h, n, ok := r.number(j + 1)
	if !ok || h < 1 || h > 24 {
		return nil, i
	}
	c := &clock{hour: h, exact: h > 12}
	end, _ := r.hourRest(c, j+1, n, true)
	total := c.hour*60 + c.minute
	if before {
		total -= m
	} else {
		total += m
	}
	c.hour, c.minute = total/60, total%60
	return c, end
}
