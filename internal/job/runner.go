package job

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"atrevete/internal/salon"
)

// Limits of the workers. A job that a killed process was working on is taken up
// again after rescueAfter, which leaves an urgent notice time to be there within
// two minutes all the same.
const (
	jobTimeout  = 30 * time.Second
	rescueAfter = 45 * time.Second
	stopTimeout = 15 * time.Second
	maxWorkers  = 10
	firstRetry  = 2 * time.Second
	lastRetry   = 30 * time.Minute
	// Urgent effects are tried at least so often at first, and only then ever more
	// rarely.
	urgentRetry = 10 * time.Second
	urgentTries = 12
)

// effectArgs is the row of a job, written by the store in the transaction that
// wants the effect. The shape is shared with it: kind "effect", the job inside.
type effectArgs struct {
	Job salon.Job `json:"job"`
}

// Kind is the name of all our jobs in River's table.
func (effectArgs) Kind() string { return "effect" }

// Runner works River's queue.
type Runner struct {
	client *river.Client[pgx.Tx]
	log    *slog.Logger
}

// NewRunner builds the client on the pool; Run starts it.
func NewRunner(pool *pgxpool.Pool, effects *Effects, log *slog.Logger) (*Runner, error) {
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &effectWorker{effects: effects}); err != nil {
		return nil, fmt.Errorf("register worker: %w", err)
	}
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: maxWorkers}},
		Workers:              workers,
		JobTimeout:           jobTimeout,
		RescueStuckJobsAfter: rescueAfter,
		ErrorHandler:         &faults{log: log, metrics: effects.Metrics},
		Logger:               slog.New(warnings{log.Handler()}),
	})
	if err != nil {
		return nil, fmt.Errorf("build job client: %w", err)
	}
	return &Runner{client: client, log: log}, nil
}

// Run works jobs until ctx ends, then lets those in hand finish.
func (r *Runner) Run(ctx context.Context) error {
	if err := r.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	<-ctx.Done()
	soft, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := r.client.Stop(soft); err == nil {
		return nil
	}
	hard, cancelHard := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancelHard()
	if err := r.client.StopAndCancel(hard); err != nil {
		return fmt.Errorf("stop jobs: %w", err)
	}
	return nil
}

type effectWorker struct {
	river.WorkerDefaults[effectArgs]
	effects *Effects
}

// Work carries out one job.
func (w *effectWorker) Work(ctx context.Context, j *river.Job[effectArgs]) error {
	try := Attempt{Number: j.Attempt, Last: j.Attempt >= j.MaxAttempts}
	if j.AttemptedAt != nil {
		try.Age = j.AttemptedAt.Sub(j.CreatedAt)
	}
	return w.effects.Do(ctx, j.Args.Job, try)
}

// NextRetry doubles the pause from two seconds to half an hour; an urgent effect
// is tried every ten seconds for two minutes before.
func (w *effectWorker) NextRetry(j *river.Job[effectArgs]) time.Time {
	from := j.CreatedAt
	if j.AttemptedAt != nil {
		from = *j.AttemptedAt
	}
	return from.Add(pause(j.Attempt, j.Args.Job.Urgent))
}

// pause before the try that follows the given one.
func pause(attempt int, urgent bool) time.Duration {
	if urgent && attempt > urgentTries {
		attempt -= urgentTries - 3 // it goes on from there
	} else if urgent && attempt > 2 {
		return urgentRetry
	}
	d := firstRetry
	for range attempt - 1 {
		if d >= lastRetry {
			return lastRetry
		}
		d *= 2
	}
	return min(d, lastRetry)
}

// faults logs what went wrong, once per try, and counts panics.
type faults struct {
	log     *slog.Logger
	metrics Metrics
}

func (f *faults) HandleError(ctx context.Context, j *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	level := slog.LevelWarn
	if j.Attempt >= j.MaxAttempts {
		level = slog.LevelError
	}
	f.log.Log(ctx, level, "job failed", "job_id", j.ID, "attempt", j.Attempt, "err", err)
	return nil
}

func (f *faults) HandlePanic(ctx context.Context, j *rivertype.JobRow, p any, trace string) *river.ErrorHandlerResult {
	f.metrics.JobDone("effect", "panic")
	f.log.ErrorContext(ctx, "job panicked", "job_id", j.ID, "attempt", j.Attempt, "err", fmt.Sprint(p), "trace", trace)
	return nil
}

// warnings keeps River's own chatter out of the log.
type warnings struct{ slog.Handler }

func (w warnings) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && w.Handler.Enabled(ctx, l)
}

func (w warnings) WithAttrs(a []slog.Attr) slog.Handler { return warnings{w.Handler.WithAttrs(a)} }
func (w warnings) WithGroup(name string) slog.Handler   { return warnings{w.Handler.WithGroup(name)} }
