package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// ListCalendars shows how the calendars of the team are, for people.
func (s *Store) ListCalendars(ctx context.Context, now time.Time) ([]salon.CalendarStatus, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT c.salon_id, c.calendar_id, c.synced_at, c.fault, coalesce(c.last_error, ''), c.brake_at, c.brake_deleted,
			(SELECT string_agg(t.name, ', ' ORDER BY t.position, t.name) FROM stylists t WHERE t.salon_id = c.salon_id AND t.calendar_id = c.calendar_id AND t.active),
			(SELECT count(DISTINCT b.external_id) FROM blocks b JOIN stylists t ON t.id = b.stylist_id
				WHERE t.salon_id = c.salon_id AND t.calendar_id = c.calendar_id AND b.source = '`+blockSource+`' AND upper(b.during) > $1),
			l.live, l.waiting, l.refused
		FROM calendars c CROSS JOIN LATERAL (
			SELECT count(*) FILTER (WHERE state = 'live') AS live, count(*) FILTER (WHERE due_at IS NOT NULL) AS waiting,
				count(*) FILTER (WHERE due_at IS NULL AND last_error IS NOT NULL) AS refused
			FROM calendar_links WHERE salon_id = c.salon_id AND calendar_id = c.calendar_id) l
		WHERE `+followedSQL+` ORDER BY c.calendar_id`, now)
	if err != nil {
		return nil, fail("listing calendars", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (salon.CalendarStatus, error) {
		var c salon.CalendarStatus
		err := row.Scan(&c.SalonID, &c.ID, instant{&c.SyncedAt}, &c.Fault, &c.Error, instant{&c.BrakeAt}, &c.Deleted, &c.Stylists,
			&c.Blocks, &c.Mirrors, &c.Waiting, &c.Refused)
		return c, err //nolint:wrapcheck // wrapped below
	})
	return list, fail("listing calendars", err)
}

// SyncCalendars makes every calendar due to be read anew, in full, and every
// mirror that was refused for good to be tried again.
func (s *Store) SyncCalendars(ctx context.Context) error {
	_, err := s.db(ctx).Exec(ctx, `
		WITH tried AS (UPDATE calendar_links SET due_at = '-infinity', changes = changes + 1, attempts = 0 WHERE due_at IS NULL AND last_error IS NOT NULL)
		UPDATE calendars SET sync_token = '', full_at = NULL, sync_due_at = '-infinity', push_after = '-infinity'`)
	return fail("making the calendars due", err)
}

// MirrorsWaiting reports whether an event of an appointment is still to be
// written or deleted.
func (s *Store) MirrorsWaiting(ctx context.Context, appointment salon.ID) (bool, error) {
	var waiting bool
	err := s.db(ctx).QueryRow(ctx, `
		SELECT EXISTS (SELECT 1 FROM calendar_links WHERE appointment_id = $1 AND state IN ('unknown', 'live') AND (due_at IS NOT NULL OR last_error IS NOT NULL))`,
		appointment).Scan(&waiting)
	return waiting, fail("asking whether a mirror waits", err)
}
