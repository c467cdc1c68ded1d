package stripe_test

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stripe/stripe-go/v86/webhook"

	"atrevete/internal/payment"
	"atrevete/internal/payment/stripe"
	"atrevete/internal/salon"
	"atrevete/internal/testkit"
)

const secret = "whsec_new"

var now = time.Date(2026, 10, 6, 10, 18, 0, 0, time.UTC)

func clock() time.Time { return now }

func events(t *testing.T, secrets string) *stripe.Events {
	t.Helper()
	e, err := stripe.NewEvents(secrets, clock)
	must(t, err)
	return e
}

func signed(secret string, body []byte, at time.Time) http.Header {
	s := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: body, Secret: secret, Timestamp: at})
	return http.Header{"Stripe-Signature": {s.Header}}
}

// event is a body with the given type and object.
func event(kind, object string) []byte {
	return fmt.Appendf(nil, `{"id":"evt_1","object":"event","api_version":"2019-01-01","created":%d,"type":%q,"data":{"object":%s}}`, now.Unix(), kind, object)
}

func TestEventsBecomeFacts(t *testing.T) {
	t.Parallel()
	id := newID()
	session := func(status string) string {
		return fmt.Sprintf(`{"id":"cs_1","object":"checkout.session","payment_intent":"pi_1","payment_status":%q,"amount_total":860,"metadata":{"booking_id":%q,"link_token":"link-1"}}`, status, id)
	}
	fact := func(kind salon.PaymentFactKind) *salon.PaymentFact {
		return &salon.PaymentFact{BookingID: id, Provider: "stripe", ProviderRef: "pi_1", SessionID: "cs_1", LinkToken: "link-1", Kind: kind, Amount: 860, At: now}
	}
	refunded := fact(salon.FactRefunded)
	refunded.SessionID, refunded.Amount = "", 400
	tried := fact(salon.FactDeclined)
	tried.SessionID, tried.LinkToken = "", ""
	seen := &salon.PaymentFact{Provider: "stripe", ProviderRef: "pi_1", Kind: salon.FactRefundSeen, Amount: 400, Currency: "eur", At: now}
	failed := *seen
	failed.Kind, failed.RefundRef = salon.FactRefundFailed, "re_1"
	disputed := *seen
	disputed.Kind = salon.FactDisputed
	refund := func(status string) string {
		return fmt.Sprintf(`{"id":"re_1","payment_intent":"pi_1","amount":400,"currency":"eur","status":%q,"metadata":{}}`, status)
	}
	sandbox := fact(salon.FactPaid)
	sandbox.Provider = "sandbox"
	for name, c := range map[string]struct {
		kind, object string
		want         *salon.PaymentFact
		id           string // when it is not the event's
	}{
		"paid":                             {"checkout.session.completed", session("paid"), fact(salon.FactPaid), ""},
		"nothing to pay":                   {"checkout.session.completed", session("no_payment_required"), fact(salon.FactPaid), ""},
		"not yet paid":                     {"checkout.session.completed", session("unpaid"), nil, ""},
		"paid slowly":                      {"checkout.session.async_payment_succeeded", session("paid"), fact(salon.FactPaid), ""},
		"declined":                         {"checkout.session.async_payment_failed", session("unpaid"), fact(salon.FactUnpaid), ""},
		"expired":                          {"checkout.session.expired", session("unpaid"), fact(salon.FactExpired), ""},
		"refunded in part":                 {"charge.refunded", fmt.Sprintf(`{"id":"ch_1","payment_intent":{"id":"pi_1","object":"payment_intent"},"amount":860,"amount_refunded":400,"metadata":{"booking_id":%q,"link_token":"link-1"}}`, id), refunded, ""},
		"refund made":                      {"refund.created", refund("succeeded"), seen, ""},
		"refund moves":                     {"refund.updated", refund("pending"), seen, ""},
		"refund fails":                     {"refund.failed", refund("failed"), &failed, "refund_failed:re_1"},
		"the same failure":                 {"refund.updated", refund("failed"), &failed, "refund_failed:re_1"},
		"refund taken back":                {"charge.refund.updated", refund("canceled"), &failed, "refund_failed:re_1"},
		"refund of a sale without payment": {"refund.created", `{"id":"re_2","payment_intent":null,"amount":5,"status":"succeeded"}`, nil, ""},
		"disputed":                         {"charge.dispute.created", `{"id":"dp_1","payment_intent":"pi_1","amount":400,"currency":"eur","status":"needs_response"}`, &disputed, "dispute:dp_1"},
		"a try that fails":                 {"payment_intent.payment_failed", fmt.Sprintf(`{"id":"pi_1","amount":860,"metadata":{"booking_id":%q}}`, id), tried, ""},
		"somebody's try":                   {"payment_intent.payment_failed", `{"id":"pi_2","metadata":{}}`, nil, ""},
		"shop's own sale":                  {"checkout.session.completed", `{"id":"cs_2","payment_intent":null,"payment_status":"paid","metadata":{}}`, nil, ""},
		"other's booking":                  {"checkout.session.completed", `{"id":"cs_2","payment_status":"paid","metadata":{"booking_id":"42"}}`, nil, ""},
		"unknown event":                    {"invoice.paid", `{"id":"in_1"}`, nil, ""},
		"pretend checkout":                 {"checkout.session.completed", fmt.Sprintf(`{"id":"cs_1","payment_intent":"pi_1","payment_status":"paid","amount_total":860,"metadata":{"booking_id":%q,"link_token":"link-1","provider":"sandbox"}}`, id), sandbox, ""},
	} {
		body := event(c.kind, c.object)
		list, err := events(t, secret).Parse(signed(secret, body, now), body)
		switch {
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case c.want == nil:
			if len(list) != 0 {
				t.Errorf("%s: %+v", name, list[0].Payment)
			}
		case len(list) != 1 || *list[0].Payment != *c.want:
			t.Errorf("%s: %+v", name, list)
		case list[0].Source != salon.SourceStripe || list[0].ExternalID != cmp.Or(c.id, "evt_1") || list[0].Kind != salon.InboundPayment || !list[0].SentAt.Equal(now):
			t.Errorf("%s: %+v", name, list[0])
		}
	}
}

func TestOnlyFreshSignaturesCount(t *testing.T) {
	t.Parallel()
	body := event("invoice.paid", `{"id":"in_1"}`)
	both := events(t, " whsec_old , "+secret+",")
	for name, c := range map[string]struct {
		header http.Header
		want   error
	}{
		"new secret":        {signed(secret, body, now), nil},
		"old secret":        {signed("whsec_old", body, now), nil},
		"five minutes old":  {signed(secret, body, now.Add(-300*time.Second)), nil},
		"older":             {signed(secret, body, now.Add(-301*time.Second)), payment.ErrUnauthorized},
		"slightly early":    {signed(secret, body, now.Add(300*time.Second)), nil},
		"from the future":   {signed(secret, body, now.Add(301*time.Second)), payment.ErrUnauthorized},
		"wrong secret":      {signed("whsec_wrong", body, now), payment.ErrUnauthorized},
		"of another body":   {signed(secret, []byte("{}"), now), payment.ErrUnauthorized},
		"none":              {http.Header{}, payment.ErrUnauthorized},
		"empty":             {http.Header{"Stripe-Signature": {""}}, payment.ErrUnauthorized},
		"no time":           {http.Header{"Stripe-Signature": {"v1=00"}}, payment.ErrUnauthorized},
		"time is a word":    {http.Header{"Stripe-Signature": {"t=now,v1=00"}}, payment.ErrUnauthorized},
		"odd":               {http.Header{"Stripe-Signature": {fmt.Sprintf("t=%d,v1=0=0", now.Unix())}}, payment.ErrUnauthorized},
		"replay, refreshed": {http.Header{"Stripe-Signature": {fmt.Sprintf("t=%d,%s", now.Unix(), signed(secret, body, now.Add(-time.Hour)).Get("Stripe-Signature"))}}, payment.ErrUnauthorized},
	} {
		if _, err := both.Parse(c.header, body); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, none := range []string{"", " , "} {
		if _, err := stripe.NewEvents(none, clock); err == nil {
			t.Errorf("secrets %q were accepted", none)
		}
	}
}

func TestWhatIsNoEventIsMalformed(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		``, `no JSON`, `{}`, `[]`, `{"object":"event"}`, `{"id":"evt_1","object":"v2.core.event"}`,
		`{"id":"evt_1","object":"event","type":"checkout.session.completed","data":{"object":{"id":7}}}`,
		`{"id":"evt_1","object":"event","type":"checkout.session.completed","data":{"object":{"payment_intent":7}}}`,
	} {
		_, err := events(t, secret).Parse(signed(secret, []byte(body), now), []byte(body))
		if !errors.Is(err, payment.ErrMalformed) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func FuzzEvents(f *testing.F) {
	f.Add([]byte(event("charge.refunded", `{"id":"ch_1","payment_intent":"pi_1"}`)))
	f.Add([]byte(`{"id":"evt_1","object":"event","type":"checkout.session.expired","data":{"object":{}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		list, err := events(t, secret).Parse(signed(secret, body, now), body)
		if err != nil && !errors.Is(err, payment.ErrMalformed) {
			t.Errorf("an authentic body gives %v", err)
		}
		for _, in := range list {
			if in.Payment == nil || (in.Payment.BookingID == "" && in.Payment.ProviderRef == "") || in.ExternalID == "" {
				t.Errorf("half a fact: %+v", in)
			}
		}
	})
}

// The fake signs as Stripe does, and its events read as Stripe's.
func TestTheFakesEventsAreUnderstood(t *testing.T) {
	t.Parallel()
	fake := testkit.NewStripe(t, testkit.StripeOptions{Now: time.Now})
	e, err := stripe.NewEvents(fake.Secret(), time.Now)
	must(t, err)
	checkout := open(t, fake.URL)
	r := request()
	paid, err := checkout.Create(t.Context(), r)
	must(t, err)
	must(t, fake.PayLate(paid.ID))
	must(t, fake.Settle(paid.ID))
	session, _ := fake.Session(paid.ID)
	must(t, fake.RefundByHand(session.PaymentIntent, 300))
	must(t, fake.RefundByHand(session.PaymentIntent, 560))
	left := request()
	abandoned, err := checkout.Create(t.Context(), left)
	must(t, err)
	must(t, fake.Abandon(abandoned.ID))
	if err := fake.Pay(abandoned.ID); err == nil {
		t.Error("an expired session was paid")
	}
	var got []string
	for _, event := range fake.Events() {
		list, err := e.Parse(http.Header{"Stripe-Signature": {fake.Sign(event.Body)}}, event.Body)
		must(t, err)
		for _, in := range list {
			got = append(got, fmt.Sprintf("%s %s %d", in.Payment.Kind, in.Payment.ProviderRef, in.Payment.Amount))
			if want := map[bool]salon.ID{true: r.BookingID, false: left.BookingID}[in.Payment.Kind != salon.FactExpired]; in.Payment.BookingID != want {
				t.Errorf("a fact of the wrong booking: %+v", in.Payment)
			}
		}
	}
	want := fmt.Sprint([]string{"paid " + session.PaymentIntent + " 860", "refunded " + session.PaymentIntent + " 300", "refunded " + session.PaymentIntent + " 860", "expired  860"})
	if fmt.Sprint(got) != want {
		t.Errorf("facts %v instead of %s", got, want)
	}
}
