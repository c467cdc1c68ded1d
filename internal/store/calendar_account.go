package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// How often an outside calendar's key is tried, and when people hear that it
// does not work. A key that is refused needs a person; a provider that does not
// answer mostly comes back by itself.
const (
	probeEvery      = 20 * time.Minute
	probeWhileBad   = time.Minute
	probeAtMost     = 10 * time.Minute
	tellUnreachable = 30 * time.Minute
)

// LeadCalendars makes this worker the one that speaks with an account's
// calendars, or keeps it so, for some real time; false: another one is.
func (s *Store) LeadCalendars(ctx context.Context, account, worker string, lease time.Duration) (bool, error) {
	tag, err := s.db(ctx).Exec(ctx, `
		INSERT INTO calendar_accounts AS a (account, lease_worker, lease_until) VALUES ($1, $2, now() + $3)
		ON CONFLICT (account) DO UPDATE SET lease_worker = $2, lease_until = now() + $3
		WHERE a.lease_worker = $2 OR a.lease_until <= now()`, account, worker, lease)
	if err != nil {
		return false, fail("leasing the calendars", err)
	}
	return tag.RowsAffected() == 1, nil
}

// LeaveCalendars lets another worker take over at once.
func (s *Store) LeaveCalendars(ctx context.Context, account, worker string) error {
	_, err := s.db(ctx).Exec(ctx, `
		UPDATE calendar_accounts SET lease_until = '-infinity' WHERE account = $1 AND lease_worker = $2`, account, worker)
	return fail("giving the calendars back", err)
}

// CalendarProbeDue reports whether an account's key is to be tried.
func (s *Store) CalendarProbeDue(ctx context.Context, account string, now time.Time) (bool, error) {
	var due bool
	err := s.db(ctx).QueryRow(ctx, `SELECT probe_due_at <= $2 FROM calendar_accounts WHERE account = $1`, account, now).Scan(&due)
	return due, fail("reading when a calendar key was tried", err)
}

// NoteCalendarAccount records whether an account's key works: fault is empty
// when it does. probed: the key itself was tried. The team is told once when it
// stops working and once when it works again.
func (s *Store) NoteCalendarAccount(ctx context.Context, account string, fault salon.CalendarFault, cause error, probed bool, now time.Time) error {
	err := s.InTx(ctx, func(ctx context.Context) error {
		var before salon.CalendarFault
		var since, told time.Time
		var failures int
		err := s.db(ctx).QueryRow(ctx, `
			SELECT fault, failing_since, told_at, failures FROM calendar_accounts WHERE account = $1 FOR UPDATE`, account).Scan(
			&before, instant{&since}, instant{&told}, &failures)
		if err != nil {
			return fail("reading how a calendar key is", err)
		}
		if fault == "" {
			return s.accountWorks(ctx, account, before, told, probed, now)
		}
		if since.IsZero() {
			since = now
		}
		if before == salon.FaultCredential {
			fault = before // an answer is missing because the key was refused before
		}
		if tell := told.IsZero() && (fault == salon.FaultCredential || now.Sub(since) >= tellUnreachable); tell {
			told = now
			if err := s.tellSalons(ctx, func(id salon.ID) salon.Notice { return salon.NoticeOfCalendarsDown(id, fault, since, now) }); err != nil {
				return err
			}
		}
		pause := probeWhileBad
		if probed {
			pause = min(probeWhileBad<<min(failures, 10), probeAtMost)
		}
		_, err = s.db(ctx).Exec(ctx, `
			UPDATE calendar_accounts SET fault = $2, failing_since = $3, told_at = $4, last_error = $5,
				failures = failures + CASE WHEN $7 THEN 1 ELSE 0 END,
				probe_due_at = CASE WHEN $7 THEN $6 ELSE least(probe_due_at, $6) END
			WHERE account = $1`, account, fault, since, orNull(told), cause.Error(), now.Add(pause), probed)
		return fail("recording how a calendar key is", err)
	})
	if err != nil {
		return fmt.Errorf("noting a calendar key: %w", err)
	}
	return nil
}

// accountWorks records success. Reading a calendar does not clear a refused
// key, whose last token may outlive it; a good key does not clear a provider
// that answers for keys only.
func (s *Store) accountWorks(ctx context.Context, account string, before salon.CalendarFault, told time.Time, probed bool, now time.Time) error {
	if before == salon.FaultCredential && !probed {
		return nil
	}
	var probe *time.Time
	if probed {
		next := now.Add(probeEvery)
		probe = &next
	}
	if before == salon.FaultUnreachable && probed {
		_, err := s.db(ctx).Exec(ctx, `
			UPDATE calendar_accounts SET checked_at = $2, probe_due_at = $3 WHERE account = $1 AND EXISTS (SELECT 1 FROM calendars c WHERE `+followedSQL+`)`,
			account, now, probe)
		return fail("recording that a calendar key works", err)
	}
	_, err := s.db(ctx).Exec(ctx, `
		UPDATE calendar_accounts SET fault = '', failing_since = NULL, told_at = NULL, last_error = NULL, failures = 0, checked_at = $2,
			probe_due_at = coalesce($3, probe_due_at)
		WHERE account = $1`, account, now, probe)
	if err != nil {
		return fail("recording that a calendar key works", err)
	}
	if told.IsZero() {
		return nil
	}
	return s.tellSalons(ctx, func(id salon.ID) salon.Notice { return salon.NoticeOfCalendarsBack(id, now) })
}

// tellSalons tells the team of every salon whose calendars are followed.
func (s *Store) tellSalons(ctx context.Context, notice func(salonID salon.ID) salon.Notice) error {
	rows, err := s.db(ctx).Query(ctx, `SELECT DISTINCT salon_id FROM stylists WHERE active AND calendar_id <> ''`)
	if err != nil {
		return fail("listing salons with calendars", err)
	}
	salons, err := pgx.CollectRows(rows, pgx.RowTo[salon.ID])
	if err != nil {
		return fail("listing salons with calendars", err)
	}
	for _, id := range salons {
		if err := s.AddNotice(ctx, notice(id)); err != nil {
			return err
		}
	}
	return nil
}

// CalendarHealth sums up how the outside calendars are.
func (s *Store) CalendarHealth(ctx context.Context, account string, now time.Time) (salon.CalendarHealth, error) {
	var h salon.CalendarHealth
	var checked time.Time
	err := s.db(ctx).QueryRow(ctx, `SELECT fault, checked_at FROM calendar_accounts WHERE account = $1`, account).Scan(&h.Fault, instant{&checked})
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return h, fail("reading how a calendar key is", err)
	}
	err = s.db(ctx).QueryRow(ctx, `
		SELECT count(*), count(*) FILTER (WHERE c.fault <> ''), count(*) FILTER (WHERE c.brake_at IS NOT NULL),
			count(*) FILTER (WHERE c.synced_at IS NULL OR c.synced_at < $1::timestamptz - interval '1 hour'),
			(SELECT count(*) FROM calendar_proposals WHERE status = 'open'),
			(SELECT count(*) FROM calendar_links WHERE due_at IS NOT NULL),
			(SELECT coalesce(now() - min(changed_at), '0') FROM calendar_links WHERE due_at IS NOT NULL)
		FROM calendars c WHERE `+followedSQL, now).Scan(
		&h.Followed, &h.Failing, &h.Braked, &h.Stale, &h.Proposals, &h.Waiting, &h.Oldest)
	if err != nil {
		return h, fail("reading how the calendars are", err)
	}
	return h, nil
}
