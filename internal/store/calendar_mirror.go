package store

import (
	"context"
	"time"

	"atrevete/internal/salon"
)

// knownMirror is a mirror of ours in a calendar that was read.
type knownMirror struct {
	link     salon.ID
	event    string
	state    salon.MirrorState
	version  string
	hash     string // of what we wrote last
	status   salon.AppointmentStatus
	during   salon.Interval // of the appointment, now
	here     bool           // its stylist uses this calendar
	proposal salon.ProposalKind
	seen     *salon.CalendarEvent // what the calendar says; nil: nothing
}

func (m *knownMirror) live() bool { return m.state == salon.MirrorLive }

// wanted reports whether the event belongs there.
func (m *knownMirror) wanted() bool {
	return m.here && m.status != salon.Cancelled && m.status != salon.Expired
}

// ahead reports whether the appointment is not over: people may tidy up the past.
func (m *knownMirror) ahead(now time.Time) bool { return m.during.End.After(now) }

// deletedByPerson reports whether an event of ours is gone that belongs there,
// for the first time we look.
func (m *knownMirror) deletedByPerson(a *applying) bool {
	gone := (m.seen != nil && m.seen.Deleted) || (m.seen == nil && a.full() && m.during.Overlaps(a.Window))
	return gone && m.live() && m.wanted() && m.ahead(a.now) && m.proposal != salon.ProposalDeleted
}

// loadMirrors reads the mirrors that the answer names and, when everything was
// read, those that it should name.
func (a *applying) loadMirrors(ctx context.Context) error {
	ids := []string{}
	for _, e := range a.Events {
		ids = append(ids, e.ID)
	}
	rows, err := a.store.db(ctx).Query(ctx, `
		SELECT l.id, l.event_id, l.state, l.etag, l.hash, a.status, a.starts_at, a.starts_at + make_interval(mins => a.duration_minutes),
			t.calendar_id = l.calendar_id AND t.active, coalesce(p.kind, '')
		FROM calendar_links l
		JOIN appointments a ON a.id = l.appointment_id
		JOIN stylists t ON t.id = a.stylist_id
		LEFT JOIN calendar_proposals p ON p.link_id = l.id AND p.status = 'open'
		WHERE l.salon_id = $1 AND l.calendar_id = $2
			AND (l.event_id = ANY($3) OR ($4 AND l.state = 'live' AND a.starts_at BETWEEN $5 AND $6))`,
		a.SalonID, a.ID, ids, a.full(), a.Window.Start, a.Window.End)
	if err != nil {
		return fail("reading mirrors", err)
	}
	a.mirrors = map[string]*knownMirror{}
	for rows.Next() {
		m := &knownMirror{}
		err := rows.Scan(&m.link, &m.event, &m.state, &m.version, &m.hash, &m.status, &m.during.Start, &m.during.End, &m.here, &m.proposal)
		if err != nil {
			rows.Close()
			return fail("reading mirrors", err)
		}
		a.mirrors[m.event] = m
	}
	return fail("reading mirrors", rows.Err())
}

// otherMirrors counts the live mirrors ahead that were not loaded.
func (a *applying) otherMirrors(ctx context.Context) (int, error) {
	loaded := []salon.ID{}
	for _, m := range a.mirrors {
		loaded = append(loaded, m.link)
	}
	var n int
	err := a.store.db(ctx).QueryRow(ctx, `
		SELECT count(*) FROM calendar_links l JOIN appointments a ON a.id = l.appointment_id
		WHERE l.salon_id = $1 AND l.calendar_id = $2 AND l.state = 'live' AND l.id <> ALL($3)
			AND a.starts_at + make_interval(mins => a.duration_minutes) > $4`, a.SalonID, a.ID, loaded, a.now).Scan(&n)
	return n, fail("counting mirrors", err)
}

// applyMirrors notes what became of our events.
func (a *applying) applyMirrors(ctx context.Context) error {
	for _, m := range a.mirrors {
		var err error
		switch e := m.seen; {
		case m.deletedByPerson(a):
			if !a.braked {
				err = a.propose(ctx, m, salon.Interval{})
			}
		case e == nil:
		case e.Deleted:
			err = a.noteGone(ctx, m)
		case !m.wanted(): // a deletion of ours that never arrived
			err = a.writeAgain(ctx, m, salon.MirrorLive)
		case m.live() && e.Version != m.version:
			err = a.noteChange(ctx, m, *e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// noteGone records that an event is not there, when that is how it should be,
// or nobody cares any more.
func (a *applying) noteGone(ctx context.Context, m *knownMirror) error {
	if m.state == salon.MirrorGone || (m.wanted() && m.ahead(a.now)) {
		return nil // known, proposed, or about to be written
	}
	_, err := a.store.db(ctx).Exec(ctx, `UPDATE calendar_links SET state = 'gone' WHERE id = $1`, m.link)
	return fail("noting a mirror's end", err)
}

// noteChange looks at an event that is not as we left it.
func (a *applying) noteChange(ctx context.Context, m *knownMirror, e salon.CalendarEvent) error {
	switch {
	case e.Mark == nil:
		return a.writeAgain(ctx, m, m.state)
	case !m.ahead(a.now):
		return nil
	case !e.Moved() && e.Mark.Hash != m.hash: // a writing of ours that arrived late, or whose answer we never had
		return a.writeAgain(ctx, m, m.state)
	case !e.Moved(): // put back, restored, or changed in what we leave to people
		if m.proposal != "" {
			if err := a.store.WithdrawProposal(ctx, m.link, a.now); err != nil {
				return err
			}
		}
		_, err := a.store.db(ctx).Exec(ctx, `UPDATE calendar_links SET etag = $2 WHERE id = $1`, m.link, e.Version)
		return fail("noting a mirror's version", err)
	case !e.Mark.During.Same(m.during):
		return nil // the appointment went elsewhere meanwhile; it is about to be written
	case e.During.Start.Equal(m.during.Start): // only longer or shorter: how long it takes, the services say
		return a.writeAgain(ctx, m, m.state)
	case m.version == "" && m.hash == "" && m.proposal == "":
		return nil // about to be put back: staff have said no
	}
	return a.propose(ctx, m, e.During)
}

func (a *applying) propose(ctx context.Context, m *knownMirror, to salon.Interval) error {
	fresh, err := a.store.proposeChange(ctx, a.shop, m.link, to, a.now)
	if fresh {
		a.out.Proposals++
	}
	return err
}

// writeAgain makes a mirror due, whatever its event's version.
func (a *applying) writeAgain(ctx context.Context, m *knownMirror, state salon.MirrorState) error {
	_, err := a.store.db(ctx).Exec(ctx, writeAgainSQL, m.link, state)
	return fail("writing a mirror again", err)
}

// writeAgainSQL forgets what we know of an event, so that it is overwritten.
const writeAgainSQL = `
	UPDATE calendar_links SET state = $2, etag = '', hash = '', due_at = '-infinity', changes = changes + 1, changed_at = now(), attempts = 0
	WHERE id = $1`

// lockMirror reads a mirror that nobody else decides about meanwhile.
func (s *Store) lockMirror(ctx context.Context, link salon.ID) (salon.MirrorTask, error) {
	var locked salon.ID
	err := s.db(ctx).QueryRow(ctx, `SELECT id FROM calendar_links WHERE id = $1 FOR NO KEY UPDATE`, link).Scan(&locked)
	if err != nil {
		return salon.MirrorTask{}, fail("locking a mirror", err)
	}
	return s.MirrorTask(ctx, link)
}
