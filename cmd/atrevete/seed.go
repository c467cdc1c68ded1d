package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"atrevete/internal/salon"
	"atrevete/internal/store"
)

func seedCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "seed DIR",
		Short: "Load a salon from a folder of six JSON files; loading it again changes nothing",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			parsed, err := readSeed(cmd, args[0])
			if err != nil {
				return err
			}
			return withStore(cmd.Context(), func(ctx context.Context, s *store.Store) error {
				if err := s.Migrate(ctx); err != nil {
					return fmt.Errorf("migrating the database: %w", err)
				}
				report, err := s.Seed(ctx, parsed)
				if err != nil {
					return fmt.Errorf("loading the salon: %w", err)
				}
				_, err = fmt.Fprintln(cmd.OutOrStdout(), report)
				return err
			})
		},
	}
}

// readSeed reads and checks a seed folder. Every fault is printed with its file
// and line before the error that counts them.
func readSeed(cmd *cobra.Command, dir string) (salon.Seed, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return salon.Seed{}, fmt.Errorf("%s is not a folder: name one that holds %s and the other five files", dir, salon.SeedSalon)
	}
	files := map[string][]byte{}
	for _, name := range salon.SeedFiles() {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if os.IsNotExist(err) {
			continue // reported with the other faults
		}
		if err != nil {
			return salon.Seed{}, fmt.Errorf("reading the salon's files: %w", err)
		}
		files[name] = content
	}
	parsed, faults := salon.ParseSeed(files)
	for _, fault := range faults {
		fmt.Fprintln(cmd.ErrOrStderr(), filepath.Join(dir, fault.Error()))
	}
	if len(faults) > 0 {
		return salon.Seed{}, fmt.Errorf("nothing was loaded: mend the %d faults above and try again", len(faults))
	}
	return parsed, nil
}
