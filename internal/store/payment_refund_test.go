package store_test

import (
	"errors"
	"testing"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// report is what Stripe says about a booking's payment pi_…
func report(b salon.Booking, kind salon.PaymentFactKind, amount salon.Money) salon.PaymentFact {
	return salon.PaymentFact{BookingID: b.ID, Provider: "stripe", ProviderRef: "pi_" + string(b.ID), RefundRef: "re_1", Kind: kind, Amount: amount}
}

func TestARefundThatFailsLaterIsAProblemPeopleSee(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("pilar", "2026-10-13 10:00", "corte"))
	now := h.at("2026-10-08 18:00")
	if _, err := h.cancel(b, dialog.TermsRefund, now, now, 0); err != nil {
		t.Fatal(err)
	}
	h.want(`(due,524)`, `SELECT status, amount_cents FROM refunds`)
	h.refund(b, "re_1", 524, 524)
	h.want(`(refunded,settled)`, `SELECT b.payment_status, r.status FROM bookings b JOIN refunds r ON r.booking_id = b.id`)
	h.notices()
	for range 2 { // Stripe says so in two events
		h.pay(report(b, salon.FactRefundFailed, 524), now)
	}
	h.want(`(confirmed,failed)`, `SELECT b.payment_status, r.status FROM bookings b JOIN refunds r ON r.booking_id = b.id`)
	h.want(`(deposit_paid,524) (refund,524) (refund_failed,524)`, `SELECT kind, amount_cents FROM payments ORDER BY kind`)
	h.balance("(0,0,524,0)")
	h.told("payment team urgent: No se ha podido devolver un pago de 5,24 € (referencia pi_" + string(b.ID) +
		"). Hay que devolverlo a mano en el panel de pagos. La cita es de Laura Torres, martes 13 de octubre a las 10:00.")
	open, err := h.OpenRefunds(t.Context())
	if err != nil || len(open) != 1 || open[0].Status != salon.RefundFailed || open[0].LastError == "" {
		t.Errorf("open refunds %+v, %v", open, err)
	}
	h.pay(report(b, salon.FactRefunded, 524), now) // staff give it back in another way
	h.want(`(refunded,settled)`, `SELECT b.payment_status, r.status FROM bookings b JOIN refunds r ON r.booking_id = b.id`)
	h.balance("(524,0,0,0)")
}

func TestAFailureThatOvertakesItsRefundIsComparedAgain(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("pilar", "2026-10-13 10:00", "corte"))
	h.pay(report(b, salon.FactRefundFailed, 524), h.now) // the refund itself was not reported yet
	h.want(`(confirmed)`, `SELECT payment_status FROM bookings`)
	h.want(`(1)`, `SELECT count(*) FROM payments`)
	if got := h.jobs(salon.JobCheckPayment); got != "(pi_"+string(b.ID)+",)" {
		t.Errorf("checks queued: %s", got)
	}
	h.balance("(0,0,0,524)")
}

func TestAReportOfAnUnknownPaymentIsComparedAgain(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	for _, kind := range []salon.PaymentFactKind{salon.FactRefunded, salon.FactRefundSeen} {
		if outcome, got := h.pay(report(b, kind, 524), h.now); outcome != salon.OutcomeNoted || describe(got) != describe(b) {
			t.Errorf("%s: %s, %s", kind, outcome, describe(got))
		}
	}
	h.want(`(2)`, `SELECT count(*) FROM river_job WHERE args->'job'->>'kind' = 'check_payment'`)
	h.want(`(0)`, `SELECT count(*) FROM payments`)
}

func TestStaffGiveBackAPartAndTheCancellationTheRest(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("pilar", "2026-10-13 10:00", "corte"))
	h.pay(report(b, salon.FactRefunded, 200), h.now)
	h.want(`(confirmed)`, `SELECT payment_status FROM bookings`)
	h.balance("(200,0,0,324)")
	now := h.at("2026-10-08 18:00")
	if r, err := h.cancel(b, dialog.TermsRefund, now, now, 0); err != nil || r.Items[0].Amount != 324 {
		t.Fatalf("%+v, %v", r, err)
	}
	h.balance("(200,0,324,0)")
	h.want(`(324,524)`, `SELECT amount_cents, target_cents FROM refunds`)
	h.refund(b, "re_2", 324, 524)
	h.want(`(refunded)`, `SELECT payment_status FROM bookings`)
	h.balance("(524,0,0,0)")
}

func TestADisputeIsTold(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("pilar", "2026-10-13 10:00", "corte"))
	h.notices()
	fact := report(b, salon.FactDisputed, 524)
	fact.BookingID = "" // Stripe names the payment only
	h.pay(fact, h.now)
	h.told("payment team urgent: El banco reclama un pago de 5,24 € (referencia pi_" + string(b.ID) +
		"). Hay que responder a la reclamación en el panel de pagos antes de que venza el plazo. La cita es de Laura Torres, martes 13 de octubre a las 10:00.")
	h.balance("(0,0,0,524)")
}

func TestMoneyInAnotherCurrencyGoesBackWhole(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	fact := paid(b, "pi_1")
	fact.Currency = "usd"
	if outcome, got := h.pay(fact, h.now); outcome != salon.OutcomeRefunding || describe(got) != describe(b) {
		t.Errorf("%s: %s", outcome, describe(got))
	}
	h.want(`(524,USD)`, `SELECT amount_cents, currency FROM payments`)
	h.told("payment team: Ha llegado un pago en otra moneda (5.24 USD, referencia pi_1) y se está devolviendo entero. La cita es de Laura Torres, viernes 9 de octubre a las 12:30.")
	fact = paid(b, "pi_2")
	fact.Currency = "eur"
	if outcome, _ := h.pay(fact, h.now); outcome != salon.OutcomeConfirmed {
		t.Errorf("then in euros: %s", outcome)
	}
	h.balance("(0,0,524,0) (0,0,0,524)")
}

func TestAPaymentWithoutAmountConfirmsNothingAndIsTold(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	fact := paid(b, "pi_1")
	fact.Amount = 0
	if outcome, got := h.pay(fact, h.now); outcome != salon.OutcomeNoted || describe(got) != describe(b) {
		t.Errorf("%s: %s", outcome, describe(got))
	}
	h.told("payment team: Se ha terminado un pago sin importe (referencia pi_1): la cita sigue sin anticipo. Compruébalo en el panel de pagos. La cita es de Laura Torres, viernes 9 de octubre a las 12:30.")
}

func TestAPaymentOfAnotherDeploymentIsForeign(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.booked(h.visit("pilar", "2026-10-13 10:00", "corte"))
	for name, fact := range map[string]salon.PaymentFact{
		"a booking elsewhere": {BookingID: "0199f3a0-0000-7000-8000-00000000dead", Provider: "stripe", ProviderRef: "pi_" + string(b.ID), Kind: salon.FactPaid, Amount: 5},
		"another sale":        {Provider: "stripe", ProviderRef: "pi_shampoo", Kind: salon.FactRefundSeen},
	} {
		if _, err := h.BookingOfPayment(t.Context(), fact); !errors.Is(err, salon.ErrForeignPayment) {
			t.Errorf("%s: %v", name, err)
		}
		if _, _, err := h.ApplyPayment(t.Context(), h.snap, fact, h.now); !errors.Is(err, salon.ErrForeignPayment) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, fact := range map[string]salon.PaymentFact{
		"by itself":     {BookingID: b.ID},
		"by its link":   {LinkToken: b.LinkToken},
		"by its charge": {Provider: "stripe", ProviderRef: "pi_" + string(b.ID)},
	} {
		if id, err := h.BookingOfPayment(t.Context(), fact); err != nil || id != b.ID {
			t.Errorf("%s: %s, %v", name, id, err)
		}
	}
}

func TestAGivenUpRefundIsToldOnce(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	h.sweep(b.HoldExpiresAt)
	h.pay(paid(b, "pi_1"), h.at("2026-10-09 12:31"))
	r, err := h.Refund(t.Context(), "stripe", "pi_1", 0)
	if err != nil || r.Amount != 524 || r.Total() != 524 || r.Attempt != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	for range 2 {
		if err := h.RefundTried(t.Context(), r, "500", true); err != nil { // the second is the same try told twice
			t.Fatal(err)
		}
	}
	if r, _ = h.Refund(t.Context(), "stripe", "pi_1", 0); r.Attempt != 2 || r.LastError != "500" {
		t.Errorf("after a fault %+v", r)
	}
	h.notices()
	for range 2 {
		if err := h.FailRefund(t.Context(), r, "charge disputed"); err != nil {
			t.Fatal(err)
		}
	}
	if got := h.notices(); len(got) != 1 {
		t.Errorf("told %q", got)
	}
	h.want(`(failed,"charge disputed")`, `SELECT status, last_error FROM refunds`)
	if err := h.SlowRefund(t.Context(), r); err != nil || len(h.notices()) != 1 {
		t.Errorf("slow: %v", err)
	}
	h.balance("(0,0,524,0)")
}
