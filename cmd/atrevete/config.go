package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/joho/godotenv"
)

// environmentProduction is the ATREVETE_ENV that refuses defaults, the sandbox
// and a shifted clock.
const environmentProduction = "production"

// Config is the whole configuration, read once and passed by value. The tag
// `secret` marks what is never printed ("true": masked whole; "url": only its
// password) and what may also come from a file named by X_FILE.
type Config struct {
	Environment string `env:"ATREVETE_ENV" envDefault:"development"`

	DatabaseURL string `env:"DATABASE_URL" secret:"url"`
	RedisURL    string `env:"REDIS_URL" secret:"url"`

	HTTPAddr      string `env:"HTTP_ADDR" envDefault:":8000"`
	AgentHTTPAddr string `env:"AGENT_HTTP_ADDR" envDefault:":8001"`
	PublicURL     string `env:"PUBLIC_URL" envDefault:"http://localhost:8000"`

	Timezone  string `env:"TIMEZONE" envDefault:"Europe/Madrid"`
	LogLevel  string `env:"LOG_LEVEL" envDefault:"info"`
	LogFormat string `env:"LOG_FORMAT" envDefault:"json"`

	ChatwootAPIURL             string `env:"CHATWOOT_API_URL"`
	ChatwootAccountID          int64  `env:"CHATWOOT_ACCOUNT_ID"`
	ChatwootInboxID            int64  `env:"CHATWOOT_INBOX_ID"`
	ChatwootBotToken           string `env:"CHATWOOT_BOT_TOKEN" secret:"true"`
	ChatwootAPIToken           string `env:"CHATWOOT_API_TOKEN" secret:"true"`
	ChatwootWebhookToken       string `env:"CHATWOOT_WEBHOOK_TOKEN" secret:"true"`
	ChatwootWebhookSecret      string `env:"CHATWOOT_WEBHOOK_SECRET" secret:"true"`
	ChatwootTeamConversationID int64  `env:"CHATWOOT_TEAM_CONVERSATION_ID"`

	StripeSecretKey     string `env:"STRIPE_SECRET_KEY" secret:"true"`
	StripeWebhookSecret string `env:"STRIPE_WEBHOOK_SECRET" secret:"true"`
	StripeAPIURL        string `env:"STRIPE_API_URL"`

	GoogleServiceAccountJSON string `env:"GOOGLE_SERVICE_ACCOUNT_JSON" secret:"true"`
	GoogleCalendarAPIURL     string `env:"GOOGLE_CALENDAR_API_URL"`

	LLMProvider string        `env:"LLM_PROVIDER" envDefault:"none"`
	LLMModel    string        `env:"LLM_MODEL"`
	LLMAPIKey   string        `env:"LLM_API_KEY" secret:"true"`
	LLMBaseURL  string        `env:"LLM_BASE_URL"`
	LLMTimeout  time.Duration `env:"LLM_TIMEOUT" envDefault:"8s"`

	TurnQuietMS int `env:"TURN_QUIET_MS" envDefault:"2000"`

	SMTPURL  string `env:"SMTP_URL" secret:"url"`
	MailFrom string `env:"MAIL_FROM"`

	AdminEmail    string `env:"ADMIN_EMAIL"`
	AdminPassword string `env:"ADMIN_PASSWORD" secret:"true"`
	SecretKey     string `env:"SECRET_KEY" secret:"true"`

	Sandbox string `env:"SANDBOX" envDefault:"auto"`
	Clock   string `env:"ATREVETE_CLOCK"`
}

// Faults is everything that is wrong with a configuration, in one error.
type Faults []string

// Error lists every fault on one line.
func (f Faults) Error() string {
	if len(f) == 1 {
		return "configuration: " + f[0]
	}
	return fmt.Sprintf("configuration has %d faults: %s", len(f), strings.Join(f, "; "))
}

// need is what a command cannot start without.
type need uint8

const (
	needDatabase need = 1 << iota
	needRedis
	needSecrets // the keys that sign what leaves the house; generated outside production
)

// loadConfig reads the environment and ./.env. See parseConfig.
func loadConfig(needs need) (Config, error) { return parseConfig(os.Environ(), ".env", needs) }

// parseConfig reads NAME=value pairs and a dotenv file (the pairs win), fills
// secrets from X_FILE, and reports every fault at once as Faults. The Config
// is returned even then, for `atrevete config`.
func parseConfig(environ []string, dotenv string, needs need) (Config, error) {
	values, faults := readEnvironment(environ, dotenv)
	faults = append(faults, secretsFromFiles(values)...)
	var cfg Config
	if err := env.ParseWithOptions(&cfg, env.Options{Environment: values}); err != nil {
		faults = append(faults, parseFaults(err)...)
	}
	cfg = cfg.tidy()
	faults = append(faults, cfg.check(needs)...)
	if faults = faults.firstOfEach(); len(faults) > 0 {
		return cfg, faults
	}
	return cfg, nil
}

// firstOfEach keeps one fault per variable: a value that could not be parsed
// would otherwise also be reported as its zero value.
func (f Faults) firstOfEach() Faults {
	seen := map[string]bool{}
	var kept Faults
	for _, fault := range f {
		variable, _, _ := strings.Cut(fault, " ")
		if !seen[variable] {
			kept = append(kept, fault)
		}
		seen[variable] = true
	}
	return kept
}

// readEnvironment merges a dotenv file under the process environment. A
// variable that is set to nothing counts as unset, so that defaults apply.
func readEnvironment(environ []string, dotenv string) (map[string]string, Faults) {
	values := map[string]string{}
	var faults Faults
	fromFile, err := godotenv.Read(dotenv)
	switch {
	case err == nil:
		for name, value := range fromFile {
			values[name] = value
		}
	case !errors.Is(err, fs.ErrNotExist):
		faults = append(faults, fmt.Sprintf("%s cannot be read (%v): each line must be NAME=value", dotenv, err))
	}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		values[name] = value
	}
	for name, value := range values {
		if strings.TrimSpace(value) == "" {
			delete(values, name)
		}
	}
	return values, faults
}

// secretsFromFiles fills NAME from the file that NAME_FILE names, for every
// secret.
func secretsFromFiles(values map[string]string) Faults {
	var faults Faults
	for _, field := range configFields() {
		if field.secret == "" {
			continue
		}
		path, ok := values[field.name+"_FILE"]
		if !ok {
			continue
		}
		if _, both := values[field.name]; both {
			faults = append(faults, fmt.Sprintf("%s and %s_FILE are both set: keep one of them", field.name, field.name))
			continue
		}
		content, err := os.ReadFile(path)
		if err != nil {
			faults = append(faults, fmt.Sprintf("%s_FILE cannot be read (%v): point it to a readable file", field.name, err))
			continue
		}
		if secret := strings.TrimRight(string(content), "\r\n"); secret != "" {
			values[field.name] = secret
		}
	}
	return faults
}

// parseFaults turns the parser's errors, which name struct fields, into
// sentences that name variables.
func parseFaults(err error) Faults {
	names := map[string]configField{}
	for _, field := range configFields() {
		names[field.field] = field
	}
	var all env.AggregateError
	if !errors.As(err, &all) {
		return Faults{err.Error()}
	}
	var faults Faults
	for _, one := range all.Errors {
		var parse env.ParseError
		if !errors.As(one, &parse) {
			faults = append(faults, one.Error())
			continue
		}
		kind := "a whole number"
		if parse.Type == reflect.TypeFor[time.Duration]() {
			kind = "a duration such as 8s"
		}
		faults = append(faults, fmt.Sprintf("%s must be %s", names[parse.Name].name, kind))
	}
	return faults
}

// tidy normalises what people write in more than one way.
func (c Config) tidy() Config {
	for _, url := range []*string{
		&c.PublicURL, &c.ChatwootAPIURL, &c.StripeAPIURL, &c.GoogleCalendarAPIURL, &c.LLMBaseURL,
	} {
		*url = strings.TrimRight(strings.TrimSpace(*url), "/")
	}
	for _, word := range []*string{&c.Environment, &c.LogLevel, &c.LogFormat, &c.LLMProvider, &c.Sandbox} {
		*word = strings.ToLower(strings.TrimSpace(*word))
	}
	return c
}

// configField describes one variable by reflection over Config.
type configField struct {
	field, name, secret string
	index               int
}

func configFields() []configField {
	t := reflect.TypeFor[Config]()
	fields := make([]configField, 0, t.NumField())
	for i := range t.NumField() {
		f := t.Field(i)
		fields = append(fields, configField{field: f.Name, name: f.Tag.Get("env"), secret: f.Tag.Get("secret"), index: i})
	}
	return fields
}
