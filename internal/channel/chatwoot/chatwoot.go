// Package chatwoot is the channel to WhatsApp through Chatwoot, as an agent
// bot: it authenticates and decodes Chatwoot's webhooks and talks to its REST
// API. It decodes tolerantly (unknown events and keys are ignored, a field of
// the wrong type counts as missing), keeps no state and never retries: every
// error says what the caller may do next.
package chatwoot

import (
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"atrevete/internal/channel"
)

// Limits of our calls to Chatwoot, in real time.
const (
	dialTimeout   = 3 * time.Second
	headerTimeout = 8 * time.Second
	callTimeout   = 10 * time.Second
	maxAnswer     = 4 << 20 // bytes read of an answer
)

// DefaultHandOffLabel marks conversations that the assistant handed to people.
const DefaultHandOffLabel = "maite-persona"

// SilentLabel is the switch of one conversation: while staff keep it on, the
// assistant stores what is written and says nothing.
const SilentLabel = "sin-maite"

// Config is how to reach one Chatwoot inbox and how to trust what it posts.
type Config struct {
	APIURL    string // of the installation; a trailing slash is tolerated
	AccountID int64
	InboxID   int64 // 0: events of every inbox of the account are ours
	// BotToken talks: messages, status, labels. AgentToken reads messages, which
	// a bot may not; without it Find cannot look and says channel.ErrNoLook.
	BotToken   string
	AgentToken string
	// Secrets verify webhooks; any of them may have signed (rotation). Empty:
	// signatures are not checked, the token in the path is all there is.
	Secrets []string
	// HandOffLabel is added to conversations handed to people; empty: DefaultHandOffLabel.
	HandOffLabel string
	Timeout      time.Duration // of one call; 0: ten seconds
	// Now is real time, never the product's clock: signatures are judged by it.
	Now func() time.Time
	Log *slog.Logger // nil: slog.Default()
}

// Channel speaks with one Chatwoot account.
type Channel struct {
	cfg  Config
	base string // …/api/v1/accounts/{id}/
	http *http.Client
	log  *slog.Logger
}

var (
	_ channel.Parser    = (*Channel)(nil)
	_ channel.Channel   = (*Channel)(nil)
	_ channel.Eraser    = (*Channel)(nil)
	_ channel.Historian = (*Channel)(nil)
)

// New makes the channel. It connects to nothing.
func New(cfg Config) *Channel {
	if cfg.Now == nil {
		cfg.Now = time.Now //nolint:forbidigo // signatures are judged by real time
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = callTimeout
	}
	if cfg.HandOffLabel == "" {
		cfg.HandOffLabel = DefaultHandOffLabel
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	return &Channel{
		cfg:  cfg,
		base: strings.TrimRight(cfg.APIURL, "/") + "/api/v1/accounts/" + itoa(cfg.AccountID) + "/",
		http: newHTTPClient(cfg.Timeout),
		log:  cfg.Log,
	}
}

// Close drops idle connections.
func (c *Channel) Close() { c.http.CloseIdleConnections() }

// newHTTPClient returns a client of our own: bounded in time, without
// redirects (a moved API is a configuration fault, and a redirected POST would
// silently become a GET) and without gzip, which some releases answer with 401.
func newHTTPClient(timeout time.Duration) *http.Client {
	return &http.Client{
		Timeout: timeout,
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: dialTimeout}).DialContext,
			TLSHandshakeTimeout:   dialTimeout,
			ResponseHeaderTimeout: headerTimeout,
			IdleConnTimeout:       time.Minute,
			MaxIdleConnsPerHost:   32,
			ForceAttemptHTTP2:     true,
			DisableCompression:    true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
