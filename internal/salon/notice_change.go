package salon

import (
	"fmt"
	"strings"
	"time"
)

// soonBefore is how near an appointment is when its change cannot wait.
const soonBefore = 24 * time.Hour

// soon reports whether news about an appointment that begins at start must be
// read at once: it is today, or in the next 24 hours.
func (s *Salon) soon(start, now time.Time) bool {
	return start.Sub(now) <= soonBefore || DateOf(start.In(s.Location)) == s.Today(now)
}

// NoticesOfMove are what the stylists of a moved appointment are told: one
// notice, or two when it changes hands. They are urgent when the old or the new
// start is near.
func (s *Salon) NoticesOfMove(old, moved Appointment, now time.Time) []Notice {
	who, what := nameForStaff(moved.Customer), s.namesOf(moved)
	from, to := s.staffMoment(old.Start), s.staffMoment(moved.Start)
	notice := Notice{
		SalonID: s.ID, AppointmentID: moved.ID, StylistID: moved.StylistID, Kind: NoticeMoved, CreatedAt: now,
		Urgent: s.soon(old.Start, now) || s.soon(moved.Start, now),
		Text:   fmt.Sprintf("Cita cambiada: %s, %s, pasa del %s al %s (%d min).", who, what, from, to, moved.Minutes),
	}
	if old.StylistID == moved.StylistID {
		return []Notice{notice}
	}
	before, after := s.stylistName(old.StylistID), s.stylistName(moved.StylistID)
	left := notice
	left.StylistID = old.StylistID
	left.Text = fmt.Sprintf("Cita cambiada: %s, %s, del %s, pasa a %s el %s. Esa hora te queda libre.", who, what, from, after, to)
	notice.Text = fmt.Sprintf("Cita cambiada: %s, %s, que era con %s el %s, pasa a ti el %s (%d min).", who, what, before, from, to, moved.Minutes)
	return []Notice{left, notice}
}

// NoticesOfCancel are what is told of a cancelled appointment: to its stylist,
// at once when it is near, and also to the team when it was too late for the
// deposit to be given back. kept is the part of the deposit that is forfeited.
func (s *Salon) NoticesOfCancel(a Appointment, payer Customer, kept Money, now time.Time) []Notice {
	late := !s.Refundable(now, a.Start) && !a.Excused
	words := "Cita anulada"
	if late {
		words = "Cita anulada fuera de plazo"
	}
	text := fmt.Sprintf("%s: %s, %s, %s (%d min).", words, nameForStaff(a.Customer), s.namesOf(a), s.staffMoment(a.Start), a.Minutes)
	if kept > 0 {
		text += fmt.Sprintf(" La señal de %s no se devuelve.", kept)
	}
	mine := Notice{
		SalonID: s.ID, AppointmentID: a.ID, StylistID: a.StylistID, Kind: NoticeCancelled, CreatedAt: now,
		Urgent: s.soon(a.Start, now), Text: text,
	}
	if !late {
		return []Notice{mine}
	}
	if payer.ID != a.CustomerID {
		mine.Text += fmt.Sprintf(" La reservó %s.", nameForStaff(payer))
	}
	if payer.Phone != "" {
		mine.Text += fmt.Sprintf(" Teléfono: %s.", payer.Phone)
	}
	team := mine
	team.StylistID = ""
	team.Text += fmt.Sprintf(" Era con %s.", s.stylistName(a.StylistID))
	return []Notice{mine, team}
}

// NoticeOfDelay tells a stylist that somebody comes late; zero minutes: she did
// not say how much. next is when the
// stylist's next visit begins that day; zero: there is none.
func (s *Salon) NoticeOfDelay(a Appointment, minutes int, next, now time.Time) Notice {
	text := fmt.Sprintf("Llega tarde: %s, %s a las %s", nameForStaff(a.Customer), s.namesOf(a), ClockOf(a.Start.In(s.Location)))
	if minutes > 0 {
		arrives := a.Start.Add(time.Duration(minutes) * time.Minute).In(s.Location)
		text += fmt.Sprintf(", llegará hacia las %s (%d min tarde).", ClockOf(arrives), minutes)
	} else {
		text += ". No ha dicho cuánto."
	}
	if !next.IsZero() {
		text += fmt.Sprintf(" Tu siguiente cita es a las %s.", ClockOf(next.In(s.Location)))
	}
	return Notice{
		SalonID: s.ID, AppointmentID: a.ID, StylistID: a.StylistID, Kind: NoticeDelay, CreatedAt: now,
		Urgent: s.soon(a.Start, now), Text: text,
	}
}

// NoticeOfAbsence tells the team that somebody who said she may not come has not
// written since. The appointment stands.
func (s *Salon) NoticeOfAbsence(a Appointment, payer Customer, now time.Time) Notice {
	text := fmt.Sprintf("Puede que no venga: %s, %s, %s con %s (%d min). Ha dicho que quizá no pueda y no ha vuelto a escribir; la cita sigue en pie.",
		nameForStaff(a.Customer), s.namesOf(a), s.staffMoment(a.Start), s.stylistName(a.StylistID), a.Minutes)
	if payer.ID != a.CustomerID {
		text += fmt.Sprintf(" La reservó %s.", nameForStaff(payer))
	}
	if payer.Phone != "" {
		text += fmt.Sprintf(" Teléfono: %s.", payer.Phone)
	}
	return Notice{SalonID: s.ID, AppointmentID: a.ID, Kind: NoticeAbsence, CreatedAt: now, Urgent: s.soon(a.Start, now), Text: text}
}

// NoticeOfWait tells the team again what it was told when a person was called:
// nobody has answered since.
func (s *Salon) NoticeOfWait(text string, since, now time.Time) Notice {
	when := "las " + ClockOf(since.In(s.Location)).String()
	if DateOf(since.In(s.Location)) != s.Today(now) {
		when = "el " + s.staffMoment(since)
	}
	return Notice{
		SalonID: s.ID, Kind: NoticeHandover, Urgent: true, CreatedAt: now,
		Text: strings.TrimSpace(fmt.Sprintf("Segundo aviso: espera respuesta del equipo desde %s.\n%s", when, text)),
	}
}

// staffMoment writes a start as staff read it: "viernes 9 de octubre a las 12:30".
func (s *Salon) staffMoment(start time.Time) string {
	start = start.In(s.Location)
	return fmt.Sprintf("%s a las %s", LongDate(DateOf(start)), ClockOf(start))
}

// stylistName is a stylist's name, also of one who has left.
func (s *Salon) stylistName(id ID) string {
	if one, ok := s.Stylist(id); ok {
		return one.Name
	}
	return "otra persona del equipo"
}
