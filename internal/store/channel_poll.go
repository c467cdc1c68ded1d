package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// pollTooFar is how far ahead a next poll can be at most: beyond it, the
// product's clock was set back.
const pollTooFar = time.Hour

// ClaimPoll takes the poll of a channel when it is due at now, the product's
// clock, and puts the next one off by period. salon.ErrNotFound: not due, or
// somebody else has it.
func (s *Store) ClaimPoll(ctx context.Context, channel string, now time.Time, period time.Duration) (salon.Poll, error) {
	p := salon.Poll{Channel: channel}
	err := s.db(ctx).QueryRow(ctx, `
		INSERT INTO channel_polls AS p (channel, next_at) VALUES ($1, $2::timestamptz + $3::interval)
		ON CONFLICT (channel) DO UPDATE SET next_at = excluded.next_at
		WHERE p.next_at <= $2 OR p.next_at > $2::timestamptz + $4::interval
		RETURNING seen_activity, baseline, failures`, channel, now, period, pollTooFar).Scan(
		instant{&p.Seen}, instant{&p.Baseline}, &p.Failures)
	return p, fail("claiming a poll", err)
}

// EndPoll records how a poll went. One that failed is put off by backOff.
func (s *Store) EndPoll(ctx context.Context, p salon.Poll, now time.Time, problem string, backOff time.Duration) error {
	_, err := s.db(ctx).Exec(ctx, `
		UPDATE channel_polls SET last_error = nullif($2, ''),
			failures = CASE WHEN $2 = '' THEN 0 ELSE failures + 1 END,
			last_ok_at = CASE WHEN $2 = '' THEN $3 ELSE last_ok_at END,
			next_at = CASE WHEN $2 = '' THEN next_at ELSE $3::timestamptz + $4::interval END,
			seen_activity = CASE WHEN $2 = '' THEN greatest(seen_activity, $5) ELSE seen_activity END,
			baseline = coalesce(baseline, $6)
		WHERE channel = $1`, p.Channel, clean(problem), now, backOff, orNull(p.Seen), orNull(p.Baseline))
	return fail("recording a poll", err)
}

// Polled tells how far a conversation was read by polls, and who answers it.
// salon.ErrNotFound: we have never heard of it.
func (s *Store) Polled(ctx context.Context, channel, external string) (salon.Polled, error) {
	var p salon.Polled
	err := s.db(ctx).QueryRow(ctx, `
		SELECT c.id, coalesce(c.polled_message, 0), coalesce(c.polled_status, ''), c.owner,
			coalesce((SELECT max(i.sequence) FROM inbox i WHERE i.conversation_id = c.id AND i.source = $1 AND i.kind IN ('owner', 'closed')), 0)
		FROM conversations c WHERE c.channel = $1 AND c.external_id = $2 ORDER BY c.created_at LIMIT 1`, channel, external).Scan(
		&p.Conversation, &p.Message, &p.Status, &p.Owner, &p.LastSign)
	return p, fail("reading a conversation's poll", err)
}

// SetPolled records how far a conversation was read.
func (s *Store) SetPolled(ctx context.Context, channel, external string, message int64, status string) error {
	_, err := s.db(ctx).Exec(ctx, `
		UPDATE conversations SET polled_message = greatest(polled_message, nullif($3, 0)), polled_status = coalesce(nullif($4, ''), polled_status)
		WHERE channel = $1 AND external_id = $2
			AND (polled_message, polled_status) IS DISTINCT FROM (greatest(polled_message, nullif($3, 0)), coalesce(nullif($4, ''), polled_status))`,
		channel, external, message, status)
	return fail("recording a conversation's poll", err)
}

// LatelyActive lists conversations of a channel in which somebody wrote since, or
// in which a message of ours has an unknown outcome, the latest first.
func (s *Store) LatelyActive(ctx context.Context, channel string, since time.Time, limit int) ([]string, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT c.external_id FROM conversations c
		WHERE c.channel = $1 AND (c.last_inbound_at >= $2
			OR EXISTS (SELECT 1 FROM outbox o WHERE o.conversation_id = c.id AND o.status = 'pending' AND o.uncertain))
		ORDER BY c.last_inbound_at DESC NULLS LAST LIMIT $3`, channel, since, limit)
	if err != nil {
		return nil, fail("listing active conversations", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return list, fail("listing active conversations", err)
}
