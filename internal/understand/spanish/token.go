package spanish

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"atrevete/internal/dialog"
)

// Bounds on the work one burst can cause.
const (
	maxRunes    = 3000
	maxTokens   = 600
	maxRepaired = 60 // words looked up in the typo index
)

type tokenKind uint8

const (
	wordToken tokenKind = iota
	numberToken
	markToken  // punctuation
	emojiToken // pictures
	breakToken // between messages, and line ends
)

// token is one word, number or sign with its place in the burst's text.
type token struct {
	kind     tokenKind
	raw      string // folded as written: lower case, no accents
	norm     string // raw after chat spellings and typo repair
	value    int    // of a number
	digits   int    // how many digits a number has
	from, to int    // byte offsets in the text
	glued    bool   // nothing between this token and the one before
	accented bool   // carried an accent as written ("sí", "él")
	capital  bool   // began with a capital letter
	question bool   // inside a question
	repaired bool   // norm comes from typo repair
	blocked  bool   // part of a phone number, price or code: no time in it
	message  int
}

// line is the tokenised burst.
type line struct {
	text string
	toks []token
}

// words returns the original text between tokens [from, to).
func (l *line) words(from, to int) string {
	if from < 0 || to > len(l.toks) || from >= to {
		return ""
	}
	return l.text[l.toks[from].from:l.toks[to-1].to]
}

// at returns the repaired word at i, or "" outside the line.
func (l *line) at(i int) string {
	if i < 0 || i >= len(l.toks) {
		return ""
	}
	return l.toks[i].norm
}

// is reports whether the word at i is one of the given.
func (l *line) is(i int, words ...string) bool {
	w := l.at(i)
	if w == "" {
		return false
	}
	for _, one := range words {
		if w == one {
			return true
		}
	}
	return false
}

// match reports whether the words at i, i+1, … are exactly those of the
// phrase (separated by one space).
func (l *line) match(i int, phrase string) (next int, ok bool) {
	for phrase != "" {
		word := phrase
		if cut := strings.IndexByte(phrase, ' '); cut >= 0 {
			word, phrase = phrase[:cut], phrase[cut+1:]
		} else {
			phrase = ""
		}
		if l.at(i) != word {
			return i, false
		}
		i++
	}
	return i, true
}

// matchAny returns the end of the longest phrase that starts at i.
func (l *line) matchAny(i int, phrases ...string) (next int, ok bool) {
	next = i
	for _, p := range phrases {
		if n, hit := l.match(i, p); hit && n > next {
			next, ok = n, true
		}
	}
	return next, ok
}

func (l *line) isNumber(i int) bool {
	return i >= 0 && i < len(l.toks) && l.toks[i].kind == numberToken && !l.toks[i].blocked
}

// foldRune returns the plain lower-case letter of r, or 0 for a combining mark.
func foldRune(r rune) rune {
	if r < 0x80 {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}
	if unicode.Is(unicode.Mn, r) {
		return 0
	}
	for _, d := range norm.NFKD.String(string(r)) {
		return unicode.ToLower(d)
	}
	return unicode.ToLower(r)
}

// tokenise joins the messages of a burst and cuts them into tokens.
func tokenise(messages []dialog.Message) *line {
	l := &line{}
	var text strings.Builder
	budget := maxRunes
	for i, m := range messages {
		if i > 0 {
			text.WriteByte('\n')
		}
		for _, r := range m.Text {
			if budget--; budget < 0 {
				break
			}
			text.WriteRune(r)
		}
	}
	l.text = text.String()
	l.scan()
	l.markQuestions()
	l.blockNumbers()
	return l
}

func (l *line) scan() {
	s := scanner{l: l, text: l.text}
	for s.i < len(s.text) && len(l.toks) < maxTokens {
		s.step()
	}
}

// nail is how "uña" is written once folded, apart from the article "una".
const nail = "unya"

// scanner walks the text once.
type scanner struct {
	l       *line
	text    string
	i       int
	spaced  bool
	message int
}

func (s *scanner) step() {
	r, size := decode(s.text[s.i:])
	switch {
	case r == '\n':
		s.add(token{kind: breakToken, raw: "\n", from: s.i, to: s.i + size})
		s.message++
		s.i += size
		s.spaced = true
	case unicode.IsSpace(r) || r == '\u200b':
		s.i += size
		s.spaced = true
	case unicode.IsDigit(r):
		s.number()
	case unicode.IsLetter(r):
		s.word()
	case unicode.Is(unicode.Mn, r) || r == '\u200d' || r == '\ufe0f' || unicode.Is(unicode.Sk, r):
		s.i += size // variation selectors, joiners, skin tones
	case r >= 0x2190 && (unicode.IsSymbol(r) || r >= 0x1F000):
		s.add(token{kind: emojiToken, raw: string(r), from: s.i, to: s.i + size})
		s.i += size
	default:
		s.add(token{kind: markToken, raw: string(foldRune(r)), from: s.i, to: s.i + size})
		s.i += size
	}
}

func (s *scanner) add(t token) {
	t.norm = t.raw
	t.glued = !s.spaced && len(s.l.toks) > 0
	t.message = s.message
	s.l.toks = append(s.l.toks, t)
	s.spaced = false
}

func (s *scanner) number() {
	from, value, digits := s.i, 0, 0
	for s.i < len(s.text) {
		r, size := decode(s.text[s.i:])
		d := int(r - '0')
		if d < 0 || d > 9 {
			if !unicode.IsDigit(r) {
				break
			}
			d = 0
		}
		if digits < 9 {
			value = value*10 + d
		}
		digits++
		s.i += size
	}
	s.add(token{kind: numberToken, raw: s.text[from:s.i], value: value, digits: digits, from: from, to: s.i})
}

func (s *scanner) word() {
	from := s.i
	var b strings.Builder
	accented := false
	first, _ := decode(s.text[s.i:])
	run, last := 0, rune(0)
	for s.i < len(s.text) {
		r, size := decode(s.text[s.i:])
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) {
			break
		}
		f := foldRune(r)
		if f == 0 || (r >= 0x80 && f < 0x80 && f != 'n') {
			accented = true
		}
		s.i += size
		if f == 0 {
			continue
		}
		if f == last {
			run++
		} else {
			run, last = 1, f
		}
		if run == 3 { // "holaaa": a letter said three times is said once
			trimmed := b.String()
			b.Reset()
			b.WriteString(trimmed[:len(trimmed)-len(string(f))])
		}
		if run < 3 {
			b.WriteRune(f)
		}
	}
	raw := b.String()
	if strings.HasPrefix(raw, "una") && len(raw) <= 4 && strings.ContainsAny(s.text[from:s.i], "ñÑ") {
		raw = nail + raw[3:] // "uñas" is no article
	}
	s.add(token{
		kind: wordToken, raw: raw, from: from, to: s.i,
		accented: accented, capital: unicode.IsUpper(first),
	})
}

func decode(s string) (rune, int) {
	r, size := utf8.DecodeRuneInString(s)
	return r, max(size, 1)
}

// markQuestions flags the tokens of each clause that ends in a question mark.
func (l *line) markQuestions() {
	start := 0
	for i := range l.toks {
		switch l.toks[i].raw {
		case "¿":
			start = i
		case ".", "!", "\n", ";":
			if l.toks[i].raw != "." || !l.insideNumber(i) {
				start = i + 1
			}
		case "?":
			for j := start; j <= i; j++ {
				l.toks[j].question = true
			}
			start = i + 1
		}
	}
}

func (l *line) insideNumber(i int) bool {
	return i > 0 && i+1 < len(l.toks) && l.toks[i-1].kind == numberToken &&
		l.toks[i+1].kind == numberToken && l.toks[i].glued && l.toks[i+1].glued
}
