package stack_test

import (
	"bytes"
	"net/http"
	"strings"
	"sync"
	"testing"

	"atrevete/internal/telemetry"
	"atrevete/internal/testkit"
	"atrevete/internal/testkit/stack"
)

// book is a log that can be read while it is written.
type book struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *book) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(line)
}

// Two customers book, pay, ask for a person and are erased, a neighbour fails
// meanwhile; the log at its usual level knows neither of them.
func TestTheLogOfAWholeStoryNamesNobody(t *testing.T) {
	t.Parallel()
	log := &book{}
	logger, err := telemetry.NewLogger(log, "json", "info")
	if err != nil {
		t.Fatal(err)
	}
	s := stack.New(t, "2026-10-06T18:20:00+02:00", stack.Options{Log: logger})
	s.Chatwoot.Misbehave(testkit.ChatwootFault{On: "labels", Status: http.StatusInternalServerError})
	twoCustomersOf(t, s)
	r := request(s, lucreciaPhone)
	r.Cancel = true
	if _, err := s.Store.EraseCustomer(t.Context(), s.Salon, r, s.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	s.Drive()
	log.mu.Lock()
	defer log.mu.Unlock()
	lines := log.text.String()
	if !strings.Contains(lines, "turn done") {
		t.Fatalf("nothing was logged:\n%s", lines)
	}
	for _, word := range append([]string{"Berta", "Quiroga", "600777002", "bodorrio", "cejas", "Depila", "la primera"}, hers...) {
		if strings.Contains(lines, word) {
			t.Errorf("the log has %q:\n%s", word, lines)
		}
	}
}
