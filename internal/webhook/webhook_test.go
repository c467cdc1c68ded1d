package webhook_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"atrevete/internal/channel/chatwoot"
	"atrevete/internal/payment"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
	"atrevete/internal/webhook"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const (
	token  = "un-camino-largo-y-secreto"
	secret = "clave-del-bot"
)

// memory is the inbox and the outbox's ear, in memory.
type memory struct {
	mu      sync.Mutex
	rows    map[string]salon.Inbound
	echoes  []salon.Delivery
	fail    error
	hang    bool
	boom    bool
	echoErr error
}

func newMemory() *memory { return &memory{rows: map[string]salon.Inbound{}} }

func (m *memory) Accept(ctx context.Context, in salon.Inbound) (salon.Stored, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.boom:
		panic("inbox")
	case m.hang:
		<-ctx.Done()
		return salon.Stored{}, ctx.Err()
	case m.fail != nil:
		return salon.Stored{}, m.fail
	}
	key := in.Source + in.ExternalID
	_, known := m.rows[key]
	m.rows[key] = in
	return salon.Stored{Conversation: "c-1", Fresh: !known}, nil
}

func (m *memory) ConfirmOutbox(_ context.Context, d salon.Delivery) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.echoes = append(m.echoes, d)
	return m.echoErr
}

// stripe accepts bodies signed "good".
type stripe struct{}

func (stripe) Parse(header http.Header, body []byte) ([]salon.Inbound, error) {
	switch {
	case header.Get("Stripe-Signature") != "good":
		return nil, fmt.Errorf("verify: %w", payment.ErrUnauthorized)
	case !bytes.HasPrefix(body, []byte("{")):
		return nil, fmt.Errorf("decode: %w", payment.ErrMalformed)
	case bytes.Contains(body, []byte("unrelated")):
		return nil, nil
	}
	return []salon.Inbound{{Source: salon.SourceStripe, Kind: salon.InboundPayment, ExternalID: string(body)}}, nil
}

// meter remembers what was counted.
type meter struct {
	mu       sync.Mutex
	requests map[string]int
	panics   int
}

func (m *meter) WebhookRequest(source string, status int, _ time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.requests == nil {
		m.requests = map[string]int{}
	}
	m.requests[source+" "+strconv.Itoa(status)]++
}
func (m *meter) Panic(string) { m.mu.Lock(); m.panics++; m.mu.Unlock() }

// serve starts the webhooks over a pretend Chatwoot that posts to them.
func serve(t testing.TB, store *memory, change func(*webhook.Config)) (*testkit.Chatwoot, *httptest.Server) {
	t.Helper()
	cfg := webhook.Config{
		Token: token, SalonID: "salon-1", Inbox: store, Echoes: store, Payment: stripe{}, Log: slog.New(slog.DiscardHandler),
		Channel: chatwoot.New(chatwoot.Config{AccountID: 1, InboxID: 3, Secrets: []string{"otra", secret}}),
	}
	if change != nil {
		change(&cfg)
	}
	server := httptest.NewServer(webhook.New(cfg))
	t.Cleanup(server.Close)
	fake := testkit.NewChatwoot(t)
	fake.AddConversation(testkit.ChatwootConversation{ID: 71})
	fake.Webhook(server.URL+"/webhook/chatwoot/"+token, secret, false)
	return fake, server
}

func expect(t *testing.T, what string, status int, answer string, wantStatus int, want string) {
	t.Helper()
	if status != wantStatus || answer != `{"status":"`+want+`"}` {
		t.Errorf("%s: %d %s, want %d %s", what, status, answer, wantStatus, want)
	}
}

func TestACustomersMessageIsStoredOnce(t *testing.T) {
	t.Parallel()
	store, m := newMemory(), &meter{}
	fake, _ := serve(t, store, func(c *webhook.Config) { c.Meter = m })
	msg, status, answer := fake.CustomerWrites(71, "¿Tenéis hueco el jueves?")
	expect(t, "first", status, answer, 200, "accepted")
	for range 3 {
		status, answer = fake.Post(fake.MessageEvent(71, msg, "message_created"))
		expect(t, "again", status, answer, 200, "duplicate")
	}
	row := store.rows["chatwootmessage:1:"+strconv.FormatInt(msg.ID, 10)]
	if row.Text != "¿Tenéis hueco el jueves?" || row.SalonID != "salon-1" || len(store.rows) != 1 {
		t.Errorf("stored %+v", store.rows)
	}
	if m.requests["chatwoot 200"] != 4 {
		t.Errorf("counted %v", m.requests)
	}
}

func TestEchoesAndReceiptsGoToTheOutbox(t *testing.T) {
	t.Parallel()
	store := newMemory()
	fake, _ := serve(t, store, nil)
	id := "0192f3c1-7a10-7c44-9d51-2f6d0c9b1e77"
	ours := fake.AddMessage(71, testkit.ChatwootMessage{Type: "outgoing", From: "bot", Content: "Hola", Attributes: map[string]any{"outbox_id": id}})
	status, answer := fake.Post(fake.MessageEvent(71, ours, "message_created"))
	expect(t, "echo", status, answer, 200, "ignored")
	ours.Status, ours.Attributes["external_error"] = "failed", "131047: window"
	status, answer = fake.Post(fake.MessageEvent(71, ours, "message_updated"))
	expect(t, "failure", status, answer, 200, "ignored")
	external := strconv.FormatInt(ours.ID, 10)
	want := []salon.Delivery{{ID: salon.ID(id), Status: "sent", ExternalID: external}, {ID: salon.ID(id), Status: "failed", ExternalID: external, Error: "131047: window"}}
	if !reflect.DeepEqual(store.echoes, want) || len(store.rows) != 0 {
		t.Errorf("echoes %+v, rows %v", store.echoes, store.rows)
	}

	// A lost echo costs a look; the news of a failure is worth a repetition.
	store.echoErr = errors.New("database away")
	status, answer = fake.PostAs("d", fake.MessageEvent(71, ours, "message_updated"))
	expect(t, "failure not recorded", status, answer, 500, "not stored")
	delete(ours.Attributes, "external_error")
	ours.Status = "sent"
	status, answer = fake.PostAs("d", fake.MessageEvent(71, ours, "message_created"))
	expect(t, "echo not recorded", status, answer, 200, "ignored")
}

func TestUnknownEventsAreIgnored(t *testing.T) {
	t.Parallel()
	store := newMemory()
	fake, _ := serve(t, store, func(c *webhook.Config) { c.Echoes = nil })
	note := fake.AddMessage(71, testkit.ChatwootMessage{Type: "outgoing", From: "user", Private: true, Content: "nota"})
	ours := fake.AddMessage(71, testkit.ChatwootMessage{Type: "outgoing", From: "bot", Content: "Hola", Attributes: map[string]any{"outbox_id": "0192f3c1-7a10-7c44-9d51-2f6d0c9b1e77"}})
	for name, body := range map[string][]byte{
		"unknown": []byte(`{"event":"moon_changed"}`), "note": fake.MessageEvent(71, note, "message_created"), "echo nobody wants": fake.MessageEvent(71, ours, "message_created"),
	} {
		status, answer := fake.Post(body)
		expect(t, name, status, answer, 200, "ignored")
	}
	if len(store.rows) != 0 {
		t.Errorf("stored %v", store.rows)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	store, m := newMemory(), &meter{}
	fake, server := serve(t, store, func(c *webhook.Config) { c.Meter = m })
	text := fake.MessageEvent(71, fake.CustomerMessage(71, testkit.ChatwootMessage{Content: "hola"}), "message_created")
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	old := strconv.FormatInt(time.Now().Add(-6*time.Minute).Unix(), 10)
	long := append([]byte(`{"event":"`), append(bytes.Repeat([]byte("x"), 2<<20), `"}`...)...)
	header := func(stamp, secret string, body []byte) http.Header {
		return http.Header{"X-Chatwoot-Timestamp": {stamp}, "X-Chatwoot-Signature": {testkit.ChatwootSignature(secret, stamp, body)}}
	}
	cases := []struct {
		name, method, path string
		header             http.Header
		body               io.Reader
		status             int
		answer             string
	}{
		{"wrong token", "POST", "/webhook/chatwoot/" + token + "x", header(stamp, secret, text), bytes.NewReader(text), 401, "unauthorized"},
		{"wrong token, huge body", "POST", "/webhook/chatwoot/nope", nil, bytes.NewReader(long), 401, "unauthorized"},
		{"no signature", "POST", "/webhook/chatwoot/" + token, nil, bytes.NewReader(text), 401, "unauthorized"},
		{"wrong secret", "POST", "/webhook/chatwoot/" + token, header(stamp, "mala", text), bytes.NewReader(text), 401, "unauthorized"},
		{"old timestamp", "POST", "/webhook/chatwoot/" + token, header(old, secret, text), bytes.NewReader(text), 401, "unauthorized"},
		{"other secret of two", "POST", "/webhook/chatwoot/" + token, header(stamp, "otra", text), bytes.NewReader(text), 200, "accepted"},
		{"not JSON", "POST", "/webhook/chatwoot/" + token, header(stamp, secret, []byte("<x>")), strings.NewReader("<x>"), 400, "malformed"},
		{"empty", "POST", "/webhook/chatwoot/" + token, header(stamp, secret, nil), strings.NewReader(""), 400, "malformed"},
		{"too large", "POST", "/webhook/chatwoot/" + token, header(stamp, secret, long), bytes.NewReader(long), 413, "too large"},
		{"too large, length unknown", "POST", "/webhook/chatwoot/" + token, header(stamp, secret, long), io.MultiReader(bytes.NewReader(long)), 413, "too large"},
		{"stripe, bad signature", "POST", "/webhook/stripe", nil, strings.NewReader("{}"), 400, "bad signature"},
		{"stripe, not JSON", "POST", "/webhook/stripe", http.Header{"Stripe-Signature": {"good"}}, strings.NewReader("x"), 400, "malformed"},
		{"stripe, too large", "POST", "/webhook/stripe", nil, bytes.NewReader(long), 413, "too large"},
		{"stripe, unrelated", "POST", "/webhook/stripe", http.Header{"Stripe-Signature": {"good"}}, strings.NewReader("{unrelated}"), 200, "ignored"},
		{"stripe", "POST", "/webhook/stripe", http.Header{"Stripe-Signature": {"good"}}, strings.NewReader("{}"), 200, "accepted"},
		{"stripe again", "POST", "/webhook/stripe", http.Header{"Stripe-Signature": {"good"}}, strings.NewReader("{}"), 200, "duplicate"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(context.Background(), tc.method, server.URL+tc.path, tc.body)
			if err != nil {
				t.Fatal(err)
			}
			for key, values := range tc.header {
				req.Header[key] = values
			}
			resp, err := server.Client().Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = resp.Body.Close() }()
			answer, _ := io.ReadAll(resp.Body)
			expect(t, tc.name, resp.StatusCode, string(answer), tc.status, tc.answer)
			if resp.Header.Get("Content-Type") != "application/json" {
				t.Errorf("content type %q", resp.Header.Get("Content-Type"))
			}
		})
	}
	if m.requests["chatwoot 401"] != 5 || m.requests["stripe 400"] != 2 {
		t.Errorf("counted %v", m.requests)
	}
}

func TestOtherMethodsAndRoutes(t *testing.T) {
	t.Parallel()
	_, server := serve(t, newMemory(), nil)
	for path, want := range map[string]int{
		"/webhook/chatwoot/" + token: 405, "/webhook/stripe": 405, "/webhook/chatwoot": 404, "/webhook/": 404,
	} {
		resp, err := server.Client().Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != want || want == 405 && resp.Header.Get("Allow") != "POST" {
			t.Errorf("GET %s: %d, Allow %q", path, resp.StatusCode, resp.Header.Get("Allow"))
		}
	}
	_, bare := serve(t, newMemory(), func(c *webhook.Config) { c.Channel, c.Payment = nil, nil })
	for _, path := range []string{"/webhook/chatwoot/" + token, "/webhook/stripe"} {
		resp, err := bare.Client().Post(bare.URL+path, "application/json", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != 404 {
			t.Errorf("%s is not configured, yet %d", path, resp.StatusCode)
		}
	}
}

func TestAnEmptyTokenOpensNothing(t *testing.T) {
	t.Parallel()
	h := webhook.New(webhook.Config{
		Channel: chatwoot.New(chatwoot.Config{}), Inbox: newMemory(), Log: slog.New(slog.DiscardHandler),
	})
	for _, given := range []string{"x", "%20", ""} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/webhook/chatwoot/"+given, strings.NewReader("{}")))
		if w.Code == 200 {
			t.Errorf("token %q was let in", given)
		}
	}
}

func TestWhatIsNotStoredIs500AndChatwootsRetryStoresIt(t *testing.T) {
	t.Parallel()
	store := newMemory()
	store.fail = errors.New("connection refused")
	fake, _ := serve(t, store, nil)
	msg := fake.CustomerMessage(71, testkit.ChatwootMessage{Content: "hola"})
	body := fake.MessageEvent(71, msg, "message_created")
	status, answer := fake.PostAs("d-1", body)
	expect(t, "database away", status, answer, 500, "not stored")
	store.fail = nil
	status, answer = fake.PostAs("d-1", body)
	expect(t, "retry", status, answer, 200, "accepted")
}

func TestAHangingDatabaseIs500WellBeforeChatwootGivesUp(t *testing.T) {
	t.Parallel()
	store := newMemory()
	store.hang = true
	fake, _ := serve(t, store, func(c *webhook.Config) { c.StoreWithin = 30 * time.Millisecond })
	msg := fake.CustomerMessage(71, testkit.ChatwootMessage{Content: "hola"})
	status, answer := fake.PostAs("d-1", fake.MessageEvent(71, msg, "message_created"))
	expect(t, "hanging", status, answer, 500, "not stored")
}

func TestAPanicIs500AndTheServerLives(t *testing.T) {
	t.Parallel()
	store, m := newMemory(), &meter{}
	store.boom = true
	fake, _ := serve(t, store, func(c *webhook.Config) { c.Meter = m })
	msg := fake.CustomerMessage(71, testkit.ChatwootMessage{Content: "hola"})
	body := fake.MessageEvent(71, msg, "message_created")
	status, answer := fake.PostAs("d-1", body)
	expect(t, "panic", status, answer, 500, "error")
	store.boom = false
	status, answer = fake.PostAs("d-1", body)
	expect(t, "afterwards", status, answer, 200, "accepted")
	if m.panics != 1 {
		t.Errorf("%d panics counted", m.panics)
	}
}

func TestLogsSayNothingPersonal(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	var mu sync.Mutex
	store := newMemory()
	fake, _ := serve(t, store, func(c *webhook.Config) {
		c.Log = slog.New(slog.NewJSONHandler(writer(func(p []byte) (int, error) { mu.Lock(); defer mu.Unlock(); return out.Write(p) }), nil))
	})
	fake.CustomerWrites(71, "mi teléfono es 611222333")
	fake.Post([]byte(`{"event":"message_created","message_type":"incoming","content":"secreto"}`))
	store.fail = errors.New("connection refused")
	fake.CustomerWrites(71, "secreto")
	mu.Lock()
	defer mu.Unlock()
	lines := strings.TrimSpace(out.String())
	if n := strings.Count(lines, "\n") + 1; n != 5 { // accepted, malformed, three attempts at 500
		t.Errorf("%d lines:\n%s", n, lines)
	}
	for _, private := range []string{"611222333", "secreto", "Nerea", token, secret} {
		if strings.Contains(lines, private) {
			t.Errorf("the log tells %q:\n%s", private, lines)
		}
	}
	if !strings.Contains(lines, `"conversation_id":"c-1"`) {
		t.Errorf("no conversation in\n%s", lines)
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }
