package spanish

import (
	"slices"
	"strings"
	"testing"

	"atrevete/internal/dialog"
)

// Words of the specification, 3.6.
const (
	yesWords    = "sí;si;sii;claro;vale;ok;okey;okis;dale;venga;perfecto;genial;listo;hecho;continua;sigamos;adelante;de acuerdo;eso es;👍;👌;✅;ya está;Sí.;SI;vale!;Perfecto 😊"
	noWords     = "no;nop;qué va;mejor no;paso;no gracias;👎;❌;No.;NO;no, gracias"
	thanksWords = "gracias;🙏;❤️;muchas gracias"
)

// openQuestions are all the states of 1.7.
func openQuestions() []dialog.QuestionID {
	return []dialog.QuestionID{
		"", dialog.NameCheck, dialog.NameAsk, dialog.GuestName, dialog.ServiceAsk, dialog.ServicePick, dialog.PackOffer, dialog.ConsultOffer,
		dialog.SplitOffer, dialog.PersonMap, dialog.StylistPref, dialog.DateAsk, dialog.DateWhich, dialog.SlotPick, dialog.SlotSingle,
		dialog.SurnameAsk, dialog.PayWait, dialog.ApptPick, dialog.CancelSure, dialog.LateOptions, dialog.DelayRelay, dialog.UsualConfirm,
		dialog.BookOffer, dialog.WaitOffer, dialog.WaitHit, dialog.Reminder, dialog.Resume, dialog.ReleaseSure, dialog.Done, dialog.Human,
	}
}

// TestYesAndNoInEveryState: a yes is a yes, a no is a no and thanks are
// neither, whatever is asked; nothing else is read into them.
func TestYesAndNoInEveryState(t *testing.T) {
	t.Parallel()
	engine := New()
	view := dialog.View{Salon: demoSalon(t), Now: at(t, "2026-11-25 11:00")}
	for _, q := range openQuestions() {
		state := stateAsking(t, q)
		check := func(words string, want dialog.CommandKind) {
			for word := range strings.SplitSeq(words, ";") {
				got := engine.Understand(view, state, []dialog.Message{{Text: word}})
				if q == dialog.PayWait && word == "hecho" {
					if len(got) != 1 || got[0].Topic != dialog.TopicPaymentClaim {
						t.Errorf("%s %q: got %s, want a claim of having paid", q, word, sketches(got))
					}
					continue
				}
				odd := slices.ContainsFunc(got, func(c dialog.Command) bool { return c.Kind != want })
				if len(got) == 0 || odd {
					t.Errorf("%s %q: got %s, want %s", q, word, sketches(got), want)
				}
			}
		}
		check(yesWords, dialog.Affirm)
		check(noWords, dialog.Deny)
		check(thanksWords, dialog.Thank)
	}
}
