package dialog_test

import (
	"testing"

	"atrevete/internal/dialog"
)

func usual() dialog.Command { return start(dialog.ScenarioUsual) }

func TestTheUsual(t *testing.T) {
	t.Parallel()
	been := laura + "\nappointment completed 2026-09-18 10:00 pilar corte"
	asked := func() *play {
		return begin(t, been).say(usual(), on("2026-11-27")).hears("corte", "Pilar").waits(dialog.UsualConfirm)
	}
	asked().say(yes()).hears("10:30", "Pilar", "not", "Marta")
	asked().say(pick(1)).hears("10:30")
	asked().say(faq("parking")).waits(dialog.UsualConfirm)
	asked().say(no()).waits(dialog.ServiceAsk).say(wants("corte")).hears("10:30", "12:30")
	asked().say(wants("secado")).hears("Secado", "not", "Corte:")
	asked().say(yes(), on("2026-11-28")).hears("28 de noviembre")
	asked().say(leave()).hears("lo dejamos")
	begin(t, been).say(usual(), with("marta")).hears("Marta")
	begin(t, been).say(usual(), faq("parking")).hears("aparcamiento").waits(dialog.UsualConfirm)
	begin(t, been).say(book(), wants("secado"), on("2026-11-27")).say(usual()).waits(dialog.UsualConfirm)
	begin(t, been+"\ngone corte").say(usual()).hears("Corte").waits(dialog.ServiceAsk)
	begin(t, laura).say(usual()).hears("primera").waits(dialog.ServiceAsk)
	begin(t, newcomer).say(usual()).say(yes()).hears("primera").waits(dialog.ServiceAsk)
}
