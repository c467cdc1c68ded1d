package local

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// minPostgres is the oldest major version our migrations are written for.
const minPostgres = 15

// postgresPlaces are where packages put PostgreSQL outside PATH: Debian and
// Ubuntu, Red Hat, Homebrew on both kinds of Mac, Postgres.app, source builds.
func postgresPlaces() []string {
	return []string{
		"/usr/lib/postgresql/*/bin",
		"/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql@*/bin",
		"/usr/local/opt/postgresql@*/bin",
		"/opt/homebrew/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
		"/usr/local/pgsql/bin",
		"/usr/libexec/postgresql*",
	}
}

// installation is one PostgreSQL on this machine.
type installation struct {
	bin   string // directory of initdb and postgres
	major int
}

func (i installation) command(name string) string { return filepath.Join(i.bin, name) }

// findPostgres lists the usable installations, newest first. With only set, it
// looks nowhere else.
func findPostgres(ctx context.Context, only string) ([]installation, error) {
	places := []string{only}
	if only == "" {
		places = nil
		if path, err := exec.LookPath("postgres"); err == nil {
			if real, err := filepath.EvalSymlinks(path); err == nil {
				path = real
			}
			places = append(places, filepath.Dir(path))
		}
		for _, pattern := range postgresPlaces() {
			found, _ := filepath.Glob(pattern) // the patterns are constant and well formed
			places = append(places, found...)
		}
	}
	var usable []installation
	var tooOld []string
	for _, bin := range places {
		major, err := postgresMajor(ctx, bin)
		if err != nil || slices.ContainsFunc(usable, func(i installation) bool { return i.bin == bin }) {
			continue
		}
		if major < minPostgres {
			tooOld = append(tooOld, strconv.Itoa(major))
			continue
		}
		usable = append(usable, installation{bin: bin, major: major})
	}
	slices.SortStableFunc(usable, func(a, b installation) int { return b.major - a.major })
	if len(usable) > 0 {
		return usable, nil
	}
	const hint = "install it (Debian: apt-get install postgresql; macOS: brew install postgresql@17) or set DATABASE_URL"
	if len(tooOld) > 0 {
		return nil, fmt.Errorf("%w: version %s is too old, %d or newer is needed: %s", ErrNoPostgres, strings.Join(tooOld, ", "), minPostgres, hint)
	}
	return nil, fmt.Errorf("%w: %s", ErrNoPostgres, hint)
}

var versionNumber = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// postgresMajor asks the binaries in bin for their major version.
func postgresMajor(ctx context.Context, bin string) (int, error) {
	if _, err := os.Stat(filepath.Join(bin, "initdb")); err != nil {
		return 0, fmt.Errorf("look for initdb: %w", err)
	}
	out, err := exec.CommandContext(ctx, filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return 0, fmt.Errorf("ask postgres for its version: %w", err)
	}
	match := versionNumber.FindSubmatch(out)
	if match == nil {
		return 0, fmt.Errorf("unknown version of postgres: %q", out)
	}
	major, err := strconv.Atoi(string(match[1]))
	if err != nil {
		return 0, fmt.Errorf("unknown version of postgres: %w", err)
	}
	return major, nil
}

// findRedis finds a redis-server; only names the binary when it is not to be
// searched for.
func findRedis(only string) (string, error) {
	places := []string{only}
	if only == "" {
		if path, err := exec.LookPath("redis-server"); err == nil {
			return path, nil
		}
		places = []string{
			"/usr/bin/redis-server", "/usr/local/bin/redis-server", "/opt/homebrew/bin/redis-server",
			"/opt/homebrew/opt/redis/bin/redis-server", "/usr/local/opt/redis/bin/redis-server",
		}
	}
	for _, path := range places {
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			return path, nil
		}
	}
	return "", fmt.Errorf("%w: install it (Debian: apt-get install redis-server; macOS: brew install redis) or set REDIS_URL", ErrNoRedis)
}
