package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// MoveAppointment gives a confirmed appointment a new slot: the same row with a
// new version, the deposit along with it, no row in the ledger. One appointment
// of a group may move alone. The rule that offered the slot is applied again,
// with the appointment's own segments excepted, and the exclusion constraint
// decides between two who want the same. salon.ErrSlotTaken: it is not free any
// more; salon.ErrConflict: the appointment is not what was read, has begun, or
// belongs to somebody else. Both leave everything as it was and the transaction
// of the context usable. Its price stays; it takes as long as its services take
// now.
func (s *Store) MoveAppointment(ctx context.Context, snapshot *salon.Salon, by salon.By, m dialog.Move, now time.Time) (dialog.MoveResult, error) {
	var result dialog.MoveResult
	err := s.inSavepoint(ctx, func(ctx context.Context) error {
		b, old, err := s.lockAppointment(ctx, m.AppointmentID)
		if err != nil {
			return err
		}
		if old.Status != salon.Confirmed || old.Version != m.Version || !old.Start.After(now) || !by.May(b, old) {
			return fmt.Errorf("appointment %s is %s in version %d: %w", old.ID, old.Status, old.Version, salon.ErrConflict)
		}
		plan, err := snapshot.Catalogue.Plan(old.Visit)
		if err != nil {
			return fmt.Errorf("what appointment %s is for is not offered any more (%w): %w", old.ID, err, salon.ErrConflict)
		}
		if err := s.refit(ctx, snapshot, b, old, m.Slot, plan, leadFor(snapshot, by, now)); err != nil {
			return err
		}
		if err := s.updateMoved(ctx, snapshot, old.ID, m.Slot, now); err != nil {
			return err
		}
		result.Old = old
		if result.Booking, err = s.Booking(ctx, b.ID); err != nil {
			return err
		}
		if result.New, err = appointmentOf(result.Booking, old.ID); err != nil {
			return err
		}
		return s.afterMove(ctx, snapshot, by, result, now)
	})
	if err != nil {
		return dialog.MoveResult{}, fmt.Errorf("moving an appointment: %w", err)
	}
	return result, nil
}

// leadFor is the moment by which the lead time is judged: staff may book for the
// next minute.
func leadFor(snapshot *salon.Salon, by salon.By, now time.Time) time.Time {
	if by.Staff() {
		return now.Add(-time.Duration(snapshot.Policies.SameDayLeadMinutes) * time.Minute)
	}
	return now
}

// refit takes the new slot in place of the old segments, if it is free.
func (s *Store) refit(ctx context.Context, snapshot *salon.Salon, b salon.Booking, old salon.Appointment, slot salon.Slot, plan salon.Plan, now time.Time) error {
	from, to := salon.DateOf(slot.Start.In(snapshot.Location)), salon.DateOf(slot.End().In(snapshot.Location))
	occupancy, err := s.Occupancy(ctx, snapshot.ID, from, to, old.ID)
	if err != nil {
		return fmt.Errorf("checking the slot again: %w", err)
	}
	if !salon.Fits(snapshot, occupancy, slot, salon.Query{Plan: plan, Now: now}) {
		return fmt.Errorf("the visit does not fit there: %w", salon.ErrSlotTaken)
	}
	if _, err := s.db(ctx).Exec(ctx, `DELETE FROM busy_segments WHERE appointment_id = $1`, old.ID); err != nil {
		return fail("clearing old segments", err)
	}
	moved := old
	moved.StylistID, moved.Start = slot.StylistID, slot.Start
	var busy segments
	busy.add(moved, plan)
	return s.insertSegments(ctx, b.SalonID, busy)
}

// updateMoved writes the row: what was said about the old hour does not hold for
// the new one, and neither does its reminder.
func (s *Store) updateMoved(ctx context.Context, snapshot *salon.Salon, id salon.ID, slot salon.Slot, now time.Time) error {
	var remind time.Time
	if due, ok := snapshot.ReminderDue(slot.Start, now); ok {
		remind = due
	}
	batch := &pgx.Batch{}
	batch.Queue(`
		UPDATE appointments SET starts_at = $2, stylist_id = $3, duration_minutes = $4, remind_at = $5, reminded_at = NULL,
			attendance = 'unknown', late_minutes = 0, excused = false, entered = nextval('agenda_order'), version = version + 1, updated_at = $6
		WHERE id = $1`, id, slot.Start, slot.StylistID, slot.Minutes, orNull(remind), now)
	batch.Queue(`UPDATE bookings SET version = version + 1, updated_at = $2 WHERE id = (SELECT booking_id FROM appointments WHERE id = $1)`, id, now)
	return fail("moving an appointment", s.db(ctx).SendBatch(ctx, batch).Close())
}

// afterMove keeps the history and tells the stylists.
func (s *Store) afterMove(ctx context.Context, snapshot *salon.Salon, by salon.By, r dialog.MoveResult, now time.Time) error {
	note := noteMoved
	switch {
	case by.Staff():
		note = noteMovedByStaff
	case !r.Old.Excused && !snapshot.Refundable(now, r.Old.Start):
		note = noteLateMove
	}
	err := s.logAppointment(ctx, r.New, history{
		action: "moved", by: by, at: now,
		before: map[string]any{"starts_at": r.Old.Start, "stylist_id": r.Old.StylistID},
		after:  map[string]any{"starts_at": r.New.Start, "stylist_id": r.New.StylistID, "note": note},
	})
	if err != nil {
		return err
	}
	return s.tell(ctx, r.Booking, by, snapshot.NoticesOfMove(r.Old, r.New, now)...)
}
