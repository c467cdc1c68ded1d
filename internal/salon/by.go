package salon

// By says who changes something about appointments: a customer in a
// conversation. The zero By is the team, to whom everything belongs.
type By struct {
	CustomerID     ID
	ConversationID ID
}

// Staff reports whether it is the team.
func (by By) Staff() bool { return by.CustomerID.Empty() }

// May reports whether they may change an appointment of the booking: it is
// theirs, or they booked it.
func (by By) May(b Booking, a Appointment) bool {
	return by.Staff() || by.CustomerID == b.CustomerID || by.CustomerID == a.CustomerID
}
