package salon_test

import (
	"testing"
	"time"

	"atrevete/internal/salon"
)

// The demo salon opens Tuesday to Friday 10–20 and Saturday 9–14; here it also
// shuts at midday on Wednesdays and closes on Thursday 8 October.
func TestTheTeamsTimeRunsWhileTheSalonIsOpen(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Opening[3] = []salon.Hours{{Start: 10 * 60, End: 14 * 60}, {Start: 16 * 60, End: 20 * 60}}
	closures := []salon.Closure{{StartsOn: salon.Date{Year: 2026, Month: 10, Day: 8}, EndsOn: salon.Date{Year: 2026, Month: 10, Day: 8}}}
	for name, c := range map[string]struct{ called, opens, remind string }{
		"in the middle of the day":      {"2026-10-06 11:00", "", "2026-10-06 11:30"},
		"the moment it opens":           {"2026-10-06 10:00", "", "2026-10-06 10:30"},
		"a minute before it opens":      {"2026-10-06 09:59", "2026-10-06 10:00", "2026-10-06 10:30"},
		"with just enough time":         {"2026-10-06 19:29", "", "2026-10-06 19:59"},
		"too short before it closes":    {"2026-10-06 19:30", "2026-10-07 10:00", "2026-10-07 10:30"},
		"the moment it closes":          {"2026-10-06 20:00", "2026-10-07 10:00", "2026-10-07 10:30"},
		"before the midday break":       {"2026-10-07 13:45", "2026-10-07 16:00", "2026-10-07 16:30"},
		"a closed day is no day":        {"2026-10-07 21:00", "2026-10-09 10:00", "2026-10-09 10:30"},
		"over the weekend":              {"2026-10-10 13:50", "2026-10-13 10:00", "2026-10-13 10:30"},
		"over the end of summer time":   {"2026-10-24 15:00", "2026-10-27 10:00", "2026-10-27 10:30"},
		"over the beginning of it":      {"2026-03-28 15:00", "2026-03-31 10:00", "2026-03-31 10:30"},
		"in the small hours of the day": {"2026-10-10 02:30", "2026-10-10 09:00", "2026-10-10 09:30"},
	} {
		got := s.StaffWait(at(t, c.called), closures)
		var opens time.Time
		if c.opens != "" {
			opens = at(t, c.opens)
		}
		if !got.Opens.Equal(opens) || !got.Remind.Equal(at(t, c.remind)) {
			t.Errorf("%s: opens %s, remind %s", name, got.Opens, got.Remind)
		}
	}
	if !s.OpenAt(at(t, "2026-10-07 10:00"), closures) || s.OpenAt(at(t, "2026-10-07 14:00"), closures) || s.OpenAt(at(t, "2026-10-08 11:00"), closures) {
		t.Error("when it is open is wrong")
	}
	s.Opening = salon.WeekHours{}
	if got := s.StaffWait(at(t, "2026-10-06 11:00"), nil); !got.Opens.IsZero() || !got.Remind.Equal(at(t, "2026-10-06 11:30")) {
		t.Errorf("a salon that never opens: %+v", got)
	}
}
