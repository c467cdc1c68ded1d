-- Bookings, their deposits, and what the database itself guarantees about them.

-- +goose Up
CREATE TABLE bookings (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id        uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    customer_id     uuid NOT NULL REFERENCES customers (id),
    conversation_id uuid REFERENCES conversations (id),
    deposit_cents   bigint NOT NULL DEFAULT 0 CHECK (deposit_cents >= 0),
    payment_status  text NOT NULL DEFAULT 'none'
                    CHECK (payment_status IN ('none', 'pending', 'confirmed', 'refunded', 'forfeited')),
    hold_expires_at timestamptz,
    warn_at         timestamptz,
    warned_at       timestamptz,
    link_token      text,
    links_sent      integer NOT NULL DEFAULT 0,
    version         integer NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
);
-- The timers' indexes: only what may still become due. The two columns are set
-- to NULL once their timer fired or no longer applies.
CREATE INDEX bookings_hold_due ON bookings (hold_expires_at) WHERE payment_status = 'pending' AND hold_expires_at IS NOT NULL;
CREATE INDEX bookings_warn_due ON bookings (warn_at) WHERE payment_status = 'pending' AND warn_at IS NOT NULL;
CREATE INDEX bookings_by_customer ON bookings (customer_id, created_at);
CREATE INDEX bookings_by_conversation ON bookings (conversation_id) WHERE conversation_id IS NOT NULL;
CREATE UNIQUE INDEX bookings_by_link ON bookings (link_token) WHERE link_token IS NOT NULL;

CREATE TABLE appointments (
    id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id         uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    booking_id       uuid NOT NULL REFERENCES bookings (id),
    customer_id      uuid NOT NULL REFERENCES customers (id),
    stylist_id       uuid NOT NULL REFERENCES stylists (id),
    pack_id          uuid REFERENCES packs (id),
    starts_at        timestamptz NOT NULL,
    duration_minutes integer NOT NULL CHECK (duration_minutes > 0),
    price_cents      bigint NOT NULL DEFAULT 0 CHECK (price_cents >= 0),
    status           text NOT NULL DEFAULT 'provisional'
                     CHECK (status IN ('provisional', 'confirmed', 'completed', 'cancelled', 'expired', 'no_show')),
    position         integer NOT NULL DEFAULT 0,
    version          integer NOT NULL DEFAULT 1,
    remind_at        timestamptz,
    reminded_at      timestamptz,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX appointments_by_booking ON appointments (booking_id, position);
CREATE INDEX appointments_by_stylist ON appointments (stylist_id, starts_at);
CREATE INDEX appointments_by_customer ON appointments (customer_id, starts_at);
CREATE INDEX appointments_by_day ON appointments (salon_id, starts_at);
CREATE INDEX appointments_remind_due ON appointments (remind_at) WHERE status = 'confirmed' AND remind_at IS NOT NULL;

CREATE TABLE appointment_services (
    appointment_id uuid NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
    service_id     uuid NOT NULL REFERENCES services (id),
    position       integer NOT NULL DEFAULT 0,
    salon_id       uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    PRIMARY KEY (appointment_id, position)
);

-- When a stylist is busy with an appointment. active only while the
-- appointment is provisional or confirmed (the program sees to it). The
-- constraint, not a check before an insert, keeps two customers apart.
CREATE TABLE busy_segments (
    id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id       uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    appointment_id uuid NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
    stylist_id     uuid NOT NULL REFERENCES stylists (id),
    during         tstzrange NOT NULL CHECK (NOT isempty(during)),
    active         boolean NOT NULL DEFAULT true,
    CONSTRAINT busy_segments_no_overlap EXCLUDE USING gist (stylist_id WITH =, during WITH &&) WHERE (active)
);
CREATE INDEX busy_segments_by_appointment ON busy_segments (appointment_id);

-- The ledger: one row per fact, amounts positive, the kind gives the direction.
CREATE TABLE payments (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id     uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    booking_id   uuid NOT NULL REFERENCES bookings (id),
    kind         text NOT NULL CHECK (kind IN ('deposit_paid', 'refund', 'transfer', 'forfeit')),
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    provider     text NOT NULL DEFAULT '',
    provider_ref text,
    session_id   text,
    payment_ref  text,
    occurred_at  timestamptz NOT NULL DEFAULT now(),
    created_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (provider, kind, provider_ref)
);
CREATE INDEX payments_by_booking ON payments (booking_id, created_at);

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER payments_append_only BEFORE UPDATE OR DELETE ON payments
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Deposit links. The token is the secret of the page; a voided one answers 410.
CREATE TABLE payment_links (
    token      text PRIMARY KEY,
    salon_id   uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    booking_id uuid NOT NULL REFERENCES bookings (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    voided_at  timestamptz
);
CREATE INDEX payment_links_by_booking ON payment_links (booking_id);

-- Attempts to pay a link, persisted before the provider is called. The attempt
-- number is part of the idempotency key.
CREATE TABLE checkout_sessions (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id     uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    booking_id   uuid NOT NULL REFERENCES bookings (id),
    link_token   text NOT NULL REFERENCES payment_links (token),
    attempt      integer NOT NULL DEFAULT 1,
    provider     text NOT NULL DEFAULT '',
    session_id   text,
    url          text,
    status       text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'complete', 'expired')),
    amount_cents bigint NOT NULL DEFAULT 0,
    expires_at   timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now(),
    ended_at     timestamptz,
    UNIQUE (booking_id, attempt)
);
CREATE INDEX checkout_sessions_open ON checkout_sessions (booking_id) WHERE status = 'open';
CREATE UNIQUE INDEX checkout_sessions_by_provider ON checkout_sessions (provider, session_id) WHERE session_id IS NOT NULL;

-- News for a stylist, or for the team when stylist_id is empty.
CREATE TABLE notices (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id        uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    appointment_id  uuid REFERENCES appointments (id),
    stylist_id      uuid REFERENCES stylists (id),
    conversation_id uuid REFERENCES conversations (id),
    kind            text NOT NULL DEFAULT 'new',
    urgent          boolean NOT NULL DEFAULT false,
    text            text NOT NULL DEFAULT '',
    created_at      timestamptz NOT NULL DEFAULT now(),
    delivered_at    timestamptz,
    via             text
);
CREATE INDEX notices_undelivered ON notices (created_at) WHERE delivered_at IS NULL;
