package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/seed"
	"atrevete/internal/store"
	"atrevete/internal/stream"
	"atrevete/internal/telemetry"
)

// maxConns bounds a process's connections to PostgreSQL. Commits of different
// conversations share a flush to disk only when they come over connections of
// their own; PostgreSQL's default of 100 leaves room for two of each process.
const maxConns = 24

// hints is what carries what may be lost: Redis, or memory within one process.
type hints interface {
	Announce(ctx context.Context, stream string, conversation salon.ID) error
	Consume(ctx context.Context, stream, group, consumer string, handle stream.Handler) error
	SaveCheckpoint(ctx context.Context, conversation salon.ID, checkpoint []byte) error
	Checkpoint(ctx context.Context, conversation salon.ID) ([]byte, error)
	DeleteCheckpoint(ctx context.Context, conversation salon.ID) error
	Publish(ctx context.Context, conversation salon.ID, event salon.LiveEvent) error
	Subscribe(ctx context.Context, conversation salon.ID) (<-chan salon.LiveEvent, error)
	Ping(ctx context.Context) error
	Close() error
}

// house is what every long-lived command stands on: configuration, log,
// metrics, clock, PostgreSQL and Redis. close gives the last two back.
type house struct {
	cfg     Config
	process string // api, agent, up: in metrics, logs and pg_stat_activity
	log     *slog.Logger
	metrics *telemetry.Metrics
	clock   salon.Clock
	store   *store.Store
	hints   hints
}

// openHouse connects to the data services. An empty REDIS_URL means hints in
// memory, which only `up` allows.
func openHouse(ctx context.Context, cfg Config, process string, logTo io.Writer) (*house, error) {
	logger, err := telemetry.NewLogger(logTo, cfg.LogFormat, cfg.LogLevel)
	if err != nil {
		return nil, fmt.Errorf("starting the log: %w", err)
	}
	logger = logger.With("process", process)
	h := &house{
		cfg: cfg, process: process, log: logger, clock: cfg.clock(),
		metrics: telemetry.NewMetrics(process),
	}
	if cfg.RedisURL == "" {
		h.hints = stream.NewMemory(stream.Options{Log: logger})
	} else if h.hints, err = stream.OpenRedis(cfg.RedisURL, stream.Options{Log: logger}); err != nil {
		return nil, err
	}
	h.store, err = store.Open(ctx, cfg.DatabaseURL, store.Options{AppName: "atrevete-" + process, MaxConns: maxConns, Logger: logger})
	if err != nil {
		_ = h.hints.Close()
		return nil, fmt.Errorf("connecting to PostgreSQL, is DATABASE_URL right? %w", err)
	}
	if cfg.LLMProvider != "none" {
		logger.Warn("no language model is asked yet: the built-in rules understand", "provider", cfg.LLMProvider)
	}
	return h, nil
}

// close ends Redis, then PostgreSQL: the last of the stop order.
func (h *house) close() {
	if err := h.hints.Close(); err != nil {
		h.log.Warn("closing redis", "err", err)
	}
	h.store.Close()
	h.log.Info("stopped")
}

// prepare migrates, and gives an empty sandbox its demo salon.
func (h *house) prepare(ctx context.Context) error {
	if err := h.store.Migrate(ctx); err != nil {
		return fmt.Errorf("migrating the database: %w", err)
	}
	if !h.cfg.sandbox() {
		return nil
	}
	empty, err := h.store.Empty(ctx)
	if err != nil {
		return fmt.Errorf("looking for a salon: %w", err)
	}
	if !empty {
		return nil
	}
	demo, faults := salon.ParseSeed(seed.Demo())
	if len(faults) > 0 {
		return fmt.Errorf("reading the demo salon: %w", faults[0])
	}
	report, err := h.store.Seed(ctx, demo)
	if err != nil {
		return fmt.Errorf("loading the demo salon: %w", err)
	}
	h.log.Info("demo salon loaded", "changes", report.String())
	return nil
}

// schemaPatience is how long an agent waits at start for an api that is
// migrating; schemaLook is how often it looks.
const (
	schemaPatience = time.Minute
	schemaLook     = 500 * time.Millisecond
)

// awaitSchema is nil once the database has every migration.
func (h *house) awaitSchema(ctx context.Context, patience time.Duration) error {
	deadline, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(schemaLook)
	defer tick.Stop()
	for told := false; ; told = true {
		err := h.store.SchemaCurrent(deadline)
		if err == nil {
			return nil
		}
		if !told {
			h.log.Info("waiting for the database schema", "err", err)
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-deadline.Done():
			return fmt.Errorf("%w: start `atrevete api` of this version, or run `atrevete migrate`", err)
		case <-tick.C:
		}
	}
}

// worker names this process among the consumers of a stream.
func (h *house) worker() string {
	host, err := os.Hostname()
	if err != nil {
		host = "host"
	}
	return h.process + "-" + host + "-" + strconv.Itoa(os.Getpid())
}

// health asks the data services, and what else is given. Redis may be away: hints
// are only lost.
func (h *house) health(more ...telemetry.Check) *telemetry.Health {
	checks := append([]telemetry.Check{
		{Name: "database", Critical: true, Run: h.store.Ping},
		{Name: "redis", Run: h.hints.Ping},
	}, more...)
	if check, ok := h.calendarCheck(); ok {
		checks = append(checks, check)
	}
	return telemetry.NewHealth(version, h.log, checks...)
}

// backlogEvery is how often the gauges of what waits are read.
const backlogEvery = 10 * time.Second

// gauges keeps the metrics of what waits up to date until ctx ends.
func (h *house) gauges(ctx context.Context) error {
	tick := time.NewTicker(backlogEvery)
	defer tick.Stop()
	for {
		if err := h.gauge(ctx); err != nil && ctx.Err() == nil {
			h.log.Warn("reading the backlog", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// gauge reads once what waits.
func (h *house) gauge(ctx context.Context) error {
	b, err := h.store.Backlog(ctx)
	if err != nil {
		return fmt.Errorf("read backlog: %w", err)
	}
	h.metrics.SetBacklog(telemetry.Backlog{
		InboxWaiting: b.InboxRows, InboxOldest: b.InboxAge,
		OutboxWaiting: b.OutboxRows, OutboxOldest: b.OutboxAge, OutboxDead: b.OutboxDead,
		NoticesWaiting: b.Notices, NoticesOldest: b.NoticeAge, UrgentOldest: b.UrgentAge,
	})
	overdue, err := h.store.OverdueTimers(ctx, h.clock())
	if err != nil {
		return fmt.Errorf("read overdue timers: %w", err)
	}
	for _, kind := range salon.TimerKinds() {
		h.metrics.SetTimerOverdue(string(kind), overdue[kind])
	}
	return nil
}
