package testkit

import (
	"context"
	"testing"

	"github.com/gomodule/redigo/redis"
)

// redisNumbers is how many numbered databases tests take in turn; number 0
// stays unused.
const redisNumbers = 255

// NewRedis gives the test an empty numbered database of the binary's Redis.
// FLUSHDB wipes it for this test only; a test that kills or freezes Redis
// takes StartRedis.
func NewRedis(t testing.TB) (url string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), serverStart)
	defer cancel()
	shared.mu.Lock()
	server, err := shared.sharedRedis(ctx)
	shared.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	url = server.DatabaseURL(1 + int(shared.numbers.Add(1)-1)%redisNumbers)
	conn, err := redis.DialURLContext(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Do("FLUSHDB"); err != nil {
		t.Fatal(err)
	}
	return url
}
