package testkit

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// googleAnswer is an answer in Google's form: reason only for errors.
type googleAnswer struct {
	status int
	reason string
	body   any
}

func refusal(status int, reason string) googleAnswer {
	return googleAnswer{status: status, reason: reason}
}

// write sends it.
func (a googleAnswer) write(w http.ResponseWriter) {
	if a.status >= 400 && a.body == nil {
		a.body = map[string]any{"error": map[string]any{
			"code": a.status, "message": a.reason, "errors": []map[string]string{{"domain": "global", "reason": a.reason}},
		}}
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(a.status)
	if a.body != nil {
		_ = json.NewEncoder(w).Encode(a.body)
	}
}

// route wraps an operation with what all share: faults, the token, the calendar.
func (g *Google) route(op string, operate func(r *http.Request) googleAnswer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		calendar := r.PathValue("calendar")
		entry := GoogleRequest{Op: op, Calendar: calendar, Query: r.URL.RawQuery, Body: string(body)}
		f := g.fault(op, calendar)
		if f.Before != nil {
			f.Before()
		}
		answer := refusal(f.Status, f.Reason)
		if !f.spoils() || f.AfterWork {
			g.mu.Lock()
			answer = g.admit(op, r)
			if answer.status == 0 {
				answer = operate(r)
			}
			g.mu.Unlock()
		}
		if f.spoils() {
			answer = refusal(f.Status, f.Reason)
		}
		entry.Status = answer.status
		g.mu.Lock()
		g.requests = append(g.requests, entry)
		g.mu.Unlock()
		f.spoil(w, r, g.closing)
		answer.write(w)
	}
}

// admit checks the token and whether the calendar is open to us; status 0: it is.
func (g *Google) admit(op string, r *http.Request) googleAnswer {
	if op == "token" {
		return googleAnswer{}
	}
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if until, ok := g.tokens[token]; !ok || !g.now().Before(until) {
		return refusal(http.StatusUnauthorized, "authError")
	}
	if id := r.PathValue("calendar"); id != "" && (g.calendars[id] == nil || !g.calendars[id].shared) {
		return refusal(http.StatusNotFound, "notFound")
	}
	return googleAnswer{}
}

// serveToken exchanges a signed assertion for an access token.
func (g *Google) serveToken(r *http.Request) googleAnswer {
	deny := func(why string) googleAnswer {
		return googleAnswer{status: http.StatusBadRequest, body: map[string]string{"error": "invalid_grant", "error_description": why}}
	}
	if g.revoked {
		return deny("Invalid grant: account not found")
	}
	if err := r.ParseForm(); err != nil || r.Form.Get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" {
		return deny("unsupported grant type")
	}
	parts := strings.Split(r.Form.Get("assertion"), ".")
	if len(parts) != 3 {
		return deny("not a JWT")
	}
	signature, _ := base64.RawURLEncoding.DecodeString(parts[2])
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if rsa.VerifyPKCS1v15(&g.key.PublicKey, crypto.SHA256, sum[:], signature) != nil {
		return deny("Invalid JWT Signature.")
	}
	var claims struct {
		Iss, Scope, Aud string
		Iat, Exp        int64
	}
	raw, _ := base64.RawURLEncoding.DecodeString(parts[1])
	now := g.now()
	if json.Unmarshal(raw, &claims) != nil || claims.Iss != g.Account || claims.Aud != g.server.URL+"/token" ||
		!strings.Contains(claims.Scope, "calendar.events") || claims.Exp-claims.Iat > 3600 ||
		now.Unix() > claims.Exp || claims.Iat > now.Add(time.Minute).Unix() {
		return deny("Invalid JWT: " + string(raw))
	}
	token := "ya29." + rand.Text()
	g.tokens[token] = now.Add(time.Hour)
	return googleAnswer{status: http.StatusOK, body: map[string]any{"access_token": token, "expires_in": 3600, "token_type": "Bearer"}}
}

// googleID is what an event may be called (Google allows 1024 characters).
var googleID = regexp.MustCompile(`^[a-v0-9]{5,200}$`)

func (g *Google) insert(r *http.Request) googleAnswer {
	var e GoogleEvent
	events := g.calendars[r.PathValue("calendar")].events
	switch err := json.NewDecoder(r.Body).Decode(&e); {
	case err != nil || e.Start == nil || e.End == nil || !googleID.MatchString(e.ID):
		return refusal(http.StatusBadRequest, "invalid")
	case r.URL.Query().Get("sendUpdates") != "none":
		return refusal(http.StatusBadRequest, "this test sends no invitations")
	case events[e.ID] != nil:
		return refusal(http.StatusConflict, "duplicate")
	}
	if e.Status == "" {
		e.Status = "confirmed"
	}
	g.save(r.PathValue("calendar"), &e)
	return googleAnswer{status: http.StatusOK, body: e}
}

func (g *Google) get(r *http.Request) googleAnswer {
	e := g.calendars[r.PathValue("calendar")].events[r.PathValue("event")]
	if e == nil {
		return refusal(http.StatusNotFound, "notFound")
	}
	return googleAnswer{status: http.StatusOK, body: e}
}

// update patches: fields that are not named stay, objects are merged.
func (g *Google) update(r *http.Request) googleAnswer {
	e := g.calendars[r.PathValue("calendar")].events[r.PathValue("event")]
	if e == nil {
		return refusal(http.StatusNotFound, "notFound")
	}
	if match := r.Header.Get("If-Match"); match != "" && match != e.Etag {
		return refusal(http.StatusPreconditionFailed, "conditionNotMet")
	}
	changed := e.clone()
	changed.Start, changed.End = e.Start.clone(), e.End.clone()
	if err := json.NewDecoder(r.Body).Decode(&changed); err != nil || changed.ID != e.ID {
		return refusal(http.StatusBadRequest, "invalid")
	}
	for _, at := range []*GoogleTime{changed.Start, changed.End} {
		if at == nil || (at.Date == "") == (at.DateTime == "") {
			return refusal(http.StatusBadRequest, "invalid start or end")
		}
	}
	g.save(r.PathValue("calendar"), &changed)
	return googleAnswer{status: http.StatusOK, body: changed}
}

func (w *GoogleTime) clone() *GoogleTime {
	if w == nil {
		return nil
	}
	out := *w
	return &out
}

// UnmarshalJSON merges, and reads an explicit null as "not there", as a patch does.
func (w *GoogleTime) UnmarshalJSON(raw []byte) error {
	var fields map[string]*string
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	for name, to := range map[string]*string{"date": &w.Date, "dateTime": &w.DateTime, "timeZone": &w.TimeZone} {
		if value, named := fields[name]; named {
			*to = ""
			if value != nil {
				*to = *value
			}
		}
	}
	return nil
}

func (g *Google) delete(r *http.Request) googleAnswer {
	e := g.calendars[r.PathValue("calendar")].events[r.PathValue("event")]
	switch {
	case e == nil:
		return refusal(http.StatusNotFound, "notFound")
	case e.Status == "cancelled":
		return refusal(http.StatusGone, "deleted")
	}
	gone := e.clone()
	gone.Status = "cancelled"
	g.save(r.PathValue("calendar"), &gone)
	return googleAnswer{status: http.StatusNoContent}
}

// list answers all events of a window, or what changed since a token, in pages.
// A page token names the state of the calendar when the first page was read.
func (g *Google) list(r *http.Request) googleAnswer {
	q := r.URL.Query()
	size, err := strconv.Atoi(q.Get("maxResults"))
	if err != nil || size < 1 || size > 2500 || q.Get("singleEvents") != "true" {
		return refusal(http.StatusBadRequest, "invalid")
	}
	if g.PageSize > 0 {
		size = min(size, g.PageSize)
	}
	state, last := g.sequence, ""
	if page := q.Get("pageToken"); page != "" {
		if n, err := fmt.Sscanf(page, "page-%d-%s", &state, &last); n != 2 || err != nil {
			return refusal(http.StatusBadRequest, "invalid")
		}
	}
	var found []GoogleEvent
	if token := q.Get("syncToken"); token != "" {
		var since int64
		switch n, err := fmt.Sscanf(token, "sync-%d", &since); {
		case n != 1 || err != nil || q.Has("timeMin") || q.Has("timeMax") || q.Has("orderBy") || q.Has("q"):
			return refusal(http.StatusBadRequest, "invalid")
		case since < g.oldest:
			return refusal(http.StatusGone, "fullSyncRequired")
		}
		found = g.changedSince(r.PathValue("calendar"), since)
	} else {
		least, err1 := time.Parse(time.RFC3339, q.Get("timeMin"))
		most, err2 := time.Parse(time.RFC3339, q.Get("timeMax"))
		if err1 != nil || err2 != nil {
			return refusal(http.StatusBadRequest, "invalid")
		}
		found = g.within(r.PathValue("calendar"), least, most)
	}
	body := map[string]any{"kind": "calendar#events", "timeZone": "Europe/Madrid"}
	found = slices.DeleteFunc(found, func(e GoogleEvent) bool { return e.ID <= last })
	to := min(size, len(found))
	body["items"] = found[:to]
	if to < len(found) {
		body["nextPageToken"] = fmt.Sprintf("page-%d-%s", state, found[to-1].ID)
	} else {
		body["nextSyncToken"] = fmt.Sprintf("sync-%d", state)
	}
	return googleAnswer{status: http.StatusOK, body: body}
}

// changedSince lists what changed; of what was deleted only the id.
func (g *Google) changedSince(calendar string, since int64) []GoogleEvent {
	found := []GoogleEvent{}
	for _, e := range g.sorted(calendar) {
		if e.changed <= since {
			continue
		}
		if e.Status == "cancelled" {
			e = GoogleEvent{ID: e.ID, Status: e.Status, Etag: e.Etag, Recurring: e.Recurring}
		}
		found = append(found, e)
	}
	return found
}

func (g *Google) within(calendar string, least, most time.Time) []GoogleEvent {
	found := []GoogleEvent{}
	for _, e := range g.sorted(calendar) {
		start, end := e.During(time.UTC)
		if e.Status != "cancelled" && start.Before(most) && end.After(least) {
			found = append(found, e)
		}
	}
	return found
}

func (g *Google) sorted(calendar string) []GoogleEvent {
	events := g.calendars[calendar].events
	list := make([]GoogleEvent, 0, len(events))
	for _, id := range slices.Sorted(maps.Keys(events)) {
		list = append(list, *events[id])
	}
	return list
}
