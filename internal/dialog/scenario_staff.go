package dialog

import "atrevete/internal/salon"

// What is said when staff made, moved or cancelled an appointment.
const (
	SayStaffBooked    UtteranceID = "staff_booked"
	SayStaffMoved     UtteranceID = "staff_moved"
	SayStaffCancelled UtteranceID = "staff_cancelled"
)

// changedByStaff tells a customer once what staff did with an appointment. These
// are facts: they go out whoever answers, and ask nothing.
func changedByStaff() scenario {
	return scenario{
		Name: "staff", Title: "Cambios que hace el equipo",
		Lines: []Line{
			{SayStaffBooked, false, BookingData{}},
			{SayStaffMoved, false, MoveData{}},
			{SayStaffCancelled, false, TermsData{}},
		},
	}
}

// byStaff tells what staff changed, from the committed rows.
func (t *turn) byStaff(r TimerResult) {
	t.rule("changed by staff")
	a := r.Appointment
	t.forgetReminder(a.ID)
	switch r.Kind {
	case salon.TimerStaffBooked:
		t.state.LastBooking = r.Booking.ID
		t.say = append(t.say, Utterance{ID: SayStaffBooked, Data: t.bookingData(r.Booking), Fact: true, Class: "CONFIRMED"})
	case salon.TimerStaffMoved:
		old := a
		old.Start, old.StylistID = r.Fact.OldStart, r.Fact.OldStylist
		t.say = append(t.say, Utterance{ID: SayStaffMoved, Fact: true, Class: "MOVED", Data: MoveData{
			AppointmentID: a.ID, Old: t.visitFact(old), New: t.visitFact(a), Deposit: ownsDeposit(r.Booking, a),
		}})
	default:
		item := TermsFact{AppointmentFact: AppointmentFact{VisitFact: t.visitFact(a)}, Terms: TermsFree, Amount: r.Fact.Amount}
		if item.Amount > 0 {
			item.Terms = TermsRefund
		}
		if i := t.frameOf(r.Booking.ID); i >= 0 { // a hold that was given back
			t.state.Stack = drop(t.state.Stack, i)
			t.state.Question = nil
		}
		t.say = append(t.say, Utterance{ID: SayStaffCancelled, Fact: true, Class: "CANCELLED", Data: TermsData{
			Items: []TermsFact{item}, Hours: t.view.Salon.Policies.RefundThresholdHours,
		}})
	}
}
