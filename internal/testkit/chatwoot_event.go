package testkit

import (
	"encoding/json"
	"fmt"
	"maps"
	"time"
)

// The shapes of Chatwoot 4.15's webhooks and REST answers. One name has two
// types here too: message_type is a word at the root of a webhook and a number
// in lists; created_at is ISO there and unix seconds here.

const isoMillis = "2006-01-02T15:04:05.000Z"

// MessageEvent builds the webhook of a message as it stands now: message_created, message_updated.
func (c *Chatwoot) MessageEvent(conversation int64, m ChatwootMessage, event string) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.messageEvent(c.conversations[conversation], m, event)
}

// ConversationEvent builds the webhook of a conversation as it stands now.
func (c *Chatwoot) ConversationEvent(conversation int64, event string, changed any) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.conversationEvent(c.conversations[conversation], event, changed)
}

func (c *Chatwoot) messageEvent(conv *ChatwootConversation, m ChatwootMessage, event string) []byte {
	body := map[string]any{
		"event":                 event,
		"id":                    m.ID,
		"account":               c.accountHash(),
		"inbox":                 map[string]any{"id": c.InboxID, "name": "WhatsApp del salón"},
		"message_type":          m.Type,
		"private":               m.Private,
		"content":               orNull(m.Content),
		"content_type":          contentType(m),
		"content_attributes":    orEmpty(m.Attributes),
		"additional_attributes": map[string]any{},
		"created_at":            m.At.UTC().Format(isoMillis),
		"source_id":             sourceID(m),
		"sender":                c.rootSender(conv, m),
		"conversation":          c.conversationHash(conv),
	}
	if m.Attachments != nil {
		body["attachments"] = m.Attachments
	}
	return c.marshal(body)
}

func (c *Chatwoot) conversationEvent(conv *ChatwootConversation, event string, changed any) []byte {
	body := c.conversationHash(conv)
	body["event"] = event
	if event != "conversation_resolved" && event != "conversation_opened" {
		body["changed_attributes"] = changed
	}
	return c.marshal(body)
}

// statusEvents are what a change of status sends, in an order of its own.
func (c *Chatwoot) statusEvents(conv *ChatwootConversation, before string) [][]byte {
	events := [][]byte{
		c.conversationEvent(conv, "conversation_updated", change("status", before, conv.Status)),
		c.conversationEvent(conv, "conversation_status_changed", nil),
	}
	switch conv.Status {
	case "open":
		events = append(events, c.conversationEvent(conv, "conversation_opened", nil))
	case "resolved":
		events = append(events, c.conversationEvent(conv, "conversation_resolved", nil))
	}
	return events
}

// change is a changed_attributes list.
func change(key string, before, after any) []map[string]any {
	return []map[string]any{
		{key: map[string]any{"previous_value": before, "current_value": after}},
		{"updated_at": map[string]any{"previous_value": nil, "current_value": nil}},
	}
}

func (c *Chatwoot) conversationHash(conv *ChatwootConversation) map[string]any {
	now := c.Now()
	messages := []map[string]any{}
	for i := len(conv.Messages) - 1; i >= 0; i-- { // the newest that is not private
		if m := conv.Messages[i]; !m.Private {
			messages = append(messages, c.listedMessage(conv, m))
			break
		}
	}
	assignee, assigneeType := any(nil), any(nil)
	if conv.Assignee != nil {
		assignee = map[string]any{"id": conv.Assignee.ID, "name": conv.Assignee.Name, "available_name": conv.Assignee.Name, "avatar_url": "", "type": "user"}
		assigneeType = "User"
	}
	labels := conv.Labels
	if labels == nil {
		labels = []string{}
	}
	return map[string]any{
		"id": conv.ID, "inbox_id": c.InboxID, "status": conv.Status, "channel": "Channel::Whatsapp", "can_reply": !conv.Closed,
		"account": c.accountHash(), "labels": labels, "messages": messages,
		"additional_attributes": map[string]any{}, "custom_attributes": map[string]any{},
		"contact_inbox": map[string]any{
			"id": conv.Contact.ID + 10, "contact_id": conv.Contact.ID, "inbox_id": c.InboxID, "source_id": conv.Contact.SourceID,
			"hmac_verified": false, "pubsub_token": "invented", "created_at": now.UTC().Format(isoMillis), "updated_at": now.UTC().Format(isoMillis),
		},
		"meta": map[string]any{
			"sender": contactHash(conv.Contact, true), "assignee": assignee, "assignee_type": assigneeType, "team": nil, "hmac_verified": false,
		},
		"snoozed_until": nil, "unread_count": len(conv.Messages), "first_reply_created_at": nil, "priority": nil,
		"waiting_since": now.Unix(), "agent_last_seen_at": 0, "contact_last_seen_at": 0, "last_activity_at": now.Unix(),
		"timestamp": now.Unix(), "created_at": now.Add(-time.Hour).Unix(), "updated_at": float64(now.UnixMicro()) / 1e6,
	}
}

// listedMessage is a message inside a conversation or a REST answer.
func (c *Chatwoot) listedMessage(conv *ChatwootConversation, m ChatwootMessage) map[string]any {
	types := map[string]int{"incoming": 0, "outgoing": 1, "activity": 2, "template": 3}
	body := map[string]any{
		"id": m.ID, "content": orNull(m.Content), "account_id": c.AccountID, "inbox_id": c.InboxID, "conversation_id": conv.ID,
		"message_type": types[m.Type], "created_at": m.At.Unix(), "updated_at": m.At.UTC().Format(isoMillis), "private": m.Private,
		"status": m.Status, "source_id": sourceID(m), "content_type": contentType(m), "content_attributes": orEmpty(m.Attributes),
		"external_source_ids": map[string]any{}, "additional_attributes": map[string]any{}, "sentiment": map[string]any{},
		"processed_message_content": orNull(m.Content),
		"conversation":              map[string]any{"assignee_id": nil, "unread_count": 1, "contact_inbox": map[string]any{"source_id": conv.Contact.SourceID}},
	}
	switch m.From {
	case "contact":
		body["sender_type"], body["sender_id"], body["sender"] = "Contact", conv.Contact.ID, contactHash(conv.Contact, true)
	case "bot":
		body["sender_type"], body["sender_id"], body["sender"] = "AgentBot", 2, map[string]any{"id": 2, "name": "Maite", "avatar_url": "", "type": "agent_bot"}
	case "user":
		body["sender_type"], body["sender_id"] = "User", m.Person.ID
		body["sender"] = map[string]any{"id": m.Person.ID, "name": m.Person.Name, "available_name": m.Person.Name, "avatar_url": "", "type": "user"}
	}
	if m.Attachments != nil {
		body["attachments"] = m.Attachments
	}
	return body
}

// rootSender: a contact has no type there, agents and bots do, the phone app has no sender at all.
func (c *Chatwoot) rootSender(conv *ChatwootConversation, m ChatwootMessage) any {
	switch m.From {
	case "contact":
		contact := contactHash(conv.Contact, false)
		contact["account"] = c.accountHash()
		contact["avatar"] = ""
		return contact
	case "bot":
		return map[string]any{"id": 2, "name": "Maite", "type": "agent_bot"}
	case "user":
		return map[string]any{"id": m.Person.ID, "name": m.Person.Name, "email": "persona@salon.example", "type": "user"}
	}
	return nil
}

func contactHash(contact ChatwootContact, typed bool) map[string]any {
	body := map[string]any{
		"id": contact.ID, "name": contact.Name, "phone_number": orNull(contact.Phone), "email": nil, "identifier": nil,
		"thumbnail": "", "blocked": false, "custom_attributes": map[string]any{}, "additional_attributes": map[string]any{},
	}
	if typed {
		body["type"] = "contact"
	}
	return body
}

func (c *Chatwoot) accountHash() map[string]any {
	return map[string]any{"id": c.AccountID, "name": "Salón de pruebas"}
}

func (c *Chatwoot) marshal(body map[string]any) []byte {
	raw, err := json.Marshal(body)
	if err != nil {
		c.problem("build webhook: %v", err)
	}
	return raw
}

func contentType(m ChatwootMessage) string {
	if m.ContentType == "" {
		return "text"
	}
	return m.ContentType
}

// sourceID is WhatsApp's id: known for what came from there, learnt later for what we send.
func sourceID(m ChatwootMessage) any {
	if m.From == "contact" || m.From == "phone" || m.Status == "delivered" {
		return fmt.Sprintf("wamid.INVENTED%08d", m.ID)
	}
	return nil
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func orEmpty(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

func merge(m map[string]any, key string, value any) map[string]any {
	out := maps.Clone(orEmpty(m))
	out[key] = value
	return out
}
