package main

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	goodToken = "0123456789abcdef01234567"
	goodKey   = "0123456789abcdef0123456789abcdef"
)

func production(extra ...string) []string {
	return append([]string{
		"ATREVETE_ENV=production", "SECRET_KEY=" + goodKey, "PUBLIC_URL=https://citas.example.es",
		"DATABASE_URL=postgres://atrevete:f3a9c1d07b@db:5432/atrevete", "REDIS_URL=redis://redis:6379/0",
		"CHATWOOT_API_URL=https://chat.example.es/", "CHATWOOT_ACCOUNT_ID=1", "CHATWOOT_BOT_TOKEN=bot",
		"CHATWOOT_WEBHOOK_TOKEN=" + goodToken, "STRIPE_SECRET_KEY=sk_test_x", "STRIPE_WEBHOOK_SECRET=whsec_x",
	}, extra...)
}

func TestAConfigurationSaysEveryFaultAtOnce(t *testing.T) {
	t.Parallel()
	all := needDatabase | needRedis | needSecrets
	local := []string{"DATABASE_URL=postgres://u:p@h/d", "REDIS_URL=redis://h"}
	for name, c := range map[string]struct {
		environ []string
		needs   need
		faults  []string // how each fault begins, in any order
	}{
		"nothing set, nothing needed":           {},
		"a complete production":                 {environ: production(), needs: all},
		"nothing set, all needed":               {needs: all, faults: []string{"DATABASE_URL", "REDIS_URL"}},
		"the sandbox needs no keys":             {environ: local, needs: all},
		"a laptop makes its own key":            {environ: append(local, "SANDBOX=false"), needs: all},
		"production needs a key":                {environ: production("SECRET_KEY="), needs: all, faults: []string{"SECRET_KEY"}},
		"numbers, durations and words":          {environ: []string{"TURN_QUIET_MS=x", "LLM_TIMEOUT=9", "LOG_LEVEL=loud", "LOG_FORMAT=xml", "SANDBOX=maybe", "ATREVETE_ENV=prod"}, faults: []string{"TURN_QUIET_MS", "LLM_TIMEOUT", "LOG_LEVEL", "LOG_FORMAT", "SANDBOX", "ATREVETE_ENV"}},
		"out of range":                          {environ: []string{"TURN_QUIET_MS=6001", "LLM_TIMEOUT=-1s"}, faults: []string{"TURN_QUIET_MS", "LLM_TIMEOUT"}},
		"addresses":                             {environ: []string{"HTTP_ADDR=8000", "AGENT_HTTP_ADDR=x", "PUBLIC_URL=citas.example.es", "DATABASE_URL=mysql://x", "REDIS_URL=localhost", "SMTP_URL=mail", "LLM_BASE_URL=x"}, faults: []string{"HTTP_ADDR", "AGENT_HTTP_ADDR", "PUBLIC_URL", "DATABASE_URL", "REDIS_URL", "SMTP_URL", "MAIL_FROM", "LLM_BASE_URL"}},
		"time":                                  {environ: []string{"TIMEZONE=Madrid", "ATREVETE_CLOCK=tomorrow"}, faults: []string{"TIMEZONE", "ATREVETE_CLOCK"}},
		"an unknown model provider":             {environ: []string{"LLM_PROVIDER=crystal-ball"}, faults: []string{"LLM_PROVIDER"}},
		"half a model":                          {environ: []string{"LLM_PROVIDER=openai"}, faults: []string{"LLM_MODEL", "LLM_API_KEY"}},
		"half a Chatwoot":                       {environ: []string{"CHATWOOT_API_URL=https://chat.example.es"}, faults: []string{"CHATWOOT_ACCOUNT_ID", "CHATWOOT_BOT_TOKEN", "CHATWOOT_WEBHOOK_TOKEN"}},
		"a guessable path token":                {environ: production("CHATWOOT_WEBHOOK_TOKEN=short"), faults: []string{"CHATWOOT_WEBHOOK_TOKEN"}},
		"three webhook secrets":                 {environ: production("CHATWOOT_WEBHOOK_SECRET=a,b,c"), faults: []string{"CHATWOOT_WEBHOOK_SECRET"}},
		"half a Stripe":                         {environ: []string{"STRIPE_SECRET_KEY=sk_test_x"}, faults: []string{"STRIPE_WEBHOOK_SECRET"}},
		"a short key":                           {environ: []string{"SECRET_KEY=abc"}, faults: []string{"SECRET_KEY"}},
		"production without neighbours":         {environ: []string{"ATREVETE_ENV=production"}, needs: all, faults: []string{"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "CHATWOOT_API_URL", "STRIPE_SECRET_KEY"}},
		"production refuses what laptops allow": {environ: production("SANDBOX=true", "ATREVETE_CLOCK=2026-11-24T10:00:00+01:00", "DATABASE_URL=postgres://a:atrevete@h/d", "ADMIN_PASSWORD=changeme"), needs: all, faults: []string{"SANDBOX", "ATREVETE_CLOCK", "DATABASE_URL", "ADMIN_PASSWORD"}},
		"a secret twice":                        {environ: []string{"SECRET_KEY=" + goodKey, "SECRET_KEY_FILE=/x"}, faults: []string{"SECRET_KEY"}},
		"a secret file that is not there":       {environ: []string{"STRIPE_SECRET_KEY_FILE=/nowhere"}, faults: []string{"STRIPE_SECRET_KEY_FILE"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parseConfig(c.environ, filepath.Join(t.TempDir(), "none"), c.needs)
			var faults Faults
			if err != nil && !errors.As(err, &faults) {
				t.Fatalf("not Faults: %v", err)
			}
			var got []string
			for _, f := range faults {
				variable, advice, _ := strings.Cut(f, " ")
				got = append(got, strings.TrimSuffix(variable, ","))
				if len(advice) < 15 {
					t.Errorf("%q does not say what to do", f)
				}
			}
			slices.Sort(got)
			slices.Sort(c.faults)
			if !slices.Equal(got, c.faults) {
				t.Errorf("faults about %v, want %v\n%v", got, c.faults, err)
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("more than one line: %q", err)
			}
		})
	}
}

func TestTheSandboxIsOnUntilSomethingRealIsConfigured(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		environ []string
		on      bool
	}{
		"nothing":                       {on: true},
		"empty values count as unset":   {environ: []string{"CHATWOOT_API_URL=", "STRIPE_SECRET_KEY= "}, on: true},
		"Chatwoot":                      {environ: []string{"CHATWOOT_API_URL=https://x"}},
		"Stripe":                        {environ: []string{"STRIPE_SECRET_KEY=sk"}},
		"only the pretend bank's key":   {environ: []string{"STRIPE_WEBHOOK_SECRET=whsec"}, on: true},
		"production":                    {environ: []string{"ATREVETE_ENV=production"}},
		"asked for beside Chatwoot":     {environ: []string{"CHATWOOT_API_URL=https://x", "SANDBOX=true"}, on: true},
		"asked not to":                  {environ: []string{"SANDBOX=false"}},
		"written in capitals and quiet": {environ: []string{"SANDBOX=TRUE"}, on: true},
	} {
		cfg, _ := parseConfig(c.environ, filepath.Join(t.TempDir(), "none"), 0)
		if cfg.sandbox() != c.on {
			t.Errorf("%s: sandbox is %v", name, cfg.sandbox())
		}
	}
}

func TestDotenvFillsGapsAndFilesHoldSecrets(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	dotenv, secret := filepath.Join(dir, ".env"), filepath.Join(dir, "key")
	write(t, dotenv, "# a comment\nLOG_LEVEL=debug\nHTTP_ADDR=:9000\nCHATWOOT_API_URL=https://chat.example.es///\n")
	write(t, secret, goodKey+"\n")
	cfg, _ := parseConfig([]string{"HTTP_ADDR=:9100", "SECRET_KEY_FILE=" + secret}, dotenv, 0)
	if cfg.LogLevel != "debug" || cfg.HTTPAddr != ":9100" || cfg.SecretKey != goodKey || cfg.ChatwootAPIURL != "https://chat.example.es" {
		t.Errorf("read %+v", cfg)
	}
	write(t, dotenv, "SECRET_KEY=\"never closed")
	if _, err := parseConfig(nil, dotenv, 0); err == nil {
		t.Error("a broken .env went unnoticed")
	}
}

func TestSecretsAreNeverPrinted(t *testing.T) {
	t.Parallel()
	environ := production("LLM_API_KEY=hunter2", "ADMIN_PASSWORD=hunter2", "CHATWOOT_BOT_TOKEN=hunter2", "SECRET_KEY=hunter2hunter2hunter2hunter2hunter2",
		"CHATWOOT_API_TOKEN=hunter2", "CHATWOOT_WEBHOOK_TOKEN=hunter2hunter2hunter2hunter2", "CHATWOOT_WEBHOOK_SECRET=hunter2", "STRIPE_SECRET_KEY=hunter2",
		"STRIPE_WEBHOOK_SECRET=hunter2", "GOOGLE_SERVICE_ACCOUNT_JSON=hunter2", "DATABASE_URL=host=h password=hunter2", "REDIS_URL=redis://:hunter2@h:6379/0",
		"SMTP_URL=smtp://maite:hunter2@mail.example.es:587", "MAIL_FROM=maite@example.es")
	cfg, _ := parseConfig(environ, filepath.Join(t.TempDir(), "none"), 0)
	text := strings.Join(cfg.lines(), "\n")
	if strings.Contains(text, "hunter2") {
		t.Errorf("a secret shows:\n%s", text)
	}
	for _, want := range []string{"SECRET_KEY=********", "REDIS_URL=redis://:********@h:6379/0", "CHATWOOT_API_URL=https://chat.example.es", "SANDBOX=auto (off)"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}

func TestTheExampleNamesEveryVariableAndNoOther(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../../.env.example")
	if err != nil {
		t.Fatal(err)
	}
	var documented []string
	var above string
	for line := range strings.Lines(string(content)) {
		if name, _, ok := strings.Cut(line, "="); ok && regexp.MustCompile(`^[A-Z_]+$`).MatchString(name) {
			documented = append(documented, name)
			if !strings.HasPrefix(above, "# ") {
				t.Errorf("%s has no comment above it", name)
			}
		}
		above = line
	}
	known := []string{"POSTGRES_PASSWORD"} // read by docker-compose.yml only
	for _, field := range configFields() {
		known = append(known, field.name)
	}
	slices.Sort(documented)
	slices.Sort(known)
	if !slices.Equal(documented, known) {
		t.Errorf("documented %v\nknown      %v", documented, known)
	}
	if _, err := parseConfig(nil, "../../.env.example", 0); err != nil {
		t.Errorf("a copy of the example is refused: %v", err)
	}
}

func TestAShiftedClockRunsOn(t *testing.T) {
	t.Parallel()
	clock := Config{Clock: "2026-11-24T10:00:00+01:00"}.clock()
	from := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	if got := clock(); got.Before(from) || got.After(from.Add(time.Minute)) {
		t.Errorf("starts at %v", got)
	}
	if first, second := clock(), clock(); second.Before(first) {
		t.Error("runs backwards")
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
