-- A hold that is over keeps its end, so that people and replies can still tell
-- when it was: released_at, not an emptied hold_expires_at, says that it is over.
-- replaced_by is the booking that took its place when the customer changed her
-- mind before paying.

-- +goose Up
ALTER TABLE bookings ADD COLUMN released_at timestamptz;
ALTER TABLE bookings ADD COLUMN replaced_by uuid REFERENCES bookings (id);

DROP INDEX bookings_hold_due;
CREATE INDEX bookings_hold_due ON bookings (hold_expires_at)
    WHERE payment_status = 'pending' AND released_at IS NULL AND hold_expires_at IS NOT NULL;
