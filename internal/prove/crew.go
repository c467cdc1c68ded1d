package prove

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"atrevete/internal/agent"
	"atrevete/internal/channel"
	"atrevete/internal/dialog/replies"
	"atrevete/internal/inbox"
	"atrevete/internal/job"
	"atrevete/internal/outbox"
	"atrevete/internal/payment"
	"atrevete/internal/salon"
	"atrevete/internal/store"
	"atrevete/internal/stream"
	"atrevete/internal/telemetry"
	"atrevete/internal/understand"
)

// Names under which connections are known to the server.
const (
	stormApp = "atrevete-prove"
	crewApp  = "atrevete-prove-crew"
	jobApp   = "atrevete-prove-jobs" // never severed: a job whose answer is lost is taken up after two minutes only
)

// Times of the crew: as in production, but with less patience, so that what was
// killed is taken up again within the storm.
const (
	agents        = 2
	turnsAtOnce   = 16
	crewLease     = 2 * time.Second
	crewSweep     = 300 * time.Millisecond
	timerSweep    = 100 * time.Millisecond
	sweepAge      = 500 * time.Millisecond
	burstQuiet    = 20 * time.Millisecond
	sendLease     = 3 * time.Second
	sendBase      = 50 * time.Millisecond
	sendCap       = time.Second
	sendAttempts  = 40
	restartPause  = 200 * time.Millisecond
	killOneTurnOf = 400 // steps
)

// crew is everything that runs beside the workers: two agents, two senders, the
// jobs and the timers of the product.
type crew struct {
	storm   *storm
	hints   *forgetful
	inbox   *inbox.Inbox
	agents  []*agent.Agent
	senders []*outbox.Sender
	timers  *job.Timers
	effects *job.Effects
	log     *slog.Logger
}

// hire puts the crew together; start lets it work.
func (s *storm) hire() (*crew, error) {
	c := &crew{storm: s, hints: &forgetful{Memory: stream.NewMemory(stream.Options{})}, log: s.Log}
	c.inbox = inbox.New(inbox.Config{Clock: s.clock.Now, Log: c.log}, s.crewStore, c.hints)
	words, err := replies.New()
	if err != nil {
		return nil, fmt.Errorf("loading the replies: %w", err)
	}
	channels := map[string]channel.Channel{channelName: s.post}
	meter := telemetry.NewMetrics("prove")
	for n := range agents {
		c.agents = append(c.agents, agent.New(agent.Config{
			Worker: fmt.Sprintf("agent-%d", n), Quiet: burstQuiet, LeaseTTL: crewLease, Turns: turnsAtOnce,
			SweepEvery: crewSweep, SweepAge: sweepAge, PublicURL: publicURL, AfterStep: c.killSome,
		}, agent.Parts{
			Store: s.crewStore, Snapshots: s.crewStore, Understand: understand.New(), Replies: words, Hints: c.hints, Intake: c.hints,
			Clock: s.clock.Now, NewID: store.NewID, Log: c.log, Meter: meter,
		}))
		c.senders = append(c.senders, outbox.NewSender(outbox.Config{
			Worker: fmt.Sprintf("sender-%d", n), SweepEvery: crewSweep, Lease: sendLease,
			Retry: outbox.Retry{Base: sendBase, Cap: sendCap, Attempts: sendAttempts, Look: sendBase},
		}, outbox.Parts{Store: s.crewStore, Channels: channels, Intake: c.hints, Templates: s.crewStore, Clock: s.clock.Now, Log: c.log}))
	}
	c.effects, err = job.NewEffects(job.Options{
		Store: s.crewStore, Checkouts: []payment.Checkout{s.bank}, Channels: channels, Inbox: c.inbox, Mailer: mail{}, Log: c.log,
	})
	if err != nil {
		return nil, fmt.Errorf("preparing jobs: %w", err)
	}
	c.timers = job.NewTimers(s.crewStore, c.hints, s.clock.Now, nil, c.log)
	return c, nil
}

// start lets everything work until ctx ends. A part that fails because the
// database was killed is started again, as a process would be.
func (c *crew) start(ctx context.Context, hired *sync.WaitGroup) {
	again := func(run func(ctx context.Context) error) {
		hired.Go(func() {
			for ctx.Err() == nil {
				if err := run(ctx); err != nil && ctx.Err() == nil {
					c.log.WarnContext(ctx, "a part of the crew failed and is started again", "err", err)
				}
				pause(ctx, restartPause)
			}
		})
	}
	for n := range agents {
		again(c.agents[n].Run)
		again(c.senders[n].Run)
	}
	again(func(ctx context.Context) error {
		runner, err := job.NewRunner(c.storm.jobStore.Pool(), c.effects, c.log)
		if err != nil {
			return err
		}
		return runner.Run(ctx)
	})
	hired.Go(func() {
		for ctx.Err() == nil {
			c.storm.note(ctx, c.sweep(ctx))
			pause(ctx, timerSweep)
		}
	})
}

// sweep fires the timers that are due.
func (c *crew) sweep(ctx context.Context) error {
	fired, err := c.timers.Sweep(ctx)
	c.storm.count.expired.Add(int64(fired))
	return err
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// killSome ends the goroutine of one turn in many in the middle: nothing after
// the step happens, as when the process is killed. The transaction is gone, the
// lease stays until it runs out.
func (c *crew) killSome(agent.Step) {
	if c.hints.steps.Add(1)%killOneTurnOf == 0 {
		c.storm.count.killedTurns.Add(1)
		runtime.Goexit()
	}
}

// forgetful is a Redis that loses every fifth hint and every second checkpoint.
type forgetful struct {
	*stream.Memory
	steps, said, saved atomic.Int64
}

// Announce loses some.
func (f *forgetful) Announce(ctx context.Context, stream string, conversation salon.ID) error {
	if f.said.Add(1)%5 == 0 {
		return nil
	}
	return f.Memory.Announce(ctx, stream, conversation)
}

// SaveCheckpoint forgets some.
func (f *forgetful) SaveCheckpoint(ctx context.Context, conversation salon.ID, checkpoint []byte) error {
	if f.saved.Add(1)%2 == 0 {
		return nil
	}
	return f.Memory.SaveCheckpoint(ctx, conversation, checkpoint)
}

// mail accepts the stylists' notices.
type mail struct{}

// Send agrees.
func (mail) Send(context.Context, job.Mail) error { return nil }
