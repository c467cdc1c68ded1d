package chatwoot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"atrevete/internal/channel"
)

// Inspection is how a Chatwoot is set up, for the set-up check. Errors are per
// question: one token may be wrong and the other right.
type Inspection struct {
	Version    string        // empty: not told
	Skew       time.Duration // of Chatwoot's clock against ours; zero: not told
	BotToken   error
	AgentToken error
	Inbox      *Inbox // nil: not read
	BotURL     string // where the inbox's agent bot posts to; empty: it has none
	BotError   error  // why that could not be read
	// KeepPending: the account keeps a conversation pending when a webhook of ours
	// fails; nil: not told.
	KeepPending *bool
}

// Inbox is what matters of an inbox's settings.
type Inbox struct {
	Name      string             `json:"name"`
	Channel   string             `json:"channel_type"`
	Greeting  bool               `json:"greeting_enabled"`
	Hours     bool               `json:"working_hours_enabled"`
	Templates []ApprovedTemplate `json:"message_templates"`
}

// ApprovedTemplate is a template as Meta knows it.
type ApprovedTemplate struct {
	Name       string `json:"name"`
	Status     string `json:"status"`
	Language   string `json:"language"`
	Components []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	} `json:"components"`
}

// Body is the registered text.
func (t ApprovedTemplate) Body() string {
	for _, c := range t.Components {
		if strings.EqualFold(c.Type, "body") {
			return c.Text
		}
	}
	return ""
}

// Inspect asks how everything is set up. It changes nothing. The error says that
// Chatwoot does not answer at all.
func (c *Channel) Inspect(ctx context.Context) (Inspection, error) {
	var out Inspection
	var err error
	if out.Version, out.Skew, err = c.about(ctx); err != nil {
		return out, err
	}
	// A conversation that cannot exist: found missing by whoever may look.
	err = c.do(ctx, call{op: "use bot token", method: http.MethodGet, path: "conversations/0", token: c.cfg.BotToken})
	if !errors.Is(err, channel.ErrPermanent) {
		out.BotToken = err
	}
	if c.cfg.AgentToken == "" {
		out.AgentToken = errors.New("not set")
		return out, nil
	}
	if c.cfg.InboxID == 0 {
		return out, nil
	}
	path := "inboxes/" + itoa(c.cfg.InboxID)
	inbox := &Inbox{}
	if err := c.do(ctx, call{op: "read inbox", method: http.MethodGet, path: path, token: c.cfg.AgentToken, answer: inbox}); err != nil {
		out.AgentToken = err
		return out, nil
	}
	out.Inbox = inbox
	var bot struct {
		AgentBot struct {
			URL string `json:"outgoing_url"`
		} `json:"agent_bot"`
	}
	out.BotError = c.do(ctx, call{op: "read agent bot", method: http.MethodGet, path: path + "/agent_bot", token: c.cfg.AgentToken, answer: &bot})
	out.BotURL = bot.AgentBot.URL
	var account struct {
		Settings struct {
			KeepPending *bool `json:"keep_pending_on_bot_failure"`
		} `json:"settings"`
	}
	if err := c.do(ctx, call{op: "read account", method: http.MethodGet, token: c.cfg.AgentToken, answer: &account}); err == nil {
		out.KeepPending = account.Settings.KeepPending
	}
	return out, nil
}

// about asks for the version, and reads the clock off the answer.
func (c *Channel) about(ctx context.Context) (version string, skew time.Duration, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(c.cfg.APIURL, "/")+"/api", nil)
	if err != nil {
		return "", 0, fmt.Errorf("ask chatwoot for its version: %w", err)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return "", 0, fmt.Errorf("ask chatwoot for its version: %w", withoutURL(err))
	}
	defer func() { _ = resp.Body.Close() }()
	if at, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		skew = at.Sub(c.cfg.Now()).Round(time.Second)
	}
	var answer struct {
		Version string `json:"version"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(nil, resp.Body, maxAnswer)).Decode(&answer); err != nil {
		return "", skew, nil //nolint:nilerr // something answers; the version is only advice
	}
	return answer.Version, skew, nil
}
