package store

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"atrevete/internal/salon"
)

// Timeouts of a connection. The statement timeout is the server's: a query that
// hangs ends even when this process is gone.
const (
	connectTimeout   = 5 * time.Second
	statementTimeout = 15 * time.Second
	idleTxTimeout    = 30 * time.Second
	startupWait      = 30 * time.Second
	startupPause     = 250 * time.Millisecond
	healthPeriod     = 15 * time.Second
	maxConnIdle      = 5 * time.Minute
)

// Options tune Open; the zero value is for production.
type Options struct {
	AppName          string        // shown in pg_stat_activity; "atrevete" when empty
	MaxConns         int32         // 0: the driver's choice (at least 4)
	StatementTimeout time.Duration // 0: 15 s
	StartupWait      time.Duration // how long to wait for a server that is starting; 0: 30 s
	Logger           *slog.Logger  // for River's client; nil: silent
}

// Store is the database. It is safe for concurrent use.
type Store struct {
	pool  *pgxpool.Pool
	jobs  *river.Client[pgx.Tx] // inserts only; workers have their own client
	cache snapshotCache
}

// Open connects and waits until the server answers, at most
// Options.StartupWait. It does not migrate; see Migrate and SchemaCurrent.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	pool, err := openPool(ctx, url, o)
	if err != nil {
		return nil, err
	}
	logger := o.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	jobs, err := river.NewClient(riverpgxv5.New(pool), &river.Config{Logger: logger})
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("making the job client: %w", err)
	}
	return &Store{pool: pool, jobs: jobs}, nil
}

// Close waits for the connections in use and closes them all.
func (s *Store) Close() { s.pool.Close() }

// Pool is the connection pool, for River's workers.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.pool.Ping(ctx); err != nil {
		return fmt.Errorf("reaching the database: %w", err)
	}
	return nil
}

// NewID makes a UUID of version 7: ids made later sort later, within a process.
func NewID() salon.ID { return salon.ID(uuid.Must(uuid.NewV7()).String()) }

// openPool opens a pool that knows our types and waits for the server.
func openPool(ctx context.Context, url string, o Options) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("reading the database url: %w", err)
	}
	if o.MaxConns > 0 {
		config.MaxConns = o.MaxConns
	}
	config.HealthCheckPeriod = healthPeriod
	config.MaxConnIdleTime = maxConnIdle
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = connectTimeout
	}
	params := config.ConnConfig.RuntimeParams
	setDefault(params, "application_name", o.AppName, "atrevete")
	setDefault(params, "timezone", "", "UTC")
	setDefault(params, "statement_timeout", milliseconds(o.StatementTimeout), milliseconds(statementTimeout))
	setDefault(params, "idle_in_transaction_session_timeout", "", milliseconds(idleTxTimeout))
	config.AfterConnect = func(_ context.Context, conn *pgx.Conn) error {
		registerTypes(conn.TypeMap())
		return nil
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	wait := o.StartupWait
	if wait == 0 {
		wait = startupWait
	}
	if err := awaitServer(ctx, pool, wait); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

// awaitServer retries until the server answers; the last error says why not.
func awaitServer(ctx context.Context, pool *pgxpool.Pool, wait time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	for {
		err := pool.Ping(ctx)
		if err == nil {
			return nil
		}
		if hopeless(err) {
			return fmt.Errorf("reaching the database: %w", err)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("reaching the database for %s: %w", wait, err)
		case <-time.After(startupPause):
		}
	}
}

// setDefault fills a connection parameter the URL left out.
func setDefault(params map[string]string, key, value, fallback string) {
	if _, given := params[key]; given {
		return
	}
	if value == "" {
		value = fallback
	}
	params[key] = value
}

// milliseconds renders a timeout as PostgreSQL reads it; zero gives "".
func milliseconds(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%d", d.Milliseconds())
}
