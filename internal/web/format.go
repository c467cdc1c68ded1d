package web

import (
	"time"

	"atrevete/internal/salon"
)

// longDate renders "viernes 9 de octubre".
func longDate(t time.Time) string { return salon.LongDate(salon.DateOf(t)) }

// clock renders "9:30".
func clock(t time.Time) string { return salon.ClockOf(t).String() }
