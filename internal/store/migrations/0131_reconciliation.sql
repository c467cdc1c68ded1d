-- Reconciliation with the payment provider: what was compared when, and what was
-- found. The last row of a kind says when the next is due, so that no process
-- has to remember it. And the currency of a payment that came in another than
-- the salon's: it is given back, but the ledger should not lie about it.

-- +goose Up
ALTER TABLE payments ADD COLUMN currency text;

CREATE TABLE reconciliations (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id    uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    kind        text NOT NULL CHECK (kind IN ('pending', 'full')),
    due_at      timestamptz NOT NULL,                -- by the product's clock
    started_at  timestamptz NOT NULL DEFAULT now(),  -- real time, as the rest
    beat_at     timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    status      text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'done', 'failed')),
    report      jsonb NOT NULL DEFAULT '{}',
    findings    integer NOT NULL DEFAULT 0,
    error       text NOT NULL DEFAULT ''
);
CREATE INDEX reconciliations_by_kind ON reconciliations (kind, started_at DESC);
CREATE INDEX checkout_sessions_waiting ON checkout_sessions (created_at) WHERE status = 'open';
CREATE INDEX payments_by_age ON payments (created_at) WHERE kind = 'deposit_paid';
