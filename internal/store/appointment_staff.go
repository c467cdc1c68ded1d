package store

import (
	"context"
	"fmt"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// StaffBooking is an appointment that staff make for a customer.
type StaffBooking struct {
	CustomerID salon.ID
	Visit      salon.Visit
	StylistID  salon.ID
	Start      time.Time
}

// StaffBook makes a confirmed appointment for a customer, without a deposit, by
// the same rule of availability as for everybody but for the lead time, and has
// her told. told is false when there is nowhere to write to. salon.ErrSlotTaken.
func (s *Store) StaffBook(ctx context.Context, snapshot *salon.Salon, r StaffBooking, now time.Time) (booking salon.Booking, told bool, err error) {
	plan, err := snapshot.Catalogue.Plan(r.Visit)
	if err != nil {
		return salon.Booking{}, false, fmt.Errorf("planning an appointment: %w", err)
	}
	slot := salon.Slot{StylistID: r.StylistID, Start: r.Start, Minutes: plan.Minutes}
	b, plans, err := snapshot.PlanHold(salon.BookingRequest{
		SalonID: snapshot.ID, CustomerID: r.CustomerID, Visits: []salon.VisitRequest{{Visit: r.Visit, Slot: slot}},
	}, now)
	if err != nil {
		return salon.Booking{}, false, fmt.Errorf("planning an appointment: %w", err)
	}
	b.ID, b.Deposit, b.Payment, b.HoldExpiresAt, b.WarnAt = NewID(), 0, salon.PaymentNone, time.Time{}, time.Time{}
	b.Appointments[0].Status = salon.Confirmed
	err = s.inSavepoint(ctx, func(ctx context.Context) error {
		if err := s.recheck(ctx, snapshot, b, plans, leadFor(snapshot, salon.By{}, now)); err != nil {
			return err
		}
		if err := s.insertBooking(ctx, &b, plans, now); err != nil {
			return err
		}
		if booking, err = s.Booking(ctx, b.ID); err != nil {
			return err
		}
		if err := s.afterConfirmation(ctx, snapshot, booking, now); err != nil {
			return err
		}
		a := booking.Appointments[0]
		if err := s.logAppointment(ctx, a, history{action: "created", at: now, after: map[string]any{"starts_at": a.Start, "stylist_id": a.StylistID}}); err != nil {
			return err
		}
		told, err = s.tellChange(ctx, booking, salon.TimerFact{Kind: salon.TimerStaffBooked, AppointmentID: a.ID, Version: a.Version}, now)
		return err
	})
	if err != nil {
		return salon.Booking{}, false, fmt.Errorf("booking for a customer: %w", err)
	}
	return booking, told, nil
}

// StaffMove gives an appointment a new slot and has its customer told. Errors
// are those of MoveAppointment.
func (s *Store) StaffMove(ctx context.Context, snapshot *salon.Salon, m dialog.Move, now time.Time) (result dialog.MoveResult, told bool, err error) {
	err = s.inSavepoint(ctx, func(ctx context.Context) error {
		if result, err = s.MoveAppointment(ctx, snapshot, salon.By{}, m, now); err != nil {
			return err
		}
		told, err = s.tellChange(ctx, result.Booking, salon.TimerFact{
			Kind: salon.TimerStaffMoved, AppointmentID: result.New.ID, Version: result.New.Version,
			OldStart: result.Old.Start, OldStylist: result.Old.StylistID,
		}, now)
		return err
	})
	return result, told, err
}

// StaffCancel cancels an appointment of the salon's own accord: what was paid
// for it is given back whatever the hour, and its customer is told. A hold that
// is not paid yet is given back whole. salon.ErrNotFound, salon.ErrConflict: it
// does not stand any more.
func (s *Store) StaffCancel(ctx context.Context, snapshot *salon.Salon, id salon.ID, now time.Time) (a salon.Appointment, told bool, err error) {
	err = s.inSavepoint(ctx, func(ctx context.Context) error {
		b, found, err := s.lockAppointment(ctx, id)
		if err != nil {
			return err
		}
		fact := salon.TimerFact{Kind: salon.TimerStaffCancelled, AppointmentID: id}
		if holds(b) {
			if err := s.endHold(ctx, b, "released", now); err != nil {
				return err
			}
			if err := s.logAppointment(ctx, found, history{action: "released", at: now}); err != nil {
				return err
			}
			a = found
		} else {
			result, err := s.CancelAppointments(ctx, snapshot, salon.By{}, dialog.CancelAppointments{
				Items: []dialog.CancelItem{{AppointmentID: id}}, BySalon: true,
			}, now)
			if err != nil {
				return err
			}
			a, fact.Amount = result.Items[0].Appointment, result.Items[0].Amount
		}
		told, err = s.tellChange(ctx, b, fact, now)
		return err
	})
	if err != nil {
		return salon.Appointment{}, false, fmt.Errorf("cancelling for the salon: %w", err)
	}
	return a, told, nil
}

// tellChange has whoever booked told of a change by staff, in the one ordered
// turn of the conversation. False: there is nowhere to write to.
func (s *Store) tellChange(ctx context.Context, b salon.Booking, fact salon.TimerFact, now time.Time) (bool, error) {
	conversation, err := s.conversationOf(ctx, b)
	if err != nil || conversation.Empty() {
		return false, err
	}
	fact.BookingID = b.ID
	key := fmt.Sprintf("%s:%s:%d", fact.Kind, fact.AppointmentID, fact.Version)
	return true, s.storeTimer(ctx, b.SalonID, conversation, key, fact, now)
}
