package stack

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"atrevete/internal/agent"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
	"atrevete/internal/testkit/transcript"
)

// theConversation is the one a transcript is about.
const theConversation = 42

// World plays transcripts over the whole product: webhooks in, Chatwoot's and
// Stripe's fakes outside, facts read from PostgreSQL.
type World struct {
	*Stack

	t        testing.TB
	redis    string   // Options.RedisURL
	customer string   // phone
	sessions []string // checkout sessions, one per link sent, opened as soon as it arrives
	seen     int      // messages whose links were opened
	// interrupt is called once, in the middle of the next turn.
	interrupt func()
}

var _ transcript.World = (*World)(nil)

// NewWorld makes a World; Prepare starts it.
func NewWorld(t testing.TB) *World { return &World{t: t} }

// NewWorldOnRedis makes a World whose hints go through a Redis that may be absent.
func NewWorldOnRedis(t testing.TB, url string) *World { return &World{t: t, redis: url} }

// payLink finds a deposit link in a message.
var payLink = regexp.MustCompile(`http://\S+/pay/\S+`)

// Prepare starts the product with the transcript's salon and customer.
func (w *World) Prepare(s transcript.Setup) error {
	w.Stack = New(w.t, s.Now.Format(time.RFC3339), Options{Seed: &s.Seed, SlowExpiry: true, RedisURL: w.redis, Agent: agent.Config{AfterStep: w.afterStep}})
	w.customer = s.Phone
	w.Chatwoot.AddConversation(testkit.ChatwootConversation{ID: theConversation, Contact: testkit.ChatwootContact{
		ID: 55, Name: s.Profile, Phone: s.Phone, SourceID: strings.TrimPrefix(s.Phone, "+"),
	}})
	for _, b := range s.Blocks {
		if err := w.block(b.Stylist, b.Start, b.End); err != nil {
			return err
		}
	}
	return w.prepareKnown(s)
}

// block takes a stretch of a stylist's time.
func (w *World) block(stylist string, start, end time.Time) error {
	return w.blockAs("test", stylist, start, end)
}

func (w *World) blockAs(source, stylist string, start, end time.Time) error {
	_, err := w.Store.Pool().Exec(w.t.Context(), `INSERT INTO blocks (stylist_id, during, reason, source)
		SELECT id, tstzrange($2, $3), 'ocupada', $4 FROM stylists WHERE slug = $1`, stylist, start, end, source)
	if err != nil {
		return fmt.Errorf("block %s: %w", stylist, err)
	}
	return nil
}

// Say posts a burst through Chatwoot's webhook and waits until it is answered.
func (w *World) Say(texts ...string) error {
	w.Stack.Say(theConversation, texts...)
	return w.openLinks()
}

// Send is Say with what comes besides words.
func (w *World) Send(sent ...transcript.Sent) error {
	if at := slices.IndexFunc(sent, func(s transcript.Sent) bool { return s.Late }); at > 0 {
		var late error
		w.interrupt = func() { late = w.post(sent[at:]) }
		defer func() { w.interrupt = nil }()
		if err := w.Send(sent[:at]...); err != nil {
			return err
		}
		return late
	}
	if err := w.post(sent); err != nil {
		return err
	}
	w.Drive()
	return w.openLinks()
}

// afterStep lets what arrives late arrive: once, when the words before it have
// been understood and are not answered.
func (w *World) afterStep(step agent.Step) {
	if late := w.interrupt; late != nil && step == agent.StepUnderstand {
		w.interrupt = nil
		late()
	}
}

// post delivers messages to the webhook.
func (w *World) post(sent []transcript.Sent) error {
	for i, s := range sent {
		m := testkit.ChatwootMessage{Content: s.Text}
		if s.Kind != "" {
			file := map[string]any{"id": i + 1, "file_type": s.FileType(), "data_url": "https://chat.example.net/blobs/" + s.Kind}
			if s.Kind == "voice" {
				m.Content, file["transcribed_text"] = "", s.Text
			}
			m.Attachments = []map[string]any{file}
		}
		if s.Kind == "sticker" {
			m.ContentType = "sticker"
		}
		m = w.Chatwoot.CustomerMessage(theConversation, m)
		if status, answer := w.Chatwoot.Post(w.Chatwoot.MessageEvent(theConversation, m, "message_created")); status != http.StatusOK {
			return fmt.Errorf("webhook answered %d: %s", status, answer)
		}
	}
	return nil
}

// openLinks opens the checkout of every link that has arrived, as a customer
// who will pay sooner or later.
func (w *World) openLinks() error {
	messages := w.Chatwoot.Replies(theConversation)
	for _, m := range messages[w.seen:] {
		for _, address := range payLink.FindAllString(m.Content, -1) {
			if err := w.openLink(address); err != nil {
				return err
			}
		}
	}
	w.seen = len(messages)
	return nil
}

func (w *World) openLink(address string) error {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, address, nil)
	if err != nil {
		return fmt.Errorf("open link: %w", err)
	}
	response, err := client.Do(r)
	if err != nil {
		return fmt.Errorf("open link: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	body, _ := io.ReadAll(response.Body)
	if response.StatusCode != http.StatusSeeOther {
		return fmt.Errorf("link answered %d: %s", response.StatusCode, body)
	}
	checkout := response.Header.Get("Location")
	for _, session := range w.Stripe.Sessions() {
		if strings.Contains(checkout, session.ID) && !slices.Contains(w.sessions, session.ID) { // the same link may be said again
			w.sessions = append(w.sessions, session.ID)
		}
	}
	return nil
}

// Pay pays at the pretend Stripe, which reports by its signed webhook.
func (w *World) Pay(first bool) error {
	if len(w.sessions) == 0 {
		return errors.New("no link was sent")
	}
	id := w.sessions[len(w.sessions)-1]
	if first {
		id = w.sessions[0]
	}
	pay := w.Stripe.Pay
	if session, ok := w.Stripe.Session(id); ok && session.Status == "complete" { // Stripe repeats itself
		pay = func(string) error { return w.Stripe.Redeliver(false) }
	}
	if err := pay(id); err != nil {
		return fmt.Errorf("pay: %w", err)
	}
	w.Drive()
	return w.openLinks()
}

// Take books a slot for somebody else.
func (w *World) Take(stylist string, start time.Time) error {
	return w.block(stylist, start, start.Add(15*time.Minute))
}

// Free cancels an appointment of somebody else.
func (w *World) Free(stylist string, start time.Time) error {
	err := w.exec("cancel somebody's appointment", `
		WITH gone AS (UPDATE appointments SET status = 'cancelled', version = version + 1
			WHERE starts_at = $2 AND stylist_id = (SELECT id FROM stylists WHERE slug = $1) AND status = 'confirmed' RETURNING id)
		UPDATE busy_segments SET active = false WHERE appointment_id IN (SELECT id FROM gone)`, stylist, start)
	if err != nil {
		return err
	}
	return w.catchUp()
}

// Absent writes the block that staff write.
func (w *World) Absent(stylist string, during salon.Interval) error {
	if err := w.blockAs("absence", stylist, during.Start, during.End); err != nil {
		return err
	}
	return w.catchUp()
}

// Staff plays the team in Chatwoot.
func (w *World) Staff(what string) error {
	event := "conversation_status_changed"
	switch what {
	case "writes":
		m := w.Chatwoot.StaffReplies(theConversation, "Hola, soy del equipo. Te ayudo yo.")
		if status, answer := w.Chatwoot.Post(w.Chatwoot.MessageEvent(theConversation, m, "message_created")); status != http.StatusOK {
			return fmt.Errorf("webhook answered %d: %s", status, answer)
		}
		w.Drive()
		return w.openLinks()
	case "human":
		w.Chatwoot.SetStatus(theConversation, "open")
	case "assistant":
		w.Chatwoot.SetStatus(theConversation, "pending")
	case "closed":
		w.Chatwoot.SetStatus(theConversation, "resolved")
		event = "conversation_resolved"
	default:
		return fmt.Errorf("staff cannot %q", what)
	}
	if status, answer := w.Chatwoot.Post(w.Chatwoot.ConversationEvent(theConversation, event, nil)); status != http.StatusOK {
		return fmt.Errorf("webhook answered %d: %s", status, answer)
	}
	w.Drive()
	return w.openLinks()
}

// MoveTo sets the clock and runs what became due, minute by minute around the
// timers.
func (w *World) MoveTo(at time.Time) error {
	const step = time.Minute
	for now := w.Clock.Now(); now.Before(at); now = w.Clock.Now() {
		due, err := w.nextTimer(at)
		if err != nil {
			return err
		}
		if due.After(now) {
			w.Advance(due.Sub(now))
		} else {
			w.Advance(min(step, at.Sub(now)))
		}
	}
	return w.catchUp()
}

// Jump sets the clock as if nothing had run until then.
func (w *World) Jump(at time.Time) error {
	w.Clock.Advance(at.Sub(w.Clock.Now()))
	return w.catchUp()
}

// catchUp runs every timer that is due.
func (w *World) catchUp() error {
	w.Advance(0)
	return w.openLinks()
}

// nextTimer is when the next timer is due, at the latest the given instant.
func (w *World) nextTimer(at time.Time) (time.Time, error) {
	var due *time.Time
	err := w.Store.Pool().QueryRow(w.t.Context(), `
		SELECT min(due) FROM (SELECT hold_expires_at AS due FROM bookings UNION ALL SELECT warn_at FROM bookings
			UNION ALL SELECT remind_at FROM appointments
			UNION ALL SELECT unnest(ARRAY[silence_at, staff_due_at, opening_at]) FROM conversations
			UNION ALL SELECT starts_at + make_interval(mins => duration_minutes + 60) FROM appointments WHERE status = 'confirmed') t WHERE due > $1 AND due < $2`,
		w.Clock.Now(), at).Scan(&due)
	if err != nil {
		return at, fmt.Errorf("look for timers: %w", err)
	}
	if due == nil {
		return at, nil
	}
	return *due, nil
}

// Messages are all messages the customer has received. Payment links read as
// transcripts write them: /pay/token1 is the first that was sent.
func (w *World) Messages() ([]string, error) {
	var out []string
	tokens := map[string]string{}
	for _, m := range w.Chatwoot.Replies(theConversation) {
		out = append(out, payLink.ReplaceAllStringFunc(m.Content, func(address string) string {
			if _, known := tokens[address]; !known {
				tokens[address] = fmt.Sprintf("https://salon.example/pay/token%d", len(tokens)+1)
			}
			return tokens[address]
		}))
	}
	return out, nil
}
