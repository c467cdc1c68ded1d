package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// subject is everybody and everything that belongs to one person: the person's
// own rows (more than one when a phone came to light late), the guests who exist
// only because of them, their conversations, also those without a row yet.
type subject struct {
	people, guests, threads []salon.ID
}

func (s subject) empty() bool { return len(s.people) == 0 && len(s.threads) == 0 }

// everybody are the customers' rows that go together.
func (s subject) everybody() []salon.ID {
	return append(append([]salon.ID{}, s.people...), s.guests...)
}

const findPeopleSQL = `
SELECT id FROM customers WHERE salon_id = $1 AND (id = $2 OR (phone = $3 AND $3 <> ''))
UNION SELECT customer_id FROM customer_contacts WHERE salon_id = $1 AND channel = $4 AND contact_id = $5 AND $5 <> ''
UNION SELECT c.customer_id FROM conversations c JOIN customers p ON p.id = c.customer_id
	WHERE c.salon_id = $1 AND ((c.channel = $4 AND c.contact_id = $5 AND $5 <> '') OR (c.channel = $4 AND c.external_id = $6 AND $6 <> '')
		OR c.id = $2 OR c.id = $7 OR (c.contact_phone = $3 AND $3 <> '' AND p.phone IS NULL))
ORDER BY 1`

// A conversation nobody is linked to yet belongs to whom its contact or phone
// belongs to.
const findThreadsSQL = `
SELECT c.id FROM conversations c
WHERE c.salon_id = $1 AND (c.customer_id = ANY($8::uuid[]) OR (c.customer_id IS NULL AND (
	c.id = $2 OR c.id = $7
	OR (c.channel = $4 AND c.contact_id = $5 AND $5 <> '') OR (c.channel = $4 AND c.external_id = $6 AND $6 <> '')
	OR (c.contact_phone <> '' AND (c.contact_phone = $3 OR c.contact_phone IN (SELECT phone FROM customers WHERE id = ANY($8::uuid[]))))
	OR EXISTS (SELECT 1 FROM customer_contacts k WHERE k.customer_id = ANY($8::uuid[]) AND k.channel = c.channel
		AND k.contact_id = c.contact_id AND k.source_id = c.contact_source_id AND (k.contact_id <> '' OR k.source_id <> '')))))
ORDER BY 1`

// Guests: brought by these people, without a phone or a conversation of their
// own, and never booked for by anybody else.
const findGuestsSQL = `
SELECT g.id FROM customers g
WHERE g.referred_by_id = ANY($1::uuid[]) AND g.phone IS NULL AND NOT g.id = ANY($1::uuid[])
	AND NOT EXISTS (SELECT 1 FROM customer_contacts k WHERE k.customer_id = g.id)
	AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.customer_id = g.id)
	AND NOT EXISTS (SELECT 1 FROM appointments a JOIN bookings b ON b.id = a.booking_id
		WHERE a.customer_id = g.id AND NOT b.customer_id = ANY($1::uuid[]))
ORDER BY 1`

// findSubject finds whom a query is about. An empty subject: nothing is held.
func (s *Store) findSubject(ctx context.Context, q salon.SubjectQuery) (subject, error) {
	var found subject
	args := []any{
		q.SalonID, uuidOrEmpty(q.ID), clean(q.Phone), clean(q.Channel), clean(q.Contact), clean(q.Thread), uuidOrEmpty(q.Conversation),
	}
	var err error
	if found.people, err = s.ids(ctx, findPeopleSQL, args...); err != nil {
		return found, fmt.Errorf("finding customers: %w", err)
	}
	if found.threads, err = s.ids(ctx, findThreadsSQL, append(args, found.people)...); err != nil {
		return found, fmt.Errorf("finding conversations: %w", err)
	}
	if found.guests, err = s.ids(ctx, findGuestsSQL, found.people); err != nil {
		return found, fmt.Errorf("finding guests: %w", err)
	}
	return found, nil
}

// ids reads one column of ids.
func (s *Store) ids(ctx context.Context, sql string, args ...any) ([]salon.ID, error) {
	rows, err := s.db(ctx).Query(ctx, sql, args...)
	if err != nil {
		return nil, fail("reading ids", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[salon.ID])
	return list, fail("reading ids", err)
}

// searchPeopleSQL finds by a part of the name without accents, of the phone, or
// by an id or a contact.
const searchPeopleSQL = `
SELECT c.id, btrim(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')), coalesce(c.phone, ''),
	ARRAY(SELECT DISTINCT k.channel || ':' || k.contact_id FROM customer_contacts k WHERE k.customer_id = c.id AND k.contact_id <> '' ORDER BY 1),
	(SELECT count(*) FROM conversations t WHERE t.customer_id = c.id),
	(SELECT count(*) FROM appointments a WHERE a.customer_id = c.id),
	(SELECT max(t.last_inbound_at) FROM conversations t WHERE t.customer_id = c.id), c.erased_at
FROM customers c
WHERE c.salon_id = $1 AND (
	strpos(translate(lower(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')), 'áàéèíóòúüñç', 'aaeeioouunc'), $2) > 0
	OR ($3 <> '' AND strpos(c.phone, $3) > 0) OR c.id::text = $2
	OR EXISTS (SELECT 1 FROM customer_contacts k WHERE k.customer_id = c.id AND ($2 = k.channel || ':' || k.contact_id)))
ORDER BY 7 DESC NULLS LAST, c.created_at DESC LIMIT 50`

// FindCustomers searches customers by a part of their name or phone, by id, or
// by a contact written "chatwoot:55"; at most 50, the last seen first.
func (s *Store) FindCustomers(ctx context.Context, salonID salon.ID, words string) ([]salon.Person, error) {
	digits := ""
	for _, r := range words {
		if r >= '0' && r <= '9' {
			digits += string(r)
		}
	}
	const shortest = 4 // fewer digits find everybody
	if len(digits) < shortest {
		digits = ""
	}
	rows, err := s.db(ctx).Query(ctx, searchPeopleSQL, salonID, salon.Fold(clean(words)), digits)
	if err != nil {
		return nil, fail("searching customers", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (salon.Person, error) {
		var p salon.Person
		err := row.Scan(&p.ID, &p.Name, &p.Phone, &p.Contacts, &p.Conversations, &p.Appointments, instant{&p.LastSeen}, instant{&p.Erased})
		return p, err //nolint:wrapcheck // wrapped below
	})
	return list, fail("searching customers", err)
}
