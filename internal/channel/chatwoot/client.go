package chatwoot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"

	"atrevete/internal/channel"
)

// call is one request to the REST API.
type call struct {
	op     string // for errors: "send message"
	method string
	path   string // below the account's
	token  string
	body   any  // nil: none
	answer any  // decoded into, nil: ignored
	gone   bool // "not found" is what was wanted
}

// do makes a call and classifies its failure: channel.ErrRetry when it surely
// changed nothing, channel.ErrPermanent when it never will, else channel.ErrUnknown.
// The dashed header is the one that reverse proxies let through.
func (c *Channel) do(ctx context.Context, q call) error {
	var payload io.Reader
	if q.body != nil {
		raw, err := json.Marshal(q.body)
		if err != nil {
			return fmt.Errorf("chatwoot %s: encode: %w: %w", q.op, channel.ErrPermanent, err)
		}
		payload = bytes.NewReader(raw)
	}
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	})
	req, err := http.NewRequestWithContext(ctx, q.method, c.base+q.path, payload)
	if err != nil {
		return fmt.Errorf("chatwoot %s: %w: %w", q.op, channel.ErrPermanent, err)
	}
	req.Header.Set("Api-Access-Token", q.token)
	req.Header.Set("Accept", "application/json")
	if payload != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := c.http.Do(req)
	if err != nil {
		class := channel.ErrUnknown
		if !connected.Load() { // nothing was written to anybody
			class = channel.ErrRetry
		}
		return fmt.Errorf("chatwoot %s: %w: %w", q.op, class, withoutURL(err))
	}
	defer func() { _ = resp.Body.Close() }()
	return q.read(resp)
}

// read takes in an answer.
func (q call) read(resp *http.Response) error {
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if q.gone && resp.StatusCode == http.StatusNotFound {
		return nil
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return fmt.Errorf("chatwoot %s: %w: status %d", q.op, classify(resp.StatusCode, raw), resp.StatusCode)
	}
	if err != nil {
		return fmt.Errorf("chatwoot %s: read answer: %w: %w", q.op, channel.ErrUnknown, err)
	}
	if q.answer == nil {
		return nil
	}
	var wrongType *json.UnmarshalTypeError
	if err := json.Unmarshal(raw, q.answer); err != nil && !errors.As(err, &wrongType) {
		return fmt.Errorf("chatwoot %s: decode answer: %w: %w", q.op, channel.ErrUnknown, err)
	}
	return nil
}

// classify says what an error status means for the next try. Refused tokens
// and redirects are faults of configuration that a person mends, so the
// message waits; "Too many messages" is a rate limit in disguise.
func classify(status int, body []byte) error {
	switch {
	case status == http.StatusTooManyRequests:
		return fmt.Errorf("%w: %w", channel.ErrRetry, channel.ErrLimited)
	case status == http.StatusUnauthorized, status == http.StatusForbidden,
		status >= 300 && status < 400:
		return channel.ErrRetry
	case status == http.StatusUnprocessableEntity && strings.Contains(string(body), "Too many messages"):
		return fmt.Errorf("%w: %w", channel.ErrRetry, channel.ErrLimited)
	case status == http.StatusRequestTimeout, status >= 500:
		return channel.ErrUnknown
	}
	return channel.ErrPermanent
}

// withoutURL takes the address, which holds ids, out of a client error.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
