package dialog

import (
	"time"

	"atrevete/internal/salon"
)

// WhichData asks which of several appointments is meant. Arranged is what is
// only being looked for, when it may be meant too.
type WhichData struct {
	Appointments []AppointmentFact `json:"appointments"`
	Arranged     *RecapData        `json:"arranged,omitempty"`
	Doing        ScenarioName      `json:"doing"`
}

// MoveData is MOVED: an appointment as committed, and where it was.
type MoveData struct {
	AppointmentID salon.ID    `json:"appointment_id"`
	Old           VisitFact   `json:"old"`
	New           VisitFact   `json:"new"`
	Deposit       salon.Money `json:"deposit,omitempty"` // that goes along
}

// TermsFact is an appointment with what becomes of its deposit.
type TermsFact struct {
	AppointmentFact
	Terms  CancelTerms `json:"terms"`
	Amount salon.Money `json:"amount,omitempty"`
}

// TermsData are the terms of one cancellation or of several: stated, or, of
// CANCELLED, as committed. Hours is the refund limit.
type TermsData struct {
	Items []TermsFact `json:"items"`
	Hours int         `json:"hours"`
}

// DelayData is a delay against the start of an appointment.
type DelayData struct {
	AppointmentID salon.ID  `json:"appointment_id"`
	First         string    `json:"first,omitempty"`
	Stylist       string    `json:"stylist"`
	Start         time.Time `json:"start"`
	Minutes       int       `json:"minutes,omitempty"` // 0: not said
	Next          bool      `json:"next,omitempty"`    // the stylist's next visit leaves no room for it
}

// ReminderData is a reminder. Ask: it asks whether she comes.
type ReminderData struct {
	First      string      `json:"first,omitempty"`
	Visits     []VisitFact `json:"visits"`
	Deposit    salon.Money `json:"deposit,omitempty"`
	Hours      int         `json:"hours"`
	Refundable bool        `json:"refundable,omitempty"`
	Ask        bool        `json:"ask"`
}
