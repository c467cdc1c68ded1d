package stack_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"atrevete/internal/salon"
	"atrevete/internal/testkit"
	"atrevete/internal/testkit/stack"
)

// TestSixtyFourCustomersFightForTenSlots lets everybody see the same agenda and
// then choose at the same time.
func TestSixtyFourCustomersFightForTenSlots(t *testing.T) {
	t.Parallel()
	const customers, slots = 64, 10
	s := stack.New(t, "2026-10-06T11:00:00+02:00", stack.Options{})
	// Friday holds exactly ten visits of 40 minutes: five hours of Ana and Pilar each, in one piece.
	for _, sql := range []string{
		`INSERT INTO blocks (stylist_id, during, reason, source) SELECT id, '[2026-10-09 00:00+02,2026-10-10 00:00+02)', 'libre', 'staff' FROM stylists WHERE slug NOT IN ('ana', 'pilar')`,
		`INSERT INTO blocks (stylist_id, during, reason, source) SELECT id, '[2026-10-09 00:00+02,2026-10-09 10:00+02)', 'x', 'staff' FROM stylists WHERE slug IN ('ana', 'pilar')`,
		`INSERT INTO blocks (stylist_id, during, reason, source) SELECT id, '[2026-10-09 13:30+02,2026-10-10 00:00+02)', 'x', 'staff' FROM stylists WHERE slug IN ('ana', 'pilar')`,
	} {
		if _, err := s.Store.Pool().Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	for n := range int64(customers) {
		phone := fmt.Sprintf("+346000%05d", n)
		s.Chatwoot.AddConversation(testkit.ChatwootConversation{ID: n + 1, Contact: testkit.ChatwootContact{ID: n + 1000, Name: "Nerea", Phone: phone, SourceID: phone[1:]}})
		if _, err := s.Store.Pool().Exec(t.Context(), `INSERT INTO customers (phone, first_name, last_name) VALUES ($1, 'Nerea', 'Vidal')`, phone); err != nil {
			t.Fatal(err)
		}
		if _, status, answer := s.Chatwoot.CustomerWrites(n+1, "quiero un corte el viernes por la mañana"); status != 200 {
			t.Fatalf("webhook answered %d: %s", status, answer)
		}
	}
	s.Drive()
	// Everybody keeps choosing what was offered until all slots are sold.
	for range slots + 2 {
		for n := range int64(customers) {
			if last := lastReply(s, n+1); strings.Contains(last, "1. ") {
				s.Chatwoot.CustomerWrites(n+1, "la primera")
			}
		}
		everybodyAtOnce(t, s)
		s.Drive()
	}
	friday := `FROM appointments WHERE status = 'provisional' AND starts_at::date = '2026-10-09'`
	var sold, starts, overlaps int
	for sql, into := range map[string]*int{
		`SELECT count(*) ` + friday: &sold,
		`SELECT count(*) FROM (SELECT DISTINCT stylist_id, starts_at ` + friday + `) x`:                                                                                                       &starts,
		`SELECT count(*) FROM busy_segments a JOIN busy_segments b ON a.stylist_id = b.stylist_id AND a.appointment_id < b.appointment_id AND a.during && b.during AND a.active AND b.active`: &overlaps,
	} {
		if err := s.Store.Pool().QueryRow(t.Context(), sql).Scan(into); err != nil {
			t.Fatal(err)
		}
	}
	if sold != starts || sold < slots-2 || sold > slots || overlaps != 0 {
		t.Errorf("%d sold, %d different slots, %d overlaps", sold, starts, overlaps)
	}
	for n := range int64(customers) {
		last := lastReply(s, n+1)
		if !strings.Contains(last, "/pay/") && !strings.Contains(last, "octubre") {
			t.Errorf("customer %d was left with %q", n+1, last)
		}
	}
}

// lastReply is what a customer read last.
func lastReply(s *stack.Stack, conversation int64) string {
	replies := s.Chatwoot.Replies(conversation)
	return replies[len(replies)-1].Content
}

// everybodyAtOnce runs the turns of all waiting conversations concurrently.
func everybodyAtOnce(t *testing.T, s *stack.Stack) {
	t.Helper()
	waiting, err := s.Store.Waiting(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var crowd sync.WaitGroup
	for _, id := range waiting {
		crowd.Add(1)
		go func() {
			defer crowd.Done()
			if _, err := s.Agent.Work(context.Background(), id); err != nil && !errors.Is(err, salon.ErrBusy) {
				t.Errorf("turn: %v", err)
			}
		}()
	}
	crowd.Wait()
}
