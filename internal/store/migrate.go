package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrationLock is the advisory lock all processes that migrate take; the
// number is arbitrary and must never change.
const migrationLock = 7283650917

// migrationPause is how often a process asks for the lock another one holds.
// Asking, rather than waiting in the server, keeps no snapshot open meanwhile.
const migrationPause = 100 * time.Millisecond

// ErrSchemaBehind: the database lacks migrations this program needs.
var ErrSchemaBehind = errors.New("the database schema is behind this program")

// Migration is one step of the schema.
type Migration struct {
	Version int64
	Name    string // file name, or "river NNN"
	Applied bool
}

// Migrate brings the database at url up to date: our tables, then River's. Any
// number of processes may call it at once; one works, the others wait and find
// nothing to do.
func Migrate(ctx context.Context, url string) error {
	pool, err := openPool(ctx, url, Options{AppName: "atrevete migrate", StatementTimeout: time.Hour, MaxConns: 4})
	if err != nil {
		return err
	}
	defer pool.Close()
	return migratePool(ctx, pool)
}

// Migrate does what the function Migrate does, for the store's own database. It
// uses connections of its own: a migration may take longer than a query may.
func (s *Store) Migrate(ctx context.Context) error {
	return Migrate(ctx, s.pool.Config().ConnString())
}

// migratePool holds the advisory lock on a connection of its own meanwhile.
func migratePool(ctx context.Context, pool *pgxpool.Pool) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("connecting to migrate: %w", err)
	}
	defer conn.Release()
	for locked := false; !locked; {
		if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, int64(migrationLock)).Scan(&locked); err != nil {
			return fmt.Errorf("locking to migrate: %w", err)
		}
		if locked {
			break
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for another process to migrate: %w", ctx.Err())
		case <-time.After(migrationPause):
		}
	}
	err = applyAll(ctx, pool)
	// A lock that cannot be released goes with its connection.
	if _, unlockErr := conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, int64(migrationLock)); unlockErr != nil {
		_ = conn.Conn().Close(context.WithoutCancel(ctx))
	}
	return err
}

// applyAll runs what is pending, in order.
func applyAll(ctx context.Context, pool *pgxpool.Pool) error {
	provider, done, err := gooseProvider(pool)
	if err != nil {
		return err
	}
	defer done()
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	migrator, err := riverMigrator(pool)
	if err != nil {
		return err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrating the job queue: %w", err)
	}
	return nil
}

// MigrationStatus lists every migration this program knows, ours first.
func (s *Store) MigrationStatus(ctx context.Context) ([]Migration, error) {
	ours, current, err := s.ourVersions(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]Migration, 0, len(ours))
	for _, source := range ours {
		list = append(list, Migration{Version: source.Version, Name: source.Path, Applied: source.Version <= current})
	}
	known, applied, err := s.riverVersions(ctx)
	if err != nil {
		return nil, err
	}
	for version := 1; version <= known; version++ {
		list = append(list, Migration{Version: int64(version), Name: fmt.Sprintf("river %03d", version), Applied: version <= applied})
	}
	return list, nil
}

// SchemaCurrent is nil when the database has every migration this program
// knows, and ErrSchemaBehind otherwise. A database that is ahead is fine:
// migrations expand before they contract.
func (s *Store) SchemaCurrent(ctx context.Context) error {
	ours, current, err := s.ourVersions(ctx)
	if err != nil {
		return err
	}
	wanted := ours[len(ours)-1].Version
	if current < wanted {
		return fmt.Errorf("%w (it is at version %d, this program needs %d): run `atrevete migrate up`, or start `atrevete api`, which does it", ErrSchemaBehind, current, wanted)
	}
	known, applied, err := s.riverVersions(ctx)
	if err != nil {
		return err
	}
	if applied < known {
		return fmt.Errorf("%w (its job queue is at version %d, this program needs %d): run `atrevete migrate up`, or start `atrevete api`, which does it", ErrSchemaBehind, applied, known)
	}
	return nil
}

// ourVersions lists the embedded migrations in order, and the version the
// database has (0: none).
func (s *Store) ourVersions(ctx context.Context) ([]*goose.Source, int64, error) {
	provider, done, err := gooseProvider(s.pool)
	if err != nil {
		return nil, 0, err
	}
	defer done()
	var current int64
	err = s.pool.QueryRow(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&current)
	if err != nil && !missingTable(err) {
		return nil, 0, fmt.Errorf("reading the schema's version: %w", err)
	}
	return provider.ListSources(), current, nil
}

// riverVersions gives the newest version of River's tables this program knows,
// and the one the database has (0: none).
func (s *Store) riverVersions(ctx context.Context) (known, applied int, err error) {
	migrator, err := riverMigrator(s.pool)
	if err != nil {
		return 0, 0, err
	}
	for _, one := range migrator.AllVersions() {
		known = max(known, one.Version)
	}
	err = s.pool.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM river_migration`).Scan(&applied)
	if err != nil && !missingTable(err) {
		return 0, 0, fmt.Errorf("reading the job queue's version: %w", err)
	}
	return known, applied, nil
}

// gooseProvider reads the embedded files; done gives its connections back.
func gooseProvider(pool *pgxpool.Pool) (*goose.Provider, func(), error) {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, nil, fmt.Errorf("reading the migrations: %w", err)
	}
	db := stdlib.OpenDBFromPool(pool)
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		_ = db.Close() // closes nothing of the pool
		return nil, nil, fmt.Errorf("reading the migrations: %w", err)
	}
	return provider, func() { _ = db.Close() }, nil
}

// riverMigrator migrates River's tables without words.
func riverMigrator(pool *pgxpool.Pool) (*rivermigrate.Migrator[pgx.Tx], error) {
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, fmt.Errorf("reading the job queue's migrations: %w", err)
	}
	return migrator, nil
}

// missingTable reports whether a query failed because nothing was migrated yet.
func missingTable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == codeUndefinedTable
}
