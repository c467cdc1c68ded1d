package testkit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"atrevete/internal/local"
)

const (
	serverStart = 90 * time.Second // several packages start theirs at once
	slots       = 64               // test binaries that may run at the same time
)

// servers are the ones a test binary shares among its tests, started when
// first asked for.
type servers struct {
	mu       sync.Mutex
	postgres *local.Postgres
	template bool // the migrated template database exists
	redis    *local.Redis
	failed   error // a start that failed is not tried again by each test

	databases atomic.Int64 // counts names
	numbers   atomic.Int64 // counts Redis databases
}

// shared is the only state of the package: the servers of this test binary.
var shared servers

func (s *servers) stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.redis != nil {
		s.redis.Stop()
		s.redis = nil
	}
	if s.postgres == nil {
		return nil
	}
	// The slot's data stays for the next run, which saves it the initialising.
	err := dropDatabases(s.postgres)
	s.postgres.Stop()
	s.postgres, s.template = nil, false
	return err
}

// sharedPostgres starts the binary's server. The caller holds s.mu.
func (s *servers) sharedPostgres(ctx context.Context) (*local.Postgres, error) {
	if s.postgres != nil || s.failed != nil {
		return s.postgres, s.failed
	}
	s.failed = inSlot(func(dir string) error {
		home := filepath.Join(dir, "postgres")
		p, err := local.StartPostgres(ctx, local.PostgresConfig{Dir: home, FastUnsafe: true})
		if err != nil && !errors.Is(err, local.ErrInUse) && !errors.Is(err, local.ErrNoPostgres) {
			// An unclean end of the machine may have spoiled data kept without fsync.
			if removed := os.RemoveAll(home); removed != nil {
				return errors.Join(err, removed)
			}
			p, err = local.StartPostgres(ctx, local.PostgresConfig{Dir: home, FastUnsafe: true})
		}
		s.postgres = p
		return err
	})
	if s.failed == nil {
		s.failed = dropDatabases(s.postgres)
	}
	return s.postgres, s.failed
}

// sharedRedis starts the binary's server. The caller holds s.mu.
func (s *servers) sharedRedis(ctx context.Context) (*local.Redis, error) {
	if s.redis != nil {
		return s.redis, nil
	}
	err := inSlot(func(dir string) error {
		r, err := local.StartRedis(ctx, local.RedisConfig{Dir: filepath.Join(dir, "redis"), FastUnsafe: true})
		s.redis = r
		return err
	})
	return s.redis, err
}

// inSlot tries the numbered directories until one is not used by another test
// binary.
func inSlot(start func(dir string) error) error {
	root, err := slotRoot()
	if err != nil {
		return err
	}
	for slot := range slots {
		err = start(filepath.Join(root, fmt.Sprintf("slot-%02d", slot)))
		if !errors.Is(err, local.ErrInUse) {
			return err
		}
	}
	return err
}

// slotRoot is a directory of our own under the temporary one, open for the
// account that runs PostgreSQL when we are root.
func slotRoot() (string, error) {
	root := filepath.Join(os.TempDir(), fmt.Sprintf("atrevete-test-%d", os.Geteuid()))
	if err := os.Mkdir(root, 0o755); err != nil && !errors.Is(err, os.ErrExist) {
		return "", fmt.Errorf("make the tests' directory: %w", err)
	}
	info, err := os.Lstat(root)
	if err != nil {
		return "", fmt.Errorf("look at the tests' directory: %w", err)
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !info.IsDir() || !ok || int(owner.Uid) != os.Geteuid() {
		return "", fmt.Errorf("%s is not ours: remove it", root)
	}
	return root, nil
}

// OpenDir is a temporary directory that other accounts may enter, unlike
// t.TempDir(): root's servers run as somebody else.
func OpenDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "atrevete-open-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// StartPostgres starts a PostgreSQL for one test alone, which may kill and
// restart it.
func StartPostgres(t testing.TB) *local.Postgres {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), serverStart)
	defer cancel()
	p, err := local.StartPostgres(ctx, local.PostgresConfig{Dir: OpenDir(t), FastUnsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	return p
}

// StartRedis starts a Redis for one test alone, which may kill, pause, wipe
// and restart it.
func StartRedis(t testing.TB) *local.Redis {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), serverStart)
	defer cancel()
	r, err := local.StartRedis(ctx, local.RedisConfig{Dir: OpenDir(t), FastUnsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Stop)
	return r
}
