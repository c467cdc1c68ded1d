-- The salon: identity, catalogue, team, hours, answers, policies.
--
-- House rules of every table: ids are UUIDs (version 7, made by the program;
-- the default is for rows written by hand), money is integer cents, instants
-- are timestamptz, enums are text with CHECK, and salon_id is on every
-- business table: it is the key by which the data could be distributed.

-- +goose Up
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE salons (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    slug        text NOT NULL UNIQUE,
    name        text NOT NULL,
    timezone    text NOT NULL DEFAULT 'Europe/Madrid',
    currency    text NOT NULL DEFAULT 'EUR',
    locale      text NOT NULL DEFAULT 'es-ES',
    address     text NOT NULL DEFAULT '',
    maps_url    text NOT NULL DEFAULT '',
    phone       text NOT NULL DEFAULT '',
    assistant   jsonb NOT NULL DEFAULT '{}',
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);

-- The deployment's first salon: whom a row belongs to that names none.
-- +goose StatementBegin
CREATE FUNCTION default_salon() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT id FROM salons ORDER BY created_at, id LIMIT 1
$$;
-- +goose StatementEnd

CREATE TABLE stylists (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id    uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    slug        text NOT NULL,
    name        text NOT NULL,
    categories  text[] NOT NULL DEFAULT '{}' CHECK (categories <@ ARRAY['hairdressing', 'aesthetics']),
    aliases     text[] NOT NULL DEFAULT '{}',
    color       text NOT NULL DEFAULT '',
    calendar_id text NOT NULL DEFAULT '',
    email       text NOT NULL DEFAULT '',
    position    integer NOT NULL DEFAULT 0,
    active      boolean NOT NULL DEFAULT true,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (salon_id, slug)
);

CREATE TABLE services (
    id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id         uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    slug             text NOT NULL,
    name             text NOT NULL,
    category         text NOT NULL CHECK (category IN ('hairdressing', 'aesthetics')),
    group_name       text NOT NULL DEFAULT '',
    duration_minutes integer NOT NULL CHECK (duration_minutes > 0),
    price_cents      bigint NOT NULL CHECK (price_cents >= 0),
    requires_deposit boolean NOT NULL DEFAULT true,
    description      text NOT NULL DEFAULT '',
    aliases          text[] NOT NULL DEFAULT '{}',
    phases           jsonb NOT NULL DEFAULT '[]',
    position         integer NOT NULL DEFAULT 0,
    active           boolean NOT NULL DEFAULT true,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    UNIQUE (salon_id, slug)
);

CREATE TABLE packs (
    id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id         uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    slug             text NOT NULL,
    name             text NOT NULL,
    category         text NOT NULL CHECK (category IN ('hairdressing', 'aesthetics')),
    duration_minutes integer NOT NULL CHECK (duration_minutes > 0),
    price_cents      bigint NOT NULL CHECK (price_cents >= 0),
    requires_deposit boolean NOT NULL DEFAULT true,
    description      text NOT NULL DEFAULT '',
    aliases          text[] NOT NULL DEFAULT '{}',
    position         integer NOT NULL DEFAULT 0,
    active           boolean NOT NULL DEFAULT true,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    UNIQUE (salon_id, slug)
);

CREATE TABLE pack_services (
    pack_id    uuid NOT NULL REFERENCES packs (id) ON DELETE CASCADE,
    service_id uuid NOT NULL REFERENCES services (id),
    position   integer NOT NULL DEFAULT 0,
    salon_id   uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    PRIMARY KEY (pack_id, service_id)
);

-- A stylist's weekly hours; without stylist: the salon's opening hours.
-- Weekdays are ISO numbers, times are wall clock in the salon's zone.
CREATE TABLE working_hours (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id   uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    stylist_id uuid REFERENCES stylists (id),
    weekday    integer NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    starts_at  time NOT NULL,
    ends_at    time NOT NULL,
    CHECK (starts_at < ends_at),
    UNIQUE NULLS NOT DISTINCT (salon_id, stylist_id, weekday, starts_at)
);

-- Whole days on which the salon is shut, both ends included. A new import of
-- the salon's data replaces those of source 'seed' and leaves the others alone.
CREATE TABLE closures (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id   uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    starts_on  date NOT NULL,
    ends_on    date NOT NULL,
    reason     text NOT NULL DEFAULT '',
    source     text NOT NULL DEFAULT 'staff' CHECK (source IN ('seed', 'staff')),
    details    jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (starts_on <= ends_on)
);
CREATE INDEX closures_by_day ON closures (salon_id, ends_on);
CREATE UNIQUE INDEX closures_seeded ON closures (salon_id, starts_on) WHERE source = 'seed';

-- Stretches in which a stylist cannot be booked: time off, outside calendars.
CREATE TABLE blocks (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id    uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    stylist_id  uuid NOT NULL REFERENCES stylists (id),
    during      tstzrange NOT NULL CHECK (NOT isempty(during)),
    reason      text NOT NULL DEFAULT '',
    source      text NOT NULL DEFAULT 'staff',
    external_id text,
    created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX blocks_by_time ON blocks USING gist (stylist_id, during);
CREATE UNIQUE INDEX blocks_by_event ON blocks (stylist_id, source, external_id) WHERE external_id IS NOT NULL;

CREATE TABLE policies (
    salon_id   uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    key        text NOT NULL,
    value      integer NOT NULL CHECK (value >= 0),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (salon_id, key)
);

CREATE TABLE faqs (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id   uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    slug       text NOT NULL,
    topic      text NOT NULL DEFAULT '',
    questions  text[] NOT NULL DEFAULT '{}',
    answer     text NOT NULL DEFAULT '',
    position   integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (salon_id, slug)
);
