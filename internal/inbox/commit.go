package inbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"atrevete/internal/salon"
)

// group is the callers of one row: the first writes it, the others are its
// duplicates within the same batch.
type group struct {
	in      salon.Inbound
	callers []*entry
}

// commit stores a batch and answers its callers. When the batch fails as a
// whole each row is tried alone, so that one bad row cannot fail the others.
func (i *Inbox) commit(batch []*entry) {
	groups := gather(batch)
	if len(groups) == 0 {
		return
	}
	// Not the callers' context: each of them may leave without failing the rest.
	ctx, cancel := context.WithTimeout(context.Background(), i.cfg.StoreTimeout)
	defer cancel()
	stored, err := i.write(ctx, groups)
	if err == nil {
		for n, g := range groups {
			i.answer(g, stored[n], nil)
		}
		return
	}
	if len(groups) == 1 {
		i.answer(groups[0], salon.Stored{}, err)
		return
	}
	i.cfg.Metrics.splitBatches.Inc()
	i.cfg.Log.Warn("inbox batch failed, storing row by row", "rows", len(groups), "err", err)
	for n := range groups {
		if ctx.Err() != nil {
			i.answer(groups[n], salon.Stored{}, fmt.Errorf("store inbound: %w", ctx.Err()))
			continue
		}
		one, err := i.write(ctx, groups[n:n+1])
		if err != nil {
			i.answer(groups[n], salon.Stored{}, err)
			continue
		}
		i.answer(groups[n], one[0], nil)
	}
}

// gather drops callers that left, joins duplicates and sorts by conversation:
// concurrent batches then lock conversations in the same order. Within a
// conversation the order of arrival stays.
func gather(batch []*entry) []*group {
	type key struct{ source, externalID string }
	byKey := make(map[key]*group, len(batch))
	groups := make([]*group, 0, len(batch))
	for _, e := range batch {
		if err := e.ctx.Err(); err != nil {
			e.done <- outcome{err: fmt.Errorf("store inbound: %w", err)}
			continue
		}
		k := key{e.in.Source, e.in.ExternalID}
		if g, ok := byKey[k]; ok {
			g.callers = append(g.callers, e)
			continue
		}
		g := &group{in: e.in, callers: []*entry{e}}
		byKey[k] = g
		groups = append(groups, g)
	}
	slices.SortStableFunc(groups, func(a, b *group) int {
		return cmp.Or(
			cmp.Compare(a.in.ConversationID, b.in.ConversationID),
			cmp.Compare(a.in.Source, b.in.Source),
			cmp.Compare(a.in.ExternalConversation, b.in.ExternalConversation),
		)
	})
	return groups
}

// write calls the store once. A panic in it becomes an error.
func (i *Inbox) write(ctx context.Context, groups []*group) (stored []salon.Stored, err error) {
	defer func() {
		if p := recover(); p != nil {
			i.cfg.Meter.Panic("inbox")
			err = fmt.Errorf("store inbound: panic: %v", p)
		}
	}()
	stop := i.cfg.Metrics.commitTimer(len(groups))
	defer stop()
	now := time.Now() //nolint:forbidigo // how long something is remembered is real time
	rows, shortened := i.rows(groups, now)
	stored, err = i.store.StoreInbound(ctx, rows)
	if shortened && errors.Is(err, salon.ErrNotFound) {
		i.threads.forget()
		rows, _ = i.rows(groups, now)
		stored, err = i.store.StoreInbound(ctx, rows)
	}
	if err != nil {
		return nil, fmt.Errorf("store inbound: %w", err)
	}
	if len(stored) != len(rows) {
		return nil, fmt.Errorf("store inbound: %d rows in, %d answers", len(rows), len(stored))
	}
	for n, row := range rows {
		i.threads.remember(row, stored[n].Conversation, now) // only of what was written in full
	}
	return stored, nil
}

// rows are the groups' rows for the store. shortened: one names its
// conversation by what is remembered, which may be gone.
func (i *Inbox) rows(groups []*group, now time.Time) (rows []salon.Inbound, shortened bool) {
	rows = make([]salon.Inbound, len(groups))
	for n, g := range groups {
		rows[n] = g.in
		if id, ok := i.threads.find(g.in, now); ok {
			rows[n].ConversationID, shortened = id, true
		}
	}
	return rows, shortened
}

// answer tells the callers of one row what became of it, then queues its hint.
// Of several callers with the same row, one stored it.
func (i *Inbox) answer(g *group, stored salon.Stored, err error) {
	m := i.cfg.Metrics
	for n, e := range g.callers {
		if n > 0 {
			stored.Fresh = false
		}
		switch {
		case err != nil:
			m.failed.Inc()
		case stored.Fresh:
			m.fresh.Inc()
			i.hints.add(streamOf(g.in.Kind), stored.Conversation)
		default:
			m.duplicate.Inc()
		}
		e.done <- outcome{stored: stored, err: err}
	}
}

// streamOf is where an inbound is announced.
func streamOf(kind salon.InboundKind) string {
	if kind == salon.InboundPayment {
		return salon.StreamPayments
	}
	return salon.StreamIncoming
}
