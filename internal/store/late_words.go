package store

import (
	"context"

	"atrevete/internal/salon"
)

// A note that a person was there to answer, or that had its words, has been dealt
// with. A later message of hers, or of ours to her, ends the matter: she may have
// typed what she said, and yes would mean another question.
const lateWordsCountSQL = `
SELECT n.id IS NULL OR (
	n.processed_at IS NOT NULL AND coalesce(t.outcome, '') = 'replied'
	AND coalesce(n.payload::json #>> '{attachments,0,transcript}', '') = ''
	AND NOT EXISTS (SELECT 1 FROM inbox l WHERE l.conversation_id = $1 AND l.source = $2 AND l.kind = 'message' AND l.sequence > $4)
	AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.conversation_id = $1 AND o.kind IN ('text', 'menu') AND o.status <> 'dropped'
		AND o.seq > (SELECT max(a.seq) FROM outbox a WHERE a.conversation_id = $1 AND a.turn_id = n.turn_id)))
FROM (SELECT) one LEFT JOIN inbox n ON n.source = $2 AND n.external_id = $3 AND n.conversation_id = $1 LEFT JOIN turns t ON t.id = n.turn_id`

// LateWordsCount reports whether the words of a voice note, which came later than
// the note, are still to be answered: the note itself is not stored, or was
// answered without them and neither side has said anything since.
func (s *Store) LateWordsCount(ctx context.Context, words salon.Inbound) (bool, error) {
	var count bool
	err := s.db(ctx).QueryRow(ctx, lateWordsCountSQL, words.ConversationID, words.Source, words.Amends, words.Sequence).Scan(&count)
	return count, fail("looking for a voice note", err)
}

// WordsCame reports whether the words of a voice note were read before the note.
func (s *Store) WordsCame(ctx context.Context, note salon.Inbound) (bool, error) {
	var came bool
	err := s.db(ctx).QueryRow(ctx, `
		SELECT EXISTS (SELECT 1 FROM inbox w WHERE w.conversation_id = $1 AND w.source = $2 AND w.sequence = $4 AND w.kind = 'message'
			AND w.processed_at IS NOT NULL AND w.payload::json ->> 'amends' = $3)`,
		note.ConversationID, note.Source, note.ExternalID, note.Sequence).Scan(&came)
	return came, fail("looking for the words of a voice note", err)
}
