package stack_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
	"atrevete/internal/testkit"
	"atrevete/internal/testkit/stack"
)

// Lucrecia is the customer who asks to be forgotten; Berta is the one who stays.
const (
	lucrecia, lucreciaPhone = int64(42), "+34600777001"
	berta, bertaPhone       = int64(43), "+34600777002"
)

// hers is everything by which Lucrecia could be recognised.
var hers = []string{"Lucrecia", "Zabaleta", "lucrecia", "zabaleta", "600777001", "Casilda", "la del", "💍"}

// aSalonWithTwoCustomers lets both book, pay and talk.
func aSalonWithTwoCustomers(t *testing.T) *stack.Stack {
	t.Helper()
	return twoCustomersOf(t, stack.New(t, "2026-10-06T18:20:00+02:00", stack.Options{}))
}

// twoCustomersOf is their story in a stack.
func twoCustomersOf(t *testing.T, s *stack.Stack) *stack.Stack {
	t.Helper()
	s.Chatwoot.AddConversation(testkit.ChatwootConversation{ID: lucrecia, Contact: testkit.ChatwootContact{
		ID: 5501, Name: "Lucrecia 💍", Phone: lucreciaPhone, SourceID: "34600777001",
	}})
	s.Chatwoot.AddConversation(testkit.ChatwootConversation{ID: berta, Contact: testkit.ChatwootContact{
		ID: 5502, Name: "Berta", Phone: bertaPhone, SourceID: "34600777002",
	}})
	for _, c := range []struct {
		conversation  int64
		name, surname string
	}{{lucrecia, "Lucrecia", "Zabaleta"}, {berta, "Berta", "Quiroga"}} {
		s.Say(c.conversation, "hola, quiero depilarme las cejas el viernes por la tarde, es para un bodorrio")
		s.Say(c.conversation, "soy "+c.name)
		s.Say(c.conversation, "la primera")
		said := s.Say(c.conversation, c.surname)
		if !strings.Contains(strings.Join(said, ""), "/pay/") {
			t.Fatalf("no link in %q", said)
		}
		pay(t, s, said[len(said)-1])
	}
	s.Say(lucrecia, "y cejas para mi hermana Casilda Zabaleta el sábado")
	s.Say(lucrecia, "la primera")
	s.Say(lucrecia, "quiero hablar con una persona, soy Lucrecia Zabaleta, la del bodorrio")
	return s
}

// pay opens the link of a message and pays.
func pay(t *testing.T, s *stack.Stack, message string) {
	t.Helper()
	address := regexp.MustCompile(`http://\S+/pay/\S+`).FindString(message)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	for _, session := range s.Stripe.Sessions() {
		if session.Status == "open" && strings.Contains(response.Header.Get("Location"), session.ID) {
			if err := s.Stripe.Pay(session.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	s.Drive()
}

// holds lists where in the whole database one of the words still is.
func holds(t *testing.T, s *stack.Stack, words ...string) []string {
	t.Helper()
	ctx := context.Background()
	tables, err := s.Store.Pool().Query(ctx, `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(tables, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, table := range names {
		rows, err := s.Store.Pool().Query(ctx, `SELECT to_jsonb(t)::text FROM `+pgx.Identifier{table}.Sanitize()+` t`)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			for _, word := range words {
				if strings.Contains(line, word) {
					found = append(found, fmt.Sprintf("%s has %q: %s", table, word, line))
				}
			}
		}
	}
	return found
}

func request(s *stack.Stack, phone string) salon.ErasureRequest {
	return salon.ErasureRequest{SubjectQuery: salon.SubjectQuery{SalonID: s.Salon.ID, Channel: salon.SourceChatwoot, Phone: phone}}
}

func count(t *testing.T, s *stack.Stack, sql string, args ...any) int {
	t.Helper()
	var n int
	if err := s.Store.Pool().QueryRow(context.Background(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// The whole of it: after the erasure no table knows her, Chatwoot was asked to
// forget her, the ledger is as it was, and the other customer lost nothing.
func TestAnErasedCustomerIsNowhereInTheDatabase(t *testing.T) {
	t.Parallel()
	s := aSalonWithTwoCustomers(t)
	ctx := t.Context()
	if len(holds(t, s, hers...)) == 0 {
		t.Fatal("the story did not leave anything to erase")
	}
	export, err := s.Store.CustomerExport(ctx, s.Salon, request(s, lucreciaPhone).SubjectQuery, s.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	document, err := json.Marshal(export)
	if err != nil || !json.Valid(document) {
		t.Fatalf("export: %v", err)
	}
	for _, word := range []string{"Lucrecia", "Zabaleta", lucreciaPhone, "Casilda", "la del"} {
		if !strings.Contains(string(document), word) {
			t.Errorf("the export lacks %q", word)
		}
	}
	for _, word := range []string{"Berta", "Quiroga", bertaPhone} {
		if strings.Contains(string(document), word) {
			t.Errorf("the export tells of somebody else: %q", word)
		}
	}
	before := holds(t, s, "Berta", "Quiroga", bertaPhone)
	ledger := count(t, s, `SELECT coalesce(sum(amount_cents), 0) FROM payments`)

	// She has appointments: nothing happens until somebody decides about them.
	refused, err := s.Store.EraseCustomer(ctx, s.Salon, request(s, lucreciaPhone), s.Clock.Now())
	if err == nil || len(refused.Upcoming) == 0 || count(t, s, `SELECT count(*) FROM customers WHERE phone = $1`, lucreciaPhone) != 1 {
		t.Fatalf("with appointments ahead: %+v, %v", refused, err)
	}
	rehearsal := request(s, lucreciaPhone)
	rehearsal.DryRun, rehearsal.Cancel = true, true
	would, err := s.Store.EraseCustomer(ctx, s.Salon, rehearsal, s.Clock.Now())
	if err != nil || would.Customers != 2 || count(t, s, `SELECT count(*) FROM customers WHERE erased_at IS NOT NULL`) != 0 {
		t.Fatalf("rehearsal: %+v, %v", would, err)
	}
	now := request(s, lucreciaPhone)
	now.Cancel = true
	done, err := s.Store.EraseCustomer(ctx, s.Salon, now, s.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	if done.Customers != 2 || done.Guests != 1 || done.Conversations != 1 || done.Payments != 1 || !slices.Equal(done.Contacts, []string{"chatwoot:5501"}) || done.Refunded != 140 {
		t.Errorf("erased %+v", done)
	}
	if found := holds(t, s, hers...); len(found) > 0 {
		t.Errorf("before the jobs ran:\n%s", strings.Join(found, "\n"))
	}
	s.Drive()
	if found := holds(t, s, hers...); len(found) > 0 {
		t.Errorf("afterwards:\n%s", strings.Join(found, "\n"))
	}
	if now := holds(t, s, "Berta", "Quiroga", bertaPhone); !slices.Equal(now, before) {
		t.Errorf("somebody else's data changed:\n%s\nwere\n%s", strings.Join(now, "\n"), strings.Join(before, "\n"))
	}
	if calls := s.Chatwoot.Calls("erase"); len(calls) != 1 || calls[0].Conversation != 5501 || calls[0].Status != http.StatusOK {
		t.Errorf("Chatwoot was asked %+v", calls)
	}
	if got := count(t, s, `SELECT coalesce(sum(amount_cents), 0) FROM payments WHERE kind = 'deposit_paid'`); got != ledger {
		t.Errorf("the ledger holds %d cents of deposits, before %d", got, ledger)
	}
	if got := count(t, s, `SELECT count(*) FROM payments WHERE kind = 'refund' AND amount_cents = 140`); got != 1 {
		t.Errorf("%d refunds", got)
	}
	if got := count(t, s, `SELECT count(*) FROM outbox WHERE status IN ('pending', 'failed')`); got != 0 {
		t.Errorf("%d messages are left over", got)
	}
	if raw, err := s.Hints.Checkpoint(ctx, conversationOf(t, s, lucrecia)); err == nil {
		t.Errorf("a turn is remembered: %s", raw)
	}
}

// An erasure can be repeated, and a conversation that goes on is with somebody new.
func TestARunningConversationOfAnErasedCustomerBeginsAnew(t *testing.T) {
	t.Parallel()
	s := stack.New(t, "2026-10-06T18:20:00+02:00", stack.Options{})
	s.Chatwoot.AddConversation(testkit.ChatwootConversation{ID: lucrecia, Contact: testkit.ChatwootContact{
		ID: 5501, Name: "Lucrecia", Phone: lucreciaPhone, SourceID: "34600777001",
	}})
	s.Say(lucrecia, "quiero depilarme las cejas el viernes")
	s.Say(lucrecia, "sí")
	r := request(s, lucreciaPhone)
	r.KeepContacts = true
	var id salon.ID
	if err := s.Store.Pool().QueryRow(t.Context(), `SELECT id FROM customers WHERE phone = $1`, lucreciaPhone).Scan(&id); err != nil {
		t.Fatal(err)
	}
	// A message that waits is erased with the rest: it is not answered.
	s.Chatwoot.CustomerWrites(lucrecia, "la primera")
	if done, err := s.Store.EraseCustomer(t.Context(), s.Salon, r, s.Clock.Now()); err != nil || done.Customers != 1 || len(done.Contacts) != 0 {
		t.Fatalf("erased %+v, %v", done, err)
	}
	before := len(s.Chatwoot.Replies(lucrecia))
	s.Drive()
	if got := len(s.Chatwoot.Replies(lucrecia)); got != before {
		t.Errorf("%d messages after the erasure", got-before)
	}
	if _, err := s.Store.EraseCustomer(t.Context(), s.Salon, r, s.Clock.Now()); !errors.Is(err, salon.ErrNotFound) {
		t.Errorf("again, by phone: %v", err)
	}
	r.Phone, r.ID = "", id
	if done, err := s.Store.EraseCustomer(t.Context(), s.Salon, r, s.Clock.Now()); err != nil || !done.Already {
		t.Errorf("again, by id: %+v, %v", done, err)
	}
	if said := strings.Join(s.Say(lucrecia, "la primera"), "\n"); !strings.Contains(said, "asistenta virtual") {
		t.Errorf("she is greeted as somebody known: %s", said)
	}
	s.Say(lucrecia, "sí")
	if got := count(t, s, `SELECT count(*) FROM customers WHERE phone = $1 AND id <> $2 AND erased_at IS NULL`, lucreciaPhone, id); got != 1 {
		t.Errorf("%d new rows", got)
	}
	if got := count(t, s, `SELECT count(*) FROM audit_log WHERE action = 'customer.erased' AND object_id = $1`, id); got != 1 {
		t.Errorf("%d rows of the audit log", got)
	}
}

func conversationOf(t *testing.T, s *stack.Stack, thread int64) salon.ID {
	t.Helper()
	c, err := s.Store.FindConversation(t.Context(), salon.SourceChatwoot, fmt.Sprint(thread))
	if err != nil {
		t.Fatal(err)
	}
	return c.ID
}
