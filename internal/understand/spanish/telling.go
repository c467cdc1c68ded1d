package spanish

import (
	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// tellingWord reads a word that only one of the listed services has: "niña"
// where the boy's and the girl's cut are to choose from.
func (b *burst) tellingWord() {
	if !b.asked(dialog.ServicePick) {
		return
	}
	owner := b.wordOwners()
	at, meant := -1, salon.ID("")
	for i := range b.toks {
		if b.toks[i].kind != wordToken || b.partOfSpan(i, serviceRole) {
			continue
		}
		id := owner[stem(b.at(i))]
		switch {
		case id.Empty():
		case b.is(i-1, "no", "menos") || b.is(i+1, "no") || !meant.Empty() && id != meant:
			return // it says which one is not meant, or two of them
		default:
			at, meant = i, id
		}
	}
	if meant.Empty() {
		return
	}
	from := at
	for b.is(from-1, "el", "la", "lo", "de", "para") {
		from--
	}
	b.addRole(serviceRole, from, at+1, contextScore, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotServices, Services: []salon.ID{meant}})
}

// wordOwners gives each stem of the listed services' names to the one that has
// it; empty where several do.
func (b *burst) wordOwners() map[string]salon.ID {
	owner := map[string]salon.ID{}
	for _, o := range b.options {
		s := b.lex.services[o.Service]
		if s == nil {
			continue
		}
		for _, w := range plainWords(s.Name) {
			if filler(w) {
				continue
			}
			if other, taken := owner[stem(w)]; taken && other != s.ID {
				owner[stem(w)] = ""
				continue
			}
			owner[stem(w)] = s.ID
		}
	}
	return owner
}
