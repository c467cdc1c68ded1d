package store

import (
	"context"
	"fmt"

	"atrevete/internal/salon"
)

// AddNotice keeps a notice and queues its delivery, together with the data it
// is about.
func (s *Store) AddNotice(ctx context.Context, n salon.Notice) error {
	if n.ID.Empty() {
		n.ID = NewID()
	}
	err := s.InTx(ctx, func(ctx context.Context) error {
		_, err := s.db(ctx).Exec(ctx, `
			INSERT INTO notices (id, salon_id, appointment_id, stylist_id, conversation_id, kind, urgent, text, created_at, reason)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, coalesce($9, now()), $10)`,
			n.ID, n.SalonID, n.AppointmentID, n.StylistID, n.ConversationID, n.Kind, n.Urgent, n.Text, orNull(n.CreatedAt), n.Reason)
		if err != nil {
			return fail("inserting a notice", err)
		}
		return s.AddJob(ctx, salon.Job{Kind: salon.JobNotice, NoticeID: n.ID, Urgent: n.Urgent})
	})
	if err != nil {
		return fmt.Errorf("adding a notice: %w", err)
	}
	return nil
}

// Notice reads a notice with the stylist's e-mail address. salon.ErrNotFound.
func (s *Store) Notice(ctx context.Context, id salon.ID) (salon.Notice, error) {
	var n salon.Notice
	err := s.db(ctx).QueryRow(ctx, `
		SELECT n.id, n.salon_id, n.appointment_id, n.stylist_id, n.conversation_id, n.kind, n.urgent, coalesce(t.email, ''), n.text,
			n.created_at, coalesce(n.via, ''), n.reason
		FROM notices n LEFT JOIN stylists t ON t.id = n.stylist_id WHERE n.id = $1`, id).Scan(
		&n.ID, &n.SalonID, &n.AppointmentID, &n.StylistID, &n.ConversationID, &n.Kind, &n.Urgent, &n.Email, &n.Text, &n.CreatedAt, &n.Via, &n.Reason)
	if err != nil {
		return salon.Notice{}, fail("reading a notice", err)
	}
	return n, nil
}

// NoticeDelivered marks a notice; the first call counts. salon.ErrNotFound.
func (s *Store) NoticeDelivered(ctx context.Context, id salon.ID, via string) error {
	tag, err := s.db(ctx).Exec(ctx, `
		UPDATE notices SET via = coalesce(via, $2), delivered_at = coalesce(delivered_at, now()) WHERE id = $1`, id, via)
	return oneRow("marking a notice delivered", tag.RowsAffected(), err)
}
