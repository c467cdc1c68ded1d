package dialog

import "atrevete/internal/salon"

// UtteranceID names something the assistant can say; replies/es holds the words.
type UtteranceID string

// Utterance is one thing to say, with typed data for its template. A turn's
// utterances are joined into one message; at most one of them asks.
type Utterance struct {
	ID   UtteranceID `json:"id"`
	Data any         `json:"data,omitempty"`
	// Options make the message a menu, where people expect to tap.
	Options []salon.Option `json:"options,omitempty"`
	// Fact marks news that go out even when a person owns the conversation:
	// payment received, hold expired.
	Fact bool `json:"fact,omitempty"`
	// Class of the message for the metrics: LINK, CONFIRMED, …; empty: ordinary.
	Class string `json:"class,omitempty"`
}

// Reply is a rendered message, ready for the outbox.
type Reply struct {
	Text    string
	Options []salon.Option
	Fact    bool
	Class   string
	About   salon.MessageKind // of the first utterance that may have to go out as a template
	Facts   map[string]string // that fill its template, in words
}
