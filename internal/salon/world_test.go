package salon_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/seed"
)

// demo is the demonstration salon; ids are kind:slug.
func demo(t testing.TB) *salon.Salon {
	t.Helper()
	parsed, faults := salon.ParseSeed(seed.Demo())
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	s, err := parsed.Salon(func(kind, slug string) salon.ID { return salon.ID(kind + ":" + slug) })
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func service(slug string) salon.ID { return salon.ID(salon.KindService + ":" + slug) }
func pack(slug string) salon.ID    { return salon.ID(salon.KindPack + ":" + slug) }
func stylist(slug string) salon.ID { return salon.ID(salon.KindStylist + ":" + slug) }

// visit of services by slug; a slug that begins with "pack:" is the pack.
func visit(slugs ...string) salon.Visit {
	var v salon.Visit
	for _, slug := range slugs {
		if strings.HasPrefix(slug, "pack:") {
			v.Pack = salon.ID(slug)
			continue
		}
		v.Services = append(v.Services, service(slug))
	}
	return v
}

func plan(t testing.TB, s *salon.Salon, slugs ...string) salon.Plan {
	t.Helper()
	p, err := s.Catalogue.Plan(visit(slugs...))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func madrid(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// at reads "2026-10-06 18:20" in Madrid.
func at(t testing.TB, text string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", text, madrid(t))
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func date(t testing.TB, text string) salon.Date {
	t.Helper()
	d, err := salon.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// onlyFree makes an occupancy of the days from..to in which nothing is free but
// the windows, written "2026-10-09 pilar 10:30-11:30 17:00-18:00".
func onlyFree(t testing.TB, s *salon.Salon, from, to string, windows ...string) salon.Occupancy {
	t.Helper()
	occ := salon.Occupancy{Busy: map[salon.ID][]salon.Interval{}}
	free := map[salon.ID]map[string][]string{}
	for _, w := range windows {
		parts := strings.Fields(w)
		id := stylist(parts[1])
		if free[id] == nil {
			free[id] = map[string][]string{}
		}
		free[id][parts[0]] = append(free[id][parts[0]], parts[2:]...)
	}
	for _, one := range s.Team {
		for d := date(t, from); !d.After(date(t, to)); d = d.AddDays(1) {
			bounds := d.Bounds(s.Location)
			begin := bounds.Start
			for _, w := range free[one.ID][d.String()] {
				open, shut, _ := strings.Cut(w, "-")
				occ.Busy[one.ID] = append(occ.Busy[one.ID], salon.Interval{Start: begin, End: at(t, d.String()+" "+open)})
				begin = at(t, d.String()+" "+shut)
			}
			occ.Busy[one.ID] = append(occ.Busy[one.ID], salon.Interval{Start: begin, End: bounds.End})
		}
	}
	return occ
}

// sharedWorld is the world of the conversation specification, 3.0.
func sharedWorld(t testing.TB, s *salon.Salon) salon.Occupancy {
	t.Helper()
	occ := onlyFree(t, s, "2026-11-25", "2027-02-23",
		"2026-11-25 ana 16:30-17:10", "2026-11-25 victor 18:00-18:40",
		"2026-11-26 marta 10:00-10:40", "2026-11-26 ana 11:30-12:10", "2026-11-26 pilar 16:00-16:40 17:00-17:40",
		"2026-11-26 rosa 10:00-11:45 15:30-17:15",
		"2026-11-27 pilar 10:30-11:10", "2026-11-27 marta 12:30-13:10 17:00-17:40", "2026-11-27 ana 18:30-19:10",
		"2026-11-27 victor 19:15-19:55", "2026-11-27 rosa 16:00-17:30",
		"2026-11-28 victor 10:00-10:40", "2026-11-28 ana 13:00-13:40",
		"2026-12-02 ana 10:30-11:10", "2026-12-02 harol 11:30-12:10",
		"2026-12-03 marta 10:00-10:40", "2026-12-03 pilar 18:00-18:40",
		"2026-12-04 ana 12:00-12:40", "2026-12-04 victor 17:00-17:40", "2026-12-05 victor 11:00-11:40",
		"2026-12-09 ana 10:00-10:40", "2026-12-09 marta 12:00-12:40", "2026-12-10 pilar 11:00-11:40",
		"2026-12-11 pilar 10:00-10:40 17:00-17:40", "2026-12-12 victor 10:00-12:00",
		"2026-12-29 ana 10:00-10:40", "2026-12-30 marta 16:00-16:40",
	)
	occ.Closures = demoClosures()
	return occ
}

func demoClosures() []salon.Closure {
	parsed, _ := salon.ParseSeed(seed.Demo())
	var out []salon.Closure
	for _, c := range parsed.Closures {
		out = append(out, c.Closure())
	}
	return out
}

// show writes slots as "27 10:30 pilar".
func show(s *salon.Salon, slots []salon.Slot) string {
	var out []string
	for _, slot := range slots {
		start := slot.Start.In(s.Location)
		_, name, _ := strings.Cut(string(slot.StylistID), ":")
		out = append(out, fmt.Sprintf("%d %s %s", start.Day(), salon.ClockOf(start), name))
	}
	return strings.Join(out, ", ")
}
