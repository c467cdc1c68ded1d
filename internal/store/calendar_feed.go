package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// How often a calendar is read: changes every few minutes; everything once a
// day, so that the window moves along with the days that can be booked.
const (
	syncEvery = 5 * time.Minute
	fullEvery = 24 * time.Hour
)

// followedSQL is true of the calendars c that somebody of the team uses.
const followedSQL = `EXISTS (SELECT 1 FROM stylists t WHERE t.salon_id = c.salon_id AND t.calendar_id = c.calendar_id AND t.active)`

// CalendarsDue lists the calendars with something to read or to write.
func (s *Store) CalendarsDue(ctx context.Context, now time.Time) ([]salon.CalendarWork, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT salon_id, calendar_id, pull, push, push_failures FROM (
			SELECT c.salon_id, c.calendar_id, c.push_failures, c.sync_due_at <= $1 AND `+followedSQL+` AS pull,
				c.push_after <= $1 AND EXISTS (SELECT 1 FROM calendar_links l
					WHERE l.salon_id = c.salon_id AND l.calendar_id = c.calendar_id AND l.due_at <= $1) AS push
			FROM calendars c
		) work WHERE pull OR push ORDER BY calendar_id, salon_id`, now)
	if err != nil {
		return nil, fail("listing calendars with work", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (salon.CalendarWork, error) {
		var w salon.CalendarWork
		err := row.Scan(&w.SalonID, &w.ID, &w.Pull, &w.Push, &w.Failures)
		return w, err //nolint:wrapcheck // wrapped below
	})
	return list, fail("listing calendars with work", err)
}

// CalendarState reads where reading a calendar stands. salon.ErrNotFound.
func (s *Store) CalendarState(ctx context.Context, c salon.Calendar, now time.Time) (salon.CalendarState, error) {
	out := salon.CalendarState{Calendar: c}
	err := s.db(ctx).QueryRow(ctx, `
		SELECT CASE WHEN resuming OR full_at IS NULL OR full_at <= $3 THEN '' ELSE sync_token END, full_at, hints, sync_failures,
			(SELECT max(until) FROM calendar_channels w WHERE w.salon_id = $1 AND w.calendar_id = $2 AND w.resource <> '')
		FROM calendars WHERE salon_id = $1 AND calendar_id = $2`, c.SalonID, c.ID, now.Add(-fullEvery)).Scan(
		&out.Token, instant{&out.FullAt}, &out.Hints, &out.Failures, instant{&out.WatchedTo})
	return out, fail("reading where a calendar stands", err)
}

// CalendarFailed notes a read in vain; the next is due at next. resync: changes
// cannot be continued, everything is to be read. The team is told once of a
// calendar that is not shared with us; of one that does not answer only when
// that goes on.
func (s *Store) CalendarFailed(ctx context.Context, c salon.Calendar, fault salon.CalendarFault, cause error, next, now time.Time) error {
	err := s.InTx(ctx, func(ctx context.Context) error {
		var since, told, synced time.Time
		err := s.db(ctx).QueryRow(ctx, `
			SELECT failing_since, told_at, synced_at FROM calendars WHERE salon_id = $1 AND calendar_id = $2 FOR NO KEY UPDATE`, c.SalonID, c.ID).Scan(
			instant{&since}, instant{&told}, instant{&synced})
		if err != nil {
			return fail("reading how a calendar is", err)
		}
		if since.IsZero() {
			since = now
		}
		if told.IsZero() && fault == salon.FaultNotShared {
			told = now
			if err := s.tellOfCalendar(ctx, c, func(names string) salon.Notice { return salon.NoticeOfCalendarClosed(c.SalonID, names, synced, now) }); err != nil {
				return err
			}
		}
		_, err = s.db(ctx).Exec(ctx, `
			UPDATE calendars SET fault = $3, failing_since = $4, told_at = $5, last_error = $6, sync_failures = sync_failures + 1, sync_due_at = $7
			WHERE salon_id = $1 AND calendar_id = $2`, c.SalonID, c.ID, fault, since, orNull(told), cause.Error(), next)
		return fail("recording how a calendar is", err)
	})
	if err != nil {
		return fmt.Errorf("noting a calendar's failure: %w", err)
	}
	return nil
}

// CalendarResync forgets where reading a calendar stands: everything is read next.
func (s *Store) CalendarResync(ctx context.Context, c salon.Calendar) error {
	_, err := s.db(ctx).Exec(ctx, `
		UPDATE calendars SET sync_token = '', full_at = NULL, sync_due_at = '-infinity' WHERE salon_id = $1 AND calendar_id = $2`, c.SalonID, c.ID)
	return fail("beginning a calendar anew", err)
}

// tellOfCalendar tells the team something about the calendar of its users.
func (s *Store) tellOfCalendar(ctx context.Context, c salon.Calendar, notice func(names string) salon.Notice) error {
	var names string
	err := s.db(ctx).QueryRow(ctx, `
		SELECT coalesce(string_agg(name, ' y ' ORDER BY position, name), '') FROM stylists WHERE salon_id = $1 AND calendar_id = $2 AND active`, c.SalonID, c.ID).Scan(&names)
	if err != nil {
		return fail("reading whose calendar it is", err)
	}
	if names == "" {
		return nil // nobody's any more
	}
	return s.AddNotice(ctx, notice(names))
}

// ResumeCalendar lets staff say that the deletions that tripped the brake are
// right: the next full read is believed. salon.ErrConflict: the brake is not on.
func (s *Store) ResumeCalendar(ctx context.Context, c salon.Calendar, actor string, now time.Time) error {
	err := s.InTx(ctx, func(ctx context.Context) error {
		tag, err := s.db(ctx).Exec(ctx, `
			UPDATE calendars SET resuming = true, sync_due_at = '-infinity' WHERE salon_id = $1 AND calendar_id = $2 AND brake_at IS NOT NULL`, c.SalonID, c.ID)
		if err != nil {
			return fail("releasing the brake", err)
		}
		if tag.RowsAffected() == 0 {
			return fmt.Errorf("the brake of this calendar is not on: %w", salon.ErrConflict)
		}
		_, err = s.db(ctx).Exec(ctx, `
			INSERT INTO audit_log (id, salon_id, at, actor, action, object_type) VALUES ($1, $2, $3, $4, 'calendar.resumed', 'calendar')`,
			NewID(), c.SalonID, now, actor)
		return fail("logging the brake", err)
	})
	if err != nil {
		return fmt.Errorf("resuming a calendar: %w", err)
	}
	return nil
}
