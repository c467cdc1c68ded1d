package dialog

// Advance decides the next step: what to say, what to do, and the state to
// keep. It is pure. A Step carries at most one Action that is answered (and
// perhaps a HandOff, which is not); the agent feeds the answer back as the next
// Event until a Step has none.
func Advance(view View, state State, event Event) Step {
	t := begin(view, state)
	switch {
	case event.Said != nil:
		t.said(*event.Said)
	case event.Slots != nil:
		t.slots(*event.Slots)
	case event.Held != nil:
		t.held(*event.Held)
	case event.Saved != nil:
		t.saved()
	case event.Release != nil:
		t.released(*event.Release)
	case event.Link != nil:
		t.link(*event.Link)
	case event.Paid != nil:
		t.paid(*event.Paid)
	case event.Moved != nil:
		t.moved(*event.Moved)
	case event.Gone != nil:
		t.gone(*event.Gone)
	case event.Timer != nil:
		t.timer(*event.Timer)
	case event.Owner != nil:
		t.owner(*event.Owner)
	case event.Closed:
		t.closed()
	}
	t.weighDoubt(event.Said != nil)
	return t.end()
}
