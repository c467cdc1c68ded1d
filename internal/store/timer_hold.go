package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// A payment that has arrived and waits for its turn is heard first: whether the
// hold stood is decided by what is committed, and the customer is told one thing.
const holdsDueSQL = `
SELECT b.id, b.hold_expires_at AS due FROM bookings b
WHERE b.payment_status = 'pending' AND b.released_at IS NULL AND b.hold_expires_at IS NOT NULL AND b.hold_expires_at <= $1 AND NOT b.offered
	AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.conversation_id = b.conversation_id AND i.processed_at IS NULL AND i.kind = 'payment')`

// After an outage only the end of a hold is told, not that it is near.
const warningsDueSQL = `
SELECT b.id, b.warn_at AS due FROM bookings b
WHERE b.payment_status = 'pending' AND b.warn_at IS NOT NULL AND b.warn_at <= $1
	AND (b.hold_expires_at IS NULL OR b.hold_expires_at > $1)`

// fireHoldEnd releases an unpaid hold that is over and tells.
func (s *Store) fireHoldEnd(ctx context.Context, id salon.ID, now time.Time) (fired, error) {
	return s.fireHold(ctx, id, now, salon.TimerHoldExpired)
}

// fireWarning warns once that a hold ends soon.
func (s *Store) fireWarning(ctx context.Context, id salon.ID, now time.Time) (fired, error) {
	return s.fireHold(ctx, id, now, salon.TimerPaymentWarning)
}

// fireHold claims a booking and fires its end or its warning, if that is still
// due: it may have been paid, released or fired meanwhile, or be in somebody's
// hands.
func (s *Store) fireHold(ctx context.Context, id salon.ID, now time.Time, kind salon.TimerKind) (fired, error) {
	var end fired
	err := s.InTx(ctx, func(ctx context.Context) error {
		due := holdsDueSQL
		if kind == salon.TimerPaymentWarning {
			due = warningsDueSQL
		}
		claimed, err := s.claimBooking(ctx, id, due, now)
		if err != nil || !claimed {
			return err
		}
		b, err := s.Booking(ctx, id)
		if err != nil {
			return err
		}
		if kind == salon.TimerHoldExpired {
			err = s.endHold(ctx, b, "expired", now)
		} else {
			_, err = s.db(ctx).Exec(ctx, `UPDATE bookings SET warned_at = $2, warn_at = NULL, updated_at = $2 WHERE id = $1`, id, now)
			err = fail("marking a payment warning", err)
		}
		if err != nil {
			return err
		}
		end = fired{done: true, conversation: b.ConversationID}
		if b.ConversationID.Empty() {
			return nil
		}
		return s.storeTimer(ctx, b.SalonID, b.ConversationID, fmt.Sprintf("%s:%s", kind, b.ID), salon.TimerFact{Kind: kind, BookingID: b.ID}, now)
	})
	if err != nil {
		return fired{}, err
	}
	return end, nil
}

// claimBooking locks a booking that a timer's query still lists; false: it does
// not any more, or somebody decides about it at this moment.
func (s *Store) claimBooking(ctx context.Context, id salon.ID, due string, now time.Time) (bool, error) {
	var claimed salon.ID
	err := s.db(ctx).QueryRow(ctx, due+` AND b.id = $2 FOR NO KEY UPDATE OF b SKIP LOCKED`, now, id).Scan(&claimed, nil)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	return err == nil, fail("claiming a timer", err)
}

// storeTimer writes the inbox row of a fired timer; key identifies it for ever.
func (s *Store) storeTimer(ctx context.Context, salonID, conversation salon.ID, key string, fact salon.TimerFact, now time.Time) error {
	_, err := s.StoreInbound(ctx, []salon.Inbound{{
		SalonID: salonID, Source: salon.SourceTimer, ExternalID: key, Kind: salon.InboundTimer,
		ConversationID: conversation, ReceivedAt: now, Timer: &fact,
	}})
	if err != nil {
		return fmt.Errorf("storing a timer: %w", err)
	}
	return nil
}
