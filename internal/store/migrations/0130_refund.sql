-- Refunds as rows of their own: decided together with the data that wants them,
-- asked of the provider by a job, ended where staff can see it. And the ledger
-- explained: what became of every cent that came in.
--
-- A refund that the provider accepted may still fail weeks later: the money is
-- back with the salon. The ledger never forgets a row, so that is a row too:
-- refund_failed, which undoes its refund.
--
-- target_cents is how much of the payment is given back in all once this is
-- done (a group cancelled one by one has several); 0 means the amount alone.
-- attempt is part of the idempotency key: a fault that the provider keeps under
-- a key needs another one.

-- +goose Up
ALTER TABLE payments DROP CONSTRAINT payments_kind_check;
ALTER TABLE payments ADD CONSTRAINT payments_kind_check
    CHECK (kind IN ('deposit_paid', 'refund', 'refund_failed', 'transfer', 'forfeit'));
CREATE INDEX payments_by_payment ON payments (provider, payment_ref) WHERE payment_ref IS NOT NULL;

CREATE TABLE refunds (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id     uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    booking_id   uuid NOT NULL REFERENCES bookings (id),
    provider     text NOT NULL,
    payment_ref  text NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    target_cents bigint NOT NULL DEFAULT 0 CHECK (target_cents >= 0),
    status       text NOT NULL DEFAULT 'due' CHECK (status IN ('due', 'settled', 'failed')),
    attempt      integer NOT NULL DEFAULT 1,
    last_error   text NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (provider, payment_ref, target_cents)
);
CREATE INDEX refunds_open ON refunds (created_at) WHERE status <> 'settled';
CREATE INDEX refunds_by_booking ON refunds (booking_id);

-- What an earlier version had decided and not yet done.
INSERT INTO refunds (salon_id, booking_id, provider, payment_ref, amount_cents, target_cents)
SELECT b.salon_id, b.id, b.deposit_provider, b.deposit_ref, b.refund_due_cents - done.cents, b.refund_due_cents
FROM bookings b CROSS JOIN LATERAL (SELECT coalesce(sum(amount_cents), 0)::bigint AS cents FROM payments r
    WHERE r.kind = 'refund' AND r.provider = b.deposit_provider AND r.payment_ref = b.deposit_ref) done
WHERE b.deposit_ref IS NOT NULL AND b.refund_due_cents > done.cents;

-- One row per payment that came in: how much of it was given back, forfeited,
-- carried to another booking, is still owed back, and is kept for a visit. What
-- is left over is unexplained. own: it is its booking's deposit.
CREATE VIEW ledger_balances AS
SELECT p.id AS payment_id, p.salon_id, p.booking_id, p.provider, p.provider_ref, p.occurred_at, o.own, b.payment_status,
    p.amount_cents AS paid, m.returned::bigint, x.forfeited::bigint, m.transferred::bigint, x.owed::bigint,
    greatest(0, least(coalesce(standing.cents, 0), p.amount_cents - m.returned - x.forfeited - m.transferred - x.owed))::bigint AS kept
FROM payments p JOIN bookings b ON b.id = p.booking_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN b.deposit_ref IS NOT NULL THEN b.deposit_provider = p.provider AND b.deposit_ref = p.provider_ref
        ELSE p.id = (SELECT f.id FROM payments f WHERE f.booking_id = b.id AND f.kind = 'deposit_paid' ORDER BY f.created_at, f.id LIMIT 1) END AS own
) o
CROSS JOIN LATERAL ( -- rows that name no payment are about the deposit
    SELECT coalesce(sum(amount_cents) FILTER (WHERE kind = 'refund'), 0)
            - coalesce(sum(amount_cents) FILTER (WHERE kind = 'refund_failed'), 0) AS returned,
        coalesce(sum(amount_cents) FILTER (WHERE kind = 'forfeit'), 0) AS forfeited,
        coalesce(sum(amount_cents) FILTER (WHERE kind = 'transfer'), 0) AS transferred
    FROM (
        SELECT kind, amount_cents FROM payments r
        WHERE r.provider = p.provider AND r.payment_ref = p.provider_ref AND r.payment_ref IS NOT NULL AND r.kind <> 'deposit_paid'
        UNION ALL
        SELECT kind, amount_cents FROM payments r
        WHERE o.own AND r.booking_id = p.booking_id AND r.payment_ref IS NULL AND r.kind <> 'deposit_paid'
    ) moved
) m
CROSS JOIN LATERAL (
    SELECT coalesce(max(CASE target_cents WHEN 0 THEN r.amount_cents ELSE target_cents END), 0) AS target
    FROM refunds r WHERE r.provider = p.provider AND r.payment_ref = p.provider_ref AND r.status <> 'settled'
) open
CROSS JOIN LATERAL ( -- what staff give back of a forfeited deposit is forfeited no more
    SELECT greatest(0, open.target - m.returned) AS owed,
        greatest(0, least(m.forfeited, p.amount_cents - m.transferred - greatest(m.returned, open.target))) AS forfeited
) x
CROSS JOIN LATERAL ( -- as salon.Booking.Share: by price, the running sum rounded half up
    SELECT sum(share) AS cents FROM (
        SELECT status, upto - coalesce(lag(upto) OVER (ORDER BY nr), 0) AS share FROM (
            SELECT a.status, row_number() OVER w AS nr, div(2 * b.deposit_cents * sum(a.price_cents) OVER w + sum(a.price_cents) OVER (),
                greatest(1, 2 * sum(a.price_cents) OVER ())) AS upto
            FROM appointments a WHERE a.booking_id = b.id AND o.own AND b.payment_status = 'confirmed'
            WINDOW w AS (ORDER BY a.position, a.starts_at, a.id)
        ) running
    ) shares WHERE status NOT IN ('cancelled', 'expired')
) standing
WHERE p.kind = 'deposit_paid';

-- Every cent that nobody can explain, and every statement about money that the
-- ledger does not bear out. Empty when all is well.
CREATE VIEW ledger_faults AS
SELECT salon_id, booking_id, provider, provider_ref AS ref, paid - returned - forfeited - transferred - owed - kept AS cents,
    CASE WHEN paid < returned + forfeited + transferred + owed + kept THEN 'more_went_than_came'
        WHEN own THEN 'deposit_without_purpose' ELSE 'payment_nobody_owed' END AS fault
FROM ledger_balances WHERE paid <> returned + forfeited + transferred + owed + kept
UNION ALL
SELECT b.salon_id, b.id, coalesce(b.deposit_provider, ''), coalesce(b.deposit_ref, ''), b.deposit_cents, b.payment_status || '_without_payment'
FROM bookings b WHERE b.payment_status IN ('confirmed', 'refunded', 'forfeited')
AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.booking_id = b.id AND p.kind = 'deposit_paid'
    AND (b.deposit_ref IS NULL OR (p.provider = b.deposit_provider AND p.provider_ref = b.deposit_ref)))
UNION ALL
SELECT salon_id, booking_id, provider, provider_ref, abs(paid - b.deposit_cents), 'deposit_of_another_amount'
FROM ledger_balances l JOIN (SELECT id, deposit_cents FROM bookings) b ON b.id = l.booking_id
WHERE l.own AND l.payment_status = 'confirmed' AND l.paid <> b.deposit_cents
UNION ALL
SELECT salon_id, booking_id, provider, coalesce(provider_ref, ''), amount_cents, kind || '_of_no_payment'
FROM payments r WHERE r.kind <> 'deposit_paid' AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.kind = 'deposit_paid'
    AND ((r.payment_ref IS NOT NULL AND p.provider = r.provider AND p.provider_ref = r.payment_ref)
        OR (r.payment_ref IS NULL AND p.booking_id = r.booking_id)));
