package google

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"atrevete/internal/calendar"
	"atrevete/internal/salon"
)

// quietly keeps Google from writing to anybody.
func quietly() url.Values { return url.Values{"sendUpdates": {"none"}} }

func events(calendarID string) string {
	return "/calendars/" + url.PathEscape(calendarID) + "/events"
}

// Insert makes an event under its own id.
func (c *Client) Insert(ctx context.Context, calendarID string, e salon.CalendarEvent) (salon.CalendarEvent, error) {
	var answer event
	err := c.do(ctx, call{
		op: "insert event", method: http.MethodPost, path: events(calendarID), query: quietly(),
		body: written(e, c.cfg.Location), answer: &answer,
	})
	return answer.read(c.cfg.Location), err
}

// Get reads an event; a deleted one is still there for a while.
func (c *Client) Get(ctx context.Context, calendarID, id string) (salon.CalendarEvent, error) {
	var answer event
	err := c.do(ctx, call{
		op: "read event", method: http.MethodGet, path: events(calendarID) + "/" + url.PathEscape(id), answer: &answer, event: true,
	})
	return answer.read(c.cfg.Location), err
}

// Update writes our fields of an event and leaves the others alone.
func (c *Client) Update(ctx context.Context, calendarID string, e salon.CalendarEvent) (salon.CalendarEvent, error) {
	var answer event
	body := written(e, c.cfg.Location)
	body.ID = ""
	err := c.do(ctx, call{
		op: "update event", method: http.MethodPatch, path: events(calendarID) + "/" + url.PathEscape(e.ID), query: quietly(),
		match: e.Version, body: body, answer: &answer, event: true,
	})
	return answer.read(c.cfg.Location), err
}

// Delete removes an event.
func (c *Client) Delete(ctx context.Context, calendarID, id string) error {
	return c.do(ctx, call{
		op: "delete event", method: http.MethodDelete, path: events(calendarID) + "/" + url.PathEscape(id), query: quietly(), event: true,
	})
}

// Changes reads one page of events, recurring ones as their occurrences.
func (c *Client) Changes(ctx context.Context, q calendar.Query) (calendar.Page, error) {
	query := url.Values{"singleEvents": {"true"}, "maxResults": {strconv.Itoa(c.cfg.PageSize)}}
	if q.Token != "" {
		query.Set("syncToken", q.Token) // remembers the window of the first answer, and suffers none beside it
	} else {
		query.Set("timeMin", q.Window.Start.Format(time.RFC3339))
		query.Set("timeMax", q.Window.End.Format(time.RFC3339))
	}
	if q.Page != "" {
		query.Set("pageToken", q.Page)
	}
	var answer struct {
		Items []event `json:"items"`
		Next  string  `json:"nextPageToken"`
		Token string  `json:"nextSyncToken"`
	}
	err := c.do(ctx, call{
		op: "list events", method: http.MethodGet, path: events(q.Calendar), query: query, answer: &answer, sync: q.Token != "",
	})
	if err != nil {
		return calendar.Page{}, err
	}
	page := calendar.Page{Next: answer.Next, Token: answer.Token, Events: make([]salon.CalendarEvent, len(answer.Items))}
	for i, one := range answer.Items {
		page.Events[i] = one.read(q.Location)
	}
	return page, nil
}
