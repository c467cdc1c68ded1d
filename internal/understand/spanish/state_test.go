package spanish

import (
	"testing"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// stateAsking is the state of draft D (a haircut on Friday 27 November) with
// the given question open and the options that go with it.
func stateAsking(t testing.TB, q dialog.QuestionID) dialog.State {
	t.Helper()
	s := dialog.State{Question: &dialog.Question{ID: q}}
	if q == "" {
		return dialog.State{}
	}
	switch q {
	case dialog.Done, dialog.Reminder, dialog.NameCheck, dialog.NameAsk, dialog.CancelSure, dialog.LateOptions:
		return s
	}
	day := salon.Date{Year: 2026, Month: 11, Day: 27}
	s.Stack = []dialog.Frame{{Scenario: dialog.ScenarioBook, Draft: dialog.Draft{
		Visit: salon.Visit{Services: []salon.ID{"corte"}}, When: &dialog.When{Kind: dialog.WhenDate, From: day, To: day},
	}}}
	slot := func(clock, stylist string) *salon.Slot {
		return &salon.Slot{ID: clock + stylist, StylistID: salon.ID(stylist), Start: at(t, "2026-11-27 "+clock), Minutes: 40}
	}
	switch q {
	case dialog.SlotPick:
		one, two := slot("10:30", "pilar"), slot("12:30", "marta")
		s.Question.Options = []dialog.Choice{{ID: one.ID, Title: "Vie 27 10:30 Pilar", Slot: one}, {ID: two.ID, Title: "Vie 27 12:30 Marta", Slot: two}}
	case dialog.SlotSingle:
		one := slot("10:30", "pilar")
		s.Question.Options = []dialog.Choice{{ID: dialog.OptionYes, Title: "Sí, perfecto", Slot: one}, {ID: dialog.OptionMore, Title: "Otras horas"}}
	case dialog.PackOffer:
		s.Question.Options = []dialog.Choice{{ID: dialog.OptionYes, Title: "Sí, el pack", Pack: "mechas-corte"}, {ID: dialog.OptionNo, Title: "Solo mechas"}}
	case dialog.StylistPref:
		s.Question.Options = []dialog.Choice{{ID: dialog.OptionAny, Title: "La primera libre"}, {ID: "pilar", Title: "Pilar", Stylist: "pilar"}, {ID: "marta", Title: "Marta", Stylist: "marta"}, {ID: "victor", Title: "Víctor", Stylist: "victor"}}
	case dialog.ServicePick:
		s.Question.Options = []dialog.Choice{{ID: "infoactivo-fuerza", Title: "Infoactivo Fuerza", Service: "infoactivo-fuerza"}, {ID: "infoactivo-sensitivo", Title: "Infoactivo Sensitivo", Service: "infoactivo-sensitivo"}}
	}
	return s
}
