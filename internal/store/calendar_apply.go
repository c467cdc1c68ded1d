package store

import (
	"context"
	"fmt"
	"time"

	"atrevete/internal/salon"
)

// brakeWindow is how long deletions of a calendar are counted together: who
// empties a calendar does it one event after the other, and hints let us read
// in between.
const brakeWindow = time.Hour

// applying is one read of a calendar being taken in, its row locked.
type applying struct {
	salon.CalendarRead
	store *Store
	shop  *salon.Salon
	now   time.Time
	out   salon.CalendarOutcome

	resuming  bool
	braked    bool
	told      time.Time
	deletions int // counted within brakeWindow
	since     time.Time

	mirrors map[string]*knownMirror // by event id
}

// ApplyCalendar takes in one complete answer of an outside calendar, all or
// nothing: events of others become blocks of the stylists whose calendar it is,
// and what people did to mirrors becomes proposals. Busy time on a confirmed
// appointment is told to the team. Many deletions at once trip
// a brake: none is believed until staff say so. A read that continues from where
// somebody else has continued meanwhile changes nothing.
func (s *Store) ApplyCalendar(ctx context.Context, r salon.CalendarRead, now time.Time) (salon.CalendarOutcome, error) {
	shop, err := s.Snapshot(ctx, r.SalonID)
	if err != nil {
		return salon.CalendarOutcome{}, err
	}
	a := &applying{CalendarRead: r, store: s, shop: shop, now: now}
	err = s.InTx(ctx, a.run)
	if err != nil {
		return salon.CalendarOutcome{}, fmt.Errorf("taking in a calendar: %w", err)
	}
	return a.out, nil
}

// full reports whether everything was read, so that what is missing is gone.
func (a *applying) full() bool { return a.Since == "" }

func (a *applying) run(ctx context.Context) error {
	var token string
	var brake time.Time
	err := a.store.db(ctx).QueryRow(ctx, `
		SELECT sync_token, brake_at, resuming, told_at, deletions, deletions_since FROM calendars
		WHERE salon_id = $1 AND calendar_id = $2 FOR NO KEY UPDATE`, a.SalonID, a.ID).Scan(
		&token, instant{&brake}, &a.resuming, instant{&a.told}, &a.deletions, instant{&a.since})
	if err != nil {
		return fail("locking a calendar", err)
	}
	if a.Since != "" && a.Since != token {
		a.out.Stale = true
		return nil
	}
	a.resuming = a.resuming && a.full()
	a.braked = !brake.IsZero() && !a.resuming
	if a.since.IsZero() || a.now.Sub(a.since) >= brakeWindow {
		a.since, a.deletions = a.now, 0
	}
	if err := a.loadMirrors(ctx); err != nil {
		return err
	}
	others, gone := a.sort()
	if err := a.checkBrake(ctx, gone); err != nil {
		return err
	}
	if err := a.applyBlocks(ctx, others, gone); err != nil {
		return err
	}
	if err := a.applyMirrors(ctx); err != nil {
		return err
	}
	if err := a.tellClashes(ctx); err != nil {
		return err
	}
	return a.finish(ctx)
}

// sort tells the events of others from our mirrors. gone are those ids that
// must not block any more although something else is not known of them.
func (a *applying) sort() (others []salon.CalendarEvent, gone []string) {
	for i, e := range a.Events {
		if m := a.mirrors[e.ID]; m != nil {
			m.seen = &a.Events[i]
			continue
		}
		if e.Deleted {
			gone = append(gone, e.ID)
			continue
		}
		others = append(others, e)
	}
	return others, gone
}

// checkBrake counts what is about to vanish and, when it is too much at once,
// trips the brake.
func (a *applying) checkBrake(ctx context.Context, gone []string) error {
	if a.braked || a.resuming {
		return nil
	}
	vanishing, known, err := a.vanishingBlocks(ctx, gone)
	if err != nil {
		return err
	}
	for _, m := range a.mirrors {
		if m.live() && m.ahead(a.now) {
			known++
			if m.deletedByPerson(a) {
				vanishing++
			}
		}
	}
	// Mirrors that were not asked for count as known too.
	rest, err := a.otherMirrors(ctx)
	if err != nil {
		return err
	}
	if !salon.TripsBrake(a.deletions+vanishing, a.deletions+known+rest) {
		a.deletions += vanishing
		return nil
	}
	a.braked, a.out.Braked = true, true
	_, err = a.store.db(ctx).Exec(ctx, `
		UPDATE calendars SET brake_at = $3, brake_deleted = $4 WHERE salon_id = $1 AND calendar_id = $2`,
		a.SalonID, a.ID, a.now, a.deletions+vanishing)
	if err != nil {
		return fail("pulling the brake of a calendar", err)
	}
	return a.store.tellOfCalendar(ctx, a.Calendar, func(names string) salon.Notice {
		return salon.NoticeOfBrake(a.SalonID, names, a.deletions+vanishing, a.now)
	})
}

// finish notes how far the calendar was read. A hint that came meanwhile makes
// it due again at once.
func (a *applying) finish(ctx context.Context) error {
	_, err := a.store.db(ctx).Exec(ctx, `
		UPDATE calendars SET sync_token = $3, synced_at = $4, full_at = CASE WHEN $5 THEN $4 ELSE full_at END, sync_failures = 0,
			fault = '', failing_since = NULL, told_at = NULL, last_error = NULL, deletions = $6, deletions_since = $7,
			resuming = resuming AND NOT $8, brake_at = CASE WHEN $8 THEN NULL ELSE brake_at END, brake_deleted = CASE WHEN $8 THEN 0 ELSE brake_deleted END,
			sync_due_at = CASE WHEN hints = $9 THEN $10::timestamptz ELSE '-infinity' END
		WHERE salon_id = $1 AND calendar_id = $2`,
		a.SalonID, a.ID, a.Token, a.now, a.full(), a.deletions, a.since, a.resuming, a.Hints, a.now.Add(syncEvery))
	if err != nil || a.told.IsZero() {
		return fail("noting how far a calendar was read", err)
	}
	return a.store.tellOfCalendar(ctx, a.Calendar, func(names string) salon.Notice { return salon.NoticeOfCalendarOpen(a.SalonID, names, a.now) })
}
