package job_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"atrevete/internal/channel"
	"atrevete/internal/job"
	"atrevete/internal/salon"
)

// deleting is a channel that can delete contacts.
type deleting struct {
	board
	asked []string
	fail  error
}

func (d *deleting) EraseContact(_ context.Context, contact string) error {
	d.asked = append(d.asked, contact)
	return d.fail
}

func TestAContactIsDeletedOrTheTeamIsToldToDoIt(t *testing.T) {
	t.Parallel()
	j := salon.Job{Kind: salon.JobEraseContact, SalonID: "s1", Channel: "chatwoot", Contact: "55"}
	last := job.Attempt{Number: 25, Last: true}
	for _, c := range []struct {
		name    string
		fail    error
		channel string
		try     job.Attempt
		final   bool
		told    int
	}{
		{"done", nil, "chatwoot", first, false, 0},
		{"away", channel.ErrUnknown, "chatwoot", first, false, 0},
		{"away for good", channel.ErrUnknown, "chatwoot", last, true, 1},
		{"refused", channel.ErrPermanent, "chatwoot", first, true, 1},
		{"not connected any more", nil, "other", first, true, 1},
	} {
		store, contacts := &memory{}, &deleting{}
		if c.fail != nil {
			contacts.fail = fmt.Errorf("delete: %w", c.fail)
		}
		e := newEffects(t, job.Options{Store: store, Channels: map[string]channel.Channel{c.channel: contacts}})
		err := e.Do(t.Context(), j, c.try)
		if cancelled(err) != c.final || (err == nil) != (c.name == "done") || len(store.notices) != c.told {
			t.Errorf("%s: %v, told %+v", c.name, err, store.notices)
		}
		for _, n := range store.notices {
			if !strings.Contains(n.Text, "55") || n.SalonID != "s1" || n.Kind != salon.NoticePrivacy {
				t.Errorf("%s: told %+v", c.name, n)
			}
		}
	}
}

// events is a calendar, turns what agents remember.
type events struct{ emptied []salon.ID }

func (e *events) EraseEvent(_ context.Context, id salon.ID) error {
	e.emptied = append(e.emptied, id)
	return nil
}

type turns struct{ forgotten []salon.ID }

func (t *turns) DeleteCheckpoint(_ context.Context, id salon.ID) error {
	t.forgotten = append(t.forgotten, id)
	return nil
}

func TestCalendarsAndAgentsForgetToo(t *testing.T) {
	t.Parallel()
	calendar, agents := &events{}, &turns{}
	with := newEffects(t, job.Options{Store: &memory{}, Events: calendar, Turns: agents})
	without := newEffects(t, job.Options{Store: &memory{}})
	for _, e := range []*job.Effects{with, without} {
		for _, j := range []salon.Job{{Kind: salon.JobEraseEvent, AppointmentID: "a1"}, {Kind: salon.JobForgetTurn, ConversationID: "c1"}} {
			if err := e.Do(t.Context(), j, first); err != nil {
				t.Errorf("%s: %v", j.Kind, err)
			}
		}
	}
	if len(calendar.emptied) != 1 || calendar.emptied[0] != "a1" || len(agents.forgotten) != 1 || agents.forgotten[0] != "c1" {
		t.Errorf("emptied %v, forgot %v", calendar.emptied, agents.forgotten)
	}
}
