package payment_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"atrevete/internal/payment"
	"atrevete/internal/payment/stripe"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const (
	booking = salon.ID("0199f3a0-0000-7000-8000-000000000001")
	token   = "link-1"
	home    = "https://salon.example"
)

// memory is a store with one link, with the rules of the real one.
type memory struct {
	mu       sync.Mutex
	link     salon.PaymentLink
	sessions []salon.CheckoutSession
	broken   map[string]bool // methods that fail
	real     func() time.Time
}

func (m *memory) fails(method string) error {
	if m.broken[method] {
		return errors.New("no database")
	}
	return nil
}

func (m *memory) PaymentLink(_ context.Context, asked string) (salon.PaymentLink, error) {
	if asked != token {
		return salon.PaymentLink{}, salon.ErrNotFound
	}
	return m.link, m.fails("PaymentLink")
}

func (m *memory) OpenSession(_ context.Context, _, provider string, _, expires time.Time) (salon.CheckoutSession, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.fails("OpenSession"); err != nil {
		return salon.CheckoutSession{}, err
	}
	if m.broken["conflict"] {
		return salon.CheckoutSession{}, salon.ErrConflict
	}
	for i := range m.sessions {
		s := &m.sessions[i]
		if s.Status == "open" && !m.real().Before(s.ExpiresAt) {
			s.Status = "expired"
		}
		if s.Status == "open" {
			return *s, nil
		}
	}
	n := len(m.sessions) + 1
	s := salon.CheckoutSession{
		ID: salon.ID(fmt.Sprint(n)), BookingID: booking, LinkToken: token, Attempt: n, Provider: provider,
		Status: "open", Amount: m.link.Booking.Deposit, ExpiresAt: expires,
	}
	m.sessions = append(m.sessions, s)
	return s, nil
}

func (m *memory) SessionCreated(_ context.Context, id salon.ID, session, url string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.sessions {
		if m.sessions[i].ID == id && m.fails("SessionCreated") == nil {
			m.sessions[i].SessionID, m.sessions[i].URL = session, url
		}
	}
	return m.fails("SessionCreated")
}

func (m *memory) EndSession(_ context.Context, id salon.ID, status string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.sessions {
		if m.sessions[i].ID == id {
			m.sessions[i].Status = status
		}
	}
	return m.fails("EndSession")
}

func (m *memory) breaks(methods ...string) {
	m.broken = map[string]bool{}
	for _, method := range methods {
		m.broken[method] = true
	}
}

// desk is a cashier before a fake Stripe.
type desk struct {
	payment.Cashier
	store         *memory
	stripe        *testkit.Stripe
	product, real *testkit.Clock
}

// newDesk has a link whose hold ends in half an hour of product time. Real
// time is another: a demonstration with a shifted clock.
func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{product: testkit.NewClockAt("2026-10-06T10:18:00+02:00"), real: testkit.NewClockAt("2026-11-22T20:00:00.25Z")}
	madrid, err := time.LoadLocation("Europe/Madrid")
	must(t, err)
	d.store = &memory{real: d.real.Now, link: salon.PaymentLink{
		Token: token, Customer: salon.Customer{FirstName: "Carla", LastName: "Vega"},
		Salon: &salon.Salon{
			Name: "Atrévete", Currency: "EUR", Location: madrid,
			Team: []salon.Stylist{{ID: "pilar", Name: "Pilar"}},
			Catalogue: salon.Catalogue{
				Services: []salon.Service{{ID: "color", Name: "Cultura de Color"}, {ID: "cut", Name: "Corte"}},
				Packs:    []salon.Pack{{ID: "pack", Name: "Mechas + Corte"}},
			},
		},
		Booking: salon.Booking{
			ID: booking, Deposit: 860, Payment: salon.PaymentPending, HoldExpiresAt: d.product.Now().Add(30 * time.Minute), LinkToken: token,
			Appointments: []salon.Appointment{{
				StylistID: "pilar", Status: salon.Provisional, Start: time.Date(2026, 10, 8, 9, 0, 0, 0, time.UTC),
				Visit: salon.Visit{Services: []salon.ID{"color", "cut"}},
			}},
		},
	}}
	d.stripe = testkit.NewStripe(t, testkit.StripeOptions{Now: d.real.Now})
	checkout := stripe.New("sk_test_1", d.stripe.URL)
	t.Cleanup(checkout.Close)
	d.Cashier = payment.Cashier{Store: d.store, Checkout: checkout, Clock: d.product.Now, RealTime: d.real.Now, PublicURL: home + "/"}
	return d
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (d *desk) begin(t *testing.T) string {
	t.Helper()
	url, err := d.Begin(t.Context(), token)
	must(t, err)
	return url
}

func TestTheFirstPressMakesASession(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	url := d.begin(t)
	sessions := d.stripe.Sessions()
	if len(sessions) != 1 || !strings.HasSuffix(url, sessions[0].ID) {
		t.Fatalf("sent to %s; sessions %+v", url, sessions)
	}
	s := sessions[0]
	for field, want := range map[string]string{
		"line_items[0][price_data][unit_amount]":               "860",
		"line_items[0][price_data][product_data][name]":        "Anticipo de tu cita en Atrévete",
		"line_items[0][price_data][product_data][description]": "Cultura de Color + Corte con Pilar, jueves 8 de octubre a las 11:00",
		"success_url": home + "/pay/link-1?vuelta=1", "cancel_url": home + "/pay/link-1", "metadata[link_token]": token,
	} {
		if got := s.Form.Get(field); got != want {
			t.Errorf("%s is %q", field, got)
		}
	}
	if key := d.stripe.Requests()[0].Key; key != "deposit:"+string(booking)+":1" {
		t.Errorf("key %s", key)
	}
	// Half an hour of product time is 31 minutes of real time, whole seconds.
	if want := time.Date(2026, 11, 22, 20, 31, 1, 0, time.UTC); !s.ExpiresAt.Equal(want) || !d.store.sessions[0].ExpiresAt.Equal(want) {
		t.Errorf("expires %v, persisted %v", s.ExpiresAt, d.store.sessions[0].ExpiresAt)
	}
}

func TestTheExpiryFollowsTheHoldWithinStripesLimits(t *testing.T) {
	t.Parallel()
	for hold, want := range map[time.Duration]time.Duration{
		time.Minute: 31 * time.Minute, 2 * time.Hour: 2 * time.Hour, 72 * time.Hour: 23*time.Hour + 30*time.Minute,
	} {
		d := newDesk(t)
		d.store.link.Booking.HoldExpiresAt = d.product.Now().Add(hold)
		d.begin(t)
		if got := d.stripe.Sessions()[0].ExpiresAt.Sub(d.real.Now()); got < want || got > want+time.Second {
			t.Errorf("a hold of %v gives a session of %v", hold, got)
		}
	}
}

func TestPressingAgainGivesTheSameSession(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.begin(t)
	d.product.Advance(5 * time.Minute)
	d.real.Advance(5 * time.Minute)
	if again := d.begin(t); again != first || len(d.stripe.Sessions()) != 1 {
		t.Errorf("sent to %s, then %s", first, again)
	}
	d.stripe.FailNext(1, 500) // Stripe cannot be asked: its page will tell
	if again := d.begin(t); again != first {
		t.Errorf("sent to %s while Stripe is away", again)
	}
	session := d.stripe.Sessions()[0].ID
	must(t, d.stripe.Pay(session))
	if back := d.begin(t); back != home+"/pay/link-1?vuelta=1" {
		t.Errorf("paid, its event on the way, and sent to %s", back)
	}
}

func TestAnEndedSessionIsFollowedByANewAttempt(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.begin(t)
	must(t, d.stripe.Abandon(d.stripe.Sessions()[0].ID)) // and its event got lost
	second := d.begin(t)
	d.real.Advance(40 * time.Minute) // over by itself; the product's clock stands
	third := d.begin(t)
	if first == second || second == third || len(d.stripe.Sessions()) != 3 {
		t.Errorf("sent to %s, %s, %s", first, second, third)
	}
	if n := len(d.store.sessions); n != 3 || d.store.sessions[0].Status != "expired" || d.store.sessions[1].Status != "expired" {
		t.Errorf("persisted %+v", d.store.sessions)
	}
}

func TestALostAnswerIsRepeatedToTheLetter(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.stripe.DropNext(1000)
	if _, err := d.Begin(t.Context(), token); !errors.Is(err, payment.ErrRetry) {
		t.Fatalf("no answer: %v", err)
	}
	d.stripe.DropNext(0)
	d.real.Advance(10 * time.Minute) // the persisted expiry is now too near for a new session
	d.product.Advance(10 * time.Minute)
	d.begin(t)
	if n := len(d.stripe.Sessions()); n != 1 || d.store.sessions[0].SessionID == "" || len(d.store.sessions) != 1 {
		t.Errorf("%d sessions at Stripe, persisted %+v", n, d.store.sessions)
	}
}

func TestADatabaseThatFailsAfterwardsCostsNoSecondSession(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.store.breaks("SessionCreated")
	if _, err := d.Begin(t.Context(), token); err == nil {
		t.Fatal("sent to a session that was not recorded")
	}
	d.store.breaks()
	d.begin(t)
	if n := len(d.stripe.Sessions()); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

// Stripe keeps a 500 under its key for ever: the next press takes a new key.
func TestAKeptFailureIsLeftBehind(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.stripe.FailNext(1, 500)
	if _, err := d.Begin(t.Context(), token); !errors.Is(err, payment.ErrRetry) {
		t.Fatalf("trouble at Stripe: %v", err)
	}
	d.real.Advance(time.Second)
	d.begin(t)
	if len(d.store.sessions) != 2 || d.store.sessions[0].Status != "expired" || d.store.sessions[1].SessionID == "" {
		t.Errorf("persisted %+v", d.store.sessions)
	}
}

// After a restored backup attempts begin again at 1, and Stripe remembers.
func TestAKeyThatWasUsedIsLeftBehind(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.begin(t)
	d.store.sessions = nil
	d.store.link.Booking.Deposit = 900
	d.begin(t)
	if len(d.store.sessions) != 2 || d.store.sessions[1].SessionID == "" {
		t.Errorf("persisted %+v", d.store.sessions)
	}
}

func TestWhatStripeRefusesIsNotTriedForEver(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.store.link.Booking.Deposit = 10 // below Stripe's least
	if _, err := d.Begin(t.Context(), token); !errors.Is(err, payment.ErrPermanent) {
		t.Errorf("ten cents: %v", err)
	}
	if n := len(d.stripe.Requests()); n != 1 || d.store.sessions[0].Status != "expired" {
		t.Errorf("%d requests, persisted %+v", n, d.store.sessions)
	}
	d.store.breaks("EndSession")
	if _, err := d.Begin(t.Context(), token); !errors.Is(err, payment.ErrPermanent) {
		t.Errorf("and no database: %v", err)
	}
}

func TestOnlyAHoldThatStandsCanBePaid(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(d *desk){
		"void":      func(d *desk) { d.store.link.Void = true },
		"paid":      func(d *desk) { d.store.link.Booking.Payment = salon.PaymentConfirmed },
		"released":  func(d *desk) { d.store.link.Booking.Appointments[0].Status = salon.Expired },
		"over":      func(d *desk) { d.product.Advance(30 * time.Minute) },
		"in a race": func(d *desk) { d.store.breaks("conflict") },
	} {
		d := newDesk(t)
		change(d)
		if _, err := d.Begin(t.Context(), token); !errors.Is(err, salon.ErrConflict) {
			t.Errorf("%s: %v", name, err)
		}
		if n := len(d.stripe.Requests()); n != 0 {
			t.Errorf("%s: Stripe was asked", name)
		}
	}
	d := newDesk(t)
	if _, err := d.Begin(t.Context(), "unknown"); !errors.Is(err, salon.ErrNotFound) {
		t.Errorf("unknown link: %v", err)
	}
	d.store.breaks("OpenSession")
	if _, err := d.Begin(t.Context(), token); err == nil {
		t.Error("began without a session")
	}
}

func TestTwoPressesAtOnceMakeOneSession(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var pressing sync.WaitGroup
	for range 8 {
		pressing.Go(func() {
			if _, err := d.Begin(t.Context(), token); err != nil {
				t.Error(err)
			}
		})
	}
	pressing.Wait()
	if n := len(d.stripe.Sessions()); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

func TestDescribeNamesVisits(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	one := d.store.link.Booking.Appointments[0]
	pack := one
	pack.Visit, pack.StylistID = salon.Visit{Pack: "pack"}, "unknown"
	bare := one
	bare.Visit = salon.Visit{}
	d.store.link.Booking.Appointments = []salon.Appointment{pack, bare}
	if _, details := payment.Describe(d.store.link); details != "Mechas + Corte, jueves 8 de octubre a las 11:00; Cita con Pilar, jueves 8 de octubre a las 11:00" {
		t.Errorf("details %q", details)
	}
	for range 20 {
		d.store.link.Booking.Appointments = append(d.store.link.Booking.Appointments, one)
	}
	if _, details := payment.Describe(d.store.link); len([]rune(details)) != 300 || !strings.HasSuffix(details, "…") {
		t.Errorf("%d characters: %s", len([]rune(details)), details)
	}
}
