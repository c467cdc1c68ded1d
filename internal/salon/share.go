package salon

// Share is the part of the booking's deposit that belongs to one of its
// appointments: by price. The cents are distributed by rounding the running sum
// half up in the order of the appointments, so that the shares always add up to
// the deposit and none is negative. Zero for an appointment of another booking.
func (b Booking) Share(appointment ID) Money {
	total := b.Price()
	if total <= 0 {
		return 0
	}
	var before, sum Money
	for _, a := range b.Appointments {
		sum += a.Price
		upTo := (2*b.Deposit*sum + total) / (2 * total)
		if a.ID == appointment {
			return upTo - before
		}
		before = upTo
	}
	return 0
}
