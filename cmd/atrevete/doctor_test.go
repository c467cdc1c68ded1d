package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stripe/stripe-go/v86"

	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

// patient is a deployment whose neighbours are all set up right.
func patient(t *testing.T) (*testkit.Chatwoot, testkit.ChatwootSetup, Config) {
	t.Helper()
	fake := testkit.NewChatwoot(t)
	cfg := Config{
		PublicURL: "https://salon.example", ChatwootAPIURL: fake.URL(), ChatwootAccountID: 1, ChatwootInboxID: 3,
		ChatwootBotToken: fake.BotToken, ChatwootAPIToken: fake.AgentToken,
		ChatwootWebhookToken: strings.Repeat("t", 24), ChatwootWebhookSecret: "s",
	}
	setup := testkit.ChatwootSetup{Version: "4.15.1", KeepPending: true, BotURL: cfg.PublicURL + "/webhook/chatwoot/" + cfg.ChatwootWebhookToken}
	for _, one := range salon.DefaultTemplates() {
		setup.Templates = append(setup.Templates, map[string]any{
			"name": one.Name, "language": one.Language, "status": "APPROVED", "components": []map[string]any{{"type": "BODY", "text": one.Body}},
		})
	}
	fake.Setup(setup)
	return fake, setup, cfg
}

// diagnose runs the checks of Chatwoot and Stripe and returns what was printed.
func diagnose(ctx context.Context, cfg Config) (string, int) {
	var out strings.Builder
	d := &doctor{cfg: cfg, out: &out}
	d.chatwoot(ctx, salon.DefaultTemplates())
	d.stripe(ctx)
	d.mail(ctx)
	return out.String(), d.faults
}

func TestTheDoctorFindsAHealthySetUpHealthy(t *testing.T) {
	t.Parallel()
	_, _, cfg := patient(t)
	if said, faults := diagnose(t.Context(), cfg); faults != 0 || strings.Contains(said, "✗") || !strings.Contains(said, "✓ chatwoot webhook") ||
		!strings.Contains(said, "– stripe") || !strings.Contains(said, "maite_recordatorio (reminder): approved") {
		t.Errorf("%d faults:\n%s", faults, said)
	}
}

func TestTheDoctorNamesWhatIsWrongAndWhatToDo(t *testing.T) {
	t.Parallel()
	for want, spoil := range map[string]func(*testkit.ChatwootSetup, *Config){
		"✗ chatwoot: ": func(_ *testkit.ChatwootSetup, c *Config) { c.ChatwootAPIURL = "http://127.0.0.1:1" },
		"✗ chatwoot: version 4.13.0 is too old":                           func(s *testkit.ChatwootSetup, _ *Config) { s.Version = "4.13.0" },
		"✗ chatwoot bot token":                                            func(_ *testkit.ChatwootSetup, c *Config) { c.ChatwootBotToken = "x" },
		"✗ chatwoot agent token: chatwoot read inbox":                     func(_ *testkit.ChatwootSetup, c *Config) { c.ChatwootAPIToken = "x" },
		"✗ chatwoot agent token: CHATWOOT_API_TOKEN is not set":           func(_ *testkit.ChatwootSetup, c *Config) { c.ChatwootAPIToken = "" },
		"✗ chatwoot inbox":                                                func(_ *testkit.ChatwootSetup, c *Config) { c.ChatwootInboxID = 0 },
		"✗ chatwoot webhook: no agent bot":                                func(s *testkit.ChatwootSetup, _ *Config) { s.BotURL = "" },
		"✗ chatwoot webhook: the bot posts to":                            func(s *testkit.ChatwootSetup, _ *Config) { s.BotURL = "https://other.example/webhook/chatwoot/secret" },
		"✗ chatwoot account":                                              func(s *testkit.ChatwootSetup, _ *Config) { s.KeepPending = false },
		"! chatwoot inbox: greeting":                                      func(s *testkit.ChatwootSetup, _ *Config) { s.Greeting = true },
		"✗ template maite_recordatorio (reminder): Meta does not know it": func(s *testkit.ChatwootSetup, _ *Config) { s.Templates = s.Templates[1:] },
		"Meta says PENDING":                                               func(s *testkit.ChatwootSetup, _ *Config) { s.Templates[0]["status"] = "PENDING" },
		"SAFE_FETCH_ALLOW_PRIVATE_NETWORK":                                func(_ *testkit.ChatwootSetup, c *Config) { c.PublicURL = "http://192.168.1.5:8000" },
		"! chatwoot webhook: CHATWOOT_WEBHOOK_S":                          func(_ *testkit.ChatwootSetup, c *Config) { c.ChatwootWebhookSecret = "" },
		"✗ mail: connect to mail server": func(_ *testkit.ChatwootSetup, c *Config) {
			c.SMTPURL, c.MailFrom = "smtp://127.0.0.1:1", "a@example.org"
		},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			fake, setup, cfg := patient(t)
			spoil(&setup, &cfg)
			fake.Setup(setup)
			said, faults := diagnose(t.Context(), cfg)
			if !strings.Contains(said, want) || (faults > 0) != strings.Contains(said, "✗") {
				t.Errorf("%d faults:\n%s", faults, said)
			}
			if strings.Contains(said, cfg.ChatwootWebhookToken) || strings.Contains(said, "/secret") {
				t.Errorf("a secret is printed:\n%s", said)
			}
		})
	}
}

func TestTheDoctorChecksTheStripeEndpoint(t *testing.T) {
	t.Parallel()
	for want, endpoint := range map[string]map[string]any{
		"✓ stripe webhook":                      {"url": "https://salon.example/webhook/stripe", "status": "enabled", "api_version": stripe.APIVersion},
		"✗ stripe webhook: the endpoint is dis": {"url": "https://salon.example/webhook/stripe", "status": "disabled", "api_version": stripe.APIVersion},
		"✗ stripe webhook: the endpoint speaks": {"url": "https://salon.example/webhook/stripe", "status": "enabled", "api_version": "2020-01-01"},
		"✗ stripe webhook: no endpoint":         {"url": "https://elsewhere.example/", "status": "enabled"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer sk_test_x" {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			_ = json.NewEncoder(w).Encode(map[string]any{"data": []any{endpoint}})
		}))
		t.Cleanup(server.Close)
		cfg := Config{PublicURL: "https://salon.example", StripeSecretKey: "sk_test_x", StripeWebhookSecret: "whsec_x", StripeAPIURL: server.URL}
		if said, _ := diagnose(t.Context(), cfg); !strings.Contains(said, want) || !strings.Contains(said, "in test mode") {
			t.Errorf("%s:\n%s", want, said)
		}
		cfg.StripeSecretKey = "sk_live_wrong"
		if said, faults := diagnose(t.Context(), cfg); faults != 1 || !strings.Contains(said, "✗ stripe: ") {
			t.Errorf("a wrong key:\n%s", said)
		}
	}
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
}

func TestTheDoctorsExitCodeSaysWhetherAllIsWell(t *testing.T) {
	t.Parallel()
	database := testkit.NewDatabase(t)
	environ := []string{"DATABASE_URL=" + database, "REDIS_URL=" + testkit.NewRedis(t)}
	code, out, said := finish(t, environ, "doctor")
	if code != exitFault || !strings.Contains(out, "✓ database") || !strings.Contains(out, "✗ salon: there is none") || !strings.Contains(said, "1 of the checks") {
		t.Errorf("without a salon: code %d\n%s%s", code, out, said)
	}
	if code, _, said := finish(t, environ, "seed", demoDir(t)); code != 0 {
		t.Fatal(said)
	}
	if code, out, said := finish(t, environ, "doctor"); code != 0 || strings.Contains(out, "✗") || !strings.Contains(out, "✓ redis") || !strings.Contains(out, "✓ templates") {
		t.Errorf("with one: code %d\n%s%s", code, out, said)
	}
}
