package spanish

import (
	"strings"

	"atrevete/internal/dialog"
)

// addRemarks reads greetings, thanks, goodbyes, small talk, insults, foreign
// languages, injections, and words of politeness that say nothing.
func (b *burst) addRemarks() {
	b.each(greetPhrases, func(from, to int) {
		if b.is(from, "que") && b.is(to, "si", "el", "la", "a", "un") || b.is(from, "que") && b.is(from+1, "hay") {
			return
		}
		b.addRole(greetRole, from, to, phraseScore, dialog.Command{Kind: dialog.Greet})
	})
	b.each(thankPhrases, func(from, to int) {
		if b.is(from-1, "no", "nada") {
			return
		}
		b.add(from, to, wordScore, dialog.Command{Kind: dialog.Thank})
	})
	b.each(byePhrases, func(from, to int) {
		score := nounScore + 20
		if b.is(from, "hasta") && b.is(from+1, "el", "manana") && !b.asked(dialog.Done, dialog.PayWait, dialog.Reminder, "") {
			score = wordScore
		}
		b.add(from, to, score, dialog.Command{Kind: dialog.Bye})
	})
	b.each("te mando mi ubicacion\nte mando la ubicacion\nte paso mi ubicacion\nesta es mi ubicacion\nte envio mi ubicacion", func(from, to int) {
		b.add(from, to, contextScore+20, dialog.Command{Kind: dialog.NoWords, Topic: dialog.TopicLocation})
	})
	b.chatter()
	b.foreign()
	b.polite()
}

func (b *burst) chatter() {
	topic := func(t dialog.Topic, score int, phrases string) {
		b.each(phrases, func(from, to int) {
			b.add(from, to, score, dialog.Command{Kind: dialog.Chatter, Topic: t})
		})
	}
	topic(dialog.TopicInsult, contextScore, insultPhrases)
	topic(dialog.TopicInjection, urgentScore, injectionPhrases)
	topic(dialog.TopicRobot, phraseScore+8, robotPhrases)
	topic(dialog.TopicSmallTalk, phraseScore, smallTalkPhrases)
}

// foreign reads messages in other languages: enough of their small words and
// nearly none of ours.
func (b *burst) foreign() {
	counts := map[string]int{}
	words, ours := 0, 0
	for _, t := range b.toks {
		if t.kind != wordToken {
			continue
		}
		words++
		if lang := foreignWord(t.raw); lang != "" {
			counts[lang]++
		} else if b.lex.speller.right(t.raw) {
			ours++
		}
	}
	best, lang := 0, ""
	for _, l := range [...]string{"en", "fr", "pt", "it", "de", "ca"} {
		if counts[l] > best {
			best, lang = counts[l], l
		}
	}
	if best == 0 || words == 0 || best < 2 && words > 1 || best*2 < words-ours && best < 3 || ours > 2*best {
		return
	}
	b.add(0, len(b.toks), urgentScore-5, dialog.Command{Kind: dialog.Chatter, Topic: dialog.TopicForeign, Option: lang})
}

func foreignWord(w string) string {
	switch w {
	case "hello", "hi", "can", "book", "haircut", "the", "you", "would", "like", "please", "appointment", "morning", "want", "have", "is", "are", "my", "for", "tomorrow", "today", "how", "much", "open", "do", "speak", "english", "what", "when", "i", "and", "to", "hair", "cut", "thank":
		return "en"
	case "bonjour", "vous", "etes", "ouverts", "je", "voudrais", "rendez", "est", "pour", "coupe", "avez", "merci", "demain", "salut", "oui", "nous", "cheveux", "prendre", "bonsoir":
		return "fr"
	case "oi", "tudo", "bem", "voce", "obrigada", "obrigado", "ola", "quero", "marcar", "cabelo", "amanha", "bom", "dia", "nao", "gostaria", "uma", "tem":
		if w == "dia" || w == "ola" {
			return ""
		}
		return "pt"
	case "ciao", "buongiorno", "vorrei", "prenotare", "capelli", "grazie", "domani", "sono", "avete", "taglio", "che", "appuntamento":
		return "it"
	case "guten", "tag", "ich", "mochte", "termin", "bitte", "haben", "sie", "und", "danke", "hallo", "einen", "haare", "schneiden", "morgen":
		return "de"
	case "bon", "teniu", "voldria", "dema", "cabell", "puc", "demanar", "tallar", "vull", "sisplau", "gracies", "adeu", "moltes":
		return "ca"
	}
	return ""
}

// polite marks words that say nothing by themselves.
func (b *burst) polite() {
	b.each(politePhrases, func(from, to int) {
		b.spans = append(b.spans, span{from: from, to: to, score: 1, skip: true})
	})
}

// meaningful reports whether the line has words at all.
func (b *burst) meaningful() bool {
	return strings.ContainsFunc(b.text, func(r rune) bool { return r > ' ' })
}
