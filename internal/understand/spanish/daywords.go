package spanish

import "time"

// weekdayWord is the ISO weekday of a name or an unmistakable abbreviation, or 0.
func weekdayWord(w string) int {
	switch w {
	case "lunes", "lun":
		return 1
	case "martes", "mart":
		return 2
	case "miercoles", "mie", "mier", "miercols":
		return 3
	case "jueves", "jue", "juev":
		return 4
	case "viernes", "vie", "vier":
		return 5
	case "sabado", "sab", "sabados":
		return 6
	case "domingo", "dom", "domingos":
		return 7
	}
	return 0
}

// shortWeekday is the ISO weekday of a two-letter abbreviation; these need
// context, since "mi" and "ma" are also words.
func shortWeekday(w string) int {
	switch w {
	case "lu":
		return 1
	case "ma", "mar":
		return 2
	case "mi", "mx":
		return 3
	case "ju":
		return 4
	case "vi":
		return 5
	case "sa":
		return 6
	case "do":
		return 7
	}
	return 0
}

func monthWord(w string) time.Month {
	switch w {
	case "enero", "ene":
		return time.January
	case "febrero", "feb":
		return time.February
	case "marzo", "mar", "mzo":
		return time.March
	case "abril", "abr":
		return time.April
	case "mayo", "may":
		return time.May
	case "junio", "jun":
		return time.June
	case "julio", "jul":
		return time.July
	case "agosto", "ago":
		return time.August
	case "septiembre", "setiembre", "sept", "sep", "set":
		return time.September
	case "octubre", "oct":
		return time.October
	case "noviembre", "nov":
		return time.November
	case "diciembre", "dic":
		return time.December
	}
	return 0
}

// unit is a measure of time.
type unit uint8

const (
	noUnit unit = iota
	seconds
	minutes
	hours
	days
	weeks
	fortnights
	months
	quarters
	years
)

func unitWord(w string) unit {
	switch w {
	case "segundo", "segundos", "seg", "segs":
		return seconds
	case "minuto", "minutos", "min", "mins", "minutitos", "minutito", "m":
		return minutes
	case "hora", "horas", "h", "hr", "hrs", "horita":
		return hours
	case "dia", "dias":
		return days
	case "semana", "semanas", "sem", "semanita":
		return weeks
	case "quincena", "quincenas":
		return fortnights
	case "mes", "meses":
		return months
	case "trimestre", "trimestres":
		return quarters
	case "ano", "anos", "anyo":
		return years
	}
	return noUnit
}

// nextWord reports "próximo", "siguiente", "entrante" in any form.
func nextWord(w string) bool {
	switch w {
	case "proximo", "proxima", "proximos", "proximas", "prox", "siguiente", "siguientes", "entrante", "entrantes":
		return true
	}
	return false
}

func pastWord(w string) bool {
	switch w {
	case "pasado", "pasada", "pasados", "pasadas", "anterior", "anteriores":
		return true
	}
	return false
}

func thisWord(w string) bool {
	switch w {
	case "este", "esta", "estos", "estas", "actual", "presente":
		return true
	}
	return false
}
