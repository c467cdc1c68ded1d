package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// The four statements of StoreInbound, whatever the size of the batch. Rows are
// written in the order of their keys, so that two batches with the same
// messages wait for each other instead of deadlocking.
const (
	insertConversationsSQL = `
INSERT INTO conversations (id, salon_id, channel, external_id, contact_id, contact_source_id, contact_name, contact_phone)
SELECT g.id, coalesce(g.salon_id, (SELECT default_salon())), g.channel, g.external_id, g.contact_id, g.source_id, g.name, g.phone
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
	AS g (id, salon_id, channel, external_id, contact_id, source_id, name, phone)
ORDER BY g.channel, g.external_id
ON CONFLICT (channel, external_id, salon_id) DO NOTHING`

	// Writes, and locks, only rows whose contact is told otherwise than before.
	refreshContactsSQL = `
WITH changed AS (
	SELECT c.id, g.contact_id, g.source_id, g.name, g.phone
	FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
		AS g (salon_id, channel, external_id, contact_id, source_id, name, phone)
	JOIN conversations c ON c.channel = g.channel AND c.external_id = g.external_id
		AND c.salon_id IS NOT DISTINCT FROM coalesce(g.salon_id, (SELECT default_salon()))
	WHERE (g.contact_id <> '' AND c.contact_id <> g.contact_id) OR (g.source_id <> '' AND c.contact_source_id <> g.source_id)
		OR (g.name <> '' AND c.contact_name <> g.name) OR (g.phone <> '' AND c.contact_phone <> g.phone)
	ORDER BY c.id FOR NO KEY UPDATE OF c
)
UPDATE conversations c SET updated_at = now(), forgotten = false,
	contact_id = coalesce(nullif(n.contact_id, ''), c.contact_id),
	contact_source_id = coalesce(nullif(n.source_id, ''), c.contact_source_id),
	contact_name = coalesce(nullif(n.name, ''), c.contact_name),
	contact_phone = coalesce(nullif(n.phone, ''), c.contact_phone)
FROM changed n WHERE c.id = n.id`

	insertInboxSQL = `
WITH given AS (
	SELECT g.*, coalesce(k.id, c.id) AS conversation_id, coalesce(k.salon_id, c.salon_id, g.salon, (SELECT default_salon())) AS salon_id
	FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::bigint[], $9::text[], $10::timestamptz[])
		WITH ORDINALITY
		AS g (id, salon, source, external_id, known_id, thread, kind, sequence, payload, received_at, nr)
	LEFT JOIN conversations k ON k.id = g.known_id AND NOT (k.forgotten AND k.channel = g.source)
	LEFT JOIN conversations c ON c.channel = g.source AND c.external_id = g.thread AND g.known_id IS NULL
		AND c.salon_id IS NOT DISTINCT FROM coalesce(g.salon, (SELECT default_salon()))
), fresh AS (
	INSERT INTO inbox (id, salon_id, source, external_id, conversation_id, kind, sequence, payload, received_at)
	SELECT id, salon_id, source, external_id, conversation_id, kind, sequence, payload, coalesce(received_at, now())
	FROM given WHERE NOT EXISTS (SELECT FROM given x WHERE x.conversation_id IS NULL) ORDER BY source, external_id, nr
	ON CONFLICT (source, external_id) DO NOTHING
	RETURNING id
)
SELECT given.conversation_id, fresh.id IS NOT NULL
FROM given LEFT JOIN fresh ON fresh.id = given.id ORDER BY given.nr`

	conversationsOfBookingsSQL = `
SELECT id, conversation_id FROM bookings WHERE id = ANY($1::uuid[]) AND conversation_id IS NOT NULL`
)

// StoreInbound writes a batch in one transaction and a constant number of
// statements: conversations that are new, contacts that changed, rows that are
// not there yet. The answer has the batch's length and order. An Inbound
// without SalonID belongs to the deployment's first salon; one with
// ConversationID uses that; a payment or timer without takes its booking's.
// salon.ErrNotFound: a ConversationID that does not exist; no row is stored.
func (s *Store) StoreInbound(ctx context.Context, batch []salon.Inbound) ([]salon.Stored, error) {
	if len(batch) == 0 {
		return nil, nil
	}
	known, err := s.conversationsOfBookings(ctx, batch)
	if err != nil {
		return nil, err
	}
	threads, rows, err := arrangeInbound(batch, known)
	if err != nil {
		return nil, err
	}
	stored := make([]salon.Stored, 0, len(batch))
	work := &pgx.Batch{} // one round trip; the server runs it as one transaction
	if len(threads.ids) > 0 {
		work.Queue(insertConversationsSQL, threads.ids, threads.salons, threads.channels, threads.externals,
			threads.contacts, threads.sources, threads.names, threads.phones)
		work.Queue(refreshContactsSQL, threads.salons, threads.channels, threads.externals,
			threads.contacts, threads.sources, threads.names, threads.phones)
	}
	work.Queue(insertInboxSQL, rows.ids, rows.salons, rows.sources, rows.externals, rows.known, rows.threads,
		rows.kinds, rows.sequences, rows.payloads, rows.received).Query(func(answer pgx.Rows) error {
		for answer.Next() {
			var one salon.Stored
			if err := answer.Scan(&one.Conversation, &one.Fresh); err != nil {
				return err //nolint:wrapcheck // wrapped below
			}
			stored = append(stored, one)
		}
		return answer.Err()
	})
	if err := s.db(ctx).SendBatch(ctx, work).Close(); err != nil {
		return nil, fail("storing what came in", err)
	}
	if slices.ContainsFunc(stored, func(one salon.Stored) bool { return one.Conversation.Empty() }) {
		return nil, fmt.Errorf("storing what came in: a conversation is gone: %w", salon.ErrNotFound)
	}
	return stored, nil
}

// threadColumns are the conversations of a batch, each once, by column.
type threadColumns struct {
	ids, salons                                           []salon.ID
	channels, externals, contacts, sources, names, phones []string
}

// inboxColumns are the rows of a batch, by column.
type inboxColumns struct {
	ids, salons, known                           []salon.ID
	sources, externals, threads, kinds, payloads []string
	sequences                                    []int64
	received                                     []*time.Time
}

// threadKey tells conversations of a batch apart.
type threadKey struct {
	salon             salon.ID
	channel, external string
}

// arrangeInbound turns a batch into columns. known maps bookings to their
// conversations.
func arrangeInbound(batch []salon.Inbound, known map[salon.ID]salon.ID) (threadColumns, inboxColumns, error) {
	var threads threadColumns
	var rows inboxColumns
	seen := map[threadKey]int{}
	for _, in := range batch {
		in = cleanInbound(in)
		if in.ConversationID.Empty() {
			in.ConversationID = known[bookingOf(in)]
		}
		if in.ConversationID.Empty() {
			if in.ExternalConversation == "" {
				// About a booking without a conversation, or one that is not ours: it
				// gets a thread of its own rather than be lost.
				in.ExternalConversation = orphanThread(in)
			}
			threads.add(in, seen)
		}
		payload, err := json.Marshal(in)
		if err != nil {
			return threads, rows, fmt.Errorf("writing an inbound message: %w", err)
		}
		rows.add(in, string(payload))
	}
	return threads, rows, nil
}

// add lists the conversation of in once, with the contact told last.
func (t *threadColumns) add(in salon.Inbound, seen map[threadKey]int) {
	key := threadKey{in.SalonID, in.Source, in.ExternalConversation}
	at, again := seen[key]
	if !again {
		seen[key] = len(t.ids)
		t.ids = append(t.ids, NewID())
		t.salons = append(t.salons, in.SalonID)
		t.channels = append(t.channels, in.Source)
		t.externals = append(t.externals, in.ExternalConversation)
		t.contacts = append(t.contacts, in.Contact.ID)
		t.sources = append(t.sources, in.Contact.SourceID)
		t.names = append(t.names, in.Contact.Name)
		t.phones = append(t.phones, in.Contact.Phone)
		return
	}
	t.contacts[at] = cmp.Or(in.Contact.ID, t.contacts[at])
	t.sources[at] = cmp.Or(in.Contact.SourceID, t.sources[at])
	t.names[at] = cmp.Or(in.Contact.Name, t.names[at])
	t.phones[at] = cmp.Or(in.Contact.Phone, t.phones[at])
}

func (r *inboxColumns) add(in salon.Inbound, payload string) {
	r.ids = append(r.ids, NewID())
	r.salons = append(r.salons, in.SalonID)
	r.sources = append(r.sources, in.Source)
	r.externals = append(r.externals, in.ExternalID)
	r.known = append(r.known, in.ConversationID)
	r.threads = append(r.threads, in.ExternalConversation)
	r.kinds = append(r.kinds, string(in.Kind))
	r.sequences = append(r.sequences, in.Sequence)
	r.payloads = append(r.payloads, payload)
	r.received = append(r.received, orNull(in.ReceivedAt))
}

// conversationsOfBookings finds the conversations of the bookings a batch
// reports on without naming a conversation. Most batches ask nothing.
func (s *Store) conversationsOfBookings(ctx context.Context, batch []salon.Inbound) (map[salon.ID]salon.ID, error) {
	var bookings []salon.ID
	for _, in := range batch {
		if booking := bookingOf(in); in.ConversationID.Empty() && in.ExternalConversation == "" && !booking.Empty() {
			bookings = append(bookings, booking)
		}
	}
	if len(bookings) == 0 {
		return nil, nil
	}
	rows, err := s.db(ctx).Query(ctx, conversationsOfBookingsSQL, bookings)
	if err != nil {
		return nil, fail("finding the conversations of bookings", err)
	}
	found := map[salon.ID]salon.ID{}
	var booking, conversation salon.ID
	_, err = pgx.ForEachRow(rows, []any{&booking, &conversation}, func() error {
		found[booking] = conversation
		return nil
	})
	return found, fail("finding the conversations of bookings", err)
}

// bookingOf is the booking an inbound reports on; empty: none, or not an id of ours.
func bookingOf(in salon.Inbound) salon.ID {
	var id salon.ID
	switch {
	case in.Payment != nil:
		id = in.Payment.BookingID
	case in.Timer != nil:
		id = in.Timer.BookingID
	}
	return uuidOrEmpty(id)
}

// orphanThread names the thread of a report that belongs to no conversation.
func orphanThread(in salon.Inbound) string {
	if booking := bookingOf(in); !booking.Empty() {
		return "booking:" + string(booking)
	}
	return "event:" + in.ExternalID
}

// cleanInbound makes every text storable; see clean.
func cleanInbound(in salon.Inbound) salon.Inbound {
	in.ExternalID, in.ExternalConversation = clean(in.ExternalID), clean(in.ExternalConversation)
	in.Contact = salon.Contact{
		ID: clean(in.Contact.ID), SourceID: clean(in.Contact.SourceID),
		Name: clean(in.Contact.Name), Phone: clean(in.Contact.Phone), Email: clean(in.Contact.Email),
	}
	in.Text, in.InReplyTo, in.Failure, in.Amends = clean(in.Text), clean(in.InReplyTo), clean(in.Failure), clean(in.Amends)
	in.Attachments = slices.Clone(in.Attachments)
	for i, one := range in.Attachments {
		in.Attachments[i] = salon.Attachment{Kind: clean(one.Kind), URL: clean(one.URL), Transcript: clean(one.Transcript)}
	}
	return in
}

// clean drops what a PostgreSQL text cannot hold: NUL and broken UTF-8.
func clean(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "")
}
