package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// ListCalendarProposals lists the proposals that wait for staff, the oldest
// first, with their appointments.
func (s *Store) ListCalendarProposals(ctx context.Context, salonID salon.ID) ([]salon.ProposedChange, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT `+appointmentColumns+`, `+proposalColumns+`
		FROM calendar_proposals p JOIN appointments a ON a.id = p.appointment_id JOIN customers c ON c.id = a.customer_id
		WHERE p.salon_id = $1 AND p.status = 'open' ORDER BY p.created_at, p.id`, salonID)
	if err != nil {
		return nil, fail("listing calendar proposals", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (salon.ProposedChange, error) {
		var one salon.ProposedChange
		var err error
		one.Appointment, err = scanAppointmentAnd(row, proposalTargets(&one.CalendarProposal)...)
		return one, err
	})
	return list, fail("listing calendar proposals", err)
}

// AcceptProposal makes the change that somebody made in an outside calendar, as
// the team would: the appointment moves there, or is cancelled with the deposit
// given back, and its customer is told. told is false when there is nowhere to
// write to.
// salon.ErrNotFound: no such proposal. salon.ErrConflict: it is decided, or the
// appointment is not what it was. salon.ErrSlotTaken: it does not fit there; the
// proposal stays open.
func (s *Store) AcceptProposal(ctx context.Context, id salon.ID, actor string, now time.Time) (p salon.CalendarProposal, told bool, err error) {
	p, err = s.decideProposal(ctx, id, actor, salon.ProposalAccepted, now, func(ctx context.Context, shop *salon.Salon, p salon.CalendarProposal) error {
		_, a, err := s.lockAppointment(ctx, p.AppointmentID)
		if err != nil {
			return err
		}
		if !a.Start.Equal(p.From.Start) || a.StylistID != p.StylistID {
			return fmt.Errorf("the appointment went elsewhere meanwhile: %w", salon.ErrConflict)
		}
		if p.Kind == salon.ProposalMoved {
			_, told, err = s.StaffMove(ctx, shop, dialog.Move{
				AppointmentID: a.ID, Version: a.Version, Slot: salon.Slot{StylistID: a.StylistID, Start: p.To.Start, Minutes: a.Minutes},
			}, now)
			return err
		}
		_, told, err = s.StaffCancel(ctx, shop, a.ID, now)
		return err
	})
	return p, told && err == nil, err
}

// RejectProposal leaves the appointment as it is; its event is put back.
// salon.ErrNotFound, salon.ErrConflict: as AcceptProposal.
func (s *Store) RejectProposal(ctx context.Context, id salon.ID, actor string, now time.Time) (salon.CalendarProposal, error) {
	return s.decideProposal(ctx, id, actor, salon.ProposalRejected, now, func(ctx context.Context, _ *salon.Salon, p salon.CalendarProposal) error {
		state := salon.MirrorLive
		if p.Kind == salon.ProposalDeleted {
			state = salon.MirrorGone // its id is spent
		}
		_, err := s.db(ctx).Exec(ctx, writeAgainSQL, p.LinkID, state)
		return fail("putting an event back", err)
	})
}

// decideProposal ends an open proposal together with what follows from it.
func (s *Store) decideProposal(ctx context.Context, id salon.ID, actor string, status salon.ProposalStatus, now time.Time,
	carryOut func(ctx context.Context, shop *salon.Salon, p salon.CalendarProposal) error,
) (salon.CalendarProposal, error) {
	p, err := s.CalendarProposal(ctx, uuidOrEmpty(id))
	if err != nil {
		return p, err
	}
	shop, err := s.Snapshot(ctx, p.SalonID)
	if err != nil {
		return p, err
	}
	err = s.InTx(ctx, func(ctx context.Context) error {
		// The booking first, as everybody locks who decides about an appointment.
		if _, _, err := s.lockAppointment(ctx, p.AppointmentID); err != nil {
			return err
		}
		err := s.db(ctx).QueryRow(ctx, `
			UPDATE calendar_proposals SET status = $2, decided_at = $3, decided_by = $4 WHERE id = $1 AND status = 'open'
			RETURNING status, decided_at, decided_by`, p.ID, status, now, actor).Scan(&p.Status, &p.DecidedAt, &p.DecidedBy)
		if errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("the proposal is %s already: %w", p.Status, salon.ErrConflict)
		}
		if err != nil {
			return fail("deciding about a proposal", err)
		}
		if err := carryOut(ctx, shop, p); err != nil {
			return err
		}
		_, err = s.db(ctx).Exec(ctx, `
			INSERT INTO audit_log (id, salon_id, at, actor, action, object_type, object_id) VALUES ($1, $2, $3, $4, $5, 'appointment', $6)`,
			NewID(), p.SalonID, now, actor, "calendar."+string(status), p.AppointmentID)
		return fail("logging a decision", err)
	})
	if err != nil {
		return p, fmt.Errorf("deciding about a calendar proposal: %w", err)
	}
	return p, nil
}
