package store_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/store"
)

// paidFriday is Marta's cut on Friday at 12:30, paid.
func (h *shop) paidFriday(ref string) salon.Booking {
	h.t.Helper()
	_, b := h.pay(paid(h.friday(), ref), h.now)
	return b
}

func TestABlockOfStaffTellsWhomItConcernsOnceAndKeepsTheAppointment(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.paidFriday("pi_1")
	at := h.now.Add(time.Hour)
	h.exec(`INSERT INTO blocks (stylist_id, during, reason, source) VALUES ($1, '[2026-10-09 09:00+02,2026-10-09 20:00+02)', 'gripe', 'absence')`, h.stylist("marta"))
	if told := h.sweep(at); !slices.Equal(told, []salon.ID{b.ConversationID}) {
		t.Errorf("told %v", told)
	}
	for range 3 {
		if told := h.sweep(at.Add(2 * time.Minute)); len(told) != 0 {
			t.Errorf("told again: %v", told)
		}
	}
	h.want(`(confirmed,t,)`, `SELECT status, excused, remind_at FROM appointments`)
	h.want(`(t,t)`, `SELECT handled_at IS NOT NULL, rechecked_at IS NOT NULL FROM blocks`)
	notice := h.text(`SELECT text FROM notices WHERE kind = 'stylist_away'`)
	if !strings.Contains(notice, "Marta no está") || !strings.Contains(notice, "12:30: Laura") || strings.Contains(notice, "gripe") {
		t.Errorf("notice %s", notice)
	}
	h.consistent()
}

func TestWhoIsErasedLeavesTheListOfAnAbsenceToo(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.paidFriday("pi_1")
	h.exec(`UPDATE customers SET phone = '+34600777001' WHERE id = $1`, b.CustomerID)
	h.exec(`INSERT INTO blocks (stylist_id, during, source) VALUES ($1, '[2026-10-09 09:00+02,2026-10-09 20:00+02)', 'absence')`, h.stylist("marta"))
	h.sweep(h.now.Add(time.Hour))
	h.exec(`UPDATE notices SET delivered_at = now()`)
	if notice := h.text(`SELECT text FROM notices WHERE kind = 'stylist_away'`); !strings.Contains(notice, "Laura") {
		t.Fatalf("notice %s", notice)
	}
	request := salon.ErasureRequest{SubjectQuery: salon.SubjectQuery{SalonID: h.snap.ID, ID: b.CustomerID}, Actor: "test", Cancel: true}
	if _, err := h.EraseCustomer(t.Context(), h.snap, request, h.now.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	notice := h.text(`SELECT text FROM notices WHERE kind = 'stylist_away'`)
	if strings.Contains(notice, "Laura") || strings.Contains(notice, "600777001") || !strings.Contains(notice, "Marta no está") {
		t.Errorf("notice %s", notice)
	}
}

func TestWhatAnAbsenceDoesNotConcern(t *testing.T) {
	t.Parallel()
	for name, sql := range map[string]string{
		"another stylist":              `INSERT INTO blocks (stylist_id, during, source) SELECT id, '[2026-10-09 09:00+02,2026-10-09 20:00+02)', 'absence' FROM stylists WHERE slug = 'ana'`,
		"another hour":                 `INSERT INTO blocks (stylist_id, during, source) SELECT id, '[2026-10-09 13:10+02,2026-10-09 20:00+02)', 'absence' FROM stylists WHERE slug = 'marta'`,
		"time that staff keep free":    `INSERT INTO blocks (stylist_id, during, source) SELECT id, '[2026-10-09 09:00+02,2026-10-09 20:00+02)', 'staff' FROM stylists WHERE slug = 'marta'`,
		"an outside calendar":          `INSERT INTO blocks (stylist_id, during, source) SELECT id, '[2026-10-09 09:00+02,2026-10-09 20:00+02)', 'google' FROM stylists WHERE slug = 'marta'`,
		"handled before the upgrade":   `INSERT INTO blocks (stylist_id, during, source, handled_at, rechecked_at) SELECT id, '[2026-10-09 09:00+02,2026-10-09 20:00+02)', 'absence', now(), now() FROM stylists WHERE slug = 'marta'`,
		"appointments made afterwards": `WITH k AS (INSERT INTO blocks (stylist_id, during, source) SELECT id, '[2026-10-09 09:00+02,2026-10-09 20:00+02)', 'absence' FROM stylists WHERE slug = 'marta' RETURNING id) SELECT 1; UPDATE appointments SET entered = nextval('agenda_order')`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openShop(t)
			h.paidFriday("pi_1")
			for one := range strings.SplitSeq(sql, ";") {
				h.exec(one)
			}
			if told := h.sweep(h.now.Add(time.Minute)); len(told) != 0 {
				t.Errorf("told %v", told)
			}
			h.want(`(f)`, `SELECT excused FROM appointments`)
		})
	}
}

func TestAnAbsenceThatGrowsIsLookedAtAgain(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.paidFriday("pi_1")
	a, err := h.AddAbsence(t.Context(), h.snap.ID, salon.Absence{
		StylistID: h.stylist("marta"), During: salon.Interval{Start: h.at("2026-10-09 16:00"), End: h.at("2026-10-09 20:00")},
	}, h.now)
	if err != nil {
		t.Fatal(err)
	}
	if told := h.sweep(h.now); len(told) != 0 {
		t.Errorf("told %v", told)
	}
	h.exec(`UPDATE blocks SET during = '[2026-10-09 09:00+02,2026-10-09 20:00+02)' WHERE id = $1`, a.ID)
	if told := h.sweep(h.now.Add(time.Minute)); !slices.Equal(told, []salon.ID{b.ConversationID}) {
		t.Errorf("told %v", told)
	}
	waiting, err := h.RemoveAbsence(t.Context(), h.snap.ID, a.ID, h.now.Add(time.Hour))
	if err != nil || len(waiting) != 1 || waiting[0].ID != b.Appointments[0].ID {
		t.Errorf("waiting %v, %v", waiting, err)
	}
	h.want(`(t,t)`, `SELECT excused, remind_at IS NOT NULL FROM appointments`)
	if _, err := h.RemoveAbsence(t.Context(), h.snap.ID, a.ID, h.now); !errors.Is(err, salon.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
}

func TestAnExcusedAppointmentIsRefundedWhateverTheHourAndMovedAtNoCost(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.paidFriday("pi_1")
	h.exec(`INSERT INTO blocks (stylist_id, during, source) SELECT id, '[2026-10-09 09:00+02,2026-10-09 20:00+02)', 'absence' FROM stylists WHERE slug = 'marta'`)
	late := h.at("2026-10-09 10:00") // two and a half hours before
	h.sweep(late)
	by := salon.By{CustomerID: b.CustomerID, ConversationID: b.ConversationID}
	err := h.InTx(t.Context(), func(ctx context.Context) error {
		r, err := h.MoveAppointment(ctx, h.snap, by, dialog.Move{
			AppointmentID: b.Appointments[0].ID, Version: b.Appointments[0].Version, Slot: h.visit("ana", "2026-10-09 12:30", "corte").Slot,
		}, late)
		if err != nil || r.New.Excused || r.Booking.Payment != salon.PaymentConfirmed {
			t.Errorf("moved %+v, %v", r.New, err)
		}
		return errors.New("only to look")
	})
	if err == nil {
		t.Fatal("committed")
	}
	r, err := h.CancelAppointments(t.Context(), h.snap, by, dialog.CancelAppointments{
		Items: []dialog.CancelItem{{AppointmentID: b.Appointments[0].ID, Terms: dialog.TermsRefund}},
	}, late)
	if err != nil || r.TermsChanged || r.Items[0].Amount != 524 {
		t.Errorf("cancelled %+v, %v", r, err)
	}
	h.want(`(524)`, `SELECT refund_due_cents FROM bookings`)
	h.consistent()
}

func TestAHoldWithAnAbsentStylistIsGivenBack(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	h.exec(`INSERT INTO blocks (stylist_id, during, source) SELECT id, '[2026-10-09 09:00+02,2026-10-09 20:00+02)', 'absence' FROM stylists WHERE slug = 'marta'`)
	if told := h.sweep(h.now.Add(time.Minute)); !slices.Equal(told, []salon.ID{b.ConversationID}) {
		t.Errorf("told %v", told)
	}
	h.want(`(expired,f)`, `SELECT status, excused FROM appointments`)
	outcome, _ := h.pay(paid(b, "pi_late"), h.now.Add(2*time.Minute))
	if outcome != salon.OutcomeRefunding {
		t.Errorf("a late payment for a stylist who is not there: %s", outcome)
	}
	h.consistent()
}

func TestStaffBookMoveAndCancelAndTheCustomerIsToldOnce(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	customer, conversation := h.customer("Laura")
	cut := h.visit("ana", "2026-10-06 19:00", "corte") // in half an hour: staff may
	b, told, err := h.StaffBook(t.Context(), h.snap, store.StaffBooking{CustomerID: customer, Visit: cut.Visit, StylistID: cut.Slot.StylistID, Start: cut.Slot.Start}, h.now)
	if err != nil || b.Payment != salon.PaymentNone || b.Deposit != 0 || b.Status() != salon.Confirmed {
		t.Fatalf("booked %+v, %v, %v", b, told, err)
	}
	if _, _, err := h.StaffBook(t.Context(), h.snap, store.StaffBooking{CustomerID: customer, Visit: cut.Visit, StylistID: cut.Slot.StylistID, Start: cut.Slot.Start}, h.now); !errors.Is(err, salon.ErrSlotTaken) {
		t.Errorf("booked twice: %v", err)
	}
	a := b.Appointments[0]
	r, _, err := h.StaffMove(t.Context(), h.snap, dialog.Move{AppointmentID: a.ID, Version: a.Version, Slot: h.visit("marta", "2026-10-08 11:00", "corte").Slot}, h.now)
	if err != nil || !r.New.Start.Equal(h.at("2026-10-08 11:00")) {
		t.Fatalf("moved %+v, %v", r.New, err)
	}
	if _, _, err := h.StaffMove(t.Context(), h.snap, dialog.Move{AppointmentID: a.ID, Version: a.Version, Slot: cut.Slot}, h.now); !errors.Is(err, salon.ErrConflict) {
		t.Errorf("moved by an old version: %v", err)
	}
	gone, _, err := h.StaffCancel(t.Context(), h.snap, a.ID, h.now)
	if err != nil || gone.Status != salon.Cancelled {
		t.Errorf("cancelled %+v, %v", gone, err)
	}
	if _, _, err := h.StaffCancel(t.Context(), h.snap, a.ID, h.now); !errors.Is(err, salon.ErrConflict) {
		t.Errorf("cancelled twice: %v", err)
	}
	rows, err := h.PendingInbound(t.Context(), conversation)
	var kinds []string
	for _, row := range rows {
		kinds = append(kinds, string(row.Timer.Kind))
	}
	if err != nil || strings.Join(kinds, " ") != "staff_booked staff_moved staff_cancelled" {
		t.Errorf("told %v, %v", kinds, err)
	}
	h.want(`(staff,appointment.created) (staff,appointment.moved) (staff,appointment.cancelled)`,
		`SELECT actor, action FROM audit_log WHERE object_type = 'appointment' ORDER BY at, id`)
	h.consistent()
}

func TestACancellationByTheSalonGivesTheDepositBackOnTheDayItself(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.paidFriday("pi_1")
	if _, _, err := h.StaffCancel(t.Context(), h.snap, b.Appointments[0].ID, h.at("2026-10-09 12:00")); err != nil {
		t.Fatal(err)
	}
	h.want(`(524)`, `SELECT refund_due_cents FROM bookings`)
	h.want(`(0)`, `SELECT count(*) FROM payments WHERE kind = 'forfeit'`)
	if text := h.text(`SELECT string_agg(text, ' ') FROM notices WHERE kind = 'cancelled'`); strings.Contains(text, "fuera de plazo") || strings.Contains(text, "no se devuelve") {
		t.Errorf("notice %s", text)
	}
	h.consistent()
}
