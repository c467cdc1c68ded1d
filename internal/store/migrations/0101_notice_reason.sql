-- Why a conversation was handed to people, so that staff and metrics can tell a
-- health question from a complaint.

-- +goose Up
ALTER TABLE notices ADD COLUMN reason text NOT NULL DEFAULT '';
