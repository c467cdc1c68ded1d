package sandbox_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"atrevete/internal/payment"
	"atrevete/internal/payment/sandbox"
	"atrevete/internal/payment/stripe"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const (
	secret  = "whsec_sandbox"
	booking = salon.ID("0199f3a0-0000-7000-8000-000000000001")
)

// memory is a store with one booking.
type memory struct {
	mu      sync.Mutex
	session salon.CheckoutSession
	broken  bool
}

func (m *memory) CheckoutSession(_ context.Context, provider, id string) (salon.CheckoutSession, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.broken:
		return salon.CheckoutSession{}, errors.New("no database")
	case provider != sandbox.Provider || id != m.session.SessionID:
		return salon.CheckoutSession{}, salon.ErrNotFound
	}
	return m.session, nil
}

func (m *memory) EndSession(_ context.Context, id salon.ID, status string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken || id != m.session.ID {
		return errors.New("no such row")
	}
	m.session.Status = status
	return nil
}

func (m *memory) PaymentLink(context.Context, string) (salon.PaymentLink, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken {
		return salon.PaymentLink{}, errors.New("no database")
	}
	return salon.PaymentLink{Salon: &salon.Salon{Name: "Atrévete", Location: time.UTC}, Booking: salon.Booking{
		ID: booking, HoldExpiresAt: time.Date(2026, 10, 6, 10, 48, 0, 0, time.UTC),
	}}, nil
}

func (m *memory) status() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.session.Status
}

// house is a pretend checkout with the webhook it reports to.
type house struct {
	*sandbox.Checkout
	store *memory
	page  *httptest.Server
	clock *testkit.Clock

	mu      sync.Mutex
	answers []int // of the webhook's next calls; then 200
	events  []salon.Inbound
	refused int
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{store: &memory{}, clock: testkit.NewClockAt("2026-10-06T10:18:00+02:00")}
	events, err := stripe.NewEvents(secret, h.clock.Now)
	must(t, err)
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.receive(w, r, events) }))
	t.Cleanup(hook.Close)
	mux := http.NewServeMux()
	h.page = httptest.NewServer(mux)
	t.Cleanup(h.page.Close)
	h.Checkout, err = sandbox.New(sandbox.Options{
		Store: h.store, PublicURL: h.page.URL + "/", WebhookURL: hook.URL, WebhookSecret: secret + ",whsec_old",
		RealTime: h.clock.Now, Log: slog.New(slog.DiscardHandler),
	})
	must(t, err)
	t.Cleanup(h.Close)
	mux.Handle("/sandbox/checkout/", h.Handler())
	session, err := h.Create(t.Context(), request())
	must(t, err)
	h.store.session = salon.CheckoutSession{
		ID: "row", BookingID: booking, LinkToken: "link-1", Provider: sandbox.Provider, SessionID: session.ID, URL: session.URL,
		Status: "open", Amount: 860, ExpiresAt: h.clock.Now().Add(31 * time.Minute),
	}
	return h
}

func (h *house) receive(w http.ResponseWriter, r *http.Request, events *stripe.Events) {
	body, _ := io.ReadAll(r.Body)
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.answers) > 0 {
		w.WriteHeader(h.answers[0])
		h.answers = h.answers[1:]
		h.refused++
		return
	}
	list, err := events.Parse(r.Header, body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	h.events = append(h.events, list...)
}

func (h *house) answer(codes ...int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answers = codes
}

func (h *house) facts() []salon.Inbound {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.events
}

func request() payment.SessionRequest {
	return payment.SessionRequest{BookingID: booking, LinkToken: "link-1", Amount: 860, IdempotencyKey: "deposit:" + string(booking) + ":1"}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// press chooses on the page and returns where the visitor is sent.
func (h *house) press(t *testing.T, choice string, header ...string) (code int, location, body string) {
	t.Helper()
	form := strings.NewReader(url.Values{"resultado": {choice}}.Encode())
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.store.session.URL, form)
	must(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return h.do(t, r)
}

func (h *house) do(t *testing.T, r *http.Request) (code int, location, body string) {
	t.Helper()
	client := *h.page.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := client.Do(r)
	must(t, err)
	defer answer.Body.Close()
	read, err := io.ReadAll(answer.Body)
	must(t, err)
	if policy := answer.Header.Get("Content-Security-Policy"); answer.StatusCode != http.StatusForbidden && (!strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe")) {
		t.Errorf("policy %q", policy)
	}
	return answer.StatusCode, strings.TrimPrefix(answer.Header.Get("Location"), h.page.URL), string(read)
}

func (h *house) look(t *testing.T, address string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	must(t, err)
	code, _, body := h.do(t, r)
	return code, body
}

func TestEachChoiceIsReportedAndLeadsBack(t *testing.T) {
	t.Parallel()
	for choice, want := range map[string]struct {
		kind     salon.PaymentFactKind
		status   string
		location string
	}{
		"aprobar":   {salon.FactPaid, "complete", "/pay/link-1?vuelta=1"},
		"rechazar":  {salon.FactDeclined, "open", "/pay/link-1"},
		"abandonar": {salon.FactExpired, "expired", "/pay/link-1"},
	} {
		t.Run(choice, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			h.answer(500, 500) // the database was away for a moment
			code, location, _ := h.press(t, choice)
			if code != http.StatusSeeOther || location != want.location {
				t.Errorf("%d to %s", code, location)
			}
			if len(h.facts()) != 1 || h.store.status() != want.status {
				t.Fatalf("reported %+v, session %s", h.facts(), h.store.status())
			}
			in := h.facts()[0]
			f := in.Payment
			if in.Source != salon.SourceStripe || !in.SentAt.IsZero() || f.Kind != want.kind || f.Provider != sandbox.Provider || f.BookingID != booking ||
				f.LinkToken != "link-1" || (f.SessionID != h.store.session.SessionID) == (want.kind != salon.FactDeclined) || f.Amount != 860 || !f.At.IsZero() {
				t.Errorf("reported %+v %+v", in, f)
			}
			if want.kind == salon.FactPaid && !strings.HasPrefix(f.ProviderRef, "pi_sandbox_") {
				t.Errorf("a payment without reference: %+v", f)
			}
		})
	}
}

func TestADeclinedCardMayBeFollowedByAGoodOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, choice := range []string{"rechazar", "rechazar", "aprobar", "aprobar", "abandonar"} {
		if code, _, _ := h.press(t, choice); code != http.StatusSeeOther {
			t.Errorf("%s: %d", choice, code)
		}
	}
	var kinds []salon.PaymentFactKind
	ids := map[string]bool{}
	for _, in := range h.facts() {
		kinds = append(kinds, in.Payment.Kind)
		ids[in.ExternalID] = true
	}
	if len(kinds) != 3 || kinds[2] != salon.FactPaid || len(ids) != 3 || h.store.status() != "complete" {
		t.Errorf("reported %v as %v, session %s", kinds, ids, h.store.status())
	}
	session, err := h.Retrieve(t.Context(), h.store.session.SessionID)
	must(t, err)
	if session.PaymentStatus != "paid" || session.ProviderRef != h.facts()[2].Payment.ProviderRef || session.Amount != 860 {
		t.Errorf("the paid session reads %+v", session)
	}
	if err := h.Expire(t.Context(), session.ID); !errors.Is(err, payment.ErrNotOpen) {
		t.Errorf("expire a paid session: %v", err)
	}
}

// When the report cannot be stored nothing is done, and the visitor may try again.
func TestAReportThatIsNotTakenChangesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.answer(400)
	code, _, body := h.press(t, "aprobar")
	if code != http.StatusBadGateway || !strings.Contains(body, "inténtalo otra vez") || h.store.status() != "open" || h.refused != 1 {
		t.Errorf("%d after %d calls, session %s", code, h.refused, h.store.status())
	}
	if code, _, _ = h.press(t, "aprobar"); code != http.StatusSeeOther || len(h.facts()) != 1 {
		t.Errorf("second try: %d, %d facts", code, len(h.facts()))
	}
}

func TestThePageShowsWhatIsPaid(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	code, body := h.look(t, h.store.session.URL)
	for _, want := range []string{"Pago de prueba", "8,60 €", "Anticipo de tu cita en Atrévete", `lang="es"`, "width=device-width", "guardamos la cita hasta las 10:48", `value="aprobar"`, `value="rechazar"`, `value="abandonar"`} {
		if code != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%d: %s is missing in %s", code, want, body)
		}
	}
	for _, foreign := range []string{"<script", "style=", "http-equiv", "//fonts", "onclick"} {
		if strings.Contains(body, foreign) {
			t.Errorf("the page has %s", foreign)
		}
	}
	if code, body := h.look(t, h.page.URL+"/sandbox/checkout/style.css"); code != http.StatusOK || !strings.Contains(body, "--plum") || strings.Contains(body, "url(") {
		t.Errorf("style sheet: %d", code)
	}
	if code, body := h.look(t, h.page.URL+"/sandbox/checkout/cs_sandbox_unknown"); code != http.StatusNotFound || !strings.Contains(body, "No encontramos") {
		t.Errorf("unknown session: %d", code)
	}
	if code, _, _ := h.press(t, "robar"); code != http.StatusBadRequest {
		t.Errorf("unknown choice: %d", code)
	}
	if code, _, _ := h.press(t, "aprobar", "Sec-Fetch-Site", "cross-site"); code != http.StatusForbidden || len(h.facts()) != 0 {
		t.Errorf("a form on another site: %d", code)
	}
}

func TestASessionEndsInRealTime(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.clock.Advance(31 * time.Minute)
	if code, body := h.look(t, h.store.session.URL); code != http.StatusGone || !strings.Contains(body, "ya no vale") {
		t.Errorf("show: %d", code)
	}
	if code, _, _ := h.press(t, "aprobar"); code != http.StatusGone || len(h.facts()) != 0 {
		t.Errorf("pay: %d", code)
	}
	if s, err := h.Retrieve(t.Context(), h.store.session.SessionID); err != nil || s.Status != "expired" || s.ProviderRef != "" {
		t.Errorf("read: %+v, %v", s, err)
	}
	if err := h.Expire(t.Context(), h.store.session.SessionID); !errors.Is(err, payment.ErrNotOpen) {
		t.Errorf("expire: %v", err)
	}
}

func TestThePaidPageSaysSo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.press(t, "aprobar")
	if code, body := h.look(t, h.store.session.URL); code != http.StatusOK || !strings.Contains(body, "ya está hecho") || strings.Contains(body, `value="aprobar"`) {
		t.Errorf("%d %s", code, body)
	}
}

func TestItBehavesAsAProvider(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := t.Context()
	if h.Provider() != "sandbox" {
		t.Error(h.Provider())
	}
	again, err := h.Create(ctx, request())
	must(t, err)
	other := request()
	other.IdempotencyKey += "0"
	next, err := h.Create(ctx, other)
	must(t, err)
	if again.ID != h.store.session.SessionID || next.ID == again.ID {
		t.Errorf("created %s, %s, %s", h.store.session.SessionID, again.ID, next.ID)
	}
	if _, err := h.Create(ctx, payment.SessionRequest{Amount: 1}); !errors.Is(err, payment.ErrPermanent) {
		t.Errorf("without a key: %v", err)
	}
	r := payment.RefundRequest{ProviderRef: "pi_sandbox_1", Amount: 860, IdempotencyKey: "refund:pi_sandbox_1:1"}
	first, err := h.Refund(ctx, r)
	must(t, err)
	second, err := h.Refund(ctx, r)
	must(t, err)
	if first != second || first.Status != "succeeded" || first.Ref == "" {
		t.Errorf("refunded %+v, then %+v", first, second)
	}
	r.ProviderRef = "pi_real"
	if _, err := h.Refund(ctx, r); !errors.Is(err, payment.ErrPermanent) {
		t.Errorf("refund of real money: %v", err)
	}
	must(t, h.Expire(ctx, h.store.session.SessionID))
	if h.store.status() != "expired" {
		t.Errorf("expired session is %s", h.store.status())
	}
	if _, err := h.Retrieve(ctx, "cs_sandbox_unknown"); !errors.Is(err, payment.ErrPermanent) {
		t.Errorf("unknown session: %v", err)
	}
	h.store.broken = true
	if _, err := h.Retrieve(ctx, h.store.session.SessionID); !errors.Is(err, payment.ErrRetry) {
		t.Errorf("no database: %v", err)
	}
	if code, body := h.look(t, h.store.session.URL); code != http.StatusServiceUnavailable || strings.Contains(body, "database") {
		t.Errorf("no database: %d %s", code, body)
	}
	for _, o := range []sandbox.Options{{}, {PublicURL: "http://x"}, {WebhookSecret: " ,", PublicURL: "http://x"}} {
		if _, err := sandbox.New(o); err == nil {
			t.Errorf("accepted %+v", o)
		}
	}
}
