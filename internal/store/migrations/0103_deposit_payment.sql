-- Which payment is a booking's deposit: the one that confirmed it. Another
-- payment for the same booking (paid twice) is given back on its own account, so
-- a cancellation must know which of them to refund.

-- +goose Up
ALTER TABLE bookings ADD COLUMN deposit_provider text;
ALTER TABLE bookings ADD COLUMN deposit_ref text;
UPDATE bookings b SET deposit_provider = p.provider, deposit_ref = p.provider_ref
FROM (SELECT DISTINCT ON (booking_id) booking_id, provider, provider_ref FROM payments
    WHERE kind = 'deposit_paid' ORDER BY booking_id, created_at, id) p
WHERE p.booking_id = b.id AND b.payment_status = 'confirmed';
