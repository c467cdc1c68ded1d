package spanish

import (
	"atrevete/internal/dialog"
)

// Hints that Command.Option carries with dialog.TopicUnknown, for what deserves
// its own words.
const (
	HintDiscount = "discount" // asks for a lower price
	HintPersonal = "personal" // asks for somebody else's data
	HintDeposit  = "deposit"  // does not want to pay the deposit, or not this way

	HintRecurring = "recurring" // wishes for a series of appointments
	HintSurname   = "surname"   // why, and whether, the surname must be given
)

// addOddQuestions reads questions about discounts and about other people.
func (b *burst) addOddQuestions() {
	ask := func(hint string) func(from, to int) {
		return func(from, to int) {
			if hint == HintDeposit && b.is(from-1, "pagar", "paga", "puede") {
				return
			}
			start, end := b.sentence(from)
			if hint == HintDiscount || hint == HintDeposit {
				start, end = from, to
			}
			b.addRole(askRole, start, end, contextScore+15, dialog.Command{Kind: dialog.Ask, Topic: dialog.TopicUnknown, Option: hint, Question: true})
		}
	}
	b.each(discountPhrases, ask(HintDiscount))
	b.each(depositPhrases, ask(HintDeposit))
	if b.asked(dialog.SurnameAsk) {
		b.each(surnamePhrases, ask(HintSurname))
	}
	b.each("cada cuanto\ncada cuanto tiempo\ncada cuantas\ncada cuantos", ask(""))
	b.each(personalPhrases, func(from, to int) {
		if b.is(from-1, "es") && b.is(from-2, "este", "ese") {
			return // whose phone this is
		}
		if b.lex.team[b.at(to)] != "" || relation(b.at(to+1)) != "" || b.is(from, "donde", "con", "tiene", "cuando", "que", "a") {
			ask(HintPersonal)(from, to)
		}
	})
}

// unexplainedQuestions are sentences that ask something nothing explains.
func (b *burst) unexplainedQuestions() []dialog.Command {
	var out []dialog.Command
	for from := 0; from < len(b.toks); {
		start, to := b.sentence(from)
		if start < from {
			start = from
		}
		words, explained, asked := 0, false, to < len(b.toks) && b.toks[to].raw == "?"
		for j := start; j < to; j++ {
			if b.toks[j].kind == wordToken {
				words++
			}
			asked = asked || b.toks[j].question
		}
		for _, s := range b.spans {
			explained = explained || s.from < to && s.to > start && (!s.skip || s.role == serviceRole || s.to-s.from >= 2)
		}
		if asked && !explained && words >= 2 && b.knownShare(start, to) {
			out = append(out, dialog.Command{Kind: dialog.Ask, Topic: dialog.TopicUnknown, Question: true, Text: b.words(start, to)})
		}
		from = max(to, from) + 1
	}
	return out
}

// knownShare reports whether at least half of the words are Spanish we know.
func (b *burst) knownShare(from, to int) bool {
	known, words := 0, 0
	for j := from; j < to; j++ {
		if b.toks[j].kind == wordToken {
			words++
			if b.lex.speller.right(b.toks[j].norm) {
				known++
			}
		}
	}
	return 2*known >= words
}
