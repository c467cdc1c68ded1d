package dialog

import "atrevete/internal/salon"

// introduction is first contact: who we are, and who writes. What the customer
// asked is kept and resumed as soon as the name is settled or ignored.
func introduction() scenario {
	return scenario{
		Name: "introduction", Title: "Primer contacto",
		Questions: []openQuestion{
			{
				ID:    NameCheck,
				Yes:   meaning{"name stored, wish resumed", "resume", nil},
				No:    meaning{"asks the name", string(NameAsk), nil},
				Again: func(t *turn) { t.checkName() },
			},
			{
				ID:    NameAsk,
				Yes:   meaning{"asks once more, then goes on", string(NameAsk), nil},
				No:    meaning{"goes on without it", "resume", nil},
				Again: func(t *turn) { t.ask(NameAsk, SayNameAsk, nil) },
			},
			{
				ID:  Done,
				Yes: meaning{"short close", "", func(t *turn, _ *Command) { t.tell(SayShortClose, nil) }},
				No:  meaning{"short close", "", func(t *turn, _ *Command) { t.tell(SayShortClose, nil) }},
				Pick: meaning{"asks what is meant", "", func(t *turn, _ *Command) {
					t.notUnderstood(&reading{})
				}},
			},
		},
	}
}

// firstContact introduces the assistant and settles who writes before anything
// else; only a call for a person does not wait.
func (t *turn) firstContact(r *reading) {
	t.state.Name.Introduced, t.state.Name.New = true, true
	a := t.view.Salon.Assistant
	t.tell(SayIntroduce, IntroduceData{Introduction: a.Introduction, Name: a.Name, Role: a.Role, Salon: t.view.Salon.Name})
	t.privacyNotice()
	t.rule("first contact")
	if r.handOff != nil && r.handOff.Reason != ReasonMedical {
		t.handOff(r.handOff.Reason, r)
		return
	}
	t.keep(r)
	if r.own != nil && r.own.First != "" {
		t.settleName(*r.own)
		return
	}
	t.askName()
}

// privacyNotice says in a line what becomes of somebody's data, once.
func (t *turn) privacyNotice() {
	if p := t.view.Salon.Privacy; !p.Off && !t.view.Noticed {
		t.tell(SayPrivacyNotice, PrivacyData{Text: p.Text, URL: p.URL})
	}
}

// keep sets the wishes of a burst aside.
func (t *turn) keep(r *reading) {
	t.state.Kept = Kept{
		Commands: with(t.state.Kept.Commands, keepable(r.commands)...),
		Words:    with(t.state.Kept.Words, r.words...),
	}
}

// askName confirms the profile's name, or asks for one.
func (t *turn) askName() {
	n := &t.state.Name
	n.Asked++
	profile, readable := ProfileName(t.view.Contact.Name)
	if !readable {
		t.ask(NameAsk, SayNameAsk, nil)
		return
	}
	n.Profile, n.ProfileLast = profile.First, profile.Last
	t.checkName()
}

func (t *turn) checkName() {
	n := t.state.Name
	t.ask(NameCheck, SayNameCheck, NameData{First: n.Profile, Last: n.ProfileLast}, yesNo("Sí, soy "+n.Profile, "No")...)
}

// nameAnswer reads a burst while the name is asked for. False: the question was
// ignored, and the burst is heard like any other.
func (t *turn) nameAnswer(r *reading) bool {
	checking := t.question() == NameCheck
	switch {
	case r.own != nil && r.own.First != "":
		t.keep(r)
		own, n := *r.own, t.state.Name
		if checking && own.Last == "" && salon.Fold(own.First) == salon.Fold(n.Profile) && !r.deny {
			own.Last = n.ProfileLast // "sí, soy Laura", asked whether she is Laura Torres
		}
		t.settleName(own)
		return true
	case r.affirm && checking:
		t.keep(r)
		t.settleName(Person{First: t.state.Name.Profile, Last: t.state.Name.ProfileLast})
		return true
	case r.deny && checking && r.handOff == nil:
		t.keep(r)
		t.ask(NameAsk, SayNameAsk, nil)
		t.state.Name.Asked = 1
		return true
	case r.noWords != nil && !r.wishes():
		t.keep(r)
		t.noWords(r.noWords.Topic)
		return true
	case !checking && !r.wishes() && !r.deny && t.state.Name.Asked < t.view.Salon.Policies.NameConfirmationAttempts:
		t.keep(r)
		t.ask(NameAsk, SayNameAskAgain, nil)
		t.state.Name.Asked++
		return true
	}
	t.rule("name ignored")
	t.state.Question = nil
	t.state.Counts.Unclear = 0
	if !r.wishes() && r.chatter == nil && len(t.state.Kept.Commands) == 0 {
		t.ask("", SayHowHelp, nil)
		t.state.Question = nil
		return true
	}
	return false
}

// settleName stores the writer's name; what was kept is resumed on the answer.
func (t *turn) settleName(p Person) {
	n := &t.state.Name
	n.First, n.Last, n.Settled = TitleName(p.First), TitleName(p.Last), true
	t.state.Question = nil
	t.tell(SayNameSettled, NameData{First: n.First, Last: n.Last})
	t.rule("name settled")
	t.act(Action{SaveCustomer: &CustomerChange{FirstName: n.First, LastName: n.Last}})
}

// saved goes on after the customer's row was written.
func (t *turn) saved() {
	if len(t.state.Kept.Commands) > 0 {
		r := t.withKept(&reading{})
		t.rule("resume")
		t.heard(&r)
		return
	}
	t.state.Kept = Kept{}
	if t.top() == nil && t.blockingOther() {
		t.again()
		return
	}
	t.drive()
}

// blockingOther reports whether a question outside a scenario is open.
func (t *turn) blockingOther() bool { return t.question() != "" && t.question() != Done }

// renamed hears a name outside the questions about it: the first time of
// somebody who gave none, or a correction of a known customer's.
func (t *turn) renamed(r *reading) bool {
	if r.own == nil || t.question() == SurnameAsk {
		return false
	}
	if !t.known() && r.own.First != "" {
		t.keep(r)
		t.settleName(*r.own)
		return true
	}
	if !r.replace || !t.known() {
		return false
	}
	t.state.Name.First, t.state.Name.Last = TitleName(r.own.First), TitleName(r.own.Last)
	if t.state.Name.First == "" {
		t.state.Name.First = t.view.Customer.FirstName
	}
	t.tell(SayNameChanged, NameData{First: t.state.Name.First, Last: t.state.Name.Last})
	t.act(Action{SaveCustomer: &CustomerChange{FirstName: t.state.Name.First, LastName: t.state.Name.Last}})
	return true
}
