package replies

import (
	"maps"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

func madrid() *time.Location {
	loc, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		panic(err)
	}
	return loc
}

func sampleSalon() *salon.Salon {
	return &salon.Salon{
		Name:      "Peluquería Ejemplo",
		Assistant: salon.Assistant{Name: "Nora", Role: "asistenta virtual", MaxEmojis: 2, Introduction: "Soy Nora, la asistenta virtual de Peluquería Ejemplo."},
		Location:  madrid(), Address: "Plaza Mayor 1, Madrid", MapsURL: "https://maps.example/plaza",
		Opening: salon.WeekHours{
			2: {{Start: 600, End: 1200}}, 3: {{Start: 600, End: 1200}}, 4: {{Start: 600, End: 840}, {Start: 960, End: 1200}}, 6: {{Start: 540, End: 840}},
		},
		Policies:  salon.DefaultPolicies(),
		Catalogue: salon.Catalogue{Services: []salon.Service{{ID: "1", Slug: "corte", Name: "Corte", Price: 2620, Minutes: 40}}},
	}
}

// samples are the utterances with data as rich as it gets, several where the
// words differ.
func samples() map[dialog.UtteranceID][]any {
	start := time.Date(2026, 10, 9, 12, 30, 0, 0, madrid())
	day := salon.Date{Year: 2026, Month: 10, Day: 9}
	other := salon.Date{Year: 2026, Month: 12, Day: 2}
	name := dialog.NameData{First: "Laura", Last: "Torres"}
	intro := dialog.IntroduceData{Introduction: "Soy Nora, la asistenta virtual de Peluquería Ejemplo.", Name: "Nora", Role: "asistenta virtual", Salon: "Peluquería Ejemplo"}
	cut := dialog.ServiceFact{Name: "Corte", Minutes: 40, Price: 2620}
	free := dialog.ServiceFact{Name: "Consulta gratuita de peluquería", Minutes: 15}
	slot := dialog.SlotFact{Start: start, End: start.Add(95 * time.Minute), Stylist: "Víctor"}
	visit := dialog.VisitFact{Names: []string{"Corte", "Cultura de Color", "Secado"}, Start: start, End: start.Add(95 * time.Minute), Minutes: 95, Stylist: "Marta"}
	booking := dialog.BookingData{
		First: "Laura", Last: "Torres", Visits: []dialog.VisitFact{visit}, Price: 7740, Deposit: 1548,
		URL: "https://salon.example/pay/abc", Minutes: 30, Deadline: start.Add(-time.Hour), Refundable: true, Hours: 24,
	}
	late, gift := booking, booking
	late.Refundable, late.Last = false, ""
	gift.Deposit, gift.Price, gift.URL = 0, 0, ""
	link := dialog.LinkData{URL: "https://salon.example/pay/abc", Deposit: 1548, Deadline: start, Minutes: 5}
	several := dialog.ServicesData{Services: []dialog.ServiceFact{cut, free}, Total: true, Minutes: 55, Price: 2620}
	names := dialog.NamesData{Names: []string{"Corte", "Secado"}}
	split := dialog.SplitData{Hair: []string{"Corte"}, Beauty: []string{"Depilación de cejas"}}
	team := dialog.StylistsData{Names: []string{"Pilar", "Marta", "Ana", "Inés"}, Stylist: "Rosa", Service: "Corte", Date: day}
	offer := dialog.OfferData{Slots: []dialog.SlotFact{slot, slot}, OneDay: true, Tell: true, Names: names.Names, Minutes: 45, Price: 3440}
	two := offer
	two.OneDay, two.Tell = false, false
	one := offer
	one.Slots = one.Slots[:1]
	closed := dialog.DayData{Date: day, Weekday: true, Opens: 600, Closes: 1200, At: 1080, Minutes: 60, Part: "por la tarde", Stylist: "Marta", Single: true}
	feast := closed
	feast.Holiday, feast.Weekday, feast.Closes, feast.Part, feast.Single = "Inmaculada", false, 0, "", false
	appointments := dialog.AppointmentsData{Limit: 3, Appointments: []dialog.AppointmentFact{{VisitFact: visit, Deposit: 1548}, {VisitFact: visit, Deposit: 1548, Pending: true}, {VisitFact: visit}}}
	groups := dialog.GroupsData{Hair: []string{"Cortes", "Peinados"}, Beauty: []string{"Manos y pies", "Depilación"}}
	open := dialog.OpenData{Day: salon.Day{Date: day, Hours: []salon.Hours{{Start: 600, End: 840}, {Start: 960, End: 1200}}}}
	shut := dialog.OpenData{Day: salon.Day{Date: day, Holiday: "Fiesta"}, Next: salon.Day{Date: other, Hours: []salon.Hours{{Start: 600, End: 1200}}}}
	packs := dialog.PackData{Asked: dialog.ServicesData{Services: []dialog.ServiceFact{cut}}, Pack: dialog.ServiceFact{Name: "Mechas + Corte", Minutes: 60, Price: 8000}, With: []string{"Corte"}, Saves: 870}
	both := packs
	both.With = nil
	days := dialog.DaysData{Days: []salon.Date{day, other}}
	all := map[dialog.UtteranceID][]any{
		dialog.SayPrivacyNotice: {dialog.PrivacyData{}, dialog.PrivacyData{Text: "Cuidamos tus datos.", URL: "https://salon.example/privacidad"}},
		dialog.SayIntroduce:     {intro}, dialog.SayRobot: {intro},
		dialog.SayNameCheck: {name}, dialog.SayNameSettled: {name}, dialog.SayNameChanged: {name}, dialog.SayGreetKnown: {name},
		dialog.SayGreetBack: {name, dialog.NameData{}}, dialog.SaySurnameAsk: {name}, dialog.SaySurnameAskAgain: {name}, dialog.SaySurnameStill: {name}, dialog.SayFullNameAsk: {name},
		dialog.SayServiceAskAgain: {groups}, dialog.SayServices: {groups}, dialog.SayServicePick: {several},
		dialog.SaySplitOffer: {split}, dialog.SaySplitWhich: {split}, dialog.SaySplitNext: {names}, dialog.SayPackOffer: {packs, both},
		dialog.SayStylistAsk: {team, dialog.StylistsData{Names: team.Names}}, dialog.SayStylistWho: {team},
		dialog.SayStylistUnknown: {team, dialog.StylistsData{}}, dialog.SayStylistCannot: {team},
		dialog.SayDateAsk: {names, dialog.NamesData{}}, dialog.SayDateWhich: {days}, dialog.SayDateMismatch: {days},
		dialog.SayDatePast: {closed, dialog.DayData{}}, dialog.SayDateTooFar: {closed}, dialog.SayDayClosed: {closed, feast}, dialog.SayDayFull: {closed},
		dialog.SayDoesNotFit: {closed}, dialog.SayPartEmpty: {closed, feast}, dialog.SayHourTaken: {closed, feast}, dialog.SayHourClosed: {closed},
		dialog.SayHourTooSoon: {closed}, dialog.SayStylistNotDay: {closed}, dialog.SayNotFitAnyMore: {closed},
		dialog.SayOffers: {offer, two}, dialog.SayOfferSingle: {one}, dialog.SayOffersAgain: {offer, two}, dialog.SayOfferMismatch: {slot},
		dialog.SayOnlySoMany: {dialog.CountData{Count: 2}, dialog.CountData{Count: 1}}, dialog.SaySlotGone: {slot},
		dialog.SayLink: {booking, late}, dialog.SayLinkNew: {link}, dialog.SayConfirmed: {booking, late, gift},
		dialog.SayRefunding: {dialog.RefundData{Amount: 1548}, dialog.RefundData{Amount: 1548, Twice: true}}, dialog.SayLimitReached: {appointments},
		dialog.SayPayWarning: {link}, dialog.SayHoldExpired: {dialog.ExpiredData{Slot: slot, Resume: true}, dialog.ExpiredData{Slot: slot}},
		dialog.SayPayNotYet: {link}, dialog.SayPayReceived: {booking}, dialog.SayStillHeld: {link},
		dialog.SayResumeRecap: {dialog.RecapData{Names: names.Names, Date: day}, dialog.RecapData{Names: names.Names, Date: day, Past: true}, dialog.RecapData{}},
		dialog.SayPrice:       {several, dialog.ServicesData{Services: []dialog.ServiceFact{cut}}}, dialog.SayBookOffer: {dialog.CountData{Count: 1}, dialog.CountData{Count: 2}},
		dialog.SayStylists:    {dialog.TeamData{Hair: team.Names, Beauty: []string{"Rosa"}}},
		dialog.SayStylistWeek: {dialog.StylistWeekData{Name: "Ana", Week: salon.WeekHours{2: {{Start: 600, End: 840}}}}, dialog.StylistWeekData{Name: "Ana"}},
		dialog.SayFAQ:         {dialog.FAQData{Slug: "hours", Answer: "Nuestro horario es {{opening_hours}}. Cerramos {{closed_days}}. 😊"}},
		dialog.SayOpenOn:      {open, shut}, dialog.SayAppointments: {appointments}, dialog.SayLocation: {dialog.PlaceData{Address: "Plaza Mayor 1", MapsURL: "https://maps.example"}},
		dialog.SayHandBack: {name, dialog.NameData{}}, dialog.SayOpening: {name, dialog.NameData{}},
	}
	maps.Copy(all, changeSamples())
	maps.Copy(all, bookingSamples())
	return all
}
