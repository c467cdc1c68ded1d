package telemetry

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"regexp"
	"strings"
)

// Redacted stands where something was left out of a log line.
const Redacted = "[redacted]"

// redactor is a handler that leaves out secrets always and personal data above
// level debug. It feeds two copies of the same inner handler, since attributes
// given to With are formatted before a record's level is known.
type redactor struct {
	open   slog.Handler // for level debug and below: secrets left out
	closed slog.Handler // above: personal data left out too
}

// Redact wraps a handler so that it sees no secrets and, above level debug, no
// personal data: by key (phone, text, name, email, token …), by shape inside
// strings and errors (e-mail addresses, phone numbers, passwords in addresses,
// provider keys), and by kind (whole structs).
func Redact(inner slog.Handler) slog.Handler { return redactor{open: inner, closed: inner} }

// Enabled implements slog.Handler.
func (r redactor) Enabled(ctx context.Context, level slog.Level) bool {
	return r.open.Enabled(ctx, level)
}

// Handle implements slog.Handler.
func (r redactor) Handle(ctx context.Context, record slog.Record) error {
	personal := record.Level > slog.LevelDebug
	clean := slog.NewRecord(record.Time, record.Level, scrub(record.Message, personal), record.PC)
	record.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(cleanAttr(a, personal))
		return true
	})
	if personal {
		return r.closed.Handle(ctx, clean)
	}
	return r.open.Handle(ctx, clean)
}

// WithAttrs implements slog.Handler.
func (r redactor) WithAttrs(attrs []slog.Attr) slog.Handler {
	return redactor{open: r.open.WithAttrs(cleanAttrs(attrs, false)), closed: r.closed.WithAttrs(cleanAttrs(attrs, true))}
}

// WithGroup implements slog.Handler.
func (r redactor) WithGroup(name string) slog.Handler {
	return redactor{open: r.open.WithGroup(name), closed: r.closed.WithGroup(name)}
}

func cleanAttrs(attrs []slog.Attr, personal bool) []slog.Attr {
	clean := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		clean[i] = cleanAttr(a, personal)
	}
	return clean
}

func cleanAttr(a slog.Attr, personal bool) slog.Attr {
	value := a.Value.Resolve()
	if isSecret(a.Key) || personal && isPersonal(a.Key) {
		if value.Kind() == slog.KindString && value.String() == "" {
			return a
		}
		return slog.String(a.Key, Redacted)
	}
	switch value.Kind() {
	case slog.KindGroup:
		return slog.Attr{Key: a.Key, Value: slog.GroupValue(cleanAttrs(value.Group(), personal)...)}
	case slog.KindString:
		return slog.String(a.Key, scrub(value.String(), personal))
	case slog.KindAny:
		return slog.Attr{Key: a.Key, Value: cleanAny(value.Any(), personal)}
	default:
		return slog.Attr{Key: a.Key, Value: value}
	}
}

// cleanAny lets through what has a plain text form. A struct, map or pointer
// could hold anything and is named by its type only.
func cleanAny(v any, personal bool) slog.Value {
	switch v := v.(type) {
	case nil:
		return slog.AnyValue(nil)
	case error:
		return slog.StringValue(scrub(v.Error(), personal))
	case []byte:
		return slog.StringValue(fmt.Sprintf("[%d bytes]", len(v)))
	case fmt.Stringer:
		return slog.StringValue(scrub(v.String(), personal))
	}
	kind := reflect.TypeOf(v).Kind()
	switch kind {
	case reflect.String:
		return slog.StringValue(scrub(reflect.ValueOf(v).String(), personal))
	case reflect.Struct, reflect.Map, reflect.Pointer, reflect.Interface, reflect.Func, reflect.Chan:
		if personal {
			return slog.StringValue(fmt.Sprintf("[%T]", v))
		}
		return slog.StringValue(scrub(fmt.Sprintf("%+v", v), false))
	case reflect.Slice, reflect.Array:
		if personal && reflect.TypeOf(v).Elem().Kind() > reflect.Complex128 && reflect.TypeOf(v).Elem().Kind() != reflect.String {
			return slog.StringValue(fmt.Sprintf("[%T]", v))
		}
		return slog.StringValue(scrub(fmt.Sprint(v), personal))
	default:
		return slog.AnyValue(v)
	}
}

// isSecret reports whether the value under a key opens something.
func isSecret(key string) bool {
	switch key = lastPart(key); key {
	case "token", "secret", "password", "authorization", "signature", "cookie", "api_key", "secret_key", "access_token", "key_material":
		return true
	default:
		return strings.HasSuffix(key, "_token") || strings.HasSuffix(key, "_secret") || strings.HasSuffix(key, "_password") || strings.HasSuffix(key, "_api_key")
	}
}

// isPersonal reports whether the value under a key may tell who a customer is
// or what they wrote.
func isPersonal(key string) bool {
	switch key = lastPart(key); key {
	case "phone", "text", "name", "email", "body", "message", "content", "first_name", "last_name", "surname",
		"customer", "contact", "transcript", "payload", "words", "to", "title":
		return true
	default:
		return strings.HasSuffix(key, "_phone") || strings.HasSuffix(key, "_email") || strings.HasSuffix(key, "_text") || strings.HasSuffix(key, "_body")
	}
}

func lastPart(key string) string {
	key = strings.ToLower(key)
	if dot := strings.LastIndexByte(key, '.'); dot >= 0 {
		key = key[dot+1:]
	}
	return key
}

// Shapes of what must not be written, wherever it stands.
var (
	passwordInURL = regexp.MustCompile(`(://[^:/@\s]*:)[^@/\s]+@`)
	providerKey   = regexp.MustCompile(`\b(?:sk|rk|pk)_(?:live|test)_\w+|\bwhsec_[\w+/=]+|\bsk-[\w-]{16,}|\b[Bb]earer\s+\S+`)
	payLink       = regexp.MustCompile(`(/(?:pay|webhook/chatwoot)/)[\w-]{8,}`)
	emailAddress  = regexp.MustCompile(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`)
	phoneNumber   = regexp.MustCompile(`\+\d[\d ]{7,16}\d`)
)

// scrub leaves out what has the shape of a secret or, with personal, of a
// phone number or an e-mail address.
func scrub(s string, personal bool) string {
	if strings.Contains(s, "://") {
		s = passwordInURL.ReplaceAllString(s, "${1}"+Redacted+"@")
	}
	if strings.ContainsAny(s, "_-") || strings.Contains(s, "earer") {
		s = providerKey.ReplaceAllString(s, Redacted)
	}
	if strings.ContainsRune(s, '/') {
		s = payLink.ReplaceAllString(s, "${1}"+Redacted)
	}
	if !personal {
		return s
	}
	if strings.ContainsRune(s, '@') {
		s = emailAddress.ReplaceAllString(s, Redacted)
	}
	if strings.ContainsRune(s, '+') {
		s = phoneNumber.ReplaceAllString(s, Redacted)
	}
	return s
}
