package web

import (
	"fmt"
	"time"
)

// longDate renders "viernes 9 de octubre".
func longDate(t time.Time) string {
	days := [...]string{"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"}
	months := [...]string{
		"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio",
		"agosto", "septiembre", "octubre", "noviembre", "diciembre",
	}
	return fmt.Sprintf("%s %d de %s", days[t.Weekday()], t.Day(), months[t.Month()-1])
}

// clock renders "9:30".
func clock(t time.Time) string { return t.Format("15:04")[btoi(t.Hour() < 10):] }

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
