package dialog_test

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

var update = flag.Bool("update", false, "write testdata/graph.mmd anew")

func TestTheDrawingIsTrue(t *testing.T) {
	t.Parallel()
	const golden = "testdata/graph.mmd"
	got := dialog.Mermaid()
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the drawing changed; look at it and run with -update:\n%s", got)
	}
}

func TestLinesAreListedOnce(t *testing.T) {
	t.Parallel()
	var seen []dialog.UtteranceID
	for _, l := range dialog.Lines() {
		if slices.Contains(seen, l.ID) {
			t.Errorf("%s is listed twice", l.ID)
		}
		seen = append(seen, l.ID)
	}
}

func TestDatesInWords(t *testing.T) {
	t.Parallel()
	if got := salon.LongDate(date("2026-10-09")); got != "viernes 9 de octubre" {
		t.Error(got)
	}
	days := []salon.Date{date("2026-11-28"), date("2026-12-02"), date("2026-12-03")}
	if got := dialog.LongDates(days, "y"); got != "sábado 28 de noviembre, miércoles 2 y jueves 3 de diciembre" {
		t.Error(got)
	}
	for want, words := range map[string][]string{
		"": nil, "a": {"a"}, "Ana y Rosa": {"Ana", "Rosa"}, "Ana e Inés": {"Ana", "Inés"}, "Ana e Hilda": {"Ana", "Hilda"},
		"a y hielo": {"a", "hielo"}, "a, b y c": {"a", "b", "c"},
	} {
		if got := dialog.Enumerate(words, "y"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := dialog.Enumerate([]string{"siete", "ocho"}, "o"); got != "siete u ocho" {
		t.Error(got)
	}
	if salon.WeekdayName(7) != "domingo" || salon.MonthName(12) != "diciembre" || salon.MonthName(1) != "enero" {
		t.Error("names of days and months")
	}
}

// Titles come back as text when tapped, so they must fit and differ.
func TestMenuTitlesFitAndDiffer(t *testing.T) {
	t.Parallel()
	check := func(p *play) {
		t.Helper()
		q := p.w.State().Question
		if q == nil || len(q.Options) == 0 {
			t.Fatal("no menu")
		}
		limit := 24
		if len(q.Options) <= 3 {
			limit = 20
		}
		seen := map[string]bool{}
		for _, o := range q.Options {
			if n := utf8.RuneCountInString(o.Title); n > limit || n == 0 || seen[strings.ToLower(o.Title)] {
				t.Errorf("title %q of %d", o.Title, len(q.Options))
			}
			seen[strings.ToLower(o.Title)] = true
		}
	}
	check(offered(t))
	check(begin(t, laura).say(book(), wants("corte"), on("2026-11-28")))
	check(begin(t, laura).say(book(), wants("corte"), on("2026-11-30", "2026-12-06")))
	check(begin(t, laura).say(book(), wants("mechas")))
	check(begin(t, laura).say(book(), wants("corte"), with("rosa")))
	check(begin(t, laura).say(book(), oneOf("manicura-permanente-bioterapia", "consulta-gratuita-peluqueria", "consulta-gratuita-estetica", "corte")))
	check(begin(t, laura).say(book(), wants("depilacion-de-cejas", "manicura-permanente-bioterapia", "corte")))
	var all []string
	for _, s := range begin(t, laura).w.Salon().Catalogue.Services {
		all = append(all, s.Slug)
	}
	check(begin(t, laura).say(book(), oneOf(all...)))
	check(begin(t, laura+"\npolicy offers_per_reply 4").say(book(), wants("corte"), on("2026-11-27")))
}
