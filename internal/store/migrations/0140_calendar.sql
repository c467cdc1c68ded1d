-- Outside calendars: what of our appointments is mirrored there, what we know
-- of them, who may speak with them, and what people changed in them.
--
-- due_at, sync_due_at, probe_due_at and the like are the product's clock; leases
-- are real time. '-infinity' is "at once" whatever the product's clock says.

-- +goose Up

-- A link is the mirror of one appointment in one calendar, and the outbox row
-- of its next writing: due_at is NULL when there is nothing to do. changes grows
-- with every change, so that a writer notices one that came while it wrote.
ALTER TABLE calendar_links ADD COLUMN generation integer NOT NULL DEFAULT 0;
ALTER TABLE calendar_links ADD COLUMN state text NOT NULL DEFAULT 'none' CHECK (state IN ('none', 'unknown', 'live', 'gone'));
ALTER TABLE calendar_links ADD COLUMN hash text NOT NULL DEFAULT '';
ALTER TABLE calendar_links ADD COLUMN changes bigint NOT NULL DEFAULT 1;
ALTER TABLE calendar_links ADD COLUMN due_at timestamptz;
ALTER TABLE calendar_links ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE calendar_links ADD COLUMN attempts integer NOT NULL DEFAULT 0;
DROP INDEX calendar_links_by_appointment;
CREATE UNIQUE INDEX calendar_links_once ON calendar_links (appointment_id, calendar_id);
CREATE INDEX calendar_links_due ON calendar_links (calendar_id, due_at) WHERE due_at IS NOT NULL;

-- One calendar of a salon: how far it was read, and how it is.
CREATE TABLE calendars (
    salon_id        uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    calendar_id     text NOT NULL CHECK (calendar_id <> ''),
    sync_token      text NOT NULL DEFAULT '',
    sync_due_at     timestamptz NOT NULL DEFAULT '-infinity',
    synced_at       timestamptz,
    full_at         timestamptz,
    hints           bigint NOT NULL DEFAULT 0,
    sync_failures   integer NOT NULL DEFAULT 0,
    push_after      timestamptz NOT NULL DEFAULT '-infinity',
    push_failures   integer NOT NULL DEFAULT 0,
    fault           text NOT NULL DEFAULT '' CHECK (fault IN ('', 'credential', 'unreachable', 'not_shared')),
    failing_since   timestamptz,
    told_at         timestamptz,
    last_error      text,
    brake_at        timestamptz,
    brake_deleted   integer NOT NULL DEFAULT 0,
    resuming        boolean NOT NULL DEFAULT false,
    deletions       integer NOT NULL DEFAULT 0,
    deletions_since timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (salon_id, calendar_id)
);
CREATE INDEX calendars_due ON calendars (sync_due_at);

-- The key with which we speak to the provider: one process at a time does.
CREATE TABLE calendar_accounts (
    account       text PRIMARY KEY,
    lease_until   timestamptz NOT NULL DEFAULT '-infinity',
    lease_worker  text NOT NULL DEFAULT '',
    probe_due_at  timestamptz NOT NULL DEFAULT '-infinity',
    checked_at    timestamptz,
    fault         text NOT NULL DEFAULT '' CHECK (fault IN ('', 'credential', 'unreachable')),
    failing_since timestamptz,
    failures      integer NOT NULL DEFAULT 0,
    told_at       timestamptz,
    last_error    text,
    created_at    timestamptz NOT NULL DEFAULT now()
);

-- Subscriptions to hints. The token is a secret; its hash is all we keep.
CREATE TABLE calendar_channels (
    id          text PRIMARY KEY,
    salon_id    uuid NOT NULL,
    calendar_id text NOT NULL,
    token_hash  bytea NOT NULL,
    resource    text NOT NULL DEFAULT '',
    until       timestamptz,
    created_at  timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (salon_id, calendar_id) REFERENCES calendars (salon_id, calendar_id) ON DELETE CASCADE
);
CREATE INDEX calendar_channels_by_calendar ON calendar_channels (salon_id, calendar_id, until);

-- What a person did to a mirror event: staff decide, nothing happens by itself.
CREATE TABLE calendar_proposals (
    id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id       uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    link_id        uuid NOT NULL REFERENCES calendar_links (id) ON DELETE CASCADE,
    appointment_id uuid NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
    stylist_id     uuid NOT NULL REFERENCES stylists (id),
    kind           text NOT NULL CHECK (kind IN ('moved', 'deleted')),
    from_during    tstzrange NOT NULL,
    to_during      tstzrange,
    status         text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'accepted', 'rejected', 'withdrawn')),
    created_at     timestamptz NOT NULL DEFAULT now(),
    decided_at     timestamptz,
    decided_by     text NOT NULL DEFAULT '',
    CHECK ((kind = 'moved') = (to_during IS NOT NULL))
);
CREATE UNIQUE INDEX calendar_proposals_open ON calendar_proposals (link_id) WHERE status = 'open';
CREATE INDEX calendar_proposals_by_time ON calendar_proposals (salon_id, created_at);

-- Whoever changes an appointment, by whatever way, owes its mirror a writing:
-- the row is part of the same transaction because it is a trigger.
-- +goose StatementBegin
CREATE FUNCTION mirror_appointment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        UPDATE calendar_links SET due_at = '-infinity', changes = changes + 1, changed_at = now(), attempts = 0
        WHERE appointment_id = NEW.id;
    END IF;
    INSERT INTO calendar_links (salon_id, stylist_id, appointment_id, calendar_id, event_id, due_at)
    SELECT NEW.salon_id, NEW.stylist_id, NEW.id, t.calendar_id, replace(NEW.id::text, '-', ''), '-infinity'
    FROM stylists t WHERE t.id = NEW.stylist_id AND t.calendar_id <> ''
    ON CONFLICT (appointment_id, calendar_id) DO NOTHING;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER appointments_mirrored AFTER INSERT ON appointments
    FOR EACH ROW EXECUTE FUNCTION mirror_appointment();
CREATE TRIGGER appointments_mirrored_again AFTER UPDATE ON appointments
    FOR EACH ROW WHEN ((OLD.status, OLD.starts_at, OLD.duration_minutes, OLD.stylist_id, OLD.customer_id, OLD.pack_id)
        IS DISTINCT FROM (NEW.status, NEW.starts_at, NEW.duration_minutes, NEW.stylist_id, NEW.customer_id, NEW.pack_id))
    EXECUTE FUNCTION mirror_appointment();

-- A first name that is corrected, or erased, is corrected or erased there too.
-- +goose StatementBegin
CREATE FUNCTION mirror_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE calendar_links l SET due_at = '-infinity', changes = changes + 1, changed_at = now(), attempts = 0
    FROM appointments a WHERE a.customer_id = NEW.id AND l.appointment_id = a.id AND l.state IN ('unknown', 'live');
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER customers_mirrored AFTER UPDATE OF first_name ON customers
    FOR EACH ROW WHEN (OLD.first_name IS DISTINCT FROM NEW.first_name) EXECUTE FUNCTION mirror_customer();

-- A stylist's calendar is read from now on; what another one told of her does
-- not hold any more, and her appointments ahead change over.
-- +goose StatementBegin
CREATE FUNCTION follow_calendar() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM blocks WHERE stylist_id = NEW.id AND source = 'google';
        UPDATE calendar_links l SET due_at = '-infinity', changes = changes + 1, changed_at = now(), attempts = 0
        FROM appointments a WHERE a.stylist_id = NEW.id AND l.appointment_id = a.id AND a.status IN ('provisional', 'confirmed');
    END IF;
    IF NEW.calendar_id = '' OR NOT NEW.active THEN
        RETURN NULL;
    END IF;
    INSERT INTO calendars (salon_id, calendar_id) VALUES (NEW.salon_id, NEW.calendar_id)
    ON CONFLICT (salon_id, calendar_id) DO UPDATE SET sync_token = '', sync_due_at = '-infinity', full_at = NULL;
    INSERT INTO calendar_links (salon_id, stylist_id, appointment_id, calendar_id, event_id, due_at)
    SELECT a.salon_id, a.stylist_id, a.id, NEW.calendar_id, replace(a.id::text, '-', ''), '-infinity'
    FROM appointments a WHERE a.stylist_id = NEW.id AND a.status IN ('provisional', 'confirmed')
    ON CONFLICT (appointment_id, calendar_id) DO NOTHING;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER stylists_followed AFTER INSERT ON stylists
    FOR EACH ROW EXECUTE FUNCTION follow_calendar();
CREATE TRIGGER stylists_followed_again AFTER UPDATE ON stylists
    FOR EACH ROW WHEN ((OLD.calendar_id, OLD.active) IS DISTINCT FROM (NEW.calendar_id, NEW.active))
    EXECUTE FUNCTION follow_calendar();

INSERT INTO calendars (salon_id, calendar_id)
SELECT DISTINCT salon_id, calendar_id FROM stylists WHERE calendar_id <> '' AND active;
INSERT INTO calendar_links (salon_id, stylist_id, appointment_id, calendar_id, event_id, due_at)
SELECT a.salon_id, a.stylist_id, a.id, t.calendar_id, replace(a.id::text, '-', ''), '-infinity'
FROM appointments a JOIN stylists t ON t.id = a.stylist_id
WHERE t.calendar_id <> '' AND t.active AND a.status IN ('provisional', 'confirmed')
ON CONFLICT (appointment_id, calendar_id) DO NOTHING;
