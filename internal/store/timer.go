package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// FireTimers fires at most limit timers that are due at now, the product's
// clock, each in a transaction of its own: the data change, its effects and the
// inbox row that will make the conversation speak. A booking that somebody else
// is deciding about at this moment is left for the next sweep, and one that
// fails does not keep the others. It returns the conversations to announce.
func (s *Store) FireTimers(ctx context.Context, now time.Time, limit int) ([]salon.ID, error) {
	due, err := s.timersDue(ctx, now, limit)
	if err != nil {
		return nil, err
	}
	var announce []salon.ID
	var faults []error
	fired := func(booking, conversation salon.ID, err error) {
		if err != nil {
			faults = append(faults, fmt.Errorf("firing the timer of booking %s: %w", booking, err))
		}
		if !conversation.Empty() {
			announce = append(announce, conversation)
		}
	}
	for _, id := range due {
		conversation, err := s.fireTimer(ctx, id, now)
		fired(id, conversation, err)
	}
	reminders, err := s.remindersDue(ctx, now, limit-len(due))
	if err != nil {
		return announce, errors.Join(append(faults, err)...)
	}
	for _, one := range reminders {
		conversation, err := s.fireReminders(ctx, one, now)
		fired(one.Booking, conversation, err)
	}
	return announce, errors.Join(faults...)
}

// timersDue lists bookings with a timer that is due, the longest due first. The
// conditions are those of the timers' indexes.
func (s *Store) timersDue(ctx context.Context, now time.Time, limit int) ([]salon.ID, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT id FROM (
			(SELECT id, hold_expires_at AS due FROM bookings
			WHERE payment_status = 'pending' AND released_at IS NULL AND hold_expires_at IS NOT NULL AND hold_expires_at <= $1
			ORDER BY hold_expires_at LIMIT $2)
			UNION ALL
			(SELECT id, warn_at FROM bookings
			WHERE payment_status = 'pending' AND warn_at IS NOT NULL AND warn_at <= $1 AND (hold_expires_at IS NULL OR hold_expires_at > $1)
			ORDER BY warn_at LIMIT $2)
		) timers ORDER BY due LIMIT $2`, now, limit)
	if err != nil {
		return nil, fail("listing due timers", err)
	}
	due, err := pgx.CollectRows(rows, pgx.RowTo[salon.ID])
	return due, fail("listing due timers", err)
}

// fireTimer claims one booking and fires what is due of it: the expiry when the
// hold is over, else the warning. An empty conversation means that there was
// nothing to fire, or nobody to tell.
func (s *Store) fireTimer(ctx context.Context, id salon.ID, now time.Time) (salon.ID, error) {
	var conversation salon.ID
	err := s.InTx(ctx, func(ctx context.Context) error {
		var expired bool
		err := s.db(ctx).QueryRow(ctx, `
			SELECT hold_expires_at IS NOT NULL AND hold_expires_at <= $2 FROM bookings
			WHERE id = $1 AND payment_status = 'pending' AND released_at IS NULL
			AND (hold_expires_at <= $2 OR warn_at <= $2)
			FOR NO KEY UPDATE SKIP LOCKED`, id, now).Scan(&expired)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // paid, released or fired meanwhile, or in somebody's hands
		}
		if err != nil {
			return fail("claiming a timer", err)
		}
		b, err := s.Booking(ctx, id)
		if err != nil {
			return err
		}
		kind := salon.TimerPaymentWarning
		if expired {
			kind, err = salon.TimerHoldExpired, s.endHold(ctx, b, "expired", now)
		} else {
			_, err = s.db(ctx).Exec(ctx, `UPDATE bookings SET warned_at = $2, warn_at = NULL, updated_at = $2 WHERE id = $1`, id, now)
			err = fail("marking a payment warning", err)
		}
		if err != nil || b.ConversationID.Empty() {
			return err
		}
		conversation = b.ConversationID
		return s.storeTimer(ctx, b, kind, now)
	})
	if err != nil {
		return "", err
	}
	return conversation, nil
}

// storeTimer writes the inbox row of a fired timer.
func (s *Store) storeTimer(ctx context.Context, b salon.Booking, kind salon.TimerKind, now time.Time) error {
	_, err := s.StoreInbound(ctx, []salon.Inbound{{
		SalonID: b.SalonID, Source: salon.SourceTimer, ExternalID: fmt.Sprintf("%s:%s", kind, b.ID), Kind: salon.InboundTimer,
		ConversationID: b.ConversationID, ReceivedAt: now, Timer: &salon.TimerFact{Kind: kind, BookingID: b.ID},
	}})
	if err != nil {
		return fmt.Errorf("storing a timer: %w", err)
	}
	return nil
}
