package testkit

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/local"
	"atrevete/internal/store"
)

const (
	databasePrefix = "test_"
	templateName   = databasePrefix + "template"
)

// NewDatabase gives the test a database of its own with every migration
// applied, and drops it at the end. It is copied from a template, which takes
// some tens of milliseconds.
func NewDatabase(t testing.TB) (url string) {
	t.Helper()
	return newDatabase(t, true)
}

// NewEmptyDatabase gives the test a database of its own without any table, and
// drops it at the end.
func NewEmptyDatabase(t testing.TB) (url string) {
	t.Helper()
	return newDatabase(t, false)
}

func newDatabase(t testing.TB, migrated bool) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), serverStart)
	defer cancel()
	server, err := shared.databaseServer(ctx, migrated)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("%s%d", databasePrefix, shared.databases.Add(1))
	create := "CREATE DATABASE " + name
	if migrated {
		// Copying files beats writing them to the log when nothing is synced to disk.
		create += " TEMPLATE " + templateName + " STRATEGY FILE_COPY"
	}
	if err := administer(ctx, server, create); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), serverStart)
		defer cancel()
		if err := administer(ctx, server, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return server.URL(name)
}

// databaseServer starts the server and, once, makes the migrated template.
func (s *servers) databaseServer(ctx context.Context, migrated bool) (*local.Postgres, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	server, err := s.sharedPostgres(ctx)
	if err != nil {
		return nil, err
	}
	if !migrated || s.template {
		return server, nil
	}
	if err := server.CreateDatabase(ctx, templateName); err != nil {
		return nil, fmt.Errorf("make the template database: %w", err)
	}
	if err := store.Migrate(ctx, server.URL(templateName)); err != nil {
		s.failed = fmt.Errorf("migrate the template database: %w", err)
		return nil, s.failed
	}
	s.template = true
	return server, nil
}

// administer runs a statement on the server's own database.
func administer(ctx context.Context, server *local.Postgres, sql string) error {
	connection, err := pgx.Connect(ctx, server.URL("postgres"))
	if err != nil {
		return fmt.Errorf("connect to the tests' server: %w", err)
	}
	defer connection.Close(ctx)
	if _, err := connection.Exec(ctx, sql); err != nil {
		return fmt.Errorf("%s: %w", sql, err)
	}
	return nil
}

// dropDatabases removes what a run left behind, an interrupted one included.
func dropDatabases(server *local.Postgres) error {
	ctx, cancel := context.WithTimeout(context.Background(), serverStart)
	defer cancel()
	connection, err := pgx.Connect(ctx, server.URL("postgres"))
	if err != nil {
		return fmt.Errorf("connect to the tests' server: %w", err)
	}
	defer connection.Close(ctx)
	rows, err := connection.Query(ctx, "SELECT datname FROM pg_database WHERE starts_with(datname, $1)", databasePrefix)
	if err != nil {
		return fmt.Errorf("list left databases: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("list left databases: %w", err)
	}
	for _, name := range names {
		if _, err := connection.Exec(ctx, "DROP DATABASE "+pgx.Identifier{name}.Sanitize()+" WITH (FORCE)"); err != nil {
			return fmt.Errorf("drop database %s: %w", name, err)
		}
	}
	return nil
}
