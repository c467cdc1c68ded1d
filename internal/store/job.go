package store

import (
	"context"
	"fmt"

	"github.com/riverqueue/river"

	"atrevete/internal/salon"
)

// Priorities of jobs in River's queue: 1 is worked first.
const (
	priorityUrgent = 1
	priorityNormal = 2
)

// JobArgs is the row of an outside effect in River's table. Its workers live
// elsewhere and know the shape: kind "effect", the job inside.
type JobArgs struct {
	Job salon.Job `json:"job"`
}

// Kind is the name of all our jobs in River's table.
func (JobArgs) Kind() string { return "effect" }

// AddJob queues an outside effect: it exists if, and only if, the transaction
// of the context commits.
func (s *Store) AddJob(ctx context.Context, job salon.Job) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		tx, _ := txFrom(ctx) // InTx put it there
		priority := priorityNormal
		if job.Urgent {
			priority = priorityUrgent
		}
		if _, err := s.jobs.InsertTx(ctx, tx, JobArgs{Job: job}, &river.InsertOpts{Priority: priority}); err != nil {
			return fmt.Errorf("queueing a job %s: %w", job.Kind, err)
		}
		return nil
	})
}
