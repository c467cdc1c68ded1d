package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// TurnView is a committed turn as a person looks at it.
type TurnView struct {
	Version int64 // of the conversation that it made
	Why     salon.TurnWhy
	Unsent  int // messages of it that wait to be sent
}

// TurnsAfter lists the turns that brought a conversation beyond a version, in order.
func (s *Store) TurnsAfter(ctx context.Context, conversation salon.ID, version int64) ([]TurnView, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT t.version, t.outcome, coalesce(t.words, 'null'), coalesce(t.commands, 'null'),
			coalesce(t.rules, 'null'), coalesce(t.slots, 'null'), coalesce(t.utterances, 'null'),
			(SELECT count(*) FROM outbox o WHERE o.turn_id = t.id AND o.status = 'pending')
		FROM turns t WHERE t.conversation_id = $1 AND t.version > $2 ORDER BY t.version`, conversation, version)
	if err != nil {
		return nil, fail("listing turns", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (TurnView, error) {
		var v TurnView
		w := &v.Why
		err := row.Scan(&v.Version, &w.Outcome, &w.Words, &w.Commands, &w.Rules, &w.Slots, &w.Utterances, &v.Unsent)
		return v, err //nolint:wrapcheck // wrapped below
	})
	return list, fail("listing turns", err)
}
