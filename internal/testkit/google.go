package testkit

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// Google is an HTTP server that behaves like Google Calendar and its token
// endpoint as far as we use them: events under client-supplied ids that stay
// taken, etags, sync tokens, paging, watch channels. It fails on request.
type Google struct {
	URL      string // of the API
	Account  string // e-mail of the service account
	PageSize int    // most events on a page; 0: as many as asked for

	server  *httptest.Server
	closing chan struct{}
	key     *rsa.PrivateKey

	mu        sync.Mutex
	now       func() time.Time // real time, for tokens
	revoked   bool
	tokens    map[string]time.Time // until when they are good
	calendars map[string]*googleCalendar
	sequence  int64
	oldest    int64 // sync tokens below are gone
	channels  []*googleChannel
	notices   []googleNotice
	faults    []*GoogleFault
	weather   func(op, calendar string) GoogleFault
	requests  []GoogleRequest
}

// GoogleRequest is a request that came in.
type GoogleRequest struct {
	Op       string // token, insert, get, update, delete, list, watch, stop
	Calendar string
	Status   int // answered; 0: the connection was broken
	Query    string
	Body     string
}

type googleCalendar struct {
	shared bool
	events map[string]*GoogleEvent
}

// GoogleEvent is an event as it lies in a calendar.
type GoogleEvent struct {
	ID           string           `json:"id"`
	Status       string           `json:"status,omitempty"`
	Etag         string           `json:"etag,omitempty"`
	Summary      string           `json:"summary,omitempty"`
	ColorID      string           `json:"colorId,omitempty"`
	Transparency string           `json:"transparency,omitempty"`
	Visibility   string           `json:"visibility,omitempty"`
	EventType    string           `json:"eventType,omitempty"`
	Recurring    string           `json:"recurringEventId,omitempty"`
	Start        *GoogleTime      `json:"start,omitempty"`
	End          *GoogleTime      `json:"end,omitempty"`
	Attendees    []GoogleAttendee `json:"attendees,omitempty"`
	Properties   *GoogleProps     `json:"extendedProperties,omitempty"`

	changed int64
}

// GoogleTime is an instant or a date.
type GoogleTime struct {
	Date     string `json:"date,omitempty"`
	DateTime string `json:"dateTime,omitempty"`
	TimeZone string `json:"timeZone,omitempty"`
}

// GoogleAttendee is somebody who was invited.
type GoogleAttendee struct {
	Self     bool   `json:"self,omitempty"`
	Response string `json:"responseStatus,omitempty"`
}

// GoogleProps are an event's extended properties.
type GoogleProps struct {
	Private map[string]string `json:"private,omitempty"`
}

// NewGoogle starts a fake Google that ends with the test. Calendars are made by
// Share.
func NewGoogle(t testing.TB) *Google {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	g := &Google{
		Account: "maite@salon.iam.example", key: key, now: time.Now, closing: make(chan struct{}),
		tokens: map[string]time.Time{}, calendars: map[string]*googleCalendar{},
	}
	g.server = httptest.NewServer(g.routes())
	g.URL = g.server.URL
	t.Cleanup(func() { close(g.closing); g.server.Close() })
	return g
}

// KeyJSON is the file with the service account's key.
func (g *Google) KeyJSON() []byte {
	private, err := x509.MarshalPKCS8PrivateKey(g.key)
	if err != nil {
		panic(err)
	}
	raw, err := json.Marshal(map[string]string{
		"type": "service_account", "client_email": g.Account, "private_key_id": "k1", "token_uri": g.server.URL + "/token",
		"private_key": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})),
	})
	if err != nil {
		panic(err)
	}
	return raw
}

// Share opens calendars to the service account, and makes them if need be.
func (g *Google) Share(calendars ...string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, id := range calendars {
		if g.calendars[id] == nil {
			g.calendars[id] = &googleCalendar{events: map[string]*GoogleEvent{}}
		}
		g.calendars[id].shared = true
	}
}

// Unshare closes a calendar to the service account.
func (g *Google) Unshare(calendar string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.calendars[calendar].shared = false
}

// RevokeKey makes the token endpoint refuse from now on, or not any more.
// Tokens that were given stay good until they expire.
func (g *Google) RevokeKey(revoked bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.revoked = revoked
}

// ExpireTokens makes every access token bad.
func (g *Google) ExpireTokens() {
	g.mu.Lock()
	defer g.mu.Unlock()
	clear(g.tokens)
}

// ExpireSyncTokens answers 410 to every sync token given until now.
func (g *Google) ExpireSyncTokens() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.sequence++
	g.oldest = g.sequence
}

// Put adds an event as a person would, or replaces one, and returns its id.
func (g *Google) Put(calendar string, e GoogleEvent) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	if e.ID == "" {
		e.ID = fmt.Sprintf("person%d", g.sequence+1)
	}
	if e.Status == "" {
		e.Status = "confirmed"
	}
	g.save(calendar, &e)
	return e.ID
}

// Edit changes an event as a person would.
func (g *Google) Edit(calendar, id string, change func(e *GoogleEvent)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	e, ok := g.calendars[calendar].events[id]
	if !ok {
		panic("no event " + id + " in " + calendar)
	}
	copied := e.clone()
	change(&copied)
	g.save(calendar, &copied)
}

// Move drags an event elsewhere.
func (g *Google) Move(calendar, id string, start, end time.Time) {
	g.Edit(calendar, id, func(e *GoogleEvent) { e.Start, e.End = GoogleAt(start), GoogleAt(end) })
}

// Remove deletes events as a person would; their ids stay taken.
func (g *Google) Remove(calendar string, ids ...string) {
	for _, id := range ids {
		g.Edit(calendar, id, func(e *GoogleEvent) { e.Status = "cancelled" })
	}
}

// Events lists what is in a calendar, by id.
func (g *Google) Events(calendar string) []GoogleEvent {
	g.mu.Lock()
	defer g.mu.Unlock()
	var list []GoogleEvent
	if c := g.calendars[calendar]; c != nil {
		for _, id := range slices.Sorted(maps.Keys(c.events)) {
			if e := c.events[id]; e.Status != "cancelled" {
				list = append(list, e.clone())
			}
		}
	}
	return list
}

// Requests lists what came in, in order.
func (g *Google) Requests() []GoogleRequest {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.requests)
}

// GoogleAt is an instant as the API writes it.
func GoogleAt(t time.Time) *GoogleTime { return &GoogleTime{DateTime: t.Format(time.RFC3339)} }

// GoogleDay is a date as the API writes it.
func GoogleDay(date string) *GoogleTime { return &GoogleTime{Date: date} }

// During is when an event is; dates begin at midnight in zone.
func (e GoogleEvent) During(zone *time.Location) (start, end time.Time) {
	return e.Start.instant(zone), e.End.instant(zone)
}

func (w *GoogleTime) instant(zone *time.Location) time.Time {
	if w == nil {
		return time.Time{}
	}
	layout, text := time.RFC3339, w.DateTime
	if w.Date != "" {
		layout, text = time.DateOnly, w.Date
	}
	t, err := time.ParseInLocation(layout, text, zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

func (e *GoogleEvent) clone() GoogleEvent {
	out := *e
	if e.Properties != nil {
		out.Properties = &GoogleProps{Private: maps.Clone(e.Properties.Private)}
	}
	return out
}

// save keeps a new version of an event and tells the channels. The caller holds
// the lock.
func (g *Google) save(calendar string, e *GoogleEvent) {
	g.sequence++
	e.changed, e.Etag = g.sequence, fmt.Sprintf(`"%d"`, g.sequence)
	g.calendars[calendar].events[e.ID] = e
	for _, c := range g.channels {
		if c.calendar == calendar {
			g.notices = append(g.notices, googleNotice{channel: *c, state: "exists", number: g.sequence})
		}
	}
}

// routes is the API.
func (g *Google) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", g.route("token", g.serveToken))
	mux.HandleFunc("GET /calendars/{calendar}/events", g.route("list", g.list))
	mux.HandleFunc("POST /calendars/{calendar}/events", g.route("insert", g.insert))
	mux.HandleFunc("GET /calendars/{calendar}/events/{event}", g.route("get", g.get))
	mux.HandleFunc("PATCH /calendars/{calendar}/events/{event}", g.route("update", g.update))
	mux.HandleFunc("DELETE /calendars/{calendar}/events/{event}", g.route("delete", g.delete))
	mux.HandleFunc("POST /calendars/{calendar}/events/watch", g.route("watch", g.watch))
	mux.HandleFunc("POST /channels/stop", g.route("stop", g.stop))
	return mux
}
