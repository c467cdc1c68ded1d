package store_test

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"atrevete/internal/store"
	"atrevete/internal/testkit"
)

func TestMigrateRunsTwiceAndByManyAtOnce(t *testing.T) {
	t.Parallel()
	url := testkit.NewEmptyDatabase(t)
	var together errgroup.Group
	for range 5 {
		together.Go(func() error { return store.Migrate(t.Context(), url) })
	}
	if err := together.Wait(); err != nil {
		t.Fatal(err)
	}
	if err := store.Migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	s := openAt(t, url)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	steps, err := s.MigrationStatus(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	river := 0
	for _, step := range steps {
		if !step.Applied {
			t.Errorf("%s is not applied", step.Name)
		}
		if strings.HasPrefix(step.Name, "river") {
			river++
		}
	}
	if river == 0 || river == len(steps) {
		t.Errorf("both our steps and River's are listed: %v", steps)
	}
	if n := query[int](t, s, `SELECT count(*) FROM goose_db_version WHERE version_id > 0`); n != len(steps)-river {
		t.Errorf("%d steps recorded, %d known", n, len(steps)-river)
	}
}

func TestSchemaBehindIsRefusedAndAheadAccepted(t *testing.T) {
	t.Parallel()
	s := openAt(t, testkit.NewEmptyDatabase(t))
	err := s.SchemaCurrent(t.Context())
	if !errors.Is(err, store.ErrSchemaBehind) || !strings.Contains(err.Error(), "atrevete migrate up") {
		t.Errorf("an empty database: %v", err)
	}
	steps, err := s.MigrationStatus(t.Context())
	if err != nil || steps[0].Applied {
		t.Errorf("an empty database has nothing applied: %v, %v", steps, err)
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.SchemaCurrent(t.Context()); err != nil {
		t.Errorf("after migrating: %v", err)
	}
	exec(t, s, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)`)
	if err := s.SchemaCurrent(t.Context()); err != nil {
		t.Errorf("a newer database: %v", err)
	}
	exec(t, s, `DELETE FROM river_migration WHERE version > 3`)
	if err := s.SchemaCurrent(t.Context()); !errors.Is(err, store.ErrSchemaBehind) {
		t.Errorf("a job queue that is behind: %v", err)
	}
}

// Tables about our standing with a neighbour belong to the deployment, not to a salon.
func TestEveryBusinessTableKnowsItsSalon(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	without := list[string](t, s, `
		SELECT t.table_name FROM information_schema.tables t
		WHERE t.table_schema = 'public' AND t.table_name NOT LIKE 'river%' AND t.table_name NOT IN ('salons', 'goose_db_version', 'calendar_accounts', 'channel_polls')
			AND NOT EXISTS (SELECT 1 FROM information_schema.columns c WHERE c.table_name = t.table_name AND c.column_name = 'salon_id')`)
	if len(without) > 0 {
		t.Errorf("tables without salon_id: %v", without)
	}
	naive := list[string](t, s, `SELECT table_name || '.' || column_name FROM information_schema.columns
		WHERE table_schema = 'public' AND data_type = 'timestamp without time zone' AND table_name NOT LIKE 'goose%'`)
	if len(naive) > 0 {
		t.Errorf("instants without a zone: %v", naive)
	}
}
