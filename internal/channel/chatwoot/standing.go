package chatwoot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"atrevete/internal/channel"
	"atrevete/internal/salon"
)

// Standing asks Chatwoot who owns a conversation now: people own what is open
// or snoozed, or labelled as theirs. The assignee does not count, handing back does not clear it.
func (c *Channel) Standing(ctx context.Context, externalConversation string) (channel.Standing, error) {
	var answer struct {
		Status   words    `json:"status"`
		Labels   []string `json:"labels"`
		CanReply *bool    `json:"can_reply"` // missing in old releases
	}
	err := c.do(ctx, call{
		op: "read conversation", method: http.MethodGet, path: pathOf(externalConversation, ""),
		token: c.cfg.BotToken, answer: &answer,
	})
	if err != nil {
		return channel.Standing{}, err
	}
	standing := channel.Standing{Owner: salon.OwnerAssistant}
	switch {
	case answer.CanReply == nil:
	case *answer.CanReply:
		standing.Window = channel.WindowOpen
	default:
		standing.Window = channel.WindowClosed
	}
	if answer.Status == statusOpen || answer.Status == statusSnoozed || slices.Contains(answer.Labels, SilentLabel) {
		standing.Owner = salon.OwnerHuman
	}
	return standing, nil
}

// HandOff gives a conversation to people: status open with the bot's token
// (which counts as a hand-off and assigns nobody), a label, and the private
// note, last because it alone cannot be repeated. A label that cannot be set is
// logged and given up: staff have the status and the note.
func (c *Channel) HandOff(ctx context.Context, m salon.Outbound) error {
	err := c.do(ctx, call{
		op: "open conversation", method: http.MethodPost, path: pathOf(m.ExternalConversation, "/toggle_status"),
		token: c.cfg.BotToken, body: map[string]string{"status": statusOpen},
	})
	if err != nil {
		return err
	}
	if err := c.addLabel(ctx, m.ExternalConversation); err != nil {
		c.log.WarnContext(ctx, "hand-off label not set", "conversation_id", m.ConversationID, "err", err)
	}
	if m.Text == "" {
		return nil
	}
	if m.Uncertain {
		_, err := c.Find(ctx, m)
		if !errors.Is(err, salon.ErrNotFound) && !errors.Is(err, channel.ErrNoLook) {
			return err // it is there, or we do not know; a second note does no harm when we may not look
		}
	}
	note := m
	note.Kind = salon.OutboundNote
	_, err = c.Send(ctx, note)
	return err
}

// addLabel adds our label. Writing replaces the whole list, so it is read first.
func (c *Channel) addLabel(ctx context.Context, externalConversation string) error {
	var answer struct {
		Payload *[]string `json:"payload"`
	}
	path := pathOf(externalConversation, "/labels")
	err := c.do(ctx, call{op: "read labels", method: http.MethodGet, path: path, token: c.cfg.BotToken, answer: &answer})
	if err != nil {
		return err
	}
	if answer.Payload == nil {
		return fmt.Errorf("chatwoot read labels: answer without a list: %w", channel.ErrUnknown)
	}
	if slices.Contains(*answer.Payload, c.cfg.HandOffLabel) {
		return nil
	}
	return c.do(ctx, call{
		op: "write labels", method: http.MethodPost, path: path, token: c.cfg.BotToken,
		body: map[string][]string{"labels": append(*answer.Payload, c.cfg.HandOffLabel)},
	})
}

// pathOf is the path of a conversation's resource below the account's.
func pathOf(externalConversation, resource string) string {
	return "conversations/" + url.PathEscape(externalConversation) + resource
}
