package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// helperVariable makes the test binary act as a small `atrevete up` that tests
// interrupt and kill.
const helperVariable = "ATREVETE_TEST_LOCAL_HELPER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperVariable); dir != "" {
		os.Exit(helper(dir))
	}
	goleak.VerifyTestMain(m)
}

// helper runs both servers until it is interrupted; then it proves that they
// still answer, stops them in order and says so.
func helper(dir string) int {
	ctx := context.Background()
	interrupted, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	postgres, err := StartPostgres(ctx, PostgresConfig{Dir: dir + "/postgres", FastUnsafe: true})
	if err != nil {
		fmt.Println("error:", err)
		return 1
	}
	redis, err := StartRedis(ctx, RedisConfig{Dir: dir + "/redis"})
	if err != nil && !errors.Is(err, ErrNoRedis) {
		fmt.Println("error:", err)
		return 1
	}
	fmt.Println(postgres.process.os.Pid, redis.process.os.Pid, postgres.URL("postgres"))
	<-interrupted.Done()
	if err := errors.Join(postgres.ping(ctx, postgres.port), redis.ping(ctx, redis.port)); err != nil {
		fmt.Println("error:", err)
		return 1
	}
	redis.Stop()
	postgres.Stop()
	fmt.Println("stopped in order")
	return 0
}

// testDir is a directory that the servers' account may enter, unlike
// t.TempDir().
func testDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "atrevete-local-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func testContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// waitUntil polls until the condition holds.
func waitUntil(t *testing.T, what string, condition func() bool) {
	t.Helper()
	ctx := testContext(t)
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for !condition() {
		select {
		case <-ctx.Done():
			t.Fatalf("waited in vain: %s", what)
		case <-ticker.C:
		}
	}
}

// alive reports whether a process exists and is not merely unburied.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return !errors.Is(err, os.ErrNotExist)
	}
	var id int
	var name, state string
	if _, err := fmt.Sscan(string(stat), &id, &name, &state); err != nil {
		return true
	}
	return state != "Z"
}
