package dialog

import (
	"time"

	"atrevete/internal/salon"
)

// Move gives an appointment a new slot: the same row, the deposit along with it.
// The old slot stands until the new one is committed.
type Move struct {
	AppointmentID salon.ID
	Version       int // that was read; changed meanwhile: Refused
	Slot          salon.Slot
}

// MoveResult answers Move. Taken: somebody was faster. Refused: the appointment
// is not what it was (cancelled, moved, begun). In both cases nothing changed.
type MoveResult struct {
	Taken   bool
	Refused bool
	Old     salon.Appointment
	New     salon.Appointment
	Booking salon.Booking
}

// CancelAppointments cancels one or several appointments of the customer, all
// or none, on the terms that were stated to her. Terms are judged at At, the
// instant her confirming message arrived.
type CancelAppointments struct {
	Items []CancelItem
	At    time.Time
	// BySalon: the salon cancels of its own accord. No terms were stated; what was
	// paid is given back whatever the hour.
	BySalon bool
}

// CancelItem is one appointment to cancel with the terms that were stated.
type CancelItem struct {
	AppointmentID salon.ID
	Terms         CancelTerms
}

// CancelTerms say what becomes of the deposit.
type CancelTerms string

// The terms of policies P5 and P6.
const (
	TermsFree    CancelTerms = "free"    // nothing was paid
	TermsRefund  CancelTerms = "refund"  // more than refund_threshold_hours before the start
	TermsForfeit CancelTerms = "forfeit" // less: it could only be kept for a new date
)

// CancelResult answers CancelAppointments. TermsChanged: the limit passed
// between question and answer; nothing was cancelled, say the new terms. Refused:
// an appointment is not what it was; nothing was cancelled.
type CancelResult struct {
	TermsChanged bool
	Refused      bool
	Items        []CancelledItem
}

// CancelledItem is one appointment as it now stands, with the terms that hold
// and the part of the deposit they are about.
type CancelledItem struct {
	Appointment salon.Appointment
	Terms       CancelTerms
	Amount      salon.Money
}

// Note records what the customer says about an appointment. It is not answered.
type Note struct {
	AppointmentID salon.ID
	Attendance    *bool // answer to the reminder
	LateMinutes   int   // announced delay against the start; 0: none
	TellStylist   bool  // a notice for information only
	TellTeam      bool  // that she may not come
}

// JoinWaitlist writes the customer down for a freed slot. It is not answered.
type JoinWaitlist struct {
	Visit   salon.Visit
	Stylist salon.ID // empty: anybody
	From    salon.Date
	To      salon.Date
	// Earliest and Latest bound the hour of the start; zero: any.
	Earliest salon.ClockTime
	Latest   salon.ClockTime
}

// DeclineOffer gives back a slot that was kept for the customer because she is
// on the waiting list. It is not answered.
type DeclineOffer struct{ BookingID salon.ID }

// Booked is a booking with appointments to come, as View carries it: the
// deposit and its state are needed to state terms.
type Booked = salon.Booking

// LastVisit is the customer's latest completed appointment, for "lo de siempre".
type LastVisit struct {
	Appointment salon.Appointment
	Gone        []string // names of services of that visit that are not offered any more
}

// TermsOf works out what becomes of the deposit of one appointment of a booking
// when it is cancelled at an instant: the terms, and the part of the deposit
// they are about (its share by price). What the salon itself cannot keep is given
// back whatever the hour.
func TermsOf(shop *salon.Salon, b salon.Booking, a salon.Appointment, at time.Time) (CancelTerms, salon.Money) {
	share := b.Share(a.ID)
	switch {
	case share == 0 || b.Payment != salon.PaymentConfirmed:
		return TermsFree, 0
	case a.Excused || shop.Refundable(at, a.Start):
		return TermsRefund, share
	}
	return TermsForfeit, share
}

// Agenda is what the salon has in its book for one customer: read in one round
// trip and passed on in the View.
type Agenda struct {
	Upcoming []salon.Appointment
	Underway []salon.Appointment
	Bookings []salon.Booking
	Next     map[salon.ID]time.Time
	Last     *LastVisit
}
