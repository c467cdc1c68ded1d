package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// absencesDueSQL lists absences that nobody has looked at yet, and, once more a
// minute later, what was looked at: a booking that was being written at that
// moment could not be seen. What is over concerns nobody. A block of any other
// source only keeps time free.
const absencesDueSQL = `
SELECT k.id, coalesce(k.handled_at + interval '1 minute', $1) AS due FROM blocks k
WHERE k.source = 'absence' AND k.rechecked_at IS NULL AND (upper_inf(k.during) OR upper(k.during) > $1)
	AND coalesce(k.handled_at + interval '1 minute', $1) <= $1`

// absence is a block that makes appointments impossible.
type absence struct {
	id, salon, stylist salon.ID
	during             salon.Interval
	entered            int64
}

// fireAbsence deals with a stylist's absence in one transaction: holds it covers
// are given back, confirmed appointments stay until their customers answer, and
// may be moved or cancelled at no cost; every customer's conversation gets an
// inbox row, and the team a list.
func (s *Store) fireAbsence(ctx context.Context, id salon.ID, now time.Time) (fired, error) {
	var end fired
	err := s.InTx(ctx, func(ctx context.Context) error {
		k, err := s.claimAbsence(ctx, id, now)
		if err != nil || k.id.Empty() {
			return err
		}
		cases, told, err := s.coveredBy(ctx, k, now)
		if err != nil {
			return err
		}
		if end.done = len(cases) > 0; end.done {
			shop, err := s.Snapshot(ctx, k.salon)
			if err != nil {
				return err
			}
			notice := shop.NoticeOfStylistAway(salon.Absence{ID: k.id, StylistID: k.stylist, During: k.during}, cases, now)
			if err := s.AddNotice(ctx, notice); err != nil {
				return err
			}
			end.others = told
		}
		_, err = s.db(ctx).Exec(ctx, `
			UPDATE blocks SET rechecked_at = CASE WHEN handled_at IS NULL THEN NULL ELSE $2::timestamptz END, handled_at = coalesce(handled_at, $2)
			WHERE id = $1`, k.id, now)
		return fail("marking an absence", err)
	})
	if err != nil {
		return fired{}, err
	}
	return end, nil
}

// claimAbsence locks a block that is due; without id: somebody else has it, or
// it is not due any more.
func (s *Store) claimAbsence(ctx context.Context, id salon.ID, now time.Time) (absence, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT k.id, k.salon_id, k.stylist_id, lower(k.during), upper(k.during), k.entered FROM blocks k
		WHERE k.id = $2 AND k.id IN (SELECT id FROM (`+absencesDueSQL+`) due) FOR NO KEY UPDATE SKIP LOCKED`, now, id)
	if err != nil {
		return absence{}, fail("claiming an absence", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (absence, error) {
		var k absence
		err := row.Scan(&k.id, &k.salon, &k.stylist, instant{&k.during.Start}, instant{&k.during.End}, &k.entered)
		if k.during.End.IsZero() {
			k.during.End = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		return k, err //nolint:wrapcheck // wrapped below
	})
	if err != nil || len(list) == 0 {
		return absence{}, fail("claiming an absence", err)
	}
	return list[0], nil
}

// coveredBy deals with every appointment that an absence covers and that was
// there before it. It returns them for the team, and the conversations to announce.
func (s *Store) coveredBy(ctx context.Context, k absence, now time.Time) ([]salon.AbsenceCase, []salon.ID, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT DISTINCT a.booking_id FROM appointments a
		WHERE a.stylist_id = $1 AND a.status IN ('provisional', 'confirmed') AND a.starts_at > $2 AND a.entered < $3
		AND EXISTS (SELECT 1 FROM busy_segments g, blocks k WHERE k.id = $4 AND g.appointment_id = a.id AND g.active AND g.during && k.during)
		AND NOT EXISTS (SELECT 1 FROM absence_cases c WHERE c.block_id = $4 AND c.appointment_id = a.id)
		ORDER BY 1`, k.stylist, now, k.entered, k.id)
	if err != nil {
		return nil, nil, fail("finding whom an absence concerns", err)
	}
	bookings, err := pgx.CollectRows(rows, pgx.RowTo[salon.ID])
	if err != nil {
		return nil, nil, fail("finding whom an absence concerns", err)
	}
	var cases []salon.AbsenceCase
	var told []salon.ID
	for _, id := range bookings {
		b, err := s.lockBooking(ctx, id)
		if err != nil {
			return nil, nil, err
		}
		more, conversation, err := s.excuse(ctx, k, b, now)
		if err != nil {
			return nil, nil, err
		}
		cases = append(cases, more...)
		if len(more) > 0 && !conversation.Empty() {
			told = append(told, conversation)
		}
	}
	return cases, told, nil
}

// excuse deals with one locked booking that an absence concerns.
func (s *Store) excuse(ctx context.Context, k absence, b salon.Booking, now time.Time) ([]salon.AbsenceCase, salon.ID, error) {
	conversation, err := s.conversationOf(ctx, b)
	if err != nil {
		return nil, "", err
	}
	payer, err := s.Customer(ctx, b.CustomerID)
	if err != nil {
		return nil, "", err
	}
	var cases []salon.AbsenceCase
	for _, a := range b.Appointments {
		whole := salon.Interval{Start: a.Start, End: a.End()}
		if a.StylistID != k.stylist || !a.Status.Active() || !a.Start.After(now) || !whole.Overlaps(k.during) {
			continue
		}
		if err := s.excuseOne(ctx, k, a, conversation, now); err != nil {
			return nil, "", err
		}
		cases = append(cases, salon.AbsenceCase{Appointment: a, Phone: payer.Phone, Told: !conversation.Empty()})
	}
	if len(cases) > 0 && holds(b) {
		if err := s.endHold(ctx, b, "absence", now); err != nil {
			return nil, "", err
		}
	}
	return cases, conversation, nil
}

// excuseOne marks one appointment, keeps its history and has its customer told.
// Its reminder would name a stylist who is not there.
func (s *Store) excuseOne(ctx context.Context, k absence, a salon.Appointment, conversation salon.ID, now time.Time) error {
	batch := &pgx.Batch{}
	batch.Queue(`INSERT INTO absence_cases (block_id, appointment_id, salon_id, told, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		k.id, a.ID, k.salon, !conversation.Empty(), now)
	batch.Queue(`UPDATE appointments SET excused = status = 'confirmed', remind_at = NULL, updated_at = $2 WHERE id = $1`, a.ID, now)
	if err := s.db(ctx).SendBatch(ctx, batch).Close(); err != nil {
		return fail("excusing an appointment", err)
	}
	if err := s.logAppointment(ctx, a, history{action: "stylist_absent", at: now, after: map[string]any{"block": k.id}}); err != nil {
		return err
	}
	if conversation.Empty() {
		return nil
	}
	fact := salon.TimerFact{Kind: salon.TimerAbsence, BookingID: a.BookingID, AppointmentID: a.ID, Version: a.Version}
	return s.storeTimer(ctx, k.salon, conversation, fmt.Sprintf("%s:%s:%s", fact.Kind, k.id, a.ID), fact, now)
}
