package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// confirmSQL: a failure by receipt is final, an echo that comes late does not undo
// it. What was read was delivered before.
const confirmSQL = `
UPDATE outbox SET status = $3, claimed_until = NULL,
	external_id = coalesce(nullif($2, ''), external_id),
	last_error = coalesce(nullif($4, ''), last_error),
	sent_at = CASE WHEN $3 = 'sent' THEN coalesce(sent_at, clock_timestamp()) ELSE sent_at END,
	via = CASE WHEN kind IN ('text', 'menu') THEN coalesce(via, 'text') ELSE via END,
	delivered = CASE WHEN $5 = '' OR delivered = 'read' THEN delivered ELSE $5 END,
	failure_code = CASE WHEN $3 = 'failed' THEN nullif($6, '') ELSE failure_code END,
	failure_words = CASE WHEN $3 = 'failed' THEN nullif($7, '') ELSE failure_words END
WHERE (id = $1 OR ($1 IS NULL AND external_id = $2))
	AND (status <> $3 OR ($5 <> '' AND delivered IS DISTINCT FROM $5)) AND (status <> 'failed' OR external_id IS NULL)
RETURNING id`

// ConfirmOutbox marks a row sent because the channel echoed it, or failed by
// receipt. The row is named by our id, else by the channel's. Unknown ids are
// ignored. What follows of a failure is decided in the same transaction, by its
// cause: another way, or a notice to staff.
func (s *Store) ConfirmOutbox(ctx context.Context, d salon.Delivery) error {
	if uuidOrEmpty(d.ID).Empty() && d.ExternalID == "" {
		return nil
	}
	if d.Status == "failed" {
		d.Failure = salon.ReadFailure(d.Error)
	}
	confirm := func(ctx context.Context) error {
		var id salon.ID
		err := s.db(ctx).QueryRow(ctx, confirmSQL, uuidOrEmpty(d.ID), clean(d.ExternalID), d.Status, clean(d.Error), d.Delivered,
			d.Failure.Code, d.Failure.Words).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil || d.Status != "failed" {
			return fail("confirming an outbox row", err)
		}
		return s.mend(ctx, id, d.Failure)
	}
	if d.Status != "failed" {
		return confirm(ctx)
	}
	return s.InTx(ctx, confirm)
}

// undelivered is a message to a customer that did not arrive.
type undelivered struct {
	SalonID, ConversationID salon.ID
	Kind                    salon.OutboundKind
	Text                    string
	About                   salon.MessageKind
	Fact                    bool
	Via                     salon.Way
	Tried                   []salon.Way
	Name, Phone, Email      string
}

func (s *Store) undelivered(ctx context.Context, id salon.ID) (undelivered, error) {
	var u undelivered
	err := s.db(ctx).QueryRow(ctx, `
		SELECT o.salon_id, o.conversation_id, o.kind, o.body, o.about, o.fact, coalesce(o.via, ''), o.tried,
			coalesce(nullif(btrim(concat(u.first_name, ' ', u.last_name)), ''), c.contact_name),
			coalesce(u.phone, c.contact_phone), coalesce(nullif(u.email, ''), c.contact_email)
		FROM outbox o JOIN conversations c ON c.id = o.conversation_id LEFT JOIN customers u ON u.id = c.customer_id
		WHERE o.id = $1`, id).Scan(&u.SalonID, &u.ConversationID, &u.Kind, &u.Text, &u.About, &u.Fact, &u.Via, &u.Tried,
		&u.Name, &u.Phone, &u.Email)
	return u, fail("reading an undelivered message", err)
}

// mend decides what follows of a message that failed after it was sent: the next
// way, once, or a notice to staff. A template that does not work is always told.
func (s *Store) mend(ctx context.Context, id salon.ID, f salon.Failure) error {
	u, err := s.undelivered(ctx, id)
	if err != nil || (u.Kind != salon.OutboundText && u.Kind != salon.OutboundMenu) {
		return err
	}
	tried := u.Tried
	for _, way := range f.Exhausts(u.Via) {
		if !slices.Contains(tried, way) {
			tried = append(tried, way)
		}
	}
	news := u.Fact || u.About != ""
	left := (u.About != "" && !slices.Contains(tried, salon.WayTemplate)) || (u.Email != "" && news && !slices.Contains(tried, salon.WayMail))
	if left && f.Cause != salon.CauseStopped {
		_, err := s.db(ctx).Exec(ctx, `
			INSERT INTO outbox (id, salon_id, conversation_id, turn_id, position, kind, body, options, fact, created_at, about, facts, tried, replaces,
				appointment_id, appointment_version, appointment_status)
			SELECT $2, salon_id, conversation_id, turn_id, position, kind, body, options, fact, created_at, about, facts, $3, id,
				appointment_id, appointment_version, appointment_status
			FROM outbox WHERE id = $1
			ON CONFLICT (replaces) WHERE replaces IS NOT NULL DO NOTHING`, id, NewID(), ways(tried))
		if err != nil {
			return fail("queueing a message by another way", err)
		}
		if f.Cause != salon.CauseTemplate {
			return nil
		}
	}
	return s.tellUndelivered(ctx, id, f)
}

// tellUndelivered tells staff, once per message, that it did not reach its customer.
func (s *Store) tellUndelivered(ctx context.Context, id salon.ID, f salon.Failure) error {
	u, err := s.undelivered(ctx, id)
	if err != nil || (u.Kind != salon.OutboundText && u.Kind != salon.OutboundMenu) {
		return err
	}
	notice := NewID()
	tag, err := s.db(ctx).Exec(ctx, `
		INSERT INTO notices (id, salon_id, conversation_id, kind, reason, urgent, text, outbox_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (outbox_id) WHERE outbox_id IS NOT NULL DO NOTHING`,
		notice, u.SalonID, u.ConversationID, salon.NoticeUndelivered, string(f.Cause), u.Fact || u.About != "",
		salon.UndeliveredNotice(u.Name, u.Phone, f, u.Text), id)
	if err != nil {
		return fail("telling of an undelivered message", err)
	}
	if tag.RowsAffected() == 0 {
		return nil
	}
	if err := s.AddJob(ctx, salon.Job{Kind: salon.JobNotice, NoticeID: notice, Urgent: u.Fact}); err != nil {
		return fmt.Errorf("telling of an undelivered message: %w", err)
	}
	return nil
}
