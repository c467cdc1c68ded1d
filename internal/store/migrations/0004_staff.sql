-- Staff and what surrounds them: accounts, sessions, audit, waiting list,
-- calendar mirror.

-- +goose Up
CREATE TABLE staff (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id      uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    email         text NOT NULL,
    name          text NOT NULL DEFAULT '',
    password_hash text NOT NULL DEFAULT '',
    role          text NOT NULL DEFAULT 'stylist' CHECK (role IN ('owner', 'manager', 'stylist')),
    stylist_id    uuid REFERENCES stylists (id),
    disabled_at   timestamptz,
    last_login_at timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX staff_by_email ON staff (salon_id, lower(email));

CREATE TABLE sessions (
    token      text PRIMARY KEY,
    salon_id   uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    staff_id   uuid REFERENCES staff (id) ON DELETE CASCADE,
    data       bytea NOT NULL DEFAULT '',
    expiry     timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sessions_by_expiry ON sessions (expiry);

-- Who changed what: rows of the history of bookings and appointments as well
-- as what staff did. version is the row's after the change.
CREATE TABLE audit_log (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id    uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    at          timestamptz NOT NULL DEFAULT now(),
    actor       text NOT NULL DEFAULT 'assistant',
    action      text NOT NULL,
    object_type text NOT NULL DEFAULT '',
    object_id   uuid,
    version     integer,
    before      jsonb,
    after       jsonb
);
CREATE INDEX audit_log_by_object ON audit_log (object_id, at);

CREATE TABLE waitlist (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id        uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    customer_id     uuid NOT NULL REFERENCES customers (id),
    conversation_id uuid REFERENCES conversations (id),
    stylist_id      uuid REFERENCES stylists (id),
    visit           jsonb NOT NULL DEFAULT '{}',
    from_day        date,
    to_day          date,
    earliest        time,
    latest          time,
    status          text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'offered', 'booked', 'gone')),
    offered_at      timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX waitlist_waiting ON waitlist (salon_id, created_at) WHERE status = 'waiting';

CREATE TABLE calendar_links (
    id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id       uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    stylist_id     uuid NOT NULL REFERENCES stylists (id),
    appointment_id uuid REFERENCES appointments (id),
    calendar_id    text NOT NULL DEFAULT '',
    event_id       text NOT NULL DEFAULT '',
    etag           text NOT NULL DEFAULT '',
    pushed_version integer NOT NULL DEFAULT 0,
    last_error     text,
    synced_at      timestamptz,
    created_at     timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX calendar_links_by_event ON calendar_links (calendar_id, event_id) WHERE event_id <> '';
CREATE INDEX calendar_links_by_appointment ON calendar_links (appointment_id);
