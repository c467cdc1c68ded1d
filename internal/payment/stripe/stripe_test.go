package stripe_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"atrevete/internal/payment"
	"atrevete/internal/payment/stripe"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const key = "sk_test_123"

func newID() salon.ID { return salon.ID(uuid.Must(uuid.NewV7()).String()) }

func open(t *testing.T, address string) *stripe.Checkout {
	t.Helper()
	c := stripe.New(key, address)
	t.Cleanup(c.Close)
	return c
}

func request() payment.SessionRequest {
	id := newID()
	return payment.SessionRequest{
		BookingID: id, LinkToken: "link-1", Amount: 860, Currency: "EUR", CustomerName: "Carla",
		Description: "Anticipo de tu cita en Atrévete", Details: "Cultura de Color con Pilar, jueves 8 de octubre a las 11:00",
		SuccessURL: "https://salon.example/pay/link-1?vuelta=1", CancelURL: "https://salon.example/pay/link-1",
		ExpiresAt: time.Now().Add(40 * time.Minute).Truncate(time.Second), IdempotencyKey: "deposit:" + string(id) + ":1",
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestASessionIsCreatedOncePerKey(t *testing.T) {
	t.Parallel()
	fake := testkit.NewStripe(t, testkit.StripeOptions{Key: key})
	checkout, r := open(t, fake.URL+"/"), request()
	first, err := checkout.Create(t.Context(), r)
	must(t, err)
	again, err := checkout.Create(t.Context(), r)
	must(t, err)
	if first != again || first.Status != "open" || first.PaymentStatus != "unpaid" || first.URL == "" || first.Amount != 860 || first.ProviderRef != "" {
		t.Errorf("created %+v, then %+v", first, again)
	}
	if n := len(fake.Sessions()); n != 1 {
		t.Errorf("%d sessions", n)
	}
	kept, _ := fake.Session(first.ID)
	for field, want := range map[string]string{
		"mode": "payment", "submit_type": "book", "payment_method_types[0]": "card", "client_reference_id": string(r.BookingID),
		"metadata[booking_id]": string(r.BookingID), "metadata[link_token]": "link-1",
		"payment_intent_data[metadata][booking_id]": string(r.BookingID), "payment_intent_data[metadata][link_token]": "link-1",
		"line_items[0][price_data][currency]": "eur", "line_items[0][price_data][unit_amount]": "860", "line_items[0][quantity]": "1",
		"line_items[0][price_data][product_data][name]": r.Description, "line_items[0][price_data][product_data][description]": r.Details,
		"success_url": r.SuccessURL, "cancel_url": r.CancelURL, "locale": "es",
	} {
		if got := kept.Form.Get(field); got != want {
			t.Errorf("%s is %q instead of %q", field, got, want)
		}
	}
	if !kept.ExpiresAt.Equal(r.ExpiresAt) {
		t.Errorf("expires at %v instead of %v", kept.ExpiresAt, r.ExpiresAt)
	}
	r.Amount++
	if _, err := checkout.Create(t.Context(), r); !errors.Is(err, payment.ErrPermanent) || !errors.Is(err, payment.ErrKeyReused) {
		t.Errorf("the key with another amount: %v", err)
	}
}

func TestALostAnswerIsAskedForAgain(t *testing.T) {
	t.Parallel()
	fake := testkit.NewStripe(t, testkit.StripeOptions{})
	checkout, r := open(t, fake.URL), request()
	fake.DropNext(1) // the library's own repetition
	first, err := checkout.Create(t.Context(), r)
	must(t, err)
	fake.DropNext(1000) // more than anybody repeats
	if _, err := checkout.Create(t.Context(), r); !errors.Is(err, payment.ErrRetry) {
		t.Errorf("no answer: %v", err)
	}
	fake.DropNext(0)
	again, err := checkout.Create(t.Context(), r)
	must(t, err)
	if first.ID != again.ID || len(fake.Sessions()) != 1 {
		t.Errorf("%d sessions: %s, %s", len(fake.Sessions()), first.ID, again.ID)
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]error{
		500: payment.ErrRetry, 503: payment.ErrRetry, 429: payment.ErrRetry, 409: payment.ErrRetry, 401: payment.ErrRetry, 403: payment.ErrRetry,
		400: payment.ErrPermanent, 402: payment.ErrPermanent, 404: payment.ErrPermanent,
	} {
		fake := testkit.NewStripe(t, testkit.StripeOptions{})
		fake.FailNext(2, status)
		_, err := open(t, fake.URL).Create(t.Context(), request())
		if !errors.Is(err, want) {
			t.Errorf("%d gives %v", status, err)
		}
		if strings.Contains(err.Error(), key) {
			t.Errorf("the error shows the key: %v", err)
		}
	}
	fake := testkit.NewStripe(t, testkit.StripeOptions{Key: "sk_test_other"})
	if _, err := open(t, fake.URL).Create(t.Context(), request()); !errors.Is(err, payment.ErrRetry) || !strings.Contains(err.Error(), "STRIPE_SECRET_KEY") {
		t.Errorf("a wrong key: %v", err)
	}
	r := request()
	r.ExpiresAt = time.Now().Add(time.Minute)
	if _, err := open(t, fake.URL).Create(t.Context(), r); err == nil {
		t.Error("an expiry in a minute was accepted")
	}
	if _, err := open(t, "http://127.0.0.1:1").Retrieve(t.Context(), "cs_1"); !errors.Is(err, payment.ErrRetry) {
		t.Errorf("nobody there: %v", err)
	}
	if _, err := stripe.New(key, "").Retrieve(cancelled(t), "cs_1"); !errors.Is(err, context.Canceled) {
		t.Errorf("told to stop: %v", err)
	}
}

func cancelled(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

func TestOnlyAnOpenSessionCanBeExpired(t *testing.T) {
	t.Parallel()
	fake := testkit.NewStripe(t, testkit.StripeOptions{})
	checkout := open(t, fake.URL)
	paid, err := checkout.Create(t.Context(), request())
	must(t, err)
	unpaid, err := checkout.Create(t.Context(), request())
	must(t, err)
	must(t, fake.Pay(paid.ID))
	if err := checkout.Expire(t.Context(), paid.ID); !errors.Is(err, payment.ErrNotOpen) {
		t.Errorf("expire a paid session: %v", err)
	}
	now, err := checkout.Retrieve(t.Context(), paid.ID)
	must(t, err)
	if now.Status != "complete" || now.PaymentStatus != "paid" || now.ProviderRef == "" || now.Amount != 860 {
		t.Errorf("a paid session reads %+v", now)
	}
	must(t, checkout.Expire(t.Context(), unpaid.ID))
	if err := checkout.Expire(t.Context(), unpaid.ID); !errors.Is(err, payment.ErrNotOpen) {
		t.Errorf("expire twice: %v", err)
	}
	if err := checkout.Expire(t.Context(), "cs_unknown"); !errors.Is(err, payment.ErrPermanent) || errors.Is(err, payment.ErrNotOpen) {
		t.Errorf("expire what does not exist: %v", err)
	}
}

func TestMoneyGoesBackOnce(t *testing.T) {
	t.Parallel()
	fake := testkit.NewStripe(t, testkit.StripeOptions{})
	checkout := open(t, fake.URL)
	session, err := checkout.Create(t.Context(), request())
	must(t, err)
	must(t, fake.Pay(session.ID))
	session, err = checkout.Retrieve(t.Context(), session.ID)
	must(t, err)
	r := payment.RefundRequest{ProviderRef: session.ProviderRef, Amount: 860, BookingID: newID(), IdempotencyKey: "refund:" + session.ProviderRef + ":1"}
	fake.DropNext(1000)
	if _, err := checkout.Refund(t.Context(), r); !errors.Is(err, payment.ErrRetry) {
		t.Errorf("no answer: %v", err)
	}
	fake.DropNext(0)
	first, err := checkout.Refund(t.Context(), r)
	must(t, err)
	if first.Status != "succeeded" || first.Ref == "" {
		t.Errorf("refunded %+v", first)
	}
	r.IdempotencyKey = "refund:" + session.ProviderRef + ":2" // as after a restore, or by hand
	again, err := checkout.Refund(t.Context(), r)
	must(t, err)
	if again != first || len(fake.Refunds()) != 1 {
		t.Errorf("refunded %+v, then %+v: %d refunds", first, again, len(fake.Refunds()))
	}
	r.ProviderRef, r.IdempotencyKey = "pi_unknown", "refund:pi_unknown:1"
	if _, err := checkout.Refund(t.Context(), r); !errors.Is(err, payment.ErrPermanent) {
		t.Errorf("refund of nothing: %v", err)
	}
}

func TestAnAnswerThatIsNoStripeIsTriedAgain(t *testing.T) {
	t.Parallel()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write([]byte("<html>bad gateway</html>"))
	}))
	defer proxy.Close()
	if _, err := open(t, proxy.URL).Retrieve(t.Context(), "cs_1"); !errors.Is(err, payment.ErrRetry) {
		t.Errorf("a page of HTML: %v", err)
	}
}
