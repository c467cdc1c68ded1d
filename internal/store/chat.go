package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// maxChatLines is how far back a web chat shows a conversation.
const maxChatLines = 200

// chatLinesSQL merges what the visitor wrote with what was sent, in the order
// of real time; the shown time is the product's.
const chatLinesSQL = `
WITH thread AS (
	SELECT id FROM conversations WHERE channel = $1 AND external_id = $2
	ORDER BY salon_id IS DISTINCT FROM default_salon(), created_at LIMIT 1
), lines AS (
	SELECT i.id, true AS mine, i.payload::json ->> 'text' AS words, '[]'::jsonb AS options, i.received_at AS shown, i.stored_at AS at, 0 AS nr
	FROM thread, inbox i WHERE i.conversation_id = thread.id AND i.kind = 'message' AND i.payload <> '{}'
	UNION ALL
	SELECT o.id, false, o.body, o.options, o.created_at, o.sent_at, o.seq
	FROM thread, outbox o WHERE o.conversation_id = thread.id AND o.status = 'sent' AND o.kind IN ('text', 'menu') AND o.body <> '' AND o.sent_at IS NOT NULL
), latest AS (
	SELECT * FROM lines
	WHERE $3::uuid IS NULL OR (at, nr, id) > (SELECT k.at, k.nr, k.id FROM lines k WHERE k.id = $3)
	ORDER BY at DESC, nr DESC, id DESC LIMIT $4
)
SELECT id, mine, coalesce(words, ''), options, shown FROM latest ORDER BY at, nr, id`

// ChatLines lists a web chat's lines in order: those after the given line only
// (empty: all), at most the last 200. An unknown line gives none. salon.ErrNotFound:
// there is no such conversation.
func (s *Store) ChatLines(ctx context.Context, externalConversation string, after salon.ID) ([]salon.ChatLine, error) {
	if !after.Empty() && uuidOrEmpty(after).Empty() {
		return nil, fmt.Errorf("reading a web chat: line %q: %w", after, salon.ErrNotFound)
	}
	rows, err := s.db(ctx).Query(ctx, chatLinesSQL, salon.SourceSandbox, externalConversation, after, maxChatLines)
	if err != nil {
		return nil, fail("reading a web chat", err)
	}
	lines, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (salon.ChatLine, error) {
		var line salon.ChatLine
		err := row.Scan(&line.ID, &line.Mine, &line.Text, &line.Options, &line.At)
		return line, err //nolint:wrapcheck // wrapped below
	})
	return lines, fail("reading a web chat", err)
}
