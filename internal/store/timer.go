package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// timerPage is how many due timers are looked up at once.
const timerPage = 100

// timer is one kind of timer: where it is due and what it does.
type timer struct {
	kind salon.TimerKind
	// due selects (id, due) of the rows whose column is due at $1. Its conditions
	// are those of the column's index.
	due string
	// fire claims the row in a transaction of its own, makes the data change and
	// stores the inbox row that will make the conversation speak. Fired is false
	// when there was nothing to fire any more, or somebody has the row in hand.
	fire func(ctx context.Context, id salon.ID, now time.Time) (fired, error)
}

// fired is what became of a due timer. An empty conversation: nobody to tell.
type fired struct {
	done         bool
	conversation salon.ID
	others       []salon.ID // further conversations to announce
}

// timers lists every timer. A new one is a line here.
func (s *Store) timers() []timer {
	return []timer{
		{salon.TimerHoldExpired, holdsDueSQL, s.fireHoldEnd},
		{salon.TimerPaymentWarning, warningsDueSQL, s.fireWarning},
		{salon.TimerReminder, remindersDueSQL, s.fireReminders},
		{salon.TimerCompletion, completionsDue(), s.fireCompletion},
		{salon.TimerWaitlistOver, offersDueSQL, s.fireOfferEnd},
		{salon.TimerWaitlistHit, openingsDue(), s.fireOpening},
		{salon.TimerWaitlistPast, wishesPastSQL, s.firePastWish},
		{salon.TimerSilence, silencesDueSQL, s.fireSilence},
		{salon.TimerOpening, salonOpensSQL, s.fireSalonOpens},
		{salon.TimerStaff, staffDueSQL, s.fireStaff},
		{salon.TimerAbsence, absencesDueSQL, s.fireAbsence},
	}
}

// FireTimers fires every timer that is due at now, the product's clock, the
// longest due of a kind first, each in a transaction of its own: the data
// change, its effects and the inbox row that will make the conversation speak.
// A row that somebody else decides about at this moment is left for the next
// sweep, and one that fails does not keep the others. tell is called after each
// commit; conversation is empty when nothing is to be said.
func (s *Store) FireTimers(ctx context.Context, now time.Time, tell func(kind salon.TimerKind, conversation salon.ID)) error {
	var faults []error
	for _, t := range s.timers() {
		if err := s.fireAll(ctx, t, now, tell); err != nil {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}

// fireAll goes once through the due timers of a kind, page by page. What cannot
// be fired now is passed over, so that it never hides what is due behind it.
func (s *Store) fireAll(ctx context.Context, t timer, now time.Time, tell func(salon.TimerKind, salon.ID)) error {
	var faults []error
	last := dueTimer{At: time.Time{}, ID: "00000000-0000-0000-0000-000000000000"}
	for {
		page, err := s.dueTimers(ctx, t, now, last)
		if err != nil {
			return errors.Join(append(faults, err)...)
		}
		for _, one := range page {
			last = one
			end, err := t.fire(ctx, one.ID, now)
			switch {
			case err != nil:
				faults = append(faults, fmt.Errorf("firing the %s timer of %s: %w", t.kind, one.ID, err))
			case end.done:
				tell(t.kind, end.conversation)
				for _, other := range end.others {
					tell(t.kind, other)
				}
			}
		}
		if len(page) < timerPage {
			return errors.Join(faults...)
		}
	}
}

// dueTimer is a row with a timer that is due.
type dueTimer struct {
	ID salon.ID
	At time.Time
}

// dueTimers lists a page of due timers after the last one seen.
func (s *Store) dueTimers(ctx context.Context, t timer, now time.Time, last dueTimer) ([]dueTimer, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT id, due FROM (`+t.due+`) timers WHERE (due, id) > ($2, $3) ORDER BY due, id LIMIT $4`, now, last.At, last.ID, timerPage)
	if err != nil {
		return nil, fail("listing due timers", err)
	}
	page, err := pgx.CollectRows(rows, pgx.RowToStructByPos[dueTimer])
	return page, fail("listing due timers", err)
}

// OverdueTimers tells how long the oldest due timer of each kind has waited, by
// the product's clock; kinds of which none is due are left out.
func (s *Store) OverdueTimers(ctx context.Context, now time.Time) (map[salon.TimerKind]time.Duration, error) {
	out := map[salon.TimerKind]time.Duration{}
	batch := &pgx.Batch{}
	for _, t := range s.timers() {
		batch.Queue(`SELECT min(due) FROM (`+t.due+`) timers`, now).QueryRow(func(row pgx.Row) error {
			var oldest time.Time
			if err := row.Scan(instant{&oldest}); err != nil {
				return err //nolint:wrapcheck // wrapped below
			}
			if !oldest.IsZero() {
				out[t.kind] = now.Sub(oldest)
			}
			return nil
		})
	}
	if err := s.db(ctx).SendBatch(ctx, batch).Close(); err != nil {
		return nil, fail("reading overdue timers", err)
	}
	return out, nil
}
