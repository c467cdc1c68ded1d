package outbox_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"atrevete/internal/outbox"
	"atrevete/internal/salon"
	"atrevete/internal/seed"
	"atrevete/internal/store"
	"atrevete/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// books is a store with what tests do to it behind the sender's back.
type books interface {
	outbox.Store
	owe(t testing.TB, conversation int64, messages ...salon.Outbound) (salon.ID, []salon.ID)
	row(t testing.TB, id salon.ID) row
	due(t testing.TB)    // every postponed row is due now
	expire(t testing.TB) // every lease has run out
	owner(t testing.TB, conversation salon.ID) salon.Owner
}

// row is an outbox row as tests look at it.
type row struct {
	Status     string
	Attempts   int
	Uncertain  bool
	ExternalID string
	Error      string
}

// memory is outbox.Store in memory, without a clock: due and expire move time.
type memory struct {
	mu     sync.Mutex
	rows   []*memoryRow
	owners map[salon.ID]salon.Owner

	failSettle int // that many settlements fail
	boom       bool
}

type memoryRow struct {
	salon.Outbound
	row
	waiting, claimed bool
	tried            []salon.Way
	unsure           time.Duration
}

func newMemory() *memory { return &memory{owners: map[salon.ID]salon.Owner{}} }

func (m *memory) ClaimOutbox(_ context.Context, conversation salon.ID, _ time.Duration) (salon.Dispatch, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.boom {
		panic("store")
	}
	for _, r := range m.rows {
		if r.ConversationID != conversation || r.Status != "pending" {
			continue
		}
		if r.claimed {
			return salon.Dispatch{}, salon.ErrBusy
		}
		if r.waiting {
			break
		}
		r.claimed = true
		r.Attempts++
		d := salon.Dispatch{Outbound: r.Outbound, Owner: m.owners[conversation], Tried: r.tried}
		d.Attempt, d.Uncertain, d.UncertainFor = r.Attempts, r.row.Uncertain, r.unsure
		return d, nil
	}
	return salon.Dispatch{}, salon.ErrNotFound
}

func (m *memory) SettleOutbox(_ context.Context, d salon.Delivery) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failSettle > 0 {
		m.failSettle--
		return fmt.Errorf("database away")
	}
	r := m.find(d.ID)
	r.claimed = false
	if d.Spared {
		r.Attempts--
	}
	if r.Status != "pending" && (d.Status != "sent" || r.Status == "failed") {
		return nil
	}
	r.row = row{d.Status, r.Attempts, d.Uncertain, d.ExternalID, d.Error}
	r.tried = d.Tried
	if d.Acted {
		r.unsure = 0
	}
	r.waiting = d.Status == "pending" && d.RetryIn > 0
	return nil
}

func (m *memory) find(id salon.ID) *memoryRow {
	for _, r := range m.rows {
		if r.ID == id {
			return r
		}
	}
	return &memoryRow{}
}

func (m *memory) OutboxDue(context.Context, int) ([]salon.ID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var due []salon.ID
	head := map[salon.ID]bool{}
	for _, r := range m.rows {
		if r.Status != "pending" || head[r.ConversationID] {
			continue
		}
		head[r.ConversationID] = true
		if !r.waiting && !r.claimed {
			due = append(due, r.ConversationID)
		}
	}
	return due, nil
}

func (m *memory) ConfirmOutbox(_ context.Context, d salon.Delivery) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.find(d.ID)
	r.Status, r.ExternalID, r.Error, r.claimed = d.Status, d.ExternalID, d.Error, false
	return nil
}

func (m *memory) DropOutbox(_ context.Context, conversation salon.ID) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, r := range m.rows {
		reply := r.Kind == salon.OutboundText || r.Kind == salon.OutboundMenu
		if r.ConversationID == conversation && r.Status == "pending" && !r.Fact && reply && !r.claimed {
			r.Status = "dropped"
			n++
		}
	}
	return n, nil
}

func (m *memory) SetOwner(_ context.Context, conversation salon.ID, owner salon.Owner) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.owners[conversation] = owner
	return nil
}

func (m *memory) owe(_ testing.TB, conversation int64, messages ...salon.Outbound) (salon.ID, []salon.ID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	id := salon.ID(fmt.Sprint("conversation-", conversation))
	if m.owners[id] == "" {
		m.owners[id] = salon.OwnerAssistant
	}
	var ids []salon.ID
	for _, o := range messages {
		o.ID, o.ConversationID, o.ExternalConversation = store.NewID(), id, fmt.Sprint(conversation)
		if o.Channel == "" {
			o.Channel = salon.SourceChatwoot
		}
		m.rows = append(m.rows, &memoryRow{Outbound: o, row: row{Status: "pending"}})
		ids = append(ids, o.ID)
	}
	return id, ids
}

func (m *memory) row(_ testing.TB, id salon.ID) row {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.find(id).row
}

func (m *memory) due(testing.TB) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.rows {
		r.waiting = false
		r.unsure += 6 * time.Minute
	}
}

func (m *memory) expire(testing.TB) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.rows {
		if r.claimed && r.Status == "pending" {
			r.claimed, r.row.Uncertain = false, true
		}
	}
}

func (m *memory) owner(_ testing.TB, conversation salon.ID) salon.Owner {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.owners[conversation]
}

// postgres is the real store.
type postgres struct{ *store.Store }

func newPostgres(t testing.TB) postgres {
	t.Helper()
	s, err := store.Open(t.Context(), testkit.NewDatabase(t), store.Options{MaxConns: 12})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	parsed, faults := salon.ParseSeed(seed.Demo())
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if _, err := s.Seed(t.Context(), parsed); err != nil {
		t.Fatal(err)
	}
	return postgres{s}
}

func (p postgres) owe(t testing.TB, conversation int64, messages ...salon.Outbound) (salon.ID, []salon.ID) {
	t.Helper()
	if len(messages) > 0 && messages[0].Channel != "" && messages[0].Channel != salon.SourceChatwoot {
		t.Skip("the database knows its channels")
	}
	stored, err := p.StoreInbound(t.Context(), []salon.Inbound{{
		Source: salon.SourceChatwoot, Kind: salon.InboundMessage, ExternalID: string(store.NewID()), ExternalConversation: fmt.Sprint(conversation),
	}})
	if err != nil {
		t.Fatal(err)
	}
	var ids []salon.ID
	for _, o := range messages {
		id := store.NewID()
		options := o.Options
		if options == nil {
			options = []salon.Option{}
		}
		_, err := p.Pool().Exec(t.Context(), `INSERT INTO outbox (id, conversation_id, kind, body, options, fact) VALUES ($1, $2, $3, $4, $5, $6)`,
			id, stored[0].Conversation, o.Kind, o.Text, options, o.Fact)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	return stored[0].Conversation, ids
}

func (p postgres) row(t testing.TB, id salon.ID) (r row) {
	t.Helper()
	err := p.Pool().QueryRow(t.Context(), `SELECT status, attempts, uncertain, coalesce(external_id, ''), coalesce(last_error, '') FROM outbox WHERE id = $1`, id).
		Scan(&r.Status, &r.Attempts, &r.Uncertain, &r.ExternalID, &r.Error)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (p postgres) exec(t testing.TB, sql string) {
	t.Helper()
	if _, err := p.Pool().Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

func (p postgres) due(t testing.TB) {
	p.exec(t, `UPDATE outbox SET next_attempt_at = now() - interval '1 second' WHERE status = 'pending'`)
}

func (p postgres) expire(t testing.TB) {
	p.exec(t, `UPDATE outbox SET claimed_until = now() - interval '1 second' WHERE claimed_until IS NOT NULL AND status = 'pending'`)
}

func (p postgres) owner(t testing.TB, conversation salon.ID) (o salon.Owner) {
	t.Helper()
	if err := p.Pool().QueryRow(t.Context(), `SELECT owner FROM conversations WHERE id = $1`, conversation).Scan(&o); err != nil {
		t.Fatal(err)
	}
	return o
}
