package salon

import "time"

// RefusalReason says why a day has nothing to offer.
type RefusalReason string

// The reasons, in the order in which they are weighed.
const (
	RefusedPast       RefusalReason = "past"           // the day, or the hour today, is over
	RefusedTooFar     RefusalReason = "too_far"        // beyond max_days_ahead: LastDay
	RefusedHoliday    RefusalReason = "holiday"        // a closure: Holiday
	RefusedWeekday    RefusalReason = "closed_weekday" // never open on this weekday
	RefusedCategory   RefusalReason = "category"       // the stylist does not do this kind of service
	RefusedStylistOff RefusalReason = "stylist_off"    // the stylist does not work on this weekday
	RefusedHours      RefusalReason = "hours"          // outside opening hours: Hours
	RefusedLead       RefusalReason = "lead"           // sooner than same_day_lead_minutes from now
	RefusedFull       RefusalReason = "full"           // nothing of the above: everything is taken
)

// Refusal is why a day has nothing to offer, with the facts needed to say so.
type Refusal struct {
	Reason  RefusalReason
	Date    Date
	Holiday string  // name of the closure
	Hours   []Hours // when the salon opens that day
	LastDay Date    // last date that can be booked
}

// Refuse explains why a query for the single day q.From finds nothing. Ask it
// only after FindSlots found nothing: it takes for granted that what it cannot
// see, namely what is taken, is the reason when no other is.
func Refuse(s *Salon, closures []Closure, q Query) Refusal {
	day := s.Day(q.From, closures)
	r := Refusal{Date: q.From, Hours: day.Hours, Holiday: day.Holiday, LastDay: s.LastDay(q.Now)}
	stylist, named := s.Stylist(q.Stylist)
	switch {
	case q.From.Before(s.Today(q.Now)):
		r.Reason = RefusedPast
	case q.From.After(r.LastDay):
		r.Reason = RefusedTooFar
	case day.Holiday != "":
		r.Reason = RefusedHoliday
	case day.Weekday:
		r.Reason = RefusedWeekday
	case named && !stylist.Does(q.Plan.Category):
		r.Reason = RefusedCategory
	case named && len(stylist.Hours.On(q.From.Weekday())) == 0:
		r.Reason = RefusedStylistOff
	case !q.meets(day.Hours):
		r.Reason = RefusedHours
	default:
		r.Reason = s.refuseHour(q, day)
	}
	return r
}

// meets reports whether a start that the query wants could lie in the hours.
func (q Query) meets(hours []Hours) bool {
	for _, h := range hours {
		last := h.End - ClockTime(q.Plan.Minutes)
		switch {
		case q.Exact > 0 && (q.Exact < h.Start || q.Exact >= h.End):
		case q.Earliest > 0 && q.Earliest >= h.End:
		case q.Latest > 0 && q.Latest < h.Start:
		case q.EndBy > 0 && q.EndBy <= h.Start:
		case last < h.Start:
		default:
			return true
		}
	}
	return false
}

// refuseHour tells an hour that is over or too near from one that is taken.
func (s *Salon) refuseHour(q Query, day Day) RefusalReason {
	latest := day.Closes() - ClockTime(q.Plan.Minutes) // the last start that would count
	for _, bound := range []ClockTime{q.Exact, q.Latest} {
		if bound > 0 {
			latest = min(latest, bound)
		}
	}
	if q.EndBy > 0 {
		latest = min(latest, q.EndBy-ClockTime(q.Plan.Minutes))
	}
	at := day.Date.At(max(latest, 0), s.Location)
	switch lead := time.Duration(s.Policies.SameDayLeadMinutes) * time.Minute; {
	case at.Before(q.Now):
		return RefusedPast
	case at.Before(q.Now.Add(lead)):
		return RefusedLead
	}
	return RefusedFull
}
