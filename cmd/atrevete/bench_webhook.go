package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"atrevete/internal/channel/chatwoot"
)

// The shape of the webhook load.
const (
	webhookConnections = 64
	webhookRate        = 500 // a second, for latency
	webhookBytes       = 3000
	webhookThreads     = 5000 // conversations the messages spread over
)

// webhookBody is a Chatwoot delivery of a customer's message, padded to size.
func webhookBody(message, conversation int64, text string, size int) []byte {
	body := fmt.Sprintf(`{"event":"message_created","id":%d,"content":%q,"content_type":"text","content_attributes":{},`+
		`"message_type":"incoming","private":false,"created_at":"2026-11-24T09:15:03.412Z","source_id":"wamid.%d",`+
		`"account":{"id":1,"name":"Banco de pruebas"},"inbox":{"id":3,"name":"WhatsApp"},`+
		`"sender":{"id":%d,"name":"Cliente %d","phone_number":"+34600%06d","type":"contact"},`+
		`"conversation":{"id":%d,"inbox_id":3,"status":"pending","can_reply":true,"channel":"Channel::Whatsapp",`+
		`"contact_inbox":{"id":%d,"contact_id":%d,"inbox_id":3,"source_id":"34600%06d"},`+
		`"meta":{"sender":{"id":%d,"name":"Cliente %d","phone_number":"+34600%06d"},"assignee":null},"custom_attributes":{"padding":"`,
		message, text, message, conversation, conversation, conversation, conversation, conversation, conversation, conversation,
		conversation, conversation, conversation)
	const end = `"}}}`
	return []byte(body + strings.Repeat("x", max(0, size-len(body)-len(end))) + end)
}

// post writes a signed delivery on a connection and reads the answer. It is
// plain text over a socket because the client shares the server's cores.
func post(conn net.Conn, in *bufio.Reader, body []byte) error {
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	var request bytes.Buffer
	request.Grow(len(body) + 400)
	fmt.Fprintf(&request, "POST /webhook/chatwoot/%s HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"+
		"X-Chatwoot-Timestamp: %s\r\nX-Chatwoot-Signature: sha256=%s\r\n\r\n",
		benchToken, len(body), stamp, hex.EncodeToString(chatwoot.Sign(benchSecret, stamp, body)))
	request.Write(body)
	if _, err := conn.Write(request.Bytes()); err != nil {
		return fmt.Errorf("posting: %w", err)
	}
	return readAnswer(in)
}

// readAnswer takes in one response; anything but 200 is an error.
func readAnswer(in *bufio.Reader) error {
	status, err := in.ReadSlice('\n')
	if err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	if !bytes.HasPrefix(status, []byte("HTTP/1.1 200")) {
		return fmt.Errorf("the api answers %q", bytes.TrimSpace(status))
	}
	length := int64(0)
	for {
		header, err := in.ReadSlice('\n')
		if err != nil {
			return fmt.Errorf("reading the answer: %w", err)
		}
		if len(header) <= 2 {
			break
		}
		if name, value, _ := bytes.Cut(header, []byte(":")); bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.ParseInt(string(bytes.TrimSpace(value)), 10, 64); err != nil {
				return fmt.Errorf("reading the answer: %w", err)
			}
		}
	}
	if _, err := io.CopyN(io.Discard, in, length); err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	return nil
}

// webhooks measures an api on one core, alone with PostgreSQL and Redis: first
// at a fixed rate, then as fast as it goes.
func (b *bench) webhooks(ctx context.Context) error {
	addr, err := freeAddr(ctx)
	if err != nil {
		return err
	}
	api, err := b.start(ctx, []string{"api"}, b.production(addr, "127.0.0.1:0", "http://127.0.0.1:9", "GOMAXPROCS=1")...)
	if err != nil {
		return err
	}
	if err := api.ready(ctx, addr, "/health"); err != nil {
		return err
	}
	load := &webhookLoad{addr: addr}
	load.message.Store(1_000_000)
	if _, err := load.run(ctx, time.Second, 0); err != nil { // warm up
		return err
	}
	paced, err := load.run(ctx, b.paced, webhookRate)
	if err != nil {
		return err
	}
	b.add(fmt.Sprintf("webhook to durable 200, %d/s, %d connections, 3 KB: p50", webhookRate, webhookConnections), millis(percentile(paced, 50)), "")
	b.add(fmt.Sprintf("webhook to durable 200, %d/s, %d connections, 3 KB: p99", webhookRate, webhookConnections), millis(percentile(paced, 99)), "< 4 ms")
	fast, err := load.run(ctx, b.saturated, 0)
	if err != nil {
		return err
	}
	b.add("webhooks a second at saturation, server on one core", fmt.Sprintf("%.0f /s", float64(len(fast))/b.saturated.Seconds()), "≥ 12,000 /s")
	b.add("webhook at saturation: p99", millis(percentile(fast, 99)), "")
	return api.stop()
}

// webhookLoad posts fresh messages; ids never repeat.
type webhookLoad struct {
	addr    string
	message atomic.Int64
}

// run posts for a while and returns every latency. rate 0: as fast as it goes;
// else requests are due at fixed moments, and waiting for one's turn counts.
func (l *webhookLoad) run(ctx context.Context, span time.Duration, rate int) ([]time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, span+benchPatience)
	defer cancel()
	began := time.Now()
	var due atomic.Int64
	next := func() (time.Time, bool) {
		now := time.Now()
		if rate == 0 {
			return now, now.Sub(began) < span
		}
		at := began.Add(time.Duration(due.Add(1)-1) * time.Second / time.Duration(rate))
		return at, at.Sub(began) < span
	}
	var mu sync.Mutex
	var all []time.Duration
	workers, ctx := errgroup.WithContext(ctx)
	for range webhookConnections {
		workers.Go(func() error {
			took, err := l.connection(ctx, next)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took...)
			return err
		})
	}
	if err := workers.Wait(); err != nil {
		return nil, fmt.Errorf("webhook load: %w", err)
	}
	return all, nil
}

// connection posts one request after the other.
func (l *webhookLoad) connection(ctx context.Context, next func() (time.Time, bool)) ([]time.Duration, error) {
	conn, err := dialBench(ctx, l.addr)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	var took []time.Duration
	for {
		at, more := next()
		if !more {
			return took, nil
		}
		if wait := time.Until(at); wait > 0 {
			select {
			case <-ctx.Done():
				return nil, errors.New("interrupted")
			case <-time.After(wait):
			}
		}
		id := l.message.Add(1)
		if err := post(conn, in, webhookBody(id, id%webhookThreads+1, "Hola, ¿tenéis hueco el viernes?", webhookBytes)); err != nil {
			return nil, err
		}
		took = append(took, time.Since(at))
	}
}
