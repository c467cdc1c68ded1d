package local

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

func startPostgres(t *testing.T, config PostgresConfig) *Postgres {
	t.Helper()
	config.FastUnsafe = true
	p, err := StartPostgres(testContext(t), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	return p
}

func query(t *testing.T, url, sql string) string {
	t.Helper()
	ctx := testContext(t)
	connection, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(ctx)
	var answer string
	if err := connection.QueryRow(ctx, sql).Scan(&answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

func execute(t *testing.T, url, sql string) {
	t.Helper()
	ctx := testContext(t)
	connection, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(ctx)
	if _, err := connection.Exec(ctx, sql); err != nil {
		t.Fatal(err)
	}
}

// One server goes through a whole life, since initialising one takes a second.
func TestPostgresKeepsDataThroughStopKillAndRestart(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	p := startPostgres(t, PostgresConfig{Dir: dir, Logger: slog.New(slog.DiscardHandler)})
	ctx := testContext(t)
	for range 2 { // the second time it exists
		if err := p.CreateDatabase(ctx, "atrevete"); err != nil {
			t.Fatal(err)
		}
	}
	if got := query(t, p.URL("atrevete"), "SELECT upper('peluquería ñ') || ' ' || current_setting('server_encoding')"); got != "PELUQUERÍA Ñ UTF8" {
		t.Errorf("accents are not understood: %q", got)
	}
	execute(t, p.URL("atrevete"), "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('sí')")

	address := p.URL("atrevete")
	p.Kill()
	<-p.Done()
	if err := p.Restart(ctx); err != nil {
		t.Fatalf("restart after a crash: %v", err)
	}
	if p.URL("atrevete") != address {
		t.Errorf("the address changed with the restart")
	}
	if err := p.Restart(ctx); err != nil {
		t.Fatalf("restart while running: %v", err)
	}
	p.Stop()
	p.Stop()
	if err := p.Restart(ctx); err == nil {
		t.Error("a server stopped for good came back")
	}

	// An unrelated process has got the number in a stale postmaster.pid.
	stale := fmt.Sprintf("%d\n%s\n1700000000\n5432\n", os.Getpid(), p.data())
	if err := os.WriteFile(filepath.Join(dir, "data", "postmaster.pid"), []byte(stale), 0o600); err != nil {
		t.Fatal(err)
	}
	again := startPostgres(t, PostgresConfig{Dir: dir})
	if got := query(t, again.URL("atrevete"), "SELECT word FROM kept"); got != "sí" {
		t.Errorf("read %q after the restart", got)
	}
	if _, err := StartPostgres(ctx, PostgresConfig{Dir: dir}); !errors.Is(err, ErrInUse) {
		t.Errorf("a second server on the same directory: %v", err)
	}
	again.Stop()
	pretendOtherVersion(t, dir)
}

func pretendOtherVersion(t *testing.T, dir string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "data", "PG_VERSION"), []byte("9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := StartPostgres(testContext(t), PostgresConfig{Dir: dir})
	if !errors.Is(err, ErrVersion) || !strings.Contains(err.Error(), "written by PostgreSQL 9") {
		t.Errorf("data of another version: %v", err)
	}
}

// For daily use there are passwords and an odd directory; under a parent that
// is closed to others root still gets its server.
func TestPostgresAsForDailyUse(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(testDir(t), "casa de Lucía", "closed")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	p, err := StartPostgres(testContext(t), PostgresConfig{Dir: filepath.Join(dir, "pg")})
	if errors.Is(err, ErrNoAccess) {
		t.Skip("this root may not override permissions: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer p.Stop()
	if got := query(t, p.URL("postgres"), "SELECT current_setting('fsync')"); got != "on" {
		t.Errorf("fsync is %s", got)
	}
	if strconv.Itoa(p.Version()) != strings.Split(query(t, p.URL("postgres"), "SELECT current_setting('server_version')"), ".")[0] {
		t.Errorf("version %d is not what the server says", p.Version())
	}
	wrong := strings.Replace(p.URL("postgres"), p.password, "wrong", 1)
	if _, err := pgx.Connect(testContext(t), wrong); err == nil {
		t.Error("any password opens the server")
	}
	info, err := os.Stat(filepath.Join(dir, "pg", "password"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the password file is not private: %v %v", info, err)
	}
}

func TestPostgresSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	_, err := StartPostgres(testContext(t), PostgresConfig{Dir: testDir(t), BinDir: "/nonexistent"})
	if !errors.Is(err, ErrNoPostgres) || !strings.Contains(err.Error(), "install it") {
		t.Errorf("without PostgreSQL: %v", err)
	}
	old := testDir(t)
	script := "#!/bin/sh\necho 'postgres (PostgreSQL) 12.4'\n"
	for _, name := range []string{"postgres", "initdb"} {
		if err := os.WriteFile(filepath.Join(old, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	_, err = StartPostgres(testContext(t), PostgresConfig{Dir: testDir(t), BinDir: old})
	if !errors.Is(err, ErrNoPostgres) || !strings.Contains(err.Error(), "version 12 is too old") {
		t.Errorf("with an old PostgreSQL: %v", err)
	}
	if _, err = StartPostgres(testContext(t), PostgresConfig{}); err == nil {
		t.Error("started without a directory")
	}
}

func TestPostgresSaysWhyItDidNotStart(t *testing.T) {
	t.Parallel()
	p := startPostgres(t, PostgresConfig{Dir: testDir(t)})
	other := testDir(t)
	_, err := StartPostgres(testContext(t), PostgresConfig{Dir: other, Port: p.port, FastUnsafe: true})
	if err == nil || !strings.Contains(err.Error(), "could not bind") {
		t.Errorf("on a port in use: %v", err)
	}
	// Nothing is left behind: the same directory starts on another port.
	startPostgres(t, PostgresConfig{Dir: other})
}
