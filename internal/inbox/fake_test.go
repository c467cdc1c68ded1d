package inbox_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"atrevete/internal/inbox"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var quiet = slog.New(slog.DiscardHandler)

var errPoison = errors.New("poison")

// memory is a store in memory that fails when told to.
type memory struct {
	mu      sync.Mutex
	rows    map[string]salon.Inbound
	batches []int
	waiting []salon.ID

	before  func(ctx context.Context, batch []salon.Inbound) error // called without the lock
	short   bool                                                   // answers too few
	listErr error
}

func newMemory() *memory { return &memory{rows: map[string]salon.Inbound{}} }

func (m *memory) StoreInbound(ctx context.Context, batch []salon.Inbound) ([]salon.Stored, error) {
	if m.before != nil {
		if err := m.before(ctx, batch); err != nil {
			return nil, err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.batches = append(m.batches, len(batch))
	for _, in := range batch {
		if in.Text == "poison" { // one bad row fails its whole transaction
			return nil, errPoison
		}
	}
	stored := make([]salon.Stored, len(batch))
	for n, in := range batch {
		key := in.Source + "|" + in.ExternalID
		_, known := m.rows[key]
		if !known {
			m.rows[key] = in
		}
		stored[n] = salon.Stored{Conversation: salon.ID("conv-" + in.ExternalConversation), Fresh: !known}
	}
	if m.short {
		stored = stored[1:]
	}
	return stored, nil
}

func (m *memory) Waiting(context.Context, time.Duration, int) ([]salon.ID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.waiting, m.listErr
}

func (m *memory) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.rows)
}

// announcements remembers hints; it fails or blocks when told to.
type announcements struct {
	mu    sync.Mutex
	hints []string
	err   error
	block chan struct{}
	boom  bool
}

func (a *announcements) Announce(ctx context.Context, stream string, conversation salon.ID) error {
	if a.block != nil {
		select {
		case <-a.block:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.boom {
		panic("announcer")
	}
	if a.err != nil {
		return a.err
	}
	a.hints = append(a.hints, stream+":"+string(conversation))
	return nil
}

func (a *announcements) list() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string(nil), a.hints...)
}

// meter counts.
type meter struct {
	mu           sync.Mutex
	lost, panics int
}

func (m *meter) HintLost(string) { m.mu.Lock(); m.lost++; m.mu.Unlock() }
func (m *meter) Panic(string)    { m.mu.Lock(); m.panics++; m.mu.Unlock() }
func (m *meter) counts() (lost, panics int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.lost, m.panics
}

func message(conversation, id int) salon.Inbound {
	return salon.Inbound{
		Source: salon.SourceChatwoot, Kind: salon.InboundMessage, ExternalID: fmt.Sprintf("message:1:%d", id),
		ExternalConversation: fmt.Sprint(conversation), Text: "hola",
	}
}

func open(t testing.TB, cfg inbox.Config, store inbox.Store, announcer inbox.Announcer) *inbox.Inbox {
	cfg.Log = quiet
	i := inbox.New(cfg, store, announcer)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), testkit.Patience)
		defer cancel()
		if err := i.Close(ctx); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return i
}
