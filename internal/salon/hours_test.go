package salon_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"atrevete/internal/salon"
)

func TestASalonDayHas23Or25HoursWhenTheClocksChange(t *testing.T) {
	t.Parallel()
	loc := madrid(t)
	for day, hours := range map[string]int{"2026-10-25": 25, "2027-03-28": 23, "2026-11-25": 24} {
		b := date(t, day).Bounds(loc)
		if got := b.End.Sub(b.Start); got != time.Duration(hours)*time.Hour {
			t.Errorf("%s lasts %s, want %d h", day, got, hours)
		}
		if salon.DateOf(b.Start) != date(t, day) || salon.DateOf(b.End.Add(-time.Second)) != date(t, day) {
			t.Errorf("%s is bounded by %s and %s", day, b.Start, b.End)
		}
	}
}

func TestSlotsKeepTheirWallClockAcrossTheChange(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Opening[7] = []salon.Hours{{Start: 0, End: 24 * 60}}
	for i := range s.Team {
		s.Team[i].Hours[7] = []salon.Hours{{Start: 0, End: 24 * 60}}
	}
	for day, want := range map[string]int{"2026-10-25": 96, "2027-03-28": 92} {
		d := date(t, day)
		q := salon.Query{Plan: plan(t, s, "corte"), Stylist: stylist("ana"), From: d, To: d, Now: d.AddDays(-2).At(600, s.Location)}
		found := salon.FindSlots(s, salon.Occupancy{}, q)
		seen := map[salon.ClockTime]bool{}
		for _, slot := range found {
			seen[salon.ClockOf(slot.Start)] = true
		}
		// The last starts that fit before midnight are 23:15 and 23:20 is off the grid.
		if len(found) != want-2 || len(seen) != len(found) || !seen[23*60+15] || seen[2*60] != (want == 96) {
			t.Errorf("%s: %d starts, %d different hours", day, len(found), len(seen))
		}
	}
}

func TestDaysOpenAndClosed(t *testing.T) {
	t.Parallel()
	s := demo(t)
	closures := append(demoClosures(), salon.Closure{StartsOn: date(t, "2026-12-29"), EndsOn: date(t, "2026-12-30")})
	for day, c := range map[string]struct {
		open    bool
		weekday bool
		holiday string
	}{
		"2026-11-25": {open: true},
		"2026-11-28": {open: true},
		"2026-11-29": {weekday: true},
		"2026-12-08": {holiday: "Inmaculada Concepción"},
		"2026-12-07": {holiday: "Día de la Constitución Española (traslado del domingo 6)"}, // a Monday: the feast is the better reason
		"2026-12-30": {holiday: "cierre"},
	} {
		got := s.Day(date(t, day), closures)
		if got.Open() != c.open || got.Weekday != c.weekday || got.Holiday != c.holiday {
			t.Errorf("%s: %+v", day, got)
		}
	}
	saturday := s.Day(date(t, "2026-11-28"), nil)
	if saturday.Opens() != 540 || saturday.Closes() != 840 {
		t.Errorf("Saturday from %s to %s", saturday.Opens(), saturday.Closes())
	}
	sunday := s.Day(date(t, "2026-11-29"), nil)
	if sunday.Opens() != 0 || sunday.Closes() != 0 {
		t.Errorf("Sunday from %s to %s", sunday.Opens(), sunday.Closes())
	}
	if next, ok := s.NextOpenDay(date(t, "2026-12-06"), closures); !ok || next.Date != date(t, "2026-12-09") {
		t.Errorf("after the long weekend it opens on %s", next.Date)
	}
	s.Opening = nil
	if _, ok := s.NextOpenDay(date(t, "2026-12-06"), closures); ok {
		t.Error("a salon that never opens has a next open day")
	}
}

func TestSpokenHours(t *testing.T) {
	t.Parallel()
	long, split := []salon.Hours{{Start: 600, End: 1200}}, []salon.Hours{{Start: 570, End: 840}, {Start: 960, End: 1200}}
	for name, c := range map[string]struct {
		week         salon.WeekHours
		open, closed string
	}{
		"as it is": {
			salon.WeekHours{2: long, 3: long, 4: long, 5: long, 6: {{Start: 540, End: 840}}},
			"de martes a viernes de 10:00 a 20:00 y los sábados de 9:00 a 14:00", "los lunes y los domingos",
		},
		"two days, a break": {
			salon.WeekHours{1: split, 2: split, 4: long, 7: long},
			"los lunes y los martes de 9:30 a 14:00 y de 16:00 a 20:00, los jueves de 10:00 a 20:00 y los domingos de 10:00 a 20:00",
			"los miércoles, los viernes y los sábados",
		},
		"always": {
			salon.WeekHours{1: long, 2: long, 3: long, 4: long, 5: long, 6: long, 7: long},
			"de lunes a domingo de 10:00 a 20:00", "ningún día",
		},
		"one day off": {
			salon.WeekHours{1: long, 2: long, 3: long, 4: long, 5: long, 6: long},
			"de lunes a sábado de 10:00 a 20:00", "los domingos",
		},
	} {
		if got := c.week.Spoken(); got != c.open {
			t.Errorf("%s: %q, want %q", name, got, c.open)
		}
		if got := c.week.SpokenClosed(); got != c.closed {
			t.Errorf("%s: closed %q, want %q", name, got, c.closed)
		}
	}
	week := salon.WeekHours{6: {{Start: 540, End: 840}}}
	if week.SpokenDay(6) != "abrimos de 9:00 a 14:00" || week.SpokenDay(1) != "cerramos" {
		t.Errorf("%q, %q", week.SpokenDay(6), week.SpokenDay(1))
	}
}

func TestWeeksThatMakeNoSense(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		week salon.WeekHours
		want string
	}{
		"fine":      {week: salon.WeekHours{1: {{Start: 0, End: 600}, {Start: 600, End: 1440}}, 2: {}}},
		"day 8":     {salon.WeekHours{8: {{Start: 600, End: 700}}}, "weekday 8"},
		"backwards": {salon.WeekHours{1: {{Start: 700, End: 600}}}, "does not end after it starts"},
		"overlap":   {salon.WeekHours{1: {{Start: 600, End: 700}, {Start: 690, End: 800}}}, "overlaps"},
		"too late":  {salon.WeekHours{1: {{Start: 600, End: 1441}}}, "outside the day"},
	} {
		err := c.week.Validate()
		if (err == nil) != (c.want == "") || (err != nil && !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestRangesThatTouchAreOne(t *testing.T) {
	t.Parallel()
	ranges := []salon.Hours{{Start: 600, End: 700}, {Start: 700, End: 800}, {Start: 900, End: 1000}}
	if !(salon.Hours{Start: 650, End: 750}).Within(ranges) || (salon.Hours{Start: 750, End: 950}).Within(ranges) {
		t.Error("650–750 lies within 600–800, 750–950 does not")
	}
}

func TestWhyADayHasNothing(t *testing.T) {
	t.Parallel()
	s := demo(t)
	closures := demoClosures()
	cut := plan(t, s, "corte")
	long := plan(t, s, "barro-gold", "agua-lluvia", "peinado-largo", "cultura-de-color", "mechas", "peinado-extra", "corte")
	for name, c := range map[string]struct {
		query salon.Query
		want  salon.RefusalReason
	}{
		"F059: a day that is over":       {salon.Query{From: date(t, "2026-11-24")}, salon.RefusedPast},
		"F065: beyond the horizon":       {salon.Query{From: date(t, "2027-02-24")}, salon.RefusedTooFar},
		"F058: a Sunday":                 {salon.Query{From: date(t, "2026-11-29")}, salon.RefusedWeekday},
		"F060: a holiday":                {salon.Query{From: date(t, "2026-12-08")}, salon.RefusedHoliday},
		"F061: Harol on a Friday":        {salon.Query{From: date(t, "2026-11-27"), Stylist: stylist("harol")}, salon.RefusedStylistOff},
		"F066: Rosa does not cut":        {salon.Query{From: date(t, "2026-11-27"), Stylist: stylist("rosa")}, salon.RefusedCategory},
		"F057: three at night":           {salon.Query{From: date(t, "2026-11-27"), Exact: 180}, salon.RefusedHours},
		"F057: ten at night":             {salon.Query{From: date(t, "2026-11-27"), Exact: 1320}, salon.RefusedHours},
		"F043: Saturday afternoon":       {salon.Query{From: date(t, "2026-11-28")}.In(salon.Afternoon()), salon.RefusedHours},
		"before nine":                    {salon.Query{From: date(t, "2026-11-28"), Latest: 500}, salon.RefusedHours},
		"over by nine":                   {salon.Query{From: date(t, "2026-11-28"), EndBy: 540}, salon.RefusedHours},
		"too long for a Saturday":        {salon.Query{From: date(t, "2026-11-28"), Plan: long}, salon.RefusedHours},
		"F063: in half an hour":          {salon.Query{From: date(t, "2026-11-25"), Exact: 690}, salon.RefusedLead},
		"ten this morning":               {salon.Query{From: date(t, "2026-11-25"), Exact: 600}, salon.RefusedPast},
		"before noon, said at 11":        {salon.Query{From: date(t, "2026-11-25"), EndBy: 720}, salon.RefusedLead},
		"F062: a full Tuesday":           {salon.Query{From: date(t, "2026-12-01")}, salon.RefusedFull},
		"F043: last thing on a Thursday": {salon.Query{From: date(t, "2026-11-26")}.In(salon.LastThing(4)), salon.RefusedFull},
		"F061: Pilar on leave":           {salon.Query{From: date(t, "2026-12-04"), Stylist: stylist("pilar")}, salon.RefusedFull},
	} {
		q := c.query
		q.Now = at(t, "2026-11-25 11:00")
		if q.Plan.Minutes == 0 {
			q.Plan = cut
		}
		got := salon.Refuse(s, closures, q)
		if got.Reason != c.want {
			t.Errorf("%s: %s, want %s", name, got.Reason, c.want)
		}
		if got.Date != q.From || got.LastDay != date(t, "2027-02-23") {
			t.Errorf("%s: facts %+v", name, got)
		}
	}
	if got := salon.Refuse(s, closures, salon.Query{Plan: cut, From: date(t, "2026-12-08"), Now: at(t, "2026-11-25 11:00")}); got.Holiday != "Inmaculada Concepción" {
		t.Errorf("holiday %q", got.Holiday)
	}
}

func TestDatesCompareAndCount(t *testing.T) {
	t.Parallel()
	a, b := date(t, "2026-12-31"), date(t, "2027-01-01")
	if !a.Before(b) || !b.After(a) || a.Compare(a) != 0 || a.DaysUntil(b) != 1 || a.AddDays(1) != b {
		t.Error("New Year's Eve is the day before New Year")
	}
	if got := date(t, "2026-11-29").Weekday(); got != 7 {
		t.Errorf("a Sunday is weekday %d", got)
	}
	var days []salon.Date
	for _, text := range []string{"2026-03-01", "2026-02-28", "2025-12-31"} {
		days = append(days, date(t, text))
	}
	slices.SortFunc(days, salon.Date.Compare)
	if days[0].Year != 2025 || days[2].Month != 3 {
		t.Errorf("sorted: %v", days)
	}
}
