package stack_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
	"atrevete/internal/testkit/stack"
)

// till is a salon whose customers pay, with a Stripe that fails on request.
type till struct {
	*stack.Stack
	t *testing.T
}

// opening is a Tuesday morning.
const opening = "2026-11-24T10:00:00+01:00"

func newTill(t *testing.T) *till {
	t.Helper()
	return &till{stack.New(t, opening, stack.Options{Faulty: true}), t}
}

func (m *till) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

// customer is somebody with a conversation.
func (m *till) customer(number int64) (customer, conversation salon.ID) {
	m.t.Helper()
	m.Chatwoot.AddConversation(testkit.ChatwootConversation{ID: number, Contact: testkit.ChatwootContact{ID: number, Name: "Ana"}})
	m.must(m.Store.Pool().QueryRow(m.t.Context(), `
		WITH who AS (INSERT INTO customers (first_name, last_name) VALUES ('Ana', 'Ruiz') RETURNING id)
		INSERT INTO conversations (channel, external_id, customer_id) SELECT 'chatwoot', $1::bigint::text, id FROM who RETURNING customer_id, id`,
		number).Scan(&customer, &conversation))
	return customer, conversation
}

// hold holds a visit of a first service with a deposit on a day, an hour and a
// stylist that are free in the demo salon.
func (m *till) hold(customer, conversation salon.ID, at string) salon.Booking {
	m.t.Helper()
	b, err := m.tryHold(customer, conversation, at)
	m.must(err)
	return b
}

func (m *till) tryHold(customer, conversation salon.ID, at string) (salon.Booking, error) {
	m.t.Helper()
	start, err := time.ParseInLocation("2006-01-02 15:04", at, m.Salon.Location)
	m.must(err)
	cut, known := m.Salon.Catalogue.ServiceBySlug("corte")
	if !known {
		m.t.Fatal("the demo salon cuts no hair")
	}
	visit := salon.Visit{Services: []salon.ID{cut.ID}}
	for _, stylist := range m.Salon.Team {
		slot := salon.Slot{StylistID: stylist.ID, Start: start, Minutes: cut.Minutes}
		var b salon.Booking
		b, err = m.Store.Hold(context.Background(), m.Salon, salon.BookingRequest{
			SalonID: m.Salon.ID, CustomerID: customer, ConversationID: conversation, Visits: []salon.VisitRequest{{Visit: visit, Slot: slot}},
		}, m.Clock.Now())
		if err == nil {
			return b, nil
		}
	}
	return salon.Booking{}, err
}

// press presses the button of a deposit page.
func (m *till) press(b salon.Booking) (code int, location, page string) {
	m.t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := http.NewRequestWithContext(m.t.Context(), http.MethodPost, m.Server.URL+"/pay/"+b.LinkToken, nil)
	m.must(err)
	answer, err := client.Do(r)
	m.must(err)
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	m.must(err)
	return answer.StatusCode, answer.Header.Get("Location"), string(body)
}

// open presses the button and returns the session.
func (m *till) open(b salon.Booking) string {
	m.t.Helper()
	code, location, page := m.press(b)
	if code != http.StatusSeeOther {
		m.t.Fatalf("the deposit page answered %d: %s", code, page)
	}
	return location[strings.LastIndex(location, "/")+1:]
}

// reconcile makes both comparisons and does what follows from them.
func (m *till) reconcile() salon.ReconcileReport {
	m.t.Helper()
	if _, err := m.Books.Now(m.t.Context(), salon.ReconcilePending); err != nil {
		m.t.Fatal(err)
	}
	report, err := m.Books.Now(m.t.Context(), salon.ReconcileFull)
	m.must(err)
	m.Drive()
	m.RetryJobs()
	return report
}

// status is a booking's appointment and payment.
func (m *till) status(b salon.Booking) string {
	m.t.Helper()
	got, err := m.Store.Booking(m.t.Context(), b.ID)
	m.must(err)
	return string(got.Status()) + " " + string(got.Payment)
}

func (m *till) wantStatus(b salon.Booking, want string) {
	m.t.Helper()
	if got := m.status(b); got != want {
		m.t.Errorf("the booking is %s, want %s", got, want)
	}
}

// explained checks that every cent has a place, and Stripe the same ones.
func (m *till) explained() {
	m.t.Helper()
	faults, err := m.Store.LedgerFaults(m.t.Context())
	m.must(err)
	for _, f := range faults {
		m.t.Errorf("unexplained: %+v", f)
	}
	for _, s := range m.Stripe.Sessions() {
		if s.PaymentStatus != "paid" {
			continue
		}
		balance, err := m.Store.Balance(m.t.Context(), "stripe", s.PaymentIntent)
		if err != nil || int64(balance.Paid) != s.Amount || int64(balance.Returned) != s.Refunded {
			m.t.Errorf("Stripe took %d and gave back %d; our ledger has %+v, %v", s.Amount, s.Refunded, balance, err)
		}
	}
}

func TestAPaymentWhoseReportIsLostIsFoundWithinTheHour(t *testing.T) {
	t.Parallel()
	m := newTill(t)
	b := m.hold(customerOf(m, 1))
	session := m.open(b)
	m.Stripe.LoseEvents(1)
	m.must(m.Stripe.Pay(session))
	m.Drive()
	m.wantStatus(b, "provisional pending")
	report, err := m.Books.Now(t.Context(), salon.ReconcilePending)
	if err != nil || report.PaymentsFound != 1 || report.Sessions != 1 {
		t.Errorf("reported %+v, %v", report, err)
	}
	m.Drive()
	m.wantStatus(b, "confirmed confirmed")
	report = m.reconcile() // the event itself is found, and changes nothing
	if report.EventsFound != 1 || report.Charges != 1 || report.PaymentsFound != 0 || report.Count() != 0 {
		t.Errorf("reported %+v", report)
	}
	m.explained()
	said := m.Chatwoot.Replies(1)
	if len(said) != 1 || !strings.Contains(said[0].Content, "confirmada") {
		t.Errorf("the customer heard %+v", said)
	}
}

// customerOf is the usual customer and what she wants.
func customerOf(m *till, number int64) (customer, conversation salon.ID, at string) {
	customer, conversation = m.customer(number)
	return customer, conversation, "2026-12-03 10:00"
}

func TestComparisonsAreMadeWhenTheyAreDueAndByOneOnly(t *testing.T) {
	t.Parallel()
	m := newTill(t)
	count := func(want string) {
		t.Helper()
		m.must(m.Books.RunDue(t.Context()))
		var got string
		m.must(m.Store.Pool().QueryRow(t.Context(), `SELECT coalesce(string_agg(kind || ' ' || n, ', ' ORDER BY kind), '')
			FROM (SELECT kind, count(*) AS n FROM reconciliations WHERE status = 'done' GROUP BY kind) q`).Scan(&got))
		if got != want {
			t.Errorf("made %q, want %q", got, want)
		}
	}
	count("") // nothing to compare
	m.open(m.hold(customerOf(m, 1)))
	count("full 1, pending 1")
	m.Clock.Advance(59 * time.Minute)
	count("full 1, pending 1")
	m.Clock.Advance(time.Minute)
	count("full 1, pending 2")
	m.Clock.Advance(18 * time.Hour) // Wednesday 5:00; a restart with a later clock does the same
	count("full 2, pending 3")
	m.Stripe.Outage(true)
	m.Clock.Advance(24 * time.Hour)
	if err := m.Books.RunDue(t.Context()); err == nil {
		t.Error("compared with a Stripe that is away")
	}
	m.Stripe.Outage(false)
	count("full 2, pending 3") // not at once again
	if _, err := m.Store.Pool().Exec(t.Context(), `UPDATE reconciliations SET started_at = started_at - interval '11 minutes' WHERE status = 'failed'`); err != nil {
		t.Fatal(err)
	}
	count("full 3, pending 4")
	id, err := m.Store.ClaimReconciliation(t.Context(), salon.ReconcileFull, m.Clock.Now(), m.Clock.Now(), true)
	m.must(err)
	if _, err := m.Books.Now(t.Context(), salon.ReconcileFull); err == nil {
		t.Error("two at once")
	}
	m.must(m.Store.BeatReconciliation(t.Context(), id))
	_, err = m.Store.Pool().Exec(t.Context(), `UPDATE reconciliations SET beat_at = now() - interval '16 minutes' WHERE id = $1`, id)
	m.must(err)
	if _, err := m.Books.Now(t.Context(), salon.ReconcileFull); err != nil { // its process died
		t.Error(err)
	}
}

func TestStaffsRefundsAndThoseThatFailAreFoundAtNight(t *testing.T) {
	t.Parallel()
	m := newTill(t)
	b := m.hold(customerOf(m, 1))
	session := m.open(b)
	m.must(m.Stripe.Pay(session))
	m.Drive()
	paid, _ := m.Stripe.Session(session)
	m.Stripe.LoseEvents(1000)
	m.must(m.Stripe.RefundByHand(paid.PaymentIntent, 100))
	if report := m.reconcile(); report.RefundsFound+report.EventsFound == 0 {
		t.Errorf("reported %+v", report)
	}
	m.wantStatus(b, "confirmed confirmed")
	m.explained()
	m.cancel(b, dialog.TermsRefund)
	m.Drive()
	m.wantStatus(b, "cancelled refunded")
	refunds := m.Stripe.Refunds()
	m.must(m.Stripe.FailRefund(refunds[len(refunds)-1].ID))
	m.reconcile()
	m.wantStatus(b, "cancelled confirmed")
	if report := m.reconcile(); report.Count() != 1 || report.Findings[0].Fault != "refund_failed" || report.Unexplained != 0 {
		t.Errorf("reported %+v", report)
	}
	m.explained()
	var told int
	m.must(m.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM notices WHERE kind = 'payment' AND urgent`).Scan(&told))
	if told != 1 {
		t.Errorf("told %d times of the failed refund", told)
	}
	m.must(m.Stripe.RefundByHand(paid.PaymentIntent, int64(b.Deposit)-100)) // in another way
	m.reconcile()
	m.wantStatus(b, "cancelled refunded")
	if report := m.reconcile(); report.Count() != 0 {
		t.Errorf("reported %+v", report)
	}
	m.explained()
}

// cancel cancels a booking's first appointment as its customer does.
func (m *till) cancel(b salon.Booking, terms dialog.CancelTerms) {
	m.t.Helper()
	r, err := m.Store.CancelAppointments(m.t.Context(), m.Salon, salon.By{CustomerID: b.CustomerID, ConversationID: b.ConversationID},
		dialog.CancelAppointments{Items: []dialog.CancelItem{{AppointmentID: b.Appointments[0].ID, Terms: terms}}}, m.Clock.Now())
	m.must(err)
	if r.TermsChanged {
		m.t.Fatalf("other terms: %+v", r)
	}
}

func TestACheckoutNobodyKnowsIsEndedAndOthersAreLeftAlone(t *testing.T) {
	t.Parallel()
	m := newTill(t)
	b := m.hold(customerOf(m, 1))
	known := m.open(b)
	_, err := m.Store.Pool().Exec(t.Context(), `UPDATE checkout_sessions SET session_id = NULL, url = NULL`) // the answer was lost
	m.must(err)
	m.must(m.Stripe.Emit("checkout.session.completed", map[string]any{ // another deployment on the same account
		"id": "cs_other", "payment_status": "paid", "payment_intent": "pi_other", "amount_total": 100, "currency": "eur",
		"metadata": map[string]string{"booking_id": "0199f3a0-0000-7000-8000-00000000dead"},
	}))
	report := m.reconcile()
	if s, _ := m.Stripe.Session(known); s.Status != "expired" || report.SessionsEnded != 1 {
		t.Errorf("the session is %s, reported %+v", s.Status, report)
	}
	var rows int
	m.must(m.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM inbox WHERE source = 'stripe'`).Scan(&rows))
	if rows != 0 {
		t.Errorf("%d reports of others were stored", rows)
	}
	m.must(m.Stripe.Pay(m.open(b))) // and the link still works
	m.Drive()
	m.wantStatus(b, "confirmed confirmed")
	m.explained()
}

func TestStripeIsAwayForAnHourAndNothingIsLost(t *testing.T) {
	t.Parallel()
	m := newTill(t)
	soon := m.hold(customerOf(m, 1))
	customer, conversation := m.customer(2)
	standing := m.hold(customer, conversation, "2026-12-04 10:00")
	m.must(m.Stripe.Pay(m.open(standing)))
	m.Drive()

	m.Stripe.Outage(true)
	code, _, page := m.press(soon)
	if code != http.StatusServiceUnavailable || !strings.Contains(page, `method="post"`) {
		t.Errorf("the deposit page answered %d without a way to try again: %s", code, page)
	}
	m.cancel(standing, dialog.TermsRefund)
	m.Drive()
	m.wantStatus(standing, "cancelled confirmed") // the refund is under way
	for range 4 {
		m.Advance(15 * time.Minute)
		m.RetryJobs()
	}
	m.wantStatus(soon, "expired pending")
	m.explained()

	m.Stripe.Outage(false)
	m.RetryJobs()
	m.wantStatus(standing, "cancelled refunded")
	if n := len(m.Stripe.Refunds()); n != 1 {
		t.Errorf("%d refunds", n)
	}
	if report := m.reconcile(); report.Count() != 0 {
		t.Errorf("reported %+v", report)
	}
	m.explained()
}

func TestARefundNobodyCarriesOutIsQueuedAgain(t *testing.T) {
	t.Parallel()
	m := newTill(t)
	b := m.hold(customerOf(m, 1))
	m.must(m.Stripe.Pay(m.open(b)))
	m.Drive()
	m.cancel(b, dialog.TermsRefund)
	_, err := m.Store.Pool().Exec(t.Context(), `DELETE FROM river_job`) // all tries used up, and swept away
	m.must(err)
	if report := m.reconcile(); report.RefundsQueued+report.RefundsWaiting == 0 {
		t.Errorf("reported %+v", report)
	}
	m.wantStatus(b, "cancelled refunded")
	m.explained()
}

func TestThousandsOfPaymentsAreComparedPageByPage(t *testing.T) {
	t.Parallel()
	m := newTill(t)
	b := m.hold(customerOf(m, 1))
	m.must(m.Stripe.Pay(m.open(b)))
	m.Drive()
	const many = 230
	for range many {
		m.Stripe.PaidBefore(500) // sold at the counter: none of our deposits
	}
	if report := m.reconcile(); report.Charges != 1 || report.Count() != 0 {
		t.Errorf("reported %+v", report)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Books.Now(ctx, salon.ReconcileFull); err == nil {
		t.Error("compared although it was told to stop")
	}
}
