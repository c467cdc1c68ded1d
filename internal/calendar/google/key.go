package google

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/url"
	"time"
)

const (
	defaultTokenURI = "https://oauth2.googleapis.com/token" //nolint:gosec // an address
	scope           = "https://www.googleapis.com/auth/calendar.events"
	assertionLife   = time.Hour
)

// Key is a service account's key.
type Key struct {
	Email    string
	TokenURI string

	id      string
	private *rsa.PrivateKey
}

// ParseKey reads the JSON file that Google gives for a service account. Its
// errors say what is wrong without showing anything of it.
func ParseKey(raw []byte) (Key, error) {
	var file struct {
		Type     string `json:"type"`
		Email    string `json:"client_email"`
		ID       string `json:"private_key_id"`
		Private  string `json:"private_key"`
		TokenURI string `json:"token_uri"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		return Key{}, errors.New("is not JSON")
	}
	switch {
	case file.Type != "" && file.Type != "service_account":
		return Key{}, fmt.Errorf("is a key of type %q, not of a service account", file.Type)
	case file.Email == "":
		return Key{}, errors.New("names no client_email")
	case file.Private == "":
		return Key{}, errors.New("holds no private_key")
	}
	if file.TokenURI == "" {
		file.TokenURI = defaultTokenURI
	}
	if u, err := url.Parse(file.TokenURI); err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return Key{}, errors.New("names a token_uri that is no address")
	}
	private, err := parsePrivate([]byte(file.Private))
	if err != nil {
		return Key{}, err
	}
	return Key{Email: file.Email, TokenURI: file.TokenURI, id: file.ID, private: private}, nil
}

// parsePrivate reads a PEM block, PKCS #8 as Google writes it or PKCS #1.
func parsePrivate(text []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("holds a private_key that is not PEM: were its line breaks (\\n) lost?")
	}
	if private, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return private, nil
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errors.New("holds a private_key that cannot be read")
	}
	private, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, errors.New("holds a private_key that is not RSA")
	}
	return private, nil
}

// assertion is the signed claim (RFC 7523) that a token is exchanged for.
func (k Key) assertion(now time.Time) (string, error) {
	header, err := json.Marshal(map[string]string{"alg": "RS256", "typ": "JWT", "kid": k.id})
	if err != nil {
		return "", fmt.Errorf("write header: %w", err)
	}
	claims, err := json.Marshal(map[string]any{
		"iss": k.Email, "scope": scope, "aud": k.TokenURI, "iat": now.Unix(), "exp": now.Add(assertionLife).Unix(),
	})
	if err != nil {
		return "", fmt.Errorf("write claims: %w", err)
	}
	text := base64.RawURLEncoding.EncodeToString(header) + "." + base64.RawURLEncoding.EncodeToString(claims)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, k.private, crypto.SHA256, sum[:])
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}
