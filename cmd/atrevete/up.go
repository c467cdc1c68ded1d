package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"atrevete/internal/local"
)

// defaultPublicURL is PUBLIC_URL's default, which `up` corrects when it listens elsewhere.
const defaultPublicURL = "http://localhost:8000"

// Names inside the data directory of `up`.
const (
	localDatabase   = "atrevete"
	postgresDir     = "postgres"
	redisDir        = "redis"
	logFile         = "atrevete.log"
	secretsFile     = "secrets.env"
	maxLogFileBytes = 20 << 20
)

func upCommand() *cobra.Command {
	var o upOptions
	cmd := &cobra.Command{
		Use:   "up",
		Short: "Run everything on this machine: chat, agent, its own PostgreSQL and Redis, a demo salon",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runUp(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.Flags().StringVar(&o.dir, "data", ".atrevete", "folder that keeps data, log and generated secrets between runs")
	cmd.Flags().StringVar(&o.redisServer, "redis-server", "", "the redis-server to start (default: the one that is installed)")
	return cmd
}

// upOptions are the flags of `up`.
type upOptions struct{ dir, redisServer string }

// runUp is api and agent in one process, on one port, over private data
// services unless DATABASE_URL or REDIS_URL name others.
func runUp(ctx context.Context, o upOptions, out, errOut io.Writer) error {
	cfg, err := loadConfig(0)
	if err != nil {
		return err
	}
	dir, err := filepath.Abs(o.dir)
	if err != nil {
		return fmt.Errorf("finding the data folder: %w", err)
	}
	listener, err := listen(ctx, "HTTP_ADDR", cfg.HTTPAddr)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // harmless once served
	if cfg.PublicURL == defaultPublicURL {
		cfg.PublicURL = "http://localhost:" + portOf(listener)
	}
	logTo, err := openLog(dir)
	if err != nil {
		return err
	}
	defer func() { _ = logTo.Close() }()
	if err := cfg.keepSecrets(filepath.Join(dir, secretsFile)); err != nil {
		return err
	}
	servers := &servers{dir: dir, redisServer: o.redisServer, log: slog.New(slog.NewJSONHandler(logTo, nil))}
	defer servers.stop()
	if err := servers.start(ctx, &cfg, errOut); err != nil {
		return stoppedEarly(ctx, err)
	}
	return serveUp(ctx, cfg, listener, servers, logTo, func(h *house) {
		fmt.Fprintf(out, "Chat with Maite:  %s/chat\n", cfg.PublicURL)
		fmt.Fprintf(out, "Data and log:     %s\n", dir)
		fmt.Fprintf(out, "Stop:             Ctrl-C (the data stays; run it again to go on)\n")
		h.log.Info("up", "address", listener.Addr().String(), "version", version, "sandbox", cfg.sandbox())
	})
}

func serveUp(ctx context.Context, cfg Config, listener net.Listener, servers *servers, logTo io.Writer, ready func(*house)) error {
	h, err := openHouse(ctx, cfg, "up", logTo)
	if err != nil {
		return stoppedEarly(ctx, err)
	}
	defer h.close()
	if err := h.prepare(ctx); err != nil {
		return stoppedEarly(ctx, err)
	}
	w, err := wire(h, listener)
	if err != nil {
		return err
	}
	handler, err := w.apiHandler()
	if err != nil {
		return err
	}
	stages := []stage{{serve(listener, handler, h.log)}, w.intake()}
	stages = append(stages, w.work()...)
	stages = append(stages, stage{w.inboxPart()}, servers.stage())
	ready(h)
	return runStages(ctx, h.log, stages...)
}

// servers are the private data services of `up`; either may be missing.
type servers struct {
	dir, redisServer string
	log              *slog.Logger
	postgres         *local.Postgres
	redis            *local.Redis
}

// start starts what the configuration does not name and fills in its address.
// Without a redis-server hints stay in memory, and errOut says so.
func (s *servers) start(ctx context.Context, cfg *Config, errOut io.Writer) (err error) {
	if cfg.DatabaseURL == "" {
		s.postgres, err = local.StartPostgres(ctx, local.PostgresConfig{Dir: filepath.Join(s.dir, postgresDir), Logger: s.log})
		if err != nil {
			return fmt.Errorf("starting the private PostgreSQL: %w", err)
		}
		if err := s.postgres.CreateDatabase(ctx, localDatabase); err != nil {
			return fmt.Errorf("creating the database: %w", err)
		}
		cfg.DatabaseURL = s.postgres.URL(localDatabase)
	}
	if cfg.RedisURL != "" {
		return nil
	}
	s.redis, err = local.StartRedis(ctx, local.RedisConfig{Dir: filepath.Join(s.dir, redisDir), Logger: s.log, Binary: s.redisServer})
	switch {
	case errors.Is(err, local.ErrNoRedis):
		fmt.Fprintln(errOut, "atrevete: no redis-server on this machine: hints stay in memory, nothing is lost by that")
	case err != nil:
		return fmt.Errorf("starting the private Redis: %w", err)
	default:
		cfg.RedisURL = s.redis.URL()
	}
	return nil
}

// stage fails when the private PostgreSQL ends by itself. Redis may: then
// hints are lost and the sweepers find the work.
func (s *servers) stage() stage {
	if s.postgres == nil {
		return nil
	}
	return stage{{"postgres", func(ctx context.Context) error {
		select {
		case <-ctx.Done():
			return nil
		case <-s.postgres.Done():
			return errors.New("the private PostgreSQL ended: its log says why")
		}
	}}}
}

func (s *servers) stop() {
	if s.redis != nil {
		s.redis.Stop()
	}
	if s.postgres != nil {
		s.postgres.Stop()
	}
}

// openLog appends to the data folder's log, which begins anew when it has
// grown large.
func openLog(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("making the data folder: %w", err)
	}
	path := filepath.Join(dir, logFile)
	if info, err := os.Stat(path); err == nil && info.Size() > maxLogFileBytes {
		if err := os.Rename(path, path+".1"); err != nil {
			return nil, fmt.Errorf("turning the log over: %w", err)
		}
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the log: %w", err)
	}
	return file, nil
}

func portOf(listener net.Listener) string {
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return ""
	}
	return port
}
