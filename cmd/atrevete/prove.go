package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"atrevete/internal/local"
	"atrevete/internal/prove"
)

// proveDatabase is the storm's own.
const proveDatabase = "atrevete_prove"

// proveOptions are the flags of `prove`.
type proveOptions struct {
	attempts, workers int
	seed              uint64
	from              string
	json, noCrash     bool
}

func proveCommand() *cobra.Command {
	var o proveOptions
	cmd := &cobra.Command{
		Use:   "prove",
		Short: "Storm the booking engine on a private database and print the count of overlaps, losses and unexplained cents",
		Long: `Starts a PostgreSQL of its own, lets many workers fight for the hours of the demo salon through the real
engine, breaks things on purpose, and counts. Nothing else is touched. With --from it storms a copy of your salon:
catalogue, team, hours, policies and appointments are read from that database, without names or phone numbers, and
nothing is written there. It fails when anything is not zero that must be.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runProve(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.Flags().IntVar(&o.attempts, "attempts", 1_000_000, "how many holds are tried")
	cmd.Flags().IntVar(&o.workers, "workers", 64, "how many try at once")
	cmd.Flags().Uint64Var(&o.seed, "seed", 1, "of everything that is drawn")
	cmd.Flags().StringVar(&o.from, "from", "", "storm a copy of the salon in this database (postgres://…), read only")
	cmd.Flags().BoolVar(&o.json, "json", false, "print the counts as JSON")
	cmd.Flags().BoolVar(&o.noCrash, "no-crash", false, "do not kill the private database server")
	return cmd
}

func runProve(ctx context.Context, o proveOptions, out, errOut io.Writer) (err error) {
	if o.attempts < 1 || o.workers < 1 {
		return errors.New("--attempts and --workers must be at least 1")
	}
	dir, err := os.MkdirTemp("", "atrevete-prove-")
	if err != nil {
		return fmt.Errorf("making a temporary folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	// root's PostgreSQL runs as another user, who must be able to enter
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // holds a storm's database only
		return fmt.Errorf("opening the temporary folder: %w", err)
	}
	postgres, err := local.StartPostgres(ctx, local.PostgresConfig{Dir: dir})
	if err != nil {
		return fmt.Errorf("starting a private PostgreSQL: %w", err)
	}
	defer postgres.Stop()
	if err := postgres.CreateDatabase(ctx, proveDatabase); err != nil {
		return fmt.Errorf("creating the database: %w", err)
	}
	options := prove.Options{
		URL: postgres.URL(proveDatabase), Source: o.from, Attempts: o.attempts, Workers: o.workers, Seed: o.seed,
		RealTime: time.Now, Log: slog.New(slog.DiscardHandler), Progress: progressLine(errOut),
	}
	if !o.noCrash {
		options.Crash = func(ctx context.Context) error {
			postgres.Kill()
			return postgres.Restart(ctx)
		}
	}
	report, err := prove.Run(ctx, options)
	clearLine(errOut)
	if err != nil {
		return err
	}
	if o.json {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(report); err != nil {
			return fmt.Errorf("writing the report: %w", err)
		}
	} else {
		report.Print(out)
	}
	if sum := report.Sum(); sum != 0 {
		return fmt.Errorf("%d faults: see the last table, and \"How to read prove\" in docs/runbook.md", sum)
	}
	return nil
}

// progressLine shows how far it is, on a terminal only.
func progressLine(out io.Writer) func(prove.Progress) {
	if !isTerminal(out) {
		return nil
	}
	return func(p prove.Progress) {
		if l := p.Left; l != nil {
			fmt.Fprintf(out, "\r\x1b[Kcoming to rest: %d messages, %d replies, %d jobs, %d holds left", l.Inbox, l.Outbox, l.Jobs, l.Holds)
			return
		}
		fmt.Fprintf(out, "\r\x1b[K%d of %d attempts (%d %%), %d holds won", p.Attempts, p.Of, 100*p.Attempts/max(1, p.Of), p.Held)
	}
}

// clearLine removes the progress.
func clearLine(out io.Writer) {
	if isTerminal(out) {
		fmt.Fprint(out, "\r\x1b[K")
	}
}

// isTerminal reports whether a person watches.
func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
