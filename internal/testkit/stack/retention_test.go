package stack_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"atrevete/internal/job"
	"atrevete/internal/testkit"
	"atrevete/internal/testkit/stack"
)

// tally counts what chores report.
type tally struct {
	done     map[string]int
	retained map[string]int
}

func (t *tally) ChoreDone(chore, outcome string) { t.done[chore+" "+outcome]++ }
func (t *tally) Retained(what string, n int)     { t.retained[what] += n }

// chores are the stack's, as the agent runs them.
func chores(s *stack.Stack) (*job.Chores, *tally) {
	counts := &tally{done: map[string]int{}, retained: map[string]int{}}
	return job.NewChores(s.Store, s.Clock.Now, counts, slog.New(slog.DiscardHandler)), counts
}

func sweep(t *testing.T, c *job.Chores) {
	t.Helper()
	if err := c.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A conversation that is idle for 23 hours is in the history: each message once
// however often the archive runs, and nothing that was never sent.
func TestAnIdleConversationIsInTheHistoryEachMessageOnce(t *testing.T) {
	t.Parallel()
	s := aSalonWithTwoCustomers(t)
	c, counts := chores(s)
	exec := func(sql string) {
		t.Helper()
		if _, err := s.Store.Pool().Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	said := count(t, s, `SELECT count(*) FROM conversation_history`)
	// What an earlier version, or a lost turn, may have left behind: a line is missing, one was never sent.
	exec(`DELETE FROM conversation_history WHERE id = (SELECT id FROM conversation_history WHERE message_role = 'user' ORDER BY seq LIMIT 1)`)
	exec(`UPDATE outbox SET status = 'dropped' WHERE id = (SELECT source_id FROM conversation_history WHERE message_role = 'assistant' ORDER BY seq LIMIT 1)`)
	sweep(t, c)
	if got := count(t, s, `SELECT count(*) FROM conversations WHERE archived_at IS NOT NULL`); got != 0 {
		t.Errorf("%d conversations are archived while they go on", got)
	}
	s.Clock.Advance(23*time.Hour + time.Minute)
	for range 3 {
		sweep(t, c)
		s.Clock.Advance(time.Hour)
	}
	if got := count(t, s, `SELECT count(*) FROM conversations WHERE archived_at IS NOT NULL`); got != 2 {
		t.Errorf("%d of 2 conversations are archived", got)
	}
	if got := count(t, s, `SELECT count(*) FROM conversation_history`); got != said-1 {
		t.Errorf("%d lines, want %d", got, said-1)
	}
	if got := count(t, s, `SELECT count(*) FROM (SELECT source_id FROM conversation_history GROUP BY source_id HAVING count(*) > 1 OR source_id IS NULL) x`); got != 0 {
		t.Errorf("%d messages more than once", got)
	}
	if got := count(t, s, `SELECT count(*) FROM inbox i WHERE kind = 'message' AND NOT EXISTS (
		SELECT 1 FROM conversation_history h WHERE h.source_id = i.id AND h.message_role = 'user' AND h.customer_id IS NOT NULL AND h.message_content = i.payload::json ->> 'text')`); got != 0 {
		t.Errorf("%d messages are not in the history", got)
	}
	if counts.done["archive done"] != 4 || counts.done["retention done"] != 2 {
		t.Errorf("ran %v", counts.done)
	}
	// Somebody who writes again is archived again.
	s.Say(berta, "hola de nuevo")
	if got := count(t, s, `SELECT count(*) FROM conversations WHERE archived_at IS NOT NULL`); got != 1 {
		t.Errorf("%d conversations count as archived", got)
	}
}

// The nights go by: first why Maite said what she said, then what was said, then
// who it was. The ledger stays.
func TestWhatIsTooOldIsErasedNightByNight(t *testing.T) {
	t.Parallel()
	s := aSalonWithTwoCustomers(t)
	c, counts := chores(s)
	// Real time would make the people younger than the product's clock says.
	if _, err := s.Store.Pool().Exec(t.Context(), `UPDATE customers SET created_at = '2026-10-06'`); err != nil {
		t.Fatal(err)
	}
	words := count(t, s, `SELECT count(*) FROM conversation_history`)
	ledger := count(t, s, `SELECT sum(amount_cents) FROM payments`)
	night := func(days int) {
		t.Helper()
		s.Clock.Advance(time.Duration(days) * 24 * time.Hour)
		sweep(t, c)
		sweep(t, c) // a second time in the same night finds nothing to do
	}
	traces := `SELECT (SELECT count(*) FROM inbox WHERE kind = 'message' AND payload <> '{}') + (SELECT count(*) FROM outbox WHERE body <> '')
		+ (SELECT count(*) FROM turns WHERE words IS NOT NULL) + (SELECT count(*) FROM notices WHERE text <> '' AND delivered_at IS NOT NULL)`
	night(2)
	if got := count(t, s, traces); got == 0 || count(t, s, `SELECT count(*) FROM conversation_history`) != words {
		t.Errorf("after two days %d traces are left", got)
	}
	night(89)
	if got := count(t, s, traces); got != 0 || count(t, s, `SELECT count(*) FROM conversation_history`) != words {
		t.Errorf("after 91 days %d traces are left, and %d lines of %d", got, count(t, s, `SELECT count(*) FROM conversation_history`), words)
	}
	night(275)
	if got := count(t, s, `SELECT count(*) FROM conversation_history`); got != 0 || count(t, s, `SELECT count(*) FROM customers WHERE erased_at IS NOT NULL`) != 0 {
		t.Errorf("after a year %d lines are left", got)
	}
	// Berta comes again; Lucrecia and her sister are not seen any more.
	s.Say(berta, "hola")
	night(370)
	if found := holds(t, s, hers...); len(found) > 0 {
		t.Errorf("after two years:\n%s", strings.Join(found, "\n"))
	}
	if got := count(t, s, `SELECT count(*) FROM customers WHERE first_name = 'Berta' AND phone = $1`, bertaPhone); got != 1 {
		t.Errorf("%d rows of Berta's", got)
	}
	if got := count(t, s, `SELECT sum(amount_cents) FROM payments`); got != ledger {
		t.Errorf("the ledger holds %d cents, before %d", got, ledger)
	}
	if calls := s.Chatwoot.Calls("erase"); len(calls) != 0 {
		t.Errorf("retention asked Chatwoot to delete %+v", calls)
	}
	if counts.retained["messages"] == 0 || counts.retained["traces"] == 0 || counts.retained["customers"] != 1 || counts.done["retention failed"] != 0 {
		t.Errorf("counted %v %v", counts.retained, counts.done)
	}
}

// Somebody who wrote once and never became a customer is forgotten too.
func TestSomebodyWhoOnlyAskedOnceIsForgotten(t *testing.T) {
	t.Parallel()
	s := stack.New(t, "2026-10-06T18:20:00+02:00", stack.Options{})
	s.Chatwoot.AddConversation(testkit.ChatwootConversation{ID: lucrecia, Contact: testkit.ChatwootContact{ID: 5501, Name: "Lucrecia", Phone: lucreciaPhone, SourceID: "34600777001"}})
	s.Say(lucrecia, "¿cuánto cuesta un corte?")
	if got := count(t, s, `SELECT count(*) FROM customers`); got != 0 {
		t.Fatalf("%d customers", got)
	}
	c, counts := chores(s)
	s.Clock.Advance(2 * 366 * 24 * time.Hour)
	sweep(t, c)
	if found := holds(t, s, "Lucrecia", "600777001", "cuánto cuesta un corte"); len(found) > 0 || counts.retained["conversations"] != 1 {
		t.Errorf("still there:\n%s\n%v", strings.Join(found, "\n"), counts.retained)
	}
}
