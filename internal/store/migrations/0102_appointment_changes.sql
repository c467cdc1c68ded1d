-- What customers say and decide about appointments that stand: whether they
-- come, how late they are, and what is to be given back when they cancel.
--
-- refund_due_cents is how much of a booking's deposit is to be given back in all
-- by our decision. It only grows; a refund job pays up to it, so that two
-- refunds of one payment (a group cancelled one by one) never count as one.

-- +goose Up
ALTER TABLE appointments ADD COLUMN attendance text NOT NULL DEFAULT 'unknown' CHECK (attendance IN ('unknown', 'yes', 'no'));
ALTER TABLE appointments ADD COLUMN late_minutes integer NOT NULL DEFAULT 0 CHECK (late_minutes >= 0);
ALTER TABLE bookings ADD COLUMN refund_due_cents bigint NOT NULL DEFAULT 0 CHECK (refund_due_cents >= 0);

-- Who waits for what: one row for one wish.
CREATE UNIQUE INDEX waitlist_once ON waitlist (customer_id, coalesce(stylist_id, '00000000-0000-0000-0000-000000000000'::uuid), visit, from_day, to_day)
    WHERE status = 'waiting';
