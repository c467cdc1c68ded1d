package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// One reminder concerns a booking: those of its appointments that begin together
// are told of in one message.
const remindersDueSQL = `
SELECT booking_id AS id, min(remind_at) AS due FROM appointments
WHERE status = 'confirmed' AND remind_at IS NOT NULL AND remind_at <= $1 GROUP BY booking_id`

// fireReminders claims one booking and fires what is due of it: one reminder for
// all its appointments that begin at the same time. A reminder that comes so
// late that it is of no use is dropped, and so is one that nobody can be told;
// the history of the appointment says so.
func (s *Store) fireReminders(ctx context.Context, booking salon.ID, now time.Time) (fired, error) {
	shop, err := s.shopOfBooking(ctx, booking)
	if err != nil {
		return fired{}, err
	}
	var end fired
	err = s.InTx(ctx, func(ctx context.Context) error {
		var locked salon.ID
		err := s.db(ctx).QueryRow(ctx, `SELECT id FROM bookings WHERE id = $1 FOR NO KEY UPDATE SKIP LOCKED`, booking).Scan(&locked)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // in somebody's hands
		}
		if err != nil {
			return fail("claiming a reminder", err)
		}
		b, err := s.Booking(ctx, booking)
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
			if end.done = true; !told.Empty() {
				end.conversation = told
			}
		}
		return nil
	})
	if err != nil {
		return fired{}, err
	}
	return end, nil
}

// shopOfBooking reads the salon of a booking, before any transaction.
func (s *Store) shopOfBooking(ctx context.Context, booking salon.ID) (*salon.Salon, error) {
	var id salon.ID
	if err := s.db(ctx).QueryRow(ctx, `SELECT salon_id FROM bookings WHERE id = $1`, booking).Scan(&id); err != nil {
		return nil, fail("reading the salon of a booking", err)
	}
	return s.Snapshot(ctx, id)
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
	unwanted, err := s.silent(ctx, b.CustomerID)
	switch {
	case err != nil:
		return "", err
	case unwanted:
		outcome = "reminder_unwanted"
	case shop.ReminderUseful(now, group[0].Start):
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
			if err := s.logAppointment(ctx, a, history{action: outcome, actor: actorTimer, at: now}); err != nil {
				return "", err
			}
		}
	}
	if conversation.Empty() {
		return "", nil
	}
	first := group[0]
	fact := salon.TimerFact{Kind: salon.TimerReminder, BookingID: b.ID, AppointmentID: first.ID, Version: first.Version}
	key := fmt.Sprintf("%s:%s:%d", fact.Kind, first.ID, first.Version)
	return conversation, s.storeTimer(ctx, b.SalonID, conversation, key, fact, now)
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
