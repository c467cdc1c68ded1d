package salon

import (
	"fmt"
	"time"
)

// Kinds of news about the outside calendars.
const (
	NoticeCalendar = "calendar"
	NoticeClash    = "calendar_clash" // busy time lies on an appointment
)

// calendarNotice is one for the team.
func calendarNotice(salonID ID, now time.Time, text string, args ...any) Notice {
	return Notice{SalonID: salonID, Kind: NoticeCalendar, CreatedAt: now, Text: fmt.Sprintf(text, args...)}
}

// NoticeOfCalendarsDown tells the team that no calendar can be used.
func NoticeOfCalendarsDown(salonID ID, fault CalendarFault, since, now time.Time) Notice {
	if fault == FaultCredential {
		n := calendarNotice(salonID, now, "Google ya no acepta la clave con la que se leen y escriben los calendarios. "+
			"Las citas siguen entrando, con lo último que se sabía de vuestros calendarios: lo que apuntéis ahora en Google no se ve. "+
			"Hay que renovar la clave (GOOGLE_SERVICE_ACCOUNT_JSON).")
		n.Urgent = true
		return n
	}
	return calendarNotice(salonID, now, "Google Calendar no responde desde hace %d minutos. Las citas siguen entrando, con lo último que se sabía de vuestros calendarios, "+
		"y se apuntarán allí cuando vuelva. Si hoy hay algo que deba saberse, ponedlo como bloqueo en la agenda.", int(now.Sub(since).Minutes()))
}

// NoticeOfCalendarsBack tells the team that the calendars can be used again.
func NoticeOfCalendarsBack(salonID ID, now time.Time) Notice {
	return calendarNotice(salonID, now, "Google Calendar vuelve a funcionar: los calendarios se están poniendo al día.")
}

// NoticeOfCalendarClosed tells the team that one calendar is not shared with us.
// read is when it could be read last; zero: never.
func NoticeOfCalendarClosed(salonID ID, names string, read, now time.Time) Notice {
	known := "Mientras tanto cuenta lo último que se sabía de él."
	if read.IsZero() {
		known = "Mientras tanto no se sabe nada de lo que haya apuntado allí."
	}
	return calendarNotice(salonID, now, "El calendario de Google de %s ya no está abierto para las citas de WhatsApp. Las citas siguen entrando. %s "+
		"Hay que compartirlo con permiso para hacer cambios.", names, known)
}

// NoticeOfCalendarOpen tells the team that a calendar can be read again.
func NoticeOfCalendarOpen(salonID ID, names string, now time.Time) Notice {
	return calendarNotice(salonID, now, "El calendario de Google de %s vuelve a leerse.", names)
}

// NoticeOfBrake tells the team that deletions of a calendar are not believed.
func NoticeOfBrake(salonID ID, names string, deleted int, now time.Time) Notice {
	n := calendarNotice(salonID, now, "En el calendario de Google de %s han desaparecido %d eventos de golpe. Por si es un error, no se ha liberado ninguna hora ni se ha tocado ninguna cita. "+
		"Si es un error, recuperadlos de la papelera de Google; si está bien así, confirmadlo y se liberarán las horas.", names, deleted)
	n.Urgent = true
	return n
}

// NoticeOfProposal tells the team that somebody moved an appointment's event in
// the outside calendar, or, with a zero to, deleted it.
func (s *Salon) NoticeOfProposal(a Appointment, proposal ID, to Interval, now time.Time) Notice {
	stylist, _ := s.Stylist(a.StylistID)
	start := a.Start.In(s.Location)
	what := "alguien ha borrado la cita"
	then := "¿Se anula?"
	if !to.Start.IsZero() {
		at := to.Start.In(s.Location)
		what = fmt.Sprintf("alguien ha puesto el %s a las %s la cita", LongDate(DateOf(at)), ClockOf(at))
		then = "¿Se cambia?"
	}
	n := calendarNotice(s.ID, now, "En el calendario de Google de %s %s de %s (%s) del %s a las %s. La cita sigue en pie como estaba y la clienta no sabe nada. %s Propuesta %s.",
		stylist.Name, what, nameForStaff(a.Customer), s.namesOf(a), LongDate(DateOf(start)), ClockOf(start), then, proposal)
	n.AppointmentID = a.ID
	return n
}

// NoticeOfClash tells the team that busy time of an outside calendar lies on an
// appointment. It is urgent when the appointment is today.
func (s *Salon) NoticeOfClash(a Appointment, busy Interval, now time.Time) Notice {
	name := s.stylistName(a.StylistID)
	n := calendarNotice(s.ID, now, "En el calendario de Google de %s hay algo apuntado %s, encima de la cita de %s (%s) del %s. "+
		"La cita sigue en pie y la clienta no sabe nada. Si %s no puede, hay que hablar con la clienta.",
		name, s.spanForStaff(busy), nameForStaff(a.Customer), s.namesOf(a), s.staffMoment(a.Start), name)
	n.Kind, n.AppointmentID = NoticeClash, a.ID
	n.Urgent = DateOf(a.Start.In(s.Location)) == s.Today(now)
	return n
}
