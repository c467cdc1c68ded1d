package store

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// AddCalendarChannel keeps a channel before it is asked for, so that its first
// hint is not taken for a stranger's.
func (s *Store) AddCalendarChannel(ctx context.Context, c salon.CalendarChannel) error {
	hash := sha256.Sum256([]byte(c.Token))
	_, err := s.db(ctx).Exec(ctx, `
		INSERT INTO calendar_channels (id, salon_id, calendar_id, token_hash) VALUES ($1, $2, $3, $4)`,
		c.ID, c.SalonID, c.Calendar.ID, hash[:])
	return fail("keeping a calendar channel", err)
}

// OpenCalendarChannel records what the provider answered.
func (s *Store) OpenCalendarChannel(ctx context.Context, c salon.CalendarChannel) error {
	tag, err := s.db(ctx).Exec(ctx, `UPDATE calendar_channels SET resource = $2, until = $3 WHERE id = $1`, c.ID, c.Resource, c.Until)
	return oneRow("opening a calendar channel", tag.RowsAffected(), err)
}

// DropCalendarChannel forgets a channel: its hints are a stranger's from now on.
func (s *Store) DropCalendarChannel(ctx context.Context, id string) error {
	_, err := s.db(ctx).Exec(ctx, `DELETE FROM calendar_channels WHERE id = $1`, id)
	return fail("forgetting a calendar channel", err)
}

// OldCalendarChannels lists the channels of a calendar but for one.
func (s *Store) OldCalendarChannels(ctx context.Context, c salon.Calendar, but string) ([]salon.CalendarChannel, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT id, resource, until FROM calendar_channels WHERE salon_id = $1 AND calendar_id = $2 AND id <> $3 ORDER BY created_at`, c.SalonID, c.ID, but)
	if err != nil {
		return nil, fail("listing calendar channels", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (salon.CalendarChannel, error) {
		one := salon.CalendarChannel{Calendar: c}
		err := row.Scan(&one.ID, &one.Resource, instant{&one.Until})
		return one, err //nolint:wrapcheck // wrapped below
	})
	return list, fail("listing calendar channels", err)
}

// HintCalendar makes the calendar of a channel due. salon.ErrNotFound: there is
// no such channel, or its token is another one; which of them, takes the same
// time.
func (s *Store) HintCalendar(ctx context.Context, channel, token string, now time.Time) error {
	var c salon.Calendar
	var kept []byte
	err := s.db(ctx).QueryRow(ctx, `SELECT salon_id, calendar_id, token_hash FROM calendar_channels WHERE id = $1`, channel).Scan(&c.SalonID, &c.ID, &kept)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return fail("reading a calendar channel", err)
	}
	given := sha256.Sum256([]byte(token))
	if kept == nil {
		kept = make([]byte, sha256.Size)
	}
	if subtle.ConstantTimeCompare(given[:], kept) != 1 {
		return fmt.Errorf("hint of a calendar: %w", salon.ErrNotFound)
	}
	_, err = s.db(ctx).Exec(ctx, `
		UPDATE calendars SET hints = hints + 1, sync_due_at = CASE WHEN fault = '' THEN least(sync_due_at, $3) ELSE sync_due_at END
		WHERE salon_id = $1 AND calendar_id = $2`, c.SalonID, c.ID, now)
	return fail("noting the hint of a calendar", err)
}
