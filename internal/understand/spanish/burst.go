package spanish

import (
	"sort"

	"atrevete/internal/dialog"
)

// span is one thing a recogniser found: commands for the tokens [from, to).
type span struct {
	from, to int
	score    int // wins where spans overlap; ties: the longer, then the earlier
	commands []dialog.Command
	role     role
	skip     bool // explains words without saying anything
}

// role is what the resolver has to know of a span.
type role uint8

const (
	plain role = iota
	serviceRole
	timeRole
	stylistRole
	yesRole
	noRole
	nameRole
	askRole
	startRole
	greetRole
	cannotRole // cannot come to an appointment
)

// Scores of the recognisers, from weak to strong evidence.
const (
	weakScore    = 10
	wordScore    = 20
	nounScore    = 30 // a service, a stylist, a time
	phraseScore  = 40 // a set phrase
	contextScore = 60 // read in the light of the question
	urgentScore  = 90 // a person is needed
)

// burst is one burst being read.
type burst struct {
	*line
	lex      *lexicon
	book     *phrasebook
	view     dialog.View
	state    dialog.State
	question dialog.QuestionID
	options  []dialog.Choice
	k        *calendar
	times    []Reading
	spans    []span
	heard    map[string]bool // phrases already looked for
}

func (b *burst) add(from, to, score int, commands ...dialog.Command) {
	b.spans = append(b.spans, span{from: from, to: to, score: score, commands: commands})
}

func (b *burst) addRole(r role, from, to, score int, commands ...dialog.Command) {
	b.spans = append(b.spans, span{from: from, to: to, score: score, commands: commands, role: r})
}

// recognise runs every recogniser and keeps the best spans that do not overlap.
func (b *burst) recognise() {
	b.addTimes()
	b.dayAfter()
	b.addServices()
	b.addTeam()
	b.addNames()
	b.addOthers()
	b.addAnswers()
	b.addChoices()
	b.addReminderAnswers()
	b.addOwners()
	b.addIntents()
	b.addTopics()
	b.addFAQs()
	b.addOddQuestions()
	b.addHandOffs()
	b.addRemarks()
	b.spans = selectSpans(b.spans, len(b.toks))
}

// selectSpans keeps, best first, what does not overlap with something better.
func selectSpans(all []span, tokens int) []span {
	sort.SliceStable(all, func(i, j int) bool {
		a, c := all[i], all[j]
		if a.score != c.score {
			return a.score > c.score
		}
		if a.to-a.from != c.to-c.from {
			return a.to-a.from > c.to-c.from
		}
		return a.from < c.from
	})
	taken := make([]bool, tokens)
	kept := all[:0:0]
	for _, s := range all {
		free := s.from < s.to
		for j := s.from; j < s.to && free; j++ {
			free = !taken[j]
		}
		if !free {
			continue
		}
		for j := s.from; j < s.to; j++ {
			taken[j] = true
		}
		kept = append(kept, s)
	}
	sort.SliceStable(kept, func(i, j int) bool { return kept[i].from < kept[j].from })
	return kept
}

// asked reports whether the question is one of the given.
func (b *burst) asked(ids ...dialog.QuestionID) bool {
	for _, id := range ids {
		if b.question == id {
			return true
		}
	}
	return false
}

// each calls f for every place where a phrase of the list stands: one phrase a
// line, the longest wins.
func (b *burst) each(phrases string, f func(from, to int)) {
	list := b.book.list(phrases)
	for i := range b.toks {
		if b.toks[i].kind != wordToken && b.toks[i].kind != numberToken {
			continue
		}
		end := i
		for _, words := range list[b.toks[i].norm] {
			if n, ok := b.matchWords(i, words); ok && n > end {
				end = n
			}
		}
		if end > i {
			f(i, end)
		}
	}
}

// matchWords matches a phrase word by word; commas inside it do not matter.
func (b *burst) matchWords(i int, words []string) (int, bool) {
	for n, w := range words {
		if n > 0 && i < len(b.toks) && b.toks[i].raw == "," {
			i++
		}
		if i >= len(b.toks) || b.toks[i].norm != w {
			return i, false
		}
		i++
	}
	return i, true
}

// has reports whether any of the phrases stands in the line.
func (b *burst) has(phrases ...string) bool {
	for _, p := range phrases {
		found, known := b.heard[p]
		if !known {
			for i := 0; i < len(b.toks) && !found; i++ {
				_, found = b.match(i, p)
			}
			b.heard[p] = found
		}
		if found {
			return true
		}
	}
	return false
}

// sentence returns the bounds of the sentence that holds token i.
func (b *burst) sentence(i int) (from, to int) {
	ends := func(j int) bool {
		switch b.toks[j].raw {
		case ".", "?", "!", "\n", ";", "¿":
			return !b.insideNumber(j)
		}
		return false
	}
	for from = i; from > 0 && !ends(from-1); from-- {
	}
	for to = i; to < len(b.toks) && !ends(to); to++ {
	}
	return from, to
}

// wordCount is how many words and pictures the line has.
func (b *burst) wordCount() int {
	n := 0
	for _, t := range b.toks {
		if t.kind == wordToken || t.kind == numberToken || t.kind == emojiToken {
			n++
		}
	}
	return n
}

// firstWord is the index of the first word at or after i, or len.
func (b *burst) firstWord(i int) int {
	for i < len(b.toks) && b.toks[i].kind != wordToken && b.toks[i].kind != numberToken && b.toks[i].kind != emojiToken {
		i++
	}
	return i
}

// endsHere reports whether the sentence ends at i.
func (b *burst) endsHere(i int) bool {
	if i >= len(b.toks) {
		return true
	}
	return b.toks[i].kind != wordToken && b.toks[i].kind != numberToken
}
