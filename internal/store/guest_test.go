package store_test

import (
	"errors"
	"testing"

	"atrevete/internal/salon"
)

// bring makes a visit somebody else's.
func bring(v salon.VisitRequest, first, last string) salon.VisitRequest {
	v.Guest = &salon.Guest{FirstName: first, LastName: last}
	return v
}

const guestsSQL = `SELECT first_name, last_name, phone, referred_by_id = $1 FROM customers WHERE id <> $1 ORDER BY created_at, id`

func TestAGuestIsNeverMatchedByNameAlone(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.exec(`INSERT INTO customers (first_name, last_name, phone) VALUES ('María', 'González', '+34600111222')`)
	stranger, _ := h.customer("Pedro")
	h.exec(`INSERT INTO customers (first_name, last_name, referred_by_id) VALUES ('María', 'González', $1)`, stranger)
	r := h.request(bring(h.visit("rosa", "2026-10-13 11:00", "manicura"), "María", "González"))
	b := h.hold(r)
	mother := b.Appointments[0].CustomerID
	if b.CustomerID != r.CustomerID || mother == r.CustomerID || b.Appointments[0].Customer.FullName() != "María González" {
		t.Errorf("booked %+v", b)
	}
	h.want(`(,t)`, `SELECT phone, referred_by_id = $1 FROM customers WHERE id = $2`, r.CustomerID, mother)
	h.want(`(4)`, `SELECT count(*) FROM customers WHERE first_name IN ('María', 'Pedro')`)

	h.pay(paid(b, "pi_1"), h.now)
	h.want(`(4070)`, `SELECT total_spent_cents FROM customers WHERE id = $1`, mother)
	r.Visits = []salon.VisitRequest{bring(h.visit("rosa", "2026-10-14 11:00", "cejas"), "MARIA", "gonzalez")}
	if again := h.hold(r); again.Appointments[0].CustomerID != mother {
		t.Errorf("the second time it is %s, not %s", again.Appointments[0].CustomerID, mother)
	}
}

func TestGuestsOfOneGroupAreDifferentPeople(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	r := h.request(h.visit("ana", "2026-10-13 11:00", "corte"),
		bring(h.visit("marta", "2026-10-13 11:00", "corte"), "Hija de Laura", ""), bring(h.visit("pilar", "2026-10-13 11:00", "corte"), "Hija de Laura", ""))
	b := h.hold(r)
	if b.Appointments[0].CustomerID != r.CustomerID || b.Appointments[1].CustomerID == b.Appointments[2].CustomerID {
		t.Errorf("booked %+v", b.Appointments)
	}
	h.want(`("Hija de Laura","",,t) ("Hija de Laura","",,t)`, guestsSQL, r.CustomerID)
	r.Replaces = b.ID // she changes her mind: the same daughters
	r.Visits[0].Slot, r.Visits[1].Slot, r.Visits[2].Slot = h.slot("ana", "2026-10-14 11:00", 40), h.slot("marta", "2026-10-14 11:00", 40), h.slot("pilar", "2026-10-14 11:00", 40)
	h.hold(r)
	h.want(`(2)`, `SELECT count(*) FROM customers WHERE referred_by_id = $1`, r.CustomerID)
	h.consistent()
}

func TestAGuestOfAFailedHoldIsNotKept(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.hold(h.request(h.visit("rosa", "2026-10-13 11:00", "manicura")))
	r := h.request(bring(h.visit("rosa", "2026-10-13 11:00", "manicura"), "María", "González"))
	if _, err := h.Hold(t.Context(), h.snap, r, h.now); !errors.Is(err, salon.ErrSlotTaken) {
		t.Fatal(err)
	}
	h.want(`(0)`, `SELECT count(*) FROM customers WHERE first_name = 'María'`)
}
