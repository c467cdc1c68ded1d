package chatwoot_test

import (
	"encoding/hex"
	"errors"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"atrevete/internal/channel"
	"atrevete/internal/channel/chatwoot"
	"atrevete/internal/testkit"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// The vector was computed with another tool:
// printf '1795600000.{"event":"x"}' | openssl dgst -sha256 -hmac clave-vieja
const (
	vectorStamp = 1795600000
	vectorBody  = `{"event":"x"}`
	vectorOld   = "3df8cab04b7eaa1c64d50669365b779cf77d4ce94d0f9cd2670d2a12752f0498"
	vectorBare  = "5af951c22d4560cd92054ad7b2318ad8a23cb9ee7ae1c57ed0b0dc937e229e04" // the same over the body alone, the usual mistake
)

func signed(stamp, signature string) http.Header {
	h := http.Header{}
	if stamp != "" {
		h.Set("X-Chatwoot-Timestamp", stamp)
	}
	if signature != "" {
		h.Set("X-Chatwoot-Signature", signature)
	}
	return h
}

func TestSignatures(t *testing.T) {
	t.Parallel()
	stamp := itoa(vectorStamp)
	good := "sha256=" + vectorOld
	cases := []struct {
		name   string
		header http.Header
		body   string
		ahead  time.Duration // of our clock
		ok     bool
	}{
		{"right", signed(stamp, good), vectorBody, 0, true},
		{"late but tolerable", signed(stamp, good), vectorBody, 300 * time.Second, true},
		{"early but tolerable", signed(stamp, good), vectorBody, -300 * time.Second, true},
		{"too old", signed(stamp, good), vectorBody, 301 * time.Second, false},
		{"from the future", signed(stamp, good), vectorBody, -301 * time.Second, false},
		{"other body", signed(stamp, good), vectorBody + " ", 0, false},
		{"other timestamp", signed(itoa(vectorStamp+1), good), vectorBody, 0, false},
		{"body alone signed", signed(stamp, "sha256="+vectorBare), vectorBody, 0, false},
		{"no prefix", signed(stamp, vectorOld), vectorBody, 0, false},
		{"upper-case hex is the same bytes", signed(stamp, "sha256="+strings.ToUpper(vectorOld)), vectorBody, 0, true},
		{"truncated", signed(stamp, good[:40]), vectorBody, 0, false},
		{"no signature", signed(stamp, ""), vectorBody, 0, false},
		{"no timestamp", signed("", good), vectorBody, 0, false},
		{"timestamp no number", signed("soon", good), vectorBody, 0, false},
		{"nothing", nil, vectorBody, 0, false},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			c := chatwoot.New(chatwoot.Config{
				Secrets: []string{"clave-nueva", "clave-vieja"},
				Now:     func() time.Time { return time.Unix(vectorStamp, 0).Add(tc.ahead) },
			})
			_, err := c.Parse(tc.header, []byte(tc.body))
			if tc.ok && err != nil || !tc.ok && !errors.Is(err, channel.ErrUnauthorized) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAnEmptySecretSignsNothing(t *testing.T) {
	t.Parallel()
	c := chatwoot.New(chatwoot.Config{Secrets: []string{""}, Now: func() time.Time { return time.Unix(vectorStamp, 0) }})
	signature := testkit.ChatwootSignature("", itoa(vectorStamp), []byte(vectorBody))
	if _, err := c.Parse(signed(itoa(vectorStamp), signature), []byte(vectorBody)); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("got %v", err)
	}
}

func TestSignIsTheVector(t *testing.T) {
	t.Parallel()
	if got := hex.EncodeToString(chatwoot.Sign("clave-vieja", itoa(vectorStamp), []byte(vectorBody))); got != vectorOld {
		t.Errorf("got %s", got)
	}
}

// TestWorkedExample is the example that comes with the collection of bodies.
func TestWorkedExample(t *testing.T) {
	t.Parallel()
	path := testkit.SharedFile("chatwoot", "message_created_text.json")
	if path == "" {
		t.Skip("the collection of webhook bodies is not beside the repository")
	}
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c := chatwoot.New(chatwoot.Config{Secrets: []string{"test-secret"}, Now: func() time.Time { return time.Unix(1795511704, 0) }})
	header := signed("1795511704", "sha256=d32efe58b692654f899f0d0efd8e8f5275f226911352e31c0c26285e07bfe43a")
	if list, err := c.Parse(header, body); err != nil || len(list) != 1 {
		t.Errorf("got %v %v", list, err)
	}
}
