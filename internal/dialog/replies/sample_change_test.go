package replies

import (
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// changeSamples are the utterances about appointments there are.
func changeSamples() map[dialog.UtteranceID][]any {
	start := time.Date(2026, 10, 9, 12, 30, 0, 0, madrid())
	visit := dialog.VisitFact{Names: []string{"Corte", "Cultura de Color", "Secado"}, Start: start, End: start.Add(95 * time.Minute), Minutes: 95, Stylist: "Marta"}
	later := visit
	later.Start, later.End, later.For = start.AddDate(0, 0, 1), visit.End.AddDate(0, 0, 1), "María González"
	one := dialog.AppointmentFact{VisitFact: visit, Deposit: 1548}
	other := dialog.AppointmentFact{VisitFact: later, Deposit: 140}
	list := dialog.AppointmentsData{Appointments: []dialog.AppointmentFact{one, other}}
	single := dialog.AppointmentsData{Appointments: []dialog.AppointmentFact{one}}
	which := func(doing dialog.ScenarioName) dialog.WhichData {
		return dialog.WhichData{Appointments: list.Appointments, Doing: doing}
	}
	arranged := which(dialog.ScenarioCancel)
	arranged.Arranged = &dialog.RecapData{Names: []string{"Corte"}, Date: sampleDay()}
	terms := func(kinds ...dialog.CancelTerms) dialog.TermsData {
		data := dialog.TermsData{Hours: 24}
		for _, k := range kinds {
			fact := dialog.TermsFact{AppointmentFact: one, Terms: k, Amount: 1548}
			if k == dialog.TermsFree {
				fact.Amount = 0
			}
			data.Items = append(data.Items, fact)
		}
		return data
	}
	all := []any{
		terms(dialog.TermsRefund), terms(dialog.TermsForfeit), terms(dialog.TermsFree),
		terms(dialog.TermsRefund, dialog.TermsForfeit), terms(dialog.TermsFree, dialog.TermsRefund),
	}
	delay := dialog.DelayData{First: "Andrés", Stylist: "Víctor", Start: start, Minutes: 30, Next: true}
	vague := delay
	vague.Minutes, vague.Next, vague.First = 0, false, ""
	reminder := dialog.ReminderData{First: "Carmen", Visits: []dialog.VisitFact{visit}, Deposit: 1548, Hours: 24, Refundable: true, Ask: true}
	near, both := reminder, reminder
	near.Refundable, near.Ask, near.First = false, false, ""
	both.Visits = []dialog.VisitFact{visit, later}
	free := reminder
	free.Deposit, free.Refundable = 0, false
	return map[dialog.UtteranceID][]any{
		dialog.SayWhichAppointment: {which(dialog.ScenarioReschedule), which(dialog.ScenarioAdd), arranged},
		dialog.SayKept:             {list, single},
		dialog.SayMoving:           {one, other}, dialog.SayStillStands: {one}, dialog.SayAddFits: {dialog.AdditionData{AppointmentFact: one}, dialog.AdditionData{AppointmentFact: one, Begins: later.Start, Grid: 15}},
		dialog.SayMoved:      {dialog.MoveData{Old: visit, New: later, Deposit: 1548}, dialog.MoveData{Old: visit, New: later}},
		dialog.SayAddNoRoom:  {dialog.DayData{Date: sampleDay(), Minutes: 5, Stylist: "Pilar"}},
		dialog.SayCancelSure: all, dialog.SayLateOptions: all, dialog.SayCancelled: all,
		dialog.SayTermsChanged: {dialog.CountData{Count: 24}},
		dialog.SayInTime:       {delay}, dialog.SayLateOrNot: {delay},
		dialog.SayDelayAsk: {delay, vague}, dialog.SayDelayNoted: {delay, vague}, dialog.SayDelayRelayed: {delay},
		dialog.SayReminder: {reminder, near, both, free}, dialog.SayReminderAgain: {single, list}, dialog.SayAttending: {single, list},
		dialog.SayNotAtThatHour: {dialog.DayData{At: 840}},
	}
}

func sampleDay() salon.Date { return salon.Date{Year: 2026, Month: 10, Day: 9} }
