package inbox

import (
	"sync"
	"time"

	"atrevete/internal/salon"
)

// Limits of what is remembered of conversations.
const (
	threadsKept = 20_000           // then all are forgotten
	threadFresh = 30 * time.Second // since the store last wrote the contact
)

// threadKey is a conversation as its channel names it.
type threadKey struct {
	salon            salon.ID
	source, external string
}

// thread is what the store was last told of a conversation.
type thread struct {
	id      salon.ID
	contact salon.Contact
	written time.Time
}

// threads remembers the conversations that have just written: a further message
// of one whose contact is unchanged needs no look at the conversation, which is
// half the work of storing it. What was forgotten only costs that half.
type threads struct {
	mu    sync.Mutex
	known map[threadKey]thread
}

func keyOf(in salon.Inbound) (threadKey, bool) {
	key := threadKey{salon: in.SalonID, source: in.Source, external: in.ExternalConversation}
	return key, in.ConversationID.Empty() && key.external != ""
}

// find gives the id of an inbound's conversation if nothing needs to be written
// about it.
func (t *threads) find(in salon.Inbound, now time.Time) (salon.ID, bool) {
	key, named := keyOf(in)
	if !named {
		return "", false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	one, ok := t.known[key]
	if !ok || one.contact != in.Contact || now.Sub(one.written) > threadFresh {
		return "", false
	}
	return one.id, true
}

// remember notes what the store has written.
func (t *threads) remember(in salon.Inbound, id salon.ID, now time.Time) {
	key, named := keyOf(in)
	if !named || id.Empty() {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.known == nil || len(t.known) >= threadsKept {
		t.known = make(map[threadKey]thread)
	}
	t.known[key] = thread{id: id, contact: in.Contact, written: now}
}

// forget drops everything: one of the conversations is gone.
func (t *threads) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.known = nil
}
