package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// archiveBatch is how many conversations are archived in one transaction.
const archiveBatch = 200

// idleSQL takes conversations in which nobody said anything since $2 and nothing
// waits, neither for an answer nor to be sent.
const idleSQL = `
SELECT c.id FROM conversations c
WHERE c.salon_id = $1 AND c.archived_at IS NULL AND coalesce(c.last_inbound_at, c.created_at) <= $2
	AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.conversation_id = c.id AND i.processed_at IS NULL)
	AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.conversation_id = c.id AND (o.status = 'pending' OR o.created_at > $2))
ORDER BY c.id LIMIT $3 FOR NO KEY UPDATE OF c SKIP LOCKED`

// What a turn of an earlier version wrote has no source: its turn names it.
const archiveHeardSQL = `
INSERT INTO conversation_history (salon_id, conversation_id, customer_id, message_role, message_content, turn_id, created_at, source_id)
SELECT coalesce(c.salon_id, default_salon()), c.id, c.customer_id, 'user',
	coalesce(nullif(i.payload::json ->> 'text', ''), '[' || coalesce(nullif(i.payload::json #>> '{attachments,0,kind}', ''), 'message') || ']'),
	i.turn_id, i.received_at, i.id
FROM inbox i JOIN conversations c ON c.id = i.conversation_id
WHERE i.conversation_id = ANY($1::uuid[]) AND i.kind = 'message' AND i.processed_at IS NOT NULL AND i.payload <> '{}'
	AND i.payload::json ->> 'amends' IS NULL
	AND NOT EXISTS (SELECT 1 FROM conversation_history h WHERE h.conversation_id = i.conversation_id
		AND (h.source_id = i.id OR (h.source_id IS NULL AND h.turn_id = i.turn_id)))
ORDER BY i.received_at, i.id
ON CONFLICT (source_id) WHERE source_id IS NOT NULL DO NOTHING`

const archiveSaidSQL = `
INSERT INTO conversation_history (salon_id, conversation_id, customer_id, message_role, message_content, turn_id, created_at, source_id)
SELECT o.salon_id, c.id, c.customer_id, 'assistant', o.body, o.turn_id, o.created_at, o.id
FROM outbox o JOIN conversations c ON c.id = o.conversation_id
WHERE o.conversation_id = ANY($1::uuid[]) AND o.kind IN ('text', 'menu') AND o.status = 'sent' AND o.body <> ''
	AND NOT EXISTS (SELECT 1 FROM conversation_history h WHERE h.conversation_id = o.conversation_id
		AND (h.source_id = o.id OR (h.source_id IS NULL AND h.turn_id IS NOT DISTINCT FROM o.turn_id AND o.turn_id IS NOT NULL)))
ORDER BY o.seq
ON CONFLICT (source_id) WHERE source_id IS NOT NULL DO NOTHING`

// What was never sent was never said.
const archiveUnsaidSQL = `
DELETE FROM conversation_history h USING outbox o
WHERE h.conversation_id = ANY($1::uuid[]) AND o.id = h.source_id AND o.status IN ('dropped', 'failed')`

// The first words of somebody new were said before they had a row.
const archiveOwnedSQL = `
UPDATE conversation_history h SET customer_id = c.customer_id FROM conversations c
WHERE h.conversation_id = ANY($1::uuid[]) AND c.id = h.conversation_id AND h.customer_id IS NULL AND c.customer_id IS NOT NULL`

// Archive brings the history of a salon's conversations that are idle since the
// given instant to what was really exchanged: every message once, nothing that
// was never sent. It may run at any time and as often as one likes. It returns
// how many conversations and lines it dealt with; an error leaves the rest for
// the next time.
func (s *Store) Archive(ctx context.Context, salonID salon.ID, since, now time.Time) (salon.Archived, error) {
	var done salon.Archived
	for {
		batch, err := s.archiveSome(ctx, salonID, since, now)
		done.Conversations += batch.Conversations
		done.Added += batch.Added
		done.Removed += batch.Removed
		if err != nil {
			return done, fmt.Errorf("archiving conversations: %w", err)
		}
		if batch.Conversations < archiveBatch {
			return done, nil
		}
	}
}

// archiveSome archives one batch in one transaction.
func (s *Store) archiveSome(ctx context.Context, salonID salon.ID, since, now time.Time) (salon.Archived, error) {
	var done salon.Archived
	err := s.InTx(ctx, func(ctx context.Context) error {
		ids, err := s.ids(ctx, idleSQL, salonID, since, archiveBatch)
		if err != nil || len(ids) == 0 {
			return err
		}
		done.Conversations = len(ids)
		work := &pgx.Batch{}
		work.Queue(archiveHeardSQL, ids)
		work.Queue(archiveSaidSQL, ids)
		work.Queue(archiveUnsaidSQL, ids)
		work.Queue(archiveOwnedSQL, ids)
		work.Queue(`UPDATE conversations SET archived_at = $2 WHERE id = ANY($1::uuid[])`, ids, now)
		answers := s.db(ctx).SendBatch(ctx, work)
		for _, into := range []*int{&done.Added, &done.Added, &done.Removed} {
			tag, err := answers.Exec()
			if err != nil {
				_ = answers.Close() // the same error again
				return fail("writing the history", err)
			}
			*into += int(tag.RowsAffected())
		}
		return fail("writing the history", answers.Close())
	})
	if err != nil {
		return salon.Archived{}, err
	}
	return done, nil
}
