package understand

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/understand/spanish"
)

// maxLine bounds one line of input, in bytes.
const maxLine = 1 << 20

// input is one line for ReadLines.
type input struct {
	Text      string `json:"text"`
	At        string `json:"at"`
	Catalogue string `json:"catalogue"`
}

// output is what ReadLines writes for it.
type output struct {
	Text     string           `json:"text"`
	Commands []dialog.Command `json:"commands"`
	When     []spanish.Shown  `json:"when"`
}

// ReadLines reads JSON lines {"text", "at", "catalogue"} and writes, for each,
// what the rules engine makes of the text. load gives the salon of a catalogue
// directory, or the default one for "". Blank lines are passed over; the first
// bad line ends it with an error that names the line.
func ReadLines(r io.Reader, w io.Writer, load func(dir string) (*salon.Salon, error)) error {
	engine := spanish.New()
	salons := map[string]*salon.Salon{}
	scan := bufio.NewScanner(r)
	scan.Buffer(make([]byte, 0, 64<<10), maxLine)
	out := bufio.NewWriter(w)
	encode := json.NewEncoder(out)
	encode.SetEscapeHTML(false)
	for number := 1; scan.Scan(); number++ {
		raw := bytes.TrimSpace(scan.Bytes())
		if len(raw) == 0 {
			continue
		}
		result, err := readLine(engine, salons, raw, load)
		if err != nil {
			_ = out.Flush() // what was understood so far; the line's own error matters more
			return fmt.Errorf("line %d: %w", number, err)
		}
		if err := encode.Encode(result); err != nil {
			return fmt.Errorf("write line %d: %w", number, err)
		}
		if err := out.Flush(); err != nil {
			return fmt.Errorf("write line %d: %w", number, err)
		}
	}
	if err := scan.Err(); err != nil {
		return fmt.Errorf("read lines: %w", err)
	}
	return nil
}

func readLine(engine *spanish.Engine, salons map[string]*salon.Salon, raw []byte, load func(string) (*salon.Salon, error)) (output, error) {
	var in input
	if err := json.Unmarshal(raw, &in); err != nil {
		return output{}, fmt.Errorf(`not a JSON object like {"text": "corte el viernes", "at": "2026-11-24T10:00:00+01:00"}: %w`, err)
	}
	s, ok := salons[in.Catalogue]
	if !ok {
		loaded, err := load(in.Catalogue)
		if err != nil {
			return output{}, fmt.Errorf("catalogue %q: %w", in.Catalogue, err)
		}
		s = loaded
		salons[in.Catalogue] = s
	}
	now, err := instant(in.At, s)
	if err != nil {
		return output{}, err
	}
	commands, when := engine.Explain(dialog.View{Salon: s, Now: now}, in.Text)
	if commands == nil {
		commands = []dialog.Command{}
	}
	return output{Text: in.Text, Commands: commands, When: when}, nil
}

// instant reads "at": RFC 3339, or a wall clock without a zone, which is the salon's.
func instant(at string, s *salon.Salon) (time.Time, error) {
	if at == "" {
		return time.Time{}, fmt.Errorf(`"at" is missing: say when the text was written, as 2026-11-24T10:00:00+01:00`)
	}
	loc := time.UTC
	if s != nil && s.Location != nil {
		loc = s.Location
	}
	if t, err := time.Parse(time.RFC3339, at); err == nil {
		return t.In(loc), nil
	}
	t, err := time.ParseInLocation("2006-01-02T15:04:05", at, loc)
	if err != nil {
		return time.Time{}, fmt.Errorf(`"at" is %q: write it as 2026-11-24T10:00:00+01:00`, at)
	}
	return t, nil
}
