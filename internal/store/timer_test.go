package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/store"
)

func TestAnUnpaidHoldWarnsOnceAndThenEndsOnce(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	if told := h.sweep(b.WarnAt.Add(-time.Second)); len(told) != 0 {
		t.Errorf("too early: %v", told)
	}
	for i, want := range []int{1, 0, 0} {
		if told := h.sweep(b.WarnAt.Add(time.Duration(i) * time.Minute)); len(told) != want {
			t.Errorf("warning sweep %d told %v", i, told)
		}
	}
	still, _ := h.Booking(t.Context(), b.ID)
	if describe(still) != describe(b) || !still.WarnAt.IsZero() {
		t.Errorf("after the warning: %s, warn at %v", describe(still), still.WarnAt)
	}
	for i, want := range []int{1, 0, 0} {
		if told := h.sweep(b.HoldExpiresAt.Add(time.Duration(i) * time.Minute)); len(told) != want || (want == 1 && told[0] != b.ConversationID) {
			t.Errorf("expiry sweep %d told %v", i, told)
		}
	}
	gone, _ := h.Booking(t.Context(), b.ID)
	if describe(gone) != "expired pending 524 link=false" {
		t.Errorf("after the end: %s", describe(gone))
	}
	h.consistent()

	rows, err := h.PendingInbound(t.Context(), b.ConversationID)
	if err != nil || len(rows) != 2 {
		t.Fatalf("inbox %+v, %v", rows, err)
	}
	for i, kind := range []salon.TimerKind{salon.TimerPaymentWarning, salon.TimerHoldExpired} {
		r := rows[i]
		if r.Kind != salon.InboundTimer || r.Source != salon.SourceTimer || r.ExternalID != string(kind)+":"+string(b.ID) ||
			r.Timer == nil || r.Timer.Kind != kind || r.Timer.BookingID != b.ID {
			t.Errorf("row %d is %+v", i, r)
		}
	}
	if !rows[0].ReceivedAt.Equal(b.WarnAt) {
		t.Errorf("received at %v, want the product's clock", rows[0].ReceivedAt)
	}
}

func TestAfterAnOutageOnlyTheEndIsTold(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	if told := h.sweep(b.HoldExpiresAt.Add(7 * time.Hour)); len(told) != 1 {
		t.Errorf("told %v", told)
	}
	h.want(`(hold_expired)`, `SELECT split_part(external_id, ':', 1) FROM inbox`)
	if told := h.sweep(b.HoldExpiresAt.Add(8 * time.Hour)); len(told) != 0 {
		t.Errorf("and again %v", told)
	}
}

func TestAHoldWithoutConversationEndsSilently(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	r := h.request(h.visit("ana", "2026-10-09 12:30", "corte"))
	r.ConversationID = ""
	b := h.hold(r)
	if told := h.sweep(b.HoldExpiresAt); len(told) != 0 {
		t.Errorf("told %v", told)
	}
	h.want(`(expired)`, `SELECT status FROM appointments`)
	h.want(`(0)`, `SELECT count(*) FROM inbox`)
}

func TestAHoldInSomebodysHandsIsLeftForTheNextSweep(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	err := h.InTx(t.Context(), func(ctx context.Context) error {
		if _, _, err := h.ApplyPayment(ctx, h.snap, paid(b, "pi_1"), b.HoldExpiresAt); err != nil {
			return err
		}
		told, err := h.fire(b.HoldExpiresAt) // another process, while ours decides
		if err != nil || len(told) != 0 {
			t.Errorf("told %v, %v", told, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if told := h.sweep(b.HoldExpiresAt); len(told) != 0 {
		t.Errorf("told %v", told)
	}
	h.want(`(confirmed)`, `SELECT status FROM appointments`)
}

func TestOneBrokenTimerDoesNotKeepTheOthers(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	broken := h.friday()
	fine := h.hold(h.request(h.visit("ana", "2026-10-09 12:30", "corte")))
	h.exec(`ALTER TABLE appointments ADD CONSTRAINT broken CHECK (booking_id <> '` + string(broken.ID) + `' OR status <> 'expired')`)
	told, err := h.fire(fine.HoldExpiresAt)
	if err == nil || len(told) != 1 || told[0] != fine.ConversationID {
		t.Errorf("told %v, %v", told, err)
	}
	h.exec(`ALTER TABLE appointments DROP CONSTRAINT broken`)
	if told := h.sweep(fine.HoldExpiresAt); len(told) != 1 || told[0] != broken.ConversationID {
		t.Errorf("then told %v", told)
	}
}

func TestManySweepersFireEachTimerOnce(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.snap.Policies.MaxUpcomingPerCustomer = 0
	const holds = 40
	r := h.request()
	for i := range holds {
		stylist := []string{"pilar", "ana", "marta"}[i%3]
		r.Visits = []salon.VisitRequest{h.visit(stylist, h.at("2026-10-09 09:00").Add(time.Duration(i/3)*30*time.Minute).Format("2006-01-02 15:04"), "secado")}
		h.hold(r)
	}
	var told sync.Map
	var wg sync.WaitGroup
	var count [8]int
	for n := range count {
		wg.Go(func() {
			for range 20 {
				ids, err := h.fire(h.now.Add(time.Hour))
				if err != nil {
					t.Error(err)
				}
				count[n] += len(ids)
				for _, id := range ids {
					told.Store(id, true)
				}
			}
		})
	}
	wg.Wait()
	total := 0
	for _, c := range count {
		total += c
	}
	if total != holds {
		t.Errorf("fired %d timers of %d", total, holds)
	}
	h.want(`(40,40,40)`, `SELECT (SELECT count(*) FROM inbox), (SELECT count(*) FROM audit_log WHERE action = 'booking.expired'),
		(SELECT count(*) FROM appointments WHERE status = 'expired' AND version = 2)`)
	h.consistent()
}

func TestRowsMadeByHandExpireToo(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	customer, conversation := h.customer("Eva")
	booking, appointment := store.NewID(), store.NewID()
	h.exec(`INSERT INTO bookings (id, customer_id, conversation_id, deposit_cents, payment_status, hold_expires_at) VALUES ($1, $2, $3, 524, 'pending', $4)`,
		booking, customer, conversation, h.now)
	h.exec(`INSERT INTO appointments (id, booking_id, customer_id, stylist_id, starts_at, duration_minutes, price_cents, status)
		VALUES ($1, $2, $3, $4, $5, 40, 2620, 'provisional')`, appointment, booking, customer, h.stylist("ana"), h.at("2026-10-09 12:30"))
	h.exec(`INSERT INTO busy_segments (appointment_id, stylist_id, during) VALUES ($1, $2, tstzrange($3, $4))`,
		appointment, h.stylist("ana"), h.at("2026-10-09 12:30"), h.at("2026-10-09 13:10"))
	if told := h.sweep(h.now); len(told) != 1 || told[0] != conversation {
		t.Errorf("told %v", told)
	}
	h.consistent()
}
