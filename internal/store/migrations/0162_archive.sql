-- An index on last_inbound_at would make every message rewrite the row's index
-- entries; the archive looks once an hour and can read the table.
-- archived_at is emptied by every turn.

-- +goose Up
DROP INDEX conversations_to_archive;
