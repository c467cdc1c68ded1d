package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"atrevete/internal/job"
	"atrevete/internal/salon"
	"atrevete/internal/store"
	"atrevete/internal/stream"
)

// doctorTimeout bounds each check.
const doctorTimeout = 15 * time.Second

func doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Check the whole set-up: data services, Chatwoot, Stripe, mail, templates, clock; exit 1 when something is wrong",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, faults := loadConfig(needDatabase | needRedis)
			d := &doctor{cfg: cfg, out: cmd.OutOrStdout()}
			var list Faults
			if errors.As(faults, &list) {
				for _, fault := range list {
					d.wrong("configuration", fault)
				}
			} else if faults != nil {
				d.wrong("configuration", faults.Error())
			} else {
				d.right("configuration", "every variable can be read")
			}
			d.examine(cmd.Context())
			if d.faults > 0 {
				return fmt.Errorf("%d of the checks above failed: each ✗ says what to do", d.faults)
			}
			return d.failed
		},
	}
}

// doctor asks every neighbour and prints a line for each finding.
type doctor struct {
	cfg    Config
	out    io.Writer
	faults int
	failed error // of printing
}

func (d *doctor) line(mark, what, found string) {
	if _, err := fmt.Fprintf(d.out, "%s %s: %s\n", mark, what, found); err != nil {
		d.failed = fmt.Errorf("printing: %w", err)
	}
}

// right, wrong, advise and skip print what was found: in order, to be mended,
// worth knowing, not configured.
func (d *doctor) right(what, found string) { d.line("✓", what, found) }

func (d *doctor) wrong(what, found string) {
	d.faults++
	d.line("✗", what, found)
}

func (d *doctor) advise(what, found string) { d.line("!", what, found) }

func (d *doctor) skip(what, found string) { d.line("–", what, found) }

// examine runs every check; one that fails does not keep the others.
func (d *doctor) examine(ctx context.Context) {
	var templates []salon.Template
	for _, check := range []func(context.Context){
		func(ctx context.Context) { templates = d.database(ctx) },
		d.redis,
		func(ctx context.Context) { d.chatwoot(ctx, templates) },
		d.stripe, d.mail,
	} {
		within, cancel := context.WithTimeout(ctx, doctorTimeout)
		check(within)
		cancel()
	}
}

// database checks PostgreSQL, the schema and the salon, and gives its templates.
func (d *doctor) database(ctx context.Context) []salon.Template {
	if d.cfg.DatabaseURL == "" {
		return salon.DefaultTemplates()
	}
	s, err := store.Open(ctx, d.cfg.DatabaseURL, store.Options{AppName: "atrevete-doctor", MaxConns: 2})
	if err != nil {
		d.wrong("database", "no connection ("+err.Error()+"): is PostgreSQL running, and DATABASE_URL right?")
		return salon.DefaultTemplates()
	}
	defer s.Close()
	if err := s.SchemaCurrent(ctx); err != nil {
		d.wrong("database", err.Error()+": run `atrevete migrate`")
		return salon.DefaultTemplates()
	}
	d.right("database", "it answers and has every migration")
	shop, err := s.FirstSalon(ctx)
	if err != nil {
		d.wrong("salon", "there is none: load one with `atrevete seed DIR`")
		return salon.DefaultTemplates()
	}
	d.right("salon", fmt.Sprintf("%s, %d services, %d stylists", shop.Name, len(shop.Catalogue.Services), len(shop.Team)))
	if shop.Policies.AssistantEnabled == 0 {
		d.advise("salon", "Maite is switched off by the policy assistant_enabled: she stores messages and says nothing")
	}
	d.storedTemplates(ctx, s, shop)
	return shop.Templates
}

// storedTemplates checks what the salon wrote itself.
func (d *doctor) storedTemplates(ctx context.Context, s *store.Store, shop *salon.Salon) {
	list, err := s.StoredTemplates(ctx, shop.ID)
	if err == nil {
		err = salon.CheckTemplates(list)
	}
	if err != nil {
		d.wrong("templates", err.Error()+": mend templates.json and load it again")
		return
	}
	d.right("templates", fmt.Sprintf("%d of the salon, the defaults for the other kinds of message", len(list)))
}

func (d *doctor) redis(ctx context.Context) {
	if d.cfg.RedisURL == "" {
		return
	}
	hints, err := stream.OpenRedis(d.cfg.RedisURL, stream.Options{})
	if err == nil {
		defer func() { _ = hints.Close() }()
		err = hints.Ping(ctx)
	}
	if err != nil {
		d.wrong("redis", "no answer ("+err.Error()+"): everything works without it, slower; is REDIS_URL right?")
		return
	}
	d.right("redis", "it answers")
}

func (d *doctor) mail(ctx context.Context) {
	if d.cfg.SMTPURL == "" {
		d.skip("mail", "SMTP_URL is not set: notices go to the team conversation, and nothing can be mailed to customers")
		return
	}
	mailer, err := job.NewSMTP(d.cfg.SMTPURL, d.cfg.MailFrom)
	if err == nil {
		err = mailer.Check(ctx)
	}
	if err != nil {
		d.wrong("mail", err.Error()+": check SMTP_URL with your mail provider")
		return
	}
	d.right("mail", "the server lets us in")
}

// reachable advises when Chatwoot will refuse to post to our address.
func (d *doctor) reachable() {
	u, err := url.Parse(d.cfg.PublicURL)
	if err != nil {
		return
	}
	ip := net.ParseIP(u.Hostname())
	if u.Hostname() == "localhost" || (ip != nil && (ip.IsLoopback() || ip.IsPrivate())) {
		d.advise("chatwoot webhook", "PUBLIC_URL "+d.cfg.PublicURL+" is a private address, which Chatwoot refuses since 4.14: "+
			"give it a public https address, or set SAFE_FETCH_ALLOW_PRIVATE_NETWORK=true at Chatwoot")
	}
}
