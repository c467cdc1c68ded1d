package outbox

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"atrevete/internal/channel"
	"atrevete/internal/salon"
)

// TestTheWayOfAMessage is the whole table: text while the window is open, else a
// template, else mail, else nothing, visibly.
func TestTheWayOfAMessage(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 10, 6, 16, 0, 0, 0, time.UTC)
	ago := func(h int) time.Time { return now.Add(-time.Duration(h) * time.Hour) }
	const reminder, refund = salon.MessageReminder, salon.MessageRefund
	type s = situation
	all := []salon.Way{salon.WayText, salon.WayTemplate, salon.WayMail}
	for name, c := range map[string]struct {
		s    situation
		want string // a way, "drop", or words of the failure
	}{
		"an answer in the window":                      {s{window: channel.WindowOpen}, "text"},
		"a reminder in the window is free as text":     {s{about: reminder, template: true, mail: true, window: channel.WindowOpen}, "text"},
		"a reminder outside it":                        {s{about: reminder, template: true, mail: true, window: channel.WindowClosed}, "template"},
		"outside, no template":                         {s{about: reminder, mail: true, window: channel.WindowClosed}, "email"},
		"outside, neither template nor mail":           {s{about: reminder, window: channel.WindowClosed}, "a la plantilla le falta un dato y no tenemos un correo suyo"},
		"an answer outside the window is not mailed":   {s{mail: true, window: channel.WindowClosed}, "24 horas"},
		"a fact without kind outside is mailed":        {s{fact: true, mail: true, window: channel.WindowClosed}, "email"},
		"the channel does not say, she wrote just now": {s{about: reminder, template: true, lastInbound: ago(1)}, "text"},
		"the channel does not say, a day has passed":   {s{about: reminder, template: true, lastInbound: ago(24)}, "template"},
		"the channel does not say, nothing is known":   {s{about: reminder, template: true}, "text"},
		"the channel knows of a newer message":         {s{about: reminder, template: true, window: channel.WindowOpen, lastInbound: ago(90)}, "text"},
		"the channel says closed, we thought open":     {s{about: reminder, template: true, window: channel.WindowClosed, lastInbound: ago(1)}, "template"},
		"text came back undelivered, outside":          {s{about: reminder, template: true, mail: true, window: channel.WindowOpen, tried: all[:1]}, "template"},
		"text and template failed":                     {s{about: reminder, template: true, mail: true, window: channel.WindowClosed, tried: all[:2]}, "email"},
		"everything failed":                            {s{about: reminder, template: true, mail: true, window: channel.WindowClosed, tried: all}, "la plantilla no ha servido y el correo no ha salido"},
		"everything failed inside the window":          {s{about: reminder, template: true, mail: true, window: channel.WindowOpen, tried: all}, "No ha podido enviarse"},
		"she wants no reminders":                       {s{about: reminder, template: true, stopped: true, window: channel.WindowOpen}, "drop"},
		"she wants no messages, but money is a fact":   {s{about: refund, fact: true, template: true, stopped: true, window: channel.WindowClosed}, "template"},
		"she wants no messages, but asks something":    {s{stopped: true, window: channel.WindowOpen}, "text"},
	} {
		c.s.now = now
		got := plan(c.s)
		switch {
		case c.want == "drop" && got.drop, got.way != "" && string(got.way) == c.want:
		case got.way == "" && !got.drop && strings.Contains(got.failure.Words, c.want):
		default:
			t.Errorf("%s: got %+v, want %s", name, got, c.want)
		}
	}
}

// TestNoWayIsTakenTwice: whatever the situation, following the plan ends after at
// most three ways, each taken once, and a failure has words.
func TestNoWayIsTakenTwice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		flip := rapid.Bool()
		s := situation{
			fact: flip.Draw(t, "fact"), template: flip.Draw(t, "template"), mail: flip.Draw(t, "mail"), stopped: flip.Draw(t, "stopped"),
			window: rapid.SampledFrom([]channel.Window{channel.WindowOpen, channel.WindowClosed, channel.WindowUntold}).Draw(t, "window"),
			about:  rapid.SampledFrom([]salon.MessageKind{"", salon.MessageReminder, salon.MessageRefund}).Draw(t, "about"),
		}
		for range 4 {
			c := plan(s)
			if c.drop {
				return
			}
			if c.way == "" {
				if c.failure.Words == "" || c.failure.Cause == "" {
					t.Fatalf("a failure without words in %+v", s)
				}
				return
			}
			if slices.Contains(s.tried, c.way) {
				t.Fatalf("%s again in %+v", c.way, s)
			}
			s.tried = append(s.tried, c.way)
		}
		t.Fatalf("no end in %+v", s)
	})
}

func TestADeadChannelIsProbedByOneAtATime(t *testing.T) {
	t.Parallel()
	var b breaker
	now := time.Date(2026, 10, 6, 16, 0, 0, 0, time.UTC)
	for n := range breakerFailures {
		if _, ok := b.allow(now); !ok || b.done(now, false) != (n == breakerFailures-1) {
			t.Fatalf("failure %d", n)
		}
	}
	pauses := []time.Duration{breakerFirst, 10 * time.Second, 20 * time.Second, 40 * time.Second, breakerLast, breakerLast}
	for _, pause := range pauses {
		if wait, ok := b.allow(now); ok || wait != pause {
			t.Fatalf("waits %s, want %s", wait, pause)
		}
		now = now.Add(pause)
		if _, ok := b.allow(now); !ok {
			t.Fatal("nobody may probe")
		}
		if _, ok := b.allow(now); ok {
			t.Fatal("two probe at once")
		}
		b.done(now, false)
	}
	now = now.Add(breakerLast)
	if _, ok := b.allow(now); !ok || !b.done(now, true) || b.down() {
		t.Fatal("it came back and was not noticed")
	}
}
