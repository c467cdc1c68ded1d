package spanish

import (
	"strings"
	"testing"
	"unicode/utf8"

	"atrevete/internal/dialog"
)

// FuzzUnderstand: no input panics, every span lies inside the text, and no
// message takes long.
func FuzzUnderstand(f *testing.F) {
	for _, s := range []string{
		"", "hola", "corte el viernes a las 5 con Marta", "¿?", "👍🏽", "a las a las a las", "entre entre y y", "el 31 de febrero", "29 de febrero",
		"\xff\xfe", strings.Repeat("a las 5 y media del ", 40), "de 5 a 6 de 7 a 8", "600 11 22 33", "semana 60", "el 0 de enero de 0", "hace 2000 años", "dentro de 2000 meses",
		"primer lunes de mes", "quinto viernes de febrero", "1/1/1", "99:99", "24:00", "a las 24", "12 menos cuarto", "cuarto pasadas las 24",
	} {
		f.Add(s, uint8(0))
		f.Add(s, uint8(9))
	}
	engine := New()
	view := dialog.View{Salon: demoSalon(f), Now: at(f, "2026-11-25 11:00")}
	questions := []dialog.QuestionID{
		"", dialog.NameCheck, dialog.NameAsk, dialog.SurnameAsk, dialog.GuestName, dialog.StylistPref, dialog.SlotPick, dialog.SlotSingle,
		dialog.PackOffer, dialog.ServicePick, dialog.PayWait, dialog.Reminder, dialog.CancelSure, dialog.PersonMap, dialog.SplitOffer,
	}
	f.Fuzz(func(t *testing.T, text string, q uint8) {
		state := stateAsking(t, questions[int(q)%len(questions)])
		for _, c := range engine.Understand(view, state, []dialog.Message{{Text: text}}) {
			if !utf8.ValidString(c.Text) {
				t.Errorf("%q: words are not valid UTF-8", text)
			}
			if c.When != nil && c.When.HasDay() && c.When.To.Before(c.When.From) {
				t.Errorf("%q: days run backwards: %s", text, sketchWhen(*c.When))
			}
		}
		engine.Explain(view, text)
	})
}

// TestLongMessagesAreCut: a message of any length is read within the bounds.
func TestLongMessagesAreCut(t *testing.T) {
	t.Parallel()
	engine := New()
	view := dialog.View{Salon: demoSalon(t), Now: at(t, "2026-11-25 11:00")}
	for _, piece := range []string{"corte el viernes a las 5 y media con marta, ", "xqzw ", "1/2/3 ", "¿", "de las 5 a las 6 o ", "el lunes el martes ", "mi hermana y mi madre y ", "👍"} {
		text := strings.Repeat(piece, 200_000/len(piece))
		l := tokenise([]dialog.Message{{Text: text}})
		if n := utf8.RuneCountInString(l.text); n > maxRunes {
			t.Errorf("%q: %d runes were read", piece, n)
		}
		engine.Understand(view, dialog.State{}, []dialog.Message{{Text: text}})
	}
}

func BenchmarkUnderstandTypical(b *testing.B) {
	engine := New()
	view := dialog.View{Salon: demoSalon(b), Now: at(b, "2026-11-25 11:00")}
	burst := []dialog.Message{{Text: "Hola, kiero corte y mechas con Marta el viernes a las 5 y media, ¿cuánto cuesta y hay parking cerca?"}}
	engine.Understand(view, dialog.State{}, burst)
	b.ReportAllocs()
	for b.Loop() {
		engine.Understand(view, dialog.State{}, burst)
	}
}

func BenchmarkUnderstandLongest(b *testing.B) {
	engine := New()
	view := dialog.View{Salon: demoSalon(b), Now: at(b, "2026-11-25 11:00")}
	burst := []dialog.Message{{Text: strings.Repeat("kiero krte con mrta el vernes a las 5 y media o de 5 a 7 ", 60)}}
	engine.Understand(view, dialog.State{}, burst)
	for b.Loop() {
		engine.Understand(view, dialog.State{}, burst)
	}
}

func BenchmarkCompileSalon(b *testing.B) {
	engine := New()
	s := demoSalon(b)
	for b.Loop() {
		newLexicon(engine.words, s)
	}
}

// TestClocksChange: wall-clock readings on the two odd days of the year.
func TestClocksChange(t *testing.T) {
	t.Parallel()
	engine := New()
	for _, c := range []struct{ now, text, want string }{
		{"2026-10-24 12:00", "mañana a las 11", "2026-10-25T11:00:00"},
		{"2026-10-25 01:30", "hoy a las 11", "2026-10-25T11:00:00"},
		{"2027-03-27 12:00", "mañana a las 10", "2027-03-28T10:00:00"},
		{"2026-10-24 12:00", "dentro de una semana", "2026-10-31T00:00:00"},
	} {
		got := engine.ParseWhen(c.text, Frame{Now: at(t, c.now)})
		if len(got) == 0 || got[0].Show().Start != c.want {
			t.Errorf("%s, said %s: got %v, want %s", c.text, c.now, got, c.want)
		}
	}
}
