package chatwoot

import "encoding/json"

// scanner walks a JSON document once, from front to back. Webhooks are decoded
// with it instead of encoding/json, which passes over each body twice, because
// decoding is a large part of what a webhook costs. It is as strict as
// json.Valid about syntax and as tolerant as we like about types: asked for an
// object where there is none, it skips the value.
type scanner struct {
	data  []byte
	pos   int
	depth int
	bad   bool // no JSON: stop looking
}

// maxDepth is how deep values may nest; Chatwoot's are at most ten deep.
const maxDepth = 500

// document reads the whole input as one object. It reports whether it was one.
func (s *scanner) document(field func(key []byte)) bool {
	if s.next() != '{' {
		return false
	}
	s.object(field)
	return !s.bad && s.next() == 0 && s.pos == len(s.data)
}

// object calls field for each key; field must consume the value, by skip at least.
func (s *scanner) object(field func(key []byte)) {
	if s.next() != '{' {
		s.skip()
		return
	}
	s.members('}', func() {
		if s.next() != '"' {
			s.bad = true
			return
		}
		key := s.text()
		if s.next() != ':' || s.bad {
			s.bad = true
			return
		}
		s.pos++
		field(key[1 : len(key)-1])
	})
}

// array calls element for each element, which it must consume.
func (s *scanner) array(element func()) {
	if s.next() != '[' {
		s.skip()
		return
	}
	s.members(']', element)
}

// members reads what is between the bracket at the current position and its end.
func (s *scanner) members(end byte, member func()) {
	s.pos++
	if s.depth++; s.depth > maxDepth {
		s.bad = true
	}
	defer func() { s.depth-- }()
	if s.next() == end {
		s.pos++
		return
	}
	for !s.bad {
		member()
		switch s.next() {
		case ',':
			s.pos++
		case end:
			s.pos++
			return
		default:
			s.bad = true
		}
	}
}

// into lets a leaf read the next value, whatever its type.
func (s *scanner) into(leaf json.Unmarshaler) {
	if raw := s.raw(); !s.bad {
		_ = leaf.UnmarshalJSON(raw) // the leaves of this package never fail
	}
}

// raw consumes the next value and returns its bytes.
func (s *scanner) raw() []byte {
	s.next()
	from := s.pos
	s.skip()
	return s.data[from:s.pos]
}

// skip consumes the next value.
func (s *scanner) skip() {
	switch s.next() {
	case '{':
		s.object(s.ignore)
	case '[':
		s.members(']', s.skip)
	case '"':
		s.text()
	case 't':
		s.literal("true")
	case 'f':
		s.literal("false")
	case 'n':
		s.literal("null")
	default:
		s.numeral()
	}
}

func (s *scanner) ignore([]byte) { s.skip() }

// next returns the next byte that is no white space, without consuming it; 0 at the end.
func (s *scanner) next() byte {
	for !s.bad && s.pos < len(s.data) {
		switch b := s.data[s.pos]; b {
		case ' ', '\t', '\r', '\n':
			s.pos++
		case 0:
			s.bad = true
		default:
			return b
		}
	}
	return 0
}

// text consumes a string and returns it with its quotes, escapes as they are; nil when it is none.
func (s *scanner) text() []byte {
	from := s.pos
	for s.pos++; s.pos < len(s.data); s.pos++ {
		switch b := s.data[s.pos]; {
		case b == '"':
			s.pos++
			return s.data[from:s.pos]
		case b == '\\':
			s.escape()
		case b < ' ':
			s.bad = true
			return nil
		}
		if s.bad {
			return nil
		}
	}
	s.bad = true
	return nil
}

// escape consumes an escape up to its last byte.
func (s *scanner) escape() {
	if s.pos++; s.pos >= len(s.data) {
		s.bad = true
		return
	}
	switch s.data[s.pos] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
	case 'u':
		for range 4 {
			if s.pos++; s.pos >= len(s.data) || !isHex(s.data[s.pos]) {
				s.bad = true
				return
			}
		}
	default:
		s.bad = true
	}
}

func isHex(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'f' || 'A' <= b && b <= 'F'
}

// literal consumes true, false or null.
func (s *scanner) literal(word string) {
	if end := s.pos + len(word); end <= len(s.data) && string(s.data[s.pos:end]) == word {
		s.pos = end
		return
	}
	s.bad = true
}

// numeral consumes a number: -?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?
func (s *scanner) numeral() {
	s.accept('-', '-')
	if !s.accept('0', '0') && !s.digits() {
		s.bad = true
		return
	}
	if s.accept('.', '.') && !s.digits() {
		s.bad = true
		return
	}
	if s.accept('e', 'E') {
		s.accept('+', '-')
		if !s.digits() {
			s.bad = true
		}
	}
}

// accept consumes one byte when it is either of two.
func (s *scanner) accept(a, b byte) bool {
	if s.pos < len(s.data) && (s.data[s.pos] == a || s.data[s.pos] == b) {
		s.pos++
		return true
	}
	return false
}

// digits consumes at least one digit.
func (s *scanner) digits() bool {
	from := s.pos
	for s.pos < len(s.data) && '0' <= s.data[s.pos] && s.data[s.pos] <= '9' {
		s.pos++
	}
	return s.pos > from
}
