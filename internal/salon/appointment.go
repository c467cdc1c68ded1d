package salon

import "slices"

// CanBecome reports whether an appointment may move from s to next. An expired
// hold may be confirmed after all when its payment arrives late and the slot is
// still free; a visit counted as completed may turn out not to have taken place.
func (s AppointmentStatus) CanBecome(next AppointmentStatus) bool {
	var allowed []AppointmentStatus
	switch s {
	case Provisional:
		allowed = []AppointmentStatus{Confirmed, Expired}
	case Expired:
		allowed = []AppointmentStatus{Confirmed}
	case Confirmed:
		allowed = []AppointmentStatus{Completed, Cancelled, NoShow}
	case Completed:
		allowed = []AppointmentStatus{NoShow}
	case Cancelled, NoShow:
	}
	return slices.Contains(allowed, next)
}

// Active reports whether an appointment in this status occupies its stylist.
func (s AppointmentStatus) Active() bool { return s == Provisional || s == Confirmed }

// Earns reports whether an appointment in this status counts towards what the
// customer has spent.
func (s AppointmentStatus) Earns() bool { return s == Confirmed || s == Completed }

// CanBecome reports whether a booking's deposit may move from p to next. A
// deposit that arrives when the slot is gone goes from pending to refunded; a
// free booking to which something is added starts to owe one.
func (p PaymentStatus) CanBecome(next PaymentStatus) bool {
	var allowed []PaymentStatus
	switch p {
	case PaymentNone:
		allowed = []PaymentStatus{PaymentPending}
	case PaymentPending:
		allowed = []PaymentStatus{PaymentConfirmed, PaymentRefunded}
	case PaymentConfirmed:
		allowed = []PaymentStatus{PaymentRefunded, PaymentForfeited}
	case PaymentRefunded, PaymentForfeited:
	}
	return slices.Contains(allowed, next)
}
