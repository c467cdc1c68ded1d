package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// ApplyPayment records a payment fact in the ledger, once per provider
// reference, and moves the booking accordingly. Whoever locks the booking's row
// first wins: a payment in the second in which the hold ends finds it either
// standing or released. Money that finds nothing to pay is refunded. The
// booking returned is the one the money went to.
func (s *Store) ApplyPayment(ctx context.Context, snapshot *salon.Salon, fact salon.PaymentFact, now time.Time) (salon.PaymentOutcome, salon.Booking, error) {
	var outcome salon.PaymentOutcome
	var booking salon.Booking
	err := s.InTx(ctx, func(ctx context.Context) error {
		id, err := s.BookingOfPayment(ctx, fact)
		if err != nil {
			return err
		}
		if booking, err = s.lockBooking(ctx, id); err != nil {
			return err
		}
		if fact.At.IsZero() {
			fact.At = now
		}
		outcome, booking, err = s.applyFact(ctx, snapshot, booking, fact, now)
		return err
	})
	if err != nil {
		return "", salon.Booking{}, fmt.Errorf("applying a payment: %w", err)
	}
	return outcome, booking, nil
}

// applyFact does what a fact about a locked booking means.
func (s *Store) applyFact(ctx context.Context, snapshot *salon.Salon, b salon.Booking, fact salon.PaymentFact, now time.Time) (salon.PaymentOutcome, salon.Booking, error) {
	switch fact.Kind {
	case salon.FactPaid:
		return s.applyPaid(ctx, snapshot, b, fact, now)
	case salon.FactRefunded:
		return s.applyRefunded(ctx, b, fact, now)
	case salon.FactRefundFailed:
		return s.applyRefundFailed(ctx, snapshot, b, fact, now)
	case salon.FactRefundSeen:
		return salon.OutcomeNoted, b, s.checkPayment(ctx, b, fact)
	case salon.FactExpired:
		return salon.OutcomeNoted, b, s.endProviderSession(ctx, fact, "expired")
	case salon.FactUnpaid:
		if err := s.endProviderSession(ctx, fact, "expired"); err != nil {
			return "", b, err
		}
		return salon.OutcomeNoted, b, s.logBooking(ctx, b, "payment_failed", now)
	case salon.FactDeclined:
		return salon.OutcomeNoted, b, s.logBooking(ctx, b, "payment_declined", now)
	case salon.FactDisputed:
		if err := s.AddNotice(ctx, snapshot.NoticeOfDispute(b, fact, now)); err != nil {
			return "", b, err
		}
		return salon.OutcomeNoted, b, s.logBooking(ctx, b, "payment_disputed", now)
	}
	return "", b, fmt.Errorf("payment fact of unknown kind %q", fact.Kind)
}

// BookingOfPayment finds the booking a fact is about: as it says, else by its
// checkout session, its link, or the payment it is about. Facts about other
// deployments' bookings and about what else the salon sells are
// salon.ErrForeignPayment.
func (s *Store) BookingOfPayment(ctx context.Context, fact salon.PaymentFact) (salon.ID, error) {
	var id salon.ID
	err := s.db(ctx).QueryRow(ctx, `
		SELECT id FROM bookings WHERE id = $5
		UNION ALL SELECT booking_id FROM checkout_sessions WHERE provider = $1 AND session_id = $2 AND $2 <> '' AND $5::uuid IS NULL
		UNION ALL SELECT booking_id FROM payment_links WHERE token = $3 AND $3 <> '' AND $5::uuid IS NULL
		UNION ALL SELECT booking_id FROM payments WHERE provider = $1 AND kind = 'deposit_paid' AND provider_ref = $4 AND $5::uuid IS NULL
		LIMIT 1`, fact.Provider, fact.SessionID, fact.LinkToken, fact.ProviderRef, uuidOrEmpty(fact.BookingID)).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		err = errors.Join(salon.ErrForeignPayment, err)
	}
	return id, fail("finding a payment's booking", err)
}

// applyPaid decides about money that came in. The booking is locked.
func (s *Store) applyPaid(ctx context.Context, snapshot *salon.Salon, b salon.Booking, fact salon.PaymentFact, now time.Time) (salon.PaymentOutcome, salon.Booking, error) {
	if fact.ProviderRef == "" {
		fact.ProviderRef = fact.SessionID
	}
	if fact.Amount <= 0 {
		return salon.OutcomeNoted, b, s.AddNotice(ctx, snapshot.NoticeOfEmptyPayment(b, fact, now))
	}
	foreign := fact.Currency != "" && !strings.EqualFold(fact.Currency, snapshot.Currency)
	replaced := false
	if b.Status() == salon.Expired {
		heir, found, err := s.heirOf(ctx, b)
		if err != nil {
			return "", b, err
		}
		replaced = found
		if found && holds(heir) && heir.Deposit == fact.Amount && !foreign && sameSlots(b, heir) {
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
	switch owed := b.Payment == salon.PaymentPending && b.Deposit == fact.Amount && !foreign; {
	case owed && b.Status() == salon.Provisional:
		confirmed, err := s.confirmBooking(ctx, snapshot, b.ID, fact, now)
		return salon.OutcomeConfirmed, confirmed, err
	case owed && b.Status() == salon.Expired && !replaced:
		return s.applyLate(ctx, snapshot, b, fact, now)
	}
	notice := snapshot.NoticeOfRefund(b, fact.Amount, now)
	if foreign {
		notice = snapshot.NoticeOfForeignMoney(b, fact, now)
	}
	if err := s.AddNotice(ctx, notice); err != nil {
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
