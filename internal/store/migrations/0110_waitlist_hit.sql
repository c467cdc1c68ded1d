-- The waiting list answers: a stretch that becomes free is offered to who waits
-- for it, one after the other, each with a real hold of their own.
--
-- An opening is a stretch of a stylist's time that became free while somebody
-- waits. The triggers below write it in the transaction that frees the time,
-- whoever does it: a cancellation, a move, the end of a hold, staff removing a
-- block. look_at (the product's clock) is when to look at it next; empty: now.

-- +goose Up
CREATE TABLE waitlist_openings (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id   uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    stylist_id uuid NOT NULL REFERENCES stylists (id),
    during     tstzrange NOT NULL,
    look_at    timestamptz,
    closed_at  timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX waitlist_openings_open ON waitlist_openings (salon_id, created_at) WHERE closed_at IS NULL;

-- Who was asked what. booking_id is the hold that kept the slot meanwhile.
CREATE TABLE waitlist_offers (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    salon_id    uuid NOT NULL DEFAULT default_salon() REFERENCES salons (id),
    waitlist_id uuid NOT NULL REFERENCES waitlist (id) ON DELETE CASCADE,
    opening_id  uuid REFERENCES waitlist_openings (id) ON DELETE SET NULL,
    booking_id  uuid NOT NULL UNIQUE REFERENCES bookings (id) ON DELETE CASCADE,
    stylist_id  uuid NOT NULL REFERENCES stylists (id),
    during      tstzrange NOT NULL,
    outcome     text NOT NULL DEFAULT 'asked' CHECK (outcome IN ('asked', 'yes', 'no', 'lapsed', 'withdrawn')),
    offered_at  timestamptz NOT NULL,
    answered_at timestamptz
);
CREATE INDEX waitlist_offers_by_row ON waitlist_offers (waitlist_id);

-- offered: the booking keeps a slot for somebody on the waiting list who has
-- not answered yet; waitlist_id: it came from there.
ALTER TABLE bookings ADD COLUMN offered boolean NOT NULL DEFAULT false;
ALTER TABLE bookings ADD COLUMN waitlist_id uuid REFERENCES waitlist (id) ON DELETE SET NULL;

-- One row for one wish, hours included, also while its customer is being asked.
DROP INDEX waitlist_once;
CREATE UNIQUE INDEX waitlist_once ON waitlist (customer_id, coalesce(stylist_id, '00000000-0000-0000-0000-000000000000'::uuid),
    visit, from_day, to_day, coalesce(earliest, '00:00'), coalesce(latest, '24:00')) WHERE status IN ('waiting', 'offered');
CREATE INDEX waitlist_open ON waitlist (salon_id, to_day) WHERE status IN ('waiting', 'offered');

-- +goose StatementBegin
CREATE FUNCTION open_for_waitlist() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO waitlist_openings (salon_id, stylist_id, during)
    SELECT OLD.salon_id, OLD.stylist_id, OLD.during
    WHERE EXISTS (SELECT 1 FROM waitlist w WHERE w.salon_id = OLD.salon_id AND w.status IN ('waiting', 'offered'));
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER busy_segments_ended AFTER UPDATE OF active ON busy_segments
    FOR EACH ROW WHEN (OLD.active AND NOT NEW.active) EXECUTE FUNCTION open_for_waitlist();
CREATE TRIGGER busy_segments_removed AFTER DELETE ON busy_segments
    FOR EACH ROW WHEN (OLD.active) EXECUTE FUNCTION open_for_waitlist();
CREATE TRIGGER blocks_removed AFTER DELETE ON blocks
    FOR EACH ROW EXECUTE FUNCTION open_for_waitlist();
CREATE TRIGGER blocks_changed AFTER UPDATE OF during, stylist_id ON blocks
    FOR EACH ROW WHEN (OLD.during <> NEW.during OR OLD.stylist_id <> NEW.stylist_id) EXECUTE FUNCTION open_for_waitlist();
