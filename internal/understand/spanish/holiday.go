package spanish

import (
	"time"

	"atrevete/internal/salon"
)

// holidayName is a feast as customers call it: a fixed day, or days from Easter.
type holidayName struct {
	phrase string
	name   string
	month  time.Month
	day    int
	length int // days, 1 when zero
	easter int // offset plus 1000, for feasts that move

	nth, weekday, after int // "the first Sunday of May"; days after it
}

// holidays lists the feasts known by name. Longer phrases need not come first.
func holidays() []holidayName {
	return append(fixedFeasts(), movingFeasts()...)
}

// fixedFeasts have the same date every year.
func fixedFeasts() []holidayName {
	return []holidayName{
		{phrase: "ano nuevo", name: "Año Nuevo", month: 1, day: 1},
		{phrase: "reyes", name: "Reyes", month: 1, day: 6},
		{phrase: "dia de reyes", name: "Reyes", month: 1, day: 6},
		{phrase: "noche de reyes", name: "Noche de Reyes", month: 1, day: 5},
		{phrase: "san valentin", name: "San Valentín", month: 2, day: 14},
		{phrase: "dia de los enamorados", name: "San Valentín", month: 2, day: 14},
		{phrase: "dia de la mujer", name: "Día de la Mujer", month: 3, day: 8},
		{phrase: "san patricio", name: "San Patricio", month: 3, day: 17},
		{phrase: "san jose", name: "San José", month: 3, day: 19},
		{phrase: "dia del padre", name: "Día del Padre", month: 3, day: 19},
		{phrase: "san jordi", name: "Sant Jordi", month: 4, day: 23},
		{phrase: "sant jordi", name: "Sant Jordi", month: 4, day: 23},
		{phrase: "san jorge", name: "San Jorge", month: 4, day: 23},
		{phrase: "dia del libro", name: "Día del Libro", month: 4, day: 23},
		{phrase: "dia de andalucia", name: "Día de Andalucía", month: 2, day: 28},
		{phrase: "san fermin", name: "San Fermín", month: 7, day: 7},
		{phrase: "sant joan", name: "San Juan", month: 6, day: 24},
		{phrase: "dia de la merced", name: "La Mercè", month: 9, day: 24},
		{phrase: "la merce", name: "La Mercè", month: 9, day: 24},
		{phrase: "dia del trabajo", name: "Día del Trabajo", month: 5, day: 1},
		{phrase: "dia del trabajador", name: "Día del Trabajo", month: 5, day: 1},
		{phrase: "primero de mayo", name: "Día del Trabajo", month: 5, day: 1},
		{phrase: "dos de mayo", name: "Dos de Mayo", month: 5, day: 2},
		{phrase: "puente de mayo", name: "Puente de mayo", month: 5, day: 1, length: 2},
		{phrase: "san isidro", name: "San Isidro", month: 5, day: 15},
		{phrase: "san juan", name: "San Juan", month: 6, day: 24},
		{phrase: "noche de san juan", name: "Noche de San Juan", month: 6, day: 23},
		{phrase: "santiago apostol", name: "Santiago", month: 7, day: 25},
		{phrase: "dia de santiago", name: "Santiago", month: 7, day: 25},
		{phrase: "dia de la asuncion", name: "La Asunción", month: 8, day: 15},
		{phrase: "la asuncion", name: "La Asunción", month: 8, day: 15},
		{phrase: "virgen de agosto", name: "La Asunción", month: 8, day: 15},
		{phrase: "dia de la hispanidad", name: "Fiesta Nacional", month: 10, day: 12},
		{phrase: "la hispanidad", name: "Fiesta Nacional", month: 10, day: 12},
		{phrase: "dia del pilar", name: "El Pilar", month: 10, day: 12},
		{phrase: "puente del pilar", name: "El Pilar", month: 10, day: 12},
		{phrase: "fiesta nacional", name: "Fiesta Nacional", month: 10, day: 12},
		{phrase: "halloween", name: "Halloween", month: 10, day: 31},
		{phrase: "todos los santos", name: "Todos los Santos", month: 11, day: 1},
		{phrase: "dia de difuntos", name: "Difuntos", month: 11, day: 2},
		{phrase: "dia de los muertos", name: "Difuntos", month: 11, day: 2},
		{phrase: "dia de muertos", name: "Difuntos", month: 11, day: 2},
		{phrase: "la almudena", name: "La Almudena", month: 11, day: 9},
		{phrase: "dia de la constitucion", name: "Día de la Constitución", month: 12, day: 6},
		{phrase: "la constitucion", name: "Día de la Constitución", month: 12, day: 6},
		{phrase: "dia de la inmaculada", name: "La Inmaculada", month: 12, day: 8},
		{phrase: "la inmaculada", name: "La Inmaculada", month: 12, day: 8},
		{phrase: "inmaculada concepcion", name: "La Inmaculada", month: 12, day: 8},
		{phrase: "puente de diciembre", name: "Puente de diciembre", month: 12, day: 6, length: 3},
		{phrase: "puente de la constitucion", name: "Puente de diciembre", month: 12, day: 6, length: 3},
		{phrase: "puente de la inmaculada", name: "Puente de diciembre", month: 12, day: 6, length: 3},
		{phrase: "nochebuena", name: "Nochebuena", month: 12, day: 24},
		{phrase: "noche buena", name: "Nochebuena", month: 12, day: 24},
		{phrase: "vispera de navidad", name: "Nochebuena", month: 12, day: 24},
		{phrase: "vispera de ano nuevo", name: "Nochevieja", month: 12, day: 31},
		{phrase: "vispera de reyes", name: "Noche de Reyes", month: 1, day: 5},
		{phrase: "navidad", name: "Navidad", month: 12, day: 25},
		{phrase: "dia de navidad", name: "Navidad", month: 12, day: 25},
		{phrase: "navidades", name: "Navidades", month: 12, day: 22, length: 16},
		{phrase: "fiestas", name: "Navidades", month: 12, day: 22, length: 16},
		{phrase: "san esteban", name: "San Esteban", month: 12, day: 26},
		{phrase: "los inocentes", name: "Santos Inocentes", month: 12, day: 28},
		{phrase: "nochevieja", name: "Nochevieja", month: 12, day: 31},
		{phrase: "noche vieja", name: "Nochevieja", month: 12, day: 31},
		{phrase: "fin de ano", name: "Nochevieja", month: 12, day: 31},
	}
}

// movingFeasts are told from Easter or by a weekday of their month.
func movingFeasts() []holidayName {
	const moves = 1000
	return []holidayName{
		{phrase: "semana santa", name: "Semana Santa", easter: moves - 7, length: 8},
		{phrase: "carnaval", name: "Carnaval", easter: moves - 49, length: 4},
		{phrase: "carnavales", name: "Carnaval", easter: moves - 49, length: 4},
		{phrase: "martes de carnaval", name: "Carnaval", easter: moves - 47},
		{phrase: "miercoles de ceniza", name: "Miércoles de Ceniza", easter: moves - 46},
		{phrase: "viernes de dolores", name: "Viernes de Dolores", easter: moves - 9},
		{phrase: "lunes santo", name: "Lunes Santo", easter: moves - 6},
		{phrase: "martes santo", name: "Martes Santo", easter: moves - 5},
		{phrase: "miercoles santo", name: "Miércoles Santo", easter: moves - 4},
		{phrase: "dia de la madre", name: "Día de la Madre", month: 5, nth: 1, weekday: 7},
		{phrase: "black friday", name: "Black Friday", month: 11, nth: 4, weekday: 4, after: 1},
		{phrase: "dia de accion de gracias", name: "Acción de Gracias", month: 11, nth: 4, weekday: 4},
		{phrase: "accion de gracias", name: "Acción de Gracias", month: 11, nth: 4, weekday: 4},
		{phrase: "domingo de ramos", name: "Domingo de Ramos", easter: moves - 7},
		{phrase: "jueves santo", name: "Jueves Santo", easter: moves - 3},
		{phrase: "viernes santo", name: "Viernes Santo", easter: moves - 2},
		{phrase: "sabado santo", name: "Sábado Santo", easter: moves - 1},
		{phrase: "domingo de resurreccion", name: "Domingo de Resurrección", easter: moves},
		{phrase: "domingo de pascua", name: "Domingo de Resurrección", easter: moves},
		{phrase: "lunes de pascua", name: "Lunes de Pascua", easter: moves + 1},
		{phrase: "pentecostes", name: "Pentecostés", easter: moves + 49},
		{phrase: "lunes de pentecostes", name: "Lunes de Pentecostés", easter: moves + 50},
		{phrase: "corpus christi", name: "Corpus", easter: moves + 60},
	}
}

// holidayRule reads a feast by name, with its year when said.
func (r *reader) holidayRule(i int) (*day, int) {
	if r.feasts == nil {
		return nil, i
	}
	var best *holidayName
	start := i
	for r.is(i, "el", "la", "las", "los", "en", "del", "dia", "por") && best == nil && i < start+2 && r.feasts[r.at(i)] == nil {
		i++
	}
	end := i
	for _, h := range r.feasts[r.at(i)] {
		if n, ok := r.match(i, h.phrase); ok && n > end {
			best, end = h, n
		}
	}
	if best == nil || r.is(start-1, "feliz", "felices") || best.phrase == "reyes" && !r.is(i-1, "en", "de", "para", "por", "antes", "despues") {
		return nil, i
	}
	if y, n, ok := r.year(end); ok {
		return r.yearSaid(best.on(y)), n
	}
	d := best.on(r.k.today.Year)
	if d.to.Before(r.k.today) {
		d = best.on(r.k.today.Year + 1)
	}
	return d, end
}

func (h *holidayName) on(year int) *day {
	from := salon.Date{Year: year, Month: h.month, Day: h.day}
	if h.nth > 0 {
		first := salon.Date{Year: year, Month: h.month, Day: 1}
		from, _ = nthWeekday(first, lastOfMonth(first), h.weekday, h.nth)
		from = from.AddDays(h.after)
	}
	if h.easter != 0 {
		from = easter(year).AddDays(h.easter - 1000)
	}
	d := spanOf(dated, from, from.AddDays(max(h.length, 1)-1))
	d.holiday = h.name
	return d
}

// feastIndex groups the feasts by their first word.
func feastIndex() map[string][]*holidayName {
	index := map[string][]*holidayName{}
	for _, h := range holidays() {
		first := h.phrase
		for k := range first {
			if first[k] == ' ' {
				first = first[:k]
				break
			}
		}
		one := h
		index[first] = append(index[first], &one)
	}
	return index
}
