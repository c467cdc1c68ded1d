package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/store"
)

func TestAHoldIsWrittenWhole(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.now = h.at("2026-10-20 17:04")
	b := h.hold(h.request(h.visit("rosa", "2026-10-22 10:00", "manicura", "cejas")))

	if b.Deposit != 954 || b.Price() != 4770 || b.Payment != salon.PaymentPending || b.LinksSent != 1 || b.Version != 1 {
		t.Errorf("booking %+v", b)
	}
	if !b.HoldExpiresAt.Equal(h.at("2026-10-20 17:34")) || !b.WarnAt.Equal(h.at("2026-10-20 17:29")) {
		t.Errorf("held until %v, warned at %v", b.HoldExpiresAt, b.WarnAt)
	}
	if len(b.LinkToken) < 22 || strings.ContainsAny(b.LinkToken, "/+=?&# ") {
		t.Errorf("link token %q", b.LinkToken)
	}
	a := b.Appointments[0]
	if a.Status != salon.Provisional || a.Minutes != 105 || a.Price != 4770 || !a.Start.Equal(h.at("2026-10-22 10:00")) ||
		a.Customer.FullName() != "Laura Torres" || len(a.Visit.Services) != 2 {
		t.Errorf("appointment %+v", a)
	}
	h.want(`(1,manicura) (2,cejas)`, `SELECT a.position, s.slug FROM appointment_services a JOIN services s ON s.id = a.service_id ORDER BY 1`)
	h.want(`("[""2026-10-22 08:00:00+00"",""2026-10-22 09:45:00+00"")",t)`, `SELECT during, active FROM busy_segments`)
	h.want(`(booking.held,1)`, `SELECT action, version FROM audit_log`)
	h.want(`(0)`, `SELECT count(*) FROM river_job`)
	h.consistent()

	again, err := h.Booking(t.Context(), b.ID)
	if err != nil || describe(again) != describe(b) || again.LinkToken != b.LinkToken {
		t.Errorf("read back %+v, %v", again, err)
	}
	if _, err := h.Booking(t.Context(), store.NewID()); !errors.Is(err, salon.ErrNotFound) {
		t.Errorf("an unknown booking gave %v", err)
	}
}

func TestAHoldForTodayIsShorter(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.now = h.at("2026-10-29 13:02")
	b := h.hold(h.request(h.visit("ana", "2026-10-29 16:30", "corte")))
	if b.Deposit != 524 || !b.HoldExpiresAt.Equal(h.at("2026-10-29 13:17")) || !b.WarnAt.Equal(h.at("2026-10-29 13:12")) {
		t.Errorf("deposit %d, until %v, warned %v", b.Deposit, b.HoldExpiresAt, b.WarnAt)
	}
}

func TestAPackIsOneAppointmentWithItsOwnPrice(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.hold(h.request(h.visit("marta", "2026-10-09 12:30", "pack")))
	if b.Deposit != 600 || b.Appointments[0].Minutes != 45 || b.Appointments[0].Visit.Pack.Empty() || b.Appointments[0].Visit.Services != nil {
		t.Errorf("booking %+v", b)
	}
	h.want(`(pack)`, `SELECT p.slug FROM appointments a JOIN packs p ON p.id = a.pack_id`)
}

func TestWhileColourWorksTheStylistServesSomebodyElse(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.hold(h.request(h.visit("marta", "2026-10-09 12:00", "tinte"))) // busy 12:00–12:20 and 12:50–13:00
	h.want(`("[""2026-10-09 10:00:00+00"",""2026-10-09 10:20:00+00"")") ("[""2026-10-09 10:50:00+00"",""2026-10-09 11:00:00+00"")")`,
		`SELECT during FROM busy_segments ORDER BY during`)
	h.hold(h.request(h.visit("marta", "2026-10-09 12:30", "secado")))
	for _, start := range []string{"2026-10-09 12:15", "2026-10-09 12:45", "2026-10-09 11:45"} {
		if _, err := h.Hold(t.Context(), h.snap, h.request(h.visit("marta", start, "corte")), h.now); !errors.Is(err, salon.ErrSlotTaken) {
			t.Errorf("at %s: %v", start, err)
		}
	}
	h.consistent()
}

func TestAFreeVisitIsConfirmedAtOnce(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.hold(h.request(h.visit("pilar", "2026-10-09 10:00", "consulta")))
	if describe(b) != "confirmed none 0 link=false" || !b.HoldExpiresAt.IsZero() {
		t.Errorf("booking %s until %v", describe(b), b.HoldExpiresAt)
	}
	h.want(`(new,f,pilar,"Cita nueva: Laura Torres, Consulta gratuita, viernes 9 de octubre a las 10:00 (15 min).")`,
		`SELECT n.kind, n.urgent, s.slug, n.text FROM notices n JOIN stylists s ON s.id = n.stylist_id`)
	h.want(`(2,1)`, `SELECT r.priority, count(*) FROM river_job r JOIN notices n ON n.id::text = r.args->'job'->>'notice_id' GROUP BY 1`)
	h.want(`("2026-10-07 08:00:00+00")`, `SELECT remind_at FROM appointments`)
	h.consistent()
}

func TestARefusedHoldLeavesTheTransactionUsable(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.friday()
	second := h.request(h.visit("marta", "2026-10-09 12:15", "corte"))
	var b salon.Booking
	err := h.InTx(t.Context(), func(ctx context.Context) error {
		if _, err := h.Hold(ctx, h.snap, second, h.now); !errors.Is(err, salon.ErrSlotTaken) {
			t.Errorf("got %v", err)
		}
		second.Visits[0].Slot.Start = h.at("2026-10-09 13:15")
		var err error
		b, err = h.Hold(ctx, h.snap, second, h.now)
		return err
	})
	if err != nil || b.Status() != salon.Provisional {
		t.Errorf("%s, %v", describe(b), err)
	}
	h.want(`(2)`, `SELECT count(*) FROM bookings`)
	h.consistent()
}

func TestAGroupIsHeldWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.friday()
	daughter, _ := h.customer("Hija")
	visit := h.visit("marta", "2026-10-09 12:15", "secado")
	visit.CustomerID = daughter
	group := h.request(h.visit("ana", "2026-10-09 12:30", "corte"), visit)
	group.Visits[1].Slot.Start = h.at("2026-10-09 12:30")
	if _, err := h.Hold(t.Context(), h.snap, group, h.now); !errors.Is(err, salon.ErrSlotTaken) {
		t.Fatalf("got %v", err)
	}
	h.want(`(1,1)`, `SELECT (SELECT count(*) FROM bookings), (SELECT count(*) FROM busy_segments)`)

	same := h.request(h.visit("pilar", "2026-10-09 12:30", "corte"), h.visit("pilar", "2026-10-09 12:45", "secado"))
	if _, err := h.Hold(t.Context(), h.snap, same, h.now); !errors.Is(err, salon.ErrSlotTaken) {
		t.Errorf("one stylist twice at once: %v", err)
	}

	group.Visits[1].Slot.StylistID = h.stylist("pilar")
	b := h.hold(group)
	if len(b.Appointments) != 2 || b.Deposit != 688 || b.Appointments[1].CustomerID != daughter || b.CustomerID == daughter {
		t.Errorf("group %+v", b)
	}
	h.consistent()
}

func TestASlotIsHeldOnlyIfItCouldBeOffered(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.exec(`INSERT INTO closures (starts_on, ends_on, reason) VALUES ('2026-10-15', '2026-10-15', 'Fiesta local')`)
	h.exec(`INSERT INTO blocks (stylist_id, during) VALUES ($1, '[2026-10-16 10:00+02, 2026-10-16 12:00+02)')`, h.stylist("marta"))
	for name, v := range map[string]salon.VisitRequest{
		"closed day":      h.visit("marta", "2026-10-15 12:00", "corte"),
		"blocked":         h.visit("marta", "2026-10-16 11:30", "corte"),
		"monday":          h.visit("marta", "2026-10-12 12:00", "corte"),
		"ends too late":   h.visit("marta", "2026-10-14 19:30", "corte"),
		"off the grid":    h.visit("marta", "2026-10-14 12:05", "corte"),
		"too soon":        h.visit("marta", "2026-10-06 19:15", "secado"),
		"too far":         h.visit("marta", "2027-02-10 12:00", "corte"),
		"past":            h.visit("marta", "2026-10-02 12:00", "corte"),
		"wrong category":  h.visit("rosa", "2026-10-14 12:00", "corte"),
		"stylist who no":  {Visit: h.visit("marta", "2026-10-14 12:00", "corte").Visit, Slot: salon.Slot{StylistID: store.NewID(), Start: h.at("2026-10-14 12:00"), Minutes: 40}},
		"longer than was": {Visit: h.visit("marta", "2026-10-14 12:00", "corte").Visit, Slot: salon.Slot{StylistID: h.stylist("marta"), Start: h.at("2026-10-14 12:00"), Minutes: 30}},
	} {
		if _, err := h.Hold(t.Context(), h.snap, h.request(v), h.now); !errors.Is(err, salon.ErrSlotTaken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	h.want(`(0)`, `SELECT count(*) FROM bookings`)
	if _, err := h.Hold(t.Context(), h.snap, h.request(), h.now); !errors.Is(err, salon.ErrEmptyVisit) {
		t.Errorf("nothing asked for: %v", err)
	}
}

func TestAReplacedHoldGivesWayOrStands(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	old := h.friday()
	other := h.hold(h.request(h.visit("ana", "2026-10-09 12:30", "corte")))
	r := salon.BookingRequest{
		SalonID: h.snap.ID, CustomerID: old.CustomerID, ConversationID: old.ConversationID, Replaces: old.ID,
		Visits: []salon.VisitRequest{h.visit("ana", "2026-10-09 12:45", "corte")},
	}
	if _, err := h.Hold(t.Context(), h.snap, r, h.now); !errors.Is(err, salon.ErrSlotTaken) {
		t.Fatalf("got %v", err)
	}
	if still, _ := h.Booking(t.Context(), old.ID); describe(still) != describe(old) || still.Version != old.Version {
		t.Errorf("the old hold became %s", describe(still))
	}

	r.Visits[0] = h.visit("marta", "2026-10-09 12:45", "corte") // overlaps the one that gives way
	b := h.hold(r)
	gone, _ := h.Booking(t.Context(), old.ID)
	if describe(gone) != "expired pending 524 link=false" || describe(b) != "provisional pending 524 link=true" {
		t.Errorf("old %s, new %s", describe(gone), describe(b))
	}
	if !gone.HoldExpiresAt.Equal(old.HoldExpiresAt) {
		t.Errorf("when the old hold ended is not known any more: %v", gone.HoldExpiresAt)
	}
	link, err := h.PaymentLink(t.Context(), old.LinkToken)
	if err != nil || !link.Void {
		t.Errorf("the old link is %+v, %v", link.Void, err)
	}

	r.Replaces = other.ID
	r.Visits[0] = h.visit("pilar", "2026-10-09 10:00", "corte")
	if _, err := h.Hold(t.Context(), h.snap, r, h.now); !errors.Is(err, salon.ErrConflict) {
		t.Errorf("somebody else's hold was replaced: %v", err)
	}
	h.pay(paid(b, "pi_1"), h.now)
	r.Replaces = b.ID
	if _, err := h.Hold(t.Context(), h.snap, r, h.now); !errors.Is(err, salon.ErrConflict) {
		t.Errorf("a paid booking was replaced: %v", err)
	}
	h.consistent()
}

func TestACustomerHasSoManyBookingsAheadAndNoMore(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	r := h.request(h.visit("marta", "2026-10-09 10:00", "corte"), h.visit("ana", "2026-10-09 10:00", "corte")) // a group counts once
	first := h.hold(r)
	for _, start := range []string{"2026-10-09 12:00", "2026-10-09 13:00"} {
		r.Visits = []salon.VisitRequest{h.visit("marta", start, "secado")}
		h.hold(r)
	}
	r.Visits = []salon.VisitRequest{h.visit("marta", "2026-10-09 15:00", "secado")}
	if _, err := h.Hold(t.Context(), h.snap, r, h.now); !errors.Is(err, salon.ErrTooMany) {
		t.Fatalf("got %v", err)
	}
	r.Replaces = first.ID
	if _, err := h.Hold(t.Context(), h.snap, r, h.now); err != nil {
		t.Errorf("a change was refused: %v", err)
	}
}

func TestAReleasedHoldIsFreeForOthers(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	gone, err := h.ReleaseBooking(t.Context(), b.ID, h.now)
	if err != nil || describe(gone) != "expired pending 524 link=false" || gone.Version != 2 || !gone.WarnAt.IsZero() {
		t.Errorf("%s, %v", describe(gone), err)
	}
	if _, err := h.ReleaseBooking(t.Context(), b.ID, h.now); !errors.Is(err, salon.ErrConflict) {
		t.Errorf("released twice: %v", err)
	}
	if _, err := h.ReplaceLink(t.Context(), b.ID); !errors.Is(err, salon.ErrConflict) {
		t.Errorf("a link for nothing: %v", err)
	}
	if _, err := h.ReleaseBooking(t.Context(), store.NewID(), h.now); !errors.Is(err, salon.ErrNotFound) {
		t.Errorf("released nothing: %v", err)
	}
	h.friday()
	h.consistent()
}

func TestUpcomingListsWhatIsAhead(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	mother, _ := h.customer("Rosario")
	forMother := h.visit("marta", "2026-10-09 12:30", "corte")
	forMother.CustomerID = mother
	r := h.request(forMother)
	b := h.hold(r)
	r.Visits = []salon.VisitRequest{h.visit("ana", "2026-10-08 10:00", "corte")}
	h.hold(r)
	r.Visits = []salon.VisitRequest{h.visit("ana", "2026-10-13 10:00", "corte")}
	released := h.hold(r)
	if _, err := h.ReleaseBooking(t.Context(), released.ID, h.now); err != nil {
		t.Fatal(err)
	}
	list, err := h.Upcoming(t.Context(), r.CustomerID, h.now)
	if err != nil || len(list) != 2 || list[1].BookingID != b.ID || list[1].Customer.FirstName != "Rosario" {
		t.Errorf("upcoming %+v, %v", list, err)
	}
	if hers, err := h.Upcoming(t.Context(), mother, h.now); err != nil || len(hers) != 1 {
		t.Errorf("hers %+v, %v", hers, err)
	}
	if later, err := h.Upcoming(t.Context(), r.CustomerID, h.now.Add(48*time.Hour)); err != nil || len(later) != 1 {
		t.Errorf("later %+v, %v", later, err)
	}
}
