package store_test

import (
	"errors"
	"testing"
	"time"

	"atrevete/internal/salon"
)

const prefersSQL = `SELECT s.slug, c.preferred_from_visits FROM customers c LEFT JOIN stylists s ON s.id = c.preferred_stylist_id WHERE c.id = $1`

func TestAVisitThatIsOverIsCompletedAndNobodyIsTold(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("marta", "2026-10-07 16:00", "corte"))
	h.notices()
	due := h.at("2026-10-07 16:40").Add(salon.CompletionGrace)
	h.sweep(due.Add(-time.Second))
	h.want(`(confirmed)`, `SELECT status FROM appointments`)
	for range 2 {
		if told := h.sweep(due); len(told) != 0 {
			t.Errorf("told %v", told)
		}
	}
	h.want(`(completed,3)`, `SELECT status, version FROM appointments`)
	h.want(`(appointment.completed,assistant)`, `SELECT action, actor FROM audit_log WHERE object_type = 'appointment'`)
	h.want(`(2620)`, `SELECT total_spent_cents FROM customers WHERE id = $1`, b.CustomerID)
	h.want(`(confirmed)`, `SELECT payment_status FROM bookings`)
	h.want(``, `SELECT id FROM inbox`)
	h.told()
	h.consistent()
}

func TestAMovedVisitIsCompletedWhenTheNewOneIsOver(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("marta", "2026-10-07 16:00", "corte"))
	if _, err := h.move(b, 0, h.slot("marta", "2026-10-08 16:00", 40), h.at("2026-10-06 19:00")); err != nil {
		t.Fatal(err)
	}
	h.sweep(h.at("2026-10-07 23:00"))
	h.want(`(confirmed)`, `SELECT status FROM appointments`)
	h.sweep(h.at("2026-10-20 10:00")) // nothing ran for days
	h.want(`(completed)`, `SELECT status FROM appointments`)
}

func TestANoShowForfeitsItsPartOfTheDeposit(t *testing.T) {
	t.Parallel()
	for name, when := range map[string]string{"before the sweep": "2026-10-07 16:20", "after the sweep": "2026-10-08 10:00"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openShop(t)
			b := h.booked(h.visit("marta", "2026-10-07 16:00", "corte"), bring(h.visit("ana", "2026-10-07 16:00", "tinte"), "Hija de Laura", ""))
			h.notices()
			h.sweep(h.at(when))
			if err := h.MarkNoShow(t.Context(), salon.By{}, b.Appointments[0].ID, h.at(when)); err != nil {
				t.Fatal(err)
			}
			if err := h.MarkNoShow(t.Context(), salon.By{}, b.Appointments[0].ID, h.at(when)); !errors.Is(err, salon.ErrConflict) {
				t.Errorf("twice: %v", err)
			}
			h.sweep(h.at("2026-10-09 10:00"))
			h.want(`(no_show) (completed)`, `SELECT status FROM appointments ORDER BY position`)
			h.want(`(confirmed,1384)`, `SELECT payment_status, deposit_cents FROM bookings`)
			h.want(`(deposit_paid,1384) (forfeit,524)`, `SELECT kind, amount_cents FROM payments ORDER BY created_at, id`)
			h.want(`(0) (4300)`, `SELECT c.total_spent_cents FROM customers c JOIN appointments a ON a.customer_id = c.id ORDER BY a.position`)
			h.want(`(staff)`, `SELECT actor FROM audit_log WHERE action = 'appointment.no_show'`)
			h.want(``, `SELECT id FROM inbox WHERE source = 'timer' AND payload NOT LIKE '%reminder%'`)
			h.told()
			h.consistent()
		})
	}
}

func TestANoShowOfTheOnlyVisitEndsTheDeposit(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("marta", "2026-10-07 16:00", "corte"))
	free := h.booked(h.visit("ana", "2026-10-07 17:00", "consulta"))
	for _, x := range []salon.Booking{b, free} {
		if err := h.MarkNoShow(t.Context(), salon.By{}, x.Appointments[0].ID, h.at("2026-10-07 18:00")); err != nil {
			t.Fatal(err)
		}
	}
	h.want(`(forfeited) (none)`, `SELECT payment_status FROM bookings ORDER BY created_at, id`)
	h.want(`(deposit_paid,524) (forfeit,524)`, `SELECT kind, amount_cents FROM payments ORDER BY created_at, id`)
	h.consistent()
}

func TestOnlyTheTeamMarksNoShowsOfVisitsThatBegan(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("marta", "2026-10-07 16:00", "corte"))
	id := b.Appointments[0].ID
	for name, c := range map[string]struct {
		by salon.By
		at string
	}{
		"before it begins": {salon.By{}, "2026-10-07 15:59"},
		"the customer":     {by(b), "2026-10-07 16:30"},
	} {
		if err := h.MarkNoShow(t.Context(), c.by, id, h.at(c.at)); !errors.Is(err, salon.ErrConflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := h.MarkNoShow(t.Context(), salon.By{}, b.ID, h.now); !errors.Is(err, salon.ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
	h.want(`(confirmed)`, `SELECT status FROM appointments`)
}

func TestWhomACustomerPrefersFollowsHerLatestVisitsUnlessTheTeamSaidSo(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	r := h.request()
	h.snap.Policies.MaxUpcomingPerCustomer = 0
	visits := []string{"marta 2026-10-07 10:00", "ana 2026-10-08 10:00", "ana 2026-10-09 10:00", "pilar 2026-10-10 10:00"}
	var booked []salon.Booking
	for _, v := range visits {
		stylist, start := v[:len(v)-17], v[len(v)-16:]
		r.Visits = []salon.VisitRequest{h.visit(stylist, start, "consulta")}
		booked = append(booked, h.hold(r))
	}
	h.want(`(,f)`, prefersSQL, r.CustomerID)
	h.sweep(h.at("2026-10-07 23:00"))
	h.want(`(marta,t)`, prefersSQL, r.CustomerID)
	h.sweep(h.at("2026-10-08 23:00"))
	h.want(`(ana,t)`, prefersSQL, r.CustomerID) // one each: the latest
	h.sweep(h.at("2026-10-10 23:00"))
	h.want(`(ana,t)`, prefersSQL, r.CustomerID) // two of the last three
	if err := h.MarkNoShow(t.Context(), salon.By{}, booked[2].Appointments[0].ID, h.at("2026-10-11 10:00")); err != nil {
		t.Fatal(err)
	}
	h.want(`(pilar,t)`, prefersSQL, r.CustomerID) // pilar, ana, marta: the latest

	h.exec(`UPDATE customers SET preferred_stylist_id = $2, preferred_from_visits = false WHERE id = $1`, r.CustomerID, h.stylist("marta"))
	r.Visits = []salon.VisitRequest{h.visit("pilar", "2026-10-13 10:00", "consulta")}
	h.now = h.at("2026-10-12 10:00")
	h.hold(r)
	h.sweep(h.at("2026-10-14 10:00"))
	h.want(`(marta,f)`, prefersSQL, r.CustomerID)
}

func TestTheUsualIsTheLastVisitThatTookPlace(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	r := h.request()
	h.snap.Policies.MaxUpcomingPerCustomer = 0
	hold := func(stylist, start string) salon.Booking {
		r.Visits = []salon.VisitRequest{h.visit(stylist, start, "consulta")}
		return h.hold(r)
	}
	first, missed := hold("marta", "2026-10-07 10:00"), hold("ana", "2026-10-08 10:00")
	over := hold("pilar", "2026-10-09 10:00")
	hold("marta", "2026-10-20 10:00") // still to come
	h.sweep(h.at("2026-10-08 20:00"))
	if err := h.MarkNoShow(t.Context(), salon.By{}, missed.Appointments[0].ID, h.at("2026-10-08 20:00")); err != nil {
		t.Fatal(err)
	}
	last := func(at string) salon.ID {
		t.Helper()
		agenda, err := h.Agenda(t.Context(), r.CustomerID, h.at(at))
		if err != nil || agenda.Last == nil {
			t.Fatalf("agenda %+v, %v", agenda, err)
		}
		return agenda.Last.Appointment.BookingID
	}
	if got := last("2026-10-09 09:00"); got != first.ID {
		t.Errorf("the one she missed counts: %s", got)
	}
	if got := last("2026-10-09 10:16"); got != over.ID { // not marked completed yet
		t.Errorf("the one that has just ended does not count: %s", got)
	}
}
