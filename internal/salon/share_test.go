package salon_test

import (
	"testing"

	"pgregory.net/rapid"

	"atrevete/internal/salon"
)

func TestSharesAddUpToTheDeposit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		prices := rapid.SliceOfN(rapid.IntRange(0, 20000), 1, 5).Draw(t, "prices")
		b := salon.Booking{}
		for i, p := range prices {
			b.Appointments = append(b.Appointments, salon.Appointment{ID: salon.ID(rune('a' + i)), Price: salon.Money(p)})
		}
		b.Deposit = salon.Deposit(b.Price(), 20)
		var sum salon.Money
		for _, a := range b.Appointments {
			share := b.Share(a.ID)
			exact := salon.Deposit(a.Price, 20)
			if share < 0 || share > exact+1 || share < exact-1 {
				t.Fatalf("share %d of a price %d", share, a.Price)
			}
			sum += share
		}
		if sum != b.Deposit || b.Share("nobody") != 0 {
			t.Fatalf("shares add up to %d, not %d", sum, b.Deposit)
		}
	})
	group := salon.Booking{Deposit: 874, Appointments: []salon.Appointment{{ID: "julia", Price: 2620}, {ID: "hija", Price: 1750}}}
	if group.Share("julia") != 524 || group.Share("hija") != 350 {
		t.Errorf("S07: %d and %d", group.Share("julia"), group.Share("hija"))
	}
}
