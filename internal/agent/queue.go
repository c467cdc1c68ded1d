package agent

import (
	"context"
	"sync"
	"time"

	"atrevete/internal/salon"
)

// queue collects announced conversations, lets a burst come to rest, and hands
// each conversation to one goroutine at a time. It is an optimisation only:
// what it forgets in a crash, the sweep finds again.
type queue struct {
	quiet, max time.Duration
	slots      chan struct{}
	handle     func(ctx context.Context, id salon.ID)

	mu      sync.Mutex
	entries map[salon.ID]*entry
	wake    chan struct{}
	wg      sync.WaitGroup
}

// entry is a conversation that waits or is being worked on.
type entry struct {
	first, due time.Time
	running    bool
	again      bool // announced while running
}

func newQueue(slots int, quiet, max time.Duration, handle func(context.Context, salon.ID)) *queue {
	return &queue{
		quiet: quiet, max: max, handle: handle,
		slots:   make(chan struct{}, slots),
		entries: make(map[salon.ID]*entry),
		wake:    make(chan struct{}, 1),
	}
}

// Add announces a conversation. With burst, it waits until nothing was added
// for the quiet window, at most max after the first.
func (q *queue) Add(id salon.ID, burst bool) {
	now := time.Now() //nolint:forbidigo // how long people pause is real time
	due := now
	if burst {
		due = now.Add(q.quiet)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	e, known := q.entries[id]
	switch {
	case !known:
		q.entries[id] = &entry{first: now, due: due}
	case e.running:
		if !e.again {
			e.again, e.first = true, now
		}
		e.due = due
	case burst:
		if latest := e.first.Add(q.max); due.After(latest) {
			due = latest
		}
		e.due = due
	}
	q.nudge()
}

func (q *queue) nudge() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// Run dispatches until ctx ends and then waits for the work in progress.
func (q *queue) Run(ctx context.Context) error {
	defer q.wg.Wait()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		next := q.dispatch(ctx)
		timer.Reset(next)
		select {
		case <-ctx.Done():
			return nil
		case <-q.wake:
		case <-timer.C:
		}
	}
}

// dispatch starts what is due and returns how long until something else is.
func (q *queue) dispatch(ctx context.Context) time.Duration {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now() //nolint:forbidigo // see Add
	next := time.Hour
	for id, e := range q.entries {
		if e.running {
			continue
		}
		if wait := e.due.Sub(now); wait > 0 {
			next = min(next, wait)
			continue
		}
		select {
		case q.slots <- struct{}{}:
		default:
			return next // all hands busy; the next to finish wakes us
		}
		e.running = true
		q.wg.Add(1)
		go q.run(ctx, id)
	}
	return next
}

func (q *queue) run(ctx context.Context, id salon.ID) {
	defer q.wg.Done()
	defer q.finish(id)
	q.handle(ctx, id)
}

func (q *queue) finish(id salon.ID) {
	<-q.slots
	q.mu.Lock()
	defer q.mu.Unlock()
	if e := q.entries[id]; e.again {
		e.running, e.again = false, false
	} else {
		delete(q.entries, id)
	}
	q.nudge()
}
