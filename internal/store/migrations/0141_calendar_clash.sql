-- Busy time from an outside calendar that lies on a confirmed appointment: the
-- appointment stands, and the team hears of each pair once, however often the
-- calendar is read and the event changed.

-- +goose Up
CREATE TABLE calendar_clashes (
    salon_id       uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    calendar_id    text NOT NULL,
    event_id       text NOT NULL,
    appointment_id uuid NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
    told_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (appointment_id, calendar_id, event_id)
);
