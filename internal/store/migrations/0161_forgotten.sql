-- forgotten: the conversation's contact was erased. Who remembers the
-- conversation from before must tell its contact again.

-- +goose Up
ALTER TABLE conversations ADD COLUMN forgotten boolean NOT NULL DEFAULT false;
