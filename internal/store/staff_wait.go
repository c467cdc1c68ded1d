package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// Timers of conversations wait for what came in and was not read yet, and that
// may make them pointless.
const (
	staffDueSQL = `
SELECT c.id, c.staff_due_at AS due FROM conversations c
WHERE c.staff_due_at IS NOT NULL AND c.staff_due_at <= $1 AND c.owner = 'human' AND NOT EXISTS (
	SELECT 1 FROM inbox i WHERE i.conversation_id = c.id AND i.processed_at IS NULL AND i.kind IN ('owner', 'closed'))`

	salonOpensSQL = `
SELECT c.id, c.opening_at AS due FROM conversations c
WHERE c.opening_at IS NOT NULL AND c.opening_at <= $1 AND c.owner = 'human' AND NOT EXISTS (
	SELECT 1 FROM inbox i WHERE i.conversation_id = c.id AND i.processed_at IS NULL AND i.kind IN ('owner', 'closed'))`

	silencesDueSQL = `
SELECT c.id, c.silence_at AS due FROM conversations c
WHERE c.silence_at IS NOT NULL AND c.silence_at <= $1 AND NOT EXISTS (
	SELECT 1 FROM inbox i WHERE i.conversation_id = c.id AND i.processed_at IS NULL AND i.kind <> 'timer')`
)

// AwaitStaff notes that from now on the customer of a conversation waits for a
// person: the team is told again when nobody answers, and she is told when the
// salon opens if it is closed.
func (s *Store) AwaitStaff(ctx context.Context, snapshot *salon.Salon, conversation salon.ID, now time.Time) error {
	closures, err := s.closuresFrom(ctx, snapshot, now)
	if err != nil {
		return err
	}
	wait := snapshot.StaffWait(now, closures)
	_, err = s.db(ctx).Exec(ctx, `
		UPDATE conversations SET awaiting_since = $2, staff_due_at = $3, opening_at = $4, opening_told_at = NULL WHERE id = $1`,
		conversation, now, wait.Remind, orNull(wait.Opens))
	return fail("noting that a customer waits for a person", err)
}

// StaffAnswered notes that somebody of the team answered, or that nobody has to
// any more.
func (s *Store) StaffAnswered(ctx context.Context, conversation salon.ID) error {
	_, err := s.db(ctx).Exec(ctx, `
		UPDATE conversations SET awaiting_since = NULL, staff_due_at = NULL, opening_at = NULL, opening_told_at = NULL
		WHERE id = $1 AND awaiting_since IS NOT NULL`, conversation)
	return fail("noting that a person answered", err)
}

// closuresFrom reads, fresh, the closures of a salon that are not over.
func (s *Store) closuresFrom(ctx context.Context, shop *salon.Salon, now time.Time) ([]salon.Closure, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT starts_on, ends_on, reason FROM closures WHERE salon_id = $1 AND ends_on >= $2 ORDER BY starts_on, id`, shop.ID, shop.Today(now))
	if err != nil {
		return nil, fail("reading closures", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[salon.Closure])
	return list, fail("reading closures", err)
}

// waiting is a conversation in which a customer waits, locked for a timer.
type waiting struct {
	id, shop  salon.ID
	since     time.Time
	staffDue  time.Time
	told      bool // that the salon is open
	silenceAt time.Time
}

// claimConversation locks a conversation that a timer's query still lists;
// false: it does not any more, or somebody has it in hand.
func (s *Store) claimConversation(ctx context.Context, id salon.ID, due string, now time.Time) (w waiting, claimed bool, err error) {
	var locked salon.ID
	err = s.db(ctx).QueryRow(ctx, due+` AND c.id = $2 FOR NO KEY UPDATE OF c SKIP LOCKED`, now, id).Scan(&locked, nil)
	if errors.Is(err, pgx.ErrNoRows) {
		return w, false, nil
	}
	if err != nil {
		return w, false, fail("claiming a conversation's timer", err)
	}
	w.id = id
	err = s.db(ctx).QueryRow(ctx, `
		SELECT coalesce(salon_id, default_salon()), awaiting_since, staff_due_at, opening_told_at IS NOT NULL, silence_at FROM conversations WHERE id = $1`,
		id).Scan(&w.shop, instant{&w.since}, instant{&w.staffDue}, &w.told, instant{&w.silenceAt})
	return w, err == nil, fail("reading who waits", err)
}

// fireWait claims a conversation and does what is to be done about a customer
// who waits for a person. While the salon is closed, because of an outage or of
// a closure that nobody knew of, it is put off until it opens.
func (s *Store) fireWait(ctx context.Context, id salon.ID, due string, now time.Time, do func(context.Context, *salon.Salon, waiting) error) (bool, error) {
	shop, err := s.shopOfConversation(ctx, id)
	if err != nil {
		return false, err
	}
	done := false
	err = s.InTx(ctx, func(ctx context.Context) error {
		w, claimed, err := s.claimConversation(ctx, id, due, now)
		if err != nil || !claimed {
			return err
		}
		closures, err := s.closuresFrom(ctx, shop, now)
		if err != nil {
			return err
		}
		later := shop.StaffWait(now, closures)
		if later.Opens.IsZero() || shop.OpenAt(now, closures) {
			done = true
			return do(ctx, shop, w)
		}
		if w.told {
			later.Opens = time.Time{} // once is enough
		}
		if w.staffDue.IsZero() {
			later.Remind = time.Time{} // the team was told already
		}
		_, err = s.db(ctx).Exec(ctx, `UPDATE conversations SET staff_due_at = $2, opening_at = $3 WHERE id = $1`, id, orNull(later.Remind), orNull(later.Opens))
		return fail("putting a wait off", err)
	})
	return done && err == nil, err
}

// shopOfConversation reads the salon of a conversation, before any transaction.
func (s *Store) shopOfConversation(ctx context.Context, id salon.ID) (*salon.Salon, error) {
	var shop salon.ID
	if err := s.db(ctx).QueryRow(ctx, `SELECT coalesce(salon_id, default_salon()) FROM conversations WHERE id = $1`, id).Scan(&shop); err != nil {
		return nil, fail("reading the salon of a conversation", err)
	}
	return s.Snapshot(ctx, shop)
}

// fireStaff tells the team once more that somebody waits for an answer.
func (s *Store) fireStaff(ctx context.Context, id salon.ID, now time.Time) (fired, error) {
	done, err := s.fireWait(ctx, id, staffDueSQL, now, func(ctx context.Context, shop *salon.Salon, w waiting) error {
		if _, err := s.db(ctx).Exec(ctx, `UPDATE conversations SET staff_due_at = NULL WHERE id = $1`, id); err != nil {
			return fail("marking a second notice", err)
		}
		var text, reason string
		err := s.db(ctx).QueryRow(ctx, `
			SELECT text, reason FROM notices WHERE conversation_id = $1 AND kind = 'handover' ORDER BY created_at DESC, id DESC LIMIT 1`, id).Scan(&text, &reason)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return fail("reading why a person was called", err)
		}
		again := shop.NoticeOfWait(text, w.since, now)
		again.ConversationID, again.Reason = id, reason
		return s.AddNotice(ctx, again)
	})
	return fired{done: done}, err
}

// fireSalonOpens lets the customer know, once, that the salon is open now.
func (s *Store) fireSalonOpens(ctx context.Context, id salon.ID, now time.Time) (fired, error) {
	done, err := s.fireWait(ctx, id, salonOpensSQL, now, func(ctx context.Context, shop *salon.Salon, w waiting) error {
		if _, err := s.db(ctx).Exec(ctx, `UPDATE conversations SET opening_at = NULL, opening_told_at = $2 WHERE id = $1`, id, now); err != nil {
			return fail("marking an opening", err)
		}
		key := fmt.Sprintf("%s:%s:%d", salon.TimerOpening, id, w.since.UnixMilli())
		return s.storeTimer(ctx, shop.ID, id, key, salon.TimerFact{Kind: salon.TimerOpening}, now)
	})
	if !done || err != nil {
		return fired{}, err
	}
	return fired{done: true, conversation: id}, nil
}

// fireSilence hands a conversation whose customer has not written since she said
// she may not come to its next turn, which knows what to do.
func (s *Store) fireSilence(ctx context.Context, id salon.ID, now time.Time) (fired, error) {
	var end fired
	err := s.InTx(ctx, func(ctx context.Context) error {
		w, claimed, err := s.claimConversation(ctx, id, silencesDueSQL, now)
		if err != nil || !claimed {
			return err
		}
		if _, err := s.db(ctx).Exec(ctx, `UPDATE conversations SET silence_at = NULL WHERE id = $1`, id); err != nil {
			return fail("marking a silence", err)
		}
		end = fired{done: true, conversation: id}
		key := fmt.Sprintf("%s:%s:%d", salon.TimerSilence, id, w.silenceAt.UnixMilli())
		return s.storeTimer(ctx, w.shop, id, key, salon.TimerFact{Kind: salon.TimerSilence}, now)
	})
	if err != nil {
		return fired{}, err
	}
	return end, nil
}
