package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// claimAttempts bounds how often ClaimOutbox looks again after another worker
// was faster: each time it was, that worker claimed or finished a row.
const claimAttempts = 3

// claimSQL takes the head of a conversation's queue, or says why not. Rows
// behind the head are never looked at, so order holds whoever comes first. A
// claim that ran out without being settled makes the row uncertain: it may have
// been sent. Both conditions on o hold of the head alone; each lets an index find
// it, where a join would read everything that is pending.
const claimSQL = `
WITH head AS (
	SELECT h.id, coalesce(h.claimed_until > clock_timestamp(), false) AS busy, h.next_attempt_at <= clock_timestamp() AS due
	FROM outbox h WHERE h.conversation_id = $1 AND h.status = 'pending' ORDER BY h.seq LIMIT 1
), taken AS (
	UPDATE outbox o SET claimed_until = clock_timestamp() + $2::interval, attempts = o.attempts + 1,
		uncertain = o.uncertain OR o.claimed_until IS NOT NULL, uncertain_since = coalesce(o.uncertain_since, o.claimed_until)
	FROM conversations c
	WHERE o.id = (SELECT id FROM head) AND o.conversation_id = $1 AND o.status = 'pending' AND o.next_attempt_at <= clock_timestamp()
		AND (o.claimed_until IS NULL OR o.claimed_until <= clock_timestamp())
		AND c.id = o.conversation_id
	RETURNING o.id, o.conversation_id, c.channel, c.external_id, o.kind, o.body, o.options, o.fact, o.created_at,
		o.attempts, o.uncertain, c.owner, o.salon_id, o.about, o.facts, o.tried, c.last_inbound_at, c.contact_email, c.customer_id,
		o.uncertain_since, o.appointment_id, o.appointment_version, o.appointment_status
)
SELECT head.busy, head.due, t.id, t.conversation_id, coalesce(t.channel, ''), coalesce(t.external_id, ''), coalesce(t.kind, ''),
	coalesce(t.body, ''), coalesce(t.options, '[]'), coalesce(t.fact, false), t.created_at, coalesce(t.attempts, 0),
	coalesce(t.uncertain, false), coalesce(t.owner, ''), t.salon_id, coalesce(t.about, ''), t.facts, t.tried, t.last_inbound_at,
	coalesce(nullif(u.email, ''), t.contact_email, ''), u.messages_off_at IS NOT NULL,
	EXISTS (SELECT 1 FROM policies p WHERE p.salon_id = t.salon_id AND p.key = 'assistant_enabled' AND p.value = 0),
	t.appointment_id IS NOT NULL AND (a.version, a.status) IS DISTINCT FROM (t.appointment_version, t.appointment_status), a.starts_at,
	coalesce(clock_timestamp() - t.uncertain_since, interval '0'),
	t.uncertain_since IS NOT NULL AND EXISTS (SELECT 1 FROM inbox i WHERE i.source = t.channel AND i.stored_at > t.uncertain_since)
FROM head LEFT JOIN taken t ON true LEFT JOIN customers u ON u.id = t.customer_id LEFT JOIN appointments a ON a.id = t.appointment_id`

// ClaimOutbox takes the oldest due row of a conversation for lease of real
// time. salon.ErrNotFound: nothing is due; salon.ErrBusy: another worker is
// sending for this conversation. Rows behind it wait for it.
func (s *Store) ClaimOutbox(ctx context.Context, conversation salon.ID, lease time.Duration) (salon.Dispatch, error) {
	for range claimAttempts {
		var d salon.Dispatch
		var busy, due bool
		err := s.db(ctx).QueryRow(ctx, claimSQL, conversation, lease).Scan(&busy, &due,
			&d.ID, &d.ConversationID, &d.Channel, &d.ExternalConversation, &d.Kind, &d.Text, &d.Options, &d.Fact,
			instant{&d.CreatedAt}, &d.Attempt, &d.Uncertain, &d.Owner, &d.SalonID, &d.About, &d.Facts, &d.Tried, instant{&d.LastInbound},
			&d.Email, &d.Stopped, &d.Silenced, &d.Outdated, instant{&d.Start}, &d.UncertainFor, &d.Heard)
		switch {
		case err != nil:
			return salon.Dispatch{}, fail("claiming an outbox row", err)
		case !d.ID.Empty():
			return d, nil
		case busy:
			return salon.Dispatch{}, fmt.Errorf("claiming an outbox row: %w", salon.ErrBusy)
		case !due:
			return salon.Dispatch{}, fmt.Errorf("claiming an outbox row: not due: %w", salon.ErrNotFound)
		}
	}
	return salon.Dispatch{}, fmt.Errorf("claiming an outbox row: %w", salon.ErrBusy)
}

const settleSQL = `
UPDATE outbox SET status = $2, claimed_until = NULL, uncertain = $5,
	uncertain_since = CASE WHEN NOT $5 THEN NULL WHEN $12 THEN clock_timestamp() ELSE coalesce(uncertain_since, clock_timestamp()) END,
	external_id = coalesce(nullif($3, ''), external_id),
	last_error = CASE WHEN $2 = 'sent' THEN last_error ELSE coalesce(nullif($4, ''), last_error) END,
	next_attempt_at = CASE WHEN $2 = 'pending' THEN clock_timestamp() + $6::interval ELSE next_attempt_at END,
	sent_at = CASE WHEN $2 = 'sent' THEN coalesce(sent_at, clock_timestamp()) ELSE sent_at END,
	attempts = CASE WHEN $7 THEN greatest(attempts - 1, 0) ELSE attempts END,
	via = coalesce(nullif($8, ''), via), tried = coalesce($9, tried),
	failure_code = coalesce(nullif($10, ''), failure_code), failure_words = coalesce(nullif($11, ''), failure_words)
WHERE id = $1 AND (status = 'pending' OR ($2 = 'sent' AND status IN ('sent', 'dropped')))`

// SettleOutbox ends or postpones a claimed row. What ended in the meantime (an
// echo confirmed it, a person took over) stays, except that sent prevails over
// dropped. Of a message to a customer that failed for good, staff are told in the
// same transaction.
func (s *Store) SettleOutbox(ctx context.Context, d salon.Delivery) error {
	settle := func(ctx context.Context) error {
		tag, err := s.db(ctx).Exec(ctx, settleSQL, d.ID, d.Status, clean(d.ExternalID), clean(d.Error), d.Uncertain, d.RetryIn,
			d.Spared, string(d.Via), ways(d.Tried), d.Failure.Code, d.Failure.Words, d.Acted)
		if err != nil || d.Status != "failed" || tag.RowsAffected() == 0 {
			return fail("settling an outbox row", err)
		}
		return s.tellUndelivered(ctx, d.ID, d.Failure)
	}
	if d.Status != "failed" {
		return settle(ctx)
	}
	return s.InTx(ctx, settle)
}

// ways is the list for a column; nil leaves it as it is.
func ways(list []salon.Way) []string {
	var out []string
	for _, w := range list {
		out = append(out, string(w))
	}
	return out
}

// OutboxDue lists conversations whose oldest pending row is due now, oldest first.
func (s *Store) OutboxDue(ctx context.Context, limit int) ([]salon.ID, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT conversation_id FROM (
			SELECT DISTINCT ON (conversation_id) conversation_id, seq, next_attempt_at, claimed_until
			FROM outbox WHERE status = 'pending' ORDER BY conversation_id, seq
		) head
		WHERE next_attempt_at <= now() AND (claimed_until IS NULL OR claimed_until <= now())
		ORDER BY seq LIMIT $1`, limit)
	if err != nil {
		return nil, fail("listing what is due", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[salon.ID])
	return ids, fail("listing what is due", err)
}

// DropOutbox drops the unsent replies of a conversation that a person has
// taken over; facts, notes and the hand-over itself stay, and so does a row
// that is being sent right now. It returns how many.
func (s *Store) DropOutbox(ctx context.Context, conversation salon.ID) (int, error) {
	tag, err := s.db(ctx).Exec(ctx, `
		UPDATE outbox SET status = 'dropped', last_error = 'a person took over'
		WHERE conversation_id = $1 AND status = 'pending' AND NOT fact AND kind IN ('text', 'menu')
			AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())`, conversation)
	return int(tag.RowsAffected()), fail("dropping unsent replies", err)
}

// MenuOption resolves a tapped title to our option's value. inReplyTo is the
// external id of the menu; when it is empty or not ours, the menu of the
// conversation's last reply counts. salon.ErrNotFound.
func (s *Store) MenuOption(ctx context.Context, conversation salon.ID, inReplyTo, title string) (string, error) {
	var value string
	err := s.db(ctx).QueryRow(ctx, `
		WITH menus AS (
			(SELECT options, 1 AS rank, seq FROM outbox
			WHERE conversation_id = $1 AND kind = 'menu' AND $2 <> '' AND (external_id = $2 OR id::text = $2))
			UNION ALL
			(SELECT options, 2, seq FROM outbox
			WHERE conversation_id = $1 AND kind = 'menu' AND turn_id IS NOT DISTINCT FROM (
				SELECT turn_id FROM outbox WHERE conversation_id = $1 AND kind IN ('text', 'menu') AND status <> 'dropped'
				ORDER BY seq DESC LIMIT 1))
		), menu AS (SELECT options FROM menus ORDER BY rank, seq DESC LIMIT 1)
		SELECT o ->> 'value' FROM menu, jsonb_array_elements(menu.options) o
		WHERE btrim(o ->> 'title') = btrim($3) LIMIT 1`, conversation, clean(inReplyTo), clean(title)).Scan(&value)
	return value, fail("resolving a menu's option", err)
}
