package salon_test

import (
	"testing"
	"time"

	"atrevete/internal/salon"
)

// The slots and offers that the conversation specification names.
func TestScenarioSlots(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		now      string
		visit    []string
		day      string
		free     []string
		setUp    func(*salon.Salon)
		all      string // every free slot
		offers   string // the two that are shown
		stylist  string
		minutes  int
		category salon.Category
	}{
		"S01 pack for mechas": {
			now: "2026-10-06 18:20", visit: []string{"pack:mechas-corte"}, day: "2026-10-09",
			free: []string{"pilar 10:30-11:30", "marta 12:30-13:30", "victor 17:00-18:00", "rosa 10:00-14:00"},
			all:  "9 10:30 pilar, 9 12:30 marta, 9 17:00 victor", offers: "9 10:30 pilar, 9 12:30 marta", minutes: 60,
		},
		"S08 a free consultation is short": {
			now: "2026-10-05 12:00", visit: []string{"consulta-gratuita-peluqueria"}, day: "2026-10-08",
			free: []string{"marta 10:00-10:15", "ana 11:30-11:45"},
			all:  "8 10:00 marta, 8 11:30 ana", offers: "8 10:00 marta, 8 11:30 ana", minutes: 15,
		},
		"S10 110 minutes have one start": {
			now: "2026-10-06 12:00", visit: []string{"barro-gold", "agua-lluvia", "peinado-largo"}, day: "2026-10-09",
			free: []string{"marta 9:30-11:30"},
			setUp: func(s *salon.Salon) {
				s.Opening[5] = []salon.Hours{{Start: 570, End: 1200}}
				s.Team[1].Hours[5] = []salon.Hours{{Start: 570, End: 900}}
			},
			all: "9 9:30 marta", offers: "9 9:30 marta", minutes: 110,
		},
		"S12 a Monday that is open, beauty": {
			now: "2026-10-15 11:00", visit: []string{"bioterapia-facial"}, day: "2026-10-19",
			free: []string{"rosa 11:00-12:00 16:00-17:00", "marta 10:00-20:00"},
			setUp: func(s *salon.Salon) {
				s.Opening[1] = s.Opening[2]
				s.Team[5].Hours[1] = s.Team[5].Hours[2]
				s.Team[1].Categories = []salon.Category{salon.Hairdressing}
			},
			all: "19 11:00 rosa, 19 16:00 rosa", offers: "19 11:00 rosa, 19 16:00 rosa", minutes: 60,
		},
		"S15 95 minutes of three services": {
			now: "2026-10-15 16:00", visit: []string{"corte", "cultura-de-color", "secado"}, day: "2026-10-20",
			free: []string{"marta 10:00-11:40"},
			all:  "20 10:00 marta", offers: "20 10:00 marta", minutes: 95,
		},
		"S18 lead time of an hour": {
			now: "2026-10-29 13:00", visit: []string{"corte"}, day: "2026-10-29",
			free: []string{"harol 13:30-14:10", "ana 16:30-17:10", "victor 18:00-18:40"},
			all:  "29 16:30 ana, 29 18:00 victor", offers: "29 16:30 ana, 29 18:00 victor", minutes: 40,
		},
		"P9 exactly 60 minutes are enough": {
			now: "2026-10-29 12:30", visit: []string{"corte"}, day: "2026-10-29",
			free: []string{"harol 13:30-14:10"},
			all:  "29 13:30 harol", offers: "29 13:30 harol", minutes: 40,
		},
		"F001 peinado": {
			now: "2026-11-25 11:00", visit: []string{"peinado"}, day: "2026-12-12", free: []string{"victor 10:00-12:00"},
			all:    "12 10:00 victor, 12 10:15 victor, 12 10:30 victor, 12 10:45 victor, 12 11:00 victor, 12 11:15 victor",
			offers: "12 10:00 victor, 12 11:00 victor", minutes: 40,
		},
		"F001 peinado extra": {
			now: "2026-11-25 11:00", visit: []string{"peinado-extra"}, day: "2026-12-12", free: []string{"victor 10:00-12:00"},
			all:    "12 10:00 victor, 12 10:15 victor, 12 10:30 victor, 12 10:45 victor",
			offers: "12 10:00 victor, 12 10:45 victor", minutes: 70,
		},
		"F056 mechas around another customer": {
			now: "2026-11-25 11:00", visit: []string{"mechas"}, day: "2026-11-26",
			free: []string{"marta 10:00-10:40", "ana 11:30-12:10", "pilar 16:00-16:40 17:00-17:40"},
			all:  "26 16:15 pilar", offers: "26 16:15 pilar", minutes: 60,
		},
		"F061 stylist who does not work that day": {
			now: "2026-11-25 11:00", visit: []string{"corte"}, day: "2026-11-27", stylist: "harol", free: []string{"harol 9:00-20:00"},
			minutes: 40,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := demo(t)
			if c.setUp != nil {
				c.setUp(s)
			}
			var windows []string
			for _, w := range c.free {
				windows = append(windows, c.day+" "+w)
			}
			occ := onlyFree(t, s, c.day, c.day, windows...)
			q := salon.Query{Plan: plan(t, s, c.visit...), From: date(t, c.day), To: date(t, c.day), Now: at(t, c.now)}
			if c.stylist != "" {
				q.Stylist = stylist(c.stylist)
			}
			found := salon.FindSlots(s, occ, q)
			if got := show(s, found); got != c.all {
				t.Errorf("free: %s; want %s", got, c.all)
			}
			if got := show(s, salon.ChooseOffers(found, salon.OfferRule{N: 2})); got != c.offers {
				t.Errorf("offered: %s; want %s", got, c.offers)
			}
			if q.Plan.Minutes != c.minutes {
				t.Errorf("takes %d minutes, want %d", q.Plan.Minutes, c.minutes)
			}
			for _, slot := range found {
				if !salon.Fits(s, occ, slot, q) {
					t.Errorf("%s is offered but does not fit", show(s, []salon.Slot{slot}))
				}
			}
		})
	}
}

// sharedQuery is a cut asked for in the shared world.
func sharedQuery(t *testing.T, s *salon.Salon, from, to string) salon.Query {
	t.Helper()
	return salon.Query{Plan: plan(t, s, "corte"), From: date(t, from), To: date(t, to), Now: at(t, "2026-11-25 11:00")}
}

func TestSharedWorldOffers(t *testing.T) {
	t.Parallel()
	s := demo(t)
	occ := sharedWorld(t, s)
	on := func(day string) salon.Query { return sharedQuery(t, s, "2026-11-"+day, "2026-11-"+day) }
	five := salon.ClockTime(17 * 60)
	for name, c := range map[string]struct {
		query salon.Query
		rule  salon.OfferRule
		want  string
	}{
		"draft D":                    {query: on("27"), want: "27 10:30 pilar, 27 12:30 marta"},
		"F002 with Marta":            {query: with(on("27"), "marta"), want: "27 12:30 marta, 27 17:00 marta"},
		"F002 not Pilar":             {query: without(on("27"), "pilar"), want: "27 12:30 marta, 27 17:00 marta"},
		"F008 afternoon":             {query: on("27").In(salon.Afternoon()), want: "27 17:00 marta, 27 18:30 ana"},
		"F039 between four and six":  {query: on("26").In(salon.DayPart{Earliest: 16 * 60, Latest: 18*60 - 1}), want: "26 16:00 pilar, 26 17:00 pilar"},
		"F040 from five on":          {query: on("27").In(salon.DayPart{Earliest: five}), want: "27 17:00 marta, 27 18:30 ana"},
		"F041 before lunch":          {query: on("27").In(salon.BeforeLunch()), want: "27 10:30 pilar, 27 12:30 marta"},
		"F041 morning":               {query: on("27").In(salon.Morning()), want: "27 10:30 pilar, 27 12:30 marta"},
		"F042 latest first":          {query: on("27").In(salon.LastThing(5)), rule: salon.OfferRule{LatestFirst: true}, want: "27 19:15 victor, 27 18:30 ana"},
		"F043 Saturday afternoon":    {query: on("28").In(salon.Afternoon()), want: ""},
		"F043 last thing Thursday":   {query: on("26").In(salon.LastThing(4)), want: ""},
		"Saturday's last hours":      {query: on("28").In(salon.LastThing(6)), want: "28 13:00 ana"},
		"F045 as soon as possible":   {query: sharedQuery(t, s, "2026-11-25", "2026-12-01"), want: "25 16:30 ana, 25 18:00 victor"},
		"F054 at five":               {query: exactly(on("27"), five), want: "27 17:00 marta"},
		"F055 after five with Pilar": {query: with(on("26").In(salon.DayPart{Earliest: five}), "pilar"), want: "26 17:00 pilar"},
		"first thing":                {query: on("27").In(salon.FirstThing()), want: "27 10:30 pilar"},
		"midday":                     {query: on("27").In(salon.Midday()), want: "27 12:30 marta"},
		"after lunch":                {query: on("27").In(salon.AfterLunch()), want: "27 17:00 marta, 27 18:30 ana"},
		"four at once":               {query: on("27"), rule: salon.OfferRule{N: 4}, want: "27 10:30 pilar, 27 12:30 marta, 27 17:00 marta, 27 18:30 ana"},
		"moving: the same stylist first": {
			query: on("27"), rule: salon.OfferRule{Prefer: stylist("ana")},
			want: "27 18:30 ana, 27 10:30 pilar",
		},
	} {
		if got := show(s, salon.ChooseOffers(salon.FindSlots(s, occ, c.query), c.rule)); got != c.want {
			t.Errorf("%s: %s; want %s", name, got, c.want)
		}
	}
}

func with(q salon.Query, slug string) salon.Query {
	q.Stylist = stylist(slug)
	return q
}

func without(q salon.Query, slug string) salon.Query {
	q.Exclude = []salon.ID{stylist(slug)}
	return q
}

func exactly(q salon.Query, c salon.ClockTime) salon.Query {
	q.Exact = c
	return q
}

func TestTheNextTwoOffersGoOnUntilNothingIsLeft(t *testing.T) {
	t.Parallel()
	s := demo(t)
	found := salon.FindSlots(s, sharedWorld(t, s), sharedQuery(t, s, "2026-11-27", "2026-11-27"))
	var shown []salon.Slot
	for _, want := range []string{"27 10:30 pilar, 27 12:30 marta", "27 17:00 marta, 27 18:30 ana", "27 19:15 victor", ""} {
		next := salon.ChooseOffers(found, salon.OfferRule{N: 2, Shown: shown})
		if got := show(s, next); got != want {
			t.Errorf("after %s: %s; want %s", show(s, shown), got, want)
		}
		shown = append(shown, next...)
	}
}

func TestSkippedStartsAreOfferedBeforeGivingUp(t *testing.T) {
	t.Parallel()
	s := demo(t)
	found := salon.FindSlots(s, sharedWorld(t, s), sharedQuery(t, s, "2026-12-12", "2026-12-12"))
	var shown []salon.Slot
	for _, want := range []string{"12 10:00 victor, 12 11:00 victor", "12 10:15 victor, 12 11:15 victor", "12 10:30 victor, 12 10:45 victor", ""} {
		next := salon.ChooseOffers(found, salon.OfferRule{N: 2, Shown: shown})
		if got := show(s, next); got != want {
			t.Errorf("after %s: %s; want %s", show(s, shown), got, want)
		}
		shown = append(shown, next...)
	}
}

func TestTwoStylistsAtTheHourAskedForAreBothOffered(t *testing.T) {
	t.Parallel()
	s := demo(t)
	occ := onlyFree(t, s, "2026-10-09", "2026-10-09", "2026-10-09 ana 16:00-16:40", "2026-10-09 marta 16:00-16:40")
	q := salon.Query{Plan: plan(t, s, "corte"), From: date(t, "2026-10-09"), To: date(t, "2026-10-09"), Exact: 16 * 60, Now: at(t, "2026-10-06 17:00")}
	if got, want := show(s, salon.ChooseOffers(salon.FindSlots(s, occ, q), salon.OfferRule{})), "9 16:00 marta, 9 16:00 ana"; got != want {
		t.Errorf("%s; want %s", got, want)
	}
}

func TestTheSecondOfferIsAnotherHour(t *testing.T) {
	t.Parallel()
	s := demo(t)
	occ := onlyFree(t, s, "2026-10-09", "2026-10-09", "2026-10-09 pilar 10:00-10:40", "2026-10-09 marta 10:00-11:00")
	q := salon.Query{Plan: plan(t, s, "corte"), From: date(t, "2026-10-09"), To: date(t, "2026-10-09"), Now: at(t, "2026-10-06 17:00")}
	if got, want := show(s, salon.ChooseOffers(salon.FindSlots(s, occ, q), salon.OfferRule{})), "9 10:00 pilar, 9 10:15 marta"; got != want {
		t.Errorf("%s; want %s", got, want)
	}
}

func TestAVisitStaysInsideOneStretchOfOpeningHours(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Opening[5] = []salon.Hours{{Start: 13 * 60, End: 14 * 60}, {Start: 14*60 + 15, End: 15 * 60}}
	s.Team[2].Hours[5] = s.Opening[5] // Ana
	q := salon.Query{Plan: plan(t, s, "mechas"), Stylist: stylist("ana"), From: date(t, "2026-10-09"), To: date(t, "2026-10-09"), Now: at(t, "2026-10-06 17:00")}
	if got, want := show(s, salon.FindSlots(s, salon.Occupancy{}, q)), "9 13:00 ana"; got != want {
		t.Errorf("with a closed quarter of an hour: %s; want %s", got, want)
	}
	// When the salon stays open, the stylist's own break may fall into the colour's time.
	s.Opening[5] = []salon.Hours{{Start: 13 * 60, End: 14 * 60}, {Start: 14 * 60, End: 15 * 60}}
	if got, want := show(s, salon.FindSlots(s, salon.Occupancy{}, q)), "9 13:00 ana, 9 13:30 ana"; got != want {
		t.Errorf("with a break of hers: %s; want %s", got, want)
	}
}

func TestAlternativesOfAClosedOrFullDay(t *testing.T) {
	t.Parallel()
	s := demo(t)
	occ := sharedWorld(t, s)
	for name, c := range map[string]struct{ day, visit, stylist, want string }{
		"F058 Sunday":           {day: "2026-11-29", visit: "corte", want: "2 10:30 ana, 3 10:00 marta"},
		"F060 holiday":          {day: "2026-12-08", visit: "corte", want: "9 10:00 ana, 10 11:00 pilar"},
		"F061 Pilar on leave":   {day: "2026-12-04", visit: "corte", stylist: "pilar", want: "10 11:00 pilar, 11 10:00 pilar"},
		"F061 Harol on Fridays": {day: "2026-11-27", visit: "corte", stylist: "harol", want: "2 11:30 harol"},
		"F062 full Tuesday":     {day: "2026-12-01", visit: "corte", want: "2 10:30 ana, 3 10:00 marta"},
		"F026 mechas":           {day: "2026-11-27", visit: "mechas", want: "12 10:00 victor"},
	} {
		q := salon.Query{Plan: plan(t, s, c.visit), Now: at(t, "2026-11-25 11:00")}
		if c.stylist != "" {
			q.Stylist = stylist(c.stylist)
		}
		if got := show(s, salon.FindSlots(s, occ, q.NextDates(date(t, c.day), s.LastDay(q.Now), 2))); got != c.want {
			t.Errorf("%s: %s; want %s", name, got, c.want)
		}
	}
}

func TestDaysWithRoomOfAWeek(t *testing.T) {
	t.Parallel()
	s := demo(t)
	occ := sharedWorld(t, s)
	found := salon.FindSlots(s, occ, sharedQuery(t, s, "2026-11-30", "2026-12-06"))
	var got []int
	for _, d := range salon.DaysWithRoom(found, s.Location) {
		got = append(got, d.Day)
	}
	if len(got) != 4 || got[0] != 2 || got[3] != 5 {
		t.Errorf("days with room: %v, want 2 to 5 December", got)
	}
	if first := salon.FirstOfEachDate(found, s.Location, 2); show(s, first) != "2 10:30 ana, 3 10:00 marta" {
		t.Errorf("first of each date: %s", show(s, first))
	}
}

func TestAtTheSameHourTheStylistWithoutAnUnusableGapComesFirst(t *testing.T) {
	t.Parallel()
	s := demo(t)
	occ := onlyFree(t, s, "2026-10-09", "2026-10-09", "2026-10-09 pilar 10:15-11:10", "2026-10-09 ana 10:30-11:10")
	q := salon.Query{Plan: plan(t, s, "corte"), From: date(t, "2026-10-09"), To: date(t, "2026-10-09"), Now: at(t, "2026-10-06 17:00")}
	if got, want := show(s, salon.FindSlots(s, occ, q)), "9 10:15 pilar, 9 10:30 ana, 9 10:30 pilar"; got != want {
		t.Errorf("%s; want %s", got, want)
	}
}

func TestTheHorizonIsNinetyDays(t *testing.T) {
	t.Parallel()
	s := demo(t)
	q := salon.Query{Plan: plan(t, s, "corte"), From: date(t, "2027-02-22"), Now: at(t, "2026-11-25 11:00")}
	slots := salon.FindSlots(s, salon.Occupancy{}, q)
	if last := salon.DateOf(slots[len(slots)-1].Start); last != date(t, "2027-02-23") {
		t.Errorf("last bookable day is %s, want 2027-02-23 (F065)", last)
	}
	q.From, q.To = date(t, "2027-02-24"), date(t, "2027-03-01")
	if slots := salon.FindSlots(s, salon.Occupancy{}, q); len(slots) > 0 {
		t.Errorf("slots beyond the horizon: %s", show(s, slots))
	}
	q.From, q.To = date(t, "2026-11-01"), date(t, "2026-11-24")
	if slots := salon.FindSlots(s, salon.Occupancy{}, q); len(slots) > 0 {
		t.Errorf("slots in the past: %s", show(s, slots))
	}
}

func TestOnDaysThatWereNotReadNothingIsFree(t *testing.T) {
	t.Parallel()
	s := demo(t)
	q := salon.Query{Plan: plan(t, s, "corte"), From: date(t, "2026-11-25"), To: date(t, "2026-12-01"), Now: at(t, "2026-11-20 11:00")}
	occ := salon.Occupancy{From: date(t, "2026-11-26"), To: date(t, "2026-11-27")}
	var days []int
	for _, d := range salon.DaysWithRoom(salon.FindSlots(s, occ, q), s.Location) {
		days = append(days, d.Day)
	}
	if len(days) != 2 || days[0] != 26 || days[1] != 27 {
		t.Errorf("free on %v, but only 26 and 27 were read", days)
	}
	if from, to := (salon.Query{Now: q.Now}).Days(s); from != date(t, "2026-11-20") || to != date(t, "2027-02-18") {
		t.Errorf("without wishes it looks from %s to %s", from, to)
	}
}

func TestASlotThatIsNotFreeDoesNotFit(t *testing.T) {
	t.Parallel()
	s := demo(t)
	occ := sharedWorld(t, s)
	q := sharedQuery(t, s, "2026-11-27", "2026-11-27")
	good := salon.FindSlots(s, occ, q)[0]
	for name, change := range map[string]func(*salon.Slot, *salon.Query){
		"another stylist": func(slot *salon.Slot, _ *salon.Query) { slot.StylistID = stylist("ana") },
		"nobody":          func(slot *salon.Slot, _ *salon.Query) { slot.StylistID = "" },
		"off the grid":    func(slot *salon.Slot, _ *salon.Query) { slot.Start = slot.Start.Add(time.Minute) },
		"other minutes":   func(slot *salon.Slot, _ *salon.Query) { slot.Minutes++ },
		"too late now":    func(_ *salon.Slot, q *salon.Query) { q.Now = good.Start.Add(-time.Hour + time.Second) },
		"longer visit":    func(slot *salon.Slot, q *salon.Query) { q.Plan = plan(t, s, "mechas"); slot.Minutes = q.Plan.Minutes },
	} {
		slot, query := good, q
		change(&slot, &query)
		if salon.Fits(s, occ, slot, query) {
			t.Errorf("%s: fits", name)
		}
	}
	q.Now = good.Start.Add(-time.Hour)
	if !salon.Fits(s, occ, good, q) {
		t.Error("a good slot does not fit an hour ahead")
	}
}
