package stream

import (
	"errors"
	"fmt"
	"time"

	"github.com/gomodule/redigo/redis"

	"atrevete/internal/salon"
)

var errUnreadable = errors.New("redis answered with something of another shape")

// hint is an entry of a stream. The conversation is empty when the entry was
// trimmed away or is not ours.
type hint struct {
	id           string
	conversation salon.ID
}

// consumerInfo is what Redis knows of a consumer.
type consumerInfo struct {
	name    string
	pending int
	idle    time.Duration
}

// readHints reads what XREADGROUP answers about one stream: [[stream, entries]].
func readHints(reply any, err error) ([]hint, error) {
	streams, err := redis.Values(reply, err)
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller says what we were doing
	}
	var all []hint
	for _, one := range streams {
		stream, err := redis.Values(one, nil)
		if err != nil || len(stream) != 2 {
			return nil, errUnreadable
		}
		entries, err := readEntries(stream[1])
		if err != nil {
			return nil, err
		}
		all = append(all, entries...)
	}
	return all, nil
}

// readClaimed reads what XAUTOCLAIM answers: [where to go on, entries, …].
func readClaimed(reply any, err error) (entries []hint, next string, _ error) {
	parts, err := redis.Values(reply, err)
	if err != nil {
		return nil, "", err //nolint:wrapcheck // as above
	}
	if len(parts) < 2 {
		return nil, "", errUnreadable
	}
	if next, err = redis.String(parts[0], nil); err != nil {
		return nil, "", fmt.Errorf("read where to go on: %w", err)
	}
	entries, err = readEntries(parts[1])
	return entries, next, err
}

// readEntries reads [[id, [field, value, …]], …]. Redis before 7 lists nothing
// in place of an entry that was trimmed away; since then, no fields.
func readEntries(reply any) ([]hint, error) {
	list, err := redis.Values(reply, nil)
	if err != nil {
		return nil, fmt.Errorf("read entries: %w", err)
	}
	var all []hint
	for _, one := range list {
		if one == nil {
			continue
		}
		entry, err := redis.Values(one, nil)
		if err != nil || len(entry) != 2 {
			return nil, errUnreadable
		}
		var h hint
		if h.id, err = redis.String(entry[0], nil); err != nil {
			return nil, fmt.Errorf("read the id of an entry: %w", err)
		}
		if entry[1] != nil {
			fields, err := redis.StringMap(entry[1], nil)
			if err != nil {
				return nil, fmt.Errorf("read the fields of an entry: %w", err)
			}
			h.conversation = salon.ID(fields[fieldConversation])
		}
		all = append(all, h)
	}
	return all, nil
}

// readConsumers reads what XINFO CONSUMERS answers: [[key, value, …], …].
func readConsumers(reply any, err error) ([]consumerInfo, error) {
	list, err := redis.Values(reply, err)
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller says what we were doing
	}
	var all []consumerInfo
	for _, one := range list {
		pairs, err := redis.Values(one, nil)
		if err != nil {
			return nil, fmt.Errorf("read a consumer: %w", err)
		}
		var info consumerInfo
		var milliseconds int64
		for ; len(pairs) >= 2 && err == nil; pairs = pairs[2:] {
			switch key, _ := redis.String(pairs[0], nil); key {
			case "name":
				info.name, err = redis.String(pairs[1], nil)
			case "pending":
				info.pending, err = redis.Int(pairs[1], nil)
			case "idle":
				milliseconds, err = redis.Int64(pairs[1], nil)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("read a consumer: %w", err)
		}
		info.idle = time.Duration(milliseconds) * time.Millisecond
		all = append(all, info)
	}
	return all, nil
}
