package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// remindersDue lists the bookings with a reminder that is due, the longest due
// first, with their salons.
func (s *Store) remindersDue(ctx context.Context, now time.Time, limit int) ([]dueReminder, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT booking_id, salon_id FROM appointments
		WHERE status = 'confirmed' AND remind_at IS NOT NULL AND remind_at <= $1
		GROUP BY booking_id, salon_id ORDER BY min(remind_at) LIMIT $2`, now, limit)
	if err != nil {
		return nil, fail("listing due reminders", err)
	}
	due, err := pgx.CollectRows(rows, pgx.RowToStructByPos[dueReminder])
	return due, fail("listing due reminders", err)
}

// dueReminder is a booking with a reminder that is due.
type dueReminder struct{ Booking, Salon salon.ID }

// fireReminders claims one booking and fires what is due of it: one reminder for
// all its appointments that begin at the same time. A reminder that comes so
// late that the deposit could not be saved any more is dropped, and so is one
// that nobody can be told; the history of the appointment says so. It returns
// the conversation to announce, if any.
func (s *Store) fireReminders(ctx context.Context, due dueReminder, now time.Time) (salon.ID, error) {
	shop, err := s.Snapshot(ctx, due.Salon)
	if err != nil {
		return "", err
	}
	var announce salon.ID
	err = s.InTx(ctx, func(ctx context.Context) error {
		var locked salon.ID
		err := s.db(ctx).QueryRow(ctx, `SELECT id FROM bookings WHERE id = $1 FOR NO KEY UPDATE SKIP LOCKED`, due.Booking).Scan(&locked)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // in somebody's hands
		}
		if err != nil {
			return fail("claiming a reminder", err)
		}
		b, err := s.Booking(ctx, due.Booking)
		if err != nil {
			return err
		}
		ready, err := s.readyReminders(ctx, b, now)
		if err != nil {
			return err
		}
		for _, group := range byStart(ready) {
			told, err := s.fireReminder(ctx, shop, b, group, now)
			if err != nil {
				return err
			}
			if !told.Empty() {
				announce = told
			}
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return announce, nil
}

// readyReminders lists, in order, the appointments of a locked booking whose
// reminder is due.
func (s *Store) readyReminders(ctx context.Context, b salon.Booking, now time.Time) ([]salon.Appointment, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT id FROM appointments WHERE booking_id = $1 AND status = 'confirmed' AND remind_at IS NOT NULL AND remind_at <= $2
		ORDER BY starts_at, position, id`, b.ID, now)
	if err != nil {
		return nil, fail("reading due reminders", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[salon.ID])
	if err != nil {
		return nil, fail("reading due reminders", err)
	}
	list := make([]salon.Appointment, len(ids))
	for i, id := range ids {
		if list[i], err = appointmentOf(b, id); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// byStart splits ordered appointments into those that begin together.
func byStart(list []salon.Appointment) [][]salon.Appointment {
	var out [][]salon.Appointment
	for _, a := range list {
		if last := len(out) - 1; last >= 0 && out[last][0].Start.Equal(a.Start) {
			out[last] = append(out[last], a)
			continue
		}
		out = append(out, []salon.Appointment{a})
	}
	return out
}

// fireReminder marks the reminder of appointments that begin together and, if it
// still makes sense, gives it to the conversation of whoever booked.
func (s *Store) fireReminder(ctx context.Context, shop *salon.Salon, b salon.Booking, group []salon.Appointment, now time.Time) (salon.ID, error) {
	var conversation salon.ID
	outcome := "reminder_dropped"
	if shop.ReminderUseful(now, group[0].Start) {
		var err error
		if conversation, err = s.conversationOf(ctx, b); err != nil {
			return "", err
		}
		outcome = "reminder_unreachable"
	}
	for _, a := range group {
		_, err := s.db(ctx).Exec(ctx, `
			UPDATE appointments SET remind_at = NULL, reminded_at = CASE WHEN $2 THEN $3::timestamptz END, updated_at = $3 WHERE id = $1`,
			a.ID, !conversation.Empty(), now)
		if err != nil {
			return "", fail("marking a reminder", err)
		}
		if conversation.Empty() {
			if err := s.logAppointment(ctx, a, history{action: outcome, at: now}); err != nil {
				return "", err
			}
		}
	}
	if conversation.Empty() {
		return "", nil
	}
	first := group[0]
	_, err := s.StoreInbound(ctx, []salon.Inbound{{
		SalonID: b.SalonID, Source: salon.SourceTimer, Kind: salon.InboundTimer, ConversationID: conversation, ReceivedAt: now,
		ExternalID: fmt.Sprintf("%s:%s:%d", salon.TimerReminder, first.ID, first.Version),
		Timer: &salon.TimerFact{
			Kind: salon.TimerReminder, BookingID: b.ID, AppointmentID: first.ID, Version: first.Version,
		},
	}})
	if err != nil {
		return "", fmt.Errorf("storing a reminder: %w", err)
	}
	return conversation, nil
}

// conversationOf is where whoever made a booking is told about it: where it was
// arranged, else where they wrote last. Empty: nowhere.
func (s *Store) conversationOf(ctx context.Context, b salon.Booking) (salon.ID, error) {
	if !b.ConversationID.Empty() {
		return b.ConversationID, nil
	}
	var id salon.ID
	err := s.db(ctx).QueryRow(ctx, `
		SELECT id FROM conversations WHERE customer_id = $1
		ORDER BY last_inbound_at DESC NULLS LAST, created_at DESC, id DESC LIMIT 1`, b.CustomerID).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return id, fail("finding a customer's conversation", err)
}
