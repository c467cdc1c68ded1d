package testkit

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// ChatwootSetup is how the pretend Chatwoot says it is set up.
type ChatwootSetup struct {
	Version     string
	BotURL      string // of the inbox's agent bot; empty: none
	KeepPending bool
	Greeting    bool
	Templates   []map[string]any // as Meta approved them
}

// Setup says how it is set up; before that nobody is told.
func (c *Chatwoot) Setup(s ChatwootSetup) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.setup = &s
}

// setupRoutes serves what the set-up check asks.
func (c *Chatwoot) setupRoutes(mux *http.ServeMux) {
	answer := func(what func(ChatwootSetup) any, open bool) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			c.mu.Lock()
			defer c.mu.Unlock()
			switch {
			case c.setup == nil:
				http.NotFound(w, r)
			case !open && r.Header.Get("Api-Access-Token") != c.AgentToken:
				w.WriteHeader(http.StatusUnauthorized)
			default:
				_ = json.NewEncoder(w).Encode(what(*c.setup))
			}
		}
	}
	inbox := "GET /api/v1/accounts/{account}/inboxes/" + strconv.FormatInt(c.InboxID, 10)
	mux.HandleFunc("GET /api", answer(func(s ChatwootSetup) any { return map[string]any{"version": s.Version} }, true))
	mux.HandleFunc("GET /api/v1/accounts/{account}/{$}", answer(func(s ChatwootSetup) any {
		return map[string]any{"id": c.AccountID, "settings": map[string]any{"keep_pending_on_bot_failure": s.KeepPending}}
	}, false))
	mux.HandleFunc(inbox, answer(func(s ChatwootSetup) any {
		return map[string]any{
			"id": c.InboxID, "name": "WhatsApp del salón", "channel_type": "Channel::Whatsapp",
			"greeting_enabled": s.Greeting, "working_hours_enabled": false, "message_templates": s.Templates,
		}
	}, false))
	mux.HandleFunc(inbox+"/agent_bot", answer(func(s ChatwootSetup) any {
		if s.BotURL == "" {
			return map[string]any{"agent_bot": map[string]any{}}
		}
		return map[string]any{"agent_bot": map[string]any{"id": 2, "name": "Maite", "outgoing_url": s.BotURL}}
	}, false))
}
