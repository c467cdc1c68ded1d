package dialog

import (
	"slices"
	"time"

	"atrevete/internal/salon"
)

// TemplateFacts is what a message that may have to go out as an approved template
// knows, with real types. Zero values are unknown.
type TemplateFacts struct {
	First    string
	Names    []string // of services
	Start    time.Time
	Minutes  int
	Stylists []string
	Price    salon.Money
	Deposit  salon.Money
	Amount   salon.Money
	Hours    int // refund limit
	Deadline time.Time
	URL      string
}

// templated is data that can fill a template.
type templated interface{ TemplateFacts() TemplateFacts }

// MessageKind is what an utterance tells when it may have to reach a customer
// outside the 24-hour window; empty: it is an answer and never has to.
func (u Utterance) MessageKind() salon.MessageKind {
	switch u.ID {
	case SayReminder:
		return salon.MessageReminder
	case SayPayWarning:
		return salon.MessagePaymentWarning
	case SayHoldExpired:
		return salon.MessageHoldExpired
	case SayConfirmed:
		return salon.MessageConfirmed
	case SayRefunding:
		return salon.MessageRefund
	case SayHit:
		return salon.MessageWaitlistHit
	case SayAbsent, SayAbsentHold, SayAbsentHuman:
		return salon.MessageAbsence
	case SayStaffBooked, SayStaffMoved:
		return salon.MessageStaffChange
	case SayStaffCancelled:
		return salon.MessageStaffCancelled
	}
	return ""
}

// TemplateFacts is what fills the template of an utterance's message kind.
func (u Utterance) TemplateFacts() TemplateFacts {
	if data, ok := u.Data.(templated); ok {
		return data.TemplateFacts()
	}
	return TemplateFacts{}
}

// factsOfVisits joins visits that are told together: from the first start on.
func factsOfVisits(visits []VisitFact) TemplateFacts {
	var f TemplateFacts
	var end time.Time
	for _, v := range visits {
		f.Names = append(f.Names, v.Names...)
		if !slices.Contains(f.Stylists, v.Stylist) {
			f.Stylists = append(f.Stylists, v.Stylist)
		}
		if f.Start.IsZero() || v.Start.Before(f.Start) {
			f.Start = v.Start
		}
		if v.End.After(end) {
			end = v.End
		}
	}
	if len(visits) == 1 {
		f.Minutes = visits[0].Minutes
	} else if !end.IsZero() {
		f.Minutes = int(end.Sub(f.Start).Minutes())
	}
	return f
}

// TemplateFacts of a reminder.
func (d ReminderData) TemplateFacts() TemplateFacts {
	f := factsOfVisits(d.Visits)
	f.First, f.Deposit, f.Hours = d.First, d.Deposit, d.Hours
	return f
}

// TemplateFacts of a booking that is confirmed.
func (d BookingData) TemplateFacts() TemplateFacts {
	f := factsOfVisits(d.Visits)
	f.First, f.Price, f.Deposit, f.Hours, f.Deadline, f.URL = d.First, d.Price, d.Deposit, d.Hours, d.Deadline, d.URL
	return f
}

// TemplateFacts of a payment link in force.
func (d LinkData) TemplateFacts() TemplateFacts {
	return TemplateFacts{Deposit: d.Deposit, Deadline: d.Deadline, URL: d.URL}
}

// TemplateFacts of a hold that is over.
func (d ExpiredData) TemplateFacts() TemplateFacts {
	return TemplateFacts{Start: d.Slot.Start, Stylists: []string{d.Slot.Stylist}, Deadline: d.Deadline}
}

// TemplateFacts of money that goes back.
func (d RefundData) TemplateFacts() TemplateFacts { return TemplateFacts{Amount: d.Amount} }

// TemplateFacts of a freed slot that is kept for somebody on the waiting list.
func (d HitData) TemplateFacts() TemplateFacts {
	f := factsOfVisits([]VisitFact{d.Visit})
	f.First, f.Price, f.Deposit, f.Deadline = d.First, d.Price, d.Deposit, d.Deadline
	return f
}

// TemplateFacts of an appointment whose stylist cannot come.
func (d AbsenceData) TemplateFacts() TemplateFacts {
	f := factsOfVisits([]VisitFact{d.Visit})
	f.First, f.Deposit = d.First, d.Deposit
	return f
}

// TemplateFacts of an appointment that was moved: where it is now.
func (d MoveData) TemplateFacts() TemplateFacts { return factsOfVisits([]VisitFact{d.New}) }

// TemplateFacts of appointments that were cancelled.
func (d TermsData) TemplateFacts() TemplateFacts {
	var visits []VisitFact
	for _, item := range d.Items {
		visits = append(visits, item.VisitFact)
	}
	return factsOfVisits(visits)
}
