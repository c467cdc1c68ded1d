package store_test

import (
	"fmt"
	"slices"
	"testing"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

func TestTheAgendaIsWhatConcernsTheCustomer(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("ana", "2026-10-13 16:00", "corte"), bring(h.visit("marta", "2026-10-13 16:00", "secado"), "Lucía", ""))
	daughter := b.Appointments[1].CustomerID
	h.booked(h.visit("ana", "2026-10-13 17:30", "corte")) // somebody else, after her
	h.booked(h.visit("ana", "2026-10-14 17:30", "corte"))

	a, err := h.Agenda(t.Context(), b.CustomerID, h.at("2026-10-13 09:00"))
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Upcoming) != 2 || len(a.Underway) != 0 || len(a.Bookings) != 1 || a.Bookings[0].Payment != salon.PaymentConfirmed ||
		a.Bookings[0].Deposit != b.Deposit || len(a.Bookings[0].Appointments) != 2 || a.Last != nil {
		t.Errorf("before %+v", a)
	}
	if len(a.Next) != 1 || !a.Next[b.Appointments[0].ID].Equal(h.at("2026-10-13 17:30")) {
		t.Errorf("next %v", a.Next)
	}
	if hers, err := h.Agenda(t.Context(), daughter, h.at("2026-10-13 09:00")); err != nil || len(hers.Upcoming) != 1 || hers.Upcoming[0].CustomerID != daughter || len(hers.Bookings) != 1 {
		t.Errorf("the daughter's %+v, %v", hers, err)
	}
	a, err = h.Agenda(t.Context(), b.CustomerID, h.at("2026-10-13 16:10"))
	if err != nil || len(a.Upcoming) != 0 || len(a.Underway) != 2 || len(a.Bookings) != 1 {
		t.Errorf("while it takes place %+v, %v", a, err)
	}
	a, err = h.Agenda(t.Context(), b.CustomerID, h.at("2026-10-13 16:40"))
	if err != nil || len(a.Upcoming)+len(a.Underway)+len(a.Bookings) != 0 || a.Last == nil || a.Last.Appointment.ID != b.Appointments[0].ID {
		t.Errorf("afterwards %+v, %v", a, err)
	}
}

func TestTheLastVisitNamesWhatIsGone(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	r := h.request(h.visit("pilar", "2026-10-13 10:00", "corte", "secado"))
	b := h.hold(r)
	h.pay(paid(b, "pi_1"), h.now)
	r.Visits = []salon.VisitRequest{h.visit("ana", "2026-10-14 10:00", "pack")}
	later := h.hold(r)
	h.pay(paid(later, "pi_2"), h.now)
	now := h.at("2026-10-20 10:00")
	last := func() dialog.LastVisit {
		a, err := h.Agenda(t.Context(), r.CustomerID, now)
		if err != nil || a.Last == nil {
			t.Fatalf("%+v, %v", a, err)
		}
		return *a.Last
	}
	if got := last(); got.Appointment.ID != later.Appointments[0].ID || got.Appointment.Visit.Pack.Empty() || len(got.Gone) != 0 {
		t.Errorf("last %+v", got)
	}
	h.exec(`UPDATE packs SET active = false`)
	if got := last(); !slices.Equal(got.Gone, []string{"Corte y secado"}) {
		t.Errorf("gone %v", got.Gone)
	}
	h.exec(`UPDATE appointments SET status = CASE WHEN pack_id IS NULL THEN 'completed' ELSE 'no_show' END, remind_at = NULL`)
	h.exec(`UPDATE services SET active = false WHERE slug = 'secado'`)
	if got := last(); got.Appointment.ID != b.Appointments[0].ID || len(got.Appointment.Visit.Services) != 2 || !slices.Equal(got.Gone, []string{"Secado"}) {
		t.Errorf("last %+v", got)
	}
}

func TestWhatCustomersSayOfAnAppointmentIsNotedAndTold(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("ana", "2026-10-13 17:00", "corte"))
	h.booked(h.visit("ana", "2026-10-13 17:45", "corte"))
	h.notices()
	now, id, yes := h.at("2026-10-13 17:10"), b.Appointments[0].ID, true
	note := func(by salon.By, n dialog.Note) {
		t.Helper()
		if err := h.NoteAppointment(t.Context(), h.snap, by, n, now); err != nil {
			t.Fatal(err)
		}
	}
	const sql = `SELECT attendance, late_minutes, version FROM appointments ORDER BY starts_at LIMIT 1`
	note(by(b), dialog.Note{AppointmentID: id, Attendance: &yes})
	h.want(`(yes,0,2)`, sql)
	h.told()
	note(by(b), dialog.Note{AppointmentID: id, LateMinutes: 30})
	note(by(b), dialog.Note{AppointmentID: id, TellStylist: true}) // she said how late before
	h.want(`(yes,30,2)`, sql)
	h.told("delay ana urgent: Llega tarde: Laura Torres, Corte a las 17:00, llegará hacia las 17:30 (30 min tarde). Tu siguiente cita es a las 17:45.")
	h.exec(`UPDATE appointments SET late_minutes = 0`)
	note(by(b), dialog.Note{AppointmentID: id, TellStylist: true})
	h.told("delay ana urgent: Llega tarde: Laura Torres, Corte a las 17:00. No ha dicho cuánto. Tu siguiente cita es a las 17:45.")
	h.exec(`UPDATE appointments SET late_minutes = 30 WHERE id = $1`, id)
	stranger, _ := h.customer("Pedro")
	note(salon.By{CustomerID: stranger}, dialog.Note{AppointmentID: id, LateMinutes: 5, TellStylist: true})
	h.want(`(yes,30,2)`, sql)
	h.told()
}

func TestAWishIsWrittenDownOnce(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	r := h.request(h.visit("ana", "2026-10-13 17:00", "corte"))
	day := salon.DateOf(h.at("2026-10-13 00:00"))
	who := salon.By{CustomerID: r.CustomerID, ConversationID: r.ConversationID}
	for range 2 {
		for _, stylist := range []salon.ID{"", h.stylist("ana")} {
			wish := dialog.JoinWaitlist{Visit: r.Visits[0].Visit, Stylist: stylist, From: day, To: day}
			if err := h.JoinWaitlist(t.Context(), h.snap.ID, who, wish, h.now); err != nil {
				t.Fatal(err)
			}
		}
	}
	service := fmt.Sprintf(`"{""services"": [""%s""]}"`, r.Visits[0].Visit.Services[0])
	h.want(`(waiting,2026-10-13,2026-10-13,`+service+`,f) (waiting,2026-10-13,2026-10-13,`+service+`,t)`,
		`SELECT status, from_day, to_day, visit, stylist_id IS NOT NULL FROM waitlist ORDER BY 5`)
}
