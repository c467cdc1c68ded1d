package local

import (
	"errors"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
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

func client(t *testing.T, url string) *redis.Client {
	t.Helper()
	options, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(options)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func TestRedisKeepsItsSnapshotThroughAnOrderlyStop(t *testing.T) {
	t.Parallel()
	dir, ctx := testDir(t), testContext(t)
	r := startRedis(t, RedisConfig{Dir: dir})
	if err := client(t, r.DatabaseURL(3)).Set(ctx, "word", "sí", 0).Err(); err != nil {
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
	if got, err := client(t, again.DatabaseURL(3)).Get(ctx, "word").Result(); err != nil || got != "sí" {
		t.Errorf("read %q, %v after the restart", got, err)
	}
	if _, err := client(t, again.URL()).Get(ctx, "word").Result(); !errors.Is(err, redis.Nil) {
		t.Errorf("databases are not apart: %v", err)
	}
}

func TestRedisForTestsForgetsWhenKilled(t *testing.T) {
	t.Parallel()
	ctx := testContext(t)
	r := startRedis(t, RedisConfig{Dir: testDir(t), FastUnsafe: true})
	c := client(t, r.URL())
	if err := c.Set(ctx, "word", "sí", 0).Err(); err != nil {
		t.Fatal(err)
	}
	r.Kill()
	if err := r.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Get(ctx, "word").Result(); !errors.Is(err, redis.Nil) {
		t.Errorf("the old client reads %v from the new server", err)
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
	if err := client(t, wrong).Ping(testContext(t)).Err(); err == nil {
		t.Error("any password opens the server")
	}
}
