package salon

import "time"

// AppointmentStatus is where an appointment is in its life; see CanBecome.
type AppointmentStatus string

// The life of an appointment.
const (
	Provisional AppointmentStatus = "provisional"
	Confirmed   AppointmentStatus = "confirmed"
	Completed   AppointmentStatus = "completed"
	Cancelled   AppointmentStatus = "cancelled"
	Expired     AppointmentStatus = "expired"
	NoShow      AppointmentStatus = "no_show"
)

// PaymentStatus is what became of a booking's deposit.
type PaymentStatus string

// The life of a deposit.
const (
	PaymentNone      PaymentStatus = "none"
	PaymentPending   PaymentStatus = "pending"
	PaymentConfirmed PaymentStatus = "confirmed"
	PaymentRefunded  PaymentStatus = "refunded"
	PaymentForfeited PaymentStatus = "forfeited"
)

// Booking is what one person asked for in one go: one or more appointments, a
// payer, a deposit, a hold.
type Booking struct {
	ID             ID
	SalonID        ID
	CustomerID     ID // who pays
	ConversationID ID // where it was arranged; empty when staff made it
	Deposit        Money
	Payment        PaymentStatus
	HoldExpiresAt  time.Time // zero: no hold
	WarnAt         time.Time // zero: no warning due
	LinkToken      string    // of the payment link in force; empty: none
	LinksSent      int
	Version        int
	Offered        bool // keeps a slot for somebody on the waiting list who has not answered yet
	WaitlistID     ID   // row of the waiting list it came from; empty: none
	Appointments   []Appointment
}

// Price is the sum of the booking's appointments.
func (b Booking) Price() Money {
	var sum Money
	for _, a := range b.Appointments {
		sum += a.Price
	}
	return sum
}

// Status summarises the booking: the status its appointments share. Staff may
// treat them one by one; then the first one's status is returned.
func (b Booking) Status() AppointmentStatus {
	if len(b.Appointments) == 0 {
		return Expired
	}
	return b.Appointments[0].Status
}

// Appointment is one visit of one person to one stylist.
type Appointment struct {
	ID         ID
	BookingID  ID
	CustomerID ID // who comes
	Customer   Customer
	StylistID  ID
	Visit      Visit
	Start      time.Time
	Minutes    int
	Price      Money
	Status     AppointmentStatus
	Version    int
	Excused    bool // the salon cannot keep it as it is: moved or cancelled at no cost, whatever the hour
}

// End is when the visit is over.
func (a Appointment) End() time.Time { return a.Start.Add(time.Duration(a.Minutes) * time.Minute) }

// BookingRequest asks the database to hold slots for a customer. All of its
// visits are held, or none. The hold's end and the deposit are computed by
// PlanHold; without deposit the appointments are confirmed at once.
type BookingRequest struct {
	SalonID        ID
	CustomerID     ID
	ConversationID ID
	Visits         []VisitRequest
	Replaces       ID // a pending booking that gives way in the same transaction; may be empty
}

// VisitRequest is one appointment of a BookingRequest.
type VisitRequest struct {
	CustomerID ID     // who comes; empty: Guest, else the payer
	Guest      *Guest // somebody the payer brings or books for
	Visit      Visit
	Slot       Slot
}

// Guest is somebody without a phone of their own here. The row is linked when
// the payer referred a person of that name before, else made; a person of the
// same name that somebody else referred is never matched.
type Guest struct {
	FirstName string // "María", or "Hija de Julia" when no name is needed
	LastName  string
}
