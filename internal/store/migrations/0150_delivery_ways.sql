-- How a message reaches its reader: as text inside WhatsApp's 24-hour window, as a
-- template outside it, by e-mail, or visibly not at all.

-- +goose Up

-- Messages that WhatsApp approved beforehand, one per kind. A kind without a row
-- has the program's default.
CREATE TABLE message_templates (
    salon_id   uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    kind       text NOT NULL,
    name       text NOT NULL,
    category   text NOT NULL DEFAULT 'UTILITY',
    language   text NOT NULL DEFAULT 'es',
    body       text NOT NULL,
    parameters text[] NOT NULL DEFAULT '{}',
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (salon_id, kind)
);

-- about is what a message tells (salon.MessageKind), facts are the words that fill
-- its template. tried are the ways that failed for this news; replaces is the row
-- whose failure this one mends: one at most. via is the way it took, delivered what
-- the channel reported last, failure_code and failure_words why it never arrived.
ALTER TABLE outbox ADD COLUMN about text NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN facts jsonb;
ALTER TABLE outbox ADD COLUMN tried text[] NOT NULL DEFAULT '{}';
ALTER TABLE outbox ADD COLUMN replaces uuid REFERENCES outbox (id) ON DELETE SET NULL;
ALTER TABLE outbox ADD COLUMN via text;
ALTER TABLE outbox ADD COLUMN delivered text;
ALTER TABLE outbox ADD COLUMN failure_code text;
ALTER TABLE outbox ADD COLUMN failure_words text;
CREATE UNIQUE INDEX outbox_replaced_once ON outbox (replaces) WHERE replaces IS NOT NULL;

-- A customer may have an e-mail address.
ALTER TABLE customers ADD COLUMN email text;
ALTER TABLE conversations ADD COLUMN contact_email text NOT NULL DEFAULT '';

-- The message a notice is about, when it is one that never arrived.
ALTER TABLE notices ADD COLUMN outbox_id uuid;
CREATE UNIQUE INDEX notices_undelivered_once ON notices (outbox_id) WHERE outbox_id IS NOT NULL;
