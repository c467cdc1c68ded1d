package salon

import (
	"fmt"
	"strings"
	"time"
)

// WeekdayName is the Spanish name of an ISO weekday, 1 lunes … 7 domingo.
func WeekdayName(day int) string {
	names := [...]string{"lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"}
	return names[(day+6)%7]
}

// MonthName is the Spanish name of a month.
func MonthName(month time.Month) string {
	names := [...]string{
		"enero", "febrero", "marzo", "abril", "mayo", "junio",
		"julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
	}
	return names[(month+11)%12]
}

// LongDate is a day as people read it: "viernes 9 de octubre".
func LongDate(d Date) string {
	return fmt.Sprintf("%s %d de %s", WeekdayName(d.Weekday()), d.Day, MonthName(d.Month))
}

// WeekdaysName is the plural of WeekdayName: "sábados"; the others do not change.
func WeekdaysName(day int) string {
	name := WeekdayName(day)
	if !strings.HasSuffix(name, "s") {
		name += "s"
	}
	return name
}

// Spoken says the opening hours: "de martes a viernes de 10:00 a 20:00 y los
// sábados de 9:00 a 14:00".
func (w WeekHours) Spoken() string {
	var parts []string
	for _, run := range w.Runs() {
		var days string
		switch run.To - run.From {
		case 0:
			days = "los " + WeekdaysName(run.From)
		case 1:
			days = "los " + WeekdaysName(run.From) + " y los " + WeekdaysName(run.To)
		default:
			days = "de " + WeekdayName(run.From) + " a " + WeekdayName(run.To)
		}
		parts = append(parts, days+" "+SpokenHours(run.Hours))
	}
	return enumerate(parts)
}

// SpokenClosed says on which weekdays the salon never opens: "los lunes y los
// domingos"; "ningún día" when it always does.
func (w WeekHours) SpokenClosed() string {
	var parts []string
	for _, day := range w.ClosedWeekdays() {
		parts = append(parts, "los "+WeekdaysName(day))
	}
	if len(parts) == 0 {
		return "ningún día"
	}
	return enumerate(parts)
}

// SpokenDay says what the salon does on an ISO weekday: "abrimos de 9:00 a
// 14:00" or "cerramos".
func (w WeekHours) SpokenDay(day int) string {
	if hours := w.On(day); len(hours) > 0 {
		return "abrimos " + SpokenHours(hours)
	}
	return "cerramos"
}

// SpokenHours says ranges of hours: "de 10:00 a 14:00 y de 16:00 a 20:00".
func SpokenHours(ranges []Hours) string {
	var parts []string
	for _, h := range ranges {
		parts = append(parts, "de "+h.Start.String()+" a "+h.End.String())
	}
	return enumerate(parts)
}

// enumerate joins parts the Spanish way: "a, b y c".
func enumerate(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	last := len(parts) - 1
	return strings.Join(parts[:last], ", ") + " y " + parts[last]
}
