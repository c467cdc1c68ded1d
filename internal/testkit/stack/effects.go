package stack

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"atrevete/internal/job"
	"atrevete/internal/salon"
)

// counters discards what timers and jobs count.
type counters struct{}

func (counters) JobDone(salon.JobKind, string) {}
func (counters) TimerFired(salon.TimerKind)    {}

// effects carries out the queued jobs in order, as River's workers would, and
// reports how many there were.
func (s *Stack) effects() int {
	s.t.Helper()
	ctx := s.t.Context()
	rows, err := s.Store.Pool().Query(ctx, `SELECT id, args FROM river_job WHERE state = 'available' ORDER BY priority, id`)
	if err != nil {
		s.t.Fatalf("read jobs: %v", err)
	}
	type queued struct {
		id  int64
		job salon.Job
	}
	var all []queued
	for rows.Next() {
		var q queued
		var raw []byte
		var args struct{ Job salon.Job }
		if err := rows.Scan(&q.id, &raw); err != nil {
			s.t.Fatalf("read job: %v", err)
		}
		if err := json.Unmarshal(raw, &args); err != nil {
			s.t.Fatalf("decode job: %v", err)
		}
		q.job = args.Job
		all = append(all, q)
	}
	if err := rows.Err(); err != nil {
		s.t.Fatalf("read jobs: %v", err)
	}
	done := 0
	for _, q := range all {
		if s.slowExpiry && q.job.Kind == salon.JobExpireSession {
			continue
		}
		done++
		err := s.Effects.Do(ctx, q.job, job.Attempt{Number: 1, Age: s.jobAge})
		var final *river.JobCancelError // nobody to tell: staff see it in the queue
		end := `UPDATE river_job SET state = 'completed', finalized_at = now() WHERE id = $1`
		if err != nil && !errors.As(err, &final) {
			if !s.faulty {
				s.t.Fatalf("job %s: %v", q.job.Kind, err)
			}
			end = `UPDATE river_job SET state = 'retryable' WHERE id = $1`
		}
		if _, err := s.Store.Pool().Exec(ctx, end, q.id); err != nil {
			s.t.Fatalf("finish job: %v", err)
		}
	}
	return done
}

// RetryJobs lets the jobs that failed, and had to wait, try again an hour later.
func (s *Stack) RetryJobs() {
	s.t.Helper()
	s.jobAge = time.Hour
	if _, err := s.Store.Pool().Exec(s.t.Context(), `UPDATE river_job SET state = 'available' WHERE state = 'retryable'`); err != nil {
		s.t.Fatalf("retry jobs: %v", err)
	}
	s.Drive()
}
