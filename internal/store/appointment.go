package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"atrevete/internal/salon"
)

// What the history of an appointment says of a change.
const (
	noteMoved         = "moved by customer"
	noteLateMove      = "late move"
	noteMovedByStaff  = "moved by staff"
	noteCancelled     = "cancelled by customer"
	noteLateCancelled = "late cancellation"
	noteStaffCancels  = "cancelled by staff"
	noteNoShow        = "did not come"
)

// lockAppointment locks the booking of an appointment, as everybody does who
// decides about it, and finds the appointment there. salon.ErrNotFound.
func (s *Store) lockAppointment(ctx context.Context, id salon.ID) (salon.Booking, salon.Appointment, error) {
	var booking salon.ID
	err := s.db(ctx).QueryRow(ctx, `SELECT booking_id FROM appointments WHERE id = $1`, id).Scan(&booking)
	if err != nil {
		return salon.Booking{}, salon.Appointment{}, fail("finding an appointment", err)
	}
	b, err := s.lockBooking(ctx, booking)
	if err != nil {
		return b, salon.Appointment{}, err
	}
	a, err := appointmentOf(b, id)
	return b, a, err
}

// appointmentOf finds an appointment in its booking.
func appointmentOf(b salon.Booking, id salon.ID) (salon.Appointment, error) {
	at := slices.IndexFunc(b.Appointments, func(a salon.Appointment) bool { return a.ID == id })
	if at < 0 {
		return salon.Appointment{}, fmt.Errorf("appointment %s of booking %s: %w", id, b.ID, salon.ErrNotFound)
	}
	return b.Appointments[at], nil
}

// actorTimer is who did what a timer did.
const actorTimer = "assistant"

// history is one entry of what became of an appointment. Before and After are
// what changed, as JSON objects. An empty actor is the one of by.
type history struct {
	action string
	actor  string
	by     salon.By
	at     time.Time
	before map[string]any
	after  map[string]any
}

// logAppointment keeps the history of an appointment as it now is.
func (s *Store) logAppointment(ctx context.Context, a salon.Appointment, h history) error {
	actor := h.actor
	switch {
	case actor != "":
	case h.by.Staff():
		actor = "staff"
	default:
		actor = "customer"
	}
	before, err := json.Marshal(h.before)
	if err != nil {
		return fmt.Errorf("writing the history of an appointment: %w", err)
	}
	after, err := json.Marshal(h.after)
	if err != nil {
		return fmt.Errorf("writing the history of an appointment: %w", err)
	}
	_, err = s.db(ctx).Exec(ctx, `
		INSERT INTO audit_log (id, salon_id, at, actor, action, object_type, object_id, version, before, after)
		SELECT $1, salon_id, $2, $3, $4, 'appointment', id, $5, $6, $7 FROM appointments WHERE id = $8`,
		NewID(), h.at, actor, "appointment."+h.action, a.Version, string(before), string(after), a.ID)
	return fail("logging an appointment", err)
}

// tell queues notices about a booking; without a conversation of their own they
// belong to the one in which the change was made, else to the booking's.
func (s *Store) tell(ctx context.Context, b salon.Booking, by salon.By, notices ...salon.Notice) error {
	for _, n := range notices {
		if n.ConversationID = by.ConversationID; n.ConversationID.Empty() {
			n.ConversationID = b.ConversationID
		}
		if err := s.AddNotice(ctx, n); err != nil {
			return err
		}
	}
	return nil
}
