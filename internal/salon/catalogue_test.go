package salon_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"atrevete/internal/salon"
)

func TestPlansOfVisits(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for name, c := range map[string]struct {
		visit   []string
		minutes int
		price   salon.Money
		busy    []salon.Span
		err     error
	}{
		"one service":                 {visit: []string{"corte"}, minutes: 40, price: 2620, busy: []salon.Span{{From: 0, To: 40}}},
		"services are joined":         {visit: []string{"corte", "secado"}, minutes: 45, price: 3440, busy: []salon.Span{{From: 0, To: 45}}},
		"phases stay open":            {visit: []string{"mechas"}, minutes: 60, price: 6250, busy: []salon.Span{{From: 0, To: 25}, {From: 45, To: 60}}},
		"S15: phases between others":  {visit: []string{"corte", "cultura-de-color", "secado"}, minutes: 95, price: 7740, busy: []salon.Span{{From: 0, To: 60}, {From: 80, To: 95}}},
		"S10: three services":         {visit: []string{"barro-gold", "agua-lluvia", "peinado-largo"}, minutes: 110, price: 9050, busy: []salon.Span{{From: 0, To: 15}, {From: 30, To: 110}}},
		"S13: two of beauty":          {visit: []string{"depilacion-de-cejas", "manicura-permanente-bioterapia"}, minutes: 105, price: 4770, busy: []salon.Span{{From: 0, To: 105}}},
		"a pack is busy all the time": {visit: []string{"pack:mechas-corte"}, minutes: 60, price: 8000, busy: []salon.Span{{From: 0, To: 60}}},
		"nothing":                     {err: salon.ErrEmptyVisit},
		"hair and beauty":             {visit: []string{"corte", "depilacion-de-cejas"}, err: salon.ErrMixedCategories},
		"unknown service":             {visit: []string{"corte", "tatuaje"}, err: salon.ErrNotFound},
		"unknown pack":                {visit: []string{"pack:boda"}, err: salon.ErrNotFound},
		"pack and service":            {visit: []string{"pack:mechas-corte", "secado"}, err: salon.ErrPackAndServices},
	} {
		got, err := s.Catalogue.Plan(visit(c.visit...))
		if !errors.Is(err, c.err) {
			t.Errorf("%s: error %v, want %v", name, err, c.err)
			continue
		}
		if err == nil && (got.Minutes != c.minutes || got.Price != c.price || !slices.Equal(got.Busy, c.busy)) {
			t.Errorf("%s: %d min, %s, %v; want %d min, %s, %v", name, got.Minutes, got.Price, got.Busy, c.minutes, c.price, c.busy)
		}
	}
}

func TestAPlanIsBusyNoLongerThanItTakes(t *testing.T) {
	t.Parallel()
	s := demo(t)
	rapid.Check(t, func(t *rapid.T) {
		var v salon.Visit
		category := rapid.SampledFrom([]salon.Category{salon.Hairdressing, salon.Aesthetics}).Draw(t, "category")
		for _, one := range s.Catalogue.Services {
			if one.Category == category && len(v.Services) < 5 && rapid.IntRange(0, 9).Draw(t, "take") == 0 {
				v.Services = append(v.Services, one.ID)
			}
		}
		p, err := s.Catalogue.Plan(v)
		if v.Empty() {
			return
		}
		minutes, price, _ := s.Catalogue.Parts(v.Services)
		if err != nil || p.Minutes != minutes || p.Price != price || p.Category != category {
			t.Fatalf("%v: %d min, %s, %v", v, p.Minutes, p.Price, err)
		}
		end := -1
		for _, b := range p.Busy {
			if b.From <= end || b.From >= b.To || b.To > p.Minutes {
				t.Fatalf("%v: spans %v of %d minutes touch or leave the visit", v, p.Busy, p.Minutes)
			}
			end = b.To
		}
		if p.Busy[0].From != 0 || end != p.Minutes {
			t.Fatalf("%v: spans %v do not begin and end with the visit", v, p.Busy)
		}
	})
}

func TestThePackThatIsSuggested(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for name, c := range map[string]struct {
		asked  []string
		pack   string
		saving salon.Money
	}{
		"S01: its first service": {[]string{"mechas"}, "mechas-corte", 870},
		"all of its services":    {[]string{"corte", "mechas"}, "mechas-corte", 870},
		"only its second":        {asked: []string{"corte"}},
		"something it lacks":     {asked: []string{"mechas", "secado"}},
		"nothing":                {},
		"a gentleman's cut":      {[]string{"corte-caballero"}, "corte-caballero-barba", 200},
	} {
		got, saving, ok := s.Catalogue.BestPack(visit(c.asked...).Services)
		if ok != (c.pack != "") || (ok && got.Slug != c.pack) {
			t.Errorf("%s: pack %q, want %q", name, got.Slug, c.pack)
		} else if name[:3] == "S01" && saving != c.saving {
			t.Errorf("%s: saves %s, want %s", name, saving, c.saving)
		}
	}
}

func TestTheBestPackSavesMostAndThenIsShorter(t *testing.T) {
	t.Parallel()
	c := salon.Catalogue{
		Services: []salon.Service{{ID: "a", Price: 1000, Minutes: 30}, {ID: "b", Price: 1000, Minutes: 30}, {ID: "c", Price: 3000, Minutes: 60}},
		Packs: []salon.Pack{
			{ID: "no bargain", Services: []salon.ID{"a", "b"}, Price: 2000, Minutes: 10},
			{ID: "saves 200", Services: []salon.ID{"a", "b"}, Price: 1800, Minutes: 10},
			{ID: "saves 500, long", Services: []salon.ID{"a", "b"}, Price: 1500, Minutes: 60},
			{ID: "saves 500, short", Services: []salon.ID{"a", "c"}, Price: 3500, Minutes: 50},
			{ID: "saves 500, short too", Services: []salon.ID{"a", "c"}, Price: 3500, Minutes: 50},
			{ID: "unknown part", Services: []salon.ID{"a", "x"}, Price: 1, Minutes: 1},
			{ID: "empty"},
		},
	}
	if got, saving, ok := c.BestPack([]salon.ID{"a"}); !ok || got.ID != "saves 500, short" || saving != 500 {
		t.Errorf("%s saves %s (%t)", got.ID, saving, ok)
	}
	if got, _, _ := c.BestPack([]salon.ID{"a", "b"}); got.ID != "saves 500, long" {
		t.Errorf("for both: %s", got.ID)
	}
}

func TestLookups(t *testing.T) {
	t.Parallel()
	s := demo(t)
	c := s.Catalogue
	if one, ok := c.Service(service("corte")); !ok || one.Name != "Corte" {
		t.Errorf("service corte: %v %t", one, ok)
	}
	if one, ok := c.PackBySlug("mechas-corte"); !ok || one.ID != pack("mechas-corte") || one.Services[0] != service("mechas") {
		t.Errorf("pack mechas-corte: %v %t", one, ok)
	}
	_, a := c.Service("")
	_, b := c.ServiceBySlug("nope")
	_, d := c.Pack("")
	_, e := c.PackBySlug("nope")
	_, f := s.Stylist("nope")
	if a || b || d || e || f {
		t.Error("something that does not exist was found")
	}
	if got := c.Names(visit("pack:mechas-corte")); !slices.Equal(got, []string{"Mechas + Corte"}) {
		t.Errorf("names of a pack: %v", got)
	}
	if got := c.Names(visit("corte", "nope", "secado")); !slices.Equal(got, []string{"Corte", "Secado"}) {
		t.Errorf("names of services: %v", got)
	}
}

func TestWhenAStylistIsBusy(t *testing.T) {
	t.Parallel()
	s := demo(t)
	start := at(t, "2026-11-26 16:15")
	got := plan(t, s, "mechas").BusyAt(start)
	want := []salon.Interval{{Start: start, End: at(t, "2026-11-26 16:40")}, {Start: at(t, "2026-11-26 17:00"), End: at(t, "2026-11-26 17:15")}}
	same := func(a, b salon.Interval) bool { return a.Start.Equal(b.Start) && a.End.Equal(b.End) }
	if !slices.EqualFunc(got, want, same) {
		t.Errorf("busy %v, want %v", got, want)
	}
}
