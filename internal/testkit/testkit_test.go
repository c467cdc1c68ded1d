package testkit

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/gomodule/redigo/redis"
	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) { Main(m) }

func count(t *testing.T, url, sql string) int {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(context.Background())
	var n int
	for _, statement := range strings.Split(sql, "; ") {
		if err := connection.QueryRow(t.Context(), statement).Scan(&n); err != nil && !errors.Is(err, pgx.ErrNoRows) {
			t.Fatal(err)
		}
	}
	return n
}

func TestEachDatabaseIsFreshAndGoesAway(t *testing.T) {
	t.Parallel()
	const tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
	if n := count(t, NewEmptyDatabase(t), tables); n != 0 {
		t.Errorf("an empty database has %d tables", n)
	}
	var first string
	t.Run("migrated", func(t *testing.T) {
		first = NewDatabase(t)
		if n := count(t, first, tables); n < 20 {
			t.Errorf("a migrated database has %d tables", n)
		}
		before := count(t, first, "CREATE TABLE mine (); "+tables)
		if n := count(t, NewDatabase(t), tables); n != before-1 {
			t.Errorf("two databases are one: %d and %d tables", before, n)
		}
	})
	if _, err := pgx.Connect(t.Context(), first); err == nil {
		t.Error("the database outlives its test")
	}
}

func BenchmarkNewDatabase(b *testing.B) {
	NewDatabase(b)
	for b.Loop() {
		NewDatabase(b)
	}
}

func TestEachRedisIsEmpty(t *testing.T) {
	t.Parallel()
	for range 2 {
		conn, err := redis.DialURL(NewRedis(t))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if n, err := redis.Int(conn.Do("EXISTS", "word")); err != nil || n != 0 {
			t.Errorf("a fresh Redis has the other's key: %d, %v", n, err)
		}
		if _, err := conn.Do("SET", "word", "sí"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestClockMovesOnlyWhenTold(t *testing.T) {
	t.Parallel()
	clock := NewClockAt("2026-10-06T10:15:00+02:00")
	start := clock.Now()
	if !clock.Now().Equal(start) || !clock.Advance(time.Hour).Equal(start.Add(time.Hour)) {
		t.Error("the clock does not go as told")
	}
	clock.Set(start)
	if !clock.Now().Equal(start) {
		t.Error("the clock cannot be set back")
	}
}

func TestWaitingEnds(t *testing.T) {
	t.Parallel()
	calls := 0
	Eventually(t, func() bool { calls++; return calls == 3 }, "three calls")
	if Within(time.Millisecond, func() bool { return false }) {
		t.Error("what never holds held")
	}
	news := make(chan int, 1)
	news <- 7
	if Receive(t, news, "a number") != 7 {
		t.Error("received something else")
	}
}
