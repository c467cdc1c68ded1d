package stack_test

import (
	"strings"
	"testing"

	"atrevete/internal/testkit"
	"atrevete/internal/testkit/stack"
)

// The salon's own words and link are said, once, and when is kept with the
// conversation and with the customer's row as soon as there is one.
func TestWhenSomebodyNewWasToldAboutTheirDataIsKept(t *testing.T) {
	t.Parallel()
	s := stack.New(t, "2026-10-06T18:20:00+02:00", stack.Options{})
	if _, err := s.Store.Pool().Exec(t.Context(), `UPDATE salons SET privacy_notice = 'Cuidamos tus datos.', privacy_url = 'https://salon.example/privacidad'`); err != nil {
		t.Fatal(err)
	}
	s = stack.New(t, "2026-10-06T18:20:00+02:00", stack.Options{Database: s.Store.Pool().Config().ConnString()})
	s.Chatwoot.AddConversation(testkit.ChatwootConversation{ID: berta, Contact: testkit.ChatwootContact{ID: 5502, Name: "Berta", Phone: bertaPhone, SourceID: "34600777002"}})
	const notice = "Cuidamos tus datos. https://salon.example/privacidad"
	if said := strings.Join(s.Say(berta, "hola"), "\n"); strings.Count(said, notice) != 1 {
		t.Errorf("first contact: %s", said)
	}
	const given = `SELECT count(*) FROM conversations WHERE privacy_notice_at = '2026-10-06 18:20+02'`
	if got := count(t, s, given); got != 1 {
		t.Errorf("given in %d conversations", got)
	}
	if said := strings.Join(s.Say(berta, "sí"), "\n"); strings.Contains(said, notice) {
		t.Errorf("said again: %s", said)
	}
	if got := count(t, s, `SELECT count(*) FROM customers WHERE first_name = 'Berta' AND privacy_notice_at = '2026-10-06 18:20+02'`); got != 1 {
		t.Errorf("kept with %d customers", got)
	}
}

// A salon that gives its notice elsewhere says so with an empty text.
func TestASalonMayGiveItsNoticeElsewhere(t *testing.T) {
	t.Parallel()
	s := stack.New(t, "2026-10-06T18:20:00+02:00", stack.Options{})
	if _, err := s.Store.Pool().Exec(t.Context(), `UPDATE salons SET privacy_notice = ''`); err != nil {
		t.Fatal(err)
	}
	s = stack.New(t, "2026-10-06T18:20:00+02:00", stack.Options{Database: s.Store.Pool().Config().ConnString()})
	s.Chatwoot.AddConversation(testkit.ChatwootConversation{ID: berta, Contact: testkit.ChatwootContact{ID: 5502, Name: "Berta", Phone: bertaPhone, SourceID: "34600777002"}})
	if said := strings.Join(s.Say(berta, "hola"), "\n"); strings.Contains(said, "datos") || !strings.Contains(said, "asistenta virtual") {
		t.Errorf("first contact: %s", said)
	}
	if got := count(t, s, `SELECT count(*) FROM conversations WHERE privacy_notice_at IS NOT NULL`); got != 0 {
		t.Errorf("counted as given in %d conversations", got)
	}
}
