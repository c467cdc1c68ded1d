package testkit

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// googleChannel is a subscription.
type googleChannel struct {
	ID       string `json:"id"`
	Type     string `json:"type"`
	Address  string `json:"address"`
	Token    string `json:"token"`
	Resource string `json:"resourceId"`
	Until    string `json:"expiration"`

	calendar string
}

// googleNotice is a notification that waits for Deliver.
type googleNotice struct {
	channel googleChannel
	state   string
	number  int64
}

// watchLife is the longest life of a subscription.
const watchLife = 7 * 24 * time.Hour

func (g *Google) watch(r *http.Request) googleAnswer {
	c := &googleChannel{calendar: r.PathValue("calendar")}
	switch err := json.NewDecoder(r.Body).Decode(c); {
	case err != nil || c.ID == "" || len(c.ID) > 64 || c.Type != "web_hook":
		return refusal(http.StatusBadRequest, "invalid")
	case !strings.HasPrefix(c.Address, "https://"):
		return refusal(http.StatusBadRequest, "webhookUrlNotHttps")
	case slices.ContainsFunc(g.channels, func(o *googleChannel) bool { return o.ID == c.ID }):
		return refusal(http.StatusBadRequest, "channelIdNotUnique")
	}
	c.Resource = "resource-" + c.calendar
	if ms, err := strconv.ParseInt(c.Until, 10, 64); err != nil || ms > g.now().Add(watchLife).UnixMilli() {
		c.Until = strconv.FormatInt(g.now().Add(watchLife).UnixMilli(), 10)
	}
	g.channels = append(g.channels, c)
	g.notices = append(g.notices, googleNotice{channel: *c, state: "sync", number: 1})
	return googleAnswer{status: http.StatusOK, body: map[string]string{
		"kind": "api#channel", "id": c.ID, "resourceId": c.Resource, "expiration": c.Until,
	}}
}

func (g *Google) stop(r *http.Request) googleAnswer {
	var asked googleChannel
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		return refusal(http.StatusBadRequest, "invalid")
	}
	before := len(g.channels)
	g.channels = slices.DeleteFunc(g.channels, func(c *googleChannel) bool { return c.ID == asked.ID && c.Resource == asked.Resource })
	if len(g.channels) == before {
		return refusal(http.StatusNotFound, "channelNotFound")
	}
	return googleAnswer{status: http.StatusNoContent}
}

// Channels lists the ids of the subscriptions of a calendar.
func (g *Google) Channels(calendar string) []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	var ids []string
	for _, c := range g.channels {
		if c.calendar == calendar {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// Deliver sends the notifications that wait, each so many times, to a server
// that answers for the addresses named when subscribing, and returns the
// answers' statuses.
func (g *Google) Deliver(ctx context.Context, server string, times int) ([]int, error) {
	g.mu.Lock()
	waiting := g.notices
	g.notices = nil
	g.mu.Unlock()
	var statuses []int
	for _, n := range waiting {
		path := n.channel.Address[strings.Index(n.channel.Address[len("https://"):], "/")+len("https://"):]
		for range times {
			r, err := http.NewRequestWithContext(ctx, http.MethodPost, server+path, http.NoBody)
			if err != nil {
				return statuses, err
			}
			r.Header.Set("X-Goog-Channel-Id", n.channel.ID)
			r.Header.Set("X-Goog-Channel-Token", n.channel.Token)
			r.Header.Set("X-Goog-Resource-Id", n.channel.Resource)
			r.Header.Set("X-Goog-Resource-State", n.state)
			r.Header.Set("X-Goog-Message-Number", strconv.FormatInt(n.number, 10))
			response, err := http.DefaultClient.Do(r)
			if err != nil {
				return statuses, err
			}
			_, _ = io.Copy(io.Discard, response.Body)
			_ = response.Body.Close()
			statuses = append(statuses, response.StatusCode)
		}
	}
	return statuses, nil
}
