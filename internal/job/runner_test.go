package job_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"atrevete/internal/channel"
	"atrevete/internal/job"
	"atrevete/internal/payment"
	"atrevete/internal/salon"
	"atrevete/internal/store"
	"atrevete/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// world is a database with a salon of one stylist and a booked cut.
type world struct {
	*store.Store
	t       *testing.T
	snap    *salon.Salon
	booking salon.Booking
	now     time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	st, err := store.Open(t.Context(), testkit.NewDatabase(t), store.Options{MaxConns: 8})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	w := &world{Store: st, t: t}
	customer, conversation := store.NewID(), store.NewID()
	w.exec(`INSERT INTO salons (slug, name) VALUES ('prueba', 'Peluquería de prueba')`)
	w.exec(`INSERT INTO stylists (slug, name, categories, email) VALUES ('ana', 'Ana', '{hairdressing}', 'ana@salon.example')`)
	w.exec(`INSERT INTO working_hours (stylist_id, weekday, starts_at, ends_at)
		SELECT s.id, 5, '09:00', '20:00' FROM (SELECT id FROM stylists UNION ALL SELECT NULL) s`)
	w.exec(`INSERT INTO services (slug, name, category, duration_minutes, price_cents) VALUES ('corte', 'Corte', 'hairdressing', 40, 2620)`)
	w.exec(`INSERT INTO customers (id, first_name, last_name) VALUES ($1, 'Laura', 'Torres')`, customer)
	w.exec(`INSERT INTO conversations (id, channel, external_id, customer_id) VALUES ($1, 'chatwoot', '42', $2)`, conversation, customer)
	if w.snap, err = st.FirstSalon(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.now = time.Date(2026, 10, 6, 18, 26, 0, 0, w.snap.Location)
	w.booking, err = st.Hold(t.Context(), w.snap, salon.BookingRequest{
		SalonID: w.snap.ID, CustomerID: customer, ConversationID: conversation,
		Visits: []salon.VisitRequest{{
			Visit: salon.Visit{Services: []salon.ID{w.snap.Catalogue.Services[0].ID}},
			Slot:  salon.Slot{StylistID: w.snap.Team[0].ID, Start: time.Date(2026, 10, 9, 12, 30, 0, 0, w.snap.Location), Minutes: 40},
		}},
	}, w.now)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	if _, err := w.Pool().Exec(w.t.Context(), sql, args...); err != nil {
		w.t.Fatalf("%s: %v", sql, err)
	}
}

func (w *world) count(sql string, args ...any) (n int) {
	w.t.Helper()
	if err := w.Pool().QueryRow(w.t.Context(), sql, args...).Scan(&n); err != nil {
		w.t.Fatalf("%s: %v", sql, err)
	}
	return n
}

func (w *world) pay(ref string) salon.PaymentOutcome {
	w.t.Helper()
	outcome, _, err := w.ApplyPayment(w.t.Context(), w.snap, salon.PaymentFact{
		BookingID: w.booking.ID, Provider: "stripe", ProviderRef: ref, LinkToken: w.booking.LinkToken, Kind: salon.FactPaid, Amount: w.booking.Deposit,
	}, w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	return outcome
}

// start runs the workers until the test ends.
func (w *world) start(o job.Options) {
	w.t.Helper()
	o.Store = w.Store
	runner, err := job.NewRunner(w.Pool(), newEffects(w.t, o), quiet())
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- runner.Run(ctx) }()
	w.t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			w.t.Error(err)
		}
	})
}

func TestARefundSurvivesALyingProviderAndIsRecordedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if got := w.pay("pi_1"); got != salon.OutcomeConfirmed {
		t.Fatal(got)
	}
	if got := w.pay("pi_2"); got != salon.OutcomeRefunding {
		t.Fatal(got)
	}
	pay := &till{lie: 1}
	w.start(job.Options{Checkouts: []payment.Checkout{pay}, Mailer: &post{}, Channels: map[string]channel.Channel{"chatwoot": &board{}}})
	testkit.Eventually(t, func() bool { return w.count(`SELECT count(*) FROM payments WHERE kind = 'refund'`) == 1 }, "the refund in the ledger")
	testkit.Eventually(t, func() bool { return w.count(`SELECT count(*) FROM river_job WHERE state <> 'completed'`) == 0 }, "the end of all jobs")
	if len(pay.refunds) != 1 || pay.refundCalls != 2 {
		t.Errorf("%d refunds in %d calls", len(pay.refunds), pay.refundCalls)
	}
	if b, err := w.Booking(t.Context(), w.booking.ID); err != nil || b.Payment != salon.PaymentConfirmed {
		t.Errorf("the first payment is %s, %v", b.Payment, err)
	}
}

func TestAStylistIsToldOfAPaidBookingAndTheTeamWhenMailFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		mailer *post
		via    string
	}{"mail": {&post{}, "email"}, "mail down": {&post{fail: errors.New("down")}, "team_conversation"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.pay("pi_1")
			wall := &board{}
			w.start(job.Options{
				Mailer: c.mailer, Channels: map[string]channel.Channel{"chatwoot": wall},
				TeamChannel: "chatwoot", TeamConversation: "900",
			})
			testkit.Eventually(t, func() bool { return w.count(`SELECT count(*) FROM notices WHERE via = $1`, c.via) == 1 }, "the notice by %s", c.via)
			testkit.Eventually(t, func() bool { return w.count(`SELECT count(*) FROM river_job WHERE state <> 'completed'`) == 0 }, "the end of all jobs")
			if c.via == "email" && (c.mailer.sent[0].To != "ana@salon.example" || !strings.Contains(c.mailer.sent[0].Body, "viernes 9 de octubre a las 12:30")) {
				t.Errorf("mail %+v", c.mailer.sent[0])
			}
			if c.via != "email" && wall.posted[0].ExternalConversation != "900" {
				t.Errorf("note %+v", wall.posted[0])
			}
		})
	}
}

func TestTheHoldsEndExpiresTheCheckoutSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	session, err := w.OpenSession(t.Context(), w.booking.LinkToken, "stripe", w.now, time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.SessionCreated(t.Context(), session.ID, "cs_1", "https://pay.example"); err != nil {
		t.Fatal(err)
	}
	pay := &till{}
	w.start(job.Options{Checkouts: []payment.Checkout{pay}})
	ears := &heard{}
	timers := job.NewTimers(w.Store, ears, func() time.Time { return w.booking.HoldExpiresAt }, nil, quiet())
	if _, err := timers.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(ears.ids) != 1 || ears.ids[0] != w.booking.ConversationID {
		t.Errorf("announced %v", ears.ids)
	}
	testkit.Eventually(t, func() bool { return w.count(`SELECT count(*) FROM checkout_sessions WHERE status = 'expired'`) == 1 }, "the end of the session")
	if got := fmt.Sprint(pay.expired); got != "[cs_1]" {
		t.Errorf("expired %s", got)
	}
}

// bomb is a mailer that panics the first time.
type bomb struct {
	post
	thrown atomic.Bool
}

func (b *bomb) Send(ctx context.Context, m job.Mail) error {
	if !b.thrown.Swap(true) {
		panic("boom")
	}
	return b.post.Send(ctx, m)
}

func TestAPanicIsCountedAndTheJobTriedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("pi_1")
	count := &tally{}
	w.start(job.Options{Mailer: &bomb{}, Metrics: count})
	testkit.Eventually(t, func() bool { return w.count(`SELECT count(*) FROM notices WHERE via = 'email'`) == 1 }, "the notice after a panic")
	count.mu.Lock()
	defer count.mu.Unlock()
	if count.seen["effect panic"] != 1 {
		t.Errorf("counted %v", count.seen)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]job.Options{
		"no store":        {Log: slog.New(slog.DiscardHandler)},
		"no log":          {Store: &memory{}},
		"no team channel": {Store: &memory{}, Log: slog.New(slog.DiscardHandler), TeamChannel: "chatwoot", TeamConversation: "1"},
	} {
		if _, err := job.NewEffects(o); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
