package salon

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxSeedDepth bounds the nesting of a seed file; the real ones need five.
const maxSeedDepth = 32

// node is one value of a seed file together with the line it stands on.
type node struct {
	line   int
	value  any // string, json.Number, bool, nil; []*node; *object
	object *object
}

// object is a JSON object with its keys in order.
type object struct {
	keys   []string
	values map[string]*node
}

// seedFile reads one file and collects its faults.
type seedFile struct {
	name      string
	text      []byte
	faults    []Fault
	misshapen bool  // JSON, but not the records that belong here
	counted   int64 // bytes that lineAt has counted
	lines     int   // line ends before counted
}

// fault records something wrong on a line.
func (f *seedFile) fault(line int, format string, args ...any) {
	f.faults = append(f.faults, Fault{File: f.name, Line: line, Message: fmt.Sprintf(format, args...)})
}

// lineAt is the line of a byte offset. It counts on from the last question,
// because tokens come in order.
func (f *seedFile) lineAt(offset int64) int {
	offset = min(max(offset, 0), int64(len(f.text)))
	if offset < f.counted {
		f.counted, f.lines = 0, 0
	}
	f.lines += bytes.Count(f.text[f.counted:offset], []byte("\n"))
	f.counted = offset
	return 1 + f.lines
}

// parse reads the whole file; nil when it is not JSON, which is then reported.
func (f *seedFile) parse() *node {
	if !utf8.Valid(f.text) {
		f.fault(f.badUTF8Line(), "is not UTF-8")
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(f.text))
	dec.UseNumber()
	root, err := f.node(dec, 0)
	if err == nil {
		if _, more := dec.Token(); !errors.Is(more, io.EOF) {
			f.fault(f.lineAt(dec.InputOffset()), "has something after the end of the JSON value")
			return nil
		}
		return root
	}
	line := f.lineAt(dec.InputOffset())
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		f.fault(f.syntaxLine(syntax), "is not JSON: %s", syntax)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		f.fault(f.lineAt(int64(len(bytes.TrimRight(f.text, " \t\r\n")))), "is not JSON: it ends too early")
	default:
		f.fault(line, "is not JSON: %s", err)
	}
	return nil
}

// syntaxLine is the line of what should not be there. The decoder's offset is
// that of the character or just after it, which differs when it is a line end.
func (f *seedFile) syntaxLine(err *json.SyntaxError) int {
	if strings.Contains(err.Error(), `'\n'`) {
		return f.lineAt(err.Offset - 1)
	}
	return f.lineAt(err.Offset)
}

// badUTF8Line is the line of the first byte that is not UTF-8.
func (f *seedFile) badUTF8Line() int {
	for i := 0; i < len(f.text); {
		r, size := utf8.DecodeRune(f.text[i:])
		if r == utf8.RuneError && size <= 1 {
			return f.lineAt(int64(i))
		}
		i += size
	}
	return 1
}

// node reads one value. A token's line is the line of its last byte: no token
// of JSON spans lines.
func (f *seedFile) node(dec *json.Decoder, depth int) (*node, error) {
	if depth > maxSeedDepth {
		return nil, errors.New("nested too deeply")
	}
	token, err := dec.Token()
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller reports it with its line
	}
	n := &node{line: f.lineAt(dec.InputOffset()), value: token}
	switch token {
	case json.Delim('{'):
		n.object, err = f.members(dec, depth)
		n.value = n.object
	case json.Delim('['):
		n.value, err = f.items(dec, depth)
	}
	return n, err
}

// members reads an object up to and including its closing brace.
func (f *seedFile) members(dec *json.Decoder, depth int) (*object, error) {
	o := &object{values: map[string]*node{}}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return nil, err //nolint:wrapcheck // the caller reports it with its line
		}
		key, _ := token.(string)
		line := f.lineAt(dec.InputOffset())
		value, err := f.node(dec, depth+1)
		if err != nil {
			return nil, err
		}
		if _, twice := o.values[key]; twice {
			f.fault(line, "%q is given twice", key)
			continue
		}
		value.line = line
		o.keys = append(o.keys, key)
		o.values[key] = value
	}
	_, err := dec.Token()
	return o, err //nolint:wrapcheck // the caller reports it with its line
}

// items reads an array up to and including its closing bracket.
func (f *seedFile) items(dec *json.Decoder, depth int) ([]*node, error) {
	items := []*node{}
	for dec.More() {
		item, err := f.node(dec, depth+1)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	_, err := dec.Token()
	return items, err //nolint:wrapcheck // the caller reports it with its line
}

// records expects a list of objects and returns them; other things are reported.
func (f *seedFile) records(n *node) []*record {
	items, ok := n.value.([]*node)
	if !ok {
		f.misshapen = true
		f.fault(n.line, "should be a list of objects, like [{…}, {…}]")
		return nil
	}
	var out []*record
	for _, item := range items {
		if r := f.record(item); r != nil {
			out = append(out, r)
		}
	}
	return out
}

// record expects an object; nil when it is something else, which is reported.
func (f *seedFile) record(n *node) *record {
	if n.object == nil {
		f.fault(n.line, "should be an object, like {…}")
		return nil
	}
	return &record{file: f, line: n.line, object: n.object, read: map[string]bool{}}
}

// record reads the fields of one object, remembering which were asked for.
type record struct {
	file   *seedFile
	line   int
	object *object
	read   map[string]bool
}

// line of a field, or of the record when the field is missing.
func (r *record) at(key string) int {
	if n, ok := r.object.values[key]; ok {
		return n.line
	}
	return r.line
}

// lookup finds a field. A null counts as missing and is reported.
func (r *record) lookup(key string, required bool) *node {
	r.read[key] = true
	n, ok := r.object.values[key]
	switch {
	case ok && n.value == nil:
		r.file.fault(n.line, "%q is null; leave the field out instead", key)
		return nil
	case !ok && required:
		r.file.fault(r.line, "%q is missing", key)
	}
	return n
}

// wrong reports a field of the wrong type.
func (r *record) wrong(key, want string) {
	r.file.fault(r.at(key), "%q should be %s", key, want)
}

// text reads a string that must not be blank.
func (r *record) text(key string) string { return r.textField(key, true) }

// optionalText reads a string that may be left out.
func (r *record) optionalText(key string) string { return r.textField(key, false) }

func (r *record) textField(key string, required bool) string {
	n := r.lookup(key, required)
	if n == nil {
		return ""
	}
	text, ok := n.value.(string)
	switch {
	case !ok:
		r.wrong(key, "a text")
	case Fold(text) == "":
		r.file.fault(n.line, "%q is blank", key)
	}
	return text
}

// number reads a whole number that is not negative.
func (r *record) number(key string) int {
	n := r.lookup(key, true)
	if n == nil {
		return 0
	}
	value, ok := wholeNumber(n)
	if !ok || value < 0 {
		r.wrong(key, "a whole number, 0 or more")
		return 0
	}
	return value
}

// wholeNumber is the value of an integer literal.
func wholeNumber(n *node) (int, bool) {
	literal, ok := n.value.(json.Number)
	if !ok {
		return 0, false
	}
	value, err := strconv.ParseInt(string(literal), 10, 32)
	return int(value), err == nil
}

// flag reads true or false.
func (r *record) flag(key string, required bool) bool {
	n := r.lookup(key, required)
	if n == nil {
		return false
	}
	value, ok := n.value.(bool)
	if !ok {
		r.wrong(key, "true or false")
	}
	return value
}

// texts reads a list of strings that are not blank, with their lines.
func (r *record) texts(key string, required bool) (texts []string, lines []int) {
	for _, item := range r.list(key, required) {
		text, ok := item.value.(string)
		if !ok || Fold(text) == "" {
			r.file.fault(item.line, "%q should be a list of texts", key)
			continue
		}
		texts = append(texts, text)
		lines = append(lines, item.line)
	}
	return texts, lines
}

// list reads a list.
func (r *record) list(key string, required bool) []*node {
	n := r.lookup(key, required)
	if n == nil {
		return nil
	}
	items, ok := n.value.([]*node)
	if !ok {
		r.wrong(key, "a list")
	}
	return items
}

// sub reads an object inside the record; nil when it is missing or something else.
func (r *record) sub(key string) *record {
	n := r.lookup(key, true)
	if n == nil {
		return nil
	}
	return r.file.record(n)
}

// done reports the fields nobody asked for.
func (r *record) done() {
	for _, key := range r.object.keys {
		if !r.read[key] {
			r.file.fault(r.object.values[key].line, "unknown field %q", key)
		}
	}
}
