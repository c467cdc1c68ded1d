package transcript

import (
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
)

// Parse reads the transcript called name from a directory. Errors name the line.
func Parse(dir fs.FS, name string) (*Transcript, error) {
	t := &Transcript{Name: name}
	if err := t.read(dir, name, 0); err != nil {
		return nil, err
	}
	if t.Title == "" || len(t.steps) == 0 {
		return nil, fmt.Errorf("%s: a transcript needs a title and at least one C line", name)
	}
	return t, nil
}

// read adds the lines of a file; those of an included one count as the line
// that includes it.
func (t *Transcript) read(dir fs.FS, name string, at int) error {
	text, err := fs.ReadFile(dir, name)
	if err != nil {
		return fmt.Errorf("read transcript: %w", err)
	}
	for i, raw := range strings.Split(string(text), "\n") {
		l := line{no: i + 1, text: strings.TrimSpace(raw)}
		if at > 0 {
			l.no = at
		}
		l.words = strings.Fields(l.text)
		if len(l.words) == 2 && l.words[0] == "include" && at == 0 {
			err = t.read(dir, l.words[1], l.no)
		} else {
			err = t.add(l)
		}
		if err != nil {
			return fmt.Errorf("%s:%d: %w", name, l.no, err)
		}
	}
	return nil
}

func (t *Transcript) add(l line) error {
	switch {
	case l.text == "":
	case strings.HasPrefix(l.text, "#"):
		if t.Title == "" {
			t.Title = strings.TrimSpace(strings.TrimPrefix(l.text, "#"))
		}
	case l.words[0] == "C" || l.words[0] == "E" || l.words[0] == "T":
		return t.addStep(l)
	case l.words[0] == "M":
		return t.addExpectation(l)
	case l.words[0] == "=":
		l.words = l.words[1:]
		t.final = append(t.final, l)
	case len(t.steps) > 0:
		return fmt.Errorf("%q is set-up, which comes before the first C line", l.text)
	default:
		t.setup = append(t.setup, l)
	}
	return nil
}

func (t *Transcript) addStep(l line) error {
	s := step{line: l, kind: l.words[0][0]}
	quoted := regexp.MustCompile(`(?:\b(photo|voice|video|file|contact|location|sticker) )?«([^»]*)»`)
	switch s.kind {
	case 'C':
		end := 0
		for _, at := range quoted.FindAllStringSubmatchIndex(l.text, -1) {
			m := quoted.FindStringSubmatch(l.text[at[0]:])
			between := strings.TrimSpace(l.text[end:at[0]])
			s.sent, end = append(s.sent, Sent{Kind: m[1], Text: m[2], Late: between == "~"}), at[1]
		}
		if len(s.sent) == 0 {
			return fmt.Errorf("a C line needs «words»")
		}
		before, _, _ := strings.Cut(l.text, "«")
		before = strings.TrimSuffix(strings.TrimSpace(before), s.sent[0].Kind)
		if !s.when(strings.Fields(before)[1:]) {
			return fmt.Errorf("a C line is C, C HH:MM, C +DURATION or C YYYY-MM-DD HH:MM:SS and «words»")
		}
	case 'T':
		when := l.words[1:]
		if n := len(when); n > 1 && when[n-1] == "down" {
			s.down, when = true, when[:n-1]
		}
		if len(when) == 0 || !s.when(when) {
			return fmt.Errorf("a T line is T HH:MM, T +DURATION or T YYYY-MM-DD HH:MM, and \"down\"")
		}
	case 'E':
		if len(l.words) < 2 {
			return fmt.Errorf("an E line says what happens")
		}
	}
	t.steps = append(t.steps, s)
	return nil
}

// when takes the time of a step: nothing, an hour, a duration, or a day and an hour.
func (s *step) when(words []string) bool {
	switch len(words) {
	case 0:
	case 1:
		s.at = words[0]
	case 2:
		s.day, s.at = words[0], words[1]
	default:
		return false
	}
	return true
}

func (t *Transcript) addExpectation(l line) error {
	if len(t.steps) == 0 {
		return fmt.Errorf("an M line follows what it answers")
	}
	last := &t.steps[len(t.steps)-1]
	if last.expect != nil {
		return fmt.Errorf("one M line for each C, E and T")
	}
	e := &expectation{line: l, messages: 1}
	if len(l.words) > 1 {
		if n, err := strconv.Atoi(l.words[1]); err == nil {
			e.messages = n
		}
	}
	forbidden := false
	for _, part := range regexp.MustCompile("`[^`]*`|\\bnot\\b").FindAllString(l.text, -1) {
		switch {
		case part == "not":
			forbidden = true
		case forbidden:
			e.not = append(e.not, strings.Trim(part, "`"))
		default:
			e.want = append(e.want, strings.Trim(part, "`"))
		}
	}
	last.expect = e
	return nil
}
