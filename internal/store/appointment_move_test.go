package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// slot is where an appointment of so many minutes may go.
func (h *shop) slot(stylist, start string, minutes int) salon.Slot {
	h.t.Helper()
	return salon.Slot{StylistID: h.stylist(stylist), Start: h.at(start), Minutes: minutes}
}

// move asks to move the n-th appointment of a booking.
func (h *shop) move(b salon.Booking, n int, to salon.Slot, now time.Time) (dialog.MoveResult, error) {
	h.t.Helper()
	a := b.Appointments[n]
	return h.MoveAppointment(context.Background(), h.snap, by(b), dialog.Move{AppointmentID: a.ID, Version: a.Version, Slot: to}, now)
}

const segmentsSQL = `SELECT s.slug, to_char(lower(b.during) AT TIME ZONE 'Europe/Madrid', 'DD HH24:MI') FROM busy_segments b
	JOIN stylists s ON s.id = b.stylist_id WHERE b.active ORDER BY lower(b.during), s.slug`

func TestAMovedAppointmentIsTheSameRowWithItsDeposit(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("pilar", "2026-10-13 10:00", "corte"))
	h.want(`("2026-10-11 10:00:00")`, `SELECT remind_at AT TIME ZONE 'Europe/Madrid' FROM appointments`)
	h.notices()
	h.exec(`UPDATE appointments SET attendance = 'yes', late_minutes = 10`)
	before := h.text(`SELECT * FROM payments`)
	spent := h.text(`SELECT total_spent_cents FROM customers`)

	now := h.at("2026-10-08 18:00")
	r, err := h.move(b, 0, h.slot("pilar", "2026-10-13 17:00", 40), now)
	if err != nil {
		t.Fatal(err)
	}
	if r.New.ID != b.Appointments[0].ID || r.New.Version != b.Appointments[0].Version+1 || !r.New.Start.Equal(h.at("2026-10-13 17:00")) ||
		!r.Old.Start.Equal(h.at("2026-10-13 10:00")) || r.Booking.ID != b.ID || r.Booking.Payment != salon.PaymentConfirmed || r.Taken || r.Refused {
		t.Errorf("moved to %+v", r)
	}
	h.want(`(pilar,"13 17:00")`, segmentsSQL)
	h.want(`(confirmed,"2026-10-11 17:00:00",f,unknown,0)`,
		`SELECT status, remind_at AT TIME ZONE 'Europe/Madrid', reminded_at IS NOT NULL, attendance, late_minutes FROM appointments`)
	h.want(before, `SELECT * FROM payments`)
	h.want(spent, `SELECT total_spent_cents FROM customers`)
	h.want(`(customer,appointment.moved,3,"moved by customer")`,
		`SELECT actor, action, version, after->>'note' FROM audit_log WHERE object_type = 'appointment'`)
	h.told("moved pilar: Cita cambiada: Laura Torres, Corte, pasa del martes 13 de octubre a las 10:00 al martes 13 de octubre a las 17:00 (40 min).")
	h.consistent()
	if _, err := h.move(b, 0, h.slot("pilar", "2026-10-13 18:00", 40), now); !errors.Is(err, salon.ErrConflict) {
		t.Errorf("a version that is over: %v", err)
	}
}

func TestALateMoveToAnotherStylistIsUrgentForBoth(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("ana", "2026-10-09 10:00", "corte"))
	h.notices()
	if _, err := h.move(b, 0, h.slot("marta", "2026-10-10 10:30", 40), h.at("2026-10-08 22:00")); err != nil {
		t.Fatal(err)
	}
	h.told(
		"moved ana urgent: Cita cambiada: Laura Torres, Corte, del viernes 9 de octubre a las 10:00, pasa a Marta el sábado 10 de octubre a las 10:30. Esa hora te queda libre.",
		"moved marta urgent: Cita cambiada: Laura Torres, Corte, que era con Ana el viernes 9 de octubre a las 10:00, pasa a ti el sábado 10 de octubre a las 10:30 (40 min).",
	)
	h.want(`("late move")`, `SELECT after->>'note' FROM audit_log WHERE object_type = 'appointment'`)
	h.want(`()`, `SELECT remind_at FROM appointments`) // less than 48 h ahead
	h.consistent()
}

func TestASlotThatIsNotFreeLeavesEverythingAsItWas(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	other := h.booked(h.visit("pilar", "2026-10-13 17:00", "corte"))
	b := h.booked(h.visit("pilar", "2026-10-13 10:00", "corte"))
	before := h.text(`SELECT * FROM appointments ORDER BY id`) + h.text(segmentsSQL)
	h.notices()
	now := h.at("2026-10-08 18:00")
	for name, to := range map[string]salon.Slot{
		"taken":            h.slot("pilar", "2026-10-13 16:45", 40),
		"closed":           h.slot("pilar", "2026-10-12 10:00", 40),
		"off the grid":     h.slot("pilar", "2026-10-13 12:05", 40),
		"too long ago":     h.slot("pilar", "2026-10-07 12:00", 40),
		"too soon":         h.slot("ana", "2026-10-08 18:45", 40),
		"wrong length":     h.slot("ana", "2026-10-13 12:00", 60),
		"wrong profession": h.slot("rosa", "2026-10-13 12:00", 40),
	} {
		err := h.InTx(t.Context(), func(ctx context.Context) error {
			a := b.Appointments[0]
			_, err := h.MoveAppointment(ctx, h.snap, by(b), dialog.Move{AppointmentID: a.ID, Version: a.Version, Slot: to}, now)
			if !errors.Is(err, salon.ErrSlotTaken) {
				t.Errorf("%s: %v", name, err)
			}
			_, err = h.Booking(ctx, b.ID) // the transaction goes on
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	free := h.slot("ana", "2026-10-13 12:00", 40)
	for name, try := range map[string]func() error{
		"somebody else's": func() error {
			a := b.Appointments[0]
			_, err := h.MoveAppointment(t.Context(), h.snap, by(other), dialog.Move{AppointmentID: a.ID, Version: a.Version, Slot: free}, now)
			return err
		},
		"begun": func() error { _, err := h.move(b, 0, free, h.at("2026-10-13 10:00")); return err },
	} {
		if err := try(); !errors.Is(err, salon.ErrConflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := h.text(`SELECT * FROM appointments ORDER BY id`) + h.text(segmentsSQL); got != before {
		t.Errorf("changed to %s", got)
	}
	h.told()
	h.consistent()
}

func TestAnAppointmentMayMoveOverItsOwnTimeAndAloneOutOfItsGroup(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("ana", "2026-10-13 10:00", "tinte"), h.visit("marta", "2026-10-13 10:00", "corte"))
	now := h.at("2026-10-08 18:00")
	r, err := h.move(b, 0, h.slot("ana", "2026-10-13 10:15", 60), now) // overlaps where it was
	if err != nil {
		t.Fatal(err)
	}
	h.want(`(marta,"13 10:00") (ana,"13 10:15") (ana,"13 11:05")`, segmentsSQL)
	if _, err := h.move(r.Booking, 1, h.slot("ana", "2026-10-13 10:15", 40), now); !errors.Is(err, salon.ErrSlotTaken) {
		t.Errorf("over the sibling: %v", err)
	}
	if r, err = h.move(r.Booking, 1, h.slot("marta", "2026-10-14 10:00", 40), now); err != nil {
		t.Fatal(err)
	}
	h.want(`(ana,"13 10:15") (ana,"13 11:05") (marta,"14 10:00")`, segmentsSQL)
	if r.Booking.Deposit != b.Deposit || len(r.Booking.Appointments) != 2 {
		t.Errorf("booking %+v", r.Booking)
	}
	occupancy, err := h.Occupancy(t.Context(), h.snap.ID, salon.DateOf(h.at("2026-10-13 00:00")), salon.DateOf(h.at("2026-10-14 00:00")), r.New.ID)
	if err != nil || len(occupancy.Busy[h.stylist("marta")]) != 0 || len(occupancy.Busy[h.stylist("ana")]) != 2 {
		t.Errorf("without its own segments %v, %v", occupancy.Busy, err)
	}
	h.consistent()
}

func TestTwoWhoMoveToOneSlotOneGetsIt(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	now := h.at("2026-10-08 18:00")
	for round := range 10 {
		day := h.at("2026-10-13 00:00").AddDate(0, 0, 7*(round%3)+round%2).Format("2006-01-02")
		one := h.booked(h.visit("pilar", day+" 10:00", "corte"))
		two := h.booked(h.visit("ana", day+" 10:00", "corte"))
		to := h.slot("marta", day+" 12:00", 40)
		errs := h.together(
			func() error { _, err := h.move(one, 0, to, now); return err },
			func() error { _, err := h.move(two, 0, to, now); return err },
		)
		if won := count(errs, nil); won != 1 || count(errs, salon.ErrSlotTaken) != 1 {
			t.Fatalf("round %d: %v", round, errs)
		}
		h.consistent()
		h.exec(`UPDATE busy_segments SET active = false`)
		h.exec(`UPDATE appointments SET status = 'completed', remind_at = NULL`)
	}
}

func TestTwoWhoSwapTheirSlotsNeverBothLoseThem(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	now := h.at("2026-10-08 18:00")
	one := h.booked(h.visit("pilar", "2026-10-13 10:00", "corte"))
	two := h.booked(h.visit("ana", "2026-10-13 10:00", "corte"))
	errs := h.together(
		func() error { _, err := h.move(one, 0, h.slot("ana", "2026-10-13 10:00", 40), now); return err },
		func() error { _, err := h.move(two, 0, h.slot("pilar", "2026-10-13 10:00", 40), now); return err },
	)
	for _, err := range errs {
		if err != nil && !errors.Is(err, salon.ErrSlotTaken) {
			t.Errorf("got %v", err)
		}
	}
	h.want(`(2)`, `SELECT count(*) FROM busy_segments WHERE active`)
	h.consistent()
}

// together runs what is to happen at once and returns the errors in order.
func (h *shop) together(all ...func() error) []error {
	h.t.Helper()
	errs := make([]error, len(all))
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i, f := range all {
		wg.Go(func() {
			<-start
			errs[i] = f()
		})
	}
	close(start)
	wg.Wait()
	return errs
}

// count counts errors of a kind; nil counts successes.
func count(errs []error, kind error) (n int) {
	for _, err := range errs {
		if (kind == nil && err == nil) || (kind != nil && errors.Is(err, kind)) {
			n++
		}
	}
	return n
}
