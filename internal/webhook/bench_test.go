package webhook_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"atrevete/internal/channel/chatwoot"
	"atrevete/internal/inbox"
	"atrevete/internal/salon"
	"atrevete/internal/store"
	"atrevete/internal/testkit"
	"atrevete/internal/webhook"
)

// instant is a store that commits at once.
type instant struct{}

func (instant) StoreInbound(_ context.Context, batch []salon.Inbound) ([]salon.Stored, error) {
	stored := make([]salon.Stored, len(batch))
	for i := range stored {
		stored[i] = salon.Stored{Conversation: "c", Fresh: true}
	}
	return stored, nil
}
func (instant) Waiting(context.Context, time.Duration, int) ([]salon.ID, error) { return nil, nil }

type mute struct{}

func (mute) Announce(context.Context, string, salon.ID) error { return nil }

// bench is a webhook server over a store, and the template of what is posted to it.
type bench struct {
	handler http.Handler
	body    string // with %d for the message's id
}

func newBench(b *testing.B, db inbox.Store) bench {
	b.Helper()
	box := inbox.New(inbox.Config{}, db, mute{})
	b.Cleanup(func() { _ = box.Close(context.Background()) })
	fake := testkit.NewChatwoot(b)
	fake.AddConversation(testkit.ChatwootConversation{ID: 71})
	msg := fake.CustomerMessage(71, testkit.ChatwootMessage{Content: "¿Tenéis hueco el jueves por la tarde?"})
	body := string(fake.MessageEvent(71, msg, "message_created"))
	body = strings.ReplaceAll(body, "%", "")
	return bench{
		handler: webhook.New(webhook.Config{
			Token: token, Inbox: box, Log: slog.New(slog.DiscardHandler),
			Channel: chatwoot.New(chatwoot.Config{AccountID: 1, InboxID: 3, Secrets: []string{secret}}),
		}),
		body: strings.ReplaceAll(body, strconv.FormatInt(msg.ID, 10), "%[1]d"),
	}
}

// request is a signed delivery of message n.
func (s bench) request(target string, n int64) *http.Request {
	body := fmt.Appendf(nil, s.body, n)
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	r := httptest.NewRequest(http.MethodPost, target+"/webhook/chatwoot/"+token, bytes.NewReader(body))
	r.RequestURI = ""
	r.Header.Set("X-Chatwoot-Timestamp", stamp)
	r.Header.Set("X-Chatwoot-Signature", testkit.ChatwootSignature(secret, stamp, body))
	return r
}

// BenchmarkHandler is what the server's own code spends, without sockets.
func BenchmarkHandler(b *testing.B) {
	s := newBench(b, instant{})
	var n atomic.Int64
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			w := httptest.NewRecorder()
			s.handler.ServeHTTP(w, s.request("", n.Add(1)))
			if w.Code != http.StatusOK {
				b.Error(w.Code, w.Body)
			}
		}
	})
}

// BenchmarkWebhook posts signed bodies over 64 connections, client and server
// in one process: into memory, and into PostgreSQL.
func BenchmarkWebhook(b *testing.B) {
	b.Run("memory", func(b *testing.B) { benchmarkOverSockets(b, instant{}) })
	b.Run("postgres", func(b *testing.B) {
		db, err := store.Open(b.Context(), testkit.NewDatabase(b), store.Options{MaxConns: 8})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(db.Close)
		benchmarkOverSockets(b, db)
	})
}

func benchmarkOverSockets(b *testing.B, db inbox.Store) {
	s := newBench(b, db)
	server := httptest.NewServer(s.handler)
	b.Cleanup(server.Close)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, MaxConnsPerHost: 64}}
	b.Cleanup(client.CloseIdleConnections)
	var n atomic.Int64
	var mu sync.Mutex
	var took []time.Duration
	b.SetParallelism(32)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		var mine []time.Duration
		for pb.Next() {
			r := s.request(server.URL, n.Add(1))
			start := time.Now()
			resp, err := client.Do(r)
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
			mine = append(mine, time.Since(start))
			if resp.StatusCode != http.StatusOK {
				b.Error(resp.Status)
			}
		}
		mu.Lock()
		took = append(took, mine...)
		mu.Unlock()
	})
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
