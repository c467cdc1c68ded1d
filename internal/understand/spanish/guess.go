package spanish

import (
	"slices"
	"strings"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// maxPauseWords is the longest announcement that an answer will take a while.
const maxPauseWords = 10

// maxGuessWords is the longest message in which a single word of the catalogue
// may stand for a service.
const maxGuessWords = 5

// pausePhrases announce that the answer will take a while.
func (b *burst) pausePhrases() []string {
	return []string{
		"ahora te digo", "ahora os digo", "luego te digo", "en un rato te digo", "dejame pensarlo", "dejame que lo piense", "dejame ver", "dejame mirar", "dejame que mire",
		"espera", "esperate", "un momento", "un momentito", "un segundo", "un segundito", "dame un momento", "dame un segundo", "dame un minuto", "dame cinco minutos",
		"lo consulto", "lo pregunto", "lo miro", "lo hablo", "lo tengo que pensar", "tengo que pensarlo", "tengo que mirarlo", "tengo que consultarlo", "tengo que hablarlo",
		"voy a mirar", "miro la agenda", "miro mi agenda", "ahora vuelvo", "ahora te contesto", "luego te contesto", "en cuanto pueda", "ahora lo pago", "ahora pago", "luego lo pago",
		"cojo la tarjeta", "voy a por la tarjeta", "estoy conduciendo", "estoy en el trabajo",
	}
}

// guess takes the one word that says something for the services that have it in
// a name or alias: "puntas", "pies". One service is taken only when the rest of
// its alias is a verb; several are to choose from. It is asked only of messages
// that nothing else explains.
func (b *burst) guess() (dialog.Command, bool) {
	if b.lex.salon == nil || !b.asked(dialog.ServiceAsk) && (b.question != "" || len(b.state.Stack) > 0) || b.wordCount() > maxGuessWords {
		return dialog.Command{}, false
	}
	for _, t := range b.toks {
		if t.kind != wordToken || len(t.norm) < 4 || saysLittle(t.norm) {
			continue
		}
		some, one := b.calledWith(stem(t.norm))
		c := dialog.Command{Kind: dialog.Set, Slot: dialog.SlotServices, Text: b.text}
		switch {
		case len(some) == 1 && one:
			c.Services = some
		case len(some) > 1 && len(some) <= maxCandidates:
			c.Candidates = some
		default:
			continue
		}
		return c, true
	}
	return dialog.Command{}, false
}

// calledWith lists the services that have a stem in a name or alias. one: some
// alias is that word and a verb.
func (b *burst) calledWith(st string) (ids []salon.ID, one bool) {
	for _, s := range b.lex.salon.Catalogue.Services {
		for _, name := range append([]string{s.Name}, s.Aliases...) {
			words := slices.DeleteFunc(plainWords(name), filler)
			at := slices.IndexFunc(words, func(w string) bool { return stem(w) == st })
			if at < 0 {
				continue
			}
			if !slices.Contains(ids, s.ID) {
				ids = append(ids, s.ID)
			}
			one = one || len(words) == 2 && strings.HasSuffix(stem(words[1-at]), "ar")
		}
	}
	return ids, one
}

// saysLittle knows words of the catalogue that name nothing by themselves.
func saysLittle(w string) bool {
	switch w {
	case "pelo", "cabello", "largo", "larga", "corto", "corta", "extra", "mujer", "hombre", "para", "media", "medio", "completo", "completa", "entera", "enteras", "lavar",
		"hija", "hijo", "minutos", "hora", "cuerpo", "boda", "fiesta", "evento", "rapido", "sencillo", "gratuita", "primer", "antes", "hacer", "hacerme", "tratamiento", "color":
		return true
	}
	return false
}
