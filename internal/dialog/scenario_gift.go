package dialog

import "slices"

// What is only known here.
const (
	scenarioGift ScenarioName = "gift"
	giftOffer    QuestionID   = "GIFT_OFFER"
	sayGiftOffer UtteranceID  = "gift_offer"

	faqGiftCards = "gift_cards"
)

// giftCard answers who asks about gift cards and offers that the team prepares
// one, with what she told about it.
func giftCard() scenario {
	prepare := func(t *turn, _ *Command) {
		t.handOffTask("quiere una tarjeta regalo", &reading{words: t.state.Kept.Words})
	}
	ask := func(t *turn, _ *Draft) {
		t.ask(giftOffer, sayGiftOffer, nil, yesNo("Sí, por favor", "No, gracias")...)
	}
	return scenario{
		Name: scenarioGift, Title: "Tarjeta regalo",
		Steps: []step{{"should the team prepare it", []QuestionID{giftOffer}, func(*turn, *Draft) bool { return true }, ask}},
		Questions: []openQuestion{{
			ID:    giftOffer,
			Yes:   meaning{"the team prepares it", string(Human), prepare},
			No:    meaning{"short close", "", func(t *turn, _ *Command) { t.declineOffer() }},
			Pick:  meaning{"the team prepares it", string(Human), prepare},
			Again: func(t *turn) { ask(t, nil) },
		}},
		Wants: func(t *turn, r *reading) bool {
			return !t.blocking() && len(r.sets) == 0 && slices.ContainsFunc(r.asks, func(a Command) bool { return a.Option == faqGiftCards })
		},
		Begin: func(t *turn, r *reading) {
			if !t.answerAll(r) {
				t.state.Kept = Kept{Words: r.words}
				t.push(Frame{Scenario: scenarioGift})
				t.drive()
			}
		},
		Lines: []Line{{sayGiftOffer, true, nil}},
	}
}
