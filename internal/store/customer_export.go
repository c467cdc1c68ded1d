package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// whoSQL names the parameters of every section: the person's own rows, those of
// their guests, their conversations and bookings, and the salon's zone.
const whoSQL = `WITH who AS (
	SELECT $1::uuid[] AS self, $2::uuid[] AS guests, $1::uuid[] || $2::uuid[] AS everybody, $3::uuid[] AS threads, $4::text AS zone
), theirs AS (
	SELECT b.id FROM bookings b, who WHERE b.customer_id = ANY(who.everybody)
	UNION SELECT a.booking_id FROM appointments a, who WHERE a.customer_id = ANY(who.everybody)
) `

// at is the SQL of an instant as people and programs read it.
func at(column string) string {
	return strings.ReplaceAll(`CASE WHEN @ IS NOT NULL THEN json_build_object('utc', to_char(@ AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
		'local', to_char(@ AT TIME ZONE who.zone, 'YYYY-MM-DD HH24:MI')) END`, "@", column)
}

// customerRow is the SQL of a customer as a section shows one.
func customerRow() string {
	return `json_build_object('id', c.id, 'first_name', c.first_name, 'last_name', c.last_name, 'phone', c.phone, 'email', c.email, 'notes', c.notes,
		'preferred_stylist', (SELECT name FROM stylists WHERE id = c.preferred_stylist_id), 'brought_by', c.referred_by_id,
		'total_spent_cents', c.total_spent_cents, 'created', ` + at("c.created_at") + `, 'changed', ` + at("c.updated_at") + `,
		'privacy_notice_given', ` + at("c.privacy_notice_at") + `, 'asked_for_silence', ` + at("c.messages_off_at") + `, 'erased', ` + at("c.erased_at") + `)`
}

// exportQuery is one section: its key and the query of its rows after whoSQL.
type exportQuery struct{ key, sql string }

// exportQueries lists the sections in the order of the document.
func exportQueries() []exportQuery {
	return append(peopleQueries(), append(wordsQueries(), visitQueries()...)...)
}

func peopleQueries() []exportQuery {
	return []exportQuery{
		{"customers", `SELECT ` + customerRow() + ` FROM customers c, who WHERE c.id = ANY(who.self) ORDER BY c.created_at, c.id`},
		{"guests", `SELECT ` + customerRow() + ` FROM customers c, who WHERE c.id = ANY(who.guests) ORDER BY c.created_at, c.id`},
		{"contacts", `SELECT json_build_object('channel', k.channel, 'contact', k.contact_id, 'source', k.source_id, 'since', ` + at("k.created_at") + `)
			FROM customer_contacts k, who WHERE k.customer_id = ANY(who.everybody) ORDER BY k.channel, k.contact_id`},
		{"conversations", `SELECT json_build_object('id', c.id, 'channel', c.channel, 'thread', c.external_id, 'answered_by', c.owner,
				'profile_name', c.contact_name, 'phone', c.contact_phone, 'email', c.contact_email, 'contact', c.contact_id, 'source', c.contact_source_id,
				'begun', ` + at("c.created_at") + `, 'last_message', ` + at("c.last_inbound_at") + `,
				'privacy_notice_given', ` + at("c.privacy_notice_at") + `, 'remembered', c.state)
			FROM conversations c, who WHERE c.id = ANY(who.threads) ORDER BY c.created_at, c.id`},
	}
}

func wordsQueries() []exportQuery {
	return []exportQuery{
		{"messages", `SELECT json_build_object('conversation', h.conversation_id, 'from', h.message_role, 'text', h.message_content, 'at', ` + at("h.created_at") + `)
			FROM conversation_history h, who WHERE h.conversation_id = ANY(who.threads) OR h.customer_id = ANY(who.everybody)
			ORDER BY h.conversation_id, h.created_at, h.seq`},
		{"received", `SELECT json_build_object('conversation', i.conversation_id, 'kind', i.kind, 'source', i.source, 'number', i.external_id,
				'received', ` + at("i.received_at") + `, 'content', i.payload::json)
			FROM inbox i, who WHERE i.conversation_id = ANY(who.threads) ORDER BY i.conversation_id, i.received_at, i.id`},
		{"sent", `SELECT json_build_object('conversation', o.conversation_id, 'kind', o.kind, 'text', o.body, 'options', o.options, 'status', o.status, 'by', o.via, 'delivered', o.delivered,
				'written', ` + at("o.created_at") + `, 'sent', ` + at("o.sent_at") + `)
			FROM outbox o, who WHERE o.conversation_id = ANY(who.threads) ORDER BY o.conversation_id, o.seq`},
		{"decisions", `SELECT json_build_object('conversation', t.conversation_id, 'at', ` + at("t.started_at") + `, 'outcome', t.outcome,
				'words', t.words, 'understood', t.commands, 'rules', t.rules, 'slots', t.slots, 'said', t.utterances)
			FROM turns t, who WHERE t.conversation_id = ANY(who.threads) OR t.customer_id = ANY(who.everybody) ORDER BY t.conversation_id, t.committed_at, t.id`},
	}
}

func visitQueries() []exportQuery {
	return []exportQuery{
		{"bookings", `SELECT json_build_object('id', b.id, 'payer', b.customer_id, 'deposit_cents', b.deposit_cents, 'deposit', b.payment_status,
				'held_until', ` + at("b.hold_expires_at") + `, 'warning_due', ` + at("b.warn_at") + `, 'released', ` + at("b.released_at") + `,
				'links_sent', b.links_sent, 'to_give_back_cents', b.refund_due_cents, 'created', ` + at("b.created_at") + `)
			FROM bookings b, who WHERE b.id IN (SELECT id FROM theirs) ORDER BY b.created_at, b.id`},
		{"appointments", `SELECT json_build_object('id', a.id, 'booking', a.booking_id, 'customer', a.customer_id, 'status', a.status,
				'starts', ` + at("a.starts_at") + `, 'minutes', a.duration_minutes, 'price_cents', a.price_cents,
				'stylist', (SELECT name FROM stylists WHERE id = a.stylist_id), 'pack', (SELECT name FROM packs WHERE id = a.pack_id),
				'services', ARRAY(SELECT s.name FROM appointment_services x JOIN services s ON s.id = x.service_id WHERE x.appointment_id = a.id ORDER BY x.position),
				'attendance', a.attendance, 'late_minutes', a.late_minutes, 'reminder_due', ` + at("a.remind_at") + `, 'reminded', ` + at("a.reminded_at") + `)
			FROM appointments a, who WHERE a.customer_id = ANY(who.everybody) OR a.booking_id IN (SELECT b.id FROM bookings b WHERE b.customer_id = ANY(who.everybody))
			ORDER BY a.starts_at, a.id`},
		{"payments", `SELECT json_build_object('id', p.id, 'booking', p.booking_id, 'kind', p.kind, 'amount_cents', p.amount_cents,
				'provider', p.provider, 'reference', p.provider_ref, 'at', ` + at("p.occurred_at") + `)
			FROM payments p, who WHERE p.booking_id IN (SELECT id FROM theirs) ORDER BY p.occurred_at, p.id`},
		{"checkouts", `SELECT json_build_object('booking', s.booking_id, 'provider', s.provider, 'session', s.session_id, 'status', s.status,
				'amount_cents', s.amount_cents, 'created', ` + at("s.created_at") + `)
			FROM checkout_sessions s, who WHERE s.booking_id IN (SELECT id FROM theirs) ORDER BY s.created_at, s.id`},
		{"waiting_list", `SELECT json_build_object('status', w.status, 'wish', w.visit, 'from_day', w.from_day, 'to_day', w.to_day,
				'stylist', (SELECT name FROM stylists WHERE id = w.stylist_id), 'since', ` + at("w.created_at") + `)
			FROM waitlist w, who WHERE w.customer_id = ANY(who.everybody) ORDER BY w.created_at, w.id`},
		{"notices", `SELECT json_build_object('kind', n.kind, 'reason', n.reason, 'text', n.text, 'to', coalesce((SELECT name FROM stylists WHERE id = n.stylist_id), 'team'),
				'written', ` + at("n.created_at") + `, 'delivered', ` + at("n.delivered_at") + `, 'via', n.via)
			FROM notices n, who WHERE n.conversation_id = ANY(who.threads)
				OR n.appointment_id IN (SELECT id FROM appointments WHERE booking_id IN (SELECT id FROM theirs)) ORDER BY n.created_at, n.id`},
		{"calendars", `SELECT json_build_object('appointment', l.appointment_id, 'calendar', l.calendar_id, 'event', l.event_id, 'synced', ` + at("l.synced_at") + `)
			FROM calendar_links l, who WHERE l.appointment_id IN (SELECT id FROM appointments WHERE booking_id IN (SELECT id FROM theirs)) ORDER BY l.created_at, l.id`},
		{"changes", `SELECT json_build_object('at', ` + at("l.at") + `, 'by', l.actor, 'what', l.action, 'before', l.before, 'after', l.after)
			FROM audit_log l, who WHERE l.object_id = ANY(who.everybody) OR l.object_id = ANY(who.threads) OR l.object_id IN (SELECT id FROM theirs)
				OR l.object_id IN (SELECT id FROM appointments WHERE booking_id IN (SELECT id FROM theirs)) ORDER BY l.at, l.id`},
		{"jobs", `SELECT json_build_object('what', j.args -> 'job', 'state', j.state, 'created', ` + at("j.created_at") + `)
			FROM river_job j, who WHERE j.args -> 'job' ->> 'booking_id' IN (SELECT id::text FROM theirs)
				OR j.args -> 'job' ->> 'notice_id' IN (SELECT n.id::text FROM notices n WHERE n.conversation_id = ANY(who.threads)) ORDER BY j.id`},
	}
}

// CustomerExport gathers everything that is held about one person, from one
// view of the database. salon.ErrNotFound: nothing is.
func (s *Store) CustomerExport(ctx context.Context, snapshot *salon.Salon, q salon.SubjectQuery, now time.Time) (salon.CustomerExport, error) {
	out := salon.CustomerExport{MadeAt: now.UTC(), Salon: snapshot.Name, Timezone: snapshot.Location.String(), Found: map[string]int{}}
	err := s.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.db(ctx).Exec(ctx, `SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`); err != nil {
			return fail("beginning to read", err)
		}
		who, err := s.findSubject(ctx, q)
		if err != nil {
			return err
		}
		if who.empty() {
			return salon.ErrNotFound
		}
		for _, section := range exportQueries() {
			rows, err := s.db(ctx).Query(ctx, whoSQL+section.sql, idsOrNone(who.people), idsOrNone(who.guests), idsOrNone(who.threads), out.Timezone)
			if err != nil {
				return fail("exporting "+section.key, err)
			}
			list, err := pgx.CollectRows(rows, pgx.RowTo[json.RawMessage])
			if err != nil {
				return fail("exporting "+section.key, err)
			}
			out.Sections = append(out.Sections, salon.ExportSection{Key: section.key, Rows: list})
			out.Found[section.key] = len(list)
		}
		return nil
	})
	if err != nil {
		return salon.CustomerExport{}, fmt.Errorf("exporting what is held about somebody: %w", err)
	}
	return out, nil
}

// idsOrNone is a list that is never NULL.
func idsOrNone(list []salon.ID) []salon.ID {
	if list == nil {
		return []salon.ID{}
	}
	return list
}
