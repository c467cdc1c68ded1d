package salon_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"atrevete/internal/salon"
)

// bruteForce is the rule of availability read aloud: every minute of every
// candidate is looked at, one by one. Starts come in order; within a start in
// the order of the team.
func bruteForce(s *salon.Salon, occ salon.Occupancy, q salon.Query) []salon.Slot {
	var out []salon.Slot
	for d := s.Today(q.Now); !d.After(s.LastDay(q.Now)); d = d.AddDays(1) {
		if (!q.From.IsZero() && d.Before(q.From)) || (!q.To.IsZero() && d.After(q.To)) {
			continue
		}
		for c := salon.ClockTime(0); c < 24*60; c += salon.ClockTime(s.Policies.SlotGridMinutes) {
			start := d.At(c, s.Location)
			if salon.DateOf(start) != d || salon.ClockOf(start) != c || !wished(s, q, d, c) {
				continue
			}
			for _, one := range s.Team {
				if eligible(one, q) && minuteByMinute(s, occ, q, one, start) {
					out = append(out, salon.Slot{StylistID: one.ID, Start: start, Minutes: q.Plan.Minutes})
				}
			}
		}
	}
	return out
}

func eligible(one salon.Stylist, q salon.Query) bool {
	return one.Does(q.Plan.Category) && (q.Stylist == "" || q.Stylist == one.ID) && !slices.Contains(q.Exclude, one.ID)
}

func wished(s *salon.Salon, q salon.Query, d salon.Date, c salon.ClockTime) bool {
	start := d.At(c, s.Location)
	end := start.Add(time.Duration(q.Plan.Minutes) * time.Minute)
	lead := time.Duration(s.Policies.SameDayLeadMinutes) * time.Minute
	return !start.Before(q.Now.Add(lead)) &&
		(q.Earliest == 0 || c >= q.Earliest) &&
		(q.Latest == 0 || c <= q.Latest) &&
		(q.Exact == 0 || c == q.Exact) &&
		(q.EndBy == 0 || !end.After(d.At(q.EndBy, s.Location)))
}

// minuteByMinute walks through the visit.
func minuteByMinute(s *salon.Salon, occ salon.Occupancy, q salon.Query, one salon.Stylist, start time.Time) bool {
	d := salon.DateOf(start)
	for _, c := range occ.Closures {
		if c.Covers(d) {
			return false
		}
	}
	for m := range q.Plan.Minutes {
		minute := salon.Interval{Start: start.Add(time.Duration(m) * time.Minute), End: start.Add(time.Duration(m+1) * time.Minute)}
		if !inHours(s, s.Opening, d, minute) {
			return false
		}
		busy := slices.ContainsFunc(q.Plan.Busy, func(b salon.Span) bool { return b.From <= m && m < b.To })
		if !busy {
			continue
		}
		if !inHours(s, one.Hours, d, minute) || slices.ContainsFunc(occ.Busy[one.ID], minute.Overlaps) {
			return false
		}
	}
	return true
}

func inHours(s *salon.Salon, week salon.WeekHours, d salon.Date, minute salon.Interval) bool {
	for _, h := range week.On(d.Weekday()) {
		if !minute.Start.Before(d.At(h.Start, s.Location)) && !minute.End.After(d.At(h.End, s.Location)) {
			return true
		}
	}
	return false
}

// world is a random salon with random days around a random date; the dates on
// which the clocks change are among the likeliest.
type world struct {
	salon *salon.Salon
	occ   salon.Occupancy
	now   time.Time
}

func drawWorld(t *rapid.T) world {
	loc, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	base := rapid.SampledFrom([]string{"2026-10-24", "2026-10-25", "2027-03-27", "2027-03-28", "2026-11-25", "2026-12-30"}).Draw(t, "base")
	day, err := salon.ParseDate(base)
	if err != nil {
		t.Fatal(err)
	}
	policies := salon.DefaultPolicies()
	policies.SlotGridMinutes = rapid.SampledFrom([]int{5, 10, 15, 20, 30, 60}).Draw(t, "grid")
	policies.SameDayLeadMinutes = rapid.IntRange(0, 120).Draw(t, "lead")
	policies.MaxDaysAhead = rapid.IntRange(1, 4).Draw(t, "days ahead")
	w := world{salon: &salon.Salon{Location: loc, Policies: policies, Opening: drawWeek(t, "opening")}}
	w.occ.Busy = map[salon.ID][]salon.Interval{}
	w.now = day.At(0, loc).Add(time.Duration(rapid.IntRange(0, 24*3600).Draw(t, "now")) * time.Second)
	for i := range rapid.IntRange(1, 3).Draw(t, "team") {
		one := salon.Stylist{ID: salon.ID(fmt.Sprintf("s%d", i)), Hours: drawWeek(t, "hours")}
		one.Categories = rapid.SampledFrom([][]salon.Category{
			{salon.Hairdressing}, {salon.Aesthetics}, {salon.Hairdressing, salon.Aesthetics},
		}).Draw(t, "categories")
		w.salon.Team = append(w.salon.Team, one)
		for range rapid.IntRange(0, 8).Draw(t, "taken") {
			start := day.At(0, loc).Add(time.Duration(rapid.IntRange(0, 5*24*60).Draw(t, "from")) * time.Minute)
			start = start.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 0, 30}).Draw(t, "seconds")) * time.Second)
			length := time.Duration(rapid.IntRange(0, 300).Draw(t, "length")) * time.Minute
			w.occ.Busy[one.ID] = append(w.occ.Busy[one.ID], salon.Interval{Start: start, End: start.Add(length)})
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "closure") == 0 {
		from := day.AddDays(rapid.IntRange(-1, 3).Draw(t, "closed from"))
		w.occ.Closures = []salon.Closure{{StartsOn: from, EndsOn: from.AddDays(rapid.IntRange(0, 2).Draw(t, "closed for")), Reason: "Fiesta"}}
	}
	return w
}

// drawWeek makes hours that often cover the night, when the clocks change.
func drawWeek(t *rapid.T, label string) salon.WeekHours {
	week := salon.WeekHours{}
	for day := 1; day <= 7; day++ {
		edges := rapid.SliceOfNDistinct(rapid.IntRange(0, 24*12), 4, 4, rapid.ID[int]).Draw(t, label)
		slices.Sort(edges)
		first := salon.Hours{Start: salon.ClockTime(edges[0] * 5), End: salon.ClockTime(edges[1] * 5)}
		second := salon.Hours{Start: salon.ClockTime(edges[2] * 5), End: salon.ClockTime(edges[3] * 5)}
		switch rapid.IntRange(0, 6).Draw(t, label+" shape") {
		case 0: // closed
		case 1:
			week[day] = []salon.Hours{{Start: 0, End: 24 * 60}}
		case 2:
			week[day] = []salon.Hours{{Start: first.Start, End: second.End}}
		case 3: // ranges that touch
			week[day] = []salon.Hours{first, {Start: first.End, End: second.End}}
		default:
			week[day] = []salon.Hours{first, second}
		}
	}
	return week
}

func drawPlan(t *rapid.T) salon.Plan {
	p := salon.Plan{Category: rapid.SampledFrom([]salon.Category{salon.Hairdressing, salon.Aesthetics}).Draw(t, "category")}
	p.Visit = salon.Visit{Services: []salon.ID{salon.ID(rapid.StringMatching(`[a-c]{1,2}`).Draw(t, "service"))}}
	for i := range rapid.IntRange(1, 3).Draw(t, "parts") {
		if i > 0 {
			p.Minutes += rapid.IntRange(1, 40).Draw(t, "pause")
		}
		busy := rapid.IntRange(1, 60).Draw(t, "busy")
		p.Busy = append(p.Busy, salon.Span{From: p.Minutes, To: p.Minutes + busy})
		p.Minutes += busy
	}
	return p
}

func drawQuery(t *rapid.T, w world) salon.Query {
	q := salon.Query{Plan: drawPlan(t), Now: w.now}
	clock := func(label string) salon.ClockTime {
		if rapid.IntRange(0, 3).Draw(t, label+" given") > 0 {
			return 0
		}
		return salon.ClockTime(rapid.IntRange(1, 24*60).Draw(t, label))
	}
	q.Earliest, q.Latest, q.EndBy = clock("earliest"), clock("latest"), clock("end by")
	if rapid.IntRange(0, 9).Draw(t, "exact given") == 0 {
		q.Exact = salon.ClockTime(rapid.IntRange(1, 95).Draw(t, "exact") * 15)
	}
	if rapid.Bool().Draw(t, "range given") {
		q.From = w.salon.Today(w.now).AddDays(rapid.IntRange(-1, 3).Draw(t, "first day"))
		q.To = q.From.AddDays(rapid.IntRange(-1, 3).Draw(t, "days"))
	}
	switch rapid.IntRange(0, 4).Draw(t, "stylist wish") {
	case 0:
		q.Stylist = w.salon.Team[0].ID
	case 1:
		q.Exclude = []salon.ID{w.salon.Team[0].ID}
	}
	return q
}

// teamOrder sorts slots by start, then by the order of the team: the order of
// bruteForce, whatever the ranking within an hour.
func teamOrder(s *salon.Salon, slots []salon.Slot) []salon.Slot {
	rank := map[salon.ID]int{}
	for i, one := range s.Team {
		rank[one.ID] = i
	}
	sorted := slices.Clone(slots)
	slices.SortFunc(sorted, func(a, b salon.Slot) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(rank[a.StylistID], rank[b.StylistID]))
	})
	return sorted
}

func sameSlots(a, b []salon.Slot) bool {
	return slices.EqualFunc(a, b, func(x, y salon.Slot) bool {
		return x.StylistID == y.StylistID && x.Start.Equal(y.Start) && x.Minutes == y.Minutes
	})
}

func TestAvailabilityAgreesWithBruteForce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		q := drawQuery(t, w)
		found := salon.FindSlots(w.salon, w.occ, q)
		want := bruteForce(w.salon, w.occ, q)
		if !sameSlots(teamOrder(w.salon, found), want) {
			t.Fatalf("found %v\n want %v", plain(found), plain(want))
		}
		if !slices.IsSortedFunc(found, func(a, b salon.Slot) int { return a.Start.Compare(b.Start) }) {
			t.Fatalf("not in order of time: %v", plain(found))
		}
		checkIDs(t, found)
		checkLimits(t, w, q, found)
	})
}

func checkIDs(t *rapid.T, found []salon.Slot) {
	ids := map[string]bool{}
	for _, s := range found {
		if len(s.ID) != 13 || ids[s.ID] {
			t.Fatalf("id %q is not 13 characters long, or not unique", s.ID)
		}
		ids[s.ID] = true
	}
}

func checkLimits(t *rapid.T, w world, q salon.Query, found []salon.Slot) {
	q.PerDay = rapid.IntRange(0, 3).Draw(t, "per day")
	q.Limit = rapid.IntRange(0, 6).Draw(t, "limit")
	var want []salon.Slot
	perDay := map[salon.Date]int{}
	for _, s := range found {
		d := salon.DateOf(s.Start)
		if q.PerDay > 0 && perDay[d] == q.PerDay || q.Limit > 0 && len(want) == q.Limit {
			continue
		}
		perDay[d]++
		want = append(want, s)
	}
	if got := salon.FindSlots(w.salon, w.occ, q); !slices.Equal(got, want) {
		t.Fatalf("limited to %d a day, %d in all: %v\n want %v", q.PerDay, q.Limit, plain(got), plain(want))
	}
}

func TestFitsAgreesWithBruteForce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		q := salon.Query{Plan: drawPlan(t), Now: w.now}
		one := rapid.SampledFrom(w.salon.Team).Draw(t, "stylist")
		start := w.salon.Today(w.now).AddDays(rapid.IntRange(-1, 3).Draw(t, "day")).
			At(salon.ClockTime(rapid.IntRange(0, 24*12-1).Draw(t, "hour")*5), w.salon.Location)
		slot := salon.Slot{StylistID: one.ID, Start: start, Minutes: q.Plan.Minutes}
		want := slices.ContainsFunc(bruteForce(w.salon, w.occ, q), func(s salon.Slot) bool {
			return s.StylistID == one.ID && s.Start.Equal(start)
		})
		if got := salon.Fits(w.salon, w.occ, slot, q); got != want {
			t.Fatalf("%s with %s fits: %t, want %t", start, one.ID, got, want)
		}
	})
}

// plain writes slots for a failure.
func plain(slots []salon.Slot) []string {
	var out []string
	for _, s := range slots {
		out = append(out, string(s.StylistID)+" "+s.Start.Format("Mon 2 Jan 15:04 MST"))
	}
	return out
}

func TestOffersAreRealDistinctAndComplete(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		q := drawQuery(t, w)
		found := salon.FindSlots(w.salon, w.occ, q)
		rule := salon.OfferRule{N: rapid.IntRange(1, 4).Draw(t, "n"), LatestFirst: rapid.Bool().Draw(t, "latest first")}
		if rapid.Bool().Draw(t, "prefer") {
			rule.Prefer = w.salon.Team[len(w.salon.Team)-1].ID
		}
		for round := 0; ; round++ {
			next := salon.ChooseOffers(found, rule)
			if want := min(rule.N, len(found)-len(rule.Shown)); len(next) != want {
				t.Fatalf("round %d shows %d slots, want %d", round, len(next), want)
			}
			for _, s := range next {
				if !slices.Contains(found, s) || slices.Contains(rule.Shown, s) {
					t.Fatalf("round %d shows %v, which is not free or was shown", round, plain([]salon.Slot{s}))
				}
			}
			if round == 0 && len(next) > 0 && rule.Prefer == "" && !rule.LatestFirst && next[0] != found[0] {
				t.Fatalf("the first offer is %v, the earliest start %v", plain(next[:1]), plain(found[:1]))
			}
			if len(next) == 0 {
				return
			}
			rule.Shown = append(rule.Shown, next...)
		}
	})
}

func BenchmarkFindSlots(b *testing.B) {
	for _, c := range []struct {
		name     string
		load     float64 // share of the working day that is taken
		shuffled bool
		limit    int
	}{{"busy", 0.7, false, 0}, {"busy_unsorted", 0.7, true, 0}, {"half", 0.5, false, 0}, {"empty", 0, false, 0}, {"empty_limit_200", 0, false, 200}} {
		b.Run(c.name, func(b *testing.B) {
			s, occ, q := benchWorld(b, c.load, c.shuffled)
			q.Limit = c.limit
			b.ReportAllocs()
			found := 0
			for b.Loop() {
				found = len(salon.FindSlots(s, occ, q))
			}
			b.ReportMetric(float64(found), "slots")
		})
	}
}

// benchWorld is ten stylists over fourteen days; every appointment has two busy parts.
func benchWorld(b *testing.B, load float64, shuffled bool) (*salon.Salon, salon.Occupancy, salon.Query) {
	s := demo(b)
	s.Team = nil
	occ := salon.Occupancy{Busy: map[salon.ID][]salon.Interval{}, Closures: demoClosures()}
	from := date(b, "2026-11-24")
	for i := range 10 {
		one := salon.Stylist{ID: salon.ID(fmt.Sprintf("0198c0de-0000-7000-8000-%012d", i)), Categories: []salon.Category{salon.Hairdressing}, Hours: s.Opening}
		s.Team = append(s.Team, one)
		for d := range 14 {
			for k := 0.0; k < load*10; k++ { // an hour each, 25 busy, 20 free, 15 busy
				start := from.AddDays(d).At(salon.ClockTime(600+60*((int(k)*7+i+d)%10)), s.Location)
				occ.Busy[one.ID] = append(occ.Busy[one.ID],
					salon.Interval{Start: start, End: start.Add(25 * time.Minute)},
					salon.Interval{Start: start.Add(45 * time.Minute), End: start.Add(time.Hour)})
			}
		}
		if !shuffled {
			slices.SortFunc(occ.Busy[one.ID], func(x, y salon.Interval) int { return x.Start.Compare(y.Start) })
		}
	}
	return s, occ, salon.Query{Plan: plan(b, s, "mechas"), From: from, To: from.AddDays(13), Now: at(b, "2026-11-23 11:00")}
}
