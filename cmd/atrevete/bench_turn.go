package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"atrevete/internal/salon"
	"atrevete/internal/seed"
	"atrevete/internal/store"
)

// turnConversations is how many customers write at the same moment.
const turnConversations = 100

// inboxOf is a Chatwoot that accepts everything and notes when the first
// message of each conversation arrives.
type inboxOf struct {
	mu       sync.Mutex
	waiting  map[string]chan time.Time
	messages atomic.Int64
}

// expect prepares to hear of a conversation's next message.
func (c *inboxOf) expect(conversation string) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	heard := make(chan time.Time, 1)
	c.waiting[conversation] = heard
	return heard
}

func (c *inboxOf) handler() http.Handler {
	mux := http.NewServeMux()
	const conversation = "/api/v1/accounts/1/conversations/{id}"
	answer := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("GET "+conversation, func(w http.ResponseWriter, r *http.Request) {
		answer(w, map[string]any{"id": r.PathValue("id"), "status": "pending", "can_reply": true})
	})
	mux.HandleFunc("GET "+conversation+"/messages", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{"payload": []any{}})
	})
	mux.HandleFunc("POST "+conversation+"/messages", func(w http.ResponseWriter, r *http.Request) {
		at := time.Now()
		_, _ = io.Copy(io.Discard, r.Body)
		c.mu.Lock()
		heard := c.waiting[r.PathValue("id")]
		delete(c.waiting, r.PathValue("id"))
		c.mu.Unlock()
		if heard != nil {
			heard <- at
		}
		answer(w, map[string]any{"id": 9_000_000 + c.messages.Add(1)})
	})
	return mux
}

// turns measures text turns from the webhook in to the channel's call out, on
// an api and an agent.
func (b *bench) turns(ctx context.Context) error {
	if err := b.freshSalon(ctx); err != nil {
		return err
	}
	fake := &inboxOf{waiting: map[string]chan time.Time{}}
	listener, err := listen(ctx, "HTTP_ADDR", "127.0.0.1:0")
	if err != nil {
		return err
	}
	serving, endServing := context.WithCancel(ctx)
	var served sync.WaitGroup
	served.Go(func() { _ = serve(listener, fake.handler(), slog.New(slog.DiscardHandler)).run(serving) })
	defer served.Wait()
	defer endServing()

	api, agent, addr, err := b.pair(ctx, "http://"+listener.Addr().String())
	if err != nil {
		return err
	}
	writers := &turnLoad{addr: addr, fake: fake}
	writers.message.Store(50_000_000)
	if err := b.turnsOf(ctx, writers, "one agent", "< 100 ms", "≥ 300 /s"); err != nil {
		return err
	}
	second, err := b.anotherAgent(ctx, "http://"+listener.Addr().String())
	if err != nil {
		return err
	}
	if err := b.turnsOf(ctx, writers, "two agents", "", "≥ 1.6 × one where cores allow"); err != nil {
		return err
	}
	return errors.Join(second.stop(), agent.stop(), api.stop())
}

// turnsOf measures latency and throughput of as many agents as run.
func (b *bench) turnsOf(ctx context.Context, writers *turnLoad, who, latency, throughput string) error {
	if _, _, err := writers.burst(ctx, turnConversations); err != nil { // warm up
		return err
	}
	var all []time.Duration
	for range b.turnRounds {
		took, _, err := writers.burst(ctx, turnConversations)
		if err != nil {
			return err
		}
		all = append(all, took...)
	}
	b.add(fmt.Sprintf("text turn, %s, %d conversations at once: p50", who, turnConversations), millis(percentile(all, 50)), "")
	b.add(fmt.Sprintf("text turn, %s, %d conversations at once: p95", who, turnConversations), millis(percentile(all, 95)), latency)
	took, span, err := writers.burst(ctx, b.burst)
	if err != nil {
		return err
	}
	b.add(fmt.Sprintf("turns a second, %s, %d conversations waiting", who, len(took)), fmt.Sprintf("%.0f /s", float64(len(took))/span.Seconds()), throughput)
	return nil
}

// freshSalon forgets what the webhook load left and loads the demo salon with a
// larger team.
func (b *bench) freshSalon(ctx context.Context) error {
	s, err := store.Open(ctx, b.postgres.URL(localDatabase), store.Options{AppName: "atrevete-bench"})
	if err != nil {
		return fmt.Errorf("connecting to PostgreSQL: %w", err)
	}
	defer s.Close()
	if err := s.Migrate(ctx); err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	if _, err := s.Pool().Exec(ctx, `TRUNCATE conversations, inbox CASCADE`); err != nil {
		return fmt.Errorf("clearing conversations: %w", err)
	}
	parsed, faults := salon.ParseSeed(seed.Demo())
	if len(faults) > 0 {
		return fmt.Errorf("reading the demo salon: %w", faults[0])
	}
	for i := 0; len(parsed.Team) < availabilityStylists; i++ {
		member := parsed.Team[i]
		member.Slug, member.Name, member.Aliases = fmt.Sprintf("%s-%d", member.Slug, i), fmt.Sprintf("%s %d", member.Name, i), nil
		parsed.Team = append(parsed.Team, member)
	}
	if _, err := s.Seed(ctx, parsed); err != nil {
		return fmt.Errorf("loading the demo salon: %w", err)
	}
	return nil
}

// turnLoad writes one message in each of many new conversations.
type turnLoad struct {
	addr    string
	fake    *inboxOf
	message atomic.Int64
}

// burst sends n first messages as fast as the connections allow and waits for
// every reply. It returns the latencies and the time from first word to last reply.
func (l *turnLoad) burst(ctx context.Context, n int) ([]time.Duration, time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, benchPatience)
	defer cancel()
	var left atomic.Int64
	left.Store(int64(n))
	var mu sync.Mutex
	var took []time.Duration
	var last time.Time
	began := time.Now()
	replies, replyCtx := errgroup.WithContext(ctx)
	writers, writeCtx := errgroup.WithContext(ctx)
	for range min(n, turnConversations) {
		writers.Go(func() error {
			conn, err := dialBench(writeCtx, l.addr)
			if err != nil {
				return err
			}
			defer func() { _ = conn.Close() }()
			in := bufio.NewReader(conn)
			for left.Add(-1) >= 0 {
				id := l.message.Add(1)
				heard := l.fake.expect(strconv.FormatInt(id, 10))
				sent := time.Now()
				replies.Go(func() error {
					select {
					case at := <-heard:
						mu.Lock()
						defer mu.Unlock()
						took = append(took, at.Sub(sent))
						if at.After(last) {
							last = at
						}
						return nil
					case <-replyCtx.Done():
						return fmt.Errorf("no reply in conversation %d", id)
					}
				})
				if err := post(conn, in, webhookBody(id, id, "Hola, ¿qué tal?", webhookBytes)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := errors.Join(writers.Wait(), replies.Wait()); err != nil {
		return nil, 0, fmt.Errorf("turn load: %w", err)
	}
	return took, last.Sub(began), nil
}
