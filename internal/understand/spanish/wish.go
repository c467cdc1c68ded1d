package spanish

import (
	"slices"
	"strings"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// maxCandidates is how many services an undecided customer is shown.
const maxCandidates = 4

// wishWords are the words of the catalogue's descriptions that speak of what a
// customer wishes for or complains of, or none.
func wishWords(w string) []string {
	switch w {
	case "rubia", "rubio", "rubias", "aclararme", "aclarar", "claro", "luz":
		return []string{"luz", "luminosa", "luminoso"}
	case "seco", "seca", "reseco", "hidratar", "hidratarme":
		return []string{"seco", "agua"}
	case "danado", "estropeado", "quemado", "castigado", "maltratado", "fatal":
		return []string{"castigado", "fibra"}
	case "fino", "debil":
		return []string{"fino"}
	case "graso", "grasa":
		return []string{"grasa"}
	case "encrespado", "encrespa":
		return []string{"suavidad"}
	case "sensible", "delicado":
		return []string{"delicados"}
	case "morena", "moreno", "pelirroja", "canas", "cana", "raiz", "raices":
		return []string{"canas"}
	case "rizado", "rizos", "ondas", "liso":
		return []string{"onda"}
	}
	return nil
}

// suggest fills a consultation begun by a wish ("quiero ponerme rubia", "algo
// para el pelo seco") with what the catalogue's own descriptions say of it: the
// services that speak of it first, then others of their group; and with the
// free consultation of hair or beauty when it is plain which.
func (b *burst) suggest(in []dialog.Command) []dialog.Command {
	at := slices.IndexFunc(in, func(c dialog.Command) bool {
		return c.Kind == dialog.Start && c.Scenario == dialog.ScenarioConsult
	})
	if at < 0 || b.lex.salon == nil {
		return in
	}
	if len(in[at].Candidates) == 0 {
		in[at].Candidates = b.wished()
	}
	if id := b.freeConsultation(in[at].Candidates); !id.Empty() {
		in[at].Services = []salon.ID{id}
	}
	return in
}

func (b *burst) wished() []salon.ID {
	var wanted []string
	for _, t := range b.toks {
		if t.kind == wordToken {
			wanted = append(wanted, wishWords(t.norm)...)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	var direct, same []salon.ID // others of the group only where one alone speaks of it
	groups := map[string]bool{}
	list := b.lex.salon.Catalogue.Services
	for _, s := range list {
		if !special(s.Name) && s.Category == salon.Hairdressing && mentions(s.Description, wanted) {
			direct = append(direct, s.ID)
			groups[s.Group] = true
		}
	}
	for _, s := range list {
		if groups[s.Group] && !special(s.Name) && !slices.Contains(direct, s.ID) && !strings.Contains(salon.Fold(s.Description), "sin aclarar") {
			same = append(same, s.ID)
		}
	}
	if len(direct) < 2 {
		direct = append(direct, same...)
	}
	return direct[:min(len(direct), maxCandidates)]
}

// special reports variants for extra long hair, men or children: never the
// first thing to suggest.
func special(name string) bool {
	for _, w := range plainWords(name) {
		switch w {
		case "extra", "caballero", "nino", "nina", "bebe", "precolor":
			return true
		}
	}
	return false
}

func mentions(description string, wanted []string) bool {
	for _, w := range plainWords(description) {
		if slices.Contains(wanted, w) {
			return true
		}
	}
	return false
}

// freeConsultation is the free talk of the category the burst is about.
func (b *burst) freeConsultation(candidates []salon.ID) salon.ID {
	category := salon.Category("")
	switch {
	case len(candidates) > 0 && b.lex.services[candidates[0]] != nil:
		category = b.lex.services[candidates[0]].Category
	case b.hasWord("pelo", "melena", "look", "color", "rubia", "rubio", "morena", "pelirroja", "corte", "tinte", "cabello", "mechas", "imagen"):
		category = salon.Hairdressing
	case b.hasWord("piel", "cara", "unas", "manos", "pies", "depilacion", "depilarme", "cuerpo", "facial", "pestanas"):
		category = salon.Aesthetics
	}
	for _, s := range b.lex.salon.Catalogue.Services {
		if s.Category == category && s.Price == 0 && strings.HasPrefix(salon.Fold(s.Name), "consulta") {
			return s.ID
		}
	}
	return ""
}

// hasWord reports whether any of the words stands in the line.
func (b *burst) hasWord(words ...string) bool {
	return slices.ContainsFunc(b.toks, func(t token) bool { return slices.Contains(words, t.norm) })
}
