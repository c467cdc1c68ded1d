package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"

	"atrevete/internal/salon"
	"atrevete/internal/store"
)

// How long the terminal waits for a turn, and how often it looks.
const (
	turnPatience = 15 * time.Second
	turnLook     = 20 * time.Millisecond
)

// maxChatLine is the longest line that is read, in bytes.
const maxChatLine = 64 << 10

// terminal is one conversation: lines in, replies out.
type terminal struct {
	*wiring
	chatOptions
	clock   *movable
	out     io.Writer
	id      string        // of the conversation, in the channel
	seen    salon.ID      // last line shown
	version int64         // of the conversation, as far as shown
	menu    salon.ID      // last line with options
	options []string      // their titles
	link    string        // token of the last payment link
	client  *http.Client  // follows no redirects
	lines   chan lineRead // of the input
}

// lineRead is a line of the input, or its end.
type lineRead struct {
	text string
	err  error
}

// errLeft ends the talk as asked.
var errLeft = errors.New("left")

func newTerminal(o chatOptions, w *wiring, clock *movable, out io.Writer) *terminal {
	return &terminal{
		wiring: w, chatOptions: o, clock: clock, out: out, id: "terminal-" + uuid.NewString(),
		client: &http.Client{Timeout: turnPatience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
}

// talk reads lines until the end, /salir, or ctx ends.
func (t *terminal) talk(ctx context.Context, in io.Reader) error {
	t.say("Habla con Maite. /pagar paga el enlace, /reloj +25m mueve el reloj, /salir termina.")
	t.lines = make(chan lineRead)
	go t.read(ctx, in)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case line := <-t.lines:
			if errors.Is(line.err, io.EOF) {
				return nil
			}
			if line.err != nil {
				return fmt.Errorf("reading the terminal: %w", line.err)
			}
			switch err := t.obey(ctx, strings.TrimSpace(line.text)); {
			case errors.Is(err, errLeft):
				return nil
			case ctx.Err() != nil:
				return ctx.Err()
			case err != nil:
				t.say("  (" + err.Error() + ")")
			}
		}
	}
}

// read passes lines on; it ends with the input, at the latest with the process.
func (t *terminal) read(ctx context.Context, in io.Reader) {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 4<<10), maxChatLine)
	pass := func(l lineRead) bool {
		select {
		case t.lines <- l:
			return true
		case <-ctx.Done():
			return false
		}
	}
	for lines.Scan() {
		if !pass(lineRead{text: lines.Text()}) {
			return
		}
	}
	err := lines.Err()
	if err == nil {
		err = io.EOF
	}
	pass(lineRead{err: err})
}

// obey carries out a line: a command, or words for the assistant.
func (t *terminal) obey(ctx context.Context, line string) error {
	command, rest, _ := strings.Cut(line, " ")
	switch {
	case line == "":
		return nil
	case command == "/salir":
		return errLeft
	case command == "/pagar":
		return t.pay(ctx)
	case command == "/reloj":
		return t.moveClock(ctx, strings.TrimSpace(rest))
	case command == "/devolver":
		return t.accept(ctx, salon.Inbound{Kind: salon.InboundOwner, Owner: salon.OwnerAssistant})
	case strings.HasPrefix(line, "/"):
		return errors.New("no conozco " + command + ": /pagar, /reloj, /devolver, /salir")
	}
	in := salon.Inbound{Kind: salon.InboundMessage, Text: line}
	for _, title := range t.options {
		if salon.Fold(title) == salon.Fold(line) {
			in.InReplyTo = string(t.menu)
		}
	}
	return t.accept(ctx, in)
}

// accept stores what comes in and waits for its turn.
func (t *terminal) accept(ctx context.Context, in salon.Inbound) error {
	now := t.clock.now()
	in.Source, in.ExternalConversation, in.ExternalID = salon.SourceSandbox, t.id, uuid.NewString()
	in.Sequence, in.SentAt, in.ReceivedAt = now.UnixMicro(), now, now
	in.Contact = salon.Contact{ID: t.id, SourceID: t.id, Name: t.name}
	if _, err := t.inbox.Accept(ctx, in); err != nil {
		return fmt.Errorf("storing the message: %w", err)
	}
	return t.await(ctx)
}

// moveClock moves the product's time and runs the timers that became due.
func (t *terminal) moveClock(ctx context.Context, to string) error {
	if err := t.clock.move(to); err != nil {
		return err
	}
	shop, err := t.store.FirstSalon(ctx)
	if err != nil {
		return fmt.Errorf("reading the salon: %w", err)
	}
	t.say("  (son las " + t.clock.now().In(shop.Location).Format("15:04 del 2/1/2006") + ")")
	if _, err := t.timers.Sweep(ctx); err != nil {
		return fmt.Errorf("running timers: %w", err)
	}
	conversation, err := t.store.FindConversation(ctx, salon.SourceSandbox, t.id)
	if errors.Is(err, salon.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the conversation: %w", err)
	}
	waiting, err := t.store.PendingInbound(ctx, conversation.ID)
	if err != nil {
		return fmt.Errorf("reading what is due: %w", err)
	}
	if len(waiting) == 0 && conversation.Version == t.version {
		return nil
	}
	return t.await(ctx)
}

// pay opens the last link's page and approves at the pretend checkout.
func (t *terminal) pay(ctx context.Context) error {
	if t.link == "" {
		return errors.New("no hay ningún enlace que pagar")
	}
	checkout, code, err := t.post(ctx, t.self+"/pay/"+t.link, nil)
	if err != nil {
		return err
	}
	if code != http.StatusSeeOther || !strings.HasPrefix(checkout, "http") { // paid already: back to its page
		return errors.New("ese enlace ya no se puede pagar")
	}
	if _, code, err = t.post(ctx, checkout, url.Values{"resultado": {"aprobar"}}); err != nil {
		return err
	}
	if code != http.StatusSeeOther {
		return fmt.Errorf("el pago de prueba responde %d", code)
	}
	return t.await(ctx)
}

// post sends a form to this process and returns where it redirects to.
func (t *terminal) post(ctx context.Context, address string, form url.Values) (location string, code int, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return "", 0, fmt.Errorf("paying: %w", err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := t.client.Do(r)
	if err != nil {
		return "", 0, fmt.Errorf("paying: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	return response.Header.Get("Location"), response.StatusCode, nil
}

// await waits until everything taken in has had its turn and every reply was
// sent, then shows them.
func (t *terminal) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, turnPatience)
	defer cancel()
	look := time.NewTicker(turnLook)
	defer look.Stop()
	for {
		turns, err := t.settled(ctx)
		if err != nil {
			return err
		}
		if len(turns) > 0 {
			return t.show(ctx, turns)
		}
		select {
		case <-ctx.Done():
			return errors.New("no ha habido respuesta: el registro dice por qué")
		case <-look.C:
		}
	}
}

// settled lists the new turns once nothing is under way any more.
func (t *terminal) settled(ctx context.Context) ([]store.TurnView, error) {
	conversation, err := t.store.FindConversation(ctx, salon.SourceSandbox, t.id)
	if errors.Is(err, salon.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the conversation: %w", err)
	}
	waiting, err := t.store.PendingInbound(ctx, conversation.ID)
	if err != nil || len(waiting) > 0 {
		return nil, err
	}
	turns, err := t.store.TurnsAfter(ctx, conversation.ID, t.version)
	if err != nil {
		return nil, err
	}
	for _, one := range turns {
		if one.Unsent > 0 {
			return nil, nil
		}
	}
	return turns, nil
}

// payLinkPattern finds the token of a payment link in a reply.
var payLinkPattern = regexp.MustCompile(`/pay/([\w-]+)`)

// show prints the new lines of the assistant, then why.
func (t *terminal) show(ctx context.Context, turns []store.TurnView) error {
	lines, err := t.store.ChatLines(ctx, t.id, t.seen)
	if err != nil {
		return fmt.Errorf("reading the chat: %w", err)
	}
	silent := true
	for _, l := range lines {
		t.seen = l.ID
		if l.Mine {
			continue
		}
		silent = false
		t.say("Maite: " + strings.ReplaceAll(l.Text, "\n", "\n       "))
		t.options = nil
		for _, o := range l.Options {
			t.menu, t.options = l.ID, append(t.options, o.Title)
		}
		if len(t.options) > 0 {
			t.say("       [" + strings.Join(t.options, "] [") + "]")
		}
		if m := payLinkPattern.FindStringSubmatch(l.Text); m != nil {
			t.link = m[1]
		}
	}
	if silent {
		t.say("  (Maite calla)")
	}
	for _, one := range turns {
		t.version = one.Version
		if t.why {
			t.explain(one.Why)
		}
	}
	return nil
}

func (t *terminal) say(text string) { fmt.Fprintln(t.out, text) }
