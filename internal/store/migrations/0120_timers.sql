-- Timers of conversations, and visits that are over.
--
-- silence_at: a customer who said she may not come is due to be missed.
-- awaiting_since: since when she waits for the person who was called; nobody of
-- the team has answered. staff_due_at: the team is told again; opening_at: she is
-- told that the salon is open now, once (opening_told_at). All by the product's clock.

-- +goose Up
ALTER TABLE conversations ADD COLUMN silence_at timestamptz;
ALTER TABLE conversations ADD COLUMN awaiting_since timestamptz;
ALTER TABLE conversations ADD COLUMN staff_due_at timestamptz;
ALTER TABLE conversations ADD COLUMN opening_at timestamptz;
ALTER TABLE conversations ADD COLUMN opening_told_at timestamptz;
CREATE INDEX conversations_silence_due ON conversations (silence_at) WHERE silence_at IS NOT NULL;
CREATE INDEX conversations_staff_due ON conversations (staff_due_at) WHERE staff_due_at IS NOT NULL;
CREATE INDEX conversations_opening_due ON conversations (opening_at) WHERE opening_at IS NOT NULL;

-- What still takes place, by its start: a visit that is over becomes completed.
CREATE INDEX appointments_standing ON appointments (starts_at) WHERE status = 'confirmed';

-- Whether preferred_stylist_id was worked out from her latest visits; false: a
-- person set it, and it stays.
ALTER TABLE customers ADD COLUMN preferred_from_visits boolean NOT NULL DEFAULT false;

-- When a notice was written, in real time: how long it waits for its reader.
-- created_at is the product's clock.
ALTER TABLE notices ADD COLUMN queued_at timestamptz NOT NULL DEFAULT now();
