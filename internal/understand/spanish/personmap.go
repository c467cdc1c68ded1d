package spanish

import "atrevete/internal/dialog"

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
		if !filler(b.at(j)) {
			break
		}
	}
	for j := s.from - 1; j >= 0; j-- {
		if p, ok := b.personAt(j); ok {
			return &p
		}
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
		return dialog.Person{Relation: "yo"}, b.is(j, "yo", "mi")
	}
	if rel := relation(b.at(j)); rel != "" {
		return dialog.Person{Relation: rel}, true
	}
	return dialog.Person{}, false
}
