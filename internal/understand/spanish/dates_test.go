package spanish

import (
	"bufio"
	"os"
	"strings"
	"testing"
	"time"
)

// TestDates reads testdata/dates.table: "@clock family" begins a family,
// "phrase => reading" says the first reading in wall clock (usual shop hours):
// a day, "a..b" days, both included, a day and an hour, or hours of a day;
// "nothing" where no time may be read. The readings were worked out by hand
// with a calendar.
func TestDates(t *testing.T) {
	t.Parallel()
	file, err := os.Open("testdata/dates.table")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	engine := New()
	frame, family, rows := Frame{}, "", 0
	scan := bufio.NewScanner(file)
	for scan.Scan() {
		line := scan.Text()
		if head, ok := strings.CutPrefix(line, "@"); ok {
			frame.Now = at(t, head[:len("2006-01-02 15:04")])
			family = head[len("2006-01-02 15:04"):]
			continue
		}
		phrase, want, ok := strings.Cut(line, " => ")
		if !ok {
			continue
		}
		rows++
		if got := firstReading(engine.ParseWhen(phrase, frame)); got != want {
			t.Errorf("%s: %q\n got %s\nwant %s", strings.TrimSpace(family), phrase, got, want)
		}
	}
	if rows < 250 {
		t.Errorf("only %d phrases", rows)
	}
}

// firstReading writes the first reading the way the table does.
func firstReading(all []Reading) string {
	if len(all) == 0 {
		return "nothing"
	}
	shown := all[0].Show()
	start, end := moment(shown.Start), moment(shown.End)
	switch shown.Kind {
	case "date", "range":
		if end != "" && strings.HasSuffix(shown.End, "T00:00:00") {
			last, _ := time.Parse(wallClock, shown.End)
			end = last.AddDate(0, 0, -1).Format(time.DateOnly)
		}
		if start == end {
			return start
		}
		return start + ".." + end
	case "part":
		return start + ".." + strings.TrimPrefix(end, strings.SplitN(start, " ", 2)[0]+" ")
	}
	return start
}

// moment is "2026-11-27 17:00", or the day alone at midnight.
func moment(wall string) string {
	return strings.TrimSuffix(strings.TrimSuffix(strings.Replace(wall, "T", " ", 1), ":00"), " 00:00")
}
