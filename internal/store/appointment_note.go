package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// NoteAppointment records what a customer says about an appointment that stands:
// whether she comes, how late she is; and tells the stylist if asked to. The
// version stays: it is still the same appointment. Nothing happens when it does
// not stand any more, or is somebody else's.
func (s *Store) NoteAppointment(ctx context.Context, snapshot *salon.Salon, by salon.By, n dialog.Note, now time.Time) error {
	var attendance *string
	if n.Attendance != nil {
		word := map[bool]string{true: "yes", false: "no"}[*n.Attendance]
		attendance = &word
	}
	err := s.InTx(ctx, func(ctx context.Context) error {
		b, a, err := s.lockAppointment(ctx, n.AppointmentID)
		if errors.Is(err, salon.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if a.Status != salon.Confirmed || !by.May(b, a) {
			return nil
		}
		var late int
		err = s.db(ctx).QueryRow(ctx, `
			UPDATE appointments SET attendance = coalesce($2, attendance), late_minutes = CASE WHEN $3 > 0 THEN $3 ELSE late_minutes END, updated_at = $4
			WHERE id = $1 RETURNING late_minutes`, a.ID, attendance, n.LateMinutes, now).Scan(&late)
		if err != nil {
			return fail("noting an appointment", err)
		}
		err = s.logAppointment(ctx, a, history{action: "noted", by: by, at: now, after: map[string]any{"attendance": attendance, "late_minutes": late}})
		if err != nil {
			return err
		}
		if n.TellTeam {
			payer, err := s.Customer(ctx, b.CustomerID)
			if err != nil {
				return err
			}
			return s.tell(ctx, b, by, snapshot.NoticeOfAbsence(a, payer, now))
		}
		if !n.TellStylist {
			return nil
		}
		next, err := s.nextOf(ctx, snapshot, a)
		if err != nil {
			return err
		}
		return s.tell(ctx, b, by, snapshot.NoticeOfDelay(a, late, next, now))
	})
	if err != nil {
		return fmt.Errorf("noting what a customer said: %w", err)
	}
	return nil
}

// nextOf is when the stylist's next visit of the day begins; zero: none follows.
func (s *Store) nextOf(ctx context.Context, snapshot *salon.Salon, a salon.Appointment) (time.Time, error) {
	var next time.Time
	err := s.db(ctx).QueryRow(ctx, `
		SELECT starts_at FROM appointments
		WHERE stylist_id = $1 AND id <> $2 AND status IN ('provisional', 'confirmed') AND starts_at >= $3 AND starts_at < $4
		ORDER BY starts_at LIMIT 1`, a.StylistID, a.ID, a.Start, endOfDay(snapshot, a.Start)).Scan(&next)
	if errors.Is(err, pgx.ErrNoRows) {
		return time.Time{}, nil
	}
	return next, fail("looking for the stylist's next visit", err)
}

// endOfDay is the midnight after an instant, in the salon.
func endOfDay(snapshot *salon.Salon, at time.Time) time.Time {
	return salon.DateOf(at.In(snapshot.Location)).Bounds(snapshot.Location).End
}
