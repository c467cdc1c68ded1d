package spanish

import (
	"math"
	"sort"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// faqEntry is one way of asking a question the salon has an answer to.
type faqEntry struct {
	slug   string
	stems  []string
	weight float64
}

// faqStop are words that say nothing of what is asked.
func faqStop(w string) bool {
	if filler(w) {
		return true
	}
	switch w {
	case "que", "y", "o", "a", "se", "me", "os", "hay", "puedo", "puede", "tengo", "tengai", "es", "si", "no", "como", "cual", "cuanto", "cuanta", "ir", "por", "ahi", "algo", "esta",
		"tenei", "teneis", "hacei", "haceis", "vuestro", "hasta", "quiero", "son", "dia", "estai", "estais", "tiempo", "hacer", "pasa", "mi", "te", "ya", "solo", "todo", "mientras", "persona", "hora", "donde":
		return true
	}
	return false
}

func (x *lexicon) addFAQs(faqs []salon.FAQ) {
	docs := map[string]map[string]bool{}
	for _, f := range faqs {
		for _, q := range f.Questions {
			e := faqEntry{slug: f.Slug}
			for _, w := range plainWords(q) {
				if !faqStop(w) && len(w) > 1 {
					st := faqStem(w)
					e.stems = append(e.stems, st)
					if docs[st] == nil {
						docs[st] = map[string]bool{}
					}
					docs[st][f.Slug] = true
				}
			}
			if len(e.stems) > 0 {
				x.faqs = append(x.faqs, e)
			}
		}
	}
	for st, in := range docs {
		x.faqWords[st] = math.Log(1 + float64(len(faqs))/float64(len(in)))
	}
	for i := range x.faqs {
		for _, st := range x.faqs[i].stems {
			x.faqs[i].weight += x.faqWords[st]
		}
	}
}

// faqStem is a coarser stem: verb forms of "aparcar" and "abrir" meet.
func faqStem(w string) string {
	switch w {
	case "parking", "aparcar", "aparcamiento", "aparco", "aparca", "parquing", "aparcamientos", "estacionar", "plaza", "plazas":
		return "aparc"
	case "abris", "abren", "abre", "abrir", "abierto", "abiertos", "cerrais", "cierra", "cerrado", "cierran", "cerrar":
		return "abr"
	case "estais", "ubicados", "ubicacion", "situados", "direccion", "calle", "llegar", "llego":
		return w
	case "horario", "horarios":
		return "horario"
	}
	w = stem(w)
	if len(w) > 6 {
		w = w[:6]
	}
	return w
}

// addFAQs matches sentences against the salon's own questions.
func (b *burst) addFAQs() {
	b.fixedFAQs()
	for from := 0; from < len(b.toks); {
		start, to := b.sentence(from)
		if b.asksSomething(start, to) {
			b.matchFAQ(start, to)
		}
		from = max(to, from) + 1
	}
}

func (b *burst) asksSomething(from, to int) bool {
	for j := from; j < to; j++ {
		if b.toks[j].question || b.is(j, "donde", "cual", "parking", "horario", "direccion", "ubicacion", "teneis", "hay", "aceptais", "admitis", "vendeis", "puedo", "devolveis", "wifi") {
			return true
		}
	}
	return false
}

// matchFAQ finds the best answer for a sentence: share of the weight of the
// question's words that the sentence holds, times that of the sentence.
func (b *burst) matchFAQ(from, to int) {
	have := map[string]int{}
	for j := from; j < to; j++ {
		if b.toks[j].kind == wordToken && !faqStop(b.at(j)) {
			have[faqStem(b.at(j))] = j
		}
	}
	type hit struct {
		slug  string
		score float64
		first int
		last  int
	}
	best := map[string]hit{}
	for _, e := range b.lex.faqs {
		sum, first, last := 0.0, len(b.toks), -1
		for _, st := range e.stems {
			if j, ok := have[st]; ok {
				sum += b.lex.faqWords[st]
				first, last = min(first, j), max(last, j)
			}
		}
		if last < 0 {
			continue
		}
		score := sum / e.weight
		if old, ok := best[e.slug]; (!ok || score > old.score) && score >= 0.62 && sum > 1.2 {
			best[e.slug] = hit{e.slug, score, first, last}
		}
	}
	var hits []hit
	for _, h := range best {
		hits = append(hits, h)
	}
	sort.Slice(hits, func(i, j int) bool {
		return hits[i].score > hits[j].score || hits[i].score == hits[j].score && hits[i].slug < hits[j].slug
	})
	used := map[int]bool{}
	for _, h := range hits {
		clash := false
		for j := h.first; j <= h.last; j++ {
			clash = clash || used[j]
		}
		if clash {
			continue
		}
		for j := h.first; j <= h.last; j++ {
			used[j] = true
		}
		b.addRole(askRole, h.first, h.last+1, wordScore+6, dialog.Command{Kind: dialog.Ask, Topic: dialog.TopicFAQ, Option: h.slug, Question: true})
	}
}

// fixedFAQs are ways of asking that share no words with the salon's questions.
// Each is used only when the salon has such an answer.
func (b *burst) fixedFAQs() {
	for _, f := range [...]struct{ slug, phrases string }{
		{"parking", "dejar el coche\naparcar el coche\nparking\naparcamiento\ndonde aparco\ndonde aparcar\npuedo aparcar\nse puede aparcar\nhay donde aparcar\nsitio para aparcar\nzona azul"},
		{"address", "donde estais\ndonde estas\ndonde era\ndonde es\ndonde queda\ndonde quedais\ndonde os encuentro\ncomo llego\ncomo se llega\ncomo se va\nla direccion\nque direccion\nvuestra direccion\nmandame la ubicacion\nme mandas la ubicacion\nme pasas la ubicacion\nla ubicacion\nen que calle\ndonde es la peluqueria\ndonde esta el salon\ndonde esta la peluqueria"},
		{"hours", "que horario\nvuestro horario\nel horario\nque horarios\nhorario\na que hora abris\na que hora cerrais\nhasta que hora\ncuando abris\nque dias abris\nque dias cerrais\na que hora abre\na que hora cierra\nhorarios"},
		{"payment_methods", "puedo pagar con\nse puede pagar con\naceptais tarjeta\naceptais efectivo\naceptais bizum\npor bizum\ncon bizum\npagar con tarjeta\npagar en efectivo\nformas de pago\ncomo se paga\ncomo pago\npago alli\npagar alli\npagar en el salon\npago ahi"},
		{"deposit_refund", "no quiero pagar senal\nno quiero pagar la senal\nno quiero pagar anticipo\nno quiero pagar el anticipo\nno quiero pagar deposito\npor que hay que pagar\nhay que pagar senal\nhay que pagar algo\nla senal\nel anticipo\npolitica de cancelacion\nme devolveis el dinero si\nme devolveis\npierdo el dinero\npierdo la senal\nhasta cuando puedo cancelar\npuedo cancelar gratis\nsi cancelo\nque pasa si no puedo ir\nque pasa si cancelo"},
		{"late_arrival", "que pasa si llego tarde\nsi llego tarde\nme esperais\ncuanto me esperais\nsi me retraso"},
		{"gift_cards", "tarjeta regalo\ntarjetas regalo\nbono regalo\nbonos regalo\nvale regalo\nregalar un tratamiento\npara regalar\nun regalo"},
		{"wifi_pets", "wifi\nmi perro\nmi perrito\nmascotas\ncon perro"},
		{"accessibility", "silla de ruedas\naccesible\nescalones\nescaleras\nandador\nminusvalidos"},
		{"products", "que productos\nvendeis champu\ncomprar productos\nque marca\nmarca de tinte"},
	} {
		if !b.lex.hasFAQ(f.slug) {
			continue
		}
		b.each(f.phrases, func(from, to int) {
			if f.slug == "payment_methods" && b.asked(dialog.PayWait) && b.has("no puedo pagar con", "rechazada") {
				return
			}
			if f.slug == "hours" && b.is(from, "hasta", "a") && !b.toks[from].question && !b.has("abris", "cerrais") {
				return
			}
			if f.slug == "deposit_refund" && b.is(from, "la", "el") && !b.toks[from].question {
				return
			}
			b.addRole(askRole, from, to, phraseScore+2*(to-from), dialog.Command{Kind: dialog.Ask, Topic: dialog.TopicFAQ, Option: f.slug, Question: true})
		})
	}
}

func (x *lexicon) hasFAQ(slug string) bool {
	if x.salon == nil {
		return false
	}
	for _, f := range x.salon.FAQs {
		if f.Slug == slug {
			return true
		}
	}
	return false
}
