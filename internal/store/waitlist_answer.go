package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// An answer that came in time and waits for its turn is heard first.
const offersDueSQL = `
SELECT b.id, b.hold_expires_at AS due FROM bookings b
WHERE b.payment_status = 'pending' AND b.released_at IS NULL AND b.hold_expires_at IS NOT NULL AND b.hold_expires_at <= $1 AND b.offered
	AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.conversation_id = b.conversation_id AND i.processed_at IS NULL AND i.kind = 'message'
		AND i.received_at <= b.hold_expires_at)`

// fireOfferEnd gives a slot back that was kept for somebody on the waiting list
// who did not answer in time, and tells her.
func (s *Store) fireOfferEnd(ctx context.Context, id salon.ID, now time.Time) (fired, error) {
	var end fired
	err := s.InTx(ctx, func(ctx context.Context) error {
		claimed, err := s.claimBooking(ctx, id, offersDueSQL, now)
		if err != nil || !claimed {
			return err
		}
		b, err := s.Booking(ctx, id)
		if err != nil {
			return err
		}
		waits, err := s.awaitOffer(ctx, b, now)
		if err != nil || waits {
			return err
		}
		if err := s.endHold(ctx, b, "expired", now); err != nil {
			return err
		}
		end = fired{done: true, conversation: b.ConversationID}
		fact := salon.TimerFact{Kind: salon.TimerWaitlistOver, BookingID: b.ID}
		return s.storeTimer(ctx, b.SalonID, b.ConversationID, fmt.Sprintf("%s:%s", fact.Kind, b.ID), fact, now)
	})
	if err != nil {
		return fired{}, err
	}
	return end, nil
}

// DeclineOffer gives a slot back that was kept for somebody on the waiting list
// who does not want it; she stays on the list. Nothing happens when it is not
// kept for her any more.
func (s *Store) DeclineOffer(ctx context.Context, booking salon.ID, now time.Time) error {
	err := s.InTx(ctx, func(ctx context.Context) error {
		b, err := s.lockBooking(ctx, booking)
		if err != nil || !b.Offered || !holds(b) {
			return err
		}
		return s.endHold(ctx, b, "declined", now)
	})
	if err != nil {
		return fmt.Errorf("declining an offer: %w", err)
	}
	return nil
}

// endOffer settles what the waiting list has to do with a hold that ends. Who
// did not take a slot, or took it and did not pay, waits on in her old place; who
// gave one back that she had taken does not.
func (s *Store) endOffer(ctx context.Context, b salon.Booking, action string, now time.Time) error {
	if b.WaitlistID.Empty() || action == "replaced" {
		return nil // what replaces it says what becomes of the wish
	}
	outcome := map[string]string{"expired": "lapsed", "declined": "no"}[action]
	if outcome == "" {
		outcome = "withdrawn"
	}
	next := "waiting"
	if action == "released" {
		next = "gone"
	}
	batch := &pgx.Batch{}
	batch.Queue(`UPDATE waitlist_offers SET outcome = $2, answered_at = $3 WHERE booking_id = $1 AND outcome = 'asked'`, b.ID, outcome, now)
	batch.Queue(`
		UPDATE waitlist w SET updated_at = $3, status = CASE WHEN $2 = 'waiting' AND w.status = 'booked' AND EXISTS (
			SELECT 1 FROM waitlist o WHERE o.customer_id = w.customer_id AND o.visit = w.visit AND o.status IN ('waiting', 'offered')
				AND (o.stylist_id, o.from_day, o.to_day, o.earliest, o.latest) IS NOT DISTINCT FROM (w.stylist_id, w.from_day, w.to_day, w.earliest, w.latest))
			THEN 'gone' ELSE $2 END
		WHERE w.id = $1 AND w.status IN ('offered', 'booked')`, b.WaitlistID, next, now)
	return fail("settling an offer", s.db(ctx).SendBatch(ctx, batch).Close())
}

// awaitOffer reports whether an offer whose time is over has not reached its
// customer yet, and gives her the whole time again: a program or a channel that
// was away must not cost anybody her place. It does so only as long as the slot
// could still be taken, and asked about, at the new end.
func (s *Store) awaitOffer(ctx context.Context, b salon.Booking, now time.Time) (bool, error) {
	shop, err := s.Snapshot(ctx, b.SalonID)
	if err != nil {
		return false, err
	}
	lead := time.Duration(shop.Policies.SameDayLeadMinutes) * time.Minute
	end := now.Add(salon.OfferLasts)
	if !shop.MayOffer(now) || len(b.Appointments) == 0 || b.Appointments[0].Start.Before(end.Add(lead)) {
		return false, nil
	}
	tag, err := s.db(ctx).Exec(ctx, `
		UPDATE bookings SET hold_expires_at = $2, updated_at = $3
		WHERE id = $1 AND EXISTS (SELECT 1 FROM inbox i WHERE i.source = $4 AND i.external_id = $5 AND (i.processed_at IS NULL
			OR EXISTS (SELECT 1 FROM outbox o WHERE o.turn_id = i.turn_id AND o.status = 'pending')))`,
		b.ID, end, now, salon.SourceTimer, hitKey(b.ID))
	return tag.RowsAffected() > 0, fail("looking whether an offer was told", err)
}
