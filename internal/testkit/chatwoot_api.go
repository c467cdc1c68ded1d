package testkit

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// reply is what a call answers.
type reply struct {
	status int
	body   any
}

// routes serves the REST calls that we make.
func (c *Chatwoot) routes() http.Handler {
	const base = "/api/v1/accounts/{account}/conversations/{conversation}"
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+base, c.call("standing", true, c.show))
	mux.HandleFunc("GET "+base+"/messages", c.call("find", false, c.listMessages))
	mux.HandleFunc("POST "+base+"/messages", c.call("send", true, c.createMessage))
	mux.HandleFunc("POST "+base+"/toggle_status", c.call("status", true, c.toggleStatus))
	mux.HandleFunc("GET "+base+"/labels", c.call("labels", true, c.listLabels))
	mux.HandleFunc("POST "+base+"/labels", c.call("labels", true, c.setLabels))
	mux.HandleFunc("GET /api/v1/accounts/{account}/conversations", c.call("list", false, c.listConversations))
	c.setupRoutes(mux)
	mux.HandleFunc("DELETE /api/v1/accounts/{account}/contacts/{contact}", c.deleteContact)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		c.problem("unexpected call %s %s", r.Method, r.URL.Path)
		http.NotFound(w, r)
	})
	return mux
}

// served is a request after authentication.
type served struct {
	*http.Request
	conversation *ChatwootConversation
	body         map[string]any
	fault        ChatwootFault
	webhooks     [][]byte // to post afterwards
}

// call wraps one endpoint: token, faults, shape, record. bot: a bot's token may call it.
func (c *Chatwoot) call(op string, bot bool, serve func(*served) reply) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		fault := c.fault(op)
		if fault.Before != nil {
			fault.Before()
		}
		raw, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(raw))
		id, _ := strconv.ParseInt(r.PathValue("conversation"), 10, 64)
		record := ChatwootCall{Op: op, Method: r.Method, Conversation: id}
		if len(raw) > 0 && json.Unmarshal(raw, &record.Body) != nil {
			c.problem("%s: body is no JSON object", op)
		}
		if c.spec != nil {
			c.spec.check(c, r, raw)
		}
		var q *served
		answer := reply{status: http.StatusUnauthorized, body: map[string]any{"error": "You are not authorized"}}
		if !fault.spoils() || fault.AfterWork {
			q = &served{Request: r, body: record.Body, fault: fault}
			answer = c.serve(q, bot, id, serve)
		}
		defer func() { // also when the connection is broken
			c.mu.Lock()
			c.calls = append(c.calls, record)
			c.mu.Unlock()
			if q != nil {
				c.notify(q.webhooks...)
			}
		}()
		if fault.spoils() {
			record.Status = fault.answer(w, r, c.closing)
			return
		}
		record.Status = answer.status
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(answer.status)
		_ = json.NewEncoder(w).Encode(answer.body)
	}
}

// serve checks token and conversation and does the work.
func (c *Chatwoot) serve(q *served, bot bool, id int64, serve func(*served) reply) reply {
	token := q.Header.Get("Api-Access-Token")
	if q.Header.Get("Api_access_token") != "" {
		c.problem("the token came in an underscore header, which reverse proxies drop")
	}
	if token != c.AgentToken && (!bot || token != c.BotToken) {
		return reply{http.StatusUnauthorized, map[string]any{"error": "You are not authorized to do this action"}}
	}
	if q.PathValue("account") != strconv.FormatInt(c.AccountID, 10) {
		c.problem("wrong account in %s", q.URL.Path)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	conv, ok := c.conversations[id]
	if !ok && q.PathValue("conversation") != "" {
		return reply{http.StatusNotFound, map[string]any{"error": "Resource could not be found"}}
	}
	q.conversation = conv
	return serve(q)
}

func (c *Chatwoot) show(q *served) reply {
	body := c.conversationHash(q.conversation)
	body["account_id"], body["uuid"] = c.AccountID, "5a1e0c9e-3f0c-4f6b-9b0a-0f2f0a6d9b11"
	return reply{http.StatusOK, body}
}

// listConversations pages as Chatwoot does: 25 at a time, the latest activity first.
func (c *Chatwoot) listConversations(q *served) reply {
	const perPage = 25
	page, _ := strconv.Atoi(q.FormValue("page"))
	var all []*ChatwootConversation
	for _, conv := range c.conversations {
		if status := q.FormValue("status"); status == "all" || status == conv.Status || status == "" && conv.Status == "open" {
			all = append(all, conv)
		}
	}
	slices.SortFunc(all, func(a, b *ChatwootConversation) int {
		return cmp.Or(b.activity().Compare(a.activity()), cmp.Compare(b.ID, a.ID))
	})
	payload := []map[string]any{}
	for i := (max(page, 1) - 1) * perPage; i < len(all) && len(payload) < perPage; i++ {
		one := c.conversationHash(all[i])
		one["last_activity_at"] = all[i].activity().Unix()
		delete(one, "contact_inbox") // lists do not tell it
		payload = append(payload, one)
	}
	return reply{http.StatusOK, map[string]any{"data": map[string]any{"meta": map[string]any{"all_count": len(all)}, "payload": payload}}}
}

// activity is when something was said last.
func (conv *ChatwootConversation) activity() time.Time {
	if len(conv.Messages) == 0 {
		return time.Time{}
	}
	return conv.Messages[len(conv.Messages)-1].At
}

// listMessages pages as Chatwoot does: after: 100 above an id; before: 20 below; else the last 20.
func (c *Chatwoot) listMessages(q *served) reply {
	after, _ := strconv.ParseInt(q.FormValue("after"), 10, 64)
	before, _ := strconv.ParseInt(q.FormValue("before"), 10, 64)
	var found []ChatwootMessage
	for _, m := range q.conversation.Messages {
		if m.ID > after && (before == 0 || m.ID < before) {
			found = append(found, m)
		}
	}
	switch {
	case after != 0:
		found = found[:min(len(found), 100)]
	default:
		found = found[max(0, len(found)-20):]
	}
	payload := make([]map[string]any, 0, len(found))
	for _, m := range found {
		payload = append(payload, c.listedMessage(q.conversation, m))
	}
	return reply{http.StatusOK, map[string]any{"meta": map[string]any{"labels": q.conversation.Labels}, "payload": payload}}
}

func (c *Chatwoot) createMessage(q *served) reply {
	content, _ := q.body["content"].(string)
	private, _ := q.body["private"].(bool)
	kind, _ := q.body["content_type"].(string)
	attributes, _ := q.body["content_attributes"].(map[string]any)
	c.checkMessage(q.body, kind, content, attributes)
	m := ChatwootMessage{
		Type: "outgoing", From: "bot", Private: private, Content: content, ContentType: kind, Attributes: attributes,
	}
	m.Template, _ = q.body["template_params"].(map[string]any)
	times := 1
	if q.fault.Repeat {
		times = 2
	}
	for range times {
		m = c.store(q.conversation, m)
		q.webhooks = append(q.webhooks, c.messageEvent(q.conversation, m, "message_created"))
	}
	answer := c.listedMessage(q.conversation, m)
	refused := c.refusedTemplate(m) || (m.Template == nil && q.conversation.Closed)
	if refused && !private { // stored all the same, and refused by WhatsApp afterwards
		q.conversation.Messages[len(q.conversation.Messages)-1].Status = "failed"
		m.Status = "failed"
		m.Attributes = merge(m.Attributes, "external_error", "Template not found or invalid template name")
		q.webhooks = append(q.webhooks, c.messageEvent(q.conversation, m, "message_updated"))
	}
	return reply{http.StatusOK, answer}
}

// refusedTemplate reports whether WhatsApp would refuse a template: not approved,
// or not filled as it is registered. Templates go out whether the window is open or not.
func (c *Chatwoot) refusedTemplate(m ChatwootMessage) bool {
	if m.Template == nil || c.Templates == nil {
		return false
	}
	name, _ := m.Template["name"].(string)
	processed, _ := m.Template["processed_params"].(map[string]any)
	body, _ := processed["body"].(map[string]any)
	variables, approved := c.Templates[name]
	if !approved || len(body) != variables {
		return true
	}
	for n := range variables {
		if value, _ := body[strconv.Itoa(n+1)].(string); value == "" || strings.ContainsAny(value, "\n\t") {
			return true
		}
	}
	return false
}

// checkMessage holds new messages to what Chatwoot and WhatsApp accept.
func (c *Chatwoot) checkMessage(body map[string]any, kind, content string, attributes map[string]any) {
	if _, ok := body["source_id"]; ok {
		c.problem("source_id on an outgoing message: it would not be sent")
	}
	if body["message_type"] != "outgoing" || content == "" {
		c.problem("message without content, or not outgoing: %v", body)
	}
	if attributes["outbox_id"] == nil {
		c.problem("message without content_attributes.outbox_id")
	}
	items, _ := attributes["items"].([]any)
	if kind != "input_select" {
		if items != nil {
			c.problem("items without content_type input_select")
		}
		return
	}
	limit := 24
	if len(items) <= 3 {
		limit = 20
	}
	if len(items) == 0 || len(items) > 10 || utf8.RuneCountInString(content) > 1024 {
		c.problem("menu of %d items under %d characters", len(items), utf8.RuneCountInString(content))
	}
	seen := map[string]bool{}
	for _, raw := range items {
		item, _ := raw.(map[string]any)
		title, _ := item["title"].(string)
		value, _ := item["value"].(string)
		if len(item) != 2 || title == "" || value == "" || seen[title] || utf8.RuneCountInString(title) > limit {
			c.problem("menu item %v of %d", raw, len(items))
		}
		seen[title] = true
	}
}

func (c *Chatwoot) toggleStatus(q *served) reply {
	status, _ := q.body["status"].(string)
	if status == "" {
		c.problem("toggle_status without status really toggles")
	}
	before := q.conversation.Status
	q.conversation.Status = status
	if before != status {
		q.webhooks = append(q.webhooks, c.statusEvents(q.conversation, before)...)
	}
	return reply{http.StatusOK, map[string]any{"meta": map[string]any{}, "payload": map[string]any{
		"success": true, "current_status": status, "conversation_id": q.conversation.ID,
	}}}
}

func (c *Chatwoot) listLabels(q *served) reply {
	return reply{http.StatusOK, map[string]any{"payload": append([]string{}, q.conversation.Labels...)}}
}

func (c *Chatwoot) setLabels(q *served) reply {
	list, _ := q.body["labels"].([]any)
	q.conversation.Labels = nil
	for _, l := range list {
		name, _ := l.(string)
		q.conversation.Labels = append(q.conversation.Labels, name)
	}
	return c.listLabels(q)
}
