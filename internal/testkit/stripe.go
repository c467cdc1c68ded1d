package testkit

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// StripeOptions configures a fake Stripe.
type StripeOptions struct {
	Key           string           // secret key it accepts; empty: any
	WebhookSecret string           // signs events
	WebhookURL    string           // where events go; empty: they are kept until asked for
	Now           func() time.Time // real time by default: expiries are judged by it
}

// Stripe is an HTTP server that behaves like Stripe's Checkout as far as we
// use it. Unlike stripe-mock it keeps state: sessions, idempotency keys with
// their parameters, expiry, refunds, signed events. It fails on request.
type Stripe struct {
	URL string

	options StripeOptions
	server  *httptest.Server

	mu       sync.Mutex
	sessions map[string]*StripeSession
	refunds  []StripeRefund
	answers  map[string]stripeAnswer // by idempotency key
	reported map[string]bool         // refunds whose events were sent
	requests []StripeRequest
	failures []int // HTTP statuses of the next requests
	drops    int   // next requests whose answer is lost
	outage   bool  // nothing answers

	events    []StripeEvent
	holding   bool
	losing    int
	duplicate int
}

// StripeSession is a Checkout Session.
type StripeSession struct {
	ID            string
	Status        string // open, complete, expired
	PaymentStatus string // unpaid, paid
	PaymentIntent string
	Amount        int64
	Refunded      int64
	Currency      string
	ExpiresAt     time.Time
	Created       time.Time
	Paid          time.Time
	Disputed      bool
	Form          url.Values // what it was created with
}

// StripeRefund is an accepted refund.
type StripeRefund struct {
	ID            string
	PaymentIntent string
	Amount        int64
	Status        string // succeeded, failed
	Mark          string // metadata[refund]: which of ours it is; empty: made by hand
}

// StripeRequest is a request that came in, refused or not.
type StripeRequest struct {
	Method, Path, Key string // Key: Idempotency-Key
	Form              url.Values
}

type stripeAnswer struct {
	parameters string
	code       int
	body       []byte
}

// NewStripe starts a fake Stripe that ends with the test.
func NewStripe(t testing.TB, o StripeOptions) *Stripe {
	t.Helper()
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.WebhookSecret == "" {
		o.WebhookSecret = "whsec_" + rand.Text()
	}
	s := &Stripe{options: o, sessions: map[string]*StripeSession{}, answers: map[string]stripeAnswer{}, reported: map[string]bool{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/checkout/sessions", s.answer(s.create))
	mux.HandleFunc("GET /v1/checkout/sessions/{id}", s.answer(s.read))
	mux.HandleFunc("POST /v1/checkout/sessions/{id}/expire", s.answer(s.expire))
	mux.HandleFunc("POST /v1/refunds", s.answer(s.refund))
	mux.HandleFunc("GET /v1/refunds", s.answer(s.listRefunds))
	mux.HandleFunc("GET /v1/checkout/sessions", s.answer(s.listSessions))
	mux.HandleFunc("GET /v1/charges", s.answer(s.listCharges))
	mux.HandleFunc("GET /v1/events", s.answer(s.listEvents))
	s.server = httptest.NewServer(mux)
	s.URL = s.server.URL
	t.Cleanup(s.server.Close)
	return s
}

// Secret signs its events.
func (s *Stripe) Secret() string { return s.options.WebhookSecret }

// SetWebhook says where events go from now on.
func (s *Stripe) SetWebhook(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.options.WebhookURL = address
}

// FailNext answers the next n requests with an HTTP status. As with Stripe, a
// failure after the parameters were accepted is kept under the idempotency key.
func (s *Stripe) FailNext(n, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range n {
		s.failures = append(s.failures, status)
	}
}

// DropNext does what the next n requests ask and loses the answers; 0 ends it.
// Mind that Go's own HTTP client repeats requests with an Idempotency-Key.
func (s *Stripe) DropNext(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drops = n
}

// Sessions lists all sessions by id, in no order.
func (s *Stripe) Sessions() []StripeSession {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []StripeSession
	for _, one := range s.sessions {
		all = append(all, *one)
	}
	return all
}

// Session reads one session.
func (s *Stripe) Session(id string) (StripeSession, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one, known := s.sessions[id]
	if !known {
		return StripeSession{}, false
	}
	return *one, true
}

// Refunds lists what was given back, in order.
func (s *Stripe) Refunds() []StripeRefund {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.refunds)
}

// Requests lists what came in, in order.
func (s *Stripe) Requests() []StripeRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// stripeFault is a refusal in Stripe's form.
type stripeFault struct {
	status  int
	kind    string
	code    string
	message string
}

func invalid(code, message string, args ...any) *stripeFault {
	return &stripeFault{http.StatusBadRequest, "invalid_request_error", code, fmt.Sprintf(message, args...)}
}

func (f *stripeFault) body() map[string]any {
	return map[string]any{"error": map[string]any{"type": f.kind, "code": f.code, "message": f.message}}
}

// answer wraps an operation with what all share: the key, failures on request,
// idempotency.
func (s *Stripe) answer(operate func(r *http.Request) (any, *stripeFault)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		s.mu.Lock()
		code, body, drop := s.process(r, operate)
		drop = drop || s.outage
		s.mu.Unlock()
		if drop {
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Request-Id", "req_"+rand.Text()[:10])
		w.WriteHeader(code)
		_, _ = w.Write(body)
	}
}

// process does it. The caller holds the lock.
func (s *Stripe) process(r *http.Request, operate func(r *http.Request) (any, *stripeFault)) (code int, body []byte, drop bool) {
	key := r.Header.Get("Idempotency-Key")
	s.requests = append(s.requests, StripeRequest{Method: r.Method, Path: r.URL.Path, Key: key, Form: r.Form})
	if s.outage {
		return 0, nil, true // before anything was done
	}
	if s.options.Key != "" && r.Header.Get("Authorization") != "Bearer "+s.options.Key {
		return encode((&stripeFault{http.StatusUnauthorized, "invalid_request_error", "", "Invalid API Key provided"}).body(), http.StatusUnauthorized)
	}
	parameters := r.Method + r.URL.Path + "?" + r.Form.Encode()
	if kept, known := s.answers[key]; known && r.Method == http.MethodPost {
		if kept.parameters != parameters {
			return encode((&stripeFault{http.StatusBadRequest, "idempotency_error", "", "Keys for idempotent requests can only be used with the same parameters they were first used with."}).body(), http.StatusBadRequest)
		}
		return kept.code, kept.body, s.dropped()
	}
	code = http.StatusOK
	var result any
	if len(s.failures) > 0 {
		code = s.failures[0]
		s.failures = s.failures[1:]
		result = (&stripeFault{code, "api_error", "", "An unknown error occurred"}).body()
	} else {
		var fault *stripeFault
		if result, fault = operate(r); fault != nil {
			code, result = fault.status, fault.body()
		}
	}
	code, body, _ = encode(result, code)
	if r.Method == http.MethodPost && key != "" && (code == http.StatusOK || code == http.StatusInternalServerError) {
		s.answers[key] = stripeAnswer{parameters, code, body}
	}
	return code, body, s.dropped()
}

func (s *Stripe) dropped() bool {
	if s.drops == 0 {
		return false
	}
	s.drops--
	return true
}

func encode(v any, code int) (int, []byte, bool) {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return code, body, false
}

func (s *Stripe) create(r *http.Request) (any, *stripeFault) {
	form := r.Form
	amount, err := strconv.ParseInt(form.Get("line_items[0][price_data][unit_amount]"), 10, 64)
	if err != nil || amount < 50 {
		return nil, invalid("amount_too_small", "The Checkout Session's total amount must convert to at least 50 cents.")
	}
	seconds, err := strconv.ParseInt(form.Get("expires_at"), 10, 64)
	expires, now := time.Unix(seconds, 0), s.options.Now()
	if err != nil || expires.Before(now.Add(30*time.Minute)) || expires.After(now.Add(24*time.Hour)) {
		return nil, invalid("", "The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from Checkout Session creation.")
	}
	for _, field := range []string{"mode", "success_url", "line_items[0][price_data][currency]", "line_items[0][price_data][product_data][name]"} {
		if form.Get(field) == "" {
			return nil, invalid("parameter_missing", "Missing required param: %s.", field)
		}
	}
	session := &StripeSession{
		ID: "cs_test_" + rand.Text(), Status: "open", PaymentStatus: "unpaid", Amount: amount,
		Currency: form.Get("line_items[0][price_data][currency]"), ExpiresAt: expires, Created: now, Form: form,
	}
	s.sessions[session.ID] = session
	return s.sessionObject(session), nil
}

func (s *Stripe) read(r *http.Request) (any, *stripeFault) {
	session, fault := s.find(r.PathValue("id"))
	if fault != nil {
		return nil, fault
	}
	return s.sessionObject(session), nil
}

func (s *Stripe) expire(r *http.Request) (any, *stripeFault) {
	session, fault := s.find(r.PathValue("id"))
	if fault != nil {
		return nil, fault
	}
	if session.Status != "open" {
		return nil, invalid("", "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of `%s`.", session.Status)
	}
	session.Status = "expired"
	return s.sessionObject(session), nil
}

func (s *Stripe) find(id string) (*StripeSession, *stripeFault) {
	session, known := s.sessions[id]
	if !known {
		return nil, &stripeFault{http.StatusNotFound, "invalid_request_error", "resource_missing", "No such checkout.session: '" + id + "'"}
	}
	if session.Status == "open" && !s.options.Now().Before(session.ExpiresAt) {
		session.Status = "expired"
	}
	return session, nil
}

func (s *Stripe) refund(r *http.Request) (any, *stripeFault) {
	session := s.paidBy(r.Form.Get("payment_intent"))
	if session == nil {
		return nil, &stripeFault{http.StatusNotFound, "invalid_request_error", "resource_missing", "No such payment_intent"}
	}
	left := session.Amount - session.Refunded
	amount := left
	if given := r.Form.Get("amount"); given != "" {
		amount, _ = strconv.ParseInt(given, 10, 64)
	}
	switch {
	case left == 0:
		return nil, invalid("charge_already_refunded", "Charge has already been refunded.")
	case amount <= 0 || amount > left:
		return nil, invalid("", "Refund amount is greater than unrefunded amount on charge")
	}
	session.Refunded += amount
	refund := StripeRefund{
		ID: "re_" + rand.Text(), PaymentIntent: session.PaymentIntent, Amount: amount, Status: "succeeded", Mark: r.Form.Get("metadata[refund]"),
	}
	s.refunds = append(s.refunds, refund)
	return refundObject(refund), nil
}

func (s *Stripe) paidBy(intent string) *StripeSession {
	for _, session := range s.sessions {
		if session.PaymentIntent == intent && intent != "" {
			return session
		}
	}
	return nil
}

// sessionObject is a session as Stripe writes it.
func (s *Stripe) sessionObject(session *StripeSession) map[string]any {
	object := map[string]any{
		"id": session.ID, "object": "checkout.session", "status": session.Status, "payment_status": session.PaymentStatus,
		"amount_total": session.Amount, "currency": session.Currency, "expires_at": session.ExpiresAt.Unix(), "mode": "payment",
		"client_reference_id": session.Form.Get("client_reference_id"), "metadata": metadataOf(session.Form, "metadata["),
		"created": session.Created.Unix(), "success_url": session.Form.Get("success_url"), "cancel_url": session.Form.Get("cancel_url"), "payment_intent": nil, "url": nil,
	}
	if session.PaymentIntent != "" {
		object["payment_intent"] = session.PaymentIntent
	}
	if session.Status == "open" {
		object["url"] = s.URL + "/c/pay/" + session.ID
	}
	return object
}

func metadataOf(form url.Values, prefix string) map[string]string {
	all := map[string]string{}
	for name := range form {
		if key, found := strings.CutPrefix(name, prefix); found {
			all[strings.TrimSuffix(key, "]")] = form.Get(name)
		}
	}
	return all
}
