package testkit

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// chatwootWebhook is where events go.
type chatwootWebhook struct {
	url    string
	secret string
	echo   bool
	client *http.Client
}

// Attempts of a delivery that is answered 429 or 500, and the pause between them (3 s in Chatwoot).
const (
	chatwootAttempts = 3
	chatwootPause    = 20 * time.Millisecond
	chatwootTimeout  = 5 * time.Second
)

// Webhook says where events go and which secret signs them; empty: unsigned.
// With echo, whatever happens here is posted by itself, in the background, as
// Chatwoot does; else only Post and the customer's messages are.
func (c *Chatwoot) Webhook(url, secret string, echo bool) {
	client := &http.Client{Timeout: chatwootTimeout, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	c.webhook = chatwootWebhook{url: url, secret: secret, echo: echo, client: client}
	c.t.Cleanup(client.CloseIdleConnections)
}

// CustomerWrites stores a customer's message, posts its webhook and returns
// the message with the answer's status and body.
func (c *Chatwoot) CustomerWrites(conversation int64, text string) (ChatwootMessage, int, string) {
	c.t.Helper()
	m := c.CustomerMessage(conversation, ChatwootMessage{Content: text})
	status, answer := c.Post(c.MessageEvent(conversation, m, "message_created"))
	return m, status, answer
}

// CustomerMessage stores a customer's message without posting anything.
func (c *Chatwoot) CustomerMessage(conversation int64, m ChatwootMessage) ChatwootMessage {
	c.mu.Lock()
	defer c.mu.Unlock()
	m.Type, m.From = "incoming", "contact"
	return c.store(c.conversations[conversation], m)
}

// Post delivers one event as Chatwoot does: signed anew at each of at most
// three attempts, tried again after 429 and 500 only, all under one delivery id.
// It returns the last answer; status 0: no answer.
func (c *Chatwoot) Post(body []byte) (status int, answer string) {
	delivery := uuid.NewString()
	for attempt := range chatwootAttempts {
		if attempt > 0 {
			pause := time.NewTimer(chatwootPause)
			select {
			case <-pause.C:
			case <-c.closing:
				return status, answer
			}
		}
		status, answer = c.PostAs(delivery, body)
		if status != http.StatusTooManyRequests && status != http.StatusInternalServerError {
			break
		}
	}
	return status, answer
}

// PostAs makes one attempt of a delivery.
func (c *Chatwoot) PostAs(delivery string, body []byte) (status int, answer string) {
	ctx, cancel := context.WithTimeout(context.Background(), chatwootTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.webhook.url, bytes.NewReader(body))
	if err != nil {
		c.problem("post webhook: %v", err)
		return 0, ""
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("X-Chatwoot-Delivery", delivery)
	if c.webhook.secret != "" {
		stamp := strconv.FormatInt(time.Now().Unix(), 10) // signatures are judged by real time
		req.Header.Set("X-Chatwoot-Timestamp", stamp)
		req.Header.Set("X-Chatwoot-Signature", ChatwootSignature(c.webhook.secret, stamp, body))
	}
	resp, err := c.webhook.client.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer func() { _ = resp.Body.Close() }()
	raw, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
	return resp.StatusCode, string(raw)
}

// ChatwootSignature is the value of X-Chatwoot-Signature for a body. It is
// computed here on its own, not by the code under test.
func ChatwootSignature(secret, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(timestamp + "."))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// notify posts events in the background, when echoes are wanted.
func (c *Chatwoot) notify(bodies ...[]byte) {
	if !c.webhook.echo {
		return
	}
	for _, body := range bodies {
		c.posting.Add(1)
		go func() {
			defer c.posting.Done()
			c.Post(body)
		}()
	}
}

// Settle waits until every event posted in the background was answered.
func (c *Chatwoot) Settle() { c.posting.Wait() }
