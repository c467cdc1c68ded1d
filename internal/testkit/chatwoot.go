package testkit

import (
	"fmt"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// Chatwoot is a pretend Chatwoot: it keeps conversations, answers the REST
// calls we make, posts signed webhooks, and misbehaves when told to. Requests of
// the wrong shape fail the test.
type Chatwoot struct {
	AccountID  int64
	InboxID    int64
	BotToken   string
	AgentToken string           // a person's: may list
	Now        func() time.Time // real time unless set before the first call

	t       testing.TB
	server  *httptest.Server
	spec    *chatwootSpec // nil: not at hand
	webhook chatwootWebhook

	// Templates are the approved ones by name, with how many variables their body
	// has; nil: every one is.
	Templates map[string]int

	mu            sync.Mutex
	conversations map[int64]*ChatwootConversation
	lastMessage   int64
	faults        []*ChatwootFault
	down          bool
	setup         *ChatwootSetup
	calls         []ChatwootCall
	changed       chan struct{} // closed and renewed whenever something changes
	closing       chan struct{}
	posting       sync.WaitGroup
}

// ChatwootConversation is one conversation; the fake hands out copies.
type ChatwootConversation struct {
	ID       int64
	Contact  ChatwootContact
	Status   string // pending, open, resolved, snoozed
	Assignee *ChatwootPerson
	Closed   bool // the 24-hour window: free text fails after being accepted
	Labels   []string
	Messages []ChatwootMessage
}

// ChatwootContact is a customer as Chatwoot knows them.
type ChatwootContact struct {
	ID       int64
	Name     string
	Phone    string // E.164; empty: null
	SourceID string
}

// ChatwootPerson is a member of staff.
type ChatwootPerson struct {
	ID   int64
	Name string
}

// ChatwootMessage is one message of a conversation.
type ChatwootMessage struct {
	ID          int64
	Type        string // incoming, outgoing, template
	From        string // contact, bot, user, phone (the app on the salon's phone)
	Person      ChatwootPerson
	Private     bool
	Content     string // empty: null
	ContentType string // empty: text
	Attributes  map[string]any
	Attachments []map[string]any
	Status      string         // sent, delivered, read, failed
	Template    map[string]any // template_params
	At          time.Time
}

// OutboxID is ours, when the message carries one.
func (m ChatwootMessage) OutboxID() string {
	id, _ := m.Attributes["outbox_id"].(string)
	return id
}

// ChatwootCall is a request that came in.
type ChatwootCall struct {
	Op           string // send, find, standing, status, labels
	Method       string
	Conversation int64
	Body         map[string]any
	Status       int // answered; 0: the connection was broken
}

// NewChatwoot starts a pretend Chatwoot that goes away with the test.
func NewChatwoot(t testing.TB) *Chatwoot {
	c := &Chatwoot{
		AccountID: 1, InboxID: 3, BotToken: "bot-token", AgentToken: "agent-token",
		Now: time.Now, t: t, lastMessage: 7000,
		spec:          loadChatwootSpec(t),
		conversations: make(map[int64]*ChatwootConversation),
		changed:       make(chan struct{}),
		closing:       make(chan struct{}),
	}
	c.server = httptest.NewServer(c.routes())
	t.Cleanup(c.close)
	return c
}

// URL is where it listens.
func (c *Chatwoot) URL() string { return c.server.URL }

func (c *Chatwoot) close() {
	close(c.closing) // lets go of whoever is kept waiting
	c.server.CloseClientConnections()
	c.server.Close()
	c.posting.Wait()
}

// AddConversation adds one, pending unless it says otherwise.
func (c *Chatwoot) AddConversation(conv ChatwootConversation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if conv.Status == "" {
		conv.Status = "pending"
	}
	if conv.Contact.ID == 0 {
		conv.Contact = ChatwootContact{ID: conv.ID + 500, Name: "Nerea Vidal", Phone: "+34611222333", SourceID: "34611222333"}
	}
	c.conversations[conv.ID] = &conv
}

// Conversation gives a copy of one.
func (c *Chatwoot) Conversation(id int64) ChatwootConversation {
	c.mu.Lock()
	defer c.mu.Unlock()
	conv, ok := c.conversations[id]
	if !ok {
		c.t.Errorf("pretend Chatwoot has no conversation %d", id)
		return ChatwootConversation{}
	}
	return c.copyOf(conv)
}

func (c *Chatwoot) copyOf(conv *ChatwootConversation) ChatwootConversation {
	out := *conv
	out.Messages, out.Labels = slices.Clone(conv.Messages), slices.Clone(conv.Labels)
	return out
}

// Replies lists what we said to the customer in a conversation, in order.
func (c *Chatwoot) Replies(id int64) []ChatwootMessage {
	return c.pick(id, func(m ChatwootMessage) bool { return m.From == "bot" && !m.Private })
}

// Notes lists our private notes in a conversation, in order.
func (c *Chatwoot) Notes(id int64) []ChatwootMessage {
	return c.pick(id, func(m ChatwootMessage) bool { return m.From == "bot" && m.Private })
}

func (c *Chatwoot) pick(id int64, keep func(ChatwootMessage) bool) []ChatwootMessage {
	var out []ChatwootMessage
	for _, m := range c.Conversation(id).Messages {
		if keep(m) {
			out = append(out, m)
		}
	}
	return out
}

// WaitReplies waits until we said at least n things in a conversation and returns them.
func (c *Chatwoot) WaitReplies(id int64, n int) []ChatwootMessage {
	c.t.Helper()
	deadline := time.NewTimer(Patience)
	defer deadline.Stop()
	for {
		c.mu.Lock()
		changed := c.changed
		c.mu.Unlock()
		if replies := c.Replies(id); len(replies) >= n {
			return replies
		}
		select {
		case <-changed:
		case <-deadline.C:
			c.t.Fatalf("waited in vain for %d replies in conversation %d, got %d", n, id, len(c.Replies(id)))
		}
	}
}

// Calls lists the requests that came in, of one kind or, for "", all.
func (c *Chatwoot) Calls(op string) []ChatwootCall {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []ChatwootCall
	for _, call := range c.calls {
		if op == "" || call.Op == op {
			out = append(out, call)
		}
	}
	return out
}

// SetStatus changes a conversation's status as staff would, with its webhooks.
func (c *Chatwoot) SetStatus(id int64, status string) {
	c.mu.Lock()
	conv := c.conversations[id]
	before := conv.Status
	conv.Status = status
	bodies := c.statusEvents(conv, before)
	c.mu.Unlock()
	c.notify(bodies...)
}

// Assign puts a member of staff in charge; the status stays.
func (c *Chatwoot) Assign(id int64, person ChatwootPerson) {
	c.mu.Lock()
	conv := c.conversations[id]
	conv.Assignee = &person
	body := c.conversationEvent(conv, "conversation_updated", change("assignee_id", nil, person.ID))
	c.mu.Unlock()
	c.notify(body)
}

// StaffReplies answers as a member of staff; the status stays, as in Chatwoot.
func (c *Chatwoot) StaffReplies(id int64, text string) ChatwootMessage {
	return c.AddMessage(id, ChatwootMessage{Type: "outgoing", From: "user", Person: ChatwootPerson{ID: 8, Name: "Rocío Campos"}, Content: text})
}

// AddMessage stores a message and posts its webhook. Id, time and status are filled in.
func (c *Chatwoot) AddMessage(id int64, m ChatwootMessage) ChatwootMessage {
	c.mu.Lock()
	conv := c.conversations[id]
	m = c.store(conv, m)
	body := c.messageEvent(conv, m, "message_created")
	c.mu.Unlock()
	c.notify(body)
	return m
}

// store appends a message; the lock is held.
func (c *Chatwoot) store(conv *ChatwootConversation, m ChatwootMessage) ChatwootMessage {
	c.lastMessage++
	m.ID, m.At = c.lastMessage, c.Now()
	if m.Status == "" {
		m.Status = "sent"
	}
	if m.Type == "incoming" && conv.Status == "resolved" {
		conv.Status = "pending"
	}
	conv.Messages = append(conv.Messages, m)
	close(c.changed)
	c.changed = make(chan struct{})
	return m
}

// problem fails the test.
func (c *Chatwoot) problem(format string, args ...any) {
	c.t.Errorf("pretend Chatwoot: %s", fmt.Sprintf(format, args...))
}

// SetLabels changes a conversation's labels as staff would, with its webhook.
func (c *Chatwoot) SetLabels(id int64, labels ...string) []byte {
	c.mu.Lock()
	conv := c.conversations[id]
	before := conv.Labels
	conv.Labels = labels
	body := c.conversationEvent(conv, "conversation_updated", change("label_list", append([]string{}, before...), append([]string{}, labels...)))
	c.mu.Unlock()
	c.notify(body)
	return body
}
