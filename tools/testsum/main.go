// Command testsum reads the output of `go test -json` and prints what a person
// wants to know: a line per package, the output of what failed, why tests were
// skipped, and a closing line "N passed, N failed, N skipped". It exits 1 when
// anything failed, and with -total also writes the closing line to a file.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

// event is one line of `go test -json`.
type event struct {
	Action, Package, Test, Output, ImportPath string
	Elapsed                                   float64
}

// maxLine is the longest line accepted: one line of test output.
const maxLine = 4 << 20

func main() {
	total := flag.String("total", "", "also write the closing line to this `file`")
	flag.Parse()
	line, failed := summarise(os.Stdin, os.Stdout)
	fmt.Println(line)
	if *total != "" {
		if err := os.WriteFile(*total, []byte(line+"\n"), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "testsum:", err)
			os.Exit(1)
		}
	}
	if failed {
		os.Exit(1)
	}
}

// summary counts leaf tests: a test with subtests is the sum of them.
type summary struct {
	passed, failed, skipped int
	output                  map[string][]string
	parents                 map[string]bool
	broken                  bool
}

func summarise(in io.Reader, out io.Writer) (line string, failed bool) {
	s := summary{output: map[string][]string{}, parents: map[string]bool{}}
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			fmt.Fprintln(out, lines.Text())
			continue
		}
		s.take(e, out)
	}
	if err := lines.Err(); err != nil {
		fmt.Fprintln(out, "testsum: reading:", err)
		s.broken = true
	}
	line = fmt.Sprintf("%d passed, %d failed", s.passed, s.failed)
	if s.skipped > 0 {
		line += fmt.Sprintf(", %d skipped", s.skipped)
	}
	return line, s.failed > 0 || s.broken
}

func (s *summary) take(e event, out io.Writer) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "run":
		if i := strings.LastIndex(e.Test, "/"); i >= 0 {
			s.parents[e.Package+" "+e.Test[:i]] = true
		}
	case "output":
		if !frame(e.Output) {
			s.output[key] = append(s.output[key], e.Output)
		}
	case "build-output":
		fmt.Fprint(out, e.Output)
	case "build-fail":
		s.failed++
	case "pass", "fail", "skip":
		if e.Test == "" {
			s.packageEnds(e, out)
		} else {
			s.testEnds(e, out, key)
		}
		delete(s.output, key)
	}
}

func (s *summary) testEnds(e event, out io.Writer, key string) {
	leaf := !s.parents[key]
	switch e.Action {
	case "pass":
		if leaf {
			s.passed++
		}
	case "skip":
		s.skipped++
		fmt.Fprintf(out, "--- SKIP %s %s: %s\n", e.Package, e.Test, reason(s.output[key]))
	case "fail":
		if leaf {
			s.failed++
		}
		fmt.Fprintf(out, "--- FAIL %s %s\n%s", e.Package, e.Test, strings.Join(s.output[key], ""))
	}
}

func (s *summary) packageEnds(e event, out io.Writer) {
	switch e.Action {
	case "pass":
		fmt.Fprintf(out, "ok   %s %.1fs\n", e.Package, e.Elapsed)
	case "fail":
		fmt.Fprintf(out, "FAIL %s %.1fs\n%s", e.Package, e.Elapsed, strings.Join(s.output[e.Package+" "], ""))
		s.broken = true
	}
}

// frame reports whether a line is the testing package's own, about a test we
// speak of ourselves.
func frame(line string) bool {
	line = strings.TrimSpace(line)
	for _, prefix := range []string{"=== ", "--- FAIL", "--- SKIP", "--- PASS", "FAIL", "PASS", "coverage: "} {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return false
}

// reason is what a skipped test said last.
func reason(output []string) string {
	for i := len(output) - 1; i >= 0; i-- {
		if text := strings.TrimSpace(output[i]); text != "" {
			return text
		}
	}
	return "no reason given"
}
