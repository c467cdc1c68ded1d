package stream

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/gomodule/redigo/redis"
)

func text(s string) any { return []byte(s) }

func list(all ...any) any { return all }

func entry(id string, fields ...string) any {
	var pairs []any
	for _, f := range fields {
		pairs = append(pairs, text(f))
	}
	return list(text(id), pairs)
}

// Entries trimmed away while they were pending come back without fields, or,
// before Redis 7, as nothing.
func TestRepliesOfEveryRedisAreRead(t *testing.T) {
	t.Parallel()
	want := []hint{{"1-0", "a"}, {"2-0", ""}, {"3-0", ""}, {"4-0", "b"}}
	entries := list(
		entry("1-0", fieldConversation, "a"), list(text("2-0"), nil), nil,
		entry("3-0", "what", "ever"), entry("4-0", "what", "ever", fieldConversation, "b"),
	)
	got, err := readHints(list(list(text("s"), entries)), nil)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("read %v, %v", got, err)
	}
	for _, reply := range []any{list(text("0-0"), entries), list(text("0-0"), entries, list(text("5-0")))} {
		got, next, err := readClaimed(reply, nil)
		if err != nil || next != "0-0" || !slices.Equal(got, want) {
			t.Errorf("claimed %v, %q, %v", got, next, err)
		}
	}
	consumers, err := readConsumers(list(
		list(text("name"), text("a"), text("pending"), int64(3), text("idle"), int64(1500)),
		list(text("name"), text("b"), text("pending"), int64(0), text("idle"), int64(2), text("inactive"), int64(-1), text("odd")),
	), nil)
	if wanted := []consumerInfo{{"a", 3, 1500 * time.Millisecond}, {"b", 0, 2 * time.Millisecond}}; err != nil || !slices.Equal(consumers, wanted) {
		t.Errorf("consumers %v, %v", consumers, err)
	}
}

func TestRepliesOfAnotherShapeAreErrors(t *testing.T) {
	t.Parallel()
	said := redis.Error("NOGROUP no such group")
	for _, reply := range []any{
		nil, "OK", int64(1), list(int64(1)), list(text("s")), list(list(text("s"))), list(list(text("s"), int64(1))),
		list(list(text("s"), list(text("1-0")))), list(list(text("s"), list(list(int64(1), nil)))),
		list(list(text("s"), list(list(text("1-0"), int64(1))))), list(list(text("s"), list(list(text("1-0"), list(text("odd")))))),
	} {
		if got, err := readHints(reply, nil); err == nil {
			t.Errorf("%v gives hints %v", reply, got)
		}
		if got, _, err := readClaimed(reply, nil); err == nil {
			t.Errorf("%v gives claimed hints %v", reply, got)
		}
	}
	for _, reply := range []any{nil, list(int64(1)), list(list(text("name"), list())), list(list(text("pending"), text("many")))} {
		if got, err := readConsumers(reply, nil); err == nil {
			t.Errorf("%v gives consumers %v", reply, got)
		}
	}
	_, one := readHints(nil, said)
	_, _, two := readClaimed(nil, said)
	_, three := readConsumers(nil, said)
	for _, err := range []error{one, two, three} {
		if !errors.Is(err, said) {
			t.Errorf("Redis said %v, not %v", said, err)
		}
	}
}
