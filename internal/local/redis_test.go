package local

import (
	"errors"
	"strings"
	"testing"

	"github.com/gomodule/redigo/redis"
)

func startRedis(t *testing.T, config RedisConfig) *Redis {
	t.Helper()
	r, err := StartRedis(testContext(t), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Stop)
	return r
}

// ask makes one call over a connection of its own.
func ask(t *testing.T, url, command string, args ...any) (any, error) {
	t.Helper()
	conn, err := redis.DialURL(url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return conn.Do(command, args...)
}

func TestRedisKeepsItsSnapshotThroughAnOrderlyStop(t *testing.T) {
	t.Parallel()
	dir, ctx := testDir(t), testContext(t)
	r := startRedis(t, RedisConfig{Dir: dir})
	if _, err := ask(t, r.DatabaseURL(3), "SET", "word", "sí"); err != nil {
		t.Fatal(err)
	}
	if err := r.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := StartRedis(ctx, RedisConfig{Dir: dir}); !errors.Is(err, ErrInUse) {
		t.Errorf("a second server on the same directory: %v", err)
	}
	r.Stop()
	r.Stop()
	<-r.Done()
	if err := r.Restart(ctx); err == nil {
		t.Error("a server stopped for good came back")
	}
	again := startRedis(t, RedisConfig{Dir: dir})
	if got, err := redis.String(ask(t, again.DatabaseURL(3), "GET", "word")); err != nil || got != "sí" {
		t.Errorf("read %q, %v after the restart", got, err)
	}
	if _, err := redis.String(ask(t, again.URL(), "GET", "word")); !errors.Is(err, redis.ErrNil) {
		t.Errorf("databases are not apart: %v", err)
	}
}

func TestRedisForTestsForgetsWhenKilled(t *testing.T) {
	t.Parallel()
	ctx := testContext(t)
	r := startRedis(t, RedisConfig{Dir: testDir(t), FastUnsafe: true})
	if _, err := ask(t, r.URL(), "SET", "word", "sí"); err != nil {
		t.Fatal(err)
	}
	r.Kill()
	if err := r.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := redis.String(ask(t, r.URL(), "GET", "word")); !errors.Is(err, redis.ErrNil) {
		t.Errorf("the new server still has the word: %v", err)
	}
	if err := errors.Join(r.Pause(), r.Resume()); err != nil {
		t.Error(err)
	}
}

func TestRedisSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	_, err := StartRedis(testContext(t), RedisConfig{Dir: testDir(t), Binary: "/nonexistent"})
	if !errors.Is(err, ErrNoRedis) || !strings.Contains(err.Error(), "install it") {
		t.Errorf("without redis-server: %v", err)
	}
	r := startRedis(t, RedisConfig{Dir: testDir(t), FastUnsafe: true})
	_, err = StartRedis(testContext(t), RedisConfig{Dir: testDir(t), Port: r.port})
	if err == nil || !strings.Contains(err.Error(), "ended at once") {
		t.Errorf("on a port in use: %v", err)
	}
	wrong := strings.Replace(r.URL(), r.password, "wrong", 1)
	if _, err := redis.DialURL(wrong); err == nil {
		t.Error("any password opens the server")
	}
}
