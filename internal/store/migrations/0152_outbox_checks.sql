-- What a message is checked against just before it is sent, and how long one whose
-- outcome is unknown has waited.

-- +goose Up

-- The appointment a message tells of, as it was when it was written. It is not
-- sent when the appointment is another by then.
ALTER TABLE outbox ADD COLUMN appointment_id uuid;
ALTER TABLE outbox ADD COLUMN appointment_version integer;
ALTER TABLE outbox ADD COLUMN appointment_status text;

-- Since when the outcome of the last try is unknown (real time).
ALTER TABLE outbox ADD COLUMN uncertain_since timestamptz;

-- Whether anything came in since then. A summary of blocks costs the webhook nothing.
CREATE INDEX inbox_by_arrival ON inbox USING brin (stored_at) WITH (pages_per_range = 16);
