package spanish

import (
	"slices"
	"strings"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// found is a service or pack named in the line.
type found struct {
	from, to   int
	service    salon.ID
	pack       salon.ID
	candidates []salon.ID
	words      int
}

// addServices finds names, aliases and words that several services share.
func (b *burst) addServices() {
	list := b.namedServices()
	list = b.joinColours(list)
	b.besideBeard(list)
	for _, f := range list {
		c := dialog.Command{Kind: dialog.Set, Slot: dialog.SlotServices}
		switch {
		case !f.pack.Empty():
			c.Slot, c.Pack = dialog.SlotPack, f.pack
		case len(f.candidates) > 0:
			c.Candidates = f.candidates
		default:
			c.Services = []salon.ID{f.service}
		}
		b.removal(&c, f)
		from := b.serviceLead(f.from, &c)
		b.addRole(serviceRole, from, f.to, nounScore+2*f.words, c)
	}
	b.packWord()
	b.adjective()
}

// adjective reads "quería decir corto", "mejor largo": the draft's service with
// another length.
func (b *burst) adjective() {
	if len(b.state.Stack) == 0 {
		return
	}
	visit := b.state.Stack[len(b.state.Stack)-1].Draft.Visit
	for i := range b.toks {
		if !b.is(i, "corto", "corta", "largo", "larga", "extra", "medio", "media", "localizadas", "normal") || b.is(i-1, "pelo", "y", "menos") || b.partOfSpan(i-1, serviceRole) {
			continue
		}
		for _, id := range visit.Services {
			s := b.lex.services[id]
			if s == nil {
				continue
			}
			first := stem(plainWords(s.Name)[0])
			for _, p := range b.lex.phrases[first] {
				if len(p.stems) == 2 && p.stems[1] == stem(b.at(i)) && !p.service.Empty() {
					c := dialog.Command{Kind: dialog.Set, Slot: dialog.SlotServices, Services: []salon.ID{p.service}, Replace: true}
					b.addRole(serviceRole, b.serviceLead(i, &c), i+1, nounScore+2, c)
				}
			}
		}
	}
}

// namedServices scans for the longest phrase at each place.
func (b *burst) namedServices() []found {
	var list []found
	for i := 0; i < len(b.toks); {
		if f, ok := b.serviceAt(i); ok && !b.notAService(f) {
			list = append(list, f)
			i = f.to
			continue
		}
		i++
	}
	return list
}

func (b *burst) serviceAt(i int) (found, bool) {
	t := b.toks[i]
	if t.kind != wordToken {
		return found{}, false
	}
	best := found{from: i, to: i}
	first := stem(t.norm)
	if verb := b.infinitive(i); verb != "" {
		first = verb
	}
	for _, p := range b.lex.phrases[first] {
		if end, ok := b.matchPhrase(i, first, p); ok && (len(p.stems) > best.words || len(p.stems) == best.words && p.exact) {
			best = found{from: i, to: end, service: p.service, pack: p.pack, words: len(p.stems)}
		}
	}
	if end, ok := b.matchPhrase(i, first, phrase{stems: []string{first, "ninos"}}); ok && best.words < 2 {
		if ids := b.lex.shared[first+" ninos"]; ids != nil {
			return found{from: i, to: end, candidates: ids, words: 2}, true
		}
	}
	if best.words > 0 {
		return b.forMen(best), true
	}
	if t.norm == nail+"s" {
		if ids := b.lex.nails; len(ids) > 1 {
			return found{from: i, to: i + 1, candidates: ids, words: 1}, true
		}
	}
	if ids := b.lex.shared[first]; ids != nil && !b.is(i-1, "este", "ese") {
		return found{from: i, to: i + 1, candidates: b.narrow(i, ids), words: 1}, true
	}
	return found{}, false
}

// infinitive brings "me corto", "que me peinéis", "me cortas" to the verb an alias
// is written with; empty when there is none.
func (b *burst) infinitive(i int) string {
	if !b.is(i-1, "me", "le", "nos") || b.is(i, "corte", "color", "tinte") && b.is(i-2, "el", "un") {
		return ""
	}
	for _, tail := range [...]string{"eis", "ais", "as", "es", "an", "en", "o", "a", "e"} {
		if verb, ok := strings.CutSuffix(b.at(i), tail); ok && len(verb) > 3 && len(b.lex.phrases[verb+"ar"]) > 0 {
			return verb + "ar"
		}
	}
	switch b.toks[i].raw {
	case "tino", "tines", "tine", "tinen", "tinais", "tineis":
	default:
		return ""
	}
	if len(b.lex.phrases["tenir"]) > 0 {
		return "tenir"
	}
	return ""
}

// besideBeard takes the men's service of a name said beside a beard: "cortarme
// el pelo y la barba".
func (b *burst) besideBeard(list []found) {
	beard := slices.ContainsFunc(list, func(f found) bool {
		s := b.lex.services[f.service]
		return s != nil && strings.HasPrefix(salon.Fold(s.Name), "arreglo de")
	})
	if !beard {
		return
	}
	for n, f := range list {
		s := b.lex.services[f.service]
		if s == nil || len(plainWords(s.Name)) > 1 {
			continue
		}
		for _, p := range b.lex.phrases[stem(plainWords(s.Name)[0])] {
			if len(p.stems) == 2 && p.exact && p.stems[1] == "caballero" {
				list[n].service = p.service
			}
		}
	}
}

// forMen reads "corte degradado para chico", "un corte para mi marido": the
// service of that name for men, where there is one.
func (b *burst) forMen(f found) found {
	if f.service.Empty() || f.words > 1 {
		return f
	}
	_, to := b.sentence(f.from)
	for j := f.to; j < min(to, f.to+4); j++ {
		if !b.is(j, "para", "de") || !b.is(j+1, "chico", "hombre", "caballero", "senor") && !(b.is(j+1, "un") && b.is(j+2, "chico", "hombre", "caballero")) {
			continue
		}
		for _, p := range b.lex.phrases[stem(b.at(f.from))] {
			if len(p.stems) == 2 && p.exact && p.stems[1] == "caballero" {
				f.service = p.service
			}
		}
	}
	return f
}

// narrow keeps the candidates that also have the next words in their names.
func (b *burst) narrow(i int, ids []salon.ID) []salon.ID {
	from, to := b.sentence(i)
	var kept []salon.ID
	best := 0
	for _, id := range ids {
		s := b.lex.services[id]
		if s == nil {
			continue
		}
		hits := 0
		for _, w := range plainWords(s.Name) {
			for j := from; j < to && !filler(w); j++ {
				if j != i && b.toks[j].kind == wordToken && stem(b.at(j)) == stem(w) {
					hits++
				}
			}
		}
		switch {
		case hits > best:
			kept, best = []salon.ID{id}, hits
		case hits == best:
			kept = append(kept, id)
		}
	}
	if len(kept) < 2 {
		return ids
	}
	return kept
}

// matchPhrase matches a phrase from token i on, whose stem is first, passing over articles and the
// like in between.
func (b *burst) matchPhrase(i int, first string, p phrase) (end int, ok bool) {
	j := i
	for n, want := range p.stems {
		for skipped := 0; n > 0 && skipped < 3 && j < len(b.toks) && (b.passes(j) || p.para && b.is(j, "para") || p.comma && b.toks[j].raw == ","); skipped++ {
			j++
		}
		if j >= len(b.toks) || b.toks[j].kind == breakToken || stem(b.toks[j].norm) != want && (j != i || first != want) {
			return i, false
		}
		j++
	}
	if p.mine && p.stems[len(p.stems)-1] == "boda" && !b.is(j-2, "mi", "nuestra") {
		return i, false
	}
	return j, true
}

func (b *burst) passes(j int) bool {
	t := b.toks[j]
	if t.raw == "+" {
		return true
	}
	return t.kind == wordToken && (filler(t.norm) && t.norm != "con" && t.norm != "para" || t.norm == "y")
}

// notAService guards words that are services only by coincidence.
func (b *burst) notAService(f found) bool {
	if f.words > 1 || f.to-f.from > 1 {
		return false
	}
	if b.doneOnce(f.from) {
		return true
	}
	w := b.at(f.from)
	switch w {
	case "color", "colores", "tinte":
		return b.is(f.from-1, "este", "ese", "que", "otro", "mismo", "mi") || b.is(f.from-1, "de") && b.is(f.from-2, "cambio", "cambiar")
	case "facial", "secar", "secado":
		return b.is(f.from-1, "pelo") && w == "secar"
	case "consulta":
		return !b.has("gratuita", "gratis", "una consulta de", "quiero una consulta", "pedir una consulta", "la consulta") || b.asked(dialog.ConsultOffer)
	case "cortar", "cortarme":
		return false
	case "corte":
		return b.is(f.from+1, "de") && b.is(f.from+2, "luz", "agua")
	case "barba":
		return b.is(f.from-1, "con") && b.is(f.from-2, "senor", "chico")
	}
	return b.toks[f.from].repaired && b.asked(dialog.SurnameAsk, dialog.NameAsk, dialog.GuestName)
}

// doneOnce reports whether a service at i is remembered, not wished for: "la
// que me hizo las mechas", "me hicisteis el tinte".
func (b *burst) doneOnce(i int) bool {
	for b.is(i-1, "el", "la", "los", "las", "un", "una", "unas", "unos") {
		i--
	}
	return b.is(i-1, "hizo", "hicieron", "hicisteis", "hiciste", "pusisteis", "pusieron") && !b.asked(dialog.ServiceAsk, dialog.ServicePick)
}

// joinColours makes one question of "color óleo": a general word for colour
// right before a product of that group.
func (b *burst) joinColours(list []found) []found {
	var out []found
	for _, f := range list {
		if n := len(out); n > 0 && len(f.candidates) > 0 && len(out[n-1].candidates) > 0 && (out[n-1].to == f.from || b.describes(out[n-1].to, f.from)) {
			continue // "un masaje para la espalda": the second says more of the first
		}
		if n := len(out); n > 0 && !f.service.Empty() && !out[n-1].service.Empty() && out[n-1].to == f.from && out[n-1].words == 1 {
			before := out[n-1]
			a, c := b.lex.services[before.service], b.lex.services[f.service]
			if b.is(before.from, "color", "tinte", "cultura") && a != nil && c != nil && a.Group == c.Group && a.ID != c.ID {
				out[n-1] = found{from: before.from, to: f.to, candidates: []salon.ID{c.ID, a.ID}, words: 2}
				continue
			}
		}
		out = append(out, f)
	}
	return out
}

// describes reports whether only "de", "para la" and the like stand between.
func (b *burst) describes(from, to int) bool {
	linked := false
	for j := from; j < to; j++ {
		if !filler(b.at(j)) {
			return false
		}
		linked = linked || b.is(j, "de", "para", "en", "del")
	}
	return linked
}

// removal reads "sin peinado", "quita el secado", "no quiero el secado".
func (b *burst) removal(c *dialog.Command, f found) {
	j := f.from - 1
	for b.is(j, "el", "la", "los", "las", "un", "una", "lo", "del", "de") {
		j--
	}
	switch {
	case b.is(j, "sin", "quita", "quitar", "quitame", "quitale", "fuera", "elimina", "borra", "menos", "quitalo", "saca", "quites", "quitad"):
		c.Remove = true
	case b.is(j, "quiero", "pongas", "hagas", "quisiera", "necesito") && b.is(j-1, "no", "ya"), b.is(j, "no") && j == f.from-1 && !b.is(j-1, "y"):
		c.Remove = b.is(j-1, "no") || b.is(j-2, "no") || b.is(j, "no")
	case b.is(j, "vez") || b.is(j, "lugar"):
		c.Remove = true
	}
}

// serviceLead reads what stands before a service and says how it is meant:
// "solo el corte", "mejor peinado", "quería decir corto".
func (b *burst) serviceLead(from int, c *dialog.Command) int {
	j := from
	for b.is(j-1, "el", "la", "los", "las", "un", "una", "unas", "unos", "de", "lo") {
		j--
	}
	if c.Remove {
		return from
	}
	switch {
	case b.is(j-1, "solo", "solamente", "unicamente"):
		c.Replace = true
		return j - 1
	case b.is(j-1, "mejor", "prefiero", "preferiria"):
		c.Replace = true
		return j - 1
	case b.is(j-1, "decir") && b.is(j-2, "queria", "quise"):
		c.Replace = true
		return j - 2
	case b.is(j-1, "por") && b.has("cambia", "cambiar", "cambiame", "cambialo"):
		c.Replace = true
		return j - 1
	}
	return from
}

// packWord reads "el pack" when a pack was offered.
func (b *burst) packWord() {
	if !b.asked(dialog.PackOffer) {
		return
	}
	var pack salon.ID
	for _, o := range b.options {
		if !o.Pack.Empty() {
			pack = o.Pack
		}
	}
	for i := range b.toks {
		if b.is(i, "pack", "paquete", "oferta", "bono", "pak") && !b.is(i-1, "sin") && !(b.is(i-1, "el", "ese") && (b.is(i-2, "sin") || b.is(i-2, "quiero") && b.is(i-3, "no"))) && !b.is(i+1, "no") {
			from := i
			if b.is(i-1, "el", "la", "ese") {
				from--
			}
			c := dialog.Command{Kind: dialog.Affirm}
			if !pack.Empty() {
				c = dialog.Command{Kind: dialog.Set, Slot: dialog.SlotPack, Pack: pack}
			}
			b.addRole(serviceRole, from, i+1, contextScore, c)
		} else if b.is(i, "pack") {
			from := i
			for from > 0 && b.is(from-1, "el", "ese", "sin", "quiero", "no") {
				from--
			}
			to := i + 1
			if b.is(to, "no") {
				to++
			}
			b.addRole(noRole, from, to, contextScore, dialog.Command{Kind: dialog.Deny})
		}
	}
}
