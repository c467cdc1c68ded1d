package salon_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"atrevete/internal/salon"
)

// showGroups writes groups as "9 16:00 marta + 9 16:00 ana".
func showGroups(s *salon.Salon, groups []salon.Group) string {
	var out []string
	for _, g := range groups {
		text := strings.ReplaceAll(show(s, g.Slots), ", ", " + ")
		if !g.Together {
			text += " (staggered)"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

func TestGroups(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		people [][]string
		free   []string
		want   string
	}{
		"S07: one joint start": {
			people: [][]string{{"corte"}, {"peinado"}}, free: []string{"marta 16:00-16:40", "ana 16:00-16:40"},
			want: "9 16:00 marta + 9 16:00 ana",
		},
		"hair and beauty at once": {
			people: [][]string{{"corte"}, {"depilacion-de-cejas"}}, free: []string{"marta 16:00-16:40", "rosa 16:15-16:30"},
			want: "9 16:00 marta + 9 16:15 rosa (staggered)",
		},
		"only Marta does both, so Ana cuts": {
			people: [][]string{{"corte"}, {"depilacion-de-cejas"}}, free: []string{"marta 16:00-16:40", "ana 16:00-16:40"},
			want: "9 16:00 ana + 9 16:00 marta",
		},
		"one after the other with one stylist": {
			people: [][]string{{"corte"}, {"peinado"}, {"corte-de-flequillo"}}, free: []string{"ana 10:00-12:00"},
			want: "9 10:00 ana + 9 11:00 ana + 9 10:45 ana (staggered)",
		},
		"one while the other's colour works": {
			people: [][]string{{"mechas"}, {"corte-de-flequillo"}}, free: []string{"ana 10:00-11:00"},
			want: "9 10:00 ana + 9 10:30 ana (staggered)",
		},
		"no room for both": {
			people: [][]string{{"corte"}, {"peinado"}}, free: []string{"ana 10:00-11:00"},
		},
		"nobody": {},
	} {
		s := demo(t)
		var windows []string
		for _, w := range c.free {
			windows = append(windows, "2026-10-09 "+w)
		}
		occ := onlyFree(t, s, "2026-10-09", "2026-10-09", windows...)
		var plans []salon.Plan
		for _, slugs := range c.people {
			plans = append(plans, plan(t, s, slugs...))
		}
		d := date(t, "2026-10-09")
		got := salon.FindGroups(s, occ, plans, salon.Query{From: d, To: d, Now: at(t, "2026-10-06 17:00")})
		if text := showGroups(s, got); text != c.want {
			t.Errorf("%s: %s; want %s", name, text, c.want)
		}
	}
}

func TestGroupsAreLimitedAndChosen(t *testing.T) {
	t.Parallel()
	s := demo(t)
	plans := []salon.Plan{plan(t, s, "corte"), plan(t, s, "peinado")}
	q := salon.Query{From: date(t, "2026-10-09"), To: date(t, "2026-10-10"), Now: at(t, "2026-10-06 17:00")}
	all := salon.FindGroups(s, salon.Occupancy{}, plans, q)
	shown := salon.ChooseGroups(all, 2)
	if len(shown) != 2 || shown[1].Start().Sub(shown[0].Start()) != time.Hour || !shown[0].End().Equal(at(t, "2026-10-09 10:40")) {
		t.Errorf("chosen: %s", showGroups(s, shown))
	}
	if few := salon.ChooseGroups(all[:2], 2); len(few) != 2 {
		t.Errorf("two starts a quarter of an hour apart: %s", showGroups(s, few))
	}
	q.PerDay, q.Limit = 1, 2
	if got := salon.FindGroups(s, salon.Occupancy{}, plans, q); len(got) != 2 || salon.DateOf(got[1].Start()) != date(t, "2026-10-10") {
		t.Errorf("one a day: %s", showGroups(s, got))
	}
	q.PerDay, q.Limit = 0, 3
	if got := salon.FindGroups(s, salon.Occupancy{}, plans, q); len(got) != 3 {
		t.Errorf("three in all: %s", showGroups(s, got))
	}
}

// clash reports whether two visits need one stylist at once, minute by minute.
func clash(a, b salon.Slot, p, q salon.Plan) bool {
	if a.StylistID != b.StylistID {
		return false
	}
	for _, x := range p.BusyAt(a.Start) {
		if slices.ContainsFunc(q.BusyAt(b.Start), x.Overlaps) {
			return true
		}
	}
	return false
}

// bruteGroups tries every combination of a day for two people: the joint
// starts, and the shortest stay of all combinations.
func bruteGroups(plans []salon.Plan, day [2][]salon.Slot) (joint []time.Time, shortest time.Duration) {
	shortest = -1
	for _, a := range day[0] {
		for _, b := range day[1] {
			if clash(a, b, plans[0], plans[1]) {
				continue
			}
			if a.Start.Equal(b.Start) && (len(joint) == 0 || !joint[len(joint)-1].Equal(a.Start)) {
				joint = append(joint, a.Start)
			}
			if stay := stayOf(salon.Group{Slots: []salon.Slot{a, b}}); shortest < 0 || stay < shortest {
				shortest = stay
			}
		}
	}
	return joint, shortest
}

func stayOf(g salon.Group) time.Duration { return g.End().Sub(g.Start()) }

func TestGroupsAgreeWithBruteForce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		q := salon.Query{Now: w.now}
		plans := []salon.Plan{drawPlan(t), drawPlan(t)}
		days := map[salon.Date]*[2][]salon.Slot{}
		for i, p := range plans {
			q.Plan = p
			for _, s := range bruteForce(w.salon, w.occ, q) {
				d := salon.DateOf(s.Start)
				if days[d] == nil {
					days[d] = &[2][]salon.Slot{}
				}
				days[d][i] = append(days[d][i], s)
			}
		}
		found := map[salon.Date][]salon.Group{}
		for _, g := range salon.FindGroups(w.salon, w.occ, plans, q) {
			found[salon.DateOf(g.Start())] = append(found[salon.DateOf(g.Start())], g)
			if clash(g.Slots[0], g.Slots[1], plans[0], plans[1]) {
				t.Fatalf("%v clash", plain(g.Slots))
			}
		}
		for d, day := range days {
			joint, shortest := bruteGroups(plans, *day)
			checkDay(t, found[d], joint, shortest)
		}
	})
}

func checkDay(t *rapid.T, groups []salon.Group, joint []time.Time, shortest time.Duration) {
	switch {
	case shortest < 0:
		if len(groups) > 0 {
			t.Fatalf("a group where none fits: %v", plain(groups[0].Slots))
		}
	case len(joint) == 0:
		if len(groups) != 1 || groups[0].Together || stayOf(groups[0]) != shortest {
			t.Fatalf("staggered: %d groups, want one that stays %s", len(groups), shortest)
		}
	default:
		same := slices.EqualFunc(groups, joint, func(g salon.Group, start time.Time) bool {
			return g.Together && g.Slots[0].Start.Equal(start) && g.Slots[1].Start.Equal(start) && g.Slots[0].StylistID != g.Slots[1].StylistID
		})
		if !same {
			t.Fatalf("%d joint starts, want %v", len(groups), joint)
		}
	}
}

func BenchmarkFindGroupsStaggered(b *testing.B) {
	s := demo(b)
	cejas := plan(b, s, "bioterapia-facial")
	d := date(b, "2026-10-09")
	q := salon.Query{From: d, To: d.AddDays(6), Now: at(b, "2026-10-06 17:00")}
	for b.Loop() {
		salon.FindGroups(s, salon.Occupancy{}, []salon.Plan{cejas, cejas, cejas, cejas}, q)
	}
}
