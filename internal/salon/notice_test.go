package salon_test

import (
	"testing"
	"time"

	"atrevete/internal/salon"
)

func TestNoticesSayWhatTheTeamNeeds(t *testing.T) {
	t.Parallel()
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	s := &salon.Salon{ID: "s", Location: madrid, Catalogue: salon.Catalogue{Services: []salon.Service{
		{ID: "1", Name: "Barro Gold"}, {ID: "2", Name: "Agua Lluvia"}, {ID: "3", Name: "Peinado largo"},
	}}}
	a := salon.Appointment{
		ID: "a", StylistID: "m", Customer: salon.Customer{FirstName: "Patricia", LastName: "Vidal"},
		Visit: salon.Visit{Services: []salon.ID{"1", "2", "3"}}, Minutes: 110,
		Start: time.Date(2026, 10, 9, 7, 30, 0, 0, time.UTC), // 9:30 in Madrid
	}
	tuesday := time.Date(2026, 10, 6, 12, 5, 0, 0, madrid)
	n := s.NoticeOfNew(a, tuesday)
	want := "Cita nueva: Patricia Vidal, Barro Gold, Agua Lluvia y Peinado largo, viernes 9 de octubre a las 9:30 (110 min)."
	if n.Text != want || n.Urgent || n.Kind != salon.NoticeNew || n.StylistID != "m" || n.AppointmentID != "a" || n.SalonID != "s" || !n.CreatedAt.Equal(tuesday) {
		t.Errorf("got %+v", n)
	}

	a.Customer, a.Visit = salon.Customer{}, salon.Visit{Services: []salon.ID{"gone"}}
	n = s.NoticeOfNew(a, time.Date(2026, 10, 9, 0, 10, 0, 0, madrid)) // still Thursday in UTC
	want = "Cita nueva para hoy: clienta sin nombre, servicio sin nombre, viernes 9 de octubre a las 9:30 (110 min)."
	if n.Text != want || !n.Urgent {
		t.Errorf("got %+v", n)
	}

	refund := s.NoticeOfRefund(salon.Booking{ConversationID: "c"}, 1600, tuesday)
	if refund.Text != "Ha llegado un pago de 16,00 € que no correspondía y se está devolviendo." || refund.ConversationID != "c" || !refund.StylistID.Empty() {
		t.Errorf("got %+v", refund)
	}
}
