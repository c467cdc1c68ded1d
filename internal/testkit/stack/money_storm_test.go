package stack_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

// TestWhateverHappensEveryEuroEndsInOnePlace plays random customers, staff and a
// Stripe that loses, repeats, reorders and fails, from fixed seeds. After the
// comparison at night nothing may be left to explain.
func TestWhateverHappensEveryEuroEndsInOnePlace(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			storm := &moneyStorm{till: newTill(t), dice: rand.New(rand.NewPCG(seed, 2026))} //nolint:gosec // repeatable on purpose
			for range 45 {
				storm.step()
			}
			storm.calm()
			storm.verdict()
		})
	}
}

// moneyStorm is one random story.
type moneyStorm struct {
	*till
	dice     *rand.Rand
	bookings []salon.Booking
	number   int64
	story    []string
}

func (m *moneyStorm) note(format string, args ...any) {
	m.story = append(m.story, fmt.Sprintf(format, args...))
}

// step is one thing that happens, and, mostly, what the product does about it.
func (m *moneyStorm) step() {
	m.t.Helper()
	acts := []func(){
		m.book, m.book, m.pressSome, m.pressSome, m.paySome, m.paySome, m.paySome, m.newLink, m.cancelSome, m.cancelSome,
		m.refundByHand, m.failRefund, m.abandon, m.wait, m.fault, m.fault, m.redeliver,
	}
	acts[m.dice.IntN(len(acts))]()
	if m.dice.IntN(4) > 0 {
		m.Drive()
	}
	if m.dice.IntN(5) == 0 {
		m.RetryJobs()
	}
}

// pick chooses one of a list; false: there is none.
func pick[T any](m *moneyStorm, list []T) (one T, ok bool) {
	if len(list) == 0 {
		return one, false
	}
	return list[m.dice.IntN(len(list))], true
}

func (m *moneyStorm) book() {
	m.number++
	customer, conversation := m.customer(m.number)
	at := fmt.Sprintf("2026-%s %02d:00", []string{"11-25", "12-02", "12-03", "12-04"}[m.dice.IntN(4)], 10+m.dice.IntN(3))
	b, err := m.tryHold(customer, conversation, at)
	if errors.Is(err, salon.ErrSlotTaken) {
		return
	}
	m.must(err)
	m.note("book %s", at)
	m.bookings = append(m.bookings, b)
}

// fresh reads a random booking as it is now.
func (m *moneyStorm) fresh() (salon.Booking, bool) {
	b, ok := pick(m, m.bookings)
	if !ok {
		return b, false
	}
	b, err := m.Store.Booking(m.t.Context(), b.ID)
	m.must(err)
	return b, true
}

func (m *moneyStorm) pressSome() {
	b, ok := m.fresh()
	if !ok || b.LinkToken == "" {
		return
	}
	code, _, page := m.press(b)
	m.note("press: %d", code)
	switch code {
	case http.StatusSeeOther, http.StatusServiceUnavailable, http.StatusGone:
	default:
		m.t.Errorf("the deposit page answered %d: %s", code, page)
	}
}

func (m *moneyStorm) newLink() {
	b, ok := m.fresh()
	if !ok {
		return
	}
	_, err := m.Store.ReplaceLink(m.t.Context(), b.ID)
	if !errors.Is(err, salon.ErrConflict) {
		m.must(err)
		m.note("new link")
	}
}

// paySome pays any page that is open, whether its link still counts or not.
func (m *moneyStorm) paySome() {
	if session, ok := pick(m, m.openSessions()); ok {
		m.note("pay")
		_ = m.Stripe.Pay(session) // its report may not arrive
	}
}

// openSessions lists the pages that can be paid, in the order of their bookings.
func (m *moneyStorm) openSessions() []string {
	var open []string
	for _, s := range m.byBooking() {
		if s.Status == "open" {
			open = append(open, s.ID)
		}
	}
	return open
}

// byBooking lists Stripe's sessions in an order that is the same in every run.
func (m *moneyStorm) byBooking() []testkit.StripeSession {
	list := m.Stripe.Sessions()
	place := map[string]int{}
	for i, b := range m.bookings {
		place[string(b.ID)] = i
	}
	slices.SortFunc(list, func(a, b testkit.StripeSession) int {
		return cmp.Or(cmp.Compare(place[a.Form.Get("client_reference_id")], place[b.Form.Get("client_reference_id")]), a.Created.Compare(b.Created))
	})
	return list
}

func (m *moneyStorm) abandon() {
	if session, ok := pick(m, m.openSessions()); ok {
		m.note("abandon")
		_ = m.Stripe.Abandon(session)
	}
}

func (m *moneyStorm) cancelSome() {
	b, ok := m.fresh()
	if !ok || b.Status() != salon.Confirmed || !b.Appointments[0].Start.After(m.Clock.Now()) {
		return
	}
	terms, _ := dialog.TermsOf(m.Salon, b, b.Appointments[0], m.Clock.Now())
	m.note("cancel: %s", terms)
	m.cancel(b, terms)
}

// refundByHand is staff in the dashboard.
func (m *moneyStorm) refundByHand() {
	var paid []testkit.StripeSession
	for _, s := range m.byBooking() {
		if s.PaymentIntent != "" && s.Refunded < s.Amount {
			paid = append(paid, s)
		}
	}
	if s, ok := pick(m, paid); ok {
		m.note("refund by hand")
		_ = m.Stripe.RefundByHand(s.PaymentIntent, 1+m.dice.Int64N(s.Amount-s.Refunded))
	}
}

func (m *moneyStorm) failRefund() {
	if r, ok := pick(m, m.Stripe.Refunds()); ok && r.Status == "succeeded" {
		m.note("a refund fails")
		_ = m.Stripe.FailRefund(r.ID)
	}
}

func (m *moneyStorm) wait() {
	by := time.Duration(1+m.dice.IntN(40)) * time.Minute
	m.note("wait %s", by)
	m.Clock.Advance(by)
	_, err := m.Timers.Sweep(m.t.Context())
	m.must(err)
}

// fault is what neighbours and networks do.
func (m *moneyStorm) fault() {
	switch m.dice.IntN(7) {
	case 0:
		m.Stripe.FailNext(2, http.StatusInternalServerError)
	case 1:
		m.Stripe.FailNext(2, http.StatusTooManyRequests)
	case 2:
		m.Stripe.DropNext(6)
	case 3:
		m.Stripe.LoseEvents(1)
	case 4:
		m.Stripe.DuplicateEvents(2)
	case 5:
		m.Stripe.HoldEvents()
	case 6:
		_ = m.Stripe.ReportRefunds()
	}
	m.note("fault")
}

func (m *moneyStorm) redeliver() {
	m.note("redeliver")
	_ = m.Stripe.Redeliver(m.dice.IntN(2) == 0)
}

// calm ends every fault, lets Stripe report what it still can, and compares.
func (m *moneyStorm) calm() {
	m.t.Helper()
	m.Stripe.ClearFaults()
	_ = m.Stripe.Redeliver(true)
	for range 3 {
		m.Drive()
		m.RetryJobs()
		m.reconcile()
	}
}

// verdict is what must hold after any story.
func (m *moneyStorm) verdict() {
	m.t.Helper()
	m.explained()
	for what, sql := range map[string]string{
		"refunds that nobody made": `SELECT count(*) FROM refunds WHERE status = 'due'`,
		"reports that wait":        `SELECT count(*) FROM inbox WHERE processed_at IS NULL`,
		"deposits kept for nothing": `SELECT count(*) FROM ledger_balances WHERE kept > 0 AND NOT EXISTS (
			SELECT 1 FROM appointments a WHERE a.booking_id = ledger_balances.booking_id AND a.status IN ('confirmed', 'completed'))`,
		"confirmed without money": `SELECT count(*) FROM bookings b WHERE payment_status = 'confirmed' AND NOT EXISTS (
			SELECT 1 FROM payments p WHERE p.booking_id = b.id AND p.kind = 'deposit_paid')`,
	} {
		var n int
		m.must(m.Store.Pool().QueryRow(m.t.Context(), sql).Scan(&n))
		if n != 0 {
			m.t.Errorf("%s: %d", what, n)
		}
	}
	report, err := m.Books.Now(m.t.Context(), salon.ReconcileFull)
	m.must(err)
	for _, f := range report.Findings {
		if f.Fault != "refund_failed" {
			m.t.Errorf("found %+v", f)
		}
	}
	if report.PaymentsFound+report.RefundsFound+report.EventsFound != 0 {
		m.t.Errorf("still news after three comparisons: %+v", report)
	}
	if m.t.Failed() {
		m.t.Log(strings.Join(m.story, "; "))
	}
}
