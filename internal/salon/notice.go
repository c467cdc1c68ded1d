package salon

import (
	"fmt"
	"strings"
	"time"
)

// Kinds of notice.
const (
	NoticeNew         = "new"
	NoticeMoved       = "moved"
	NoticeCancelled   = "cancelled"
	NoticeHandover    = "handover"
	NoticePayment     = "payment"
	NoticeDelay       = "delay"
	NoticeAbsence     = "absence"      // she said she may not come, and no more
	NoticeStylistAway = "stylist_away" // a stylist cannot come: whom it concerns
	NoticePrivacy     = "privacy"
	// NoticeUndelivered: a message did not reach its customer.
	NoticeUndelivered = "undelivered"
)

// NoticeOfNew is what the stylist of a confirmed appointment is told. It is
// urgent when the appointment is today.
func (s *Salon) NoticeOfNew(a Appointment, now time.Time) Notice {
	start := a.Start.In(s.Location)
	today := DateOf(start) == s.Today(now)
	words := "Cita nueva"
	if today {
		words = "Cita nueva para hoy"
	}
	return Notice{
		SalonID: s.ID, AppointmentID: a.ID, StylistID: a.StylistID, Kind: NoticeNew, Urgent: today, CreatedAt: now,
		Text: fmt.Sprintf("%s: %s, %s, %s a las %s (%d min).",
			words, nameForStaff(a.Customer), s.namesOf(a), LongDate(DateOf(start)), ClockOf(start), a.Minutes),
	}
}

// nameForStaff is how staff read who comes.
func nameForStaff(c Customer) string {
	if name := strings.TrimSpace(c.FullName()); name != "" {
		return name
	}
	return "clienta sin nombre"
}

// namesOf lists what an appointment is for.
func (s *Salon) namesOf(a Appointment) string { return joinNames(s.Catalogue.Names(a.Visit)) }

// joinNames writes a list as people do: "Corte, Peinado y Secado".
func joinNames(names []string) string {
	switch n := len(names); n {
	case 0:
		return "servicio sin nombre"
	case 1:
		return names[0]
	default:
		return strings.Join(names[:n-1], ", ") + " y " + names[n-1]
	}
}
