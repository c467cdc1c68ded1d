package google

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"atrevete/internal/calendar"
)

// call is one request to the API.
type call struct {
	op     string // for errors: "insert event"
	method string
	path   string // below the API's address, escaped
	query  url.Values
	match  string // If-Match; empty: none
	body   any    // nil: none
	answer any    // decoded into; nil: ignored
	event  bool   // about one event: what is not found is the event
	sync   bool   // continues an earlier answer
}

// do makes a call; a 401 is answered once with a new token.
func (c *Client) do(ctx context.Context, q call) error {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	var payload []byte
	if q.body != nil {
		var err error
		if payload, err = json.Marshal(q.body); err != nil {
			return fmt.Errorf("google %s: encode: %w: %w", q.op, calendar.ErrPermanent, err)
		}
	}
	token := ""
	for try := 1; ; try++ {
		var err error
		if token, err = c.bearer(ctx, token); err != nil {
			return fmt.Errorf("google %s: %w", q.op, err)
		}
		status, err := c.once(ctx, q, token, payload)
		if status != http.StatusUnauthorized || try > 1 {
			return err
		}
	}
}

// once makes a call with a token and classifies its failure.
func (c *Client) once(ctx context.Context, q call, token string, payload []byte) (status int, err error) {
	if err := c.pace.wait(ctx, c.cfg.Now()); err != nil {
		return 0, fmt.Errorf("google %s: waiting for our turn: %w: %w", q.op, calendar.ErrRetry, err)
	}
	address := c.base + q.path
	if len(q.query) > 0 {
		address += "?" + q.query.Encode()
	}
	var body io.Reader
	if payload != nil {
		body = bytes.NewReader(payload)
	}
	r, err := http.NewRequestWithContext(ctx, q.method, address, body)
	if err != nil {
		return 0, fmt.Errorf("google %s: %w: %w", q.op, calendar.ErrPermanent, withoutURL(err))
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Accept", "application/json")
	if payload != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if q.match != "" {
		r.Header.Set("If-Match", q.match)
	}
	response, err := c.http.Do(r)
	if err != nil {
		return 0, fmt.Errorf("google %s: %w: %w", q.op, calendar.ErrRetry, withoutURL(err))
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return response.StatusCode, q.fault(response, raw)
	}
	if err == nil && q.answer != nil {
		err = json.Unmarshal(raw, q.answer)
	}
	if err != nil {
		return response.StatusCode, fmt.Errorf("google %s: read answer: %w: %w", q.op, calendar.ErrRetry, err)
	}
	return response.StatusCode, nil
}

// fault classifies an answer that is an error.
func (q call) fault(response *http.Response, raw []byte) error {
	var answer struct {
		Error struct {
			Errors []struct {
				Reason string `json:"reason"`
			} `json:"errors"`
		} `json:"error"`
	}
	_ = json.Unmarshal(raw, &answer) // a proxy in between answers with a page
	reason := ""
	if len(answer.Error.Errors) > 0 {
		reason = answer.Error.Errors[0].Reason
	}
	err := fmt.Errorf("google %s: %w: status %d %s", q.op, q.classify(response.StatusCode, reason), response.StatusCode, reason)
	return later(err, response.Header)
}

// classify says what an error status means for the next try.
func (q call) classify(status int, reason string) error {
	switch status {
	case http.StatusUnauthorized:
		return calendar.ErrCredential
	case http.StatusTooManyRequests:
		return calendar.ErrRate
	case http.StatusForbidden:
		switch reason {
		case "rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded":
			return calendar.ErrRate
		case "accessNotConfigured", "insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT":
			return calendar.ErrCredential
		}
		return calendar.ErrNotShared
	case http.StatusNotFound:
		if q.event {
			return calendar.ErrGone
		}
		return calendar.ErrNotShared
	case http.StatusConflict:
		return calendar.ErrTaken
	case http.StatusGone:
		if q.event {
			return calendar.ErrGone
		}
		return calendar.ErrResync
	case http.StatusPreconditionFailed:
		return calendar.ErrChanged
	case http.StatusBadRequest:
		if q.sync { // a token that makes no sense (any more)
			return calendar.ErrResync
		}
	}
	if status >= 500 || status == http.StatusRequestTimeout || status < 400 {
		return calendar.ErrRetry
	}
	return calendar.ErrPermanent
}

// maxPause bounds what a Retry-After may ask of us.
const maxPause = 15 * time.Minute

// later adds the pause that the answer asks for.
func later(err error, header http.Header) error {
	seconds, convert := strconv.Atoi(header.Get("Retry-After"))
	if convert != nil || seconds <= 0 {
		return err
	}
	return &calendar.Later{Err: err, Pause: min(time.Duration(seconds)*time.Second, maxPause)}
}

// withoutURL takes the address, which names a person's calendar, out of a
// client error.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
