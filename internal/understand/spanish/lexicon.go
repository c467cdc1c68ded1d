package spanish

import (
	"slices"
	"sort"
	"strings"

	"atrevete/internal/salon"
)

// lexicon is a salon's catalogue and team compiled for look-up. Immutable.
type lexicon struct {
	salon    *salon.Salon
	speller  *speller
	phrases  map[string][]phrase // by first stem; longest first
	shared   map[string][]salon.ID
	services map[salon.ID]*salon.Service
	team     map[string]salon.ID // folded name or alias
	nails    []salon.ID          // services an alias of which speaks of nails, without saying more
	faqs     []faqEntry
	faqWords map[string]float64 // weight of a stem over all questions
}

// phrase is a name or alias of a service or pack as stems.
type phrase struct {
	stems   []string
	service salon.ID
	pack    salon.ID
	exact   bool // the service's own name
	para    bool // said with "para" inside
	mine    bool // said with "mi": "para mi boda" is the bride
	comma   bool // a list: "abdomen, glúteos o espalda"
}

func newLexicon(v *vocabulary, s *salon.Salon) *lexicon {
	x := &lexicon{
		salon: s, phrases: map[string][]phrase{}, shared: map[string][]salon.ID{},
		services: map[salon.ID]*salon.Service{}, team: map[string]salon.ID{}, faqWords: map[string]float64{},
	}
	if s == nil {
		x.speller = newSpeller(v, nil)
		return x
	}
	var words []string
	for i := range s.Catalogue.Services {
		one := &s.Catalogue.Services[i]
		x.services[one.ID] = one
		words = append(words, x.addPhrase(one.Name, phrase{service: one.ID, exact: true})...)
		for _, a := range one.Aliases {
			words = append(words, x.addPhrase(a, phrase{service: one.ID})...)
			for _, same := range alsoSaid(a) {
				words = append(words, x.addPhrase(same, phrase{service: one.ID})...)
			}
		}
		if fingernails(one) {
			x.nails = append(x.nails, one.ID)
		}
	}
	for _, one := range s.Catalogue.Packs {
		words = append(words, x.addPhrase(one.Name, phrase{pack: one.ID, exact: true})...)
		for _, a := range one.Aliases {
			words = append(words, x.addPhrase(a, phrase{pack: one.ID})...)
		}
	}
	for _, one := range s.Team {
		for _, name := range append([]string{one.Name, one.Slug}, one.Aliases...) {
			folded := salon.Fold(name)
			x.team[folded] = one.ID
			words = append(words, strings.Fields(folded)...)
		}
	}
	x.sortPhrases()
	x.addShared()
	x.addFAQs(s.FAQs)
	x.speller = newSpeller(v, words)
	return x
}

// fingernails reports whether one of a service's aliases speaks of nails: "uñas"
// alone folds to an article, so it cannot be an alias itself.
func fingernails(s *salon.Service) bool {
	if special(s.Name) {
		return false
	}
	for _, a := range s.Aliases {
		if strings.Contains(strings.ToLower(a), "uñas") && !strings.Contains(strings.ToLower(a), "pies") {
			return true
		}
	}
	return false
}

// alsoSaid are other ways to say an alias that every salon hears: to wash and
// to set is "lavar y peinar" and "lavar y marcar".
func alsoSaid(alias string) []string {
	if strings.Join(plainWords(alias), " ") == "lavar y peinar" {
		return []string{"lavar y marcar", "lavado y marcado", "lavado y peinado"}
	}
	return nil
}

func (x *lexicon) addPhrase(name string, p phrase) (words []string) {
	words = plainWords(name)
	p.comma = strings.Contains(name, ",")
	for _, w := range words {
		p.para = p.para || w == "para"
		p.mine = p.mine || w == "mi" && len(words) > 2
		if !filler(w) && w != "y" {
			p.stems = append(p.stems, stem(w))
		}
	}
	if len(p.stems) > 0 {
		first := p.stems[0]
		x.phrases[first] = append(x.phrases[first], p)
	}
	return words
}

func (x *lexicon) sortPhrases() {
	for first := range x.phrases {
		list := x.phrases[first]
		sort.SliceStable(list, func(i, j int) bool { return len(list[i].stems) > len(list[j].stems) })
	}
}

// addShared finds words that several services have in their names and that are
// nobody's own name or alias: they never mean the first by default.
func (x *lexicon) addShared() {
	for _, s := range x.salon.Catalogue.Services {
		seen := map[string]bool{}
		for _, w := range plainWords(s.Name) {
			st := stem(w)
			if filler(w) || len(st) < 5 || seen[st] {
				continue
			}
			seen[st] = true
			x.shared[st] = append(x.shared[st], s.ID)
		}
	}
	for _, s := range x.salon.Catalogue.Services {
		for _, a := range s.Aliases {
			for _, w := range plainWords(a) {
				if w == "tratamiento" {
					x.shareOnce("tratamiento", s.ID)
				}
			}
		}
	}
	for st, ids := range x.shared {
		if len(ids) < 2 || x.ownsWord(st) {
			delete(x.shared, st)
		}
	}
	x.shareChildren()
	x.shareUpdos()
}

// shareUpdos makes "recogido", which no service is called, mean one of those
// that dress the hair.
func (x *lexicon) shareUpdos() {
	var family []salon.ID
	for _, s := range x.salon.Catalogue.Services {
		if words := plainWords(s.Name); len(words) > 0 && words[0] == "peinado" && !slices.Contains(words, "nina") && !slices.Contains(words, "nino") {
			family = append(family, s.ID)
		}
	}
	for _, word := range [...]string{"recogido", "semirecogido"} {
		if st := stem(word); len(family) > 1 && len(x.shared[st]) == 0 && !x.ownsWord(st) {
			x.shared[st] = family
		}
	}
}

func (x *lexicon) shareOnce(st string, id salon.ID) {
	for _, have := range x.shared[st] {
		if have == id {
			return
		}
	}
	x.shared[st] = append(x.shared[st], id)
}

func (x *lexicon) ownsWord(st string) bool {
	for _, p := range x.phrases[st] {
		if len(p.stems) == 1 {
			return true
		}
	}
	return false
}

// shareChildren makes "corte de niños" mean the boy's or the girl's.
func (x *lexicon) shareChildren() {
	for _, s := range x.salon.Catalogue.Services {
		words := plainWords(s.Name)
		for _, w := range words {
			if w == "nino" {
				girl := strings.ReplaceAll(strings.Join(words, " "), "nino", "nina")
				for _, other := range x.salon.Catalogue.Services {
					if strings.Join(plainWords(other.Name), " ") == girl {
						x.shared[stem(words[0])+" ninos"] = []salon.ID{s.ID, other.ID}
					}
				}
			}
		}
	}
}

// plainWords folds a name and cuts it into words and numbers.
func plainWords(name string) []string {
	name = strings.ReplaceAll(strings.ToLower(name), "uña", nail)
	return strings.FieldsFunc(salon.Fold(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
}

// filler reports words that names are told with or without.
func filler(w string) bool {
	switch w {
	case "de", "del", "el", "la", "los", "las", "un", "una", "unas", "unos", "mi", "mis", "al", "en", "con", "para", "su", "sus", "lo":
		return true
	}
	return false
}

// stem brings singular and plural, and verbs with and without a pronoun,
// together: "mechas" and "mecha", "cortarme" and "cortar".
func stem(w string) string {
	if w == "ninos" {
		return w
	}
	for _, tail := range [...]string{"melo", "mela", "melas", "melos", "selo", "sela", "nos", "me", "se", "te", "le", "les", "lo", "la", "las"} {
		if len(w) > len(tail)+3 && strings.HasSuffix(w, tail) {
			verb := w[:len(w)-len(tail)]
			if strings.HasSuffix(verb, "ar") || strings.HasSuffix(verb, "er") || strings.HasSuffix(verb, "ir") {
				return verb
			}
		}
	}
	if len(w) >= 5 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && w != "express" && w != "ingles" {
		return w[:len(w)-1]
	}
	return w
}
