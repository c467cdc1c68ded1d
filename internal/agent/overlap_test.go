package agent_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"atrevete/internal/agent"
	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// A fragment arrives at each step of the turn that answers the one before: it
// is the next turn, and there are two answers in order, never two at once.
func TestAFragmentThatComesDuringATurnIsTheNextTurn(t *testing.T) {
	t.Parallel()
	for _, during := range []agent.Step{agent.StepReceive, agent.StepIdentify, agent.StepUnderstand, agent.StepDecide, agent.StepAct, agent.StepReply} {
		t.Run(string(during), func(t *testing.T) {
			t.Parallel()
			var w *world
			var once sync.Once
			var arriving sync.WaitGroup
			w = newWorld(t, func(c *agent.Config) {
				c.AfterStep = func(step agent.Step) {
					if step != during {
						return
					}
					once.Do(func() {
						arriving.Go(func() { w.arrive(w.message("5", 2, "el viernes")) })
						if step != agent.StepReply { // by then the webhook waits for the commit
							arriving.Wait()
						}
					})
				}
			})
			id := w.arrive(w.message("5", 1, "quiero un corte"))
			w.mustWork(id)
			arriving.Wait()
			w.mustWork(id)
			if owed := w.owed(id); !slices.Equal(owed, []string{"echo quiero un corte", "echo el viernes"}) {
				t.Errorf("owed %q", owed)
			}
			w.settled()
		})
	}
}

// Two agents are woken for every fragment at once; still each is answered in one
// turn, in order.
func TestTwoAgentsNeverAnswerTheSameConversationAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var turns, most, now int
	var mu sync.Mutex
	w.advance = func(v dialog.View, s dialog.State, e dialog.Event) dialog.Step {
		mu.Lock()
		now, turns = now+1, turns+1
		most = max(most, now)
		mu.Unlock()
		defer func() { mu.Lock(); now--; mu.Unlock() }()
		return echo(v, s, e)
	}
	agents := []*agent.Agent{w.newAgent(), w.newAgent()}
	id := w.arrive(w.message("5", 1, "a1"))
	const fragments = 20
	var wg sync.WaitGroup
	for n := int64(2); n <= fragments; n++ {
		w.arrive(w.message("5", n, fmt.Sprintf("a%d", n)))
		for _, a := range agents {
			wg.Go(func() { _, _ = a.Work(context.Background(), id) })
		}
	}
	wg.Wait()
	w.mustWork(id)
	var words []string
	for _, body := range w.owed(id) {
		words = append(words, strings.Split(strings.TrimPrefix(body, "echo "), "+")...)
	}
	var want []string
	for n := 1; n <= fragments; n++ {
		want = append(want, fmt.Sprintf("a%d", n))
	}
	if !slices.Equal(words, want) || most != 1 {
		t.Errorf("in %d turns, %d at once, answered %v", turns, most, words)
	}
	w.settled()
}

// The payment arrives in the second in which the hold ends, a hundred times:
// whichever comes first, the customer is told one thing and has her hour.
func TestAPaymentInTheSecondTheHoldEndsIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.advance = holding(w, "secado")
	const rounds = 100
	ended := 0
	for n := range rounds {
		id := w.arrive(w.message(fmt.Sprint(n+1), 1, "secado el viernes"))
		w.mustWork(id)
		booking := salon.ID(w.strings(`SELECT id::text FROM bookings WHERE conversation_id = $1`, id)[0])
		w.clock.Advance(30*time.Minute + 400*time.Millisecond)
		fact := salon.PaymentFact{BookingID: booking, Provider: "stripe", ProviderRef: fmt.Sprintf("pi_%d", n), Kind: salon.FactPaid, Amount: 164, At: w.clock.Now()}
		report := func() {
			w.arrive(salon.Inbound{Source: salon.SourceStripe, Kind: salon.InboundPayment, ExternalID: fmt.Sprintf("evt_%d", n), ConversationID: id, Payment: &fact, ReceivedAt: w.clock.Now()})
		}
		var wg sync.WaitGroup
		switch n % 3 {
		case 0: // the sweep is first
			w.fire()
			report()
		case 1: // the report is first
			report()
			w.fire()
		default:
			wg.Go(func() { w.fire() })
			wg.Go(report)
		}
		wg.Wait() // both are there before the quiet window of the conversation is over
		w.mustWork(id)
		owed := w.owed(id)
		if last := owed[len(owed)-1]; len(owed) != 2 || (last != "paid confirmed" && last != "paid rebooked") {
			t.Errorf("round %d: told %q", n, owed[1:])
		} else if last == "paid rebooked" {
			ended++
		}
		w.fire()
	}
	t.Logf("%d of %d holds ended before their payment was seen", ended, rounds)
	if n := w.count(`SELECT count(*) FROM appointments WHERE status = 'confirmed'`); n != rounds || ended < rounds/3 {
		t.Errorf("%d appointments are confirmed, %d holds had ended", n, ended)
	}
	if n := w.count(`SELECT count(*) FROM inbox WHERE kind = 'payment' AND processed_at IS NULL`); n != 0 {
		t.Errorf("%d reports are not processed", n)
	}
}
