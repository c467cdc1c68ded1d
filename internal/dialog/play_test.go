package dialog_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/testkit/transcript"
)

// play drives a conversation by commands, written as understanding would give
// them, in a pretend salon with real availability.
type play struct {
	t    tb
	w    *transcript.Imagined
	seen int
	now  time.Time
}

// november is the shared world of the situations; laura its known customer.
const (
	november = "include november.world\n"
	laura    = november + `customer known "Laura Gómez" +34600000100`
	newcomer = november + `customer new "Laura" +34600000101`
	nameless = november + `customer new "✨✨" +34600000102`
)

// tb is what a play needs of a test; rapid's tests have it too.
type tb interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

func begin(t tb, setup string) *play {
	t.Helper()
	world, err := os.ReadFile("../testkit/transcripts/november.world")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{
		"november.world": {Data: world},
		"play.chat":      {Data: []byte("# play\n" + setup + "\nC «x»\n")},
	}
	parsed, err := transcript.Parse(files, "play.chat")
	if err != nil {
		t.Fatal(err)
	}
	s, err := parsed.Setup()
	if err != nil {
		t.Fatal(err)
	}
	w, err := transcript.NewImagined()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Prepare(s); err != nil {
		t.Fatal(err)
	}
	return &play{t: t, w: w, now: s.Now}
}

// say gives a burst as understood; one minute later than the last.
func (p *play) say(commands ...dialog.Command) *play {
	p.t.Helper()
	p.after(time.Minute)
	return p.check(p.w.Command(commands...))
}

func (p *play) event(e dialog.Event) *play { p.t.Helper(); return p.check(p.w.Event(e)) }

func (p *play) pay() *play { p.t.Helper(); return p.check(p.w.Pay(false)) }

func (p *play) take(stylist, at string) *play {
	p.t.Helper()
	start, err := time.ParseInLocation("2006-01-02 15:04", at, p.w.Salon().Location)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.check(p.w.Take(stylist, start))
}

func (p *play) after(d time.Duration) *play {
	p.t.Helper()
	p.now = p.now.Add(d)
	return p.check(p.w.MoveTo(p.now))
}

func (p *play) check(err error) *play {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("%v\n%s", err, strings.Join(p.w.Rules, "\n"))
	}
	return p
}

// text is what was said since the last look.
func (p *play) text() string {
	all, err := p.w.Messages()
	p.check(err)
	fresh := strings.Join(all[p.seen:], "\n")
	p.seen = len(all)
	return fresh
}

// hears asserts literals of the last messages; those after "not" must be absent.
func (p *play) hears(literals ...string) *play {
	p.t.Helper()
	text := p.text()
	folded, forbidden := salon.Fold(text), false
	for _, l := range literals {
		if l == "not" {
			forbidden = true
			continue
		}
		if strings.Contains(folded, salon.Fold(l)) == forbidden {
			p.t.Errorf("%q: found %v\n%s\nrules: %s", l, forbidden, text, strings.Join(p.w.Rules[max(0, len(p.w.Rules)-4):], " | "))
		}
	}
	return p
}

// silent asserts that nothing was said.
func (p *play) silent() *play {
	p.t.Helper()
	if text := p.text(); text != "" {
		p.t.Errorf("nothing should be said, but: %s", text)
	}
	return p
}

// waits asserts the open question.
func (p *play) waits(id dialog.QuestionID) *play {
	p.t.Helper()
	got := dialog.QuestionID("")
	if q := p.w.State().Question; q != nil {
		got = q.ID
	}
	if got != id {
		p.t.Errorf("waits for %q, want %q\n%s", got, id, strings.Join(p.w.Rules[max(0, len(p.w.Rules)-4):], " | "))
	}
	return p
}

// draft is the one on top.
func (p *play) draft() dialog.Draft {
	p.t.Helper()
	stack := p.w.State().Stack
	if len(stack) == 0 {
		p.t.Fatal("no draft")
	}
	return stack[len(stack)-1].Draft
}

// appointments asserts the rows: "status start stylist".
func (p *play) appointments(want ...string) *play {
	p.t.Helper()
	f, err := p.w.Facts()
	p.check(err)
	var got []string
	for _, b := range f.Bookings {
		for _, a := range b.Appointments {
			got = append(got, strings.Join([]string{string(a.Status), a.Start.Format("01-02 15:04"), a.Stylist, strings.Join(a.Services, "+")}, " "))
		}
	}
	if !slices.Equal(got, want) {
		p.t.Errorf("appointments %q, want %q", got, want)
	}
	return p
}

func (p *play) facts() transcript.Facts {
	p.t.Helper()
	f, err := p.w.Facts()
	p.check(err)
	return f
}

// customer asserts the row's full name; "" for none.
func (p *play) customer(want string) *play {
	p.t.Helper()
	if got := p.facts().Customer; got.FullName() != want {
		p.t.Errorf("customer %q, want %q", got.FullName(), want)
	}
	return p
}

// handedOver asserts the reason of the hand-over; "" for none.
func (p *play) handedOver(want dialog.Reason) *play {
	p.t.Helper()
	if got := p.facts().HandOver; got != string(want) {
		p.t.Errorf("handed over %q, want %q", got, want)
	}
	return p
}

// option is the value of the open question's option with this title.
func (p *play) option(title string) dialog.Command {
	p.t.Helper()
	if q := p.w.State().Question; q != nil {
		for _, o := range q.Options {
			if o.Title == title {
				return dialog.Command{Kind: dialog.Choose, Option: o.ID}
			}
		}
		p.t.Fatalf("no option %q in %+v", title, q.Options)
	}
	p.t.Fatalf("no question with option %q", title)
	return dialog.Command{}
}

// The vocabulary, short.

func kind(k dialog.CommandKind) dialog.Command { return dialog.Command{Kind: k, Text: string(k)} }

func yes() dialog.Command     { return kind(dialog.Affirm) }
func no() dialog.Command      { return kind(dialog.Deny) }
func leave() dialog.Command   { return kind(dialog.Cancel) }
func more() dialog.Command    { return kind(dialog.More) }
func greet() dialog.Command   { return kind(dialog.Greet) }
func thank() dialog.Command   { return kind(dialog.Thank) }
func bye() dialog.Command     { return kind(dialog.Bye) }
func unclear() dialog.Command { return kind(dialog.Unclear) }

func start(s dialog.ScenarioName) dialog.Command {
	return dialog.Command{Kind: dialog.Start, Scenario: s}
}

func book() dialog.Command { return start(dialog.ScenarioBook) }

func services(slugs ...string) []salon.ID {
	ids := make([]salon.ID, len(slugs))
	for i, s := range slugs {
		ids[i] = salon.ID("service:" + s)
	}
	return ids
}

func wants(slugs ...string) dialog.Command {
	return dialog.Command{Kind: dialog.Set, Slot: dialog.SlotServices, Services: services(slugs...)}
}

func rather(c dialog.Command) dialog.Command  { c.Replace = true; return c }
func without(c dialog.Command) dialog.Command { c.Remove = true; return c }
func notWith(c dialog.Command) dialog.Command { c.Negated = true; return c }
func asked(c dialog.Command) dialog.Command   { c.Question = true; return c }

func oneOf(slugs ...string) dialog.Command {
	return dialog.Command{Kind: dialog.Set, Slot: dialog.SlotServices, Candidates: services(slugs...)}
}

func pack(slug string) dialog.Command {
	return dialog.Command{Kind: dialog.Set, Slot: dialog.SlotPack, Pack: salon.ID("pack:" + slug)}
}

func with(slug string) dialog.Command {
	return dialog.Command{Kind: dialog.Set, Slot: dialog.SlotStylist, Stylist: salon.ID("stylist:" + slug)}
}

func anybody() dialog.Command {
	return dialog.Command{Kind: dialog.Set, Slot: dialog.SlotStylist, Any: true}
}

func somebody(name string) dialog.Command {
	return dialog.Command{Kind: dialog.Set, Slot: dialog.SlotStylist, Text: name}
}

func date(s string) salon.Date {
	d, err := salon.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func on(from string, to ...string) dialog.Command {
	w := dialog.When{Kind: dialog.WhenDate, From: date(from), To: date(from)}
	if len(to) > 0 {
		w.Kind, w.To = dialog.WhenDays, date(to[0])
	}
	return when(w)
}

func when(w dialog.When) dialog.Command {
	slot := dialog.SlotDays
	if !w.HasDay() && w.HasTime() {
		slot = dialog.SlotTime
	}
	return dialog.Command{Kind: dialog.Set, Slot: slot, When: &w}
}

func clock(s string) salon.ClockTime {
	c, err := salon.ParseClock(s)
	if err != nil {
		panic(err)
	}
	return c
}

func at(s string) dialog.Command {
	return when(dialog.When{Kind: dialog.WhenTime, At: clock(s)})
}

func from(s string) dialog.Command {
	return when(dialog.When{Kind: dialog.WhenPart, Earliest: clock(s), Part: "por la tarde"})
}

func until(s string) dialog.Command {
	return when(dialog.When{Kind: dialog.WhenPart, Latest: clock(s), Part: "por la mañana"})
}

func pick(n int) dialog.Command { return dialog.Command{Kind: dialog.Choose, Ordinal: n} }
func whatever() dialog.Command  { return dialog.Command{Kind: dialog.Choose, Any: true} }

func named(first, last string) dialog.Command {
	return dialog.Command{Kind: dialog.Set, Slot: dialog.SlotOwnName, Person: &dialog.Person{First: first, Last: last}}
}

func about(topic dialog.Topic, slugs ...string) dialog.Command {
	return dialog.Command{Kind: dialog.Ask, Topic: topic, Services: services(slugs...)}
}

func faq(slug string) dialog.Command {
	return dialog.Command{Kind: dialog.Ask, Topic: dialog.TopicFAQ, Option: slug}
}

func person(reason dialog.Reason) dialog.Command {
	return dialog.Command{Kind: dialog.HandOff, Reason: reason, Text: "me pica la cabeza"}
}

func trouble(topic dialog.Topic) dialog.Command {
	return dialog.Command{Kind: dialog.Trouble, Topic: topic}
}

func chat(topic dialog.Topic) dialog.Command {
	return dialog.Command{Kind: dialog.Chatter, Topic: topic}
}

func wordless(topic dialog.Topic) dialog.Command {
	return dialog.Command{Kind: dialog.NoWords, Topic: topic}
}

// offered is draft D of the specification: a cut on Friday 27, two offers.
func offered(t *testing.T) *play {
	t.Helper()
	return begin(t, laura).say(book(), wants("corte"), on("2026-11-27")).
		hears("Laura", "10:30", "Pilar", "12:30", "Marta").waits(dialog.SlotPick)
}

// holding is draft D with its second offer held.
func holding(t *testing.T) *play {
	t.Helper()
	return offered(t).say(pick(2)).hears("12:30", "Marta", "5,24 €").waits(dialog.PayWait)
}

const heldRow = "provisional 11-27 12:30 marta corte"
