package salon

import (
	"fmt"
	"strings"
	"time"
)

// Absence is a stretch in which a stylist cannot work. Why is the salon's
// business: customers and notices never hear the reason.
type Absence struct {
	ID        ID
	StylistID ID
	During    Interval
	Reason    string
	Affected  int // appointments that customers were told about
}

// AbsenceCase is an appointment that an absence makes impossible.
type AbsenceCase struct {
	Appointment Appointment
	Phone       string // of whoever booked it
	Told        bool   // the customer is being told; false: there is nowhere to write to
}

// NoticeOfStylistAway tells the team whose appointments an absence makes
// impossible, and whom somebody has to call.
func (s *Salon) NoticeOfStylistAway(a Absence, cases []AbsenceCase, now time.Time) Notice {
	var b strings.Builder
	fmt.Fprintf(&b, "%s no está %s. Citas afectadas: %d.", s.stylistName(a.StylistID), s.spanForStaff(a.During), len(cases))
	urgent := false
	for _, c := range cases {
		told := "Maite le escribe ahora"
		if !c.Told {
			told = "no tiene conversación: hay que llamar"
			if c.Phone != "" {
				told += " al " + c.Phone
			}
		}
		fmt.Fprintf(&b, "\n- %s: %s, %s (%d min). %s.", s.staffMoment(c.Appointment.Start), nameForStaff(c.Appointment.Customer),
			s.namesOf(c.Appointment), c.Appointment.Minutes, strings.ToUpper(told[:1])+told[1:])
		urgent = urgent || s.soon(c.Appointment.Start, now)
	}
	return Notice{SalonID: s.ID, Kind: NoticeStylistAway, Urgent: urgent, CreatedAt: now, Text: b.String()}
}

// spanForStaff writes a stretch: within a day, or over several.
func (s *Salon) spanForStaff(during Interval) string {
	start, end := during.Start.In(s.Location), during.End.In(s.Location)
	if DateOf(start) == DateOf(end.Add(-time.Second)) {
		return fmt.Sprintf("el %s de %s a %s", LongDate(DateOf(start)), ClockOf(start), ClockOf(end))
	}
	return fmt.Sprintf("del %s al %s", s.staffMoment(start), s.staffMoment(end))
}
