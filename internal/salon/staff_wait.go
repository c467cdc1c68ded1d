package salon

import "time"

// StaffPatience is how long a customer who was handed to a person waits, while
// the salon is open, before the team is told again.
const StaffPatience = 30 * time.Minute

// StaffWait is when something is done about a customer who waits for a person:
// the team is told again at Remind; she is told that the salon is open at Opens,
// which is zero when the team still has time before it closes.
type StaffWait struct {
	Opens  time.Time
	Remind time.Time
}

// StaffWait works it out for a customer who waits from an instant on. While the
// salon is closed nobody is late: the team's time begins when it opens next.
func (s *Salon) StaffWait(from time.Time, closures []Closure) StaffWait {
	remind := from.Add(StaffPatience)
	if s.openThrough(from, remind, closures) {
		return StaffWait{Remind: remind}
	}
	opens, ok := s.NextOpening(from, closures)
	if !ok {
		return StaffWait{Remind: remind} // it never opens: the team is told all the same
	}
	return StaffWait{Opens: opens, Remind: opens.Add(StaffPatience)}
}

// OpenAt reports whether the salon is open at an instant.
func (s *Salon) OpenAt(at time.Time, closures []Closure) bool { return s.openThrough(at, at, closures) }

// openThrough reports whether one opening holds both instants; the instant at
// which it closes is no part of it.
func (s *Salon) openThrough(from, to time.Time, closures []Closure) bool {
	day := DateOf(from.In(s.Location))
	for _, h := range joinHours(s.Day(day, closures).Hours) {
		if !from.Before(day.At(h.Start, s.Location)) && to.Before(day.At(h.End, s.Location)) {
			return true
		}
	}
	return false
}

// NextOpening is when the salon opens next after an instant; false when it does
// not within a year.
func (s *Salon) NextOpening(after time.Time, closures []Closure) (time.Time, bool) {
	day := DateOf(after.In(s.Location))
	for range 366 {
		for _, h := range joinHours(s.Day(day, closures).Hours) {
			if at := day.At(h.Start, s.Location); at.After(after) {
				return at, true
			}
		}
		day = day.AddDays(1)
	}
	return time.Time{}, false
}
