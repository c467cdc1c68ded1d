package spanish

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atrevete/internal/dialog"
)

// TestPhrases reads testdata/*.phrases: "# QUESTION" sets the open question
// ("# IDLE": none), followed by appointments to come (A1, A2, A3 of the
// specification) and by another clock; "phrase => commands" says what must be understood; " ++ "
// parts the messages of a burst. Clock: Wednesday 25 November 2026, 11:00.
// UPDATE=1 writes what is understood now: read the difference before you keep it.
func TestPhrases(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.phrases")
	if err != nil || len(files) == 0 {
		t.Fatalf("no phrase tables: %v", err)
	}
	engine := New()
	view := dialog.View{Salon: demoSalon(t), Now: at(t, "2026-11-25 11:00")}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			updated := readTable(t, engine, view, string(text))
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(file, []byte(updated), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func readTable(t *testing.T, engine *Engine, view dialog.View, text string) string {
	t.Helper()
	var out strings.Builder
	state := dialog.State{}
	scan := bufio.NewScanner(strings.NewReader(text))
	for scan.Scan() {
		line := scan.Text()
		if q, ok := strings.CutPrefix(line, "# "); ok {
			state = readHeader(t, &view, q)
		}
		phrase, want, ok := strings.Cut(line, " => ")
		if !ok {
			out.WriteString(line + "\n")
			continue
		}
		var burst []dialog.Message
		for _, m := range strings.Split(phrase, " ++ ") {
			burst = append(burst, dialog.Message{Text: m})
		}
		got := sketches(engine.Understand(view, state, burst))
		if got != want && os.Getenv("UPDATE") == "" {
			t.Errorf("%s\n got %s\nwant %s", phrase, got, want)
		}
		fmt.Fprintf(&out, "%s => %s\n", phrase, got)
	}
	return out.String()
}

// readHeader reads "SLOT_PICK A1 A2 @2026-10-08 18:01".
func readHeader(t *testing.T, view *dialog.View, header string) dialog.State {
	t.Helper()
	view.Now, view.Upcoming = at(t, "2026-11-25 11:00"), nil
	header, clock, ok := strings.Cut(header, " @")
	if ok {
		view.Now = at(t, clock)
	}
	words := strings.Fields(header)
	for _, name := range words[1:] {
		view.Upcoming = append(view.Upcoming, appointmentNamed(t, name))
	}
	if words[0] == "IDLE" {
		words[0] = ""
	}
	return stateAsking(t, dialog.QuestionID(words[0]))
}

// TestEveryCommandSaysItsWords: each command carries words of the burst.
func TestEveryCommandSaysItsWords(t *testing.T) {
	t.Parallel()
	engine := New()
	view := dialog.View{Salon: demoSalon(t), Now: at(t, "2026-11-25 11:00")}
	for _, c := range engine.Understand(view, dialog.State{}, []dialog.Message{{Text: "Hola, quiero mechas con Marta el viernes a las 5, ¿hay parking?"}}) {
		if c.Text == "" {
			t.Errorf("%s explains no words", sketch(c))
		}
	}
}
