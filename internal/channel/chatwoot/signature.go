package chatwoot

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"atrevete/internal/channel"
)

// Headers of a signed delivery.
const (
	headerDelivery  = "X-Chatwoot-Delivery"
	headerTimestamp = "X-Chatwoot-Timestamp"
	headerSignature = "X-Chatwoot-Signature"
)

// signatureTolerance is how far a delivery's timestamp may be from our clock, either way.
const signatureTolerance = 300 * time.Second

// verify checks the signature of a delivery against each secret. Without
// secrets everything passes; with them a missing header is a failure.
func (c *Channel) verify(header http.Header, body []byte) error {
	if len(c.cfg.Secrets) == 0 {
		return nil
	}
	stamp := header.Get(headerTimestamp)
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return fmt.Errorf("verify signature: timestamp missing or no number: %w", channel.ErrUnauthorized)
	}
	now, tolerance := c.cfg.Now().Unix(), int64(signatureTolerance/time.Second)
	if seconds < now-tolerance || seconds > now+tolerance {
		return fmt.Errorf("verify signature: timestamp too far from our clock: %w", channel.ErrUnauthorized)
	}
	given, found := strings.CutPrefix(header.Get(headerSignature), "sha256=")
	sum, err := hex.DecodeString(given)
	if err != nil || !found {
		return fmt.Errorf("verify signature: missing or unreadable: %w", channel.ErrUnauthorized)
	}
	valid := false
	for _, secret := range c.cfg.Secrets { // all of them: the time taken tells nothing
		if hmac.Equal(sum, Sign(secret, stamp, body)) && secret != "" {
			valid = true
		}
	}
	if !valid {
		return fmt.Errorf("verify signature: no secret matches: %w", channel.ErrUnauthorized)
	}
	return nil
}

// Sign computes the signature of a delivery: HMAC-SHA256 over the timestamp, a
// dot and the raw body.
func Sign(secret, timestamp string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(timestamp))
	mac.Write([]byte{'.'})
	mac.Write(body)
	return mac.Sum(nil)
}
