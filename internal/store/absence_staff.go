package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// AddAbsence writes down that a stylist cannot work for a while. The sweep tells
// the customers whom it concerns, as it does for a block written by hand.
// salon.ErrNotFound: the salon has no such stylist.
func (s *Store) AddAbsence(ctx context.Context, salonID salon.ID, a salon.Absence, now time.Time) (salon.Absence, error) {
	if !a.During.Start.Before(a.During.End) || !a.During.End.After(now) {
		return salon.Absence{}, fmt.Errorf("an absence from %s to %s is empty or over", a.During.Start, a.During.End)
	}
	a.ID = NewID()
	err := s.InTx(ctx, func(ctx context.Context) error {
		tag, err := s.db(ctx).Exec(ctx, `
			INSERT INTO blocks (id, salon_id, stylist_id, during, reason, source, created_at)
			SELECT $1, t.salon_id, t.id, tstzrange($4, $5), $6, 'absence', $7 FROM stylists t WHERE t.id = $3 AND t.salon_id = $2`,
			a.ID, salonID, a.StylistID, a.During.Start, a.During.End, clean(a.Reason), now)
		if err := oneRow("adding an absence", tag.RowsAffected(), err); err != nil {
			return err
		}
		return s.logBlock(ctx, salonID, a.ID, "block.added", now)
	})
	if err != nil {
		return salon.Absence{}, err
	}
	return a, nil
}

// RemoveAbsence takes back what staff blocked: the time is free again. Customers
// who were told and have not answered keep the right to move or cancel at no
// cost; their reminders come back. It returns the appointments that stand, for
// the team to decide whether to write to them. salon.ErrNotFound.
func (s *Store) RemoveAbsence(ctx context.Context, salonID, id salon.ID, now time.Time) ([]salon.Appointment, error) {
	shop, err := s.Snapshot(ctx, salonID)
	if err != nil {
		return nil, err
	}
	var waiting []salon.Appointment
	err = s.InTx(ctx, func(ctx context.Context) error {
		rows, err := s.db(ctx).Query(ctx, `
			SELECT `+appointmentColumns+` FROM appointments a JOIN customers c ON c.id = a.customer_id
			WHERE a.status = 'confirmed' AND a.excused AND a.starts_at > $2
			AND a.id IN (SELECT appointment_id FROM absence_cases WHERE block_id = $1) ORDER BY a.starts_at, a.id`, id, now)
		if err != nil {
			return fail("reading whom an absence concerned", err)
		}
		if waiting, err = pgx.CollectRows(rows, scanAppointment); err != nil {
			return fail("reading whom an absence concerned", err)
		}
		for _, a := range waiting {
			if due, ok := shop.ReminderDue(a.Start, now); ok {
				if _, err := s.db(ctx).Exec(ctx, `UPDATE appointments SET remind_at = $2, updated_at = $3 WHERE id = $1`, a.ID, due, now); err != nil {
					return fail("bringing a reminder back", err)
				}
			}
		}
		tag, err := s.db(ctx).Exec(ctx, `DELETE FROM blocks WHERE id = $1 AND salon_id = $2 AND source = 'absence'`, id, salonID)
		if err := oneRow("removing an absence", tag.RowsAffected(), err); err != nil {
			return err
		}
		return s.logBlock(ctx, salonID, id, "block.removed", now)
	})
	return waiting, err
}

// ListAbsences lists what staff blocked and is not over, in order.
func (s *Store) ListAbsences(ctx context.Context, salonID salon.ID, now time.Time) ([]salon.Absence, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT k.id, k.stylist_id, lower(k.during), upper(k.during), k.reason, (SELECT count(*)::int FROM absence_cases c WHERE c.block_id = k.id)
		FROM blocks k WHERE k.salon_id = $1 AND k.source = 'absence' AND (upper_inf(k.during) OR upper(k.during) > $2)
		ORDER BY lower(k.during), k.id`, salonID, now)
	if err != nil {
		return nil, fail("listing absences", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a salon.Absence, err error) {
		return a, row.Scan(&a.ID, &a.StylistID, instant{&a.During.Start}, instant{&a.During.End}, &a.Reason, &a.Affected)
	})
	return list, fail("listing absences", err)
}

// logBlock keeps who blocked or freed a stylist's time.
func (s *Store) logBlock(ctx context.Context, salonID, id salon.ID, action string, now time.Time) error {
	_, err := s.db(ctx).Exec(ctx, `
		INSERT INTO audit_log (id, salon_id, at, actor, action, object_type, object_id) VALUES ($1, $2, $3, 'staff', $4, 'block', $5)`,
		NewID(), salonID, now, action, id)
	return fail("logging a block", err)
}
