// Package google mirrors appointments to Google Calendar and reads what else is
// there, as a service account with which the stylists share their calendars. It
// keeps no state but the access token and never retries, but for one new token
// after a 401: every error says what the caller may do next.
package google

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"atrevete/internal/calendar"
)

// Limits of our calls, in real time.
const (
	callTimeout    = 10 * time.Second
	maxAnswer      = 16 << 20 // bytes read of an answer
	defaultAddress = "https://www.googleapis.com/calendar/v3"
	// defaultRate leaves room below Google's 600 requests a minute for one service account.
	defaultRate = 8 // a second
	defaultPage = 2500
)

// Config is how to reach Google Calendar.
type Config struct {
	Key      Key
	APIURL   string           // another address, for tests; empty: Google's own
	Location *time.Location   // the zone our events are written in
	Now      func() time.Time // real time: tokens are judged by it
	Timeout  time.Duration    // of one call; 0: ten seconds
	Rate     int              // calls a second at most; 0: eight
	PageSize int              // events a page; 0: as many as Google gives
}

// Client speaks with Google Calendar. It is safe for concurrent use.
type Client struct {
	cfg  Config
	base string
	http *http.Client
	pace pace

	mu     sync.Mutex // guards the token, and makes those who need a new one wait for one
	token  string
	expiry time.Time
}

var _ calendar.Calendar = (*Client)(nil)

// New makes a client. It connects to nothing.
func New(cfg Config) (*Client, error) {
	if cfg.Key.Email == "" || cfg.Key.private == nil {
		return nil, errors.New("google calendar needs a service account's key")
	}
	if cfg.APIURL == "" {
		cfg.APIURL = defaultAddress
	}
	if cfg.Location == nil {
		cfg.Location = time.UTC
	}
	if cfg.Now == nil {
		cfg.Now = time.Now //nolint:forbidigo // tokens are judged by real time
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = callTimeout
	}
	if cfg.Rate <= 0 {
		cfg.Rate = defaultRate
	}
	if cfg.PageSize <= 0 {
		cfg.PageSize = defaultPage
	}
	return &Client{
		cfg: cfg, base: strings.TrimRight(cfg.APIURL, "/"),
		pace: pace{every: time.Second / time.Duration(cfg.Rate), burst: cfg.Rate},
		http: &http.Client{
			Transport:     http.DefaultTransport.(*http.Transport).Clone(),                               //nolint:forcetypeassert // the standard library's own
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // a moved API is a fault of configuration
		},
	}, nil
}

// Close ends idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Account is the e-mail address of the service account: what calendars are
// shared with.
func (c *Client) Account() string { return c.cfg.Key.Email }

// Check fetches a new token, so that a revoked key is noticed while the last
// one it got still works.
func (c *Client) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := c.refresh(ctx)
	return err
}

// pace spaces calls out: as many as burst at once, then one in every.
type pace struct {
	every time.Duration
	burst int

	mu   sync.Mutex
	next time.Time // when the bucket is full again, were nothing taken
}

// wait returns when the caller may go, or with the context's error.
func (p *pace) wait(ctx context.Context, now time.Time) error {
	p.mu.Lock()
	if p.next.Before(now) {
		p.next = now
	}
	pause := p.next.Sub(now) - time.Duration(p.burst-1)*p.every
	p.next = p.next.Add(p.every)
	p.mu.Unlock()
	if pause <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
