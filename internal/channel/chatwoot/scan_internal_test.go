package chatwoot

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzScannerAgreesWithEncodingJSON: what is an object for encoding/json is one
// for the scanner, and nothing else is.
func FuzzScannerAgreesWithEncodingJSON(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.json")
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	for _, s := range []string{
		`{}`, ` { } `, `{"a":1,}`, `{"a"}`, `{"a":}`, `{,}`, `{"a":01}`, `{"a":1.}`, `{"a":-}`, `{"a":1e5,"b":-0.5E-3}`, `{"a":"\u12"}`, `{"a":"\x"}`,
		`{"a":"\u00e9\n\"\\"}`, "{\"a\":\"\n\"}", `{"a":[1,[2,{"b":null}],]}`, `{"a":tru}`, `{"a":true}{}`, `{"a":1} x`, "{}\x00", `{"a":nullx}`, `{"a":[`, `[]`, `"x"`, ``,
		`{"a":"\ud83d\ude00"}`, "{\"a\":\"\xff\"}", `{1:2}`, `{"a" 1}`, `{"a":1 "b":2}`, `{"a":"`, `{"a":"\`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		s := &scanner{data: body}
		got := s.document(s.ignore)
		trimmed := strings.TrimLeft(string(body), " \t\r\n")
		want := json.Valid(body) && strings.HasPrefix(trimmed, "{")
		if got != want && strings.Count(trimmed, "[")+strings.Count(trimmed, "{") < maxDepth {
			t.Fatalf("scanner says %v, encoding/json %v: %q", got, want, body)
		}
		_, _ = decode(body) // must not panic
	})
}

func TestDeepNestingIsRefused(t *testing.T) {
	t.Parallel()
	body := `{"a":` + strings.Repeat("[", 1<<20) + strings.Repeat("]", 1<<20) + `}`
	if _, err := decode([]byte(body)); err == nil {
		t.Error("a million brackets deep was accepted")
	}
}
