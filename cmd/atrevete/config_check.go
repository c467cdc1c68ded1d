package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"atrevete/internal/stream"
)

// Limits on configured values.
const (
	minWebhookTokenLength = 24 // characters
	minSecretKeyBytes     = 32
	maxTurnQuietMS        = 6000
	maxWebhookSecrets     = 2 // one in force, one while rotating
)

// defaultPasswords are those of examples and of docker-compose.yml: fine on a
// laptop, refused in production.
func defaultPasswords() []string {
	return []string{"atrevete", "postgres", "password", "admin", "changeme", "change-me", "secret"}
}

// check returns everything that is wrong, each with what to do.
func (c Config) check(needs need) Faults {
	var f Faults
	f = append(f, c.checkBasics()...)
	f = append(f, c.checkDataServices(needs)...)
	f = append(f, c.checkChatwoot()...)
	f = append(f, c.checkPayments()...)
	f = append(f, c.checkCalendar()...)
	f = append(f, c.checkModel()...)
	f = append(f, c.checkKeys(needs)...)
	if c.production() {
		f = append(f, c.checkProduction()...)
	}
	return f
}

func (c Config) checkBasics() Faults {
	var f Faults
	if !slices.Contains([]string{"development", "test", environmentProduction}, c.Environment) {
		f = append(f, fmt.Sprintf("ATREVETE_ENV is %q: use development, test or production", c.Environment))
	}
	for name, addr := range map[string]string{"HTTP_ADDR": c.HTTPAddr, "AGENT_HTTP_ADDR": c.AgentHTTPAddr} {
		if _, _, err := net.SplitHostPort(addr); err != nil {
			f = append(f, fmt.Sprintf("%s is %q: write host:port, or :8000 for every address", name, addr))
		}
	}
	f = append(f, checkURL("PUBLIC_URL", c.PublicURL)...)
	if _, err := time.LoadLocation(c.Timezone); err != nil || c.Timezone == "Local" {
		f = append(f, fmt.Sprintf("TIMEZONE is %q: use an IANA name such as Europe/Madrid", c.Timezone))
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		f = append(f, fmt.Sprintf("LOG_LEVEL is %q: use debug, info, warn or error", c.LogLevel))
	}
	if c.LogFormat != "json" && c.LogFormat != "text" {
		f = append(f, fmt.Sprintf("LOG_FORMAT is %q: use json or text", c.LogFormat))
	}
	if c.TurnQuietMS < 0 || c.TurnQuietMS > maxTurnQuietMS {
		f = append(f, fmt.Sprintf("TURN_QUIET_MS is %d: use 0 to %d", c.TurnQuietMS, maxTurnQuietMS))
	}
	if !slices.Contains([]string{"auto", "true", "false"}, c.Sandbox) {
		f = append(f, fmt.Sprintf("SANDBOX is %q: use auto, true or false", c.Sandbox))
	}
	if c.Clock != "" {
		if _, err := time.Parse(time.RFC3339, c.Clock); err != nil {
			f = append(f, fmt.Sprintf("ATREVETE_CLOCK is %q: write RFC 3339, such as 2026-11-24T10:00:00+01:00", c.Clock))
		}
	}
	slices.Sort(f)
	return f
}

func (c Config) checkDataServices(needs need) Faults {
	var f Faults
	switch {
	case c.DatabaseURL == "" && needs&needDatabase != 0:
		f = append(f, "DATABASE_URL is missing: set postgres://user:password@host:5432/database, or run `atrevete up`, which starts its own PostgreSQL")
	case c.DatabaseURL != "":
		if _, err := pgxpool.ParseConfig(c.DatabaseURL); err != nil {
			f = append(f, "DATABASE_URL cannot be read: write postgres://user:password@host:5432/database")
		}
	}
	switch {
	case c.RedisURL == "" && needs&needRedis != 0:
		f = append(f, "REDIS_URL is missing: set redis://host:6379/0, or run `atrevete up`, which starts its own Redis")
	case c.RedisURL != "":
		if err := stream.CheckURL(c.RedisURL); err != nil {
			f = append(f, "REDIS_URL cannot be read: write redis://[:password@]host:6379/0")
		}
	}
	if c.SMTPURL != "" {
		if u, err := url.Parse(c.SMTPURL); err != nil || !slices.Contains([]string{"smtp", "smtps"}, u.Scheme) || u.Host == "" {
			f = append(f, "SMTP_URL cannot be read: write smtp://user:password@host:587")
		}
		if c.MailFrom == "" {
			f = append(f, "MAIL_FROM is missing although SMTP_URL is set: set the sender's address")
		}
	}
	return f
}

func (c Config) checkChatwoot() Faults {
	var f Faults
	f = append(f, checkURL("CHATWOOT_API_URL", c.ChatwootAPIURL)...)
	if n := len(c.ChatwootWebhookToken); n > 0 && n < minWebhookTokenLength {
		f = append(f, fmt.Sprintf("CHATWOOT_WEBHOOK_TOKEN has %d characters: use at least %d random ones (openssl rand -hex 24)", n, minWebhookTokenLength))
	}
	if secrets := c.webhookSecrets(); len(secrets) > maxWebhookSecrets {
		f = append(f, fmt.Sprintf("CHATWOOT_WEBHOOK_SECRET lists %d secrets: at most %d, separated by a comma", len(secrets), maxWebhookSecrets))
	}
	if !c.chatwootConfigured() {
		return f
	}
	for _, required := range []struct {
		name    string
		missing bool
		hint    string
	}{
		{"CHATWOOT_API_URL", c.ChatwootAPIURL == "", "the address of your Chatwoot"},
		{"CHATWOOT_ACCOUNT_ID", c.ChatwootAccountID == 0, "the number after /app/accounts/ in Chatwoot's address bar"},
		{"CHATWOOT_BOT_TOKEN", c.ChatwootBotToken == "", "the agent bot's access token"},
		{"CHATWOOT_WEBHOOK_TOKEN", c.ChatwootWebhookToken == "", "at least 24 random characters, also in the bot's outgoing URL"},
	} {
		if required.missing {
			f = append(f, fmt.Sprintf("%s is missing although other CHATWOOT_ variables are set: set %s", required.name, required.hint))
		}
	}
	return f
}

func (c Config) checkPayments() Faults {
	var f Faults
	f = append(f, checkURL("STRIPE_API_URL", c.StripeAPIURL)...)
	if c.stripeConfigured() && c.StripeWebhookSecret == "" {
		f = append(f, "STRIPE_WEBHOOK_SECRET is missing although STRIPE_SECRET_KEY is set: copy the endpoint's signing secret (whsec_…)")
	}
	return f
}

func (c Config) checkModel() Faults {
	var f Faults
	f = append(f, checkURL("LLM_BASE_URL", c.LLMBaseURL)...)
	if c.LLMTimeout <= 0 {
		f = append(f, "LLM_TIMEOUT must be longer than nothing: use a duration such as 8s")
	}
	switch c.LLMProvider {
	case "none":
		return f
	case "anthropic", "openai":
	default:
		return append(f, fmt.Sprintf("LLM_PROVIDER is %q: use none, anthropic or openai", c.LLMProvider))
	}
	if c.LLMModel == "" {
		f = append(f, "LLM_MODEL is missing although LLM_PROVIDER is set: name the provider's model")
	}
	if c.LLMAPIKey == "" && c.LLMBaseURL == "" {
		f = append(f, "LLM_API_KEY is missing although LLM_PROVIDER is set: create a key with the provider")
	}
	return f
}

func (c Config) checkKeys(needs need) Faults {
	switch n := len(c.SecretKey); {
	case n > 0 && n < minSecretKeyBytes:
		return Faults{fmt.Sprintf("SECRET_KEY has %d bytes: use at least %d random ones (openssl rand -hex 32)", n, minSecretKeyBytes)}
	case n == 0 && needs&needSecrets != 0 && c.production():
		return Faults{fmt.Sprintf("SECRET_KEY is missing: set at least %d random bytes (openssl rand -hex 32)", minSecretKeyBytes)}
	}
	return nil
}

func (c Config) checkProduction() Faults {
	var f Faults
	if c.Sandbox == "true" {
		f = append(f, "SANDBOX is true in production: unset it, the pretend checkout confirms without money")
	}
	if c.Clock != "" {
		f = append(f, "ATREVETE_CLOCK is set in production: unset it, appointments need the real time")
	}
	if c.DatabaseURL != "" {
		if parsed, err := pgxpool.ParseConfig(c.DatabaseURL); err == nil &&
			slices.Contains(defaultPasswords(), strings.ToLower(parsed.ConnConfig.Password)) {
			f = append(f, "DATABASE_URL has a default password in production: choose a random one")
		}
	}
	if slices.Contains(defaultPasswords(), strings.ToLower(c.AdminPassword)) {
		f = append(f, "ADMIN_PASSWORD is a default one in production: choose a random one")
	}
	if !c.chatwootConfigured() {
		f = append(f, "CHATWOOT_API_URL, CHATWOOT_ACCOUNT_ID, CHATWOOT_BOT_TOKEN and CHATWOOT_WEBHOOK_TOKEN are missing in production: connect your Chatwoot")
	}
	if !c.stripeConfigured() {
		f = append(f, "STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET are missing in production: connect your Stripe account")
	}
	return f
}

// checkURL accepts nothing or an absolute http(s) address.
func checkURL(name, value string) Faults {
	if value == "" {
		return nil
	}
	u, err := url.Parse(value)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return Faults{fmt.Sprintf("%s cannot be read: write https://host, without a path to a page", name)}
	}
	return nil
}

func (c Config) production() bool { return c.Environment == environmentProduction }

// chatwootConfigured: somebody began to connect a Chatwoot.
func (c Config) chatwootConfigured() bool {
	return c.ChatwootAPIURL != "" || c.ChatwootAccountID != 0 || c.ChatwootBotToken != "" ||
		c.ChatwootAPIToken != "" || c.ChatwootWebhookToken != ""
}

// stripeConfigured: there is an account to charge with. The webhook secret
// alone also serves the pretend checkout.
func (c Config) stripeConfigured() bool { return c.StripeSecretKey != "" }

// sandbox: the web chat is served and, without a Stripe account, the pretend checkout.
func (c Config) sandbox() bool {
	switch c.Sandbox {
	case "true":
		return true
	case "false":
		return false
	}
	return !c.chatwootConfigured() && !c.stripeConfigured() && !c.production()
}

// webhookSecrets splits CHATWOOT_WEBHOOK_SECRET.
func (c Config) webhookSecrets() []string {
	var secrets []string
	for part := range strings.SplitSeq(c.ChatwootWebhookSecret, ",") {
		if part = strings.TrimSpace(part); part != "" {
			secrets = append(secrets, part)
		}
	}
	return secrets
}

// clock is the product's clock: the real one, or one that started at
// ATREVETE_CLOCK when the process did and runs at the same pace.
func (c Config) clock() func() time.Time {
	if c.Clock == "" {
		return time.Now
	}
	from, err := time.Parse(time.RFC3339, c.Clock)
	if err != nil {
		return time.Now
	}
	started := time.Now()
	return func() time.Time { return from.Add(time.Since(started)) }
}

// quiet is how long a burst may pause.
func (c Config) quiet() time.Duration { return time.Duration(c.TurnQuietMS) * time.Millisecond }
