package replies

import (
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// bookingSamples are the utterances of booking for others, of groups, of the
// usual, the consultation and the waitlist.
func bookingSamples() map[dialog.UtteranceID][]any {
	start := time.Date(2026, 10, 9, 16, 0, 0, 0, madrid())
	day := salon.Date{Year: 2026, Month: 10, Day: 9}
	slot := dialog.SlotFact{Start: start, End: start.Add(40 * time.Minute), Stylist: "Marta"}
	visit := func(who string) dialog.GroupVisit {
		return dialog.GroupVisit{Who: who, Names: []string{"Corte", "Secado"}, Slot: slot, Price: 2620, Minutes: 40}
	}
	way := dialog.GroupWay{Start: start, Together: true, Visits: []dialog.GroupVisit{visit("ti"), visit("tu hija")}}
	apart := way
	apart.Together = false
	four := dialog.GroupWay{Start: start, Visits: []dialog.GroupVisit{visit("ti"), visit("tu hija"), visit("tu madre"), visit("tu hermana")}}
	hit := dialog.HitData{First: "Laura", Price: 5240, Deposit: 1048, Deadline: start.Add(-time.Hour), Visit: dialog.VisitFact{
		Names: []string{"Corte", "Secado"}, Start: start, End: start.Add(45 * time.Minute), Minutes: 45, Stylist: "Ana",
	}}
	gratis := dialog.HitData{Deadline: hit.Deadline, Visit: hit.Visit}
	absent := dialog.AbsenceData{First: "Laura", Visit: hit.Visit, Deposit: 1048, Slots: []dialog.SlotFact{slot, slot}}
	absent.Visit.For = "tu hija"
	alone := dialog.AbsenceData{Visit: hit.Visit}
	guest := dialog.GuestData{Who: "tu madre"}
	return map[dialog.UtteranceID][]any{
		dialog.SayGuestName: {guest}, dialog.SayGuestNameAgain: {guest},
		dialog.SayPersonMap: {
			dialog.PersonMapData{Names: []string{"Corte", "Peinado"}, People: []string{"ti", "tu hija"}},
			dialog.PersonMapData{Names: []string{"Corte", "Peinado"}, People: []string{"ti", "tu acompañante", "tu acompañante"}, Unknown: true},
		},
		dialog.SayGroupSingle: {
			dialog.GroupOfferData{Ways: []dialog.GroupWay{way}, Tell: true, Price: 5240},
			dialog.GroupOfferData{Ways: []dialog.GroupWay{four}, Tell: true, Price: 10480},
		},
		dialog.SayGroupOffers: {dialog.GroupOfferData{Ways: []dialog.GroupWay{way, apart}, Tell: true, Price: 5240}, dialog.GroupOfferData{Ways: []dialog.GroupWay{four, four}}},
		dialog.SayUsualConfirm: {
			dialog.UsualData{Names: []string{"Corte", "Infoactivo Sensitivo"}, Stylist: "Pilar", Minutes: 70, Price: 4710},
			dialog.UsualData{Names: []string{"Corte"}, Gone: []string{"Infoactivo Sensitivo"}, Minutes: 40, Price: 2620},
		},
		dialog.SayUsualNone: {dialog.UsualData{}}, dialog.SayUsualGone: {dialog.UsualData{Gone: []string{"Infoactivo Sensitivo"}}, dialog.UsualData{}},
		dialog.SayConsultOffer: {
			dialog.ConsultData{Minutes: 15},
			dialog.ConsultData{Minutes: 15, Services: []dialog.DescribedService{{ServiceFact: dialog.ServiceFact{Name: "Barro Gold", Minutes: 40, Price: 4800}, Description: "Color con brillo cálido."}}},
		},
		dialog.SayPickTotals: {dialog.ServicesData{Services: []dialog.ServiceFact{{Name: "Óleo Pigmento", Minutes: 75, Price: 6840}, {Name: "Cultura de Color", Minutes: 95, Price: 7740}}}},
		dialog.SayWaiting: {
			dialog.WaitData{Names: []string{"Corte"}, From: day, To: day, Stylist: "Ana", Part: "por la tarde", Minutes: 15},
			dialog.WaitData{Names: []string{"Corte", "Secado"}, From: day, To: day.AddDays(3), Minutes: 15},
		},
		dialog.SayAbsent: {absent, alone}, dialog.SayAbsentHuman: {absent}, dialog.SayAbsentHold: {absent},
		dialog.SayStaffBooked: {dialog.BookingData{First: "Laura", Visits: []dialog.VisitFact{absent.Visit}}},
		dialog.SayStaffMoved:  {dialog.MoveData{Old: absent.Visit, New: hit.Visit, Deposit: 1048}, dialog.MoveData{Old: hit.Visit, New: hit.Visit}},
		dialog.SayStaffCancelled: {
			dialog.TermsData{Items: []dialog.TermsFact{{AppointmentFact: dialog.AppointmentFact{VisitFact: absent.Visit}, Terms: dialog.TermsRefund, Amount: 1048}}},
			dialog.TermsData{Items: []dialog.TermsFact{{AppointmentFact: dialog.AppointmentFact{VisitFact: hit.Visit}, Terms: dialog.TermsFree}}},
		},
		dialog.SayHit: {hit, gratis}, dialog.SayHitAgain: {hit}, dialog.SayHitOver: {hit},
		dialog.SayNotOffered:  {dialog.GroupsData{Hair: []string{"Cortes", "Peinados"}, Beauty: []string{"Manos y pies"}}},
		dialog.SayNoDiscount:  {dialog.DiscountData{}, dialog.DiscountData{Pack: dialog.ServiceFact{Name: "Mechas + Corte", Minutes: 60, Price: 8000}, Saves: 870}},
		dialog.SayDepositWhy:  {dialog.DepositData{Percent: 20, Hours: 24}},
		dialog.SayGroupNoRoom: {dialog.GroupDayData{Date: day, Count: 3}},
	}
}
