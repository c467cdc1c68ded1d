package store_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
	"atrevete/internal/seed"
	"atrevete/internal/store"
	"atrevete/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// openStore gives the test a migrated database of its own, without a salon.
func openStore(t testing.TB) *store.Store {
	t.Helper()
	return openAt(t, testkit.NewDatabase(t))
}

func openAt(t testing.TB, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url, store.Options{MaxConns: 12})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// openSalon gives the test a database with the demonstration salon in it.
func openSalon(t testing.TB) (*store.Store, *salon.Salon) {
	t.Helper()
	s := openStore(t)
	if _, err := s.Seed(t.Context(), demoSeed(t)); err != nil {
		t.Fatal(err)
	}
	shop, err := s.FirstSalon(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s, shop
}

// demoSeed is the demonstration salon, checked.
func demoSeed(t testing.TB) salon.Seed {
	t.Helper()
	parsed, faults := salon.ParseSeed(seed.Demo())
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return parsed
}

// query reads one value.
func query[T any](t testing.TB, s *store.Store, sql string, args ...any) T {
	t.Helper()
	var value T
	if err := s.Pool().QueryRow(t.Context(), sql, args...).Scan(&value); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return value
}

// list reads one column.
func list[T any](t testing.TB, s *store.Store, sql string, args ...any) []T {
	t.Helper()
	rows, err := s.Pool().Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	values, err := pgx.CollectRows(rows, pgx.RowTo[T])
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return values
}

// exec runs a statement, as somebody outside the program would.
func exec(t testing.TB, s *store.Store, sql string, args ...any) {
	t.Helper()
	if _, err := s.Pool().Exec(t.Context(), sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// newConversation stores one message of a new contact and gives its thread.
func newConversation(t testing.TB, s *store.Store, thread string) salon.ID {
	t.Helper()
	stored, err := s.StoreInbound(t.Context(), []salon.Inbound{message(thread, thread+"-first", "hola")})
	if err != nil {
		t.Fatal(err)
	}
	return stored[0].Conversation
}

// message is a customer's message in a thread of Chatwoot.
func message(thread, externalID, text string) salon.Inbound {
	return salon.Inbound{
		Source: salon.SourceChatwoot, ExternalID: externalID, Kind: salon.InboundMessage,
		ExternalConversation: thread, Text: text,
		Contact: salon.Contact{ID: "contact-" + thread, SourceID: "source-" + thread, Name: "Lola"},
	}
}
