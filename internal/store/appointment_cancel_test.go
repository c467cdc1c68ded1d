package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// cancel asks to cancel appointments of a booking on the same terms.
func (h *shop) cancel(b salon.Booking, terms dialog.CancelTerms, at, now time.Time, which ...int) (dialog.CancelResult, error) {
	h.t.Helper()
	c := dialog.CancelAppointments{At: at}
	for _, n := range which {
		c.Items = append(c.Items, dialog.CancelItem{AppointmentID: b.Appointments[n].ID, Terms: terms})
	}
	return h.CancelAppointments(context.Background(), h.snap, by(b), c, now)
}

// refund is the provider accepting what is due of a booking's deposit.
func (h *shop) refund(b salon.Booking, ref string, amount, target salon.Money) {
	h.t.Helper()
	if err := h.RecordRefund(context.Background(), b.ID, "stripe", ref, "pi_"+string(b.ID), amount, target); err != nil {
		h.t.Fatal(err)
	}
	h.consistent()
}

const moneySQL = `SELECT b.payment_status, b.refund_due_cents, (SELECT string_agg(kind || ' ' || amount_cents, ', ' ORDER BY created_at, kind) FROM payments) FROM bookings b`

func TestCancelledInTimeTheDepositGoesBack(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("pilar", "2026-10-13 10:00", "corte"))
	h.notices()
	now := h.at("2026-10-08 18:00")
	r, err := h.cancel(b, dialog.TermsRefund, now, now, 0)
	if err != nil {
		t.Fatal(err)
	}
	if r.TermsChanged || r.Refused || len(r.Items) != 1 || r.Items[0].Amount != 524 || r.Items[0].Appointment.Status != salon.Cancelled {
		t.Errorf("cancelled %+v", r)
	}
	h.want(``, segmentsSQL)
	h.want(`(cancelled,,3)`, `SELECT status, remind_at, version FROM appointments`)
	h.want(`(0)`, `SELECT total_spent_cents FROM customers`)
	h.want(`(confirmed,524,"deposit_paid 524")`, moneySQL) // under way: the ledger does not know yet
	h.want(`(pi_`+string(b.ID)+`,524)`, `SELECT args->'job'->>'provider_ref', args->'job'->>'target' FROM river_job WHERE args->'job'->>'kind' = 'refund'`)
	h.want(`("cancelled by customer")`, `SELECT after->>'note' FROM audit_log WHERE object_type = 'appointment'`)
	h.told("cancelled pilar: Cita anulada: Laura Torres, Corte, martes 13 de octubre a las 10:00 (40 min).")
	h.consistent()
	for range 2 {
		h.refund(b, "re_1", 524, 524)
	}
	h.want(`(refunded,524,"deposit_paid 524, refund 524")`, moneySQL)
	if _, err := h.cancel(b, dialog.TermsRefund, now, now, 0); !errors.Is(err, salon.ErrConflict) {
		t.Errorf("cancelled twice: %v", err)
	}
}

func TestCancelledLateTheDepositIsKeptAndTheTeamTold(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.now = h.at("2026-10-06 09:00")
	b := h.booked(h.visit("marta", "2026-10-08 17:00", "corte"))
	h.exec(`UPDATE customers SET phone = '+34600000003'`)
	h.notices()
	now := h.at("2026-10-08 15:00")
	r, err := h.cancel(b, dialog.TermsForfeit, now, now, 0)
	if err != nil || r.Items[0].Amount != 524 || r.Items[0].Terms != dialog.TermsForfeit {
		t.Fatalf("%+v, %v", r, err)
	}
	h.want(`(forfeited,0,"deposit_paid 524, forfeit 524")`, moneySQL)
	h.want(``, `SELECT id FROM river_job WHERE args->'job'->>'kind' = 'refund'`)
	h.want(`("late cancellation")`, `SELECT after->>'note' FROM audit_log WHERE object_type = 'appointment'`)
	text := "Cita anulada fuera de plazo: Laura Torres, Corte, jueves 8 de octubre a las 17:00 (40 min). La señal de 5,24 € no se devuelve. Teléfono: +34600000003."
	h.told("cancelled marta urgent: "+text, "cancelled team urgent: "+text+" Era con Marta.")
	h.consistent()
}

// F113: the limit passes between 11:59:59 and 12:00:00 for an appointment at
// 12:00 of the next day; the instant of the message counts, not of the turn.
func TestTheInstantOfTheMessageDecidesTheTerms(t *testing.T) {
	t.Parallel()
	for offset, holds := range map[time.Duration]dialog.CancelTerms{
		-time.Second: dialog.TermsRefund, 0: dialog.TermsForfeit, time.Second: dialog.TermsForfeit,
	} {
		t.Run(offset.String(), func(t *testing.T) {
			t.Parallel()
			h := openShop(t)
			b := h.booked(h.visit("pilar", "2026-12-03 12:00", "corte"))
			at := h.at("2026-12-02 12:00").Add(offset)
			before := h.text(`SELECT * FROM appointments`) + h.text(`SELECT * FROM bookings`)
			wrong := dialog.TermsForfeit
			if holds == dialog.TermsForfeit {
				wrong = dialog.TermsRefund
			}
			r, err := h.cancel(b, wrong, at, at.Add(time.Minute), 0)
			if err != nil || !r.TermsChanged || r.Items[0].Terms != holds || r.Items[0].Amount != 524 {
				t.Errorf("terms that do not hold: %+v, %v", r, err)
			}
			if got := h.text(`SELECT * FROM appointments`) + h.text(`SELECT * FROM bookings`); got != before {
				t.Errorf("changed to %s", got)
			}
			r, err = h.cancel(b, holds, at, at.Add(time.Minute), 0)
			if err != nil || r.TermsChanged || r.Items[0].Terms != holds {
				t.Errorf("terms that hold: %+v, %v", r, err)
			}
			h.consistent()
		})
	}
}

func TestOneOfAGroupTakesItsShareOfTheDeposit(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("ana", "2026-10-13 10:00", "corte"), h.visit("marta", "2026-10-13 10:00", "secado"), h.visit("pilar", "2026-10-13 10:00", "consulta"))
	if b.Deposit != 688 { // 20 % of 26.20 and 8.20
		t.Fatalf("deposit %d", b.Deposit)
	}
	early, late := h.at("2026-10-08 18:00"), h.at("2026-10-12 18:00")
	if r, err := h.cancel(b, dialog.TermsFree, early, early, 2); err != nil || r.TermsChanged || r.Items[0].Amount != 0 {
		t.Fatalf("the free one: %+v, %v", r, err)
	}
	if r, err := h.cancel(b, dialog.TermsRefund, early, early, 1); err != nil || r.Items[0].Amount != 164 {
		t.Fatalf("in time: %+v, %v", r, err)
	}
	h.want(`(confirmed,164,"deposit_paid 688")`, moneySQL)
	h.consistent()
	r, err := h.cancel(b, dialog.TermsForfeit, late, late, 0)
	if err != nil || r.Items[0].Amount != 524 {
		t.Fatalf("late: %+v, %v", r, err)
	}
	h.want(`(confirmed,164,"deposit_paid 688, forfeit 524")`, moneySQL)
	h.consistent()
	h.refund(b, "re_1", 164, 164)
	h.want(`(forfeited,164,"deposit_paid 688, forfeit 524, refund 164")`, moneySQL)
	h.want(`(0)`, `SELECT total_spent_cents FROM customers`)
}

func TestTwoPartsOfADepositAreRefundedOnceEach(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("ana", "2026-10-13 10:00", "corte"), h.visit("marta", "2026-10-13 10:00", "secado"))
	now := h.at("2026-10-08 18:00")
	for _, n := range []int{1, 0} {
		if _, err := h.cancel(b, dialog.TermsRefund, now, now, n); err != nil {
			t.Fatal(err)
		}
	}
	h.want(`(164,164) (524,688)`, `SELECT args->'job'->>'amount', args->'job'->>'target' FROM river_job WHERE args->'job'->>'kind' = 'refund' ORDER BY id`)
	fact := paid(b, "pi_"+string(b.ID)) // the provider reports the first before our own answer is recorded
	fact.Kind, fact.Amount, fact.LinkToken, fact.SessionID = salon.FactRefunded, 164, "", ""
	h.pay(fact, now)
	h.refund(b, "re_1", 164, 164)
	h.want(`(confirmed,688,"deposit_paid 688, refund 164")`, moneySQL)
	h.refund(b, "re_2", 524, 688)
	fact.Amount = 688
	if outcome, _ := h.pay(fact, now); outcome != salon.OutcomeDuplicate {
		t.Errorf("the second report: %s", outcome)
	}
	h.want(`(refunded,688,"deposit_paid 688, refund 164, refund 524")`, moneySQL)
}

func TestAllItemsAreCancelledOrNone(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("pilar", "2026-10-09 10:00", "corte"), h.visit("ana", "2026-10-13 10:00", "corte"))
	now := h.at("2026-10-08 18:00") // the first is late, the second is not
	before := h.text(`SELECT status, version FROM appointments ORDER BY id`)
	r, err := h.cancel(b, dialog.TermsRefund, now, now, 0, 1)
	if err != nil || !r.TermsChanged || r.Items[0].Terms != dialog.TermsForfeit || r.Items[1].Terms != dialog.TermsRefund {
		t.Errorf("%+v, %v", r, err)
	}
	h.exec(`UPDATE appointments SET status = 'no_show', remind_at = NULL WHERE id = $1`, b.Appointments[0].ID)
	if _, err := h.cancel(b, dialog.TermsRefund, now, now, 1, 0); !errors.Is(err, salon.ErrConflict) {
		t.Errorf("with one that is gone: %v", err)
	}
	h.exec(`UPDATE appointments SET status = 'confirmed', remind_at = NULL WHERE id = $1`, b.Appointments[0].ID)
	h.want(before, `SELECT status, version FROM appointments ORDER BY id`)
	both := dialog.CancelAppointments{At: now, Items: []dialog.CancelItem{
		{AppointmentID: b.Appointments[0].ID, Terms: dialog.TermsForfeit}, {AppointmentID: b.Appointments[1].ID, Terms: dialog.TermsRefund},
	}}
	stranger := h.booked(h.visit("marta", "2026-10-14 10:00", "corte"))
	if _, err := h.CancelAppointments(t.Context(), h.snap, by(stranger), both, now); !errors.Is(err, salon.ErrConflict) {
		t.Errorf("by somebody else: %v", err)
	}
	if r, err = h.CancelAppointments(t.Context(), h.snap, by(b), both, now); err != nil || r.Items[0].Amount != 524 || r.Items[1].Amount != 524 {
		t.Errorf("%+v, %v", r, err)
	}
	h.consistent()
}

func TestMoveAgainstCancelAndCancelAgainstRefund(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	now := h.at("2026-10-08 18:00")
	for round := range 8 {
		b := h.booked(h.visit("pilar", "2026-10-13 10:00", "corte"))
		errs := h.together(
			func() error { _, err := h.move(b, 0, h.slot("ana", "2026-10-13 12:00", 40), now); return err },
			func() error { _, err := h.cancel(b, dialog.TermsRefund, now, now, 0); return err },
		)
		if errs[1] != nil { // cancelling does not mind where the appointment is
			t.Errorf("round %d: cancel %v", round, errs[1])
		}
		if errs[0] != nil && !errors.Is(errs[0], salon.ErrConflict) {
			t.Errorf("round %d: move %v", round, errs[0])
		}
		h.want(``, segmentsSQL)
		h.consistent()

		b = h.booked(h.visit("pilar", "2026-10-13 10:00", "corte"))
		fact := paid(b, "pi_"+string(b.ID))
		fact.Kind, fact.LinkToken, fact.SessionID = salon.FactRefunded, "", ""
		var result dialog.CancelResult
		errs = h.together(
			func() (err error) { result, err = h.cancel(b, dialog.TermsRefund, now, now, 0); return err },
			func() error { _, _, err := h.ApplyPayment(context.Background(), h.snap, fact, now); return err },
		)
		if count(errs, nil) != 2 {
			t.Fatalf("round %d: %v", round, errs)
		}
		if result.TermsChanged { // staff had given it back already
			if _, err := h.cancel(b, dialog.TermsFree, now, now, 0); err != nil {
				t.Fatal(err)
			}
		}
		h.want(`(refunded,524)`, `SELECT payment_status, (SELECT sum(amount_cents) FROM payments WHERE booking_id = b.id AND kind = 'refund') FROM bookings b WHERE id = $1`, b.ID)
		h.refund(b, "re_late", 524, 524) // our own job comes last and finds it done
		h.consistent()
	}
}
