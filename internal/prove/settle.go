package prove

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// settle lets every hold run out, and waits until nothing is left to do: no
// message to answer, no reply to deliver, no job to carry out.
func (s *storm) settle(ctx context.Context, c *crew) error {
	longest := time.Duration(max(s.salon.Policies.HoldMinutes, s.salon.Policies.HoldMinutesSameDay)) * time.Minute
	s.clock.reach(s.clock.Now().Add(longest + time.Hour))
	deadline, cancel := context.WithTimeout(ctx, settlePatience)
	defer cancel()
	for calm := 0; calm < 3; {
		left, err := s.left(deadline)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case deadline.Err() != nil:
			return nil // what is left is counted as lost
		case err != nil:
			s.note(deadline, err)
			calm = 0
		case left.sum() == 0:
			calm++
		default:
			calm = 0
			s.note(deadline, s.hasten(deadline))
		}
		if s.Progress != nil {
			s.Progress(Progress{Attempts: s.clock.attempts.Load(), Of: int64(s.Attempts), Held: s.count.held.Load(), Left: &left})
		}
		pause(deadline, timerSweep)
	}
	if err := c.inbox.Close(deadline); err != nil {
		return fmt.Errorf("closing the inbox: %w", err)
	}
	return nil
}

// hasten lets time pass for the queue: jobs that wait for another try, or for an
// answer that will never come, wait in real time.
func (s *storm) hasten(ctx context.Context) error {
	_, err := s.crewStore.Pool().Exec(ctx, `
		UPDATE river_job SET created_at = created_at - interval '10 seconds', scheduled_at = scheduled_at - interval '10 seconds'
		WHERE state IN ('scheduled', 'retryable')`)
	if err != nil {
		return fmt.Errorf("hastening the queue: %w", err)
	}
	return nil
}

// Leftover is what is still to do: inbox rows, replies, jobs, holds that are over.
type Leftover struct{ Inbox, Outbox, Jobs, Holds int64 }

func (l Leftover) sum() int64 { return l.Inbox + l.Outbox + l.Jobs + l.Holds }

// left counts it.
func (s *storm) left(ctx context.Context) (Leftover, error) {
	rows, err := s.crewStore.Pool().Query(ctx, `
		SELECT (SELECT count(*) FROM inbox WHERE processed_at IS NULL),
			(SELECT count(*) FROM outbox WHERE status = 'pending'),
			(SELECT count(*) FROM river_job WHERE state IN ('available', 'pending', 'retryable', 'running', 'scheduled')),
			(SELECT count(*) FROM bookings WHERE payment_status = 'pending' AND released_at IS NULL AND hold_expires_at <= $1)`, s.clock.Now())
	if err != nil {
		return Leftover{}, fmt.Errorf("counting what is left: %w", err)
	}
	l, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Leftover])
	if err != nil {
		return Leftover{}, fmt.Errorf("counting what is left: %w", err)
	}
	return l, nil
}
