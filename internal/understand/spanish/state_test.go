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
	case dialog.LateOrNot:
		s.Question.Options = []dialog.Choice{{ID: "late", Title: "Llego tarde"}, {ID: "cancel", Title: "No voy a ir"}}
		return s
	case dialog.ApptPick:
		s.Question.Options = []dialog.Choice{{ID: "a1", Title: "Jue 3 dic 12:00"}, {ID: "a2", Title: "Sáb 5 dic 9:00"}}
		return s
	case dialog.BookOffer, dialog.UsualConfirm, dialog.DelayRelay, dialog.WaitOffer:
		s.Question.Options = []dialog.Choice{{ID: dialog.OptionYes, Title: "Sí"}, {ID: dialog.OptionNo, Title: "No"}}
		return s
	case dialog.Human, dialog.Done, dialog.Reminder, dialog.NameCheck, dialog.NameAsk, dialog.CancelSure, dialog.LateOptions:
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
	case dialog.Resume:
		s.Question.Options = []dialog.Choice{{ID: dialog.OptionYes, Title: "Sí, otra vez"}, {ID: dialog.OptionNo, Title: "No, déjalo"}}
	case dialog.SplitOffer:
		s.Question.Options = []dialog.Choice{{ID: dialog.OptionYes, Title: "Las dos, aparte"}, {ID: "hair", Title: "Solo mechas"}, {ID: "beauty", Title: "Solo manicura"}}
	case dialog.DateWhich:
		for n := range 3 {
			d := salon.Date{Year: 2026, Month: 12, Day: 2 + n}
			s.Question.Options = append(s.Question.Options, dialog.Choice{ID: d.String(), Title: d.String(), Date: d})
		}
	case dialog.PackOffer:
		s.Question.Options = []dialog.Choice{{ID: dialog.OptionYes, Title: "Sí, el pack", Pack: "mechas-corte"}, {ID: dialog.OptionNo, Title: "Solo mechas"}}
	case dialog.StylistPref:
		s.Question.Options = []dialog.Choice{{ID: dialog.OptionAny, Title: "La primera libre"}, {ID: "pilar", Title: "Pilar", Stylist: "pilar"}, {ID: "marta", Title: "Marta", Stylist: "marta"}, {ID: "victor", Title: "Víctor", Stylist: "victor"}}
	case dialog.ServicePick:
		s.Question.Options = []dialog.Choice{{ID: "infoactivo-fuerza", Title: "Infoactivo Fuerza", Service: "infoactivo-fuerza"}, {ID: "infoactivo-sensitivo", Title: "Infoactivo Sensitivo", Service: "infoactivo-sensitivo"}}
	}
	return s
}

// appointmentNamed is one of the appointments of the specification, 3.11 and 3.14.
func appointmentNamed(t testing.TB, name string) salon.Appointment {
	t.Helper()
	switch name {
	case "A1":
		return salon.Appointment{ID: "a1", StylistID: "pilar", Start: at(t, "2026-12-03 12:00"), Visit: salon.Visit{Services: []salon.ID{"corte"}}}
	case "A2":
		return salon.Appointment{ID: "a2", StylistID: "rosa", Start: at(t, "2026-12-05 09:00"), Visit: salon.Visit{Services: []salon.ID{"depilacion-de-cejas"}}}
	case "A3":
		return salon.Appointment{ID: "a3", StylistID: "marta", Start: at(t, "2026-12-03 13:00"), Visit: salon.Visit{Services: []salon.ID{"corte-nina"}}}
	}
	t.Fatalf("no appointment is called %s", name)
	return salon.Appointment{}
}
