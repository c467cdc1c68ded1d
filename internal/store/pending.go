package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// Waiting lists conversations with unprocessed inbox rows older than age of
// real time, oldest first.
func (s *Store) Waiting(ctx context.Context, age time.Duration, limit int) ([]salon.ID, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT conversation_id FROM inbox
		WHERE processed_at IS NULL AND stored_at <= now() - $1::interval
		GROUP BY conversation_id ORDER BY min(stored_at) LIMIT $2`, age, limit)
	if err != nil {
		return nil, fail("listing who waits", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[salon.ID])
	return ids, fail("listing who waits", err)
}

const pendingSQL = `
SELECT id, coalesce(salon_id, default_salon()), source, external_id, kind, sequence, payload, received_at
FROM inbox WHERE conversation_id = $1 AND processed_at IS NULL ORDER BY stored_at, id`

// PendingInbound lists the unprocessed inbox rows of a conversation by arrival;
// rows of one source that carry a sequence are in its order among themselves.
func (s *Store) PendingInbound(ctx context.Context, conversation salon.ID) ([]salon.Inbound, error) {
	rows, err := s.db(ctx).Query(ctx, pendingSQL, conversation)
	if err != nil {
		return nil, fail("reading what came in", err)
	}
	list, err := collectPending(rows, conversation)
	return list, fail("reading what came in", err)
}

func collectPending(rows pgx.Rows, conversation salon.ID) ([]salon.Inbound, error) {
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (salon.Inbound, error) {
		return scanInbound(row, conversation)
	})
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller says what was read
	}
	orderBySequence(list)
	return list, nil
}

// scanInbound reads the payload, then what the columns say: they prevail.
func scanInbound(row pgx.CollectableRow, conversation salon.ID) (salon.Inbound, error) {
	var in, columns salon.Inbound
	var payload string
	err := row.Scan(&columns.ID, &columns.SalonID, &columns.Source, &columns.ExternalID, &columns.Kind,
		&columns.Sequence, &payload, &columns.ReceivedAt)
	if err != nil {
		return in, err //nolint:wrapcheck // the caller says what was read
	}
	if err := json.Unmarshal([]byte(payload), &in); err != nil {
		return in, fmt.Errorf("inbox row %s: %w", columns.ID, err)
	}
	in.ID, in.SalonID, in.ConversationID = columns.ID, columns.SalonID, conversation
	in.Source, in.ExternalID, in.Kind = columns.Source, columns.ExternalID, columns.Kind
	in.Sequence, in.ReceivedAt = columns.Sequence, columns.ReceivedAt
	return in, nil
}

// orderBySequence puts the rows of each source that carry a sequence in its
// order, in the places such rows of that source have by arrival.
func orderBySequence(list []salon.Inbound) {
	places := map[string][]int{}
	for i, in := range list {
		if in.Sequence != 0 {
			places[in.Source] = append(places[in.Source], i)
		}
	}
	for _, at := range places {
		sorted := make([]salon.Inbound, len(at))
		for i, place := range at {
			sorted[i] = list[place]
		}
		slices.SortStableFunc(sorted, func(a, b salon.Inbound) int { return cmp.Compare(a.Sequence, b.Sequence) })
		for i, place := range at {
			list[place] = sorted[i]
		}
	}
}
