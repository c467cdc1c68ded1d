package google

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"atrevete/internal/calendar"
)

// spare is how long before its end a token is not used any more.
const spare = time.Minute

// bearer gives a token that works, as far as we know. spent is one that was
// refused; empty: none.
func (c *Client) bearer(ctx context.Context, spent string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.token != "" && c.token != spent && c.cfg.Now().Before(c.expiry) {
		return c.token, nil
	}
	return c.refresh(ctx)
}

// refresh exchanges an assertion for a new token. The caller holds the lock.
func (c *Client) refresh(ctx context.Context) (string, error) {
	now := c.cfg.Now()
	signed, err := c.cfg.Key.assertion(now)
	if err != nil {
		return "", fmt.Errorf("google token: %w: %w", calendar.ErrCredential, err)
	}
	form := url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {signed}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.cfg.Key.TokenURI, strings.NewReader(form.Encode()))
	if err != nil {
		return "", fmt.Errorf("google token: %w: %w", calendar.ErrCredential, err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := c.http.Do(r)
	if err != nil {
		return "", fmt.Errorf("google token: %w: %w", calendar.ErrRetry, withoutURL(err))
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	var answer struct {
		Token   string `json:"access_token"`
		Seconds int64  `json:"expires_in"`
		Error   string `json:"error"`
	}
	if decoded := json.Unmarshal(raw, &answer); err == nil && decoded != nil {
		err = errors.New("the answer is not JSON")
	}
	switch status := response.StatusCode; {
	case status == http.StatusTooManyRequests || status >= 500:
		return "", later(fmt.Errorf("google token: %w: status %d", calendar.ErrRetry, status), response.Header)
	case status != http.StatusOK: // invalid_grant, invalid_client, a disabled account …
		c.token = ""
		return "", fmt.Errorf("google token: %w: status %d %s", calendar.ErrCredential, status, answer.Error)
	case err != nil || answer.Token == "":
		return "", fmt.Errorf("google token: %w: %w", calendar.ErrRetry, errors.Join(err, errors.New("no token in the answer")))
	}
	c.token, c.expiry = answer.Token, now.Add(time.Duration(answer.Seconds)*time.Second-spare)
	return c.token, nil
}
