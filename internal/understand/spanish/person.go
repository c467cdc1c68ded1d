package spanish

import (
	"strings"

	"atrevete/internal/dialog"
)

// addNames reads the writer's own name.
func (b *burst) addNames() {
	b.eachNameCue()
	switch b.question {
	case dialog.NameCheck, dialog.NameAsk:
		b.bareName(func(words []string) dialog.Person { return dialog.SplitName(words) })
	case dialog.SurnameAsk:
		b.bareSurname()
	case dialog.GuestName:
		b.bareGuest()
	}
}

// eachNameCue reads "soy Laura", "me llamo Lucía García", "mi nombre es Ana".
func (b *burst) eachNameCue() {
	cues := nameCues
	if b.asked(dialog.SurnameAsk, dialog.NameAsk, dialog.GuestName, dialog.NameCheck) {
		cues += askedNameCues
	}
	b.each(cues, func(from, to int) {
		surname := strings.Contains(b.words(from, to), "pellido")
		if b.is(from, "es", "aqui") && to-from == 1 && !b.asked(dialog.NameCheck, dialog.NameAsk, dialog.SurnameAsk) {
			return
		}
		if b.is(from, "soy") && b.negatedName(from, to) {
			return
		}
		j := to
		if b.is(j, "la", "el") {
			j++
		}
		words, end := b.nameWords(j, to > from && !b.is(from, "es", "aqui"))
		if surname || b.asked(dialog.SurnameAsk) && len(words) == 0 {
			if w, e := b.surnameWords(to); len(w) > 0 && b.endsHere(e) {
				words, end, surname = w, e, true
			}
		}
		if len(words) == 0 || b.is(end, "de") && b.is(j, "hija", "madre") {
			return
		}
		p := dialog.SplitName(words)
		if surname {
			p = dialog.Person{Last: strings.Join(words, " ")}
		} else if b.asked(dialog.SurnameAsk) && len(words) == 1 && !b.sameFirst(words[0]) && b.surnameCue(from, words[0]) {
			p = dialog.Person{Last: words[0]}
		}
		c := dialog.Command{Kind: dialog.Set, Slot: dialog.SlotOwnName, Person: &p}
		if b.asked(dialog.GuestName) {
			c.Slot = dialog.SlotPerson
		}
		if b.has("a nombre de") && b.view.Customer.FirstName != "" && p.First != "" && !b.sameFirst(p.First) {
			c.Slot = dialog.SlotPerson // somebody we know books in another name
		}
		b.addRole(nameRole, from, end, contextScore+8, c)
	})
	b.renames()
}

// surnameCue reports whether a single word after a cue answers the question
// about the surname: always after "es", after "soy" unless it is a first name.
func (b *burst) surnameCue(from int, word string) bool {
	if !b.is(from, "soy") {
		return !b.is(from, "me", "mi")
	}
	_, first := b.lex.firstName(foldWord(word))
	return !first
}

// negatedName reads "no soy Laura": a denial, not a name.
func (b *burst) negatedName(from, to int) bool {
	if !b.is(from-1, "no") {
		return false
	}
	words, end := b.nameWords(to, true)
	if len(words) > 0 {
		b.addRole(noRole, from-1, end, contextScore+9, dialog.Command{Kind: dialog.Deny})
	}
	return true
}

// renames reads "cámbiame el nombre, es Laura María", "mi apellido está mal".
func (b *burst) renames() {
	cue := b.has("cambiame el nombre", "cambia el nombre", "cambiar el nombre", "mal el apellido", "mal el nombre", "cambiame el apellido", "cambiar el apellido", "corrige el nombre", "corrige mi nombre", "mi nombre esta mal", "mi apellido esta mal")
	if !cue {
		return
	}
	surname := b.has("apellido", "apellidos") && !b.has("nombre")
	b.each("es\nse escribe\npon\nponme", func(from, to int) {
		words, end := b.nameWords(to, true)
		if len(words) == 0 {
			return
		}
		p := dialog.SplitName(words)
		if surname {
			p = dialog.Person{Last: strings.Join(words, " ")}
		}
		b.addRole(nameRole, from, end, contextScore+9, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotOwnName, Person: &p, Replace: true})
	})
	b.each(renamePhrases, func(from, to int) {
		b.spans = append(b.spans, span{from: from, to: to, score: contextScore, skip: true})
	})
}

// nameWords collects the words of a name at j as written: up to four, stopping
// where something else begins. sure: a cue stands in front.
func (b *burst) nameWords(j int, sure bool) (words []string, end int) {
	end = j
	for j < len(b.toks) && len(words) < 6 {
		t := b.toks[j]
		if t.kind != wordToken {
			if t.raw == "-" && t.glued && len(words) > 0 && j+1 < len(b.toks) && b.toks[j+1].kind == wordToken {
				words[len(words)-1] += "-" + b.words(j+1, j+2)
				j += 2
				end = j
				continue
			}
			break
		}
		if n := b.particles(j); n > j && len(words) > 0 && t.raw != "y" && b.nameLike(n, true) {
			for ; j < n; j++ {
				words = append(words, strings.ToLower(b.words(j, j+1)))
			}
			continue
		}
		if !b.nameLike(j, sure && len(words) == 0 || b.toks[j].capital && len(words) > 0) {
			break
		}
		words = append(words, b.words(j, j+1))
		j++
		end = j
	}
	for len(words) > 0 && particle(strings.ToLower(words[len(words)-1])) {
		words = words[:len(words)-1]
	}
	return words, end
}

// particles is the end of a run of at most two particles at j ("de la").
func (b *burst) particles(j int) int {
	n := j
	for n < len(b.toks)-1 && n < j+2 && particle(b.toks[n].raw) {
		n++
	}
	return n
}

func particle(w string) bool {
	switch w {
	case "de", "del", "la", "las", "los", "y", "i":
		return true
	}
	return false
}

// nameLike reports whether the word at j can be part of a name: a first name we
// know, a capitalised word, or any word that means nothing else.
func (b *burst) nameLike(j int, sure bool) bool {
	t := b.toks[j]
	if t.kind != wordToken || len(t.raw) < 2 || len(t.raw) > 20 || notName(t.raw) || !strings.ContainsAny(t.raw, "aeiouy") {
		return false
	}
	if _, known := b.lex.firstName(t.raw); known {
		return true
	}
	if b.saysYes(t.norm) {
		return false
	}
	common := b.lex.speller.right(t.raw)
	if t.norm != t.raw && !t.repaired {
		return false // a chat spelling
	}
	if common {
		return t.capital && sure && !b.inCapitals() && b.lex.team[t.raw] != "" || t.capital && sure && j > 0 && !verbish(t.raw)
	}
	return sure || t.capital || b.wordCount() <= 4
}

// saysYes reports whether a word alone is a yes: never a name.
func (b *burst) saysYes(w string) bool {
	for _, phrase := range b.book.list(yesPhrases)[w] {
		if len(phrase) == 1 {
			return true
		}
	}
	return false
}

func (b *burst) inCapitals() bool { return strings.ToUpper(b.text) == b.text }

// notName lists words that no cue makes a name: "soy nueva", "soy clienta".
func notName(w string) bool {
	switch w {
	case "yo", "si", "no", "que", "nueva", "nuevo", "clienta", "cliente", "una", "un", "mayor", "la", "el", "muy", "de", "del", "alergica", "alergico", "su",
		"mi", "rubia", "rubio", "morena", "moreno", "nosotros", "nosotras", "dos", "tres", "cuatro", "cinco", "seis", "para", "con", "por", "en", "a",
		"quiero", "quisiera", "hola", "gracias", "vale", "ok", "claro", "perfecto", "cita", "corte", "pero", "es", "y", "o", "me", "te", "se", "tu", "lo",
		"hermana", "hermano", "madre", "padre", "hija", "hijo", "amiga", "amigo", "prima", "marido", "mujer", "novia", "novio", "esposa", "tia", "suegra",
		"hoy", "manana", "ayer", "nada", "nadie", "ninguno", "ninguna", "ahora", "luego", "mas", "bien", "mal", "eso", "esa", "ese", "esta", "este", "ya",
		"ella", "soy", "llamo", "nombre", "puede", "tengo", "tienes", "importa", "buenas", "buenos", "dias", "tardes", "igual", "prefiero", "mejor", "necesito",
		"queria", "como", "cuando", "donde", "cuanto", "cuanta", "quien", "porfavor", "espera", "dime", "sin", "vamos", "hay", "solo", "aqui", "alli", "también", "tambien", "lunes", "martes", "miercoles", "jueves", "viernes", "sabado":
		return true
	}
	return false
}

func verbish(w string) bool {
	for _, tail := range [...]string{"ar", "er", "ir", "ando", "iendo", "aria", "eria"} {
		if strings.HasSuffix(w, tail) && len(w) > 4 {
			return true
		}
	}
	return false
}

func foldWord(w string) string {
	var sb strings.Builder
	for _, r := range w {
		if f := foldRune(r); f != 0 {
			sb.WriteRune(f)
		}
	}
	return sb.String()
}

func (b *burst) sameFirst(w string) bool {
	f := foldWord(w)
	return f == foldWord(b.state.Name.First) || f == foldWord(b.view.Customer.FirstName)
}

// bareName reads an answer that is nothing but a name: "Lucía", "no, Lucía",
// "Sol Martín".
func (b *burst) bareName(read func([]string) dialog.Person) {
	from := b.nameStart()
	if b.knownAfterComma(from) && b.surnameFirst(from) {
		return
	}
	words, end := b.nameWords(from, true)
	if len(words) > 0 && b.is(end, "me") && b.is(end+1, "llamo") {
		end += 2 // "Ana me llamo"
	}
	if len(words) == 0 || len(words) > 5 || b.toks[from].question && b.at(end) != "," || !b.nameStands(from, end, words) {
		return
	}
	p := read(words)
	b.addRole(nameRole, from, end, contextScore+2, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotOwnName, Person: &p})
}

// nameStart skips "no,", "sí,", "hola," in front of a name.
func (b *burst) nameStart() int {
	i := b.firstWord(0)
	for n := 0; n < 4 && b.is(i, "no", "si", "hola", "buenas", "es", "pues", "perdon", "perdona", "ay", "vale", "claro", "ok"); n++ {
		i = b.firstWord(i + 1)
	}
	return i
}

// nameStands reports whether a bare word is the answer to the name question and
// not a wish: nothing else of weight follows, and at least one word is a name.
func (b *burst) nameStands(from, end int, words []string) bool {
	next := b.firstWord(end)
	if next < len(b.toks) && !b.endsHere(end) {
		return false
	}
	if len(words) > 1 {
		return true
	}
	if _, known := b.lex.firstName(b.toks[from].raw); known {
		return true
	}
	common := b.lex.speller.right(b.toks[from].raw)
	return !common && !b.toks[from].repaired || b.toks[from].capital && !verbish(b.toks[from].raw) && !common
}

// bareSurname reads "Torres.", "García López", "Laura Torres".
func (b *burst) bareSurname() {
	from := b.nameStart()
	if b.surnameFirst(from) {
		return
	}
	words, end := b.surnameWords(from)
	if len(words) == 0 {
		words, end = b.surnameSaidBefore(from)
	}
	if len(words) == 0 || len(words) > 6 || !b.endsHere(end) || b.toks[from].question {
		return
	}
	if n := b.settledFirst(words); n > 0 {
		if n < len(words) {
			p := dialog.Person{First: dialog.TitleName(strings.Join(words[:n], " ")), Last: dialog.TitleName(strings.Join(words[n:], " "))}
			b.addRole(nameRole, from, end, contextScore+2, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotOwnName, Person: &p})
		}
		return
	}
	p := dialog.Person{Last: dialog.TitleName(strings.Join(words, " "))}
	if len(words) > 2 && dialog.CompoundFirst(words[0], words[1]) {
		p = dialog.SplitName(words)
	} else if len(words) > 1 && b.sameFirst(words[0]) {
		p = dialog.Person{First: dialog.TitleName(words[0]), Last: dialog.TitleName(strings.Join(words[1:], " "))}
	} else if len(words) == 1 && b.sameFirst(words[0]) {
		return
	}
	b.addRole(nameRole, from, end, contextScore+2, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotOwnName, Person: &p})
}

// surnameSaidBefore reads "Castro es mi apellido".
func (b *burst) surnameSaidBefore(from int) (words []string, end int) {
	for j := from; j < len(b.toks) && j < from+5; j++ {
		if n, ok := b.matchAny(j, "es mi apellido", "es el apellido", "son mis apellidos", "me apellido"); ok {
			return words, n
		}
		if b.toks[j].kind != wordToken {
			return nil, from
		}
		words = append(words, b.words(j, j+1))
	}
	return nil, from
}

// surnameFirst reads "López, Mari Carmen".
func (b *burst) surnameFirst(from int) bool {
	last, end := b.surnameWords(from)
	if len(last) == 0 || b.at(end) != "," || end+1 >= len(b.toks) {
		return false
	}
	first, to := b.nameWords(end+1, true)
	if len(first) == 0 || !b.endsHere(to) {
		return false
	}
	_, known := b.lex.firstName(foldWord(first[0]))
	if _, swapped := b.lex.firstName(foldWord(last[0])); !known && (swapped || !b.toks[end+1].capital) {
		return false
	}
	p := dialog.Person{First: dialog.TitleName(strings.Join(first, " ")), Last: dialog.TitleName(strings.Join(last, " "))}
	b.addRole(nameRole, from, to, contextScore+4, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotOwnName, Person: &p})
	return true
}

// knownAfterComma reports whether a given name follows the first comma: "Vega,
// Paola", but not "Iker, encantado".
func (b *burst) knownAfterComma(from int) bool {
	for j := from; j+1 < len(b.toks); j++ {
		if b.at(j) == "," {
			_, known := b.lex.firstName(b.toks[j+1].raw)
			return known && b.toks[j+1].capital
		}
	}
	return false
}

// settledFirst is how many of the words are the first name that is settled.
func (b *burst) settledFirst(words []string) int {
	for _, first := range [...]string{b.state.Name.First, b.view.Customer.FirstName} {
		parts := strings.Fields(first)
		if len(parts) == 0 || len(parts) > len(words) {
			continue
		}
		same := true
		for n, w := range parts {
			same = same && foldWord(w) == foldWord(words[n])
		}
		if same {
			return len(parts)
		}
	}
	return 0
}

// surnameWords collects what can be surnames. Colours, months and services are
// surnames too when they are the whole answer (Rubio, Abril, Cortés, Rosa).
func (b *burst) surnameWords(j int) (words []string, end int) {
	end = j
	for j < len(b.toks) && len(words) < 6 {
		t := b.toks[j]
		if t.kind != wordToken {
			if t.raw == "-" && t.glued && len(words) > 0 && j+1 < len(b.toks) && b.toks[j+1].kind == wordToken {
				words[len(words)-1] += "-" + b.words(j+1, j+2)
				j, end = j+2, j+2
				continue
			}
			break
		}
		if len(t.raw) < 2 || b.notSurname(t) {
			if particle(t.raw) && j+1 < len(b.toks) {
				words = append(words, b.words(j, j+1))
				j++
				continue
			}
			return nil, j
		}
		words = append(words, b.words(j, j+1))
		j++
		end = j
	}
	if len(words) > 0 && particle(foldWord(words[len(words)-1])) {
		return nil, j
	}
	return words, end
}

func (b *burst) notSurname(t token) bool {
	if t.raw == "rubio" || t.raw == "moreno" || t.raw == "mayor" || t.raw == "nieto" || t.raw == "prieto" {
		return false
	}
	if notName(t.raw) || verbish(t.raw) && !t.capital {
		return true
	}
	if common := b.lex.speller.right(t.raw); common && !t.capital {
		_, first := b.lex.firstName(t.raw)
		return !first && b.wordCount() > 2 || functionWord(t.raw)
	}
	return functionWord(t.raw)
}

func functionWord(w string) bool {
	switch w {
	case "quiero", "dale", "genial", "listo", "adelante", "continua", "sigamos", "acuerdo", "prefiero", "puedo", "cuanto", "cuesta", "tengo", "cancela", "dejalo",
		"olvidalo", "gracias", "porfavor", "tampoco", "siempre", "apellido", "apellidos", "cambiar", "persona", "hecho", "venga", "vamos", "quisiera", "hace", "falta", "parking", "donde", "jaja", "jajaja", "paso", "nop":
		return true
	}
	return false
}

// bareGuest reads the full name of the person the appointment is for.
func (b *burst) bareGuest() {
	from := b.nameStart()
	for b.is(from, "se", "ella", "mi", "madre", "hija", "el", "hermana", "llama") {
		from = b.firstWord(from + 1)
	}
	words, end := b.nameWords(from, true)
	if len(words) == 0 || b.toks[min(from, len(b.toks)-1)].question || !b.nameStands(from, end, words) {
		return
	}
	p := dialog.SplitName(words)
	b.addRole(nameRole, from, end, contextScore+2, dialog.Command{Kind: dialog.Set, Slot: dialog.SlotPerson, Person: &p})
}
