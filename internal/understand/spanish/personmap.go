package spanish

import (
	"slices"

	"atrevete/internal/dialog"
)

// Relations that are no family: the writer, and everybody of a group.
const (
	relationWriter    = "yo"
	relationEverybody = "todos"
)

// everybodyPhrases mean all of a group, one a line, folded.
const everybodyPhrases = `
las dos
los dos
ambas
ambos
las tres
los tres
las cuatro
los cuatro
todas
todos
cada una
cada uno
las dos lo mismo
los dos lo mismo
lo mismo las dos
lo mismo los dos
lo mismo para las dos
lo mismo para los dos
las dos cosas para las dos
las dos cosas para los dos
todo para las dos
todo para los dos
todo para ambas
las dos todo
todo las dos
todo
todo las dos cosas
las dos cosas
lo mismo
`

// addOwners reads answers to "¿qué es para quién?" that name no service: "todo
// para las dos", "solo para mí".
func (b *burst) addOwners() {
	if !b.asked(dialog.PersonMap) {
		return
	}
	b.each("solo para mi\nes solo para mi\nes para mi sola\nsolo yo\nsolo es para mi\nsolamente para mi\npara mi sola\npara mi solo", func(from, to int) {
		b.add(from, to, contextScore+10, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotCount, Number: 1})
	})
	if slices.ContainsFunc(b.spans, func(s span) bool { return s.role == serviceRole }) {
		return
	}
	b.each(everybodyPhrases, func(from, to int) {
		p := dialog.Person{Relation: relationEverybody}
		b.add(from, to, contextScore+2*(to-from), dialog.Command{Kind: dialog.Set, Slot: dialog.SlotServices, Person: &p})
	})
}

// owners gives each service the person it is for, when every service of the
// burst has one and they are not all the same.
func (b *burst) owners() map[int]*dialog.Person {
	found := map[int]*dialog.Person{}
	differ := false
	var last *dialog.Person
	for n, s := range b.spans {
		if s.skip || s.role != serviceRole || len(s.commands) == 0 || s.commands[0].Slot != dialog.SlotServices || s.commands[0].Remove {
			continue
		}
		p := b.whose(s)
		if p == nil {
			return nil
		}
		differ = differ || last != nil && *last != *p
		found[n], last = p, p
	}
	if !differ {
		return nil
	}
	return found
}

// everybody reports whether the answer speaks of all of the group at once.
func (b *burst) everybody() bool {
	return b.has("las dos", "los dos", "ambas", "ambos", "las tres", "los tres", "todas", "todos", "cada una", "cada uno")
}

// whose says for whom a service is, in answer to "¿qué es para quién?": the
// person named right after it ("corte para mí"), else the last one before it
// ("yo corte y mi hija peinado"). The writer is Relation "yo".
func (b *burst) whose(s span) *dialog.Person {
	for j := s.to; j < len(b.toks) && j <= s.to+2; j++ {
		if b.is(j, "para", "a") {
			if p, ok := b.personAt(j + 1); ok {
				return &p
			}
		}
		if !filler(b.at(j)) && !b.is(j, "es", "seria", "sea", "sera", "va") {
			break
		}
	}
	for j := s.from - 1; j >= 0; j-- {
		if p, ok := b.personAt(j); ok {
			return &p
		}
	}
	if b.asked(dialog.PersonMap) && b.everybody() {
		return &dialog.Person{Relation: relationEverybody}
	}
	return nil
}

func (b *burst) personAt(j int) (dialog.Person, bool) {
	if b.is(j, "yo", "mi", "ella", "el") {
		if rel := relation(b.at(j + 1)); rel != "" {
			return dialog.Person{Relation: rel}, true
		}
		if b.is(j, "ella") {
			return dialog.Person{Relation: "ella"}, true
		}
		return dialog.Person{Relation: relationWriter}, b.is(j, "yo", "mi")
	}
	if rel := relation(b.at(j)); rel != "" {
		return dialog.Person{Relation: rel}, true
	}
	return dialog.Person{}, false
}
