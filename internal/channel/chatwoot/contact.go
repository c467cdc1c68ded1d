package chatwoot

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"atrevete/internal/channel"
)

// EraseContact deletes a contact and, with it, every conversation of theirs.
// Only a person's token may. A contact that is gone already is no error, so
// that the call may be repeated.
func (c *Channel) EraseContact(ctx context.Context, contact string) error {
	if c.cfg.AgentToken == "" {
		return fmt.Errorf("chatwoot delete contact: no agent token: %w", channel.ErrPermanent)
	}
	if contact == "" {
		return fmt.Errorf("chatwoot delete contact: no id: %w", channel.ErrPermanent) // the path would name all of them
	}
	return c.do(ctx, call{
		op: "delete contact", method: http.MethodDelete, path: "contacts/" + url.PathEscape(contact),
		token: c.cfg.AgentToken, gone: true,
	})
}
