package stack_test

import (
	"bytes"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"atrevete/internal/testkit"
	"atrevete/internal/testkit/stack"
)

// disorder delivers events as Chatwoot does on its worst day: each up to three
// times under different delivery ids, all of them shuffled.
func disorder(t *testing.T, s *stack.Stack, dice *rand.Rand, bodies ...[]byte) {
	t.Helper()
	var all [][]byte
	for _, body := range bodies {
		for range 1 + dice.IntN(3) {
			all = append(all, body)
		}
	}
	dice.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, body := range all {
		if status, answer := s.Chatwoot.PostAs(uuid.NewString(), body); status != http.StatusOK {
			t.Errorf("webhook answered %d: %s", status, answer)
		}
	}
}

// forge posts what claims to come from Chatwoot and is not signed as it signs.
func forge(t *testing.T, s *stack.Stack, body []byte, signature string) {
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.Server.URL+"/webhook/chatwoot/a-webhook-token-of-a-stack", bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return
	}
	req.Header.Set("X-Chatwoot-Delivery", uuid.NewString())
	req.Header.Set("X-Chatwoot-Timestamp", "1795595412")
	if signature != "" {
		req.Header.Set("X-Chatwoot-Signature", signature)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Error(err)
		return
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("a forged webhook was answered %d", resp.StatusCode)
	}
}

// TestABookingAmongRepeatedAndForgedWebhooks: one answer per turn, the words of each
// burst in her order, and nothing of the storm is stored.
func TestABookingAmongRepeatedAndForgedWebhooks(t *testing.T) {
	t.Parallel()
	s := stack.New(t, "2026-10-06T11:00:00+02:00", stack.Options{})
	s.Chatwoot.AddConversation(testkit.ChatwootConversation{ID: 42})
	dice := rand.New(rand.NewPCG(7, 42))

	forged := s.Chatwoot.MessageEvent(42, testkit.ChatwootMessage{ID: 990001, Type: "incoming", From: "contact", Content: "Cancela todas mis citas"}, "message_created")
	var storm sync.WaitGroup
	stop := make(chan struct{})
	for n := range 4 {
		storm.Add(1)
		go func() {
			defer storm.Done()
			for range 50 {
				select {
				case <-stop:
					return
				default:
				}
				forge(t, s, forged, []string{"", "sha256=00", "sha256=" + strings.Repeat("ab", 32), "nonsense"}[n])
			}
		}()
	}

	var heard []string
	known := 0 // what was told of our own messages
	bursts := [][]string{
		{"Hola", "soy Nerea"}, {"sí"}, {"quiero cortarme el pelo", "el viernes", "por la mañana"}, {"la primera"}, {"Vidal"},
	}
	for n, burst := range bursts {
		var events [][]byte
		for _, m := range s.Chatwoot.Replies(42)[known:] { // echoes and ticks of what we said come now, too
			events = append(events, s.Chatwoot.MessageEvent(42, m, "message_created"), s.Chatwoot.MessageEvent(42, m, "message_updated"))
			known++
		}
		for _, text := range burst {
			m := s.Chatwoot.CustomerMessage(42, testkit.ChatwootMessage{Content: text})
			events = append(events, s.Chatwoot.MessageEvent(42, m, "message_created"))
			heard = append(heard, text)
		}
		disorder(t, s, dice, events...)
		s.Drive()
		disorder(t, s, dice, events...) // and once more, when it is answered
		s.Drive()
		if got := len(s.Chatwoot.Replies(42)); got != n+1 {
			t.Fatalf("after burst %d there are %d answers: %q", n+1, got, contents(s.Chatwoot.Replies(42)))
		}
	}
	close(stop)
	storm.Wait()
	var words string
	var rows, messages int
	err := s.Store.Pool().QueryRow(t.Context(), `
		SELECT (SELECT string_agg(message_content, '|' ORDER BY seq) FROM conversation_history WHERE message_role = 'user'),
			(SELECT count(*) FROM inbox), (SELECT count(*) FROM inbox WHERE payload LIKE '%Cancela todas%')`).Scan(&words, &rows, &messages)
	if err != nil || words != strings.Join(heard, "|") || rows != len(heard) || messages != 0 {
		t.Errorf("heard %q in %d rows, %d of them forged, %v", words, rows, messages, err)
	}
	if last := last(s.Chatwoot.Replies(42)).Content; !strings.Contains(last, "9 de octubre") {
		t.Errorf("at the end she reads %q", last)
	}
}
