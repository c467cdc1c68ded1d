package store

import (
	"context"
	"errors"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// deposit is a booking's deposit as the ledger knows it.
type deposit struct {
	provider, ref string
	paid          salon.Money
	returned      salon.Money // given back, or to be given back by our decision
	forfeited     salon.Money
}

// left is what is still kept for a visit.
func (d deposit) left() salon.Money { return max(0, d.paid-d.returned-d.forfeited) }

// depositOf reads the deposit of a locked booking: the payment that confirmed
// it, else the first. salon.ErrNotFound: the ledger knows of none.
func (s *Store) depositOf(ctx context.Context, booking salon.ID) (deposit, error) {
	var d deposit
	err := s.db(ctx).QueryRow(ctx, `
		SELECT p.provider, p.provider_ref, p.amount_cents,
			greatest(b.refund_due_cents, (SELECT coalesce(sum(CASE r.kind WHEN 'refund' THEN r.amount_cents ELSE -r.amount_cents END), 0) FROM payments r
				WHERE r.provider = p.provider AND r.kind IN ('refund', 'refund_failed') AND r.payment_ref = p.provider_ref))::bigint,
			(SELECT coalesce(sum(f.amount_cents), 0) FROM payments f WHERE f.booking_id = b.id AND f.kind = 'forfeit')::bigint
		FROM bookings b JOIN payments p ON p.booking_id = b.id AND p.kind = 'deposit_paid'
		WHERE b.id = $1
		ORDER BY coalesce(p.provider = b.deposit_provider AND p.provider_ref = b.deposit_ref, false) DESC, p.created_at, p.id LIMIT 1`, booking).Scan(&d.provider, &d.ref, &d.paid, &d.returned, &d.forfeited)
	return d, fail("reading a deposit", err)
}

// cancelDeposit settles what the cancelled appointments of one booking had of
// its deposit. Never more is given back or forfeited than is left of it: staff
// may have refunded by hand.
func (s *Store) cancelDeposit(ctx context.Context, c cancellation, b salon.Booking) error {
	owed := false
	for _, item := range c.items {
		owed = owed || (item.Appointment.BookingID == b.ID && item.Terms != dialog.TermsFree)
	}
	if !owed {
		return nil
	}
	d, err := s.depositOf(ctx, b.ID)
	if err != nil && !errors.Is(err, salon.ErrNotFound) {
		return err
	}
	var back salon.Money
	for i := range c.items {
		item := &c.items[i]
		if item.Appointment.BookingID != b.ID || item.Terms == dialog.TermsFree {
			continue
		}
		item.Amount = min(item.Amount, d.left())
		switch {
		case item.Amount == 0:
		case item.Terms == dialog.TermsRefund:
			d.returned += item.Amount
			back += item.Amount
		default:
			d.forfeited += item.Amount
			fact := salon.PaymentFact{Provider: d.provider, ProviderRef: "forfeit:" + string(item.Appointment.ID), Amount: item.Amount, At: c.now}
			if _, err := s.addPayment(ctx, b, ledgerRow{kind: "forfeit", fact: fact, paymentRef: d.ref}); err != nil {
				return err
			}
		}
	}
	if err := s.refundDeposit(ctx, c, b, d, back); err != nil {
		return err
	}
	return s.settleDeposit(ctx, b.ID)
}

// refundDeposit queues the return of a part of a deposit.
func (s *Store) refundDeposit(ctx context.Context, c cancellation, b salon.Booking, d deposit, back salon.Money) error {
	if back == 0 {
		return nil
	}
	if _, err := s.db(ctx).Exec(ctx, `UPDATE bookings SET refund_due_cents = $2 WHERE id = $1`, b.ID, d.returned); err != nil {
		return fail("noting what is to be given back", err)
	}
	if err := s.orderRefund(ctx, b, salon.Refund{Provider: d.provider, PaymentRef: d.ref, Amount: back, Target: d.returned}); err != nil {
		return err
	}
	return s.logBooking(ctx, b, "refunding", c.now)
}

// settleDeposit makes a booking's payment status say what the ledger says of its
// deposit: refunded when all of it was given back, forfeited when nothing of the
// rest is kept for a visit, else as before it was settled: a refund may fail
// afterwards. Before a payment became the deposit, all payments count. A hold
// that stands is not settled.
func (s *Store) settleDeposit(ctx context.Context, booking salon.ID) error {
	_, err := s.db(ctx).Exec(ctx, `
		UPDATE bookings b SET version = version + 1, updated_at = now(), payment_status = money.status
		FROM (
			SELECT CASE WHEN sum(paid - returned) <= 0 THEN 'refunded'
				WHEN sum(paid - returned - forfeited) <= 0 THEN 'forfeited'
				WHEN d.deposit_ref IS NULL AND d.released_at IS NOT NULL THEN 'pending' ELSE 'confirmed' END AS status
			FROM ledger_balances l JOIN bookings d ON d.id = l.booking_id
			WHERE d.id = $1 AND (l.own OR d.deposit_ref IS NULL)
			GROUP BY d.deposit_ref, d.released_at
		) money
		WHERE b.id = $1 AND b.payment_status <> money.status AND b.payment_status <> 'none'
		AND NOT (b.payment_status = 'pending' AND b.released_at IS NULL)`, booking)
	return fail("settling a deposit", err)
}
