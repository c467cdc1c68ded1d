package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"atrevete/internal/calendar"
	"atrevete/internal/salon"
)

// MirrorStore keeps the mirrors of appointments and what is to be written.
type MirrorStore interface {
	MirrorsDue(ctx context.Context, c salon.Calendar, now time.Time, limit int) ([]salon.ID, error)
	// MirrorTask reads a mirror with the appointment as it is now.
	MirrorTask(ctx context.Context, link salon.ID) (salon.MirrorTask, error)
	// BeginMirror notes that there may be an event from now on, and returns its id.
	BeginMirror(ctx context.Context, link salon.ID, generation int) (event string, err error)
	MirrorWritten(ctx context.Context, t salon.MirrorTask, r salon.MirrorResult, now time.Time) error
	// MirrorFailed notes a try in vain; a zero next ends the tries.
	MirrorFailed(ctx context.Context, t salon.MirrorTask, cause error, next time.Time) error
	// CalendarPushed notes whether a calendar takes what is written.
	CalendarPushed(ctx context.Context, c salon.Calendar, ok bool, next time.Time) error
	// ProposeChange notes what a person did to a mirror, for staff to decide. to is zero when it was deleted.
	ProposeChange(ctx context.Context, link salon.ID, to salon.Interval, now time.Time) error
	// MirrorsWaiting reports whether an event of an appointment is still to be written or deleted.
	MirrorsWaiting(ctx context.Context, appointment salon.ID) (bool, error)
	// WithdrawProposal ends an open proposal that the appointment has overtaken.
	WithdrawProposal(ctx context.Context, link salon.ID, now time.Time) error
}

const (
	pushBatch = 50
	// mirrorPast is how long after its end an appointment is still mirrored if
	// it never was: a calendar is for what comes.
	mirrorPast = 24 * time.Hour
	// mirrorGenerations bounds how many spent ids are passed over in one go.
	mirrorGenerations = 5
)

// push writes what is due of one calendar, in order. The first fault of the
// calendar ends it: the others would meet the same.
func (c *Calendars) push(ctx context.Context, w salon.CalendarWork) (outside, err error) {
	links, err := c.Store.MirrorsDue(ctx, w.Calendar, c.Clock(), pushBatch)
	if err != nil {
		return nil, fmt.Errorf("push to a calendar: %w", err)
	}
	for _, link := range links {
		t, err := c.Store.MirrorTask(ctx, link)
		if err != nil {
			return nil, fmt.Errorf("push to a calendar: %w", err)
		}
		cause, err := c.mirror(ctx, t)
		if err != nil {
			return nil, fmt.Errorf("push to a calendar: %w", err)
		}
		c.Metrics.CalendarDone("push", outcomeOf(cause))
		if cause == nil {
			continue
		}
		if stop, err := c.pushFailed(ctx, w, t, cause); stop || err != nil {
			return cause, err
		}
	}
	if len(links) == 0 {
		return nil, nil
	}
	return nil, c.Store.CalendarPushed(ctx, w.Calendar, true, time.Time{})
}

// pushFailed notes a fault; stop: it is the calendar's, not the event's.
func (c *Calendars) pushFailed(ctx context.Context, w salon.CalendarWork, t salon.MirrorTask, cause error) (stop bool, err error) {
	now := c.Clock()
	if errors.Is(cause, calendar.ErrPermanent) {
		c.Log.ErrorContext(ctx, "mirror refused for good", "appointment_id", t.Appointment.ID, "salon", w.SalonID, "err", cause)
		return false, c.Store.MirrorFailed(ctx, t, cause, time.Time{})
	}
	c.Log.WarnContext(ctx, "mirror not written", "appointment_id", t.Appointment.ID, "salon", w.SalonID, "attempt", t.Attempts+1, "err", cause)
	if errors.Is(cause, calendar.ErrRate) {
		c.rest(calendar.After(cause))
	}
	if err := c.Store.MirrorFailed(ctx, t, cause, now.Add(backoff(t.Attempts, cause))); err != nil {
		return true, fmt.Errorf("note a failed mirror: %w", err)
	}
	if err := c.Store.CalendarPushed(ctx, w.Calendar, false, now.Add(backoff(w.Failures, cause))); err != nil {
		return true, fmt.Errorf("note a failed calendar: %w", err)
	}
	return true, nil
}

// mirror makes one event what the appointment wants it to be, or leaves it
// alone when it is so already. outside is the calendar's fault, err ours.
func (c *Calendars) mirror(ctx context.Context, t salon.MirrorTask) (outside, err error) {
	shop, err := c.Store.Snapshot(ctx, t.Calendar.SalonID)
	if err != nil {
		return nil, err
	}
	m := mirroring{Calendars: c, task: t}
	want, wanted := shop.MirrorOf(t.Appointment)
	m.want = want
	switch {
	case !wanted || !t.Here:
		err = m.remove(ctx)
	case t.State == salon.MirrorLive:
		err = m.change(ctx)
	case t.State == salon.MirrorNone && want.During.End.Before(c.Clock().Add(-mirrorPast)):
		err = m.done(ctx, salon.MirrorResult{State: salon.MirrorNone})
	default:
		err = m.create(ctx)
	}
	var own *ownFault
	if errors.As(err, &own) {
		return nil, own.error
	}
	return err, nil
}

// ownFault is an error of ours, not of the calendar.
type ownFault struct{ error }

func ours(err error) error {
	if err == nil {
		return nil
	}
	return &ownFault{err}
}

// mirroring is the work on one mirror.
type mirroring struct {
	*Calendars
	task salon.MirrorTask
	want salon.CalendarEvent
}

func (m *mirroring) calendarID() string { return m.task.Calendar.ID }

// done records the end.
func (m *mirroring) done(ctx context.Context, r salon.MirrorResult) error {
	return ours(m.Store.MirrorWritten(ctx, m.task, r, m.Clock()))
}

// written records an event that is as wanted.
func (m *mirroring) written(ctx context.Context, e salon.CalendarEvent) error {
	return m.done(ctx, salon.MirrorResult{State: salon.MirrorLive, Version: e.Version, Hash: m.want.Mark.Hash})
}

// remove deletes the event, if there may be one.
func (m *mirroring) remove(ctx context.Context) error {
	if m.task.Proposal != nil {
		if err := m.Store.WithdrawProposal(ctx, m.task.LinkID, m.Clock()); err != nil {
			return ours(err)
		}
	}
	state := m.task.State
	if state == salon.MirrorLive || state == salon.MirrorUnknown {
		err := m.Calendar.Delete(ctx, m.calendarID(), m.task.EventID)
		if errors.Is(err, calendar.ErrGone) {
			err = nil
		}
		if err != nil && (m.task.Here || !errors.Is(err, calendar.ErrNotShared)) { // nobody's calendar any more: out of our hands
			return err
		}
		state = salon.MirrorGone
	}
	return m.done(ctx, salon.MirrorResult{State: state})
}

// create makes the event, under an id that is not spent. An answer that was lost
// shows as an id that is taken.
func (m *mirroring) create(ctx context.Context) error {
	generation := m.task.Generation
	if m.task.State == salon.MirrorGone {
		generation++
	}
	for last := generation + mirrorGenerations; ; generation++ {
		id, err := m.Store.BeginMirror(ctx, m.task.LinkID, generation)
		if err != nil {
			return ours(err)
		}
		m.want.ID = id
		e, err := m.Calendar.Insert(ctx, m.calendarID(), m.want)
		if err == nil {
			return m.written(ctx, e)
		}
		if !errors.Is(err, calendar.ErrTaken) {
			return err
		}
		there, err := m.Calendar.Get(ctx, m.calendarID(), id)
		switch {
		case errors.Is(err, calendar.ErrGone), err == nil && spent(there, m.want):
			if generation == last {
				return fmt.Errorf("%d ids of a mirror are spent: %w", mirrorGenerations+1, calendar.ErrPermanent)
			}
		case err != nil:
			return err
		default:
			return m.settle(ctx, there)
		}
	}
}

// spent reports whether an id cannot be used: its event was deleted, or is not
// this appointment's.
func spent(there, want salon.CalendarEvent) bool {
	return there.Deleted || there.Mark == nil || there.Mark.AppointmentID != want.Mark.AppointmentID
}

// change writes what is different from what was written last.
func (m *mirroring) change(ctx context.Context) error {
	m.want.ID = m.task.EventID
	if p := m.task.Proposal; p != nil {
		if !m.want.During.Same(p.From) { // the appointment went elsewhere meanwhile: what was proposed is void
			if err := m.Store.WithdrawProposal(ctx, m.task.LinkID, m.Clock()); err != nil {
				return ours(err)
			}
			if p.Kind == salon.ProposalDeleted {
				m.task.State = salon.MirrorGone
				return m.create(ctx)
			}
			return m.overwrite(ctx, salon.CalendarEvent{})
		}
		if p.Kind == salon.ProposalDeleted { // staff decide first
			return m.done(ctx, salon.MirrorResult{State: salon.MirrorLive, Version: m.task.Version, Hash: m.task.Hash})
		}
	}
	if m.task.Hash == m.want.Mark.Hash {
		return m.done(ctx, salon.MirrorResult{State: salon.MirrorLive, Version: m.task.Version, Hash: m.task.Hash})
	}
	e := m.want
	e.Version = m.task.Version
	if m.task.Proposal != nil {
		e.During = salon.Interval{}
	}
	e, err := m.Calendar.Update(ctx, m.calendarID(), e)
	switch {
	case err == nil:
		return m.written(ctx, e)
	case errors.Is(err, calendar.ErrGone):
		return m.deleted(ctx)
	case !errors.Is(err, calendar.ErrChanged):
		return err
	}
	there, err := m.Calendar.Get(ctx, m.calendarID(), m.task.EventID)
	switch {
	case errors.Is(err, calendar.ErrGone):
		return m.deleted(ctx)
	case err != nil:
		return err
	case there.Deleted:
		return m.deleted(ctx)
	}
	return m.settle(ctx, there)
}

// settle deals with an event that is not as we left it, or whose writing we did
// not hear of.
func (m *mirroring) settle(ctx context.Context, there salon.CalendarEvent) error {
	switch {
	case there.Mark != nil && there.Mark.Hash == m.want.Mark.Hash && !there.Moved():
		return m.written(ctx, there)
	case !there.Moved(), there.During.Start.Equal(m.want.During.Start), !there.Mark.During.Same(m.want.During):
		return m.overwrite(ctx, there)
	}
	// A person dragged it, and the appointment stayed where it was.
	if m.task.Proposal == nil {
		if err := m.Store.ProposeChange(ctx, m.task.LinkID, there.During, m.Clock()); err != nil {
			return ours(err)
		}
	}
	e := m.want
	e.Version, e.During = there.Version, salon.Interval{}
	return m.update(ctx, e)
}

// overwrite puts the event where it belongs.
func (m *mirroring) overwrite(ctx context.Context, there salon.CalendarEvent) error {
	e := m.want
	e.Version = there.Version
	return m.update(ctx, e)
}

func (m *mirroring) update(ctx context.Context, e salon.CalendarEvent) error {
	e.ID = m.want.ID
	e, err := m.Calendar.Update(ctx, m.calendarID(), e)
	switch {
	case err == nil:
		return m.written(ctx, e)
	case errors.Is(err, calendar.ErrChanged): // again meanwhile: look again later
		return fmt.Errorf("update a mirror: %w: %w", calendar.ErrRetry, err)
	}
	return err
}

// deleted deals with an event that is not there: when a person deleted it, staff
// decide. A calendar that was closed to us looks the same, so that is asked first.
func (m *mirroring) deleted(ctx context.Context) error {
	now := m.Clock()
	_, err := m.Calendar.Changes(ctx, calendar.Query{
		Calendar: m.calendarID(), Window: salon.Interval{Start: now, End: now.Add(time.Minute)}, Location: time.UTC,
	})
	if err != nil {
		return err
	}
	if m.task.Proposal == nil {
		if err := m.Store.ProposeChange(ctx, m.task.LinkID, salon.Interval{}, m.Clock()); err != nil {
			return ours(err)
		}
	}
	return m.done(ctx, salon.MirrorResult{State: salon.MirrorLive, Version: m.task.Version, Hash: m.want.Mark.Hash})
}
