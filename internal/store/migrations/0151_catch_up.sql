-- What a channel is asked from time to time, for events that never reached us.

-- +goose Up

-- One row per channel: when it is asked next (product's clock), up to which activity
-- everything is known and from which on we care at all (both by the channel's
-- clock), and how it went.
CREATE TABLE channel_polls (
    channel       text PRIMARY KEY,
    next_at       timestamptz NOT NULL,
    seen_activity timestamptz,
    baseline      timestamptz,
    failures      integer NOT NULL DEFAULT 0,
    last_ok_at    timestamptz,
    last_error    text
);

-- polled_message: everything up to this message of the channel is known.
-- polled_status: how the conversation stood when it was asked last.
ALTER TABLE conversations ADD COLUMN polled_message bigint;
ALTER TABLE conversations ADD COLUMN polled_status text;
