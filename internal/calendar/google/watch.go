package google

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"atrevete/internal/calendar"
	"atrevete/internal/salon"
)

// watchChannel is a subscription as the API writes it.
type watchChannel struct {
	ID         string `json:"id"`
	Type       string `json:"type,omitempty"`
	Address    string `json:"address,omitempty"`
	Token      string `json:"token,omitempty"`
	ResourceID string `json:"resourceId,omitempty"`
	Expiration string `json:"expiration,omitempty"` // milliseconds since 1970
}

// Watch asks Google to tell an address of every change until c.Until; Google may
// end it sooner.
func (c *Client) Watch(ctx context.Context, w salon.CalendarChannel, address string) (salon.CalendarChannel, error) {
	var answer watchChannel
	err := c.do(ctx, call{
		op: "watch events", method: http.MethodPost, path: events(w.Calendar.ID) + "/watch", answer: &answer,
		body: watchChannel{
			ID: w.ID, Type: "web_hook", Address: address, Token: w.Token, Expiration: strconv.FormatInt(w.Until.UnixMilli(), 10),
		},
	})
	if err != nil {
		return w, err
	}
	w.Resource = answer.ResourceID
	if ms, err := strconv.ParseInt(answer.Expiration, 10, 64); err == nil {
		w.Until = time.UnixMilli(ms)
	}
	return w, nil
}

// Stop ends a subscription.
func (c *Client) Stop(ctx context.Context, w salon.CalendarChannel) error {
	err := c.do(ctx, call{
		op: "stop watching", method: http.MethodPost, path: "/channels/stop", event: true,
		body: watchChannel{ID: w.ID, ResourceID: w.Resource},
	})
	if errors.Is(err, calendar.ErrGone) {
		return nil
	}
	return err
}
