package spanish

import (
	"strings"
	"sync"
)

// phrasebook indexes the lists of phrases written in this package by their
// first word, each list once. Safe for concurrent use.
type phrasebook struct {
	lists sync.Map // text of the list → phraseList
}

// phraseList groups phrases, cut into words, by their first word.
type phraseList map[string][][]string

func (p *phrasebook) list(text string) phraseList {
	if found, ok := p.lists.Load(text); ok {
		return found.(phraseList)
	}
	made := phraseList{}
	for line := range strings.Lines(text) {
		if words := strings.Fields(line); len(words) > 0 {
			made[words[0]] = append(made[words[0]], words)
		}
	}
	p.lists.Store(text, made)
	return made
}
