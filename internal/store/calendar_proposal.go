package store

import (
	"context"
	"fmt"
	"time"

	"atrevete/internal/salon"
)

const proposalColumns = `
	p.id, p.salon_id, p.link_id, p.appointment_id, p.stylist_id, p.kind, lower(p.from_during), upper(p.from_during),
	lower(p.to_during), upper(p.to_during), p.status, p.created_at, p.decided_at, p.decided_by`

// CalendarProposal reads a proposal. salon.ErrNotFound.
func (s *Store) CalendarProposal(ctx context.Context, id salon.ID) (salon.CalendarProposal, error) {
	var p salon.CalendarProposal
	err := s.db(ctx).QueryRow(ctx, `SELECT `+proposalColumns+` FROM calendar_proposals p WHERE p.id = $1`, id).Scan(proposalTargets(&p)...)
	return p, fail("reading a calendar proposal", err)
}

// proposalTargets are where proposalColumns go.
func proposalTargets(p *salon.CalendarProposal) []any {
	return []any{
		&p.ID, &p.SalonID, &p.LinkID, &p.AppointmentID, &p.StylistID, &p.Kind, &p.From.Start, &p.From.End,
		instant{&p.To.Start},
		instant{&p.To.End},
		&p.Status, &p.CreatedAt,
		instant{&p.DecidedAt},
		&p.DecidedBy,
	}
}

// ProposeChange notes that a person moved a mirror, or, with a zero to, deleted
// it. The appointment stays as it is until staff decide. The team is told once
// per proposal: who drags an event twice changes it.
func (s *Store) ProposeChange(ctx context.Context, link salon.ID, to salon.Interval, now time.Time) error {
	var salonID salon.ID
	if err := s.db(ctx).QueryRow(ctx, `SELECT salon_id FROM calendar_links WHERE id = $1`, link).Scan(&salonID); err != nil {
		return fail("reading a mirror", err)
	}
	shop, err := s.Snapshot(ctx, salonID)
	if err != nil {
		return err
	}
	_, err = s.proposeChange(ctx, shop, link, to, now)
	return err
}

// proposeChange reports whether the proposal is a new one.
func (s *Store) proposeChange(ctx context.Context, shop *salon.Salon, link salon.ID, to salon.Interval, now time.Time) (bool, error) {
	fresh := false
	err := s.InTx(ctx, func(ctx context.Context) error {
		t, err := s.lockMirror(ctx, link)
		if err != nil {
			return err
		}
		kind := salon.ProposalMoved
		if to.Start.IsZero() {
			kind = salon.ProposalDeleted
		}
		a := t.Appointment
		if p := t.Proposal; p != nil && p.Kind == kind {
			_, err := s.db(ctx).Exec(ctx, `
				UPDATE calendar_proposals SET to_during = CASE WHEN $2::timestamptz IS NULL THEN NULL ELSE tstzrange($2, $3) END WHERE id = $1`,
				p.ID, orNull(to.Start), orNull(to.End))
			return fail("changing a calendar proposal", err)
		}
		if err := s.WithdrawProposal(ctx, link, now); err != nil {
			return err
		}
		fresh = true
		id := NewID()
		_, err = s.db(ctx).Exec(ctx, `
			INSERT INTO calendar_proposals (id, salon_id, link_id, appointment_id, stylist_id, kind, from_during, to_during, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, tstzrange($7, $8), CASE WHEN $9::timestamptz IS NULL THEN NULL ELSE tstzrange($9, $10) END, $11)`,
			id, t.Calendar.SalonID, link, a.ID, a.StylistID, kind, a.Start, a.End(), orNull(to.Start), orNull(to.End), now)
		if err != nil {
			return fail("inserting a calendar proposal", err)
		}
		return s.AddNotice(ctx, shop.NoticeOfProposal(a, id, to, now))
	})
	if err != nil {
		return false, fmt.Errorf("proposing a change: %w", err)
	}
	return fresh, nil
}

// WithdrawProposal ends the open proposal of a mirror, if there is one, that the
// person or the appointment has overtaken.
func (s *Store) WithdrawProposal(ctx context.Context, link salon.ID, now time.Time) error {
	_, err := s.db(ctx).Exec(ctx, `
		UPDATE calendar_proposals SET status = 'withdrawn', decided_at = $2 WHERE link_id = $1 AND status = 'open'`, link, now)
	return fail("withdrawing a calendar proposal", err)
}
