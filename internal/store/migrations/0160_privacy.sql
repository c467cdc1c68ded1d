-- Personal data: who was told what we keep, who asked for silence, whose data
-- were erased, which conversations are archived, and which chores are due.

-- +goose Up
-- erased_at: everything personal of this row is gone; it only holds bookings and
-- payments together. messages_off_at: asked not to be written to, so nothing
-- optional is sent. privacy_notice_at: when the notice of first contact was given.
ALTER TABLE customers ADD COLUMN erased_at timestamptz;
ALTER TABLE customers ADD COLUMN messages_off_at timestamptz;
ALTER TABLE customers ADD COLUMN privacy_notice_at timestamptz;
ALTER TABLE conversations ADD COLUMN privacy_notice_at timestamptz;

-- The salon's own notice and where the whole of it can be read; NULL: the words
-- we have, '': none is given.
ALTER TABLE salons ADD COLUMN privacy_notice text;
ALTER TABLE salons ADD COLUMN privacy_url text NOT NULL DEFAULT '';

-- archived_at: what was said until then is in the history, each message once.
-- source_id is the inbox or outbox row a line of the history came from.
ALTER TABLE conversations ADD COLUMN archived_at timestamptz;
CREATE INDEX conversations_to_archive ON conversations (last_inbound_at)
    WHERE archived_at IS NULL OR archived_at < last_inbound_at;
ALTER TABLE conversation_history ADD COLUMN source_id uuid;
CREATE UNIQUE INDEX conversation_history_source ON conversation_history (source_id) WHERE source_id IS NOT NULL;

-- Chores that recur by the product's clock, each for one salon. Whoever moves
-- due_at does the work; a worker that dies leaves it due again soon.
CREATE TABLE chores (
    salon_id    uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    name        text NOT NULL,
    due_at      timestamptz NOT NULL,
    finished_at timestamptz,
    report      jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (salon_id, name)
);
