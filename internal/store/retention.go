package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// Sizes of the steps in which old data are erased: short transactions.
const (
	retentionPage   = 2000
	retentionPeople = 100
)

// retentionPass goes through a table once, page by page in the order of its
// primary key, so that a night costs one reading and no index of its own.
type retentionPass struct {
	table string
	// change is what follows UPDATE … or DELETE FROM … for the rows of a page that match.
	change string
	cutoff time.Time
	count  *int
}

// Retain erases what a salon's policies say is too old to keep: words of the
// history, the traces that explain turns, and people who have not been seen for
// long. Bookings and payments stay, without a name. It may be stopped at any
// moment and run again. People are asked of no channel: what it keeps is up to
// its own settings.
func (s *Store) Retain(ctx context.Context, shop *salon.Salon, now time.Time) (salon.Retained, error) {
	var done salon.Retained
	var faults []error
	words, traces, people := shop.Policies.Cutoffs(now.In(shop.Location))
	for _, one := range []retentionPass{
		{"conversation_history", `DELETE FROM conversation_history r WHERE r.created_at < $3`, words, &done.Messages},
		// Only what the archive has, or is too old for it.
		{"inbox", `UPDATE inbox r SET payload = '{}' FROM conversations c WHERE c.id = r.conversation_id AND c.archived_at >= r.received_at
			AND r.received_at < $3 AND r.kind = 'message' AND r.processed_at IS NOT NULL AND r.payload <> '{}'`, traces, &done.Traces},
		{"outbox", `UPDATE outbox r SET body = '', options = '[]', facts = NULL FROM conversations c WHERE c.id = r.conversation_id AND c.archived_at >= r.created_at
			AND r.created_at < $3 AND r.status <> 'pending' AND (r.body <> '' OR r.options <> '[]' OR r.facts IS NOT NULL)`, traces, &done.Traces},
		{"turns", `UPDATE turns r SET words = NULL, commands = NULL, rules = NULL, slots = NULL, utterances = NULL
			WHERE r.ended_at < $3 AND NOT (r.words IS NULL AND r.commands IS NULL AND r.rules IS NULL AND r.slots IS NULL AND r.utterances IS NULL)`, traces, &done.Traces},
		{"notices", `UPDATE notices r SET text = '' WHERE r.created_at < $3 AND r.delivered_at IS NOT NULL AND r.text <> ''`, traces, &done.Traces},
	} {
		if err := s.passOver(ctx, shop.ID, one); err != nil {
			faults = append(faults, fmt.Errorf("erasing old rows of %s: %w", one.table, err))
		}
	}
	if err := s.forgetPeople(ctx, shop, people, now, &done); err != nil {
		faults = append(faults, err)
	}
	return done, errors.Join(faults...)
}

// passOver walks one table.
func (s *Store) passOver(ctx context.Context, salonID salon.ID, p retentionPass) error {
	table := pgx.Identifier{p.table}.Sanitize()
	sql := `WITH page AS (SELECT id FROM ` + table + ` WHERE ($1::uuid IS NULL OR id > $1) AND salon_id = $2 ORDER BY id LIMIT $4),
		hit AS (` + p.change + ` AND r.id IN (SELECT id FROM page) RETURNING 1)
		SELECT (SELECT id FROM page ORDER BY id DESC LIMIT 1), (SELECT count(*) FROM hit), (SELECT count(*) FROM page)`
	var last salon.ID
	for {
		var hit, page int
		err := s.db(ctx).QueryRow(ctx, sql, last, salonID, p.cutoff, retentionPage).Scan(&last, &hit, &page)
		if err != nil {
			return fail("passing over", err)
		}
		*p.count += hit
		if page < retentionPage {
			return nil
		}
	}
}

// Nobody is forgotten who has something ahead, waits, or wrote or came since.
const idlePeopleSQL = `
SELECT c.id FROM customers c
WHERE c.salon_id = $1 AND ($2::uuid IS NULL OR c.id > $2) AND c.erased_at IS NULL AND c.created_at < $3
	AND NOT EXISTS (SELECT 1 FROM appointments a WHERE a.customer_id = c.id AND a.starts_at >= $3)
	AND NOT EXISTS (SELECT 1 FROM bookings b JOIN appointments a ON a.booking_id = b.id WHERE b.customer_id = c.id AND a.starts_at >= $3)
	AND NOT EXISTS (SELECT 1 FROM conversations t WHERE t.customer_id = c.id AND coalesce(t.last_inbound_at, t.created_at) >= $3)
	AND NOT EXISTS (SELECT 1 FROM waitlist w WHERE w.customer_id = c.id AND w.status IN ('waiting', 'offered'))
ORDER BY c.id LIMIT $4`

// Whoever wrote once and never became a customer.
const idleThreadsSQL = `
SELECT c.id FROM conversations c
WHERE c.salon_id = $1 AND ($2::uuid IS NULL OR c.id > $2) AND c.customer_id IS NULL AND coalesce(c.last_inbound_at, c.created_at) < $3
	AND (c.contact_id <> '' OR c.contact_source_id <> '' OR c.contact_name <> '' OR c.contact_phone <> '' OR c.state IS NOT NULL)
ORDER BY c.id LIMIT $4`

// forgetPeople erases whom nobody has seen since the cutoff, one transaction each.
func (s *Store) forgetPeople(ctx context.Context, shop *salon.Salon, cutoff, now time.Time, done *salon.Retained) error {
	var faults []error
	for _, kind := range []struct {
		sql   string
		query func(salon.ID) salon.SubjectQuery
		count *int
	}{
		{idlePeopleSQL, func(id salon.ID) salon.SubjectQuery { return salon.SubjectQuery{SalonID: shop.ID, ID: id} }, &done.Customers},
		{idleThreadsSQL, func(id salon.ID) salon.SubjectQuery { return salon.SubjectQuery{SalonID: shop.ID, Conversation: id} }, &done.Conversations},
	} {
		var last salon.ID
		for {
			ids, err := s.ids(ctx, kind.sql, shop.ID, last, cutoff, retentionPeople)
			if err != nil {
				return errors.Join(append(faults, fmt.Errorf("listing whom nobody has seen: %w", err))...)
			}
			for _, id := range ids {
				last = id
				erased, err := s.EraseCustomer(ctx, shop, salon.ErasureRequest{SubjectQuery: kind.query(id), Actor: "retention", KeepContacts: true}, now)
				switch {
				case errors.Is(err, salon.ErrNotFound), err == nil && erased.Already: // with somebody before
				case err != nil:
					faults = append(faults, fmt.Errorf("forgetting %s: %w", id, err))
				default:
					*kind.count++
				}
			}
			if len(ids) < retentionPeople {
				break
			}
		}
	}
	return errors.Join(faults...)
}
