package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"atrevete/internal/local"
)

func benchCommand() *cobra.Command {
	var path string
	var short bool
	var only []string
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure this machine against the budgets and print one table",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runBench(cmd.Context(), benchSize(short), only, path, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.Flags().StringVar(&path, "write", "", "also write the table to this Markdown file")
	cmd.Flags().BoolVar(&short, "short", false, "a few seconds only: figures are rough")
	cmd.Flags().StringSliceVar(&only, "only", nil, "measure these only: cold-start, image, memory, webhooks, turns, availability")
	return cmd
}

// sizes says how long and how much is measured.
type sizes struct {
	saturated    time.Duration // webhooks as fast as they go
	paced        time.Duration // webhooks at a fixed rate
	turnRounds   int           // bursts of 100 conversations
	burst        int           // conversations waiting at once, for turns per second
	appointments int           // in the table when availability is read
	idle         time.Duration // before memory is read
}

func benchSize(short bool) sizes {
	if short {
		return sizes{saturated: time.Second, paced: time.Second, turnRounds: 2, burst: 200, appointments: 5000, idle: time.Second}
	}
	return sizes{saturated: 10 * time.Second, paced: 10 * time.Second, turnRounds: 10, burst: 2000, appointments: 100_000, idle: 10 * time.Second}
}

// figure is one line of the table.
type figure struct{ what, measured, budget string }

// bench is a run in progress: private data services, the figures so far.
type bench struct {
	sizes
	dir      string
	binary   string
	postgres *local.Postgres
	redis    *local.Redis
	progress io.Writer
	figures  []figure
}

func (b *bench) add(what, measured, budget string) {
	b.figures = append(b.figures, figure{what, measured, budget})
	fmt.Fprintf(b.progress, "  %s: %s\n", what, measured)
}

func runBench(ctx context.Context, size sizes, only []string, path string, out, progress io.Writer) error {
	dir, err := os.MkdirTemp("", "atrevete-bench-")
	if err != nil {
		return fmt.Errorf("making a temporary folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	// root's PostgreSQL runs as another user, who must be able to enter
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // holds a benchmark's database only
		return fmt.Errorf("opening the temporary folder: %w", err)
	}
	binary, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program: %w", err)
	}
	b := &bench{sizes: size, dir: dir, binary: binary, progress: progress}
	if err := b.startServices(ctx); err != nil {
		b.stopServices()
		return err
	}
	defer b.stopServices()
	for _, measure := range []struct {
		what string
		run  func(context.Context) error
	}{
		{"cold-start", b.coldStart},
		{"image", b.imageSize},
		{"memory", b.idleMemory},
		{"webhooks", b.webhooks},
		{"turns", b.turns},
		{"availability", b.availability},
	} {
		if len(only) > 0 && !slices.Contains(only, measure.what) {
			continue
		}
		fmt.Fprintf(progress, "measuring %s\n", measure.what)
		if err := measure.run(ctx); err != nil {
			return fmt.Errorf("measuring %s: %w", measure.what, err)
		}
	}
	table := b.table()
	fmt.Fprint(out, table)
	if path == "" {
		return nil
	}
	if err := os.WriteFile(path, []byte(b.page(table)), 0o644); err != nil { //nolint:gosec // documentation
		return fmt.Errorf("writing the table: %w", err)
	}
	return nil
}

func (b *bench) startServices(ctx context.Context) error {
	postgres, err := local.StartPostgres(ctx, local.PostgresConfig{Dir: b.dir + "/postgres"})
	if err != nil {
		return fmt.Errorf("starting PostgreSQL: %w", err)
	}
	b.postgres = postgres
	if err := postgres.CreateDatabase(ctx, localDatabase); err != nil {
		return fmt.Errorf("creating the database: %w", err)
	}
	if b.redis, err = local.StartRedis(ctx, local.RedisConfig{Dir: b.dir + "/redis"}); err != nil {
		return fmt.Errorf("starting Redis: %w", err)
	}
	return nil
}

func (b *bench) stopServices() {
	s := servers{postgres: b.postgres, redis: b.redis}
	s.stop()
	b.postgres, b.redis = nil, nil
}

// table renders the figures as a Markdown table that also reads well as text.
func (b *bench) table() string {
	rows := append([]figure{{"what", "measured", "budget"}}, b.figures...)
	var width [3]int
	for _, r := range rows {
		for i, cell := range []string{r.what, r.measured, r.budget} {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	var text strings.Builder
	for i, r := range rows {
		fmt.Fprintf(&text, "| %-*s | %-*s | %-*s |\n", width[0], r.what, width[1], r.measured, width[2], r.budget)
		if i == 0 {
			fmt.Fprintf(&text, "|%s|%s|%s|\n", strings.Repeat("-", width[0]+2), strings.Repeat("-", width[1]+2), strings.Repeat("-", width[2]+2))
		}
	}
	return text.String()
}

// page is docs/benchmarks.md.
func (b *bench) page(table string) string {
	return fmt.Sprintf(`# Benchmarks

Written by %[1]smake bench%[1]s on a machine with %[2]d cores (%[3]s/%[4]s, %[5]s). Client, server, PostgreSQL and Redis share those cores, and PostgreSQL
flushes every commit to disk. The processes measured are the real binary, started as in production; only Chatwoot is a small server inside the benchmark.
Budgets are for 2 cores and 4 GiB.

%[6]s
How to read it: a webhook is measured from the first byte of the request to the last of a 200, and 200 means the row is committed. A turn is measured from the
webhook's first byte to the arrival of Maite's reply at Chatwoot, with no quiet window. Memory is the resident set of both processes together, after a rest.
`, "`", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), table)
}

// percentile of durations, sorted in place.
func percentile(all []time.Duration, p float64) time.Duration {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[min(len(all)-1, int(float64(len(all))*p/100))]
}

// millis renders a duration in milliseconds with one digit.
func millis(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}
