package testkit

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// witness remembers complaints instead of failing.
type witness struct {
	testing.TB
	mu         sync.Mutex
	complaints []string
}

func (w *witness) Errorf(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.complaints = append(w.complaints, format)
}

func ask(t *testing.T, method, url, token, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Api-Access-Token", token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer func() { _ = resp.Body.Close() }()
	raw, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(raw)
}

func TestChatwootTakesOnlyWhatTheRealOneTakes(t *testing.T) {
	t.Parallel()
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	w := &witness{TB: t}
	c := NewChatwoot(w)
	c.AddConversation(ChatwootConversation{ID: 5})
	base := c.URL() + "/api/v1/accounts/1/conversations/5"
	for name, tc := range map[string]struct {
		method, path, token, body string
		status                    int
		complains                 bool
	}{
		"right":               {"POST", "/messages", c.BotToken, `{"content":"hola","message_type":"outgoing","content_attributes":{"outbox_id":"x"}}`, 200, false},
		"source_id":           {"POST", "/messages", c.BotToken, `{"content":"hola","message_type":"outgoing","source_id":"w","content_attributes":{"outbox_id":"x"}}`, 200, true},
		"no outbox id":        {"POST", "/messages", c.BotToken, `{"content":"hola","message_type":"outgoing"}`, 200, true},
		"long button":         {"POST", "/messages", c.BotToken, `{"content":"¿?","message_type":"outgoing","content_type":"input_select","content_attributes":{"outbox_id":"x","items":[{"title":"esto es demasiado largo","value":"v"}]}}`, 200, true},
		"no JSON":             {"POST", "/toggle_status", c.BotToken, `open`, 200, true},
		"bot may not list":    {"GET", "/messages", c.BotToken, "", 401, false},
		"person may list":     {"GET", "/messages", c.AgentToken, "", 200, false},
		"wrong token":         {"GET", "", "x", "", 401, false},
		"a call nobody makes": {"DELETE", "", c.BotToken, "", 404, true},
	} {
		w.complaints = nil
		status, answer := ask(t, tc.method, base+tc.path, tc.token, tc.body)
		if status != tc.status || (len(w.complaints) > 0) != tc.complains {
			t.Errorf("%s: %d %s, complaints %v", name, status, answer, w.complaints)
		}
	}
}

func TestChatwootDeliversThreeTimesAtMostUnderOneID(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	ids := map[string]int{}
	answer := http.StatusInternalServerError
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		ids[r.Header.Get("X-Chatwoot-Delivery")]++
		if r.Header.Get("X-Chatwoot-Signature") != ChatwootSignature("s", r.Header.Get("X-Chatwoot-Timestamp"), raw) || !bytes.Contains(raw, []byte("message_created")) {
			t.Error("a delivery is not signed right")
		}
		w.WriteHeader(answer)
	}))
	t.Cleanup(target.Close)
	c := NewChatwoot(t)
	c.AddConversation(ChatwootConversation{ID: 5})
	c.Webhook(target.URL, "s", true)
	if _, status, _ := c.CustomerWrites(5, "hola"); status != 500 || len(ids) != 1 {
		t.Errorf("status %d, deliveries %v", status, ids)
	}
	mu.Lock()
	answer = http.StatusServiceUnavailable // never repeated
	mu.Unlock()
	c.StaffReplies(5, "hola") // echoed by itself
	c.Settle()
	mu.Lock()
	defer mu.Unlock()
	total := 0
	for _, n := range ids {
		total += n
	}
	if len(ids) != 2 || total != 4 {
		t.Errorf("deliveries %v", ids)
	}
}
