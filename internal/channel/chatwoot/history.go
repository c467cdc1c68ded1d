package chatwoot

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"atrevete/internal/channel"
	"atrevete/internal/salon"
)

// What After reads at most: pages of 100 messages each, and messages of a
// conversation that was never read.
const (
	afterPages = 10
	mostSince  = 1000
)

// Latest lists the inbox's conversations, whatever their status, the latest
// activity first. It needs a person's token.
func (c *Channel) Latest(ctx context.Context, page int) ([]channel.Activity, error) {
	if c.cfg.AgentToken == "" {
		return nil, fmt.Errorf("chatwoot list conversations: no agent token: %w", channel.ErrPermanent)
	}
	if c.cfg.InboxID == 0 { // other inboxes of the account are none of our business
		return nil, fmt.Errorf("chatwoot list conversations: no inbox configured: %w", channel.ErrPermanent)
	}
	path := "conversations?status=all&assignee_type=all&inbox_id=" + itoa(c.cfg.InboxID) + "&page=" + strconv.Itoa(page)
	var answer struct {
		Data struct {
			Payload []json.RawMessage `json:"payload"`
		} `json:"data"`
	}
	if err := c.do(ctx, call{op: "list conversations", method: http.MethodGet, path: path, token: c.cfg.AgentToken, answer: &answer}); err != nil {
		return nil, err
	}
	var out []channel.Activity
	for _, raw := range answer.Data.Payload {
		e, err := decode(raw)
		if err != nil || e.ID == 0 || !c.ours(e) {
			continue // another inbox, or nothing we can read
		}
		status := string(e.root.Status)
		if e.root.Silent && status == statusPending {
			status = statusOpen // staff switched the assistant off here
		}
		out = append(out, channel.Activity{
			ExternalConversation: e.ID.String(),
			At:                   e.root.ActiveAt.Time,
			LastMessage:          int64(max(e.root.Last, e.root.newest())),
			Status:               status,
			Contact:              contactOf(event{Sender: e.root.Contact, Conversation: e.root}),
		})
	}
	return out, nil
}

// After lists the messages of a conversation above an id; of a conversation that
// was never read those since a.Since, and some older ones.
func (c *Channel) After(ctx context.Context, a channel.Activity, message int64) ([]channel.Happening, error) {
	if c.cfg.AgentToken == "" {
		return nil, fmt.Errorf("chatwoot list messages: no agent token: %w", channel.ErrPermanent)
	}
	if message == 0 {
		return c.since(ctx, a)
	}
	var out []channel.Happening
	for range afterPages {
		list, err := c.messages(ctx, a, "?after="+itoa(message))
		if err != nil {
			return nil, err
		}
		list = slices.DeleteFunc(list, func(h channel.Happening) bool { return h.Message <= message })
		out = append(out, list...)
		const page = 100
		if len(list) < page {
			break
		}
		message = list[len(list)-1].Message
	}
	return out, nil
}

// since goes back from the latest messages, twenty at a time, in order of time.
func (c *Channel) since(ctx context.Context, a channel.Activity) ([]channel.Happening, error) {
	var out []channel.Happening
	for query := ""; ; query = "?before=" + itoa(out[0].Message) {
		list, err := c.messages(ctx, a, query)
		if err != nil {
			return nil, err
		}
		if len(out) > 0 {
			list = slices.DeleteFunc(list, func(h channel.Happening) bool { return h.Message >= out[0].Message })
		}
		out = append(list, out...)
		if len(list) == 0 || list[0].At.Before(a.Since) || len(out) >= mostSince {
			return out, nil
		}
	}
}

// messages reads one page, in order.
func (c *Channel) messages(ctx context.Context, a channel.Activity, query string) ([]channel.Happening, error) {
	path := pathOf(a.ExternalConversation, "/messages") + query
	var answer struct {
		Payload []json.RawMessage `json:"payload"`
	}
	if err := c.do(ctx, call{op: "list messages", method: http.MethodGet, path: path, token: c.cfg.AgentToken, answer: &answer}); err != nil {
		return nil, err
	}
	var out []channel.Happening
	for _, raw := range answer.Payload {
		e, err := decode(raw)
		if err != nil || e.ID == 0 {
			continue
		}
		out = append(out, channel.Happening{Message: int64(e.ID), At: e.CreatedAt.Time, In: c.asInbound(e, a)})
	}
	slices.SortFunc(out, func(x, y channel.Happening) int { return int(x.Message - y.Message) })
	return out, nil
}

// asInbound is what the webhook of a listed message would have meant. Of our own
// messages it is the echo, or the report of their failure.
func (c *Channel) asInbound(e event, a channel.Activity) salon.Inbound {
	id, err := strconv.ParseInt(a.ExternalConversation, 10, 64)
	if err != nil {
		return salon.Inbound{}
	}
	e.Conversation.ID, e.Conversation.Status = number(id), words(a.Status)
	in, relevant, err := c.messageCreated(e)
	if err != nil || !relevant {
		return salon.Inbound{}
	}
	in.Source = salon.SourceChatwoot
	if in.Kind == salon.InboundMessage {
		if in.Contact.ID == "" || in.Contact.ID == a.Contact.ID {
			in.Contact = merged(in.Contact, a.Contact)
		}
	}
	if in.Kind == salon.InboundEcho {
		in.Failure = string(e.ContentAttributes.ExternalError)
		if in.Failure == "" && e.root.Status == statusFailed {
			in.Failure = "delivery failed"
		}
	}
	return in
}

// merged completes what a message tells of its sender by what the list tells.
func merged(a, b salon.Contact) salon.Contact {
	pick := func(x, y string) string {
		if x == "" {
			return y
		}
		return x
	}
	return salon.Contact{
		ID: pick(a.ID, b.ID), SourceID: pick(a.SourceID, b.SourceID), Name: pick(a.Name, b.Name),
		Phone: pick(a.Phone, b.Phone), Email: pick(a.Email, b.Email),
	}
}
