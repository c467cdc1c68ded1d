package spanish

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"

	"atrevete/internal/dialog"
)

// TestShow prints what is understood of the phrases in a file, one a line;
// "Q:SLOT_PICK" lines set the question. SHOW=path go test -run TestShow -v.
func TestShow(t *testing.T) {
	path := os.Getenv("SHOW")
	if path == "" {
		t.Skip("SHOW is not set")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	e := New()
	view := dialog.View{Salon: demoSalon(t), Now: at(t, "2026-11-25 11:00")}
	state := dialog.State{}
	scan := bufio.NewScanner(strings.NewReader(string(text)))
	for scan.Scan() {
		line := scan.Text()
		if q, ok := strings.CutPrefix(line, "Q:"); ok {
			state = stateAsking(t, dialog.QuestionID(q))
			fmt.Println("--", q)
			continue
		}
		var burst []dialog.Message
		for _, m := range strings.Split(line, " + ") {
			burst = append(burst, dialog.Message{Text: m})
		}
		got := e.Understand(view, state, burst)
		var texts []string
		for _, c := range got {
			texts = append(texts, c.Text)
		}
		fmt.Printf("%-60s %s\n", line, sketches(got))
	}
}
