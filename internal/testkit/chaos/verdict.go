package chaos

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

// settlePatience is how long everything may take to come to rest.
const settlePatience = 3 * time.Minute

// leftSQL counts what is still to do.
const leftSQL = `
SELECT (SELECT count(*) FROM inbox WHERE processed_at IS NULL),
	(SELECT count(*) FROM outbox WHERE status = 'pending'),
	(SELECT count(*) FROM river_job WHERE state IN ('available', 'retryable', 'running', 'scheduled')),
	(SELECT count(*) FROM bookings WHERE payment_status = 'pending' AND released_at IS NULL AND hold_expires_at <= $1)`

// settle ends the disasters, lets an hour pass, and waits until nothing is left
// to do and every message a customer wrote is stored.
func (s *system) settle(ctx context.Context) {
	s.t.Helper()
	s.stripe.DropNext(0)
	s.chatwoot.Calm()
	for name := range s.parts {
		s.end(name, syscall.SIGKILL)
	}
	if err := s.sweepLeases(ctx); err != nil {
		s.t.Fatal(err)
	}
	s.mu.Lock()
	s.leaped += time.Hour // every hold is over
	s.mu.Unlock()
	s.ready()
	_ = s.stripe.Redeliver(false)
	var left string
	calm := 0
	ok := testkit.Within(settlePatience, func() bool {
		var inbox, outbox, jobs, holds int
		err := s.store.Pool().QueryRow(ctx, leftSQL, s.now()).Scan(&inbox, &outbox, &jobs, &holds)
		missing := len(s.unheard(ctx))
		left = fmt.Sprintf("%d inbox rows, %d replies, %d jobs, %d holds, %d messages that nobody stored (%v)", inbox, outbox, jobs, holds, missing, err)
		if err == nil && inbox+outbox+jobs+holds+missing == 0 {
			calm++
		} else {
			calm = 0
		}
		return calm > 20 // the rest is quiet: a second, or so
	})
	s.chatwoot.Settle()
	if !ok {
		s.t.Errorf("it does not come to rest: %s", left)
	}
}

// unheard lists customers' messages that are not in the inbox.
func (s *system) unheard(ctx context.Context) []string {
	rows, err := s.store.Pool().Query(ctx, `SELECT external_id FROM inbox WHERE source = $1`, salon.SourceChatwoot)
	if err != nil {
		return []string{err.Error()}
	}
	defer rows.Close()
	known := map[string]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return []string{err.Error()}
		}
		known[id] = true
	}
	var missing []string
	for _, id := range s.everybody() {
		for _, m := range s.chatwoot.Conversation(id).Messages {
			if m.From == "contact" && !known[fmt.Sprintf("message:%d:%d", s.chatwoot.AccountID, m.ID)] {
				missing = append(missing, fmt.Sprintf("conversation %d: %s", id, m.Content))
			}
		}
	}
	return missing
}

// everybody lists the conversations there were.
func (s *system) everybody() []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.open)
}

// finding is one thing that must be zero.
type finding struct {
	what  string
	count int
	shown []string
}

func (f *finding) add(format string, args ...any) {
	f.count++
	if len(f.shown) < 5 {
		f.shown = append(f.shown, fmt.Sprintf(format, args...))
	}
}

// judge checks everything that must hold at rest.
func (s *system) judge(ctx context.Context) []*finding {
	s.t.Helper()
	all := []*finding{s.lostMessages(ctx)}
	all = append(all, s.replies(ctx)...)
	all = append(all, s.money(ctx)...)
	for _, one := range []struct{ what, sql string }{
		{"overlaps", `SELECT x.appointment_id::text FROM busy_segments x JOIN busy_segments y ON x.stylist_id = y.stylist_id AND x.id < y.id AND x.during && y.during
			JOIN appointments a ON a.id = x.appointment_id AND a.status IN ('provisional', 'confirmed') JOIN appointments b ON b.id = y.appointment_id AND b.status IN ('provisional', 'confirmed')`},
		{"overdue holds", `SELECT id::text FROM bookings WHERE payment_status = 'pending' AND released_at IS NULL AND hold_expires_at <= '` + s.now().Format(time.RFC3339) + `'`},
		{"stuck conversations", `SELECT conversation_id::text || ' ' || kind FROM inbox WHERE processed_at IS NULL`},
		{"messages without a turn", `SELECT i.id::text FROM inbox i WHERE NOT EXISTS (SELECT 1 FROM turns t WHERE t.id = i.turn_id)`},
		{"turns out of order", `SELECT a.external_id FROM inbox a JOIN inbox b ON a.conversation_id = b.conversation_id AND a.kind = 'message' AND b.kind = 'message' AND a.sequence < b.sequence
			JOIN turns t ON t.id = a.turn_id JOIN turns u ON u.id = b.turn_id WHERE t.version > u.version AND a.stored_at <= b.stored_at`},
		{"unsent replies", `SELECT id::text || ' ' || status || ' ' || coalesce(last_error, '') FROM outbox WHERE status IN ('pending', 'failed')`},
		{"unfinished jobs", `SELECT kind || ' ' || state || ' ' || coalesce(errors[array_upper(errors, 1)]::text, '') FROM river_job WHERE state <> 'completed'`},
	} {
		f := &finding{what: one.what}
		for _, row := range s.texts(ctx, one.sql) {
			f.add("%s", row)
		}
		all = append(all, f)
	}
	return all
}

func (s *system) texts(ctx context.Context, sql string) []string {
	s.t.Helper()
	rows, err := s.store.Pool().Query(ctx, sql)
	if err != nil {
		s.t.Fatalf("%s: %v", sql, err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			s.t.Fatal(err)
		}
		out = append(out, text)
	}
	if err := rows.Err(); err != nil {
		s.t.Fatal(err)
	}
	return out
}

func (s *system) lostMessages(ctx context.Context) *finding {
	f := &finding{what: "lost messages"}
	for _, one := range s.unheard(ctx) {
		f.add("%s", one)
	}
	return f
}

// replies holds the outbox against what is in Chatwoot: everything sent is there
// once, in order, word for word, and nothing else is.
func (s *system) replies(ctx context.Context) []*finding {
	lost, repeated := &finding{what: "lost replies"}, &finding{what: "repeated replies"}
	strange, disordered := &finding{what: "replies nobody decided"}, &finding{what: "replies out of order"}
	there := map[string]int{}
	last := map[int64]int64{}
	seq, body := map[string]int64{}, map[string]string{}
	rows, err := s.store.Pool().Query(ctx, `SELECT id::text, seq, body FROM outbox WHERE kind IN ('text', 'menu')`)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, text string
		var n int64
		if err := rows.Scan(&id, &n, &text); err != nil {
			s.t.Fatal(err)
		}
		seq[id], body[id] = n, text
	}
	for _, conversation := range s.everybody() {
		for _, m := range s.chatwoot.Replies(conversation) {
			id := m.OutboxID()
			if there[id]++; there[id] > 1 {
				repeated.add("conversation %d: %q", conversation, m.Content)
				continue
			}
			if _, known := seq[id]; !known || strings.TrimSpace(m.Content) != strings.TrimSpace(body[id]) {
				strange.add("conversation %d: %q", conversation, m.Content)
			}
			if seq[id] < last[conversation] {
				disordered.add("conversation %d: %q", conversation, m.Content)
			}
			last[conversation] = max(last[conversation], seq[id])
		}
	}
	for _, id := range s.texts(ctx, `SELECT id::text FROM outbox WHERE status = 'sent' AND kind IN ('text', 'menu')`) {
		if there[id] == 0 {
			lost.add("%s: %q", id, body[id])
		}
	}
	return []*finding{lost, repeated, strange, disordered}
}

// money holds the ledger against Stripe's books, and asks it to explain itself.
func (s *system) money(ctx context.Context) []*finding {
	stripe, own := &finding{what: "cents that Stripe and the ledger see differently"}, &finding{what: "cents the ledger does not explain"}
	faults, err := s.store.LedgerFaults(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, f := range faults {
		own.add("booking %s: %d cents, %s", f.BookingID, f.Cents, f.Fault)
	}
	for _, session := range s.stripe.Sessions() {
		if session.PaymentStatus != "paid" {
			continue
		}
		var paid, back int64
		err := s.store.Pool().QueryRow(ctx, `
			SELECT coalesce(sum(amount_cents) FILTER (WHERE kind = 'deposit_paid' AND provider_ref = $1), 0)::bigint,
				(coalesce(sum(amount_cents) FILTER (WHERE kind = 'refund' AND payment_ref = $1), 0)
				- coalesce(sum(amount_cents) FILTER (WHERE kind = 'refund_failed' AND payment_ref = $1), 0))::bigint FROM payments`, session.PaymentIntent).Scan(&paid, &back)
		if err != nil {
			s.t.Fatal(err)
		}
		if paid != session.Amount || back != session.Refunded {
			stripe.add("payment %s: Stripe took %d and gave back %d, the ledger says %d and %d", session.PaymentIntent, session.Amount, session.Refunded, paid, back)
		}
	}
	return []*finding{stripe, own}
}
