package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// MirrorsDue lists the links of a calendar whose events are to be written, in
// the order in which their appointments changed.
func (s *Store) MirrorsDue(ctx context.Context, c salon.Calendar, now time.Time, limit int) ([]salon.ID, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT id FROM calendar_links WHERE salon_id = $1 AND calendar_id = $2 AND due_at <= $3
		ORDER BY changed_at, id LIMIT $4`, c.SalonID, c.ID, now, limit)
	if err != nil {
		return nil, fail("listing due mirrors", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[salon.ID])
	return list, fail("listing due mirrors", err)
}

const mirrorTaskSQL = `
SELECT ` + appointmentColumns + `,
	l.id, l.salon_id, l.calendar_id, l.event_id, l.generation, l.state, l.etag, l.hash, l.changes, l.attempts,
	t.calendar_id = l.calendar_id AND t.active, p.id
FROM calendar_links l
JOIN appointments a ON a.id = l.appointment_id
JOIN customers c ON c.id = a.customer_id
JOIN stylists t ON t.id = a.stylist_id
LEFT JOIN calendar_proposals p ON p.link_id = l.id AND p.status = 'open'
WHERE l.id = $1`

// MirrorTask reads a mirror with the appointment as it is now. salon.ErrNotFound.
func (s *Store) MirrorTask(ctx context.Context, link salon.ID) (salon.MirrorTask, error) {
	var t salon.MirrorTask
	var proposal salon.ID
	var err error
	m := &t.Mirror
	t.Appointment, err = scanAppointmentAnd(s.db(ctx).QueryRow(ctx, mirrorTaskSQL, link),
		&m.LinkID, &m.Calendar.SalonID, &m.Calendar.ID, &m.EventID, &m.Generation, &m.State, &m.Version, &m.Hash, &m.Changes, &m.Attempts,
		&t.Here, &proposal)
	if err != nil {
		return salon.MirrorTask{}, fail("reading a mirror", err)
	}
	if !proposal.Empty() {
		p, err := s.CalendarProposal(ctx, proposal)
		if err != nil {
			return salon.MirrorTask{}, err
		}
		t.Proposal = &p
	}
	return t, nil
}

// BeginMirror notes, before an event is written for the first time, that there
// may be one from now on, under this id.
func (s *Store) BeginMirror(ctx context.Context, link salon.ID, generation int) (string, error) {
	var event string
	err := s.InTx(ctx, func(ctx context.Context) error {
		var appointment salon.ID
		err := s.db(ctx).QueryRow(ctx, `SELECT appointment_id FROM calendar_links WHERE id = $1 FOR NO KEY UPDATE`, link).Scan(&appointment)
		if err != nil {
			return fail("reading a mirror", err)
		}
		event = salon.MirrorEventID(appointment, generation)
		_, err = s.db(ctx).Exec(ctx, `
			UPDATE calendar_links SET state = 'unknown', generation = $2, event_id = $3, etag = '', hash = '' WHERE id = $1`, link, generation, event)
		return fail("beginning a mirror", err)
	})
	if err != nil {
		return "", fmt.Errorf("mirroring an appointment: %w", err)
	}
	return event, nil
}

// MirrorWritten records what was written. The mirror stays due when the
// appointment changed since the task was read.
func (s *Store) MirrorWritten(ctx context.Context, t salon.MirrorTask, r salon.MirrorResult, now time.Time) error {
	_, err := s.db(ctx).Exec(ctx, `
		UPDATE calendar_links SET state = $3, etag = $4, hash = $5, pushed_version = $6, synced_at = $7, last_error = NULL, attempts = 0,
			due_at = CASE WHEN changes = $2 THEN NULL ELSE due_at END
		WHERE id = $1`, t.LinkID, t.Changes, r.State, r.Version, r.Hash, t.Appointment.Version, now)
	return fail("recording a mirror", err)
}

// MirrorFailed notes a try in vain. A zero next ends the tries: the row keeps
// the error for staff and is due again when the appointment changes.
func (s *Store) MirrorFailed(ctx context.Context, t salon.MirrorTask, cause error, next time.Time) error {
	_, err := s.db(ctx).Exec(ctx, `
		UPDATE calendar_links SET attempts = attempts + 1, last_error = $3,
			due_at = CASE WHEN changes = $2 THEN $4::timestamptz ELSE due_at END
		WHERE id = $1`, t.LinkID, t.Changes, cause.Error(), orNull(next))
	return fail("recording a mirror's failure", err)
}

// CalendarPushed notes whether a calendar takes what is written: after a failure
// nothing is written there before next.
func (s *Store) CalendarPushed(ctx context.Context, c salon.Calendar, ok bool, next time.Time) error {
	_, err := s.db(ctx).Exec(ctx, `
		UPDATE calendars SET push_failures = CASE WHEN $3 THEN 0 ELSE push_failures + 1 END,
			push_after = CASE WHEN $3 THEN '-infinity' ELSE coalesce($4, push_after) END
		WHERE salon_id = $1 AND calendar_id = $2 AND NOT ($3 AND push_failures = 0)`, c.SalonID, c.ID, ok, orNull(next))
	return fail("recording how writing to a calendar went", err)
}
