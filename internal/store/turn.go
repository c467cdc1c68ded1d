package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// advanceConversationSQL is the fence of a turn: it writes only when the state
// read is still the state, and the lease is still ours. The lease ends with it.
const advanceConversationSQL = `
UPDATE conversations SET state = $4, version = version + 1, updated_at = now(), archived_at = NULL, lease_until = NULL,
	owner = coalesce(nullif($5, ''), owner), customer_id = coalesce($6, customer_id),
	last_inbound_at = greatest(last_inbound_at, $7::timestamptz), silence_at = $8
WHERE id = $1 AND version = $2 AND lease_token = $3`

// The notice of first contact counts as given with the message that carries it.
const noticedSQL = `UPDATE conversations SET privacy_notice_at = coalesce(privacy_notice_at, $2) WHERE id = $1`

// noticedCustomerSQL carries the moment over to the customer's own row.
const noticedCustomerSQL = `
UPDATE customers k SET privacy_notice_at = c.privacy_notice_at FROM conversations c
WHERE c.id = $1 AND k.id = c.customer_id AND k.privacy_notice_at IS NULL AND c.privacy_notice_at IS NOT NULL`

const processInboxSQL = `
UPDATE inbox SET processed_at = now(), turn_id = $3
WHERE id = ANY($1::uuid[]) AND conversation_id = $2 AND processed_at IS NULL`

const insertTurnSQL = `
INSERT INTO turns (id, salon_id, conversation_id, customer_id, version, outcome,
	words, commands, rules, slots, utterances, started_at, ended_at)
SELECT $1, coalesce(salon_id, default_salon()), id, customer_id, version, $3, $4, $5, $6, $7, $8,
	coalesce($9, now()), coalesce($10, now())
FROM conversations WHERE id = $2`

const insertOutboxSQL = `
INSERT INTO outbox (id, salon_id, conversation_id, turn_id, position, kind, body, options, fact, created_at, about, facts,
	appointment_id, appointment_version, appointment_status)
SELECT g.id, coalesce(c.salon_id, default_salon()), c.id, $2, g.nr - 1, g.kind, g.body, g.options, g.fact, coalesce(g.created_at, now()), g.about, g.facts,
	g.appointment, CASE WHEN g.appointment IS NOT NULL THEN g.version END, nullif(g.status, '')
FROM conversations c, unnest($3::uuid[], $4::text[], $5::text[], $6::jsonb[], $7::boolean[], $8::timestamptz[], $9::text[], $10::jsonb[],
		$11::uuid[], $12::integer[], $13::text[])
	WITH ORDINALITY AS g (id, kind, body, options, fact, created_at, about, facts, appointment, version, status, nr)
WHERE c.id = $1 ORDER BY g.nr`

// The words of both sides are handed over, not read back: finding them in inbox
// and outbox took a third of a turn's time in the database.
const insertHistorySQL = `
INSERT INTO conversation_history (salon_id, conversation_id, customer_id, message_role, message_content, turn_id, created_at, source_id)
SELECT coalesce(c.salon_id, default_salon()), c.id, c.customer_id, g.role, g.words, $2, coalesce(g.at, now()), g.source
FROM conversations c, unnest($3::text[], $4::text[], $5::timestamptz[], $6::uuid[]) WITH ORDINALITY AS g (role, words, at, source, nr)
WHERE c.id = $1 ORDER BY g.nr`

// CommitTurn ends a turn inside InTx: the new state and owner where version and
// lease token match, the lease given back, inbox rows processed, the turns row,
// outbox rows in order, and the words of both sides in the history.
// salon.ErrConflict: the conversation moved on, or a row was processed already;
// roll back.
func (s *Store) CommitTurn(ctx context.Context, t salon.TurnRecord) error {
	if t.ID.Empty() {
		t.ID = NewID()
	}
	out, err := arrangeOutbox(t.Outbox)
	if err != nil {
		return err
	}
	in := arrangeRows(t.Rows)
	batch := &pgx.Batch{}
	batch.Queue(advanceConversationSQL, t.ConversationID, t.Version, t.Lease.Token, jsonOrNull(t.State),
		string(t.Owner), t.CustomerID, orNull(in.last), orNull(t.SilenceAt))
	batch.Queue(processInboxSQL, in.ids, t.ConversationID, t.ID)
	w := t.Why
	batch.Queue(insertTurnSQL, t.ID, t.ConversationID, w.Outcome, jsonOrNull(w.Words), jsonOrNull(w.Commands),
		jsonOrNull(w.Rules), jsonOrNull(w.Slots), jsonOrNull(w.Utterances), orNull(t.StartedAt), orNull(t.EndedAt))
	if len(t.Outbox) > 0 {
		batch.Queue(insertOutboxSQL, t.ConversationID, t.ID, out.ids, out.kinds, out.bodies, out.options, out.facts, out.created, out.abouts, out.templates,
			out.appointments, out.versions, out.statuses)
	}
	if in.email != "" { // rare: most contacts have none
		batch.Queue(`UPDATE conversations SET contact_email = $2 WHERE id = $1 AND contact_email <> $2`, t.ConversationID, in.email)
	}
	words := in.heard
	words.addSaid(out)
	if len(words.words) > 0 {
		batch.Queue(insertHistorySQL, t.ConversationID, t.ID, words.roles, words.words, words.at, words.sources)
	}
	if t.Noticed {
		batch.Queue(noticedSQL, t.ConversationID, t.EndedAt)
		batch.Queue(noticedCustomerSQL, t.ConversationID)
	}
	return s.InTx(ctx, func(ctx context.Context) error {
		answers := s.db(ctx).SendBatch(ctx, batch)
		err := checkTurn(answers, len(in.ids))
		if closeErr := answers.Close(); err == nil {
			err = closeErr
		}
		return fail("committing a turn", err)
	})
}

// checkTurn reads the first two answers: one conversation, and every inbox row.
func checkTurn(answers pgx.BatchResults, processed int) error {
	tag, err := answers.Exec()
	if err != nil {
		return err //nolint:wrapcheck // CommitTurn says what was done
	}
	if tag.RowsAffected() != 1 {
		return fmt.Errorf("version or lease lost: %w", salon.ErrConflict)
	}
	tag, err = answers.Exec()
	if err != nil {
		return err //nolint:wrapcheck // CommitTurn says what was done
	}
	if int(tag.RowsAffected()) != processed {
		return fmt.Errorf("%d of %d inbox rows were still to process: %w", tag.RowsAffected(), processed, salon.ErrConflict)
	}
	return nil
}

// exchange is what conversation_history gets of a turn, by column.
type exchange struct {
	roles, words []string
	at           []*time.Time
	sources      []salon.ID // inbox and outbox rows
}

func (h *exchange) add(source salon.ID, role, words string, at *time.Time) {
	h.roles, h.words, h.at, h.sources = append(h.roles, role), append(h.words, words), append(h.at, at), append(h.sources, source)
}

// addSaid adds what goes to the customer.
func (h *exchange) addSaid(out outboxColumns) {
	for i, kind := range out.kinds {
		if kind == string(salon.OutboundText) || kind == string(salon.OutboundMenu) {
			h.add(out.ids[i], "assistant", out.bodies[i], out.created[i])
		}
	}
}

// turnRows is what a turn takes from its inbox rows.
type turnRows struct {
	ids   []salon.ID // each once
	last  time.Time  // of the customer's messages; zero: none among them
	email string     // of the contact, when one was told
	heard exchange
}

// arrangeRows reads the rows of a turn. A message without words leaves a mark
// in the history: what it was.
func arrangeRows(rows []salon.Inbound) turnRows {
	var out turnRows
	for _, row := range rows {
		if slices.Contains(out.ids, row.ID) {
			continue
		}
		out.ids = append(out.ids, row.ID)
		if row.Kind != salon.InboundMessage || row.Merged {
			continue
		}
		if row.Contact.Email != "" {
			out.email = clean(row.Contact.Email)
		}
		words := strings.TrimSpace(clean(row.Text) + "\n" + clean(row.Spoken()))
		if words == "" {
			words = "[message]"
			if len(row.Attachments) > 0 && row.Attachments[0].Kind != "" {
				words = "[" + clean(row.Attachments[0].Kind) + "]"
			}
		}
		out.heard.add(row.ID, "user", words, orNull(row.ReceivedAt))
		if row.Amends == "" && row.ReceivedAt.After(out.last) {
			out.last = row.ReceivedAt
		}
	}
	return out
}

// outboxColumns are the outbox rows of a turn, by column.
type outboxColumns struct {
	ids                    []salon.ID
	kinds, bodies, options []string
	facts                  []bool
	abouts                 []string
	templates              []*string // facts for the template, as JSON
	created                []*time.Time
	appointments           []salon.ID // what each tells of
	versions               []int
	statuses               []string
}

func arrangeOutbox(list []salon.Outbound) (outboxColumns, error) {
	var out outboxColumns
	for _, one := range list {
		id := one.ID
		if id.Empty() {
			id = NewID()
		}
		options := []byte("[]")
		if len(one.Options) > 0 {
			var err error
			if options, err = json.Marshal(one.Options); err != nil {
				return out, fmt.Errorf("writing a menu's options: %w", err)
			}
		}
		out.ids = append(out.ids, id)
		out.kinds = append(out.kinds, string(one.Kind))
		out.bodies = append(out.bodies, clean(one.Text))
		out.options = append(out.options, string(options))
		out.facts = append(out.facts, one.Fact)
		out.abouts = append(out.abouts, string(one.About))
		facts, err := templateFacts(one.Facts)
		if err != nil {
			return out, err
		}
		out.templates = append(out.templates, facts)
		out.created = append(out.created, orNull(one.CreatedAt))
		out.appointments = append(out.appointments, one.Of.ID)
		out.versions = append(out.versions, one.Of.Version)
		out.statuses = append(out.statuses, string(one.Of.Status))
	}
	return out, nil
}

// templateFacts is what fills a template, as JSON; nil when there is nothing.
func templateFacts(facts map[string]string) (*string, error) {
	if len(facts) == 0 {
		return nil, nil //nolint:nilnil // NULL in the column
	}
	raw, err := json.Marshal(facts)
	if err != nil {
		return nil, fmt.Errorf("writing a template's facts: %w", err)
	}
	text := string(raw)
	return &text, nil
}

// jsonOrNull stores an empty document as NULL.
func jsonOrNull(document []byte) any {
	if len(document) == 0 {
		return nil
	}
	return string(document)
}
