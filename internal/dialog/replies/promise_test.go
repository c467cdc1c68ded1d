package replies

import (
	"regexp"
	"strings"
	"testing"
)

// everyText calls f with every utterance in every variant over every sample.
func everyText(t *testing.T, f func(id, text string)) {
	t.Helper()
	r, have := load1(t), samples()
	for id, variants := range r.variants {
		data := have[id]
		if len(data) == 0 {
			data = []any{nil}
		}
		for n := range variants {
			for _, d := range data {
				f(string(id), render(t, r, id, n, d))
			}
		}
	}
}

// TestNothingIsPutOff: what is announced is done in the same turn; nobody is
// told "voy a mirarlo" and left waiting.
func TestNothingIsPutOff(t *testing.T) {
	t.Parallel()
	later := regexp.MustCompile(`(?i)\b(voy a (mirar|ver|consultar|comprobar|preguntar)|(lo|te lo) (miro|consulto|compruebo)\b|déjame (ver|mirar|consultar)|dame un (momento|segundo|minuto)|un (momento|segundo|momentito),|espera un)`)
	questions := regexp.MustCompile(`¿[^?]*\?`) // "¿se lo consulto?" is an offer
	everyText(t, func(id, text string) {
		if found := later.FindString(questions.ReplaceAllString(text, "")); found != "" {
			t.Errorf("%s puts something off (%q):\n%s", id, found, text)
		}
	})
}

// TestNobodyIsAskedForAPhone: the phone is known from the channel.
func TestNobodyIsAskedForAPhone(t *testing.T) {
	t.Parallel()
	phone := regexp.MustCompile(`(?i)teléfono|móvil|tu número|celular`)
	everyText(t, func(id, text string) {
		for _, question := range strings.Split(text, "¿")[1:] {
			asked, _, _ := strings.Cut(question, "?")
			if phone.MatchString(asked) {
				t.Errorf("%s asks for the phone:\n%s", id, text)
			}
		}
	})
}
