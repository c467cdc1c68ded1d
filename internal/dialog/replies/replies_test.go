package replies

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

func load1(t *testing.T) *Replies {
	t.Helper()
	r, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func view() dialog.View { return dialog.View{Salon: sampleSalon()} }

func TestStartFailsWithoutWordsForEveryUtterance(t *testing.T) {
	t.Parallel()
	set := template.Must(template.New("es").Funcs(functions()).Parse(
		`{{define "hello/1"}}Hola{{end}}{{define "stray/1"}}x{{end}}{{define "wrong/1"}}{{.D.Nope}}{{end}}{{define "helper"}}y{{end}}`))
	_, err := load(set, []dialog.Line{{ID: "hello"}, {ID: "dumb"}, {ID: "wrong", Data: dialog.NameData{}}})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"utterance dumb has no words", "words stray/1 belong to no utterance", "words of wrong", "Nope"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
	if strings.Contains(err.Error(), "hello") || strings.Contains(err.Error(), "helper") {
		t.Error(err)
	}
}

// The house's tone, over every utterance in every variant (docs/tone.md).
func TestToneOfEveryUtterance(t *testing.T) {
	t.Parallel()
	r, have := load1(t), samples()
	leftovers := regexp.MustCompile(`\*\*|__|\{\{|\}\}|<no value>|%!|map\[|\bnil\b|\d{4}-\d{2}-\d{2}|[0-9a-f]{8}-[0-9a-f]{4}|  `)
	raw := regexp.MustCompile(`\b\d+\.\d{2} ?€|\b0\d:\d\d|\busted\b|\bvuestra merced\b`)
	for _, line := range dialog.Lines() {
		if line.Data != nil && len(have[line.ID]) == 0 {
			t.Errorf("no sample for %s", line.ID)
			continue
		}
		data := have[line.ID]
		if len(data) == 0 {
			data = []any{nil}
		}
		for n := range r.variants[line.ID] {
			for _, d := range data {
				text := render(t, r, line.ID, n, d)
				fail := func(what string) { t.Errorf("%s/%d %s:\n%s", line.ID, n+1, what, text) }
				if text == "" {
					fail("says nothing")
				}
				if leftovers.MatchString(text) || raw.MatchString(text) {
					fail("has leftovers")
				}
				if n := lines(text); n > 8 {
					fail("is too long")
				}
				if CountEmojis(text) > 2 {
					fail("has too many emojis")
				}
				asks := strings.Contains(text, "¿")
				if strings.Count(text, "¿") > 2 || strings.Count(text, "¿") != strings.Count(withoutURLs(text), "?") {
					fail("has question marks that do not match, or too many questions")
				}
				if line.Asks && !asks && line.ID != dialog.SayOffersAgain && line.ID != dialog.SayHoldExpired {
					fail("should ask")
				}
				if strings.Count(text, "¡") != strings.Count(text, "!") {
					fail("has exclamation marks that do not match")
				}
			}
		}
	}
}

func render(t *testing.T, r *Replies, id dialog.UtteranceID, variant int, data any) string {
	t.Helper()
	one := &Replies{variants: map[dialog.UtteranceID][]*template.Template{id: r.variants[id][variant : variant+1]}}
	out, err := one.Render(view(), "seed", []dialog.Utterance{{ID: id, Data: data}})
	if err != nil {
		t.Fatal(err)
	}
	return out[0].Text
}

func lines(text string) int {
	n := 0
	for l := range strings.Lines(text) {
		if strings.TrimSpace(l) != "" {
			n++
		}
	}
	return n
}

func withoutURLs(text string) string {
	return regexp.MustCompile(`https?://\S+`).ReplaceAllString(text, "")
}

// Words that Spanish writes with an accent and people forget.
func TestAccents(t *testing.T) {
	t.Parallel()
	bare := regexp.MustCompile(`(?i)\b(anticipacion|cancelacion|devolucion|reservacion|dia|dias|manana|miercoles|sabado|aqui|tambien|ningun|todavia|aun no|podras|esta confirmada|atencion|informacion|peluqueria|estetica|despues|asi|ojala|numero|telefono|electronico|que dia|cual|cuanto|como te llamas|en que)\b`)
	r, have := load1(t), samples()
	for id, variants := range r.variants {
		data := have[id]
		if len(data) == 0 {
			data = []any{nil}
		}
		for n := range variants {
			for _, d := range data {
				if text := withoutURLs(render(t, r, id, n, d)); bare.MatchString(text) {
					t.Errorf("%s/%d misses an accent: %q in\n%s", id, n+1, bare.FindString(text), text)
				}
			}
		}
	}
}

func TestLinkAndConfirmationCarryEveryFact(t *testing.T) {
	t.Parallel()
	r, have := load1(t), samples()
	facts := []string{"Laura", "Corte, Cultura de Color y Secado", "viernes 9 de octubre", "12:30", "14:05", "Marta"}
	for n := range r.variants[dialog.SayLink] {
		text := render(t, r, dialog.SayLink, n, have[dialog.SayLink][0])
		for _, f := range append([]string{"Torres", "77,40 €", "15,48 €", "https://salon.example/pay/abc", "30 minutos", "11:30", "más de 24 horas"}, facts...) {
			if !strings.Contains(text, f) {
				t.Errorf("LINK/%d lacks %q:\n%s", n+1, f, text)
			}
		}
		late := render(t, r, dialog.SayLink, n, have[dialog.SayLink][1])
		if strings.Contains(late, "más de 24 horas") || !strings.Contains(late, "no se devuelve") || !strings.Contains(late, "mover") {
			t.Errorf("LINK/%d of a late booking:\n%s", n+1, late)
		}
		for _, not := range []string{"confirmada", "reservada"} {
			if strings.Contains(text+late, not) {
				t.Errorf("LINK/%d says %q", n+1, not)
			}
		}
	}
	for n := range r.variants[dialog.SayConfirmed] {
		text := render(t, r, dialog.SayConfirmed, n, have[dialog.SayConfirmed][0])
		for _, f := range append([]string{"confirmada", "95 min", "15,48 €", "más de 24 horas"}, facts...) {
			if !strings.Contains(text, f) {
				t.Errorf("CONFIRMED/%d lacks %q:\n%s", n+1, f, text)
			}
		}
		free := render(t, r, dialog.SayConfirmed, n, have[dialog.SayConfirmed][2])
		if strings.Contains(free, "€") || !strings.Contains(free, "gratis") {
			t.Errorf("CONFIRMED/%d of something free:\n%s", n+1, free)
		}
	}
}

// Nothing but the two classes may state that something is confirmed.
func TestOnlyConfirmationsSayConfirmed(t *testing.T) {
	t.Parallel()
	may := []dialog.UtteranceID{dialog.SayConfirmed, dialog.SayPayReceived, dialog.SayCancelled}
	r, have := load1(t), samples()
	for id, variants := range r.variants {
		for n := range variants {
			data := have[id]
			if len(data) == 0 {
				data = []any{nil}
			}
			for _, d := range data {
				text := salon.Fold(render(t, r, id, n, d))
				for _, word := range []string{"confirmada", "reservada", "cancelada", "devuelto"} {
					if strings.Contains(text, word) && !slices.Contains(may, id) {
						t.Errorf("%s/%d says %q", id, n+1, word)
					}
				}
			}
		}
	}
}

func TestRenderJoinsEverythingIntoOneMessage(t *testing.T) {
	t.Parallel()
	r := load1(t)
	menu := []salon.Option{{Title: "Sí", Value: "yes"}, {Title: "No", Value: "no"}}
	say := []dialog.Utterance{
		{ID: dialog.SayGreetKnown, Data: dialog.NameData{First: "Laura"}},
		{ID: dialog.SayFAQ, Data: dialog.FAQData{Answer: "Los sábados {{hours:6}}, los lunes {{hours:1}}. Corte {{price:corte}}, {{deposit_percent}} %. {{address}} {{maps_url}}{{price:nope}}{{nope}} 🎉🎉"}, Fact: true},
		{ID: dialog.SayHowHelp, Options: menu, Class: "X"},
	}
	out, err := r.Render(view(), "seed", say)
	if err != nil || len(out) != 1 {
		t.Fatalf("%v, %v", out, err)
	}
	for _, want := range []string{"Laura", "Los sábados abrimos de 9:00 a 14:00, los lunes cerramos. Corte 26,20 €, 20 %. Plaza Mayor 1, Madrid https://maps.example/plaza", "?"} {
		if !strings.Contains(out[0].Text, want) {
			t.Errorf("no %q in %q", want, out[0].Text)
		}
	}
	if !out[0].Fact || out[0].Class != "X" || len(out[0].Options) != 2 || CountEmojis(out[0].Text) > 2 || strings.Contains(out[0].Text, "{{") {
		t.Errorf("%+v", out[0])
	}
	again, err := r.Render(view(), "seed", say)
	if err != nil || again[0].Text != out[0].Text {
		t.Error("the same seed says something else")
	}
	if out, err := r.Render(view(), "seed", nil); out != nil || err != nil {
		t.Errorf("nothing to say: %v, %v", out, err)
	}
}

func TestVariantsDependOnTheSeed(t *testing.T) {
	t.Parallel()
	r, seen := load1(t), map[string]bool{}
	for _, seed := range strings.Split("abcdefghijklmnop", "") {
		out, err := r.Render(view(), seed, []dialog.Utterance{{ID: dialog.SayHowHelp}})
		if err != nil {
			t.Fatal(err)
		}
		seen[out[0].Text] = true
	}
	if len(seen) != len(r.variants[dialog.SayHowHelp]) {
		t.Errorf("heard %d variants of %d", len(seen), len(r.variants[dialog.SayHowHelp]))
	}
}

func TestRenderRefusesWhatChannelsWouldSpoil(t *testing.T) {
	t.Parallel()
	r := load1(t)
	for name, options := range map[string][]salon.Option{
		"too long":  {{Title: "Viernes 27 de noviembre", Value: "1"}},
		"empty":     {{Title: "", Value: "1"}},
		"twice":     {{Title: "Sí", Value: "1"}, {Title: "si", Value: "2"}},
		"too many":  make([]salon.Option, 11),
		"long rows": {{Title: "a"}, {Title: "b"}, {Title: "c"}, {Title: "Depilación de piernas enteras"}},
	} {
		if _, err := r.Render(view(), "s", []dialog.Utterance{{ID: dialog.SayHowHelp, Options: options}}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := r.Render(view(), "s", []dialog.Utterance{{ID: "unheard-of"}}); err == nil {
		t.Error("an utterance without words was rendered")
	}
	if _, err := r.Render(view(), "s", []dialog.Utterance{{ID: dialog.SayOffers, Data: "not offers"}}); err == nil {
		t.Error("data of the wrong type was rendered")
	}
	if _, err := r.Render(view(), "s", []dialog.Utterance{{ID: dialog.SayFAQ, Data: dialog.FAQData{}}}); err == nil {
		t.Error("an empty message was rendered")
	}
}

func TestEmojisAreCountedAsPeopleSeeThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"Hola": 0, "a 😊 b": 1, "👍🏽": 1, "❤️": 1, "✨✨ 📅": 3, "16,00 €": 0, "1. «x» · y – z": 0} {
		if got := CountEmojis(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"a 😊 b ✨ c 🎉 d": "a 😊 b ✨ c d", "x ❤️ y ❤️ z ❤️": "x ❤️ y ❤️ z", "👍🏽 👍🏽 👍🏽!": "👍🏽 👍🏽!", "a 😊\n🎉 ✨ b": "a 😊\n🎉 b",
	} {
		if got := limitEmojis(text, 2); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestOpeningHoursInWords(t *testing.T) {
	t.Parallel()
	if got := Answer(sampleSalon(), "{{opening_hours}}"); got != "los martes y los miércoles de 10:00 a 20:00, los jueves de 10:00 a 14:00 y de 16:00 a 20:00 y los sábados de 9:00 a 14:00" {
		t.Error(got)
	}
	if got := Answer(sampleSalon(), "{{closed_days}}"); got != "los lunes, los viernes y los domingos" {
		t.Error(got)
	}
	if _, err := date(3); err == nil {
		t.Error("a number is no date")
	}
	if _, err := hour("x"); err == nil {
		t.Error("a text is no hour")
	}
	if s, err := date(salon.Date{}); s != "" || err != nil {
		t.Error("no date is no words")
	}
}
