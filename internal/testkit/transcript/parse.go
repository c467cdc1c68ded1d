package transcript

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Parse reads a transcript. Errors name the line.
func Parse(name, text string) (*Transcript, error) {
	t := &Transcript{Name: name}
	for i, raw := range strings.Split(text, "\n") {
		l := line{no: i + 1, text: strings.TrimSpace(raw)}
		l.words = strings.Fields(l.text)
		if err := t.add(l); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, l.no, err)
		}
	}
	if t.Title == "" || len(t.steps) == 0 {
		return nil, fmt.Errorf("%s: a transcript needs a title and at least one C line", name)
	}
	return t, nil
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
	quoted := regexp.MustCompile(`«([^»]*)»`)
	switch s.kind {
	case 'C':
		for _, m := range quoted.FindAllStringSubmatch(l.text, -1) {
			s.texts = append(s.texts, m[1])
		}
		if len(s.texts) == 0 {
			return fmt.Errorf("a C line needs «words»")
		}
		if len(l.words) > 1 && !strings.HasPrefix(l.words[1], "«") {
			s.at = l.words[1]
		}
	case 'T':
		if len(l.words) != 2 {
			return fmt.Errorf("a T line is T HH:MM or T +DURATION")
		}
		s.at = l.words[1]
	case 'E':
		if len(l.words) < 2 {
			return fmt.Errorf("an E line says what happens")
		}
	}
	t.steps = append(t.steps, s)
	return nil
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
