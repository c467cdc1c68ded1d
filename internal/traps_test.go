package internal_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const transcripts = "testkit/transcripts"

// TestEveryTrapIsHeld: docs/traps.md says which tests and transcripts hold each
// known trap and each situation that is no conversation. Every one of them exists.
func TestEveryTrapIsHeld(t *testing.T) {
	t.Parallel()
	tests := namesOfTests(t)
	page, err := os.ReadFile("../docs/traps.md")
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]bool{}
	row := regexp.MustCompile(`^\| ([TSF]\d+) \|.*\| ([^|]*) \|$`)
	for _, line := range strings.Split(string(page), "\n") {
		cells := row.FindStringSubmatch(line)
		if cells == nil {
			continue
		}
		if held[cells[1]] {
			t.Errorf("%s is listed twice", cells[1])
		}
		for _, name := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[2], -1) {
			held[cells[1]] = true
			if strings.HasSuffix(name[1], ".chat") {
				if _, err := os.Stat(filepath.Join(transcripts, name[1])); err != nil {
					t.Errorf("%s: there is no transcript %s", cells[1], name[1])
				}
			} else if !tests[name[1]] {
				t.Errorf("%s: there is no test %s", cells[1], name[1])
			}
		}
	}
	for n := 1; n <= 40; n++ {
		if id := fmt.Sprintf("T%02d", n); !held[id] {
			t.Errorf("nothing holds %s", id)
		}
	}
	everySituation(t, held)
}

// everySituation: each scenario and situation of the specification has a
// transcript of its name, or a line of the page.
func everySituation(t *testing.T, held map[string]bool) {
	t.Helper()
	files, err := filepath.Glob(transcripts + "/*.chat")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		id, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".chat"), "_")
		held[id] = true
	}
	for kind, last := range map[string]int{"S%02d": 18, "F%03d": 157} {
		for n := 1; n <= last; n++ {
			if id := fmt.Sprintf(kind, n); !held[id] {
				t.Errorf("%s has neither a transcript nor a line in docs/traps.md", id)
			}
		}
	}
}

// namesOfTests are all tests of the repository.
func namesOfTests(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	for _, root := range []string{".", "../cmd"} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, m := range declared.FindAllStringSubmatch(string(text), -1) {
				names[m[1]] = true
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return names
}
