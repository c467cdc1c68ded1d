package salon_test

import (
	"testing"
	"time"

	"atrevete/internal/salon"
)

func TestChangesAreUrgentWhenTheyAreNear(t *testing.T) {
	t.Parallel()
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	s := &salon.Salon{ID: "s", Location: madrid, Policies: salon.DefaultPolicies(), Team: []salon.Stylist{{ID: "m", Name: "Marta"}}}
	at := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(2026, month, day, hour, minute, 0, 0, madrid)
	}
	now := at(time.October, 8, 15, 0)
	for name, c := range map[string]struct {
		old, moved time.Time
		urgent     bool
	}{
		"both far":              {at(time.October, 13, 10, 0), at(time.October, 14, 10, 0), false},
		"the old one is near":   {at(time.October, 9, 15, 0), at(time.October, 14, 10, 0), true},
		"just over a day ahead": {at(time.October, 9, 15, 1), at(time.October, 14, 10, 0), false},
		"the new one is near":   {at(time.October, 13, 10, 0), at(time.October, 8, 19, 0), true},
	} {
		old := salon.Appointment{ID: "a", StylistID: "m", Start: c.old}
		moved := old
		moved.Start = c.moved
		if got := s.NoticesOfMove(old, moved, now); len(got) != 1 || got[0].Urgent != c.urgent || got[0].Kind != salon.NoticeMoved {
			t.Errorf("%s: %+v", name, got)
		}
	}
	// Sunday 25 October 2026 has 25 hours: a visit at its end is today although more than 24 hours away.
	gone := salon.Appointment{ID: "a", CustomerID: "guest", StylistID: "left", Start: at(time.October, 25, 23, 50), Minutes: 40}
	got := s.NoticesOfCancel(gone, salon.Customer{ID: "payer", FirstName: "Roberto", Phone: "+34600000012"}, 0, at(time.October, 25, 0, 10))
	if len(got) != 1 || !got[0].Urgent {
		t.Errorf("on the long day: %+v", got)
	}
	got = s.NoticesOfCancel(gone, salon.Customer{ID: "payer", FirstName: "Roberto", Phone: "+34600000012"}, 500, at(time.October, 25, 12, 0))
	want := "Cita anulada fuera de plazo: clienta sin nombre, servicio sin nombre, domingo 25 de octubre a las 23:50 (40 min)." +
		" La señal de 5,00 € no se devuelve. La reservó Roberto. Teléfono: +34600000012."
	if len(got) != 2 || got[0].Text != want || got[1].Text != want+" Era con otra persona del equipo." || !got[1].StylistID.Empty() {
		t.Errorf("got %+v", got)
	}
}
