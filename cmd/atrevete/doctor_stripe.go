package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/stripe/stripe-go/v86"
)

// stripe checks the key, and the endpoint that reports payments to us.
func (d *doctor) stripe(ctx context.Context) {
	if !d.cfg.stripeConfigured() {
		d.skip("stripe", "not configured: deposits cannot be paid; set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET")
		return
	}
	var answer struct {
		Data []struct {
			URL     string   `json:"url"`
			Status  string   `json:"status"`
			Version string   `json:"api_version"`
			Events  []string `json:"enabled_events"`
		} `json:"data"`
	}
	if err := d.askStripe(ctx, "/v1/webhook_endpoints?limit=100", &answer); err != nil {
		d.wrong("stripe", err.Error()+": is STRIPE_SECRET_KEY right, and may it read webhook endpoints?")
		return
	}
	mode := "live"
	if strings.Contains(d.cfg.StripeSecretKey, "_test_") {
		mode = "test"
	}
	d.right("stripe", "the key works, in "+mode+" mode")
	want := d.cfg.PublicURL + "/webhook/stripe"
	for _, one := range answer.Data {
		if strings.TrimRight(one.URL, "/") != want {
			continue
		}
		switch {
		case one.Status != "enabled":
			d.wrong("stripe webhook", "the endpoint is "+one.Status+": enable it")
		case one.Version != stripe.APIVersion:
			d.wrong("stripe webhook", fmt.Sprintf("the endpoint speaks %s, we understand %s: make a new endpoint with that version", orNone(one.Version), stripe.APIVersion))
		default:
			d.right("stripe webhook", "it reports to us")
		}
		return
	}
	d.wrong("stripe webhook", "no endpoint posts to "+want+": add one with API version "+stripe.APIVersion)
}

func orNone(version string) string {
	if version == "" {
		return "the account's default version"
	}
	return version
}

// askStripe makes one call with the secret key.
func (d *doctor) askStripe(ctx context.Context, path string, answer any) error {
	base := d.cfg.StripeAPIURL
	if base == "" {
		base = "https://api.stripe.com"
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+path, nil)
	if err != nil {
		return fmt.Errorf("asking Stripe: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+d.cfg.StripeSecretKey)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("asking Stripe: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return fmt.Errorf("asking Stripe: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("asking Stripe: it answers %s", resp.Status)
	}
	if err := json.Unmarshal(raw, answer); err != nil {
		return fmt.Errorf("reading Stripe's answer: %w", err)
	}
	return nil
}
