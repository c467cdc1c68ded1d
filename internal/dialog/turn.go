package dialog

import (
	"slices"
	"strings"
	"time"

	"atrevete/internal/salon"
)

// turn is the working copy of one call of Advance. It never touches what the
// caller's State points to: pointers and slices are replaced, not written to.
type turn struct {
	view  View
	state State
	say   []Utterance
	do    []Action
	rules []string
	at    time.Time // when the words that are answered arrived
	// ways are the groups found in this step, by the id of the slot they are shown as.
	ways map[string]GroupSlot
}

func begin(view View, state State) *turn {
	state.Stack = slices.Clone(state.Stack)
	return &turn{view: view, state: state, at: view.Now}
}

func (t *turn) end() Step {
	return Step{State: t.state, Say: t.say, Do: t.do, Rule: strings.Join(t.rules, " > ")}
}

// rule notes which rule decided, for the turns row.
func (t *turn) rule(name string) { t.rules = append(t.rules, name) }

// tell says something that asks nothing.
func (t *turn) tell(id UtteranceID, data any) { t.say = append(t.say, Utterance{ID: id, Data: data}) }

// ask opens a question and says it, with its options to tap.
func (t *turn) ask(q QuestionID, id UtteranceID, data any, options ...Choice) {
	options = fitTitles(options)
	t.state.Question = &Question{ID: q, Options: options, Asked: t.view.Now}
	t.say = append(t.say, Utterance{ID: id, Data: data, Options: menu(options)})
	t.rule("ask " + string(q))
}

// act asks the agent for something that is answered by an event. After it a
// step must say nothing more that asks.
func (t *turn) act(a Action) { t.do = append(t.do, a) }

// question is the id of the open question; empty: none.
func (t *turn) question() QuestionID {
	if t.state.Question == nil {
		return ""
	}
	return t.state.Question.ID
}

// options are those of the open question.
func (t *turn) options() []Choice {
	if t.state.Question == nil {
		return nil
	}
	return t.state.Question.Options
}

// top is the scenario under way, or nil.
func (t *turn) top() *Frame {
	if len(t.state.Stack) == 0 {
		return nil
	}
	return &t.state.Stack[len(t.state.Stack)-1]
}

// draft is the top frame's draft, or nil.
func (t *turn) draft() *Draft {
	if f := t.top(); f != nil {
		return &f.Draft
	}
	return nil
}

func (t *turn) push(f Frame) *Frame {
	t.state.Stack = append(t.state.Stack, f)
	return t.top()
}

func (t *turn) pop() { t.state.Stack = t.state.Stack[:len(t.state.Stack)-1] }

// frameOf finds the frame that holds a booking; -1: none does.
func (t *turn) frameOf(booking salon.ID) int {
	return slices.IndexFunc(t.state.Stack, func(f Frame) bool {
		return !booking.Empty() && f.Draft.BookingID == booking
	})
}

func (t *turn) today() salon.Date { return t.view.Salon.Today(t.view.Now) }

// local brings an instant into the salon's zone.
func (t *turn) local(at time.Time) time.Time { return at.In(t.view.Salon.Location) }

func (t *turn) dateOf(at time.Time) salon.Date { return salon.DateOf(t.local(at)) }

func (t *turn) clockOf(at time.Time) salon.ClockTime { return salon.ClockOf(t.local(at)) }

// known reports whether the writer has a name in the salon's files.
func (t *turn) known() bool { return t.view.Customer.FirstName != "" }

// firstName is how to address the writer; empty when not known.
func (t *turn) firstName() string {
	if t.view.Customer.FirstName != "" {
		return t.view.Customer.FirstName
	}
	return t.state.Name.First
}

// drop removes an element of a slice without touching the original.
func drop[E any](list []E, i int) []E { return slices.Delete(slices.Clone(list), i, i+1) }

// with appends to a slice without touching the original.
func with[E any](list []E, more ...E) []E { return append(slices.Clip(slices.Clone(list)), more...) }
