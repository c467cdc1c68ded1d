package agent_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"atrevete/internal/agent"
	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

func TestABurstIsOneTurnInTheSendersOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.arrive(w.message("42", 3, "el viernes"), w.message("42", 1, "hola"), w.message("42", 2, "corte"))
	w.arrive(w.message("42", 2, "corte")) // Chatwoot repeats itself
	w.mustWork(id)
	if got := w.owed(id); !slices.Equal(got, []string{"echo hola+corte+el viernes"}) {
		t.Errorf("owed %q", got)
	}
	w.settled()
	if n := w.count(`SELECT count(*) FROM turns`); n != 1 {
		t.Errorf("%d turns, want 1", n)
	}
	if c := w.conversation(id); c.Version != 1 || !strings.Contains(string(c.State), `"voice":1`) {
		t.Errorf("version %d, state %s", c.Version, c.State)
	}
	w.mustWork(id)
	if n := w.count(`SELECT count(*) FROM turns`); n != 1 {
		t.Errorf("work without rows made a turn: %d", n)
	}
}

func TestEveryTurnExplainsItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	query := w.query("corte", friday)
	w.advance = func(_ dialog.View, s dialog.State, e dialog.Event) dialog.Step {
		if e.Said != nil {
			return dialog.Step{State: s, Rule: "look", Do: []dialog.Action{{FindSlots: &dialog.FindSlots{Purpose: "day", Queries: []salon.Query{query}}}}}
		}
		return dialog.Step{State: s, Rule: "offer", Say: []dialog.Utterance{{ID: "offer", Data: len(e.Slots.Found[0])}}}
	}
	id := w.arrive(w.message("1", 1, "¿tenéis hueco?"))
	w.mustWork(id)
	row := strings.Join(w.strings(`SELECT t::text FROM turns t WHERE conversation_id = $1`, id), "")
	for _, want := range []string{"¿tenéis hueco?", "greet", "look", "offer", "2026-10-09 10:00", "replied"} {
		if !strings.Contains(row, want) {
			t.Errorf("turns row lacks %q: %s", want, row)
		}
	}
}

// holding is a dialogue that finds a slot and holds it at once.
func holding(w *world, slug string) func(dialog.View, dialog.State, dialog.Event) dialog.Step {
	query := w.query(slug, friday)
	return func(_ dialog.View, s dialog.State, e dialog.Event) dialog.Step {
		step := dialog.Step{State: s}
		switch {
		case e.Said != nil:
			step.Do = []dialog.Action{
				{SaveCustomer: &dialog.CustomerChange{FirstName: "Laura", LastName: "Torres"}},
				{FindSlots: &dialog.FindSlots{Purpose: "hold", Queries: []salon.Query{query}, Limit: 1}},
			}
		case e.Slots != nil:
			slot := e.Slots.Found[0][0]
			step.Do = []dialog.Action{{Hold: &salon.BookingRequest{Visits: []salon.VisitRequest{{Visit: query.Plan.Visit, Slot: slot}}}}}
		case e.Held != nil && e.Held.Taken:
			step.Say = []dialog.Utterance{{ID: "taken"}}
		case e.Held != nil:
			step.State.LastBooking = e.Held.Booking.ID
			step.Say = []dialog.Utterance{{ID: "link", Data: e.Held.LinkURL}}
		case e.Saved != nil:
		default:
			return echo(dialog.View{}, s, e)
		}
		return step
	}
}

func TestActionsAndRepliesAreOneCommit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.advance = holding(w, "corte")
	id := w.arrive(w.message("7", 1, "corte el viernes"))
	w.mustWork(id)
	owed := w.owed(id)
	if len(owed) != 1 || !strings.HasPrefix(owed[0], "link http://salon.test/pay/") {
		t.Fatalf("owed %q", owed)
	}
	if n := w.count(`SELECT count(*) FROM appointments WHERE status = 'provisional' AND price_cents = 2620`); n != 1 {
		t.Errorf("%d held appointments", n)
	}
	if n := w.count(`SELECT count(*) FROM bookings WHERE payment_status = 'pending' AND deposit_cents = 524`); n != 1 {
		t.Errorf("%d pending bookings", n)
	}
	if c := w.conversation(id); c.CustomerID.Empty() {
		t.Error("the conversation does not know its customer")
	}
}

func TestARenderFailureUndoesWhatTheDialogueDid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hold := holding(w, "corte")
	w.advance = func(v dialog.View, s dialog.State, e dialog.Event) dialog.Step {
		step := hold(v, s, e)
		if e.Held != nil {
			panic("no words")
		}
		return step
	}
	id := w.arrive(w.message("7", 1, "corte el viernes"))
	if err := w.work(id); err == nil {
		t.Fatal("a panicking turn reported success")
	}
	if n := w.count(`SELECT count(*) FROM bookings`); n != 0 {
		t.Errorf("%d bookings survived a failed turn", n)
	}
	w.advance = hold
	w.mustWork(id)
	if n := w.count(`SELECT count(*) FROM bookings`); n != 1 {
		t.Errorf("%d bookings after the repair, want 1", n)
	}
}

func TestATurnThatKeepsFailingGoesToAPerson(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*world){
		"panic": func(w *world) {
			w.advance = func(dialog.View, dialog.State, dialog.Event) dialog.Step { panic("bug") }
		},
		"never rests": func(w *world) {
			w.advance = func(_ dialog.View, s dialog.State, _ dialog.Event) dialog.Step {
				return dialog.Step{State: s, Do: []dialog.Action{{FindSlots: &dialog.FindSlots{}}}}
			}
		},
		"state unreadable": func(w *world) {
			if _, err := w.store.Pool().Exec(w.t.Context(), `UPDATE conversations SET state = '[]'`); err != nil {
				w.t.Fatal(err)
			}
		},
		"not understood": func(w *world) {
			w.understand = func([]dialog.Message) ([]dialog.Command, error) { return nil, errors.New("lexicon broken") }
		},
		"empty action": func(w *world) {
			w.advance = func(_ dialog.View, s dialog.State, _ dialog.Event) dialog.Step {
				return dialog.Step{State: s, Do: []dialog.Action{{}}}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := w.arrive(w.message("9", 1, "hola"))
			spoil(w)
			for range 2 {
				if err := w.work(id); err == nil {
					t.Fatal("a failing turn reported success")
				}
			}
			w.mustWork(id)
			w.settled()
			if c := w.conversation(id); c.Owner != salon.OwnerHuman {
				t.Errorf("owner is %s", c.Owner)
			}
			if n := w.count(`SELECT count(*) FROM outbox WHERE kind = 'hand_off' AND body LIKE '%error técnico%'`); n != 1 {
				t.Errorf("%d hand-overs in the outbox", n)
			}
			// Without a state there is no salon to speak for either.
			words := name != "state unreadable"
			if got := w.owed(id); len(got) == 1 != words || words && !strings.Contains(got[0], "hand_off_technical") {
				t.Errorf("the customer is told %q", got)
			}
			if n := w.count(`SELECT count(*) FROM notices WHERE kind = 'handover' AND reason = 'technical_error'`); n != 1 {
				t.Errorf("%d notices to the team", n)
			}
		})
	}
}

func TestAPersonInChargeSilencesTheAssistantButNotTheFacts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.advance = holding(w, "corte")
	id := w.arrive(w.message("5", 1, "corte el viernes"))
	w.mustWork(id)
	booking := salon.ID(w.strings(`SELECT id::text FROM bookings`)[0])
	w.arrive(salon.Inbound{Source: salon.SourceChatwoot, Kind: salon.InboundOwner, ExternalID: "owner:1", ExternalConversation: "5", Owner: salon.OwnerHuman, ReceivedAt: w.clock.Now()})
	w.mustWork(id)
	if c := w.conversation(id); c.Owner != salon.OwnerHuman {
		t.Fatalf("owner is %s", c.Owner)
	}
	if n := w.count(`SELECT count(*) FROM outbox WHERE status = 'dropped'`); n != 1 {
		t.Errorf("%d unsent replies dropped, want 1", n)
	}
	before := w.understood
	w.arrive(w.message("5", 2, "¿sigues ahí?"))
	w.mustWork(id)
	if w.understood != before {
		t.Error("words for a person were understood by the assistant")
	}
	fact := salon.PaymentFact{BookingID: booking, Provider: "stripe", ProviderRef: "pi_1", Kind: salon.FactPaid, Amount: 524, At: w.clock.Now()}
	w.arrive(salon.Inbound{Source: salon.SourceStripe, Kind: salon.InboundPayment, ExternalID: "evt_1", ConversationID: id, Payment: &fact, ReceivedAt: w.clock.Now()})
	w.mustWork(id)
	if got := w.owed(id); !slices.Equal(got, []string{"paid confirmed"}) {
		t.Errorf("owed %q", got)
	}
	w.arrive(salon.Inbound{Source: salon.SourceChatwoot, Kind: salon.InboundOwner, ExternalID: "owner:2", ExternalConversation: "5", Owner: salon.OwnerAssistant, ReceivedAt: w.clock.Now()})
	w.advance = echo
	w.arrive(w.message("5", 3, "hola"))
	w.mustWork(id)
	if got := w.owed(id); got[len(got)-1] != "echo hola" {
		t.Errorf("after hand-back owed %q", got)
	}
	w.settled()
}

func TestAnOpenConversationInTheMessagesOwnSnapshotIsAPersons(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.message("6", 1, "hola")
	m.Owner = salon.OwnerHuman
	id := w.arrive(m)
	w.mustWork(id)
	if got := w.owed(id); len(got) != 0 {
		t.Errorf("answered %q", got)
	}
	if c := w.conversation(id); c.Owner != salon.OwnerHuman {
		t.Errorf("owner is %s", c.Owner)
	}
	w.arrive(salon.Inbound{Source: salon.SourceChatwoot, Kind: salon.InboundClosed, ExternalID: "closed:1", ExternalConversation: "6", ReceivedAt: w.clock.Now()})
	w.mustWork(id)
	if c := w.conversation(id); c.Owner != salon.OwnerAssistant {
		t.Errorf("closed by staff, owner is %s", c.Owner)
	}
	w.settled()
}

func TestAHandOverTellsTheCustomerThenOpensTheConversation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.advance = func(_ dialog.View, s dialog.State, _ dialog.Event) dialog.Step {
		return dialog.Step{State: s, Say: []dialog.Utterance{{ID: "bye"}}, Do: []dialog.Action{{HandOff: &dialog.HandOffRequest{Reason: dialog.ReasonMedical, Summary: "tinte y embarazo"}}}}
	}
	id := w.arrive(w.message("8", 1, "estoy embarazada"))
	w.mustWork(id)
	kinds := w.strings(`SELECT kind || ':' || fact::text FROM outbox WHERE conversation_id = $1 ORDER BY position, created_at, id`, id)
	if !slices.Equal(kinds, []string{"text:true", "hand_off:true"}) {
		t.Errorf("outbox holds %q", kinds)
	}
}

func TestTimersSpeakOnlyWhileTheyAreTrue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.advance = holding(w, "corte")
	id := w.arrive(w.message("5", 1, "corte el viernes"))
	w.mustWork(id)
	fire := func() {
		t.Helper()
		w.fire()
		w.mustWork(id)
	}
	w.clock.Advance(25 * time.Minute)
	fire()
	fire()
	w.clock.Advance(5 * time.Minute)
	fire()
	owed := w.owed(id)
	if len(owed) != 3 || !strings.HasPrefix(owed[1], "timer payment_warning http://salon.test/pay/") || !strings.HasPrefix(owed[2], "timer hold_expired") {
		t.Errorf("owed %q", owed)
	}
	if n := w.count(`SELECT count(*) FROM busy_segments WHERE active`); n != 0 {
		t.Errorf("%d segments still active", n)
	}
	w.settled()
}

func TestAWarningThatWaitedBehindAPaymentIsNotSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.advance = holding(w, "corte")
	id := w.arrive(w.message("5", 1, "corte el viernes"))
	w.mustWork(id)
	booking := salon.ID(w.strings(`SELECT id::text FROM bookings`)[0])
	fact := salon.PaymentFact{BookingID: booking, Provider: "stripe", ProviderRef: "pi_1", Kind: salon.FactPaid, Amount: 524, At: w.clock.Now()}
	w.arrive(salon.Inbound{Source: salon.SourceStripe, Kind: salon.InboundPayment, ExternalID: "evt_1", ConversationID: id, Payment: &fact, ReceivedAt: w.clock.Now()})
	w.clock.Advance(25 * time.Minute)
	w.fire()
	w.mustWork(id)
	if owed := w.owed(id); len(owed) != 2 || owed[1] != "paid confirmed" {
		t.Errorf("owed %q", owed)
	}
	w.settled()
}

func TestTooManyMessagesInAMinuteGetOneNotice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	notices := 0
	w.advance = func(v dialog.View, s dialog.State, e dialog.Event) dialog.Step {
		if e.Said.Notice {
			notices++
		}
		return echo(v, s, e)
	}
	var id salon.ID
	for n := range int64(14) {
		id = w.arrive(w.message("5", n, "hola"))
		w.mustWork(id)
	}
	if notices != 1 {
		t.Errorf("%d notices, want 1", notices)
	}
	w.settled()
}

func TestALostLeaseCannotCommit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.arrive(w.message("5", 1, "hola"))
	stolen := false
	w.agent = w.newAgent(func(c *agent.Config) {
		c.LeaseTTL = time.Millisecond
		c.AfterStep = func(step agent.Step) {
			if step != agent.StepUnderstand || stolen {
				return
			}
			stolen = true
			for { // the lease runs out by the database's clock
				if _, err := w.store.Take(t.Context(), id, "thief", time.Minute); err == nil {
					return
				}
			}
		}
	})
	if err := w.work(id); !errors.Is(err, salon.ErrConflict) {
		t.Fatalf("a turn without its lease ended with %v", err)
	}
	if got := w.owed(id); len(got) != 0 {
		t.Errorf("owed %q", got)
	}
}

func TestATappedTitleBecomesOurOption(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var tapped string
	w.advance = func(v dialog.View, s dialog.State, e dialog.Event) dialog.Step {
		tapped = e.Said.Messages[0].Option
		step := echo(v, s, e)
		step.Say[0].Options = []salon.Option{{Title: "Vie 9 · 10:30", Value: "slot-1"}}
		return step
	}
	id := w.arrive(w.message("5", 1, "hola"))
	w.mustWork(id)
	menu := salon.ID(w.strings(`SELECT id::text FROM outbox`)[0])
	if err := w.store.SettleOutbox(t.Context(), salon.Delivery{ID: menu, Status: "sent", ExternalID: "8126"}); err != nil {
		t.Fatal(err)
	}
	reply := w.message("5", 2, "Vie 9 · 10:30")
	reply.InReplyTo = "8126"
	w.arrive(reply)
	w.mustWork(id)
	if tapped != "slot-1" {
		t.Errorf("tapped option is %q", tapped)
	}
	reply = w.message("5", 3, "otra cosa")
	reply.InReplyTo = "999"
	w.arrive(reply)
	w.mustWork(id)
	if tapped != "" {
		t.Errorf("an unknown menu gave option %q", tapped)
	}
}
