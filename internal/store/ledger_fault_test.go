package store_test

import (
	"slices"
	"testing"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// explained fails the test when a cent has no explanation.
func (h *shop) explained() {
	h.t.Helper()
	faults, err := h.LedgerFaults(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	for _, f := range faults {
		h.t.Errorf("unexplained: %+v", f)
	}
}

// faults lists the names of what is unexplained.
func (h *shop) faults() []string {
	h.t.Helper()
	list, err := h.LedgerFaults(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	var names []string
	for _, f := range list {
		names = append(names, f.Fault+" "+f.Cents.String())
	}
	slices.Sort(names)
	return names
}

func (h *shop) balance(want string) {
	h.t.Helper()
	h.want(want, `SELECT returned, forfeited, owed, kept FROM ledger_balances ORDER BY provider_ref`)
	h.explained()
}

func TestEveryCentIsExplainedFromThePaymentToTheLastOfAGroup(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.now = h.at("2026-10-06 18:26")
	b := h.hold(h.request(h.visit("ana", "2026-10-13 10:00", "corte"), h.visit("marta", "2026-10-15 10:00", "secado"), h.visit("pilar", "2026-10-20 10:00", "tinte")))
	h.explained()
	h.pay(paid(b, "pi_"+string(b.ID)), h.now)
	h.balance("(0,0,0,1548)")
	early := h.at("2026-10-08 10:00")
	if _, err := h.cancel(b, dialog.TermsRefund, early, early, 0); err != nil {
		t.Fatal(err)
	}
	h.balance("(0,0,524,1024)") // decided, under way
	h.refund(b, "re_1", 524, 524)
	h.balance("(524,0,0,1024)")
	late := h.at("2026-10-15 09:00")
	if _, err := h.cancel(b, dialog.TermsForfeit, late, late, 1); err != nil {
		t.Fatal(err)
	}
	h.balance("(524,164,0,860)")
	h.exec(`UPDATE appointments SET status = 'completed', remind_at = NULL WHERE status = 'confirmed'`)
	h.balance("(524,164,0,860)")
}

func TestMoneyWithoutAnExplanationIsFound(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sql  string
		want []string
	}{
		"kept for a visit nobody makes": {`UPDATE appointments SET status = 'cancelled'`, []string{"deposit_without_purpose 5,24 €"}},
		"said to be refunded":           {`UPDATE bookings SET payment_status = 'refunded'`, []string{"deposit_without_purpose 5,24 €"}},
		"a payment that nobody gives back": {
			`INSERT INTO payments (booking_id, kind, amount_cents, provider, provider_ref) SELECT id, 'deposit_paid', 700, 'stripe', 'pi_2' FROM bookings`,
			[]string{"payment_nobody_owed 7,00 €"},
		},
		"more given back than came in": {
			`INSERT INTO payments (booking_id, kind, amount_cents, provider, provider_ref, payment_ref) SELECT id, 'refund', 600, 'stripe', 're_1', deposit_ref FROM bookings`,
			[]string{"more_went_than_came -0,76 €"},
		},
		"a refund of another payment": {
			`INSERT INTO payments (booking_id, kind, amount_cents, provider, provider_ref, payment_ref) SELECT id, 'refund', 100, 'stripe', 're_1', 'pi_none' FROM bookings`,
			[]string{"refund_of_no_payment 1,00 €"},
		},
		"another deposit than was asked": {`UPDATE bookings SET deposit_cents = 500`, []string{"deposit_of_another_amount 0,24 €", "deposit_without_purpose 0,24 €"}},
		"confirmed by somebody's word": {
			`UPDATE bookings SET deposit_ref = 'pi_unknown'`,
			[]string{"confirmed_without_payment 5,24 €", "payment_nobody_owed 5,24 €"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openShop(t)
			h.booked(h.visit("marta", "2026-10-09 12:30", "corte"))
			h.explained()
			h.exec(c.sql)
			if got := h.faults(); !slices.Equal(got, c.want) {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

func TestAForfeitedDepositThatStaffGiveBackIsExplained(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.now = h.at("2026-10-06 09:00")
	b := h.booked(h.visit("marta", "2026-10-08 17:00", "corte"))
	late := h.at("2026-10-08 15:00")
	if _, err := h.cancel(b, dialog.TermsForfeit, late, late, 0); err != nil {
		t.Fatal(err)
	}
	h.balance("(0,524,0,0)")
	h.pay(salon.PaymentFact{BookingID: b.ID, Provider: "stripe", ProviderRef: "pi_" + string(b.ID), Kind: salon.FactRefunded, Amount: 524}, late)
	h.balance("(524,0,0,0)")
	h.want(`(refunded)`, `SELECT payment_status FROM bookings`)
}

func TestABookingWrittenByHandIsExplainedByItsPayment(t *testing.T) {
	t.Parallel()
	s, shop := openSalon(t)
	booking, _, err := appointmentByHand(t, s, shop, shop.Team[0].ID, "[2026-12-01 10:00+01, 2026-12-01 11:00+01)")
	if err != nil {
		t.Fatal(err)
	}
	count := func() int {
		t.Helper()
		faults, err := s.LedgerFaults(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return len(faults)
	}
	if got := count(); got != 1 { // confirmed, and nobody paid
		t.Errorf("%d faults before the payment", got)
	}
	exec(t, s, `INSERT INTO payments (booking_id, kind, amount_cents, provider, provider_ref) VALUES ($1, 'deposit_paid', 1250, 'stripe', 'pi_1')`, booking)
	if got := count(); got != 0 {
		t.Errorf("%d faults after it", got)
	}
	exec(t, s, `UPDATE bookings SET payment_status = 'refunded'`)
	exec(t, s, `INSERT INTO payments (booking_id, kind, amount_cents, provider, provider_ref) VALUES ($1, 'refund', 1250, 'stripe', 're_1')`, booking)
	if got := count(); got != 0 {
		t.Errorf("%d faults after its refund", got)
	}
}
