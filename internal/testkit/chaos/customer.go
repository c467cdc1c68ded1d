package chaos

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strings"
	"time"

	"atrevete/internal/testkit"
)

// Patience of a customer.
const (
	mostTurns  = 14
	waitReply  = 8 * time.Second
	lookEvery  = 50 * time.Millisecond
	pageTries  = 5
	firstCase  = 1000
	thinkLeast = 100 * time.Millisecond
	thinkMost  = 500 * time.Millisecond
)

var payPage = regexp.MustCompile(`http://\S+/pay/\S+`)

// customer is one conversation in Chatwoot.
type customer struct {
	system *system
	id     int64
	rand   *rand.Rand
	heard  int // replies read
	paid   bool
}

// live lets one customer after another come until ctx ends; each is a
// conversation of its own.
func (s *system) live(ctx context.Context, n int, seed uint64) (served int) {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	for ; ctx.Err() == nil; served++ {
		id := int64(firstCase*(n+1) + served)
		phone := fmt.Sprintf("+34611%06d", id)
		s.chatwoot.AddConversation(testkit.ChatwootConversation{
			ID: id, Contact: testkit.ChatwootContact{ID: id + 500_000, Name: "Nerea Vidal", Phone: phone, SourceID: phone[1:]},
		})
		s.mu.Lock()
		s.open = append(s.open, id)
		s.mu.Unlock()
		c := &customer{system: s, id: id, rand: r}
		c.visit(ctx)
	}
	return served
}

// visit is one conversation from the first word to the last.
func (c *customer) visit(ctx context.Context) {
	c.write(ctx, c.wish())
	for range mostTurns {
		if ctx.Err() != nil {
			return
		}
		last, ok := c.listen(ctx)
		pause(ctx, thinkLeast+time.Duration(c.rand.Int64N(int64(thinkMost-thinkLeast))))
		if !ok {
			c.write(ctx, "¿hola?")
			continue
		}
		if link := payPage.FindString(last.Content); link != "" && !c.paid {
			if c.rand.IntN(4) == 0 {
				return // forgets about it: the hold runs out
			}
			c.paid = c.pay(ctx, link)
			continue
		}
		if c.paid && c.rand.IntN(2) == 0 {
			return
		}
		c.write(ctx, c.answer(last))
	}
}

func (c *customer) wish() string {
	what := []string{"un corte", "mechas", "manicura permanente", "un tinte", "depilación de cejas", "lavar y peinar"}
	when := []string{"mañana por la mañana", "el jueves", "el viernes por la tarde", "el sábado", "la semana que viene", "cuanto antes"}
	return "Hola, quiero " + what[c.rand.IntN(len(what))] + " " + when[c.rand.IntN(len(when))]
}

// answer says what a person might say to a reply.
func (c *customer) answer(m testkit.ChatwootMessage) string {
	items, _ := m.Attributes["items"].([]any)
	if len(items) > 0 {
		item, _ := items[c.rand.IntN(len(items))].(map[string]any)
		if title, ok := item["title"].(string); ok {
			return title
		}
	}
	text := strings.ToLower(m.Content)
	switch {
	case c.paid && strings.Contains(text, "confirmad"):
		return "quiero cancelar mi cita"
	case strings.Contains(text, "apellido"):
		return "Vidal"
	case strings.Contains(text, "nombre"), strings.Contains(text, "llamas"):
		return "Nerea"
	case strings.Contains(text, "1. "):
		return "la primera"
	case strings.Contains(text, "?"):
		return []string{"sí", "sí", "cualquiera", "por la tarde", "el viernes"}[c.rand.IntN(5)]
	}
	return c.wish()
}

// write sends a message, or two in one breath, whose events Chatwoot may lose,
// repeat or turn round.
func (c *customer) write(ctx context.Context, texts ...string) {
	chat := c.system.chatwoot
	if c.rand.IntN(6) == 0 {
		texts = append(texts, "gracias")
	}
	var events [][]byte
	for _, text := range texts {
		m := chat.CustomerMessage(c.id, testkit.ChatwootMessage{Content: text})
		events = append(events, chat.MessageEvent(c.id, m, "message_created"))
	}
	if c.rand.IntN(5) == 0 {
		events = append(events, events[0])
	}
	c.rand.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
	lost := c.rand.IntN(25) == 0 // the poll must find it
	for _, event := range events {
		if !lost && ctx.Err() == nil {
			chat.Post(event) // three tries; what is not taken then, the poll must find
		}
	}
}

// listen waits for something new and returns the last of it.
func (c *customer) listen(ctx context.Context) (testkit.ChatwootMessage, bool) {
	limit, cancel := context.WithTimeout(ctx, waitReply)
	defer cancel()
	for limit.Err() == nil {
		if all := c.system.chatwoot.Replies(c.id); len(all) > c.heard {
			c.heard = len(all)
			return all[len(all)-1], true
		}
		pause(limit, lookEvery)
	}
	return testkit.ChatwootMessage{}, false
}

// pay opens the deposit page, is sent to the checkout and pays there.
func (c *customer) pay(ctx context.Context, link string) bool {
	client := &http.Client{Timeout: waitReply, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	for range pageTries {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, link, nil)
		if err != nil {
			return false
		}
		answer, err := client.Do(r)
		if err == nil {
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
			if checkout := answer.Header.Get("Location"); strings.Contains(checkout, "/c/pay/") {
				// An error means that the event was not taken: Stripe repeats it; see disasters.
				_ = c.system.stripe.Pay(checkout[strings.LastIndex(checkout, "/")+1:])
				return true
			}
			if answer.StatusCode == http.StatusGone {
				return false
			}
		}
		pause(ctx, thinkMost)
	}
	return false
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
