package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"atrevete/internal/salon"
)

// errForeignPayment: a payment names no booking of ours.
var errForeignPayment = errors.New("the payment names no booking of ours")

// ApplyPayment records a payment fact in the ledger, once per provider
// reference, and moves the booking accordingly. Whoever locks the booking's row
// first wins: a payment in the second in which the hold ends finds it either
// standing or released. Money that finds nothing to pay is refunded. The
// booking returned is the one the money went to.
func (s *Store) ApplyPayment(ctx context.Context, snapshot *salon.Salon, fact salon.PaymentFact, now time.Time) (salon.PaymentOutcome, salon.Booking, error) {
	var outcome salon.PaymentOutcome
	var booking salon.Booking
	err := s.InTx(ctx, func(ctx context.Context) error {
		id, err := s.bookingOfPayment(ctx, fact)
		if err != nil {
			return err
		}
		if booking, err = s.lockBooking(ctx, id); err != nil {
			return err
		}
		if fact.At.IsZero() {
			fact.At = now
		}
		switch fact.Kind {
		case salon.FactPaid:
			outcome, booking, err = s.applyPaid(ctx, snapshot, booking, fact, now)
		case salon.FactRefunded:
			outcome, booking, err = s.applyRefunded(ctx, booking, fact, now)
		case salon.FactExpired:
			outcome, err = salon.OutcomeNoted, s.endProviderSession(ctx, fact, "expired")
		case salon.FactDeclined:
			outcome, err = salon.OutcomeNoted, s.logBooking(ctx, booking, "payment_declined", now)
		default:
			err = fmt.Errorf("payment fact of unknown kind %q", fact.Kind)
		}
		return err
	})
	if err != nil {
		return "", salon.Booking{}, fmt.Errorf("applying a payment: %w", err)
	}
	return outcome, booking, nil
}

// bookingOfPayment finds the booking a fact is about: as it says, else by its
// checkout session, its link, or the payment it gives back.
func (s *Store) bookingOfPayment(ctx context.Context, fact salon.PaymentFact) (salon.ID, error) {
	if !fact.BookingID.Empty() {
		return fact.BookingID, nil
	}
	var id salon.ID
	err := s.db(ctx).QueryRow(ctx, `
		SELECT booking_id FROM checkout_sessions WHERE provider = $1 AND session_id = $2 AND $2 <> ''
		UNION ALL SELECT booking_id FROM payment_links WHERE token = $3 AND $3 <> ''
		UNION ALL SELECT booking_id FROM payments WHERE provider = $1 AND kind = 'deposit_paid' AND provider_ref = $4
		LIMIT 1`, fact.Provider, fact.SessionID, fact.LinkToken, fact.ProviderRef).Scan(&id)
	if err != nil {
		return "", errors.Join(errForeignPayment, fail("finding a payment's booking", err))
	}
	return id, nil
}

// applyPaid decides about money that came in. The booking is locked.
func (s *Store) applyPaid(ctx context.Context, snapshot *salon.Salon, b salon.Booking, fact salon.PaymentFact, now time.Time) (salon.PaymentOutcome, salon.Booking, error) {
	if fact.Amount <= 0 {
		return salon.OutcomeNoted, b, nil
	}
	if fact.ProviderRef == "" {
		fact.ProviderRef = fact.SessionID
	}
	replaced := false
	if b.Status() == salon.Expired {
		heir, found, err := s.heirOf(ctx, b)
		if err != nil {
			return "", b, err
		}
		replaced = found
		if found && holds(heir) && heir.Deposit == fact.Amount && sameSlots(b, heir) {
			b, replaced = heir, false
		}
	}
	fresh, err := s.addPayment(ctx, b, ledgerRow{kind: "deposit_paid", fact: fact})
	if err != nil {
		return "", b, err
	}
	if !fresh {
		return s.knownPayment(ctx, b, fact)
	}
	if err := s.endProviderSession(ctx, fact, "complete"); err != nil {
		return "", b, err
	}
	switch owed := b.Payment == salon.PaymentPending && b.Deposit == fact.Amount; {
	case owed && b.Status() == salon.Provisional:
		confirmed, err := s.confirmBooking(ctx, snapshot, b.ID, fact, now)
		return salon.OutcomeConfirmed, confirmed, err
	case owed && b.Status() == salon.Expired && !replaced:
		return s.applyLate(ctx, snapshot, b, fact, now)
	}
	if err := s.AddNotice(ctx, snapshot.NoticeOfRefund(b, fact.Amount, now)); err != nil {
		return "", b, err
	}
	return s.giveBack(ctx, b, fact, now)
}

// knownPayment answers for a payment the ledger already has, with the booking
// it went to.
func (s *Store) knownPayment(ctx context.Context, b salon.Booking, fact salon.PaymentFact) (salon.PaymentOutcome, salon.Booking, error) {
	var id salon.ID
	err := s.db(ctx).QueryRow(ctx, `
		SELECT booking_id FROM payments WHERE provider = $1 AND kind = 'deposit_paid' AND provider_ref = $2`,
		fact.Provider, fact.ProviderRef).Scan(&id)
	if err != nil {
		return "", b, fail("reading a known payment", err)
	}
	b, err = s.Booking(ctx, id)
	return salon.OutcomeDuplicate, b, err
}

// applyLate books a paid booking again whose hold was over, or gives the money back.
func (s *Store) applyLate(ctx context.Context, snapshot *salon.Salon, b salon.Booking, fact salon.PaymentFact, now time.Time) (salon.PaymentOutcome, salon.Booking, error) {
	err := s.rebook(ctx, snapshot, b, now)
	if errors.Is(err, salon.ErrSlotTaken) {
		return s.giveBack(ctx, b, fact, now)
	}
	if err != nil {
		return "", b, err
	}
	if err := s.restoreLink(ctx, b, fact.LinkToken); err != nil {
		return "", b, err
	}
	confirmed, err := s.confirmBooking(ctx, snapshot, b.ID, fact, now)
	return salon.OutcomeRebooked, confirmed, err
}

// giveBack queues the refund of a payment; the ledger's row follows when the
// provider accepted it.
func (s *Store) giveBack(ctx context.Context, b salon.Booking, fact salon.PaymentFact, now time.Time) (salon.PaymentOutcome, salon.Booking, error) {
	err := s.orderRefund(ctx, b, salon.Refund{Provider: fact.Provider, PaymentRef: fact.ProviderRef, Amount: fact.Amount})
	if err != nil {
		return "", b, err
	}
	return salon.OutcomeRefunding, b, s.logBooking(ctx, b, "refunding", now)
}

// heirOf follows a booking to the one that finally took its place, and locks it.
func (s *Store) heirOf(ctx context.Context, b salon.Booking) (heir salon.Booking, found bool, err error) {
	for id := b.ID; ; {
		var next salon.ID
		if err := s.db(ctx).QueryRow(ctx, `SELECT replaced_by FROM bookings WHERE id = $1`, id).Scan(&next); err != nil {
			return salon.Booking{}, false, fail("reading what replaced a booking", err)
		}
		if next.Empty() {
			return heir, found, nil
		}
		if heir, err = s.lockBooking(ctx, next); err != nil {
			return salon.Booking{}, false, err
		}
		id, found = next, true
	}
}

// sameSlots reports whether two bookings are for the same visits at the same
// times with the same stylists.
func sameSlots(x, y salon.Booking) bool {
	return slices.EqualFunc(x.Appointments, y.Appointments, func(a, b salon.Appointment) bool {
		return a.StylistID == b.StylistID && a.Start.Equal(b.Start) && a.Minutes == b.Minutes &&
			a.CustomerID == b.CustomerID && a.Visit.Pack == b.Visit.Pack && slices.Equal(a.Visit.Services, b.Visit.Services)
	})
}
