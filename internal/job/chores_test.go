package job_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"atrevete/internal/job"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

// household is a store of one salon whose chores are claimed as in the database.
type household struct {
	due      map[string]time.Time
	archived int
	retained int
	fail     error
}

func (h *household) Salons(context.Context) ([]salon.ID, error) { return []salon.ID{"s1"}, nil }

func (h *household) Snapshot(context.Context, salon.ID) (*salon.Salon, error) {
	zone, err := time.LoadLocation("Europe/Madrid")
	return &salon.Salon{ID: "s1", Location: zone}, err
}

func (h *household) ClaimChore(_ context.Context, _ salon.ID, name string, now time.Time, lease time.Duration) (bool, error) {
	if due, known := h.due[name]; known && due.After(now) {
		return false, nil
	}
	h.due[name] = now.Add(lease)
	return true, nil
}

func (h *household) FinishChore(_ context.Context, _ salon.ID, name string, _, next time.Time, _ any) error {
	h.due[name] = next
	return nil
}

func (h *household) Archive(context.Context, salon.ID, time.Time, time.Time) (salon.Archived, error) {
	h.archived++
	return salon.Archived{}, h.fail
}

func (h *household) Retain(context.Context, *salon.Salon, time.Time) (salon.Retained, error) {
	h.retained++
	return salon.Retained{}, nil
}

type choreCounts struct{}

func (choreCounts) ChoreDone(string, string) {}
func (choreCounts) Retained(string, int)     {}

func TestChoresRunByTheHourAndByNight(t *testing.T) {
	t.Parallel()
	clock := testkit.NewClockAt("2026-10-24T22:10:00+02:00") // the clocks go back in the night that follows
	h := &household{due: map[string]time.Time{}}
	c := job.NewChores(h, clock.Now, choreCounts{}, slog.New(slog.DiscardHandler))
	at := func(when string, archived, retained int) {
		t.Helper()
		now, err := time.Parse(time.RFC3339, when)
		if err != nil {
			t.Fatal(err)
		}
		clock.Advance(now.Sub(clock.Now()))
		if err := c.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if h.archived != archived || h.retained != retained {
			t.Errorf("%s: archived %d times, retained %d times, want %d and %d", when, h.archived, h.retained, archived, retained)
		}
	}
	at("2026-10-24T22:10:00+02:00", 1, 1) // nobody ever did them
	at("2026-10-24T22:59:59+02:00", 1, 1)
	at("2026-10-24T23:00:00+02:00", 2, 1)
	at("2026-10-25T03:29:00+01:00", 3, 1)
	at("2026-10-25T03:30:00+01:00", 3, 2)
	at("2026-10-28T12:00:00+01:00", 4, 3) // after days off: once
	at("2026-10-28T12:30:00+01:00", 4, 3)
}

func TestAChoreThatFailsIsDoneAgainSoon(t *testing.T) {
	t.Parallel()
	clock := testkit.NewClockAt("2026-10-06T10:10:00+02:00")
	h := &household{due: map[string]time.Time{}, fail: errors.New("the database is away")}
	c := job.NewChores(h, clock.Now, choreCounts{}, slog.New(slog.DiscardHandler))
	if err := c.Sweep(t.Context()); err == nil || h.retained != 1 {
		t.Errorf("got %v; the other chore ran %d times", err, h.retained)
	}
	h.fail = nil
	if err := c.Sweep(t.Context()); err != nil || h.archived != 1 {
		t.Errorf("at once again: %v, %d", err, h.archived)
	}
	clock.Advance(15 * time.Minute)
	if err := c.Sweep(t.Context()); err != nil || h.archived != 2 {
		t.Errorf("later: %v, %d", err, h.archived)
	}
}
