package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/joho/godotenv"
)

// fillSecrets generates what nobody else must know: the key that signs, except
// in production, where a missing one is a fault, and the pretend checkout's
// secret in the sandbox. They last as long as the process.
func (c *Config) fillSecrets() {
	if c.SecretKey == "" && !c.production() {
		c.SecretKey = newSecret()
	}
	if c.StripeWebhookSecret == "" && c.sandbox() {
		c.StripeWebhookSecret = newSecret()
	}
}

// keepSecrets is fillSecrets for a process that comes back: what was
// generated is kept in a file that only its owner reads.
func (c *Config) keepSecrets(path string) error {
	kept, err := godotenv.Read(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("reading generated secrets (delete %s to make new ones): %w", path, err)
	}
	if kept == nil {
		kept = map[string]string{}
	}
	made := false
	for name, secret := range map[string]*string{"SECRET_KEY": &c.SecretKey, "STRIPE_WEBHOOK_SECRET": &c.StripeWebhookSecret} {
		if *secret != "" {
			continue
		}
		if kept[name] == "" {
			kept[name], made = newSecret(), true
		}
		*secret = kept[name]
	}
	if !made {
		return nil
	}
	text, err := godotenv.Marshal(kept)
	if err != nil {
		return fmt.Errorf("writing generated secrets: %w", err)
	}
	if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
		return fmt.Errorf("writing generated secrets: %w", err)
	}
	return nil
}

// newSecret is 52 random characters, 260 bits.
func newSecret() string { return rand.Text() + rand.Text() }
