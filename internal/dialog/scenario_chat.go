package dialog

// insultsBeforePerson is how many insults are let pass before a person is offered.
const insultsBeforePerson = 1

// chatter answers small talk, insults, foreign languages and attempts at
// talking the assistant into something; then the open question again.
func (t *turn) chatter(topic Topic) {
	t.rule("chatter " + string(topic))
	switch topic {
	case TopicInsult:
		t.state.Counts.Insults++
		if t.state.Counts.Insults > insultsBeforePerson {
			t.tell(SayInsultAgain, nil)
		} else {
			t.tell(SayInsult, nil)
		}
	case TopicForeign:
		t.tell(SayForeign, nil)
	case TopicInjection:
		t.tell(SayInjection, nil)
	case TopicRobot:
		a := t.view.Salon.Assistant
		t.tell(SayRobot, IntroduceData{Introduction: a.Introduction, Name: a.Name, Role: a.Role, Salon: t.view.Salon.Name})
	case TopicPause:
		t.noHurry()
		return
	default:
		t.tell(SaySmallTalk, nil)
	}
	t.again()
}

// noHurry leaves the open question as it is for somebody who needs a moment; of
// a running hold the end is told.
func (t *turn) noHurry() {
	if d := t.draft(); d != nil && held(d) {
		t.tell(SayNoHurry, nil)
		t.stillHeld()
		return
	}
	t.tell(SayNoHurry, nil)
}

// noWords answers what came without words; it is never an answer to a question.
func (t *turn) noWords(topic Topic) {
	t.rule("no words " + string(topic))
	switch topic {
	case TopicVoice:
		t.state.Counts.Voice++
		if t.state.Counts.Voice > 1 {
			t.tell(SayVoiceAgain, nil)
		} else {
			t.tell(SayVoice, nil)
		}
	case TopicPhoto:
		if t.question() == PayWait {
			t.askStatus() // a picture of a transfer proves nothing
			return
		}
		t.tell(SayPhoto, nil)
	case TopicLocation:
		t.tell(SayLocation, PlaceData{Address: t.view.Salon.Address, MapsURL: t.view.Salon.MapsURL})
	default:
		t.tell(SaySticker, nil)
	}
	t.again()
}

// photographed reports whether a burst brings a picture with words.
func photographed(messages []Message) bool {
	for _, m := range messages {
		for _, a := range m.Attachments {
			if a.Kind == "image" && len(written(messages)) > 0 {
				return true
			}
		}
	}
	return false
}
