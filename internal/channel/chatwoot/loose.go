package chatwoot

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The types of this file read what Chatwoot writes in more than one form: the
// same name is a number here and a string there, or null. They never fail: what
// cannot be read is zero.

// number is an id that may come as a number or as digits in a string.
type number int64

// UnmarshalJSON implements json.Unmarshaler.
func (n *number) UnmarshalJSON(raw []byte) error {
	*n = 0
	if v, err := strconv.ParseInt(string(bytes.Trim(raw, `"`)), 10, 64); err == nil {
		*n = number(v)
	}
	return nil
}

// String gives the digits, or nothing for zero.
func (n number) String() string {
	if n == 0 {
		return ""
	}
	return itoa(int64(n))
}

// words is a string that may be null or missing. Zero bytes, which PostgreSQL
// cannot store, are dropped.
type words string

// UnmarshalJSON implements json.Unmarshaler.
func (w *words) UnmarshalJSON(raw []byte) error {
	*w = ""
	if len(raw) < 2 || raw[0] != '"' {
		return nil
	}
	if plain := raw[1 : len(raw)-1]; bytes.IndexByte(plain, '\\') < 0 && utf8.Valid(plain) {
		*w = words(plain)
		return nil
	}
	var s string
	if err := json.Unmarshal(raw, &s); err == nil {
		*w = words(strings.ReplaceAll(s, "\x00", ""))
	}
	return nil
}

// direction is a message type, a name at the root and a number in lists.
type direction string

// The directions that matter.
const (
	incoming direction = "incoming"
	outgoing direction = "outgoing"
	template direction = "template"
)

// UnmarshalJSON implements json.Unmarshaler.
func (d *direction) UnmarshalJSON(raw []byte) error {
	switch string(bytes.Trim(raw, `"`)) {
	case "incoming", "0":
		*d = incoming
	case "outgoing", "1":
		*d = outgoing
	case "template", "3":
		*d = template
	default:
		*d = ""
	}
	return nil
}

// moment is a time as ISO 8601 or as unix seconds, perhaps with a fraction.
type moment struct{ time.Time }

// UnmarshalJSON implements json.Unmarshaler.
func (m *moment) UnmarshalJSON(raw []byte) error {
	m.Time = time.Time{}
	text := string(bytes.Trim(raw, `"`))
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		m.Time = at.UTC()
		return nil
	}
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && seconds > 0 && seconds < maxUnix {
		m.Time = time.UnixMilli(int64(seconds * 1000)).UTC()
	}
	return nil
}

// maxUnix is the year 9999 in unix seconds.
const maxUnix = 253402300799

// flag is a boolean; everything but true is false.
type flag bool

// UnmarshalJSON implements json.Unmarshaler.
func (f *flag) UnmarshalJSON(raw []byte) error {
	*f = string(raw) == "true" || string(raw) == `"true"`
	return nil
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
