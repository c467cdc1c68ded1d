package stream

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"atrevete/internal/salon"
)

// maxCheckpoints bounds the checkpoints kept in memory; the oldest go first.
const maxCheckpoints = 10_000

// Memory is the implementation for one process without a Redis. What it holds
// ends with the process.
type Memory struct {
	options Options

	mu          sync.Mutex
	streams     map[string]*memoryStream
	checkpoints map[salon.ID]memoryCheckpoint
	watchers    map[salon.ID]map[chan salon.LiveEvent]bool
}

type memoryCheckpoint struct {
	body  []byte
	saved time.Time
}

// memoryStream keeps what was announced before there was a group, and a queue
// for each group.
type memoryStream struct {
	early  []salon.ID
	groups map[string]*memoryGroup
}

type memoryGroup struct {
	queue []memoryEntry
	wake  chan struct{} // closed and replaced when the queue grows
}

type memoryEntry struct {
	conversation salon.ID
	failed       bool      // delivered before, in vain
	due          time.Time // zero: at once
}

// NewMemory makes an empty one.
func NewMemory(o Options) *Memory {
	return &Memory{
		options: o.withDefaults(), streams: map[string]*memoryStream{},
		checkpoints: map[salon.ID]memoryCheckpoint{}, watchers: map[salon.ID]map[chan salon.LiveEvent]bool{},
	}
}

// Ping always succeeds.
func (m *Memory) Ping(context.Context) error { return nil }

// Close does nothing: Consume and Subscribe end with their contexts.
func (m *Memory) Close() error { return nil }

func (m *Memory) stream(name string) *memoryStream {
	s, known := m.streams[name]
	if !known {
		s = &memoryStream{groups: map[string]*memoryGroup{}}
		m.streams[name] = s
	}
	return s
}

// Announce publishes the hint that a conversation has news.
func (m *Memory) Announce(ctx context.Context, stream string, conversation salon.ID) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("announce on %s: %w", stream, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.stream(stream)
	if len(s.groups) == 0 {
		s.early = lastOf(append(s.early, conversation))
	}
	for _, group := range s.groups {
		group.add(memoryEntry{conversation: conversation})
	}
	return nil
}

func (g *memoryGroup) add(e memoryEntry) {
	g.queue = lastOf(append(g.queue, e))
	close(g.wake)
	g.wake = make(chan struct{})
}

// lastOf drops the oldest beyond maxEntries, as Redis does.
func lastOf[T any](all []T) []T {
	if len(all) > maxEntries {
		all = all[len(all)-maxEntries:]
	}
	return all
}

// Consume calls handle with each conversation announced on the stream that no
// other consumer of the group gets, until ctx ends; then it returns nil.
func (m *Memory) Consume(ctx context.Context, stream, group, _ string, handle Handler) error {
	m.mu.Lock()
	s := m.stream(stream)
	g, known := s.groups[group]
	if !known {
		g = &memoryGroup{wake: make(chan struct{})}
		for _, conversation := range s.early {
			g.add(memoryEntry{conversation: conversation})
		}
		s.groups[group], s.early = g, nil
	}
	m.mu.Unlock()
	for {
		entry, ok := m.next(ctx, g)
		if !ok {
			return nil
		}
		err := safely(ctx, m.options.Log, handle, entry.conversation)
		switch {
		case err == nil:
		case entry.failed:
			m.options.Log.WarnContext(ctx, "hint given up; the sweep will find the conversation", "conversation_id", entry.conversation, "err", err)
		default:
			m.mu.Lock()
			g.add(memoryEntry{conversation: entry.conversation, failed: true, due: time.Now().Add(m.options.ClaimAfter)}) //nolint:forbidigo // a retry is a matter of real time
			m.mu.Unlock()
		}
	}
}

// next takes the first entry that is due; false means that ctx has ended.
func (m *Memory) next(ctx context.Context, g *memoryGroup) (memoryEntry, bool) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		m.mu.Lock()
		now := time.Now() //nolint:forbidigo // as above
		wait := time.Hour
		for i, e := range g.queue {
			if until := e.due.Sub(now); until > 0 {
				wait = min(wait, until)
				continue
			}
			g.queue = slices.Delete(g.queue, i, i+1)
			m.mu.Unlock()
			return e, true
		}
		wake := g.wake
		m.mu.Unlock()
		timer.Reset(wait)
		select {
		case <-ctx.Done():
		case <-wake:
		case <-timer.C:
		}
	}
	return memoryEntry{}, false
}

// SaveCheckpoint keeps the finished steps of a turn.
func (m *Memory) SaveCheckpoint(_ context.Context, conversation salon.ID, checkpoint []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.checkpoints[conversation] = memoryCheckpoint{body: slices.Clone(checkpoint), saved: time.Now()} //nolint:forbidigo // their age is real time
	if len(m.checkpoints) <= maxCheckpoints {
		return nil
	}
	oldest := conversation
	for id, c := range m.checkpoints {
		if c.saved.Before(m.checkpoints[oldest].saved) {
			oldest = id
		}
	}
	delete(m.checkpoints, oldest)
	return nil
}

// Checkpoint reads what SaveCheckpoint kept. salon.ErrNotFound: nothing.
func (m *Memory) Checkpoint(_ context.Context, conversation salon.ID) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, known := m.checkpoints[conversation]
	if !known || time.Since(c.saved) > CheckpointTTL { //nolint:forbidigo // as above
		delete(m.checkpoints, conversation)
		return nil, fmt.Errorf("read checkpoint: %w", salon.ErrNotFound)
	}
	return slices.Clone(c.body), nil
}

// DeleteCheckpoint forgets a turn's steps.
func (m *Memory) DeleteCheckpoint(_ context.Context, conversation salon.ID) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.checkpoints, conversation)
	return nil
}

// Publish tells watching browsers.
func (m *Memory) Publish(_ context.Context, conversation salon.ID, event salon.LiveEvent) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for watcher := range m.watchers[conversation] {
		offer(watcher, event)
	}
	return nil
}

// Subscribe returns a conversation's live events from now on. The channel is
// closed when ctx ends. A reader who lags behind misses events.
func (m *Memory) Subscribe(ctx context.Context, conversation salon.ID) (<-chan salon.LiveEvent, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("subscribe to live events: %w", err)
	}
	watcher := make(chan salon.LiveEvent, eventBuffer)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.watchers[conversation] == nil {
		m.watchers[conversation] = map[chan salon.LiveEvent]bool{}
	}
	m.watchers[conversation][watcher] = true
	context.AfterFunc(ctx, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.watchers[conversation], watcher)
		if len(m.watchers[conversation]) == 0 {
			delete(m.watchers, conversation)
		}
		close(watcher)
	})
	return watcher, nil
}
