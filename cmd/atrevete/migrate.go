package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"atrevete/internal/store"
)

func migrateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database's schema up to date (also: migrate status)",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return migrateUp(cmd) },
	}
	cmd.AddCommand(
		&cobra.Command{
			Use: "up", Short: "Apply pending migrations", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return migrateUp(cmd) },
		},
		&cobra.Command{
			Use: "status", Short: "List migrations and whether they are applied", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return migrateStatus(cmd) },
		},
	)
	return cmd
}

func migrateUp(cmd *cobra.Command) error {
	return withStore(cmd.Context(), func(ctx context.Context, s *store.Store) error {
		if err := s.Migrate(ctx); err != nil {
			return fmt.Errorf("migrating the database: %w", err)
		}
		_, err := fmt.Fprintln(cmd.OutOrStdout(), "the schema is up to date")
		return err
	})
}

func migrateStatus(cmd *cobra.Command) error {
	return withStore(cmd.Context(), func(ctx context.Context, s *store.Store) error {
		migrations, err := s.MigrationStatus(ctx)
		if err != nil {
			return fmt.Errorf("reading the migrations: %w", err)
		}
		for _, m := range migrations {
			state := "pending"
			if m.Applied {
				state = "applied"
			}
			if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%-8s %s\n", state, m.Name); err != nil {
				return err
			}
		}
		return nil
	})
}

// withStore runs fn over the database of DATABASE_URL.
func withStore(ctx context.Context, fn func(ctx context.Context, s *store.Store) error) error {
	cfg, err := loadConfig(needDatabase)
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, cfg.DatabaseURL, store.Options{AppName: "atrevete-command"})
	if err != nil {
		return fmt.Errorf("connecting to PostgreSQL, is DATABASE_URL right? %w", err)
	}
	defer s.Close()
	return fn(ctx, s)
}
