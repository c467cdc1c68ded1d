package local

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	superuser      = "atrevete"
	startTimeout   = 60 * time.Second // crash recovery included
	connectTimeout = 2 * time.Second
	startAttempts  = 5
)

// PostgresConfig says where and how to run a private PostgreSQL.
type PostgresConfig struct {
	Dir        string       // its home; the data is in Dir/data
	Port       int          // on 127.0.0.1; 0: a free one
	Logger     *slog.Logger // takes the server's own log at level debug; may be nil
	FastUnsafe bool         // for tests: no fsync, no passwords; a kill loses nothing, a power cut everything
	BinDir     string       // of initdb and postgres; empty: search the usual places
}

// Postgres is a running private PostgreSQL.
type Postgres struct {
	config   PostgresConfig
	dir      *dir
	install  installation
	who      account
	password string
	port     int

	mu      sync.Mutex // one start or stop at a time
	process *process
}

// StartPostgres starts a private PostgreSQL, initialising its directory on
// first use, and returns when it accepts connections. ctx bounds the start
// only; Stop ends the server. ErrNoPostgres, ErrInUse, ErrVersion, ErrNoAccess.
func StartPostgres(ctx context.Context, config PostgresConfig) (*Postgres, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	installed, err := findPostgres(ctx, config.BinDir)
	if err != nil {
		return nil, err
	}
	home, err := openDir(config.Dir)
	if err != nil {
		return nil, err
	}
	p := &Postgres{config: config, dir: home, port: config.Port}
	if err := p.prepare(ctx, installed); err != nil {
		home.close()
		return nil, err
	}
	if err := p.start(ctx); err != nil {
		home.close()
		return nil, err
	}
	return p, nil
}

func (p *Postgres) data() string { return p.dir.join("data") }

// prepare chooses the account and version, and initialises or checks the data.
func (p *Postgres) prepare(ctx context.Context, installed []installation) error {
	var err error
	if p.who, err = prepareAccount(p.data()); err != nil {
		return err
	}
	if p.password, err = p.dir.password(); err != nil {
		return err
	}
	version, err := os.ReadFile(p.data() + "/PG_VERSION")
	switch {
	case errors.Is(err, os.ErrNotExist):
		p.install = installed[0]
		return p.initialise(ctx)
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("%w: %s belongs to another user: run as that user, or remove %s to start afresh", ErrNoAccess, p.data(), p.dir.path)
	case err != nil:
		return fmt.Errorf("look at the data directory: %w", err)
	}
	if p.install, err = matching(installed, strings.TrimSpace(string(version)), p.data()); err != nil {
		return err
	}
	return p.evict(ctx)
}

// matching picks the installation that can read data of the given version.
func matching(installed []installation, version, data string) (installation, error) {
	var have []string
	for _, one := range installed {
		if strconv.Itoa(one.major) == version {
			return one, nil
		}
		have = append(have, strconv.Itoa(one.major))
	}
	return installation{}, fmt.Errorf("%w: %s was written by PostgreSQL %s, installed is %s: install version %s again, or move the directory away to start afresh",
		ErrVersion, data, version, strings.Join(have, ", "), version)
}

// initialise makes the data directory. It appears under its name only when it
// is complete, so that an interrupted first start leaves nothing half made.
func (p *Postgres) initialise(ctx context.Context) error {
	fresh, secret := p.dir.join("data.new"), p.dir.join("password.new")
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("clear an interrupted start: %w", err)
	}
	if err := os.Mkdir(fresh, 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	defer os.Remove(secret)
	if err := os.WriteFile(secret, []byte(p.password+"\n"), 0o600); err != nil {
		return fmt.Errorf("pass the password on: %w", err)
	}
	for _, path := range []string{fresh, secret} {
		if err := p.who.own(path); err != nil {
			return err
		}
	}
	auth := "scram-sha-256"
	args := []string{"-D", fresh, "-U", superuser, "--encoding=UTF8", "--locale=" + utf8Locale(), "--pwfile=" + secret}
	if p.config.FastUnsafe {
		auth = "trust"
		args = append(args, "--no-sync")
	}
	args = append(args, "--auth="+auth)
	err := run(ctx, command{path: p.install.command("initdb"), args: args, dir: "/", who: p.who, onParentDeath: syscall.SIGKILL, logger: p.config.Logger})
	if err != nil {
		return fmt.Errorf("initialise PostgreSQL: %w", err)
	}
	if err := os.Rename(fresh, p.data()); err != nil {
		return fmt.Errorf("keep the data directory: %w", err)
	}
	return nil
}

// evict deals with the postmaster.pid that a crash left behind. PostgreSQL
// itself refuses to start when an unrelated process has got the old number; and
// a server whose atrevete was killed may still be stopping.
func (p *Postgres) evict(ctx context.Context) error {
	name := p.data() + "/postmaster.pid"
	content, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read postmaster.pid: %w", err)
	}
	first, _, _ := strings.Cut(string(content), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	for err == nil && pid > 1 && worksIn(pid, p.data()) {
		// We hold the directory's lock, so this one is an orphan of ours.
		_ = syscall.Kill(pid, syscall.SIGINT)
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: process %d still uses %s: stop it first", ErrInUse, pid, p.data())
		case <-ticker.C:
		}
	}
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove a stale postmaster.pid: %w", err)
	}
	return nil
}

// start launches the server, on another port when somebody took the free one
// meanwhile, again when children of a killed predecessor are still ending.
func (p *Postgres) start(ctx context.Context) error {
	var err error
	for range startAttempts {
		port := p.port
		if port == 0 {
			if port, err = freePort(ctx); err != nil {
				return err
			}
		}
		var running *process
		if running, err = launch(p.command(port)); err != nil { //nolint:contextcheck // the server outlives the call that starts it
			return fmt.Errorf("start PostgreSQL: %w", err)
		}
		if err = running.await(ctx, func(ctx context.Context) error { return p.ping(ctx, port) }); err == nil {
			p.port, p.process = port, running
			return nil
		}
		running.stop(syscall.SIGQUIT, syscall.SIGKILL)
		output := running.tail.String()
		switch {
		case strings.Contains(output, "pre-existing shared memory block"):
			select {
			case <-ctx.Done():
			case <-time.After(200 * time.Millisecond):
			}
		case p.port != 0 || !strings.Contains(output, "could not bind"):
			return fmt.Errorf("start PostgreSQL on port %d: %w", port, err)
		}
	}
	return fmt.Errorf("start PostgreSQL: %w", err)
}

func (p *Postgres) command(port int) command {
	settings := []string{
		"listen_addresses=127.0.0.1", "unix_socket_directories=", "port=" + strconv.Itoa(port),
		"jit=off", "log_min_messages=warning", "timezone=UTC", "log_timezone=UTC",
	}
	if p.config.FastUnsafe {
		settings = append(settings, "fsync=off", "full_page_writes=off",
			"max_connections=400", "wal_level=minimal", "max_wal_senders=0", "max_wal_size=4GB")
	}
	args := []string{"-D", p.data()}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	return command{path: p.install.command("postgres"), args: args, dir: "/", who: p.who, onParentDeath: syscall.SIGINT, logger: p.config.Logger}
}

// ping connects and makes sure that it is our server that answers, not one
// that was faster to take the port.
func (p *Postgres) ping(ctx context.Context, port int) error {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	connection, err := pgx.Connect(ctx, p.address("postgres", port))
	if err != nil {
		return fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	defer connection.Close(ctx)
	var data string
	if err := connection.QueryRow(ctx, "SELECT current_setting('data_directory')").Scan(&data); err != nil {
		return fmt.Errorf("ask PostgreSQL for its directory: %w", err)
	}
	if data != p.data() {
		return fmt.Errorf("port %d belongs to another PostgreSQL, in %s", port, data)
	}
	return nil
}

// URL is the address of a database of this server, for the superuser. The
// database "postgres" always exists.
func (p *Postgres) URL(database string) string { return p.address(database, p.port) }

func (p *Postgres) address(database string, port int) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(superuser, p.password),
		Host: "127.0.0.1:" + strconv.Itoa(port), Path: "/" + database, RawQuery: "sslmode=disable",
	}
	return u.String()
}

// Version is the server's major version.
func (p *Postgres) Version() int { return p.install.major }

// CreateDatabase makes a database unless it exists.
func (p *Postgres) CreateDatabase(ctx context.Context, name string) error {
	connection, err := pgx.Connect(ctx, p.URL("postgres"))
	if err != nil {
		return fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	defer connection.Close(ctx)
	_, err = connection.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == "42P04" { // duplicate_database
		return nil
	}
	if err != nil {
		return fmt.Errorf("create database %s: %w", name, err)
	}
	return nil
}

// Done is closed when the server has ended, asked or not. After a Restart ask
// again.
func (p *Postgres) Done() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.process.done
}

// Stop ends the server in good order, sessions of others included, and gives
// the directory back. A second call does nothing.
func (p *Postgres) Stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.halt()
	p.dir.close()
}

func (p *Postgres) halt() {
	if !p.process.ended() {
		p.process.stop(syscall.SIGINT, syscall.SIGQUIT)
	}
}

// Kill ends the server as a crash would. Restart brings it back.
func (p *Postgres) Kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.process.kill()
}

// Restart stops the server unless it has ended, and starts it again with the
// same data on the same port.
func (p *Postgres) Restart(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dir.lock == nil {
		return errors.New("restart PostgreSQL: it was stopped for good")
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	p.halt()
	if err := p.evict(ctx); err != nil {
		return err
	}
	return p.start(ctx)
}
