package transcript

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/dialog/replies"
	"atrevete/internal/salon"
	"atrevete/internal/understand"
)

// maxSteps is the agent's cap on the steps of one turn.
const maxSteps = 20

// Imagined is a World in memory: the real dialogue, understanding, words and
// availability over pretend tables. It plays a transcript in milliseconds; the
// whole product plays the same ones over PostgreSQL.
type Imagined struct {
	salon    *salon.Salon
	closures []salon.Closure
	engine   *understand.Cascade
	words    *replies.Replies
	blocks   map[salon.ID][]salon.Interval

	now      time.Time
	contact  salon.Contact
	customer salon.Customer
	owner    salon.Owner
	state    []byte
	version  int

	bookings []*salon.Booking
	foreign  []salon.Appointment // somebody else's
	payments []PaymentFact
	refs     map[string]bool
	links    []link
	messages []string
	handOver string
	menus    []salon.Option
	turn     []dialog.Utterance
	people   []salon.Customer // everybody but the writer
	details  map[salon.ID]*detail
	last     *dialog.LastVisit
	prefers  string
	// setPrefers: the set-up says whom she prefers; visits: with whom she was, the latest first.
	setPrefers bool
	visits     []salon.ID
	notices    []NoticeFact
	waitlist   []*waiting
	taken      map[salon.ID][]salon.Interval // as last looked at, see notice
	openings   []freed
	silent     bool // she wants no messages that are not needed
	reminded   int
	awaiting   staffWait
	Rules      []string // of every turn, for people who look for a cause
}

// link is a payment link that was sent, in force or void.
type link struct {
	booking salon.ID
	token   string
}

// NewImagined returns a World in memory.
func NewImagined() (*Imagined, error) {
	words, err := replies.New()
	if err != nil {
		return nil, fmt.Errorf("load words: %w", err)
	}
	return &Imagined{words: words, engine: understand.New()}, nil
}

// Prepare builds the pretend tables.
func (w *Imagined) Prepare(s Setup) error {
	snapshot, err := s.Seed.Salon(slugID)
	if err != nil {
		return err
	}
	w.salon, w.now, w.owner = snapshot, s.Now, salon.OwnerAssistant
	w.details = map[salon.ID]*detail{}
	w.refs = map[string]bool{}
	w.blocks = map[salon.ID][]salon.Interval{}
	for _, c := range s.Seed.Closures {
		w.closures = append(w.closures, c.Closure())
	}
	for _, b := range s.Blocks {
		id := salon.ID(salon.KindStylist + ":" + b.Stylist)
		w.blocks[id] = append(w.blocks[id], b.Interval)
	}
	w.contact = salon.Contact{ID: "1", SourceID: s.Phone, Name: s.Profile, Phone: s.Phone}
	if s.Known != nil {
		w.customer = *s.Known
		w.customer.ID = "customer:1"
	}
	return w.prepareKnown(s)
}

func (w *Imagined) number(b *salon.Booking) {
	b.ID = salon.ID(fmt.Sprintf("booking:%d", len(w.bookings)+1))
	for i := range b.Appointments {
		a := &b.Appointments[i]
		a.ID, a.BookingID, a.Customer = salon.ID(fmt.Sprintf("%s:%d", b.ID, i+1)), b.ID, w.person(a.CustomerID)
		w.details[a.ID] = &detail{attendance: "unknown"}
	}
}

// Say understands a burst of words and runs its turn.
func (w *Imagined) Say(texts ...string) error {
	var sent []Sent
	for _, text := range texts {
		sent = append(sent, Sent{Text: text})
	}
	return w.Send(sent...)
}

// Send understands a burst and runs its turn.
func (w *Imagined) Send(sent ...Sent) error {
	if at := slices.IndexFunc(sent, func(s Sent) bool { return s.Late }); at > 0 {
		if err := w.Send(sent[:at]...); err != nil {
			return err
		}
		sent = slices.Clone(sent[at:]) // it is the next turn
		sent[0].Late = false
	}
	var messages []dialog.Message
	for _, s := range sent {
		m := dialog.Message{Text: s.Text, SentAt: w.now}
		if s.Kind != "" {
			m.Attachments = []salon.Attachment{{Kind: s.FileType()}}
		}
		if s.Kind == "voice" {
			m.Text, m.Attachments[0].Transcript = "", s.Text
		}
		messages = append(messages, m)
	}
	if w.owner == salon.OwnerHuman {
		return nil
	}
	state, err := w.read()
	if err != nil {
		return err
	}
	commands, err := w.engine.Understand(context.Background(), w.view(), state, messages)
	if err != nil {
		return err
	}
	w.Rules = append(w.Rules, "understood "+brief(commands))
	return w.run(dialog.Event{Said: &dialog.Said{Commands: commands, Messages: messages}})
}

func brief(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func (w *Imagined) read() (dialog.State, error) {
	var state dialog.State
	if len(w.state) == 0 {
		return state, nil
	}
	err := json.Unmarshal(w.state, &state)
	return state, err
}

// run is the agent's loop: advance, act, feed the answer back, then say it all
// in one message.
func (w *Imagined) run(event dialog.Event) error {
	state, err := w.read()
	if err != nil {
		return err
	}
	var say []dialog.Utterance
	handedOff := false
	events := []dialog.Event{event}
	for steps := 0; len(events) > 0; steps++ {
		if steps == maxSteps {
			return errors.New("the dialogue does not come to rest")
		}
		step, err := advance(w.view(), state, events[0])
		if err != nil {
			return err
		}
		events = events[1:]
		state = step.State
		say = append(say, step.Say...)
		w.Rules = append(w.Rules, step.Rule)
		for _, action := range step.Do {
			handedOff = handedOff || action.HandOff != nil
			if answer := w.act(action); answer != nil {
				events = append(events, *answer)
			}
		}
	}
	if w.state, err = json.Marshal(state); err != nil {
		return err
	}
	return w.send(say, handedOff)
}

// advance is dialog.Advance under the eyes of its contract: it changes nothing
// it was given, asks for at most one thing that is answered, and gives the same
// step for the same input.
func advance(view dialog.View, state dialog.State, event dialog.Event) (dialog.Step, error) {
	before := brief(state)
	step := dialog.Advance(view, state, event)
	if after := brief(state); after != before {
		return step, fmt.Errorf("the dialogue changed its input\nbefore %s\nafter  %s", before, after)
	}
	if again := dialog.Advance(view, state, event); brief(again) != brief(step) {
		return step, fmt.Errorf("the dialogue is not pure: %s and %s", brief(step), brief(again))
	}
	answered := 0
	for _, a := range step.Do {
		if a.HandOff == nil && a.Note == nil && a.JoinWaitlist == nil && a.DeclineOffer == nil && a.StopMessages == nil {
			answered++
		}
	}
	if answered > 1 {
		return step, fmt.Errorf("%d answered actions in one step: %s", answered, brief(step.Do))
	}
	return step, nil
}

// Command gives the dialogue commands as if a burst had been understood so.
func (w *Imagined) Command(commands ...dialog.Command) error {
	messages := []dialog.Message{{SentAt: w.now}}
	for _, c := range commands {
		messages[0].Text = strings.TrimSpace(messages[0].Text + " " + c.Text)
	}
	return w.run(dialog.Event{Said: &dialog.Said{Commands: commands, Messages: messages}})
}

// Event gives the dialogue any event.
func (w *Imagined) Event(event dialog.Event) error { return w.run(event) }

// State is the dialogue's state as stored.
func (w *Imagined) State() dialog.State {
	state, err := w.read()
	if err != nil {
		panic(err) // we wrote it ourselves
	}
	return state
}

// Said are the utterances of the last turn.
func (w *Imagined) Said() []dialog.Utterance { return w.turn }

// Salon is the snapshot the world was prepared with.
func (w *Imagined) Salon() *salon.Salon { return w.salon }

func (w *Imagined) send(say []dialog.Utterance, handedOff bool) error {
	if w.owner == salon.OwnerHuman && !handedOff {
		say = slices.DeleteFunc(say, func(u dialog.Utterance) bool { return !u.Fact })
	}
	w.version++
	if err := oneQuestion(say); err != nil {
		return err
	}
	answers, err := w.words.Render(w.view(), fmt.Sprintf("imagined/%d", w.version), say)
	if err != nil {
		return err
	}
	for _, r := range answers {
		w.messages = append(w.messages, r.Text)
		w.menus = r.Options
	}
	w.turn = say
	return nil
}

// oneQuestion refuses a message that asks more than one thing.
func oneQuestion(say []dialog.Utterance) error {
	asks := map[dialog.UtteranceID]bool{}
	for _, l := range dialog.Lines() {
		asks[l.ID] = l.Asks
	}
	var asked []dialog.UtteranceID
	for _, u := range say {
		if asks[u.ID] {
			asked = append(asked, u.ID)
		}
	}
	if len(asked) > 1 {
		return fmt.Errorf("one message asks %v", asked)
	}
	return nil
}

// Messages are all messages sent so far.
func (w *Imagined) Messages() ([]string, error) { return w.messages, nil }
