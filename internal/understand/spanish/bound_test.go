package spanish

import (
	"os"
	"strings"
	"testing"
	"time"

	"atrevete/internal/dialog"
)

// longPieces make, repeated, the messages that are hardest to read.
func longPieces() []string {
	return []string{
		"corte el viernes a las 5 y media con marta, ", "xqzw ", "1/2/3 ", "¿", "de las 5 a las 6 o ", "el lunes el martes ", "mi hermana y mi madre y ",
		"👍", "el ", "la de ", "despues de ", "dos dias despues de ", "el lunes despues de ", "semana del ", "hasta el ", "desde ", "los proximos ",
		"15 y 16 y ", "el primer lunes de ", "qwertyuiop kasjdhf lkjhsdf mnbzxc ", "antes del lunes antes del ", "finde del ", "dos dias antes de ", "no ", "soy de la ",
		"por la ", "la 1 ", "si no ", "para mi ",
	}
}

// TestWorkIsBounded: however days are told from days, the work grows with the
// length of the message, not with its square or worse.
func TestWorkIsBounded(t *testing.T) {
	t.Parallel()
	for _, piece := range longPieces() {
		text := strings.Repeat(piece, maxRunes/len(piece)+1)
		l := tokenise([]dialog.Message{{Text: text}})
		New().lexicon(nil).speller.repair(l)
		r := &reader{line: l, k: newCalendar(Frame{Now: at(t, "2026-11-25 11:00")}), feasts: feastIndex()}
		r.groups(r.items())
		if r.looked > 40*len(l.toks) {
			t.Errorf("%q: %d looks for %d tokens", piece, r.looked, len(l.toks))
		}
	}
}

// TestTimes measures what those messages take: TIMES=1 go test -run TestTimes -v.
// It asserts nothing, since machines are busy.
func TestTimes(t *testing.T) {
	t.Parallel()
	if os.Getenv("TIMES") == "" {
		t.Skip("TIMES is not set")
	}
	engine := New()
	view := dialog.View{Salon: demoSalon(t), Now: at(t, "2026-11-25 11:00")}
	for _, piece := range longPieces() {
		text := strings.Repeat(piece, maxRunes/len(piece)+1)
		for _, q := range []dialog.QuestionID{"", dialog.SlotPick, dialog.SurnameAsk, dialog.PersonMap} {
			state := stateAsking(t, q)
			best := time.Hour
			for range 5 {
				start := time.Now()
				engine.Understand(view, state, []dialog.Message{{Text: text}})
				best = min(best, time.Since(start))
			}
			t.Logf("%q under %s: %v", piece, q, best)
		}
	}
}
