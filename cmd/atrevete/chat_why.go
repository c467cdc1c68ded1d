package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"atrevete/internal/salon"
)

// explain prints a turn's row: words → commands → rules → slots weighed →
// utterances. Empty parts are left out.
func (t *terminal) explain(why salon.TurnWhy) {
	for _, part := range []struct {
		name string
		raw  []byte
		line func(json.RawMessage) string
	}{
		{"words", why.Words, wordsLine},
		{"commands", why.Commands, compactLine},
		{"rules", why.Rules, textLine},
		{"slots", why.Slots, compactLine},
		{"utterances", why.Utterances, compactLine},
	} {
		var rows []json.RawMessage
		if err := json.Unmarshal(part.raw, &rows); err != nil {
			continue // null: there was nothing
		}
		for i, row := range rows {
			name := part.name
			if i > 0 {
				name = ""
			}
			t.say(fmt.Sprintf("  · %-10s %s", name, part.line(row)))
		}
	}
	t.say(fmt.Sprintf("  · %-10s %s", "outcome", why.Outcome))
}

// wordsLine is the text of a message, or what it was when it had none.
func wordsLine(raw json.RawMessage) string {
	var message struct {
		Text string `json:"text"`
	}
	if err := json.Unmarshal(raw, &message); err != nil || message.Text == "" {
		return compactLine(raw)
	}
	return "«" + message.Text + "»"
}

func textLine(raw json.RawMessage) string {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return compactLine(raw)
	}
	return text
}

// compactLine is a JSON object as "name=value name=value", nested ones as they are.
func compactLine(raw json.RawMessage) string {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return string(raw)
	}
	var parts []string
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return string(raw)
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return string(raw)
		}
		text := string(value)
		var plain string
		if json.Unmarshal(value, &plain) == nil {
			text = plain
		}
		if text != "null" && text != "" {
			parts = append(parts, fmt.Sprintf("%v=%s", name, text))
		}
	}
	return strings.Join(parts, " ")
}
