package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"atrevete/internal/channel/chatwoot"
	"atrevete/internal/salon"
)

// What we need of Chatwoot, and how far clocks may differ: signatures older than
// five minutes are refused.
const (
	chatwootMajor, chatwootMinor, chatwootPatch = 4, 14, 2
	maxSkew                                     = 2 * time.Minute
)

// chatwoot checks tokens, inbox, bot, webhook and templates.
func (d *doctor) chatwoot(ctx context.Context, templates []salon.Template) {
	if !d.cfg.chatwootConfigured() {
		d.skip("chatwoot", "not configured: set the CHATWOOT_ variables")
		return
	}
	ch := chatwoot.New(chatwoot.Config{
		APIURL: d.cfg.ChatwootAPIURL, AccountID: d.cfg.ChatwootAccountID, InboxID: d.cfg.ChatwootInboxID,
		BotToken: d.cfg.ChatwootBotToken, AgentToken: d.cfg.ChatwootAPIToken, Now: time.Now,
	})
	defer ch.Close()
	found, err := ch.Inspect(ctx)
	if err != nil {
		d.wrong("chatwoot", err.Error()+": is CHATWOOT_API_URL right, and Chatwoot running?")
		return
	}
	d.version(found.Version)
	d.clock(found.Skew)
	if found.BotToken != nil {
		d.wrong("chatwoot bot token", found.BotToken.Error()+": copy the agent bot's access token to CHATWOOT_BOT_TOKEN")
	} else {
		d.right("chatwoot bot token", "it may read conversations")
	}
	switch {
	case d.cfg.ChatwootAPIToken == "":
		d.wrong("chatwoot agent token", "CHATWOOT_API_TOKEN is not set: lost webhooks are not noticed; copy a user's token from Profile Settings")
		return
	case d.cfg.ChatwootInboxID == 0:
		d.wrong("chatwoot inbox", "CHATWOOT_INBOX_ID is not set: it is the number in the address of the inbox's settings")
		return
	case found.AgentToken != nil:
		d.wrong("chatwoot agent token", found.AgentToken.Error()+": is CHATWOOT_API_TOKEN a user of this account, and CHATWOOT_INBOX_ID right?")
		return
	}
	d.right("chatwoot agent token", "it may read inbox "+strconv.FormatInt(d.cfg.ChatwootInboxID, 10)+", "+found.Inbox.Name)
	d.inbox(found)
	d.bot(found)
	d.approved(found.Inbox, templates)
}

// version compares with the oldest release that works.
func (d *doctor) version(version string) {
	var major, minor, patch int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &major, &minor, &patch); err != nil {
		d.advise("chatwoot", "it answers, but does not tell its version: 4.14.2 or newer is needed")
		return
	}
	if slices.Compare([]int{major, minor, patch}, []int{chatwootMajor, chatwootMinor, chatwootPatch}) < 0 {
		d.wrong("chatwoot", "version "+version+" is too old: upgrade to 4.14.2 or newer")
		return
	}
	d.right("chatwoot", "version "+version)
}

func (d *doctor) clock(skew time.Duration) {
	if skew.Abs() > maxSkew {
		d.wrong("clock", fmt.Sprintf("it differs from Chatwoot's by %s, and signatures are refused after 5m: synchronise both (NTP)", skew.Abs()))
		return
	}
	d.right("clock", "it agrees with Chatwoot's")
}

// inbox advises about settings that interleave with what Maite says.
func (d *doctor) inbox(found chatwoot.Inspection) {
	if found.Inbox.Greeting || found.Inbox.Hours {
		d.advise("chatwoot inbox", "greeting or business hours are on: Chatwoot's own messages will come between Maite's; switch both off")
	}
	switch {
	case found.KeepPending == nil:
		d.advise("chatwoot account", "keep_pending_on_bot_failure could not be read: set it in the Rails console "+
			"(Account.find(…).update!(keep_pending_on_bot_failure: true)), else a restart of ours hands conversations to people")
	case !*found.KeepPending:
		d.wrong("chatwoot account", "keep_pending_on_bot_failure is off: a webhook that fails hands the conversation to people for good; set it in the Rails console")
	default:
		d.right("chatwoot account", "conversations stay Maite's when a webhook fails")
	}
}

// bot compares where the inbox's bot posts to with where we listen.
func (d *doctor) bot(found chatwoot.Inspection) {
	want := d.cfg.PublicURL + "/webhook/chatwoot/" + d.cfg.ChatwootWebhookToken
	switch {
	case found.BotError != nil:
		d.advise("chatwoot webhook", "the inbox's bot could not be read ("+found.BotError.Error()+"): it must post to "+masquerade(want))
	case found.BotURL == "":
		d.wrong("chatwoot webhook", "no agent bot is connected to the inbox: inbox settings, Bot configuration")
	case strings.TrimRight(found.BotURL, "/") != want:
		d.wrong("chatwoot webhook", "the bot posts to "+masquerade(found.BotURL)+", we listen at "+masquerade(want)+": correct its webhook URL")
	default:
		d.right("chatwoot webhook", "the bot posts to us")
	}
	if d.cfg.ChatwootWebhookSecret == "" {
		d.advise("chatwoot webhook", "CHATWOOT_WEBHOOK_SECRET is not set: deliveries are not verified; copy the bot's secret")
	}
	d.reachable()
}

// masquerade shows an address without the token at its end.
func masquerade(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return masked
	}
	if i := strings.LastIndex(u.Path, "/chatwoot/"); i >= 0 {
		u.Path = u.Path[:i] + "/chatwoot/" + masked
	}
	return strings.ReplaceAll(u.String(), url.PathEscape(masked), masked)
}

// approved compares the salon's templates with those that Meta approved.
func (d *doctor) approved(inbox *chatwoot.Inbox, templates []salon.Template) {
	if inbox.Templates == nil {
		d.advise("templates", "Chatwoot does not list those approved by Meta: only a WhatsApp Cloud inbox has them; sync them in its settings")
		return
	}
	for _, want := range templates {
		what := "template " + want.Name + " (" + string(want.Kind) + ")"
		at := slices.IndexFunc(inbox.Templates, func(t chatwoot.ApprovedTemplate) bool { return t.Name == want.Name && t.Language == want.Language })
		switch {
		case at < 0:
			d.wrong(what, "Meta does not know it in "+want.Language+": register it there with this text and sync: "+want.Body)
		case !strings.EqualFold(inbox.Templates[at].Status, "approved"):
			d.wrong(what, "Meta says "+inbox.Templates[at].Status+": wait for the approval, or correct it there")
		case variables(inbox.Templates[at].Body()) != variables(want.Body):
			d.wrong(what, fmt.Sprintf("Meta's has %d variables, ours %d: make them the same", variables(inbox.Templates[at].Body()), variables(want.Body)))
		default:
			d.right(what, "approved")
		}
	}
}

func variables(body string) int { return strings.Count(body, "{{") }
