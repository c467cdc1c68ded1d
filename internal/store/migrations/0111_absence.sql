-- A stylist who cannot come. Staff write a block with source 'absence', by the
-- program or by hand; a sweep finds it and the customers of the appointments it
-- covers are told, apologised to and offered something else.
--
-- entered is the order in which the agenda was written: an appointment that was
-- made when the block was already there was made on purpose and is left alone.
-- handled_at: its customers were told; rechecked_at: and those whose booking was
-- being written at that very moment as well.

-- +goose Up
CREATE SEQUENCE agenda_order;
ALTER TABLE appointments ADD COLUMN entered bigint NOT NULL DEFAULT nextval('agenda_order');
ALTER TABLE blocks ADD COLUMN entered bigint NOT NULL DEFAULT nextval('agenda_order');
ALTER TABLE blocks ADD COLUMN handled_at timestamptz;
ALTER TABLE blocks ADD COLUMN rechecked_at timestamptz;
UPDATE blocks SET handled_at = now(), rechecked_at = now();
CREATE INDEX blocks_unhandled ON blocks (upper(during)) WHERE source = 'absence' AND rechecked_at IS NULL;

-- excused: the salon cannot keep this appointment as it is; cancelling it gives
-- the deposit back whatever the hour, until it is moved.
ALTER TABLE appointments ADD COLUMN excused boolean NOT NULL DEFAULT false;

-- Which appointments a block made impossible, and whether their customers could
-- be told.
CREATE TABLE absence_cases (
    block_id       uuid NOT NULL REFERENCES blocks (id) ON DELETE CASCADE,
    appointment_id uuid NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
    salon_id       uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    told           boolean NOT NULL,
    created_at     timestamptz NOT NULL,
    PRIMARY KEY (block_id, appointment_id)
);

-- A block that is moved or lengthened is looked at again.
-- +goose StatementBegin
CREATE FUNCTION look_at_block_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.handled_at = NULL;
    NEW.rechecked_at = NULL;
    NEW.entered = nextval('agenda_order');
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER blocks_moved BEFORE UPDATE OF during, stylist_id, source ON blocks
    FOR EACH ROW WHEN (OLD.during <> NEW.during OR OLD.stylist_id <> NEW.stylist_id OR OLD.source <> NEW.source)
    EXECUTE FUNCTION look_at_block_again();
