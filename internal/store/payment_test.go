package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/store"
)

func TestAPaidHoldIsConfirmedOnce(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	fact := paid(b, "pi_1")
	outcome, got := h.pay(fact, h.now.Add(5*time.Minute))
	if outcome != salon.OutcomeConfirmed || describe(got) != "confirmed confirmed 524 link=true" || got.Appointments[0].Customer.TotalSpent != 2620 {
		t.Errorf("%s: %s, spent %d", outcome, describe(got), got.Appointments[0].Customer.TotalSpent)
	}
	for range 3 {
		if outcome, got := h.pay(fact, h.now.Add(6*time.Minute)); outcome != salon.OutcomeDuplicate || got.ID != b.ID {
			t.Errorf("again: %s", outcome)
		}
	}
	h.want(`(deposit_paid,524,stripe,pi_1)`, `SELECT kind, amount_cents, provider, provider_ref FROM payments`)
	h.want(`(new,f,marta)`, `SELECT n.kind, n.urgent, s.slug FROM notices n JOIN stylists s ON s.id = n.stylist_id`)
	h.want(`(booking.held,1) (booking.confirmed,2)`, `SELECT action, version FROM audit_log ORDER BY version`)
	h.want(`("2026-10-07 10:30:00+00")`, `SELECT remind_at FROM appointments`)
	if told := h.sweep(h.now.Add(17 * time.Hour)); len(told) != 0 {
		t.Errorf("a paid hold told %v", told)
	}
	if _, err := h.ReleaseBooking(t.Context(), b.ID, h.now); !errors.Is(err, salon.ErrConflict) {
		t.Errorf("a paid booking was released: %v", err)
	}
}

func TestAPaymentForTodayTellsTheStylistUrgently(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.now = h.at("2026-10-29 13:02")
	h.pay(paid(h.hold(h.request(h.visit("ana", "2026-10-29 16:30", "corte"))), "pi_1"), h.at("2026-10-29 13:08"))
	h.want(`(t,"Cita nueva para hoy: Laura Torres, Corte, jueves 29 de octubre a las 16:30 (40 min).")`, `SELECT urgent, text FROM notices`)
	h.want(`(1)`, `SELECT priority FROM river_job`)
	h.want(`()`, `SELECT remind_at FROM appointments`)
}

func TestALatePaymentBooksAgainOrIsRefunded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		meanwhile func(*shop, salon.Booking)
		outcome   salon.PaymentOutcome
		status    string
	}{
		"still free": {func(*shop, salon.Booking) {}, salon.OutcomeRebooked, "confirmed confirmed 524 link=true"},
		"sold": {func(h *shop, _ salon.Booking) {
			h.hold(h.request(h.visit("marta", "2026-10-09 12:45", "secado")))
		}, salon.OutcomeRefunding, "expired pending 524 link=false"},
		"blocked": {func(h *shop, _ salon.Booking) {
			h.exec(`INSERT INTO blocks (stylist_id, during) VALUES ($1, '[2026-10-09 12:00+02, 2026-10-09 18:00+02)')`, h.stylist("marta"))
		}, salon.OutcomeRefunding, "expired pending 524 link=false"},
		"cancelled by staff": {func(h *shop, b salon.Booking) {
			h.exec(`UPDATE appointments SET status = 'cancelled' WHERE booking_id = $1`, b.ID)
		}, salon.OutcomeRefunding, "cancelled pending 524 link=false"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openShop(t)
			b := h.friday()
			h.sweep(b.HoldExpiresAt)
			c.meanwhile(h, b)
			outcome, got := h.pay(paid(b, "pi_1"), b.HoldExpiresAt.Add(4*time.Minute))
			if outcome != c.outcome || describe(got) != c.status {
				t.Fatalf("%s: %s", outcome, describe(got))
			}
			if outcome != salon.OutcomeRefunding {
				h.want(`(1,1)`, `SELECT count(*), count(*) FILTER (WHERE active) FROM busy_segments`)
				return
			}
			if got := h.jobs(salon.JobRefund); got != "(pi_1,524)" {
				t.Errorf("refund jobs %s", got)
			}
			if outcome, _ := h.pay(paid(b, "pi_1"), b.HoldExpiresAt.Add(5*time.Minute)); outcome != salon.OutcomeDuplicate {
				t.Errorf("again: %s", outcome)
			}
			for range 2 { // the worker may run twice
				if err := h.RecordRefund(t.Context(), b.ID, "stripe", "re_1", "pi_1", 524, 0); err != nil {
					t.Fatal(err)
				}
			}
			h.consistent()
			h.want(`(refunded)`, `SELECT payment_status FROM bookings WHERE id = $1`, b.ID)
			h.want(`(deposit_paid,524) (refund,524)`, `SELECT kind, amount_cents FROM payments ORDER BY kind`)
		})
	}
}

func TestAPaymentForAVisitThatHasBegunIsRefunded(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	h.sweep(b.HoldExpiresAt)
	if outcome, _ := h.pay(paid(b, "pi_1"), h.at("2026-10-09 12:31")); outcome != salon.OutcomeRefunding {
		t.Errorf("got %s", outcome)
	}
}

func TestALatePaymentInTheLeadTimeStillBooks(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.now = h.at("2026-10-29 13:00")
	b := h.hold(h.request(h.visit("ana", "2026-10-29 14:00", "corte")))
	h.sweep(b.HoldExpiresAt)
	if outcome, _ := h.pay(paid(b, "pi_1"), h.at("2026-10-29 13:20")); outcome != salon.OutcomeRebooked {
		t.Errorf("got %s", outcome)
	}
}

func TestASecondPaymentIsGivenBackAndTheTeamTold(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	second, err := h.ReplaceLink(t.Context(), b.ID)
	if err != nil || second.LinkToken == b.LinkToken || second.LinksSent != 2 || !second.HoldExpiresAt.Equal(b.HoldExpiresAt) {
		t.Fatalf("%+v, %v", second, err)
	}
	if outcome, _ := h.pay(paid(b, "pi_1"), h.now); outcome != salon.OutcomeConfirmed { // the void link, same slot and amount
		t.Errorf("first: %s", outcome)
	}
	outcome, got := h.pay(paid(second, "pi_2"), h.now)
	if outcome != salon.OutcomeRefunding || describe(got) != "confirmed confirmed 524 link=true" {
		t.Errorf("second: %s, %s", outcome, describe(got))
	}
	if got := h.jobs(salon.JobRefund); got != "(pi_2,524)" {
		t.Errorf("refund jobs %s", got)
	}
	h.want(`(payment,,"Ha llegado un pago de 5,24 € que no correspondía y se está devolviendo. La cita es de Laura Torres, viernes 9 de octubre a las 12:30.")`,
		`SELECT kind, stylist_id, text FROM notices WHERE kind = 'payment'`)
	if err := h.RecordRefund(t.Context(), b.ID, "stripe", "re_2", "pi_2", 524, 0); err != nil {
		t.Fatal(err)
	}
	h.want(`(confirmed)`, `SELECT payment_status FROM bookings`)
	h.consistent()
}

func TestAVoidLinkPaidAfterACorrectionCountsOnlyIfAmountAndSlotAgree(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		stylist, start, service string
		outcome                 salon.PaymentOutcome
	}{
		"same slot":      {"marta", "2026-10-09 12:30", "corte", salon.OutcomeConfirmed},
		"other hour":     {"marta", "2026-10-09 13:30", "corte", salon.OutcomeRefunding},
		"other stylist":  {"ana", "2026-10-09 12:30", "corte", salon.OutcomeRefunding},
		"other services": {"marta", "2026-10-09 12:30", "tinte", salon.OutcomeRefunding},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openShop(t)
			old := h.friday()
			b := h.hold(salon.BookingRequest{
				SalonID: h.snap.ID, CustomerID: old.CustomerID, ConversationID: old.ConversationID, Replaces: old.ID,
				Visits: []salon.VisitRequest{h.visit(c.stylist, c.start, c.service)},
			})
			outcome, got := h.pay(paid(old, "pi_1"), h.now)
			if outcome != c.outcome {
				t.Fatalf("%s: %s", outcome, describe(got))
			}
			if outcome == salon.OutcomeConfirmed && got.ID != b.ID {
				t.Errorf("the money went to %s", got.ID)
			}
			if outcome == salon.OutcomeRefunding {
				if still, _ := h.Booking(t.Context(), b.ID); describe(still) != describe(b) {
					t.Errorf("the new hold became %s", describe(still))
				}
			}
			if outcome, again := h.pay(paid(old, "pi_1"), h.now); outcome != salon.OutcomeDuplicate || again.ID != got.ID {
				t.Errorf("again: %s for %s, want %s", outcome, again.ID, got.ID)
			}
		})
	}
}

func TestAWrongAmountIsGivenBackAndTheHoldStands(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	fact := paid(b, "pi_1")
	fact.Amount = 100
	if outcome, got := h.pay(fact, h.now); outcome != salon.OutcomeRefunding || describe(got) != describe(b) {
		t.Errorf("%s, %s", outcome, describe(got))
	}
	if err := h.RecordRefund(t.Context(), b.ID, "stripe", "re_1", "pi_1", 100, 0); err != nil {
		t.Fatal(err)
	}
	h.want(`(pending)`, `SELECT payment_status FROM bookings`)
	if outcome, _ := h.pay(paid(b, "pi_2"), h.now); outcome != salon.OutcomeConfirmed {
		t.Errorf("then the right amount: %s", outcome)
	}
}

func TestOtherReportsAreNoted(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	session, err := h.OpenSession(t.Context(), b.LinkToken, "stripe", h.now, time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if err := h.SessionCreated(t.Context(), session.ID, "cs_1", "https://pay.example/cs_1"); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []salon.PaymentFactKind{salon.FactDeclined, salon.FactExpired, salon.FactRefunded} {
		fact := salon.PaymentFact{Provider: "stripe", SessionID: "cs_1", Kind: kind, Amount: 1} // found by its session
		if outcome, got := h.pay(fact, h.now); outcome != salon.OutcomeNoted || got.ID != b.ID {
			t.Errorf("%s: %s", kind, outcome)
		}
	}
	h.want(`(expired)`, `SELECT status FROM checkout_sessions`)
	h.want(`(0)`, `SELECT count(*) FROM payments`)
	for _, fact := range []salon.PaymentFact{
		{Provider: "stripe", ProviderRef: "pi_x", Kind: salon.FactPaid, Amount: 1},
		{BookingID: store.NewID(), Provider: "stripe", ProviderRef: "pi_x", Kind: salon.FactPaid, Amount: 1},
	} {
		if _, _, err := h.ApplyPayment(t.Context(), h.snap, fact, h.now); !errors.Is(err, salon.ErrNotFound) {
			t.Errorf("a stranger's payment: %v", err)
		}
	}
	if _, _, err := h.ApplyPayment(t.Context(), h.snap, salon.PaymentFact{BookingID: b.ID, Kind: "gift"}, h.now); err == nil {
		t.Error("an unknown kind was accepted")
	}
}

func TestRefundsAreRecordedOnceHoweverTheyAreReported(t *testing.T) {
	t.Parallel()
	refund := func(b salon.Booking, ref string, amount salon.Money) salon.PaymentFact {
		return salon.PaymentFact{BookingID: b.ID, Provider: "stripe", ProviderRef: ref, Kind: salon.FactRefunded, Amount: amount}
	}
	type report func(h *shop, b salon.Booking) error
	worker := func(h *shop, b salon.Booking) error {
		return h.RecordRefund(h.t.Context(), b.ID, "stripe", "re_1", "pi_1", 524, 0)
	}
	event := func(ref string, amount salon.Money) report {
		return func(h *shop, b salon.Booking) error {
			_, _, err := h.ApplyPayment(h.t.Context(), h.snap, refund(b, ref, amount), h.now)
			return err
		}
	}
	for name, reports := range map[string][]report{
		"worker, then event":            {worker, event("pi_1", 524)},
		"event, then worker":            {event("pi_1", 524), worker},
		"by hand, in two parts":         {event("pi_1", 200), event("pi_1", 200), event("pi_1", 524), worker},
		"worker twice, events repeated": {worker, worker, event("pi_1", 524), event("pi_1", 524)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openShop(t)
			b := h.friday()
			h.pay(paid(b, "pi_1"), h.now)
			for i, tell := range reports {
				if err := tell(h, b); err != nil {
					t.Fatalf("report %d: %v", i+1, err)
				}
			}
			h.want(`(524)`, `SELECT sum(amount_cents) FROM payments WHERE kind = 'refund'`)
			h.want(`(refunded)`, `SELECT payment_status FROM bookings`)
			if done, err := h.RefundedOf(t.Context(), "stripe", "pi_1"); err != nil || done != 524 {
				t.Errorf("refunded %d, %v", done, err)
			}
		})
	}
}

func TestTheLedgerIsAppendOnlyAndJobsLiveAndDieWithTheirTransaction(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	undo := errors.New("undo")
	err := h.InTx(t.Context(), func(ctx context.Context) error {
		if _, _, err := h.ApplyPayment(ctx, h.snap, paid(b, "pi_1"), h.now); err != nil {
			return err
		}
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
	h.want(`(0,0,0)`, `SELECT (SELECT count(*) FROM payments), (SELECT count(*) FROM notices), (SELECT count(*) FROM river_job)`)
	h.pay(paid(b, "pi_1"), h.now)
	h.want(`(1,1,1)`, `SELECT (SELECT count(*) FROM payments), (SELECT count(*) FROM notices), (SELECT count(*) FROM river_job)`)
	if _, err := h.Pool().Exec(t.Context(), `UPDATE payments SET amount_cents = 1`); err == nil {
		t.Error("the ledger was changed")
	}
}
