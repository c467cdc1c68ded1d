package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"atrevete/internal/salon"
)

// linkBytes is the randomness of a payment link: 192 bits.
const linkBytes = 24

// newLinkToken makes the secret part of a deposit page's address.
func newLinkToken() string {
	b := make([]byte, linkBytes)
	_, _ = rand.Read(b) // never fails: the program ends instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// Hold books slots for a customer, all or none: provisional until the deposit
// is paid, confirmed at once when there is none. The rule that offered the
// slots is applied again, and the exclusion constraint decides between two who
// pass it at the same moment; both ways the answer is salon.ErrSlotTaken and
// the transaction of the context stays usable. The booking it replaces gives
// way in the same breath, and stands if the new one fails. salon.ErrTooMany: the
// customer has enough bookings ahead; salon.ErrConflict: the booking to replace
// is not pending any more.
func (s *Store) Hold(ctx context.Context, snapshot *salon.Salon, r salon.BookingRequest, now time.Time) (salon.Booking, error) {
	b, plans, err := snapshot.PlanHold(r, now)
	if err != nil {
		return salon.Booking{}, fmt.Errorf("planning a hold: %w", err)
	}
	for i, v := range r.Visits {
		if v.Slot.Minutes != plans[i].Minutes {
			return salon.Booking{}, fmt.Errorf("the visit takes %d minutes now, not %d as offered: %w", plans[i].Minutes, v.Slot.Minutes, salon.ErrSlotTaken)
		}
	}
	b.ID = NewID()
	err = s.inSavepoint(ctx, func(ctx context.Context) error {
		if err := s.replaceBooking(ctx, r, now); err != nil {
			return err
		}
		if err := s.allowAnother(ctx, snapshot, r.CustomerID, now); err != nil {
			return err
		}
		if err := s.recheck(ctx, snapshot, b, plans, now); err != nil {
			return err
		}
		if r, err = s.welcomeGuests(ctx, r); err != nil {
			return err
		}
		for i, v := range r.Visits {
			if !v.CustomerID.Empty() {
				b.Appointments[i].CustomerID = v.CustomerID
			}
		}
		if err := s.insertBooking(ctx, &b, plans, now); err != nil {
			return err
		}
		if !r.Replaces.Empty() {
			if err := s.inherit(ctx, r.Replaces, b.ID, now); err != nil {
				return err
			}
		}
		if b, err = s.Booking(ctx, b.ID); err != nil {
			return err
		}
		if b.Payment == salon.PaymentNone {
			return s.afterConfirmation(ctx, snapshot, b, now)
		}
		return s.logBooking(ctx, b, "held", now)
	})
	if err != nil {
		return salon.Booking{}, fmt.Errorf("holding slots: %w", err)
	}
	return b, nil
}

// replaceBooking lets the pending booking of the request give way.
func (s *Store) replaceBooking(ctx context.Context, r salon.BookingRequest, now time.Time) error {
	if r.Replaces.Empty() {
		return nil
	}
	old, err := s.lockBooking(ctx, r.Replaces)
	switch {
	case err != nil:
		return fmt.Errorf("replacing a booking: %w", err)
	case old.CustomerID != r.CustomerID:
		return fmt.Errorf("replacing booking %s of another customer: %w", old.ID, salon.ErrConflict)
	case old.Status() == salon.Expired:
		return nil // its hold ran out meanwhile
	case !holds(old):
		return fmt.Errorf("replacing booking %s: %w", old.ID, salon.ErrConflict)
	}
	return s.endHold(ctx, old, "replaced", now)
}

// inherit notes which booking took the place of another. One that was only
// offered from the waiting list has been taken with it.
func (s *Store) inherit(ctx context.Context, old, heir salon.ID, now time.Time) error {
	batch := &pgx.Batch{}
	batch.Queue(`UPDATE bookings SET replaced_by = $2 WHERE id = $1`, old, heir)
	batch.Queue(`UPDATE bookings h SET waitlist_id = o.waitlist_id FROM bookings o WHERE h.id = $2 AND o.id = $1`, old, heir)
	batch.Queue(`UPDATE waitlist_offers SET outcome = 'yes', answered_at = $2 WHERE booking_id = $1`, old, now)
	batch.Queue(`
		UPDATE waitlist w SET status = 'booked', updated_at = $2 FROM bookings b
		WHERE b.id = $1 AND w.id = b.waitlist_id AND w.status IN ('waiting', 'offered')`, old, now)
	return fail("linking the replaced booking", s.db(ctx).SendBatch(ctx, batch).Close())
}

// allowAnother applies max_upcoming_per_customer; a group counts once. Two
// conversations of one customer wait for each other here.
func (s *Store) allowAnother(ctx context.Context, snapshot *salon.Salon, customer salon.ID, now time.Time) error {
	limit := snapshot.Policies.MaxUpcomingPerCustomer
	if limit <= 0 {
		return nil
	}
	var locked salon.ID
	err := s.db(ctx).QueryRow(ctx, `SELECT id FROM customers WHERE id = $1 FOR NO KEY UPDATE`, customer).Scan(&locked)
	if err != nil {
		return fail("locking a customer", err)
	}
	var ahead int
	err = s.db(ctx).QueryRow(ctx, `
		SELECT count(DISTINCT b.id) FROM bookings b JOIN appointments a ON a.booking_id = b.id
		WHERE b.customer_id = $1 AND NOT b.offered AND a.status IN ('provisional', 'confirmed') AND a.starts_at > $2`, customer, now).Scan(&ahead)
	if err != nil {
		return fail("counting upcoming bookings", err)
	}
	if ahead >= limit {
		return fmt.Errorf("%d bookings ahead: %w", ahead, salon.ErrTooMany)
	}
	return nil
}

// recheck applies the rule of availability to what is about to be held.
func (s *Store) recheck(ctx context.Context, snapshot *salon.Salon, b salon.Booking, plans []salon.Plan, now time.Time) error {
	first, last := b.Appointments[0].Start, b.Appointments[0].End()
	for _, a := range b.Appointments {
		if a.Start.Before(first) {
			first = a.Start
		}
		if a.End().After(last) {
			last = a.End()
		}
	}
	from, to := salon.DateOf(first.In(snapshot.Location)), salon.DateOf(last.In(snapshot.Location))
	occupancy, err := s.Occupancy(ctx, snapshot.ID, from, to, "")
	if err != nil {
		return fmt.Errorf("checking slots again: %w", err)
	}
	for i, a := range b.Appointments {
		slot := salon.Slot{StylistID: a.StylistID, Start: a.Start, Minutes: a.Minutes}
		if !salon.Fits(snapshot, occupancy, slot, salon.Query{Plan: plans[i], Now: now}) {
			return fmt.Errorf("visit %d does not fit any more: %w", i+1, salon.ErrSlotTaken)
		}
	}
	return nil
}

// insertBooking writes all rows of a new booking in one round trip. It sets the
// link of b.
func (s *Store) insertBooking(ctx context.Context, b *salon.Booking, plans []salon.Plan, now time.Time) error {
	batch := &pgx.Batch{}
	b.Version = 1
	if b.Payment == salon.PaymentPending && !b.Offered {
		b.LinkToken, b.LinksSent = newLinkToken(), 1
	}
	batch.Queue(`
		INSERT INTO bookings (id, salon_id, customer_id, conversation_id, deposit_cents, payment_status,
			hold_expires_at, warn_at, link_token, links_sent, version, created_at, updated_at, offered, waitlist_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, nullif($9, ''), $10, $11, $12, $12, $13, $14)`,
		b.ID, b.SalonID, b.CustomerID, b.ConversationID, b.Deposit, b.Payment,
		orNull(b.HoldExpiresAt), orNull(b.WarnAt), b.LinkToken, b.LinksSent, b.Version, now, b.Offered, b.WaitlistID)
	if b.LinkToken != "" {
		queueLink(batch, *b)
	}
	// Who books wants to hear about it, whatever was said before.
	batch.Queue(`UPDATE customers SET messages_off_at = NULL WHERE id = $1 AND messages_off_at IS NOT NULL`, b.CustomerID)
	var busy segments
	for i := range b.Appointments {
		a := &b.Appointments[i]
		a.ID, a.BookingID = NewID(), b.ID
		batch.Queue(`
			INSERT INTO appointments (id, salon_id, booking_id, customer_id, stylist_id, pack_id, starts_at, duration_minutes,
				price_cents, status, position, version, created_at, updated_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $12)`,
			a.ID, b.SalonID, b.ID, a.CustomerID, a.StylistID, a.Visit.Pack, a.Start, a.Minutes, a.Price, a.Status, i+1, now)
		for position, service := range a.Visit.Services {
			batch.Queue(`INSERT INTO appointment_services (appointment_id, service_id, position, salon_id) VALUES ($1, $2, $3, $4)`,
				a.ID, service, position+1, b.SalonID)
		}
		busy.add(*a, plans[i])
	}
	if err := s.db(ctx).SendBatch(ctx, batch).Close(); err != nil {
		return fail("inserting a booking", err)
	}
	return s.insertSegments(ctx, b.SalonID, busy)
}

// queueLink adds the row of the booking's link in force.
func queueLink(batch *pgx.Batch, b salon.Booking) {
	batch.Queue(`INSERT INTO payment_links (token, salon_id, booking_id) VALUES ($1, $2, $3)`, b.LinkToken, b.SalonID, b.ID)
}

// segments are stretches in which stylists become busy.
type segments []segment

type segment struct {
	appointment, stylist salon.ID
	during               salon.Interval
}

// add appends the busy parts of an appointment.
func (l *segments) add(a salon.Appointment, plan salon.Plan) {
	for _, during := range plan.BusyAt(a.Start) {
		*l = append(*l, segment{a.ID, a.StylistID, during})
	}
}

// lostRace takes a deadlock for what it is here: two who swap their slots each
// wait for the other's to become free. The server ends one; for that one the
// slot is taken.
func lostRace(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == codeDeadlock {
		return fmt.Errorf("%w: %w", salon.ErrOutrun, err)
	}
	return err
}

// insertSegments makes the stylists busy, or nobody. ON CONFLICT inserts
// speculatively: two who want the same stretch wait for each other's commit
// instead of running into a deadlock; one order for all does the same for
// bookings of several stretches.
func (s *Store) insertSegments(ctx context.Context, salonID salon.ID, list segments) error {
	slices.SortFunc(list, func(x, y segment) int {
		return cmp.Or(cmp.Compare(x.stylist, y.stylist), x.during.Start.Compare(y.during.Start))
	})
	batch := &pgx.Batch{}
	for _, one := range list {
		batch.Queue(`
			INSERT INTO busy_segments (id, salon_id, appointment_id, stylist_id, during)
			VALUES ($1, $2, $3, $4, tstzrange($5, $6))
			ON CONFLICT ON CONSTRAINT busy_segments_no_overlap DO NOTHING`,
			NewID(), salonID, one.appointment, one.stylist, one.during.Start, one.during.End)
	}
	results := s.db(ctx).SendBatch(ctx, batch)
	taken := false
	for range list {
		tag, err := results.Exec()
		if err != nil {
			_ = results.Close() // the same error again
			return fail("making stylists busy", lostRace(err))
		}
		taken = taken || tag.RowsAffected() == 0
	}
	if err := results.Close(); err != nil {
		return fail("making stylists busy", err)
	}
	if taken {
		return salon.ErrOutrun
	}
	return nil
}
