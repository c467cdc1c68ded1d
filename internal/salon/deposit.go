package salon

import (
	"fmt"
	"time"
)

// Deposit is what is asked in advance for something of this price: percent of
// it, rounded half up to the cent; nothing for what is free.
func Deposit(price Money, percent int) Money {
	if price <= 0 || percent <= 0 {
		return 0
	}
	return price.Percent(percent)
}

// HoldDeadline is when an unpaid hold made now ends: hold_minutes later, or
// hold_minutes_same_day when the appointment is on the same date in the salon's
// zone; never after the appointment has begun.
func (s *Salon) HoldDeadline(now, start time.Time) time.Time {
	minutes := s.Policies.HoldMinutes
	if DateOf(now.In(s.Location)) == DateOf(start.In(s.Location)) {
		minutes = s.Policies.HoldMinutesSameDay
	}
	deadline := now.Add(time.Duration(minutes) * time.Minute)
	if start.Before(deadline) {
		return start
	}
	return deadline
}

// WarnTime is when to warn about a hold that ends at deadline; zero when the
// salon warns nobody.
func (s *Salon) WarnTime(deadline time.Time) time.Time {
	if s.Policies.PaymentWarningMinutes == 0 || deadline.IsZero() {
		return time.Time{}
	}
	return deadline.Add(-time.Duration(s.Policies.PaymentWarningMinutes) * time.Minute)
}

// Refundable reports whether a deposit is given back when an appointment that
// begins at start is cancelled now: strictly more than refund_threshold_hours
// of elapsed time must remain.
func (s *Salon) Refundable(now, start time.Time) bool {
	return start.Sub(now) > time.Duration(s.Policies.RefundThresholdHours)*time.Hour
}

// ReminderDue is when to remind of an appointment: reminder_hours of elapsed
// time before it. False for one booked later than that.
func (s *Salon) ReminderDue(start, booked time.Time) (time.Time, bool) {
	if s.Policies.ReminderHours == 0 {
		return time.Time{}, false
	}
	due := start.Add(-time.Duration(s.Policies.ReminderHours) * time.Hour)
	return due, !booked.After(due)
}

// ReminderUseful reports whether a delayed reminder is still worth sending: while
// more than half of reminder_hours remains, 24 of 48 hours. It does not depend on
// when a deposit is refunded: a salon with other terms reminds all the same.
func (s *Salon) ReminderUseful(now, start time.Time) bool {
	hours := time.Duration(s.Policies.ReminderHours) * time.Hour
	return hours > 0 && start.Sub(now) > hours/2
}

// PlanHold works out the booking a request asks for, without ids: its
// appointments with minutes and prices, the deposit on their sum, the hold's
// end and the warning. Without deposit the appointments are confirmed at once.
// The plans, one per visit, say when each stylist is busy. Whether the slots
// are free is not its business: see Fits, and the database decides.
func (s *Salon) PlanHold(r BookingRequest, now time.Time) (Booking, []Plan, error) {
	if len(r.Visits) == 0 {
		return Booking{}, nil, ErrEmptyVisit
	}
	b := Booking{SalonID: r.SalonID, CustomerID: r.CustomerID, ConversationID: r.ConversationID}
	var plans []Plan
	var owed Money // the price of everything that asks for a deposit
	first := r.Visits[0].Slot.Start
	for i, v := range r.Visits {
		plan, err := s.Catalogue.Plan(v.Visit)
		if err != nil {
			return Booking{}, nil, fmt.Errorf("visit %d: %w", i+1, err)
		}
		customer := v.CustomerID
		if customer.Empty() {
			customer = r.CustomerID
		}
		b.Appointments = append(b.Appointments, Appointment{
			CustomerID: customer, StylistID: v.Slot.StylistID, Visit: v.Visit,
			Start: v.Slot.Start, Minutes: plan.Minutes, Price: plan.Price, Version: 1,
		})
		plans = append(plans, plan)
		if plan.Deposit {
			owed += plan.Price
		}
		if v.Slot.Start.Before(first) {
			first = v.Slot.Start
		}
	}
	status := Confirmed
	b.Payment = PaymentNone
	if b.Deposit = Deposit(owed, s.Policies.DepositPercent); b.Deposit > 0 {
		status = Provisional
		b.Payment = PaymentPending
		b.HoldExpiresAt = s.HoldDeadline(now, first)
		b.WarnAt = s.WarnTime(b.HoldExpiresAt)
	}
	for i := range b.Appointments {
		b.Appointments[i].Status = status
	}
	return b, plans, nil
}
