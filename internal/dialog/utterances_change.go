package dialog

// What is said about appointments there are. Each id has words in replies/es.
const (
	SayNoSuchAppointment  UtteranceID = "no_such_appointment"
	SayWhichAppointment   UtteranceID = "which_appointment"
	SayAppointmentChanged UtteranceID = "appointment_changed"
	SayKept               UtteranceID = "kept"
	SayNothingCancelled   UtteranceID = "nothing_cancelled"

	// Moving.
	SayMoving      UtteranceID = "moving"
	SayMoveDay     UtteranceID = "move_day"
	SayStillStands UtteranceID = "still_stands"
	SayMoved       UtteranceID = "moved"
	SayAddFits     UtteranceID = "add_fits"
	SayAddNoRoom   UtteranceID = "add_no_room"

	// Cancelling.
	SayCancelSure   UtteranceID = "cancel_sure"
	SayLateOptions  UtteranceID = "late_options"
	SayTermsChanged UtteranceID = "terms_changed"
	SayCancelled    UtteranceID = "cancelled"

	// Coming late.
	SayNotToday     UtteranceID = "not_today"
	SayInTime       UtteranceID = "in_time"
	SayLateOrNot    UtteranceID = "late_or_not"
	SayDelayAsk     UtteranceID = "delay_ask"
	SayDelayNoted   UtteranceID = "delay_noted"
	SayDelayRelayed UtteranceID = "delay_relayed"

	// Reminders.
	SayReminder      UtteranceID = "reminder"
	SayReminderAgain UtteranceID = "reminder_again"
	SayAttending     UtteranceID = "attending"
	SayNotAtThatHour UtteranceID = "not_at_that_hour"
)

func changeLines() []Line {
	return []Line{
		{SayNoSuchAppointment, false, nil},
		{SayWhichAppointment, true, WhichData{}},
		{SayAppointmentChanged, false, nil},
		{SayKept, false, AppointmentsData{}},
		{SayNothingCancelled, false, nil},
		{SayMoving, false, AppointmentFact{}},
		{SayMoveDay, true, nil},
		{SayStillStands, false, AppointmentFact{}},
		{SayMoved, false, MoveData{}},
		{SayAddFits, false, AdditionData{}},
		{SayAddNoRoom, false, DayData{}},
		{SayCancelSure, true, TermsData{}},
		{SayLateOptions, true, TermsData{}},
		{SayTermsChanged, false, CountData{}},
		{SayCancelled, false, TermsData{}},
		{SayNotToday, false, nil},
		{SayInTime, false, DelayData{}},
		{SayLateOrNot, true, DelayData{}},
		{SayDelayAsk, true, DelayData{}},
		{SayDelayNoted, false, DelayData{}},
		{SayDelayRelayed, false, DelayData{}},
		{SayReminder, false, ReminderData{}},
		{SayReminderAgain, true, AppointmentsData{}},
		{SayAttending, false, AppointmentsData{}},
		{SayNotAtThatHour, false, DayData{}},
	}
}
