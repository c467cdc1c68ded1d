package sim

import (
	"fmt"
	"math/rand/v2"

	"atrevete/internal/salon"
)

// wording is a limit and the words for it.
type wording[T any] struct {
	value T
	words []string
}

// horizon is how many days ahead customers think.
const horizon = 24

// somedays draws the days that will do and the ways to say them.
func somedays(r *rand.Rand, today salon.Date, late bool, open func(salon.Date) bool) wording[[]salon.Date] {
	switch n := r.IntN(100); {
	case n < 62:
		d := today.AddDays(1 + r.IntN(13))
		if chance(r, 15) {
			d = today.AddDays(8 + r.IntN(20))
		}
		if !late && chance(r, 10) {
			d = today
		}
		for !open(d) && !chance(r, 6) {
			d = d.AddDays(1)
		}
		return wording[[]salon.Date]{[]salon.Date{d}, dayWords(today, d)}
	case n < 72:
		monday := today.AddDays(8 - today.Weekday())
		return wording[[]salon.Date]{daysFrom(monday, 7), []string{"la semana que viene", "para la semana que viene", "la próxima semana", "cualquier día de la semana que viene", "la semana próxima"}}
	case n < 79 && today.Weekday() <= 3:
		return wording[[]salon.Date]{daysFrom(today, 8-today.Weekday()), []string{"esta semana", "esta misma semana", "algún día de esta semana"}}
	case n < 86:
		return soonest(today)
	case n < 93:
		from := today.AddDays(2 + r.IntN(4))
		name := weekday(from)
		return wording[[]salon.Date]{daysFrom(from, horizon), []string{"a partir del " + name, "del " + name + " en adelante"}}
	}
	if chance(r, 50) {
		return someOfTheDays(r, today)
	}
	from := today.AddDays(2 + r.IntN(3))
	to := from.AddDays(1 + r.IntN(2))
	return wording[[]salon.Date]{daysFrom(from, from.DaysUntil(to)+1), []string{
		fmt.Sprintf("entre el %s y el %s", weekday(from), weekday(to)), fmt.Sprintf("del %s al %s", weekday(from), weekday(to)),
	}}
}

// someOfTheDays are two named days, or a weekend, or a week by its Monday.
func someOfTheDays(r *rand.Rand, today salon.Date) wording[[]salon.Date] {
	switch r.IntN(3) {
	case 0:
		a, b := today.AddDays(2+r.IntN(2)), today.AddDays(4+r.IntN(3))
		return wording[[]salon.Date]{[]salon.Date{a, b}, []string{
			fmt.Sprintf("el %s o el %s", weekday(a), weekday(b)), fmt.Sprintf("%s o %s", weekday(a), weekday(b)), fmt.Sprintf("el %d o el %d", a.Day, b.Day),
		}}
	case 1:
		if today.Weekday() < 5 {
			saturday := today.AddDays(6 - today.Weekday())
			return wording[[]salon.Date]{daysFrom(saturday, 2), []string{"este finde", "el fin de semana", "este fin de semana"}}
		}
	}
	monday := today.AddDays(8 - today.Weekday())
	return wording[[]salon.Date]{daysFrom(monday, 5), []string{"la semana que viene entre semana", fmt.Sprintf("la semana del %d", monday.Day), fmt.Sprintf("la semana del lunes %d", monday.Day)}}
}

func soonest(today salon.Date) wording[[]salon.Date] {
	return wording[[]salon.Date]{daysFrom(today, 60), []string{"cuanto antes", "lo antes posible", "lo primero que tengáis", "el primer hueco que tengas"}}
}

func weekday(d salon.Date) string {
	return [...]string{"lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"}[d.Weekday()-1]
}

func month(d salon.Date) string {
	return [...]string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"}[d.Month-1]
}

// dayWords are the ways to name one day.
func dayWords(today, d salon.Date) []string {
	ahead := today.DaysUntil(d)
	full := fmt.Sprintf("el %s %d de %s", weekday(d), d.Day, month(d))
	switch {
	case ahead == 0:
		return []string{"hoy", "hoy mismo", "para hoy"}
	case ahead == 1:
		return []string{"mañana", "para mañana", fmt.Sprintf("mañana %s", weekday(d)), "mañana mismo"}
	case ahead == 2:
		return []string{"pasado mañana", "el " + weekday(d), fmt.Sprintf("el %s %d", weekday(d), d.Day)}
	case ahead < 7:
		return []string{"el " + weekday(d), "este " + weekday(d), fmt.Sprintf("el %s %d", weekday(d), d.Day), fmt.Sprintf("el día %d", d.Day), "el " + weekday(d), "el próximo " + weekday(d), full}
	case ahead < 14 && d.Weekday() <= today.Weekday()+0 && ahead-7 < 7:
		return []string{full, fmt.Sprintf("el %s %d", weekday(d), d.Day), fmt.Sprintf("el %d de %s", d.Day, month(d)), fmt.Sprintf("el %d/%d", d.Day, int(d.Month))}
	case ahead < 14 && today.AddDays(8-today.Weekday()).DaysUntil(d) < 7:
		return []string{fmt.Sprintf("el %s de la semana que viene", weekday(d)), fmt.Sprintf("el %s %d", weekday(d), d.Day), full}
	}
	return []string{full, fmt.Sprintf("el %d de %s", d.Day, month(d)), fmt.Sprintf("el %d/%d", d.Day, int(d.Month)), fmt.Sprintf("el %s %d", weekday(d), d.Day)}
}

// someHours draws hours that will do; zero hours have no words.
func someHours(r *rand.Rand, latam bool) wording[hours] {
	list := []wording[hours]{
		{hours{latest: at(13, 59)}, []string{"por la mañana", "a la mañana", "por las mañanas"}},
		{hours{earliest: at(14, 0)}, []string{"por la tarde", "por la tarde", "de tarde"}},
		{hours{earliest: at(17, 0)}, []string{"a partir de las 5", "a partir de las 17:00", "de las cinco en adelante", "después de las 5 de la tarde"}},
		{hours{earliest: at(16, 0)}, []string{"a partir de las 4 de la tarde", "desde las 16h"}},
		{hours{earliest: at(18, 0)}, []string{"a partir de las 6, que salgo de trabajar", "después de las 18:00", "más tarde de las seis"}},
		{hours{earliest: at(11, 0)}, []string{"no antes de las 11", "a partir de las once"}},
		{hours{latest: at(13, 0)}, []string{"antes de la una", "antes de las 13:00"}},
		{hours{latest: at(10, 59)}, []string{"a primera hora", "a primera hora de la mañana"}},
		{hours{earliest: at(18, 0), latestSat: at(12, 0)}, []string{"a última hora", "a última hora de la tarde"}},
		{hours{earliest: at(15, 0)}, []string{"después de comer"}},
		{hours{endBy: at(14, 0)}, []string{"antes de comer"}},
		{hours{latest: at(12, 0)}, []string{"antes de las 12", "antes de las doce"}},
		{hours{earliest: at(12, 0), latest: at(14, 59)}, []string{"a mediodía", "al mediodía"}},
		{hours{earliest: at(16, 0), latest: at(18, 0)}, []string{"entre las 4 y las 6", "de 16 a 18", "entre las cuatro y las seis de la tarde"}},
	}
	if latam {
		list[0].words = []string{"en la mañana", "por la mañana", "temprano en la mañana"}
		list[1].words = []string{"en la tarde", "por la tarde"}
	}
	if chance(r, 45) {
		return list[r.IntN(2)]
	}
	if chance(r, 30) {
		return someHour(r)
	}
	return pick(r, list)
}

// someHour is an exact hour; a start within the hour around it will do.
func someHour(r *rand.Rand) wording[hours] {
	h := pick(r, []int{10, 11, 12, 13, 16, 17, 18})
	m := pick(r, []int{0, 0, 0, 30, 15})
	clock := at(h, m)
	words := []string{fmt.Sprintf("a las %d:%02d", h, m)}
	spoken := map[int]string{1: "una", 4: "cuatro", 5: "cinco", 6: "seis", 10: "diez", 11: "once", 12: "doce"}[(h+11)%12+1]
	article := "las"
	if h == 13 {
		article = "la"
	}
	half := map[int]string{0: "", 15: " y cuarto", 30: " y media"}[m]
	words = append(words, fmt.Sprintf("a %s %s%s", article, spoken, half))
	if h > 13 {
		words = append(words, fmt.Sprintf("a las %d%s de la tarde", h-12, half), fmt.Sprintf("sobre las %d%s", h-12, half))
	}
	return wording[hours]{hours{earliest: clock - 60, latest: clock + 60}, words}
}
