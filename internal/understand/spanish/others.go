package spanish

import (
	"strings"

	"atrevete/internal/dialog"
)

// relation is the family word at i, in the form kept in data, or "".
func relation(w string) string {
	switch w {
	case "madre", "mama", "mami":
		return "madre"
	case "padre", "papa":
		return "padre"
	case "hija", "hijita", "nena":
		return "hija"
	case "hijo", "hijito", "nene":
		return "hijo"
	case "hermana", "hermano", "marido", "mujer", "pareja", "novio", "novia", "abuela", "abuelo", "suegra", "suegro", "tia", "tio",
		"prima", "primo", "cunada", "cunado", "sobrina", "sobrino", "nieta", "nieto", "esposa", "esposo", "nuera", "yerno", "jefa", "companera", "vecina", "nina", "nino", "bebe", "peque":
		return w
	case "amiga", "amigo":
		return w
	}
	return ""
}

// addOthers reads for whom: "para mi madre", "para mi hija Lucía", "somos tres",
// "para mí y mi marido".
func (b *burst) addOthers() {
	for i := range b.toks {
		if b.is(i, "mi", "su", "una", "un", "mis", "la", "el") {
			b.relative(i)
		}
		if b.is(i, "para") || b.is(i, "y", "con") && b.is(i-1, "mi") {
			b.forName(i)
		}
	}
	b.groupCounts()
}

func (b *burst) relative(i int) {
	rel := relation(b.at(i + 1))
	if rel == "" || b.consults(i) || b.has("tarjeta regalo", "bono regalo", "vale regalo", "tarjetas regalo", "regalar", "regalarle", "un regalo", "llevar a", "traer a", "ir con mi bebe", "venir con") || b.is(i, "la", "el", "un") && !b.is(i-1, "para", "con", "a", "soy") || b.is(i, "la") && b.at(i-1) == "de" {
		return
	}
	from, to := i, i+2
	lead := b.is(i-1, "para", "con", "a", "y", "de", "es")
	if b.is(i-1, "para") {
		from--
		if b.is(from-1, "es", "seria", "sea") {
			from--
		}
	}
	if b.partOfService(i+1) || b.asked(dialog.PersonMap) {
		return
	}
	p := dialog.Person{Relation: rel}
	if words, end := b.nameWords(to, false); len(words) > 0 && b.properName(to, words) {
		q := dialog.SplitName(words)
		p.First, p.Last, to = q.First, q.Last, end
	} else if b.is(to, "se") && b.is(to+1, "llama") {
		if words, end := b.nameWords(to+2, true); len(words) > 0 {
			q := dialog.SplitName(words)
			p.First, p.Last, to = q.First, q.Last, end
		}
	}
	if n, ok := b.matchAny(to, "de"); ok {
		if age, k, isAge := b.number(n); isAge && b.is(k, "anos", "anitos", "meses") {
			if to = k + 1; !b.is(k, "meses") {
				p.Age = age
			}
		}
	}
	switch {
	case b.is(i-1, "soy"):
		if b.is(i, "su", "la", "el") {
			b.add(i-1, to, contextScore+10, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotPerson, Person: &p})
		}
		return
	case b.is(i-2, "soy") || b.has("descuento", "mas barato", "promocion"):
		return
	case b.is(i-1, "con") || b.is(i-1, "y") || b.is(to, "y") && b.is(to+1, "yo") || b.hasMe():
		b.together(from, to, p)
	case b.is(i-1, "para") && b.is(i-2, "otra"):
		b.add(from-1, to, phraseScore, dialog.Command{Kind: dialog.Start, Scenario: dialog.ScenarioBook}, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotPerson, Person: &p})
	case b.is(i-1, "para", "a") || b.is(i-2, "es") || !lead && b.is(to, "quiere", "necesita", "quiera", "querria", "queria", "tambien"):
		b.add(from, to, phraseScore, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotPerson, Person: &p})
	case b.asked(dialog.PersonMap, dialog.GuestName):
		b.add(from, to, phraseScore, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotPerson, Person: &p})
	}
}

// consults reports whether somebody is to be asked, not to come along: "lo
// consulto con mi marido", "tengo que hablarlo con mi madre".
func (b *burst) consults(i int) bool {
	if !b.is(i-1, "con", "a") {
		return false
	}
	for j := i - 2; j >= 0 && j >= i-4; j-- {
		switch w := b.at(j); {
		case strings.HasPrefix(w, "consult"), strings.HasPrefix(w, "pregunt"), strings.HasPrefix(w, "habl"), strings.HasPrefix(w, "coment"):
			return true
		case strings.HasPrefix(w, "mir"), w == "vemos", w == "veo", w == "verlo": // "lo miro con mi madre", not "mírame un hueco con mi madre"
			return b.is(j-1, "lo") || strings.HasSuffix(w, "lo")
		}
	}
	return false
}

// together is a group: the writer and somebody else.
func (b *burst) together(from, to int, p dialog.Person) {
	if b.is(from-1, "y", "con") {
		from--
	}
	b.add(from, to, phraseScore, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotPerson, Person: &p}, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotCount, Number: 2})
}

// hasMe reports whether the writer counts herself in: "y yo", "para mí y …",
// "y para mí", but not "y para mi madre".
func (b *burst) hasMe() bool {
	if b.has("y yo", "yo y") {
		return true
	}
	for i := range b.toks {
		if b.is(i, "mi") && b.is(i-1, "para", "y") && b.standsAlone(i+1) {
			return true
		}
	}
	return false
}

// standsAlone reports whether the "mi" before i is the writer, not "my".
func (b *burst) standsAlone(i int) bool {
	return b.endsHere(i) || b.is(i, "y", "el", "la", "los", "las", "a", "para", "con", "este", "esta", "hoy", "manana", "por", "en", "de", "si", "tambien", "porfa", "un", "una", "cualquier", "cuando", "cuanto", "lo", "del", "pasado", "entre", "antes", "despues", "sobre", "algun", "alguna", "desde")
}

// partOfService keeps "corte de niña" and "cortarle el pelo a mi hija" services.
func (b *burst) partOfService(j int) bool {
	for _, s := range b.spans {
		if s.role == serviceRole && s.from <= j && j < s.to && s.to-s.from > 2 {
			return true
		}
	}
	return false
}

// properName reports whether words after "mi hija" are her name.
func (b *burst) properName(j int, words []string) bool {
	_, known := b.lex.firstName(b.toks[j].raw)
	return known && (b.toks[j].capital || len(words) == 1 && b.endsHere(j+1)) || b.toks[j].capital && !b.inCapitals()
}

// forName reads "para Lucía", "para ella", "para otra persona".
func (b *burst) forName(i int) {
	if b.asked(dialog.PersonMap) {
		return
	}
	if n, ok := b.matchAny(i+1, "otra persona", "alguien", "ella", "el mismo", "una amiga", "un amigo", "un familiar"); ok && !b.is(i+1, "el") {
		if n == i+2 && b.is(i+1, "alguien") && b.is(i+2, "mas") {
			n++
		}
		b.add(i, n, phraseScore, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotPerson, Person: &dialog.Person{Relation: relation(b.at(n - 1))}})
		return
	}
	if i+1 >= len(b.toks) || !b.toks[i+1].capital {
		return
	}
	if _, known := b.lex.firstName(b.toks[i+1].raw); !known || monthWord(b.at(i+1)) != 0 {
		return
	}
	words, end := b.nameWords(i+1, true)
	if len(words) > 0 {
		p := dialog.SplitName(words)
		if b.hasMe() {
			b.together(i, end, p)
			return
		}
		b.add(i, end, nounScore+6, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotPerson, Person: &p})
	}
}

// groupCounts reads "somos tres", "para dos", "8 personas".
func (b *burst) groupCounts() {
	for i := range b.toks {
		j := i
		switch {
		case b.is(i, "somos", "seremos", "vamos", "iriamos") && !b.is(i+1, "a"):
			j = i + 1
		case b.is(i, "para"):
			j = i + 1
		}
		n, end, ok := b.number(j)
		if !ok || n < 2 || n > 60 {
			continue
		}
		people := b.is(end, "personas", "chicas", "amigas", "mujeres", "ninas", "ninos", "invitadas", "damas", "personitas")
		if people {
			end++
		}
		if j == i && !people || j > i && b.is(i, "para") && !people && !b.endsHere(end) || b.toks[j].blocked {
			continue
		}
		if b.is(i, "para") && !people && b.toks[j].kind == numberToken && n > 5 {
			continue
		}
		b.add(i, end, phraseScore, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotCount, Number: n})
	}
}
