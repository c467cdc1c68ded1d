package store_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/store"
	"atrevete/internal/testkit"
)

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	url := testkit.NewEmptyDatabase(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, url, says string
		wait            time.Duration
	}{
		{"not a url", "postgres://%%", "reading the database url", time.Minute},
		{"no such database, without waiting", strings.Replace(url, "/test_", "/gone_", 1), "does not exist", time.Minute},
		{"nobody listens", "postgres://someone@" + nobody + "/x", "reaching the database for 20ms", 20 * time.Millisecond},
	} {
		s, err := store.Open(t.Context(), c.url, store.Options{StartupWait: c.wait})
		if err == nil {
			s.Close()
			t.Errorf("%s: opened", c.name)
		} else if !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestAnOpenStoreIsBoundedAndNamed(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), testkit.NewDatabase(t), store.Options{AppName: "atrevete api", StatementTimeout: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if name := query[string](t, s, `SELECT current_setting('application_name')`); name != "atrevete api" {
		t.Errorf("application_name %q", name)
	}
	if _, err := s.Pool().Exec(t.Context(), `SELECT pg_sleep(60)`); !refusedWith(err, "57014") {
		t.Errorf("a query that hangs: %v", err)
	}
	s.Close()
	if err := s.Ping(t.Context()); err == nil {
		t.Error("a closed store answers")
	}
}

func TestACallerWhoLeavesDoesNotWaitForTheSalon(t *testing.T) {
	t.Parallel()
	s, shop := openSalon(t)
	if _, err := s.Seed(t.Context(), demoSeed(t)); err != nil { // forgets the snapshot
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Snapshot(gone, shop.ID); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if again, err := s.Snapshot(t.Context(), shop.ID); err != nil || again != shop {
		t.Errorf("the next caller: %v", err)
	}
}

func TestNewIDsSortByTime(t *testing.T) {
	t.Parallel()
	last := salon.ID("")
	for range 1000 {
		id := store.NewID()
		if id <= last || len(id) != 36 || id[14] != '7' {
			t.Fatalf("%s after %s", id, last)
		}
		last = id
	}
}
