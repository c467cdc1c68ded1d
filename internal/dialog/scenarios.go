package dialog

// scenario is one flow: its name, its steps in order, the questions it opens,
// and what begins it. A scenario is a file scenario_X.go and a line in
// scenarios.
type scenario struct {
	Name      ScenarioName
	Title     string // for the drawing
	Steps     []step
	Questions []openQuestion
	Begin     func(t *turn, r *reading)      // the burst asks for it
	Wants     func(t *turn, r *reading) bool // … also without a Start command, by its other words; nil: no
	Lines     []Line                         // what only this scenario says
	Seeks     bool                           // its draft looks for a slot: days, hours and stylists are wishes about it
	Leave     func(t *turn)                  // "déjalo"; nil: what is being arranged is dropped, a hold released
}

// step is one thing a scenario needs to know or do. The first step that is
// Due runs; then the dialogue waits, or an action's answer continues it.
type step struct {
	Name string
	Asks []QuestionID // the questions it may open, for the drawing
	Due  func(t *turn, d *Draft) bool
	Run  func(t *turn, d *Draft)
}

// openQuestion is a row of the one table that says what an answer means.
type openQuestion struct {
	ID    QuestionID
	Yes   meaning
	No    meaning
	Pick  meaning                        // Choose: an option, a number, "me da igual"
	Hear  func(t *turn, r *reading) bool // reads what only makes sense under this question; true: done
	Again func(t *turn)                  // asks the same once more, with the same options
	Blank func(t *turn, r *reading) bool // words that nothing explains; true: they count as an answer
}

// meaning is what an answer does; Says and Then are for the drawing.
type meaning struct {
	Says string
	Then string
	Do   func(t *turn, c *Command)
}

// scenarios lists every flow there is. The order is that of the drawing.
func scenarios() []scenario {
	return []scenario{
		introduction(),
		booking(),
		answering(),
		rescheduling(),
		cancelling(),
		adding(),
		runningLate(),
		reminding(),
		theUsual(),
		waiting(),
		freed(),
		absence(),
		changedByStaff(),
		consulting(),
		forOthers(),
		giftCard(),
	}
}

// scenarioNamed finds a scenario.
func scenarioNamed(name ScenarioName) (scenario, bool) {
	for _, s := range scenarios() {
		if s.Name == name {
			return s, true
		}
	}
	return scenario{}, false
}

// row finds the open question in the table; false: nothing is open that could
// be answered.
func (t *turn) row() (openQuestion, bool) {
	id := t.question()
	if id == "" {
		return openQuestion{}, false
	}
	for _, s := range scenarios() {
		for _, q := range s.Questions {
			if q.ID == id {
				return q, true
			}
		}
	}
	return openQuestion{}, false
}

// drive continues the scenario on top of the stack with its first step that is due.
func (t *turn) drive() {
	f := t.top()
	if f == nil {
		t.ask("", SayHowHelp, nil)
		t.state.Question = nil
		return
	}
	flow, ok := scenarioNamed(f.Scenario)
	if !ok {
		t.pop()
		return
	}
	for _, s := range flow.Steps {
		if s.Due(t, &f.Draft) {
			t.rule(string(flow.Name) + "." + s.Name)
			s.Run(t, &f.Draft)
			return
		}
	}
}

// again asks the open question once more, after a digression or a remark.
func (t *turn) again() {
	if q, ok := t.row(); ok && q.Again != nil {
		q.Again(t)
	}
}
