package spanish

import (
	"sync"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// Engine reads bursts. It keeps what it has compiled of the salon's snapshots,
// nothing else, and may be used from many goroutines.
type Engine struct {
	mu       sync.Mutex
	compiled map[*salon.Salon]*lexicon
	feasts   map[string][]*holidayName
	words    *vocabulary
	book     phrasebook
}

// maxCompiled bounds the snapshots kept; the oldest generation is dropped whole.
const maxCompiled = 8

// New returns an engine.
func New() *Engine {
	return &Engine{compiled: map[*salon.Salon]*lexicon{}, feasts: feastIndex(), words: newVocabulary()}
}

// lexicon compiles a snapshot once. A nil salon has an empty catalogue.
func (e *Engine) lexicon(s *salon.Salon) *lexicon {
	e.mu.Lock()
	defer e.mu.Unlock()
	if found, ok := e.compiled[s]; ok {
		return found
	}
	if len(e.compiled) >= maxCompiled {
		clear(e.compiled)
	}
	made := newLexicon(e.words, s)
	e.compiled[s] = made
	return made
}

// Understand reads a burst in the light of the state. The commands come in the
// order of the words, each with the words it explains; Unclear only when
// nothing meaningful was understood.
func (e *Engine) Understand(view dialog.View, state dialog.State, messages []dialog.Message) []dialog.Command {
	b := e.read(view, state, messages)
	return b.commands()
}

// Explain reads a single text without any state and also returns the times in it.
func (e *Engine) Explain(view dialog.View, text string) ([]dialog.Command, []Shown) {
	b := e.read(view, dialog.State{}, []dialog.Message{{Text: text}})
	commands := b.commands()
	shown := make([]Shown, 0, len(b.times))
	for _, t := range b.times {
		if !b.partOfSpan(t.first, nameRole) { // "soy Domingo Martínez"
			shown = append(shown, t.Show())
		}
	}
	return commands, shown
}

func (e *Engine) read(view dialog.View, state dialog.State, messages []dialog.Message) *burst {
	lex := e.lexicon(view.Salon)
	l := tokenise(messages)
	lex.speller.repair(l)
	b := &burst{line: l, lex: lex, book: &e.book, view: view, state: state, heard: map[string]bool{}, k: newCalendar(frameOf(view))}
	if state.Question != nil {
		b.question = state.Question.ID
		b.options = state.Question.Options
	}
	b.times = readTimes(l, b.k, e.feasts)
	b.recognise()
	return b
}

func frameOf(view dialog.View) Frame {
	f := Frame{Now: view.Now}
	if s := view.Salon; s != nil {
		f.Opening, f.Lead, f.Horizon = s.Opening, s.Policies.SameDayLeadMinutes, s.Policies.MaxDaysAhead
		if s.Location != nil {
			f.Now = view.Now.In(s.Location)
		}
	}
	return f
}
