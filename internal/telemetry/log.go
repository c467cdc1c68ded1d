package telemetry

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// Keys that every package uses in its log lines.
const (
	KeyConversation = "conversation_id"
	KeyTurn         = "turn_id"
	KeySalon        = "salon"
	KeyErr          = "err"
)

// NewLogger returns a logger that writes one event a line to w. format is
// "json" or "text", level "debug", "info", "warn" or "error". Secrets are
// never written; personal data only at level debug.
func NewLogger(w io.Writer, format, level string) (*slog.Logger, error) {
	var least slog.Level
	if err := least.UnmarshalText([]byte(level)); err != nil {
		return nil, fmt.Errorf("log level %q: choose debug, info, warn or error", level)
	}
	options := &slog.HandlerOptions{Level: least}
	switch strings.ToLower(format) {
	case "json":
		return slog.New(Redact(slog.NewJSONHandler(w, options))), nil
	case "text":
		return slog.New(Redact(slog.NewTextHandler(w, options))), nil
	default:
		return nil, fmt.Errorf("log format %q: choose json or text", format)
	}
}
