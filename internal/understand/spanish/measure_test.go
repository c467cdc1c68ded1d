package spanish

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"
	"time"
)

type corpusRow struct {
	ID, Corpus, Text, Ref, Cls string
	Accept                     [][]*string
}

// TestCorpus measures the date reader on a file of phrases with their accepted
// readings: CORPUS=path go test -run TestCorpus -v. MISSES=1 lists what fails.
func TestCorpus(t *testing.T) {
	t.Parallel()
	path := os.Getenv("CORPUS")
	if path == "" {
		t.Skip("CORPUS is not set")
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	type tally struct{ ok, all, pointOK, points int }
	tallies := map[string]*tally{}
	engine := New()
	scan := bufio.NewScanner(file)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		var row corpusRow
		if err := json.Unmarshal(scan.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		c := tallies[row.Corpus]
		if c == nil {
			c = &tally{}
			tallies[row.Corpus] = c
		}
		ref, err := time.Parse(wallClock, row.Ref)
		if err != nil {
			t.Fatal(err)
		}
		got := engine.ParseWhen(row.Text, Frame{Now: ref})
		hit := matches(row, got)
		point := row.Cls == "date" || row.Cls == "datetime" || row.Cls == "time"
		c.all++
		if point {
			c.points++
		}
		if hit {
			c.ok++
			if point {
				c.pointOK++
			}
		} else if os.Getenv("MISSES") != "" {
			shown := []Shown{}
			for _, g := range got {
				shown = append(shown, g.Show())
			}
			t.Logf("miss %s [%s] %q ref %s want %s got %v", row.Corpus, row.Cls, row.Text, row.Ref[:16], accepted(row), shown)
		}
	}
	names := []string{}
	for n := range tallies {
		names = append(names, n)
	}
	sort.Strings(names)
	fmt.Println("| corpus | points | all |\n|---|---|---|")
	for _, n := range names {
		c := tallies[n]
		points := "-"
		if c.points > 0 {
			points = fmt.Sprintf("%.1f", 100*float64(c.pointOK)/float64(c.points))
		}
		fmt.Printf("| %s (%d) | %s | %.1f |\n", n, c.all, points, 100*float64(c.ok)/float64(c.all))
	}
}

func accepted(row corpusRow) string {
	var out []string
	for _, a := range row.Accept {
		if len(a) > 0 && a[0] != nil {
			out = append(out, *a[0])
		}
	}
	return strings.Join(out, " | ")
}

func matches(row corpusRow, got []Reading) bool {
	if row.Cls == "none" {
		return len(got) == 0
	}
	if len(got) == 0 {
		return false
	}
	start := got[0].Show().Start
	for _, a := range row.Accept {
		if len(a) == 0 || a[0] == nil {
			continue
		}
		want := *a[0]
		switch row.Cls {
		case "date", "daypart":
			if len(start) >= 10 && len(want) >= 10 && start[:10] == want[:10] {
				return true
			}
		case "datetime":
			if len(start) >= 16 && len(want) >= 16 && start[:16] == want[:16] {
				return true
			}
		case "time", "timeinterval":
			if len(start) >= 16 && len(want) >= 5 && start[11:16] == want[:5] {
				return true
			}
		case "interval":
			if len(start) >= 10 && (len(want) == 10 && start[:10] == want && start[11:16] == "00:00" || len(want) >= 16 && len(start) >= 16 && start[:16] == want[:16]) {
				return true
			}
		}
	}
	return false
}
