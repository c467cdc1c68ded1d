package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"atrevete/internal/salon"
)

// lookAgain is when to look once more at an opening that somebody may still be
// asked about: a person owns the conversation, or another slot is being offered.
const lookAgain = time.Minute

// opening is a stretch of a stylist's time that became free.
type opening struct {
	ID, Salon, Stylist salon.ID
	Range              pgtype.Range[pgtype.Timestamptz]
}

// during is the opening with its open ends far away.
func (o opening) during() salon.Interval {
	out := salon.Interval{Start: o.Range.Lower.Time, End: o.Range.Upper.Time}
	if o.Range.UpperType == pgtype.Unbounded || !o.Range.Upper.Valid || o.Range.Upper.InfinityModifier != pgtype.Finite {
		out.End = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return out
}

// openingsDue lists what became free, in the hours in which somebody may be
// written to unasked. Without look_at it is due from now on.
func openingsDue() string {
	first, last := salon.OfferHours()
	return fmt.Sprintf(`
SELECT o.id, coalesce(o.look_at, $1) AS due FROM waitlist_openings o JOIN salons sa ON sa.id = o.salon_id
WHERE o.closed_at IS NULL AND coalesce(o.look_at, $1) <= $1 AND ($1 AT TIME ZONE sa.timezone)::time BETWEEN '%s' AND '%s'`, clock(first), clock(last))
}

// fireOpening offers what became free to the next person in line whom a part of
// it fits: a hold, and the inbox row that will make her conversation speak. The
// opening stays due until nobody is left to ask. One process at a time does this
// for a salon, so that nobody is passed over because somebody else looks.
func (s *Store) fireOpening(ctx context.Context, id salon.ID, now time.Time) (fired, error) {
	var end fired
	err := s.InTx(ctx, func(ctx context.Context) error {
		o, err := s.claimOpening(ctx, id)
		if errors.Is(err, salon.ErrBusy) {
			return nil
		}
		if err != nil {
			return err
		}
		shop, err := s.Snapshot(ctx, o.Salon)
		if err != nil || !shop.MayOffer(now) {
			return err
		}
		line, err := s.waitersFor(ctx, o)
		if err != nil {
			return err
		}
		later := false
		for _, w := range line {
			told, waits, err := s.askWaiter(ctx, shop, o, w, now)
			if err != nil {
				return err
			}
			if told {
				end = fired{done: true, conversation: w.ConversationID}
				return nil
			}
			later = later || waits
		}
		return s.leaveOpening(ctx, o, later, now)
	})
	if err != nil {
		return fired{}, err
	}
	return end, nil
}

// claimOpening takes the waiting list of an opening's salon and reads the
// opening. salon.ErrBusy: somebody else has the list, or the opening is closed.
func (s *Store) claimOpening(ctx context.Context, id salon.ID) (opening, error) {
	o := opening{ID: id}
	var ours bool
	err := s.db(ctx).QueryRow(ctx, `
		SELECT pg_try_advisory_xact_lock(hashtextextended('waitlist ' || salon_id::text, 0)) FROM waitlist_openings WHERE id = $1`, id).Scan(&ours)
	if err == nil && !ours {
		err = salon.ErrBusy
	}
	if err != nil {
		return o, fail("taking a waiting list", err)
	}
	err = s.db(ctx).QueryRow(ctx, `SELECT salon_id, stylist_id, during FROM waitlist_openings WHERE id = $1 AND closed_at IS NULL`, id).
		Scan(&o.Salon, &o.Stylist, &o.Range)
	if errors.Is(err, pgx.ErrNoRows) {
		err = salon.ErrBusy
	}
	return o, fail("taking an opening", err)
}

// leaveOpening closes an opening, or says when to look at it again.
func (s *Store) leaveOpening(ctx context.Context, o opening, later bool, now time.Time) error {
	if later {
		_, err := s.db(ctx).Exec(ctx, `UPDATE waitlist_openings SET look_at = $2 WHERE id = $1`, o.ID, now.Add(lookAgain))
		return fail("leaving an opening", err)
	}
	_, err := s.db(ctx).Exec(ctx, `UPDATE waitlist_openings SET closed_at = $2 WHERE id = $1`, o.ID, now)
	return fail("closing an opening", err)
}

// askWaiter keeps a slot of the opening for somebody who waits, if one fits.
// waits: one fits, but she cannot be asked at the moment; she keeps her place.
func (s *Store) askWaiter(ctx context.Context, shop *salon.Salon, o opening, w waiter, now time.Time) (told, waits bool, err error) {
	if w.ConversationID.Empty() {
		return false, false, nil // nowhere to ask
	}
	slot, fits, err := s.slotFor(ctx, shop, o, w, now)
	if err != nil || !fits {
		return false, false, err
	}
	if w.Human || w.Busy {
		return false, true, nil
	}
	switch err := s.offerSlot(ctx, shop, o, w, slot, now); {
	case errors.Is(err, salon.ErrSlotTaken):
		return false, true, nil // somebody books there at this very moment
	case errors.Is(err, salon.ErrTooMany):
		return false, false, nil
	case err != nil:
		return false, false, err
	}
	return true, false, nil
}

// slotFor finds a slot in an opening for somebody who waits. Her own visits are
// left alone: nobody is in two chairs at once.
func (s *Store) slotFor(ctx context.Context, shop *salon.Salon, o opening, w waiter, now time.Time) (salon.Slot, bool, error) {
	freed := salon.Freed{StylistID: o.Stylist, During: o.during(), Asked: w.Asked}
	first, last := salon.DateOf(freed.During.Start.In(shop.Location)), salon.DateOf(freed.During.End.In(shop.Location))
	wish := w.Wish
	for _, day := range []salon.Date{first, shop.Today(now)} {
		if day.After(wish.From) {
			wish.From = day
		}
	}
	for _, day := range []salon.Date{last, shop.LastDay(now)} {
		if day.Before(wish.To) {
			wish.To = day
		}
	}
	if wish.From.After(wish.To) {
		return salon.Slot{}, false, nil
	}
	occupancy, err := s.Occupancy(ctx, shop.ID, wish.From, wish.To, "")
	if err != nil {
		return salon.Slot{}, false, err
	}
	own, err := s.Upcoming(ctx, w.CustomerID, now)
	if err != nil {
		return salon.Slot{}, false, err
	}
	for _, a := range own {
		freed.Own = append(freed.Own, salon.Interval{Start: a.Start, End: a.End()})
	}
	slot, ok := salon.FreedSlot(shop, occupancy, wish, freed, now)
	return slot, ok, nil
}

// offerSlot holds a slot for somebody on the waiting list until her time to
// answer is over, and has her conversation ask. There is nothing to pay yet.
// salon.ErrSlotTaken, salon.ErrTooMany: nothing changed and the transaction is
// usable.
func (s *Store) offerSlot(ctx context.Context, shop *salon.Salon, o opening, w waiter, slot salon.Slot, now time.Time) error {
	b, plans, err := shop.PlanHold(salon.BookingRequest{
		SalonID: shop.ID, CustomerID: w.CustomerID, ConversationID: w.ConversationID,
		Visits: []salon.VisitRequest{{Visit: w.Visit, Slot: slot}},
	}, now)
	if err != nil {
		return fmt.Errorf("planning an offer: %w", err)
	}
	b.ID, b.Offered, b.WaitlistID = NewID(), true, w.ID
	b.Payment, b.HoldExpiresAt, b.WarnAt = salon.PaymentPending, now.Add(salon.OfferLasts), time.Time{}
	b.Appointments[0].Status = salon.Provisional
	return s.inSavepoint(ctx, func(ctx context.Context) error {
		if err := s.allowAnother(ctx, shop, w.CustomerID, now); err != nil {
			return err
		}
		if err := s.recheck(ctx, shop, b, plans, now); err != nil {
			return err
		}
		if err := s.insertBooking(ctx, &b, plans, now); err != nil {
			return err
		}
		batch := &pgx.Batch{}
		batch.Queue(`
			INSERT INTO waitlist_offers (id, salon_id, waitlist_id, opening_id, booking_id, stylist_id, during, offered_at)
			VALUES ($1, $2, $3, $4, $5, $6, tstzrange($7, $8), $9)`,
			NewID(), shop.ID, w.ID, o.ID, b.ID, slot.StylistID, slot.Start, slot.End(), now)
		batch.Queue(`UPDATE waitlist SET status = 'offered', offered_at = $2, updated_at = $2 WHERE id = $1`, w.ID, now)
		if err := s.db(ctx).SendBatch(ctx, batch).Close(); err != nil {
			return fail("writing an offer", err)
		}
		if err := s.logBooking(ctx, b, "offered", now); err != nil {
			return err
		}
		return s.storeTimer(ctx, b.SalonID, b.ConversationID, hitKey(b.ID), salon.TimerFact{Kind: salon.TimerWaitlistHit, BookingID: b.ID}, now)
	})
}

// hitKey identifies the inbox row that makes a conversation offer a slot.
func hitKey(booking salon.ID) string { return fmt.Sprintf("%s:%s", salon.TimerWaitlistHit, booking) }
