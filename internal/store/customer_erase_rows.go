package store

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// nameless stands in a notice where a name or a phone was.
const nameless = "(datos borrados)"

// exec runs one statement and counts the rows of a table it emptied.
func (e *erasure) exec(ctx context.Context, table, sql string, args ...any) error {
	tag, err := e.store.db(ctx).Exec(ctx, sql, args...)
	if err != nil {
		return fail("erasing", err)
	}
	if n := int(tag.RowsAffected()); n > 0 && table != "" {
		e.done.Rows = append(e.done.Rows, salon.ErasedRows{Table: table, Rows: n})
	}
	return nil
}

// theirAppointmentsSQL are the appointments they come to or booked.
const theirAppointmentsSQL = `
	SELECT a.id FROM appointments a JOIN bookings b ON b.id = a.booking_id WHERE a.customer_id = ANY($1::uuid[]) OR b.customer_id = ANY($1::uuid[])`

// notices empties what the team was told. One that is still on its way is
// needed, an hour becomes free or money waits: only names leave it, unless it
// is a summary of what somebody said. So it is with a list of several customers.
func (e *erasure) notices(ctx context.Context) error {
	all, threads := idsOrNone(e.who.everybody()), idsOrNone(e.who.threads)
	const theirs = `(n.conversation_id = ANY($2::uuid[]) OR n.appointment_id IN (` + theirAppointmentsSQL + `))`
	rows, err := e.store.db(ctx).Query(ctx, `
		SELECT n.id, n.text FROM notices n WHERE n.delivered_at IS NULL AND n.kind <> $3 AND `+theirs+`
		UNION
		SELECT n.id, n.text FROM notices n WHERE n.kind = $4 AND n.salon_id IN (
			SELECT k.salon_id FROM absence_cases k WHERE k.appointment_id IN (`+theirAppointmentsSQL+`))`,
		all, threads, salon.NoticeHandover, salon.NoticeStylistAway)
	if err != nil {
		return fail("reading notices", err)
	}
	batch := &pgx.Batch{}
	var id salon.ID
	var text string
	_, err = pgx.ForEachRow(rows, []any{&id, &text}, func() error {
		for _, word := range e.words {
			text = strings.ReplaceAll(text, word, nameless)
		}
		batch.Queue(`UPDATE notices SET text = $2, conversation_id = NULL WHERE id = $1`, id, text)
		return nil
	})
	if err != nil {
		return fail("reading notices", err)
	}
	if err := e.store.db(ctx).SendBatch(ctx, batch).Close(); err != nil {
		return fail("taking names out of notices", err)
	}
	return e.exec(ctx, "notices", `
		UPDATE notices n SET text = '', conversation_id = NULL, delivered_at = coalesce(n.delivered_at, $4), via = coalesce(n.via, 'erased')
		WHERE n.text <> '' AND (n.delivered_at IS NOT NULL OR n.kind = $3) AND `+theirs, all, threads, salon.NoticeHandover, e.now)
}

// sweep empties every table that may say something about them. Rows that others
// count on (messages already handled, so that they are not taken for new ones)
// stay without content.
func (e *erasure) sweep(ctx context.Context) error {
	all, threads := idsOrNone(e.who.everybody()), idsOrNone(e.who.threads)
	for _, one := range []struct {
		table, sql string
		args       []any
	}{
		{"inbox", `UPDATE inbox SET payload = '{}', processed_at = coalesce(processed_at, now())
			WHERE conversation_id = ANY($1::uuid[]) AND kind NOT IN ('payment', 'timer') AND (payload <> '{}' OR processed_at IS NULL)`, []any{threads}},
		{"inbox", `UPDATE inbox SET payload = (payload::jsonb - 'contact')::text
			WHERE conversation_id = ANY($1::uuid[]) AND kind IN ('payment', 'timer') AND payload::jsonb ? 'contact'`, []any{threads}},
		{"outbox", `UPDATE outbox SET body = '', options = '[]', facts = NULL, last_error = NULL, failure_words = NULL, claimed_until = NULL,
				status = CASE status WHEN 'pending' THEN 'dropped' ELSE status END
			WHERE conversation_id = ANY($1::uuid[]) AND (body <> '' OR options <> '[]' OR facts IS NOT NULL OR last_error IS NOT NULL OR failure_words IS NOT NULL OR status = 'pending')`, []any{threads}},
		{"conversation_history", `DELETE FROM conversation_history WHERE conversation_id = ANY($1::uuid[]) OR customer_id = ANY($2::uuid[])`, []any{threads, all}},
		{"turns", `UPDATE turns SET words = NULL, commands = NULL, rules = NULL, slots = NULL, utterances = NULL, customer_id = NULL
			WHERE (conversation_id = ANY($1::uuid[]) OR customer_id = ANY($2::uuid[]))
			AND NOT (words IS NULL AND commands IS NULL AND rules IS NULL AND slots IS NULL AND utterances IS NULL AND customer_id IS NULL)`, []any{threads, all}},
		{"waitlist", `UPDATE waitlist SET visit = '{}', conversation_id = NULL, from_day = NULL, to_day = NULL, earliest = NULL, latest = NULL,
				status = CASE status WHEN 'booked' THEN 'booked' ELSE 'gone' END, updated_at = $2
			WHERE customer_id = ANY($1::uuid[]) AND (visit <> '{}' OR conversation_id IS NOT NULL)`, []any{all, e.now}},
		{"checkout_sessions", `UPDATE checkout_sessions SET url = NULL WHERE url IS NOT NULL
			AND booking_id IN (SELECT id FROM bookings WHERE customer_id = ANY($1::uuid[]))`, []any{all}},
		{"audit_log", `UPDATE audit_log SET before = NULL, after = NULL WHERE (before IS NOT NULL OR after IS NOT NULL) AND action <> 'customer.erased'
			AND (object_id = ANY($1::uuid[]) OR object_id = ANY($2::uuid[]))`, []any{all, threads}},
		{"customer_contacts", `DELETE FROM customer_contacts WHERE customer_id = ANY($1::uuid[])`, []any{all}},
	} {
		if err := e.exec(ctx, one.table, one.sql, one.args...); err != nil {
			return err
		}
	}
	return nil
}

// conversations makes the next message in each the first of somebody new. A
// turn under way cannot commit.
func (e *erasure) conversations(ctx context.Context) error {
	tag, err := e.store.db(ctx).Exec(ctx, `
		UPDATE conversations SET customer_id = NULL, state = NULL, contact_id = '', contact_source_id = '', contact_name = '', contact_phone = '', contact_email = '',
			privacy_notice_at = NULL, forgotten = true, version = version + 1, updated_at = now()
		WHERE id = ANY($1::uuid[]) AND (customer_id IS NOT NULL OR state IS NOT NULL OR contact_id <> '' OR contact_source_id <> ''
			OR contact_name <> '' OR contact_phone <> '' OR contact_email <> '')`, idsOrNone(e.who.threads))
	e.done.Conversations = int(tag.RowsAffected())
	return fail("emptying conversations", err)
}

// count tells how much of the ledger stays.
func (e *erasure) count(ctx context.Context) error {
	err := e.store.db(ctx).QueryRow(ctx, `SELECT count(*) FROM payments p JOIN bookings b ON b.id = p.booking_id WHERE b.customer_id = ANY($1::uuid[])`,
		idsOrNone(e.who.everybody())).Scan(&e.done.Payments)
	return fail("counting payments", err)
}
